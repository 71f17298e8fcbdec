"""Template and unified messages. Posts 3 (2023-08-22, in force 2023-09-20) and 22.

Only the dated facts are declared here yet; the rules come with the room.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.template import policy

ROOM = Room(name="template", policies=policies_of(policy), audits=rules_of(__name__))
