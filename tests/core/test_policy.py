"""Dated facts: that all are declared as the sources have them, and the day before, on and after each date."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlocal.app import house
from wxlocal.audit.findings import rules_of
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import ALWAYS, NEVER, Dated, Moment, Policy, Said, Timeline, version
from wxlocal.rooms.links import policy as links
from wxlocal.rooms.privacy import policy as privacy
from wxlocal.rooms.profile import policy as profile

KNOWN = json.loads((Path(__file__).parents[1] / "data" / "policy.json").read_text())
POLICIES = {id: policy for id, (_, policy) in house().policies.items()}
STAGES = {stage.id: (policy, stage) for policy in POLICIES.values() for stage in policy.stages}
ALL: list[Dated] = [*POLICIES.values(), *(stage for _, stage in STAGES.values())]
DATED = [one for one in ALL if one.since or one.until]
# How many policies nothing goes by yet, not even the audit. It only falls: when a room comes, lower it.
WITHOUT_RULES = 4
ROOMS = Path(links.__file__).parents[1]
# Where the collection was wrong, and what the source says.
CORRECTED = {
    "oa-template-content": "2023-05-04",  # 关于规范公众号模板消息的再次公告 moved it from 2023-03-30
    "template-message-mp-end": "2020-01-10",  # "将于 2020 年 1 月 10 日下线", announcement of 2019-10-12
}


def test_all_hundred_are_declared() -> None:
    assert len(KNOWN) == 100
    assert [known["id"] for known in KNOWN if known["id"] not in POLICIES] == []


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["id"])
def test_dates_and_sources_are_those_of_the_collection(known: dict[str, Any]) -> None:
    policy = POLICIES[known["id"]]
    since = CORRECTED.get(policy.id, known["effective_from"])
    for mine, theirs in ((policy.since, since), (policy.until, known["effective_until"])):
        assert (instant(mine) if mine else None) == (instant(theirs) if theirs else None)
    assert policy.source
    assert set(policy.posts) <= set(known["seed_posts_all"]) or policy.posts
    told = [row for one in (policy, *policy.stages) for row in one.history]
    words = f"{policy.since} {policy.before} {policy.after} {told} {policy.stages}"
    days = [day for row in known["history"] for day in row["said_effective"].split("..")]
    assert [day for day in days if day.removesuffix(" (expected)") not in words] == [], "an announcement is lost"


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


def code_of(room: str, *, audit: bool) -> str:
    files = [f for f in (ROOMS / room).glob("*.py") if f.name != "policy.py" and f.name.startswith("audit") == audit]
    return "".join(file.read_text() for file in files)


def name_of(room: str, policy: Policy) -> str:
    module = __import__(f"wxlocal.rooms.{room}.policy", fromlist=["x"])
    return next(name for name, value in vars(module).items() if value is policy)


def test_a_policy_is_asked_by_whom_it_says() -> None:
    """By the calls of the platform, by the audit alone, or by nothing yet."""
    wrong = []
    for room, policy in house().policies.values():
        asks = re.compile(rf"\bpolicy\.{name_of(room.name, policy)}\b")
        by_calls = asks.search(code_of(room.name, audit=False)) or policy.id in BUILT_IN
        by_audit = asks.search(code_of(room.name, audit=True))
        asked = "calls" if by_calls else "audit" if by_audit else "nothing"
        if policy.asked != asked:
            wrong.append(f"{policy.id}: asked={policy.asked}, but it is {asked}")
        assert policy.ruled == (asked != "nothing")
    assert wrong == []


def test_every_policy_that_an_audit_rule_goes_by_is_ruled() -> None:
    assert [rule.id for rule in rules_of(house().audits) if not rule.policy.ruled] == []


def test_every_stage_belongs_to_its_policy_and_is_asked() -> None:
    assert len(STAGES) == sum(len(policy.stages) for policy in POLICIES.values())
    wrong = []
    for policy, stage in STAGES.values():
        assert stage.id == f"{policy.id}/{stage.name}"
        assert policy.stage(stage.name) is stage
        room = house().policies[policy.id][0].name
        text = code_of(room, audit=False)
        if policy.asked == "calls" and f'stage("{stage.name}")' not in text:
            wrong.append(stage.id)
    assert wrong == [], "no rule asks for it"
    with pytest.raises(KeyError, match="no stage 'soon'"):
        links.LINK_ONE_USER.stage("soon")


NEVER_READ = ("history", "effective", "announced", "announced_since", "announced_until")


def test_rules_ask_stages_and_read_no_history() -> None:
    """A date that is read past the timeline is known to worlds that cannot know it."""
    found = []
    for file in sorted(ROOMS.rglob("*.py")):
        if file.name == "policy.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Attribute):
                continue
            of_policy = ast.unparse(node.value).startswith(("policy.", "rule"))
            if node.attr in NEVER_READ or (of_policy and node.attr in ("since", "until")):
                found.append(f"{file.parent.name}/{file.name}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_what_is_exempt_is_never_under_the_rule() -> None:
    for one in ALL:
        for kind in ("program", "game", "plugin"):
            at = instant(one.since) if one.since else instant("2026-01-01")
            assert one.holds(Moment(now=at, release=at, kind=kind)) == (kind not in one.exempt), (one.id, kind)


def test_built_in_facts_have_their_tests() -> None:
    root = Path(__file__).parents[2]
    assert [id for id, file in BUILT_IN.items() if id not in (root / file).read_text()] == []


@pytest.mark.parametrize("policy", DATED, ids=lambda policy: policy.id)
def test_holds_from_its_day_until_its_last(policy: Dated) -> None:
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
def test_a_version_released_before_keeps_the_old_rule(policy: Dated) -> None:
    start = instant(policy.since or "")
    later = start + 1000 * DAY
    assert not policy.holds(Moment(now=later, release=start - 1))
    assert policy.holds(Moment(now=later, release=start))
    assert policy.holds(Moment(now=later)), "no version: the day decides"


@pytest.mark.parametrize("policy", [p for p in ALL if p.base_library], ids=lambda policy: policy.id)
def test_an_older_base_library_keeps_the_old_rule(policy: Dated) -> None:
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


@pytest.mark.parametrize("dated", ALL, ids=lambda dated: dated.id)
def test_the_last_word_of_a_history_is_the_date(dated: Dated) -> None:
    """In the order of its announcements; each says a day and has one."""
    days = [instant(row.announced) for row in dated.history]
    assert days == sorted(days)
    for what, final in (("from", dated.since), ("until", dated.until)):
        rows = [row for row in dated.history if row.what == what]
        if rows:
            assert final
            assert instant(rows[-1].effective) == instant(final)
    if dated.announced_since:
        assert dated.announced_since in [row.effective for row in dated.history]


@pytest.mark.parametrize("dated", ALL, ids=lambda dated: dated.id)
def test_what_has_come_about_is_known_as_it_happened(dated: Dated) -> None:
    later, happened = Timeline.parse("as-known:2030-01-01"), Timeline.parse("as-happened")
    assert later.window(dated) == happened.window(dated)
    assert later.window(dated).start != NEVER


@pytest.mark.parametrize(
    ("id", "day", "says"),
    [
        ("location-access-2022", "2022-03-10", None),
        ("location-access-2022", "2023-01-01", "2022-04-18"),
        ("location-access-2022/the-rest", "2022-05-31", None),
        ("location-access-2022/the-rest", "2022-06-01", "2022-07-14"),
        ("phone-pricing", "2023-08-25", "2023-08-26"),
        ("phone-pricing", "2024-01-01", "2023-08-28"),
        ("realname-auth-closed", "2024-01-01", "2019-11-10"),
        ("template-message-mp-end", "2019-10-11", None),
        ("template-message-mp-end", "2021-01-01", "2020-01-10"),
        ("unionid-login-conditional", "2019-01-01", "2018-05-01"),
        ("association-limits", "2021-01-01", "2020-06-05"),
        ("privacy-banned", "2023-07-31", None),
        ("privacy-banned", "2023-09-13", "2023-09-15"),
        ("privacy-banned", "2023-09-14", "2023-10-17"),
        ("privacy-consent-scope", "2023-09-01", "2023-09-15"),
        ("privacy-nickname-degrade", "2023-09-01", "2023-09-15"),
        ("privacy-nickname-degrade", "2023-09-14", "2023-10-17"),
        ("subscribe-templates/five", "2022-01-01", None),
        ("subscribe-templates/five", "2025-12-02", None),
        ("subscribe-templates/five", "2025-12-03", "2025-12-03"),
        ("getuserprofile-revoked", "2022-09-27", "2022-10-25 24:00"),
        ("getuserprofile-revoked", "2022-09-28", "2022-11-08 24:00"),
        ("login-code", "2016-01-01", None),
        ("login-rate", "2016-01-01", "always"),
    ],
)
def test_the_date_that_is_shown_is_the_one_that_was_believed(id: str, day: str, says: str | None) -> None:
    dated = next(one for one in ALL if one.id == id)
    timeline = Timeline.parse(f"as-known:{day}")
    assert dated.said(timeline) == says
    if says and says != "always":
        assert dated.begins(timeline) == instant(says)


def test_the_end_that_is_shown_is_the_one_that_was_believed() -> None:
    rule = links.LINK_ONE_USER
    assert rule.said_end(Timeline.parse("as-known:2023-11-30")) is None
    assert rule.said_end(Timeline.parse("as-known:2023-12-01")) == "2023-12-19"


def test_what_nobody_announced_is_known_once_it_has_happened() -> None:
    fact = Policy(id="x", title="x", subject="x", since="2020-12-01", after="x", source="x")
    assert fact.begins(Timeline.parse("as-known:2020-11-30")) == NEVER
    assert fact.begins(Timeline.parse("as-known:2020-12-01")) == instant("2020-12-01")
    old = Policy(id="y", title="y", subject="y", since=None, after="y", source="y")
    assert old.begins(Timeline.parse("as-known:2017-01-09")) == ALWAYS


@pytest.mark.parametrize("text", ["", "as-known", "as-known:", "as-happened:2022-01-01", "later", "as-known:soon"])
def test_what_is_no_timeline(text: str) -> None:
    with pytest.raises(ValueError, match=r"timeline|not an instant"):
        Timeline.parse(text)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=4), st.integers(0, 3000))
def test_as_known_is_the_last_word_heard(said: list[tuple[int, int]], known: int) -> None:
    def day(number: int) -> str:
        return str(instant("2018-01-01") + number * DAY)

    said = sorted(said, key=lambda pair: pair[0])
    history = tuple(Said(day(announced), day(effective)) for announced, effective in said)
    policy = Policy(id="x", title="x", subject="x", since=day(said[-1][1]), after="x", source="x", history=history)
    final, heard = said[-1][1], [effective for announced, effective in said if announced <= known]
    expected = int(day(final if final <= known else heard[-1])) if heard or final <= known else NEVER
    assert policy.begins(Timeline.parse(f"as-known:{day(known)}")) == expected
