"""Performing a server operation, the one way: over HTTP, from a cloud function, in a test. One transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.db import Unfit
from wxlocal.core.base.errors import COMMON, Refused, api_unauthorized, invalid_appid
from wxlocal.core.server import multipart, quota
from wxlocal.core.server.answers import refusal, replied, write
from wxlocal.core.server.bodies import bounded, form_of, texts_of_numbers, unset_dropped
from wxlocal.core.server.hooks import CREDENTIALED
from wxlocal.core.server.operation import Call, Operation, Reply, Wire
from wxlocal.core.server.refusals import no_such_path
from wxlocal.core.server.settings import STRICT
from wxlocal.core.world import errands, faults, journal, tokens
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World

T = TypeVar("T")


def perform(world: World, operation: Operation, wire: Wire) -> Reply:
    """The whole of a call: method, credential, quota, body, handler, journal. One transaction; two where the handler
    leaves for an errand, which is done between them, outside of every lock.
    """
    started = stopwatch()
    try:
        prepared = operation.before(world, wire) if operation.before and wire.method in operation.methods else None
    except Refused as refused:
        prepared = refused  # a planned fault comes first
    with world.database.turn():
        reply = _again(world, operation, wire, started, lambda: _performed(world, operation, wire, started, prepared))
    if isinstance(reply, Left):
        left, result = reply, errands.go(world, reply.leave, reply.id)
        with world.database.turn():
            return _again(
                world, operation, wire, started, lambda: _came_back(world, operation, wire, started, left, result)
            )
    return reply


def _again(world: World, operation: Operation, wire: Wire, started: float, do: Callable[[], T]) -> T | Reply:
    """Does a part of a call, again if it met others; what no store keeps is of a wrong type."""
    try:
        return world.again(do)
    except Unfit as unfit:
        refused = Refused(*operation.invalid, reason=unfit.message)
        return refuse(world, operation.name, wire, refused, started=started, operation=operation)


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
            reply = replied(act, wire.path, left.leave.answer(act, result))
            write(act, operation.name, wire, left.appid, reply, 0, started, None, left.seq)
    except Refused as refused:
        reply = refuse(world, operation.name, wire, refused, started=started, operation=operation)
    return _struck(reply, left.fault)


def _struck(reply: Reply, fault: faults.Fault | None) -> Reply:
    if fault and (fault.delay or fault.answer):
        return msgspec.structs.replace(reply, delay=fault.delay or 0, answer=fault.answer or "")
    return reply


def _performed(world: World, operation: Operation, wire: Wire, started: float, prepared: Any) -> Reply | Left:
    fault = _planned(world, operation, wire) if world.faults else None
    try:
        with world.act() as act:
            if fault and (fault.errcode is not None or fault.status is not None):
                raise planned(operation, fault)
            if isinstance(prepared, Refused):
                raise prepared
            _check_method(operation, wire)
            call = _call(act, operation, wire)
            call.prepared = prepared
            quota.spend(act, call.account.appid, operation.path, operation.limits, operation.too_fast)
            request = decode(act, operation, wire)
            try:
                answer = operation.handler(call, request)
            except errands.Leave as leave:
                return Left(leave, errands.leave(act, leave), call.account.appid, act.seq, fault)
            reply = replied(act, wire.path, answer)
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


def unknown(world: World, wire: Wire) -> Reply:
    """The answer on a path that is not an operation."""
    with world.act() as act:
        refused = no_such_path(act, wire.path.rstrip("/"))
        reply = refusal(act, wire.path, refused)
        write(act, journal.UNKNOWN, wire, None, reply, refused.code, stopwatch(), refused)
        return reply


def planned(operation: Operation, fault: faults.Fault) -> Refused:
    """A planned fault in the platform's words for its code, where it gives none of its own."""
    code = -1 if fault.errcode is None else fault.errcode
    words = {-1: "system error", **COMMON, **dict(operation.errors)}
    return Refused(code, fault.errmsg or words.get(code, "system error"), reason="planned fault")


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
    if (
        operation.accounts is not None
        and operation.need not in ("component", "platform")
        and account.kind not in operation.accounts
    ):
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
        raise Refused(40125, "invalid appsecret", reason="the AppSecret is a different one")
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


def decode(act: Act, operation: Operation, wire: Wire) -> Any:
    """The request, leniently: null, [] and "" mean unset, numbers and booleans may be text (see clients.md)."""
    lenient = operation.lenient if operation.lenient and not act.setting(STRICT) else ()
    fields: dict[str, Any] = dict(wire.query)
    fields.pop("access_token", None)
    fields.pop("component_access_token", None)
    if wire.method == "POST" and operation.body != "none":
        if operation.body == "multipart":
            fields |= multipart.fields(wire)
        elif wire.data is not None:
            fields |= wire.data
        elif "form" in lenient and (form := form_of(wire.body)):
            fields |= form
        elif wire.body or operation.body == "json":
            raise wire.trouble or Refused(44002, "empty post data")
    if "numbers" in lenient:
        fields |= texts_of_numbers(fields, operation.request)
    try:
        given = unset_dropped(fields, operation.request, operation.empty)
        return bounded(msgspec.convert(given, operation.request, strict=False))
    except (msgspec.ValidationError, RecursionError) as error:
        match = _PATH.search(str(error))
        field = match[1].split(".")[0].split("[")[0] if match else ""
        code, message = operation.invalid_fields.get(field, operation.invalid)
        raise Refused(code, message, reason=str(error)) from error
