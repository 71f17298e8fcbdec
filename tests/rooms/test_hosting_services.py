"""What pages ask: functions without a sign-in, the right to open mini programs, the scripts that they load."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from typing import Any

import msgspec
import pytest

from tests.cloud import functions
from wxlocal.core.server.actions import Denied
from wxlocal.entry.local import Answer, Local

SEED = """
[[subject]]
id = "company"
[[subject]]
id = "one"
kind = "individual"
[[mini_program]]
name = "shop"
appid = "wx0000000000000001"
original_id = "gh_shop"
[[mini_program.release]]
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
unauthenticated = true
[[mini_program.environment]]
id = "closed-env"
plan = "pay_as_you_go"
[[mini_program]]
name = "private"
appid = "wx0000000000000002"
subject = "one"
[[mini_program.environment]]
id = "one-env"
plan = "pay_as_you_go"
[[mini_program]]
name = "young"
appid = "wx0000000000000003"
verified = false
[[mini_program.environment]]
id = "young-env"
plan = "pay_as_you_go"
[[service_account]]
name = "news"
appid = "wx0000000000000004"
"""
HOST = "servicewechat.com"


def refuse(call: Any, data: Any) -> Any:
    raise Denied(-504001, "no")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    known = {"echo": lambda call, data: [data, call.visit.source, call.visit.openid], "refuse": refuse}
    with functions(monkeypatch, known, SEED) as local:
        yield local


def ask(local: Local, function: str = "echo", host: str = HOST, **options: Any) -> Any:
    """As cloud.js of the platform sends it."""
    request = {
        "function_name": function,
        "data": '{"a":1}',
        "action": 1,
        "scene": 1,
        "call_id": "1-1",
        "cloudid_list": [],
    }
    given = {"identityless": True, "resourceAppid": "wx0000000000000001", "resourceEnv": "tcb-env", **options}
    data = {
        "qbase_api_name": "tcbapi_slowcallfunction_v2",
        "qbase_req": msgspec.json.encode(request).decode(),
        "qbase_options": given,
        "qbase_meta": {"session_id": "1", "sdk_version": "wx-web-sdk/1.1.0 (1602475903000)", "filter_user_info": False},
        "cli_req_id": "1_1",
    }
    answer = local.request("POST", "/wxa-qbase/jsoperatewxdata", json={"appid": "wx1", "data": data}, host=host)
    told = answer.json()
    assert (answer.status, told["base_resp"]) == (200, {"ret": 0})
    return msgspec.json.decode(told["data"])


def test_a_page_calls_a_function(world: Local) -> None:
    for host in (HOST, "web-001.cloud.servicewechat.com"):
        inner = ask(world, host=host)
        assert msgspec.json.decode(inner["data"]) == [{"a": 1}, "wx_unknown", ""]
        assert inner["baseresponse"] == {"errcode": 0, "errmsg": "ok", "stat": {"qbase_cost_time": 0}}
    older = ask(world, resourceAppid="", resourceEnv="", appid="wx0000000000000001", env="tcb-env")
    assert older["baseresponse"]["errcode"] == 0


def test_who_is_not_let_in(world: Local) -> None:
    said = {
        "closed": ask(world, resourceEnv="closed-env"),
        "foreign": ask(world, resourceAppid="wx0000000000000002"),
        "unheard": ask(world, resourceEnv="no-env"),
        "function": ask(world, "nothing"),
        "refused": ask(world, "refuse"),
    }
    assert {name: (one["baseresponse"]["errcode"], one["baseresponse"]["errmsg"]) for name, one in said.items()} == {
        "closed": (-501023, "Unauthenticated access is denied"),
        "foreign": (-501005, "Environment not found"),
        "unheard": (-501005, "Environment not found"),
        "function": (-501000, "function nothing not found"),
        "refused": (-504001, "no"),
    }


def test_other_calls_and_nonsense(world: Local) -> None:
    def post(body: bytes, path: str = "/wxa-qbase/jsoperatewxdata") -> Answer:
        return world.request("POST", path, body=body, host=HOST)

    known = post(b'{"data":{"qbase_api_name":"tcbapi_init"}}').json()
    assert msgspec.json.decode(known["data"])["baseresponse"]["errcode"] == 0
    for body in (
        b"",
        b"[",
        b"[]",
        b'{"data":3}',
        b'{"data":"["}',
        b'{"data":{"qbase_api_name":"tcbapi_slowcallfunction_v2","qbase_req":"x"}}',
    ):
        assert post(body).json()["base_resp"]["ret"] == -1, body
    assert post(b"{}", "/wxa-qbase/other").status == 404
    assert world.request("GET", "/wxa-qbase/jsoperatewxdata", host=HOST).status == 405


def test_not_for_pages_of_strangers(world: Local) -> None:
    body = {"data": {"qbase_api_name": "tcbapi_init"}}
    assert world.request("POST", "/wxa-qbase/jsoperatewxdata", json=body, host="evil.example").status == 403
    assert world.request("POST", "/wxa-qbase/jsoperatewxdata", json=body, host="127.0.0.1:9680").status == 200


def opened(local: Local, name: str, env: str) -> str:
    path = f"/accounts/{local.account(name).appid}/environments/{env}/hosting"
    return str(local.control("POST", path, {})["host"])


def verify(local: Local, url: str, appid: str, **more: Any) -> Any:
    body = {"url": url, "appId": appid, "timestamp": "0", "nonceStr": "nonceStr", "signature": "signature", **more}
    return local.request("POST", "/wxa-qbase/preverify", json=body, host=HOST).json()


def test_a_page_of_a_site_needs_no_signature(world: Local) -> None:
    """非个人主体并且已认证的小程序 ... wx.config 可以传入小程序 AppID 并且不需计算签名."""
    shop = opened(world, "shop", "tcb-env")
    for host in (shop, "tcb-env.hosting.localhost:9680"):
        assert verify(world, f"https://{host}/index.html", "wx0000000000000001")["err_msg"] == "ok"
    for appid, url, why in (
        ("wx0000000000000002", f"https://{opened(world, 'private', 'one-env')}/", "belongs to an individual"),
        ("wx0000000000000003", f"https://{opened(world, 'young', 'young-env')}/", "is not verified"),
        ("wx0000000000000001", "https://example.com/", "is not a static site of shop"),
        ("wx0000000000000003", f"https://{shop}/", "is not a static site of young"),
        ("wx0000000000000009", f"https://{shop}/", "there is no account"),
        ("wx0000000000000004", f"https://{shop}/", "is not by the account's jsapi_ticket"),
    ):
        told = verify(world, url, appid)
        assert told["err_msg"] == "config:fail,Error: 系统错误,错误码:63002,invalid signature"
        assert why in told["reason"]


def test_a_page_of_an_official_account_is_signed(world: Local) -> None:
    ticket = world.get("/cgi-bin/ticket/getticket", access_token=world.token("news"), type="jsapi")["ticket"]
    url = "https://example.com/a?b=c"
    signed = sha1(f"jsapi_ticket={ticket}&noncestr=n&timestamp=1&url={url}".encode()).hexdigest()
    given = {"timestamp": "1", "nonceStr": "n", "signature": signed}
    assert verify(world, url, "wx0000000000000004", **given)["err_msg"] == "ok"
    assert verify(world, url + "d", "wx0000000000000004", **given)["err_msg"] != "ok"


@pytest.mark.parametrize(
    ("asked", "said", "path"),
    [
        ({"username": "gh_shop", "path": "pages/index/index.html"}, "launch:ok", "pages/index/index"),
        ({"username": "gh_shop@app", "path": "/pages/a.html?b=c"}, "launch:ok", "pages/a?b=c"),
        ({"appid": "wx0000000000000001"}, "launch:ok", ""),
        ({"username": "gh_shop", "path": "pages/index/index"}, "launch:fail", None),
        ({"username": "gh_nobody", "path": ""}, "launch:fail", ""),
        ({"appid": "wx0000000000000004"}, "launch:fail", ""),
    ],
)
def test_a_tag_opens_a_mini_program(world: Local, asked: dict[str, str], said: str, path: str | None) -> None:
    told = world.request("POST", "/wxa-qbase/launch", json=asked, host=HOST).json()
    assert (told["err_msg"], told["path"]) == (said, path)


@pytest.mark.parametrize(
    ("host", "path", "words"),
    [
        ("res.wx.qq.com", "/open/js/jweixin-1.6.0.js", b"wx.config"),
        ("res2.wx.qq.com", "/open/js/jweixin-1.3.2.js", b"wx.config"),
        ("res.wx.qq.com", "/open/js/cloudbase/1.1.0/cloud.js", b"callFunction"),
        ("web-9gikcbug35bad3a8-1304825656.tcloudbaseapp.com", "/sdk/1.4.0/cloud.js", b"callFunction"),
        ("acc.cloudbase.vip", "/res/web2weapp.js", b"web2weapp"),
        ("res.wx.qq.com", "/open/libs/weui/2.4.1/weui.min.css", b".weui-btn"),
    ],
)
def test_scripts_of_the_platform_are_our_own(world: Local, host: str, path: str, words: bytes) -> None:
    """At their hosts for who comes by the proxy, below /_wxlocal_/ of the site for who does not."""
    opened(world, "shop", "tcb-env")
    there = world.request("GET", path, host=host)
    assert (there.status, words in there.body) == (200, True)
    assert b"wxlocal" in there.body[:120]
    here = world.request("GET", f"/_wxlocal_/{host}{path}", host="tcb-env.hosting.localhost:9680")
    assert here.body == there.body
    lost = world.request("GET", path + "x", host=host)
    assert (lost.status, b"it has its own" in lost.body) == (404, True)


def test_a_page_is_prepared_for_a_browser_without_a_proxy(world: Local) -> None:
    at = opened(world, "shop", "tcb-env")
    path = f"/accounts/{world.appid}/environments/tcb-env/hosting/files"
    world.control(
        "POST",
        path,
        {
            "files": [
                {"path": "index.html", "text": "<script src='https://acc.cloudbase.vip/res/web2weapp.js'></script>"}
            ]
        },
    )
    local = world.request("GET", "/", host="tcb-env.hosting.localhost:9680")
    assert local.body == (
        b'<script src="/_wxlocal_/bootstrap.js"></script>'
        b"<script src='/_wxlocal_/acc.cloudbase.vip/res/web2weapp.js'></script>"
    )
    assert world.request("GET", "/_wxlocal_/bootstrap.js", host="tcb-env.hosting.localhost").status == 200
    assert b"wxlocal" not in world.request("GET", "/", host=at).body
    assert world.request("GET", "/_wxlocal_/bootstrap.js", host=at).status == 404
    called = ask(world, host=HOST)
    body = {
        "appid": "",
        "data": {
            "qbase_api_name": "tcbapi_slowcallfunction_v2",
            "qbase_req": '{"function_name":"echo"}',
            "qbase_options": {"appid": "wx0000000000000001", "env": "tcb-env"},
        },
    }
    same = world.request(
        "POST", f"/_wxlocal_/{HOST}/wxa-qbase/jsoperatewxdata", json=body, host="tcb-env.hosting.localhost"
    )
    assert same.json()["base_resp"] == {"ret": 0}
    assert called["baseresponse"]["errcode"] == 0
