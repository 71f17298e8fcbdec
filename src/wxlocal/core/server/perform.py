"""Performing a server operation, the one way: over HTTP, from a cloud function, in a test. One transaction."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import Refused, api_unauthorized, invalid_appid
from wxlocal.core.server import quota
from wxlocal.core.server.bodies import shown, unset_dropped
from wxlocal.core.server.hooks import CREDENTIALED
from wxlocal.core.server.operation import ENCODE, Call, Operation, Picture, Reply, Wire
from wxlocal.core.world import errands, faults, journal, tokens
from wxlocal.core.world.hooks import WORDED
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World


def perform(world: World, operation: Operation, wire: Wire) -> Reply:
    """The whole of a call: method, credential, quota, body, handler, journal. One transaction; two where the handler
    leaves for an errand, which is done between them, outside of every lock.
    """
    started = stopwatch()
    with world.database.turn():
        reply = _performed(world, operation, wire, started)
    if isinstance(reply, Left):
        result = errands.go(world, reply.leave, reply.id)
        with world.database.turn():
            return _came_back(world, operation, wire, started, reply, result)
    return reply


class Left(NamedTuple):
    """A call whose handler waits for an errand. ``seq`` is its number in the journal."""

    leave: errands.Leave
    id: str
    appid: str
    seq: int
    fault: faults.Fault | None


def _came_back(world: World, operation: Operation, wire: Wire, started: float, left: Left, result: Any) -> Reply:
    try:
        with world.act() as act:
            reply = replied(left.leave.answer(act, result))
            write(act, operation.name, wire, left.appid, reply, 0, started, None, left.seq)
    except Refused as refused:
        reply = refuse(world, operation.name, wire, refused, started=started, operation=operation)
    return _struck(reply, left.fault)


def _struck(reply: Reply, fault: faults.Fault | None) -> Reply:
    if fault and (fault.delay or fault.answer):
        return msgspec.structs.replace(reply, delay=fault.delay or 0, answer=fault.answer or "")
    return reply


def _performed(world: World, operation: Operation, wire: Wire, started: float) -> Reply | Left:
    fault = _planned(world, operation, wire) if world.faults else None
    try:
        with world.act() as act:
            if fault and (fault.errcode is not None or fault.status is not None):
                raise Refused(fault.errcode or -1, fault.errmsg or "system error", reason="planned fault")
            _check_method(operation, wire)
            call = _call(act, operation, wire)
            quota.spend(act, call.account.appid, operation.path, operation.limits)
            request = decode(operation, wire)
            try:
                answer = operation.handler(call, request)
            except errands.Leave as leave:
                return Left(leave, errands.leave(act, leave), call.account.appid, act.seq, fault)
            reply = replied(answer)
            write(act, operation.name, wire, call.account.appid, reply, 0, started, None)
    except Refused as refused:
        status = fault.status if fault and fault.status else 200
        reply = refuse(world, operation.name, wire, refused, started=started, status=status, operation=operation)
    return _struck(reply, fault)


def refuse(
    world: World,
    name: str,
    wire: Wire,
    refused: Refused,
    *,
    started: float | None = None,
    status: int = 200,
    operation: Operation | None = None,
) -> Reply:
    """The platform's refusal, written down with its reason; nothing else is left of the call."""
    began = stopwatch() if started is None else started
    with world.act() as act:
        reply = refusal(act, wire.path, refused, status)
        appid = _claimed(act, operation, wire) if operation else None
        write(act, name, wire, appid, reply, refused.code, began, refused)
        return reply


def _planned(world: World, operation: Operation, wire: Wire) -> faults.Fault | None:
    with world.act() as act:
        appid = _claimed(act, operation, wire)
        return faults.strike(act.tx, world.faults, (operation.name, operation.path), appid, act.ids)


def _check_method(operation: Operation, wire: Wire) -> None:
    if wire.method not in operation.methods:
        if "POST" in operation.methods:
            raise Refused(43002, "require POST method", reason=f"called with {wire.method}")
        raise Refused(43001, "require GET method", reason=f"called with {wire.method}")


def _call(act: Act, operation: Operation, wire: Wire) -> Call:
    if operation.need == "secret":
        caller = _by_secret(act, operation, wire)
        if operation.accounts is not None and caller.kind not in operation.accounts:
            raise invalid_appid(f"a {caller.kind} may not call this; it is for {', '.join(operation.accounts)}")
        return Call(act, operation, wire, caller, None)
    if operation.whose is not None:
        return Call(act, operation, wire, operation.whose(act, wire), None)
    text = token_of(wire)
    if not text:
        raise Refused(41001, "access_token missing", reason="the query has no access_token")
    token = tokens.check(act.tx, text, act.now)
    account = nouns.account(act.tx, token.appid)
    if account is None:
        raise tokens.not_latest("the account of this token is gone")
    if account.status != "normal":
        raise Refused(50002, "user limited", reason=f"the account is {account.status}")
    act.offers.each(CREDENTIALED, act, operation, token)
    if operation.accounts is not None and operation.need != "component" and account.kind not in operation.accounts:
        raise api_unauthorized(f"a {account.kind} may not call this; it is for {', '.join(operation.accounts)}")
    return Call(act, operation, wire, account, token)


