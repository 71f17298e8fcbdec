"""小程序用户信息相关接口调整公告 (2021-12-27, in force 2022-02-21 24:00)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message, opened
from wxlocal.entry.local import Local
from wxlocal.rooms.profile.rules import GREY_AVATAR

BEFORE, SINCE, AFTER = around("2022-02-21 24:00")
CONTACT = {"firstName": "李四"}
EVENT = {"title": "开会", "startTime": 1_700_000_000}
GUARDED: list[tuple[str, dict[str, Any], str]] = [
    ("openBluetoothAdapter", {}, "scope.bluetooth"),
    ("createBLEPeripheralServer", {}, "scope.bluetooth"),
    ("addPhoneContact", CONTACT, "scope.addPhoneContact"),
    ("addPhoneRepeatCalendar", EVENT, "scope.addPhoneCalendar"),
    ("addPhoneCalendar", EVENT, "scope.addPhoneCalendar"),
]


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now=AFTER)


@pytest.mark.parametrize(("api", "options", "scope"), GUARDED)
def test_从2022年2月21日24时起对以下接口增加用户授权(
    shop: Local, api: str, options: dict[str, Any], scope: str
) -> None:
    ann = shop.person("ann")
    for at, asked in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        outcome = ann.call(api, options, answers="allow")
        assert outcome.ok
        assert (scope in [shown.kind for shown in outcome.shown]) == asked
        ann.call("deleteMiniProgram", appid=shop.appid)


@pytest.mark.parametrize(("api", "options", "scope"), GUARDED)
def test_若授权状态为false可以调用openSetting_引导用户开启授权(
    shop: Local, api: str, options: dict[str, Any], scope: str
) -> None:
    ann = shop.person("ann")
    assert message(ann.call(api, options, answers="refuse")) == f"{api}:fail auth deny"
    again = ann.call(api, options)
    assert again.shown == (), "no popup the second time"
    assert message(again) == f"{api}:fail auth deny"
    setting = ann.call("getSetting").result
    assert setting is not None
    assert setting["authSetting"][scope] is False
    back = ann.call("openSetting", tap=True, answers=[{scope: True}]).result
    assert back is not None
    assert back["authSetting"][scope] is True
    assert ann.call(api, options, answers="allow").ok


SHOWN = [
    ("userAvatarUrl", None, GREY_AVATAR),
    ("userNickName", "安", "微信用户"),
    ("userGender", "Female", ""),
    ("userCity", "Shenzhen", ""),
    ("userProvince", "Guangdong", ""),
    ("userCountry", "China", ""),
    ("userLanguage", "zh_CN", ""),
]


@pytest.mark.parametrize(("kind", "real", "grey"), SHOWN)
def test_回收通过open_data展示个人信息的能力(shop: Local, kind: str, real: str | None, grey: str) -> None:
    ann = shop.person("ann")

    def shows(**more: Any) -> dict[str, Any]:
        result = ann.call("open-data", {"type": kind, **more}).result
        assert result is not None
        return result

    shop.at("2021-10-19")
    assert shows()["shows"] == real or (real is None and "qlogo" in shows()["shows"])
    for at in (SINCE, AFTER):
        shop.at(at)
        assert shows()["shows"] == grey
        assert ("error" in shows()) == (grey == ""), "binderror where it is empty"
        assert shows(**{"default-text": "无"})["shows"] == (grey or "无")
    shop.at(BEFORE)
    assert shows()["shows"] != GREY_AVATAR


def test_群名称能力保留_首次调用该组件展示群名称向用户提示(shop: Local) -> None:
    ann = shop.person("ann").facts("profile", groups={"gid-1": "家人"})
    for at, noticed in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        first = ann.call("open-data", {"type": "groupName", "open-gid": "gid-1"})
        assert first.result == {"shows": "家人"}
        assert [shown.text for shown in first.shown] == (["群名称仅你可见，小程序无法获取。"] if noticed else [])
        assert ann.call("open-data", {"type": "groupName", "open-gid": "gid-1"}).shown == ()
        ann.call("closeMiniProgram", appid=shop.appid)
    stranger = ann.call("open-data", {"type": "groupName", "open-gid": "gid-2"}).result
    assert stranger == {"shows": "", "error": True}, "只有当前用户在此群内才能拉取到群名称"


def test_从基础库2_21_2版本起_回调参数中增加code参数_encryptedData依旧保留(shop: Local) -> None:
    ann = shop.person("ann")
    ann.login()
    for library, coded in (("2.21.1", False), ("2.21.2", True)):
        ann.change_phone(base_library=library)
        told = ann.call("getPhoneNumber", tap=True, answers="allow").result
        assert told is not None
        assert ("code" in told) == coded
        assert opened(shop, "ann", told)["purePhoneNumber"] == "13900000001"
        if coded:
            answer = shop.post("/wxa/business/getuserphonenumber", {"code": told["code"]})
            assert answer["phone_info"]["purePhoneNumber"] == "13900000001"
