"""Starting a server on a store, with its default world on the day that is wished for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxlocal.core.base.errors import NotPossible

if TYPE_CHECKING:
    from wxlocal.app import App
    from wxlocal.faces.serve import Server


class Wish(NamedTuple):
    """``now`` as a person writes it; ``seed`` is the path of a seed file; ``origins`` of web pages that may call."""

    now: str | None = None
    timeline: str | None = None
    seed: str | None = None
    durability: str = "normal"
    origins: tuple[str, ...] = ()


@contextmanager
def started(wish: Wish, store: str, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """A server on a store, with its default world as it is wished for."""
    from wxlocal.app import App
    from wxlocal.faces.serve import Server

    app = App(store, durability=wish.durability)
    try:
        app.front.trust(wish.origins, host)
        _prepare(app, wish)
        server = Server(app.front, host, port)
        try:
            yield server
        finally:
            server.stop()
    finally:
        app.close()


def _prepare(app: App, wish: Wish) -> None:
    from wxlocal.core.base.instants import BadInstant, instant
    from wxlocal.core.base.policy import Timeline
    from wxlocal.core.world import dial
    from wxlocal.core.world.worlds import DEFAULT

    try:
        now = None if wish.now is None else instant(wish.now)
        Timeline.parse(wish.timeline or "as-happened")
    except (BadInstant, ValueError) as error:
        raise NotPossible(str(error)) from error
    if DEFAULT in app.worlds.damaged:  # it has been told; the other worlds are served
        return
    if DEFAULT in app.worlds.names():
        if wish.seed:
            raise NotPossible(
                "this store already has a default world: --seed is for a new one (reset goes to its own seed)"
            )
        world = app.worlds.default()
        if wish.timeline:
            world.set_timeline(wish.timeline)
        if now is not None:
            dial.travel(world, now)
    else:
        document = read_seed(wish.seed) if wish.seed else None
        app.worlds.create("default", document=document, now=now, timeline=wish.timeline, origin=wish.seed or "")


def read_seed(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NotPossible(f"cannot read the seed file {file}: {why}") from error
