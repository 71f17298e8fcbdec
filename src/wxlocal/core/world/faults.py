"""Planned, seeded trouble: the nth call, every nth, or a share of the calls that match fails as planned."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.base.ids import Ids
from wxlocal.core.world import store


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls it meets (``operation`` is a name or a path; absent = all), when it strikes, what it does.

    ``nth``: only the nth matching call; ``every``: each nth; ``share``: 0..1, drawn from the world's seed;
    none of them: every call. ``times`` ends it. ``errcode``/``errmsg`` answer as the platform; ``status``
    answers with that HTTP status; ``delay`` waits so many milliseconds before the normal answer;
    ``drop`` does the work but loses the answer; ``truncate`` sends half of it.
    """

    operation: str | None = None
    appid: str | None = None
    nth: int | None = None
    every: int | None = None
    share: float | None = None
    times: int | None = None
    errcode: int | None = None
    errmsg: str | None = None
    status: int | None = None
    delay: int | None = None
    answer: Literal["drop", "truncate"] | None = None

    def __post_init__(self) -> None:
        for name in ("nth", "every", "times"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} counts from 1")
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError("share is between 0 and 1")
        if self.status is not None and not 400 <= self.status <= 599:
            raise ValueError("status is an HTTP error status, 400 to 599")
        if self.delay is not None and not 0 <= self.delay <= 600_000:
            raise ValueError("delay is in milliseconds, at most 600000")
        if self.errcode is None and self.status is None and self.delay is None and self.answer is None:
            raise ValueError("say what happens: errcode, status, delay or answer")


class PlannedFault(msgspec.Struct, frozen=True, kw_only=True):
    """``met``: how many calls it has met; ``done``: how many times it has struck. The rest is as it was planned."""

    id: str
    met: int
    done: int
    operation: str | None
    appid: str | None
    nth: int | None
    every: int | None
    share: float | None
    times: int | None
    errcode: int | None
    errmsg: str | None
    status: int | None
    delay: int | None
    answer: Literal["drop", "truncate"] | None


Planned = tuple[str, Fault]


def read(tx: Tx) -> tuple[Planned, ...]:
    return tuple((str(id), msgspec.json.decode(str(plan), type=Fault)) for id, plan, _, _ in store.faults(tx))


def strike(tx: Tx, planned: tuple[Planned, ...], names: tuple[str, str], appid: str | None, ids: Ids) -> Fault | None:
    """The first planned fault that strikes this call. ``names`` are the operation's name and path."""
    for id, fault in planned:
        if (fault.operation and fault.operation not in names) or (fault.appid and fault.appid != appid):
            continue
        met, done = store.meet_fault(tx, id)
        if fault.times is not None and done >= fault.times:
            continue
        if fault.nth is not None and met != fault.nth:
            continue
        if fault.every is not None and met % fault.every:
            continue
        if fault.share is not None and ids.chance() >= fault.share:
            continue
        store.fault_done(tx, id)
        return fault
    return None


def add(tx: Tx, seq: int, fault: Fault) -> str:
    """Plans a fault behind those that are planned; gives its id. The world must refresh afterwards."""
    id = f"fault-{seq:08d}"
    store.add_fault(tx, id, msgspec.json.encode(fault).decode())
    return id


def shown(tx: Tx, after: str, most: int) -> list[PlannedFault]:
    return [
        PlannedFault(id=id, met=met, done=done, **msgspec.structs.asdict(msgspec.json.decode(plan, type=Fault)))
        for id, plan, met, done in store.faults(tx, after, most)
    ]
