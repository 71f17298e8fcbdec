"""What nobody needs any more leaves, beside the calls: a little at a time, so that no call waits long for it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import ALWAYS_KEPT, Swept, Walk, sweep, walk
from wxlocal.core.base.instants import DAY
from wxlocal.core.base.offers import Kind
from wxlocal.core.world import errands
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.settings import JOURNAL_DAYS, JOURNAL_MB, JOURNAL_ROWS
from wxlocal.core.world.world import World

EVERY = 2.0  # seconds between two looks at a world
CHUNK = 500  # rows of one transaction
SPELL = 0.1  # seconds of one look


SWEPT = Kind[tuple[Swept, ...]]("tables whose dead rows leave")
_looked: WeakKeyDictionary[World, float] = WeakKeyDictionary()
_walks: WeakKeyDictionary[World, dict[str, Walk]] = WeakKeyDictionary()


def keep(world: World) -> None:
    """One look at a world, if it is time for it; a server does it all the time."""
    began = stopwatch()
    if began - _looked.get(world, -EVERY) < EVERY:
        return
    errands.resume(world)  # of a process that died, or whose errand could not be written down
    more = True
    while more and stopwatch() - began < SPELL:
        with world.database.begin() as tx:
            more = _journal(world, tx) >= CHUNK
        for swept in world.offers[SWEPT]:
            with world.database.begin() as tx:
                more |= _leave(world, tx, swept)
    _looked[world] = stopwatch() - (EVERY if more else 0)


def _leave(world: World, tx: Tx, swept: Swept) -> bool:
    """Whether it is worth while to go on at once."""
    now = int(world.reading.now())
    if swept.indexed:
        return sweep(tx, swept, now, CHUNK) >= CHUNK
    place = _walks.setdefault(world, {}).setdefault(swept.table, Walk())
    return walk(tx, swept, now, 4 * CHUNK, place) >= CHUNK


def _journal(world: World, tx: Tx) -> int:
    """The oldest rows leave: by number, by size, by age."""
    first, last = journal_store.ends(tx)
    rows, megabytes, days = (int(world.value(setting)) for setting in (JOURNAL_ROWS, JOURNAL_MB, JOURNAL_DAYS))
    kept = rows or last
    if megabytes:
        kept = min(kept, megabytes * 1_000_000 // journal_store.mean_size(tx))
    upto = last - max(kept, 1)
    if days and last - first > ALWAYS_KEPT:
        now = int(world.reading.now())
        far = journal_store.far(tx, now - days * DAY, now + days * DAY, CHUNK)
        upto = max(upto, min(far, last - ALWAYS_KEPT))
    return journal_store.forget(tx, upto, CHUNK) if upto >= first else 0
