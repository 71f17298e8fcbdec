"""Clients that read no proxy variable, under ``wxlocal run``: Python by sitecustomize, Java by SOCKS."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import missing

HERE = Path(__file__).parent
SCRIPTS = {
    "http.client": """
import http.client
c = http.client.HTTPSConnection("api.weixin.qq.com", timeout=10)
c.request("GET", "/cgi-bin/token")
print(c.getresponse().read())
""",
    "urllib3": """
import urllib3
print(urllib3.PoolManager().request("GET", "https://api.weixin.qq.com/cgi-bin/token").data)
""",
    "Session.send": """
import requests
session = requests.Session()
print(session.send(requests.Request("GET", "https://api.weixin.qq.com/cgi-bin/token").prepare(), timeout=10).text)
""",
    "aiohttp": """
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("https://api.weixin.qq.com/cgi-bin/token") as answer:
            print(await answer.text())
asyncio.run(main())
""",
    "certifi": """
import certifi, ssl, socket
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(certifi.where())
with context.wrap_socket(socket.create_connection(("API.weixin.qq.com.", 443)), server_hostname="api.weixin.qq.com") as s:
    s.sendall(b"GET /cgi-bin/token HTTP/1.1\\r\\nHost: api.weixin.qq.com\\r\\nConnection: close\\r\\n\\r\\n")
    print(s.recv(65536))
""",
}


def run(*command: str, offline: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
    options = ["--offline"] if offline else []
    whole = [sys.executable, "-m", "wxlocal", "run", "--new", *options, "--", *command]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **env})


@pytest.mark.parametrize("client", SCRIPTS)
def test_python(client: str) -> None:
    done = run(sys.executable, "-c", SCRIPTS[client])
    assert '"errcode":41002' in done.stdout, done.stderr


def test_a_sitecustomize_that_is_there_is_loaded_too(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.was_here = __file__\n")
    script = SCRIPTS["http.client"] + "import sys, sitecustomize; print(sys.was_here, sitecustomize.__file__)"
    done = run(
        sys.executable,
        "-c",
        script,
        PYTHONPATH=os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")])),
    )
    assert '"errcode":41002' in done.stdout, done.stderr
    assert done.stdout.split()[-2:] == [str(tmp_path / "sitecustomize.py")] * 2


def test_offline_python_reaches_nothing_else() -> None:
    done = run(sys.executable, "-c", "import socket; socket.create_connection(('example.com', 80))", offline=True)
    assert "example.com is outside; leave out --offline to reach it" in done.stderr


def test_modules_are_not_loaded_for_who_does_not_need_them() -> None:
    script = "import sys; print([m for m in ('socket', 'ssl', 'typing', 'threading', 'urllib') if m in sys.modules])"
    plain = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True)
    assert run(sys.executable, "-c", script).stdout == plain.stdout


@pytest.fixture(scope="module")
def java() -> str:
    found = shutil.which("java")
    if not found or not shutil.which("javac"):
        missing("Java 11 or newer with its compiler")
    return str(found)


def test_java(java: str) -> None:
    """Offline: nobody else has to know the names."""
    done = run(java, str(HERE / "java" / "Probe.java"), "url", "http", "tls", "plain", offline=True)
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["url", "http", "tls", "plain"], done.stderr
    assert all('"errcode":41002' in line for line in lines)


def test_java_reaches_other_sockets_unless_offline(java: str) -> None:
    """As a database driver would: not HTTP, by an address of its own."""
    with socket.create_server(("", 0)) as listener:
        own = socket.gethostbyname(socket.gethostname())
        there = f"{own if not own.startswith('127.') else '127.0.0.1'}:{listener.getsockname()[1]}"

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(1000)
                connection.sendall(b"elsewhere")

        threading.Thread(target=serve, daemon=True).start()
        done = run(java, str(HERE / "java" / "Probe.java"), there)
    assert done.stdout.endswith(" elsewhere\n"), done.stderr


@pytest.mark.skipif("WXLOCAL_TEST_DOWNLOADS" not in os.environ, reason="downloads from Maven Central")
def test_apache_http_client(java: str, tmp_path: Path) -> None:
    (tmp_path / "pom.xml").write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>"
        "<dependencies><dependency><groupId>org.apache.httpcomponents</groupId><artifactId>httpclient</artifactId>"
        "<version>4.5.14</version></dependency></dependencies></project>"
    )
    get = ["mvn", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={tmp_path}"]
    subprocess.run(get, cwd=tmp_path, check=True, timeout=300)
    done = run(java, "-cp", f"{tmp_path}/*", str(HERE / "java" / "Apache.java"), offline=True)
    assert done.stdout.count('"errcode":41002') == 2, done.stderr
