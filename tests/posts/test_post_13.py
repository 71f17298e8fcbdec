"""小程序跳转链接获取方式 (2021-02-05)."""

from __future__ import annotations

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local

START = instant("2021-02-05")
TOOL = "/accounts/{}/page-path-tool"


def tool(local: Local, *wechat_ids: str) -> None:
    """添加需要获取页面跳转链接的小程序appid; 添加项目成员微信号."""
    entry = {"appid": local.appid, "wechat_ids": list(wechat_ids)}
    told = local.control("PUT", f"{TOOL.format(local.appid)}/{local.appid}", {"wechat_ids": list(wechat_ids)})
    assert told == [entry] == local.control("GET", TOOL.format(local.appid))


def copied(local: Local, who: str) -> str | None:
    outcome = local.person(who).call(
        "copyPagePath", {"path": "pages/detail/detail", "query": "id=1"}, appid=local.appid
    )
    return outcome.result["path"] if outcome.ok and outcome.result else None


def test_登陆小程序管理后台_工具_生成小程序码(local: Local) -> None:
    local.at(START)
    assert copied(local, "alice") is None, "nobody opened the tool"


def test_添加appid和项目成员微信号_相应微信帐号即可复制到页面跳转链接(local: Local) -> None:
    alice = local.person("alice").noun.wechat_id
    tool(local, alice)
    local.at(START - 1)
    assert copied(local, "alice") is None
    local.at(START)
    assert copied(local, "alice") == "pages/detail/detail?id=1"
    local.at("2024-01-01")
    assert copied(local, "alice") == "pages/detail/detail?id=1"


def test_只有项目成员(local: Local) -> None:
    local.at(START)
    bob = local.person("bob").noun.wechat_id
    with pytest.raises(NotPossible, match=f"'{bob}' is not the WeChat id of a project member of .*: its members are"):
        tool(local, bob)
    local.control("PUT", f"/accounts/{local.appid}/members/bob", {"role": "developer"})
    tool(local, bob)
    assert copied(local, "bob") == "pages/detail/detail?id=1"
    assert copied(local, "alice") is None, "a member, but not named"
    local.control("DELETE", f"/accounts/{local.appid}/members/bob")
    assert copied(local, "bob") is None, "named, but no member any more"


def test_需要获取页面跳转链接的小程序appid_is_one_of_a_mini_program(local: Local) -> None:
    alice = local.person("alice").noun.wechat_id
    for appid in ("wx0000000000000000", "x"):
        with pytest.raises(NotPossible, match=f"there is no mini program '{appid}'"):
            local.control("PUT", f"{TOOL.format(local.appid)}/{appid}", {"wechat_ids": [alice]})
        with pytest.raises(NotPossible, match=f"there is no mini program '{appid}'"):
            local.control("GET", TOOL.format(appid))


def test_what_is_taken_out_of_the_tool_cannot_be_copied(local: Local) -> None:
    local.at(START)
    tool(local, local.person("alice").noun.wechat_id)
    assert copied(local, "alice")
    assert local.control("DELETE", f"{TOOL.format(local.appid)}/{local.appid}") == []
    assert copied(local, "alice") is None
