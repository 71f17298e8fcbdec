"""Jumps between mini programs, web-view. Post 26 (2019-11-11).

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.jump import policy

ROOM = Room(name="jump", policies=policies_of(policy))
