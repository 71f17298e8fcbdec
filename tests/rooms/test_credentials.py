"""Tokens, quotas, rids."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from tests.rooms.test_platforms import Platform
from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Local


def token(local: Local, **changes: str) -> dict[str, Any]:
    query = {"grant_type": "client_credential", "appid": local.appid, "secret": local.secret, **changes}
    answer: dict[str, Any] = local.get("/cgi-bin/token", **query)
    return answer


def stable(local: Local, **more: Any) -> dict[str, Any]:
    body = {"grant_type": "client_credential", "appid": local.appid, "secret": local.secret, **more}
    answer: dict[str, Any] = local.request("POST", "/cgi-bin/stable_token", json=body).json()
    return answer


def code(local: Local, token: str) -> int:
    """What a call with this token says."""
    return int(local.get("/cgi-bin/getcallbackip", access_token=token).get("errcode", 0))


def test_a_token_lives_two_hours(local: Local) -> None:
    got = token(local)
    assert got["expires_in"] == 7200
    assert got.keys() == {"access_token", "expires_in"}
    local.advance(7199)
    assert code(local, got["access_token"]) == 0
    local.advance(1)
    assert code(local, got["access_token"]) == 42001


def test_a_jump_carries_tokens_along_unless_told_otherwise(local: Local) -> None:
    """An SDK counts a token's life by the machine's clock, which does not jump."""
    old, got = token(local)["access_token"], token(local)["access_token"]
    for day in ("2022-04-11", "2019-01-01", "2030-01-01"):
        local.at(day)
        assert code(local, got) == 0
    local.advance(300)
    assert code(local, old) == 40001
    local.advance(6900)
    assert code(local, got) == 42001
    again = token(local)["access_token"]
    local.set("credentials.tokens_travel", False)
    local.at("2031-01-01")
    assert code(local, again) == 42001


def test_the_old_token_works_five_minutes_more(local: Local) -> None:
    old, new = token(local)["access_token"], token(local)["access_token"]
    assert old != new
    local.advance(299)
    assert code(local, old) == 0
    local.advance(1)
    assert code(local, old) == 40001
    assert code(local, new) == 0


@pytest.mark.parametrize(
    ("changes", "errcode", "words"),
    [
        ({"appid": ""}, 41002, "appid missing"),
        ({"appid": "wx0000000000000000"}, 40013, "invalid appid"),
        ({"secret": ""}, 41004, "appsecret missing"),
        ({"secret": "0" * 32}, 40125, "invalid appsecret"),
        ({"grant_type": "password"}, 40002, "invalid grant_type"),
    ],
)
def test_what_is_wrong_with_a_request(memory: Local, changes: dict[str, str], errcode: int, words: str) -> None:
    answer = token(memory, **changes)
    assert answer["errcode"] == errcode
    assert answer["errmsg"].startswith(f"{words} rid: ")


@pytest.mark.parametrize(
    ("text", "errcode"),
    [("", 41001), ("undefined", 40001), ("fake_token_0000", 40001), ("1_" + "x" * 133, 40001)],
)
def test_tokens_that_are_none(memory: Local, text: str, errcode: int) -> None:
    assert code(memory, text) == errcode


def test_a_frozen_secret_a_frozen_account_and_an_address_that_is_not_allowed(local: Local) -> None:
    control = "/_wxlocal/v1/worlds/default/accounts/" + local.appid
    local.request("POST", f"{control}/secret", json={"action": "freeze"})
    assert token(local)["errcode"] == 40243
    local.request("POST", f"{control}/secret", json={"action": "unfreeze"})
    local.request("PATCH", control, json={"ip_allow_list": ["10.0.0.0/8"]})
    refused = token(local)
    assert refused["errcode"] == 40164
    assert refused["errmsg"].startswith("invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist")
    local.request("PATCH", control, json={"ip_allow_list": ["127.0.0.1"]})
    got = token(local)["access_token"]
    local.request("PATCH", control, json={"status": "banned"})
    assert token(local)["errcode"] == 50007
    assert code(local, got) == 50002


def test_an_open_platform_account_has_no_token(memory: Local) -> None:
    platform = memory.account("示例开放平台")
    assert token(memory, appid=platform.appid, secret=platform.secret)["errcode"] == 40013


# -- stable tokens ------------------------------------------------------------------------------------------------


def test_a_stable_token_stays_the_same_until_its_last_five_minutes(local: Local) -> None:
    first = stable(local)
    local.advance(6000)
    assert stable(local) == {"access_token": first["access_token"], "expires_in": 1200}
    local.advance(900)
    second = stable(local)
    assert second["access_token"] != first["access_token"]
    assert second["expires_in"] == 7200
    assert code(local, first["access_token"]) == 0, "the old one lives to its end"
    local.advance(300)
    assert code(local, first["access_token"]) == 42001
    assert code(local, second["access_token"]) == 0


def test_stable_and_plain_tokens_do_not_touch_each_other(local: Local) -> None:
    one, two = stable(local)["access_token"], token(local)["access_token"]
    token(local)
    local.advance(400)
    assert code(local, one) == 0
    assert code(local, two) == 40001


def test_force_refresh_twenty_times_a_day_and_thirty_seconds_apart(local: Local) -> None:
    seen = [stable(local)["access_token"]]
    seen.append(stable(local, force_refresh=True)["access_token"])
    assert seen[0] != seen[1]
    assert code(local, seen[0]) == 40001, "the old one dies at once"
    assert stable(local, force_refresh=True)["access_token"] == seen[1], "too soon: nothing happens"
    for _ in range(19):
        local.advance(30)
        seen.append(stable(local, force_refresh=True)["access_token"])
    assert len(set(seen)) == 21
    local.advance(30)
    assert stable(local, force_refresh=True)["errcode"] == 45009
    local.advance(DAY)
    assert "access_token" in stable(local, force_refresh=True)


def test_stable_token_wants_post_and_json(memory: Local) -> None:
    assert memory.get("/cgi-bin/stable_token")["errcode"] == 43002
    assert memory.request("POST", "/cgi-bin/stable_token", body=b"{").json()["errcode"] == 47001


# -- quotas -------------------------------------------------------------------------------------------------------


def test_limits_of_the_day_and_their_clearing(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/wxa/genwxashortlink"
    quota = local.post("/cgi-bin/openapi/quota/get", {"cgi_path": path})
    assert quota["quota"]["used"] == 0
    local.post(path, {"page_url": "pages/index/index", "page_title": "t"})
    assert local.post("/cgi-bin/openapi/quota/get", {"cgi_path": path})["quota"]["used"] == 1
    assert local.post("/cgi-bin/openapi/quota/clear", {"cgi_path": path})["errcode"] == 0
    assert local.post("/cgi-bin/openapi/quota/get", {"cgi_path": path})["quota"]["used"] == 0
    assert local.post("/cgi-bin/openapi/quota/get", {"cgi_path": "wxa"})["errcode"] == 76021
    assert local.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/sns/jscode2session"})["errcode"] == 76022


def test_stable_tokens_by_minute_and_the_rate_switch(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.at("2024-01-01")
    memory.set("login.exchanges_a_minute", 2)

    def exchange() -> int:
        query = {"appid": memory.appid, "secret": memory.secret, "grant_type": "authorization_code"}
        return int(memory.get("/sns/jscode2session", js_code=memory.person("bob").login(), **query).get("errcode", 0))

    assert [exchange() for _ in range(3)] == [0, 0, 45011]
    memory.set("quota.rates", False)
    assert exchange() == 0
    memory.set("quota.rates", None)
    memory.advance(60)
    assert exchange() == 0


def test_clearing_all_ten_times_a_month(local: Local) -> None:
    local.at("2024-01-15")
    for _ in range(5):
        assert local.post("/cgi-bin/clear_quota", {"appid": local.appid})["errcode"] == 0
        both = {"appid": local.appid, "appsecret": local.secret}
        assert local.request("POST", "/cgi-bin/clear_quota/v2", both).json()["errcode"] == 0
    assert local.post("/cgi-bin/clear_quota", {"appid": local.appid})["errcode"] == 48006
    local.at("2024-02-01")
    assert local.post("/cgi-bin/clear_quota", {"appid": local.appid})["errcode"] == 0
    assert local.post("/cgi-bin/clear_quota", {"appid": "wxother"})["errcode"] == 40013


# -- rids ---------------------------------------------------------------------------------------------------------


def test_a_rid_leads_back_to_the_call(local: Local) -> None:
    local.at("2024-01-01")
    refused = local.post("/wxa/generatescheme", {"jump_wxa": {"path": "nope"}})
    rid = refused["errmsg"].split("rid: ")[1]
    found = local.post("/cgi-bin/openapi/rid/get", {"rid": rid})["request"]
    assert found["invoke_time"] == local.now
    assert "nope" in found["request_body"]
    assert "40165" in found["response_body"]
    assert "access_token=" in found["request_url"]
    assert local.token() not in found["request_url"]
    local.advance("8d")
    assert local.post("/cgi-bin/openapi/rid/get", {"rid": rid})["errcode"] == 76004
    assert local.post("/cgi-bin/openapi/rid/get", {"rid": "x"})["errcode"] == 76002
    assert local.post("/cgi-bin/openapi/rid/get", {"rid": "0" * 8 + "-" + "0" * 8 + "-" + "0" * 8})["errcode"] == 76001


def test_a_rid_of_another_account_is_not_shown(memory: Local) -> None:
    memory.at("2024-01-01")
    rid = memory.post("/wxa/generatescheme", {"jump_wxa": {"path": "nope"}})["errmsg"].split("rid: ")[1]
    asked = memory.post("/cgi-bin/openapi/rid/get", {"rid": rid}, token=memory.token("示例服务号"))
    assert asked["errcode"] == 76003


# -- the rest -----------------------------------------------------------------------------------------------------


def test_addresses(local: Local) -> None:
    assert local.get("/cgi-bin/get_api_domain_ip", access_token=local.token()) == {"ip_list": ["127.0.0.1"]}


def check(local: Local, action: str = "all", operator: str = "DEFAULT", **more: Any) -> Any:
    return local.post("/cgi-bin/callback/check", {"action": action, "check_operator": operator}, **more)


def test_the_check_of_the_push_address_really_tries(local: Local) -> None:
    assert check(local)["errcode"] == 40201
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.facts("push", url=f"http://127.0.0.1:{server.getsockname()[1]}/wx", token="AAAAA")
        dns = [{"ip": "127.0.0.1", "real_operator": "UNICOM"}]
        told = check(local, operator="UNICOM")
        assert told["dns"] == dns
        (ping,) = told["ping"]
        assert (ping["ip"], ping["from_operator"], ping["package_loss"]) == ("127.0.0.1", "UNICOM", "0%")
        assert re.fullmatch(r"\d+\.\d{3}ms", ping["time"])
        server.accept()[0].close()  # somebody came
        assert check(local, "dns", "UNICOM") == {"dns": dns}
        assert check(local, "ping").keys() == {"ping"}
    assert check(local)["ping"][0]["package_loss"] == "0%", "the host refuses: it is there"
    assert check(local, "x")["errcode"] == 40202
    assert check(local, "all", "x")["errcode"] == 40203


def test_the_check_goes_only_where_wxlocal_may_go(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **more: Any) -> None:
        raise AssertionError("it knocked on the network")

    monkeypatch.setattr(socket, "create_connection", never)
    memory.facts("push", url="http://192.0.2.1/wx", token="AAAAA")
    told = check(memory)
    assert told["dns"] == [{"ip": "192.0.2.1", "real_operator": "CAP"}]
    assert told["ping"] == [{"ip": "192.0.2.1", "from_operator": "CAP", "package_loss": "100%", "time": ""}]
    (entry,) = memory.journal(face="errand")
    assert "WXLOCAL_PUSH_TO=192.0.2.1" in entry.answer
    memory.facts("push", url="http://nobody.invalid/wx")
    assert check(memory) == {"dns": [], "ping": []}


def test_an_operator_names_a_host_that_may_be_checked(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXLOCAL_PUSH_TO", "192.0.2.1:8080")

    def late(*args: Any, **more: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", late)
    memory.facts("push", url="http://192.0.2.1:8080/wx", token="AAAAA")
    assert check(memory, "ping")["ping"][0]["package_loss"] == "100%"
    (entry,) = memory.journal(face="errand")
    assert "no whole answer within 3 seconds" in entry.answer


def test_the_check_by_the_facts_of_earlier_seeds(local: Local) -> None:
    facts = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/credentials"
    assert local.request("PATCH", facts, json={"set": {"callback_url": "http://127.0.0.1/x"}}).status == 200
    assert check(local, "dns") == {"dns": [{"ip": "127.0.0.1", "real_operator": "CAP"}]}


def test_a_platform_clears_the_quota_of_an_account(local: Local) -> None:
    path = "/cgi-bin/component/clear_quota/v2"
    platform = Platform(local)
    platform.start()
    given = {"appid": local.appid, "component_appid": platform.appid, "appsecret": platform.secret}
    assert local.post(path, given)["errcode"] == 61003
    platform.authorize(local.appid)
    local.post("/wxa/generatescheme", {})
    quota = {"cgi_path": "/wxa/generatescheme"}
    assert local.post("/cgi-bin/openapi/quota/get", quota)["quota"]["used"] == 1
    assert local.post(path, given)["errcode"] == 0
    assert local.post("/cgi-bin/openapi/quota/get", quota)["quota"]["used"] == 0
    for _ in range(8):
        assert local.request("POST", path, given).json()["errcode"] == 0, "in the query too"
    assert local.post("/cgi-bin/clear_quota", {"appid": local.appid})["errcode"] == 0, "they share the ten of a month"
    assert local.post(path, given)["errcode"] == 48006
    assert local.post(path, {**given, "appid": platform.appid})["errcode"] == 0, "its own"
    wrong = {"appid": "", "component_appid": "", "appsecret": ""}
    assert [local.post(path, {**given, name: value})["errcode"] for name, value in wrong.items()] == [
        41002,
        41002,
        41004,
    ]
    assert local.post(path, {**given, "appsecret": "x"})["errcode"] == 40125
    assert local.post(path, {**given, "appid": "wx0"})["errcode"] == 40013
    assert local.post(path, {**given, "component_appid": local.appid})["errcode"] == 40013


def test_tickets_are_for_official_accounts(local: Local) -> None:
    service = local.token("示例服务号")
    ticket = local.get("/cgi-bin/ticket/getticket", access_token=service, type="jsapi")
    assert ticket["errcode"] == 0
    assert ticket["ticket"] == local.get("/cgi-bin/ticket/getticket", access_token=service, type="jsapi")["ticket"]
    assert local.get("/cgi-bin/ticket/getticket", access_token=local.token(), type="jsapi")["errcode"] == 48001
    assert local.get("/cgi-bin/ticket/getticket", access_token=service, type="x")["errcode"] == 40097
    assert local.post("/cgi-bin/ticket/getticket", token=service, type="jsapi")["ticket"] == ticket["ticket"]
