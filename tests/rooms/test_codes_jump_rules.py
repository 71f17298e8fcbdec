"""Decisions about rules for ordinary QR codes; the table of the guide row by row."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account, Subject
from wxlocal.rooms.codes import rules_jump as rules
from wxlocal.rooms.codes.facts import Facts
from wxlocal.rooms.codes.rules_jump import Rule

NOW = Moment(now=instant("2024-01-01"))
BEFORE = Moment(now=instant("2017-05-01") - 1)
RULE = Rule(
    address="https://a.cn/b/",
    prefix="https://a.cn/b/",
    appid="wx1",
    official="",
    path="pages/index/index",
    exclusive=False,
    open_version=3,
    debug_urls=(),
    published=False,
    seq=1,
)
# In the platform's words.
WORDS = {
    40097: "invalid args",
    40166: "invalid weapp appid",
    48001: "api unauthorized",
    85066: "illegal prefix",
    85068: "test url is not the sub prefix",
    85069: "check confirm file fail",
    85070: "prefix in black list",
    85071: "prefix added repeated",
    85072: "prefix owned by other",
    85073: "prefix beyond limit",
    85075: "can not access",
    85076: "check ICP fail",
}


def matches(rule: str, link: str, moment: Moment = NOW) -> bool:
    address, scanned = rules.address_of(rule), rules.scanned_address(link)
    assert address is not None
    assert scanned is not None
    assert not rules.matches(address, scanned, moment) or address in rules.candidates(scanned)
    return rules.matches(address, scanned, moment)


def code(decision: Any, *given: Any) -> int:
    with pytest.raises(Refused) as caught:
        decision(*given)
    assert caught.value.message == WORDS[caught.value.code]
    return caught.value.code


@pytest.mark.parametrize(
    ("rule", "link"),
    [
        ("http://www.qq.com/a/b", "https://www.qq.com/a/b"),
        ("https://www.qq.com/a/b", "https://www.weixin.qq.com/a/b"),
        ("https://www.qq.com/a/b?id=123", "https://www.qq.com/a/b?id=132"),
        ("https://www.qq.com/a/b", "https://www.qq.com/a/bc"),
        ("https://www.qq.com/a/b", "https://www.qq.com/a/b/123"),
        ("https://wx.qq.com", "https://wx.qq.com.cn/"),
        ("https://wx.qq.com", "https://wx.qq.com/mp"),
        ("https://wx.qq.com", "https://wx.qq.com:8443"),
        ("https://wx.qq.com/mp/", "https://wx.qq.com/mp"),
        ("https://wx.qq.com?id=1", "https://wx.qq.com"),
    ],
)
def test_what_does_not_match(rule: str, link: str) -> None:
    assert not matches(rule, link)


@pytest.mark.parametrize(
    ("rule", "link", "before"),
    [
        ("http://www.qq.com/a/", "http://www.qq.com/a/123456", False),
        ("http://www.qq.com/a/", "http://www.qq.com/a/", True),
        ("http://www.qq.com/a/", "http://www.qq.com/a/b/c?d=1", False),
        ("https://wx.qq.com/mp", "https://wx.qq.com/mp", True),
        ("https://wx.qq.com/mp", "https://wx.qq.com/mp?id=1", False),
        ("https://wx.qq.com/mp?id=123", "https://wx.qq.com/mp?id=123", True),
        ("https://wx.qq.com/mp?id=123", "https://wx.qq.com/mp?id=1234&x=1", False),
        ("https://wx.qq.com", "https://wx.qq.com", True),
        ("https://wx.qq.com", "https://wx.qq.com/", True),
        ("https://wx.qq.com", "https://wx.qq.com/?id=1", False),
        ("https://wx.qq.com?id=1", "https://wx.qq.com?id=12", False),
        ("HTTPS://WX.qq.com/Mp", "https://wx.QQ.com/Mp#top", True),
    ],
)
def test_what_matches_now_and_before_sub_paths(rule: str, link: str, before: bool) -> None:
    assert matches(rule, link)
    assert matches(rule, link, Moment(now=instant("2017-05-01")))
    assert matches(rule, link, BEFORE) is before


def test_paths_tell_small_letters_from_capital_ones() -> None:
    assert not matches("https://wx.qq.com/Mp", "https://wx.qq.com/mp")


@pytest.mark.parametrize(
    "link", ["", "a.cn/b", "ftp://a.cn", "https://", "https:///b", "https://a.cn/ b", "hlht://1.2"]
)
def test_what_is_no_address(link: str) -> None:
    assert rules.address_of(link) is rules.scanned_address(link) is None
    assert code(rules.check_prefix, link, False) == 85066


def test_the_longest_link() -> None:
    longest = "https://a.cn/" + "b" * 2035
    assert rules.address_of(longest) == longest
    assert rules.address_of(longest + "b") is None


def test_where_rules_for_a_link_are_looked_for() -> None:
    assert rules.candidates("http://a/b") == ["http://a", "http://a/", "http://a/b"]


def test_prefixes() -> None:
    assert rules.check_prefix("https://A.cn/b", False) == "https://a.cn/b"
    assert code(rules.check_prefix, "https://a.cn/b#c", False) == 85066
    service = "http://weixin.qq.com/q/02P5KzM"
    assert rules.check_prefix(service, True) == service
    assert code(rules.check_prefix, service.replace("/q/", "/r/"), True) == 85066
    assert rules.check_prefix(service, False) == service


def test_who_may_have_rules() -> None:
    shop = Subject(id="s", name="s")
    rules.check_owner(shop)
    assert code(rules.check_owner, replace(shop, kind="individual")) == 85075
    assert code(rules.check_owner, None) == 85075
    account = Account(appid="wx2", kind="service_account", name="n", subject="s", original_id="g", secret="s")
    rules.check_service_account(account, True)
    assert code(rules.check_service_account, account, False) == 40166
    assert code(rules.check_service_account, replace(account, verified=False), True) == 48001


@pytest.mark.parametrize(("trouble", "number"), [("blocked", 85070), ("no ICP", 85076), ("no check file", 85069)])
def test_what_is_wrong_with_a_host(trouble: Any, number: int) -> None:
    facts = Facts(hosts={"a.cn": trouble})
    for address in ("https://a.cn", "https://a.cn/b", "https://a.cn/?b"):
        assert code(rules.check_host, address, facts) == number
    rules.check_host("https://b.a.cn/", facts)
    rules.check_host("https://b.cn/a.cn", facts)


def test_choices() -> None:
    for version in (1, 2, 3):
        for sub_rules in (1, 2):
            rules.check_choices(version, sub_rules)
    for wrong in ((0, 1), (4, 1), (1, 0), (1, 3)):
        assert code(rules.check_choices, *wrong) == 40097


def test_debug_urls() -> None:
    urls = [f"https://a.cn/b/{n}" for n in range(6)]
    rules.check_debug_urls("https://a.cn/b/", urls[:5], NOW)
    assert code(rules.check_debug_urls, "https://a.cn/b/", urls, NOW) == 40097
    assert code(rules.check_debug_urls, "https://a.cn/b/", ["https://a.cn/c"], NOW) == 85068
    assert code(rules.check_debug_urls, "https://a.cn/b/", ["a"], NOW) == 85068


def test_new_and_edited_rules() -> None:
    assert rules.check_new(RULE, [], False, NOW) is None
    assert rules.check_new(RULE, [RULE], True, NOW) == RULE
    assert code(rules.check_new, RULE, [RULE], False, NOW) == 85071
    assert code(rules.check_new, RULE, [], True, NOW) == 40097
    assert code(rules.check_new, RULE, [replace(RULE, appid="wx2")], True, NOW) == 40097
    assert code(rules.check_new, RULE, [replace(RULE, published=True)], True, NOW) == 40097
    assert code(rules.check_new, RULE, [replace(RULE, appid="wx2")], False, NOW) == 85072
    assert code(rules.check_new, RULE, [replace(RULE, official="wx3")], False, NOW) == 85072


def test_a_rule_may_keep_all_below_it() -> None:
    """开发者A: https://wx.qq.com/mp?id=123, 占用所有子规则: nobody else has id=1234."""
    kept = replace(RULE, address="https://wx.qq.com/mp?id=123", exclusive=True)
    wanted = replace(RULE, address="https://wx.qq.com/mp?id=1234")
    assert rules.check_new(wanted, [kept], False, NOW) is None, "its own"
    assert code(rules.check_new, replace(wanted, appid="wx2"), [kept], False, NOW) == 85072
    assert rules.check_new(replace(wanted, appid="wx2"), [replace(kept, exclusive=False)], False, NOW) is None
    other = replace(wanted, appid="wx2", address="https://wx.qq.com/mpx")
    assert rules.check_new(other, [replace(kept, address="https://wx.qq.com/mp")], False, NOW) is None


