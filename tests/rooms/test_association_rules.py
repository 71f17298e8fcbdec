"""Decisions about associations, at the last that is allowed and the first that is refused."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account, Opened, Subject
from wxlocal.rooms.association import policy, rules
from wxlocal.rooms.association.facts import Facts
from wxlocal.rooms.association.rules import Counts, Limits, Request

NOW = Moment(now=instant("2024-01-01"))
MINI = Account(appid="wx1", name="shop", subject="shop", original_id="gh_1", secret="s")
OFFICIAL = replace(MINI, appid="wx2", kind="service_account", name="news")
HOME = Subject(id="shop", name="shop")
EMPTY = Counts(same=0, other=0, month=0, officials=0)
WAITING = Request(official="wx2", mini="wx1", state="mini", by="console", notify=True, profile=True, asked_at=0)
# In the platform's words.
WORDS = {
    40013: "invalid appid",
    48001: "api unauthorized",
    50002: "user limited",
    89008: "overseas account can not link",
    89009: "wxa reach link limit",
    89010: "link message has sent",
    89011: "can not unlink nearby wxa",
    89012: "can not unlink store or mall",
    89013: "wxa is banned",
    89015: "has linked wxa",
    89016: "reach same realname quota",
    89017: "reach different realname quota",
    89018: "unlink message has sent",
    89030: "operation reach month limit",
    89035: "linking from mp",
    89245: "mini program forbidden to link",
}


def on(day: str, **clocks: Any) -> Moment:
    return Moment(now=instant(day), **clocks)


def refused(decision: Any, *given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        decision(*given)
    assert caught.value.message == WORDS[caught.value.code]
    return caught.value


@pytest.mark.parametrize(
    ("profile", "day", "officials", "other", "month"),
    [
        ("guide", "2017-04-20", None, 3, 13),
        ("guide", "2017-04-21", 3, 3, 13),
        ("guide", "2017-07-31", 3, 3, 13),
        ("guide", "2017-08-01", 50, 3, 13),
        ("guide", "2017-10-31", 50, 3, 13),
        ("guide", "2017-11-01", 500, 3, 13),
        ("guide", "2019-04-03", 500, 3, 13),
        ("guide", "2019-04-04", None, 3, 13),
        ("guide", "2020-06-05", None, 3, 13),
        ("post 9", "2019-04-03", 500, 3, 13),
        ("post 9", "2020-06-04", None, 3, 13),
        ("post 9", "2020-06-05", 500, 10, None),
        ("post 9", "2024-01-01", 500, 10, None),
    ],
)
def test_limits_by_era(profile: str, day: str, officials: int | None, other: int, month: int | None) -> None:
    found = rules.limits(profile, on(day))
    assert (found.same, found.other, found.month, found.officials) == (10, other, month, officials)


def test_the_limits_of_post_9_are_no_stage() -> None:
    assert rules.limits("post 9", on("2020-06-05")) == Limits(other=10, month=None, officials=500)


@pytest.mark.parametrize(
    ("counts", "same", "code"),
    [
        ({"same": 10}, True, 89016),
        ({"other": 3}, False, 89017),
        ({"month": 13}, True, 89030),
        ({"month": 13}, False, 89030),
    ],
)
def test_one_more_than_there_may_be(counts: dict[str, int], same: bool, code: int) -> None:
    full = replace(EMPTY, **counts)
    told = refused(rules.check_limits, full, same, "guide", NOW)
    assert (told.code, told.rule, told.dated) == (code, policy.ASSOCIATION_LIMITS, policy.ASSOCIATION_LIMITS)
    ((name, most),) = counts.items()
    rules.check_limits(replace(full, **{name: most - 1}), same, "guide", NOW)


def test_mini_programs_of_the_other_kind_do_not_count() -> None:
    rules.check_limits(replace(EMPTY, other=3), True, "guide", NOW)
    rules.check_limits(replace(EMPTY, same=10), False, "guide", NOW)
    rules.check_limits(replace(EMPTY, other=9), False, "post 9", NOW)
    assert refused(rules.check_limits, replace(EMPTY, other=10), False, "post 9", NOW).code == 89017
    rules.check_limits(replace(EMPTY, month=100), False, "post 9", NOW)


@pytest.mark.parametrize(
    ("day", "profile", "most", "stage"),
    [
        ("2017-05-01", "guide", 3, "ten-and-three"),
        ("2017-08-01", "guide", 50, "fifty"),
        ("2019-04-03", "guide", 500, "five-hundred"),
    ],
)
def test_official_accounts_of_a_mini_program(day: str, profile: str, most: int, stage: str) -> None:
    told = refused(rules.check_limits, replace(EMPTY, officials=most), True, profile, on(day))
    assert (told.code, told.message) == (89009, "wxa reach link limit")
    assert told.dated is policy.ASSOCIATION_LIMITS.stage(stage)
    rules.check_limits(replace(EMPTY, officials=most - 1), True, profile, on(day))


def test_official_accounts_of_a_mini_program_since() -> None:
    rules.check_limits(replace(EMPTY, officials=100_000), True, "guide", on("2019-04-04"))
    told = refused(rules.check_limits, replace(EMPTY, officials=500), True, "post 9", NOW)
    assert (told.code, told.dated) == (89009, policy.ASSOCIATION_LIMITS)
    rules.check_limits(replace(EMPTY, officials=499), True, "post 9", NOW)


def test_a_refusal_names_what_was_known_on_its_day() -> None:
    full = replace(EMPTY, same=10)
    assert refused(rules.check_limits, full, True, "guide", on("2020-06-05")).dated is policy.ASSOCIATION_LIMITS
    first = policy.ASSOCIATION_LIMITS.stage("ten-and-three")
    assert refused(rules.check_limits, full, True, "guide", on("2020-06-04")).dated is first
    assert refused(rules.check_limits, full, True, "guide", on("2017-04-20")).dated is None


def test_who_can_never_be_linked() -> None:
    abroad = replace(HOME, overseas=True)
    rules.check_pair(OFFICIAL, MINI, (HOME, HOME))
    rules.check_pair(OFFICIAL, MINI, (None, None))
    assert refused(rules.check_pair, OFFICIAL, MINI, (abroad, HOME)).code == 89008
    assert refused(rules.check_pair, OFFICIAL, MINI, (HOME, abroad)).code == 89008
    assert refused(rules.check_pair, OFFICIAL, replace(MINI, status="banned"), (HOME, HOME)).code == 89013
    assert refused(rules.check_pair, replace(OFFICIAL, status="frozen"), MINI, (HOME, HOME)).code == 50002


def test_what_is_there_or_under_way() -> None:
    rules.check_free(False, None)
    assert refused(rules.check_free, True, None).code == 89015
    assert refused(rules.check_free, False, WAITING).code == 89035
    for state in ("official", "mini"):
        assert refused(rules.check_free, False, replace(WAITING, by="api", state=state)).code == 89010
    rules.check_free(False, replace(WAITING, state="refused"))
    rules.check_free(False, replace(WAITING, kind="unlink", state="official"))


@pytest.mark.parametrize(
    ("setting", "day", "confirms", "forbidden"),
    [
        ("none", "2019-04-03", True, False),
        ("none", "2019-04-04", False, False),
        ("confirm", "2019-04-03", True, False),
        ("confirm", "2019-04-04", True, False),
        ("forbid", "2019-04-03", True, False),
        ("forbid", "2019-04-04", False, True),
    ],
)
def test_the_setting_of_the_mini_program(setting: Any, day: str, confirms: bool, forbidden: bool) -> None:
    assert rules.must_confirm(setting, on(day)) is confirms
    if forbidden:
        told = refused(rules.check_allowed, setting, on(day))
        assert (told.code, told.rule) == (89245, policy.ASSOCIATION_CONFIRM)
    else:
        rules.check_allowed(setting, on(day))


def test_ending_over_the_api() -> None:
    rules.check_unlink(True, None, Facts())
    rules.check_unlink(True, WAITING, Facts())
    assert refused(rules.check_unlink, False, None, Facts()).code == 40013
    ending = replace(WAITING, kind="unlink", state="official")
    assert refused(rules.check_unlink, True, ending, Facts()).code == 89018
    assert refused(rules.check_unlink, True, None, Facts(nearby=True)).code == 89011
    assert refused(rules.check_unlink, True, None, Facts(mall=True)).code == 89012


@pytest.mark.parametrize("role", ["operator", "developer", "experience", None])
def test_only_the_administrator(role: str | None) -> None:
    rules.check_administrator("administrator", "olga", "news", NOW)
    for day, rule in (("2019-12-25", None), ("2019-12-26", policy.ASSOCIATION_FLOW)):
        assert refused(rules.check_administrator, role, "oscar", "news", on(day)).rule is rule


def test_the_last_step_of_ending() -> None:
    rules.check_confirmed(True, NOW)
    assert refused(rules.check_confirmed, False, NOW).rule is policy.ASSOCIATION_FLOW


OPENED = Opened(phone="p", appid="wx1", scene=1047)
ON = Facts(follow_component=True, shown_account="wx2")


def test_the_words_of_the_component() -> None:
    """status 有效值 of its page."""
    told = {2: "关联公众号被封禁", 3: "关联关系解除或未选中关联公众号", 4: "未开启关注公众号功能", 5: "场景值错误"}
    assert told == rules.WORDS


def test_the_component() -> None:
    assert rules.component_status(ON, OFFICIAL, OPENED, NOW) == 0
    assert rules.component_status(replace(ON, follow_component=False), OFFICIAL, OPENED, NOW) == 4
    assert rules.component_status(ON, None, OPENED, NOW) == 3
    assert rules.component_status(ON, replace(OFFICIAL, status="banned"), OPENED, NOW) == 2
    assert rules.component_status(ON, OFFICIAL, replace(OPENED, scene=1001), NOW) == 5


@pytest.mark.parametrize(
    ("library", "kind", "scenes"),
    [
        ((2, 18, 1), "release", {1011, 1017, 1025, 1047, 1124}),
        ((2, 18, 0), "release", {1047, 1124}),
        ((2, 18, 0), "develop", {1011, 1047, 1124}),
        ((2, 7, 3), "trial", {1001, 1011, 1017, 1025, 1047, 1124}),
        ((2, 7, 2), "trial", {1047, 1124}),
        ((2, 7, 2), "develop", {1047, 1124}),
    ],
)
def test_scenes_of_the_component(library: tuple[int, ...], kind: Any, scenes: set[int]) -> None:
    tried = (1001, 1011, 1017, 1025, 1047, 1124)
    moment = Moment(now=NOW.now, base_library=library)
    shown = {one for one in tried if rules.shows_component(replace(OPENED, scene=one, kind=kind), moment)}
    assert shown == scenes
