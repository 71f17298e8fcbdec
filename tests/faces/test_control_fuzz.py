"""The whole control API with values that its document describes, and with hostile ones: it never breaks.

Bounded: a few seconds for each store. What is drawn is the same in every run.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wxlocal.entry.local import Local
from wxlocal.faces.control import PREFIX

Schema = dict[str, Any]
BIG = 1 << 63
DEEP: Any = "x"
for _ in range(60):
    DEEP = [DEEP]
TEXTS = [
    "", "\0", "a\0b", "²", "٣", "9" * 400, "-1", "1e400", "../x", "a" * 5000, "'; DROP TABLE person; --", "%s%n{0}",
    "\ud83d", "\udfff", "😀" * 40, "null", "2022-13-01", "0001-01-01", "9999-12-31T23:59", "rolling", "random", "*",
    "wx:1|1", "=cmd", "a/b", "\r\nX: y", "as-known:9999-99-99", "seed", "DEFAULT", "１２", "[world]\nnow = true\n",
]  # fmt: skip
LEAVES = [
    None, True, False, 0, -1, BIG - 1, BIG, -BIG, -BIG - 1, 1 << 70, 10**400, 1e308, -0.0, float("inf"), [], {}, [None],
    {"": None}, DEEP, [[{}]], {"a": {"b": [BIG]}}, *TEXTS,
]  # fmt: skip
OPTIONS = ["url", "path", "desc", "title", "link", "scope", "tmplIds", "success", "app.json", "latitude", "banned", "*"]
WEIGHTS = {"callPhone": 12, "showCa": 0, "listOperations": 0, "listAbilities": 0, "listPolicies": 0}
CALLS = {"memory": 1500, "postgresql": 300}
RATES = (0.0, 0.0, 0.02, 0.15)  # of hostile values in a call
WORLD = """
[[mini_program]]
name = "program"
appid = "wxprogram"
members = { alice = "administrator" }
  [[mini_program.release]]
  pages = ["pages/index/index"]
[[service_account]]
name = "service"
appid = "wxservice"
[[plugin]]
name = "plugin"
appid = "wxplugin"
[[third_party]]
name = "platform"
appid = "wxplatform"
[[person]]
id = "alice"
phone_number = "13800000001"
[[person]]
id = "bob"
"""
KNOWN: dict[str, list[Any]] = {
    "appid": ["wxprogram", "wxprogram", "wxservice", "wxplugin"], "person": ["alice", "bob", "fuzz"],
    "world": ["fuzz"], "phone": ["alice-phone", "bob-phone"], "component": ["wxplatform"],
    "room": ["links", "privacy", "location", "login", "subscribe", "device"], "snapshot": ["s1"],
    "setting": ["links.overflow", "quota.rates", "links.openings_a_day"], "policy": ["link-one-user"],
    "clone_of": ["fuzz"], "document": [WORLD], "version": ["1.0.0", "release"], "subject": ["subject"],
    "operation": ["getAccessToken"], "id": ["fuzz", "alice"], "name": ["w1", "s1", "x"], "now": ["2022-04-11", "2024-01-01"],
    "timeline": ["as-announced", "as-known:2022-01-01"], "advance": ["31d", "90s", 60], "errcode": [0, -1],
    "released_at": ["2022-04-11", "rolling"], "base_library": ["2.10.0", "3.4.0"], "open_platform": [None],
    "declared": [["UserInfo"]], "categories": [["工具>备忘录"]], "action": ["reset"], "letter": ["1"], "message": ["1"],
}  # fmt: skip
PLAIN = ["x", "pages/index/index", "2022-04-11", "1.0.0", "allow"]


class Drawn:
    """Values by schema; every few of them hostile."""

    def __init__(self, document: Schema, known: dict[str, list[Any]], source: random.Random) -> None:
        self.schemas: Schema = document["components"]["schemas"]
        self.known = known
        self.random = source
        self.rate = source.choice(RATES)

    def hostile(self) -> Any:
        return self.random.choice(LEAVES)

    def value(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        chance = self.random.random()
        if chance < self.rate or depth > 6:
            return self.hostile()
        if name in self.known and chance < 0.9:
            return self.random.choice(self.known[name])
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rpartition("/")[2]], name, depth)
        if "anyOf" in schema:
            return self.value(self.random.choice(schema["anyOf"]), name, depth)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        makers: dict[str, Callable[[Schema, str, int], Any]] = {
            "object": self.members, "array": self.entries, "string": self.text, "integer": self.number,
            "number": self.number,
        }  # fmt: skip
        kind = schema.get("type")
        if kind == "boolean":
            return self.random.random() < 0.5
        return makers[kind](schema, name, depth) if kind in makers else self.hostile()

    def members(self, schema: Schema, name: str, depth: int) -> Any:
        properties, needed = schema.get("properties", {}), schema.get("required", [])
        chosen = [one for one in properties if one in needed or self.random.random() < 0.4]
        made = {one: self.value(properties[one], one, depth + 1) for one in chosen}
        free = schema.get("additionalProperties")
        if free or self.random.random() < self.rate:
            inner = free if isinstance(free, dict) else {"enum": ["x", 1, True, 2.5, {"a": 1}]}
            keys = [*OPTIONS, *(TEXTS[:6] if self.rate else ())]
            made |= {
                self.random.choice(keys): self.value(inner, "", depth + 1) for _ in range(self.random.randrange(3))
            }
        return made

    def entries(self, schema: Schema, name: str, depth: int) -> Any:
        count = self.random.choice([0, 1, 2, 2, 50 if depth < 2 else 1])
        return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(count)]

    def text(self, schema: Schema, name: str, depth: int) -> Any:
        return self.random.choice(TEXTS if self.random.random() < 2 * self.rate else PLAIN)

    def number(self, schema: Schema, name: str, depth: int) -> Any:
        least = schema.get("minimum", -5)
        return self.random.choice(
            [least, least + 1, 1, 7, 429_000_001, 1_717_171_200, *([BIG - 1] if self.rate else ())]
        )


def send(local: Local, method: str, path: bytes, query: str, body: bytes) -> tuple[int, bytes]:
    """As a server hands a request to an application."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path.decode("latin-1"), "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(), "wsgi.input": io.BytesIO(body), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    heard: list[str] = []
    answer = b"".join(local.wsgi(environ, lambda status, headers, *_: heard.append(status)))
    status = int(heard[-1].split()[0])
    return status, answer if status < 500 else environ["wsgi.errors"].getvalue().encode()


