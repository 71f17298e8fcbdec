"""Ordinary QR codes, and codes of service accounts, that open a mini program by a rule."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

SEED = """
[settings]
"quota.rates" = false
[[subject]]
id = "own"
[[subject]]
id = "person"
kind = "individual"
[[mini_program]]
name = "shop"
subject = "own"
members = { mia = "administrator", dev = "developer", eve = "experience" }
release = [
  { version = "1.0.0", pages = ["pages/index/index", "pages/sale/sale"] },
  { version = "2.0.0", kind = "trial", pages = ["pages/index/index"] },
  { version = "3.0.0", kind = "develop", pages = ["pages/index/index"] },
]
[[mini_program]]
name = "other"
subject = "own"
release = [{ version = "1.0.0" }]
[[mini_program]]
name = "draft"
subject = "own"
[[mini_program]]
name = "mine"
subject = "person"
[[service_account]]
name = "news"
subject = "own"
mini_programs = ["shop"]
[[person]]
id = "mia"
[[person]]
id = "dev"
[[person]]
id = "eve"
[[person]]
id = "ann"
"""
PREFIX = "https://shop.example/t/"
SERVICE = "http://weixin.qq.com/q/02P5KzM"


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2024-01-10")


def call(local: Local, name: str, body: Any = None, account: str = "shop") -> Any:
    appid = local.account(account, "service_account" if account == "news" else "mini_program").appid
    return local.post(
        f"/cgi-bin/wxopen/qrcodejump{name}", {} if body is None else body, access_token=local.token(appid)
    )


def add(local: Local, prefix: str = PREFIX, account: str = "shop", **more: Any) -> Any:
    body = {"prefix": prefix, "path": "pages/index/index", "is_edit": 0, "permit_sub_rule": 1, "open_version": 3}
    return call(local, "add", {**body, **more}, account)


def add_for_service(local: Local, prefix: str = SERVICE, mini: str = "shop", **more: Any) -> Any:
    appid = local.account(mini).appid
    return call(
        local, "add", {"prefix": prefix, "path": "pages/sale/sale", "is_edit": 0, "appid": appid, **more}, "news"
    )


def publish(local: Local, prefix: str = PREFIX, account: str = "shop") -> Any:
    return call(local, "publish", {"prefix": prefix}, account)


def scan(local: Local, text: str, who: str = "ann") -> dict[str, Any]:
    outcome = local.person(who).call("scanCode", {"text": text})
    assert outcome.ok, outcome
    assert outcome.result is not None
    return outcome.result


# -- what a person scans -----------------------------------------------------------------------------------------------


def test_a_published_rule_opens_the_mini_program_with_the_link(desk: Local) -> None:
    assert add(desk, path="/pages/sale/sale?from=table") == {"errcode": 0, "errmsg": "ok"}
    link = PREFIX + "7?名=a b".replace(" ", "%20")
    assert scan(desk, link) == {"browser": link}, "not published"
    assert publish(desk) == {"errcode": 0, "errmsg": "ok"}
    opened = scan(desk, link)
    assert (opened["appid"], opened["path"], opened["scene"]) == (desk.account("shop").appid, "pages/sale/sale", 1011)
    assert opened["query"]["from"] == "table"
    assert unquote(opened["query"]["q"]) == link
    assert opened["query"]["scancode_time"] == str(desk.now)
    options = desk.person("ann").call("getLaunchOptionsSync", appid=opened["appid"]).result
    assert options is not None
    assert options["query"] == opened["query"]


def test_the_rule_nearest_to_the_link_decides(desk: Local) -> None:
    """https://www.qq.com/a/ published, https://www.qq.com/a/b not: the second is hit, and the page opens."""
    add(desk, "https://www.qq.com/a/")
    publish(desk, "https://www.qq.com/a/")
    add(desk, "https://www.qq.com/a/b", path="pages/sale/sale")
    assert scan(desk, "https://www.qq.com/a/b") == {"browser": "https://www.qq.com/a/b"}
    assert scan(desk, "https://www.qq.com/a/c")["path"] == "pages/index/index"
    publish(desk, "https://www.qq.com/a/b")
    assert scan(desk, "https://www.qq.com/a/b")["path"] == "pages/sale/sale"


def test_a_link_without_a_rule_is_not_of_this_world(desk: Local) -> None:
    add(desk)
    publish(desk)
    for link in ("https://shop.example/other", "http://shop.example/t/7", "shop.example/t/7"):
        assert not desk.person("ann").call("scanCode", {"text": link}).ok


