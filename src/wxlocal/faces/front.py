"""The front door: one WSGI application that sends a request to the platform, a web page or the control API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import msgspec

from wxlocal.core.base.db import StoreTrouble
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.house import Worlds
from wxlocal.core.pages import Page
from wxlocal.core.server.operation import LARGEST_BODY
from wxlocal.faces import openapi, pages
from wxlocal.faces.hosts import is_gateway, is_platform
from wxlocal.faces.origins import Origins, foreign

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
CONTROL = "/_wxlocal/"
GATEWAY = "/admin"


class Front:
    """Chosen by path and host. ``/@NAME/...`` names the world of a call explicitly."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds
        self.origins = Origins(page_hosts=worlds.house.pages)
        self._control: Callable[[Environ, StartResponse], Iterable[bytes]] | None = None

    def trust(self, allowed: Iterable[str], host: str = "") -> None:
        """Origins of web pages that may call, and a name that this machine is addressed by."""
        self.origins = Origins(allowed, host, self.worlds.house.pages)

    def waits(self) -> bool:
        """Whether calls wait for something else than this process."""
        return self.worlds.store.shared or any(fault.delay for world in self.worlds.all() for _, fault in world.faults)

    def tick(self) -> None:
        self.worlds.catch_up()

    def largest(self, path: str, host: str = "") -> int:
        """Bytes of a body that may be read for this path; the control API says itself what each of its paths takes."""
        if path.startswith(CONTROL):
            return self._largest
        page = pages.find(self.worlds.house, host, path)
        if page is not None:
            return page.largest
        operation = self.worlds.house.operations.get(_within(path)[1].rstrip("/"))
        return operation.largest if operation else LARGEST_BODY

    @cached_property
    def _largest(self) -> int:
        house = self.worlds.house
        endpoints = [endpoint.largest for room in house.rooms for endpoint in room.endpoints]
        return max(LARGEST_BODY, *endpoints, *(operation.largest for operation in house.operations.values()))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._answer(environ, start_response)
        except NotPossible as trouble:
            if isinstance(trouble, StoreTrouble):
                self.worlds.complaints.say(trouble)
            return openapi.plain(start_response, trouble.status, trouble.message)
        except Exception:
            logging.getLogger("wxlocal").exception("%s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return openapi.plain(start_response, 500, "wxlocal itself failed here; nothing was changed: see its log")

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        host: str = environ.get("HTTP_HOST", "")
        whole: str = environ["PATH_INFO"]
        site = self._site(host)
        control = not site and (whole.startswith(CONTROL) or (whole == "/" and not is_platform(host.partition(":")[0])))
        name, path = (None, whole) if site else _within(whole)
        page = None if control else site or pages.find(self.worlds.house, host, path)
        if page is not None and page.public:
            return self._public(environ, start_response, name, path, page)
        trouble = self.origins.trouble(environ, control=control, page=page is not None)
        if trouble:
            return _told(start_response, trouble) if control else openapi.plain(start_response, 403, trouble)
        if "HTTP_ORIGIN" in environ and self.origins.allows(environ["HTTP_ORIGIN"]):
            if environ["REQUEST_METHOD"] == "OPTIONS":
                return _preflight(environ, start_response)
            start_response = _shared(environ["HTTP_ORIGIN"], start_response)
        if control:
            return self.control()(environ, start_response)
        return self._platform(environ, start_response, name, path, page)

    def _site(self, host: str) -> Page | None:
        """A public page that has this host for itself, so that nothing else answers there: neither the control API nor
        an operation.
        """
        page = self.worlds.house.page_of(host)
        if page is None and not self.origins.knows(host):
            page = pages.bound(self.worlds, host)
        return page if page is not None and page.public and not page.paths else None

    def _public(
        self, environ: Environ, start_response: StartResponse, name: str | None, path: str, page: Page
    ) -> Iterable[bytes]:
        """Anybody's page may show it; only those that are welcome may post to it, or read what it answers."""
        origin: str | None = environ.get("HTTP_ORIGIN")
        host: str = environ.get("HTTP_HOST", "")
        if page.paths and not self.origins.knows(host):  # a host that somebody lets point here
            return openapi.plain(start_response, 403, f"wxlocal does not answer for host {host!r}")
        if origin is not None and self.origins.welcomes(origin, host, self._site):
            if environ["REQUEST_METHOD"] == "OPTIONS":
                return _preflight(environ, start_response)
            start_response = _shared(origin, start_response)
        elif origin is not None and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return openapi.plain(start_response, 403, foreign(f"origin {origin}", origin))
        return self._platform(environ, start_response, name, path, page)

    def _platform(
        self, environ: Environ, start_response: StartResponse, name: str | None, path: str, page: Page | None
    ) -> Iterable[bytes]:
        if name is not None:
            self.worlds.get(name)
        if path == GATEWAY and is_gateway(environ.get("HTTP_HOST", "").partition(":")[0]):
            from wxlocal.faces import gateway

            return gateway.answer(environ, start_response)
        if page:
            return pages.answer(self.worlds, environ, start_response, page, environ.get("HTTP_HOST", ""), path)
        return openapi.answer(self.worlds, environ, start_response, path, name or "")

    def control(self) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
        """Falcon and the control API are loaded when first needed: they take longer to load than all the rest."""
        if self._control is None:
            from wxlocal.faces.control import application

            self._control = application(self.worlds)
        return self._control


def _within(path: str) -> tuple[str | None, str]:
    """The world that the path names, if it does, and the rest."""
    if not path.startswith("/@"):
        return None, path
    name, _, rest = path[2:].partition("/")
    return name, "/" + rest


def _told(start_response: StartResponse, trouble: str) -> Iterable[bytes]:
    """As the control API says what is not possible."""
    start_response("403 Forbidden", [("content-type", "application/json; charset=utf-8")])
    return [msgspec.json.encode({"error": trouble})]


def _shared(origin: str, start_response: StartResponse) -> StartResponse:
    """The page of this origin may read the answer."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        more = [("access-control-allow-origin", origin), ("access-control-expose-headers", "*"), ("vary", "origin")]
        return start_response(status, [*headers, *more])

    return start


def _preflight(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("access-control-allow-origin", environ["HTTP_ORIGIN"]),
        ("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE"),
        ("access-control-allow-headers", environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "*")),
        ("vary", "origin"),
    ]
    start_response("204 No Content", headers)
    return []
