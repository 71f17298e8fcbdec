"""Names, paths, tags and prepared pages: the last allowed and the first refused."""

from __future__ import annotations

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import Account, Subject
from wxlocal.rooms.hosting import rules, rules_html
from wxlocal.rooms.hosting.rules_html import BOOTSTRAP

MARK = BOOTSTRAP.decode()


def test_hosts_and_plans() -> None:
    assert rules.host("tcb-env", "1300000001") == "tcb-env-1300000001.tcloudbaseapp.com"
    rules.check_opening(Environment(id="e", appid="a", plan="pay_as_you_go"))
    with pytest.raises(NotPossible):
        rules.check_opening(Environment(id="e", appid="a"))


@pytest.mark.parametrize("path", ["a", "a/b.c", "...", "x" * 850, "中" * 283, "_wxlocal/a", ".well-known/a", "a b"])
def test_paths(path: str) -> None:
    assert rules.trouble(path) == ""


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a//b", "a/", ".", "..", "a/./b", "a/..", "a\\b", "a\n", "a\x7f", "_wxlocal_", "_wxlocal_/x", "x" * 851, "中" * 284, "\ud800"],
)  # fmt: skip
def test_no_paths(path: str) -> None:
    assert rules.trouble(path) != ""


def test_what_a_path_asks_for() -> None:
    assert rules.candidates("/", "i.html") == ("i.html", "")
    assert rules.candidates("/a/", "i.html") == ("a/i.html", "")
    assert rules.candidates("/a", "i.html") == ("a", "a/i.html")


@pytest.mark.parametrize("domain", ["a.cn", "www.example.com", "xn--fiq228c.com", "1.a2.co", f"{'a' * 63}.com"])
def test_domains(domain: str) -> None:
    rules.check_domain(domain, taken=False)
    with pytest.raises(NotPossible, match="bound already"):
        rules.check_domain(domain, taken=True)


@pytest.mark.parametrize(
    "domain", ["", "a", "a.b", "A.cn", "a..cn", "-a.cn", "a-.cn", "1.2.3.4", f"{'a' * 64}.com", "a.cn.", "a b.cn"]
)
def test_no_domains(domain: str) -> None:
    with pytest.raises(NotPossible, match="is not a domain"):
        rules.check_domain(domain, taken=False)


def test_who_opens_mini_programs_from_pages() -> None:
    account = Account(appid="a", kind="mini_program", name="shop", subject="s", original_id="gh_1", secret="x")
    company, person = Subject(id="s", name="s"), Subject(id="s", name="s", kind="individual")
    assert rules.may_launch(account, company) == ""
    assert "individual" in rules.may_launch(account, person)
    assert "individual" in rules.may_launch(account, None)
    young = Account(appid="a", kind="mini_program", name="x", subject="s", original_id="g", secret="x", verified=False)
    assert "not verified" in rules.may_launch(young, company)


@pytest.mark.parametrize(
    ("path", "target"),
    [("", ""), ("a/b.html", "a/b"), ("/a.html?x=1", "a?x=1"), ("?x=1", "?x=1"), ("a/b", None), ("a.htm", None), ("a?b.html", None)],
)  # fmt: skip
def test_where_a_tag_leads(path: str, target: str | None) -> None:
    assert rules.target(path) == target


@pytest.mark.parametrize(
    ("page", "prepared"),
    [
        ("", MARK),
        ("<p>", f"{MARK}<p>"),
        ("<!DOCTYPE html><p>", f"<!DOCTYPE html>{MARK}<p>"),
        ("<!doctype html><html><HEAD lang=x><script>1</script>", f"<!doctype html><html><HEAD lang=x>{MARK}<script>1</script>"),
        ("<script>'<head>'</script>", f"{MARK}<script>'<head>'</script>"),
        ("\ufeff<p>", f"\ufeff{MARK}<p>"),
        ('<link href="//res2.wx.qq.com/a.css">', f'{MARK}<link href="/_wxlocal_/res2.wx.qq.com/a.css">'),
        ("<script src=http://RES.wx.qq.com/a.js>", f"{MARK}<script src=/_wxlocal_/res.wx.qq.com/a.js>"),
        ('<script src="https://res.wx.qq.com.evil/a.js">', f'{MARK}<script src="https://res.wx.qq.com.evil/a.js">'),
        ('<a href="https://res.wx.qq.com/a">', f'{MARK}<a href="https://res.wx.qq.com/a">'),
    ],
)  # fmt: skip
def test_prepared_pages(page: str, prepared: str) -> None:
    assert rules_html.prepared(page.encode()).decode() == prepared


def test_a_long_page_is_prepared_in_time() -> None:
    for piece in (b"<!--", b"<head", b"<script ", b"<!doctype "):
        assert rules_html.prepared(piece * 100_000).count(BOOTSTRAP) == 1
