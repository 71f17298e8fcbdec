"""小程序登录、用户信息相关接口调整说明 (2021-04-15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import SHOP, around, message, opened, release
from tests.rooms.test_login import decrypted, exchange, signed
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local
from wxlocal.rooms.profile.rules import ANONYMOUS

BEFORE, SINCE, AFTER = around("2021-04-28 24:00")
BUTTON = "button.getUserInfo"


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now="2021-04-20")


def test_2月23日起_小程序已绑定开放平台_登录凭证可直接换取unionID(shop: Local) -> None:
    for at, told in zip(around("2021-02-23"), (False, True, True), strict=True):
        shop.at(at)
        assert ("unionid" in exchange(shop, shop.person("ann").login(), "shop")) == told


@pytest.mark.parametrize("api", ["getUserInfo", BUTTON])
def test_4月28日24时后发布的新版本_将直接获取匿名数据(shop: Local, api: str) -> None:
    ann = shop.person("ann")
    for at, anonymous in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        number = release(shop, at)
        ann.login()
        outcome = ann.call(api, {"withCredentials": True}, tap=True, version=number)
        if not anonymous:
            assert outcome.prompt is not None or message(outcome) == "getUserInfo:fail scope unauthorized"
            continue
        assert outcome.ok
        assert outcome.shown == (), "将不再弹出弹窗"
        assert outcome.result is not None
        assert outcome.result["userInfo"] == ANONYMOUS, "包括userInfo"
        inside = opened(shop, "ann", outcome.result)
        assert {name: inside[name] for name in ANONYMOUS} == ANONYMOUS, "与encryptedData中的用户个人信息"
        assert inside["openId"] == ann.openid()
        assert inside["unionId"], "获取加密后的openID与unionID数据的能力不做调整"


def test_此前发布的小程序版本不受影响_但更新则需要适配(shop: Local) -> None:
    old = release(shop, BEFORE)
    shop.at("2024-01-01")
    ann = shop.person("ann")
    first = ann.call(BUTTON, tap=True, version=old, answers={"*": "allow"})
    assert first.result is not None
    assert first.result["userInfo"]["nickName"] == "安"
    new = release(shop, shop.now)
    second = ann.call(BUTTON, tap=True, version=new)
    assert second.result is not None
    assert second.result["userInfo"]["nickName"] == "微信用户"


def test_延期_2021年4月13日调整至4月28日24时(seeded: Callable[..., Local]) -> None:
    """As was known on 2021-03-01, the rule was to come on 2021-04-13."""
    for timeline, at, anonymous in (
        ("as-known:2021-03-01", instant("2021-04-13") - 1, False),
        ("as-known:2021-03-01", instant("2021-04-13"), True),
        ("as-known:2021-04-16", instant("2021-04-13"), False),
        ("as-known:2021-04-16", SINCE, True),
        ("as-announced", SINCE, True),
        ("as-happened", SINCE - 1, False),
    ):
        local = seeded(SHOP, now=at, timeline=timeline)
        number = release(local, at)
        outcome = local.person("ann").call("getUserInfo", version=number)
        assert outcome.ok == anonymous, (timeline, at)


def test_2_10_4以下基础库_可继续使用getUserInfo能力(shop: Local) -> None:
    number = release(shop, AFTER)
    shop.at(AFTER)
    ann = shop.person("ann").change_phone(base_library="2.10.3")
    assert ann.call("getUserProfile", {"desc": "x"}, tap=True, version=number).absent
    told = ann.call(BUTTON, tap=True, version=number, answers="allow").result
    assert told is not None
    assert told["userInfo"]["nickName"] == "安"
    ann.change_phone(base_library="2.10.4")
    grey = ann.call(BUTTON, tap=True, version=number).result
    assert grey is not None
    assert grey["userInfo"]["nickName"] == "微信用户"


def test_小游戏不受本次调整影响(shop: Local) -> None:
    shop.at(AFTER)
    game = shop.account("game").appid
    outcome = shop.person("ann").call(BUTTON, appid=game, tap=True, answers="allow")
    assert outcome.result is not None
    assert outcome.result["userInfo"]["nickName"] == "安"


def test_authorize_scope_userInfo_不会触发授权弹框_直接返回授权成功(shop: Local) -> None:
    ann = shop.person("ann")
    old, new = release(shop, BEFORE), release(shop, SINCE)
    shop.at(AFTER)
    assert ann.call("authorize", {"scope": "scope.userInfo"}, version=old).prompt is not None
    outcome = ann.call("authorize", {"scope": "scope.userInfo"}, version=new)
    assert message(outcome) == "authorize:ok"
    assert outcome.shown == ()


def test_getSetting_会直接读取到scope_userInfo为true(shop: Local) -> None:
    ann = shop.person("ann")
    old, new = release(shop, BEFORE), release(shop, SINCE)
    shop.at(AFTER)
    for number, told in ((old, None), (new, True)):
        setting = ann.call("getSetting", version=number).result
        assert setting is not None
        assert setting["authSetting"].get("scope.userInfo") is told


def test_新增getUserProfile接口_每次通过该接口获取用户个人信息均需用户确认(shop: Local) -> None:
    shop.at(AFTER)
    ann = shop.person("ann")
    for _ in range(2):
        outcome = ann.call("getUserProfile", {"desc": "用于完善会员资料"}, tap=True, answers="allow")
        assert [shown.kind for shown in outcome.shown] == ["getUserProfile"]
        assert "用于完善会员资料" in outcome.shown[0].text, "desc属性会展示在弹窗中"
        assert outcome.result is not None
        assert outcome.result["userInfo"] == {
            "nickName": "安",
            "gender": 2,
            "language": "zh_CN",
            "city": "Shenzhen",
            "province": "Guangdong",
            "country": "China",
            "avatarUrl": outcome.result["userInfo"]["avatarUrl"],
        }, "可获取用户头像、昵称、性别及地区信息"


def test_该接口只返回用户个人信息_不包含用户身份标识符(shop: Local) -> None:
    shop.at(AFTER)
    ann = shop.person("ann")
    ann.login()
    told = ann.call("getUserProfile", {"desc": "x"}, tap=True, answers="allow").result
    assert told is not None
    inside = opened(shop, "ann", told)
    assert "openId" not in inside
    assert "unionId" not in inside


def test_getUserProfile_was_not_there_before(shop: Local) -> None:
    ann = shop.person("ann").change_phone(base_library="2.10.3")
    assert ann.call("getUserProfile", {"desc": "x"}, tap=True).absent
    ann.change_phone(base_library="2.10.4")
    assert not ann.call("getUserProfile", {"desc": "x"}, tap=True).absent


PLUGIN = """
[[plugin]]
name = "plugin"
subject = "other"
release = [{}]
[[subject]]
id = "other"
"""


def test_插件用户信息功能页_授权之后_插件就可以直接调用login和getUserInfo(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + PLUGIN, now=SINCE + DAY)
    ann, plugin = local.person("ann"), local.account("plugin").appid
    assert not ann.call("getUserInfo", plugin=plugin).ok
    assert not ann.call("login", plugin=plugin).ok
    page = ann.call("loginAndGetUserInfo", {"plugin": plugin}, appid=local.appid, answers="allow").result
    assert page is not None
    got = exchange(local, page["code"], "plugin")
    assert got["openid"] == ann.openid(plugin), "code 同 wx.login 获得的用户登录凭证"
    assert decrypted(got["session_key"], page)["openId"] == ann.openid(plugin)
    assert page["userInfo"]["nickName"] == "安"
    assert {"rawData", "signature", "encryptedData", "iv"} <= page.keys()
    plain = {"plugin": plugin, "withCredentials": False}
    bare = ann.call("loginAndGetUserInfo", plain, appid=local.appid, answers="allow").result
    assert bare is not None
    assert "encryptedData" not in bare
    assert ann.call("login", plugin=plugin).ok
    told = ann.call("getUserInfo", plugin=plugin).result
    assert told is not None
    assert told["userInfo"]["nickName"] == "安", "插件…仍保留功能页的形式，不作调整"


def test_refused_on_the_functional_page(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + PLUGIN, now=SINCE + DAY)
    ann, plugin = local.person("ann"), local.account("plugin").appid
    page = ann.call("loginAndGetUserInfo", {"plugin": plugin}, appid=local.appid, answers="refuse")
    assert page.result == {"agreed": False}
    assert not ann.call("login", plugin=plugin).ok


def test_插件_获取openId_unionId能力不受影响(seeded: Callable[..., Local]) -> None:
    """The plugin's server exchanges the code and decrypts what the plugin received."""
    text = PLUGIN.replace('subject = "other"', 'subject = "shop"\nopen_platform = "platform"', 1)
    local = seeded(SHOP + text, now=SINCE + DAY)
    ann, plugin = local.person("ann"), local.account("plugin").appid
    code = ann.call("login", plugin=plugin).result
    assert code is not None
    session = exchange(local, code["code"], "plugin")
    assert session["openid"] == ann.openid(plugin)
    assert session["unionid"]
    told = ann.call("getUserInfo", {"withCredentials": True}, plugin=plugin).result
    assert told is not None
    inside = decrypted(session["session_key"], told)
    assert (inside["openId"], inside["unionId"]) == (session["openid"], session["unionid"])
    assert local.get("/wxa/checksession", access_token=local.token("plugin"), **signed(session))["errcode"] == 0
    local.at("2022-06-01")
    token = local.token("plugin")
    pid = ann.call("pluginLogin", plugin=plugin).result
    assert pid is not None
    assert local.post("/wxa/getpluginopenpid", {"code": pid["code"]}, token=token)["openpid"].startswith("G")
    other = local.post("/wxa/getwxacodeunlimit", {"scene": "a"}, token=token)
    assert other["errcode"] == 48001, "what is not about logins stays with mini programs"


