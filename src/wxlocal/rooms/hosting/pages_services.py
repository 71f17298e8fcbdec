"""What pages ask the platform: functions by cloud.js, without a sign-in; whether they may open mini programs by a tag.

Source: the protocol of cloud.js 1.1.0 as public clients speak it (POST servicewechat.com/wxa-qbase/jsoperatewxdata);
未登录模式. ``/wxa-qbase/preverify`` and ``/wxa-qbase/launch`` are wxlocal's own, for its own jweixin.js.
"""

from __future__ import annotations

from hashlib import sha1
from typing import Any

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.base.errors import Refused
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.server import actions
from wxlocal.core.server.actions import Denied
from wxlocal.core.server.operation import PLATFORM
from wxlocal.core.world import environments
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.hosting import gates, rules, store

CALL, VERIFY, LAUNCH = "/wxa-qbase/jsoperatewxdata", "/wxa-qbase/preverify", "/wxa-qbase/launch"
FUNCTION = "tcbapi_slowcallfunction_v2"
INVOKE = "functions.invokeFunction"
UNAUTHENTICATED = (-501023, "Unauthenticated access is denied")
NUMBERS = {
    "INVALID_ENV": -501005, "INVALID_PARAM": -501007, "FUNCTION_NOT_FOUND": -501000, "PERMISSION_DENIED": -501023,
    "FUNCTION_QUALIFIER_NOT_FOUND": -501000, "FUNCTION_TIME_LIMIT_EXCEEDED": -504003, "SYS_ERR": -501001,
    "FUNCTION_MEMORY_LIMIT_EXCEEDED": -504004, "FUNCTIONS_REQUEST_FAIL": -504001,
    "EXCEED_CONCURRENT_REQUEST_LIMIT": -501004,
}  # fmt: skip
EXECUTION = -504002
_ENCODE = msgspec.json.Encoder().encode


class Options(msgspec.Struct):
    """``resourceAppid`` and ``resourceEnv`` name what is asked; older clients send ``appid`` and ``env`` alone."""

    resourceAppid: str = ""
    resourceEnv: str = ""
    appid: str = ""
    env: str = ""


class Data(msgspec.Struct):
    qbase_api_name: str = ""
    qbase_req: str = "{}"
    qbase_options: Options = msgspec.field(default_factory=Options)


class Envelope(msgspec.Struct):
    appid: str = ""
    data: Data = msgspec.field(default_factory=Data)


class CallRequest(msgspec.Struct):
    function_name: str = ""
    data: str = "{}"


class Verify(msgspec.Struct, rename="camel"):
    """``url`` is the page's address without its fragment."""

    url: str = ""
    app_id: str = ""
    timestamp: str = ""
    nonce_str: str = ""
    signature: str = ""


class Launch(msgspec.Struct):
    username: str = ""
    appid: str = ""
    path: str = ""


def serve(world: World, visit: Visit) -> Shown:
    """Answers as the platform does, with HTTP 200 where it is understood at all."""
    known = {CALL: _asked, VERIFY: _verified, LAUNCH: _launched}
    answer = known.get(visit.path)
    if answer is None:
        return _json({"error": f"there is no {visit.path}"}, 404)
    if visit.method != "POST":
        return _json({"error": "POST it"}, 405)
    try:
        return _json(answer(world, visit.body))
    except msgspec.DecodeError as error:
        return _json({"base_resp": {"ret": -1, "errmsg": f"invalid request: {error}"}})


def _json(told: dict[str, Any], status: int = 200) -> Shown:
    return Shown(body=_ENCODE(told), status=status, content_type="application/json; charset=utf-8")


# -- functions, by cloud.js -----------------------------------------------------------------------------------------


def _envelope(body: bytes) -> Envelope:
    """``data`` is an object, or its text."""
    given = msgspec.json.decode(body)
    if isinstance(given, dict) and isinstance(given.get("data"), str):
        given = {**given, "data": msgspec.json.decode(given["data"])}
    return msgspec.convert(given, Envelope)


def _whose(envelope: Envelope) -> tuple[str, str]:
    options = envelope.data.qbase_options
    return options.resourceAppid or options.appid or envelope.appid, options.resourceEnv or options.env


def _owns(tx: Tx, visit: Visit) -> bool:
    try:
        if visit.path == LAUNCH:
            return _meant(tx, msgspec.json.decode(visit.body, type=Launch)) is not None
        if visit.path == VERIFY:
            return nouns.account(tx, msgspec.json.decode(visit.body, type=Verify).app_id) is not None
        appid, id = _whose(_envelope(visit.body))
    except (msgspec.DecodeError, RecursionError):
        return False
    found = environments.find(tx, id)
    return found is not None and found.appid == appid


