"""Official accounts' menus. Posts 9 and 10.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.menu import policy

ROOM = Room(name="menu", policies=policies_of(policy), audits=rules_of(__name__))
