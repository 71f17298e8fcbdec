"""A world: one platform on one day. One database, one clock, one timeline, one seed.

All change happens in an ``Act``: one transaction with the time, a number, and the chance that belongs to it. What rooms
bring (tables, settings, due work, facts) is handed in as ``Offers``.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from wxlocal.core.base.baselib import newest
from wxlocal.core.base.clock import Reading, wait, wall
from wxlocal.core.base.db import Collided, Database, Lost, Migrations, Schema, Taken, Tx
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import Ids, seed_key
from wxlocal.core.base.instants import FARTHEST
from wxlocal.core.base.offers import Kind, Offers
from wxlocal.core.base.policy import NEVER, Moment, Timeline
from wxlocal.core.base.settings import Setting, Value
from wxlocal.core.base.suggest import missing
from wxlocal.core.world import faults, journal, store
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.restoring import restoring

F = TypeVar("F", bound=msgspec.Struct)
T = TypeVar("T")
FactTypes = dict[str, type[msgspec.Struct]]
SEED = "seed"
SNAPSHOT = re.compile(r"\w[\w .+-]{0,47}\Z")
TRIES = 5  # of a call that meets those of other processes


class Act:
    """One transaction in a world. ``now`` is in whole Unix seconds; ``seq`` numbers the journal. Who draws ids writes
    an entry of the journal too: a store that is opened again counts on from the last. ``until`` is where the clock is
    on its way to when due work runs, else now.
    """

    __slots__ = ("_afterwards", "ids", "now", "offers", "seq", "tx", "until", "world")

    def __init__(self, world: World, tx: Tx, now: int, seq: int) -> None:
        self.world = world
        self.offers = world.offers
        self.tx = tx
        self.now = now
        self.until = now
        self.seq = seq
        self.ids = Ids(world.key, seq)
        self._afterwards: list[Callable[[], None]] | None = None

    def setting(self, setting: Setting) -> Any:
        return self.world.value(setting)

    def facts(self, appid: str, kind: type[F]) -> F:
        """What a room knows of an account beside the nouns: switches of the console, lists, counters."""
        text = nouns.facts(self.tx, appid, self.offers[FACT_NAMES][kind])
        return msgspec.json.decode(text, type=kind) if text else kind()

    def set_facts(self, appid: str, facts: msgspec.Struct) -> None:
        nouns.set_facts(self.tx, appid, self.offers[FACT_NAMES][type(facts)], _text(facts))

    def person_facts(self, person: str, kind: type[F]) -> F:
        """What a room knows of a person beside the nouns: a place, an address, a step count."""
        text = nouns.person_facts(self.tx, person, self.offers[FACT_NAMES][kind])
        return msgspec.json.decode(text, type=kind) if text else kind()

    def set_person_facts(self, person: str, facts: msgspec.Struct) -> None:
        nouns.set_person_facts(self.tx, person, self.offers[FACT_NAMES][type(facts)], _text(facts))

    def afterwards(self, do: Callable[[], None]) -> None:
        """Does it once the transaction is committed; never if it is rolled back."""
        self._afterwards = [*(self._afterwards or ()), do]

    def committed(self) -> bool:
        """Does what was to be done afterwards; whether there was anything."""
        for do in self._afterwards or ():
            do()
        return bool(self._afterwards)

    def moment(self, release: int | None = None, **clocks: Any) -> Moment:
        """The present moment; base library defaults to the newest of the day."""
        clocks.setdefault("base_library", newest(self.now))
        return Moment(now=self.now, release=release, timeline=self.world.timeline, **clocks)

    def note(self, face: str, name: str, *, appid: str | None = None, request: str = "", answer: str = "") -> None:
        """Writes down a change that is not a call of the platform."""
        journal.write(
            self.tx,
            journal.Entry(
                seq=self.seq,
                at=self.now,
                face=face,
                name=name,
                appid=appid,
                request=request,
                answer=answer,
            ),
        )


Due = Callable[[Act, dict[str, Any]], None]
MIGRATIONS = Kind[Migrations]("tables of the rooms")
RENAMED = Kind[dict[str, str]]("rooms and the name that each had in earlier stores")
SETTINGS = Kind[dict[str, Setting]]("settings by name")
JOBS = Kind[dict[tuple[str, str], Due]]("work that is due at a virtual time, by room and kind")
FACTS = Kind[FactTypes]("what rooms know of accounts, settable by seed file and control API")
PERSON_FACTS = Kind[FactTypes]("what rooms know of people, settable likewise")
FACT_NAMES = Kind[dict[type[msgspec.Struct], str]]("the name under which each type of facts is kept")


def setting_of(offers: Offers, name: str) -> Setting:
    known = offers[SETTINGS]
    found = known.get(name) or next((one for one in known.values() if one.formerly == name), None)
    if found is None:
        raise missing("setting", name, sorted(known), "docs/reference/settings.md")
    return found


def check_time(at: float) -> None:
    """What no clock of a world can show."""
    if not 0 <= at < FARTHEST:
        raise NotPossible("the clock goes from 1970 to the year 9998")


def _text(value: msgspec.Struct) -> str:
    return msgspec.json.encode(value).decode()


class World:
    """Open one with ``World.create`` or ``World.open``; both stores behave alike."""

    def __init__(self, database: Database, offers: Offers) -> None:
        self.database = database
        self.offers = offers
        self.schema = Schema(offers[MIGRATIONS], offers[RENAMED])
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
        offers: Offers,
        *,
        name: str,
        number: int,
        seed: str,
        timeline: str = "as-happened",
        document: str = "",
        now: float | None = None,
        frozen: bool = False,
    ) -> World:
        world = cls(database, offers)
        real = wall()
        with database.begin(alone=True) as tx:
            world.schema.bring(tx)
            if store.read_world(tx):
                raise NotPossible(f"there is already a world {name!r}", status=409)
            at = real if now is None else now
            store.create_world(tx, name, number, seed, str(Timeline.parse(timeline)), document, frozen, at, real)
            database.count_calls_from(tx, 0)
            world._read(tx)
        return world

    @classmethod
    def open(cls, database: Database, offers: Offers) -> World:
        """One that is there; NotPossible if the database holds no world."""
        world = cls(database, offers)
        with database.begin(alone=True) as tx:
            world.schema.bring(tx)
            world._read(tx)
            if not database.shared:
                database.count_calls_from(tx, journal_store.last(tx))
        return world

    @classmethod
    def cloned(cls, database: Database, offers: Offers, name: str, number: int) -> World:
        """The copy of another world, under its own name."""
        world = cls(database, offers)
        with database.begin(alone=True) as tx:
            store.name_world(tx, name, number)
            store.is_clone(tx)
            world._read(tx)
            database.count_calls_from(tx, journal_store.last(tx))
        return world

    def begun(self) -> bool:
        """Whether anything but its own making has happened in it."""
        with self.database.begin(alone=True) as tx:
            self.schema.bring(tx)
            return store.read_world(tx) is not None and journal_store.any_use(tx)

    def refresh(self) -> None:
        """Takes note of settings and faults that were written."""
        with self.database.begin() as tx:
            self.read_anew(tx)

    def read_anew(self, tx: Tx) -> None:
        self._revision = -1
        self._read(tx)

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
            act = Act(self, tx, int(self._clock.now()), self.database.call_number(tx))
            yield act
        act.committed()

    def again(self, do: Callable[[], T]) -> T:
        """Does it; where other processes write too, once more if it met one of them: each waited for the other, or
        both made the same.
        """
        for tried in range(1, TRIES if self.database.shared else 1):
            try:
                return do()
            except (Collided, Taken):
                wait(0.005 * tried)
        return do()

    def catch_up_if_due(self) -> None:
        if self._next_due <= self._clock.now():
            self.again(self.catch_up)

    def job_planned(self, due: int) -> None:
        self._next_due = min(self._next_due, due)

    def catch_up(self, until: int | None = None, *, pausing: bool = False) -> int | None:
        """Runs all jobs that are due, in order of their time, each at its own time and in its own transaction.

        ``pausing``: stops behind a job that something outside follows, and gives its time; None = all are done.
        """
        with self._due_lock:
            while (act := self._next_job(until)) is not None:
                followed = act.committed()
                if pausing and followed:
                    return act.now
        return None

    def _next_job(self, until: int | None) -> Act | None:
        with self.database.begin() as tx:
            self._read(tx)
            target = int(self._clock.now()) if until is None else until
            row = store.due_job(tx, target)
            if row is None:
                return None
            id, due, room, kind, payload = row
            act = Act(self, tx, int(due), self.database.call_number(tx))
            act.until = target
            if store.remove_job(tx, id):
                self.offers[JOBS][(str(room), str(kind))](act, msgspec.json.decode(payload))
                act.note("job", f"{room}.{kind}", request=str(payload))
            return act

    # -- the clock ----------------------------------------------------------------------------------------

    def now(self) -> int:
        self._refresh()
        return int(self._clock.now())

    def clock(self) -> Reading:
        self._refresh()
        return self._clock

    @property
    def reading(self) -> Reading:
        """The clock as it was last read: within a transaction."""
        return self._clock

    def _refresh(self) -> None:
        if self.database.shared:
            with self.database.begin() as tx:
                self._read(tx)

    def set_clock(self, at: float | None = None, *, frozen: bool | None = None, noted: bool = True) -> int:
        """Moves the clock, forward or backward; due jobs on the way run in order. Gives the new now. What leaves the
        process is not waited for: see ``dial``.
        """
        target = self.clock().now() if at is None else at
        check_time(target)
        self.catch_up(until=int(target))
        with self.database.begin() as tx:
            reading = self._clock.set(target, frozen)
            store.set_clock(tx, *reading)
            if noted:
                act = Act(self, tx, int(target), self.database.call_number(tx))
                act.note("control", "clock", request=f'{{"now":{int(target)},"frozen":{str(reading.frozen).lower()}}}')
            self._read(tx)
        return int(target)

    # -- settings -----------------------------------------------------------------------------------------

    def value(self, setting: Setting) -> Value:
        return self.settings.get(setting.name, setting.default)

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
        setting = setting_of(self.offers, name)
        checked = None if value is None else setting.check(value)
        with self.act() as act:
            text = None if checked is None else msgspec.json.encode(checked).decode()
            store.set_setting(act.tx, setting.name, text)
            act.note("control", "setting", request=msgspec.json.encode({setting.name: checked}).decode())
            self._read(act.tx)
        return setting.default if checked is None else checked

    def plan_fault(self, fault: faults.Fault) -> str:
        """Plans trouble behind what is planned; gives its id."""
        with self.act() as act:
            id = faults.add(act.tx, act.seq, fault)
            act.note("control", "fault", request=msgspec.json.encode(fault).decode())
            self._revision = -1
            self._read(act.tx)
        return id

    # -- snapshots ----------------------------------------------------------------------------------------

    def snapshot(self, name: str) -> None:
        if not SNAPSHOT.match(name):
            raise NotPossible(f"{name!r} cannot name a snapshot: use up to 48 letters, digits, spaces and . + - _")
        self.database.snapshot(name)

    def restore(self, name: str, then: Callable[[Tx], None] | None = None) -> None:
        """Back to a snapshot, as the same world under the same name; what cannot be restored changes nothing."""

        def read(tx: Tx) -> None:
            self.read_anew(tx)
            if then:
                then(tx)
                self._read(tx)

        how = restoring(self.database, self.schema, (self.name, self.number), read)
        with self.database.turn():
            if not SNAPSHOT.match(name) or not self.database.restore(name, how):
                there = [one for one in self.database.snapshots() if one != SEED]
                raise Lost(missing("snapshot", name, there).message, status=404)

    def reset(self) -> None:
        """Back to the seed, its clock included. A lost seed is sown again from the seed file that the world keeps."""

        def run(tx: Tx) -> None:
            if not self._clock.frozen and self._clock.at != self._clock.real:
                store.set_clock(tx, *self._clock.set(self._clock.at))

        try:
            self.restore(SEED, run)
        except Lost as lost:
            self._sow_again(lost)

    def _sow_again(self, lost: Lost) -> None:
        try:
            with self.database.begin(alone=True) as tx:
                document, row = store.document(tx), store.read_world(tx)
                if document == store.CLONED:
                    raise lost
                self.database.clear(tx)
                self.offers[SOW](self, tx, document)
                store.name_world(tx, self.name, self.number, above=int(row[4]) if row else 0)
                self.database.count_calls_from(tx, journal_store.last(tx))
                self.read_anew(tx)
        except BaseException:
            self.refresh()
            raise
        self.snapshot(SEED)
        logging.getLogger("wxlocal").warning("%s; world %r was sown again from its seed file", lost, self.name)

    def rename(self, name: str, number: int) -> None:
        with self.database.begin() as tx:
            store.name_world(tx, name, number)
            self._read(tx)

    def close(self) -> None:
        self.database.close()


SOW = Kind[Callable[[World, Tx, str], None]]("makes an emptied world again from the text of its seed file")
