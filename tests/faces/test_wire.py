"""The form of answers, by family of paths and day; and what real SDKs send against the pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.rooms.test_platforms import COMPONENT, Platform
from wxlocal.app import house
from wxlocal.core.base import platform_paths
from wxlocal.entry.local import Answer, Local

RID = r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"
HINT, MARK = r"\[[\w-]{14}\]", r"\[[\w-]{16}\]"
ADVICE = ", could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
LATEST = "invalid credential, access_token is invalid or not latest"
PHONE = "/wxa/business/getuserphonenumber"
JSON, TEXT = "application/json; encoding=utf-8", "text/plain"


def get(local: Local, path: str, **query: str) -> Answer:
    return local.request("GET", path, query)


def login(local: Local, **query: str) -> Answer:
    pair = {"appid": local.appid, "secret": local.secret, "grant_type": "authorization_code"}
    return get(local, "/sns/jscode2session", **pair, **query)


def bad_token(local: Local, path: str) -> Answer:
    return get(local, path, access_token="fake_token_0000")


def bad_phone_code(local: Local, path: str) -> Answer:
    return local.request("POST", path, {"access_token": local.token()}, {"code": "x"})


def bad_phone_body(local: Local, path: str) -> Answer:
    return local.request("POST", path, {"access_token": local.token()}, body=b"{")


def bad_login_code(local: Local, path: str) -> Answer:
    return login(local, js_code="x")


def plain_get(local: Local, path: str) -> Answer:
    return get(local, path)


TABLE: list[tuple[str, str, Any, str]] = [
    # day, path, call, the whole errmsg
    ("2020-07-01", "/cgi-bin/getcallbackip", bad_token, rf"{LATEST} hint: {HINT}"),
    ("2020-08-01", "/cgi-bin/getcallbackip", bad_token, rf"{LATEST} hint: {HINT} rid: {RID}"),
    ("2020-08-20", "/cgi-bin/getcallbackip", bad_token, rf"{LATEST} rid: {RID}"),
    ("2022-11-17", "/cgi-bin/getcallbackip", bad_token, rf"{LATEST} rid: {RID}"),
    ("2023-05-18", "/cgi-bin/getcallbackip", bad_token, rf"{LATEST}{ADVICE} rid: {RID}"),
    ("2023-05-18", "/wxa/getpaidunionid", bad_token, rf"{LATEST}{ADVICE} rid: {RID}"),
    ("2023-05-18", "/sns/userinfo", bad_token, rf"{LATEST}, rid: {RID}"),
    ("2021-08-26", "/sns/jscode2session", bad_login_code, r"invalid code, hints: \[ req_id: [\w-]{14} \]"),
    ("2021-08-27", "/sns/jscode2session", bad_login_code, rf"invalid code, rid: {RID}"),
    ("2021-12-16", PHONE, bad_phone_code, rf"invalid code hint: {MARK} rid: {RID}"),
    ("2025-11-10", PHONE, bad_phone_code, rf"invalid code hint: {MARK} rid: {RID}"),
    ("2025-11-10", PHONE, bad_phone_body, rf"data format error hint: {MARK} rid: {RID}"),
    ("2024-06-20", PHONE, plain_get, rf"require POST method rid: {RID}"),
    ("2025-11-10", PHONE, lambda local, path: local.request("POST", path), rf"access_token missing rid: {RID}"),
    ("2022-01-01", "/no/such/path", plain_get, rf"invalid url rid: {RID}"),
    ("2022-01-01", "/sns/no/such", plain_get, rf"invalid url, rid: {RID}"),
    ("2022-01-01", "/channels/ec/order/get", plain_get,
     rf"invalid url: wxlocal does not perform /channels/ec/order/get yet \(\S+, https://\S+\) rid: {RID}"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "path", "call", "errmsg"), TABLE)
def test_what_an_errmsg_is_on_a_day(memory: Local, day: str, path: str, call: Any, errmsg: str) -> None:
    memory.at(day)
    answer = call(memory, path)
    assert re.fullmatch(errmsg, answer.json()["errmsg"]), answer.json()
    assert answer.headers["content-type"] == (TEXT if path.startswith("/sns/") else JSON)


@pytest.mark.parametrize("path", sorted(house().operations))
def test_every_operation_answers_in_the_form_of_its_family(memory: Local, path: str) -> None:
    """Refused without a credential, by a planned fault, and by a planned fault with a status of HTTP."""
    expected = TEXT if path.startswith("/sns/") else "application/json; charset=utf-8" if "/ci/" in path else JSON
    operation = house().operations[path]
    answers = [memory.request(operation.methods[-1], path)] if operation.credential != "none" else []
    memory.fault(operation=operation.name, errcode=45009)
    answers.append(memory.request(operation.methods[-1], path))
    memory.fault(operation=operation.name, status=503, nth=1)
    for answer in answers:
        assert answer.headers["content-type"] == expected
        assert re.search(rf"(, | )rid: {RID}\Z", answer.json()["errmsg"]), answer.json()
    assert answers[-1].json()["errmsg"].startswith("reach max api daily quota limit")


def test_good_answers_and_pictures(memory: Local) -> None:
    good = login(memory, js_code=memory.person("bob").login())
    assert (good.headers["content-type"], "openid" in good.json()) == (TEXT, True)
    pair = {"appid": memory.appid, "secret": memory.secret, "grant_type": "client_credential"}
    assert get(memory, "/cgi-bin/token", **pair).headers["content-type"] == JSON
    picture = memory.post("/wxa/getwxacode", {"path": "pages/index/index"})
    assert isinstance(picture, Answer)
    assert (picture.headers["content-type"], picture.body[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_transparent_codes_are_said_to_be_what_sdks_accept(memory: Local) -> None:
    asked = {"path": "pages/index/index", "is_hyaline": True}
    picture = memory.post("/wxa/getwxacode", asked)
    assert (picture.headers["content-type"], picture.body[:4]) == ("image/jpeg", b"\x89PNG")
    memory.set("codes.hyaline_content_type", "image/png")
    assert memory.post("/wxa/getwxacode", asked).headers["content-type"] == "image/png"


def test_an_empty_version_is_no_version(memory: Local) -> None:
    """Elsewhere "" means "not given", as SDKs send it."""
    asked = {"scene": "a", "env_version": ""}
    assert memory.post("/wxa/getwxacodeunlimit", asked)["errcode"] == 40097
    assert isinstance(memory.post("/wxa/getwxacode", {"path": "pages/index/index", "env_version": ""}), Answer)


# -- what the platform has and wxlocal does not perform ---------------------------------------------------------------


WANTED = ("/wxa/msg_sec_check", "/wxa/media_check_async", "/cgi-bin/media/upload", "/cgi-bin/draft/add",
          "/datacube/getweanalysisappiddailysummarytrend", "/wxa/component/fastregisterpersonalweapp",
          "/wxa/business/applyliveinfo", "/channels/ec/order/get")  # fmt: skip


@pytest.mark.parametrize("path", [path for path in WANTED if path not in house().operations])
def test_known_paths_say_so_with_their_title(memory: Local, path: str) -> None:
    answer = memory.request("POST", path, {"access_token": memory.token()}, {})
    assert answer.json()["errcode"] == 40066
    title = platform_paths.known()[path].title
    assert answer.json()["errmsg"].startswith(f"invalid url: wxlocal does not perform {path} yet ({title}")
    assert title in (answer.reason or ""), "a header holds ASCII only"
    (entry,) = memory.journal(path=path)
    assert entry.reason
    assert platform_paths.known()[path].title in entry.reason
    memory.set("wire.tells_missing", False)
    assert memory.post(path)["errmsg"].startswith("invalid url rid: ")


def test_other_paths_are_none_of_the_platform(memory: Local) -> None:
    assert memory.post("/wxa/nope")["errmsg"].startswith("invalid url rid: ")
    (entry,) = memory.journal(path="/wxa/nope")
    assert entry.reason == "the platform has no such path, as far as wxlocal knows"


# Where the platform announces an address of its object storage, it is one of ours.
OURS = {"/tcb/extension/upload"}


def test_the_known_paths() -> None:
    known = platform_paths.known()
    assert len(known) > 1700
    assert [op.path for op in house().operations.values() if op.path not in known and op.path not in OURS] == []
    assert [row for row in known.values() if not row.title or not row.path.startswith("/")] == []
    assert [
        row for row in known.values() if row.page and not row.page.startswith("https://developers.weixin.qq.com/")
    ] == []


# -- codes ------------------------------------------------------------------------------------------------------------


def test_a_code_of_another_mini_program_is_used_up(local: Local) -> None:
    made = local.control("POST", "/accounts", {"kind": "mini_program", "name": "b", "subject": "example"})
    code = local.person("bob").login()
    other = {"appid": made["appid"], "secret": made["secret"], "grant_type": "authorization_code", "js_code": code}
    assert local.get("/sns/jscode2session", **other)["errcode"] == 40029
    assert local.get("/sns/jscode2session", **other)["errcode"] == 40163
    assert login(local, js_code=code).json()["errcode"] == 40163


@pytest.mark.parametrize("query", [{}, {"code": ""}])
def test_a_web_code_that_is_missing(memory: Local, query: dict[str, str]) -> None:
    account = memory.account("示例服务号")
    pair = {"appid": account.appid, "secret": account.secret, "grant_type": "authorization_code"}
    answer = memory.get("/sns/oauth2/access_token", **pair, **query)
    assert (answer["errcode"], answer["errmsg"].split(",")[0]) == (41008, "missing code")


# -- addresses that a browser is sent to ------------------------------------------------------------------------------


def authorized(local: Local, redirect: str) -> Answer:
    account = local.account("示例服务号")
    query = {"appid": account.appid, "redirect_uri": redirect, "response_type": "code", "scope": "snsapi_base",
             "state": "S", "wxlocal_person": "bob"}  # fmt: skip
    return local.request("GET", "/connect/oauth2/authorize", query, host="open.weixin.qq.com")


@pytest.mark.parametrize(
    ("redirect", "before", "after"),
    [
        ("https://a.example/app/?x=1#/p", "https://a.example/app/?x=1&code=", "&state=S#/p"),
        ("https://a.example/#/p?y=2", "https://a.example/?code=", "&state=S#/p?y=2"),
        ("https://a.example", "https://a.example?code=", "&state=S"),
        ("https://a.example/页?q=值", f"https://a.example/{quote('页')}?q={quote('值')}&code=", "&state=S"),
    ],
)
def test_the_code_stands_in_the_query(memory: Local, redirect: str, before: str, after: str) -> None:
    location = authorized(memory, redirect).headers["location"]
    assert location.startswith(before)
    assert location.endswith(after)
    assert len(parse_qs(urlsplit(location).query)["code"][0]) == 32


@pytest.mark.parametrize("bad", ["https://a.example/\r\nX: y", "https://a.example/\0", "https://a.example/ x",
                                 "http://[", "http://[::1", "https://a.example:x/", "javascript:x", "//a.example"])  # fmt: skip
def test_addresses_that_a_browser_is_not_sent_to(memory: Local, bad: str) -> None:
    answer = authorized(memory, bad)
    assert answer.status == 200
    assert "location" not in answer.headers
    assert "redirect_uri 参数错误" in answer.body.decode()


# -- third-party platforms --------------------------------------------------------------------------------------------


@pytest.fixture
def platform(local: Local) -> Platform:
    made = Platform(local)
    made.start()
    return made


@pytest.mark.parametrize("name", ["api_get_authorizer_list", "api_create_preauthcode"])
def test_a_platform_must_name_itself(local: Local, platform: Platform, name: str) -> None:
    assert local.post(f"{COMPONENT}{name}", {"offset": 0, "count": 1}, token=platform.token)["errcode"] == 41002


def test_the_ticket_of_web_pages_for_a_platform(local: Local, platform: Platform) -> None:
    service = local.account("示例服务号").appid
    token = platform.authorize(service)["authorizer_access_token"]
    for method in ("GET", "POST"):
        query = {"access_token": token, "type": "jsapi"}
        answer = local.request(method, "/cgi-bin/ticket/getticket", query, {} if method == "POST" else None).json()
        assert answer["errcode"] == 0, answer
    few = platform.authorize(service, (1,))["authorizer_access_token"]
    assert local.get("/cgi-bin/ticket/getticket", access_token=few)["errcode"] == 61007


@pytest.mark.parametrize("prefix", ["", "api_"])
def test_options_with_the_authorizers_token(local: Local, platform: Platform, prefix: str) -> None:
    token = platform.authorize(local.appid)["authorizer_access_token"]
    name = {"option_name": "voice_recognize"}
    assert (
        local.post(f"{COMPONENT}{prefix}set_authorizer_option", {**name, "option_value": 1}, token=token)["errcode"]
        == 0
    )
    assert local.post(f"{COMPONENT}{prefix}get_authorizer_option", name, token=token)["option_value"] == "1"
    asked = {**name, "authorizer_appid": local.account("示例服务号").appid}
    assert local.post(f"{COMPONENT}{prefix}get_authorizer_option", asked, token=token)["errcode"] == 40013
    assert local.post(f"{COMPONENT}{prefix}get_authorizer_option", name, token=local.token())["errcode"] == 61014
    local.set("wire.strict", True)
    strict = local.post(f"{COMPONENT}{prefix}set_authorizer_option", {**name, "option_value": 1}, token=token)
    assert strict["errcode"] == 47001
    local.control("DELETE", f"/third-party/{platform.appid}/authorizations/{local.appid}")
    assert local.post(f"{COMPONENT}{prefix}get_authorizer_option", name, token=token)["errcode"] == 40001


def test_what_the_platform_takes_against_its_pages(memory: Local) -> None:
    form = b"encrypted_msg_hash=" + b"a" * 64
    token = {"access_token": memory.token()}
    sent = memory.request("POST", "/wxa/business/checkencryptedmsg", token, body=form).json()
    assert sent["errcode"] == 1, "read: no such message"
    guide = "/cgi-bin/component/getprivacysetting"
    assert memory.post(guide)["errcode"] == 0
    memory.set("wire.strict", True)
    assert memory.request("POST", "/wxa/business/checkencryptedmsg", token, body=form).json()["errcode"] == 47001
    assert memory.post(guide)["errcode"] == 86000
