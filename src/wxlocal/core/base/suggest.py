"""What somebody probably meant: names that look like one that is not known, and words for values that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

import msgspec
from msgspec import inspect

from wxlocal.core.base.errors import NotPossible

LOOKED_AT = 2000  # names that are compared; worlds may have very many people
LIKE, SURE = 0.65, 0.85  # likeness from which a name may be meant, and from which nothing else can be
SHOWN = 12  # names that are listed where none looks like it
_PLACE = re.compile(r"(.*?)(?: - at `\$(.*)`)?\Z", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`\Z", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`\Z", re.DOTALL)
_ENUM = re.compile(r"Invalid enum value (.*)\Z", re.DOTALL)
_TYPE = re.compile(r"Expected `(.*)`, got `(.*)`\Z", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(?:\.\.\.|\d+)\]")
_GOT = {"str": "a text", "int": "a number", "float": "a number", "bool": "true or false", "array": "a list"}


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that look like it, the nearest first; otherwise those of which it is a part."""
    wanted = name.casefold()
    folded = {one.casefold(): one for one, _ in zip(known, range(LOOKED_AT), strict=False)}
    found = get_close_matches(wanted, folded, 1, SURE) or get_close_matches(wanted, folded, most, LIKE)
    if not found and len(wanted) > 2:
        found = [one for one in folded if wanted in one]
    return [folded[one] for one in found[:most]]


def instead(name: str, known: Iterable[str], where: str = "") -> str:
    """What to write for an unknown name: what looks like it, otherwise all there is, or ``where`` that is listed."""
    all = list(dict.fromkeys(known))
    like = near(name, all)
    if like:
        return f"did you mean {' or '.join(like)}?"
    if where and len(all) > SHOWN:
        return f"{where} lists them"
    rest = f" and {len(all) - SHOWN} more" if len(all) > SHOWN else ""
    return f"there are {', '.join(all[:SHOWN])}{rest}" if all else "there are none"


def missing(what: str, name: str, known: Iterable[str], where: str = "", of: str = "") -> NotPossible:
    """The error for a name that nothing has: ``raise missing("setting", name, settings)``."""
    return NotPossible(f"there is no {what} {name[:80]!r}{of}; {instead(name, known, where)}", status=404)


def explained(error: msgspec.ValidationError, kind: type[msgspec.Struct]) -> str:
    """Why a value does not fit its declared type, with what is known at the place and what was probably meant."""
    said, place = place_of(error)
    at = place.lstrip(".")
    where = f" (at {at})" if at else ""
    if unknown := _UNKNOWN.match(said):
        return f"unknown key {unknown[1]!r}{where}: {instead(unknown[1], _members(type_at(kind, place)))}"
    if needed := _MISSING.match(said):
        return f"{at or 'it'} needs {needed[1]!r}"
    if wrong := _ENUM.match(said):
        return f"{at} must be {words(type_at(kind, place))}, not {wrong[1]}{_meant(wrong[1], type_at(kind, place))}"
    if other := _TYPE.match(said):
        quotes = ": put it in quotes" if other[1].startswith("str") and other[2] in ("int", "float") else ""
        return f"{at or 'it'} must be {words(type_at(kind, place))}, not {_GOT.get(other[2], other[2])}{quotes}"
    return f"{said}{where}"


def _meant(value: str, kind: inspect.Type) -> str:
    choices = [str(one) for arm in _arms(kind) if isinstance(arm, inspect.LiteralType) for one in arm.values]
    like = near(value.strip("'\""), choices, 1)
    return f": did you mean {like[0]}?" if like else ""


def place_of(error: msgspec.ValidationError) -> tuple[str, str]:
    """What msgspec says, and the place of which it says it (``.phones[0].platform``; "" for the whole)."""
    match = _PLACE.match(str(error))
    return (match[1], match[2] or "") if match else (str(error), "")


def type_at(kind: type[msgspec.Struct], place: str) -> inspect.Type:
    """The declared type at a place as msgspec writes it."""
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


def words(kind: inspect.Type) -> str:
    """What a value of the type is: ``a text or a whole number``."""
    said = []
    for arm in _arms(kind):
        if isinstance(arm, inspect.LiteralType):
            said.append(f"one of {', '.join(map(str, arm.values))}")
        elif isinstance(arm, inspect.IntType):
            said.append("a whole number" if arm.ge is None else f"a whole number from {arm.ge} on")
        elif isinstance(arm, inspect.FloatType):
            said.append("a number")
        elif isinstance(arm, inspect.BoolType):
            said.append("true or false")
        elif isinstance(arm, inspect.StrType):
            said.append("a text")
        elif isinstance(arm, inspect.ListType | inspect.VarTupleType):
            said.append("a list")
        elif isinstance(arm, inspect.StructType | inspect.DictType):
            said.append("a table")
    return " or ".join(said) or "something else"
