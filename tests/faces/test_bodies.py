"""Bodies that never end, clients that stop in the middle: nobody else notices. Real sockets."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from wxlocal.core.base.clock import stopwatch, wait
from wxlocal.entry.local import Local
from wxlocal.faces import request

HEALTH = "/_wxlocal/v1/health"
HEAD = "POST /wxa/generatescheme?access_token=x HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


def connect(local: Local) -> socket.socket:
    address = urlsplit(local.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), 20)


def unfinished(local: Local, more: str = "Content-Length: 100\r\n\r\n{") -> socket.socket:
    connection = connect(local)
    connection.sendall((HEAD + more).encode())
    return connection


def asked(local: Local, method: str, path: str, body: bytes | None = None) -> int:
    address = urlsplit(local.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request(method, path, body)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("body", ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"])
def test_hundreds_of_unfinished_bodies_hold_nobody_up(served: Local, body: str) -> None:
    asked(served, "GET", HEALTH)  # the control API is loaded
    address = urlsplit(served.url)
    kept = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    kept.request("GET", "/cgi-bin/token")
    kept.getresponse().read()
    with ExitStack() as open_ones:
        for _ in range(300):
            open_ones.enter_context(unfinished(served, body))
        started = stopwatch()
        assert asked(served, "GET", HEALTH) == 200
        assert asked(served, "GET", "/cgi-bin/token") == 200
        assert asked(served, "POST", "/wxa/generatescheme?access_token=x", b"{}") == 200
        kept.request("POST", "/wxa/generatescheme?access_token=x", b"{}")
        assert kept.getresponse().status == 200
        assert stopwatch() - started < 2
    kept.close()


def test_a_body_has_a_deadline(served: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "PATIENCE", 0.3)
    before = len(served.journal(limit=10_000))
    for _ in range(3):  # more than there may be connections, were they not given back
        with ExitStack() as open_ones:
            waiting = [open_ones.enter_context(unfinished(served)) for _ in range(400)]
            for connection in waiting:
                answer = b""
                while more := connection.recv(65536):
                    answer += more
                assert answer.startswith(b"HTTP/1.1 408"), answer
    assert asked(served, "POST", "/wxa/generatescheme?access_token=x", b"{}") == 200
    assert len(served.journal(limit=10_000)) == before + 1, "what was not whole was not performed"


def test_a_slow_body_that_goes_on_is_waited_for(served: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "PATIENCE", 0.5)
    text = json.dumps({"jump_wxa": {"query": "a" * 400_000}}).encode()
    with unfinished(served, f"Content-Length: {len(text)}\r\n\r\n") as connection:
        for start in range(0, len(text), 100_000):
            connection.sendall(text[start : start + 100_000])
            wait(0.25)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_what_is_too_large_is_told_before_it_comes(served: Local) -> None:
    with unfinished(served, f"Content-Length: {1 << 40}\r\n\r\n") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_half_a_body_is_not_performed(served: Local) -> None:
    before = len(served.journal(limit=10_000))
    with unfinished(served, "Content-Length: 100\r\n\r\n{}") as connection:
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)
    assert len(served.journal(limit=10_000)) == before


def test_a_chunked_body_reaches_the_control_api(served: Local) -> None:
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    body = iter([b'{"id": ', b'"dora"}'])
    connection.request("POST", "/_wxlocal/v1/worlds/default/people", body, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()
    assert "dora" in served.people


def test_calls_that_wait_do_not_keep_health_from_answering(served: Local) -> None:
    served.fault(operation="getAccessToken", delay=1500)
    wait(0.6)
    calls = [threading.Thread(target=asked, args=(served, "GET", "/cgi-bin/token")) for _ in range(20)]
    for call in calls:
        call.start()
    wait(0.2)
    started = stopwatch()
    assert asked(served, "GET", HEALTH) == 200
    assert stopwatch() - started < 1
    for call in calls:
        call.join()


def test_a_stop_does_not_wait_for_bodies() -> None:
    with ExitStack() as open_ones:
        with Local() as local:
            for _ in range(20):
                open_ones.enter_context(unfinished(local))
            wait(0.2)
            started = stopwatch()
        assert stopwatch() - started < 2
