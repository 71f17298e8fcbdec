"""A web page of the platform that a browser meets: the landing page of a link, later an authorisation page."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.world.world import Act


class Visit(msgspec.Struct, frozen=True):
    """What the browser asked for. ``path`` begins with ``/``."""

    host: str
    path: str
    query: dict[str, str]
    user_agent: str


class Shown(msgspec.Struct, frozen=True):
    """An HTML page, a file or a redirect."""

    body: str | bytes = ""
    status: int = 200
    location: str | None = None
    content_type: str = "text/html; charset=utf-8"


class Page(msgspec.Struct, frozen=True):
    """Answers for whole hosts, and below ``paths`` at any address. ``owns`` tells which world knows a visit."""

    name: str
    hosts: tuple[str, ...]
    owns: Callable[[Tx, Visit], bool]
    show: Callable[[Act, Visit], Shown]
    paths: tuple[str, ...] = ()
