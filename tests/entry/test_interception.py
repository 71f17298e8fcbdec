"""No client of this process escapes: made before or meanwhile, with proxy variables or without, pooled or not."""

from __future__ import annotations

import asyncio
import gc
import http.client
import json
import os
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3

from wxlocal.core.base.clock import stopwatch
from wxlocal.entry.local import Local
from wxlocal.faces import redirect
from wxlocal.faces.authority import Authority

pytestmark = pytest.mark.filterwarnings(  # clients that keep their connections are meant here
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """What a client keeps open is collected here, where that is meant, and not in somebody else's test."""
    yield
    gc.collect()


HOST = "api.weixin.qq.com"
URL = f"https://{HOST}/cgi-bin/token"
Client = Callable[[], Any]


def by_httpx() -> Client:
    client = httpx.Client()
    return lambda: client.get(URL).json()


def by_async_httpx() -> Client:
    async def get() -> Any:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(URL)).json()

    return lambda: asyncio.run(get())


def by_requests() -> Client:
    session = requests.Session()
    return lambda: session.get(URL, timeout=10).json()


def by_prepared() -> Client:
    """As SDKs do: neither proxy nor CA variables are merged into it."""
    session = requests.Session()
    request = requests.Request("GET", URL).prepare()
    return lambda: session.send(request, timeout=10).json()


def by_urllib3() -> Client:
    pool = urllib3.PoolManager()
    return lambda: json.loads(pool.request("GET", URL).data)


def by_http_client() -> Client:
    connection = http.client.HTTPSConnection(HOST, timeout=10)

    def get() -> Any:
        connection.request("GET", "/cgi-bin/token", headers={"Connection": "close"})
        return json.load(connection.getresponse())

    return get


def by_plain_http() -> Client:
    connection = http.client.HTTPConnection(HOST, timeout=10)

    def get() -> Any:
        connection.request("GET", "/cgi-bin/token", headers={"Connection": "close"})
        return json.load(connection.getresponse())

    return get


def by_urllib() -> Client:
    opener = urllib.request.build_opener()

    def get() -> Any:
        with opener.open(URL, timeout=10) as answer:
            return json.load(answer)

    return get


def by_aiohttp() -> Client:
    async def get() -> Any:
        async with aiohttp.ClientSession() as session, session.get(URL) as answer:
            return await answer.json(content_type=None)

    return lambda: asyncio.run(get())


def by_streams() -> Client:
    context = ssl.create_default_context()

    async def get() -> Any:
        reader, writer = await asyncio.open_connection(HOST, 443, ssl=context)
        writer.write(f"GET /cgi-bin/token HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    return lambda: asyncio.run(get())


def by_address() -> Client:
    """Resolved by hand, connected by address."""

    def get() -> Any:
        with socket.create_connection((socket.gethostbyname(HOST), 80), 10) as plain:
            plain.sendall(f"GET /cgi-bin/token HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while more := plain.recv(65536):
                answer += more
            return json.loads(answer.partition(b"\r\n\r\n")[2])

    return get


MADE = (by_httpx, by_async_httpx, by_requests, by_prepared, by_urllib3, by_http_client, by_plain_http, by_urllib, by_aiohttp, by_streams, by_address)  # fmt: skip


@pytest.fixture(scope="module")
def one() -> Iterator[Local]:
    with Local() as local:
        yield local


@pytest.fixture(scope="module")
def other() -> Iterator[Local]:
    with Local() as local:
        yield local


def calls(local: Local) -> int:
    return len(local.journal(limit=10_000, face="api"))


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize("made", ["before", "meanwhile"])
def test_every_client_is_led(one: Local, make: Callable[[], Client], made: str) -> None:
    client = make() if made == "before" else None
    for _ in range(2):
        before = calls(one)
        with one.intercepted():
            assert (client or make())()["errcode"] == 41002
        assert calls(one) == before + 1


@pytest.mark.parametrize("make", MADE)
def test_a_client_follows_to_another_world(one: Local, other: Local, make: Callable[[], Client]) -> None:
    with one.intercepted():
        client = make()
        client()
    before = calls(one), calls(other)
    with other.intercepted():
        client()
    assert (calls(one), calls(other)) == (before[0], before[1] + 1)


@pytest.mark.parametrize("make", MADE)
def test_inside_of_wxlocal_run(one: Local, other: Local, make: Callable[[], Client], monkeypatch: Any) -> None:
    """The variables lead to the world of ``wxlocal run``; the test's own world is meant."""
    for name, value in other.environment().items():
        monkeypatch.setenv(name, value)
    client = make()
    before = calls(one), calls(other)
    with one.intercepted():
        client()
    assert (calls(one), calls(other)) == (before[0] + 1, before[1])


def test_other_hosts_are_reached_and_verified_as_before(one: Local, tmp_path: Path) -> None:
    theirs = Authority(tmp_path)
    early = ssl.create_default_context(cafile=str(theirs.certificate_file))
    with socket.create_server(("127.0.0.1", 0)) as listener, one.intercepted():
        port = listener.getsockname()[1]

        def serve() -> None:
            for _ in range(3):
                plain, _ = listener.accept()
                try:
                    with theirs.context("localhost").wrap_socket(plain, server_side=True) as secured:
                        secured.sendall(b"here")
                except OSError:
                    plain.close()

        threading.Thread(target=serve, daemon=True).start()
        late = ssl.create_default_context(cafile=str(theirs.certificate_file))
        for context in (early, late):
            plain = socket.create_connection(("127.0.0.1", port), 10)
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                assert secured.recv(4) == b"here"
        with socket.create_connection(("127.0.0.1", port), 10) as plain, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
        with pytest.raises(FileNotFoundError):
            ssl.create_default_context(cafile=str(tmp_path / "none"))
        assert len(late.get_ca_certs()) == 1
    lasting = late.cert_store_stats()
    assert lasting["x509_ca"] == 1


def test_offline_refuses_all_that_is_outside(one: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXLOCAL_OFFLINE", "1")
    with socket.create_server(("127.0.0.1", 0)) as here, one.intercepted():
        assert by_prepared()()["errcode"] == 41002
        socket.create_connection(here.getsockname(), 10).close()
        for host in ("example.com", "203.0.113.7"):
            with pytest.raises(ConnectionRefusedError, match=f"{host} is outside; leave out --offline"):
                socket.create_connection((host, 443), 10)
        with pytest.raises(httpx.HTTPError):
            httpx.get("https://example.com")


def test_nothing_is_left_behind(one: Local) -> None:
    watched = (socket.getaddrinfo, socket.gethostbyname, socket.socket.connect, dict(os.environ))
    with one.intercepted(), one.intercepted():
        assert socket.getaddrinfo(HOST, 443)[0][4] == (redirect.STANDS_FOR, 443)
    assert watched == (socket.getaddrinfo, socket.gethostbyname, socket.socket.connect, dict(os.environ))


def test_a_new_client_costs_little(one: Local) -> None:
    with one.intercepted():
        costs = []
        for _ in range(20):
            started = stopwatch()
            httpx.Client().close()
            costs.append(stopwatch() - started)
    assert min(costs) < 0.01
