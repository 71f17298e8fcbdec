"""What stays of a call that ends early: the table of core/phone/perform, step by step, on every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.phones import message
from wxlocal import app
from wxlocal.app import discover
from wxlocal.core.base.errors import Refused
from wxlocal.core.house import House
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.hooks import AGREED
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Absent, Failed, NoEvent
from wxlocal.core.phone.perform import STEPS
from wxlocal.core.phone.prompts import Asked, Prompt
from wxlocal.core.room import Room
from wxlocal.core.world import answers
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

STEP_NAMES = ("present", "check", "of_call", "consent", "effect", "after settling")
ENDS: dict[str, Callable[[], Exception]] = {
    "Failed": lambda: Failed("no"),
    "Refused": lambda: Refused(40003, "no"),
    "NoEvent": lambda: NoEvent("nothing comes"),
    "Absent": lambda: Absent("not there"),
    "Asked": lambda: Asked(Prompt(kind="trial")),
}


def _at(step: str) -> Callable[[PhoneCall], None]:
    """Writes at the step, and ends the call there if it is the one that the options name."""

    def run(call: PhoneCall) -> None:
        nouns.set_scope(call.act.tx, call.person.id, call.account.appid, step, True)
        if call.options.get("step") == step:
            raise ENDS[call.options["end"]]()

    return run


def _of_call(call: PhoneCall) -> Need:
    _at("of_call")(call)
    return Need(privacy=("Trial",))


def _consent(call: PhoneCall, need: Need) -> None:
    if need.privacy == ("Trial",):
        _at("consent")(call)


@ability("trial", since="1.0.0", present=_at("present"), check=_at("check"), of_call=_of_call)
def trial(call: PhoneCall) -> dict[str, Any]:
    """Ends where it is told to."""
    _at("effect")(call)
    call.settle()
    _at("after settling")(call)
    return {}


@pytest.fixture
def local(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    rooms = [room for room in discover() if room.name != "privacy"]
    house = House([*rooms, Room(name="trial", abilities=(trial,), on=(AGREED(_consent),))])
    monkeypatch.setattr(app, "house", lambda: house)
    with Local(now="2024-01-01", frozen=True, store=store_url) as made:
        yield made


def stays(local: Local) -> list[str]:
    appid = local.appid
    with local.world.act() as act:
        scopes = nouns.scopes(act.tx, "alice", appid)
        nouns.forget_scopes(act.tx, "alice", appid)
        for one in answers.waiting(act.tx, "alice-phone"):
            answers.store.remove_waiting(act.tx, one.id)
    return [step for step in STEP_NAMES if step in scopes]


ALL = list(STEP_NAMES)
LEFT = {
    ("consent", "Failed"): ALL[:4],
    ("consent", "Refused"): ALL[:4],
    ("consent", "NoEvent"): ALL[:4],
    ("effect", "Failed"): ALL[:4],
    ("effect", "Refused"): ALL[:4],
    ("effect", "NoEvent"): ALL[:4],
    ("after settling", "Failed"): ALL[:5],
    ("after settling", "Refused"): ALL[:5],
    ("after settling", "NoEvent"): ALL[:5],
}


def test_what_stays(local: Local) -> None:
    """Nothing before the consent; the consent and what was settled after it; nothing while a question waits."""
    alice = local.person("alice")
    for step in STEP_NAMES:
        for end in ENDS:
            outcome = alice.call("trial", {"step": step, "end": end})
            assert not outcome.ok
            assert stays(local) == LEFT.get((step, end), []), (step, end)
            assert (outcome.prompt is not None) == (end == "Asked")
            assert outcome.absent == (end == "Absent")
            assert (outcome.result is None) == (end in ("NoEvent", "Asked"))
            if end in ("Failed", "Refused"):
                assert message(outcome) == "trial:fail no"
            assert local.journal(name="trial", limit=10_000)[-1].reason == outcome.reason
    assert alice.call("trial").ok
    assert stays(local) == ALL


def test_the_steps_are_in_the_order_of_the_platform() -> None:
    assert [(step.do.__name__, step.stays) for step in STEPS] == [
        ("_enter", "nothing"),
        ("_check_presence", "nothing"),
        ("_check_tap", "nothing"),
        ("_check_arguments", "nothing"),
        ("_note_touch", "nothing"),
        ("_find_needs", "nothing"),
        ("_get_consent", "all"),
        ("_act", "settled"),
    ]
