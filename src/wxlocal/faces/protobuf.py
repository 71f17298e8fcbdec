"""The two messages that a cloud function's SDK and the platform exchange, in protobuf's wire form.

Seen of wx-server-sdk 0.8.1 to 4.0.2: CommApiData {1 apiType; 2 openapiData {1 pairs {1 key, 2 value, 3 contenttype,
4 filename}}; 4 svrkitData {1 apiName, 2 reqData}} goes out, CommOpenApiResp {1 respData, 2 contentType, 3 errorCode,
4 httpCode} comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from mimetypes import guess_type
from typing import Any, NamedTuple

import msgspec

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10
MOST_PAIRS = 1000


class Unreadable(Exception):
    """The bytes are not such a message; says why."""


class Pair(NamedTuple):
    """``value`` is the JSON text of a value, or the content of a file: then there is a type or a name."""

    key: str
    value: bytes
    content_type: str = ""
    filename: str = ""


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field, in order."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind, value = tag & 7, b""
        if kind == VARINT:
            number, at = _varint(data, at)
            yield tag >> 3, number
            continue
        if kind == BYTES:
            size, at = _varint(data, at)
        elif kind in (FIXED32, FIXED64):
            size = 4 if kind == FIXED32 else 8
        else:
            raise Unreadable(f"wire type {kind} is not used here")
        value = data[at : at + size]
        if len(value) < size:
            raise Unreadable("it is cut off")
        at += size
        yield tag >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    for count in range(LONGEST_VARINT):
        if at + count >= len(data):
            raise Unreadable("it is cut off")
        byte = data[at + count]
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at + count + 1
        shift += 7
    raise Unreadable("a number is longer than 10 bytes")


def pairs_of(data: bytes) -> list[Pair]:
    """The parameters of an open API."""
    found: list[Pair] = []
    for number, value in fields(data):
        if number == 2 and isinstance(value, bytes):
            found += [_pair(inner) for at, inner in fields(value) if at == 1 and isinstance(inner, bytes)]
    if len(found) > MOST_PAIRS:
        raise Unreadable(f"it has more than {MOST_PAIRS} parameters")
    return found


def _pair(data: bytes) -> Pair:
    given: dict[int, bytes] = {number: value for number, value in fields(data) if isinstance(value, bytes)}
    try:
        key, kind, filename = (given.get(number, b"").decode() for number in (1, 3, 4))
    except UnicodeDecodeError as error:
        raise Unreadable("a name is not UTF-8") from error
    return Pair(key, given.get(2, b""), kind, filename)


def body_of(pairs: list[Pair]) -> dict[str, Any]:
    """As the operation takes it; a file is ``{contentType, value, filename}``."""
    body: dict[str, Any] = {}
    for pair in pairs:
        if pair.content_type or pair.filename:
            kind = pair.content_type or guess_type(pair.filename)[0] or "application/octet-stream"
            body[pair.key] = {"contentType": kind, "value": pair.value, "filename": pair.filename}
            continue
        try:
            body[pair.key] = msgspec.json.decode(pair.value)
        except msgspec.DecodeError as error:
            raise Unreadable(f"parameter {pair.key[:40]} is not JSON") from error
    return body


def answer(data: bytes = b"", content_type: str = "", error: int = 0) -> bytes:
    """CommOpenApiResp; a negative number takes ten bytes."""
    out = b""
    if data:
        out += _tagged(1, data)
    if content_type:
        out += _tagged(2, content_type.encode())
    if error:
        out += b"\x18" + _encoded(error & 0xFFFFFFFFFFFFFFFF)
    return out


def _tagged(number: int, value: bytes) -> bytes:
    return _encoded(number << 3 | BYTES) + _encoded(len(value)) + value


def _encoded(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
