"""A server operation, declared once, and the one way to perform it: over HTTP, from a cloud function, in a test."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from wxlocal.core import crypto, faults, journal, quota, tokens
from wxlocal.core.bodies import shown, unset_dropped
from wxlocal.core.clock import stopwatch
from wxlocal.core.errors import Refused, api_unauthorized, invalid_appid
from wxlocal.core.journal import store as journal_store
from wxlocal.core.nouns import APP_KINDS, Account, AccountKind, Release
from wxlocal.core.nouns import store as nouns
from wxlocal.core.policy import Moment
from wxlocal.core.quota import UNLIMITED, Limits
from wxlocal.core.world import Act, World

if TYPE_CHECKING:
    from wxlocal.core.tokens import Token

TokenNeed = Literal["access", "secret", "own", "component", "authorizer"]
Code = tuple[int, str]
LARGEST_BODY = 2 * 1024 * 1024
ENCODE = msgspec.json.Encoder().encode


class Nothing(msgspec.Struct):
    """A request without fields."""


class Answer(msgspec.Struct, kw_only=True):
    """An answer that begins with ``errcode`` and ``errmsg``; one that must not derives from Struct itself."""

    errcode: int = 0
    errmsg: str = "ok"


class Picture(msgspec.Struct, frozen=True):
    """An answer that is no JSON."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A call as it arrived. ``data`` is the JSON body as a dict; ``trouble`` why there is none."""

    method: str = "POST"
    path: str = ""
    query_text: str = ""
    query: dict[str, str] = {}
    body: bytes = b""
    data: dict[str, Any] | None = None
    trouble: Refused | None = None
    ip: str = "127.0.0.1"


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back. ``answer`` is "drop" or "truncate" when a planned fault says so; ``delay`` in milliseconds."""

    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: int = 0
    answer: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """``need`` is the kind of credential: "access", the account's own token or that of a third-party platform with one
    of the ``permission_sets``; "authorizer", only the latter; "component", the third-party platform's own; "own":
    ``whose(act, wire)`` finds the account by a credential of the room's. ``largest`` body in bytes.

    ``body``: "json" must not be empty, "optional" may be, "none" is ignored.

    ``invalid`` is the refusal of a value of a wrong type; ``invalid_fields`` names others for single fields.
    """

    name: str
    methods: tuple[str, ...]
    path: str
    request: type[msgspec.Struct]
    answer: Any
    handler: Callable[[Call, Any], Any]
    need: TokenNeed = "access"
    whose: Callable[[Act, Wire], Account] | None = None
    accounts: tuple[AccountKind, ...] | None = APP_KINDS
    body: Literal["json", "optional", "none"] = "json"
    limits: Limits = UNLIMITED
    invalid: Code = (47001, "data format error")
    invalid_fields: dict[str, Code] = {}
    aliases: tuple[str, ...] = ()
    secret_field: str = "secret"
    cloud: str | None = None
    permission_sets: tuple[int, ...] = ()
    largest: int = LARGEST_BODY
    errors: tuple[Code, ...] = ()
    source: str = ""
    summary: str = ""


class Call:
    """One call being performed. ``account`` is the caller; ``token`` None when it came with its AppSecret."""

    __slots__ = ("_moment", "_online", "account", "act", "operation", "token", "wire")

    def __init__(self, act: Act, operation: Operation, wire: Wire, account: Account, token: Token | None) -> None:
        self.act = act
        self.operation = operation
        self.wire = wire
        self.account = account
        self.token = token
        self._online: Release | Literal["unread"] | None = "unread"
        self._moment: Moment | None = None

    def online(self) -> Release | None:
        """The caller's published version."""
        if self._online == "unread":
            self._online = nouns.newest_release(self.act.tx, self.account.appid, "release", self.act.now)
        return self._online

    def moment(self) -> Moment:
        """Now, with the release time of the version that is online."""
        if self._moment is None:
            online = self.online()
            self._moment = self.act.moment(release=online.released_at if online else None)
        return self._moment


def operation(
    method: str | tuple[str, ...], path: str, request: type[msgspec.Struct], answer: Any, **more: Any
) -> Callable[[Callable[[Call, Any], Any]], Operation]:
    """Declares the decorated handler as a server operation; its docstring is the summary."""
    methods = (method,) if isinstance(method, str) else method

    def declare(handler: Callable[[Call, Any], Any]) -> Operation:
        name = more.pop("name", None) or _camel(handler.__name__)
        summary = (handler.__doc__ or "").strip().splitlines()[0] if handler.__doc__ else ""
        return Operation(
            name=name,
            methods=methods,
            path=path,
            request=request,
            answer=answer,
            handler=handler,
            summary=summary,
            **more,
        )

    return declare


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


# -- performing -------------------------------------------------------------------------------------------------


