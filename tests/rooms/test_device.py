"""What the person has on the phone, and what the platforms lack."""

from __future__ import annotations

import pytest

from tests.phones import message, opened
from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.platform_apis import known_apis
from wxlocal.entry.local import Local
from wxlocal.entry.person import Person


@pytest.fixture
def alice(memory: Local) -> Person:
    memory.at("2022-06-01")
    return memory.person("alice")


def test_what_is_picked_is_what_was_declared(alice: Person) -> None:
    alice.facts(
        "device", addresses=[{"userName": "王五", "cityName": "深圳市"}], licence_plates=["粤A00001", "粤A00002"]
    )
    told = alice.call("chooseAddress", answers="allow").result
    assert told is not None
    assert (told["userName"], told["cityName"]) == ("王五", "深圳市")
    plate = alice.call("chooseLicensePlate", tap=True, answers={"chooseLicensePlate": "粤A00002"}).result
    assert plate == {"errMsg": "chooseLicensePlate:ok", "plateNumber": "粤A00002"}
    with pytest.raises(
        NotPossible, match="is not answered with '粤A00003'; it takes what the person picks: 粤A00001, 粤A00002"
    ):
        alice.call("chooseLicensePlate", tap=True, answers=["粤A00003"])
    assert message(alice.call("chooseAddress", answers="cancel")) == "chooseAddress:fail cancel"


@pytest.mark.parametrize(
    ("api", "path"),
    [
        ("chooseImage", "tempFilePaths.0"),
        ("chooseVideo", "tempFilePath"),
        ("chooseMedia", "tempFiles.0.tempFilePath"),
        ("chooseMessageFile", "tempFiles.0.path"),
    ],
)
def test_files_have_temporary_paths_that_stay_the_same(alice: Person, api: str, path: str) -> None:
    paths = []
    for platform, head in (("ios", "wxfile://tmp_"), ("devtools", "http://tmp/"), ("ios", "wxfile://tmp_")):
        alice.change_phone(platform=platform)
        value = alice.call(api, answers="allow").result
        for step in path.split("."):
            assert value is not None
            value = value[int(step)] if step.isdigit() else value[step]  # type: ignore[index]
        assert str(value).startswith(head)
        paths.append(value)
    assert paths[0] == paths[2] != paths[1]


def test_steps_of_31_days(memory: Local, alice: Person) -> None:
    alice.login()
    alice.facts("device", steps=[7000, 8000])
    told = alice.call("getWeRunData", answers="allow").result
    assert told is not None
    steps = opened(memory, "alice", told, memory.appid)["stepInfoList"]
    assert len(steps) == 31
    assert [one["step"] for one in steps[-2:]] == [7000, 8000]
    assert steps[-1]["timestamp"] == memory.now, "midnight of today"
    again = alice.call("getWeRunData").result
    assert again is not None
    assert opened(memory, "alice", again, memory.appid)["stepInfoList"] == steps


def test_getWeRunData_needs_a_login(alice: Person) -> None:
    assert not alice.call("getWeRunData", answers="allow").ok


def test_the_clipboard(memory: Local, alice: Person) -> None:
    copied = alice.call("setClipboardData", {"data": "文字"})
    assert [shown.text for shown in copied.shown] == ["内容已复制"]
    for day, library, toast in (
        ("2020-08-03", "2.12.1", False),
        ("2020-08-04", "2.12.0", False),
        ("2020-08-04", "2.12.1", True),
        ("2020-08-05", "2.12.1", True),
    ):
        memory.at(day)
        alice.change_phone(base_library=library)
        read = alice.call("getClipboardData")
        assert read.result is not None
        assert read.result["data"] == "文字"
        assert bool(read.shown) == toast
    assert "parameter.data should be String" in message(alice.call("setClipboardData", {"data": 1}))


def test_bluetooth_that_is_switched_off_in_the_words_of_the_errno_page(alice: Person) -> None:
    alice.facts("device", open_bluetooth=False)
    told = alice.call("openBluetoothAdapter", answers="allow").result
    assert told == {"errMsg": "openBluetoothAdapter:fail:not available", "errno": 1500102, "errCode": 10001}
    alice.change_phone(base_library="2.23.4")
    older = alice.call("openBluetoothAdapter").result
    assert older == {"errMsg": "openBluetoothAdapter:fail:not available", "errCode": 10001}, "errno came with 2.24.0"


def test_contacts_and_calendar_are_kept_or_not(alice: Person) -> None:
    contact = {"firstName": "李"}
    refuse = {"scope.addPhoneContact": "allow", "addPhoneContact": "refuse"}
    assert message(alice.call("addPhoneContact", contact, answers=refuse)) == "addPhoneContact:fail cancel"
    assert alice.call("addPhoneContact", contact, answers={"addPhoneContact": "allow"}).ok, "the scope stays granted"
    assert "parameter.firstName" in message(alice.call("addPhoneContact", {}))
    assert "parameter.startTime should be Number" in message(alice.call("addPhoneCalendar", {"title": "x"}))


def test_every_ability_that_is_an_api_is_one_of_the_platform() -> None:
    ours = {name for name, ability in house().abilities.items() if ability.kind == "wx" and "." not in name}
    unknown = ours - known_apis().keys()
    games = {"createUserInfoButton", "openCustomerServiceConversation"}
    assert unknown <= games, "interfaces of mini games"


@pytest.mark.parametrize("api", ["createCameraContext", "requestPayment", "wx.scanCode", "shareAppMessage"])
def test_what_is_absent_says_so(memory: Local, api: str) -> None:
    known = api.removeprefix("wx.") in known_apis()
    words = "that wxlocal does not perform" if known else "there is no wx API"
    with pytest.raises(NotPossible, match=words):
        memory.person("alice").call(api)
