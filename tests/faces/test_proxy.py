"""Interception: the platform's hosts are answered, the rest is refused, tunnelled or led on; never an open relay."""

from __future__ import annotations

import http.server
import os
import socket
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography import x509

from wxlocal.core.base.clock import wait
from wxlocal.entry.local import Local
from wxlocal.faces import hosts, launch, proxy
from wxlocal.faces.authority import Authority
from wxlocal.faces.outside import Outside, covers
from wxlocal.faces.proxy import Proxy

PATH = "/cgi-bin/token"


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


Start = Callable[..., Proxy]


@pytest.fixture
def start(served: Local, authority: Authority) -> Iterator[Start]:
    started: list[Proxy] = []

    def run(**more: object) -> Proxy:
        port = urlsplit(served.url).port or 0
        started.append(Proxy(authority, ("127.0.0.1", port), **more))  # type: ignore[arg-type]
        return started[-1]

    yield run
    for one in started:
        one.stop()


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Some other service of an application."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = f"elsewhere {self.path} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def client(through: Proxy, authority: Authority) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(authority.certificate_file))
    return httpx.Client(proxy=through.url, verify=context, trust_env=False)


def said(port: int, content: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(content)
        return everything(connection)


def everything(connection: socket.socket) -> bytes:
    answer = b""
    while more := connection.recv(65536):
        answer += more
    return answer


# -- the platform -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", [*hosts.PLATFORM_HOSTS[:6], "abc.tcb-api.tencentcloudapi.com"])
def test_platform_hosts_are_answered_over_tls(start: Start, authority: Authority, host: str) -> None:
    with client(start(), authority) as http:
        answer = http.get(f"https://{host}{PATH}")
        assert answer.json()["errcode"] == 41002
        again = http.get(f"https://{host}{PATH}")
        assert again.json()["errcode"] == 41002, "the connection is kept"


def test_plain_http_in_absolute_form(start: Start, authority: Authority) -> None:
    with client(start(), authority) as http:
        assert http.get(f"http://api.weixin.qq.com{PATH}").json()["errcode"] == 41002


def test_https_in_absolute_form_as_old_axios_sends_it(start: Start) -> None:
    answer = said(
        start().port, f"GET https://api.weixin.qq.com{PATH} HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n".encode()
    )
    assert b'"errcode":41002' in answer
    posted = said(
        start().port,
        b"POST https://api.weixin.qq.com/cgi-bin/stable_token HTTP/1.1\r\nHost: api.weixin.qq.com\r\n"
        b"Proxy-Connection: keep-alive\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n{",
    )
    assert b'"errcode":47001' in posted


def test_tls_sent_straight_to_the_port(start: Start, authority: Authority) -> None:
    """For hosts entries and port 443: the name that TLS asks for decides."""
    running = start()
    context = ssl.create_default_context(cafile=str(authority.certificate_file))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", running.port), 10) as plain,
        context.wrap_socket(plain, server_hostname="api.weixin.qq.com") as secured,
    ):
        secured.sendall(f"GET {PATH} HTTP/1.1\r\nHost: api.weixin.qq.com\r\nConnection: close\r\n\r\n".encode())
        assert secured.selected_alpn_protocol() == "http/1.1"
        assert b"200 OK" in secured.recv(65536)
    with socket.create_connection(("127.0.0.1", running.port), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="example.com")


def test_a_hosts_entry_on_the_plain_port(start: Start) -> None:
    running = start()
    request = f"GET {PATH} HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
    assert b'"errcode":41002' in said(running.port, (request % "api.weixin.qq.com").encode())
    assert said(running.port, (request % "localhost").encode()).startswith(b"HTTP/1.1 400")


def test_the_landing_page_of_a_link_behind_its_host(start: Start, served: Local, authority: Authority) -> None:
    url = served.post("/wxa/generate_urllink")["url_link"]
    with client(start(), authority) as http:
        assert "打开小程序" in http.get(url).text


