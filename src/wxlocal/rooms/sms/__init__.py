"""Cloud SMS that opens a mini program. Posts 12 and 14.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.sms import policy

ROOM = Room(name="sms", policies=policies_of(policy), audits=rules_of(__name__))
