"""What a caller of the control API gives, turned into the declared types; what does not fit is told in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import inspect

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint

T = TypeVar("T", bound=msgspec.Struct)
LARGEST_NUMBER = 1 << 63
_PLACE = re.compile(r"(.*?)(?: - at `\$(.*)`)?\Z", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`\Z", re.DOTALL)
_ENUM = re.compile(r"Invalid enum value (.*)\Z", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(?:\.\.\.|\d+)\]")
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
    name = _place(error)[1].lstrip(".")
    if name in path:
        raise NotPossible(f"there is no {name} {given[name]!r}", status=404) from error
    what = _words(_type_at(kind, f".{name}"))
    raise NotPossible(f"{name} is {what}, not {given.get(name)!r}") from error


def explained(error: msgspec.ValidationError, kind: type[msgspec.Struct]) -> str:
    """The error in words that help: what is known at the place, what was probably meant."""
    said, place = _place(error)
    where = f" (at {place.lstrip('.')})" if place else ""
    unknown = _UNKNOWN.match(said)
    if unknown:
        known = _members(_type_at(kind, place))
        like = get_close_matches(unknown[1], known, 1, 0.7)
        meant = f"did you mean {like[0]}?" if like else f"there are {', '.join(known) or 'none'}"
        return f"unknown field {unknown[1]!r}{where}: {meant}"
    wrong = _ENUM.match(said)
    if wrong:
        return f"{place.lstrip('.')} is {_words(_type_at(kind, place))}, not {wrong[1]}"
    return f"{said}{where}"


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


def _place(error: msgspec.ValidationError) -> tuple[str, str]:
    match = _PLACE.match(str(error))
    return (match[1], match[2] or "") if match else (str(error), "")


def _type_at(kind: type[msgspec.Struct], place: str) -> inspect.Type:
    """The declared type at a place as msgspec writes it (``.phones[0].platform``)."""
    found: inspect.Type = inspect.type_info(kind)
    for step in _STEP.finditer(place):
        found = _inner(_arms(found), step[1])
    return found


def _inner(arms: Iterable[inspect.Type], name: str | None) -> inspect.Type:
    for arm in arms:
        if isinstance(arm, inspect.StructType) and name:
            for field in arm.fields:
                if field.encode_name == name:
                    return field.type
        if isinstance(arm, inspect.DictType):
            return arm.value_type
        if isinstance(arm, inspect.ListType | inspect.VarTupleType) and not name:
            return arm.item_type
    return inspect.AnyType()


def _arms(kind: inspect.Type) -> list[inspect.Type]:
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    return list(kind.types) if isinstance(kind, inspect.UnionType) else [kind]


def _members(kind: inspect.Type) -> list[str]:
    return [field.name for arm in _arms(kind) if isinstance(arm, inspect.StructType) for field in arm.fields]


def _words(kind: inspect.Type) -> str:
    for arm in _arms(kind):
        if isinstance(arm, inspect.LiteralType):
            return f"one of {', '.join(map(str, arm.values))}"
        if isinstance(arm, inspect.IntType):
            return "a whole number" if arm.ge is None else f"a whole number from {arm.ge} on"
        if isinstance(arm, inspect.BoolType):
            return "true or false"
    return "a text"
