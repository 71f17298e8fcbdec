"""Subscriptions as a state machine: whatever is accepted, kept, refused, sent and deleted in whatever order on whatever
day, the next message goes out or does not, as a person would expect.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.phones import SHOP
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

START, ALWAYS = instant("2019-10-12"), instant("2020-01-14")
ONCE, LONG = ("a", "b"), ("long",)
TEMPLATES = """
[mini_program.facts.subscribe]
templates = [{ id = "a", title = "A" }, { id = "b", title = "B" }, { id = "long", title = "L", kind = "long" }]
"""
HEAD, _, TAIL = SHOP.partition("[[mini_game]]")
SEED = f"{HEAD}{TEMPLATES}[[mini_game]]{TAIL}"
days = st.sampled_from([START - 1, START, ALWAYS - 1, ALWAYS, ALWAYS + 400 * DAY])
people = st.sampled_from(["ann", "dev"])
templates = st.sampled_from([*ONCE, *LONG])


class Model:
    """What one person has said, written down independently of the tables."""

    def __init__(self) -> None:
        self.left = dict.fromkeys((*ONCE, *LONG), 0)
        self.kept: dict[str, str] = {}
        self.on = True

    def answer(self, ids: list[str], choice: str, always: bool) -> dict[str, str]:
        told = {}
        for id in ids:
            told[id] = self.kept.get(id, choice)
            if always and id not in self.kept:
                self.keep(id, choice)
            if told[id] == "accept":
                self.left[id] = self.left[id] + 1 if id in ONCE else 1
        return told

    def keep(self, id: str, choice: str) -> None:
        self.kept[id] = choice
        if choice == "reject":
            self.left[id] = 0

    def receives(self, id: str) -> bool:
        if not self.on or not self.left[id]:
            return False
        if id in ONCE:
            self.left[id] -= 1
        return True


class Subscriptions(RuleBasedStateMachine):
    local: Local  # each example begins anew in it

    def __init__(self) -> None:
        super().__init__()
        self.local.reset()
        self.local.world.set_clock(None, frozen=True)
        self.people = {name: self.local.person(name) for name in ("ann", "dev")}
        for one in self.people.values():
            one.change_phone(client_version="7.0.10", base_library="2.10.3")
        self.openids = {name: one.openid() for name, one in self.people.items()}
        self.models = {name: Model() for name in self.people}
        self.told = {"subscribe_msg_popup_event": 0, "subscribe_msg_change_event": 0, "subscribe_msg_sent_event": 0}
        self.received = dict.fromkeys(self.people, 0)

    @initialize(day=days)
    def begin(self, day: int) -> None:
        self.local.at(day)

    @rule(day=days)
    def travel(self, day: int) -> None:
        self.local.at(day)

    @rule(who=people, ids=st.sampled_from([["a"], ["b"], ["a", "b"], ["long"]]), choice=st.sampled_from(["accept", "reject"]), always=st.booleans())  # fmt: skip
    def ask(self, who: str, ids: list[str], choice: str, always: bool) -> None:
        model, now = self.models[who], self.local.now
        asked = [id for id in ids if id not in model.kept]
        answers = [{**dict.fromkeys(asked, choice), "always": always}] if asked else []
        outcome = self.people[who].call("requestSubscribeMessage", {"tmplIds": ids}, tap=True, answers=answers)
        if not model.on:
            assert outcome.result is not None
            assert outcome.result["errCode"] == 20004
            return
        expected = model.answer(ids, choice, always and now >= ALWAYS)
        assert outcome.result == {"errMsg": "requestSubscribeMessage:ok", **expected}
        self.told["subscribe_msg_popup_event"] += bool(asked)

    @rule(who=people, id=templates)
    def send(self, who: str, id: str) -> None:
        data = {"thing1": {"value": "x"}}
        body = {"touser": self.openids[who], "template_id": id, "data": data, "page": "pages/index/index"}
        told = self.local.post("/cgi-bin/message/subscribe/send", body)
        if self.local.now < START:
            assert told["errcode"] == 48001
            return
        arrived = self.models[who].receives(id)
        assert told["errcode"] == (0 if arrived else 43101), (told, self.models[who].__dict__)
        self.told["subscribe_msg_sent_event"] += arrived
        self.received[who] += arrived

    @rule(who=people, id=templates, choice=st.sampled_from(["accept", "reject"]))
    def change_settings(self, who: str, id: str, choice: str) -> None:
        model = self.models[who]
        fresh = choice == "reject" and model.kept.get(id) != "reject"
        self.people[who].call("changeSubscriptions", {"items": {id: choice}}, appid=self.local.appid)
        model.keep(id, choice)
        self.told["subscribe_msg_change_event"] += fresh

    @rule(who=people, on=st.booleans())
    def switch(self, who: str, on: bool) -> None:
        self.people[who].call("changeSubscriptions", {"mainSwitch": on}, appid=self.local.appid)
        self.models[who].on = on

    @rule(who=people)
    def refuse_in_the_inbox(self, who: str) -> None:
        inbox = self.people[who].inbox()
        if inbox:
            id, model = str(inbox[-1].body["template_id"]), self.models[who]
            self.people[who].call("refuseSubscription", {"message": inbox[-1].id})
            self.told["subscribe_msg_change_event"] += model.kept.get(id) != "reject"
            model.keep(id, "reject")

    @rule(who=people)
    def delete_the_mini_program(self, who: str) -> None:
        self.people[who].call("deleteMiniProgram", appid=self.local.appid)
        self.models[who].kept, self.models[who].on = {}, True

    @rule()
    def keep_and_come_back(self) -> None:
        self.local.snapshot("here")
        self.people["ann"].call("changeSubscriptions", {"mainSwitch": False}, appid=self.local.appid)
        self.local.restore("here")

    @invariant()
    def all_is_told_and_shown(self) -> None:
        assert {name: len(self.local.letters(name)) for name in self.told} == self.told
        assert {who: len(one.inbox()) for who, one in self.people.items()} == self.received
        for who, model in self.models.items():
            shown = self.local.control("GET", f"/people/{who}/subscriptions/{self.local.appid}")
            assert shown["kept"] == model.kept
            assert {id: left for id, left in shown["accepted"].items() if left} == {
                id: left for id, left in model.left.items() if left
            }


def test_subscriptions(store_url: str) -> None:
    """On every engine; on those that write to a disk with fewer examples."""
    examples = 25 if store_url == ":memory:" else 8
    wanted = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    with Local(SEED, frozen=True, now=ALWAYS, store=store_url) as there:

        class Here(Subscriptions):
            local = there

        run_state_machine_as_test(Here, settings=wanted)
