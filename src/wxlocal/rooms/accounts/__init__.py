"""Subjects, accounts, members, versions; people and phones: who there is in a world.

No policy of its own: registration, verification and what follows from them is ruled by the rooms that ask.
"""

from wxlocal.core.room import Room
from wxlocal.rooms.accounts import console, console_people

ROOM = Room(name="accounts", endpoints=console.ENDPOINTS + console_people.ENDPOINTS)
