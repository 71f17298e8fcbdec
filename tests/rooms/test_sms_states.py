"""The carrier as a state machine: whatever is sent to whom at whatever time of day, whatever comes of it, the codes,
the balance, the records and the inboxes are those that the post's sentences give.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.rooms.test_sms import ANN, APPID, BEN, NOON, SEED, codes, inbox, records, send, usage, with_sites
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

FREE = 15
FAILING = ("empty", "off", "suspended", "blacklist")
numbers = st.sampled_from([ANN, BEN])
words = st.sampled_from(["一", "二", "三"])
spans = st.sampled_from([0, 1, 5, 6, 29, 30, 31, 600, 2 * 3600, 8 * 3600, 14 * 3600, DAY])


class Sent(NamedTuple):
    at: int
    number: str
    words: str
    fate: str


class Carrier(RuleBasedStateMachine):
    local: Local  # each example begins anew in it

    @initialize()
    def begin(self) -> None:
        self.local.reset()
        with_sites(self.local.at(NOON))
        self.local.set("sms.free_messages", FREE)
        self.accepted: list[Sent] = []
        self.refused = 0
        self.unsubscribed: set[str] = set()
        self.fates = dict.fromkeys((ANN, BEN), "ok")

    def left(self, now: int) -> int:
        """What failed is given back once its receipt has come, six seconds later."""
        if now >= instant("2021-05-10"):
            return 0
        return FREE - sum(1 for one in self.accepted if one.fate not in FAILING or now < one.at + 6)

    def expected(self, number: str, text: str, now: int) -> str:
        hour = (now + 8 * 3600) % DAY // 3600
        to = [one for one in self.accepted if one.number == number]
        if number in self.unsubscribed:
            return "FailedOperation.PhoneNumberInBlacklist"
        if not 8 <= hour < 22:
            return "FailedOperation.MarketingSendTimeConstraint"
        if any(one.words == text and now - one.at < 30 for one in to):
            return "LimitExceeded.PhoneNumberThirtySecondLimit"
        if sum((one.at + 8 * 3600) // DAY == (now + 8 * 3600) // DAY for one in to) >= 10:
            return "LimitExceeded.PhoneNumberDailyLimit"
        return "Ok" if self.left(now) > 0 else "FailedOperation.InsufficientBalanceInSmsPackage"

    @rule(list=st.lists(numbers, min_size=1, max_size=4), text=words)
    def send(self, list: list[str], text: str) -> None:
        now, told = self.local.now, []
        for number in list:
            code = self.expected(number, text, now)
            told.append(code)
            if code == "Ok":
                self.accepted.append(Sent(now, number, text, self.fates[number]))
            else:
                self.refused += 1
        assert codes(send(self.local, *list, content=text)) == told

    @rule(span=spans)
    def wait(self, span: int) -> None:
        self.local.advance(span)

    @rule(number=numbers, fate=st.sampled_from(["ok", "intercepted", *FAILING]))
    def becomes(self, number: str, fate: str) -> None:
        self.local.person("ann" if number == ANN else "ben").facts("sms", fate=fate)
        self.fates[number] = fate

    @rule(number=numbers)
    def replies(self, number: str) -> None:
        who = "ann" if number == ANN else "ben"
        found = inbox(self.local, who)
        if found:
            self.local.person(who).call("replySms", {"message": found[-1].id, "text": "T"}, appid=APPID)
            self.unsubscribed.add(number)

    @rule(number=numbers)
    def comes_back(self, number: str) -> None:
        if number in self.unsubscribed:
            self.local.control("DELETE", f"/accounts/{APPID}/sms-unsubscribed/{number}")
            self.unsubscribed.discard(number)

    @invariant()
    def all_is_accounted_for(self) -> None:
        now = self.local.now
        assert usage(self.local)["free"] == max(self.left(now), 0)
        for number, who in ((ANN, "ann"), (BEN, "ben")):
            arrived = [one for one in self.accepted if one.number == number and one.fate not in FAILING]
            kinds = ["sms.intercepted" if one.fate == "intercepted" else "sms" for one in arrived if now >= one.at + 6]
            assert [one.kind for one in inbox(self.local, who)] == kinds
        told: list[Any] = records(self.local)
        assert len(told) == len(self.accepted) + self.refused
        assert sum(one["Status"] == "sending" for one in told) == sum(now < one.at + 6 for one in self.accepted)


def test_the_carrier(store_url: str) -> None:
    """On every engine; on those that write to a disk with fewer examples."""
    examples = 25 if store_url == ":memory:" else 8
    wanted = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    with Local(SEED, frozen=True, now=NOON, store=store_url) as there:

        class Here(Carrier):
            local = there

        run_state_machine_as_test(Here, settings=wanted)
