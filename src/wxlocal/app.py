"""The composition root: finds the rooms, opens the worlds, mounts the faces."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import wxlocal.rooms
from wxlocal.core.house import House, Worlds
from wxlocal.core.room import Room
from wxlocal.core.server.passes import ADDRESS, Address
from wxlocal.core.world.stores import open_store
from wxlocal.faces.front import Front


def discover() -> tuple[Room, ...]:
    """Every folder below wxlocal.rooms that offers a ROOM; a room is added by putting its folder there."""
    found = []
    for module in pkgutil.iter_modules(wxlocal.rooms.__path__):
        if not module.name.startswith("_"):
            room = import_module(f"wxlocal.rooms.{module.name}").ROOM
            if not isinstance(room, Room) or room.name != module.name:
                raise TypeError(f"wxlocal.rooms.{module.name}.ROOM must be a Room named {module.name!r}")
            found.append(room)
    return tuple(found)


@cache
def house() -> House:
    return House(discover(), f"{__name__}:house")


def _gateway() -> Address:
    from wxlocal.faces.gateway import address

    return address()


class App:
    """All that one process serves: the worlds, and the WSGI application in front of them."""

    def __init__(self, store: str = ":memory:", *, durability: str = "normal") -> None:
        self.house = house()
        self.house.offers.fill(ADDRESS, _gateway)
        self.worlds = Worlds(self.house, open_store(store, durability))
        self.front = Front(self.worlds)

    def close(self) -> None:
        self.worlds.close()
