"""What a caller of the control API gives, turned into the declared types; what does not fit is told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import explained, place_of, type_at, words
from wxlocal.core.control import Endpoint

T = TypeVar("T", bound=msgspec.Struct)
LARGEST_NUMBER = 1 << 63
_SUSPECT = re.compile(rb"\d{17}|\\u0000")


def body_of(raw: bytes, kind: type[T]) -> T:
    """The body; an empty one stands for an object without members."""
    try:
        body = msgspec.json.decode(raw or b"{}", type=kind)
        if _SUSPECT.search(raw):
            check_values(msgspec.json.decode(raw), "the body")
    except msgspec.ValidationError as error:
        raise NotPossible(f"the body does not fit: {explained(error, kind)}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotPossible(f"the body is not JSON that can be read: {error}") from error
    return body


def params_of(endpoint: Endpoint, path: Mapping[str, str], query: Mapping[str, str]) -> msgspec.Struct:
    """The path's fields and the query's."""
    unknown = query.keys() - set(endpoint.in_query)
    if unknown:
        known = ", ".join(endpoint.in_query) or "none"
        raise NotPossible(f"unknown query parameter {', '.join(sorted(unknown))}; there are: {known}")
    given = {**query, **path}
    check_values(given, "the address")
    found: msgspec.Struct
    try:
        found = msgspec.convert(given, endpoint.params, strict=False)
    except msgspec.ValidationError as error:
        _refuse(error, endpoint.params, given, path)
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise NotPossible(f"the query holds a number that is too long: {error}") from error
    for name, value in msgspec.structs.asdict(found).items():
        if name != "limit":
            check_values(value, name)
    return found


def _refuse(
    error: msgspec.ValidationError, kind: type[msgspec.Struct], given: Mapping[str, str], path: Mapping[str, str]
) -> NoReturn:
    name = place_of(error)[1].lstrip(".")
    if name in path:
        raise NotPossible(f"there is no {name} {given[name]!r}", status=404) from error
    what = words(type_at(kind, f".{name}"))
    raise NotPossible(f"{name} is {what}, not {given.get(name)!r}") from error


def check_values(value: Any, where: str) -> None:
    """Refuses what no store can hold: integers beyond 64 bits, and NUL in a text."""
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if "\0" in one:
                raise NotPossible(f"{where} holds a NUL character: leave it out")
        elif isinstance(one, int):
            if not -LARGEST_NUMBER <= one < LARGEST_NUMBER:
                raise NotPossible(f"{where} holds an integer beyond 64 bits: {str(one)[:24]}...")
        elif isinstance(one, dict):
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
