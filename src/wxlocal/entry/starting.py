"""Starting a server on a store, with its default world on the day that is wished for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxlocal.core.base.errors import NotPossible

if TYPE_CHECKING:
    from wxlocal.app import App
    from wxlocal.faces.front import Front
    from wxlocal.faces.serve import Server


class Wish(NamedTuple):
    """``now`` as a person writes it; ``seed`` is the path of a seed file; ``origins`` of web pages that may call."""

    now: str | None = None
    timeline: str | None = None
    seed: str | None = None
    durability: str = "normal"
    origins: tuple[str, ...] = ()


@contextmanager
def started(wish: Wish, store: str, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server[Front]]:
    """A server on a store, with its default world as it is wished for."""
    now, document = _read(wish)
    with _loading():
        from wxlocal.app import App
        from wxlocal.faces.serve import Server

        app = App(store, durability=wish.durability)
    try:
        app.front.trust(wish.origins, host)
        _prepare(app, wish, now, document)
        server = Server(app.front, host, port)
        try:
            yield server
        finally:
            server.stop()
    finally:
        app.close()


@contextmanager
def _loading() -> Iterator[None]:
    """What is loaded here stays as long as the process: it is not looked through for garbage, now or ever."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()


def _read(wish: Wish) -> tuple[int | None, str | None]:
    """The instant and the text of the seed file, before anything is opened: what was typed is told first."""
    from wxlocal.core.base.instants import instant
    from wxlocal.core.base.policy import Timeline

    try:
        now = None if wish.now is None else instant(wish.now)
        Timeline.parse(wish.timeline or "as-happened")
    except ValueError as error:
        raise NotPossible(str(error)) from error
    return now, read_seed(wish.seed) if wish.seed else None


def _prepare(app: App, wish: Wish, now: int | None, document: str | None) -> None:
    from wxlocal.core.world import dial
    from wxlocal.core.world.worlds import DEFAULT

    if DEFAULT in app.worlds.damaged:  # it has been told; the other worlds are served
        return
    if DEFAULT in app.worlds.names():
        if wish.seed:
            raise NotPossible(
                f"this store has a default world already, and --seed {wish.seed} is for a new one: make another world "
                f"of it (wxlocal world create NAME --seed {wish.seed}), or name an empty --store"
            )
        world = app.worlds.default()
        if wish.timeline:
            world.set_timeline(wish.timeline)
        if now is not None:
            dial.travel(world, now)
    else:
        app.worlds.create("default", document=document, now=now, timeline=wish.timeline, origin=wish.seed or "")


def read_seed(file: str) -> str:
    """The text of a seed file, checked; what the platform would not have is told on standard error."""
    from wxlocal.core.world import seed, seed_checks

    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NotPossible(f"cannot read the seed file {file}: {why}") from error
    plan = seed.parse(text, file)
    seed_checks.check(plan, file)
    for remark in seed_checks.remarks(plan):
        _tell(f"wxlocal: {file}: {remark}")
    return text


@cache
def _tell(remark: str) -> None:
    """Once, however many worlds are made of the file."""
    print(remark, file=sys.stderr)
