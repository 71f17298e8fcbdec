"""The privacy guide and consent. Post 2 (announced 2023-08 for 2023-09-15, in force 2023-10-17).

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.privacy import policy

ROOM = Room(name="privacy", policies=policies_of(policy))
