"""A few threads of our own that answer calls, one each at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from wxlocal.core.base.clock import stopwatch

T = TypeVar("T")
PATIENCE = 5.0  # seconds for what is being answered when wxlocal stops


class Hands(Generic[T]):
    def __init__(self, answer: Callable[[T], None], threads: int) -> None:
        self._answer = answer
        self._tasks: SimpleQueue[T | None] = SimpleQueue()
        self._busy: dict[int, float] = {}
        self._threads: list[threading.Thread] = []
        self.add(threads)

    def add(self, threads: int) -> None:
        more = [threading.Thread(target=self._run, name="wxlocal-call", daemon=True) for _ in range(threads)]
        self._threads += more
        for thread in more:
            thread.start()

    def take(self, task: T) -> None:
        self._tasks.put(task)

    def longest(self) -> float:
        """Seconds that the longest of the calls takes already."""
        now = stopwatch()
        return now - min(self._busy.copy().values(), default=now)

    def close(self) -> None:
        """Ends when all that was taken is answered, or after some seconds."""
        for _ in self._threads:
            self._tasks.put(None)
        until = stopwatch() + PATIENCE
        for thread in self._threads:
            thread.join(max(until - stopwatch(), 0))

    def _run(self) -> None:
        me = threading.get_ident()
        while (task := self._tasks.get()) is not None:
            self._busy[me] = stopwatch()
            try:
                self._answer(task)
            except Exception:
                logging.getLogger("wxlocal").exception("a request was not answered")
            finally:
                del self._busy[me]
            del task  # its connection must not wait for the next task
