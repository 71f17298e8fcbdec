"""A world goes by its timeline: what decides in it, and the dates that it shows beside a refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.phones import SHOP, release
from tests.sources import moment, project
from wxlocal.app import house
from wxlocal.audit.findings import audit, rules_of
from wxlocal.audit.rule import Rule
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Timeline
from wxlocal.entry.local import Local
from wxlocal.entry.rehearsal import days

Seeded = Callable[..., Local]
PROFILE = {"desc": "用于完善会员资料"}


@pytest.mark.parametrize(
    ("timeline", "at", "since"),
    [
        ("as-happened", "2023-10-20", "2023-10-17"),
        ("as-announced", "2023-09-20", "2023-09-15"),
        ("as-announced", "2023-10-20", "2023-09-15"),
        ("as-known:2023-09-01", "2023-09-20", "2023-09-15"),
        ("as-known:2023-09-14", "2023-10-17", "2023-10-17"),
    ],
)
def test_a_refusal_on_a_phone_shows_the_date_of_the_world(seeded: Seeded, timeline: str, at: str, since: str) -> None:
    local = seeded(SHOP, now=at, timeline=timeline)
    ann = local.person("ann")
    refused = ann.call("getClipboardData", answers="refuse")
    assert (refused.rule, refused.since) == ("privacy-authorization", since)
    local.facts("privacy", declared=["Location"])
    undeclared = ann.call("getClipboardData")
    assert (undeclared.rule, undeclared.since) == ("privacy-undeclared", since)
    local.facts("privacy", collects=False)
    banned = ann.call("getClipboardData")
    assert (banned.rule, banned.since) == ("privacy-banned", since)


@pytest.mark.parametrize(
    ("timeline", "shown"),
    [
        ("as-happened", "link-eligibility since 2020-12-01"),
        ("as-known:2022-01-01", "link-eligibility since 2020-12-01"),
        ("as-known:2020-11-30", "link-eligibility"),
    ],
)
def test_the_header_of_a_refusal_shows_the_date_of_the_world(local: Local, timeline: str, shown: str) -> None:
    local.at("2022-05-01", timeline=timeline)
    body = {"jump_wxa": {"path": "pages/nowhere"}}
    answer = local.request("POST", "/wxa/generatescheme", {"access_token": local.token()}, json=body)
    assert answer.json()["errcode"] == 40165
    assert answer.headers["wxlocal-rule"] == shown


def test_norms_show_the_date_of_the_world(seeded: Seeded) -> None:
    """Nobody had heard of norms on 2019-07-19; that one may not call too often is older than all days."""
    release_with = 'release = [{ pages = ["pages/index/index", "pages/login/login"] }]'
    seed = SHOP + f'[[mini_program]]\nname = "pages"\nsubject = "shop"\n{release_with}\n'
    for timeline, since in (("as-happened", {"2019-09-01"}), ("as-known:2019-07-20", {"2019-09-01"})):
        local = seeded(seed, now="2019-09-01", timeline=timeline)
        appid = local.account("pages").appid
        local.person("ann").call("openMiniProgram", appid=appid)
        local.person("ann").call("redirectTo", {"url": "/pages/login/login"}, appid=appid)
        told = local.control("GET", f"/accounts/{appid}/norms")
        assert {row["since"] for row in told} == since
    for _ in range(5):
        local.person("ann").call("login", appid=appid)
    told = local.control("GET", f"/accounts/{appid}/norms")
    assert None in {row["since"] for row in told if row["rule"] == "login-rate"}


def test_findings_of_the_audit_show_the_date_of_the_timeline(tmp_path: Path) -> None:
    script = "Page({ a() { wx.getUserProfile({ desc: '完善资料' }) } })"
    read = project(tmp_path, {"app.json": '{"pages": ["a"]}', "a.js": script, "a.wxml": "<view/>"})
    for text, since in (
        ("as-happened", "2022-11-08 24:00"),
        ("as-known:2022-06-01", "2022-10-25 24:00"),
        ("as-known:2022-09-28", "2022-11-08 24:00"),
    ):
        findings = audit(read, rules_of(house().audits), moment("2022-11-10", text)).findings
        assert [one.since for one in findings if one.rule == "USER-102"] == [since], text


def test_an_end_that_nobody_knew_is_not_shown(tmp_path: Path) -> None:
    rule = house().audits["NAV-301"]
    assert isinstance(rule, Rule)
    read = project(tmp_path, rule.violating)
    for text, until in (("as-happened", "2020-04-24"), ("as-known:2019-01-01", None)):
        findings = audit(read, [rule], moment("2019-01-01", text)).findings
        assert {(one.since, one.until) for one in findings} == {("2018-11-05", until)}


# -- stages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timeline", "day", "most"),
    [
        ("as-happened", "2025-12-02", 3),
        ("as-happened", "2025-12-03", 5),
        ("as-happened", "2025-12-04", 5),
        ("as-known:2022-01-01", "2026-01-01", 3),
        ("as-known:2025-12-03", "2026-01-01", 5),
    ],
)
def test_a_number_that_nobody_knew_is_not_known(seeded: Seeded, timeline: str, day: str, most: int) -> None:
    local = seeded(SHOP, now=day, timeline=timeline)
    ids: list[str] = []
    for number in range(6):
        ids.append(local.control("POST", f"/accounts/{local.appid}/templates", {"title": f"订单{number}"})["id"])
    for count in (most, most + 1):
        outcome = local.person("ann").call(
            "requestSubscribeMessage", {"tmplIds": ids[:count]}, tap=True, answers="allow"
        )
        assert outcome.ok == (count <= most), outcome


@pytest.mark.parametrize(
    ("timeline", "day", "asks"),
    [
        ("as-happened", "2018-04-29", True),
        ("as-happened", "2018-04-30", False),
        ("as-happened", "2018-05-05", False),
        ("as-known:2018-04-10", "2018-05-05", True),
        ("as-known:2018-04-16", "2018-05-05", False),
    ],
)
def test_develop_versions_lose_the_popup_when_the_world_knows_of_it(
    seeded: Seeded, timeline: str, day: str, asks: bool
) -> None:
    local = seeded(SHOP, now=day, timeline=timeline)
    dev = local.person("dev")
    dev.call("login", version="develop")
    assert (dev.call("getUserInfo", version="develop").prompt is not None) == asks


@pytest.mark.parametrize(
    ("timeline", "day", "grey"),
    [
        ("as-happened", "2022-10-30", False),
        ("as-happened", "2022-10-31", True),
        ("as-happened", "2022-11-01", True),
        ("as-known:2022-10-30", "2022-11-01", False),
    ],
)
def test_develop_versions_lose_getUserProfile_when_the_world_knows_of_it(
    seeded: Seeded, timeline: str, day: str, grey: bool
) -> None:
    local = seeded(SHOP, now=day, timeline=timeline)
    dev = local.person("dev").change_phone(base_library="2.27.1")
    told = dev.call("getUserProfile", PROFILE, tap=True, version="develop", answers="allow").result
    assert told is not None
    assert (told["userInfo"]["nickName"] == "微信用户") == grey


@pytest.mark.parametrize(
    ("timeline", "offered"), [("as-happened", True), ("as-known:2023-09-13", False), ("as-known:2023-09-14", True)]
)
def test_the_official_popup_can_be_tried_when_the_world_knows_of_it(
    seeded: Seeded, timeline: str, offered: bool
) -> None:
    local = seeded(SHOP, now="2023-09-14", timeline=timeline)
    number = release(local, "2023-09-14", config={"__usePrivacyCheck__": True})
    ann = local.person("ann").change_phone(base_library="2.33.0")
    assert (ann.call("getClipboardData", version=number).prompt is not None) == offered


# -- rehearsal --------------------------------------------------------------------------------------------------------


def test_days_to_rehearse_are_those_of_stages_too() -> None:
    happened = Timeline.parse("as-happened")
    told = {(one.at, one.what) for one in days.around(house(), happened, "location-access-2022")}
    access = house().policies["location-access-2022"][1]
    assert told == {(one.begins(happened), "begins") for one in (access, *access.stages)}
    known = days.around(house(), Timeline.parse("as-known:2022-05-01"), "subscribe-templates")
    assert [one.title for one in known] == ["Up to 3 templates in one call, later 5"]


def test_what_only_the_audit_asks_cannot_be_rehearsed() -> None:
    with pytest.raises(NotPossible, match="only findings in sources"):
        days.around(house(), Timeline.parse("as-happened"), "realname-auth-closed")
    with pytest.raises(NotPossible, match="decides nothing here yet"):
        days.around(house(), Timeline.parse("as-happened"), "support-ticket")
