"""Official accounts and mini programs linked: invited, confirmed, refused, ended; what people see of it.

Post 19 (2019-12-26): the way of a link, and the notice to followers. Post 20 (2020-03-18): its end. Post 21
(2019-04-04): no confirmation any more unless the mini program's setting asks for it.
Post 9 (2020-06-05): how many.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.association import api, console, phone, policy, settings, store
from wxlocal.rooms.association.facts import Facts

ROOM = Room(
    name="association",
    policies=policies_of(policy),
    settings=(settings.LIMITS, settings.SHOWN_ACCOUNT),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    facts=Facts,
)
