"""Tokens, quotas, rids."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_addresses_and_the_check_of_the_push_address(local: Local) -> None:
    assert local.get("/cgi-bin/get_api_domain_ip", access_token=local.token()) == {"ip_list": ["127.0.0.1"]}
    assert local.post("/cgi-bin/callback/check", {"action": "all"})["errcode"] == 40201
    facts = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/credentials"
    assert local.request("PATCH", facts, json={"set": {"callback_url": "http://127.0.0.1/x"}}).status == 200
    checked = local.post("/cgi-bin/callback/check", {"action": "dns", "check_operator": "DEFAULT"})
    assert checked == {"dns": [{"ip": "127.0.0.1", "real_operator": "CAP"}]}
    assert local.post("/cgi-bin/callback/check", {"action": "x"})["errcode"] == 40202


def test_tickets_are_for_official_accounts(local: Local) -> None:
    service = local.token("示例服务号")
    ticket = local.get("/cgi-bin/ticket/getticket", access_token=service, type="jsapi")
    assert ticket["errcode"] == 0
    assert ticket["ticket"] == local.get("/cgi-bin/ticket/getticket", access_token=service, type="jsapi")["ticket"]
    assert local.get("/cgi-bin/ticket/getticket", access_token=local.token(), type="jsapi")["errcode"] == 48001
    assert local.get("/cgi-bin/ticket/getticket", access_token=service, type="x")["errcode"] == 40097
    assert local.post("/cgi-bin/ticket/getticket", token=service, type="jsapi")["ticket"] == ticket["ticket"]
