"""Domains of mini programs and of third-party platforms: who sets them, what is refused, when they come into force."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import refusal
from tests.rooms.test_code_management import GOOD, Desk
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local
from wxlocal.rooms.domains import rules
from wxlocal.rooms.domains.facts import Lists
from wxlocal.rooms.domains.rules import Known, Sorted

COMPONENT = "/cgi-bin/component/"


@pytest.fixture
def desk(local: Local) -> Desk:
    local.at("2024-01-01")
    return Desk(local)


def own(desk: Desk, action: str, domains: str = "", which: str = "server", **more: Any) -> Any:
    """A call for the platform itself."""
    field = "wxa_server_domain" if which == "server" else "wxa_jump_h5_domain"
    body = {"action": action, field: domains, **more}
    return desk.local.post(f"{COMPONENT}modify_wxa_{which}_domain", body, token=desk.platform.token)


def effective(desk: Desk) -> Any:
    return desk.post("/wxa/get_effective_domain")


def release(desk: Desk, version: str) -> None:
    desk.commit(GOOD, version)
    assert desk.submit()["errcode"] == 0
    desk.wait()
    assert desk.post("/wxa/release")["errcode"] == 0


def test_domains_of_the_platform(desk: Desk) -> None:
    assert own(desk, "get") == {
        "errcode": 0, "errmsg": "ok", "published_wxa_server_domain": "", "testing_wxa_server_domain": "",
    }  # fmt: skip
    done = own(desk, "add", "a.example.com;b.example.com; a.example.com")
    assert (done["testing_wxa_server_domain"], done["published_wxa_server_domain"]) == (
        "a.example.com;b.example.com",
        "",
    )
    both = own(desk, "add", "c.example.com", is_modify_published_together=True)
    assert both["testing_wxa_server_domain"] == "a.example.com;b.example.com;c.example.com"
    assert both["published_wxa_server_domain"] == "c.example.com"
    assert own(desk, "delete", "nothing.example.com")["errcode"] == 0, "what is not there is deleted with success"
    assert own(desk, "delete", "b.example.com")["testing_wxa_server_domain"] == "a.example.com;c.example.com"
    assert own(desk, "set", "d.example.com")["testing_wxa_server_domain"] == "d.example.com"
    bad = own(desk, "add", "https://e.example.com;f.example.com/x;10.0.0.1;g.example.com")
    assert bad["invalid_wxa_server_domain"] == "https://e.example.com;f.example.com/x;10.0.0.1"
    assert bad["testing_wxa_server_domain"] == "d.example.com;g.example.com"
    assert own(desk, "")["errcode"] == 40097


def test_a_platform_that_is_not_published(desk: Desk) -> None:
    path = f"/_wxlocal/v1/worlds/default/accounts/{desk.platform.appid}/facts/domains"
    desk.local.request("PATCH", path, json={"set": {"published": False, "unconfirmed": ["b.example.com"]}})
    done = own(desk, "add", "a.example.com;b.example.com", "jump", is_modify_published_together=True)
    assert done == {
        "errcode": 0, "errmsg": "ok", "testing_wxa_jump_h5_domain": "a.example.com",
        "invalid_wxa_jump_h5_domain": "b.example.com",
    }  # fmt: skip
    assert desk.post("/wxa/setwebviewdomain")["webviewdomain"] == ["https://a.example.com"]


def test_a_thousand_domains_and_fifty_changes(desk: Desk) -> None:
    many = ";".join(f"a{number}.example.com" for number in range(1000))
    assert own(desk, "set", many)["errcode"] == 0
    assert own(desk, "add", "b.example.com")["errcode"] == 85016
    for number in range(49):
        assert own(desk, "set", f"c{number}.example.com")["errcode"] == 0
    assert own(desk, "set", "d.example.com")["errcode"] == 86102
    assert own(desk, "get")["errcode"] == 0
    assert own(desk, "set", "c48.example.com")["errcode"] == 0, "nothing changes"
    assert own(desk, "set", "d.example.com", "jump")["errcode"] == 0, "they are counted by themselves"
    desk.local.at("2024-02-01")
    desk.platform.start()
    assert own(desk, "set", "d.example.com")["errcode"] == 0


def test_check_files(desk: Desk) -> None:
    body = {"component_appid": desk.platform.appid}
    told = desk.local.post(f"{COMPONENT}get_domain_confirmfile", body, token=desk.platform.token)
    assert told["file_name"].endswith(".txt")
    mine = desk.post("/wxa/get_webviewdomain_confirmfile")
    assert mine == desk.post("/wxa/get_webviewdomain_confirmfile")
    assert (mine["file_name"], len(mine["file_content"])) != (told["file_name"], 32)
    empty = desk.local.request("POST", "/wxa/get_webviewdomain_confirmfile", {"access_token": desk.token})
    assert empty.json()["errcode"] == 44002


def test_a_mini_program_gets_domains_of_its_platform(local: Local, desk: Desk) -> None:
    given = {"requestdomain": ["https://api.example.com:8443"], "wsrequestdomain": ["ws.example.com"]}
    assert desk.post("/wxa/modify_domain", action="add", **given)["errcode"] == 85018
    own(desk, "add", "api.example.com;ws.example.com;up.example.com")
    done = desk.post("/wxa/modify_domain", action="add", **given, uploaddomain=["https://other.example.com"])
    assert done["requestdomain"] == ["https://api.example.com:8443"]
    assert done["wsrequestdomain"] == ["wss://ws.example.com"], "the scheme is written"
    assert (done["uploaddomain"], done["invalid_uploaddomain"], done["no_icp_domain"]) == ([], [], [])
    assert desk.post("/wxa/modify_domain", action="add", **given)["errcode"] == 85017
    assert desk.post("/wxa/modify_domain", action="add")["errcode"] == 85017
    assert desk.post("/wxa/modify_domain", action="get")["requestdomain"] == ["https://api.example.com:8443"]
    changed = desk.post("/wxa/modify_domain", action="set", uploaddomain=["https://up.example.com"])
    assert (changed["requestdomain"], changed["uploaddomain"]) == ([], ["https://up.example.com"])
    gone = desk.post("/wxa/modify_domain", action="delete", uploaddomain=["https://up.example.com"])
    assert gone["uploaddomain"] == []
    assert desk.post("/wxa/modify_domain", action="delete", uploaddomain=["https://up.example.com"])["errcode"] == 85017
    assert desk.post("/wxa/modify_domain", action="x")["errcode"] == 40097
    assert local.post("/wxa/modify_domain", {"action": "get"})["errcode"] == 86000


def test_what_modify_domain_says_when_nothing_is_left(local: Local, desk: Desk) -> None:
    """As the community's example of 2021-11-16: wss://https://... is not a domain."""
    own(desk, "add", "a.example.com;b.example.com")
    local.facts("domains", unlicensed=["b.example.com"])
    told = desk.post("/wxa/modify_domain", action="add", wsrequestdomain=["https://a.example.com"])
    assert (told["errcode"], told["invalid_wsrequestdomain"]) == (85301, ["wss://https://a.example.com"])
    assert told["errmsg"].startswith(
        "no domain to modify after filtered, please confirm the domain has been set in miniprogram or open, and "
        "follows the rule of domains"
    )
    assert told["requestdomain"] == told["invalid_requestdomain"] == []
    without = desk.post("/wxa/modify_domain", action="add", requestdomain=["https://b.example.com"])
    assert (without["errcode"], without["no_icp_domain"]) == (85302, ["https://b.example.com"])
    both = {"requestdomain": ["https://b.example.com"], "udpdomain": ["10.0.0.1"]}
    assert desk.post("/wxa/modify_domain", action="add", **both)["errcode"] == 85303


