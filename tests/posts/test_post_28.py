"""(4)获取用户信息 (2018-08-17), and post 25 word for word: what they say of getUserInfo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import SHOP, around, message, opened
from wxlocal.entry.local import Local

BUTTON = "button.getUserInfo"
BEFORE, GONE, AFTER = around("2018-10-10")


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now="2018-08-17")


def test_API_getUserInfo_只会弹一次框_用户拒绝授权之后_再次调用将不会弹框(shop: Local) -> None:
    ann = shop.person("ann")
    assert ann.call("getUserInfo").prompt is not None
    refused = ann.call("getUserInfo", answers="refuse")
    assert message(refused) == "getUserInfo:fail auth deny"
    again = ann.call("getUserInfo")
    assert again.prompt is None
    assert message(again) == "getUserInfo:fail auth deny"


def test_组件不受弹框次数限制_只要用户没有授权_都会再次弹框(shop: Local) -> None:
    ann = shop.person("ann")
    for _ in range(2):
        refused = ann.call(BUTTON, tap=True, answers="refuse")
        assert [shown.kind for shown in refused.shown] == ["scope.userInfo"]
        assert message(refused) == "getUserInfo:fail auth deny"
    granted = ann.call(BUTTON, tap=True, answers="allow").result
    assert granted is not None
    assert granted["userInfo"]["nickName"] == "安"
    silent = ann.call(BUTTON, tap=True)
    assert silent.ok
    assert silent.shown == ()


def test_可以从detail字段中获取到和getUserInfo返回参数相同的数据(shop: Local) -> None:
    ann = shop.person("ann")
    ann.login()
    button = ann.call(BUTTON, tap=True, answers="allow").result
    api = ann.call("getUserInfo").result
    assert button is not None
    assert api is not None
    assert button.keys() == api.keys()
    assert {name: button[name] for name in ("userInfo", "rawData", "signature")} == {
        name: api[name] for name in ("userInfo", "rawData", "signature")
    }
    assert opened(shop, "ann", button)["openId"] == opened(shop, "ann", api)["openId"] == ann.openid()


def test_不需要依赖login就能调用得到数据_withCredentials_false_不给用户弹窗(shop: Local) -> None:
    ann = shop.person("ann")
    shown = ann.call("getUserInfo", {"withCredentials": False})
    assert shown.shown == ()
    assert shown.result is not None
    assert shown.result["userInfo"]["nickName"] == "安"
    assert "encryptedData" not in shown.result
    shop.set("profile.silent_without_credentials", False)
    assert ann.call("getUserInfo", {"withCredentials": False}).prompt is not None


def test_必须通过login生成session_key后才能调用_with_credentials(shop: Local) -> None:
    ann = shop.person("ann")
    assert not ann.call("getUserInfo", {"withCredentials": True}, answers="allow").ok
    ann.login()
    assert ann.call("getUserInfo", {"withCredentials": True}, answers="allow").ok


def test_如果用户已经授权_直接调用API获取用户最新的信息(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call(BUTTON, tap=True, answers="allow")
    setting = ann.call("getSetting").result
    assert setting is not None
    assert setting["authSetting"]["scope.userInfo"] is True
    shop.request("PATCH", "/_wxlocal/v1/worlds/default/people/ann", json={"nickname": "新名"})
    told = ann.call("getUserInfo").result
    assert told is not None
    assert told["userInfo"]["nickName"] == "新名"


def test_the_popup_of_the_api_ended_on_2018_10_10_and_for_trials_on_2018_04_30(shop: Local) -> None:
    ann, dev = shop.person("ann"), shop.person("dev")
    for at, asks in ((BEFORE, True), (GONE, False), (AFTER, False)):
        shop.at(at)
        outcome = ann.call("getUserInfo")
        assert (outcome.prompt is not None) == asks
        if not asks:
            assert message(outcome) == "getUserInfo:fail scope unauthorized"
    for day, asks in (("2018-04-29", True), ("2018-04-30", False)):
        shop.at(day)
        assert (dev.call("getUserInfo", version="trial").prompt is not None) == asks


def test_getUserInfo的button来自基础库1_3_0(shop: Local) -> None:
    ann = shop.person("ann").change_phone(base_library="1.2.6")
    assert ann.call(BUTTON, tap=True).absent
    ann.change_phone(base_library="1.3.0")
    assert not ann.call(BUTTON, tap=True).absent
