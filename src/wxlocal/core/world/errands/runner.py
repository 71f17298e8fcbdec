"""Does the errands of a world: a few threads of its own, started when there is something to do, ended when not."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from wxlocal.core.base.clock import stopwatch, wait, wall
from wxlocal.core.world import faults, journal
from wxlocal.core.world.errands import store
from wxlocal.core.world.errands.errand import ERRANDS, Errand, Failure
from wxlocal.core.world.world import World

MOST = 16  # errands of a world that are done at the same time
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


class Runner:
    def __init__(self, world: World) -> None:
        self._world = world
        self._holder = f"{os.getpid()}-{id(self):x}"
        self._state = threading.Condition()
        self._workers = 0
        self._busy = 0

    def wake(self) -> None:
        """There is something to do; one more thread looks."""
        with self._state:
            if self._workers >= MOST:
                return
            self._workers += 1
        threading.Thread(target=self._work, name=f"errands of {self._world.name}", daemon=True).start()

    def settle(self) -> None:
        """Until nothing is due any more. In a shared store another process may hold the last one."""
        while True:
            self.wake()
            with self._state:
                while self._workers:
                    self._state.wait()
            if not self._due():
                return
            wait(0.02)

    def _due(self) -> bool:
        with self._world.database.begin() as tx:
            at = store.next_due(tx)
        return at is not None and at <= self._world.now()

    def _work(self) -> None:
        try:
            while (found := self._take()) is not None:
                id, errand, payload, scripted, fault = found
                try:
                    self._do(id, errand, payload, scripted, fault)
                finally:
                    with self._state:
                        self._busy -= 1
        except Exception:
            _LOG.exception("an errand of world %s could not be written down", self._world.name)
        finally:
            with self._state:
                self._workers -= 1
                self._state.notify_all()

    def _take(self) -> tuple[str, Errand[Any, Any], Any, str | None, faults.Fault | None] | None:
        with self._world.act() as act:
            real = wall()
            with self._state:
                idle = not self._busy
            # what nobody in this process does was left by one that died
            if self._world.database.shared:
                store.release(act.tx, real - LEASE)
            elif idle:
                store.release(act.tx, real + 1)
            row = store.take(act.tx, act.now, self._holder, real)
            if row is None:
                return None
            id, name, payload = row
            errand = act.offers[ERRANDS][str(name)]
            scripted = store.use_script(act.tx, errand.name)
            fault = faults.strike(act.tx, self._world.faults, (errand.name, errand.name), None, act.ids)
            with self._state:
                self._busy += 1
        return str(id), errand, msgspec.json.decode(payload, type=errand.payload), scripted, fault

    def _do(
        self, id: str, errand: Errand[Any, Any], payload: Any, scripted: str | None, fault: faults.Fault | None
    ) -> None:
        began = stopwatch()
        result = _result(self._world, errand, payload, scripted, fault)
        with self._world.act() as act:
            if not store.remove(act.tx, id, self._holder):
                return  # the world was reset or restored meanwhile: nothing of this happened
            failed = result.reason if isinstance(result, Failure) else None
            journal.write(
                act.tx,
                journal.Entry(
                    seq=act.seq,
                    at=act.now,
                    face="errand",
                    name=errand.name,
                    request=journal.masked_json(msgspec.json.encode(payload).decode()),
                    errcode=0 if failed is None else -1,
                    answer=journal.masked_json(msgspec.json.encode(result).decode()),
                    cost=int((stopwatch() - began) * 1000),
                    reason=failed,
                ),
            )
            errand.finish(act, payload, result)


def _result(
    world: World, errand: Errand[Any, Any], payload: Any, scripted: str | None, fault: faults.Fault | None
) -> msgspec.Struct:
    """What came of it; nothing that goes wrong outside gets further than this."""
    if fault and fault.delay:
        wait(fault.delay / 1000)
    if fault and (fault.errcode is not None or fault.status is not None):
        said = fault.status if fault.errcode is None else fault.errcode
        return Failure(f"planned fault: {said} {fault.errmsg or ''}".rstrip(), planned=True)
    try:
        if scripted is not None:
            value = msgspec.json.decode(scripted)
            if isinstance(value, dict) and value.keys() == {"failure"}:
                return Failure(str(value["failure"]), planned=True)
            scripted_result: msgspec.Struct = msgspec.convert(value, errand.result)
            return scripted_result
        result: msgspec.Struct = errand.run(world, payload)
    except Exception as error:
        _LOG.info("errand %s failed", errand.name, exc_info=True)
        return Failure(f"{type(error).__name__}: {error}")
    if fault and fault.answer:
        return Failure(f"planned fault: {fault.answer} of the answer", planned=True)
    return result
