"""A world: one platform on one day. One database, one clock, one timeline, one seed.

All change happens in an ``Act``: one transaction with the time, a number, and the chance that belongs to it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from wxlocal.core import faults, journal, store
from wxlocal.core.baselib import newest
from wxlocal.core.clock import Reading, wall
from wxlocal.core.db import Database, Tx, migrate
from wxlocal.core.errors import NotPossible
from wxlocal.core.house import House
from wxlocal.core.ids import Ids, seed_key
from wxlocal.core.journal import store as journal_store
from wxlocal.core.nouns import store as nouns
from wxlocal.core.policy import NEVER, Moment, Timeline
from wxlocal.core.settings import Setting, Value
from wxlocal.core.tokens import store as tokens_store

F = TypeVar("F", bound=msgspec.Struct)
SEED = "seed"
FARTHEST = 253_370_764_800  # year 9999: later instants have no calendar date


class Act:
    """One transaction in a world. ``now`` is in whole Unix seconds; ``seq`` numbers the journal."""

    __slots__ = ("ids", "now", "seq", "tx", "world")

    def __init__(self, world: World, tx: Tx, now: int, seq: int) -> None:
        self.world = world
        self.tx = tx
        self.now = now
        self.seq = seq
        self.ids = Ids(world.key, seq)

    def setting(self, setting: Setting) -> Any:
        return self.world.settings.get(setting.name, setting.default)

    def facts(self, appid: str, room: str, kind: type[F]) -> F:
        """What a room knows of an account beside the nouns: switches of the console, lists, counters."""
        text = nouns.facts(self.tx, appid, room)
        return msgspec.json.decode(text, type=kind) if text else kind()

    def set_facts(self, appid: str, room: str, facts: msgspec.Struct) -> None:
        nouns.set_facts(self.tx, appid, room, msgspec.json.encode(facts).decode())

    def person_facts(self, person: str, room: str, kind: type[F]) -> F:
        """What a room knows of a person beside the nouns: a place, an address, a step count."""
        text = nouns.person_facts(self.tx, person, room)
        return msgspec.json.decode(text, type=kind) if text else kind()

    def set_person_facts(self, person: str, room: str, facts: msgspec.Struct) -> None:
        nouns.set_person_facts(self.tx, person, room, msgspec.json.encode(facts).decode())

    def moment(self, release: int | None = None, **clocks: Any) -> Moment:
        """The present moment; base library defaults to the newest of the day."""
        clocks.setdefault("base_library", newest(self.now))
        return Moment(now=self.now, release=release, timeline=self.world.timeline, **clocks)

    def compile(self, released_at: int, config: dict[str, Any]) -> None:
        """Refuses an app.json that the compiler refuses on that day; 0 = a rolling version: today's."""
        moment = Moment(now=released_at or self.now, release=released_at or self.now, timeline=self.world.timeline)
        for check in self.world.house.compiles:
            check(moment, config)

    def note(self, face: str, name: str, *, appid: str | None = None, request: str = "", answer: str = "") -> None:
        """Writes down a change that is no call of the platform."""
        request, answer = journal.masked_json(request), journal.masked_json(answer)
        row = (self.seq, self.now, face, name, appid, "", "", "", request, 200, 0, answer, "", 0, None, None)
        journal_store.write(self.tx, *row)


