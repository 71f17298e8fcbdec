"""Mini-program codes and the page-path tool. Post 13 (2021-02-05).

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.codes import policy

ROOM = Room(name="codes", policies=policies_of(policy))
