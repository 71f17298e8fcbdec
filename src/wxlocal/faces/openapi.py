"""api.weixin.qq.com: reads a request, finds its world, performs the operation. HTTP status 200 with an errcode."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from wxlocal.core.base import clock
from wxlocal.core.house import Worlds
from wxlocal.core.server.bodies import read_body
from wxlocal.core.server.operation import LARGEST_BODY, Operation, Reply, Wire
from wxlocal.core.server.perform import perform, token_of, unknown
from wxlocal.core.world.world import World

_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
StartResponse = Callable[..., Any]


def plain(start_response: StartResponse, status: int, text: str) -> Iterable[bytes]:
    body = f"{text}\n".encode()
    start_response(_STATUS[status], [("content-type", "text/plain; charset=utf-8"), ("connection", "close")])
    return [body]


def query_of(text: str) -> dict[str, str]:
    """The last value of each name, as the platform takes it."""
    if "%" in text or "+" in text:
        text = text.replace("%00", "%EF%BF%BD")  # no store keeps a NUL
        return dict(parse_qsl(text, keep_blank_values=True, errors="replace"))
    return {name: value for name, _, value in (part.partition("=") for part in text.split("&") if part)}


def answer(
    worlds: Worlds, environ: dict[str, Any], start_response: StartResponse, path: str, name: str
) -> Iterable[bytes]:
    method: str = environ["REQUEST_METHOD"]
    path = path.replace("\0", "\ufffd")
    operation = worlds.house.operations.get(path.rstrip("/") or path)
    largest = operation.largest if operation else LARGEST_BODY
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and length.isascii() and int(length) > largest:
        return plain(start_response, 413, f"the body is larger than {largest} bytes")
    body = b"" if method == "GET" and length == "0" else environ["wsgi.input"].read(largest + 1)
    if len(body) > largest:
        return plain(start_response, 413, f"the body is larger than {largest} bytes")
    wire = wire_of(environ, path, body)
    world = worlds.get(name) if name else find_world(worlds, operation, wire)
    reply = perform(world, operation, wire) if operation else unknown(world, wire)
    return send(start_response, reply, method)


def wire_of(environ: dict[str, Any], path: str, body: bytes) -> Wire:
    query_text: str = environ.get("QUERY_STRING", "").replace("\0", "\ufffd")
    data, trouble = read_body(body) if body else (None, None)
    return Wire(
        method=environ["REQUEST_METHOD"],
        path=path,
        query_text=query_text,
        query=query_of(query_text),
        body=body,
        data=data,
        trouble=trouble,
        ip=environ.get("REMOTE_ADDR", ""),
    )


def find_world(worlds: Worlds, operation: Operation | None, wire: Wire) -> World:
    token = token_of(wire)
    if token and (operation is None or operation.need != "secret"):
        found = worlds.of_token(token)
        if found:
            return found
    for name in ("appid", "component_appid"):
        appid = wire.query.get(name) or (wire.data or {}).get(name)
        found = worlds.of_appid(appid) if isinstance(appid, str) and appid else None
        if found:
            return found
    return worlds.default()


def send(start_response: StartResponse, reply: Reply, method: str = "POST") -> Iterable[bytes]:
    headers = [("content-type", reply.content_type), *reply.headers]
    if reply.delay:
        clock.wait(reply.delay / 1000)
    body = reply.body
    if reply.answer:
        headers.append(("content-length", str(len(body))))
        body = b"" if reply.answer == "drop" else body[: len(body) // 2]
    start_response(_STATUS[reply.status], headers)
    return [] if method == "HEAD" else [body]