class World:
    """Open one with ``World.create`` or ``World.open``; both stores behave alike."""

    def __init__(self, database: Database, house: House) -> None:
        self.database = database
        self.house = house
        self.name = ""
        self.number = 0
        self.key = b""
        self.seed = ""
        self.timeline = Timeline()
        self.settings: dict[str, Value] = {}
        self.faults: tuple[faults.Planned, ...] = ()
        self._clock = Reading(False, 0.0, 0.0)
        self._revision = -1
        self._next_due = NEVER
        self._due_lock = threading.RLock()

    @classmethod
    def create(
        cls,
        database: Database,
        house: House,
        *,
        name: str,
        number: int,
        seed: str,
        timeline: str = "as-happened",
        document: str = "",
        now: float | None = None,
        frozen: bool = False,
    ) -> World:
        world = cls(database, house)
        real = wall()
        with database.begin() as tx:
            migrate(tx, house.migrations)
            at = real if now is None else now
            store.create_world(tx, name, number, seed, str(Timeline.parse(timeline)), document, frozen, at, real)
            database.count_calls_from(tx, 0)
            world._read(tx)
        return world

    @classmethod
    def open(cls, database: Database, house: House) -> World:
        world = cls(database, house)
        world.reload(migrated=False)
        return world

    def begun(self) -> bool:
        """Whether anything but its own making has happened in it."""
        with self.database.begin() as tx:
            migrate(tx, self.house.migrations)
            return store.read_world(tx) is not None and journal_store.any_call(tx)

    def refresh(self) -> None:
        """Takes note of settings and faults that were written."""
        with self.database.begin() as tx:
            self._revision = -1
            self._read(tx)

    def reload(self, *, migrated: bool = True) -> None:
        """Reads everything anew: after a restore, or when the store was opened."""
        with self.database.begin() as tx:
            if not migrated:
                migrate(tx, self.house.migrations)
            self._revision = -1
            self._read(tx)
            self.database.count_calls_from(tx, journal_store.last(tx))

    def _read(self, tx: Tx) -> None:
        row = store.read_world(tx)
        if row is None:
            raise NotPossible("this database holds no world")
        name, number, seed, timeline, revision, frozen, at, real, due = row
        self._next_due = NEVER if due is None else int(due)
        if revision == self._revision:
            return
        self.name, self.number = str(name), int(number)
        if self.seed != seed or not self.key:
            self.seed, self.key = str(seed), seed_key(str(seed))
        if str(self.timeline) != timeline:
            self.timeline = Timeline.parse(str(timeline))
        self._clock = Reading(bool(frozen), float(at), float(real))
        self.settings = {name: msgspec.json.decode(value) for name, value in store.settings(tx).items()}
        self.faults = faults.read(tx)
        self._revision = int(revision)

    # -- acts ---------------------------------------------------------------------------------------------

    @contextmanager
    def act(self) -> Iterator[Act]:
        """One transaction at the present time; what became due runs before it."""
        self.catch_up_if_due()
        with self.database.begin() as tx:
            if self.database.shared:
                self._read(tx)
            yield Act(self, tx, int(self._clock.now()), self.database.call_number(tx))

    def catch_up_if_due(self) -> None:
        if self._next_due <= self._clock.now():
            self.catch_up()

    def job_planned(self, due: int) -> None:
        self._next_due = min(self._next_due, due)

    def catch_up(self, until: int | None = None) -> int:
        """Runs all jobs that are due, in order of their time, each at its own time and in its own transaction."""
        ran = 0
        with self._due_lock:
            while True:
                with self.database.begin() as tx:
                    self._read(tx)
                    row = store.due_job(tx, int(self._clock.now()) if until is None else until)
                    if row is None:
                        return ran
                    id, due, room, kind, payload = row
                    if store.remove_job(tx, id):
                        act = Act(self, tx, int(due), self.database.call_number(tx))
                        self.house.job(str(room), str(kind))(act, msgspec.json.decode(payload))
                        act.note("job", f"{room}.{kind}", request=str(payload))
                        ran += 1

    # -- the clock ----------------------------------------------------------------------------------------

    def now(self) -> int:
        self._refresh()
        return int(self._clock.now())

    def clock(self) -> Reading:
        self._refresh()
        return self._clock

    def _refresh(self) -> None:
        if self.database.shared:
            with self.database.begin() as tx:
                self._read(tx)

    def travel(self, at: float, *, frozen: bool | None = None) -> int:
        """Jumps to an instant as no real clock does: access tokens come along, for the SDK that holds one counts
        its life by the machine's own clock. Time that passes (``advance``) ends them.
        """
        step = int(at) - int(self.clock().now())
        now = self.set_clock(at, frozen=frozen)
        if self.settings.get("credentials.tokens_travel", True):
            with self.database.begin() as tx:
                tokens_store.travel(tx, now - step, step)
        return now

    def set_clock(self, at: float | None = None, *, frozen: bool | None = None) -> int:
        """Moves the clock, forward or backward; what becomes due on the way runs in order. Gives the new now."""
        target = self.clock().now() if at is None else at
        if not 0 <= target < FARTHEST:
            raise NotPossible("the clock goes from 1970 to the year 9998")
        self.catch_up(until=int(target))
        with self.database.begin() as tx:
            reading = self._clock.set(target, frozen)
            store.set_clock(tx, *reading)
            act = Act(self, tx, int(target), self.database.call_number(tx))
            act.note("control", "clock", request=f'{{"now":{int(target)},"frozen":{str(reading.frozen).lower()}}}')
            self._read(tx)
        return int(target)

    def advance(self, seconds: float) -> int:
        if seconds < 0:
            raise NotPossible("advance goes forward; to go back, set the clock to an instant")
        return self.set_clock(self.clock().now() + seconds)

    # -- settings -----------------------------------------------------------------------------------------

    def set_timeline(self, text: str) -> None:
        try:
            timeline = Timeline.parse(text)
        except ValueError as error:
            raise NotPossible(str(error)) from error
        with self.act() as act:
            store.set_timeline(act.tx, str(timeline))
            act.note("control", "timeline", request=msgspec.json.encode(str(timeline)).decode())
            self._read(act.tx)

    def set_setting(self, name: str, value: Any) -> Value:
        """None = back to the default."""
        setting = self.house.setting(name)
        checked = None if value is None else setting.check(value)
        with self.act() as act:
            text = None if checked is None else msgspec.json.encode(checked).decode()
            store.set_setting(act.tx, name, text)
            act.note("control", "setting", request=msgspec.json.encode({name: checked}).decode())
            self._read(act.tx)
        return setting.default if checked is None else checked

    # -- snapshots ----------------------------------------------------------------------------------------

    def snapshot(self, name: str) -> None:
        self.database.snapshot(name)

    def restore(self, name: str) -> None:
        if not self.database.restore(name):
            raise NotPossible(f"there is no snapshot {name!r} of world {self.name!r}", status=404)
        self.reload()

    def reset(self) -> None:
        """Back to the seed, its clock included."""
        own = (self.name, self.number)
        self.restore(SEED)
        if not self._clock.frozen and self._clock.at != self._clock.real:
            with self.database.begin() as tx:
                store.set_clock(tx, *self._clock.set(self._clock.at))
                self._read(tx)
        if (self.name, self.number) != own:
            self.rename(*own)

    def rename(self, name: str, number: int) -> None:
        with self.database.begin() as tx:
            store.name_world(tx, name, number)
            self._read(tx)

    def close(self) -> None:
        self.database.close()
