"""Bodies of calls: read leniently, as SDKs send them, and shown in the journal."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar, get_args
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error
from wxlocal.core.world.journal import masking

R = TypeVar("R", bound=msgspec.Struct)
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_ONE_OF_LIST = re.compile(r"([^\[\]]+)\[\d*\]")
MOST = (1 << 63) - 1  # no number beyond 64 bits reaches a store


def unset_dropped(fields: dict[str, Any], kind: type[msgspec.Struct], empty: tuple[str, ...] = ()) -> dict[str, Any]:
    """Without the members that an SDK sends for "not given"; the field's default stands for them. In the fields
    ``empty`` the text "" is a value.
    """
    nested = _nested(kind)
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None or value == [] or (value == "" and name not in empty):
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
    return body[: masking.LONGEST + masking.SLACK].decode("utf-8", "replace")


def form_of(body: bytes) -> dict[str, str | list[str]]:
    """A form that was sent for JSON, lists as PHP writes them (``a[0]=x&a[1]=y``, ``a[]=x``); {} for anything else."""
    text = body.decode("utf-8", "replace").strip()
    if "=" not in text or text.startswith(("{", "[", "<", '"')):
        return {}
    found: dict[str, str | list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        one = _ONE_OF_LIST.fullmatch(name)
        before = found.get(one[1]) if one else None
        found[one[1] if one else name] = [*(before if isinstance(before, list) else []), value] if one else value
    return found


def texts_of_numbers(fields: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, str]:
    """The numbers among the fields that hold text, as text."""
    texts = {field.name for field in msgspec.structs.fields(kind) if field.type is str}
    return {name: str(value) for name, value in fields.items() if name in texts and type(value) in (int, float)}


def bounded(request: R) -> R:
    """The request, its whole numbers within 64 bits: one beyond is the largest or the smallest."""
    for name in _whole(type(request)):
        value = getattr(request, name)
        if type(value) is not int or not -MOST <= value <= MOST:
            msgspec.structs.force_setattr(request, name, _bounded(value))
    return request


def _bounded(value: Any) -> Any:
    if type(value) is int:
        return min(max(value, -MOST), MOST)
    if isinstance(value, msgspec.Struct):
        return bounded(value)
    if isinstance(value, list):
        return [_bounded(one) for one in value]
    return value


@cache
def _whole(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that hold whole numbers: themselves, in lists, in objects."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if _holds_int(field.type))


def _holds_int(kind: Any) -> bool:
    if kind is int:
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return bool(_whole(kind))
    return any(_holds_int(one) for one in get_args(kind))


def read_body(body: bytes) -> tuple[dict[str, Any] | None, Refused | None]:
    """A JSON body as a dict, whatever its content type says; or why not."""
    if not body or not body.strip():
        return None, None
    if body.startswith(b"\xef\xbb\xbf"):
        body = body[3:]
    if b"\\u0000" in body:  # no store keeps a NUL
        body = _NUL.sub(rb"\1\\ufffd", body)
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return None, data_format_error(f"the body is not JSON: {error}")
    if not isinstance(data, dict):
        return None, data_format_error("the body must be a JSON object")
    return data, None
