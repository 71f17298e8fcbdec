"""Does the errands of a world: a few threads of its own, started when there is something to do, ended when not."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from wxlocal.core.base.clock import stopwatch, wait, wall
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import faults, journal
from wxlocal.core.world.errands import store
from wxlocal.core.world.errands.errand import ERRANDS, Errand, Failure
from wxlocal.core.world.world import Act, World

MOST = 64  # errands of a world that are done at the same time
OF_ONE_PEER = 16  # of these, for one peer
FOREVER = 1e6  # seconds, as a time to wait
LEASE = 120.0  # seconds after which another process takes over what one holds
_LOG = logging.getLogger("wxlocal")
_runners: WeakKeyDictionary[World, Runner] = WeakKeyDictionary()
_guard = threading.Lock()


def runner_of(world: World) -> Runner:
    with _guard:
        found = _runners.get(world)
        if found is None:
            found = _runners[world] = Runner(world)
        return found


class Taken(NamedTuple):
    """An errand in somebody's hands."""

    id: str
    errand: Errand[Any, Any]
    payload: Any
    scripted: str | None
    fault: faults.Fault | None
    lane: str = ""
    peer: str = ""


class Runner:
    def __init__(self, world: World) -> None:
        self._world = world
        self._holder = f"{os.getpid()}-{id(self):x}"
        self._state = threading.Condition()
        self._workers = 0
        self._busy = 0
        self._lanes: set[str] = set()  # in which one is being done
        self._peers: Counter[str] = Counter()  # for whom, how many

    def wake(self, lane: str = "", peer: str = "") -> None:
        """There is something to do; one more thread looks, unless who is at work comes to it next."""
        with self._state:
            if self._workers >= MOST or lane in self._lanes or (peer and self._peers[peer] >= OF_ONE_PEER):
                return
            self._workers += 1
        threading.Thread(target=self._work, name=f"errands of {self._world.name}", daemon=True).start()

    def settle(self, patience: float | None = None) -> bool:
        """Until nothing is due any more, or so many seconds. In a shared store another process may hold the last."""
        end = stopwatch() + (FOREVER if patience is None else patience)
        while True:
            self.wake()
            with self._state:
                idle = self._state.wait_for(lambda: not self._workers, end - stopwatch())
            if idle and not self._due():
                return True
            if not idle or stopwatch() > end:
                return False
            wait(0.02)

    def _due(self) -> bool:
        with self._world.database.begin() as tx:
            at = store.next_due(tx)
        return at is not None and at <= self._world.now()

    def leave(self, act: Act, errand: Errand[Any, Any], payload: msgspec.Struct) -> str:
        """Puts an errand down that the caller will do itself, with ``do``, once the act is committed."""
        id = f"errand-{act.ids.hex(16)}"
        text = msgspec.json.encode(payload).decode()
        seq = store.last_seq(act.tx) + 1
        store.add(act.tx, id, errand.name, "", "", text, act.now, seq, self._holder, wall())
        with self._state:
            self._busy += 1
        return id

    def do(self, id: str, errand: Errand[Any, Any], payload: msgspec.Struct) -> Any:
        """Does what was left, in this thread; gives its result."""
        with self._world.act() as act:
            prepared = _prepared(act, errand)
        return self._do(Taken(id, errand, payload, *prepared))

    def _work(self) -> None:
        try:
            while (taken := self._take()) is not None:
                self._do(taken)
        except NotPossible as trouble:  # the world was deleted, or its store is away: the ticker comes back to it
            _LOG.info("the errands of world %s wait: %s", self._world.name, trouble)
        except Exception:
            _LOG.exception("the errands of world %s stopped", self._world.name)
        finally:
            with self._state:
                self._workers -= 1
                self._state.notify_all()

    def _take(self) -> Taken | None:
        with self._state:
            self._busy += 1
        taken = None
        try:
            taken = self._world.again(self._taken)
        finally:
            with self._state:
                if taken is None:
                    self._busy -= 1
                else:
                    self._holds(taken)
        return taken

    def _holds(self, taken: Taken) -> None:
        if taken.lane:
            self._lanes.add(taken.lane)
        if taken.peer:
            self._peers[taken.peer] += 1

    def _lets_go(self, taken: Taken) -> None:
        self._lanes.discard(taken.lane)
        if taken.peer:
            self._peers[taken.peer] -= 1
            if not self._peers[taken.peer]:
                del self._peers[taken.peer]

    def _taken(self) -> Taken | None:
        with self._world.act() as act:
            self._release(act)
            row = store.take(act.tx, act.now, self._holder, wall(), self._full())
            if row is None:
                return None
            id, name, text, lane, peer = row
            errand = act.offers[ERRANDS][str(name)]
            payload = msgspec.json.decode(text, type=errand.payload)
            return Taken(str(id), errand, payload, *_prepared(act, errand), lane=str(lane), peer=str(peer))

    def _full(self) -> tuple[str, ...]:
        with self._state:
            return tuple(peer for peer, busy in self._peers.items() if busy >= OF_ONE_PEER)

    def _release(self, act: Act) -> None:
        """Lets go of what nobody does any more: it was left by a process that died."""
        with self._state:
            idle = self._busy == 1  # who looks
        if self._world.database.shared:
            store.release(act.tx, wall() - LEASE)
        elif idle:
            store.release(act.tx, wall() + 1)

    def _do(self, taken: Taken) -> msgspec.Struct:
        try:
            began = stopwatch()
            result = _result(self._world, taken)
            cost = int((stopwatch() - began) * 1000)
            try:
                self._world.again(lambda: self._finish(taken, result, cost))
            except Exception as error:
                _LOG.exception("errand %s could not be written down", taken.errand.name)
                result = Failure(f"{type(error).__name__}: {error}")
                self._finish(taken, result, cost, told=False)
            return result
        finally:
            with self._state:
                self._busy -= 1
                self._lets_go(taken)

    def _finish(self, taken: Taken, result: msgspec.Struct, cost: int, *, told: bool = True) -> None:
        with self._world.act() as act:
            if not store.remove(act.tx, taken.id, self._holder):
                return  # the world was reset or restored meanwhile: nothing of this happened
            failed = result.reason if isinstance(result, Failure) else None
            entry = journal.Entry(
                seq=act.seq,
                at=act.now,
                face="errand",
                name=taken.errand.name,
                request=msgspec.json.encode(taken.payload).decode(),
                errcode=0 if failed is None else -1,
                answer=msgspec.json.encode(result).decode(),
                cost=cost,
                reason=failed,
            )
            journal.write(act.tx, entry)
            if told:
                taken.errand.finish(act, taken.payload, result)


