"""A world whose functions are given by the test, in the place of those that run in Node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from wxlocal import app
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.server.actions import ActionCall, Denied, action
from wxlocal.entry.local import Local

INVOKE = "functions.invokeFunction"
Function = Callable[[ActionCall, Any], Any]


@contextmanager
def functions(
    monkeypatch: pytest.MonkeyPatch, known: Mapping[str, Function], seed: str | None = None, **more: Any
) -> Iterator[Local]:
    """``known``: functions by name, of the call and its data."""

    @action(INVOKE)
    def invoke(call: ActionCall, data: dict[str, Any]) -> dict[str, Any]:
        """Calls a function."""
        function = known.get(data["function_name"])
        if function is None:
            raise Denied("FUNCTION_NOT_FOUND", f"function {data['function_name']} not found")
        result = function(call, msgspec.json.decode(data["request_data"]))
        return {"response_data": msgspec.json.encode(result).decode()}

    rooms = [
        msgspec.structs.replace(room, actions=tuple(one for one in room.actions if one.name != INVOKE))
        for room in app.discover()
    ]
    house = House((*rooms, Room(name="trial", actions=(invoke,))))
    monkeypatch.setattr(app, "house", lambda: house)
    with Local(seed, frozen=True, **more) as local:
        yield local
