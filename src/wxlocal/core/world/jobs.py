"""Work that is due at a virtual time: it runs when the world's clock reaches it, each piece in its own transaction."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.world import store
from wxlocal.core.world.world import Act


def plan(act: Act, due: int, room: str, kind: str, payload: dict[str, Any]) -> str:
    """Puts a job down in the transaction of the act that causes it; gives the job's id."""
    id = f"job-{act.ids.hex(16)}"
    store.add_job(act.tx, id, due, room, kind, msgspec.json.encode(payload).decode())
    act.world.job_planned(due)
    return id


def cancel(act: Act, id: str) -> bool:
    """Takes a job back; whether it was still to be done."""
    return store.remove_job(act.tx, id) > 0