def _prepared(act: Act, errand: Errand[Any, Any]) -> tuple[str | None, faults.Fault | None]:
    """What a test has scripted for it, and the planned fault that strikes it."""
    scripted = store.use_script(act.tx, errand.name)
    return scripted, faults.strike(act.tx, act.world.faults, (errand.name, errand.name), None, act.ids)


def _result(world: World, taken: Taken) -> msgspec.Struct:
    """What came of it; nothing that goes wrong outside gets further than this."""
    errand, fault = taken.errand, taken.fault
    if fault and fault.delay:
        wait(fault.delay / 1000)
    if fault and (fault.errcode is not None or fault.status is not None):
        said = fault.status if fault.errcode is None else fault.errcode
        return Failure(f"planned fault: {said} {fault.errmsg or ''}".rstrip(), planned=True)
    try:
        result = errand.run(world, taken.payload) if taken.scripted is None else _as_scripted(errand, taken.scripted)
    except Exception as error:
        _LOG.info("errand %s failed", errand.name, exc_info=True)
        return Failure(f"{type(error).__name__}: {error}")
    if fault and fault.answer:
        return Failure(f"planned fault: {fault.answer} of the answer", planned=True)
    return result


def _as_scripted(errand: Errand[Any, Any], text: str) -> msgspec.Struct:
    value = msgspec.json.decode(text)
    if isinstance(value, dict) and value.keys() == {"failure"}:
        return Failure(str(value["failure"]), planned=True)
    result: msgspec.Struct = msgspec.convert(value, errand.result)
    return result
