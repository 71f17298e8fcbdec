"""Subscription messages and notices. Posts 18 and 22.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.subscribe import policy

ROOM = Room(name="subscribe", policies=policies_of(policy))
