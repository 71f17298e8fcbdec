"""小程序登录、用户信息相关接口调整更新说明 (2021-04-15): the questions and answers; the rest is in test_post_17."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import SHOP, around, message, release
from wxlocal.entry.local import Local

BEFORE, SINCE, AFTER = around("2021-04-28 24:00")


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now=AFTER)


def test_已经在线上运行的小程序不会受到影响(shop: Local) -> None:
    running = release(shop, BEFORE)
    asked = shop.person("ann").call("button.getUserInfo", tap=True, version=running)
    assert asked.prompt is not None


def test_PC版本小程序暂未支持(shop: Local) -> None:
    pc = shop.person("ann").change_phone(platform="windows")
    shop.at("2021-04-15")
    assert pc.call("getUserProfile", {"desc": "x"}, tap=True).absent
    shop.set("profile.getuserprofile_on_desktop_since", "2021-04-01")
    assert not pc.call("getUserProfile", {"desc": "x"}, tap=True).absent


def test_返回匿名数据_scope_userInfo也为true_2021年4月28日24时后生效(shop: Local) -> None:
    ann = shop.person("ann")
    shop.at(SINCE)
    for released, told in ((BEFORE, None), (SINCE, True)):
        number = release(shop, released)
        setting = ann.call("getSetting", version=number).result
        assert setting is not None
        assert setting["authSetting"].get("scope.userInfo") is told


def test_getUserProfile_在基础库2_16_0以下_无法获取iv和encryptedData(shop: Local) -> None:
    ann = shop.person("ann")
    ann.login()
    for library, encrypted in (("2.15.0", False), ("2.16.0", True)):
        ann.change_phone(base_library=library)
        told = ann.call("getUserProfile", {"desc": "x"}, tap=True, answers="allow").result
        assert told is not None
        assert ("encryptedData" in told, "iv" in told) == (encrypted, encrypted)


def test_getUserProfile_needs_a_tap_and_a_purpose(shop: Local) -> None:
    ann = shop.person("ann")
    tap = "getUserProfile:fail can only be invoked by user TAP gesture."
    assert message(ann.call("getUserProfile", {"desc": "x"})) == tap
    assert message(ann.call("getUserProfile", {"desc": "x"}, gesture="tap then await")) == tap
    words = "getUserProfile:fail desc length does not meet the requirements"
    assert message(ann.call("getUserProfile", {"desc": ""}, tap=True)) == words
    assert message(ann.call("getUserProfile", {"desc": "字" * 31}, tap=True)) == words
    assert ann.call("getUserProfile", {"desc": "字" * 30}, tap=True).prompt is not None
    refused = ann.call("getUserProfile", {"desc": "x"}, tap=True, answers="refuse")
    assert message(refused) == "getUserProfile:fail auth deny"
