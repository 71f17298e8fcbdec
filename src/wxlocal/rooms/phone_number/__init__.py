"""The phone number of a person. Posts 6 (re-verification, 2020-10-16) and 8 (the code of 2021-12-27); charged since 2023-08-28.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.phone_number import policy

ROOM = Room(name="phone_number", policies=policies_of(policy))
