"""Work that is due at a virtual time: it runs when the world's clock reaches it, in order of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from wxlocal.core import store

if TYPE_CHECKING:
    from wxlocal.core.world import Act

Due = Callable[["Act", dict[str, Any]], None]


def plan(act: Act, due: int, room: str, kind: str, payload: dict[str, Any]) -> str:
    """Puts a job down in the transaction of the act that causes it; gives the job's id."""
    id = f"job-{act.ids.hex(16)}"
    store.add_job(act.tx, id, due, room, kind, msgspec.json.encode(payload).decode())
    act.world.job_planned(due)
    return id
