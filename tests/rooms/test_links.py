"""Links of every kind, around 2022-04-11 and 2023-12-19."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.test_platforms import Platform
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local
from wxlocal.rooms.links import rules

CHANGE = instant("2022-04-11")
LIFTED = instant("2023-12-19")
FOREVER = {"is_expire": False}


def scheme(local: Local, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = local.post("/wxa/generatescheme", body)
    return answer


def link(local: Local, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = local.post("/wxa/generate_urllink", body)
    return answer


def ends(local: Local, openlink: str) -> int:
    return int(local.post("/wxa/queryscheme", {"scheme": openlink})["scheme_info"]["expire_time"])


def link_ends(local: Local, url: str) -> int:
    return int(local.post("/wxa/query_urllink", {"url_link": url})["url_link_info"]["expire_time"])


# -- how long a link lives ----------------------------------------------------------------------------------------


def test_permanent_until_the_day_before_thirty_days_from_then_on(local: Local) -> None:
    local.at(CHANGE - 1)
    assert ends(local, scheme(local)["openlink"]) == 0
    assert link_ends(local, link(local)["url_link"]) == 0
    local.at(CHANGE)
    assert ends(local, scheme(local)["openlink"]) == CHANGE + 30 * DAY
    assert link_ends(local, link(local)["url_link"]) == CHANGE + 30 * DAY


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"expire_type": 1, "expire_interval": 1}, 1),
        ({"expire_type": 1, "expire_interval": 30}, 30),
        ({"expire_type": 1, "expire_interval": 31}, 30),
        ({"expire_type": 1, "expire_interval": 0}, 30),
        ({"expire_type": 1, "expire_interval": -3}, 30),
        ({"expire_type": 0, "expire_time": "in 29 days"}, 29),
        ({"expire_type": 0, "expire_time": "in 300 days"}, 30),
    ],
)
def test_what_is_too_long_is_cut_to_thirty_days_without_an_error(
    memory: Local, asked: dict[str, Any], days: int
) -> None:
    memory.at("2022-06-01")
    if "expire_time" in asked:
        asked = {**asked, "expire_time": memory.now + int(str(asked["expire_time"]).split()[1]) * DAY}
    made = scheme(memory, is_expire=True, **asked)
    assert made["errcode"] == 0
    assert ends(memory, made["openlink"]) == memory.now + days * DAY


def test_the_strict_reading_is_a_setting(local: Local) -> None:
    local.at("2022-06-01")
    local.set("links.overflow", "refuse")
    for interval in (31, -3):
        answer = local.request(
            "POST",
            "/wxa/generatescheme",
            {"access_token": local.token()},
            {"is_expire": True, "expire_type": 1, "expire_interval": interval},
        )
        assert answer.json()["errcode"] == 85401
        assert answer.rule == "link-30-days"


@pytest.mark.parametrize("late", [0, 30, 60])
def test_an_end_within_a_minute_is_refused(memory: Local, late: int) -> None:
    memory.at("2023-01-01")
    assert scheme(memory, is_expire=True, expire_type=0, expire_time=memory.now + late or 1)["errcode"] == 85401


def test_before_the_change_an_end_within_a_year(local: Local) -> None:
    local.at("2021-06-01")
    made = scheme(local, is_expire=True, expire_type=1, expire_interval=364)
    assert ends(local, made["openlink"]) == local.now + 364 * DAY
    assert scheme(local, is_expire=True, expire_type=1, expire_interval=366)["errcode"] == 85401
    assert scheme(local, is_expire=True, expire_type=1, expire_interval=-3)["errcode"] == 85401
    year = local.now + 365 * DAY
    assert ends(local, scheme(local, is_expire=True, expire_type=0, expire_time=year)["openlink"]) == year
    refused = scheme(local, is_expire=True, expire_type=0, expire_time=year + 1)
    assert refused["errcode"] == 85401
    assert refused["errmsg"].startswith("time limit between 1min and 1year")


@pytest.mark.parametrize(("more", "long"), [(-1, False), (0, False), (1, True)])
def test_until_the_change_a_link_of_more_than_180_days_is_a_long_one(more: int, long: bool) -> None:
    now = instant("2022-01-01")
    assert rules.is_long_term(now, now + 180 * DAY + more) == long
    assert rules.is_long_term(now, rules.FOREVER)


# -- who may make one, and for what -------------------------------------------------------------------------------


SUBJECT = """
[[subject]]
id = "s"
kind = "{kind}"
overseas = {overseas}
[[mini_program]]
name = "program"
subject = "s"
verified = {verified}
categories = ["商家自营>百货"]
release = [{{}}]
"""


@pytest.mark.parametrize(
    ("kind", "overseas", "code"),
    [("enterprise", "false", 0), ("enterprise", "true", 40002), ("individual", "false", 40002)],
)
def test_overseas_subjects_and_individuals_make_no_links(
    seeded: Callable[..., Local], kind: str, overseas: str, code: int
) -> None:
    verified = "false" if kind == "individual" else "true"
    local = seeded(SUBJECT.format(kind=kind, overseas=overseas, verified=verified), now="2023-01-01")
    assert scheme(local)["errcode"] == code
    assert link(local)["errcode"] == code


@pytest.mark.parametrize(("length", "code"), [(1023, 0), (1024, 0), (1025, 40212)])
def test_a_query_of_1024_characters(local: Local, length: int, code: int) -> None:
    query = "a" * length
    assert scheme(local, jump_wxa={"path": "pages/index/index", "query": query})["errcode"] == code
    assert link(local, path="pages/index/index", query=query)["errcode"] == code


def test_third_party_platforms_need_permission_set_88_for_each_of_them(local: Local) -> None:
    """A wrong set passes nothing, the right one everything."""
    platform = Platform(local)
    platform.start()
    without = tuple(number for number in range(1, 200) if number != 88)
    for sets, refused in ((without, True), ((88,), False)):
        token = platform.authorize(local.appid, sets)["authorizer_access_token"]
        for path in ("generatescheme", "generate_urllink", "genwxashortlink", "queryscheme", "query_urllink"):
            answer = local.post(f"/wxa/{path}", {}, token=token)
            assert (answer["errcode"] == 61007) == refused, path


# -- links that exist already -------------------------------------------------------------------------------------


def test_existing_links_live_thirty_days_from_the_change(local: Local) -> None:
    local.at("2022-03-01")
    forever = scheme(local)["openlink"]
    long = link(local, is_expire=True, expire_type=1, expire_interval=200)["url_link"]
    short = scheme(local, is_expire=True, expire_type=1, expire_interval=45)["openlink"]
    alice = local.person("alice")
    local.at(CHANGE - 1)
    assert ends(local, forever) == 0
    local.at(CHANGE)
    assert ends(local, forever) == CHANGE + 30 * DAY
    assert link_ends(local, long) == CHANGE + 30 * DAY
    assert ends(local, short) == instant("2022-03-01") + 45 * DAY
    local.at(CHANGE + 30 * DAY - 1)
    assert alice.open(forever).ok
    local.at(CHANGE + 30 * DAY)
    ended = alice.open(forever)
    assert not ended.ok
    assert ended.rule == "link-existing-downgrade"
    assert ended.since == "2022-04-11"


def test_going_back_in_time_brings_the_old_rule_back(local: Local) -> None:
    local.at("2022-03-01")
    forever = scheme(local)["openlink"]
    local.at("2022-05-12")
    assert not local.person("alice").open(forever).ok
    local.at("2022-04-01")
    assert local.person("alice").open(forever).ok


# -- who may open a link ------------------------------------------------------------------------------------------


def test_anybody_then_one_user_then_anybody_again(local: Local) -> None:
    alice, bob = local.person("alice"), local.person("bob")
    local.at(CHANGE - DAY)
    old = scheme(local)["openlink"]
    assert alice.open(old).ok
    assert bob.open(old).ok
    local.at(CHANGE)
    new = link(local)["url_link"]
    assert bob.open(new).ok
    assert bob.open(new).ok, "the same person may come again"
    second = alice.open(new)
    assert not second.ok
    assert (second.rule, second.since) == ("link-one-user", "2022-04-11")
    assert bob.open(old).ok, "who comes first after the change keeps the old link"
    assert not alice.open(old).ok
    local.at(LIFTED - 1)
    last = scheme(local)["openlink"]
    assert bob.open(last).ok
    assert not alice.open(last).ok
    local.at(LIFTED)
    assert alice.open(last).ok, "the links that exist are lifted too"


def test_the_visitor_is_told_while_one_user_is_the_rule(local: Local) -> None:
    local.at("2022-06-01")
    made = scheme(local)["openlink"]
    local.person("bob").open(made)
    asked = local.post("/wxa/queryscheme", {"scheme": made})
    assert asked["visit_openid"] == local.person("bob").openid()
    assert asked["scheme_quota"] == {"long_time_used": 0, "long_time_limit": 100_000}
    local.at("2024-01-01")
    newer = local.post("/wxa/queryscheme", {"scheme": scheme(local)["openlink"]})
    assert "visit_openid" not in newer
    assert newer["quota_info"] == {"remain_visit_quota": 3_000_000}


def test_nfc_schemes_are_for_everybody_and_ever(local: Local) -> None:
    local.at("2022-06-01")
    made = local.post("/wxa/generatenfcscheme", {"model_id": "model-1"})
    assert ends(local, made["openlink"]) == 0
    local.at("2023-06-01")
    assert local.person("alice").open(made["openlink"]).ok
    assert local.person("bob").open(made["openlink"]).ok
    assert local.post("/wxa/generatenfcscheme", {"model_id": "nope"})["errcode"] == 9800003


def test_a_link_to_a_cloud_page_is_under_the_same_rules(local: Local) -> None:
    local.at("2022-06-01")
    made = link(local, cloud_base={"env": "env-1", "path": "/x"})["url_link"]
    assert local.person("alice").open(made).ok
    assert local.person("bob").open(made).rule == "link-sms-same-rules"
    local.at("2022-07-02")
    assert local.person("alice").open(made).rule == "link-sms-same-rules"


def test_openings_of_a_day(local: Local) -> None:
    local.at("2024-01-01")
    local.set("links.openings_a_day", 2)
    made = scheme(local)["openlink"]
    bob = local.person("bob")
    assert [bob.open(made).ok for _ in range(3)] == [True, True, False]
    assert local.post("/wxa/queryscheme", {"query_type": 1})["quota_info"] == {"remain_visit_quota": 0}
    assert bob.open(made).rule == "link-daily-open"
    local.at("2024-01-02")
    assert bob.open(made).ok
    local.at("2023-12-18")
    local.set("links.openings_a_day", 0)
    assert bob.open(scheme(local)["openlink"]).ok, "no limit before 2023-12-19"


def test_plaintext_schemes(local: Local) -> None:
    text = f"weixin://dl/business/?appid={local.appid}&path=pages/index/index&query=a%3D1"
    bob = local.person("bob")
    local.at(LIFTED - 1)
    assert bob.open(text).rule == "link-plaintext-scheme"
    local.at(LIFTED)
    opened = bob.open(text)
    assert opened.ok
    assert opened.result
    assert opened.result["scene"] == 1286
    assert opened.result["query"] == {"a": "1"}
    assert not bob.open(text.replace("index/index", "publishHomework/publishHomework")).ok
    asked = local.post("/wxa/queryscheme", {"scheme": text})
    assert asked["scheme_info"]["path"] == "pages/index/index"
    assert local.post("/wxa/queryscheme", {"scheme": text.replace("index", "x")})["errcode"] == 85405


# -- how many -----------------------------------------------------------------------------------------------------


def test_half_a_million_of_both_kinds_a_day(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wxlocal.rooms.links.rules.GENERATED_A_DAY", 2)
    local.at("2022-04-12")
    token = local.token()
    assert [scheme(local)["errcode"], link(local)["errcode"]] == [0, 0]
    refused = local.request("POST", "/wxa/generatescheme", {"access_token": token}, {})
    assert refused.json()["errcode"] == 44993
    assert refused.rule == "link-daily-generate"
    local.at("2022-04-13")
    assert scheme(local)["errcode"] == 0
    local.at("2022-04-10")
    assert [scheme(local)["errcode"] for _ in range(2)] == [0, 0]
    assert link(local)["errcode"] == 0, "each kind counted on its own before"


def test_a_hundred_a_second(local: Local) -> None:
    local.at("2022-05-01")
    local.set("links.generated_a_second", 3)
    assert [scheme(local)["errcode"] for _ in range(4)] == [0, 0, 0, 44990]
    local.advance(1)
    assert scheme(local)["errcode"] == 0


def test_a_hundred_thousand_long_ones_before(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wxlocal.rooms.links.rules.LONG_TERM_IN_ALL", 1)
    memory.at("2022-01-01")
    assert scheme(memory)["errcode"] == 0
    assert scheme(memory)["errcode"] == 85400
    assert scheme(memory, is_expire=True, expire_type=1, expire_interval=100)["errcode"] == 0
    asked = memory.post(
        "/wxa/queryscheme", {"scheme": scheme(memory, is_expire=True, expire_interval=9, expire_type=1)["openlink"]}
    )
    assert asked["scheme_quota"] == {"long_time_used": 1, "long_time_limit": 1}


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"jump_wxa": {"path": "pages/none"}}, 40165),
        ({"jump_wxa": {"path": "pages/index/index?a=1"}}, 40165),
        ({"jump_wxa": {"path": "/pages/index/index", "query": "a=" + "x" * 1023}}, 40212),
        ({"jump_wxa": {"query": "名=1"}}, 40212),
        ({"jump_wxa": {"env_version": "other"}}, 85402),
        ({"jump_wxa": "text"}, 47001),
        ({"is_expire": True, "expire_type": 2}, 85401),
        ({"is_expire": True, "expire_time": "soon"}, 47001),
    ],
)
def test_requests_that_do_not_fit(memory: Local, body: dict[str, Any], code: int) -> None:
    before = memory.post("/wxa/queryscheme", {"query_type": 1})
    assert scheme(memory, **body)["errcode"] == code
    assert memory.post("/wxa/queryscheme", {"query_type": 1}) == before


@pytest.mark.parametrize(
    "body",
    [
        {"jump_wxa": [], "is_expire": False},  # wechatpy
        {"jump_wxa": {"path": "", "query": "", "env_version": ""}, "expire_time": 0, "expire_interval": 0},  # Go
        {"expire_time": None, "is_expire": None},  # node
        {"jump_wxa": {"path": "/pages/index/index"}, "expire_type": "1", "expire_interval": "5", "is_expire": "true"},
    ],
)
def test_what_sdks_send_for_nothing(memory: Local, body: dict[str, Any]) -> None:
    assert scheme(memory, **body)["errcode"] == 0


def test_who_may_make_links(seeded: Any) -> None:
    local = seeded(
        """
