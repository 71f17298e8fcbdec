"""Steps, temporary paths and the notice of the clipboard, rule by rule."""

from __future__ import annotations

import pytest

from tests.refusals import at
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import version
from wxlocal.rooms.device import policy, rules
from wxlocal.rooms.device.facts import File, Things

KEY = b"key of a world"
NOW = instant("2022-05-31 10:00")


def test_steps_of_31_days_each_from_midnight_in_shanghai() -> None:
    rows = rules.step_list(Things(steps=(1, 2, 3)), KEY, "ann", NOW)
    assert [row["timestamp"] for row in rows] == [instant("2022-05-01") + n * DAY for n in range(31)]
    assert [row["step"] for row in rows[-3:]] == [1, 2, 3]
    assert [row["timestamp"] for row in rules.step_list(Things(), KEY, "ann", instant("2022-05-31"))][-1:] == [
        instant("2022-05-31")
    ]


def test_what_was_given_for_earlier_days_is_not_told() -> None:
    assert [row["step"] for row in rules.step_list(Things(steps=tuple(range(40))), KEY, "ann", NOW)] == [*range(9, 40)]


def test_days_without_a_figure_draw_one_that_stays() -> None:
    """As stores made by earlier versions have told it: 2,000 to 11,999, by world, person and day."""
    rows = rules.step_list(Things(), KEY, "ann", NOW)
    assert [row["step"] for row in rows[:4]] == [7511, 7239, 7686, 5456]
    later = rules.step_list(Things(), KEY, "ann", NOW + DAY)
    assert later[:-1] == rows[1:]
    assert rules.step_list(Things(), KEY, "bob", NOW) != rows
    drawn = [row["step"] for day in range(0, 3000, 31) for row in rules.step_list(Things(), KEY, "a", NOW + day * DAY)]
    assert 2_000 <= min(drawn) < 2_010
    assert 11_990 < max(drawn) < 12_000


@pytest.mark.parametrize(
    ("platform", "path"),
    [
        ("ios", "wxfile://tmp_b0de702f26a0709d7e25135e34952ced.jpg"),
        ("android", "wxfile://tmp_b0de702f26a0709d7e25135e34952ced.jpg"),
        ("devtools", "http://tmp/b0de702f26a0709d7e25135e34952ced.jpg"),
        ("windows", "http://tmp/b0de702f26a0709d7e25135e34952ced.jpg"),
        ("mac", "http://tmp/b0de702f26a0709d7e25135e34952ced.jpg"),
    ],
)
def test_a_temporary_path_as_the_platform_writes_it(platform: str, path: str) -> None:
    """The same file of the same world always has the same."""
    assert rules.temp_path(KEY, platform, File(name="IMG.1.jpg")) == path


def test_reading_the_clipboard_is_shown_from_a_base_library_on() -> None:
    first = version(policy.CLIPBOARD_TOAST.base_library or "")
    assert rules.toast_at_reading(at("2026-01-01", base_library=first))
    assert not rules.toast_at_reading(at("2026-01-01", base_library=(*first[:-1], first[-1] - 1)))
