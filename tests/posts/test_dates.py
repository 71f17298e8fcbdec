"""The dates of the thirty posts, and that code, docs and tests give no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wxlocal.app import house
from wxlocal.core.base.instants import instant

ROOT = Path(__file__).parents[2]
# By number the day on which it was posted or last changed, then the days that its text says: written, moved, in force.
POSTS: dict[int, tuple[str, ...]] = {
    1: ("2021-02-25",),
    2: ("2023-09-18", "2023-09-15", "2023-10-17"),  # in force later than its text says: 小程序隐私协议开发指南
    3: ("2023-09-18", "2023-08-22", "2023-09-20"),
    4: ("2023-09-26", "2022-05-09", "2022-09-28", "2022-11-09", "2022-10-25", "2022-11-08"),
    5: ("2023-09-26", "2022-06-01", "2022-07-14"),
    6: ("2020-10-16",),
    7: ("2023-09-26", "2022-03-09", "2022-04-11"),
    8: ("2023-09-26", "2021-12-27", "2022-02-21"),
    9: ("2020-06-05",),
    10: ("2023-09-26", "2021-09-26", "2021-10-20"),
    11: ("2021-04-15", "2021-04-28"),
    12: ("2021-04-07",),
    13: ("2021-02-05",),
    14: ("2021-04-07",),
    15: ("2021-06-11",),
    16: ("2019-10-25",),
    17: ("2021-04-15", "2021-04-13", "2021-02-23", "2021-04-28"),
    18: ("2021-01-29", "2021-01-27", "2021-04-30"),
    19: ("2019-12-26",),
    20: ("2020-03-18",),
    21: ("2019-04-08", "2019-04-04"),
    22: ("2019-12-02",),
    23: ("2022-11-22", "2019-11-10"),
    24: ("2023-06-05", "2021-11-10"),
    25: ("2018-09-25",),
    26: ("2019-11-11",),
    27: ("2019-09-16",),
    28: ("2018-08-17",),
    29: ("2019-07-20", "2019-09-01"),
    30: ("2019-11-20",),
}
CITED = re.compile(r"[Pp]osts? (\d+) \(([^)]*)\)")
DAY = re.compile(r"20\d\d-\d\d-\d\d")


def texts() -> list[Path]:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    return [*files, *ROOT.glob("*.md")]


def test_what_is_said_of_a_post_carries_its_own_date() -> None:
    wrong = []
    for file in texts():
        for number, words in CITED.findall(file.read_text(encoding="utf-8")):
            days = DAY.findall(words)
            if not set(days) <= set(POSTS[int(number)]):
                wrong.append(f"{file.relative_to(ROOT)}: post {number} ({words})")
    assert wrong == []


@pytest.mark.parametrize("number", POSTS)
def test_the_file_of_a_post_carries_its_own_date(number: int) -> None:
    file = ROOT / "tests" / "posts" / f"test_post_{number:02}.py"
    if file.exists():
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        days = DAY.findall(first)
        assert days
        assert set(days) <= set(POSTS[number]), first


def test_a_policy_that_only_a_post_tells_of_begins_on_a_day_of_the_post() -> None:
    wrong = []
    for _, policy in house().policies.values():
        by_post = re.fullmatch(r"post ([\d, ]+)", policy.source)
        if by_post and policy.since:
            numbers = [int(number) for number in by_post[1].split(",")]
            days = {instant(day) for number in numbers for day in POSTS[number]}
            days |= {day + 86_400 for day in days}  # 24:00
            if instant(policy.since) not in days and policy.since not in OLDER:
                wrong.append(f"{policy.id}: {policy.since}, posts {numbers}")
    assert wrong == []


OLDER = (
    "2017-01-09",  # mini programs began: what posts tell of as older than they are
    "2017-03-27",  # menus with mini programs: post 9 explains them later
)
