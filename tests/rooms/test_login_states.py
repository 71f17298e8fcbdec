"""Sessions as a state machine: no sequence of logins, exchanges and hours gives a backend a key that is not in force."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.rooms.test_login import decrypted
from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Local

LIFE, CODE, REFRESH = 3 * DAY, 300, 60


class Sessions(RuleBasedStateMachine):
    """``made_at`` and ``ends`` of the key in force are kept beside, by the documented rules alone."""

    @initialize()
    def begin(self) -> None:
        self.local = Local(now="2024-01-01", frozen=True)
        self.local.set("login.session_refresh_period", REFRESH)
        self.alice = self.local.person("alice")
        self.codes: list[tuple[str, int, bool]] = []
        self.keys: list[str] = []
        self.ends = 0

    @rule()
    def login(self) -> None:
        self.codes.append((self.alice.login(), self.local.now, False))
        self.ends = self.local.now + LIFE

    @precondition(lambda self: self.codes)
    @rule(data=st.data())
    def exchange(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.codes) - 1))
        code, made, used = self.codes[number]
        pair = {"appid": self.local.appid, "secret": self.local.secret}
        answer = self.local.get("/sns/jscode2session", js_code=code, grant_type="authorization_code", **pair)
        fresh = not used and self.local.now < made + CODE
        assert ("session_key" in answer) == fresh, answer
        if fresh:
            self.codes[number] = (code, made, True)
            assert answer["openid"] == self.alice.openid()
            self.keys.append(answer["session_key"])

    @rule(seconds=st.sampled_from([1, 59, 60, 299, 300, DAY, LIFE - 1, LIFE]))
    def time_passes(self, seconds: int) -> None:
        self.local.advance(seconds)

    @precondition(lambda self: self.keys)
    @rule()
    def decrypt(self) -> None:
        """What the phone encrypts opens with the newest key that a backend got, unless a login came since."""
        outcome = self.alice.call("getUserInfo", {"withCredentials": True}, answers="allow")
        if not outcome.ok or outcome.result is None:
            return
        opened = [key for key in dict.fromkeys(self.keys) if self._opens(key, outcome.result)]
        assert len(opened) <= 1, "one key is in force"
        assert opened == [] or opened[0] == self.keys[-1], "an older key is dead"

    def _opens(self, key: str, told: dict[str, Any]) -> bool:
        try:
            return bool(decrypted(key, told)["openId"] == self.alice.openid())
        except (ValueError, KeyError, UnicodeDecodeError):
            return False

    @invariant()
    def checkSession_tells_the_truth(self) -> None:
        if hasattr(self, "local"):
            assert self.alice.call("checkSession").ok == (self.local.now < self.ends)

    def teardown(self) -> None:
        if hasattr(self, "local"):
            self.local.close()


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
