"""A server operation, declared once: path, credential, request, answer, limits, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec

from wxlocal.core.base.errors import Refused, api_unauthorized
from wxlocal.core.base.offers import Kind
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.quota import MINUTE_REACHED, UNLIMITED, Limits
from wxlocal.core.world.nouns import APP_KINDS, Account, AccountKind, Release
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.tokens import Token
from wxlocal.core.world.world import Act, World

R = TypeVar("R", bound=msgspec.Struct)
A = TypeVar("A")
TokenNeed = Literal["access", "secret", "own", "component", "authorizer", "platform"]
Leniency = Literal["form", "numbers", "own token"]
Code = tuple[int, str]
Body = Literal["json", "optional", "none", "multipart"]
LARGEST_BODY = 2 * 1024 * 1024
ENCODE = msgspec.json.Encoder().encode


class Nothing(msgspec.Struct):
    """A request without fields."""


class Answer(msgspec.Struct, kw_only=True):
    """An answer that begins with ``errcode`` and ``errmsg``; one that must not derives from Struct itself."""

    errcode: int = 0
    errmsg: str = "ok"


class Picture(msgspec.Struct, frozen=True):
    """An answer that is not JSON."""

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
    face: Literal["api", "inside"] = "api"


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back. ``answer`` is "drop" or "truncate" when a planned fault says so; ``delay`` in milliseconds."""

    status: int = 200
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_json: bool = True
    delay: int = 0
    answer: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """``need`` is the kind of credential: "access", the account's own token or that of a third-party platform with one
    of the ``permission_sets``; "authorizer", only the latter; "component", the third-party platform's own; "platform",
    the third-party platform's own or the one that it holds for the account; "secret", AppID and AppSecret; "own":
    ``whose(act, wire)`` finds the account by a credential of the room's, and ``credential`` says which. ``largest``
    body in bytes. ``too_fast`` is how too many calls in a minute are refused.

    ``body``: "json" must not be empty, "optional" may be, "none" is ignored; of "multipart" the fields beside the files
    are read, the files are found by ``multipart.file``.

    ``before(world, wire)`` is what takes long and needs no transaction: it is done before the call's own, outside of
    every lock; the handler finds its result in ``call.prepared``.

    ``invalid`` is the refusal of a value of a wrong type; ``invalid_fields`` names others for single fields. In the
    fields ``empty`` the text "" is a value, elsewhere it means "not given".

    ``cloud``: the name under which cloud functions call it; ``also``: older such names.

    ``lenient``: what the platform takes although its page does not say so, unless the setting wire.strict: a "form" for
    JSON, "numbers" for text, the account's "own token" for a third-party platform's.
    """

    name: str
    methods: tuple[str, ...]
    path: str
    request: type[msgspec.Struct]
    answer: Any
    handler: Callable[[Call, Any], Any]
    need: TokenNeed = "access"
    whose: Callable[[Act, Wire], Account] | None = None
    credential: str = ""
    before: Callable[[World, Wire], Any] | None = None
    accounts: tuple[AccountKind, ...] | None = APP_KINDS
    body: Body = "json"
    limits: Limits = UNLIMITED
    too_fast: Code = MINUTE_REACHED
    invalid: Code = (47001, "data format error")
    invalid_fields: dict[str, Code] = {}
    empty: tuple[str, ...] = ()
    lenient: tuple[Leniency, ...] = ()
    aliases: tuple[str, ...] = ()
    secret_field: str = "secret"
    cloud: str | None = None
    also: tuple[str, ...] = ()
    permission_sets: tuple[int, ...] = ()
    largest: int = LARGEST_BODY
    errors: tuple[Code, ...] = ()
    source: str = ""
    summary: str = ""


class Call:
    """One call being performed. ``account`` is the caller; ``token`` None when it came with its AppSecret."""

    __slots__ = ("_moment", "_online", "account", "act", "operation", "prepared", "token", "wire")

    def __init__(self, act: Act, operation: Operation, wire: Wire, account: Account, token: Token | None) -> None:
        self.act = act
        self.operation = operation
        self.wire = wire
        self.prepared: Any = None
        self.account = account
        self.token = token
        self._online: Release | Literal["unread"] | None = "unread"
        self._moment: Moment | None = None

    def online(self) -> Release | None:
        """The caller's published version."""
        if self._online == "unread":
            self._online = nouns.newest_release(self.act.tx, self.account.appid, "release", self.act.now)
        return self._online

    def check_verified(self) -> None:
        """48001 for an account without WeChat verification (仅认证)."""
        if not self.account.verified:
            raise api_unauthorized("only verified accounts may call this")

    def platform(self, name: str, body: dict[str, Any]) -> Any:
        """Another operation of the platform, called by the same account: path, name or cloud name."""
        return self.act.offers[PLATFORM](self.act, name, body, self.account)

    def moment(self) -> Moment:
        """Now, with the release time of the version that is online; a rolling one is as new as the moment itself."""
        if self._moment is None:
            online = self.online()
            self._moment = self.act.moment(release=(online.released_at or None) if online else None)
        return self._moment


def operation(
    method: str | tuple[str, ...],
    path: str,
    request: type[R],
    answer: type[A],
    *,
    name: str = "",
    need: TokenNeed = "access",
    whose: Callable[[Act, Wire], Account] | None = None,
    credential: str = "",
    before: Callable[[World, Wire], Any] | None = None,
    accounts: tuple[AccountKind, ...] | None = APP_KINDS,
    body: Body = "json",
    limits: Limits = UNLIMITED,
    too_fast: Code = MINUTE_REACHED,
    invalid: Code = (47001, "data format error"),
    invalid_fields: dict[str, Code] | None = None,
    empty: tuple[str, ...] = (),
    lenient: tuple[Leniency, ...] = (),
    aliases: tuple[str, ...] = (),
    secret_field: str = "secret",  # noqa: S107
    cloud: str | None = None,
    also: tuple[str, ...] = (),
    permission_sets: tuple[int, ...] = (),
    largest: int = LARGEST_BODY,
    errors: tuple[Code, ...] = (),
    source: str = "",
) -> Callable[[Callable[[Call, R], A]], Operation]:
    """Declares the decorated handler as a server operation; its docstring is the summary. The words are explained at
    ``Operation``.
    """

    def declare(handler: Callable[[Call, R], A]) -> Operation:
        return Operation(
            name=name or _camel(handler.__name__),
            methods=(method,) if isinstance(method, str) else method,
            path=path,
            request=request,
            answer=answer,
            handler=handler,
            need=need,
            whose=whose,
            credential=credential,
            before=before,
            accounts=accounts,
            body=body,
            limits=limits,
            too_fast=too_fast,
            invalid=invalid,
            invalid_fields=invalid_fields or {},
            empty=empty,
            lenient=lenient,
            aliases=aliases,
            secret_field=secret_field,
            cloud=cloud,
            also=also,
            permission_sets=permission_sets,
            largest=largest,
            errors=errors,
            source=source,
            summary=(handler.__doc__ or "").strip().partition("\n")[0],
        )

    return declare


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


OPERATIONS = Kind[dict[str, Operation]]("operations by path")
PLATFORM = Kind[Callable[[Act, str, dict[str, Any], Account], Any]]("the platform called from inside: inside.platform")
