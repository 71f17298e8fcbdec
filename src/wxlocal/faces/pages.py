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
    by_host = house.pages.get(host.partition(":")[0].lower())
    if by_host is not None and not by_host.paths:
        return by_host
    return next((page for page in house.pages_by_path if path.startswith(page.paths)), by_host)


def answer(
    worlds: Worlds, environ: dict[str, Any], start_response: Callable[..., Any], page: Page, host: str, path: str
) -> Iterable[bytes]:
    visit = Visit(
        host=host.partition(":")[0].lower(),
        path=path,
        query=openapi.query_of(environ.get("QUERY_STRING", "")),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
    )
    shown = show(worlds, page, visit)
    headers = [("content-type", shown.content_type), ("cache-control", "no-store")]
    if shown.location:
        headers.append(("location", addresses.as_header(shown.location)))
    start_response(openapi._STATUS[shown.status], headers)
    return [shown.body.encode() if isinstance(shown.body, str) else shown.body]


def show(worlds: Worlds, page: Page, visit: Visit) -> Shown:
    """The page as the first world that knows the address shows it; else as the default world does."""
    chosen = worlds.default()
    for world in worlds.all():
        with world.database.begin() as tx:
            if page.owns(tx, visit):
                chosen = world
                break
    return chosen.again(lambda: _shown(chosen, page, visit))


def _shown(world: World, page: Page, visit: Visit) -> Shown:
    with world.act() as act:
        shown = page.show(act, visit)
        act.note("page", page.name, request=visit.host + visit.path, answer=str(shown.status))
        return shown
