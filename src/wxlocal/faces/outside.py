"""The way to hosts that are not the platform, as it was before: through the surrounding proxies, or directly."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from wxlocal.faces import redirect

PATIENCE = 30.0


class NoWay(Exception):
    """The host cannot be reached; says why."""


class Outside:
    """``environment`` is the one that wxlocal itself was started with."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        def read(name: str) -> str:
            return environment.get(name.lower()) or environment.get(name.upper()) or ""

        self._proxies = {True: read("https_proxy") or read("all_proxy"), False: read("http_proxy") or read("all_proxy")}
        self._direct = [entry.strip().lower() for entry in read("no_proxy").split(",") if entry.strip()]
        self._roots = environment.get("SSL_CERT_FILE")

    def proxy_for(self, host: str, port: int, *, secure: bool) -> SplitResult | None:
        text = self._proxies[secure]
        if not text or covers(self._direct, host, port) or host in ("localhost", "127.0.0.1", "::1"):
            return None
        return urlsplit(text if "://" in text else f"http://{text}")

    def connect(self, host: str, port: int, *, secure: bool) -> socket.socket:
        """A connection on which TLS (``secure``) or a plain request can begin."""
        proxy = self.proxy_for(host, port, secure=secure)
        try:
            with redirect.Direct():
                if proxy is None:
                    return socket.create_connection((host, port), PATIENCE)
                way = self._to_proxy(proxy)
            if secure:
                _tunnel(way, proxy, host, port)
            return way
        except (OSError, ValueError) as error:
            through = f" through the proxy {proxy.hostname}" if proxy else ""
            raise NoWay(f"cannot reach {host}:{port}{through}: {error}") from error

    def _to_proxy(self, proxy: SplitResult) -> socket.socket:
        if proxy.scheme not in ("http", "https") or not proxy.hostname:
            raise NoWay(f"the surrounding proxy {proxy.scheme}://{proxy.hostname} is not an HTTP proxy: unset it")
        way = socket.create_connection(
            (proxy.hostname, proxy.port or (443 if proxy.scheme == "https" else 80)), PATIENCE
        )
        return self.secured(way, proxy.hostname) if proxy.scheme == "https" else way

    def secured(self, way: socket.socket, host: str) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self._roots) if self._roots else ssl.create_default_context()
        return context.wrap_socket(way, server_hostname=host)


def _tunnel(way: socket.socket, proxy: SplitResult, host: str, port: int) -> None:
    name = f"[{host}]" if ":" in host else host
    lines = [f"CONNECT {name}:{port} HTTP/1.1", f"Host: {name}:{port}"]
    if proxy.username:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    way.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = way.recv(1)
        if not more or len(answer) > 65_536:
            raise NoWay(f"the proxy {proxy.hostname} ended the connection to {host}")
        answer += more
    status = answer.split(b"\r\n", 1)[0].decode("latin-1")
    if " 200" not in status:
        way.close()
        raise NoWay(f"the proxy {proxy.hostname} refuses {host}: {status}")


def covers(entries: list[str], host: str, port: int | None = None) -> bool:
    """Whether a NO_PROXY list names a host: itself, a domain above it, ``*``, with or without a port."""
    host = host.lower()
    for entry in entries:
        name, _, wanted = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
        if wanted and port is not None and wanted != str(port):
            continue
        name = name.removeprefix("*").removeprefix(".")
        if entry == "*" or host == name or (name and host.endswith(f".{name}")):
            return True
    return False
