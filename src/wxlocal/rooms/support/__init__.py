"""Support tickets. Post 1.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.support import policy

ROOM = Room(name="support", policies=policies_of(policy))
