"""What rooms offer, by kind, and the hooks where they meet. A storey declares the kinds that it reads; the house of all
rooms fills them. So a lower storey uses what rooms bring without knowing rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, ParamSpec, TypeVar

import msgspec

T = TypeVar("T", covariant=True)
V = TypeVar("V")
P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class Kind(Generic[T]):
    """A name for one kind of offer: ``offers[SETTINGS]`` has the type that its declaration says."""

    def __init__(self, name: str) -> None:
        self.name = name


class Hook(Generic[P, R]):
    """A point where rooms meet: one room calls it, others hang functions of its signature on it.

    ``DELETED = Hook[[Act, str, str], None]("deleted", "what ...")``; a room says ``on=(DELETED(forget),)``, the caller
    ``act.offers.each(DELETED, act, person, appid)``. Functions run in the order of their rooms' names.
    """

    def __init__(self, name: str, doc: str) -> None:
        self.name = name
        self.doc = doc

    def __call__(self, function: Callable[P, R]) -> On:
        return On(self, function)


class On(msgspec.Struct, frozen=True):
    """A function that hangs on a hook."""

    hook: Hook[..., Any]
    function: Callable[..., Any]


class Offers:
    """All offers of a house. Filled once, then only read."""

    def __init__(self) -> None:
        self._by_kind: dict[Kind[Any], Any] = {}
        self._hung: dict[Hook[..., Any], tuple[Callable[..., Any], ...]] = {}

    def fill(self, kind: Kind[V], value: V) -> None:
        self._by_kind[kind] = value

    def hang(self, ons: Iterable[On]) -> None:
        for on in ons:
            self._hung[on.hook] = (*self._hung.get(on.hook, ()), on.function)

    def __getitem__(self, kind: Kind[T]) -> T:
        value: T = self._by_kind[kind]
        return value

    def of(self, hook: Hook[P, R]) -> tuple[Callable[P, R], ...]:
        """What hangs on a hook, for a caller that does more than call each with the same arguments."""
        return self._hung.get(hook, ())

    def each(self, hook: Hook[P, R], *args: P.args, **kwargs: P.kwargs) -> list[R]:
        return [function(*args, **kwargs) for function in self._hung.get(hook, ())]

    def hooks(self) -> Iterator[Hook[..., Any]]:
        """Those on which anything hangs."""
        return iter(self._hung)