def test_large_bodies_go_through_whole(start: Start, authority: Authority, served: Local) -> None:
    query = "a" * 1_500_000
    with client(start(), authority) as http:
        url = f"https://api.weixin.qq.com/wxa/generatescheme?access_token={served.token()}"
        assert http.post(url, json={"jump_wxa": {"query": query}}).json()["errcode"] == 40212


def test_the_host_of_an_absolute_form_is_its_targets(start: Start, elsewhere: int) -> None:
    """RFC 9112, 3.2.2: what the client names besides is dropped, here as on the way to others."""
    running = start(others="tunnel")
    request = "GET http://%s HTTP/1.1\r\nHost: other.example\r\nX-Host: kept\r\nHOST: third\r\n\r\n"
    assert b'"errcode":41002' in said(running.port, (request % f"api.weixin.qq.com{PATH}").encode())
    answer = said(running.port, (request % f"user:pass@localhost:{elsewhere}/x").encode())
    assert answer.endswith(f"elsewhere /x localhost:{elsewhere}".encode())


FULL = """
import os, resource, sys
from urllib.parse import urlsplit
from wxlocal.core.base.clock import wait
from wxlocal.entry.local import Local
from wxlocal.faces.authority import Authority
from wxlocal.faces.proxy import Proxy
limit, below = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
local = Local()
proxy = Proxy(Authority(__import__("pathlib").Path(sys.argv[3])), ("127.0.0.1", urlsplit(local.url).port))
held = [os.open("/dev/null", os.O_RDONLY) for _ in range(below)]
print(proxy.port, flush=True)
for line in sys.stdin:
    if line == "take\\n":
        try:
            while True:
                held.append(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            pass
    else:
        for number in held:
            os.close(number)
    print("done", flush=True)
"""


def full(limit: int, held: int, directory: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", FULL, str(limit), str(held), str(directory)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="for systems with limits of descriptors")
def test_without_a_free_descriptor_clients_wait_and_are_answered_later(authority: Authority) -> None:
    request = f"GET http://api.weixin.qq.com{PATH} HTTP/1.1\r\n\r\n".encode()
    with full(80, 0, authority.directory) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert b"41002" in said(port, request)
        told(process, "take")
        with ExitStack() as waiting:
            clients = [waiting.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(5)]
            for client in clients:
                client.sendall(request)
            wait(0.3)
            told(process, "free")
            for client in clients:
                assert b"41002" in everything(client)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="for systems with limits of descriptors")
def test_descriptors_from_1024_on(authority: Authority) -> None:
    with full(2048, 1100, authority.directory) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        context = ssl.create_default_context(cafile=str(authority.certificate_file))
        with httpx.Client(proxy=f"http://127.0.0.1:{port}", verify=context, trust_env=False) as http:
            assert http.get(f"https://api.weixin.qq.com{PATH}").json()["errcode"] == 41002
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


