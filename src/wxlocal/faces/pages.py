"""Web pages of the platform that a browser meets, by host; the worlds are asked who knows the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wxlocal.core.base import addresses
from wxlocal.core.house import House, Worlds
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import World
from wxlocal.faces import openapi


def find(house: House, host: str, path: str) -> Page | None:
    """A host that has pages and nothing else; else by path, whatever the host; else by host."""
    by_host = house.page_of(host)
    if by_host is not None and not by_host.paths:
        return by_host
    return next((page for page in house.pages_by_path if path.startswith(page.paths)), by_host)


def bound(worlds: Worlds, host: str) -> Page | None:
    """The page that somebody bound a host of their own to."""
    visit = Visit(host=host.partition(":")[0].lower(), path="/", query={}, user_agent="")
    return next((page for page in worlds.house.pages_elsewhere if _owner(worlds, page, visit) is not None), None)


def answer(
    worlds: Worlds, environ: dict[str, Any], start_response: Callable[..., Any], page: Page, host: str, path: str
) -> Iterable[bytes]:
    return told(environ, start_response, page, host, path, lambda visit: show(worlds, page, visit))


def told(
    environ: dict[str, Any],
    start_response: Callable[..., Any],
    page: Page,
    host: str,
    path: str,
    shows: Callable[[Visit], Shown],
) -> Iterable[bytes]:
    """What ``shows`` gives for the visit, over HTTP."""
    method: str = environ["REQUEST_METHOD"]
    body = b"" if method in ("GET", "HEAD") else environ["wsgi.input"].read(page.largest + 1)
    if len(body) > page.largest:
        return openapi.plain(start_response, 413, f"the body is larger than {page.largest} bytes")
    visit = Visit(
        host=host.partition(":")[0].lower(),
        path=_text(path),
        query=openapi.query_of(environ.get("QUERY_STRING", "")),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
        method=method,
        headers=_headers(environ),
        body=body,
        ip=environ.get("REMOTE_ADDR", ""),
    )
    shown = shows(visit)
    usual = {"content-type": shown.content_type, "cache-control": "no-store"}
    if shown.location:
        usual["location"] = addresses.as_header(shown.location)
    start_response(openapi._STATUS[shown.status], list({**usual, **dict(shown.headers)}.items()))
    if method == "HEAD":
        return []
    return [shown.body.encode() if isinstance(shown.body, str) else shown.body]


def _text(path: str) -> str:
    """WSGI has a letter for each byte; what is not UTF-8 stays so."""
    try:
        return path.encode("latin-1").decode().replace("\0", "\ufffd")
    except UnicodeError:
        return path.replace("\0", "\ufffd")


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    named = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {**named, "content-type": environ.get("CONTENT_TYPE", "")}


def show(worlds: Worlds, page: Page, visit: Visit) -> Shown:
    """The page as the first world that knows the address shows it; else as the default world does."""
    return in_world(_owner(worlds, page, visit) or worlds.default(), page, visit)


def in_world(world: World, page: Page, visit: Visit) -> Shown:
    if page.serve is not None:
        return page.serve(world, visit)
    return world.again(lambda: _shown(world, page, visit))


def _owner(worlds: Worlds, page: Page, visit: Visit) -> World | None:
    for world in worlds.all():
        with world.database.begin() as tx:
            if page.owns(tx, visit):
                return world
    return None


def _shown(world: World, page: Page, visit: Visit) -> Shown:
    if page.show is None:
        raise ValueError(f"page {page.name!r} has neither show nor serve")
    with world.act() as act:
        shown = page.show(act, visit)
        act.note("page", page.name, request=visit.host + visit.path, answer=str(shown.status))
        return shown