[[subject]]
id = "me"
kind = "individual"
[[subject]]
id = "shop"
[[mini_program]]
name = "mine"
subject = "me"
release = [{}]
[[mini_program]]
name = "unreleased"
subject = "shop"
[[mini_program]]
name = "banned"
subject = "shop"
release = [{}]
facts.links.banned = true
"""
    )
    codes = [
        local.post("/wxa/generatescheme", {}, token=local.token(name))["errcode"]
        for name in ("mine", "unreleased", "banned")
    ]
    assert codes == [40002, 85079, 85408]


def test_a_link_of_another_mini_program_is_not_found(seeded: Any) -> None:
    local = seeded('[[mini_program]]\nname = "a"\nrelease = [{}]\n[[mini_program]]\nname = "b"\nrelease = [{}]\n')
    made = local.post("/wxa/generatescheme", {}, token=local.token("a"))["openlink"]
    assert local.post("/wxa/queryscheme", {"scheme": made}, token=local.token("b"))["errcode"] == 85403
    assert local.post("/wxa/queryscheme", {"scheme": "https://example.com"}, token=local.token("b"))["errcode"] == 40097


# -- the landing page ---------------------------------------------------------------------------------------------


def test_the_landing_page_leads_to_the_scheme(local: Local) -> None:
    local.at("2024-01-01")
    url = link(local, path="pages/detail/detail", query="a=1")["url_link"]
    host, path = url.removeprefix("https://").split("/")
    page = local.request("GET", f"/{path}", host=host)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "打开小程序" in page.body.decode()
    href = page.body.decode().split('href="')[1].split('"')[0]
    opened = local.person("bob").open(href)
    assert opened.result
    assert (opened.result["path"], opened.result["query"]) == ("pages/detail/detail", {"a": "1"})
    local.advance("30d")
    assert local.request("GET", f"/{path}", host=host).status == 410
    assert local.request("GET", "/nothing", host=host).status == 404


def test_where_a_link_is_opened_decides_the_scene(local: Local) -> None:
    local.at("2024-01-01")
    url = link(local)["url_link"]
    bob = local.person("bob")
    scenes = [bob.call("openLink", {"link": url, "where": where}).result for where in ("browser", "wechat")]
    assert [result and result["scene"] for result in scenes] == [1194, 1167]
    custom = bob.open(f"{url}?cq=b%3D2")
    assert custom.result
    assert custom.result["query"] == {"b": "2"}


# -- short links --------------------------------------------------------------------------------------------------


def test_short_links_open_inside_wechat(local: Local) -> None:
    local.at("2024-01-01")
    made = local.post("/wxa/genwxashortlink", {"page_url": "pages/index/index?a=1", "page_title": "标题"})
    assert made["link"].startswith("#小程序://示例小程序/标题/")
    opened = local.person("bob").open(made["link"])
    assert opened.result
    assert (opened.result["path"], opened.result["query"]) == ("pages/index/index", {"a": "1"})
    local.advance("31d")
    assert not local.person("bob").open(made["link"]).ok
    assert local.post("/wxa/genwxashortlink", {"page_url": "nope", "page_title": "t"})["errcode"] == 40066
    assert local.post("/wxa/genwxashortlink", {"page_url": "pages/index/index", "page_title": " "})["errcode"] == 40225


@pytest.mark.parametrize(
    ("day", "length", "shown"),
    [
        ("2026-02-02", 25, "题" * 25),
        ("2026-02-03", 19, "题" * 19),
        ("2026-02-03", 20, "题" * 20),
        ("2026-02-03", 21, "题" * 20 + "..."),
        ("2026-02-03", 25, "题" * 20 + "..."),
        ("2026-02-04", 21, "题" * 20 + "..."),
    ],
)
def test_long_titles_are_cut_since_2026_02_03(memory: Local, day: str, length: int, shown: str) -> None:
    memory.at(day)
    made = memory.post("/wxa/genwxashortlink", {"page_url": "pages/index/index", "page_title": "题" * length})
    assert f"/{shown}/" in made["link"]