def test_a_wxlocal_that_does_not_answer_is_said(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lonely = Proxy(authority, ("127.0.0.1", port))
    answer = said(lonely.port, f"GET http://api.weixin.qq.com{PATH} HTTP/1.1\r\n\r\n".encode())
    lonely.stop()
    assert answer.startswith(b"HTTP/1.1 502")
    assert b"wxlocal does not answer" in answer


# -- SOCKS, as Java speaks it -------------------------------------------------------------------------------------


def greeted(running: Proxy, host: str, port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", running.port), 10)
    connection.sendall(b"\x05\x02\x00\x02")
    assert connection.recv(2) == b"\x05\x00"
    try:
        address = b"\x01" + socket.inet_aton(host)
    except OSError:
        address = b"\x03" + bytes([len(host)]) + host.encode()
    connection.sendall(b"\x05\x01\x00" + address + port.to_bytes(2, "big"))
    return connection


def test_socks_by_name_and_by_what_tls_says(start: Start, authority: Authority) -> None:
    running = start()
    context = ssl.create_default_context(cafile=str(authority.certificate_file))
    request = f"GET {PATH} HTTP/1.1\r\nHost: api.weixin.qq.com\r\nConnection: close\r\n\r\n".encode()
    for host in ("api.weixin.qq.com", "203.0.113.9"):
        with greeted(running, host, 443) as plain:
            assert plain.recv(10)[:2] == b"\x05\x00"
            with context.wrap_socket(plain, server_hostname="api.weixin.qq.com") as secured:
                secured.sendall(request)
                assert b"41002" in everything(secured)
        with greeted(running, host, 80) as plain:
            assert plain.recv(10)[:2] == b"\x05\x00"
            plain.sendall(request)
            assert b"41002" in everything(plain)


def test_socks_leads_the_rest_on(start: Start, elsewhere: int, authority: Authority) -> None:
    running = start(others="tunnel")
    for host in ("127.0.0.1", "localhost"):
        with greeted(running, host, elsewhere) as connection:
            assert connection.recv(10)[:2] == b"\x05\x00"
            connection.sendall(b"GET /y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            assert everything(connection).endswith(b"elsewhere /y h")
    with (
        socket.create_server(("127.0.0.1", 0)) as speaks_first,
        greeted(running, "127.0.0.1", speaks_first.getsockname()[1]) as connection,
    ):
        with speaks_first.accept()[0] as speaker:
            speaker.sendall(b"hello")
        assert connection.recv(10)[:2] == b"\x05\x00"
        assert connection.recv(5) == b"hello"
    with greeted(running, "does-not-exist.invalid", 99) as connection:
        assert connection.recv(10)[:2] == b"\x05\x04"
    with greeted(start(others="offline"), "127.0.0.1", elsewhere) as connection:
        assert connection.recv(10)[:2] == b"\x05\x02"
    with greeted(start(others="offline"), "203.0.113.9", 443) as plain:
        assert plain.recv(10)[:2] == b"\x05\x00"
        context = ssl.create_default_context(cafile=str(authority.certificate_file))
        with pytest.raises(OSError, match=r"EOF|reset|protocol|SSL|record"):
            context.wrap_socket(plain, server_hostname="example.com")


def test_what_is_not_socks_enough(start: Start) -> None:
    running = start()
    assert said(running.port, b"\x05\x01\x02") == b"\x05\xff"
    assert said(running.port, b"\x05\x01\x00\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50")[2:4] == b"\x05\x07"
    assert said(running.port, b"\x05\x01\x00\x05\x01\x00\x09\x00\x00\x00")[2:4] == b"\x05\x08"


# -- everything else ----------------------------------------------------------------------------------------------


def test_the_standing_proxy_refuses_the_rest(start: Start, authority: Authority, elsewhere: int) -> None:
    with client(start(), authority) as http:
        answer = http.get(f"http://localhost:{elsewhere}/x")
        assert answer.status_code == 403
        assert "platform's hosts only" in answer.text
        with pytest.raises(httpx.ProxyError, match="403"):
            http.get("https://example.com")


def test_offline_refuses_with_a_hint(start: Start, authority: Authority, elsewhere: int) -> None:
    with client(start(others="offline"), authority) as http:
        assert "leave out --offline" in http.get(f"http://localhost:{elsewhere}/x").text


def test_a_tunnel_reaches_the_rest_as_before(start: Start, authority: Authority, elsewhere: int) -> None:
    running = start(others="tunnel")
    with client(running, authority) as http:
        assert http.get(f"http://localhost:{elsewhere}/x?y=1").text == f"elsewhere /x?y=1 localhost:{elsewhere}"
        with pytest.raises(httpx.ProxyError, match="502"):
            http.get("https://does-not-exist.invalid")
    connect = f"CONNECT localhost:{elsewhere} HTTP/1.1\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", running.port), 10) as connection:
        connection.sendall(connect)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /blind HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        assert b"elsewhere /blind h" in everything(connection)


def test_the_surrounding_proxy_is_honoured(start: Start, authority: Authority, elsewhere: int) -> None:
    """Ours leads to theirs; theirs is the test's own second proxy, which tunnels."""
    theirs = start(others="tunnel")
    surrounding = {"HTTP_PROXY": theirs.url, "https_proxy": theirs.url.replace("://", "://user:pass@")}
    ours = start(others="tunnel", outside=Outside(surrounding))
    with client(ours, authority) as http:
        name = f"http://127.0.0.2:{elsewhere}/"
        assert http.get(name).text == f"elsewhere / 127.0.0.2:{elsewhere}"
    with socket.create_connection(("127.0.0.1", ours.port), 10) as connection:
        connection.sendall(f"CONNECT 127.0.0.2:{elsewhere} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /far HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        assert b"elsewhere /far" in everything(connection)


def test_a_proxy_that_refuses_is_named(start: Start, authority: Authority) -> None:
    theirs = start(others="refuse")
    ours = start(others="tunnel", outside=Outside({"HTTPS_PROXY": theirs.url}))
    answer = said(ours.port, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 502")
    assert b"refuses example.com" in answer


def test_a_tunnel_is_for_the_user_who_started_it(start: Start, elsewhere: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("the system does not tell whose a connection is")
    monkeypatch.setattr(proxy, "same_user", lambda peer: False)
    answer = said(start(others="tunnel").port, f"CONNECT localhost:{elsewhere} HTTP/1.1\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403")


def test_whose_a_connection_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as mine:
        listener.accept()[0].close()
        assert proxy.same_user(mine.getsockname())


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"CONNECT :443 HTTP/1.1\r\n\r\n",
        b"CONNECT a:b:c:d HTTP/1.1\r\n\r\n",
        b"CONNECT a:99999 HTTP/1.1\r\n\r\n",
        b"CONNECT [::1 HTTP/1.1\r\n\r\n",
        b"CONNECT http://a/b HTTP/1.1\r\n\r\n",
        b"CONNECT api.weixin.qq.com:https HTTP/1.1\r\n\r\n",
        b"GET http:/// HTTP/1.1\r\n\r\n",
        b"GET http://a:b/ HTTP/1.1\r\n\r\n",
        b"GET http://[/ HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_not_a_request_is_told_so(start: Start, content: bytes) -> None:
    answer = said(start(others="tunnel").port, content)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    words = answer.partition(b"\r\n\r\n")[2]
    assert b"is not" in words or b"platform's hosts" in words


def test_half_a_request_and_one_that_is_too_large(start: Start) -> None:
    running = start()
    with socket.create_connection(("127.0.0.1", running.port), 10) as connection:
        connection.sendall(b"GET /x")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000) == b""
    assert b"431" in said(running.port, b"GET http://a/ HTTP/1.1\r\nX: " + b"y" * 140_000)


# -- the CA -------------------------------------------------------------------------------------------------------


def test_the_ca_signs_for_the_platform_and_this_machine_only(authority: Authority) -> None:
    certificate = x509.load_pem_x509_certificate(authority.pem().encode())
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    named = {str(entry.value) for entry in constraints.value.permitted_subtrees or []}
    assert {"weixin.qq.com", "servicewechat.com", "tencentcloudapi.com"} <= named
    assert "qq.com" not in named
    assert (authority.directory / "ca-key.pem").stat().st_mode & 0o077 == 0
    trusting = ssl.create_default_context(cafile=str(authority.certificate_file))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            plain, _ = listener.accept()
            try:
                authority.context("example.com").wrap_socket(plain, server_side=True)
            except OSError:
                plain.close()

        threading.Thread(target=serve, daemon=True).start()
        with socket.create_connection(listener.getsockname()) as plain, pytest.raises(ssl.SSLCertVerificationError):
            trusting.wrap_socket(plain, server_hostname="example.com")


def test_the_ca_is_kept_and_made_anew_when_it_is_broken(tmp_path: Path) -> None:
    first = Authority(tmp_path).pem()
    assert Authority(tmp_path).pem() == first
    (tmp_path / "ca-key.pem").write_text("nonsense")
    assert Authority(tmp_path).pem() != first


def test_the_bundle_holds_the_machines_roots_and_ours(authority: Authority, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.pem"
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    theirs.write_text(other.pem())
    bundle = authority.bundle({"NODE_EXTRA_CA_CERTS": str(theirs), "SSL_CERT_FILE": "/no/such/file"})
    text = bundle.read_text()
    assert authority.pem() in text
    assert other.pem() in text
    store = authority.truststore(bundle)
    from cryptography.hazmat.primitives.serialization import pkcs12

    warnings.simplefilter("ignore")  # machines keep old roots with the number 0
    assert pkcs12.load_pkcs12(store.read_bytes(), b"changeit").additional_certs


# -- the environment of a started command -------------------------------------------------------------------------


def test_every_variable_is_set_over_what_surrounds(authority: Authority) -> None:
    surrounding = {
        "NODE_OPTIONS": "--max-old-space-size=100",
        "JAVA_TOOL_OPTIONS": "-Xmx1g",
        "SSL_CERT_FILE": "/etc/ssl/x.pem",
        "REQUESTS_CA_BUNDLE": "/x",
        "https_proxy": "http://proxy:1",
        "NO_PROXY": "internal.example,*.qq.com,*,api.weixin.qq.com,localhost",
        "PATH": "/bin",
    }
    ready = {"mini_program": {"appid": "wx1", "secret": "s"}, "person": "alice", "phone": "alice-phone"}
    env = launch.environment(surrounding, 1234, authority, "http://127.0.0.1:1", ready, offline=False)
    assert env["HTTPS_PROXY"] == env["https_proxy"] == env["http_proxy"] == "http://127.0.0.1:1234"
    assert len({env[name] for name in launch.CA_VARIABLES}) == 1
    assert env["NO_PROXY"] == "localhost,127.0.0.1,::1,internal.example"
    assert env["NODE_OPTIONS"].startswith("--max-old-space-size=100 --require ")
    assert env["JAVA_TOOL_OPTIONS"].startswith("-Xmx1g -Dhttp.proxyHost=127.0.0.1")
    assert env["PHP_INI_SCAN_DIR"].startswith(os.pathsep)
    assert (env["WXLOCAL_APPID"], env["WXLOCAL_SECRET"], env["WXLOCAL_PERSON"]) == ("wx1", "s", "alice")
    offline = launch.environment(surrounding, 1234, authority, "", {}, offline=True)
    assert offline["NO_PROXY"] == "localhost,127.0.0.1,::1"
    assert offline["WXLOCAL_OFFLINE"] == "1"


@pytest.mark.parametrize(
    ("entries", "host", "covered"),
    [
        (["example.com"], "example.com", True),
        (["example.com"], "a.example.com", True),
        ([".example.com"], "a.example.com", True),
        (["*.example.com"], "a.example.com", True),
        (["example.com"], "badexample.com", False),
        (["*"], "anything", True),
        (["example.com:8080"], "example.com", False),
        ([], "example.com", False),
    ],
)
def test_no_proxy_lists(entries: list[str], host: str, covered: bool) -> None:
    assert covers(entries, host, 443) == covered


def test_a_ca_of_an_earlier_version_stays_and_says_what_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("wxlocal.faces.authority.SIGNABLE", ("weixin.qq.com", "localhost"))
    first = Authority(tmp_path).pem()
    monkeypatch.undo()
    assert Authority(tmp_path).pem() == first
    assert "cannot sign for acc.cloudbase.vip" in caplog.text
