"""Links as a state machine: whatever is made and opened in whatever order on whatever day, the rules of the day hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

CHANGE, LIFTED = instant("2022-04-11"), instant("2023-12-19")
FIRST, LAST = instant("2021-06-01"), instant("2024-06-01")
MONTH = 30 * DAY
days = st.sampled_from(
    [FIRST, CHANGE - DAY, CHANGE - 1, CHANGE, CHANGE + 1, CHANGE + MONTH - 1, CHANGE + MONTH, LIFTED - 1, LIFTED]
)


class Model:
    """What a person would expect of a link, written down independently of the rules' code."""

    def __init__(self, made_at: int, ends: int | None) -> None:
        self.made_at, self.ends, self.visitor = made_at, ends, ""

    def end(self, now: int) -> int | None:
        if now >= CHANGE > self.made_at:
            return min(self.ends or CHANGE + MONTH, CHANGE + MONTH)
        return self.ends

    def opens(self, who: str, now: int) -> bool:
        end = self.end(now)
        if end is not None and now >= end:
            return False
        if CHANGE <= now < LIFTED:
            if self.visitor and self.visitor != who:
                return False
            self.visitor = who
        return True


class Links(RuleBasedStateMachine):
    links = Bundle("links")

    def __init__(self) -> None:
        super().__init__()
        self.local = Local(frozen=True, now=FIRST)
        self.local.set("quota.rates", False)
        self.people = {name: self.local.person(name) for name in ("alice", "bob")}
        self.models: dict[str, Model] = {}

    @initialize(day=days)
    def begin(self, day: int) -> None:
        self.local.at(day)

    @rule(day=days)
    def travel(self, day: int) -> None:
        self.local.at(day)

    @rule(step=st.integers(1, 40 * DAY))
    def pass_time(self, step: int) -> None:
        if self.local.now + step < LAST:
            self.local.advance(step)

    @rule(target=links, kind=st.sampled_from(["scheme", "link"]), length=st.none() | st.integers(1, 364))
    def make(self, kind: str, length: int | None) -> str:
        now = self.local.now
        body: dict[str, Any] = {}
        if length:
            body = {"is_expire": True, "expire_type": 1, "expire_interval": length}
        path, field = ("/wxa/generatescheme", "openlink") if kind == "scheme" else ("/wxa/generate_urllink", "url_link")
        text = str(self.local.post(path, body)[field])
        ends = now + length * DAY if length else None
        if now >= CHANGE:
            ends = min(ends or now + MONTH, now + MONTH)
        assert text not in self.models
        self.models[text] = Model(now, ends)
        return text

    @rule(link=links, who=st.sampled_from(["alice", "bob"]))
    def open(self, link: str, who: str) -> None:
        model, now = self.models[link], self.local.now
        if model.made_at > now:
            return  # made on a later day: travelling back does not unmake it
        expected = model.opens(who, now)
        outcome = self.people[who].open(link)
        assert outcome.ok == expected, (outcome, model.__dict__, now)
        assert outcome.ok or outcome.rule in ("link-one-user", "link-existing-downgrade", "link-30-days")

    @rule(link=links)
    def look_up(self, link: str) -> None:
        model, now = self.models[link], self.local.now
        path, field, info = ("/wxa/queryscheme", "scheme", "scheme_info")
        if link.startswith("https"):
            path, field, info = ("/wxa/query_urllink", "url_link", "url_link_info")
        told = self.local.post(path, {field: link})
        assert told[info]["expire_time"] == (model.end(now) or 0)
        assert told[info]["create_time"] == model.made_at

    @rule()
    def keep_and_come_back(self) -> None:
        self.local.snapshot("here")
        self.local.post("/wxa/generatescheme")
        self.local.restore("here")

    @invariant()
    def the_world_has_all_links(self) -> None:
        path = f"/_wxlocal/v1/worlds/default/accounts/{self.local.appid}/links"
        assert len(self.local.request("GET", path, {"limit": 1000}).json()) == len(self.models)

    def teardown(self) -> None:
        self.local.close()


Links.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestLinks: Callable[..., Any] = Links.TestCase
