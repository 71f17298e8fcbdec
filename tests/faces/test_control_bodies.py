"""What is sent to the control API: bodies in every framing, unknown members, values that nothing can hold."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from wxlocal.entry.local import Local
from wxlocal.faces.control import PREFIX

W = f"{PREFIX}/worlds/default"
BIG = 1 << 63


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


def told(local: Local, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
    answer = local.request(method, PREFIX + path, query, json=body)
    return answer.status, answer.body.decode()


# -- framing --------------------------------------------------------------------------------------------------------


def test_a_body_in_chunks_is_read(served: Local) -> None:
    """As Node and Go stream: without a length."""
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    connection.request("POST", f"{W}/people", iter([b'{"id": "ch', b'unked", "city": "Wuhan"}']), encode_chunked=True)
    answer = connection.getresponse()
    made = json.loads(answer.read())
    assert (answer.status, made["id"], made["city"]) == (200, "chunked", "Wuhan")
    connection.request("POST", f"{W}/people", iter([b'{"id": ', b'"again"', b"]"]), encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, "not JSON" in json.loads(answer.read())["error"]) == (400, True)
    connection.close()


@pytest.mark.parametrize("framing", [b"", b"Content-Length: 0\r\n"])
def test_no_body_stands_for_an_object_without_members(served: Local, framing: bytes) -> None:
    address = urlsplit(served.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 10) as connection:
        connection.sendall(f"POST {W}/settle HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".encode() + framing)
        connection.sendall(b"\r\n")
        answer = b""
        while more := connection.recv(65536):
            answer += more
    assert b" 200 " in answer.splitlines()[0]
    assert answer.endswith(b'{"settled":true}')


# -- unknown members ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "/phones/alice-phone/call", {"api": "login", "answer": "allow"}, "'answer': did you mean answers?"),
        ("POST", "/people", {"phones": [{"platfrm": "ios"}]}, "'platfrm' (at phones[0]): did you mean platform?"),
        ("PATCH", "/people/alice/facts/location", {"set": {}, "sett": 1}, "'sett': did you mean set?"),
        (
            "PATCH",
            "/people/alice/facts/location",
            {"set": {"lat": 1.0}},
            "facts.location has no 'lat'; did you mean latitude?",
        ),
        ("POST", "/journal/verify", {"nane": "x"}, "'nane': did you mean name?"),
        ("POST", "/subjects", {"id": "x", "colour": "red"}, "there are id, name, kind"),
        ("POST", "/accounts", {"release": {"versions": "1"}}, "'versions' (at release): did you mean version?"),
    ],
)
def test_an_unknown_member_is_refused_with_what_was_meant(
    memory: Local, method: str, path: str, body: Any, words: str
) -> None:
    status, text = told(memory, method, f"/worlds/default{path}", body)
    assert (status, words in text) == (400, True), text


# -- numbers, texts, times ------------------------------------------------------------------------------------------

W_ = "/worlds/default"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{W_}/people", {"phone_verified_at": BIG}),
        ("POST", f"{W_}/people", {"phone_verified_at": "9" * 30}),
        ("POST", f"{W_}/people", {"phone_verified_at": "²"}),
        ("POST", f"{W_}/people", {"nickname": "a\0b"}),
        ("POST", f"{W_}/people", {"facts": {"location": {"speed\0": 1}}}),
        ("POST", f"{W_}/accounts/{{appid}}/releases", {"version": "7", "released_at": BIG}),
        ("POST", f"{W_}/accounts/{{appid}}/releases", {"version": "7", "released_at": -5}),
        ("POST", f"{W_}/accounts/{{appid}}/releases", {"version": "7", "config": {"pages": [BIG]}}),
        ("POST", f"{W_}/journal/verify", {"errcode": BIG}),
        ("POST", f"{W_}/journal/verify", {"after": -BIG - 1}),
        ("POST", f"{W_}/journal/verify", {"fields": {"a": {"b": [BIG]}}}),
        ("POST", f"{W_}/faults", {"errcode": BIG}),
        ("POST", f"{W_}/faults", {"errcode": 1, "nth": BIG}),
        ("POST", f"{W_}/accounts/{{appid}}/code/submissions", {"package": BIG}),
        ("POST", f"{W_}/third-party/x/authorizations", {"appid": "x", "sets": [BIG]}),
        ("POST", f"{W_}/phones/alice-phone/call", {"api": "login", "options": {"x": BIG}}),
        ("PUT", f"{W_}/settings/links.openings_a_day", {"value": BIG}),
        ("PUT", f"{W_}/settings/links.openings_a_day", {"value": "²"}),
        ("PATCH", f"{W_}/phones/alice-phone", {"base_library": "²"}),
        ("PATCH", f"{W_}/phones/alice-phone", {"base_library": "2..1"}),
        ("PATCH", f"{W_}/phones/alice-phone", {"client_version": ""}),
        ("POST", f"{W_}/people/alice/phones", {"base_library": ""}),
        ("POST", f"{W_}/phones/alice-phone/call", {"api": "getLaunchOptionsSync"}),
        ("PATCH", f"{W_}/clock", {"now": "²"}),
        ("PATCH", f"{W_}/clock", {"now": "9" * 5000}),
        ("PATCH", f"{W_}/clock", {"now": BIG - 1}),
        ("PATCH", f"{W_}/clock", {"now": "0001-01-01T00:00:00+14:00"}),
        ("PATCH", f"{W_}/clock", {"advance": "9" * 400 + "d"}),
        ("PATCH", f"{W_}/clock", {"advance": BIG - 1}),
        ("PATCH", f"{W_}/clock", {"timeline": "as-known:²"}),
        ("POST", "/worlds", {"name": "w9", "now": "some day"}),
        ("POST", "/worlds", {"name": "w9", "now": BIG - 1}),
        ("POST", "/worlds", {"name": "w9", "now": -1}),
        ("POST", "/worlds", {"name": "w9", "timeline": "as-dreamt"}),
        ("POST", "/worlds", {"name": "w9", "timeline": "as-known:"}),
        ("POST", "/worlds", {"name": "w9", "document": "[world]\ntimeline = 'as-dreamt'\n"}),
        ("POST", "/worlds", {"name": "w9", "document": "[world]\nnow = 99999999999999999\n"}),
        ("PUT", f"{W_}/people/alice/answers", {"answers": {"privacy": [None, "allow"]}}),
        ("POST", f"{W_}/errands/script", {"name": "none", "result": 1}),
        ("POST", f"{W_}/errands/script", {"name": "none"}),
        ("POST", f"{W_}/settle", {"timeout": 1e9}),
        ("POST", f"{W_}/code-audits/{BIG}/decision", {"status": "passed"}),
        ("POST", f"{W_}/code-audits/²/decision", {"status": "passed"}),
        ("POST", f"{W_}/location-applications/{BIG}/decision", {"accepted": True}),
        ("POST", f"{W_}/phones/alice-phone/inbox/{BIG}/read", None),
        ("GET", f"{W_}/letters/{BIG}", None),
        ("POST", f"{W_}/snapshots", {"name": "x" * 49}),
        ("POST", f"{W_}/snapshots", {"name": "a/b"}),
        ("POST", f"{W_}/snapshots/{'x' * 300}/restore", None),
        ("DELETE", f"{W_}/snapshots/a%2Fb", None),
        ("DELETE", f"{W_}/faults/\0", None),
        ("GET", f"{W_}/people/\0", None),
    ],
)
def test_what_nothing_can_hold_is_refused_in_words(memory: Local, method: str, path: str, body: Any) -> None:
    status, text = told(memory, method, path.replace("{appid}", memory.appid), body)
    assert 400 <= status < 500, text
    assert len(json.loads(text)["error"]) > 10
    assert "w9" not in memory.app.worlds.names()


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/journal", {"errcode": BIG}),
        ("/journal", {"errcode": "²"}),
        ("/journal", {"after": "9" * 5000}),
        ("/journal", {"contains": "\0"}),
        ("/letters", {"after": BIG}),
        ("/letters", {"after": "-1"}),
        ("/letters", {"state": "lost"}),
        ("/phones/alice-phone/inbox", {"unread": "maybe"}),
        ("/accounts/{appid}/code/audit", {"package": BIG}),
        ("/accounts/{appid}/code/audit", {"package": "²"}),
        ("/accounts/{appid}/code/audit", {"as_of": "9" * 40}),
    ],
)
def test_queries_that_nothing_can_hold(memory: Local, path: str, query: dict[str, Any]) -> None:
    status, text = told(memory, "GET", W_ + path.replace("{appid}", memory.appid), **query)
    assert 400 <= status < 500, text
    (name,) = query
    assert name in json.loads(text)["error"] or "NUL" in text or "out of range" in text or status == 404


def test_a_world_with_null_in_its_scripts_is_exported(memory: Local) -> None:
    memory.person("alice").answers({"privacy": [None, "allow"], "location": None, "x": {"a": [None, 1], "b": None}})
    status, text = told(memory, "GET", f"{W_}/export")
    assert status == 200
    alice = next(person for person in json.loads(text)["seed"]["person"] if person["id"] == "alice")
    assert alice["answers"] == {"privacy": ["allow"], "x": {"a": [1]}}
    assert told(memory, "PUT", f"{W_}/people/alice/answers", {"answers": {"privacy": None, "x": "allow"}})[0] == 200
    assert memory.control("GET", "/people/alice/answers") == {"answers": {"x": "allow"}}


def test_a_snapshot_is_found_by_its_whole_name(local: Local) -> None:
    """PostgreSQL cuts names at 63 bytes, silently."""
    made = local.app.worlds.create("w" * 40)
    longest = 48
    path = f"/worlds/{made.name}/snapshots"
    for name in ("a" * longest, "a" * (longest - 1)):
        assert told(local, "POST", path, {"name": name})[0] == 200
    assert json.loads(told(local, "GET", path)[1]) == ["a" * (longest - 1), "a" * longest]
    assert told(local, "POST", path, {"name": "a" * (longest + 1)})[0] == 400
    assert json.loads(told(local, "GET", path, limit=1, after="a" * (longest - 1))[1]) == ["a" * longest]
