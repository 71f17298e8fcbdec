"""Channels linked to mini programs and shops. Post 15.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.channels import policy

ROOM = Room(name="channels", policies=policies_of(policy))
