"""The worlds of one server: several platforms side by side, each found by name, AppID or token."""

from __future__ import annotations

import fcntl
import os
import re
import threading
from pathlib import Path
from typing import Protocol

from wxlocal.core.base.db import Database, StoreTrouble
from wxlocal.core.base.db.sqlite import SQLiteDatabase
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import fresh_seed
from wxlocal.core.base.instants import BadInstant, instant_of
from wxlocal.core.base.offers import Offers
from wxlocal.core.base.policy import Timeline
from wxlocal.core.world import errands, tokens
from wxlocal.core.world import seed as seeds
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import SEED, World

DEFAULT = "default"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}\Z")


LONGEST = 63  # bytes of a name in PostgreSQL; what is beyond is cut off silently


def check_snapshot(world: World, name: str) -> None:
    """What no snapshot can be named."""
    if not NAME.match(name) or name == SEED:
        raise NotPossible("name a snapshot with up to 48 lower-case letters, digits, - and _ ('seed' is taken)")
    longest = LONGEST - len(f"wxlocal_{world.name}@")
    if world.database.shared and len(name) > longest:
        raise NotPossible(f"a snapshot of world {world.name!r} has a name of at most {longest} characters here")


def _timeline(text: str) -> str:
    try:
        return str(Timeline.parse(text))
    except ValueError as error:
        raise NotPossible(str(error)) from error


def _begin(at: str | int | None) -> int | None:
    try:
        return None if at is None else instant_of(at)
    except BadInstant as error:
        raise NotPossible(str(error)) from error


class Store(Protocol):
    """Where the databases of the worlds are."""

    shared: bool

    def names(self) -> list[str]: ...
    def open(self, name: str) -> Database: ...
    def close(self) -> None: ...


class MemoryStore:
    shared = False

    def names(self) -> list[str]:
        return []

    def open(self, name: str) -> Database:
        return SQLiteDatabase(None)

    def close(self) -> None:
        """Nothing outlives the process."""


class DirectoryStore:
    """One SQLite file for each world; one process at a time."""

    shared = False

    def __init__(self, directory: Path, durability: str = "normal") -> None:
        self._directory = directory
        self._durability = durability
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreTrouble(
                f"cannot use {directory} as a store: {error.strerror}; choose another --store"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._lock, 32, 0).decode(errors="replace").strip()
            os.close(self._lock)
            raise StoreTrouble(
                f"the store {directory} is in use by another wxlocal (process {holder or 'unknown'}); "
                "stop it, or choose another --store"
            ) from error
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)

    def names(self) -> list[str]:
        return sorted(path.stem for path in self._directory.glob("*.world"))

    def open(self, name: str) -> Database:
        return SQLiteDatabase(self._directory / f"{name}.world", self._durability)

    def close(self) -> None:
        os.close(self._lock)


def open_store(url: str, durability: str = "normal") -> Store:
    """``:memory:``, a directory, or a ``postgresql://`` URL."""
    if url == ":memory:":
        return MemoryStore()
    if url.startswith(("postgresql://", "postgres://")):
        try:
            from wxlocal.core.base.db.postgres import PostgresStore
        except ImportError as error:
            raise StoreTrouble("PostgreSQL needs psycopg: pip install 'wxlocal[postgres]'") from error
        return PostgresStore(url)
    return DirectoryStore(Path(url).expanduser(), durability)


def _opened(database: Database, offers: Offers) -> World | None:
    """None for the remains of a world whose making was cut short: they are cleared away."""
    try:
        world = World(database, offers)
        if SEED in database.snapshots() or world.begun():
            world.reload(migrated=False)
            return world
        database.destroy()
        return None
    except BaseException:
        database.close()
        raise


