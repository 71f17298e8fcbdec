"""The only reader of the wall clock. Each world has its own time: it runs, stands still, or is set."""

from __future__ import annotations

import time
from typing import NamedTuple


def wall() -> float:
    return time.time()


def stopwatch() -> float:
    """Seconds for measuring how long something took; never for what time it is."""
    return time.perf_counter()


def effort() -> float:
    """Seconds of the processor's time that this thread has had: other work on the machine does not count."""
    return time.thread_time()


class Reading(NamedTuple):
    """A clock as it is stored: it showed ``at`` when the wall clock showed ``real``."""

    frozen: bool
    at: float
    real: float

    def now(self) -> float:
        return self.at if self.frozen else self.at + (wall() - self.real)

    def set(self, at: float, frozen: bool | None = None) -> Reading:
        """The same clock at another time, backward too."""
        return Reading(self.frozen if frozen is None else frozen, at, wall())


def wait(seconds: float) -> None:
    """Real time passes: for planned delays only."""
    time.sleep(seconds)
