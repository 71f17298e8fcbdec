"""Scopes: every scope with its interfaces, asked once, remembered until the mini program is deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message, release
from wxlocal.app import house
from wxlocal.entry.local import Local

NOW = "2023-01-01"
CONTACT = {"firstName": "李四"}
EVENT = {"title": "开会", "startTime": 1_700_000_000}
INTERFACES: list[tuple[str, str, dict[str, Any]]] = [
    ("scope.record", "startRecord", {}),
    ("scope.record", "RecorderManager.start", {}),
    ("scope.record", "joinVoIPChat", {}),
    ("scope.record", "live-pusher", {}),
    ("scope.camera", "camera", {}),
    ("scope.camera", "live-pusher", {}),
    ("scope.camera", "createVKSession", {}),
    ("scope.writePhotosAlbum", "saveImageToPhotosAlbum", {}),
    ("scope.writePhotosAlbum", "saveVideoToPhotosAlbum", {}),
    ("scope.bluetooth", "openBluetoothAdapter", {}),
    ("scope.bluetooth", "createBLEPeripheralServer", {}),
    ("scope.addPhoneContact", "addPhoneContact", CONTACT),
    ("scope.addPhoneCalendar", "addPhoneCalendar", EVENT),
    ("scope.addPhoneCalendar", "addPhoneRepeatCalendar", EVENT),
    ("scope.werun", "getWeRunData", {}),
]


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now=NOW)


@pytest.mark.parametrize(("scope", "api", "options"), INTERFACES)
def test_asked_once_then_remembered(shop: Local, scope: str, api: str, options: dict[str, Any]) -> None:
    ann = shop.person("ann")
    ann.login()
    said = house().abilities[api].spoken
    first = ann.call(api, options)
    assert first.prompt is not None
    refused = ann.call(api, options, answers={scope: "refuse", "*": "allow"})
    assert message(refused) == f"{said}:fail auth deny"
    assert refused.result is not None
    assert refused.result["errno"] == 103
    again = ann.call(api, options, answers="allow")
    assert scope not in [shown.kind for shown in again.shown]
    assert message(again) == f"{said}:fail auth deny"
    ann.call("deleteMiniProgram", appid=shop.appid)
    ann.login()
    granted = ann.call(api, options, answers="allow")
    assert granted.ok
    silent = ann.call(api, options, answers={"addPhoneContact": "allow", "calendar": "allow"})
    assert silent.ok
    assert not [shown.kind for shown in silent.shown if shown.kind.startswith("scope.")]


@pytest.mark.parametrize("scope", sorted({scope for scope, _, _ in INTERFACES}))
def test_authorize_asks_ahead(shop: Local, scope: str) -> None:
    ann = shop.person("ann")
    assert [s.kind for s in ann.call("authorize", {"scope": scope}, answers="allow").shown] == [scope]
    assert ann.call("authorize", {"scope": scope}).shown == ()
    ann.call("changeSettings", {scope: False}, appid=shop.appid)
    assert message(ann.call("authorize", {"scope": scope})) == "authorize:fail auth deny"


def test_getSetting_lists_only_what_was_asked(shop: Local) -> None:
    ann = shop.person("ann")
    always = {"scope.address": True, "scope.invoice": True, "scope.invoiceTitle": True}

    def listed() -> dict[str, bool]:
        result = ann.call("getSetting").result
        assert result is not None
        return dict(result["authSetting"])

    assert listed() == always
    ann.call("startRecord", answers="refuse")
    assert listed() == {**always, "scope.record": False}


def test_scope_address_and_invoice_were_cancelled(shop: Local) -> None:
    ann = shop.person("ann")
    for api, scope in (
        ("chooseAddress", "scope.address"),
        ("chooseInvoice", "scope.invoice"),
        ("chooseInvoiceTitle", "scope.invoiceTitle"),
    ):
        for at, asked in zip(around("2020-09-30"), (True, False, False), strict=True):
            shop.at(at)
            outcome = ann.call(api, answers="allow")
            assert outcome.ok
            assert (scope in [shown.kind for shown in outcome.shown]) == asked
            ann.call("deleteMiniProgram", appid=shop.appid)


def test_openSetting_needs_a_tap_since_2018_09_10_with_base_library_2_3_0(shop: Local) -> None:
    ann = shop.person("ann")
    for at, library, needs in (
        ("2018-09-09", "2.3.0", False),
        ("2018-09-10", "2.2.5", False),
        ("2018-09-10", "2.3.0", True),
        ("2018-09-11", "2.3.0", True),
    ):
        shop.at(at)
        ann.change_phone(base_library=library)
        outcome = ann.call("openSetting", answers={"openSetting": {}})
        assert outcome.ok != needs
        assert ann.call("openSetting", tap=True, answers={"openSetting": {}}).ok
        assert ann.call("button.openSetting", tap=True, answers={"openSetting": {}}).ok


def test_background_location_is_asked_from_client_8_0_0_only(shop: Local) -> None:
    ann = shop.person("ann")
    for client, asked in (("7.0.22", False), ("8.0.0", True)):
        ann.change_phone(client_version=client)
        outcome = ann.call("authorize", {"scope": "scope.userLocationBackground"})
        assert (outcome.prompt is not None) == asked


@pytest.mark.parametrize(("length", "enough"), [(0, False), (1, True), (30, True), (31, False)])
def test_a_purpose_has_1_to_30_characters(shop: Local, length: int, enough: bool) -> None:
    purpose = {"permission": {"scope.userLocation": {"desc": "用" * length}}, "requiredPrivateInfos": ["getLocation"]}
    number = release(shop, "2022-12-01", config=purpose)
    shop.set("scopes.require_location_purpose", True)
    outcome = shop.person("ann").call("getLocation", version=number, answers="allow")
    assert outcome.ok == enough, outcome
    assert enough or outcome.rule == "scope-location-desc"


def test_a_purpose_can_be_required(shop: Local) -> None:
    ann = shop.person("ann")
    assert ann.call("authorize", {"scope": "scope.userLocation"}).prompt is not None
    shop.set("scopes.require_location_purpose", True)
    outcome = ann.call("authorize", {"scope": "scope.userLocation"})
    assert message(outcome) == "authorize:fail require permission desc"
    assert outcome.rule == "scope-location-desc"


def test_the_phones_own_permission_comes_last(shop: Local) -> None:
    ann = shop.person("ann").change_phone(denied=("microphone",))
    outcome = ann.call("startRecord", answers="allow")
    assert outcome.result == {"errMsg": "startRecord:fail system permission denied", "errno": 3}
    ann.change_phone(denied=())
    assert ann.call("startRecord").ok, "the scope was granted all the same"


def test_plugins_ask_for_three_scopes_of_their_host(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + '[[plugin]]\nname = "plugin"\nrelease = [{}]\n', now=NOW)
    ann, plugin = local.person("ann"), local.account("plugin").appid
    assert ann.call("authorize", {"scope": "scope.record"}, plugin=plugin).absent
    assert ann.call("authorizeForMiniProgram", {"scope": "scope.record"}).absent
    assert ann.call("authorizeForMiniProgram", {"scope": "scope.record"}, plugin=plugin, answers="allow").ok
    assert not ann.call("authorizeForMiniProgram", {"scope": "scope.werun"}, plugin=plugin).ok
    told = ann.call("getSetting", plugin=plugin).result
    assert told is not None
    assert told["miniprogramAuthSetting"]["scope.record"] is True
    ann.change_phone(base_library="2.6.2")
    assert ann.call("getSetting", plugin=plugin).absent


def test_wrong_arguments(shop: Local) -> None:
    ann = shop.person("ann")
    words = "authorize:fail parameter error: parameter.scope should be String instead of Undefined;"
    assert message(ann.call("authorize", {})) == words
    assert message(ann.call("authorize", {"scope": "scope.none"})) == "authorize:fail invalid scope"


def test_windows_has_no_openSetting(shop: Local) -> None:
    assert shop.person("ann").change_phone(platform="windows").call("openSetting", tap=True).absent
