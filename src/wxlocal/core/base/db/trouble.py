"""What can go wrong with a store, in words: one kind of error for each thing that somebody can do about it."""

from __future__ import annotations

import logging
import threading
from typing import Any

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import NotPossible

AGAIN = 60.0  # seconds after which the same trouble is said once more


class StoreTrouble(NotPossible):
    """The store cannot be opened or used; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=503)


class NewerStore(StoreTrouble):
    """A newer wxlocal has written it: nothing of it may be touched."""


class Collided(StoreTrouble):
    """Another transaction stood in the way of this one; doing it again helps."""


class Taken(NotPossible):
    """There is already one by that name; perhaps somebody else has just made it."""

    def __init__(self, table: str, columns: str) -> None:
        a = "an" if table[0] in "aeiou" else "a"
        super().__init__(f"there is already {a} {table} with this {columns}", status=409)


class Unfit(NotPossible):
    """A value that no store keeps: a number beyond 64 bits, a text with a NUL character."""


class Gone(NotPossible):
    """The world was deleted while it was called."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the world in {name} is not there any more: it was deleted", status=404)


class Lost(NotPossible):
    """A snapshot that cannot be restored: it is not there, or it holds nothing whole. Nothing was changed."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message, status=status)


NUL = "a text holds a NUL character (U+0000): leave it out"
TOO_LARGE = "a number is beyond 64 bits: nothing here keeps it"


def fit(values: tuple[Any, ...]) -> None:
    """Refuses what one of the engines would not keep, so that both answer alike. SQLite looks at numbers itself."""
    for value in values:
        if value.__class__ is str and "\0" in value:
            raise Unfit(NUL)


class Complaints:
    """Says a trouble in one line of the log, and the same one not again within a minute."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}
        self._guard = threading.Lock()

    def say(self, trouble: NotPossible) -> None:
        now = stopwatch()
        with self._guard:
            self._said = {text: at for text, at in self._said.items() if now - at < AGAIN}
            if trouble.message in self._said:
                return
            self._said[trouble.message] = now
        logging.getLogger("wxlocal").warning("%s", trouble.message)
