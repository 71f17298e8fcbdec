"""Interception: the platform's hosts, answered here, for clients that know only the real addresses.

One port understands an HTTP proxy's CONNECT and absolute-form requests, and TLS sent straight to it (for hosts
entries and port 443). What is not the platform is refused (the standing proxy), refused with a hint (``--offline``)
or tunnelled blindly (``wxlocal run``, for the same user only): it is never an open relay.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from wxlocal.faces.authority import Authority
from wxlocal.faces.hosts import is_platform
from wxlocal.faces.outside import NoWay, Outside
from wxlocal.faces.pump import pump
from wxlocal.faces.serve import listen, reached_at

Others = Literal["refuse", "offline", "tunnel"]
LONGEST_HEAD = 65_536
PATIENCE = 10.0  # seconds for a request head or a handshake
IDLE = 300.0  # seconds without a byte, in a tunnel
_TLS_HANDSHAKE = 0x16
_HOST = re.compile(rb"^host:[ \t]*([^\r\n]*)", re.I | re.M)
_DROPPED = re.compile(rb"^(?:proxy-connection|proxy-authorization|connection|keep-alive):[^\r\n]*\r\n", re.I | re.M)


class Bad(Exception):
    """What the client gets instead: an HTTP status and a sentence."""

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Proxy:
    """Serves until ``stop``. ``server`` is the address of the wxlocal that answers for the platform."""

    def __init__(
        self,
        authority: Authority,
        server: tuple[str, int],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        others: Others = "refuse",
        outside: Outside | None = None,
    ) -> None:
        self._authority = authority
        self._server = server
        self._others = others
        self._outside = outside or Outside({})
        self._listener = listen(host, port)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://{reached_at(host)}:{self.port}"
        threading.Thread(target=self._accept, name="wxlocal-proxy", daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, peer = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._guarded, args=(client, peer), daemon=True).start()

    def _guarded(self, client: socket.socket, peer: tuple[str, int]) -> None:
        try:
            client.settimeout(PATIENCE)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serve(client, peer)
        except Bad as bad:
            _say(client, bad)
        except (OSError, ValueError):
            pass  # the client went away, or does not trust us
        except Exception:
            logging.getLogger("wxlocal").exception("proxy")
        finally:
            client.close()

    def _serve(self, client: socket.socket, peer: tuple[str, int]) -> None:
        first = client.recv(1, socket.MSG_PEEK)
        if first and first[0] == _TLS_HANDSHAKE:
            self._answer_tls(client, "127.0.0.1")
            return
        head, rest = _head(client)
        if not head:
            return
        line, _, headers = head.partition(b"\r\n")
        try:
            method, target, version = line.decode("ascii").split(" ")
        except ValueError:
            raise Bad("400 Bad Request", "this is no HTTP request") from None
        if method == "CONNECT":
            self._connect(client, peer, target, rest)
        elif target.startswith(("http://", "https://")):
            self._absolute(client, peer, method, target, version, headers, rest)
        else:
            self._direct(client, head, rest)

    # -- the forms of a request -----------------------------------------------------------------------------------

    def _connect(self, client: socket.socket, peer: tuple[str, int], target: str, rest: bytes) -> None:
        host, port = _host_and_port(target, 443)
        ours = is_platform(host)
        upstream = None if ours else self._reach(host, port, peer, secure=True)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if upstream is not None:
            with upstream:
                upstream.sendall(rest)
                pump(client, upstream, IDLE)
        elif not rest and client.recv(1, socket.MSG_PEEK) == bytes([_TLS_HANDSHAKE]):
            self._answer_tls(client, host)
        else:
            self._answer(client, rest)

    def _absolute(
        self,
        client: socket.socket,
        peer: tuple[str, int],
        method: str,
        target: str,
        version: str,
        headers: bytes,
        rest: bytes,
    ) -> None:
        """One request for each connection: what follows on it may be for another host."""
        url = urlsplit(target)
        host, secure = url.hostname or "", url.scheme == "https"
        port = url.port or (443 if secure else 80)
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        kept = _DROPPED.sub(b"", headers)
        if not _HOST.search(kept):
            kept = f"Host: {url.netloc.rpartition('@')[2]}\r\n".encode() + kept
        if is_platform(host):
            head = f"{method} {path} {version}\r\nConnection: close\r\n".encode() + kept
            self._answer(client, head + rest)
            return
        upstream = self._reach(host, port, peer, secure=secure)
        whole = not secure and self._outside.proxy_for(host, port, secure=False) is not None
        with self._outside.secured(upstream, host) if secure else upstream as way:
            line = f"{method} {target if whole else path} {version}\r\nConnection: close\r\n"
            way.sendall(line.encode() + kept + rest)
            pump(client, way, IDLE)

    def _direct(self, client: socket.socket, head: bytes, rest: bytes) -> None:
        """Sent here as if here were the platform (a hosts entry on port 80)."""
        named = _HOST.search(head)
        if not named or not is_platform(named[1].decode("latin-1").strip().partition(":")[0]):
            raise Bad("400 Bad Request", "this is wxlocal's proxy for the platform's hosts: name it as HTTPS_PROXY")
        self._answer(client, head + rest)

    # -- where it goes --------------------------------------------------------------------------------------------

    def _answer_tls(self, client: socket.socket, host: str) -> None:
        context = self._authority.context(host)
        context.sni_callback = self._named
        with context.wrap_socket(client, server_side=True) as secured:
            self._answer(secured, b"")

    def _named(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        """The certificate follows the name that the client asks for; none = the host that it spoke of."""
        if name is None:
            return None
        if not (is_platform(name) or name == "localhost"):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = self._authority.context(name.lower())
        return None

    def _answer(self, client: socket.socket, begun: bytes) -> None:
        with socket.create_connection(self._server, PATIENCE) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.sendall(begun)
            pump(client, server, IDLE)

    def _reach(self, host: str, port: int, peer: tuple[str, int], *, secure: bool) -> socket.socket:
        if self._others == "refuse":
            raise Bad("403 Forbidden", f"wxlocal's proxy answers for the platform's hosts only, not for {host}")
        if self._others == "offline":
            raise Bad("403 Forbidden", f"wxlocal run --offline: {host} is outside; leave --offline away to reach it")
        if not same_user(peer):
            raise Bad("403 Forbidden", "this proxy tunnels for the user who started it only")
        try:
            return self._outside.connect(host, port, secure=secure)
        except NoWay as error:
            raise Bad("502 Bad Gateway", str(error)) from error


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """The request line and headers with their empty line, and what came behind them."""
    data = b""
    while b"\r\n\r\n" not in data:
        if len(data) > LONGEST_HEAD:
            raise Bad("431 Request Header Fields Too Large", "the request's head is too large")
        more = client.recv(LONGEST_HEAD)
        if not more:
            return b"", b""
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def _host_and_port(target: str, default: int) -> tuple[str, int]:
    url = urlsplit(f"//{target}")
    if not url.hostname:
        raise Bad("400 Bad Request", f"{target!r} names no host")
    return url.hostname, url.port or default


def _say(client: socket.socket, bad: Bad) -> None:
    body = f"{bad.text}\n".encode()
    head = f"HTTP/1.1 {bad.status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    with suppress(OSError):
        client.sendall(f"{head}Wxlocal-Reason: {bad.text.encode('ascii', 'replace').decode()}\r\n".encode())
        client.sendall(b"Connection: close\r\n\r\n" + body)
        client.shutdown(socket.SHUT_WR)
        client.settimeout(1)
        while client.recv(LONGEST_HEAD):
            pass  # what is still coming: closing on it would take the answer away


def same_user(peer: tuple[str, int]) -> bool:
    """Whether the other end of a loopback connection is ours, where the system tells (Linux)."""
    port = f":{peer[1]:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            columns = line.split()
            if columns[1].endswith(port) and columns[3] == "01":
                return int(columns[7]) in (os.getuid(), 0)
    return True
