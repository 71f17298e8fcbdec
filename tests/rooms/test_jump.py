"""Jumps to other mini programs, half screens and web-view, rule by rule; the way of a call is in tests/posts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at, failure, impossible, subject, version
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.jump import policy, rules
from wxlocal.rooms.jump.facts import Facts

LIST_OF_TEN = instant(policy.NAVIGATE_LIST_10.since or "")
LIFTED = instant(policy.NAVIGATE_UNLIMITED.since or "")
LISTED = {"navigateToMiniProgramAppIdList": ["wx2"]}


# -- the list of app.json -----------------------------------------------------------------------------------------


def test_the_day_that_decides_is_that_of_the_submission() -> None:
    now = at(LIFTED - 1)
    for release, day in (
        (version(submitted_at=5, released_at=7), 5),
        (version(released_at=7), 7),
        (version(kind="trial", released_at=7), LIFTED - 1),
        (version(kind="trial", submitted_at=5), 5),
        (version(), LIFTED - 1),
    ):
        assert rules.submitted(release, now).now == day
        assert rules.submitted(release, now).release == LIFTED - 1


@pytest.mark.parametrize(
    ("submitted", "now", "applies"),
    [
        (LIST_OF_TEN - 1, LIST_OF_TEN, False),
        (LIST_OF_TEN, LIST_OF_TEN, True),
        (LIST_OF_TEN + DAY, LIFTED - 1, True),
        (LIST_OF_TEN + DAY, LIFTED, False),
        (LIFTED, LIFTED + DAY, False),
    ],
)
def test_targets_are_listed_by_versions_of_the_period_until_it_was_lifted(
    submitted: int, now: int, applies: bool
) -> None:
    release = version(submitted_at=submitted, config=LISTED)
    assert rules.list_applies(release, at(now)) == applies
    rules.check_listed("wx2", "other", release, at(now))
    if applies:
        told = ('appId "wx3" is not in navigateToMiniProgramAppIdList', None, "navigate-list-10")
        assert failure(rules.check_listed, "wx3", "other", release, at(now)) == told
        assert failure(rules.check_listed, "wx2", "", version(submitted_at=submitted), at(now))[0].startswith("appId")
    else:
        rules.check_listed("wx3", "other", release, at(now))


def test_the_compiler_takes_ten() -> None:
    for many, day, fails in ((10, LIST_OF_TEN, False), (11, LIST_OF_TEN, True), (11, LIST_OF_TEN - 1, False)):
        config = {"navigateToMiniProgramAppIdList": [f"wx{n}" for n in range(many)]}
        if fails:
            with impossible('10009 app.json: ["navigateToMiniProgramAppIdList"] 超过限制 10'):
                rules.check_compile(at(day), config)
        else:
            rules.check_compile(at(day), config)
    rules.check_compile(at(LIST_OF_TEN), {})


@pytest.mark.parametrize(
    ("day", "limit"),
    [(LIST_OF_TEN - 1, 999_999), (LIST_OF_TEN, 10), (LIFTED - 1, 10), (LIFTED, 999_999), (LIFTED + DAY, 999_999)],
)
def test_the_limit_that_the_official_compiler_asks_for(day: int, limit: int) -> None:
    assert rules.attributes(at(day)) == {"NavigateMiniprogramLimit": limit}


# -- who may jump -------------------------------------------------------------------------------------------------


def test_at_first_both_were_linked_to_one_official_account() -> None:
    end = instant(policy.NAVIGATE_SAME_OA.until or "")
    told = ("target mini program is not bound to the same official account", None, "navigate-same-oa")
    for mine, theirs in ((["a"], ["b"]), ([], []), (["a"], []), ([], ["a"])):
        assert failure(rules.check_bound, mine, theirs, at(end - 1)) == told
        rules.check_bound(mine, theirs, at(end))
        rules.check_bound(mine, theirs, at(end + DAY))
    rules.check_bound(["a", "b"], ["c", "b"], at(end - 1))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        (rules.needs_tap, policy.NAVIGATE_TAP),
        (rules.asks, policy.NAVIGATE_CONFIRM),
        (rules.embedded_is_there, policy.EMBEDDED_MINIPROGRAM),
    ],
)
def test_questions_that_a_day_answers(question: Any, fact: Any) -> None:
    start = instant(fact.since)
    assert not question(at(start - 1))
    assert question(at(start))


def embeds(library: tuple[int, ...], config: dict[str, Any], callers: tuple[str, ...]) -> bool:
    moment = at("2026-01-01", base_library=library)
    return rules.may_embed("wx1", Facts(embedded_callers=callers), config, "wx2", moment)


def test_a_half_screen_is_listed_by_the_caller_before_base_library_2_23_1() -> None:
    listed = {"embeddedAppIdList": ["wx2"]}
    for library, config, may in (
        ((2, 23, 0), {}, False),
        ((2, 23, 0), {"embeddedAppIdList": ["wx3"]}, False),
        ((2, 23, 0), listed, True),
        ((2, 23, 1), {}, True),
        ((2, 23, 1), listed, True),
    ):
        assert embeds(library, config, ("wx1",)) == may, (library, config)


def test_the_target_approves_ten_callers_and_a_hundred_from_base_library_3_10_0() -> None:
    others = tuple(f"other{n}" for n in range(99))
    assert embeds((3, 9, 9), {}, (*others[:9], "wx1"))
    assert not embeds((3, 9, 9), {}, (*others[:10], "wx1"))
    assert embeds((3, 10, 0), {}, (*others, "wx1"))
    assert not embeds((3, 10, 0), {}, (*others, "one more", "wx1"))
    assert not embeds((3, 10, 0), {}, others)


# -- web-view -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("src", "facts", "why"),
    [
        ("https://a.example/x", Facts(), ""),
        ("https://a.example/x", Facts(web_view_domains=("a.example",)), ""),
        ("https://b.example", Facts(web_view_domains=("a.example",)), "b.example is"),
        ("https://b.example", Facts(web_view_domains=()), "b.example is"),
        ("http://a.example", Facts(), "the page must be served over https"),
        ("/pages/a", Facts(), "the page must be served over https"),
    ],
)
def test_pages_of_web_view(src: str, facts: Facts, why: str) -> None:
    refusal = rules.web_view_refusal(src, facts, subject(), at("2022-01-01"))
    assert refusal.startswith(why) if why else refusal == ""


def test_who_has_web_view_and_since_when() -> None:
    start = instant(policy.WEB_VIEW.since or "")

    def refusal(now: int, kind: str = "enterprise") -> str:
        return rules.web_view_refusal("https://a.example", Facts(), subject(kind=kind), at(now))

    assert refusal(start - 1) == "web-view did not exist yet"
    assert refusal(start) == ""
    assert refusal(start, "individual") == "mini programs of individuals cannot use web-view"
    assert refusal(start, "government") == ""


def test_a_moment_without_a_version_is_one_of_today() -> None:
    assert rules.list_applies(version(), Moment(now=LIST_OF_TEN))
