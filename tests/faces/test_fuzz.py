"""Every operation with hostile values: an answer of the platform, never a failure of ours."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rooms.test_platforms import Platform
from wxlocal.app import house
from wxlocal.core.server.operation import Operation
from wxlocal.entry.local import Local

OPERATIONS = {op.path: op for op in house().operations.values()}
NUMBERS = [0, -1, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1e308, -0.5]
TEXTS = [
    "", " ", "a", "²", "١٢", "0x10", "1e400", "99999999999999999999", "-99999999999999999999", "true", "null", "\0", "a\0b",
    "\ud7ff\U0010ffff", "‮", "%", "%00", "'", '"', "\\", "';--", "{}", "[]", "../../etc/passwd", "a" * 5000,
    "http://[", "http://[::1", "https://a:x/", "http://a:99999999/", "weixin://dl/business/?t=", "weixin://[", "//",
    "https://wxaurl.cn/", "https://[wxaurl.cn/", "#小程序://", "2022-13-45", "wx", "pages/index/index", "release",
    "jsapi", "authorization_code", "hmac_sha256", "-----BEGIN RSA PRIVATE KEY-----\n", "ticket@@@", "preauthcode@@@",
    "ticket@@@" + "0" * 64 + "zz", "ticket@@@" + "0" * 64 + "²",
]  # fmt: skip
DEEP: Any = None
for _ in range(200):
    DEEP = [{"a": DEEP}]

anything = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.text(max_size=40), st.integers(), st.booleans(), st.none(),
    st.sampled_from([[], {}, [[]], [None], {"": ""}, DEEP]),
)  # fmt: skip


def of_type(kind: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly values of the type, so that the handler is reached; hostile ones of that type, and others."""
    if kind is str:
        return st.one_of(st.sampled_from(TEXTS), st.text(max_size=40), st.sampled_from(NUMBERS))
    if kind in (int, float):
        return st.one_of(st.sampled_from(NUMBERS), st.integers(), st.sampled_from(TEXTS[:10]))
    if kind is bool:
        return st.one_of(st.booleans(), st.sampled_from(TEXTS[:10]))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return fields_of(kind, depth + 1) if depth < 4 else st.just({})
    inner = [one for one in get_args(kind) if one is not type(None)]
    if getattr(kind, "__origin__", None) in (list, tuple):
        return st.lists(of_type(inner[0], depth + 1), max_size=3)
    if inner and getattr(kind, "__origin__", None) is not dict:
        return st.one_of([of_type(one, depth) for one in inner])
    return anything


def fields_of(kind: type[msgspec.Struct], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    known = {field.name: st.one_of(of_type(field.type, depth), anything) for field in msgspec.structs.fields(kind)}
    good = {field.name: of_type(field.type, depth) for field in msgspec.structs.fields(kind)}
    return st.one_of(
        st.fixed_dictionaries({}, optional=known), st.fixed_dictionaries(good), st.fixed_dictionaries({}, optional=good)
    )


RAW = [
    b"",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"\xff\xfe",
    b"\0",
    b"\x1f\x8b",
    b'"x"',
    b"1e400",
    b'{"a":"\\ud800"}',
]


class Caller:
    """A world with every kind of credential."""

    def __init__(self, local: Local) -> None:
        self.local = local
        platform = Platform(local)
        platform.start()
        held = platform.authorize(local.appid)["authorizer_access_token"]
        self.tokens = [local.token(), local.token("示例服务号"), platform.token, held]
        with_secret = [local.account(), local.account("示例服务号")]
        self.pairs = [(account.appid, account.secret) for account in with_secret]
        self.platform = platform
        self.right = dict(zip(("access", "", "component", "authorizer"), self.tokens, strict=True))

    def token(self, operation: Operation) -> str:
        if operation.accounts and "service_account" in operation.accounts and "mini_program" not in operation.accounts:
            return str(self.tokens[1])
        return str(self.right.get(operation.need, self.tokens[2]))

    def call(self, method: str, path: str, query: str, body: bytes) -> tuple[int, bytes]:
        heard: list[Any] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "api.weixin.qq.com",
            "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        answer = b"".join(self.local.wsgi(environ, lambda *told: heard.append(told)))
        return int(heard[0][0].split(" ")[0]), answer


def in_query(fields: dict[str, Any]) -> str:
    return "&".join(f"{quote(name)}={quote(_text(value), safe='')}" for name, value in fields.items())


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def check(caller: Caller, method: str, path: str, query: str, body: bytes) -> None:
    status, answer = caller.call(method, path, query, body)
    assert status == 200, (method, path, query[:300], body[:300], answer[:300])
    if answer[:1] == b"{":
        assert isinstance(json.loads(answer), dict)


@pytest.fixture(scope="module", params=["memory", "postgresql"])
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    store = ":memory:"
    if request.param == "postgresql":
        import os

        import psycopg

        base: str = request.getfixturevalue("postgres_url")
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "f{os.getpid()}"')
        store = base.replace("/postgres?", f"/f{os.getpid()}?")
    with Local(store=store, frozen=True) as local:
        local.set("quota.rates", False)
        yield Caller(local)


PLAN = settings(max_examples=10, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck))  # fmt: skip


@pytest.mark.parametrize("path", sorted(OPERATIONS))
def test_hostile_values(caller: Caller, path: str) -> None:
    operation = OPERATIONS[path]

    @PLAN
    @given(fields=fields_of(operation.request), where=st.sampled_from(["body", "query", "both"]), data=st.data())
    def run(fields: dict[str, Any], where: str, data: st.DataObject) -> None:
        appid, secret = data.draw(st.sampled_from(caller.pairs))
        credentials: dict[str, Any] = {"access_token": caller.token(operation)}
        if operation.need in ("secret", "own"):
            credentials = {"appid": appid, operation.secret_field: secret}
        if operation.credential.startswith("AppID and AppSecret of the"):
            credentials |= {"component_appid": caller.platform.appid, "component_appsecret": caller.platform.secret}
        method = operation.methods[-1]
        sent = {**fields, **credentials} if operation.need in ("secret", "own") else fields
        body = json.dumps(sent).encode() if method == "POST" and where != "query" else b""
        query = in_query(credentials | (fields if where != "body" or method == "GET" else {}))
        check(caller, method, path, query, body)

    run()


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_hostile_bodies(caller: Caller, raw: bytes) -> None:
    for path, operation in OPERATIONS.items():
        check(caller, operation.methods[-1], path, f"access_token={caller.token(operation)}", raw)


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_credentials_and_paths(caller: Caller, text: str) -> None:
    for path in ("/cgi-bin/getcallbackip", "/sns/userinfo", "/sns/jscode2session", "/cgi-bin/stable_token"):
        for name in ("access_token", "appid", "secret", "openid", "js_code"):
            check(caller, "GET", path, f"{name}={quote(_text(text), safe='')}", b"")
            check(caller, "POST", path, "", json.dumps({name: text}).encode())
    check(caller, "GET", f"/cgi-bin/{_text(text)}", "", b"")
    check(caller, "GET", "/cgi-bin/token", _text(text), b"")


@pytest.mark.parametrize("length", ["²", "-1", "x", "", "99999999999999999999", " 5"])
def test_hostile_lengths(caller: Caller, length: str) -> None:
    heard: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/cgi-bin/stable_token", "QUERY_STRING": "", "HTTP_HOST": "x",
        "CONTENT_LENGTH": length, "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(b"{}"),
    }  # fmt: skip
    list(caller.local.wsgi(environ, lambda *told: heard.append(told)))
    assert heard[0][0][:3] in ("200", "400", "413")
