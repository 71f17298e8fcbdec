"""Small decisions about devices."""

from __future__ import annotations

from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import DAY, day_of
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.device import policy
from wxlocal.rooms.device.facts import File, Things

DAYS = 31


def toast_at_reading(moment: Moment) -> bool:
    return policy.CLIPBOARD_TOAST.holds(moment)


def step_list(things: Things, key: bytes, person: str, now: int) -> list[dict[str, int]]:
    """The last 31 days, the oldest first: midnight in Shanghai (Unix seconds) and the steps of the day."""
    told = things.steps[-DAYS:]
    out = []
    for back in range(DAYS - 1, -1, -1):
        day = day_of(now) - back
        given = told[len(told) - 1 - back] if back < len(told) else None
        drawn = 2_000 + int.from_bytes(derive(key, "steps", person, str(day), size=2), "big") % 10_000
        out.append({"timestamp": day * DAY - 8 * 3600, "step": drawn if given is None else given})
    return out


def temp_path(key: bytes, platform: str, file: File) -> str:
    """A temporary path as the platforms write it; the same file always has the same."""
    name = derive(key, "temp", file.name, size=16).hex()
    ending = file.name.rpartition(".")[2]
    return (
        f"http://tmp/{name}.{ending}" if platform in ("devtools", "windows", "mac") else f"wxfile://tmp_{name}.{ending}"
    )