def test_two_hundred_domains_and_fifty_changes(desk: Desk) -> None:
    domains = [f"https://a{number}.example.com" for number in range(201)]
    assert desk.post("/wxa/modify_domain_directly", action="set", requestdomain=domains)["errcode"] == 85016
    for number in range(50):
        told = desk.post("/wxa/modify_domain_directly", action="set", requestdomain=[domains[number]])
        assert told["requestdomain"] == [domains[number]]
    assert desk.post("/wxa/modify_domain_directly", action="set", requestdomain=[domains[50]])["errcode"] == 86102
    assert desk.post("/wxa/modify_domain_directly", action="set", requestdomain=[domains[49]])["errcode"] == 0
    own(desk, "add", "a50.example.com")
    assert desk.post("/wxa/modify_domain", action="add", requestdomain=[domains[50]])["errcode"] == 86102
    assert desk.post("/wxa/setwebviewdomain_directly", action="add", webviewdomain=domains[:1])["errcode"] == 0


def test_domains_that_are_set_directly(local: Local, desk: Desk) -> None:
    path = "/wxa/modify_domain_directly"
    local.facts("domains", unlicensed=["b.example.com"])
    assert desk.post(path, action="add", requestdomain=["a.example.com"])["errcode"] == 86100
    assert desk.post(path, action="add", tcpdomain=["https://a.example.com"])["errcode"] == 86100
    assert desk.post(path, action="add", requestdomain=["https://api.weixin.qq.com"])["errcode"] == 86101
    assert desk.post(path, action="add", requestdomain=["https://b.example.com"])["errcode"] == 45082
    done = desk.post(path, action="add", requestdomain=["https://a.example.com"], tcpdomain=["tcp://a.example.com"])
    assert (done["requestdomain"], done["tcpdomain"]) == (["https://a.example.com"], ["tcp://a.example.com"])
    assert "no_icp_domain" not in done
    assert desk.post(path, action="get")["requestdomain"] == ["https://a.example.com"]
    assert desk.post("/wxa/modify_domain", action="get")["requestdomain"] == []
    assert desk.post(path, action="delete", tcpdomain=["tcp://a.example.com"])["tcpdomain"] == []