def test_members_try_a_rule_before_and_after_it_is_published(desk: Local) -> None:
    link = PREFIX + "1"
    add(desk, debug_url=[link], open_version=1)
    assert (scan(desk, link, "dev")["version"], scan(desk, link, "dev")["envVersion"]) == ("3.0.0", "develop")
    for who in ("mia", "eve", "ann"):
        assert scan(desk, link, who) == {"browser": link}
    add(desk, debug_url=[link], open_version=2, is_edit=1)
    assert scan(desk, link, "eve")["version"] == scan(desk, link, "mia")["version"] == "2.0.0"
    assert scan(desk, PREFIX + "2", "mia") == {"browser": PREFIX + "2"}
    publish(desk)
    assert (scan(desk, link, "mia")["version"], scan(desk, link)["version"]) == ("2.0.0", "1.0.0")


def test_older_clients_open_the_page(desk: Local) -> None:
    add(desk)
    publish(desk)
    desk.person("ann").change_phone(client_version="6.5.5")
    assert scan(desk, PREFIX) == {"browser": PREFIX}
    desk.person("ann").change_phone(client_version="6.5.6")
    assert scan(desk, PREFIX)["appid"] == desk.account("shop").appid


@pytest.mark.parametrize(("day", "below"), [("2017-04-30 23:59:59", False), ("2017-05-01", True), ("2017-05-02", True)])
def test_links_below_a_rule_since_2017_05(desk: Local, day: str, below: bool) -> None:
    add(desk)
    publish(desk)
    desk.at(day)
    assert "appid" in scan(desk, PREFIX)
    assert desk.person("ann").call("scanCode", {"text": PREFIX + "7"}).ok is below


def test_a_page_that_the_version_does_not_have(desk: Local) -> None:
    add(desk, path="pages/gone/gone")
    publish(desk)
    outcome = desk.person("ann").call("scanCode", {"text": PREFIX})
    assert not outcome.ok
    assert "has no page 'pages/gone/gone'" in str(outcome.reason)


def test_a_deleted_rule_opens_nothing_at_once(desk: Local) -> None:
    add(desk)
    publish(desk)
    assert call(desk, "delete", {"prefix": PREFIX}, "other")["errcode"] == 0
    assert "appid" in scan(desk, PREFIX), "not the other's"
    assert call(desk, "delete", {"prefix": PREFIX})["errcode"] == 0
    assert not desk.person("ann").call("scanCode", {"text": PREFIX}).ok
    assert call(desk, "get")["rule_list"] == []


# -- the operations ----------------------------------------------------------------------------------------------------


def test_rules_are_told_the_newest_first_and_shown_in_the_console(desk: Local) -> None:
    for number in range(3):
        add(desk, f"{PREFIX}{number}/", permit_sub_rule=2)
    assert [one["prefix"][-2] for one in call(desk, "get")["rule_list"]] == ["2", "1", "0"]
    shown = desk.control("GET", f"/accounts/{desk.account('shop').appid}/qr-rules")
    assert [one["prefix"][-2] for one in shown] == ["0", "1", "2"]
    assert shown[0]["exclusive"] is True
    assert [call(desk, "get", account=name)["qrcodejump_open"] for name in ("shop", "other")] == [1, 0]


def test_a_hundred_rules(desk: Local) -> None:
    for number in range(100):
        assert add(desk, f"{PREFIX}{number}")["errcode"] == 0
    assert add(desk, f"{PREFIX}100")["errcode"] == 85073
    assert add(desk, f"{PREFIX}99", is_edit=1)["errcode"] == 0
    assert add(desk, f"{PREFIX}100", "other")["errcode"] == 0
    call(desk, "delete", {"prefix": f"{PREFIX}0"})
    assert add(desk, f"{PREFIX}101")["errcode"] == 0


def test_publishing_is_counted_by_month(desk: Local) -> None:
    desk.set("codes.published_a_month", 2)
    for number in range(3):
        add(desk, f"{PREFIX}{number}")
    assert call(desk, "get")["qrcodejump_pub_quota"] == 2
    assert publish(desk, f"{PREFIX}0")["errcode"] == publish(desk, f"{PREFIX}1")["errcode"] == 0
    assert publish(desk, f"{PREFIX}1")["errcode"] == 0, "it is published already"
    assert call(desk, "get")["qrcodejump_pub_quota"] == 0
    assert publish(desk, f"{PREFIX}2")["errcode"] == 886000
    desk.at("2024-02-01")
    assert publish(desk, f"{PREFIX}2")["errcode"] == 0
    assert call(desk, "get")["qrcodejump_pub_quota"] == 1


