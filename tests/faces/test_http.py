"""Trouble over real HTTP: the platform's error or a clear 4xx, never a stack trace, never a half state."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from wxlocal.core.base.clock import stopwatch, wait
from wxlocal.core.server.operation import LARGEST_BODY
from wxlocal.entry.local import Local

WORDS = {40066: "invalid url", 43002: "require POST method", 43001: "require GET method", 44002: "empty post data"}


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


def raw(local: Local, content: bytes) -> bytes:
    address = urlsplit(local.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 10) as connection:
        connection.sendall(content)
        answer = b""
        while more := connection.recv(65536):
            answer += more
        return answer


def call(
    local: Local, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Any, dict[str, str]]:
    address = urlsplit(local.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    kind = answer.headers.get("content-type", "")
    return answer.status, json.loads(content) if "json" in kind else content, dict(answer.headers)


@pytest.mark.parametrize(
    ("method", "path", "body", "errcode"),
    [
        ("GET", "/no/such/path", None, 40066),
        ("POST", "/wxa/nope", b"{}", 40066),
        ("GET", "/wxa/../wxa/generatescheme", None, 40066),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", None, 40066),
        ("GET", "//cgi-bin//token", None, 40066),
        ("GET", "/wxa/generatescheme", None, 43002),
        ("POST", "/cgi-bin/token", b"{}", 43001),
        ("DELETE", "/wxa/generatescheme", None, 43002),
        ("POST", "/wxa/generatescheme", b"", 44002),
        ("POST", "/wxa/generatescheme", b"{", 47001),
        ("POST", "/wxa/generatescheme", b"[]", 47001),
        ("POST", "/wxa/generatescheme", b'"text"', 47001),
        ("POST", "/wxa/generatescheme", b"null", 47001),
        ("POST", "/wxa/generatescheme", b"a=1&b=2", 47001),
        ("POST", "/wxa/generatescheme", b'{"jump_wxa": {"path": "\xff\xfe"}}', 47001),
        ("POST", "/wxa/generatescheme", b"\x00\x01\x02", 47001),
        ("POST", "/wxa/generatescheme", b'{"expire_type": "many"}', 47001),
        ("POST", "/wxa/generatescheme", b'{"expire_type": {}}', 47001),
        ("POST", "/wxa/generatescheme", b'{"expire_time": 1e400}', 47001),
        ("POST", "/wxa/generatescheme", b'{"is_expire": true, "expire_time": 99999999999999999999}', 0),
        ("POST", "/wxa/generatescheme", b'{"is_expire": true, "expire_time": -1}', 85401),
        ("POST", "/wxa/generatescheme", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 47001),
        ("POST", "/wxa/generatescheme", b"[" * 200_000, 47001),
        ("POST", "/wxa/generatescheme", b'{"jump_wxa":{"path":"\\u0000"}}', 40165),
        ("POST", "/wxa/generatescheme", b'{"jump_wxa":{"path":"../../etc/passwd"}}', 40165),
        ("POST", "/wxa/generatescheme", b'{"jump_wxa":{"path":"\\ud800"}}', 47001),
    ],
)  # fmt: skip
def test_bad_input(served: Local, method: str, path: str, body: bytes | None, errcode: int) -> None:
    before = len(served.journal(limit=10_000, face="api"))
    token = served.token()
    joint = "&" if "?" in path else "?"
    status, answer, headers = call(served, method, f"{path}{joint}access_token={token}", body)
    assert status == 200, answer
    assert answer["errcode"] == errcode, answer
    assert answer["errmsg"].startswith(WORDS.get(errcode, ""))
    assert headers["content-type"].startswith("application/json")
    assert b"Traceback" not in json.dumps(answer).encode()
    entries = served.journal(limit=10_000, face="api")
    assert len(entries) == before + 2, "the token and the refusal are in the journal"
    assert entries[-1].errcode == errcode


def test_a_refused_call_changes_nothing(served: Local) -> None:
    token = served.token()
    with served.world.act() as act:
        before = act.tx.all("SELECT * FROM quota ORDER BY 1, 2")
    call(served, "POST", f"/wxa/generatescheme?access_token={token}", b'{"jump_wxa": {"path": "none"}}')
    with served.world.act() as act:
        assert act.tx.all("SELECT * FROM quota ORDER BY 1, 2") == before


@pytest.mark.parametrize("chunked", [False, True])
def test_an_oversized_body_is_a_413(served: Local, chunked: bool) -> None:
    big = b"x" * (LARGEST_BODY + 1)
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
    try:
        if chunked:
            connection.request("POST", "/wxa/generatescheme", iter([big[:1000], big]), encode_chunked=True)
        else:
            connection.request("POST", "/wxa/generatescheme", big)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused while it was still being sent
    finally:
        connection.close()
    assert call(served, "GET", "/cgi-bin/token")[0] == 200, "the server goes on"


def test_the_largest_body_is_read(served: Local) -> None:
    body = b'{"jump_wxa": {"query": "' + b"a" * (LARGEST_BODY - 100) + b'"}}'
    assert call(served, "POST", f"/wxa/generatescheme?access_token={served.token()}", body)[1]["errcode"] == 40212


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /cgi-bin/token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /cgi-bin/token HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 600_000 + b"\r\n\r\n",
        b"POST /cgi-bin/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http(served: Local, content: bytes) -> None:
    try:
        answer = raw(served, content)
    except ConnectionResetError:
        answer = b""
    assert b"Traceback" not in answer
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4", b"HTTP/1.1 200")), answer[:200]
    assert call(served, "GET", "/cgi-bin/token")[0] == 200


@pytest.mark.parametrize(
    "kind", [None, "text/plain; charset=ISO-8859-1", "application/json;charset=utf-8", "image/png"]
)
def test_the_body_is_json_whatever_its_type_says(served: Local, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    body = b'{"jump_wxa": {"path": "/pages/index/index", "query": "a=1"}}\n'
    answer = call(served, "POST", f"/wxa/generatescheme?access_token={served.token()}", body, headers)[1]
    assert answer["errcode"] == 0


def test_head_and_a_trailing_slash(served: Local) -> None:
    assert raw(served, b"HEAD /cgi-bin/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").endswith(b"\r\n\r\n")
    assert call(served, "GET", "/cgi-bin/token/")[1]["errcode"] == 41002


def test_answers_are_never_compressed_and_always_json(served: Local) -> None:
    _, _, headers = call(served, "GET", "/cgi-bin/token", headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in headers


def test_reasons_stand_in_headers_in_one_line(served: Local) -> None:
    served.at("2022-05-01")
    _, answer, headers = call(
        served,
        "POST",
        f"/wxa/generatescheme?access_token={served.token()}",
        '{"jump_wxa": {"path": "页面\\n"}}'.encode(),
    )
    assert answer["errcode"] == 40165
    assert headers["wxlocal-rule"] == "link-eligibility since 2020-12-01"
    assert "no such page" in headers["wxlocal-reason"]


def test_reasons_in_errmsg_where_that_is_wished_for(memory: Local) -> None:
    body = {"jump_wxa": {"path": "nowhere"}}
    assert "wxlocal" not in memory.post("/wxa/generatescheme", body)["errmsg"]
    memory.set("errors.reasons", True)
    told = memory.post("/wxa/generatescheme", body)["errmsg"]
    assert told.startswith("invalid weapp pagepath")
    assert " [wxlocal-rule: link-eligibility since 2020-12-01] [wxlocal-reason: version 1.0.0 has no such page]" in told


def test_an_unread_answer_does_not_keep_a_client_alive(served: Local) -> None:
    """Node keeps a process alive as long as the server keeps its socket: ours ends it after five seconds."""
    address = urlsplit(served.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 20) as connection:
        connection.sendall(b"GET /cgi-bin/token HTTP/1.1\r\nHost: x\r\n\r\n")
        while connection.recv(65536):
            pass


def test_a_fault_of_our_own_is_a_500_without_its_inside(
    memory: Local, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = memory.token()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr("wxlocal.rooms.links.store.add", broken)
    answer = memory.request("POST", "/wxa/generatescheme", {"access_token": token}, {})
    assert answer.status == 500
    assert b"secret inside" not in answer.body
    assert "ZeroDivisionError" in caplog.text
    quota = memory.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/wxa/generatescheme"}, token=token)
    assert quota["quota"]["used"] == 0


def test_a_slow_client_and_a_planned_delay_hold_nobody_else_up() -> None:
    with Local() as local:
        address = urlsplit(local.url)
        with socket.create_connection((str(address.hostname), int(address.port or 0)), 10) as slow:
            slow.sendall(b"POST /wxa/generatescheme?access_token=x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
            for _ in range(20):
                assert call(local, "GET", "/cgi-bin/token")[0] == 200
            slow.sendall(b"}")
            assert slow.recv(100).startswith(b"HTTP/1.1 200")
        local.fault(operation="getAccessToken", delay=3000)
        wait(0.6)  # the server takes note of planned delays and brings more threads
        delayed = [threading.Thread(target=call, args=(local, "GET", "/cgi-bin/token")) for _ in range(4)]
        for thread in delayed:
            thread.start()
        started = stopwatch()
        for _ in range(20):
            assert call(local, "GET", "/cgi-bin/getcallbackip")[0] == 200
        assert any(thread.is_alive() for thread in delayed), f"all were answered within {stopwatch() - started:.1f} s"
        for thread in delayed:
            thread.join()


def test_two_worlds_in_one_server(served: Local) -> None:
    served.app.worlds.create("second", document='[[mini_program]]\nname = "b"\nrelease = [{}]\n')
    second = served.app.worlds.get("second")
    with second.act() as act:
        from wxlocal.core.world.nouns import Account
        from wxlocal.core.world.nouns import store as nouns

        account = next(a for a in nouns.listed(act.tx, Account, "appid") if a.kind == "mini_program")
    second.set_clock(1649606400)
    query = f"grant_type=client_credential&appid={account.appid}&secret={account.secret}"
    token = call(served, "GET", f"/cgi-bin/token?{query}")[1]["access_token"]
    made = call(served, "POST", f"/wxa/generatescheme?access_token={token}", b"{}")[1]["openlink"]
    asked = call(served, "POST", f"/wxa/queryscheme?access_token={token}", json.dumps({"scheme": made}).encode())[1]
    assert asked["scheme_info"]["create_time"] // 100 == 16496064
    assert call(served, "GET", "/@nowhere/cgi-bin/token")[0] == 404
    assert call(served, "GET", f"/@second/cgi-bin/token?{query}")[1]["expires_in"] == 7200
    assert call(served, "GET", f"/@default/cgi-bin/token?{query}")[1]["errcode"] == 40013
    served.app.worlds.delete("second")
