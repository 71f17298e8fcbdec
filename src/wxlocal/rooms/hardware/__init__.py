"""Devices of mini programs and their messages. No seed post speaks of them."""

from wxlocal.core.room import Room
from wxlocal.rooms.hardware import api, phone, store
from wxlocal.rooms.hardware.facts import Facts

ROOM = Room(
    name="hardware",
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    swept=store.SWEPT,
    facts=Facts,
)
