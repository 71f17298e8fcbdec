"""Days and instants of the platform: Asia/Shanghai, no daylight saving, whole Unix seconds."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY = 86_400
FARTHEST = 253_370_764_800  # year 9999: later instants have no calendar date
FEWEST_DIGITS = 9  # of Unix seconds; they have had as many since 1973
_DAY_AND_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?)?\Z")


class BadInstant(ValueError):
    """The text names no instant."""


def instant(text: str) -> int:
    """Unix seconds of ``2022-04-11``, ``2022-11-08 24:00``, an ISO 8601 time or plain Unix seconds.

    A text without an offset is Shanghai time; ``24:00`` is the next day's midnight. A number of few digits is a year or
    a date that somebody wrote without hyphens: BadInstant says what to write.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return _seconds(text)
    match = _DAY_AND_CLOCK.match(text)
    try:
        if match:
            day, hours, minutes, seconds = match.groups()
            start = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
            clock = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))
            if clock > timedelta(days=1):
                raise BadInstant(f"{text!r}: there is no such time of day")
            return _in_range(int((start + clock).timestamp()))
        when = datetime.fromisoformat(text)
    except BadInstant:
        raise
    except (ValueError, OverflowError) as error:
        raise BadInstant(f"{text!r} is not an instant: write 2022-04-11, 2022-04-11T08:00 or Unix seconds") from error
    return _in_range(int((when if when.tzinfo else when.replace(tzinfo=SHANGHAI)).timestamp()))


def instant_of(value: str | int) -> int:
    """An instant as a text or in Unix seconds; 0 is the beginning of time."""
    return instant(value) if isinstance(value, str) else _seconds(str(value)) if value > 0 else _in_range(value)


def _seconds(digits: str) -> int:
    if len(digits) >= FEWEST_DIGITS:
        return _in_range(int(digits[:20]))
    for day in (f"{digits}-01-01", _hyphened(digits), _hyphened(f"{digits}01")):
        if _is_day(day):
            raise BadInstant(f"{digits} is not Unix seconds, but looks like a date: write {day}")
    raise BadInstant(f"{digits} is not Unix seconds, which have at least {FEWEST_DIGITS} digits: write 2022-04-11")


def _hyphened(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year >= 1970
    except ValueError:
        return False


def _in_range(at: int) -> int:
    if not 0 <= at < FARTHEST:
        raise BadInstant(f"{at} is out of range: instants go from 1970 to the year 9998")
    return at


_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": DAY, "w": 7 * DAY}


def duration(text: str) -> int:
    """Seconds of ``90``, ``30s``, ``5m``, ``2h``, ``31d``, ``1w``."""
    match = re.fullmatch(r"([0-9]{1,12})\s*(s|min|m|h|d|w)?", text.strip())
    if not match:
        raise BadInstant(f"{text!r} is not a duration: write 30s, 5m, 2h, 31d or 1w")
    return int(match[1]) * _UNITS[match[2] or "s"]


def day_of(at: int) -> int:
    """The number of the Shanghai day that holds the instant: quotas count by it."""
    return (at + 8 * 3600) // DAY


def midnight(at: int) -> int:
    """When the Shanghai day began that holds the instant."""
    return day_of(at) * DAY - 8 * 3600


def month_of(at: int) -> int:
    when = datetime.fromtimestamp(at, SHANGHAI)
    return when.year * 12 + when.month


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, SHANGHAI).isoformat()


def from_datetime(when: datetime | date | int | float | str) -> int:
    """Whatever a test has at hand; a naive datetime is Shanghai time."""
    if isinstance(when, str):
        return instant(when)
    if isinstance(when, datetime):
        return int((when if when.tzinfo else when.replace(tzinfo=SHANGHAI)).timestamp())
    if isinstance(when, date):
        return int(datetime.combine(when, datetime.min.time(), SHANGHAI).timestamp())
    return instant_of(int(when))
