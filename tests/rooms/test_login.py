"""Codes, sessions, signatures, unionid."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Local


def exchange(local: Local, code: str, name: str | None = None) -> dict[str, Any]:
    account = local.account(name)
    query = {"appid": account.appid, "secret": account.secret, "js_code": code, "grant_type": "authorization_code"}
    answer: dict[str, Any] = local.get("/sns/jscode2session", **query)
    return answer


def signed(session: dict[str, Any]) -> dict[str, str]:
    signature = hmac.new(session["session_key"].encode(), b"", hashlib.sha256).hexdigest()
    return {"openid": session["openid"], "signature": signature, "sig_method": "hmac_sha256"}


def decrypted(session_key: str, sent: dict[str, Any]) -> dict[str, Any]:
    """What every SDK does with encryptedData and iv."""
    cipher = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(b64decode(sent["iv"]))).decryptor()
    plain = cipher.update(b64decode(sent["encryptedData"])) + cipher.finalize()
    answer: dict[str, Any] = json.loads(plain[: -plain[-1]])
    return answer


def test_a_code_becomes_a_session(local: Local) -> None:
    session = exchange(local, local.person("bob").login())
    assert session.keys() == {"session_key", "openid", "unionid"}
    assert len(b64decode(session["session_key"])) == 16
    assert len(session["openid"]) == 28
    assert session["openid"].startswith("o")
    again = exchange(local, local.person("bob").login())
    assert again["openid"] == session["openid"]


def test_a_code_lives_five_minutes(local: Local) -> None:
    code = local.person("bob").login()
    local.advance(299)
    assert "openid" in exchange(local, code)
    late = local.person("bob").login()
    local.advance(300)
    assert exchange(local, late)["errcode"] == 40029


@pytest.mark.parametrize("code", [40163, 40029])
def test_a_code_works_once(local: Local, code: int) -> None:
    local.set("login.used_code", code)
    spent = local.person("bob").login()
    exchange(local, spent)
    assert exchange(local, spent)["errcode"] == code


def test_a_code_is_for_one_mini_program(seeded: Any) -> None:
    local = seeded(
        '[[mini_program]]\nname="a"\nrelease=[{}]\n[[mini_program]]\nname="b"\nrelease=[{}]\n[[person]]\nid="p"\n'
    )
    code = local.person("p").login(local.account("a").appid)
    assert exchange(local, code, "b")["errcode"] == 40029
    assert exchange(local, code, "a")["errcode"] == 40163, "tried with another AppID it is used up"
    one = exchange(local, local.person("p").login(local.account("a").appid), "a")
    two = exchange(local, local.person("p").login(local.account("b").appid), "b")
    assert one["openid"] != two["openid"], "openid is per AppID (openid-per-app)"
    assert "unionid" not in one, "bound to no open-platform account"


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({"js_code": "x", "grant_type": "x"}, 40002),
        ({"grant_type": "authorization_code"}, 41008),
        ({"js_code": "x" * 200}, 40002),
    ],
)
def test_requests_that_do_not_fit(memory: Local, query: dict[str, str], errcode: int) -> None:
    answer = memory.get("/sns/jscode2session", appid=memory.appid, secret=memory.secret, **query)
    assert answer["errcode"] == errcode


def test_a_high_risk_user_is_blocked(seeded: Any) -> None:
    local = seeded('[[mini_program]]\nname="a"\nrelease=[{}]\n[[person]]\nid="p"\nhigh_risk=true\n')
    assert exchange(local, local.person("p").login())["errcode"] == 40226


# -- session keys -------------------------------------------------------------------------------------------------


def test_session_key_refresh(local: Local) -> None:
    """session-key-refresh: a login shortly after the last keeps the key, a later one replaces it."""
    bob = local.person("bob")
    first = exchange(local, bob.login())
    local.advance(299)
    assert exchange(local, bob.login())["session_key"] == first["session_key"]
    local.advance(1)
    second = exchange(local, bob.login())
    assert second["session_key"] != first["session_key"]
    assert local.get("/wxa/checksession", access_token=local.token(), **signed(first))["errcode"] == 87009
    assert local.get("/wxa/checksession", access_token=local.token(), **signed(second))["errcode"] == 0


def test_a_session_ends_three_days_after_its_last_use(local: Local) -> None:
    bob = local.person("bob")
    session = exchange(local, bob.login())
    local.advance(3 * DAY - 1)
    assert bob.call("checkSession").ok
    assert local.get("/wxa/checksession", access_token=local.token(), **signed(session))["errcode"] == 0
    local.advance(3 * DAY - 1)
    assert bob.call("checkSession").ok, "use renewed it"
    local.advance(1)
    ended = bob.call("checkSession")
    assert not ended.ok
    assert ended.rule == "session-key-lifetime"
    assert ended.result
    assert ended.result["errMsg"] == "checkSession:fail session time out, need relogin"
    assert local.get("/wxa/resetusersessionkey", access_token=local.token(), **signed(session))["errcode"] == 87007


def test_resetting_the_session_key(local: Local) -> None:
    bob = local.person("bob")
    session = exchange(local, bob.login())
    new = local.get("/wxa/resetusersessionkey", access_token=local.token(), **signed(session))
    assert new["openid"] == session["openid"]
    assert new["session_key"] != session["session_key"]
    again = local.get("/wxa/resetusersessionkey", access_token=local.token(), **signed(session))
    assert again["errcode"] == 87009
    bad = {**signed(new), "sig_method": "md5"}
    assert local.get("/wxa/resetusersessionkey", access_token=local.token(), **bad)["errcode"] == 87008
    unknown = {**signed(new), "openid": "o" * 28}
    assert local.get("/wxa/checksession", access_token=local.token(), **unknown)["errcode"] == 40003


def test_encryption_keys_turn_every_hour_and_three_are_told(local: Local) -> None:
    session = exchange(local, local.person("bob").login())

    def keys() -> list[dict[str, Any]]:
        found = local.get("/wxa/business/getuserencryptkey", access_token=local.token(), **signed(session))
        listed: list[dict[str, Any]] = found["key_info_list"]
        return listed

    assert [(key["version"], key["expire_in"]) for key in keys()] == [(1, 3600)]
    assert keys() == keys()
    for _ in range(3):
        local.advance(3600)
        keys()
    assert [(key["version"], key["expire_in"]) for key in keys()] == [(4, 3600), (3, 0), (2, 0)]


def test_checkencryptedmsg_knows_what_the_platform_made(local: Local) -> None:
    bob = local.person("bob")
    session = exchange(local, bob.login())
    sent = bob.call("getPhoneNumber", tap=True, answers="allow").result
    assert sent
    hash = hashlib.sha256(sent["encryptedData"].encode()).hexdigest()
    answer = local.post("/wxa/business/checkencryptedmsg", {"encrypted_msg_hash": hash})
    assert (answer["vaild"], answer["create_time"]) == (True, local.now)
    assert decrypted(session["session_key"], sent)["watermark"] == {"timestamp": local.now, "appid": local.appid}
    local.advance(3 * DAY + 1)
    assert local.post("/wxa/business/checkencryptedmsg", {"encrypted_msg_hash": hash})["errcode"] == 1
    assert local.post("/wxa/business/checkencryptedmsg", {"encrypted_msg_hash": "x"})["errcode"] == 40097


def test_a_login_after_the_clock_went_back_makes_a_new_key(local: Local) -> None:
    """The key was made in what is now the future; within the minimum period the key would stay."""
    bob = local.person("bob")
    local.at("2024-01-02")
    first = exchange(local, bob.login())["session_key"]
    assert exchange(local, bob.login())["session_key"] == first
    local.at("2024-01-01")
    earlier = exchange(local, bob.login())["session_key"]
    assert earlier != first
    assert exchange(local, bob.login())["session_key"] == earlier


# -- plugins and payments -----------------------------------------------------------------------------------------


def test_a_plugin_user_has_an_openpid(local: Local) -> None:
    bob, plugin = local.person("bob"), local.appid
    got = bob.call("pluginLogin", {"plugin": plugin}).result
    assert got
    first = local.post("/wxa/getpluginopenpid", {"code": got["code"]})
    assert len(first["openpid"]) == 28
    assert local.post("/wxa/getpluginopenpid", {"code": got["code"]})["errcode"] == 1007
    assert local.post("/wxa/getpluginopenpid", {})["errcode"] == 1001
    assert local.post("/wxa/getpluginopenpid", {"code": bob.login()})["errcode"] == 1007


def test_the_openpid_is_of_person_plugin_and_host(seeded: Any) -> None:
    programs = "".join(f'[[mini_program]]\nname="{name}"\nrelease=[{{}}]\n' for name in ("one", "two", "p1", "p2"))
    local = seeded(programs + '[[person]]\nid="p"\n[[person]]\nid="q"\n')
    ids = set()
    for who, host, plugin in (("p", "one", "p1"), ("q", "one", "p1"), ("p", "two", "p1"), ("p", "one", "p2")):
        options = {"plugin": local.account(plugin).appid}
        code = local.person(who).call("pluginLogin", options, appid=local.account(host).appid).result["code"]
        ids.add(local.post("/wxa/getpluginopenpid", {"code": code}, token=local.token(plugin))["openpid"])
    assert len(ids) == 4


PLUGIN = """
[[subject]]
id = "a"
[[subject]]
id = "b"
[[open_platform]]
name = "platform"
subject = "a"
[[open_platform]]
name = "another"
subject = "a"
[[mini_program]]
name = "host"
subject = "a"
open_platform = "platform"
release = [{{}}]
[[plugin]]
name = "plugin"
subject = "{subject}"
open_platform = "{platform}"
release = [{{}}]
[[person]]
id = "p"
"""


@pytest.mark.parametrize(
    ("subject", "platform", "may"),
    [("a", "platform", True), ("b", "platform", False), ("a", "another", False), ("b", "another", False)],
)
def test_a_plugin_logs_in_unasked_where_open_platform_account_and_subject_are_the_same(
    seeded: Any, subject: str, platform: str, may: bool
) -> None:
    local = seeded(PLUGIN.format(subject=subject, platform=platform))
    person, plugin = local.person("p"), local.account("plugin").appid
    outcome = person.call("login", appid=local.account("host").appid, plugin=plugin)
    assert outcome.ok == may, outcome
    assert may or outcome.rule == "plugin-login-conditions"


def test_unionid_after_a_payment_within_five_minutes(local: Local) -> None:
    bob = local.person("bob")
    paid = bob.call("pay", {"mch_id": "1", "out_trade_no": "n1"}, appid=local.appid).result
    assert paid
    by_number = {"openid": paid["openid"], "transaction_id": paid["transaction_id"]}
    by_trade = {"openid": paid["openid"], "mch_id": "1", "out_trade_no": "n1"}
    for query in (by_number, by_trade):
        answer = local.get("/wxa/getpaidunionid", access_token=local.token(), **query)
        assert answer["unionid"] == exchange(local, bob.login())["unionid"]
    wrong = local.get("/wxa/getpaidunionid", access_token=local.token(), openid=paid["openid"], transaction_id="x")
    assert wrong["errcode"] == 89300
    local.advance(301)
    assert local.get("/wxa/getpaidunionid", access_token=local.token(), **by_number)["errcode"] == 89300
