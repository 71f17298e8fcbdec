"""The privacy stage: which interface needs which kind of information, and no sequence of acts gets around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.phones import SHOP, release
from wxlocal.app import house
from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local
from wxlocal.rooms.privacy.facts import KINDS

# 小程序用户隐私保护指引内容介绍: the whole table, but authorize, whose kind follows from its scope. <voip-room> stands there
# under the camera alone; its own page asks for scope.camera and scope.record.
TABLE = {
    "UserInfo": {"chooseAvatar", "input.nickname", "getUserInfo", "getUserProfile", "button.getUserInfo"},
    "Location": {
        "getLocation", "startLocationUpdate", "startLocationUpdateBackground", "getFuzzyLocation",
        "MapContext.moveToLocation",
    },
    "ChooseLocation": {"choosePoi", "chooseLocation"},
    "Address": {"chooseAddress"},
    "Invoice": {"chooseInvoiceTitle", "chooseInvoice"},
    "RunData": {"getWeRunData"},
    "PhoneNumber": {"getPhoneNumber", "getRealtimePhoneNumber"},
    "LicensePlate": {"chooseLicensePlate"},
    "Album": {"chooseImage", "chooseMedia", "chooseVideo"},
    "MessageFile": {"chooseMessageFile"},
    "Record": {"startRecord", "RecorderManager.start", "live-pusher", "joinVoIPChat", "voip-room"},
    "Camera": {"createVKSession", "camera", "live-pusher", "voip-room"},
    "BlueTooth": {"openBluetoothAdapter", "createBLEPeripheralServer"},
    "AlbumWriteOnly": {"saveImageToPhotosAlbum", "saveVideoToPhotosAlbum"},
    "Contact": {"addPhoneContact"},
    "CalendarWriteOnly": {"addPhoneRepeatCalendar", "addPhoneCalendar"},
    "Accelerometer": {"startAccelerometer"},
    "Compass": {"startCompass"},
    "DeviceMotion": {"startDeviceMotionListening"},
    "Gyroscope": {"startGyroscope"},
    "Clipboard": {"setClipboardData", "getClipboardData"},
}  # fmt: skip
AUTHORIZE = {
    "scope.userLocation": "Location",
    "scope.userLocationBackground": "Location",
    "scope.userFuzzyLocation": "Location",
    "scope.werun": "RunData",
    "scope.record": "Record",
    "scope.camera": "Camera",
    "scope.bluetooth": "BlueTooth",
    "scope.writePhotosAlbum": "AlbumWriteOnly",
    "scope.addPhoneContact": "Contact",
    "scope.addPhoneCalendar": "CalendarWriteOnly",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "getUserProfile": {"desc": "x"},
    "addPhoneContact": {"firstName": "李"},
    "addPhoneCalendar": {"title": "x", "startTime": 1},
    "addPhoneRepeatCalendar": {"title": "x", "startTime": 1},
    "setClipboardData": {"data": "x"},
}
CONFIG = {
    "requiredPrivateInfos": [
        "getLocation", "startLocationUpdate", "startLocationUpdateBackground", "chooseLocation", "choosePoi",
        "chooseAddress", "onLocationChange",
    ],
    "requiredBackgroundModes": ["location"],
}  # fmt: skip


def world() -> Local:
    local = Local(SHOP, now="2024-01-01", frozen=True)
    appid = local.account("shop").appid
    body = {"version": "now", "config": CONFIG}
    local.request("POST", f"/_wxlocal/v1/worlds/default/accounts/{appid}/releases", json=body)
    return local


def test_the_kinds_are_those_of_the_guide() -> None:
    assert KINDS.keys() == TABLE.keys()


@pytest.mark.parametrize(("kind", "api"), [(kind, api) for kind, apis in TABLE.items() for api in sorted(apis)])
def test_the_whole_table(kind: str, api: str) -> None:
    with world() as local:
        ann = local.person("ann")
        ann.login()
        local.facts("privacy", declared=[other for other in KINDS if other != kind])
        if api == "input.nickname":
            typed = ann.call(api, answers={"nickname": "安"}).result
            assert typed == {"type": "text", "value": "安"}
            return
        version = "2016.1.0" if api == "getFuzzyLocation" else "release"
        outcome = ann.call(api, OPTIONS.get(api, {}), tap=True, answers="allow", version=version)
        assert outcome.rule == "privacy-undeclared", outcome
        local.facts("privacy", declared=sorted(TABLE))
        asked = ann.call(api, OPTIONS.get(api, {}), tap=True, version=version)
        assert asked.prompt is not None
        assert asked.prompt.kind == "privacy"


@pytest.mark.parametrize(("scope", "kind"), AUTHORIZE.items())
def test_authorize_needs_the_kind_of_its_scope(scope: str, kind: str) -> None:
    with world() as local:
        local.facts("privacy", declared=[other for other in KINDS if other != kind])
        assert local.person("ann").call("authorize", {"scope": scope}).rule == "privacy-undeclared"


def test_nothing_else_is_a_privacy_interface() -> None:
    """But authorize, which needs what its scope needs."""
    known = {api for apis in TABLE.values() for api in apis} | {"authorize", "authorizeForMiniProgram"}
    known |= {"requirePrivacyAuthorize"}
    guarded = {name for name, ability in house().abilities.items() if ability.of_call or ability.needs.privacy}
    assert guarded <= known | {"map", "UserInfoButton.onTap"}, guarded - known


DAYS = ("2023-09-14", "2023-10-16", "2023-10-17", "2024-03-01", "2024-05-01", "2026-01-01")
APIS = {
    "getClipboardData": ("Clipboard", None),
    "startRecord": ("Record", "scope.record"),
    "openBluetoothAdapter": ("BlueTooth", "scope.bluetooth"),
    "chooseImage": ("Album", None),
}
ANSWERS = st.sampled_from(["allow", "refuse"])


class Person(RuleBasedStateMachine):
    """What the person has really agreed to is kept beside; no success may go beyond it."""

    @initialize(day=st.sampled_from(DAYS), listening=st.booleans())
    def begin(self, day: str, listening: bool) -> None:
        self.local = Local(SHOP, now=day, frozen=True)
        self.ann = self.local.person("ann")
        self.declared = frozenset(KINDS)
        self.agreed: frozenset[str] = frozenset()
        self.granted: dict[str, bool] = {}
        self.listening = listening
        if listening:
            self.ann.call("onNeedPrivacyAuthorization")

    @property
    def in_force(self) -> bool:
        return self.local.now >= instant("2023-10-17")

    @rule(api=st.sampled_from(sorted(APIS)), answer=ANSWERS)
    def call(self, api: str, answer: str) -> None:
        kind, scope = APIS[api]
        outcome = self.ann.call(api, answers={"*": answer, "chooseImage": "allow"})
        seen = {shown.kind: shown.answer for shown in outcome.shown}
        coupled = scope is not None and scope in seen and "☐" in next(s.text for s in outcome.shown if s.kind == scope)
        if seen.get("privacy") == "allow" or (coupled and scope is not None and seen[scope] == "allow"):
            self.agreed |= self.declared
        if scope in seen and scope is not None:
            assert scope not in self.granted, "asked twice"
            self.granted[scope] = seen[scope] == "allow"
        if outcome.ok and self.in_force:
            assert kind in self.declared
            assert kind in self.agreed
        if outcome.ok and scope:
            assert self.granted[scope]
        if outcome.prompt is not None:
            assert not outcome.ok

    @rule(id=st.sampled_from(["a", "b"]))
    def tap_agree(self, id: str) -> None:
        if self.ann.call("agreePrivacyAuthorization", {"id": id}, tap=True).ok:
            self.agreed |= self.declared

    @rule()
    def forge_a_tap(self) -> None:
        assert not self.ann.call("agreePrivacyAuthorization", {"id": "a"}).ok

    @precondition(lambda self: self.granted)
    @rule(data=st.data(), granted=st.booleans())
    def settings_page(self, data: st.DataObject, granted: bool) -> None:
        scope = data.draw(st.sampled_from(sorted(self.granted)))
        self.ann.call("changeSettings", {scope: granted}, appid=self.local.appid)
        self.granted[scope] = granted

    @rule(kinds=st.frozensets(st.sampled_from(sorted({kind for kind, _ in APIS.values()}))))
    def declare(self, kinds: frozenset[str]) -> None:
        self.local.facts("privacy", declared=sorted(kinds))
        self.declared = kinds

    @rule()
    def delete(self) -> None:
        self.ann.call("deleteMiniProgram", appid=self.local.appid)
        self.agreed, self.granted, self.listening = frozenset(), {}, False

    @rule(day=st.sampled_from(DAYS))
    def travel(self, day: str) -> None:
        self.local.at(day)

    @invariant()
    def setting_tells_the_truth(self) -> None:
        told = self.ann.call("getSetting").result
        assert told is not None
        shown = {name: value for name, value in told["authSetting"].items() if name in self.granted}
        assert shown == self.granted

    def teardown(self) -> None:
        if hasattr(self, "local"):
            self.local.close()


TestPerson = Person.TestCase
TestPerson.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize(("library", "checked"), [("2.32.2", False), ("2.32.3", True), ("2.33.0", True)])
def test_below_base_library_2_32_3_usePrivacyCheck_checks_nothing(
    seeded: Callable[..., Local], library: str, checked: bool
) -> None:
    shop = seeded(SHOP, now="2023-09-14")
    number = release(shop, "2023-09-14", config={"__usePrivacyCheck__": True})
    ann = shop.person("ann").change_phone(base_library=library)
    assert ann.call("getClipboardData", version=number).ok != checked
    assert ann.call("getClipboardData", version="2016.1.0").ok, "without it nothing is checked before its day"
