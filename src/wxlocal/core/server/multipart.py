"""Bodies of the form multipart/form-data, as SDKs send them: the files and the fields in them.

The boundary is taken from the body itself, so that a wrong or missing content type does no harm. A part needs no
content type of its own (wechatpy sends none); its file name may be percent-encoded, raw UTF-8, or in ``filename*``.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Any
from urllib.parse import unquote

import msgspec

from wxlocal.core.server.operation import Wire

LONGEST_BOUNDARY = 200  # RFC 2046 says 70; some clients make longer ones
MOST_PARTS = 100
_PARAMETER = re.compile(r';\s*([\w!#$&+^`|~-]+\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)')


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """``filename`` None = a field, not a file."""

    name: str
    filename: str | None = None
    content_type: str = ""
    content: bytes = b""


def read(body: bytes) -> list[Part]:
    """The parts of a body; none if it has another form. What stands behind the last boundary, or is cut off, is not
    read.
    """
    first, end, _ = body.lstrip(b"\r\n")[: LONGEST_BOUNDARY + 4].partition(b"\n")
    boundary = first.rstrip(b"\r")
    if not end or not boundary.startswith(b"--") or len(boundary) < 3:
        return []
    pieces = body.split(b"\n" + boundary, MOST_PARTS)
    pieces[0] = pieces[0].lstrip(b"\r\n")[len(boundary) :]
    return [part for piece in pieces[:-1] if (part := _part(piece)) is not None]


def _part(piece: bytes) -> Part | None:
    """From behind its boundary up to the line break before the next."""
    _, _, rest = piece.partition(b"\n")
    separator = b"\r\n\r\n" if b"\r\n\r\n" in rest else b"\n\n"
    head, found, content = rest.partition(separator)
    if not found:
        return None
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        headers[key.strip().lower()] = value.strip()
    given = {key.lower(): _unquoted(value) for key, value in _PARAMETER.findall(headers.get("content-disposition", ""))}
    if "name" not in given:
        return None
    return Part(
        name=given["name"],
        filename=_filename(given),
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        content=content.removesuffix(b"\r"),
    )


def _unquoted(value: str) -> str:
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return re.sub(r'\\(["\\])', r"\1", value[1:-1])
    return value


def _filename(given: dict[str, str]) -> str | None:
    extended = given.get("filename*")
    if extended is None:
        return given.get("filename")
    charset, _, rest = extended.partition("'")
    try:
        return unquote(rest.partition("'")[2], encoding=charset or "utf-8", errors="replace")
    except LookupError:
        return unquote(rest.partition("'")[2])


def fields(wire: Wire) -> dict[str, Any]:
    """What a call says beside its files."""
    if wire.data is not None:
        return wire.data
    return {part.name: part.content.decode("utf-8", "replace") for part in read(wire.body) if part.filename is None}


def file(wire: Wire, name: str) -> Part | None:
    """A file that came with a call, whatever it holds. A cloud function gives it as ``{contentType, value}``."""
    if wire.face == "inside":
        return _given(name, (wire.data or {}).get(name))
    return next((part for part in read(wire.body) if part.name == name and part.filename is not None), None)


def _given(name: str, value: Any) -> Part | None:
    if not isinstance(value, dict) or "value" not in value:
        return None
    kind, filename = str(value.get("contentType") or value.get("content_type") or ""), value.get("filename")
    content = _bytes(value["value"])
    if content is None:
        return None
    return Part(name=name, filename=str(filename or name), content_type=kind, content=content)


def _bytes(value: Any) -> bytes | None:
    """A Buffer: as bytes, in base64, or as JSON writes it."""
    if isinstance(value, dict):
        value = bytes(value.get("data") or [])
    if isinstance(value, str):
        try:
            return b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return None
    return value if isinstance(value, bytes) else None
