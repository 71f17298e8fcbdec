"""Associations as a state machine: invited, answered, ended in whatever order on whatever day, the rules of it hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY, SHANGHAI, instant
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

CHANGE, LIMITS = instant("2019-04-04"), instant("2020-06-05")
days = st.sampled_from([CHANGE - 40 * DAY, CHANGE - 1, CHANGE, CHANGE + DAY, LIMITS - 1, LIMITS, LIMITS + 40 * DAY])
SEED = (
    """
[[subject]]
id = "own"
[[subject]]
id = "others"
[[service_account]]
name = "news"
subject = "own"
[[person]]
id = "ann"
follows = { news = "2018-01-01" }
"""
    + '[[mini_program]]\nname = "own"\nsubject = "own"\n'
    + "".join(f'[[mini_program]]\nname = "other{n}"\nsubject = "others"\n' for n in range(5))
)
NAMES = ("own", *(f"other{n}" for n in range(5)))
minis = st.sampled_from(NAMES)


class Associations(RuleBasedStateMachine):
    """The model: the state of each mini program, its setting, and how many new links the month has seen."""

    def __init__(self) -> None:
        super().__init__()
        self.local = Local(SEED, frozen=True, now=CHANGE)
        self.news = self.local.account("news").appid
        self.appid = {name: self.local.account(name).appid for name in NAMES}
        self.state = dict.fromkeys(NAMES, "none")
        self.setting = dict.fromkeys(NAMES, "none")
        self.months: dict[str, int] = {}
        self.notices = 0

    @initialize(day=days)
    def begin(self, day: int) -> None:
        self.local.at(day)

    @rule(day=days)
    def travel(self, day: int) -> None:
        self.local.at(day)

    @rule(mini=minis, value=st.sampled_from(["none", "confirm", "forbid"]))
    def choose(self, mini: str, value: str) -> None:
        """关联公众号设置, as a seed or the console sets it."""
        self.local.facts("association", mini, setting=value)
        self.setting[mini] = value

    @rule(mini=minis)
    def invite(self, mini: str) -> None:
        here = f"/accounts/{self.news}/associations"
        fits = self.state[mini] in ("none", "refused") and self._room_for(mini)
        asked = self.local.now < CHANGE or self.setting[mini] == "confirm"
        self._do(fits, lambda: self.local.control("POST", here, {"appid": self.appid[mini]}))
        if fits and asked:
            self.state[mini] = "mini"
        elif fits:
            self._linked(mini)

    @rule(mini=minis, accepted=st.booleans())
    def answer(self, mini: str, accepted: bool) -> None:
        where = f"/accounts/{self.appid[mini]}/associations/{self.news}/answer"
        fits = self.state[mini] == "mini" and (not accepted or self._room_for(mini))
        self._do(fits, lambda: self.local.control("POST", where, {"accepted": accepted}))
        if fits and accepted:
            self._linked(mini)
        elif fits:
            self.state[mini] = "refused"

    @rule(mini=minis, other_side=st.booleans())
    def end(self, mini: str, other_side: bool) -> None:
        one, two = (self.appid[mini], self.news) if other_side else (self.news, self.appid[mini])
        fits = self.state[mini] == "linked"
        self._do(fits, lambda: self.local.control("DELETE", f"/accounts/{one}/associations/{two}"))
        if fits:
            self.state[mini] = "none"

    def _room_for(self, mini: str) -> bool:
        """Not forbidden; three of another subject; thirteen new ones a month."""
        if self.setting[mini] == "forbid" and self.local.now >= CHANGE:
            return False
        others = sum(state == "linked" for name, state in self.state.items() if name != "own")
        return (mini == "own" or others < 3) and self.months.get(self._month(), 0) < 13

    def _month(self) -> str:
        return datetime.fromtimestamp(self.local.now, SHANGHAI).strftime("%Y-%m")

    def _linked(self, mini: str) -> None:
        self.state[mini] = "linked"
        month = self._month()
        self.months = {month: self.months.get(month, 0) + 1}
        self.notices += 1

    def _do(self, fits: bool, do: Callable[[], Any]) -> None:
        try:
            do()
        except NotPossible:
            assert not fits
        else:
            assert fits

    @invariant()
    def the_world_is_as_the_model_says(self) -> None:
        told = self.local.control("GET", f"/accounts/{self.news}/associations")
        shown = {one["mini"]: one["state"] for one in told}
        assert shown == {self.appid[name]: state for name, state in self.state.items() if state != "none"}
        with self.local.world.act() as act:
            linked = set(nouns.minis_of(act.tx, self.news))
        assert linked == {self.appid[name] for name, state in self.state.items() if state == "linked"}
        assert len(self.local.person("ann").inbox()) == self.notices

    def teardown(self) -> None:
        self.local.close()


Associations.TestCase.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAssociations: Callable[..., Any] = Associations.TestCase
