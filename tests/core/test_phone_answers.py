"""An answer belongs to the prompt that it answers: by kind, and to the first, second ... of that kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.phones import SHOP, message
from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.call import Request
from wxlocal.core.phone.prompts import Prompt, choices, understood
from wxlocal.core.world import answers
from wxlocal.core.world.answers import store as answers_store
from wxlocal.entry.local import Local
from wxlocal.entry.person import Person

W = "/_wxlocal/v1/worlds/default"
AGREE = {"event": "agree", "buttonId": "agree-btn"}
PHONE = "getPhoneNumber"


@pytest.fixture
def alice(local: Local) -> Person:
    """In a mini program with a privacy popup of its own, of 2024: the guide is asked for before anything."""
    local.at("2024-01-01")
    person = local.person("alice")
    person.call("onNeedPrivacyAuthorization")
    return person


def tap_agree(person: Person) -> None:
    assert person.call("agreePrivacyAuthorization", {"id": "agree-btn"}, tap=True).ok


def waits_for(outcome: Any) -> str:
    assert outcome.prompt is not None, outcome
    return str(outcome.prompt.kind)


def test_agreeing_before_and_after_the_tap_is_no_answer_for_the_phone_number(alice: Person) -> None:
    assert waits_for(alice.call(PHONE, tap=True)) == "needPrivacyAuthorization"
    assert waits_for(alice.answer(AGREE)) == "needPrivacyAuthorization", "nobody has tapped the button"
    tap_agree(alice)
    assert waits_for(alice.answer(AGREE)) == PHONE
    assert alice.answer("allow").ok


@pytest.mark.parametrize("given", [AGREE, [AGREE], {"needPrivacyAuthorization": AGREE}])
def test_an_agreement_that_came_with_the_call_answers_the_privacy_prompt_alone(alice: Person, given: Any) -> None:
    assert waits_for(alice.call(PHONE, tap=True, answers=given)) == "needPrivacyAuthorization"
    tap_agree(alice)
    assert waits_for(alice.answer(AGREE)) == PHONE
    assert alice.answer("allow").ok
    alice.call("deleteMiniProgram", appid=alice._place.appid)
    alice.call("onNeedPrivacyAuthorization")
    assert waits_for(alice.call("chooseAvatar", tap=True, answers=given)) == "needPrivacyAuthorization"
    tap_agree(alice)
    assert waits_for(alice.answer(AGREE)) == "chooseAvatar", "no avatar that nobody chose"


def test_all_answers_with_the_call_by_kind_or_in_order(alice: Person) -> None:
    for brought in ([AGREE, "allow"], {"needPrivacyAuthorization": AGREE, PHONE: "allow"}):
        alice.call("deleteMiniProgram", appid=alice._place.appid)
        alice.call("onNeedPrivacyAuthorization")
        asked = alice.call(PHONE, tap=True, answers=brought)
        assert waits_for(asked) == "needPrivacyAuthorization", "deleting forgot the tap"
        tap_agree(alice)
        assert alice.answer(AGREE).ok, "the answer for the number is still there"


def test_an_answer_that_fits_nothing_is_told_with_those_that_would(alice: Person) -> None:
    tap_agree(alice)
    for brought in ([AGREE], {PHONE: AGREE}):
        with pytest.raises(NotPossible, match=r"getPhoneNumber is not answered with .*agree.*; it takes allow, refuse"):
            alice.call(PHONE, tap=True, answers=brought)
    with pytest.raises(
        NotPossible, match=r"chooseAvatar is not answered with .* the name of a picture: wechat, cancel"
    ):
        alice.call("chooseAvatar", tap=True, answers=[AGREE])
    waiting = alice.call(PHONE, tap=True, answers={"privacy": "allow"})
    assert waiting.reason == (
        "the person has not answered getPhoneNumber yet: it takes allow, refuse; nothing has asked for privacy yet"
    )
    with pytest.raises(NotPossible, match="is not answered with 'maybe'"):
        alice.answer("maybe")
    assert alice.answer("allow").ok, "a wrong answer leaves the prompt"


def test_what_is_exposed_once_is_not_exposed_for_ever(alice: Person) -> None:
    outcome = alice.call("getClipboardData", answers={"needPrivacyAuthorization": "exposureAuthorization"})
    assert waits_for(outcome) == "needPrivacyAuthorization"
    tap_agree(alice)
    assert alice.answer(AGREE).ok


def test_resolve_takes_three_events(alice: Person) -> None:
    with pytest.raises(NotPossible, match="resolve takes event: exposureAuthorization, agree, disagree, not 'maybe'"):
        alice.call("getClipboardData", answers=[{"event": "maybe"}])


def test_an_answer_whose_prompt_has_gone_is_not_given_to_another(alice: Person) -> None:
    asked = alice.call(PHONE, tap=True)
    alice.call(f"{PHONE}|agreePrivacyAuthorization", {"id": "agree-btn"}, tap=True, answers="allow")
    assert waits_for(alice.answer(AGREE, asked.waiting)) == PHONE


def test_prompts_that_earlier_versions_left_are_answered(local: Local) -> None:
    local.at("2024-01-01")
    alice = local.person("alice").change_phone(base_library="3.4.1")
    asked = alice.call("startRecord", answers=["allow"])
    assert waits_for(asked) == "scope.record"
    old = {"api": "startRecord", "appid": local.appid, "version": "release", "options": {}, "tap": False, "gesture": "",
           "answers": ["allow"], "plugin": None, "no longer known": 1}  # fmt: skip
    prompt = {"kind": "scope.record", "title": "", "text": "", "answers": ["allow", "refuse"], "typed": False}
    with local.world.act() as act:
        (waiting,) = answers.waiting(act.tx, alice.phone)
        answers_store.remove_waiting(act.tx, waiting.id)
        texts = [msgspec.json.encode(one).decode() for one in (prompt, old)]
        answers_store.add_waiting(act.tx, "prompt-1", alice.phone, act.now, *texts)
    done = alice.answer("allow", "prompt-1")
    assert done.ok
    assert [shown.kind for shown in done.shown] == ["privacy", "scope.record"]


def test_unknown_members_of_a_call_are_refused(local: Local) -> None:
    call = {"api": "login", "appid": local.appid, "answer": "allow"}
    refused = local.request("POST", f"{W}/phones/alice-phone/call", json=call)
    assert refused.status == 400
    assert "answer" in refused.json()["error"]


def test_a_waiting_call_tells_what_has_been_answered(local: Local) -> None:
    local.at("2024-01-01")
    alice = local.person("alice").change_phone(base_library="3.4.1")
    alice.call("startRecord", answers=["同意"])
    (waiting,) = local.request("GET", f"{W}/phones/alice-phone/prompts").json()
    assert waiting["request"]["answered"] == [{"kind": "privacy", "answer": "allow"}]
    assert waiting["request"]["answers"] == []


# -- one word for whatever is asked -----------------------------------------------------------------------------------

ASKING: dict[str, dict[str, Any]] = {
    "openSetting": {}, "button.openSetting": {}, "showModal": {"content": "x"}, "chooseAddress": {},
    "chooseInvoiceTitle": {}, "chooseInvoice": {}, "chooseLicensePlate": {}, "chooseImage": {}, "chooseVideo": {},
    "chooseMedia": {}, "chooseMessageFile": {}, "chooseLocation": {}, "choosePoi": {}, "chooseAvatar": {},
    "input.nickname": {}, "getUserProfile": {"desc": "x"}, "getPhoneNumber": {}, "startRecord": {},
    "addPhoneContact": {"firstName": "李"}, "addPhoneCalendar": {"title": "x", "startTime": 1},
    "requestSubscribeMessage": {"tmplIds": ["a"]}, "getRealtimePhoneNumber": {}, "getLocation": {},
}  # fmt: skip


CHANGE_NOTHING = ("showModal", "openSetting", "button.openSetting", "input.nickname", "requestSubscribeMessage")
TYPED = {
    "getRealtimePhoneNumber": 'smsCode yet: it takes typing: the six digits of the text message: a text; refuse means ""',
    "input.nickname": "nickname yet: it takes typing: a nickname: an object with value, safe (optional), timeout "
    '(optional), a text; refuse means ""',
}


@pytest.mark.parametrize("how", ["word", "table", "script"])
@pytest.mark.parametrize("said", ["allow", "refuse"])
@pytest.mark.parametrize("api", ASKING)
def test_one_word_answers_whatever_is_asked(memory: Local, api: str, said: str, how: str) -> None:
    memory.at("2024-01-01")
    memory.facts("subscribe", templates=[{"id": "a", "title": "通知"}])
    alice = memory.person("alice")
    given = {"word": said, "table": {"*": said}, "script": ()}[how]
    if how == "script":
        alice.answers({"*": said})
    outcome = alice.call(api, ASKING[api], tap=True, answers=given)
    if said == "allow" and api in TYPED:
        assert outcome.prompt is not None
        assert outcome.prompt.allow is None
        assert outcome.reason == f"the person has not answered {TYPED[api]}"
        return
    assert outcome.prompt is None, "it waits for ever"
    assert outcome.ok == (said == "allow" or api in CHANGE_NOTHING)


def test_refusing_each_choice(memory: Local) -> None:
    memory.at("2022-08-01")
    alice = memory.person("alice").answers({"*": "refuse"})
    assert message(alice.call("chooseImage")) == "chooseImage:fail cancel"
    assert message(alice.call("chooseAvatar", tap=True)) == "chooseAvatar:fail cancel"
    assert alice.call("showModal").result == {"errMsg": "showModal:ok", "confirm": False, "cancel": True}
    only = alice.call("showModal", {"showCancel": False})
    assert only.result == {"errMsg": "showModal:ok", "confirm": True, "cancel": False}, "there is no other button"
    typed = alice.call("input.nickname").result
    assert typed is not None
    assert typed["value"] == ""
    sms = alice.call("getRealtimePhoneNumber", tap=True, answers={PHONE: "allow"})
    assert message(sms).startswith(f"{PHONE[:3]}RealtimePhoneNumber:fail Error: The mobile phone user bound needs")


def test_a_typing_prompt_says_that_it_waits_for_typing(memory: Local) -> None:
    memory.at("2021-01-01")
    alice = memory.person("alice").change_phone(base_library="2.21.1")
    asked = alice.call("input.nickname", answers={"*": "allow"})
    assert asked.prompt is not None
    assert (asked.prompt.typed, asked.prompt.allow, asked.prompt.wants) == (True, None, "typing: a nickname")
    with pytest.raises(NotPossible, match=r"it takes typing: a nickname: .* a text; refuse means"):
        alice.answer("allow")
    assert alice.answer("小爱").result == {"type": "text", "value": "小爱"}


def test_a_picture_has_a_name(memory: Local) -> None:
    memory.at("2024-01-01")
    alice = memory.person("alice").answers({"privacy": "allow"})
    for strange in ({"picture": ""}, {"picture": 1}):
        with pytest.raises(NotPossible, match="picture is the name of a picture"):
            alice.call("chooseAvatar", tap=True, answers={"chooseAvatar": strange})
    with pytest.raises(NotPossible, match=r"an object with picture, safe \(optional\)"):
        alice.call("chooseAvatar", tap=True, answers={"chooseAvatar": {"safe": False}})
    assert alice.call("chooseAvatar", tap=True, answers={"picture": "x.jpg"}).ok


TEXTS = st.sampled_from(["allow", "refuse", "cancel", "ok", "同意", "拒绝", "confirm", "x", ""])
WORDS = st.lists(st.sampled_from(["allow", "refuse", "confirm", "cancel", "x"]), unique=True).map(tuple)


@given(words=WORDS, typed=st.booleans(), takes=st.sampled_from([(), ("a",), ("a", "b?"), ("*",)]), answer=TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_is_understood_is_one_of_the_choices(
    words: tuple[str, ...], typed: bool, takes: tuple[str, ...], answer: str
) -> None:
    allow = next((word for word in words if word in ("allow", "confirm")), None)
    refuse = next((word for word in words if word in ("refuse", "cancel")), None)
    prompt = Prompt(kind="k", answers=words, typed=typed, takes=takes, allow=allow, refuse=refuse)
    found = understood(prompt, answer)
    assert found is None or found in words or (typed and found == answer)
    if answer in words:
        assert found == answer
    assert all(word in choices(prompt) for word in words)


# -- what a person cannot do to the server ----------------------------------------------------------------------------

STRANGE: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, "", "x", "\0", [], [1], ["a"], {}, {"a": {}}]
)
NAMES = ["title", "url", "type", "scope", "tmplIds", "mediaType", "plugin", "link", "path", "query", "scene", "src",
         "desc", "data", "delta", "lang", "schema", "id", "text", "items", "appId", "extraData", "firstName",
         "startTime", "latitude", "longitude", "referrerInfo", "withCredentials", "style"]  # fmt: skip


@given(
    api=st.sampled_from(sorted(house().abilities)),
    options=st.dictionaries(st.sampled_from(NAMES), STRANGE, max_size=4),
    answers=st.sampled_from(["allow", "refuse", {"*": "allow"}, ["x"], [{"a": 1}], ()]),
    inside=st.booleans(),
    tap=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_call_breaks_the_server(api: str, options: dict[str, Any], answers: Any, inside: bool, tap: bool) -> None:
    local = _world()
    body = {"api": api, "appid": local.appid if inside else None, "options": options, "answers": answers, "tap": tap}
    told = local.request("POST", f"{W}/phones/alice-phone/call", json=body)
    assert told.status in (200, 400, 403, 404, 409), (told.status, told.body)


@pytest.mark.parametrize(
    ("api", "options", "status"),
    [
        ("changeSubscriptions", {"items": True}, 400),
        ("chooseMedia", {"mediaType": 1}, 200),
        ("openMiniProgram", {"scene": 2**70}, 400),
        ("openMiniProgram", {"scene": "x"}, 400),
    ],
)
def test_options_of_a_wrong_kind(memory: Local, api: str, options: dict[str, Any], status: int) -> None:
    body = {"api": api, "appid": memory.appid, "options": options, "answers": "allow"}
    told = memory.request("POST", f"{W}/phones/alice-phone/call", json=body)
    assert told.status == status
    assert status != 200 or "parameter.mediaType should be Array" in told.json()["result"]["errMsg"]


_LOCAL: list[Local] = []


def _world() -> Local:
    if not _LOCAL:
        _LOCAL.append(Local(now="2024-01-01", frozen=True))
    return _LOCAL[0]


@pytest.mark.parametrize("api", ["getLaunchOptionsSync", "getEnterOptionsSync", "login", "getSetting", "navigateTo"])
def test_before_anything_is_open_it_is_said_where_it_happens(memory: Local, api: str) -> None:
    with pytest.raises(NotPossible, match=f"{api} happens in a mini program: say which appid"):
        _call(memory, api)


def _call(local: Local, api: str) -> None:
    from wxlocal.core.phone import perform

    perform.perform(local.world, "alice-phone", Request(api=api))


# -- what stays of a call that fails ----------------------------------------------------------------------------------


def test_the_answer_to_a_popup_stays_when_credentials_then_fail(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP, now="2018-08-01")
    for api in ("button.getUserInfo", "getUserInfo"):
        ann = local.person("ann")
        refused = ann.call(api, {"withCredentials": True}, tap=True, version="2016.1.0", answers="allow")
        assert message(refused) == "getUserInfo:fail must login first"
        again = ann.call("getUserInfo", version="2016.1.0")
        assert again.ok, again
        assert again.shown == (), "it was granted"
        ann.call("deleteMiniProgram", appid=local.appid)


def test_a_number_that_was_verified_stays_verified_when_credentials_then_fail(seeded: Callable[..., Local]) -> None:
    text = SHOP.replace(
        'phone_number = "13900000001"', 'phone_number = "13900000001"\nphone_verified_at = "2019-01-01"'
    )
    local = seeded(text, now="2021-01-01")
    ann = local.person("ann")
    asked = ann.call(PHONE, tap=True, answers=["allow"])
    assert asked.prompt is not None
    assert asked.prompt.kind == "smsCode"
    digits = asked.prompt.text.partition("】")[2][:6]
    assert message(ann.answer(digits)) == f"{PHONE}:fail no login"
    ann.login()
    assert ann.call(PHONE, tap=True, answers=["allow"]).ok, "no second message"