def _asked(world: World, body: bytes) -> dict[str, Any]:
    envelope = _envelope(body)
    if envelope.data.qbase_api_name != FUNCTION:
        return _qbase("", 0, "ok")
    request = msgspec.json.decode(envelope.data.qbase_req, type=CallRequest)
    try:
        return _qbase(called(world, *_whose(envelope), request.function_name, request.data), 0, "ok")
    except Denied as denied:
        return _qbase("", number(denied), denied.message)


def number(denied: Denied) -> int:
    return denied.code if isinstance(denied.code, int) else NUMBERS.get(denied.code, EXECUTION)


def called(world: World, appid: str, environment: str, function: str, data: str) -> str:
    """What the function gives, as JSON, to somebody who is not signed in."""
    with world.act() as act:
        check_open(act, appid, environment)
    asked = {"function_name": function, "request_data": data, "qualifier": "$LATEST"}
    visit = actions.Visit(appid=appid, environment=environment, source="wx_unknown")
    return str(actions.perform(world, INVOKE, visit, asked).get("response_data", ""))


def check_open(act: Act, appid: str, environment: str) -> None:
    """The switch of the environment; what the rule of the function says is asked where it runs."""
    found = environments.find(act.tx, environment)
    if found is None or found.appid != appid:
        raise Denied("INVALID_ENV", "Environment not found", reason=f"{environment!r} is not one of {appid!r}")
    if not found.unauthenticated:
        code, words = UNAUTHENTICATED
        act.note("page", "cloud.js", appid=appid, request=environment, answer=words)
        raise Denied(code, words, reason=f"{environment} does not let in who is not signed in (未登录访问)")


def _qbase(data: str, code: int, words: str) -> dict[str, Any]:
    inner = {"data": data, "baseresponse": {"errcode": code, "errmsg": words, "stat": {"qbase_cost_time": 0}}}
    return {"base_resp": {"ret": 0}, "data": _ENCODE(inner).decode()}


# -- opening mini programs from inside WeChat -------------------------------------------------------------------------


def _verified(world: World, body: bytes) -> dict[str, Any]:
    asked = msgspec.json.decode(body, type=Verify)
    with world.act() as act:
        why = refusal(act, asked)
        act.note("page", "jweixin config", appid=asked.app_id or None, request=asked.url, answer=why or "ok")
    words = "ok" if not why else "config:fail,Error: 系统错误,错误码:63002,invalid signature"
    return {"err_msg": words, "reason": why}


def refusal(act: Act, asked: Verify) -> str:
    """Why the page may not use what it asks for; "" = it may. A page of a site needs no signature."""
    account = nouns.account(act.tx, asked.app_id)
    if account is None:
        return f"there is no account {asked.app_id!r}"
    host = addresses.split(asked.url).hostname or ""
    if account.kind in APP_KINDS:
        if not is_own_site(act, account.appid, host):
            return f"{host} is not a static site of {account.name}: a mini program's AppID is taken on these alone"
        return rules.may_launch(account, nouns.subject(act.tx, account.subject))
    try:
        ticket = act.offers[PLATFORM](act, "getTicket", {"type": "jsapi"}, account).ticket
    except Refused as refused:
        return refused.reason or refused.message
    text = f"jsapi_ticket={ticket}&noncestr={asked.nonce_str}&timestamp={asked.timestamp}&url={asked.url}"
    signed = sha1(text.encode(), usedforsecurity=False).hexdigest()
    return "" if signed == asked.signature else f"the signature of {asked.url} is not by the account's jsapi_ticket"


def is_own_site(act: Act, appid: str, host: str) -> bool:
    """Whether the host is a static site of any of the mini program's environments."""
    local = host.removesuffix(gates.LOCAL) if host.endswith(gates.LOCAL) else ""
    site = store.site(act.tx, local) if local and "." not in local else store.at_host(act.tx, local or host)
    return site is not None and site.appid == appid


def _meant(tx: Tx, asked: Launch) -> Account | None:
    if asked.username:
        return nouns.account_by_original_id(tx, asked.username.partition("@")[0])
    return nouns.account(tx, asked.appid)


def _launched(world: World, body: bytes) -> dict[str, Any]:
    asked = msgspec.json.decode(body, type=Launch)
    with world.act() as act:
        account, path = _meant(act.tx, asked), rules.target(asked.path)
        if account is None or account.kind not in APP_KINDS:
            why = f"there is no mini program {asked.username or asked.appid!r}"
        elif path is None:
            why = f"path {asked.path!r} has no .html behind the page"
        else:
            why = ""
        named = account.appid if account else None
        act.note("page", "open tag", appid=named, request=asked.path, answer=why or "ok")
    return {"err_msg": "launch:fail" if why else "launch:ok", "reason": why, "appid": named, "path": path}


# by path, because the host has more than this
PAGE = Page(name="services of pages", hosts=(), paths=("/wxa-qbase/",), owns=_owns, serve=serve, public=True)
