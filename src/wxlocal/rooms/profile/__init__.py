"""Nickname, avatar, gender and region. Posts 4, 8, 10, 11, 17, 25, 28: who the person is, told less and less from 2018 to 2022.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.profile import policy

ROOM = Room(name="profile", policies=policies_of(policy))
