"""Bodies of calls: read leniently, as SDKs send them, and shown in the journal."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error
from wxlocal.core.world import journal


def unset_dropped(fields: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Without the members that an SDK sends for "not given"; the field's default stands for them."""
    nested = _nested(kind)
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None or value == "" or value == []:
            continue
        inner = nested.get(name)
        out[name] = unset_dropped(value, inner) if inner and isinstance(value, dict) else value
    return out


@cache
def _nested(kind: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """The fields that hold objects of their own."""
    found: dict[str, type[msgspec.Struct]] = {}
    for field in msgspec.structs.fields(kind):
        for option in getattr(field.type, "__args__", (field.type,)):
            if isinstance(option, type) and issubclass(option, msgspec.Struct):
                found[field.name] = option
    return found


def shown(body: bytes) -> str:
    """A body as the journal keeps it: text, or how many bytes."""
    if b"\0" in body or body.startswith(b"\x1f\x8b"):
        return f"({len(body)} bytes)"
    return body[: journal.LONGEST].decode("utf-8", "replace")


def read_body(body: bytes) -> tuple[dict[str, Any] | None, Refused | None]:
    """A JSON body as a dict, whatever its content type says; or why not."""
    if not body or not body.strip():
        return None, None
    if body.startswith(b"\xef\xbb\xbf"):
        body = body[3:]
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return None, data_format_error(f"the body is no JSON: {error}")
    if not isinstance(data, dict):
        return None, data_format_error("the body must be a JSON object")
    return data, None