def test_what_was_set_comes_into_force_with_the_release(local: Local, desk: Desk) -> None:
    path = f"/accounts/{local.appid}/domains"
    with pytest.raises(NotPossible, match="only its calls set domains"):
        local.control("PUT", path, {"requestdomain": ["https://a.example.com"]})
    local.control("DELETE", f"/third-party/{desk.platform.appid}/authorizations/{local.appid}")
    local.control("PUT", path, {"requestdomain": ["https://a.example.com", "https://b.example.com"]})
    told = desk.platform.authorize(local.appid)
    desk.token, desk.refresh_token = told["authorizer_access_token"], told["authorizer_refresh_token"]
    own(desk, "add", "b.example.com;c.example.com;d.example.com")
    desk.post("/wxa/modify_domain", action="add", requestdomain=["https://c.example.com", "https://d.example.com"])
    desk.post("/wxa/modify_domain_directly", action="add", requestdomain=["https://e.example.com"])
    own(desk, "delete", "d.example.com")
    release(desk, "1.0.0")
    now = effective(desk)
    assert now["mp_domain"]["requestdomain"] == ["https://a.example.com", "https://b.example.com"]
    assert now["third_domain"]["requestdomain"] == ["https://c.example.com", "https://d.example.com"]
    assert now["direct_domain"]["requestdomain"] == ["https://e.example.com"]
    in_force = ["https://b.example.com", "https://c.example.com", "https://e.example.com"]
    assert now["effective_domain"]["requestdomain"] == in_force
    desk.post("/wxa/modify_domain_directly", action="add", requestdomain=["https://f.example.com"])
    assert effective(desk)["effective_domain"]["requestdomain"] == in_force, "not before the next release"
    info = desk.platform.call("api_get_authorizer_info", authorizer_appid=local.appid)["authorizer_info"]
    assert info["MiniProgramInfo"]["network"]["RequestDomain"] == in_force
    assert local.control("GET", path)["effective"]["requestdomain"] == in_force


def test_business_domains_of_the_platform(local: Local, desk: Desk) -> None:
    path = "/wxa/setwebviewdomain"
    assert desk.post(path, action="add", webviewdomain=["https://m.example.com"])["errcode"] == 89020
    own(desk, "add", "example.com;shop.example.net", "jump", is_modify_published_together=True)
    assert desk.post(path)["webviewdomain"] == ["https://example.com", "https://shop.example.net"]
    assert desk.post(path)["errcode"] == 89019
    more = desk.post(path, action="add", webviewdomain=["https://m.example.com"])
    assert more["webviewdomain"][-1] == "https://m.example.com", "below one of the platform's"
    assert desk.post(path, action="add", webviewdomain=["https://badexample.com"])["errcode"] == 89021
    assert desk.post(path, action="add", webviewdomain=["http://m.example.com"])["errcode"] == 40097
    assert desk.post(path, action="get")["webviewdomain"] == more["webviewdomain"]
    assert desk.post(path, action="delete", webviewdomain=["https://m.example.com"])["errcode"] == 0
    many = [f"https://a{number}.example.com" for number in range(101)]
    assert desk.post(path, action="set", webviewdomain=many)["errcode"] == 89029
    assert desk.post(path, action="set", webviewdomain=many[:100])["errcode"] == 0


