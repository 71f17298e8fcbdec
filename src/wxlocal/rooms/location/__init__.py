"""The eight location interfaces. Post 5 (2022-07-14).

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.location import policy

ROOM = Room(name="location", policies=policies_of(policy))
