"""Official accounts and mini programs linked. Posts 9, 19, 20, 21.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.association import policy

ROOM = Room(name="association", policies=policies_of(policy))
