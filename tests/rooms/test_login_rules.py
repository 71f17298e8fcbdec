"""unionid, plugins, codes, session keys and signatures of a login, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import account, at, refusal
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Dated
from wxlocal.core.world.tokens import Code
from wxlocal.rooms.login import policy, rules

BOUND = account(open_platform="wxop")
STRANGER = rules.Acquaintance()
FOLLOWER = rules.Acquaintance(follows_same_subject=True)
VISITOR = rules.Acquaintance(logged_in_same_subject=True)


def test_the_unionid_was_told_on_conditions_then_to_all() -> None:
    conditional, direct = policy.UNIONID_LOGIN_CONDITIONAL, policy.UNIONID_LOGIN_DIRECT

    def told(dated: Dated, seconds: int, known: rules.Acquaintance) -> bool:
        return rules.unionid_told(BOUND, known, at(instant(dated.since or "") + seconds))

    assert not told(conditional, -1, FOLLOWER)
    for known, good in ((STRANGER, False), (FOLLOWER, True), (VISITOR, True)):
        assert told(conditional, 0, known) == good
        assert told(direct, -1, known) == good
        assert told(direct, 0, known)
        assert told(direct, DAY, known)
    assert not rules.unionid_told(account(), FOLLOWER, at("2026-01-01"))


def test_acquaintance_is_looked_up_only_while_it_decides() -> None:
    start = instant(policy.UNIONID_LOGIN_DIRECT.since or "")
    assert rules.needs_acquaintance(BOUND, at(start - 1))
    assert not rules.needs_acquaintance(BOUND, at(start))
    assert not rules.needs_acquaintance(account(), at(start - 1))


@pytest.mark.parametrize(
    ("host", "plugin", "may"),
    [
        ({"open_platform": "op"}, {"open_platform": "op"}, True),
        ({"open_platform": "op"}, {"open_platform": "op", "subject": "other"}, False),
        ({"open_platform": "op"}, {"open_platform": "other"}, False),
        ({"open_platform": "op"}, {}, False),
        ({}, {}, False),
    ],
)
def test_plugins_log_in(host: dict[str, Any], plugin: dict[str, Any], may: bool) -> None:
    assert rules.plugin_may_login(account(**host), account(**plugin), agreed=False) == may
    assert rules.plugin_may_login(account(**host), account(**plugin), agreed=True)


def code(**more: Any) -> Code:
    made = {"code": "c", "kind": "login", "appid": "wx1", "person": "ann", "made_at": 0, "payload": None}
    return Code(**{**made, "expires_at": 300, "used_at": None, **more})


@pytest.mark.parametrize(
    ("found", "now", "used_code", "told"),
    [
        (None, 0, 40163, (40029, "invalid code")),
        (code(appid="wx2"), 0, 40163, (40029, "invalid code")),
        (code(used_at=1), 1, 40163, (40163, "code been used")),
        (code(used_at=1), 1, 40029, (40029, "invalid code")),
        (code(used_at=0), 1, 40163, (40163, "code been used")),
        (code(), 300, 40163, (40029, "invalid code")),
        (code(), 301, 40163, (40029, "invalid code")),
        (code(appid="wx2", used_at=1), 1, 40163, (40163, "code been used")),
    ],
)
def test_codes_that_are_not_exchanged(found: Code | None, now: int, used_code: int, told: tuple[int, str]) -> None:
    assert refusal(rules.check_code, found, "wx1", now, used_code) == told


def test_a_code_is_exchanged_for_five_minutes() -> None:
    for now in (0, 299):
        assert rules.check_code(code(), "wx1", now, 40163) == code()


@pytest.mark.parametrize(
    ("made_at", "expires_at", "now", "period", "new"),
    [
        (None, 0, 100, 10, True),
        (100, 1000, 100, 10, False),
        (100, 1000, 109, 10, False),
        (100, 1000, 110, 10, True),
        (100, 1000, 111, 10, True),
        (100, 1000, 99, 10, True),
        (100, 105, 104, 10, False),
        (100, 105, 105, 10, True),
        (100, 105, 106, 10, True),
    ],
)
def test_when_a_login_makes_a_new_session_key(
    made_at: int | None, expires_at: int, now: int, period: int, new: bool
) -> None:
    assert rules.rotates(made_at, expires_at, now, period) == new


def test_signatures_under_the_session_key() -> None:
    for given in ("ab12", "AB12"):
        rules.check_signature("ab12", given, "hmac_sha256")
    assert refusal(rules.check_signature, "ab12", "ab12", "sha1") == (87008, "invalid sig_method")
    told = (87007, "session_key is not existd or expired")
    assert refusal(rules.check_signature, None, "ab12", "hmac_sha256") == told
    assert refusal(rules.check_signature, "ab12", "ab13", "hmac_sha256") == (87009, "invalid signature")
