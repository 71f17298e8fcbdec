"""Interception: the platform's hosts, answered here, for clients that know only the real addresses.

One port understands an HTTP proxy's CONNECT and absolute-form requests, SOCKS (for Java), and TLS or plain HTTP sent
straight to it (hosts entries, port 443, clients whose sockets are led here). What is not the platform is refused (the
standing proxy), refused with a hint (``--offline``) or tunnelled blindly (``wxlocal run``, for the same user only): it
is never an open relay.
"""

from __future__ import annotations

import errno
import ipaddress
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

from wxlocal.core.base.addresses import in_header
from wxlocal.core.base.clock import stopwatch, wait
from wxlocal.faces import socks
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
FULL = 0.05  # seconds until the next try when the process has no descriptor or thread for a client
SPEAKS_FIRST = {80: 5.0, 443: 5.0}  # seconds that a client has to say for whom it is, by port
_HOST = re.compile(rb"^host:[ \t]*([^\r\n]*)", re.I | re.M)
_HOST_LINES = re.compile(rb"^host:[^\r\n]*\r\n", re.I | re.M)
_DROPPED = re.compile(rb"^(?:proxy-connection|proxy-authorization|connection|keep-alive):[^\r\n]*\r\n", re.I | re.M)

DIRECT = Outside({})


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
        self._stopped = threading.Event()
        self._clients: set[socket.socket] = set()
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://{reached_at(host)}:{self.port}"
        threading.Thread(target=self._accept, name="wxlocal-proxy", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()

    def drop(self) -> None:
        """Ends all connections, those that clients keep for later, too."""
        for client in list(self._clients):
            with suppress(OSError):
                socket.socket.shutdown(client, socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, peer = self._listener.accept()
            except OSError:  # no descriptor is free, or that client went away: others may come
                self._stopped.wait(FULL)
                continue
            try:
                threading.Thread(target=self._guarded, args=(client, peer), daemon=True).start()
            except RuntimeError:
                client.close()
                self._stopped.wait(FULL)

    def _guarded(self, client: socket.socket, peer: tuple[str, int]) -> None:
        self._clients.add(client)
        try:
            client.settimeout(PATIENCE)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serve(client, peer)
        except Bad as bad:
            _say(client, bad)
        except socks.NotSocks:
            _end(client)
        except (OSError, ValueError):
            pass  # the client went away, or does not trust us
        except Exception:
            logging.getLogger("wxlocal").exception("proxy")
        finally:
            self._clients.discard(client)
            client.close()

    def _serve(self, client: socket.socket, peer: tuple[str, int]) -> None:
        first = client.recv(1, socket.MSG_PEEK)
        if first and first[0] == _TLS_HANDSHAKE:
            self._answer_tls(client, "127.0.0.1")
            return
        if first and first[0] == socks.GREETING:
            self._socks(client, peer)
            return
        head, rest = _head(client)
        if not head:
            return
        line, _, headers = head.partition(b"\r\n")
        try:
            method, target, version = line.decode("ascii").split(" ")
        except ValueError:
            raise Bad("400 Bad Request", "this is not an HTTP request") from None
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
            self._lead(client, upstream, rest)
        elif rest:
            self._answer(client, rest)
        else:
            self._answer_as(client, host)

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
        try:
            url = urlsplit(target)
        except ValueError:
            raise Bad("400 Bad Request", f"{target!r} is not an address") from None
        secure = url.scheme == "https"
        host, port = _host_and_port(url.netloc.rpartition("@")[2], 443 if secure else 80)
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        named = f"Host: {url.netloc.rpartition('@')[2]}\r\n".encode()  # not the client's: RFC 9112, 3.2.2
        kept = named + _HOST_LINES.sub(b"", _DROPPED.sub(b"", headers))
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

    def _socks(self, client: socket.socket, peer: tuple[str, int]) -> None:
        """Java resolves names itself and asks for an address: then what it says first, TLS or HTTP, tells the host."""
        host, port = socks.asked(client)
        if is_platform(host):
            socks.reply(client, socks.DONE)
            self._answer_as(client, host)
        elif port in SPEAKS_FIRST and _is_address(host):
            socks.reply(client, socks.DONE)
            named = _named(client, SPEAKS_FIRST[port])
            if named is not None and is_platform(named):
                self._answer_as(client, named)
                return
            self._lead(client, self._reach(host, port, peer, secure=port == 443), b"")
        else:
            try:
                upstream = self._reach(host, port, peer, secure=True, outside=DIRECT)
            except Bad as bad:
                socks.reply(client, socks.UNREACHABLE if bad.status.startswith("502") else socks.NOT_ALLOWED)
                return
            socks.reply(client, socks.DONE)
            self._lead(client, upstream, b"")

    # -- where it goes --------------------------------------------------------------------------------------------

    def _lead(self, client: socket.socket, upstream: socket.socket, begun: bytes) -> None:
        with upstream:
            upstream.sendall(begun)
            pump(client, upstream, IDLE)

    def _answer_as(self, client: socket.socket, host: str) -> None:
        if client.recv(1, socket.MSG_PEEK) == bytes([_TLS_HANDSHAKE]):
            self._answer_tls(client, host)
        else:
            self._answer(client, b"")

    def _answer_tls(self, client: socket.socket, host: str) -> None:
        context = self._authority.context(host)
        context.sni_callback = self._named
        with context.wrap_socket(client, server_side=True) as secured:
            self._clients.add(secured)  # the connection is this one's now
            try:
                self._answer(secured, b"")
            finally:
                self._clients.discard(secured)

    def _named(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        """The certificate follows the name that the client asks for; none = the host that it spoke of."""
        if name is None:
            return None
        if not (is_platform(name) or name == "localhost"):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = self._authority.context(name.lower())
        return None

    def _answer(self, client: socket.socket, begun: bytes) -> None:
        try:
            server = self._to_wxlocal()
        except OSError as error:
            _say(client, Bad("502 Bad Gateway", f"wxlocal does not answer at port {self._server[1]}: {error}"))
            return
        with server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.sendall(begun)
            pump(client, server, IDLE)

    def _to_wxlocal(self) -> socket.socket:
        """Waits for a descriptor when none is free."""
        until = stopwatch() + PATIENCE
        while True:
            try:
                return socket.create_connection(self._server, PATIENCE)
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE) or stopwatch() > until:
                    raise
                self._stopped.wait(FULL)

    def _reach(
        self, host: str, port: int, peer: tuple[str, int], *, secure: bool, outside: Outside | None = None
    ) -> socket.socket:
        if self._others == "refuse":
            raise Bad("403 Forbidden", f"wxlocal's proxy answers for the platform's hosts only, not for {host}")
        if self._others == "offline":
            raise Bad("403 Forbidden", f"wxlocal run --offline: {host} is outside; leave out --offline to reach it")
        if not same_user(peer):
            raise Bad("403 Forbidden", "this proxy tunnels for the user who started it only")
        try:
            return (outside or self._outside).connect(host, port, secure=secure)
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
    try:
        url = urlsplit(f"//{target}")
        host, port = url.hostname, url.port
    except ValueError:
        host, port = None, None
    if not host or url.path or "@" in target:
        raise Bad("400 Bad Request", f"{target!r} is not a host and a port: name them as api.weixin.qq.com:443")
    return host, port or default


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _named(client: socket.socket, patience: float) -> str | None:
    """The host that a client speaks of first: in TLS, or in the head of a request. Nothing is taken from it."""
    until = stopwatch() + patience
    seen = b""
    while stopwatch() < until:
        client.settimeout(until - stopwatch() + 0.01)
        try:
            data = client.recv(socks.LARGEST_HELLO, socket.MSG_PEEK)
        except TimeoutError:
            break
        if not data or len(data) == socks.LARGEST_HELLO:
            break
        if data != seen:
            seen = data
            complete, name = _host_in(data)
            if complete:
                client.settimeout(PATIENCE)
                return name
        wait(0.01)
    client.settimeout(PATIENCE)
    return None


def _host_in(data: bytes) -> tuple[bool, str | None]:
    if data[0] == _TLS_HANDSHAKE:
        return socks.server_name(data)
    found = _HOST.search(data)
    name = found[1].decode("latin-1").strip().partition(":")[0] if found else None
    return b"\r\n\r\n" in data, name


def _say(client: socket.socket, bad: Bad) -> None:
    body = f"{bad.text}\n".encode()
    head = f"HTTP/1.1 {bad.status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    with suppress(OSError):
        client.sendall(f"{head}Wxlocal-Reason: {in_header(bad.text)}\r\n".encode())
        client.sendall(b"Connection: close\r\n\r\n" + body)
    _end(client)


def _end(client: socket.socket) -> None:
    """After the last word: closing on what is still coming would take it away."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)
        client.settimeout(1)
        while client.recv(LONGEST_HEAD):
            pass


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
