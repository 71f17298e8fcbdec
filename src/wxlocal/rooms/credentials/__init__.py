"""Access tokens and what surrounds them: quotas, request ids, addresses, tickets. No seed post speaks of it."""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.credentials import api, policy, settings
from wxlocal.rooms.credentials.facts import Facts

ROOM = Room(
    name="credentials",
    policies=policies_of(policy),
    settings=(settings.RATES, settings.TOKENS_TRAVEL),
    operations=api.OPERATIONS,
    facts=Facts,
    tail=api.errmsg_tail,
)
