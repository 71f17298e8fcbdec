"""Days of the platform are Shanghai days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wxlocal.core.base.instants import BadInstant, day_of, duration, from_datetime, instant, iso, month_of

MIDNIGHT = 1649606400  # 2022-04-11T00:00+08:00


@pytest.mark.parametrize(
    "text",
    [
        "2022-04-11",
        "2022-04-10 24:00",
        "2022-04-11T00:00",
        "2022-04-11 0:00:00",
        "2022-04-11T00:00:00+08:00",
        "2022-04-10T16:00:00Z",
        "1649606400",
        " 2022-04-11 ",
    ],
)
def test_one_instant_in_many_words(text: str) -> None:
    assert instant(text) == MIDNIGHT


@pytest.mark.parametrize("text", ["", "soon", "2022-13-01", "2022-04-11 24:01", "2022-04-11 25:00", "11.4.2022"])
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(BadInstant, match=r"not an instant|no such time"):
        instant(text)


def test_durations() -> None:
    assert [duration(text) for text in ("90", "30s", "5m", "2h", "31d", "1w")] == [90, 30, 300, 7200, 2678400, 604800]
    with pytest.raises(BadInstant, match="not a duration"):
        duration("a while")


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    assert day_of(MIDNIGHT) == day_of(MIDNIGHT - 1) + 1
    assert day_of(MIDNIGHT) == day_of(MIDNIGHT + 86399)
    assert month_of(instant("2022-05-01")) == month_of(instant("2022-04-30")) + 1


def test_whatever_a_test_has_at_hand() -> None:
    times = ("2022-04-11", MIDNIGHT, date(2022, 4, 11), datetime(2022, 4, 11), datetime(2022, 4, 10, 16, tzinfo=UTC))  # noqa: DTZ001
    assert {from_datetime(when) for when in times} == {MIDNIGHT}
    assert iso(MIDNIGHT) == "2022-04-11T00:00:00+08:00"
