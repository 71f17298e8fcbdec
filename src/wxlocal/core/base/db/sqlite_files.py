"""The files of a world on a disk: the database, its snapshots; readable by their owner only."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from wxlocal.core.base.db.migrations import Schema
from wxlocal.core.base.db.sqlite_tx import SQLiteTx, connect, told
from wxlocal.core.base.db.trouble import Lost

WORLD, SNAPSHOT, SCRATCH, LEAVING = ".world", ".snapshot", ".scratch", ".leaving"
_BESIDE = ("-wal", "-shm", "-journal")


def private(path: Path) -> None:
    """Makes the file if it is not there; only its owner may read and write it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    _tighten(path, 0o600)


def _tighten(path: Path, mode: int) -> None:
    with suppress(OSError):  # a file of somebody else stays as they want it
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


def open_file(path: Path) -> sqlite3.Connection:
    private(path)
    for end in _BESIDE:
        _tighten(path.with_name(path.name + end), 0o600)
    return connect(str(path))


def tidy(directory: Path) -> None:
    """What a killed process has left: snapshots that were not finished, worlds that were not wholly deleted."""
    _tighten_all(directory)
    for leaving in directory.glob(f"*{LEAVING}"):
        Snapshots(leaving.with_suffix(WORLD), False).destroy()
    for scratch in directory.glob(f"*{SCRATCH}*"):
        scratch.unlink(missing_ok=True)


def _tighten_all(directory: Path) -> None:
    """The directory too, unless it is used for other things."""
    entries = list(directory.iterdir())
    ours = [path for path in entries if path.name == "lock" or _is_ours(path.name)]
    for path in ours:
        _tighten(path, 0o600)
    if ours and len(ours) == len(entries):
        _tighten(directory, 0o700)


def _is_ours(name: str) -> bool:
    for end in _BESIDE:
        name = name.removesuffix(end)
    return name.endswith((WORLD, SNAPSHOT, SCRATCH, LEAVING))


class Snapshots:
    """``WORLD@NAME.snapshot`` beside the world's file. A snapshot is written beside its place and then put there, so
    that it is whole or not there.
    """

    def __init__(self, world: Path, sync: bool) -> None:
        self._world = world
        self._sync = sync
        self._sound: set[str] = set()  # those that this process has made or looked through

    def path(self, name: str) -> Path:
        return self._world.with_name(f"{self._world.stem}@{name}{SNAPSHOT}")

    def names(self) -> list[str]:
        found = self._world.parent.glob(f"{self._world.stem}@*{SNAPSHOT}")
        return sorted(path.stem.partition("@")[2] for path in found)

    def forget(self, name: str) -> bool:
        path = self.path(name)
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    def keep(self, name: str, source: sqlite3.Connection) -> None:
        """Copies what is committed; writers go on meanwhile."""
        path = self.path(name)
        scratch = path.with_suffix(SCRATCH)
        try:
            self._copy(source, scratch, None)
            scratch.replace(path)
            for end in _BESIDE:  # of a snapshot of that name that an earlier version had open
                path.with_name(path.name + end).unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise told(error, str(path)) from error
        finally:
            with suppress(OSError):
                scratch.unlink()
        self._sound.add(name)

    def _copy(self, source: sqlite3.Connection, scratch: Path, schema: Schema | None) -> None:
        scratch.unlink(missing_ok=True)
        private(scratch)
        copy = connect(str(scratch))
        try:
            copy.execute("PRAGMA synchronous=OFF")
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if schema:
                copy.execute("BEGIN")
                schema.bring(SQLiteTx(copy, str(scratch)))
                copy.execute("COMMIT")
        finally:
            copy.close()
        if self._sync:
            with scratch.open("rb") as file:
                os.fsync(file.fileno())

    def opened(self, name: str, schema: Schema) -> sqlite3.Connection | None:
        """A connection that only reads; the snapshot is sound and has today's tables. None if there is none."""
        path = self.path(name)
        if not path.exists():
            return None
        copy = self._reading(path)
        try:
            self._look_through(name, copy)
            if not schema.behind(SQLiteTx(copy, str(path))):
                return copy
            scratch = path.with_suffix(SCRATCH)
            self._copy(copy, scratch, schema)
            scratch.replace(path)
        except sqlite3.Error as error:
            copy.close()
            raise Lost(f"the snapshot {path} is damaged ({error}): put back a copy of it, or delete it") from error
        except BaseException:
            copy.close()
            raise
        copy.close()
        return self._reading(path)

    def _reading(self, path: Path) -> sqlite3.Connection:
        # immutable: no -wal and -shm beside it, which a later snapshot of that name would take for its own
        return connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)

    def _look_through(self, name: str, copy: sqlite3.Connection) -> None:
        if name not in self._sound:
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise sqlite3.DatabaseError(said)
            self._sound.add(name)

    def destroy(self) -> None:
        """The world's own file goes first, under a name that says so: who is killed here has deleted it."""
        leaving = self._world.with_suffix(LEAVING)
        with suppress(FileNotFoundError):
            self._world.replace(leaving)
        for end in _BESIDE:
            self._world.with_name(self._world.name + end).unlink(missing_ok=True)
        for name in self.names():
            self.forget(name)
        leaving.unlink(missing_ok=True)
