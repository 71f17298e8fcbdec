"""The control API: whatever the command line and Python can do, any language can do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Answer, Local
from wxlocal.faces.control import PREFIX, all_routes

W = "/worlds/default"


def call(local: Local, method: str, path: str, /, json: Any = None, **query: Any) -> Answer:
    return local.request(method, PREFIX + path, query, json)


def ok(local: Local, method: str, path: str, /, json: Any = None, **query: Any) -> Any:
    answer = call(local, method, path, json, **query)
    assert answer.status == 200, answer.body
    return answer.json()


def test_the_document_describes_every_route(memory: Local) -> None:
    document = ok(memory, "GET", "/openapi.json")
    assert document["openapi"] == "3.1.0"
    listed = {(method.upper(), path) for path, entry in document["paths"].items() for method in entry}
    assert listed == {(route.method, PREFIX + route.path) for route in all_routes(memory.app.worlds)}
    ids = [entry["operationId"] for path in document["paths"].values() for entry in path.values()]
    assert len(ids) == len(set(ids))
    names = set(document["components"]["schemas"])
    assert {"Account", "Fault", "Entry", "Outcome"} <= names


def test_health_and_home(memory: Local) -> None:
    assert ok(memory, "GET", "/health")["worlds"] == ["default"]
    assert memory.request("GET", "/", host="api.weixin.qq.com").json()["errcode"] == 40066
    assert memory.request("GET", "/").body.startswith(b"wxlocal: the WeChat Mini Program platform")


def test_the_ca(memory: Local) -> None:
    told = ok(memory, "GET", "/ca")
    assert told["pem"].startswith("-----BEGIN CERTIFICATE")
    assert Path(told["path"]).read_text() == told["pem"]


def test_operations_abilities_policies(memory: Local) -> None:
    paths = {row["path"] for row in ok(memory, "GET", "/operations")}
    assert {"/cgi-bin/token", "/wxa/generatescheme", "/wxa/getwxacode"} <= paths
    names = {row["name"] for row in ok(memory, "GET", "/abilities")}
    assert {"login", "getPhoneNumber", "openLink", "scanCode"} <= names
    rows = ok(memory, "GET", "/policies", now="2022-04-10")
    assert next(row for row in rows if row["id"] == "link-one-user")["holds"] is False
    assert ok(memory, "GET", "/policies/link-one-user", now="2022-04-11")["holds"] is True
    assert call(memory, "GET", "/policies/none").status == 404
    assert call(memory, "GET", "/policies", now="x").status == 400


def test_clock(local: Local) -> None:
    assert ok(local, "PATCH", f"{W}/clock", {"now": "2022-04-11", "frozen": True})["now"] == instant("2022-04-11")
    assert ok(local, "PATCH", f"{W}/clock", {"advance": "1d"})["now"] == instant("2022-04-12")
    assert ok(local, "PATCH", f"{W}/clock", {"advance": 60})["now"] == instant("2022-04-12") + 60
    assert ok(local, "PATCH", f"{W}/clock", {"timeline": "as-announced"})["timeline"] == "as-announced"
    for wrong in (
        {"now": "x"},
        {"advance": "x"},
        {"now": "2022-01-01", "advance": 1},
        {"advance": -5},
        {"timeline": "x"},
        {"when": 1},
    ):
        assert call(local, "PATCH", f"{W}/clock", wrong).status == 400, wrong


def test_a_person_with_a_phone_does_it_all_over_http(local: Local) -> None:
    local.at("2022-05-01")
    person = ok(local, "POST", f"{W}/people", {"nickname": "卡罗", "phone_number": "13700000000"})
    phone = person["phones"][0]["id"]

    def do(api: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = ok(local, "POST", f"{W}/phones/{phone}/call", {"api": api, **more})
        return answer

    code = do("login", appid=local.appid)["result"]["code"]
    query = {"appid": local.appid, "secret": local.secret, "js_code": code, "grant_type": "authorization_code"}
    openid = local.get("/sns/jscode2session", **query)["openid"]
    assert ok(local, "GET", f"{W}/openids/{openid}")["person"] == person["id"]
    asked = do("getPhoneNumber", appid=local.appid, tap=True)
    assert asked["prompt"]["answers"] == ["allow", "refuse"]
    told = do("getPhoneNumber", appid=local.appid, tap=True, answers="allow")["result"]
    number = local.post("/wxa/business/getuserphonenumber", {"code": told["code"]})
    assert number["phone_info"]["purePhoneNumber"] == "13700000000"
    link = local.post("/wxa/generatescheme")["openlink"]
    assert do("openLink", options={"link": link})["ok"]
    second = ok(local, "POST", f"{W}/phones/bob-phone/call", {"api": "openLink", "options": {"link": link}})
    assert (second["ok"], second["rule"], second["since"]) == (False, "link-one-user", "2022-04-11")
    assert "source" in second


def test_calls_are_verified(local: Local) -> None:
    local.at("2022-05-01")
    local.post("/wxa/generatescheme", {"jump_wxa": {"path": "pages/index/index", "query": "a=1"}})
    local.post("/wxa/generatescheme", {"jump_wxa": {"path": "none"}})
    verify = f"{W}/journal/verify"
    fine = {"path": "/wxa/generatescheme", "fields": {"jump_wxa.query": "a=1"}, "times": 1}
    assert ok(local, "POST", verify, fine)["ok"] is True
    assert ok(local, "POST", verify, {"name": "generateScheme", "times": 2})["ok"] is True
    assert ok(local, "POST", verify, {"name": "generateScheme", "errcode": 0, "at_most": 1})["count"] == 1
    wrong = ok(local, "POST", verify, {"name": "generateScheme", "times": 3})
    assert (wrong["ok"], wrong["message"]) == (False, "expected exactly 3 matching calls, found 2")
    assert ok(local, "GET", f"{W}/journal", path="/wxa/generatescheme", errcode=40165)[0]["rule"] == "link-eligibility"
    assert call(local, "GET", f"{W}/journal", limit="x").status == 400
    assert call(local, "GET", f"{W}/journal", colour="red").status == 400
    ok(local, "DELETE", f"{W}/journal")
    assert ok(local, "GET", f"{W}/journal", face="api") == []


def test_faults_and_settings(local: Local) -> None:
    made = ok(local, "POST", f"{W}/faults", {"operation": "getAccessToken", "errcode": -1, "errmsg": "system error"})
    assert local.get("/cgi-bin/token")["errcode"] == -1
    assert ok(local, "GET", f"{W}/faults")[0]["done"] == 1
    assert ok(local, "DELETE", f"{W}/faults/{made['id']}") == {"removed": 1}
    assert local.get("/cgi-bin/token")["errcode"] == 41002
    assert ok(local, "PUT", f"{W}/settings/links.overflow", {"value": "refuse"})["value"] == "refuse"
    row = next(row for row in ok(local, "GET", f"{W}/settings") if row["name"] == "links.overflow")
    assert (row["value"], row["default"]) == ("refuse", "clamp")
    assert call(local, "PUT", f"{W}/settings/links.overflow", {"value": "x"}).status == 400


def test_snapshots_and_worlds(local: Local) -> None:
    ok(local, "POST", f"{W}/snapshots", {"name": "a"})
    assert ok(local, "GET", f"{W}/snapshots") == ["a"]
    ok(local, "POST", f"{W}/people", {"id": "carol"})
    ok(local, "POST", f"{W}/snapshots/a/restore")
    assert call(local, "GET", f"{W}/people/carol").status == 404
    ok(local, "DELETE", f"{W}/snapshots/a")
    assert call(local, "POST", f"{W}/snapshots/a/restore").status == 404
    for wrong in ("seed", "../x", "", "A"):
        assert call(local, "POST", f"{W}/snapshots", {"name": wrong}).status == 400
    made = ok(
        local, "POST", "/worlds", {"name": "w2", "now": "2022-01-01", "document": '[[mini_program]]\nname = "only"\n'}
    )
    assert made["mini_program"]["appid"]
    assert made["person"] is None
    assert call(local, "POST", "/worlds", {"name": "w2"}).status == 409
    assert call(local, "POST", "/worlds", {"name": "../w"}).status == 400
    ok(local, "POST", "/worlds", {"name": "w3", "clone_of": "w2"})
    for name in ("w2", "w3"):
        ok(local, "DELETE", f"/worlds/{name}")
    assert call(local, "DELETE", "/worlds/default").status == 409
    assert call(local, "POST", "/worlds/none/reset").status == 404
    ok(local, "POST", f"{W}/reset")


def test_an_exported_world_makes_the_same_world_again(local: Local) -> None:
    local.at("2022-05-01")
    ok(local, "PATCH", f"{W}/accounts/{local.appid}", {"ip_allow_list": ["10.0.0.1"], "categories": ["工具>备忘录"]})
    ok(local, "PATCH", f"{W}/accounts/{local.appid}/facts/links", {"set": {"banned": True}})
    local.set("links.overflow", "refuse")
    local.person("bob").login()
    exported = ok(local, "GET", f"{W}/export")
    made = ok(local, "POST", "/worlds", {"name": "again", "document": exported["document"]})
    assert made["mini_program"] == {"appid": local.appid, "secret": local.secret}
    again = ok(local, "GET", "/worlds/again/export")
    for seed in (again["seed"], exported["seed"]):
        assert seed["world"].pop("now").startswith("2022-05-01T00:0"), "both clocks run"
    assert again["seed"] == exported["seed"]
    ok(local, "DELETE", "/worlds/again")


# -- accounts and people ------------------------------------------------------------------------------------------


def test_accounts_from_registration_to_a_new_secret(local: Local) -> None:
    ok(local, "POST", f"{W}/subjects", {"id": "shop", "name": "小店", "kind": "enterprise"})
    made = ok(local, "POST", f"{W}/accounts", {"name": "小店小程序", "subject": "shop", "kind": "mini_program"})
    appid = made["appid"]
    pair = {"grant_type": "client_credential", "appid": appid, "secret": made["secret"]}
    assert "access_token" in local.get("/cgi-bin/token", **pair)
    new = ok(local, "POST", f"{W}/accounts/{appid}/secret", {"action": "reset"})
    assert local.get("/cgi-bin/token", **pair)["errcode"] == 40125
    assert "access_token" in local.get("/cgi-bin/token", **{**pair, "secret": new["secret"]})
    ok(
        local,
        "POST",
        f"{W}/accounts/{appid}/releases",
        {"version": "2.0.0", "pages": ["pages/a"], "released_at": "2022-01-01"},
    )
    ok(local, "PUT", f"{W}/accounts/{appid}/members/bob", {"role": "developer"})
    shown = ok(local, "GET", f"{W}/accounts/{appid}")
    assert [m["person"] for m in shown["members"]] == ["bob"]
    assert [r["version"] for r in shown["releases"]] == ["1.0.0", "2.0.0"]
    ok(local, "DELETE", f"{W}/accounts/{appid}/members/bob")
    assert any(row["appid"] == appid for row in ok(local, "GET", f"{W}/accounts"))
    assert {row["id"] for row in ok(local, "GET", f"{W}/subjects")} >= {"shop", "example"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/accounts", {"name": "x", "subject": "nobody"}),
        ("POST", "/accounts", {"name": "x", "kind": "spaceship"}),
        ("POST", "/accounts", {"colour": "red"}),
        ("POST", "/subjects", {"id": "example", "name": "twice"}),
        ("POST", "/people", {"id": "alice"}),
        ("POST", "/people", {"gender": 5}),
        ("PATCH", "/people/nobody", {"nickname": "x"}),
        ("PATCH", "/people/alice", {"phone_verified_at": "soon"}),
        ("PUT", "/accounts/{appid}/members/nobody", {"role": "developer"}),
        ("PUT", "/accounts/{appid}/members/bob", {"role": "king"}),
        ("PATCH", "/accounts/{appid}", {"open_platform": "{appid}"}),
        ("PATCH", "/accounts/{appid}/facts/none", {"set": {}}),
        ("PATCH", "/accounts/{appid}/facts/links", {"set": {"none": 1}}),
        ("PATCH", "/accounts/{appid}/facts/links", {"set": {"banned": "maybe"}}),
        ("POST", "/accounts/{appid}/releases", {"version": "1", "released_at": "soon"}),
        ("PATCH", "/phones/alice-phone", {"base_library": "new"}),
        ("PATCH", "/phones/none", {"platform": "ios"}),
        ("POST", "/phones/alice-phone/call", {"api": "fly"}),
        ("POST", "/phones/none/call", {"api": "login"}),
        ("POST", "/phones/alice-phone/call", {"api": "login"}),
        ("POST", "/phones/alice-phone/call", {"api": "login", "appid": "wxnone"}),
        ("POST", "/phones/alice-phone/call", {"api": "openLink", "options": {"link": "https://example.com"}}),
        ("GET", "/openids/none", None),
        ("GET", "/people/alice/identity/none", None),
    ],
)
def test_what_is_not_possible_says_what_to_do(memory: Local, method: str, path: str, body: Any) -> None:
    before = ok(memory, "GET", f"{W}/export")["seed"]
    if isinstance(body, dict):
        body = {name: memory.appid if value == "{appid}" else value for name, value in body.items()}
    answer = call(memory, method, W + path.replace("{appid}", memory.appid), body)
    assert 400 <= answer.status < 500, answer.body
    assert len(answer.json()["error"]) > 10
    assert ok(memory, "GET", f"{W}/export")["seed"] == before


def test_people_and_phones(local: Local) -> None:
    bare = ok(local, "POST", f"{W}/people", {"id": "dave", "phones": [], "phone_number": None})
    assert (bare["phones"], bare["phone_number"]) == ([], None)
    phone = ok(local, "POST", f"{W}/people/dave/phones", {"platform": "android", "base_library": "2.10.0"})
    assert phone["platform"] == "android"
    assert ok(local, "PATCH", f"{W}/phones/{phone['id']}", {"base_library": None})["base_library"] is None
    assert ok(local, "PATCH", f"{W}/people/dave", {"nickname": "戴夫", "high_risk": True})["high_risk"] is True
    assert {row["id"] for row in ok(local, "GET", f"{W}/people")} == {"alice", "bob", "dave"}
    assert len(ok(local, "GET", f"{W}/phones")) == 3
    identity = ok(local, "GET", f"{W}/people/dave/identity/{local.appid}")
    assert identity["openid"] == local.person("dave").openid()


# -- strangers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "api.weixin.qq.com", "127.0.0.1.evil.example"])
def test_a_rebound_name_is_refused(memory: Local, host: str) -> None:
    assert memory.request("GET", f"{PREFIX}/worlds", host=host).status == 403


@pytest.mark.parametrize(
    "host", ["localhost:1234", "127.0.0.1:9680", "[::1]:9680", "wxlocal", "10.1.2.3", "a.localhost"]
)
def test_addresses_of_this_machine_and_its_networks_are_answered(memory: Local, host: str) -> None:
    assert memory.request("GET", f"{PREFIX}/worlds", host=host).status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_other_peoples_web_pages_are_refused(memory: Local, origin: str) -> None:
    import io

    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"{PREFIX}{W}/reset", "QUERY_STRING": "", "HTTP_HOST": "127.0.0.1",
        "HTTP_ORIGIN": origin, "SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(b""), "wsgi.errors": io.StringIO(), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    heard: list[str] = []
    list(memory.wsgi(environ, lambda status, headers, *_: heard.append(status)))
    assert heard[0].startswith("403")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("DELETE", "/health", 405),
        ("GET", "/worlds/../../etc", 404),
        ("GET", "/worlds/%2e%2e", 404),
    ],
)
def test_paths_that_are_none(memory: Local, method: str, path: str, status: int) -> None:
    assert call(memory, method, path).status == status


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "", "99999999999999999999"])
@pytest.mark.parametrize("path", ["/journal", "/accounts/{appid}/links", "/accounts/{appid}/codes"])
def test_limits_that_are_no_numbers(memory: Local, path: str, value: str) -> None:
    status = call(memory, "GET", W + path.replace("{appid}", memory.appid), limit=value).status
    assert status == (200 if value.isdecimal() else 400)


def test_bodies_that_are_none(memory: Local) -> None:
    for body in (b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b"null"):
        assert memory.request("POST", f"{PREFIX}/worlds", body=body).status == 400
    assert memory.request("POST", f"{PREFIX}/worlds", body=b"x" * (2 * 1024 * 1024 + 1)).status == 413
