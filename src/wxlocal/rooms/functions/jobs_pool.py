"""The workers of this process: started when they are needed, kept for the next event, ended when there is none."""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from collections.abc import Callable
from itertools import count
from weakref import WeakKeyDictionary

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.world.world import World
from wxlocal.rooms.functions.jobs_worker import WEARY, Done, Spec, Task, Worker

MOST = 4  # workers of one function
ALL = 16  # workers of all functions
IDLE = 60.0  # seconds without an event after which a worker ends
Key = tuple[int, Spec]


_numbers: WeakKeyDictionary[World, int] = WeakKeyDictionary()
_counting = count(1)


def number_of(world: World) -> int:
    """Of this very world in this process: another that is opened later has another."""
    return _numbers.setdefault(world, next(_counting))


class Busy(Exception):
    """All workers were at work for too long."""


class Pool:
    def __init__(self) -> None:
        self._state = threading.Condition()
        self._idle: dict[Key, list[Worker]] = {}
        self._working: Counter[Key] = Counter()
        self._reaping = False

    def run(self, key: Key, start: Callable[[], Worker], task: Task, patience: float) -> tuple[Done, bool]:
        """What came of the event, and whether a worker was started for it."""
        worker = self._take(key, stopwatch() + patience)
        cold = worker is None
        try:
            if worker is None:
                worker = start()
            return worker.run(task), cold
        except BaseException:
            if worker is not None:
                worker.end()
            raise
        finally:
            self._give(key, worker)

    def _take(self, key: Key, until: float) -> Worker | None:
        """An idle worker; None where one may be started."""
        with self._state:
            while True:
                idle = self._idle.get(key)
                while idle:
                    worker = idle.pop()
                    if worker.is_there():
                        self._working[key] += 1
                        return worker
                    worker.end()
                if self._working[key] < MOST and self._has_room():
                    self._working[key] += 1
                    return None
                if not self._state.wait(until - stopwatch()) and stopwatch() >= until:
                    raise Busy

    def _has_room(self) -> bool:
        """Whether one more may be started; the one that is idle for longest ends for it."""
        resting = sum(map(len, self._idle.values()))
        if self._working.total() + resting < ALL:
            return True
        if not resting:
            return False
        oldest = min((one for many in self._idle.values() for one in many), key=lambda one: one.since)
        for many in self._idle.values():
            if oldest in many:
                many.remove(oldest)
        oldest.end()
        return True

    def _give(self, key: Key, worker: Worker | None) -> None:
        with self._state:
            self._working[key] -= 1
            if not self._working[key]:
                del self._working[key]
            if worker is not None and worker.is_there():
                if worker.worked > WEARY:
                    worker.end()
                else:
                    worker.since = stopwatch()
                    self._idle.setdefault(key, []).append(worker)
                    self._reap()
            self._state.notify_all()

    def _reap(self) -> None:
        if not self._reaping:
            self._reaping = True
            threading.Thread(target=self._reaper, name="wxlocal-functions", daemon=True).start()

    def _reaper(self) -> None:
        with self._state:
            while self._idle:
                self._state.wait(IDLE / 4)
                self._end(lambda key, worker: worker.since < stopwatch() - IDLE or not worker.is_there())
            self._reaping = False

    def forget(self, world: World, environment: str, name: str) -> None:
        """Ends the idle workers of a function that has changed; the others end in their time, no event finds them."""
        changed = (number_of(world), environment, name)
        with self._state:
            self._end(lambda key, _: (key[0], key[1].environment, key[1].name) == changed)

    def _end(self, wanted: Callable[[Key, Worker], bool]) -> None:
        for key, workers in list(self._idle.items()):
            for worker in [one for one in workers if wanted(key, one)]:
                workers.remove(worker)
                worker.end()
            if not workers:
                del self._idle[key]

    def count(self) -> int:
        """How many there are, at work or not."""
        with self._state:
            return self._working.total() + sum(map(len, self._idle.values()))

    def end_all(self) -> None:
        with self._state:
            self._end(lambda *_: True)


POOL = Pool()
atexit.register(POOL.end_all)
