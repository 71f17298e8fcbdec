"""Numbered migrations of the rooms' tables, and the ledger of those that are done."""

from __future__ import annotations

from typing import NamedTuple

from wxlocal.core.base.db.trouble import NewerStore
from wxlocal.core.base.db.tx import Tx

Migrations = dict[str, tuple[tuple[str, ...], ...]]
LEDGER = "migration"

_LEDGER = f"CREATE TABLE IF NOT EXISTS {LEDGER} (room TEXT PRIMARY KEY, number INTEGER NOT NULL)"
_DONE = f"INSERT INTO {LEDGER} VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET number = excluded.number"  # noqa: S608


class Schema(NamedTuple):
    """The tables as this version has them. ``renamed`` maps a room to the name under which an earlier version numbered
    its migrations.
    """

    migrations: Migrations
    renamed: dict[str, str]

    def behind(self, tx: Tx) -> bool:
        """Whether tables that have a ledger lack anything. NewerStore if a newer wxlocal wrote them."""
        done = self._done(_ledger(tx))
        return any(done.get(room, 0) < len(steps) for room, steps in self.migrations.items())

    def bring(self, tx: Tx) -> bool:
        """Brings the tables to the newest migration of each room; True if anything was done. A store written by a
        newer wxlocal is refused untouched.
        """
        tx.run(_LEDGER)
        ledger = _ledger(tx)
        done = self._done(ledger)
        for room, before in self.renamed.items():
            if before in ledger and room not in ledger:
                tx.run("UPDATE migration SET room = ? WHERE room = ?", room, before)
        behind = {room: steps for room, steps in self.migrations.items() if done.get(room, 0) < len(steps)}
        for room, steps in behind.items():
            for step in steps[done.get(room, 0) :]:
                for statement in step:
                    tx.run(statement)
            tx.run(_DONE, room, len(steps))
        return bool(behind)

    def _done(self, ledger: dict[str, int]) -> dict[str, int]:
        """What is done, under the rooms' names of today."""
        done = dict(ledger)
        for room, before in self.renamed.items():
            if before in done and room not in done:
                done[room] = done.pop(before)
        newer = [room for room, number in done.items() if number > len(self.migrations.get(room, ()))]
        if newer:
            raise NewerStore(
                f"this store was written by a newer wxlocal (rooms: {', '.join(sorted(newer))}); "
                "use that version, or choose another --store"
            )
        return done


def _ledger(tx: Tx) -> dict[str, int]:
    return {str(room): int(number) for room, number in tx.all("SELECT room, number FROM migration")}
