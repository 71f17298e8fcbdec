"""Subscription messages as the person meets them.

Post 22 (2019-12-02): long-term ones only for public services. Post 18 (2021-01-27): the test of service accounts'
subscription notices.
"""

from wxlocal.core.phone.hooks import ADDED
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import DELETED
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import console, phone, policy, store
from wxlocal.rooms.subscribe.facts import Facts


def _forget(act: Act, person: str, appid: str) -> None:
    store.forget(act.tx, person, appid)


ROOM = Room(
    name="subscribe",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    migrations=store.MIGRATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    on=(ADDED(phone.subscriptions), DELETED(_forget)),
    facts=Facts,
)
