"""Sharing a mini program with a friend, and cards that change after they were shared. No seed post speaks of them."""

from wxlocal.core.room import Room
from wxlocal.rooms.sharing import api, phone, store
from wxlocal.rooms.sharing.facts import Menu

ROOM = Room(
    name="sharing",
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    jobs={"end": api.end},
    swept=store.SWEPT,
    opened=Menu,
)
