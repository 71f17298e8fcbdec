"""A web page that a browser meets: the landing page of a link, an authorisation page, somebody's site."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.base.offers import Kind
from wxlocal.core.world.world import Act, World

LARGEST = 2 * 1024 * 1024  # bytes of what a browser posts, unless the page says otherwise


class Visit(msgspec.Struct, frozen=True):
    """What the browser asked for. ``host`` has no port, ``path`` begins with ``/``; ``headers`` by small letters."""

    host: str
    path: str
    query: dict[str, str]
    user_agent: str
    method: str = "GET"
    headers: dict[str, str] = {}
    body: bytes = b""
    ip: str = ""


class Shown(msgspec.Struct, frozen=True):
    """An HTML page, a file or a redirect. ``headers`` beside the usual ones; one that is usual is said in its place."""

    body: str | bytes = ""
    status: int = 200
    location: str | None = None
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Page(msgspec.Struct, frozen=True):
    """Answers for whole hosts, for all hosts with one of the ``suffixes`` (``.example.com``), and below ``paths`` at
    any address. ``owns`` tells which world knows a visit. A page has ``show``, or ``serve``, which opens its acts
    itself. ``elsewhere``: ``owns`` is also asked about hosts that nobody has, because people bind hosts of their own.

    ``public``: pages of anybody may embed it; what they post comes only from pages that are served here or on this
    machine.
    """

    name: str
    hosts: tuple[str, ...]
    owns: Callable[[Tx, Visit], bool]
    show: Callable[[Act, Visit], Shown] | None = None
    paths: tuple[str, ...] = ()
    serve: Callable[[World, Visit], Shown] | None = None
    suffixes: tuple[str, ...] = ()
    elsewhere: bool = False
    public: bool = False
    largest: int = LARGEST


PAGES = Kind[Callable[[str], Page | None]]("the page whose host this is, by name or by suffix")
