"""Who makes a link, how long it lives and who opens it: the boundaries, rule by rule. The way of a call is in
test_links.py and tests/posts.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import account, at, refusal, subject, version
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.links import policy, rules
from wxlocal.rooms.links.facts import Facts

NEW = instant("2022-04-11")
LIFTED = instant("2023-12-19")
NOW = instant("2022-05-01")
ONLINE = version(pages=("a", "b/c"))


# -- making -------------------------------------------------------------------------------------------------------


def test_who_makes_links() -> None:
    for kind in ("enterprise", "government", "media", "organisation"):
        rules.check_account(account(), subject(kind=kind), Facts())
    for nobody in (subject(kind="individual"), subject(overseas=True)):
        assert refusal(rules.check_account, account(), nobody, Facts()) == (40002, "invalid grant_type")
    for facts, told in (
        (Facts(banned=True), (85408, "appid banned")),
        (Facts(permitted=False), (85407, "no scheme permission")),
    ):
        assert refusal(rules.check_account, account(), subject(), facts) == told


@pytest.mark.parametrize(
    ("path", "query", "env", "page"),
    [
        ("a", "", "release", "a"),
        ("/a", "x=1", "trial", "a"),
        ("b/c", "0aZ!#$&'()*+,/:;=?@-._~%`", "develop", "b/c"),
        ("", "", "release", ""),
        ("", "q" * 1024, "release", ""),
    ],
)
def test_what_a_link_leads_to(path: str, query: str, env: str, page: str) -> None:
    assert rules.check_target(ONLINE, path, query, env) == page


@pytest.mark.parametrize(
    ("path", "query", "env", "told"),
    [
        ("a", "", "", (85402, "invalid env_version")),
        ("a", "", "beta", (85402, "invalid env_version")),
        ("z", "", "release", (40165, "invalid weapp pagepath")),
        ("a?x=1", "", "release", (40165, "invalid weapp pagepath")),
        ("//a", "", "release", (40165, "invalid weapp pagepath")),
        ("a", "q" * 1025, "release", (40212, "invalid query")),
        ("a", "字", "release", (40212, "invalid query")),
        ("a", "x y", "release", (40212, "invalid query")),
        ("a", "x\n", "release", (40212, "invalid query")),
    ],
)
def test_what_no_link_leads_to(path: str, query: str, env: str, told: tuple[int, str]) -> None:
    assert refusal(rules.check_target, ONLINE, path, query, env) == told


def test_without_a_published_version_there_is_no_link() -> None:
    told = (85079, "miniprogram has no online release")
    assert refusal(rules.check_target, None, "", "", "release") == told


# -- how long it lives --------------------------------------------------------------------------------------------


def expiry(now: int, **more: Any) -> int:
    given = {"is_expire": True, "expire_type": 0, "expire_time": 0, "expire_interval": 0, "overflow": "clamp", **more}
    return rules.expiry(now, at(now), **given)


def no_expiry(now: int, **more: Any) -> tuple[int, str]:
    return refusal(expiry, now, **more)


MONTH = (85401, "time limit between 1min and 30days")
YEAR = (85401, "time limit between 1min and 1year")


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"is_expire": False}, 30 * DAY),
        ({}, 30 * DAY),
        ({"expire_time": 61}, 61),
        ({"expire_time": 30 * DAY}, 30 * DAY),
        ({"expire_time": 30 * DAY + 1}, 30 * DAY),
        ({"expire_type": 1, "expire_interval": 1}, DAY),
        ({"expire_type": 1, "expire_interval": 30}, 30 * DAY),
        ({"expire_type": 1, "expire_interval": 31}, 30 * DAY),
        ({"expire_type": 1, "expire_interval": 0}, 30 * DAY),
        ({"expire_type": 1, "expire_interval": -1}, 30 * DAY),
        ({"expire_type": 0, "expire_interval": 5}, 30 * DAY),
        ({"expire_type": 0, "expire_interval": -5, "expire_time": 61}, 61),
        ({"expire_type": 1, "expire_time": 61}, 30 * DAY),
    ],
)
def test_since_2022_04_11_a_link_lives_thirty_days_at_most(given: dict[str, Any], seconds: int) -> None:
    if given.get("expire_time"):
        given = {**given, "expire_time": NOW + given["expire_time"]}
    assert expiry(NOW, **given) == NOW + seconds


@pytest.mark.parametrize("seconds", [-1, 0, 1, 59, 60])
def test_its_end_is_more_than_a_minute_away(seconds: int) -> None:
    assert no_expiry(NOW, expire_time=NOW + seconds) == MONTH
    assert no_expiry(NEW - 1, expire_time=NEW - 1 + seconds) == YEAR


@pytest.mark.parametrize(
    "given",
    [
        {"expire_time": NOW + 30 * DAY + 1},
        {"expire_type": 1, "expire_interval": 31},
        {"expire_type": 1, "expire_interval": -1},
    ],
)
def test_too_long_a_life_is_refused_where_the_setting_says_so(given: dict[str, Any]) -> None:
    assert no_expiry(NOW, overflow="refuse", **given) == MONTH


@pytest.mark.parametrize("kind", [-1, 2])
def test_there_are_two_ways_to_say_when_it_ends(kind: int) -> None:
    assert no_expiry(NOW, expire_type=kind) == MONTH
    assert no_expiry(NEW - 1, expire_type=kind) == YEAR
    assert expiry(NEW - 1, expire_type=kind, is_expire=False) == rules.FOREVER


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"expire_time": 61}, 61),
        ({"expire_time": 365 * DAY}, 365 * DAY),
        ({"expire_time": 365 * DAY + 1}, None),
        ({"expire_type": 1, "expire_interval": 365}, 365 * DAY),
        ({"expire_type": 1, "expire_interval": 366}, None),
        ({"expire_type": 1, "expire_interval": -1}, None),
        ({}, None),
        ({"expire_type": 1}, None),
    ],
)
def test_before_it_lived_a_year_at_most_or_for_ever(given: dict[str, Any], seconds: int | None) -> None:
    before = NEW - 1
    if given.get("expire_time"):
        given = {**given, "expire_time": before + given["expire_time"]}
    assert expiry(before, is_expire=False, **given) == rules.FOREVER == 0
    if seconds is None:
        assert no_expiry(before, **given) == YEAR
    else:
        assert expiry(before, **given) == before + seconds


def test_a_refused_life_names_the_rule_of_the_thirty_days() -> None:
    with pytest.raises(Refused) as caught:
        expiry(NOW, expire_time=NOW)
    assert caught.value.rule is policy.LINK_30_DAYS
    with pytest.raises(Refused) as caught:
        expiry(NEW - 1)
    assert caught.value.rule is None


@pytest.mark.parametrize(("seconds", "long"), [(180 * DAY, False), (180 * DAY + 1, True)])
def test_a_long_term_link_lives_more_than_180_days(seconds: int, long: bool) -> None:
    assert rules.is_long_term(NOW, NOW + seconds) == long
    assert rules.is_long_term(NOW, rules.FOREVER)


# -- when it ends -------------------------------------------------------------------------------------------------


def link(**more: Any) -> rules.Link:
    plain = {"ticket": "t", "kind": "scheme", "appid": "wx1", "path": "a", "query": "", "env_version": "release"}
    return rules.Link(**{**plain, "made_at": NEW - DAY, "expires_at": 0, "visitor": "", "extra": "", **more})


@pytest.mark.parametrize("kind", ["scheme", "link"])
def test_what_existed_was_cut_to_thirty_days_from_that_day(kind: Any) -> None:
    cut = NEW + 30 * DAY
    for expires_at, ends_at in ((0, cut), (cut + 1, cut), (cut, cut), (cut - 1, cut - 1)):
        one = link(kind=kind, expires_at=expires_at)
        assert rules.ends_at(one, at(NEW - 1)) == expires_at
        assert rules.ends_at(one, at(NEW)) == ends_at
        assert rules.ends_at(one, at(NEW + 365 * DAY)) == ends_at
    for made_at in (NEW, NEW + 1):
        assert rules.ends_at(link(kind=kind, made_at=made_at), at(NEW + DAY)) == 0
    assert rules.ends_at(link(kind=kind, made_at=NEW - 1), at(NEW + DAY)) == cut


@pytest.mark.parametrize("kind", ["nfc", "short"])
def test_others_were_not_cut(kind: Any) -> None:
    assert rules.ends_at(link(kind=kind), at(NEW + 365 * DAY)) == 0


# -- opening ------------------------------------------------------------------------------------------------------


def opening(one: rules.Link, now: int, visitor: str = "o1", opened: int = 1, limit: int = 10) -> tuple[Any, ...] | None:
    """Words, policy and code of the page that says no; None if it opens."""
    try:
        rules.check_opening(one, visitor, at(now), opened, limit)
    except rules.CannotOpen as no:
        return str(no), no.rule.id if no.rule else None, no.code
    return None


def test_an_ended_link_opens_no_more() -> None:
    one = link(made_at=NEW, expires_at=NOW)
    assert opening(one, NOW - 1) is None
    for now in (NOW, NOW + 1):
        assert opening(one, now) == ("链接已过期", "link-30-days", None)
    old = link(expires_at=NEW + 100 * DAY)
    assert opening(old, NEW + 30 * DAY - 1) is None
    assert opening(old, NEW + 30 * DAY) == ("链接已过期", "link-existing-downgrade", None)
    assert opening(link(kind="nfc"), NOW) is None


def test_one_link_is_for_one_person_while_that_was_the_rule() -> None:
    other = ("链接仅限首位访问的用户打开", "link-one-user", None)
    for kind, now, told in (
        ("scheme", NEW - 1, None),
        ("scheme", NEW, other),
        ("link", LIFTED - 1, other),
        ("link", LIFTED, None),
        ("nfc", NEW, None),
        ("short", NEW, None),
    ):
        one = link(kind=kind, made_at=now, visitor="o1")
        assert opening(one, now, "o2") == told, (kind, now)
        assert opening(one, now, "o1") is None
        assert opening(link(kind=kind, made_at=now), now, "o2") is None


def test_links_of_cloud_hosted_pages_name_their_own_policy() -> None:
    hosted = link(kind="link", made_at=NEW, visitor="o1", extra="env")
    assert opening(hosted, NEW, "o2") == ("链接仅限首位访问的用户打开", "link-sms-same-rules", None)
    for plain in (
        link(kind="scheme", made_at=NEW, visitor="o1", extra="env"),
        link(kind="link", made_at=NEW, visitor="o1"),
    ):
        assert (opening(plain, NEW, "o2") or ())[1] == "link-one-user"


@pytest.mark.parametrize(
    ("now", "opened", "opens"),
    [(LIFTED - 1, 11, True), (LIFTED, 9, True), (LIFTED, 10, True), (LIFTED, 11, False), (LIFTED + DAY, 11, False)],
)
def test_openings_of_a_day(now: int, opened: int, opens: bool) -> None:
    told = None if opens else ("今日访问次数已达上限", "link-daily-open", 85406)
    assert opening(link(made_at=now), now, opened=opened) == told


def plain(now: int, path: str = "a", query: str = "") -> tuple[Any, ...] | None:
    try:
        rules.check_plain(Facts(plain_pages=("a",)), path, query, at(now))
    except rules.CannotOpen as no:
        return no.words, no.rule.id if no.rule else None, no.code
    return None


def test_plaintext_schemes_open_declared_pages_since_2023_12_19() -> None:
    named = "link-plaintext-scheme"
    assert plain(LIFTED - 1) == ("明文 URL Scheme 暂不支持", named, None)
    assert plain(LIFTED) is None
    assert plain(LIFTED, "b") == ("该页面未开启明文 URL Scheme", named, 85405)
    assert plain(LIFTED, query="q" * 512) is None
    assert plain(LIFTED, query="q" * 513) == ("参数过长", named, 40212)


@pytest.mark.parametrize(
    ("day", "title", "shown"),
    [
        ("2026-02-02", "t" * 21, "t" * 21),
        ("2026-02-03", "t" * 20, "t" * 20),
        ("2026-02-03", "t" * 20 + "u", "t" * 20 + "..."),
        ("2026-02-04", "t" * 20 + "uv", "t" * 20 + "..."),
    ],
)
def test_long_titles_of_short_links_are_cut(day: str, title: str, shown: str) -> None:
    assert rules.short_title(title, at(day)) == shown


def test_the_figures_are_those_of_the_pages() -> None:
    """500,000 a day (post 7); 100,000 long-term ones in all before it; short links 100,000 and ten million a day;
    ``cq`` of 256 characters.
    """
    assert (rules.GENERATED_A_DAY, rules.LONG_TERM_IN_ALL, rules.SHORT_A_DAY) == (500_000, 100_000, 10_000_000)
    assert rules.LONGEST_CUSTOM_QUERY == 256


def test_a_moment_of_no_version_decides_by_the_day() -> None:
    assert rules.binds_visitor(link(), Moment(now=NEW))
    assert not rules.binds_visitor(link(), Moment(now=NEW - 1))
