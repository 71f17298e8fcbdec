"""Cancellation and migration. Posts 16 and 30.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.lifecycle import policy

ROOM = Room(name="lifecycle", policies=policies_of(policy))
