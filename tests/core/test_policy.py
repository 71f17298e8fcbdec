"""Dated facts: that all are declared as the sources have them, and the day before, on and after each date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlocal.app import house
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import ALWAYS, NEVER, Moment, Policy, Said, Timeline, version
from wxlocal.rooms.links import policy as links
from wxlocal.rooms.privacy import policy as privacy
from wxlocal.rooms.profile import policy as profile

KNOWN = json.loads((Path(__file__).parents[1] / "data" / "policy.json").read_text())
POLICIES = {id: policy for id, (_, policy) in house().policies.items()}
DATED = [p for p in POLICIES.values() if p.since or p.until]
# How many policies are declared without rules yet. It only falls: when a room comes, lower it.
WITHOUT_RULES = 23


def test_all_hundred_are_declared() -> None:
    assert len(KNOWN) == 100
    assert [known["id"] for known in KNOWN if known["id"] not in POLICIES] == []


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["id"])
def test_dates_and_sources_are_those_of_the_collection(known: dict[str, str]) -> None:
    policy = POLICIES[known["id"]]
    for mine, theirs in ((policy.since, known["effective_from"]), (policy.until, known["effective_until"])):
        assert (instant(mine) if mine else None) == (instant(theirs) if theirs else None)
    assert policy.source
    assert set(policy.posts) <= set(known["seed_posts_all"]) or policy.posts
    assert len(policy.history) == len(known["history"])


def test_the_number_without_rules_only_falls() -> None:
    without = sorted(policy.id for policy in POLICIES.values() if not policy.ruled)
    assert len(without) == WITHOUT_RULES, (
        f"lower WITHOUT_RULES to {len(without)}" if len(without) < WITHOUT_RULES else without
    )


# Facts without a date that decide by the way things are built, not by a question; the test that shows each.
BUILT_IN = {
    "openid-per-app": "tests/posts/test_post_25.py",
    "unionid-derivation": "tests/posts/test_post_27.py",
    "session-key-refresh": "tests/rooms/test_login.py",
    "phone-realtime": "tests/rooms/test_phone_number.py",
    "privacy-guide": "tests/rooms/test_code_management.py",
}


def test_a_ruled_policy_is_asked_somewhere_and_one_without_rules_nowhere() -> None:
    rooms = Path(links.__file__).parents[1]
    wrong = []
    for room, policy in house().policies.values():
        names = [
            n for n, v in vars(__import__(f"wxlocal.rooms.{room.name}.policy", fromlist=["x"])).items() if v is policy
        ]
        text = "".join(
            f.read_text() for f in (rooms / room.name).glob("*.py") if f.name not in ("policy.py", "audit.py")
        )
        used = any(f"policy.{name}" in text for name in names)
        if used != policy.ruled and policy.id not in BUILT_IN:
            wrong.append(f"{policy.id}: ruled={policy.ruled}, but used={used}")
    assert wrong == []
    root = Path(__file__).parents[2]
    assert [id for id, file in BUILT_IN.items() if id not in (root / file).read_text()] == []


@pytest.mark.parametrize("policy", DATED, ids=lambda policy: policy.id)
def test_holds_from_its_day_until_its_last(policy: Policy) -> None:
    def holds(at: int) -> bool:
        return policy.holds(Moment(now=at, release=at))

    if policy.since:
        start = instant(policy.since)
        assert not holds(start - DAY)
        assert not holds(start - 1)
        assert holds(start)
        assert policy.until or holds(start + DAY)
    if policy.until:
        end = instant(policy.until)
        assert holds(end - 1)
        assert not holds(end)
        assert not holds(end + DAY)


@pytest.mark.parametrize("policy", [p for p in DATED if p.clock == "release"], ids=lambda policy: policy.id)
def test_a_version_released_before_keeps_the_old_rule(policy: Policy) -> None:
    start = instant(policy.since or "")
    later = start + 1000 * DAY
    assert not policy.holds(Moment(now=later, release=start - 1))
    assert policy.holds(Moment(now=later, release=start))
    assert policy.holds(Moment(now=later)), "no version: the day decides"


@pytest.mark.parametrize("policy", [p for p in POLICIES.values() if p.base_library], ids=lambda policy: policy.id)
def test_an_older_base_library_keeps_the_old_rule(policy: Policy) -> None:
    number = version(policy.base_library or "")
    at = instant(policy.since) if policy.since else instant("2026-01-01")
    assert policy.holds(Moment(now=at, release=at, base_library=number))
    older = (*number[:-1], number[-1] - 1) if number[-1] else (number[0], number[1] - 1, 999)
    assert not policy.holds(Moment(now=at, release=at, base_library=older))


def test_midnight_of_a_day_is_the_next_day() -> None:
    revoked = profile.GETUSERPROFILE_REVOKED
    assert not revoked.holds(Moment(now=instant("2022-11-08 23:59:59")))
    assert revoked.holds(Moment(now=instant("2022-11-09")))


# -- timelines ----------------------------------------------------------------------------------------------------


def test_as_announced_follows_the_posts_to_the_letter() -> None:
    consent = privacy.PRIVACY_AUTHORIZATION
    for text, first in (("as-happened", "2023-10-17"), ("as-announced", "2023-09-15")):
        timeline = Timeline.parse(text)
        start = instant(first)
        assert consent.begins(timeline) == start
        assert not consent.holds(Moment(now=start - 1, release=start - 1, timeline=timeline))
        assert consent.holds(Moment(now=start, release=start, timeline=timeline))


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2022-03-08", None, None),
        ("2022-03-09", "2022-04-11", None),
        ("2023-11-30", "2022-04-11", None),
        ("2023-12-01", "2022-04-11", "2023-12-19"),
    ],
)
def test_as_known_on_a_day_people_expect_what_was_said_by_then(day: str, start: str | None, end: str | None) -> None:
    timeline = Timeline.parse(f"as-known:{day}")
    rule = links.LINK_ONE_USER
    assert rule.begins(timeline) == (instant(start) if start else NEVER)
    assert rule.ends(timeline) == (instant(end) if end else NEVER)


def test_what_nobody_announced_is_known_once_it_has_happened() -> None:
    fact = Policy(id="x", title="x", subject="x", since="2020-12-01", after="x", source="x")
    assert fact.begins(Timeline.parse("as-known:2020-11-30")) == NEVER
    assert fact.begins(Timeline.parse("as-known:2020-12-01")) == instant("2020-12-01")
    old = Policy(id="y", title="y", subject="y", since=None, after="y", source="y")
    assert old.begins(Timeline.parse("as-known:2017-01-09")) == ALWAYS


@pytest.mark.parametrize("text", ["", "as-known", "as-known:", "as-happened:2022-01-01", "later", "as-known:soon"])
def test_what_is_no_timeline(text: str) -> None:
    with pytest.raises(ValueError, match=r"timeline|no instant"):
        Timeline.parse(text)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=4), st.integers(0, 3000))
def test_as_known_is_the_last_word_heard(said: list[tuple[int, int]], known: int) -> None:
    def day(number: int) -> str:
        return str(instant("2018-01-01") + number * DAY)

    said = sorted(said, key=lambda pair: pair[0])
    history = tuple(Said(day(announced), day(effective)) for announced, effective in said)
    policy = Policy(id="x", title="x", subject="x", since=day(said[-1][1]), after="x", source="x", history=history)
    heard = [effective for announced, effective in said if announced <= known]
    expected = int(day(heard[-1])) if heard else NEVER
    assert policy.begins(Timeline.parse(f"as-known:{day(known)}")) == expected
