"""微信公众平台用户信息相关接口调整公告 (2021-09-26, done by 2021-10-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, opened, release
from tests.rooms.test_menu import SEED as MENUS
from tests.rooms.test_menu import chat, click
from tests.rooms.test_menu import post as menu_post
from tests.rooms.test_official_accounts import exchange, sign_in_page
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

BEFORE, SINCE, AFTER = around("2021-10-20")
OFFICIAL = """
[[service_account]]
name = "official"
subject = "shop"
open_platform = "platform"
[[website]]
name = "site"
open_platform = "platform"
[[mobile_app]]
name = "app"
open_platform = "platform"
"""
REGION = ("country", "province", "city")


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP + OFFICIAL, now=BEFORE)


def told_by_web(local: Local, code: str, name: str) -> dict[str, Any]:
    grant = exchange(local, code, name)
    return dict(local.get("/sns/userinfo", access_token=grant["access_token"], openid=grant["openid"]))


@pytest.mark.parametrize("appid", ["shop", "game"])
def test_小程序与小游戏获取用户信息相关接口_不再返回用户性别及地区信息(shop: Local, appid: str) -> None:
    ann, account = shop.person("ann"), shop.account(appid).appid
    for at, gone in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        ann.login(account)
        for api in ("getUserProfile", "button.getUserInfo"):
            told = ann.call(api, {"desc": "x"}, appid=account, tap=True, answers="allow").result
            assert told is not None
            for info in (told["userInfo"], opened(shop, "ann", told, appid)):
                assert info["gender"] == (0 if gone else 2), "字段名为gender"
                assert [info[name] for name in REGION] == (["", "", ""] if gone else ["China", "Guangdong", "Shenzhen"])
            assert told["userInfo"]["nickName"] == "安"


def test_old_versions_are_no_exception(shop: Local) -> None:
    old = release(shop, "2020-01-01")
    shop.at(SINCE)
    told = shop.person("ann").call("button.getUserInfo", tap=True, version=old, answers="allow").result
    assert told is not None
    assert told["userInfo"]["gender"] == 0


def test_公众号用户信息获取接口_不再返回用户性别及地区信息(shop: Local) -> None:
    ann, official = shop.person("ann"), shop.account("official")
    ann.call("follow", {"account": official.appid})
    for at, gone in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        query = {"access_token": shop.token("official"), "openid": ann.openid(official.appid)}
        told = shop.get("/cgi-bin/user/info", **query)
        assert told["sex"] == (0 if gone else 2), "字段名均保持不变"
        assert [told[name] for name in REGION] == (["", "", ""] if gone else ["China", "Guangdong", "Shenzhen"])


@pytest.mark.parametrize("way", ["公众号H5授权登录", "网站扫码授权登录", "App授权登录"])
def test_Open平台授权接口_不再返回用户性别及地区信息(shop: Local, way: str) -> None:
    ann = shop.person("ann")
    for at, gone in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        if way == "公众号H5授权登录":
            asked = f"appid={shop.account('official').appid}&redirect_uri=https%3A%2F%2Fa.example%2F&response_type=code"
            url = f"https://open.weixin.qq.com/connect/oauth2/authorize?{asked}&scope=snsapi_userinfo&state=1"
            went = ann.call("openAuthorization", {"url": url}, answers="allow").result
            assert went is not None
            told = told_by_web(shop, went["location"].partition("code=")[2].partition("&")[0], "official")
        elif way == "网站扫码授权登录":
            text, uuid = sign_in_page(shop)
            ann.call("scanSignIn", {"text": text}, answers="allow")
            polled = shop.request(
                "GET", "/connect/l/qrconnect", {"uuid": uuid}, host="open.weixin.qq.com"
            ).body.decode()
            told = told_by_web(shop, polled.partition("wx_code='")[2].partition("'")[0], "site")
        else:
            went = ann.call("signInToApp", {"account": shop.account("app").appid}, answers="allow").result
            assert went is not None
            told = told_by_web(shop, went["code"], "app")
        assert told["sex"] == (0 if gone else 2), "Open平台授权接口用户性别字段名为sex"
        assert [told[name] for name in REGION] == (["", "", ""] if gone else ["China", "Guangdong", "Shenzhen"])
        assert told["nickname"] == "安"


@pytest.mark.parametrize(
    "rule", [{"sex": 2}, {"country": "中国"}, {"country": "中国", "province": "广东", "city": "广州"}]
)
def test_公众号个性化菜单_不再提供基于性别和地区设置的能力(seeded: Callable[..., Local], rule: dict[str, Any]) -> None:
    """Also a menu that was set before matches nobody any more."""
    desk = seeded(MENUS, now=BEFORE)
    menu_post(desk, "create", {"button": [click("默认")]})
    assert "menuid" in menu_post(desk, "addconditional", {"button": [click("专属")], "matchrule": rule})
    assert [chat(desk)[0]["name"], chat(desk, "ben")[0]["name"]] == ["专属", "默认"]
    for at in (SINCE, AFTER):
        desk.at(at)
        told = menu_post(desk, "addconditional", {"button": [click("新")], "matchrule": {**rule, "language": "zh_CN"}})
        assert told["errcode"] == 65320
        desk.advance(300)  # what phones have fetched is fresh for so long
        assert chat(desk)[0]["name"] == "默认"


def test_公众号后台粉丝列表_不再展示用户的性别信息(shop: Local) -> None:
    """用户管理: neither of a service account nor of a subscription account."""
    made = shop.control("POST", "/accounts", {"kind": "subscription_account", "name": "paper"})
    appids = (shop.account("official").appid, made["appid"])
    for appid in appids:
        shop.person("ann").call("follow", {"account": appid})
    for at, gone in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        for appid in appids:
            (shown,) = shop.control("GET", f"/accounts/{appid}/followers")
            assert ("gender" in shown) is not gone
            assert shown.get("gender", 0) == (0 if gone else 2)
            assert shown["nickname"] == "安"


def test_服务号粉丝列表筛选_不再提供基于地区筛选粉丝的能力(shop: Local) -> None:
    appid = shop.account("official").appid
    for who in ("ann", "dev"):
        shop.person(who).call("follow", {"account": appid})

    def named(**region: str) -> list[str]:
        found = shop.control("GET", f"/accounts/{appid}/followers", **region)
        return sorted(one["nickname"] for one in found)

    assert named(province="Guangdong") == ["安"]
    assert named(province="Beijing", city="Haidian") == ["开发"]
    assert named(city="Guangzhou") == []
    for at in (SINCE, AFTER):
        shop.at(at)
        assert named() == ["安", "开发"]
        for region in ({"province": "Guangdong"}, {"city": "Shenzhen"}):
            with pytest.raises(NotPossible, match="not filtered by region any more"):
                named(**region)
