"""Limits of an account on an operation: counted by Shanghai's day, by minute and second, per account and name."""

from __future__ import annotations

import pytest

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.server.quota import RATES, Limits, spend
from wxlocal.entry.local import Local

NOON = instant("2022-05-01 12:00")
TOO_MANY, TOO_FAST = 45009, 45011


def call(local: Local, at: int, limits: Limits, appid: str = "wx1", path: str = "/x") -> int:
    """0, or the number of the refusal."""
    local.at(at)
    try:
        with local.world.act() as act:
            spend(act, appid, path, limits)
    except Refused as refused:
        return refused.code
    return 0


def test_a_day_has_so_many_calls_and_begins_at_midnight_in_shanghai(local: Local) -> None:
    limits, midnight = Limits(per_day=2), instant("2022-05-02")
    assert [call(local, NOON, limits) for _ in range(4)] == [0, 0, TOO_MANY, TOO_MANY]
    assert call(local, midnight - 1, limits) == TOO_MANY
    assert [call(local, midnight, limits) for _ in range(3)] == [0, 0, TOO_MANY]
    assert call(local, midnight + DAY, limits) == 0


@pytest.mark.parametrize(("limits", "slot"), [(Limits(per_minute=2), 60), (Limits(per_second=2), 1)])
def test_a_minute_and_a_second_have_so_many_calls(local: Local, limits: Limits, slot: int) -> None:
    assert [call(local, NOON, limits) for _ in range(3)] == [0, 0, TOO_FAST]
    assert call(local, NOON + slot - 1, limits) == TOO_FAST
    assert [call(local, NOON + slot, limits) for _ in range(3)] == [0, 0, TOO_FAST]


def test_a_refused_call_does_not_count(local: Local) -> None:
    limits = Limits(per_day=3, per_second=1)
    assert [call(local, NOON, limits) for _ in range(5)] == [0, *[TOO_FAST] * 4]
    assert [call(local, NOON + n, limits) for n in (1, 2, 3)] == [0, 0, TOO_MANY]


def test_rates_can_be_switched_off_and_day_limits_not(local: Local) -> None:
    local.set(RATES.name, False)
    assert [call(local, NOON, Limits(per_second=1)) for _ in range(3)] == [0, 0, 0]
    assert [call(local, NOON, Limits(per_day=1), path="/y") for _ in range(2)] == [0, TOO_MANY]


def test_accounts_and_operations_count_apart_unless_they_share_a_name(local: Local) -> None:
    one = Limits(per_day=1)
    assert [call(local, NOON, one, appid, path) for appid in ("wx1", "wx2") for path in ("/x", "/y")] == [0] * 4
    shared = Limits(per_day=1, name="both")
    assert [call(local, NOON, shared, path=path) for path in ("/x", "/y")] == [0, TOO_MANY]


def test_what_has_no_figure_has_no_limit(local: Local) -> None:
    assert [call(local, NOON, Limits()) for _ in range(50)] == [0] * 50
