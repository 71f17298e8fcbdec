"""The front door: one WSGI application that sends a request to the platform, a web page or the control API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.house import Worlds
from wxlocal.faces import openapi, pages
from wxlocal.faces.hosts import is_platform

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
CONTROL = "/_wxlocal/"


class Front:
    """Chosen by path and host. ``/@NAME/...`` names the world of a call explicitly."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds
        self._control: Callable[[Environ, StartResponse], Iterable[bytes]] | None = None
        self.busy_since: float | None = None

    def waits(self) -> bool:
        """Whether calls wait for something else than this process."""
        return self.worlds.store.shared or any(fault.delay for world in self.worlds.all() for _, fault in world.faults)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.busy_since = stopwatch()
        try:
            return self._answer(environ, start_response)
        except Exception:
            logging.getLogger("wxlocal").exception("%s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return openapi.plain(start_response, 500, "wxlocal itself failed here, the call left nothing: see its log")
        finally:
            self.busy_since = None

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        host: str = environ.get("HTTP_HOST", "")
        if path.startswith(CONTROL) or (path == "/" and not is_platform(host.partition(":")[0])):
            return self.control()(environ, start_response)
        name = ""
        if path.startswith("/@"):
            name, _, rest = path[2:].partition("/")
            path = "/" + rest
            try:
                self.worlds.get(name)
            except NotPossible as trouble:
                return openapi.plain(start_response, 404, trouble.message)
        page = pages.find(self.worlds.house, host, path)
        if page:
            return pages.answer(self.worlds, environ, start_response, page, host, path)
        return openapi.answer(self.worlds, environ, start_response, path, name)

    def control(self) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
        """Falcon and the control API are loaded when first needed: they take longer to load than all the rest."""
        if self._control is None:
            from wxlocal.faces.control import application

            self._control = application(self.worlds)
        return self._control
