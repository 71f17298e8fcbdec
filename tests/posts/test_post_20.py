"""Post 20 (2020-03-18): 如何解除小程序关联公众号?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.associations import SEED, end, invite, listed, messages, path, profile
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    local.at("2020-03-18")
    invite(local)
    return local


def test_绑定公众账号可修改(desk: Local) -> None:
    """Whether the profile shows the mini program can be changed later."""
    where = path(desk, "news", "associations", desk.account("shop").appid)
    assert desk.control("PATCH", where, {"profile": False})["profile"] is False
    assert profile(desk, "news")["miniPrograms"] == []


@pytest.mark.parametrize(("side", "other", "stranger"), [("shop", "news", "dev"), ("news", "shop", "oscar")])
def test_第一步_管理员扫码确认登录(desk: Local, side: str, other: str, stranger: str) -> None:
    with pytest.raises(NotPossible, match=rf"{stranger} is not the administrator of {side} \(association-flow\)"):
        end(desk, side, other, by=stranger)
    assert [one["state"] for one in listed(desk, side)] == ["linked"]


def test_第二步_选择对应的小程序解除关联(desk: Local) -> None:
    invite(desk, mini="other")
    end(desk)
    assert [one["mini"] for one in listed(desk, "news")] == [desk.account("other").appid]


@pytest.mark.parametrize(("side", "other"), [("shop", "news"), ("news", "shop")])
def test_第三步_管理员手机确认解除关联(desk: Local, side: str, other: str) -> None:
    with pytest.raises(NotPossible, match="has not confirmed on the phone: the link stays"):
        end(desk, side, other, confirmed="false")
    assert [one["state"] for one in listed(desk, side)] == ["linked"]
    assert end(desk, side, other)["state"] == "none"


def menu(local: Local) -> dict[str, Any]:
    appid = local.account("shop").appid
    url = "https://m.example.com/"
    button = {"type": "miniprogram", "name": "商城", "url": url, "appid": appid, "pagepath": "pages/index/index"}
    answer: dict[str, Any] = local.post(
        "/cgi-bin/menu/create", {"button": [button]}, access_token=local.token(local.account("news").appid)
    )
    return answer


def test_what_the_end_closes(desk: Local) -> None:
    """A menu that opens the mini program, and its place on the profile."""
    assert menu(desk)["errcode"] == 0
    news = desk.account("news").appid
    end(desk)
    assert menu(desk)["errcode"] == 45064
    with pytest.raises(NotPossible, match="小程序未关联"):
        desk.person("ann").call("tapMenu", {"account": news, "item": "商城"})
    assert profile(desk, "news")["miniPrograms"] == profile(desk, "shop")["officialAccounts"] == []


def test_both_administrators_read_that_it_has_ended(desk: Local) -> None:
    end(desk)
    for person in ("olga", "mia"):
        assert messages(desk, person, "system")[-1].title == "公众号与小程序已解除关联"
