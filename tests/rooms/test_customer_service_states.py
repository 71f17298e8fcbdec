"""Windows as a state machine: whatever people do in whatever order on whatever day, no message too many is sent and
none is refused that the rules of the day allow.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from wxlocal.core.base.instants import instant
from wxlocal.core.world import outbox
from wxlocal.entry.local import Local

BY_ACT, FIVE, EVERYBODY, ENTERING = map(instant, ("2021-06-01", "2023-06-12", "2023-08-01", "2024-12-25"))
DAYS = st.sampled_from([BY_ACT - 30, BY_ACT, FIVE, EVERYBODY - 30, EVERYBODY, ENTERING - 30, ENTERING, ENTERING + 999])
LONG, SHORT = 48 * 3600, 60
STEPS = st.sampled_from([1, 29, 30, 31, SHORT - 1, SHORT, SHORT + 1, LONG - SHORT, LONG - 1, LONG])
OFFICIAL = {"writes": "message", "taps": "CLICK", "follows": "subscribe", "scans": "SCAN"}


def granted(account: str, act: str, now: int) -> tuple[int, int] | None:
    """What the pages say, written down independently of the rules' code."""
    if account == "mini":
        if act == "writes":
            return 5, LONG
        return (2, SHORT) if act == "enters" and now >= ENTERING else None
    if act == "writes":
        return (5 if now >= EVERYBODY else 20), LONG
    if act in ("taps", "follows", "scans"):
        return (3, SHORT) if now >= BY_ACT else (20, LONG)
    return None


class Windows(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.local = Local(frozen=True, now=BY_ACT - 30)
        self.local.set("quota.rates", False)
        self.alice = self.local.person("alice")
        self.accounts = {"mini": self.local.account(), "official": self.local.account(kind="service_account")}
        self.alice.call("follow", {"account": self.accounts["official"].appid})
        self.alice.call("contact", {}, tap=True)
        self.openids = {name: self.alice.openid(account.appid) for name, account in self.accounts.items()}
        self.open: dict[str, dict[str, tuple[int, int]]] = {"mini": {}, "official": {}}
        self.arrived = 0

    @initialize(day=DAYS)
    def begin(self, day: int) -> None:
        self.local.at(day)
        self.open = {"mini": {}, "official": {}}
        with self.local.world.act() as act:
            for name, account in self.accounts.items():
                outbox.tell(act, account, "unsubscribe", self.openids[name])

    @rule(step=STEPS)
    def pass_time(self, step: int) -> None:
        self.local.advance(step)

    @rule(act=st.sampled_from(["writes", "enters"]))
    def mini(self, act: str) -> None:
        account = self.accounts["mini"]
        done = (
            self.alice.call("contact", {}, tap=True)
            if act == "enters"
            else self.alice.call("writeMessage", {"account": account.appid, "text": "x"})
        )
        assert done.ok
        self.note("mini", act)

    @rule(act=st.sampled_from(sorted(OFFICIAL)))
    def official(self, act: str) -> None:
        account = self.accounts["official"]
        if act == "writes":
            assert self.alice.call("writeMessage", {"account": account.appid, "text": "x"}).ok
        else:
            with self.local.world.act() as world:
                outbox.tell(world, account, OFFICIAL[act], self.openids["official"], EventKey="k")
        self.note("official", act)

    def note(self, name: str, act: str) -> None:
        now = self.local.now
        found = granted(name, act, now)
        if found is not None:
            self.open[name][act] = (found[0], now + found[1])

    @rule(name=st.sampled_from(["mini", "official"]), times=st.integers(1, 6))
    def send(self, name: str, times: int) -> None:
        account = self.accounts[name]
        for _ in range(times):
            body = {"touser": self.openids[name], "msgtype": "text", "text": {"content": "x"}}
            answer = self.local.post("/cgi-bin/message/custom/send", body, token=self.local.token(account.appid))
            assert answer["errcode"] == self.expected(name)
            self.arrived += answer["errcode"] == 0

    def expected(self, name: str) -> int:
        now = self.local.now
        live = {act: left for act, (left, until) in self.open[name].items() if now < until}
        if not any(live.values()):
            return 45047 if live else 45015
        for act, left in live.items():
            self.open[name][act] = (max(left - 1, 0), self.open[name][act][1])
        return 0

    @invariant()
    def what_was_sent_has_arrived_in_order(self) -> None:
        told = self.alice.inbox()
        assert len(told) == self.arrived
        assert [notice.id for notice in told] == sorted(notice.id for notice in told)

    def teardown(self) -> None:
        self.local.close()


TestWindows = Windows.TestCase
TestWindows.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
