"""What a browser can send from somebody else's page changes nothing here, on any path; SDKs notice nothing of it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local
from wxlocal.faces.origins import Origins

OURS, EVIL = "http://localhost:5173", "https://evil.example"
RESET = "/_wxlocal/v1/worlds/default/reset"
PATHS = ["/wxa/generatescheme?access_token=x", "/cgi-bin/token", RESET, "/connect/confirm", "/no/such/path", "/@default/wxa/business/gamematch"]  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        local.app.front.trust([OURS], "wxlocal.example")
        assert local.url
        yield local


Heard = tuple[int, bytes, dict[str, str]]


def send(local: Local, method: str, path: str, **headers: str) -> Heard:
    address = urlsplit(local.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, b"" if method == "POST" else None, named)
    answer = connection.getresponse()
    heard = answer.status, answer.read(), dict(answer.headers)
    connection.close()
    return heard


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": EVIL, "Sec_Fetch_Site": "cross-site", "Content_Type": "text/plain"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
        {"Host": "evil.example:9680"},
        {"Host": "127.0.0.1.evil.example"},
    ],
)
def test_a_foreign_page_can_change_nothing(served: Local, path: str, headers: dict[str, str]) -> None:
    before = len(served.journal(limit=10_000))
    for method in ("GET", "POST"):
        status, body, _ = send(served, method, path, **headers)
        assert status == 403, (method, body)
        assert b"--allow-origin" in body
    assert len(served.journal(limit=10_000)) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "api.weixin.qq.com"},
        {"Host": "localhost:1234"},
        {"Host": "[::1]:9680"},
        {"Host": "203.0.113.7"},
        {"Host": "wxlocal"},
        {"Host": "host.docker.internal:9680"},
        {"Host": "wxlocal.example"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"},
        {"Origin": "http://api.weixin.qq.com", "Host": "api.weixin.qq.com"},
        {"Origin": "https://mp.weixin.qq.com", "Host": "mp.weixin.qq.com:443"},
        {"Origin": OURS},
    ],
)
def test_others_are_answered(served: Local, headers: dict[str, str]) -> None:
    assert send(served, "GET", "/cgi-bin/token", **headers)[0] == 200
    assert send(served, "POST", "/wxa/generatescheme", **headers)[0] == 200


def test_a_link_leads_to_pages_but_not_to_calls(served: Local) -> None:
    visit = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    landing = urlsplit(served.post("/wxa/generate_urllink")["url_link"])
    assert send(served, "GET", landing.path, **visit, Host=landing.netloc)[0] == 200
    assert send(served, "GET", "/connect/qrconnect", **visit)[0] == 200
    assert send(served, "GET", "/_wxlocal/v1", **visit)[0] == 200
    assert send(served, "GET", "/cgi-bin/token", **visit)[0] == 403
    assert send(served, "POST", "/connect/qrconnect", **visit)[0] == 403


def test_an_allowed_page_may_read_and_ask_before(served: Local) -> None:
    status, _, headers = send(served, "POST", "/wxa/generatescheme", Origin=OURS)
    assert (status, headers["access-control-allow-origin"]) == (200, OURS)
    asks = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    status, _, headers = send(served, "OPTIONS", RESET, Origin=OURS, **asks)
    assert (status, headers["access-control-allow-headers"]) == (204, "content-type")
    assert send(served, "OPTIONS", RESET, Origin=EVIL, **asks)[0] == 403
    assert "access-control-allow-origin" not in send(served, "GET", "/cgi-bin/token")[2]


@pytest.mark.parametrize("text", ["localhost:5173", "http://", "ftp://a", "http://a/b", "http://a:port", "https://u@a"])
def test_what_is_not_an_origin_is_said(text: str) -> None:
    with pytest.raises(NotPossible, match="write it as http://localhost:5173"):
        Origins([text])


def test_all_origins() -> None:
    environ = {"HTTP_HOST": "evil.example", "HTTP_ORIGIN": quote(EVIL), "REQUEST_METHOD": "POST"}
    assert Origins(["*"]).trouble(environ, control=True, page=False) is None
