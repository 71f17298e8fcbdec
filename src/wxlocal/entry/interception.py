"""The real host names, answered in this process or in one that a test starts."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from wxlocal.core.base.home import directory
from wxlocal.core.world.world import World
from wxlocal.faces import launch, redirect, tables
from wxlocal.faces.authority import Authority
from wxlocal.faces.hosts import PLATFORM_HOSTS, PLATFORM_SUFFIXES
from wxlocal.faces.outside import Outside
from wxlocal.faces.proxy import Proxy

_PORTS: set[int] = set()  # of all our proxies: a client that was made in another test may know one


class Interception:
    """The proxies of one server, made when they are first needed: one leads on to what is outside, one does not."""

    def __init__(self, url: str, world: Callable[[], World]) -> None:
        self._url = url
        self._world = world
        self._authority = Authority(directory("ca"))
        self._proxies: dict[bool, Proxy] = {}

    def stop(self) -> None:
        for proxy in self._proxies.values():
            _PORTS.discard(proxy.port)
            proxy.stop()

    def proxy(self, offline: bool) -> Proxy:
        if offline not in self._proxies:
            server = ("127.0.0.1", urlsplit(self._url).port or 0)
            outside = Outside(dict(os.environ))
            mode = launch.others(offline)
            self._proxies[offline] = Proxy(self._authority, server, others=mode, outside=outside)
            _PORTS.add(self._proxies[offline].port)
        return self._proxies[offline]

    def environment(self, offline: bool) -> dict[str, str]:
        ready = tables.ready_account(self._world())
        port = self.proxy(offline).port
        return launch.environment(os.environ, port, self._authority, self._url, ready, offline=offline)

    @contextmanager
    def here(self, offline: bool) -> Iterator[None]:
        """Sockets of this process are led; the variables are for the processes that it starts, and for clients that
        do not use Python's sockets."""
        env, before = self.environment(offline), dict(os.environ)
        port, ca = self.proxy(offline).port, str(self._authority.certificate_file)
        theirs = [*_surrounding(before), *(("127.0.0.1", other) for other in _PORTS if other != port)]
        certifi = env["WXLOCAL_BUNDLE"]
        way = redirect.Way(port, ca, PLATFORM_HOSTS, PLATFORM_SUFFIXES, offline, theirs, certifi)
        os.environ.update(env)
        redirect.begin(way)
        try:
            yield
        finally:
            redirect.end(way)
            os.environ.clear()
            os.environ.update(before)
            self.proxy(offline).drop()  # clients keep connections: those lead to this world


def _surrounding(environment: Mapping[str, str]) -> list[tuple[str, int]]:
    """The proxies that clients of this process may have been told to use: they are led here instead."""
    found = set()
    for name in launch.PROXY_VARIABLES:
        text = environment.get(name, "")
        try:
            url = urlsplit(text if "://" in text else f"http://{text}")
            host, port = url.hostname, url.port
        except ValueError:
            continue
        if host:
            found.add((host, port or (443 if url.scheme == "https" else 80)))
    return [*found, *((address, port) for host, port in found for address in _addresses(host))]


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []
