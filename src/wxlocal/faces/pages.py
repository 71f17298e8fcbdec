"""Web pages of the platform that a browser meets, by host; the worlds are asked who knows the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wxlocal.core.house import House
from wxlocal.core.pages import Shown, Visit
from wxlocal.core.worlds import Worlds
from wxlocal.faces import openapi


def is_page(house: House, host: str) -> bool:
    return host.partition(":")[0].lower() in house.pages


def answer(
    worlds: Worlds, environ: dict[str, Any], start_response: Callable[..., Any], host: str, path: str
) -> Iterable[bytes]:
    visit = Visit(
        host=host.partition(":")[0].lower(),
        path=path,
        query=openapi.query_of(environ.get("QUERY_STRING", "")),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
    )
    shown = show(worlds, visit)
    headers = [("content-type", shown.content_type), ("cache-control", "no-store")]
    if shown.location:
        headers.append(("location", shown.location))
    start_response(openapi._STATUS[shown.status], headers)
    return [shown.body.encode()]


def show(worlds: Worlds, visit: Visit) -> Shown:
    """The page as the first world that knows the address shows it; else as the default world does."""
    page = worlds.house.pages[visit.host]
    chosen = worlds.default()
    for world in worlds.all():
        with world.database.begin() as tx:
            if page.owns(tx, visit):
                chosen = world
                break
    with chosen.act() as act:
        shown = page.show(act, visit)
        act.note("page", page.name, request=visit.host + visit.path, answer=str(shown.status))
        return shown
