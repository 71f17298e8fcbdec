"""Where cloud functions reach the platform: what their SDKs send to the hosts of the cloud, performed for who holds the
pass of that run. Calls of api.weixin.qq.com by a function's own code are answered here as well.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.pages import PAGES
from wxlocal.core.server import actions, inside, multipart, passes
from wxlocal.core.server.actions import Denied
from wxlocal.core.server.named import operation
from wxlocal.core.server.operation import OPERATIONS
from wxlocal.core.server.passes import Address, Pass
from wxlocal.core.server.perform import perform, unknown
from wxlocal.faces import openapi, pages, protobuf
from wxlocal.faces.serve import Server

LARGEST = 52 * 1024 * 1024  # the largest file that a function may put into a storage, in its form
FILES = (".myqcloud.com", ".tcb.qcloud.la")
TOKEN, HOST = "HTTP_X_WXLOCAL_TOKEN", "HTTP_X_WXLOCAL_HOST"
API_NOT_FOUND, NO_PERMISSION, SYSTEM_ERROR = -604100, -604101, -604103
OF_SOURCES = frozenset((NO_PERMISSION, -604102, SYSTEM_ERROR, -604104))  # told beside the answer, not in it
JSON = "application/json"
# what SDKs write around the data of an action
ENVELOPE = frozenset(
    (
        *("action", "envName", "timestamp", "eventId", "seqId", "authorization", "sdk_version", "dataVersion"),
        *("wxCloudApiToken", "wxCloudSessionToken", "tcb_sessionToken", "sessionToken", "crossAuthorizationToken"),
    )
)
_LOG = logging.getLogger("wxlocal")
StartResponse = Callable[..., Any]
Environ = dict[str, Any]


class Gateway:
    """A WSGI application for code that runs in this process's workers."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            host = environ.get(HOST, "")
            if host.endswith("weixin.qq.com"):
                return _platform(environ, start_response)
            if host.endswith(FILES):
                return _file(environ, start_response, host)
            return answer(environ, start_response)
        except NotPossible as trouble:
            return openapi.plain(start_response, trouble.status, trouble.message)
        except Exception:
            _LOG.exception("gateway %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return openapi.plain(start_response, 500, "wxlocal itself failed here; nothing was changed: see its log")

    def waits(self) -> bool:
        """A function that calls another waits for it."""
        return True

    def largest(self, path: str, host: str = "") -> int:
        return LARGEST

    def tick(self) -> None:
        """Worlds have their own."""


_guard = threading.Lock()
_servers: list[Server[Gateway]] = []


def address() -> Address:
    """Starts to answer when it is first asked."""
    with _guard:
        if not _servers:
            _servers.append(Server(Gateway()))
            atexit.register(_servers[0].stop)
        return Address(_servers[0].host, _servers[0].port)


def _platform(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """A function calls the server API itself, with a token that it has got."""
    found = passes.find(environ.get(TOKEN, ""))
    if found is None:
        return openapi.plain(start_response, 403, "a function calls while it runs; this run has ended")
    world = found.world
    known = world.offers[OPERATIONS].get(environ["PATH_INFO"].rstrip("/"))
    wire = openapi.wire_of(environ, environ["PATH_INFO"], environ["wsgi.input"].read(LARGEST))
    reply = perform(world, known, wire) if known else unknown(world, wire)
    return openapi.send(start_response, reply, wire.method)


def _file(environ: Environ, start_response: StartResponse, host: str) -> Iterable[bytes]:
    """A function puts a file into the storage of its world, or reads one."""
    found = passes.find(environ.get(TOKEN, ""))
    page = found.world.offers[PAGES](host) if found else None
    if found is None or page is None:
        return openapi.plain(start_response, 403, f"{host} is not reached: this run has ended, or it has no files")
    world, path = found.world, environ["PATH_INFO"]
    shows = partial(pages.in_world, world, page)
    return pages.told(environ, start_response, page, host, path, shows)


def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """One call of an SDK, of whatever age."""
    body = environ["wsgi.input"].read(LARGEST + 1)
    given = _given(body)
    if given is None:
        return _failed(start_response, "INVALID_PARAM", "the body is neither JSON nor a form with an action")
    found = passes.find(str(given.get("wxCloudApiToken") or "")) or passes.find(environ.get(TOKEN, ""))
    if found is None:
        _LOG.info("a call at the gateway has no pass: only functions that wxlocal runs have one")
        return _failed(start_response, "SIGN_PARAM_INVALID", "signature is invalid: no function of wxlocal calls here")
    name = str(given.get("action", ""))
    if name in ("wx.openApi", "wx.api"):
        return _message(start_response, _open(found, given))
    return _act(start_response, found, name, given)


def _given(body: bytes) -> dict[str, Any] | None:
    """The members of a call; ``requestData`` stays as it came."""
    if body.lstrip().startswith(b"{"):
        try:
            told = msgspec.json.decode(body)
        except msgspec.DecodeError:
            return None
        return told if isinstance(told, dict) else None
    parts = multipart.read(body)
    fields = {part.name: part.content for part in parts}
    if "action" not in fields:
        return None
    return {
        name: value if name == "requestData" else value.decode("utf-8", "replace") for name, value in fields.items()
    }


def _message(start_response: StartResponse, body: bytes) -> Iterable[bytes]:
    start_response("200 OK", [("content-type", "application/octet-stream")])
    return [body]


def _open(found: Pass, given: dict[str, Any]) -> bytes:
    """An open API of the platform: the very operation, by the account that the function belongs to."""
    name = str(given.get("apiName", ""))
    data = given.get("requestData", b"")
    try:
        operation(found.world.offers, name)
    except NotPossible as trouble:
        _LOG.info("a function calls %s: %s", name[:60], trouble)
        return protobuf.answer(error=API_NOT_FOUND)
    if found.operations is not None and name not in found.operations:
        _LOG.info("%s is not among permissions.openapi of %s", name[:60], found.visit.function)
        return protobuf.answer(error=NO_PERMISSION)
    try:
        body = protobuf.body_of(protobuf.pairs_of(data)) if isinstance(data, bytes) else dict(data)
    except (protobuf.Unreadable, TypeError, ValueError) as error:
        _LOG.info("a function calls %s with a message that cannot be read: %s", name[:60], error)
        return protobuf.answer(error=SYSTEM_ERROR)
    reply = inside.perform(found.world, name, body, found.visit)
    code = msgspec.json.decode(reply.body, type=_Code).errcode if reply.is_json else 0
    if code in OF_SOURCES:
        return protobuf.answer(error=code)
    kind = JSON if reply.is_json else reply.content_type
    return protobuf.answer(reply.body, kind)


class _Code(msgspec.Struct):
    errcode: int = 0


def _act(start_response: StartResponse, found: Pass, name: str, given: dict[str, Any]) -> Iterable[bytes]:
    """An action of the environment that the call names, else of the function's own."""
    data = {name: value for name, value in given.items() if name not in ENVELOPE}
    environment = str(given.get("envName") or found.visit.environment)
    visit = msgspec.structs.replace(found.visit, environment=environment)
    try:
        told = actions.perform(found.world, name, visit, data)
    except Denied as denied:
        return _failed(start_response, denied.code, denied.message)
    request = told.get("request_id") or given.get("eventId") or ""
    return _json(start_response, {"requestId": request, "data": told})


def _failed(start_response: StartResponse, code: str | int, message: str) -> Iterable[bytes]:
    return _json(start_response, {"code": code, "message": message, "requestId": ""})


def _json(start_response: StartResponse, told: dict[str, Any]) -> Iterable[bytes]:
    """SDKs parse it whatever its type says; one version takes exactly this one for an error page."""
    start_response("200 OK", [("content-type", "application/json")])
    return [msgspec.json.encode(told)]
