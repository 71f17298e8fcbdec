"""Access tokens and what surrounds them: quotas, request ids, addresses, tickets. No seed post speaks of it.

The form of all answers is declared here too: content types, and what an errmsg ends in by family of paths and day."""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.credentials import api, api_check, api_quota, jobs, policy, rules_wire
from wxlocal.rooms.credentials.facts import Facts

ROOM = Room(
    name="credentials",
    policies=policies_of(policy),
    operations=api.OPERATIONS + api_check.OPERATIONS + api_quota.OPERATIONS,
    errands=(jobs.LOOK,),
    facts=Facts,
    families=rules_wire.FAMILIES,
)