def token_of(wire: Wire) -> str:
    """New pages call it access_token for all; older SDKs of third-party platforms say component_access_token."""
    return wire.query.get("access_token") or wire.query.get("component_access_token") or ""


def _by_secret(act: Act, operation: Operation, wire: Wire) -> Account:
    """The account that an AppID and AppSecret in query or body belong to."""
    if wire.trouble and "POST" in operation.methods and not wire.query.get("appid"):
        raise wire.trouble
    appid, secret = _field(wire, "appid"), _field(wire, operation.secret_field)
    if not appid:
        raise Refused(41002, "appid missing")
    account = nouns.account(act.tx, appid)
    if account is None or account.status == "cancelled":
        raise Refused(40013, "invalid appid", reason=f"no account {appid[:40]!r} in world {act.world.name!r}")
    if not secret:
        raise Refused(41004, "appsecret missing")
    if not crypto.same(secret, account.secret):
        raise Refused(40125, "invalid appsecret", reason="the AppSecret is another one")
    if account.secret_frozen:
        raise Refused(40243, "AppSecret已被冻结，请解冻后再次调用。")
    if account.status != "normal":
        raise Refused(50007, "账号已冻结", reason=f"the account is {account.status}")
    return account


def _field(wire: Wire, name: str) -> str:
    value = wire.query.get(name) or (wire.data or {}).get(name) or ""
    return value if isinstance(value, str) else ""


def _claimed(act: Act, operation: Operation, wire: Wire) -> str | None:
    """Whose call this says it is, refused or not: for the journal."""
    if operation.need in ("secret", "own"):
        return _field(wire, "appid")[:64] or None
    row = tokens.store.token(act.tx, token_of(wire))
    return str(row[1]) if row else None


_PATH = re.compile(r"`\$\.?([^`]*)`")


def decode(operation: Operation, wire: Wire) -> Any:
    """The request, leniently: null, [] and "" mean unset, numbers and booleans may be text (see clients.md)."""
    fields: dict[str, Any] = dict(wire.query)
    fields.pop("access_token", None)
    fields.pop("component_access_token", None)
    if wire.method == "POST" and operation.body != "none":
        if wire.data is not None:
            fields |= wire.data
        elif wire.body or operation.body == "json":
            raise wire.trouble or Refused(44002, "empty post data")
    try:
        return msgspec.convert(unset_dropped(fields, operation.request), operation.request, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        match = _PATH.search(str(error))
        field = match[1].split(".")[0].split("[")[0] if match else ""
        code, message = operation.invalid_fields.get(field, operation.invalid)
        raise Refused(code, message, reason=str(error)) from error


def replied(answer: Any) -> Reply:
    if isinstance(answer, Picture):
        return Reply(content_type=answer.content_type, headers=answer.headers, body=answer.body)
    return Reply(body=ENCODE(answer))


def refusal(act: Act, path: str, refused: Refused, status: int = 200) -> Reply:
    message = refused.message + "".join(act.offers.each(WORDED, act, path))
    body = ENCODE({"errcode": refused.code, "errmsg": message, **refused.extra})
    return Reply(status=status, body=body, headers=_reason_headers(act, refused))


def _reason_headers(act: Act, refused: Refused) -> tuple[tuple[str, str], ...]:
    """For people with curl in their hand; SDKs do not look at them."""
    headers = []
    if refused.rule:
        day = (refused.dated or refused.rule).said(act.world.timeline)
        headers.append(("wxlocal-rule", f"{refused.rule.id} since {day}" if day else refused.rule.id))
    if refused.reason:
        headers.append(("wxlocal-reason", refused.reason.encode("ascii", "replace").decode().replace("\n", " ")[:300]))
    return tuple(headers)


def write(
    act: Act,
    name: str,
    wire: Wire,
    appid: str | None,
    reply: Reply,
    errcode: int,
    started: float,
    refused: Refused | None,
    seq: int | None = None,
) -> None:
    """One row of the journal; ``seq`` for a call inside another, which has the number of its act."""
    is_text = reply.content_type.startswith("application/json")
    answer = (
        journal.masked_json(reply.body.decode()) if is_text else f"({len(reply.body)} bytes of {reply.content_type})"
    )
    journal.write(
        act.tx,
        journal.Entry(
            seq=act.seq if seq is None else seq,
            at=act.now,
            face=wire.face,
            name=name,
            appid=appid,
            method=wire.method,
            path=wire.path[:512],
            query=journal.masked_query(wire.query_text),
            request=journal.masked_json(shown(wire.body)),
            status=reply.status,
            errcode=errcode,
            answer=answer,
            ip=wire.ip,
            cost=int((stopwatch() - started) * 1000),
            rule=refused.rule.id if refused and refused.rule else None,
            reason=refused.reason or None if refused else None,
        ),
    )
