"""When privacy interfaces are checked, what of the guide is in force, what is said of each refusal: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at, failure
from wxlocal.core.base.instants import DAY, instant
from wxlocal.rooms.privacy import policy, rules
from wxlocal.rooms.privacy.facts import KINDS, Facts

SINCE = instant("2023-10-17")
OPTED: dict[str, Any] = {"__usePrivacyCheck__": True}


@pytest.mark.parametrize("value", [False, None, "true", 1])
def test_only_true_opts_in(value: object) -> None:
    assert rules.opted_in(OPTED)
    assert not rules.opted_in({"__usePrivacyCheck__": value})
    assert not rules.opted_in({})


def test_checks_begin_on_their_day_or_where_app_json_tries_them_out() -> None:
    assert not rules.active(at(SINCE - 1), {})
    assert rules.active(at(SINCE), {})
    assert rules.active(at(SINCE - 1), OPTED)
    assert rules.active(at(SINCE - 1, base_library=(2, 32, 3)), OPTED)
    assert not rules.active(at(SINCE - 1, base_library=(2, 32, 2)), OPTED)
    assert rules.active(at(SINCE, base_library=(2, 32, 3)), {})
    assert not rules.active(at(SINCE, base_library=(2, 32, 2)), {})


def test_the_official_popup_was_tried_out_too() -> None:
    said = instant(policy.PRIVACY_OFFICIAL_POPUP.stage("trial").since or "")
    for now, config, offered in (
        (said - 1, OPTED, False),
        (said, OPTED, True),
        (said, {}, False),
        (SINCE - 1, {}, False),
        (SINCE - 1, OPTED, True),
        (SINCE, {}, True),
        (SINCE + DAY, {}, True),
    ):
        assert rules.popup_offered(at(now), config) == offered, (now, config)


def test_coupled_buttons_and_the_nickname_input() -> None:
    for question, dated in (
        (rules.coupled, policy.PRIVACY_COUPLED_POPUP),
        (lambda moment: rules.degrades(moment, {}), policy.PRIVACY_NICKNAME_DEGRADE),
    ):
        start = instant(dated.since or "")
        assert [bool(question(at(now))) for now in (start - 1, start, start + DAY)] == [False, True, True]
    assert rules.degrades(at(instant(policy.PRIVACY_NICKNAME_DEGRADE.since or "") - 1), OPTED)


# -- the guide ----------------------------------------------------------------------------------------------------


def test_what_was_added_counts_after_five_minutes() -> None:
    facts = Facts(declared=("Location", "Album"), before=("Location", "Camera"), changed_at=1000)
    for now, kinds in ((1000, {"Location"}), (1299, {"Location"}), (1300, {"Location", "Album"})):
        assert rules.in_force(facts, now) == kinds
    unknown_before = Facts(declared=("Album",), changed_at=1000)
    assert rules.in_force(unknown_before, 1000) == {"Album"}
    all_now = Facts(before=("Album",), changed_at=1000)
    assert rules.in_force(all_now, 1000) == {"Album"}
    assert rules.in_force(all_now, 1300) == set(KINDS)
    assert rules.in_force(Facts(), 0) == set(KINDS)
    assert rules.in_force(Facts(declared=("Album",)), 0) == {"Album"}


@pytest.mark.parametrize(
    ("facts", "kinds", "declares"),
    [
        (Facts(declared=("Album",)), ("Album",), True),
        (Facts(declared=("Album",)), ("Album", "Camera"), False),
        (Facts(declared=()), (), True),
        (Facts(collects=False), ("Album",), False),
        (Facts(), ("Album",), True),
    ],
)
def test_a_guide_declares_all_kinds_or_it_does_not(facts: Facts, kinds: tuple[str, ...], declares: bool) -> None:
    assert rules.declares(facts, kinds, 0) == declares


@pytest.mark.parametrize(
    ("other", "banned", "game", "undeclared"), [(False, 1025, 1026, 112), (True, 101101, 101101, 101100)]
)
def test_numbers_of_the_refusals(other: bool, banned: int, game: int, undeclared: int) -> None:
    def told(facts: Facts, kind: str = "program") -> tuple[str, int | None, str | None]:
        return failure(rules.check_declared, facts, ("Album",), at(SINCE, kind=kind), other)

    none = Facts(collects=False, declared=())
    assert told(none) == ("appid privacy api banned", banned, "privacy-banned")
    assert told(none, "game") == ("appid privacy api banned", game, "privacy-banned")
    words = "api scope is not declared in the privacy agreement"
    assert told(Facts(declared=())) == (words, undeclared, "privacy-undeclared")
    rules.check_declared(Facts(declared=("Album",)), ("Album",), at(SINCE), other)
    assert rules.errno(rules.ERRNO_NOT_AUTHORIZED, other) == (101102 if other else 104)


def test_what_is_declared_is_looked_up_at_the_moment() -> None:
    facts = Facts(declared=("Album",), before=(), changed_at=SINCE)
    assert failure(rules.check_declared, facts, ("Album",), at(SINCE + 299), False)[1] == 112
    rules.check_declared(facts, ("Album",), at(SINCE + 300), False)


# -- consent ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused_at", "now", "silent"),
    [(None, 0, False), (100, 100, True), (100, 109, True), (100, 110, False), (100, 99, False), (0, 5, True)],
)
def test_ten_seconds_of_silence_after_a_refusal(refused_at: int | None, now: int, silent: bool) -> None:
    assert rules.silenced(refused_at, now) == silent


def test_consent_covers_what_was_declared_when_it_was_given() -> None:
    assert rules.lacking(("Album", "Camera"), frozenset({"Album"})) == ("Camera",)
    assert rules.lacking((), frozenset()) == ()
    assert rules.NOT_AUTHORIZED == "privacy permission is not authorized"
