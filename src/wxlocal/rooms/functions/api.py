"""Calling functions: the action of SDKs and browsers, and the server API."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.actions import ActionCall, Denied, Visit, action
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import environments, errands
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.errands import Failure, Leave
from wxlocal.core.world.world import Act
from wxlocal.rooms.functions import rules, store
from wxlocal.rooms.functions.jobs import INVOKE, Invocation, Ran, outcome


class Trouble(Exception):
    """A call that is not made. ``kind`` is one of ``rules.FAULTS``."""

    def __init__(self, kind: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.reason = reason


def checked(act: Act, environment: Environment, visit: Visit, name: str, qualifier: str, event: str) -> None:
    """Trouble for who may not call it, or what cannot be called. Rules bind clients alone."""
    if len(event.encode()) > rules.LARGEST_EVENT:
        raise Trouble("parameter", rules.EVENT_TOO_LARGE)
    if store.function(act.tx, environment.id, name) is None:
        known = [one.name for one in store.functions(act.tx, environment.id)]
        there = f"functions of {environment.id}: {', '.join(known)}" if known else f"{environment.id} has no function"
        raise Trouble("absent", rules.ABSENT, there)
    if qualifier not in rules.LATEST:
        raise Trouble("version", f"the version {qualifier[:40]} of the function could not be found.")
    if not visit.administrator:
        _check_rules(act, environment, visit, name)


def _check_rules(act: Act, environment: Environment, visit: Visit, name: str) -> None:
    signed_in = bool(visit.openid)
    text = store.security_rules(act.tx, environment.id)
    if rules.lets(text, name, signed_in=signed_in, unauthenticated=environment.unauthenticated):
        return
    if not signed_in:
        why = "未登录访问 is off" if not environment.unauthenticated else f"the rules do not let everybody call {name}"
        raise Trouble("denied", rules.NOT_SIGNED_IN, why)
    raise Trouble("denied", "Permission denied", f"the rules of {environment.id} let no client call {name}")


class Invoke(msgspec.Struct):
    function_name: str = ""
    request_data: str | dict[str, Any] = "{}"
    qualifier: str = ""


@action("functions.invokeFunction", source="wx-server-sdk callFunction; cloud.md 1.5")
def invoke_function(call: ActionCall, data: dict[str, Any]) -> dict[str, Any]:
    """Runs a function; what it gives comes as JSON text."""
    try:
        asked = msgspec.convert(data, Invoke)
    except msgspec.ValidationError as error:
        raise Denied("INVALID_PARAM", str(error)) from error
    event = asked.request_data if isinstance(asked.request_data, str) else _text(asked.request_data)
    try:
        checked(call.act, call.environment, call.visit, asked.function_name, asked.qualifier, event or "{}")
        made = Invocation(visit=call.visit, name=asked.function_name, event=_event(event, call.visit))
    except Trouble as trouble:
        raise _denied(call.visit, trouble.kind, trouble.message, trouble.reason) from trouble
    raise Leave(INVOKE, made, lambda act, result: _told(call.visit, result))


def _told(visit: Visit, result: Ran | Failure) -> dict[str, Any]:
    ran = outcome(result)
    if ran.kind:
        raise _denied(visit, ran.kind, ran.message)
    return {"response_data": ran.result, "request_id": ran.request}


def _denied(visit: Visit, kind: str, message: str, reason: str = "") -> Denied:
    """SDKs in functions know names; clients are told numbers."""
    fault = rules.FAULTS[kind]
    return Denied(fault.code if visit.administrator else fault.number, message, reason=reason)


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _event(text: str, visit: Visit) -> str:
    """A client's event names who calls; whatever the client itself wrote there does not count."""
    try:
        event = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        raise Trouble("parameter", "InvalidParameterValue: the event is not JSON") from None
    if not isinstance(event, dict):
        if not visit.administrator:
            raise Trouble("parameter", "InvalidParameterValue: the event is not an object")
        return text
    if not visit.administrator:
        event.pop("userInfo", None)
    if visit.source == "wx_client":
        event["userInfo"] = {"appId": visit.appid, "openId": visit.openid}
    elif visit.source == "wx_http":
        event.setdefault("userInfo", {"appId": visit.appid})
    return _text(event)


def invocation(visit: Visit, name: str, event: str, most: int = 0) -> Invocation:
    """A call with the event as this visit's function finds it."""
    return Invocation(visit=visit, name=name, event=_event(event, visit), most=most)


# -- the server API ---------------------------------------------------------------------------------------------------


class InvokeOverHTTP(msgspec.Struct):
    """``env`` and ``name`` stand in the query, or in the body of today's page, beside ``req_data``."""

    env: str = ""
    name: str = ""
    req_data: str | None = None


class Invoked(Answer, kw_only=True):
    resp_data: str = ""


@operation(
    "POST",
    "/tcb/invokecloudfunction",
    InvokeOverHTTP,
    Invoked,
    name="invokeCloudFunction",
    permission_sets=(49, 64),
    largest=rules.LARGEST_EVENT + 65_536,
    errors=(
        (-1, "system error"),
        (-1000, "system error"),
        (40101, "missing parameter"),
        (85088, "no qbase privilege"),
        *((fault.number, fault.words or "resource error") for fault in rules.FAULTS.values()),
    ),
    source="触发云函数",
)
def invoke_cloud_function(call: Call, request: InvokeOverHTTP) -> Invoked:
    """Runs a function for the developer's server: without a person, for five seconds at most."""
    act, query = call.act, call.wire.query
    env, name = query.get("env") or request.env, query.get("name") or request.name
    if not env or not name:
        raise Refused(40101, "missing parameter", reason="env and name say which function, in the query")
    environment = environments.find(act.tx, env)
    if not environments.of(act.tx, call.account.appid):
        raise Refused(85088, "no qbase privilege", reason="the mini program has opened no environment")
    if environment is None or environment.appid != call.account.appid:
        raise _refused("environment", "Environment not found")
    inline = "env" not in query and request.req_data is not None
    event = (request.req_data or "{}") if inline else call.wire.body.decode("utf-8", "replace")
    visit = Visit(appid=call.account.appid, environment=env, source="wx_http", administrator=True)
    try:
        checked(act, environment, visit, name, "", event)
        made = invocation(visit, name, event, rules.HTTP_SECONDS)
    except Trouble as trouble:
        raise _refused(trouble.kind, trouble.message, trouble.reason) from trouble
    raise Leave(INVOKE, made, _answered)


def _answered(act: Act, result: Ran | errands.Failure) -> Invoked:
    ran = outcome(result)
    if ran.kind:
        raise _refused(ran.kind, ran.message)
    return Invoked(resp_data=ran.result)


def _refused(kind: str, message: str, reason: str = "") -> Refused:
    fault = rules.FAULTS[kind]
    return Refused(fault.number, f"{fault.words}: {message}" if fault.words else message, reason=reason)


OPERATIONS = (invoke_cloud_function,)
ACTIONS = (invoke_function,)
