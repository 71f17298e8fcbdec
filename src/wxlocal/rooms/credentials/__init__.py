"""Access tokens and what surrounds them: quotas, request ids, addresses, tickets. No seed post speaks of it."""

from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import WORDED
from wxlocal.rooms.credentials import api, policy
from wxlocal.rooms.credentials.facts import Facts

ROOM = Room(
    name="credentials",
    policies=policies_of(policy),
    operations=api.OPERATIONS,
    facts=Facts,
    on=(WORDED(api.errmsg_tail),),
)