def perform(world: World, operation: Operation, wire: Wire) -> Reply:
    """The whole of a call: method, credential, quota, body, handler, journal. One transaction."""
    with world.database.turn():
        return _performed(world, operation, wire)


def _performed(world: World, operation: Operation, wire: Wire) -> Reply:
    started = stopwatch()
    fault = _planned(world, operation, wire) if world.faults else None
    try:
        with world.act() as act:
            if fault and (fault.errcode is not None or fault.status is not None):
                raise Refused(fault.errcode or -1, fault.errmsg or "system error", reason="planned fault")
            _check_method(operation, wire)
            call = _call(act, operation, wire)
            quota.spend(
                act.tx,
                call.account.appid,
                operation.limits.name or operation.path,
                operation.limits,
                act.now,
                bool(world.settings.get("quota.rates", True)),
            )
            request = decode(operation, wire)
            reply = _reply(operation.handler(call, request))
            _write(act, operation.name, wire, call.account.appid, reply, 0, started, None)
    except Refused as refused:
        status = fault.status if fault and fault.status else 200
        reply = refuse(world, operation.name, wire, refused, started=started, status=status, operation=operation)
    if fault and (fault.delay or fault.answer):
        return msgspec.structs.replace(reply, delay=fault.delay or 0, answer=fault.answer or "")
    return reply


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
        reply = _refusal(act, refused, status)
        appid = _claimed(act, operation, wire) if operation else None
        _write(act, name, wire, appid, reply, refused.code, began, refused)
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
        caller = by_secret(act, operation, wire)
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
    _check_kind(act, operation, token)
    if operation.accounts is not None and operation.need != "component" and account.kind not in operation.accounts:
        raise api_unauthorized(f"a {account.kind} may not call this; it is for {', '.join(operation.accounts)}")
    return Call(act, operation, wire, account, token)


def token_of(wire: Wire) -> str:
    """New pages call it access_token for all; older SDKs of third-party platforms say component_access_token."""
    return wire.query.get("access_token") or wire.query.get("component_access_token") or ""


def _check_kind(act: Act, operation: Operation, token: Token) -> None:
    """Whether this kind of token may call it, and what the account allows a third-party platform."""
    is_component = token.kind == tokens.COMPONENT
    if is_component != (operation.need == "component"):
        wanted = "component_access_token" if operation.need == "component" else "token of the account"
        raise Refused(61014, "must use component token for component api", reason=f"this takes the {wanted}")
    component = token.component
    if component is None:
        if operation.need == "authorizer":
            raise Refused(
                86000, "should be called only from third party", reason="only third-party platforms call this"
            )
        return
    granted = nouns.authorization(act.tx, component, token.appid)
    if granted is None:
        raise Refused(61003, "component is not authorized by this account", reason="the account withdrew")
    if not set(operation.permission_sets) & set(granted.sets):
        wanted = " or ".join(map(str, operation.permission_sets)) or "of it: third-party platforms may not call this"
        raise Refused(61007, "api is unauthorized to component", reason=f"granted is not the permission set {wanted}")


def by_secret(act: Act, operation: Operation, wire: Wire) -> Account:
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


def _reply(answer: Any) -> Reply:
    if isinstance(answer, Picture):
        return Reply(content_type=answer.content_type, headers=answer.headers, body=answer.body)
    return Reply(body=ENCODE(answer))


def _refusal(act: Act, refused: Refused, status: int) -> Reply:
    message = f"{refused.message}{act.world.house.tail(act)}"
    body = ENCODE({"errcode": refused.code, "errmsg": message, **refused.extra})
    return Reply(status=status, body=body, headers=_reason_headers(refused))


def _reason_headers(refused: Refused) -> tuple[tuple[str, str], ...]:
    """For people with curl in their hand; SDKs do not look at them."""
    headers = []
    if refused.rule:
        headers.append(("wxlocal-rule", f"{refused.rule.id} since {refused.rule.said}"))
    if refused.reason:
        headers.append(("wxlocal-reason", refused.reason.encode("ascii", "replace").decode().replace("\n", " ")[:300]))
    return tuple(headers)


def _write(
    act: Act,
    name: str,
    wire: Wire,
    appid: str | None,
    reply: Reply,
    errcode: int,
    started: float,
    refused: Refused | None,
) -> None:
    is_text = reply.content_type.startswith("application/json")
    journal_store.write(
        act.tx,
        act.seq,
        act.now,
        "api",
        name,
        appid,
        wire.method,
        wire.path[:512],
        journal.masked_query(wire.query_text),
        journal.masked_json(shown(wire.body)),
        reply.status,
        errcode,
        journal.masked_json(reply.body.decode()) if is_text else f"({len(reply.body)} bytes of {reply.content_type})",
        wire.ip,
        int((stopwatch() - started) * 1000),
        refused.rule.id if refused and refused.rule else None,
        refused.reason or None if refused else None,
    )
