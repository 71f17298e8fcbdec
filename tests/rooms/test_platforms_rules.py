"""Tickets, permission sets and kinds of accounts of third-party platforms, rule by rule."""

from __future__ import annotations

import pytest

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import instant
from wxlocal.core.world.nouns import AccountKind
from wxlocal.entry.local import Local
from wxlocal.rooms.platforms import rules

START = instant("2022-05-01")
INVALID, EXPIRED = (61006, "component ticket is invalid"), (61005, "component ticket is expired")


def ticket(local: Local, at: int, component: str = "wxplatform") -> str:
    local.at(at)
    with local.world.act() as act:
        return rules.ticket(act, component)


def check(local: Local, at: int, text: str, component: str = "wxplatform") -> tuple[int, str] | None:
    local.at(at)
    with local.world.act() as act:
        try:
            rules.check_ticket(act, component, text)
        except Refused as refused:
            return refused.code, refused.message
    return None


def test_every_ten_minutes_there_is_a_new_ticket(memory: Local) -> None:
    first = ticket(memory, START)
    assert first.startswith("ticket@@@")
    assert ticket(memory, START + 599) == first
    assert ticket(memory, START + 600) != first
    assert ticket(memory, START, "other") != first


def test_a_ticket_lives_twelve_hours(memory: Local) -> None:
    first = ticket(memory, START)
    for seconds, told in ((0, None), (600, None), (43_199, None), (43_200, EXPIRED), (86_400, EXPIRED)):
        assert check(memory, START + seconds, first) == told, seconds
    assert check(memory, START - 1, first) == INVALID, "it is of the future"


def test_what_is_not_a_ticket(memory: Local) -> None:
    mine = ticket(memory, START)
    slot = START // 600
    assert mine.endswith(f"{slot:x}")
    for text in (
        "",
        "ticket@@@",
        "ticket@@@x",
        mine.removeprefix("ticket@@@"),
        mine[:-1] + "z",
        f"{mine[:-8]}{slot:012x}",
    ):
        assert check(memory, START, text) == INVALID, text
    assert check(memory, START, mine, "other") == INVALID
    assert check(memory, START + 600, mine[: -len(f"{slot:x}")] + f"{slot + 1:x}") == INVALID
    assert check(memory, START, mine.removesuffix(f"{slot:x}") + "f" * 12) == INVALID


def test_an_old_ticket_is_the_one_that_was_given_then(memory: Local) -> None:
    """It follows from the world's key and the time alone, so that it is told again after a restart."""
    tickets = [ticket(memory, START + n * 600) for n in range(3)]
    assert [check(memory, START + 1200, one) for one in tickets] == [None, None, None]
    assert len({len(one) for one in tickets}) == 1


@pytest.mark.parametrize("kind", ["mini_program", "mini_game"])
def test_what_mini_programs_grant(kind: AccountKind) -> None:
    """权限集: 17 accounts, 18 development, 19 customer service, 25 open platform, 30 information, 31 names, 86 trial
    codes, 88 links.
    """
    assert rules.default_sets(kind) == (17, 18, 19, 25, 30, 31, 86, 88)


@pytest.mark.parametrize("kind", ["subscription_account", "service_account"])
def test_what_official_accounts_grant(kind: AccountKind) -> None:
    assert rules.default_sets(kind) == (1, 2, 3, 4, 6, 7, 11, 15, 24, 27, 33, 89)


def test_what_the_page_of_an_authorisation_lists() -> None:
    """auth_type 1 official accounts, 2 mini programs, 3 both."""
    official, programs = ("subscription_account", "service_account"), ("mini_program", "mini_game")
    assert {"1": official, "2": programs, "3": (*official, *programs)} == rules.AUTH_TYPES
    assert (*official, *programs) == rules.ALL_KINDS


def test_options_and_their_values() -> None:
    expected = {"location_report": ("0", "1", "2"), "voice_recognize": ("0", "1"), "customer_service": ("0", "1")}
    assert expected == rules.OPTIONS


def test_the_figures_are_those_of_the_pages() -> None:
    assert (rules.CODE_LIFE, rules.MOST_LISTED) == (600, 500)


@pytest.mark.parametrize(
    ("now", "newest", "coming"), [(0, 0, 600), (599, 0, 600), (600, 600, 1200), (601, 600, 1200), (1199, 600, 1200)]
)
def test_when_tickets_come(now: int, newest: int, coming: int) -> None:
    assert (rules.newest_ticket(now), rules.next_ticket(now)) == (newest, coming)


@pytest.mark.parametrize(
    ("old", "new", "changed"), [((1, 2), (2, 1), False), ((1,), (1, 2), True), ((1, 2), (1,), True), ((), (), False)]
)
def test_whether_the_sets_are_others(old: tuple[int, ...], new: tuple[int, ...], changed: bool) -> None:
    assert rules.changed(old, new) is changed


@pytest.mark.parametrize(
    ("name", "sets"),
    [("text", {1, 19}), ("user_enter_tempsession", {1, 19}), ("wxa_punish_event", {1, 19})]
    + [(f"weapp_audit_{how}", {1, 18, 19}) for how in ("success", "fail", "delay")]
    + [("wxa_privacy_apply", {1, 18, 19}), ("wxa_category_audit", {1, 18, 19, 31})]
    + [("wxa_nickname_audit", {1, 18, 19, 30})]
    + [("wxa_illegal_record", {76}), ("wxa_appeal_record", {76})],
)
def test_with_which_sets_a_platform_hears(name: str, sets: set[int]) -> None:
    assert {number for number in range(200) if rules.hears((number,), name)} == sets
    assert rules.hears((2, max(sets)), name)
    assert not rules.hears((), name)