def test_business_domains_of_ones_own(local: Local, desk: Desk) -> None:
    path = "/wxa/setwebviewdomain_directly"
    local.facts("domains", unconfirmed=["a.example.com"], unlicensed=["b.example.com"])
    assert desk.post(path, action="add", webviewdomain=["https://a.example.com"])["errcode"] == 86103
    assert desk.post(path, action="add", webviewdomain=["https://b.example.com"])["errcode"] == 45082
    domains = ["https://c.example.com"]
    assert desk.post(path, action="add", webviewdomain=domains)["webviewdomain"] == domains
    assert desk.post(path, action="add", webviewdomain=domains)["webviewdomain"] == domains
    assert desk.post(path, action="get")["webviewdomain"] == domains
    told = desk.post("/wxa/get_effective_webviewdomain")
    assert (told["direct_webviewdomain"], told["effective_webviewdomain"]) == (domains, domains)
    assert (told["mp_webviewdomain"], told["third_webviewdomain"]) == ([], [])
    assert desk.post(path, action="delete", webviewdomain=["https://c.example.com"])["webviewdomain"] == []


def test_individuals_have_no_business_domains(local: Local, desk: Desk) -> None:
    local.control("POST", "/subjects", {"id": "me", "kind": "individual"})
    local.control("PATCH", f"/accounts/{local.appid}", {"subject": "me", "verified": False})
    for path in ("/wxa/setwebviewdomain", "/wxa/setwebviewdomain_directly"):
        assert desk.post(path, action="add", webviewdomain=["https://a.example.com"])["errcode"] == 89231


def test_the_web_view_shows_business_domains_alone(local: Local) -> None:
    bob, path = local.person("bob"), f"/accounts/{local.appid}/domains"
    assert bob.call("web-view", {"src": "https://any.example.com/"}).ok, "nobody has set any"
    local.control("PUT", path, {"webviewdomain": ["https://a.example.com"]})
    assert bob.call("web-view", {"src": "https://a.example.com/x"}).ok
    assert not bob.call("web-view", {"src": "https://any.example.com/"}).ok
    local.facts("jump", web_view_domains=["any.example.com"])
    assert bob.call("web-view", {"src": "https://any.example.com/"}).ok


def test_the_console(local: Local) -> None:
    path = f"/accounts/{local.appid}/domains"
    local.facts("domains", unlicensed=["b.example.com"], unconfirmed=["c.example.com"])
    shown = local.control(
        "PUT", path, {"requestdomain": ["https://a.example.com"], "udpdomain": ["udp://a.example.com"]}
    )
    assert shown["effective"]["requestdomain"] == shown["console"]["requestdomain"] == ["https://a.example.com"]
    assert local.control("PUT", path, {"requestdomain": []})["console"]["udpdomain"] == ["udp://a.example.com"]
    for wrong, code in (
        ({"requestdomain": ["a.example.com"]}, "86100"),
        ({"requestdomain": ["https://b.example.com"]}, "45082"),
        ({"webviewdomain": ["https://b.example.com"]}, "86103"),
        ({"webviewdomain": ["https://c.example.com"]}, "86103"),
        ({"webviewdomain": ["a.example.com"]}, "40097"),
        ({"webviewdomain": [f"https://a{number}.example.com" for number in range(101)]}, "85016"),
    ):
        with pytest.raises(NotPossible, match=code):
            local.control("PUT", path, wrong)
    for number in range(48):
        local.control("PUT", path, {"requestdomain": [f"https://a{number}.example.com"]})
    with pytest.raises(NotPossible, match="86102"):
        local.control("PUT", path, {"requestdomain": ["https://z.example.com"]})


def test_the_console_of_an_individual(local: Local) -> None:
    local.control("POST", "/subjects", {"id": "me", "kind": "individual"})
    local.control("PATCH", f"/accounts/{local.appid}", {"subject": "me", "verified": False})
    path = f"/accounts/{local.appid}/domains"
    assert local.control("PUT", path, {"webviewdomain": []})["console"]["webviewdomain"] == []
    with pytest.raises(NotPossible, match="89231"):
        local.control("PUT", path, {"webviewdomain": ["https://a.example.com"]})


