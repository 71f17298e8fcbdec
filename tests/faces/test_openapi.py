"""The OpenAPI document: a schema and an example for each route, and the answers are as it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wxlocal.core.control import Endpoint
from wxlocal.entry.local import Local
from wxlocal.faces.control import PREFIX, all_routes
from wxlocal.faces.openapi_document import Example

TOOLS = Path(__file__).parents[2] / "tools"
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Schema:
    with Local() as local:
        found: Schema = local.request("GET", f"{PREFIX}/openapi.json").json()
        return found


def operation(document: Schema, route: Endpoint) -> Schema:
    found: Schema = document["paths"][PREFIX + route.path][route.method.lower()]
    return found


def answer_schema(document: Schema, route: Endpoint) -> Schema:
    found: Schema = operation(document, route)["responses"]["200"]["content"]["application/json"]["schema"]
    return found


def check(document: Schema, schema: Schema, value: Any) -> None:
    validator = Draft202012Validator({**schema, "components": document["components"]})
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)] == []


def test_all_schemas_are_schemas(document: Schema) -> None:
    names = document["components"]["schemas"]
    for schema in names.values():
        Draft202012Validator.check_schema(schema)
    assert [name for name in names if "." in name or "wxlocal" in name] == []


def test_every_route_has_schemas_and_examples_that_fit_them(document: Schema) -> None:
    with Local() as local:
        routes = all_routes(local.app.worlds)
    for route in routes:
        entry = operation(document, route)
        told = entry["responses"]["200"]["content"]["application/json"]
        assert told["schema"] not in ({}, {"type": "object"}), route.name
        check(document, told["schema"], told["example"])
        trouble = entry["responses"]["default"]["content"]["application/json"]
        check(document, trouble["schema"], trouble["example"])
        assert {one["name"] for one in entry["parameters"]} == {*route.in_path, *route.in_query}
        assert ("requestBody" in entry) is (route.body is not None)
        if route.body is not None:
            asked = entry["requestBody"]["content"]["application/json"]
            assert asked["example"], route.name
            check(document, asked["schema"], asked["example"])


def test_every_route_answers_as_its_schema_says(document: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))
    import examples

    called = set()

    def seen(route: Endpoint, example: Example, answer: Any) -> None:
        called.add(route.name)
        check(document, answer_schema(document, route), answer)
        if route.body is not None:
            asked = operation(document, route)["requestBody"]["content"]["application/json"]["schema"]
            check(document, asked, example.body)

    with examples.fresh() as local:
        story = examples.Story(local, seen)
        examples.tell(story)
    assert set(story.routes) - called == set()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/worlds/none", 404),
        ("GET", "/nope", 404),
        ("DELETE", "/health", 405),
        ("POST", "/worlds/default/people", 400),
        ("GET", "/worlds/default/journal?limit=x", 400),
    ],
)
def test_troubles_have_a_schema_too(document: Schema, memory: Local, method: str, path: str, status: int) -> None:
    path, _, query = path.partition("?")
    answer = memory.request(method, PREFIX + path, dict([query.split("=")]) if query else {}, body=b"[]")
    assert answer.status == status
    check(document, {"$ref": "#/components/schemas/Trouble"}, answer.json())


def test_a_member_of_an_answer_is_always_there(document: Schema) -> None:
    schemas = document["components"]["schemas"]
    assert set(schemas["ShownPerson"]["required"]) == set(schemas["ShownPerson"]["properties"])
    assert schemas["Outcome"]["required"] == ["ok"]
    assert schemas["NewPerson"].get("required", []) == []


def test_parameters_have_types(document: Schema) -> None:
    entry = document["paths"][f"{PREFIX}/worlds/{{world}}/letters"]["get"]
    by_name = {one["name"]: one for one in entry["parameters"]}
    assert by_name["world"]["required"] is True
    assert (by_name["after"]["schema"]["type"], by_name["after"]["schema"]["minimum"]) == ("integer", 0)
    assert by_name["state"]["schema"]["enum"] == ["delivered", "failed", "waiting"]
    assert "null" not in str(by_name["appid"]["schema"])
