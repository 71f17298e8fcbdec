"""Every rule of the audit: its own examples, on the day before its policy, on its first day and after its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import audited, found
from wxlocal.app import house
from wxlocal.audit.findings import rules_of
from wxlocal.audit.rule import Rule
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import ALWAYS, AS_HAPPENED, NEVER

RULES = rules_of(house().audits)
# The first day on which a version that is submitted is under the rule, and the first on which it no longer is.
WINDOWS = {
    "LINK-811": ("2022-04-11", None),
    "LINK-812": ("2022-04-11", None),
    "LOC-201": ("2022-07-14", None),
    "LOC-202": ("2022-07-14", None),
    "LOC-203": ("2022-07-14", None),
    "LOC-204": ("2022-07-14", None),
    "LOC-205": ("2022-07-14", None),
    "LOC-206": ("2022-04-18", None),
    "LOGIN-001": ("2019-09-01", None),
    "LOGIN-002": ("2019-09-01", None),
    "LOGIN-003": ("2019-09-01", None),
    "LOGIN-004": ("2019-09-01", None),
    "LOGIN-005": ("2019-09-01", None),
    "LOGIN-006": (None, None),
    "MENU-921": ("2021-10-20", None),
    "MSG-801": ("2023-09-20", None),
    "MSG-802": ("2020-01-10", None),
    "NAV-301": ("2018-11-05", "2020-04-24"),
    "NAV-302": ("2018-11-05", "2020-04-24"),
    "NAV-303": ("2020-04-24", None),
    "NAV-304": ("2018-09-30", None),
    "NAV-305": ("2017-08-30", None),
    "PHONE-601": ("2021-12-13", None),
    "PHONE-602": ("2017-05-18", None),
    "PHONE-603": ("2017-05-18", None),
    "PRIV-401": ("2021-11-03", None),
    "PRIV-402": ("2023-10-17", None),
    "PRIV-403": ("2023-10-17", None),
    "PRIV-404": ("2021-11-03", None),
    "REAL-701": ("2019-11-10", None),
    "REAL-702": ("2021-11-10", None),
    "SCOPE-501": ("2022-02-22", None),
    "SCOPE-502": ("2019-01-14", None),
    "SCOPE-503": ("2020-09-30", None),
    "SCOPE-504": ("2021-04-29", None),
    "SCOPE-505": ("2018-09-10", None),
    "SESS-901": ("2017-01-09", None),
    "SESS-903": ("2018-08-17", None),
    "SESS-904": ("2017-01-09", None),
    "SESS-905": ("2017-01-09", None),
    "SESS-906": ("2017-01-09", None),
    "SMS-931": ("2021-04-07", None),
    "SMS-932": ("2021-04-07", None),
    "SMS-933": ("2021-04-07", None),
    "SUBS-711": ("2019-08-30", None),
    "SUBS-712": ("2019-10-09", None),
    "USER-101": ("2021-04-29", None),
    "USER-102": ("2022-11-09", None),
    "USER-103": ("2022-02-22", None),
    "USER-104": ("2021-10-20", None),
    "USER-105": ("2021-03-03", "2022-11-09"),
    "USER-106": ("2021-03-03", "2022-11-09"),
}


@pytest.fixture(params=RULES, ids=[rule.id for rule in RULES])
def rule(request: pytest.FixtureRequest) -> Rule:
    found: Rule = request.param
    return found


def first_day(rule: Rule) -> int:
    since, _ = WINDOWS[rule.id]
    return instant(since) if since else instant("2024-01-01")


def test_each_rule_is_in_the_table() -> None:
    assert [rule.id for rule in RULES] == list(WINDOWS)


def test_the_violating_example_is_found_from_the_first_day(rule: Rule, tmp_path: Path) -> None:
    findings = found(tmp_path, rule.violating, first_day(rule), rule.id)
    assert findings
    assert all(one.line >= 1 and one.message and one.remedy and one.source for one in findings)
    since, _ = WINDOWS[rule.id]
    if since:
        assert not found(tmp_path, rule.violating, instant(since) - 1, rule.id)
        assert not found(tmp_path, rule.violating, instant(since) - DAY, rule.id)
        assert found(tmp_path, rule.violating, instant(since) + DAY, rule.id)


def test_nothing_is_found_after_the_end(rule: Rule, tmp_path: Path) -> None:
    _, until = WINDOWS[rule.id]
    if until:
        assert found(tmp_path, rule.violating, instant(until) - 1, rule.id)
        assert not found(tmp_path, rule.violating, until, rule.id)
    else:
        assert AS_HAPPENED.window(rule.policy).end == NEVER
        assert found(tmp_path, rule.violating, "2026-11-01", rule.id)


def test_the_fixed_example_is_clean_of_the_rule(rule: Rule, tmp_path: Path) -> None:
    assert not found(tmp_path, rule.fixed, first_day(rule) + DAY, rule.id)


def test_the_window_is_the_policys(rule: Rule) -> None:
    window = AS_HAPPENED.window(rule.policy)
    since, until = WINDOWS[rule.id]
    assert (window.start, window.end) == (instant(since) if since else ALWAYS, instant(until) if until else NEVER)


def test_other_kinds_of_project_are_not_concerned(rule: Rule, tmp_path: Path) -> None:
    """The same code as a mini game: only the rules that say so speak."""
    if "game" in rule.kinds or "plugin" in rule.kinds:
        return
    files = {**rule.violating, "game.json": "{}", "project.config.json": '{"compileType": "game"}'}
    assert not found(tmp_path, files, first_day(rule) + DAY, rule.id)


def test_examples_are_deterministic(rule: Rule, tmp_path: Path) -> None:
    first = audited(tmp_path / "a", rule.violating, first_day(rule))
    assert first == audited(tmp_path / "b", dict(reversed(rule.violating.items())), first_day(rule))


def test_what_a_policy_exempts_is_not_concerned(rule: Rule) -> None:
    assert not set(rule.policy.exempt) & set(rule.kinds)
