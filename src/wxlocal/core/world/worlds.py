"""The worlds of one server: several platforms side by side, each found by name, AppID or token."""

from __future__ import annotations

import logging
import re
import threading
from contextlib import nullcontext

from wxlocal.core.base.db import Collided, Complaints, Gone, NewerStore, StoreTrouble
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import fresh_seed
from wxlocal.core.base.instants import BadInstant, instant_of
from wxlocal.core.base.offers import Offers
from wxlocal.core.base.policy import Timeline
from wxlocal.core.base.suggest import missing
from wxlocal.core.world import errands, housekeeping, seed_checks, tokens
from wxlocal.core.world import seed as seeds
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.stores import Store
from wxlocal.core.world.world import SEED, World

DEFAULT = "default"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}\Z")


def check_snapshot(name: str) -> None:
    """What no snapshot can be named."""
    if not NAME.match(name) or name == SEED:
        raise NotPossible("name a snapshot with up to 48 lower-case letters, digits, - and _ ('seed' is taken)")


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


class Worlds:
    """Names are lower-case letters, digits, ``-`` and ``_``. The default world answers what no other claims."""

    def __init__(self, offers: Offers, store: Store) -> None:
        self.offers = offers
        self.store = store
        self._by_name: dict[str, World] = {}
        self._by_number: dict[int, World] = {}
        self._by_appid: dict[str, World] = {}
        self._guard = threading.RLock()
        self.complaints = Complaints()
        self.damaged: dict[str, StoreTrouble] = {}  # worlds that cannot be opened, and why
        try:
            with store.making():
                for name in store.names():
                    self._open(name)
        except BaseException:
            self.close()
            raise

    def _open(self, name: str) -> None:
        """One that cannot be opened is told and left as it is, the others start. A store that a newer version has
        written is not begun upon.
        """
        try:
            world = self._opened(name)
        except NewerStore:
            raise
        except StoreTrouble as trouble:
            self._is_damaged(name, trouble.message)
        except Exception as error:  # damage has many faces: tables that are missing, text that is no JSON
            self._is_damaged(name, f"{type(error).__name__}: {error}")
        else:
            if world:
                errands.resume(self._adopt(world))

    def _is_damaged(self, name: str, why: str) -> None:
        where = self.store.where(name)
        text = f"world {name!r} cannot be opened: {why}"
        if where not in why:
            text = f"world {name!r} ({where}) cannot be opened: {why}; put back a copy of it, or move it away"
        self.damaged[name] = StoreTrouble(text)
        self.complaints.say(self.damaged[name])

    def _opened(self, name: str) -> World | None:
        """None for the remains of a world whose making was cut short: they are cleared away."""
        database = self.store.open(name)
        try:
            world = World(database, self.offers)
            if SEED in database.snapshots() or world.begun():
                world = World.open(database, self.offers)
                self._check_in(world, name)
                return world
            database.destroy()
            return None
        except BaseException:
            database.close()
            raise

    def _check_in(self, world: World, name: str) -> None:
        """A world goes by the name of its file, and two never by one number: files are copied and renamed."""
        number = world.number if self._by_number.get(world.number) is None else self._next_number()
        if (world.name, world.number) != (name, number):
            where = self.store.where(name)
            logging.getLogger("wxlocal").warning("%s held world %r: it is %r now", where, world.name, name)
            world.rename(name, number)

    def _adopt(self, world: World) -> World:
        self._by_name[world.name] = world
        self._by_number[world.number] = world
        return world

    def _drop(self, name: str) -> World:
        world = self._by_name.pop(name)
        if self._by_number.get(world.number) is world:
            del self._by_number[world.number]
        self._by_appid = {appid: other for appid, other in self._by_appid.items() if other is not world}
        return world

    def _look_again(self, *, making: bool = False) -> None:
        """Worlds that another process has made, or deleted. ``making``: this thread holds the store's lock already."""
        if not self.store.shared:
            return
        names = self.store.names()
        if any(name not in self._by_name and name not in self.damaged for name in names):
            with nullcontext() if making else self.store.making():
                names = self.store.names()
                for name in names:
                    if name not in self._by_name and name not in self.damaged:
                        self._open(name)
        for name in self._by_name.keys() - set(names):
            self._drop(name)

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
            if name in self.damaged:
                raise self.damaged[name]
            raise missing("world", name, self.names())
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
        seed_checks.check(plan, origin)
        chosen = seed or plan.world.seed or f"wxlocal:{name}"
        begin = _begin(now if now is not None else plan.world.now)
        along = _timeline(timeline or plan.world.timeline)
        with self._guard, self.store.making():
            self._check_free(name)
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

    def _check_free(self, name: str) -> None:
        self._look_again(making=True)
        if name in self.damaged:
            raise NotPossible(self.damaged[name].message, status=409)
        if name in self._by_name:
            raise NotPossible(f"there is already a world {name!r}", status=409)

    def clone(self, source: str, name: str) -> World:
        """A copy of a world as it is now. Its AppIDs are the original's, so name it in calls (``/@name/...``)."""
        if not NAME.match(name):
            raise NotPossible(f"{name!r} cannot name a world: use up to 48 lower-case letters, digits, - and _")
        original = self.get(source)
        with self._guard, self.store.making():
            self._check_free(name)
            database = self.store.open(name)
            try:
                database.copy_from(original.database)
                world = World.cloned(database, self.offers, name, self._next_number())
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
        self.get(name)
        with self._guard:
            if name not in self._by_name:
                raise NotPossible(f"there is no world {name!r}: somebody else has just deleted it", status=404)
            self._drop(name).database.destroy()

    def catch_up(self) -> None:
        """Runs what became due while nobody called, and keeps house. Trouble in one world does not stop the others."""
        try:
            worlds = self.all()
        except StoreTrouble as trouble:
            self.complaints.say(trouble)
            return
        for world in worlds:
            try:
                world.catch_up_if_due()
                housekeeping.keep(world)
                world.database.tend()
            except (Gone, Collided):
                continue
            except StoreTrouble as trouble:
                self.complaints.say(trouble)

    def all(self) -> list[World]:
        with self._guard:
            self._look_again()
            return [world for _, world in sorted(self._by_name.items())]

    def close(self) -> None:
        with self._guard:
            for world in self._by_name.values():
                world.close()
            self._by_name.clear()
            self.store.close()
