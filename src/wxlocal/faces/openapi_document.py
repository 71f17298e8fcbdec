"""The OpenAPI description of the control API, made from its routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from wxlocal import __version__
from wxlocal.faces.routes import Route


def document(routes: Iterable[Route], prefix: str) -> dict[str, Any]:
    listed = list(routes)
    types = [t for route in listed for t in (route.body, route.answer) if t is not None and t is not Any]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(map(id, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        entry: dict[str, Any] = {
            "operationId": route.name,
            "summary": route.summary,
            "parameters": [
                *(
                    {"name": n, "in": "path", "required": True, "schema": {"type": "string"}}
                    for n in _fields(route.path)
                ),
                *(
                    {"name": n, "in": "query", "description": text, "schema": {"type": "string"}}
                    for n, text in route.query.items()
                ),
            ],
            "responses": {
                "200": {
                    "description": "done",
                    "content": {"application/json": {"schema": by_type.get(id(route.answer), {})}},
                },
                "default": {
                    "description": "not possible; the text says what to do",
                    "content": {
                        "application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}
                    },
                },
            },
        }
        if route.body is not None:
            entry["requestBody"] = {"content": {"application/json": {"schema": by_type[id(route.body)]}}}
        paths.setdefault(prefix + route.path, {})[route.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {"title": "wxlocal control API", "version": __version__},
        "paths": paths,
        "components": {"schemas": components},
    }


def _fields(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)