def test_refusals(desk: Local) -> None:
    assert add(desk, "ftp://shop.example")["errcode"] == 85066
    assert add(desk, account="mine")["errcode"] == 85075
    assert call(desk, "get", account="mine")["errcode"] == 85075
    assert call(desk, "delete", {"prefix": PREFIX}, "mine")["errcode"] == 85075
    assert call(desk, "download", account="mine")["errcode"] == 85075
    assert add(desk, open_version=4)["errcode"] == 40097
    assert add(desk, permit_sub_rule="")["errcode"] == 40097
    assert add(desk, path="")["errcode"] == 47001
    assert add(desk, path="/", is_edit=2)["errcode"] == 40097
    assert add(desk, debug_url=["https://shop.example/u"])["errcode"] == 85068
    assert add(desk, is_edit=1)["errcode"] == 40097
    assert add(desk)["errcode"] == 0
    assert add(desk)["errcode"] == 85071
    assert add(desk, account="other")["errcode"] == 85072
    assert publish(desk, PREFIX, "other")["errcode"] == 85095
    assert publish(desk, "nonsense")["errcode"] == 85095
    publish(desk)
    assert add(desk, is_edit=1)["errcode"] == 40097
    assert add(desk, "https://draft.example", "draft")["errcode"] == 0
    assert publish(desk, "https://draft.example", "draft")["errcode"] == 85074


def test_all_below_a_prefix_may_be_kept(desk: Local) -> None:
    add(desk, "https://wx.qq.com/mp?id=123", permit_sub_rule=2)
    assert add(desk, "https://wx.qq.com/mp?id=1234", "other")["errcode"] == 85072
    assert add(desk, "https://wx.qq.com/mp?id=1234")["errcode"] == 0
    assert add(desk, "https://wx.qq.com/mp?id=124", "other")["errcode"] == 0


def test_hosts_of_which_something_is_wrong(desk: Local) -> None:
    desk.facts("codes", "shop", hosts={"a.cn": "blocked", "b.cn": "no ICP", "c.cn": "no check file"})
    told = [add(desk, f"https://{host}.cn/")["errcode"] for host in "abcd"]
    assert told == [85070, 85076, 85069, 0]


def test_the_check_file(desk: Local) -> None:
    told = call(desk, "download")
    assert told.keys() == {"errcode", "errmsg", "file_name", "file_content"}
    assert told["file_name"].endswith(".txt")
    assert (len(told["file_name"]), len(told["file_content"])) == (14, 32)
    assert call(desk, "download") == told
    assert call(desk, "download", account="other")["file_name"] != told["file_name"]


def test_five_calls_a_second(desk: Local) -> None:
    desk.set("quota.rates", True)
    for _ in range(5):
        assert call(desk, "get")["errcode"] == 0
    assert call(desk, "get")["errcode"] == 44990
    desk.advance(1)
    assert call(desk, "get")["errcode"] == 0


# -- codes of service accounts -----------------------------------------------------------------------------------------


def test_a_code_of_a_service_account_opens_the_linked_mini_program(desk: Local) -> None:
    shop = desk.account("shop").appid
    assert add_for_service(desk)["errcode"] == 0
    assert not desk.person("ann").call("scanCode", {"text": SERVICE}).ok, "not published: the account's own"
    assert publish(desk, SERVICE, "news")["errcode"] == 0
    opened = scan(desk, SERVICE)
    assert (opened["appid"], opened["path"], unquote(opened["query"]["q"])) == (shop, "pages/sale/sale", SERVICE)
    assert call(desk, "get")["rule_list"] == [], "the mini program is not told of them"
    assert publish(desk, SERVICE)["errcode"] == 85095
    desk.control("DELETE", f"/accounts/{shop}/associations/{desk.account('news', 'service_account').appid}")
    assert not desk.person("ann").call("scanCode", {"text": SERVICE}).ok
    assert publish(desk, SERVICE, "news")["errcode"] == 40166
    assert call(desk, "delete", {"prefix": SERVICE}, "news")["errcode"] == 0


