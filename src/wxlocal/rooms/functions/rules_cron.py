"""When a timer is due: seven fields, second to year, in Shanghai time. Source: 定时触发器."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from wxlocal.core.base.errors import NotPossible

OFFSET = 8 * 3600
FIRST_YEAR, LAST_YEAR = 1970, 2099
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()
    first: int = 0  # the number of the first word


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS, 1),
    _Field("weekday", 0, 6, _DAYS, 0),
    _Field("year", FIRST_YEAR, LAST_YEAR),
)
_PART = re.compile(r"(\*|[A-Z]{3}|[0-9]{1,4})(?:-([A-Z]{3}|[0-9]{1,4}))?(?:/([0-9]{1,4}))?\Z")


class Cron(NamedTuple):
    """The values of each field, in growing order. ``any_day``, ``any_weekday``: the field is ``*``."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]
    any_day: bool
    any_weekday: bool

    def is_on(self, day: date) -> bool:
        """If both day and weekday are given, one of them is enough."""
        if day.year not in self.years or day.month not in self.months:
            return False
        on_day, on_weekday = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return on_day or on_weekday if not (self.any_day or self.any_weekday) else on_day and on_weekday


def parse(text: str) -> Cron:
    fields = text.upper().split()
    if len(fields) != len(_FIELDS):
        raise NotPossible(
            f"cron {text[:60]!r} has {len(fields)} fields; it has seven: second minute hour day month weekday year, "
            "as 0 0 2 1 * * *"
        )
    values = [_values(field, given, text) for field, given in zip(_FIELDS, fields, strict=True)]
    seconds, minutes, hours, days, months, weekdays, years = values
    return Cron(
        tuple(sorted(seconds)),
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        days,
        months,
        weekdays,
        years,
        fields[3] == "*",
        fields[5] == "*",
    )


def _values(field: _Field, given: str, text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in given.split(","):
        match = _PART.match(part)
        if match is None:
            raise _wrong(field, part, text)
        first, last, step = match.groups()
        if first == "*":
            low, high = field.least, field.most
        else:
            low = _number(field, first, text)
            high = _number(field, last, text) if last else field.most if step else low
        if (first == "*" and last) or low > high or step == "0":
            raise _wrong(field, part, text)
        found |= set(range(low, high + 1, int(step or 1)))
    return frozenset(found)


def _number(field: _Field, said: str, text: str) -> int:
    if said in field.words:
        return field.words.index(said) + field.first
    if not said.isdecimal() or not field.least <= int(said) <= field.most:
        raise _wrong(field, said, text)
    return int(said)


def _wrong(field: _Field, part: str, text: str) -> NotPossible:
    return NotPossible(
        f"cron {text[:60]!r}: {part[:20]!r} is not a {field.name}: "
        f"it is {field.least} to {field.most}, with , - * and /"
    )


def following(cron: Cron, after: int) -> int | None:
    """The first instant behind ``after``, in Unix seconds; None if there is none."""
    at = datetime.fromtimestamp(after + OFFSET + 1, UTC)
    day, seconds = at.date(), at.hour * 3600 + at.minute * 60 + at.second
    while day.year <= LAST_YEAR:
        if day.year not in cron.years:
            day, seconds = date(day.year + 1, 1, 1), 0
            continue
        if cron.is_on(day):
            found = _of_day(cron, seconds)
            if found is not None:
                midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
                return int(midnight.timestamp()) + found - OFFSET
        day, seconds = day + timedelta(days=1), 0
    return None


def _of_day(cron: Cron, least: int) -> int | None:
    """The first second of a day that is not before ``least``."""
    for hour in cron.hours:
        if (hour + 1) * 3600 <= least:
            continue
        for minute in cron.minutes:
            base = hour * 3600 + minute * 60
            if base + 60 <= least:
                continue
            for second in cron.seconds:
                if base + second >= least:
                    return base + second
    return None
