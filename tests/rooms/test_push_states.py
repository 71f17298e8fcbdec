"""Push deliveries as a state machine: whatever servers answer and whenever, no letter is lost, none is sent out of turn."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.rooms.test_push import TOKEN, Asked, backend
from wxlocal.core.world import errands, outbox
from wxlocal.entry.local import Local
from wxlocal.rooms.push import rules, rules_forms

PEOPLE = ("alice", "bob", "")
WELL = {"success": (200, "success"), "empty": (200, ""), "garbage": (200, "<html>")}
BADLY = {"error": (500, "no"), "moved": (302, "/elsewhere"), "absent": (404, "?")}


class Sent:
    """What the model knows of a letter."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.state = "waiting"
        self.tries = 0
        self.due: int | None = None


class Pushing(RuleBasedStateMachine):
    """One account, one server. ``self.sent`` is the model; ``self.heard`` what the server saw, in order."""

    local: Local

    def __init__(self) -> None:
        super().__init__()
        self.local.reset()
        self.answers = WELL["success"]
        self.serving = backend(lambda asked: self._answer(asked))
        self.url, _ = self.serving.__enter__()
        self.heard: list[int] = []
        self.sent: dict[int, Sent] = {}
        self.configured = False

    def teardown(self) -> None:
        self.serving.__exit__(None, None, None)

    def _answer(self, asked: Asked) -> tuple[int, str]:
        self.heard.append(int(rules_forms.read(asked.body)["Number"]))
        return self.answers

    def _tried(self, letter: Sent) -> None:
        letter.tries += 1
        letter.due = None
        if self.answers[0] == 200:
            letter.state = "delivered"
        elif letter.tries < rules.TRIES:
            letter.state, letter.due = "waiting", self.local.now + rules.AGAIN_AFTER
        else:
            letter.state = "failed"

    @rule(on=st.booleans())
    def configure(self, on: bool) -> None:
        """An address that is taken away stops what waits for its next try."""
        self.local.facts("push", url=self.url if on else "", token=TOKEN)
        self.configured = on

    @rule(answer=st.sampled_from([*WELL, *BADLY]))
    def server_changes(self, answer: str) -> None:
        self.answers = {**WELL, **BADLY}[answer]

    @rule(who=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5))
    def post(self, who: list[str]) -> None:
        account = self.local.account()
        openids = {person: self.local.person(person).openid() if person else "" for person in who}
        first, before = len(self.sent) + 1, len(self.heard)
        with self.local.world.act() as act:
            for number, person in enumerate(who, first):
                outbox.tell(act, account, "event", openids[person], Number=number)
        for number, person in enumerate(who, first):
            self.sent[number] = Sent(person)
        errands.settle(self.local.world)
        if not self.configured:
            assert len(self.heard) == before
            return
        told: dict[str, list[int]] = defaultdict(list)
        for number in self.heard[before:]:
            told[self.sent[number].person].append(number)
        for person in set(who) - {""}:
            assert told[person] == [first + place for place, one in enumerate(who) if one == person]
        assert sorted(self.heard[before:]) == list(range(first, first + len(who)))
        for number in range(first, first + len(who)):
            self._tried(self.sent[number])

    @rule(seconds=st.integers(1, 12))
    def time_passes(self, seconds: int) -> None:
        end = self.local.now + seconds
        while due := [one for one in self.sent.values() if one.due is not None and one.due <= end]:
            first = min(one.due for one in due if one.due is not None)
            self.local.advance(first - self.local.now)
            for letter in due:
                if letter.due == first:
                    self._due(letter)
        self.local.advance(end - self.local.now)

    def _due(self, letter: Sent) -> None:
        if self.configured:
            self._tried(letter)
            return
        before, self.answers = self.answers, BADLY["error"]  # there is no address: as if nobody answered
        self._tried(letter)
        self.answers = before

    @precondition(lambda self: any(one.state == "failed" for one in self.sent.values()))
    @rule()
    def replay(self) -> None:
        before = len(self.heard)
        told = self.local.control("POST", "/letters/replay")["replayed"]
        errands.settle(self.local.world)
        if not self.configured:
            assert told == []
            return
        failed = [number for number, one in self.sent.items() if one.state == "failed"]
        assert told == failed
        assert sorted(self.heard[before:]) == failed
        for number in failed:
            self.sent[number].tries = 0
            self._tried(self.sent[number])

    @invariant()
    def world_and_model_agree(self) -> None:
        letters: list[Any] = self.local.letters()
        assert [(one.id, one.state, one.tries) for one in letters] == [
            (number, one.state, one.tries) for number, one in self.sent.items()
        ]
        with self.local.world.act() as act:
            waiting = errands.listed(act)
        assert len(waiting) == sum(one.due is not None for one in self.sent.values())


def test_push_deliveries(local: Local) -> None:
    machine = type("Pushed", (Pushing,), {"local": local})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=20, deadline=None))