# -- rule by rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("a.example.com", True), ("A-1.example.com", True), ("xn--fiq.cn", True), ("a.example.com:1", True),
        ("a.example.com:65535", True), ("a.example.com:65536", False), ("a.example.com:0", False),
        ("a.example.com:", False), ("a.example.com:x", False), ("a.example.com:١", False), ("localhost", False),
        ("10.0.0.1", False), ("::1", False), ("a_b.example.com", False), ("-a.example.com", False),
        ("a-.example.com", False), ("a..com", False), ("a.example.com/", False), ("", False), ("a.1", False),
        (f"{'a' * 63}.example.com", True), (f"{'a' * 64}.example.com", False), ("a." * 126 + "c", False),
        ("https://a.example.com", False), ("a.example.com\n", False),
    ],
)  # fmt: skip
def test_what_a_domain_is(text: str, good: bool) -> None:
    assert rules.is_host(text) is good


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        ("requestdomain", "https://"), ("wsrequestdomain", "wss://"), ("uploaddomain", "https://"),
        ("downloaddomain", "https://"), ("udpdomain", "udp://"), ("tcpdomain", "tcp://"),
    ],
)  # fmt: skip
def test_schemes(kind: str, scheme: str) -> None:
    taken = Sorted(good=(f"{scheme}a.example.com",))
    assert rules.sort_out(kind, ["a.example.com", f"{scheme}a.example.com"], ["a.example.com"], []) == taken
    rules.check_directly(kind, [f"{scheme}a.example.com:80"], [])
    assert refusal(rules.check_directly, kind, ["ftp://a.example.com"], []) == (86100, "url protocol error")


def test_sorting_out() -> None:
    given = ["https://a.example.com", "https://10.0.0.1", "https://b.example.com", "https://c.example.com"]
    found = rules.sort_out("requestdomain", [*given, "https://API.weixin.qq.com"], ["a.example.com"], ["b.example.com"])
    assert found == Sorted(
        ("https://a.example.com",),
        ("https://10.0.0.1", "https://API.weixin.qq.com"),
        ("https://b.example.com",),
        ("https://c.example.com",),
    )


def test_hosts_that_cover_others() -> None:
    assert rules.host_of("https://A.example.com:80") == "a.example.com"
    assert rules.covers(["https://a.example.com"], "wss://a.example.com:1")
    assert not rules.covers(["example.com"], "a.example.com")
    assert rules.covers(["example.com"], "a.example.com", below=True)
    assert not rules.covers(["example.com"], "aexample.com", below=True)
    assert not rules.covers([], "a.example.com", below=True)


def test_changes() -> None:
    assert rules.changed("add", ("a", "b"), ["b", "c", "c"]) == ("a", "b", "c")
    assert rules.changed("delete", ("a", "b"), ["b", "x"]) == ("a",)
    assert rules.changed("set", ("a", "b"), ["c", "b", "c"]) == ("c", "b")
    assert rules.split(" a;b ;;c") == ["a", "b", "c"]
    assert [rules.check_action(one) for one in ("add", "delete", "set", "get")] == list(rules.ACTIONS)
    rules.check_size(("a", "b"), 2)
    assert refusal(rules.check_size, ("a", "b"), 1) == (85016, "exceed valid domain count")


GOOD_ONE, BAD = Sorted(good=("g",)), Sorted(invalid=("i",))
UNLICENSED, FOREIGN = Sorted(unlicensed=("u",)), Sorted(foreign=("f",))


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([], 85017), ([GOOD_ONE], 85017), ([FOREIGN], 85018), ([GOOD_ONE, FOREIGN], 85017), ([BAD], 85301),
        ([BAD, FOREIGN], 85301), ([UNLICENSED], 85302), ([UNLICENSED, BAD], 85303),
    ],
)  # fmt: skip
def test_why_nothing_has_changed(found: list[Sorted], code: int) -> None:
    assert rules.nothing_changed(found).code == code


def test_what_a_release_makes_of_domains() -> None:
    console = Lists(requestdomain=("https://a.c", "https://b.c"), webviewdomain=("https://m.j.c", "https://x.c"))
    platform = Lists(requestdomain=("https://b.c", "https://c.c"), webviewdomain=("https://j.c",))
    directly = Lists(requestdomain=("https://d.c", "https://b.c"), tcpdomain=("tcp://d.c",))
    alone = rules.merged(console, platform, directly, None)
    assert alone.requestdomain == ("https://a.c", "https://b.c", "https://c.c", "https://d.c")
    assert alone.webviewdomain == ("https://m.j.c", "https://x.c", "https://j.c")
    served = rules.merged(console, platform, directly, Known(server=("b.c",), jump=("j.c",)))
    assert served.requestdomain == ("https://b.c", "https://d.c")
    assert served.webviewdomain == ("https://m.j.c", "https://j.c")
    assert served.tcpdomain == ("tcp://d.c",)


def test_the_figures_are_those_of_the_pages() -> None:
    """配置小程序服务器域名: 200 of each, 50 changes a month; 89029: 100; 设置第三方平台服务器域名: 1000."""
    assert (rules.MOST_SERVER, rules.MOST_WEBVIEW, rules.MOST_OF_PLATFORM, rules.CHANGES_A_MONTH) == (
        200,
        100,
        1000,
        50,
    )
