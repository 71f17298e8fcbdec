"""authorize, getSetting, openSetting. Posts 8, 11 and 17.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.scopes import policy

ROOM = Room(name="scopes", policies=policies_of(policy))
