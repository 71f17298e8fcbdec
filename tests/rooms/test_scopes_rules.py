"""Which scopes exist, when they ask, what a mini program is told of them, and the reason in app.json: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at
from wxlocal.core.base.instants import DAY, instant
from wxlocal.rooms.scopes import rules

LATER = ("scope.bluetooth", "scope.addPhoneContact", "scope.addPhoneCalendar")
CANCELLED = ("scope.address", "scope.invoiceTitle", "scope.invoice")
INFO, BACKGROUND = "scope.userInfo", "scope.userLocationBackground"


def test_scopes_and_what_their_popups_say() -> None:
    assert {name: scope.words for name, scope in rules.SCOPES.items()} == {
        INFO: "获取你的昵称、头像",
        "scope.userLocation": "获取你的位置信息",
        "scope.userFuzzyLocation": "获取你的模糊位置信息",
        BACKGROUND: "在使用期间和离开后获取你的位置信息",
        "scope.record": "使用你的麦克风",
        "scope.camera": "使用你的摄像头",
        "scope.writePhotosAlbum": "保存图片或视频到你的相册",
        "scope.werun": "获取你的微信运动步数",
        "scope.bluetooth": "使用你的蓝牙",
        "scope.addPhoneContact": "添加联系人到你的通讯录",
        "scope.addPhoneCalendar": "添加日程到你的日历",
        "scope.address": "获取你的通讯地址",
        "scope.invoiceTitle": "获取你的发票抬头",
        "scope.invoice": "获取你的发票",
    }


@pytest.mark.parametrize("name", rules.SCOPES)
def test_when_a_scope_asks_nobody(name: str) -> None:
    days = {
        **dict.fromkeys(LATER, ("2022-02-22", False)),
        **dict.fromkeys(CANCELLED, ("2020-09-30", True)),
        INFO: ("2021-04-29", True),
    }
    if name not in days:
        assert [rules.is_void(rules.SCOPES[name], at(day)) for day in ("2017-05-20", "2026-01-01")] == [False, False]
        return
    day, void = days[name]
    start = instant(day)
    found = [rules.is_void(rules.SCOPES[name], at(now)) for now in (start - 1, start, start + DAY)]
    assert found == [not void, void, void]


def test_user_info_is_true_in_programs_released_since() -> None:
    start, late = instant("2021-04-29"), instant("2026-01-01")
    assert rules.user_info_is_true(at(late, release=start))
    assert not rules.user_info_is_true(at(late, release=start - 1))
    for kind in ("game", "plugin"):
        assert not rules.user_info_is_true(at(late, kind=kind))


def test_background_location_has_a_popup_from_client_8_0_0() -> None:
    first = {"base_library": (2, 8, 0), "client": (8, 0, 0)}
    for more, offered in (({}, True), ({"client": (7, 99, 99)}, False), ({"base_library": (2, 7, 99)}, False)):
        assert rules.popup_offered(BACKGROUND, at("2019-07-30", **{**first, **more})) == offered
        assert rules.popup_offered("scope.userLocation", at("2019-07-30", **{**first, **more}))
    assert not rules.popup_offered(BACKGROUND, at(instant("2019-07-30") - 1, **first))


def test_what_getSetting_tells() -> None:
    asked = {"scope.camera": False, "scope.bluetooth": True, "scope.unknown": True}
    camera, bluetooth, unknown = ({name: asked[name]} for name in asked)
    void = dict.fromkeys(("scope.address", "scope.invoice", "scope.invoiceTitle"), True)
    for day, expected in (
        ("2020-09-29", {**camera, **unknown}),
        ("2020-09-30", {**camera, **unknown, **void}),
        ("2021-04-28", {**camera, **unknown, **void}),
        ("2021-04-29", {**camera, **unknown, **void, INFO: True}),
        ("2022-02-21", {**camera, **unknown, **void, INFO: True}),
        ("2022-02-22", {**camera, **bluetooth, **unknown, **void, INFO: True}),
    ):
        assert rules.told(asked, at(day)) == expected, day
    assert rules.told({INFO: False}, at("2021-04-29"))[INFO] is True
    assert rules.told({INFO: False}, at("2021-04-28"))[INFO] is False


# -- the reason in app.json ---------------------------------------------------------------------------------------


def reason(text: object, name: str = "scope.userLocation") -> dict[str, object]:
    return {"permission": {name: {"desc": text}}}


PLACES = ("scope.userLocation", "scope.userFuzzyLocation", BACKGROUND)


@pytest.mark.parametrize("name", PLACES)
def test_asking_for_the_place_takes_a_reason_of_thirty_characters(name: str) -> None:
    entry = "scope.userLocation" if name == BACKGROUND else name
    for text, lacks in (("", True), ("r", False), ("r" * 30, False), ("r" * 31, True), (None, True), (7, True)):
        assert rules.lacks_purpose(reason(text, entry), name, at("2019-01-14", client=(7, 0, 0))) == lacks, text
    assert not rules.lacks_purpose({}, name, at(instant("2019-01-14") - 1))
    assert not rules.lacks_purpose({}, name, at("2019-01-14", client=(6, 99, 99)))
    assert rules.lacks_purpose({}, name, at("2019-01-14", client=(7, 0, 0)))


def test_nothing_else_takes_a_reason() -> None:
    assert not rules.lacks_purpose({}, "scope.camera", at("2022-01-01"))


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (reason("why"), "why"),
        (reason("why", "scope.userFuzzyLocation"), ""),
        ({"permission": "why"}, ""),
        ({"permission": {"scope.userLocation": "why"}}, ""),
        ({"permission": {"scope.userLocation": {}}}, ""),
        ({}, ""),
    ],
)
def test_where_the_reason_stands(config: dict[str, Any], text: str) -> None:
    assert rules.purpose(config, "scope.userLocation") == text
    assert rules.purpose(config, BACKGROUND) == text


def test_scopes_that_plugins_have() -> None:
    assert rules.FOR_PLUGINS == ("scope.record", "scope.writePhotosAlbum", "scope.camera")
    assert rules.DENIED == 103
