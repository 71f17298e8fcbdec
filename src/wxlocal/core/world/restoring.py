"""What a world does around a restore: it looks at the snapshot first, and stays the world that it was."""

from __future__ import annotations

from collections.abc import Callable

from wxlocal.core.base.db import Database, Lost, Restoring, Schema, Tx
from wxlocal.core.world import store
from wxlocal.core.world.journal import store as journal_store


def restoring(database: Database, schema: Schema, who: tuple[str, int], read: Callable[[Tx], None]) -> Restoring:
    """``who``: name and number, which stay. ``read`` takes note of what is there now."""
    revision = 0

    def live(tx: Tx) -> None:
        nonlocal revision
        row = store.read_world(tx)
        revision = int(row[4]) if row else 0

    def kept(tx: Tx) -> None:
        if store.read_world(tx) is None:
            raise Lost(f"that snapshot of world {who[0]!r} holds no world: delete it")

    def done(tx: Tx) -> None:
        store.name_world(tx, *who, above=revision)
        database.count_calls_from(tx, journal_store.last(tx))
        read(tx)

    return Restoring(schema, kept, live, done)