def test_2_10_4_覆盖微信7_0_9以上版本(shop: Local) -> None:
    number = release(shop, AFTER)
    shop.at(AFTER)
    ann = shop.person("ann")
    for client, platform, there in (("7.0.8", "ios", False), ("7.0.8", "android", False), ("7.0.9", "ios", True),
                                    ("1.0.0", "devtools", True)):  # fmt: skip
        ann.change_phone(base_library="2.10.4", client_version=client, platform=platform)
        profile = ann.call("getUserProfile", {"desc": "x"}, tap=True, version=number, answers="allow")
        assert profile.absent != there
        told = ann.call("getUserInfo", version=number, answers="allow")
        assert (told.result or {}).get("userInfo") == (ANONYMOUS if there else None), "可继续使用getUserInfo能力"


def test_小游戏_用户信息按钮(shop: Local) -> None:
    """wx.createUserInfoButton is what a mini game has in the place of the button; its page: withCredentials true."""
    shop.at(AFTER)
    game, ann = shop.account("game").appid, shop.person("ann")
    look = {"type": "text", "style": {}}
    assert ann.call("createUserInfoButton", look).absent, "a mini program has no such interface"
    assert ann.call("UserInfoButton.onTap", tap=True).absent
    assert ann.call("createUserInfoButton", look, appid=game).ok
    wrong = ann.call("createUserInfoButton", {"type": "text"}, appid=game)
    assert "parameter.style should be Object instead of Undefined" in message(wrong)
    tapped = ann.call("UserInfoButton.onTap", appid=game, tap=True, answers="refuse")
    assert message(tapped) == "getUserInfo:fail auth deny"
    assert message(ann.call("UserInfoButton.onTap", appid=game, tap=True, answers="allow")).endswith("must login first")
    ann.login(game)
    told = ann.call("UserInfoButton.onTap", appid=game, tap=True).result
    assert told is not None
    assert told["userInfo"]["nickName"] == "安"
    assert opened(shop, "ann", told, "game")["openId"] == ann.openid(game)