class Worlds:
    """Names are lower-case letters, digits, ``-`` and ``_``. The default world answers what no other claims."""

    def __init__(self, offers: Offers, store: Store) -> None:
        self.offers = offers
        self.store = store
        self._by_name: dict[str, World] = {}
        self._by_number: dict[int, World] = {}
        self._by_appid: dict[str, World] = {}
        self._guard = threading.RLock()
        try:
            for name in store.names():
                world = _opened(store.open(name), offers)
                if world:
                    errands.resume(self._adopt(world))
        except BaseException:
            self.close()
            raise

    def _adopt(self, world: World) -> World:
        self._by_name[world.name] = world
        self._by_number[world.number] = world
        return world

    def _look_again(self) -> None:
        """Worlds that another process has made."""
        if self.store.shared:
            for name in self.store.names():
                if name not in self._by_name:
                    self._adopt(World.open(self.store.open(name), self.offers))

    # -- finding --------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        with self._guard:
            self._look_again()
            return sorted(self._by_name)

    def known(self) -> list[str]:
        """Names of the worlds that are open here, without waiting for anybody."""
        return sorted(self._by_name.copy())

    def get(self, name: str) -> World:
        world = self._by_name.get(name)
        if world is None:
            with self._guard:
                self._look_again()
                world = self._by_name.get(name)
        if world is None:
            raise NotPossible(f"there is no world {name!r}; there are {', '.join(self.names()) or 'none'}", status=404)
        return world

    def default(self) -> World:
        return self._by_name.get(DEFAULT) or self.get(DEFAULT)

    def of_token(self, token: str) -> World | None:
        number = tokens.world_of(token)
        if number is None:
            return None
        world = self._by_number.get(number)
        if world is None and self.store.shared:
            with self._guard:
                self._look_again()
            world = self._by_number.get(number)
        return world

    def of_appid(self, appid: str) -> World | None:
        world = self._by_appid.get(appid)
        if world is not None:
            return world
        with self._guard:
            self._look_again()
            for world in sorted(self._by_name.values(), key=lambda world: world.number):
                if self._account(world, appid):
                    self._by_appid[appid] = world
                    return world
        return None

    @staticmethod
    def _account(world: World, appid: str) -> Account | None:
        with world.database.begin() as tx:
            return nouns.account(tx, appid)

    # -- making ---------------------------------------------------------------------------------------------

    def create(
        self,
        name: str,
        *,
        document: str | None = None,
        seed: str | None = None,
        now: str | int | None = None,
        frozen: bool | None = None,
        timeline: str | None = None,
        origin: str = "the seed file",
    ) -> World:
        """Makes and seeds a world. Given words win over the seed file's; ``seed`` "random" draws a fresh one."""
        if not NAME.match(name):
            raise NotPossible(f"{name!r} cannot name a world: use up to 48 lower-case letters, digits, - and _")
        text = seeds.default_text() if document is None else document
        plan = seeds.parse(text, origin)
        chosen = seed or plan.world.seed or f"wxlocal:{name}"
        begin = _begin(now if now is not None else plan.world.now)
        along = _timeline(timeline or plan.world.timeline)
        with self._guard:
            self._look_again()
            if name in self._by_name:
                raise NotPossible(f"there is already a world {name!r}", status=409)
            database = self.store.open(name)
            try:
                world = World.create(
                    database,
                    self.offers,
                    name=name,
                    number=self._next_number(),
                    seed=fresh_seed() if chosen == "random" else chosen,
                    timeline=along,
                    document=text,
                    now=begin,
                    frozen=plan.world.frozen if frozen is None else frozen,
                )
                for setting, value in plan.settings.items():
                    world.set_setting(setting, value)
                with world.act() as act:
                    seeds.Sower(act, plan).sow()
                    act.note("control", "seed")
                world.snapshot(SEED)
            except BaseException:
                database.destroy()
                raise
            return self._adopt(world)

    def clone(self, source: str, name: str) -> World:
        """A copy of a world as it is now. Its AppIDs are the original's, so name it in calls (``/@name/...``)."""
        if not NAME.match(name):
            raise NotPossible(f"{name!r} cannot name a world: use up to 48 lower-case letters, digits, - and _")
        original = self.get(source)
        with self._guard:
            if name in self._by_name:
                raise NotPossible(f"there is already a world {name!r}", status=409)
            database = self.store.open(name)
            try:
                database.copy_from(original.database)
                world = World(database, self.offers)
                world.reload()
                world.rename(name, self._next_number())
                world.snapshot(SEED)
            except BaseException:
                database.destroy()
                raise
            return self._adopt(world)

    def _next_number(self) -> int:
        return max(self._by_number, default=0) + 1

    def delete(self, name: str) -> None:
        if name == DEFAULT:
            raise NotPossible("the default world stays; reset it instead", status=409)
        world = self.get(name)
        with self._guard:
            del self._by_name[name]
            del self._by_number[world.number]
            self._by_appid = {appid: other for appid, other in self._by_appid.items() if other is not world}
            world.database.destroy()

    def catch_up(self) -> None:
        """Runs what became due while nobody called, and lets the databases tidy up."""
        for world in self.all():
            world.catch_up_if_due()
            world.database.tend()

    def all(self) -> list[World]:
        return [self.get(name) for name in self.names()]

    def close(self) -> None:
        with self._guard:
            for world in self._by_name.values():
                world.close()
            self._by_name.clear()
            self.store.close()
