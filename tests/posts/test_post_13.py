"""小程序跳转链接获取方式 (2021-02-05)."""

from __future__ import annotations

from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local

START = instant("2021-02-05")


def tool(local: Local, *wechat_ids: str) -> None:
    """添加需要获取页面跳转链接的小程序appid; 添加项目成员微信号."""
    path = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/codes"
    entry = {"appid": local.appid, "wechat_ids": list(wechat_ids)}
    assert local.request("PATCH", path, json={"set": {"page_path_tool": [entry]}}).status == 200


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
    tool(local, bob)
    assert copied(local, "bob") is None, "named, but no member"
    local.request("PUT", f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/members/bob", json={"role": "developer"})
    assert copied(local, "bob") == "pages/detail/detail?id=1"
    assert copied(local, "alice") is None, "a member, but not named"