def test_who_scans_a_real_code_follows_or_is_in_the_mini_program(desk: Local) -> None:
    """Until the rule is published, and after it is deleted, the code is the service account's own."""
    news = desk.account("news", "service_account").appid
    wanted = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "table"}}}
    code = desk.post("/cgi-bin/qrcode/create", wanted, access_token=desk.token(news))["url"]
    add_for_service(desk, code)
    leave = desk.person("ann").call("scanCode", {"text": code}, answers="leave")
    assert leave.result == {"account": news, "follows": False}
    publish(desk, code, "news")
    assert scan(desk, code)["appid"] == desk.account("shop").appid
    call(desk, "delete", {"prefix": code}, "news")
    assert desk.person("ann").call("scanCode", {"text": code}, answers="leave").result == leave.result


def test_refusals_to_service_accounts(desk: Local) -> None:
    assert add_for_service(desk, "https://shop.example/")["errcode"] == 85066
    assert add_for_service(desk, mini="other")["errcode"] == 40166
    assert add_for_service(desk, appid="wx1")["errcode"] == 40166
    news = desk.account("news", "service_account").appid
    desk.control("PATCH", f"/accounts/{news}", {"verified": False})
    assert add_for_service(desk)["errcode"] == 48001


def test_rules_of_service_accounts_are_told_in_three_ways(desk: Local) -> None:
    appid = desk.account("shop").appid
    for number in range(3):
        assert add_for_service(desk, f"{SERVICE}{number}")["errcode"] == 0

    def told(**body: Any) -> Any:
        return call(desk, "get", {"appid": appid, **body}, "news")

    def numbers(answer: Any) -> list[str]:
        return [one["prefix"][-1] for one in answer["rule_list"]]

    newest = told(get_type=0)
    assert (numbers(newest), newest["list_size"], newest["total_count"]) == (["2", "1", "0"], 3, 3)
    assert newest["rule_list"][0].keys() == {"prefix", "path", "state"}
    named = told(get_type=1, prefix_list=[f"{SERVICE}1", f"{SERVICE}9", "nonsense"])
    assert (numbers(named), named["list_size"], named["total_count"]) == (["1"], 1, 3)
    assert numbers(told(get_type=1, prefix_list=["nonsense"])) == []
    assert numbers(told(get_type=2, page_num=1, page_size=2)) == ["0", "1"]
    assert numbers(told(get_type=2, page_num=2, page_size=2)) == ["2"]
    for wrong in (
        {"get_type": 1},
        {"get_type": 1, "prefix_list": [SERVICE] * 201},
        {"get_type": 2, "page_num": 0, "page_size": 1},
        {"get_type": 2, "page_num": 1, "page_size": 0},
        {"get_type": 2, "page_num": 1, "page_size": 201},
        {"get_type": 3, "page_num": 1, "page_size": 1},
    ):
        assert told(**wrong)["errcode"] == 40097
    assert told(get_type=2, page_num=1, page_size=200)["list_size"] == 3
    assert told(get_type=1, prefix_list=[SERVICE] * 200)["errcode"] == 0


def test_kinds_of_accounts(desk: Local) -> None:
    made = desk.control("POST", "/accounts", {"kind": "subscription_account", "name": "letters", "subject": "own"})
    token = desk.token(made["appid"])
    assert desk.post("/cgi-bin/wxopen/qrcodejumpget", {}, access_token=token)["errcode"] == 48001
    with pytest.raises(NotPossible, match="there is no mini program"):
        desk.control("GET", f"/accounts/{made['appid']}/qr-rules")


def test_on_every_store(local: Local) -> None:
    local.at("2024-01-10")
    token = {"access_token": local.token()}
    home = "pages/index/index"
    body = {"prefix": PREFIX, "path": home, "is_edit": 0, "permit_sub_rule": 1, "open_version": 3}
    assert local.post("/cgi-bin/wxopen/qrcodejumpadd", body, **token)["errcode"] == 0
    assert local.post("/cgi-bin/wxopen/qrcodejumppublish", {"prefix": PREFIX}, **token)["errcode"] == 0
    assert scan(local, PREFIX + "7" * 1000, "bob")["path"] == home
    (rule,) = local.post("/cgi-bin/wxopen/qrcodejumpget", {}, **token)["rule_list"]
    assert (rule["prefix"], rule["state"]) == (PREFIX, 2)
    assert local.post("/cgi-bin/wxopen/qrcodejumpdelete", {"prefix": PREFIX}, **token)["errcode"] == 0