def test_a_host_alone_keeps_no_other_host() -> None:
    kept = replace(RULE, address="https://a.c", exclusive=True)
    assert rules.check_new(replace(RULE, appid="wx2", address="https://a.cn"), [kept], False, NOW) is None


def test_how_many() -> None:
    rules.check_number(100, False)
    assert code(rules.check_number, 101, False) == 85073
    rules.check_number(100_000, True)
    assert code(rules.check_number, 100_001, True) == 85073


LINK = "https://a.cn/b/1"
TRIED = replace(RULE, debug_urls=(LINK,))


@pytest.mark.parametrize(
    ("version", "roles", "opened"),
    [
        (1, {"developer"}, "develop"),
        (2, {"administrator", "experience"}, "trial"),
        (3, {"administrator", "developer", "experience"}, "release"),
    ],
)
def test_who_tries_it(version: int, roles: set[str], opened: str) -> None:
    rule = replace(TRIED, open_version=version)
    for role in ("administrator", "developer", "experience", "operator", None):
        expected = opened if role in roles else "page"
        assert rules.opens(rule, LINK, role, NOW) == expected
        assert rules.opens(rule, LINK + "2", role, NOW) == "page"
        published = replace(rule, published=True)
        assert rules.opens(published, LINK, role, NOW) == (opened if role in roles else "release")


def test_older_clients_open_the_page() -> None:
    published = replace(TRIED, published=True)
    for client, opened in (((6, 5, 5), "page"), ((6, 5, 6), "release")):
        assert rules.opens(published, LINK, "developer", replace_client(client)) == opened


def replace_client(client: tuple[int, ...]) -> Moment:
    return Moment(now=NOW.now, client=client)
