"""People who work for the owner of a mini program, and messages to them. No seed post speaks of them."""

from wxlocal.core.room import Room
from wxlocal.rooms.employment import api, phone, store
from wxlocal.rooms.employment.facts import Facts

ROOM = Room(
    name="employment",
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    facts=Facts,
)
