"""小程序内用户帐号登录规范调整和优化建议 (2019-07-20, in review from 2019-09-01).

What the phones see; the review that refuses a version by it comes with code review.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around
from wxlocal.entry.local import Local
from wxlocal.entry.person import Person

BEFORE, SINCE, AFTER = around("2019-09-01")
PAGES = """
[[mini_program]]
name = "pages"
subject = "shop"
created_at = "2016-01-01"
release = [{ pages = ["pages/index/index", "pages/login/login", "pages/shop/shop"] }]
"""


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP + PAGES, now=AFTER)


def broken(local: Local) -> list[tuple[str, str]]:
    appid = local.account("pages").appid
    told = local.request("GET", f"/_wxlocal/v1/worlds/default/accounts/{appid}/norms").json()
    return [(one["api"], one["norm"][:4]) for one in told]


class Ann:
    """She uses the mini program with the pages."""

    def __init__(self, local: Local) -> None:
        self.person: Person = local.person("ann")
        self.appid = local.account("pages").appid

    def __call__(self, api: str, options: dict[str, Any] | None = None, **more: Any) -> None:
        self.person.call(api, options, appid=self.appid, **more)


EARLY, FORCED, EXPLAIN = "不得在用", "应当为用", "可在说明"
LOGIN = {"url": "/pages/login/login"}


@pytest.mark.parametrize("api", ["redirectTo", "reLaunch", "navigateTo"])
def test_打开小程序后立即跳转提示登录_属于违反(shop: Local, api: str) -> None:
    ann = Ann(shop)
    for at, breach in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.reset()
        shop.at(at)
        ann("openMiniProgram")
        ann(api, LOGIN)
        assert broken(shop) == ([(api, EARLY)] if breach else [])


def test_打开小程序后立即强制弹窗要求登录_属于违反(shop: Local) -> None:
    ann = Ann(shop)
    ann("openMiniProgram")
    ann("showModal", {"title": "提示", "content": "请先登录", "showCancel": False}, answers="confirm")
    assert broken(shop) == [("showModal", EARLY), ("showModal", FORCED)]


def test_在体验小程序功能后_用户主动点击登录按钮后触发登录流程_符合规范(shop: Local) -> None:
    ann = Ann(shop)
    ann("openMiniProgram")
    ann("touch")
    ann("navigateTo", LOGIN, tap=True)
    ann("login-page", {"refusable": True}, tap=True)
    ann("getPhoneNumber", tap=True, answers="allow")
    assert broken(shop) == []


def test_a_popup_of_the_old_getUserInfo_at_launch_is_one_too(shop: Local) -> None:
    shop.at("2019-09-02")
    ann = Ann(shop)
    ann("openMiniProgram")
    ann("authorize", {"scope": "scope.userInfo"})
    assert broken(shop) == [("authorize", EARLY)]


def test_服务范围特定的小程序_可以直接引导用户进行帐号登录(shop: Local) -> None:
    ann = Ann(shop)
    shop.facts("login", account="pages", service_range="restricted")
    ann("openMiniProgram")
    ann("reLaunch", LOGIN)
    ann("login-page", {"refusable": True})
    assert broken(shop) == []


def test_仅提供注册功能小程序_可在说明原因后_引导用户(shop: Local) -> None:
    ann = Ann(shop)
    shop.facts("login", account="pages", service_range="register-only")
    ann("openMiniProgram")
    ann("login-page", {"refusable": True, "explained": True})
    assert broken(shop) == []
    ann("login-page", {"refusable": True})
    assert broken(shop) == [("login-page", EXPLAIN)]


@pytest.mark.parametrize("service", ["open", "restricted", "register-only"])
def test_任何小程序调用帐号登录功能_应当提供可取消或拒绝的选项按钮(shop: Local, service: str) -> None:
    ann = Ann(shop)
    shop.facts("login", account="pages", service_range=service)
    ann("openMiniProgram")
    ann("touch")
    ann("login-page", {"refusable": True})
    assert broken(shop) == []
    ann("login-page")
    assert broken(shop) == [("login-page", FORCED)]


def test_a_new_launch_begins_anew(shop: Local) -> None:
    ann = Ann(shop)
    ann("openMiniProgram")
    ann("touch")
    ann("closeMiniProgram")
    ann("reLaunch", LOGIN)
    assert broken(shop) == [("reLaunch", EARLY)]


def test_how_often_a_mini_program_may_ask(shop: Local) -> None:
    """login-rate: four calls a second, and twice the page views a day, which is told the day after."""
    ann = Ann(shop)
    ann("openMiniProgram")
    for _ in range(4):
        ann("checkSession")
    assert broken(shop) == []
    ann("checkSession")
    assert broken(shop) == [("checkSession", "每个用户")]
    shop.advance("1d")
    assert broken(shop) == [("checkSession", "每个用户"), ("checkSession", "每天调用")]
