"""The OpenAPI description of the control API, made from its routes. Examples are calls that were really made."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import msgspec
import msgspec.inspect

from wxlocal import __version__
from wxlocal.core.control import Endpoint
from wxlocal.core.house import House
from wxlocal.faces.route import Trouble

EXAMPLES = "examples.json"
REF = "#/components/schemas/{name}"
FACTS = "Facts"
SHARED = {"Script"}  # is given as it was asked for
Schema = dict[str, Any]


class Example(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One call of a route, shortened. ``path`` and ``query`` hold its parameters."""

    path: dict[str, str] = {}
    query: dict[str, Any] = {}
    body: Any = None
    answer: Any = None


def examples() -> dict[str, Example]:
    """By the name of the route."""
    text = files("wxlocal.faces").joinpath(EXAMPLES).read_bytes()
    return msgspec.json.decode(text, type=dict[str, Example])


def document(house: House, routes: Iterable[Endpoint], prefix: str) -> Schema:
    listed, shown = list(routes), examples()
    schemas = Schemas(house, listed)
    paths: dict[str, Schema] = {}
    for route in listed:
        example = shown.get(route.name, Example())
        paths.setdefault(prefix + route.path, {})[route.method.lower()] = _operation(route, schemas, example)
    return {
        "openapi": "3.1.0",
        "info": {"title": "wxlocal control API", "version": __version__, "description": "Steers worlds and phones."},
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.components.items()))},
    }


def _operation(route: Endpoint, schemas: Schemas, example: Example) -> Schema:
    entry: Schema = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": _parameters(route, schemas, example),
        "responses": {
            "200": {"description": "done", "content": _json(schemas.of(route.answer), example.answer)},
            "default": {
                "description": "not possible; the text says what to do",
                "content": _json(schemas.of(Trouble), {"error": "there is no world 'none'; there are default"}),
            },
        },
    }
    if route.detail:
        entry["description"] = route.detail
    if route.body is not None:
        required = any(field.required for field in msgspec.structs.fields(route.body))
        entry["requestBody"] = {"required": required, "content": _json(schemas.of(route.body), example.body or {})}
    return entry


def _json(schema: Schema, example: Any) -> Schema:
    return {"application/json": {"schema": schema, "example": example}}


def _parameters(route: Endpoint, schemas: Schemas, example: Example) -> list[Schema]:
    described = schemas.fields(route.params)
    found: list[Schema] = []
    for name in (*route.in_path, *route.in_query):
        schema = described.get(name, {"type": "string"})
        one: Schema = {"name": name, "in": "path" if name in route.in_path else "query", "schema": schema}
        if name in route.in_path:
            one |= {"required": True, "example": example.path.get(name, "default")}
        elif "description" in schema:
            one["description"] = schema["description"]
        found.append(one)
    return found


class Schemas:
    """The types of all routes by name. A member of an answer is always there, unless its type leaves defaults out.

    ``msgspec.Struct`` itself stands for the facts of any room.
    """

    def __init__(self, house: House, routes: list[Endpoint]) -> None:
        self.components: dict[str, Schema] = {}
        self._by_type: dict[int, Schema] = {}
        facts = dict.fromkeys([*house.facts.values(), *house.person_facts.values()])
        answers = [Trouble, *facts, *(route.answer for route in routes if route.answer is not msgspec.Struct)]
        self._add(answers, answer=True)
        self._by_type[id(msgspec.Struct)] = {"$ref": REF.format(name=FACTS)}
        self.components[FACTS] = {
            "description": "What a room keeps; docs/reference/seed.md explains the members.",
            "anyOf": [self._by_type[id(kind)] for kind in facts],
        }
        self._add([route.body for route in routes if route.body], answer=False)

    def of(self, type_: Any) -> Schema:
        return self._by_type[id(type_)]

    def fields(self, params: type[msgspec.Struct]) -> dict[str, Schema]:
        """The schemas of the parameters by name."""
        _, components = msgspec.json.schema_components([params], ref_template=REF)
        return {name: _in_address(schema) for name, schema in components[params.__name__]["properties"].items()}

    def _add(self, types: list[Any], *, answer: bool) -> None:
        schemas, components = msgspec.json.schema_components(types, ref_template=REF)
        whole = _whole_structs(types) if answer else set()
        if answer:
            for name in whole & components.keys():
                components[name]["required"] = list(components[name]["properties"])
        named = {name: _name(name) for name in components}
        if len({*named.values(), *self.components}) < len(named) + len(self.components) - len(SHARED & {*named}):
            raise ValueError("two types of the control API have one name")
        text = msgspec.json.encode([schemas, components]).decode()
        for long, short in named.items():
            text = text.replace(REF.format(name=long) + '"', REF.format(name=short) + '"')
        schemas, components = msgspec.json.decode(text)
        self.components |= {
            named[name]: {**_plain(schema), "title": named[name]} for name, schema in components.items()
        }
        self._by_type |= dict(zip(map(id, types), map(_plain, schemas), strict=True))


def _plain(schema: Schema) -> Schema:
    """As generators of clients understand it: an object that may have any members says so; a default is told in words,
    for they take a member that has one for one that is always given.
    """
    new = dict(schema)
    if "properties" in new:
        new["properties"] = {name: _plain(inner) for name, inner in new["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(new.get(name), dict):
            new[name] = _plain(new[name])
    for name in ("anyOf", "prefixItems"):
        if name in new:
            new[name] = [_plain(inner) for inner in new[name]]
    if new.get("type") == "object" and not {"properties", "additionalProperties"} & new.keys():
        new["additionalProperties"] = True
    default = new.pop("default", None)
    if default not in (None, [], {}, ""):
        told = f"default {msgspec.json.encode(default).decode()}"
        new["description"] = f"{new['description']}; {told}" if "description" in new else told
    return new


def _in_address(schema: Schema) -> Schema:
    """A parameter is absent rather than null."""
    if schema.get("default", "") is None:
        schema = {name: value for name, value in schema.items() if name != "default"}
        (arm,) = [arm for arm in schema.pop("anyOf") if arm != {"type": "null"}]
        schema |= arm
    return schema


def _name(component: str) -> str:
    """``wxlocal.rooms.links.facts.Facts``, as types are named whose names meet, is LinksFacts."""
    if component == msgspec.Struct.__name__:
        return FACTS
    *_, room, _, own = ("", "", *component.split("."))
    return "".join(part.capitalize() for part in room.split("_")) + own


def _whole_structs(types: list[Any]) -> set[str]:
    """The names of the structs within these types that are always written whole."""
    found: set[str] = set()
    waiting: list[object] = list(msgspec.inspect.multi_type_info(types))
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, msgspec.inspect.StructType) and not one.cls.__struct_config__.omit_defaults:
            found |= {one.cls.__name__, f"{one.cls.__module__}.{one.cls.__qualname__}"}
        if isinstance(one, msgspec.inspect.Type | msgspec.inspect.Field):
            for value in msgspec.structs.asdict(one).values():
                waiting += value if isinstance(value, tuple) else (value,)
    return found