def encoded(value: Any) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


def fuzz(local: Local, document: Schema, operations: list[tuple[str, str, Schema]], source: random.Random) -> None:
    """One call, or a trouble that names it."""
    drawn = Drawn(document, {**KNOWN, "api": list(_abilities)}, source)
    method, path, operation = source.choice(operations)
    where = path.encode()
    asked: list[str] = []
    for parameter in operation["parameters"]:
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] == "path":
            kept = operation["operationId"] == "deleteWorld"
            value = "w1" if kept else drawn.value(schema, name)
            where = where.replace(b"{%s}" % name.encode(), encoded(value) or b"x")
        elif source.random() < 0.5:
            asked.append(f"{name}={quote_from_bytes(encoded(drawn.value(schema, name)))}")
    body = b""
    if "requestBody" in operation:
        value = drawn.value(operation["requestBody"]["content"]["application/json"]["schema"])
        body = json.dumps(value).encode()
        if source.random() < drawn.rate / 2:
            body = body[: source.randrange(len(body) + 1)] + source.choice([b"", b"\xff", b"\0", b"}", b"//"])
    status, answer = send(local, method.upper(), where, "&".join(asked), body)
    told = f"{method} {where!r} {asked} {body[:2000]!r}: {status} {answer[-1500:].decode(errors='replace')}"
    assert status < 500, told
    assert status < 400 or json.loads(answer)["error"], told


_abilities: list[str] = []


@pytest.fixture(params=["memory", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fuzzed(local: Local) -> Iterator[Local]:
    local.app.worlds.create("fuzz", document=WORLD, now="2024-06-01", frozen=True)
    _abilities[:] = [row["name"] for row in local.request("GET", f"{PREFIX}/abilities").json()]
    yield local
    local.reset()


def test_nothing_breaks_it(fuzzed: Local, engine: str, tmp_path: Path) -> None:
    document = fuzzed.request("GET", f"{PREFIX}/openapi.json").json()
    operations = [
        (method, path, entry)
        for path, methods in document["paths"].items()
        for method, entry in methods.items()
        for _ in range(WEIGHTS.get(entry["operationId"], 1))
    ]

    @settings(
        max_examples=CALLS[engine], derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.randoms())
    def run(source: random.Random) -> None:
        fuzz(fuzzed, document, operations, source)

    run()
