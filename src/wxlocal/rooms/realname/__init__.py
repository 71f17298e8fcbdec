"""Real-name information. Posts 23 and 24.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.realname import policy

ROOM = Room(name="realname", policies=policies_of(policy), audits=rules_of(__name__))
