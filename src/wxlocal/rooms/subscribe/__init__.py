"""Subscription messages of mini programs, subscription notices and one-time messages of official accounts.

Post 22 (2019-12-02): long-term ones only for public services. Post 18 (2021-01-29): the test of service accounts'
subscription notices.
"""

from wxlocal.core.base.settings import Setting
from wxlocal.core.phone.hooks import ADDED
from wxlocal.core.room import Room, declared, policies_of, rules_of
from wxlocal.core.world.hooks import DELETED
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import api, api_templates, console, pages, phone, phone_official, policy, settings, store
from wxlocal.rooms.subscribe.facts import Facts


def _forget(act: Act, person: str, appid: str) -> None:
    store.forget(act.tx, person, appid)


ROOM = Room(
    name="subscribe",
    policies=policies_of(policy),
    settings=declared(settings, Setting),
    audits=rules_of(__name__),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api.OPERATIONS + api_templates.OPERATIONS,
    abilities=phone.ABILITIES + phone_official.ABILITIES,
    pages=(pages.PAGE,),
    endpoints=console.ENDPOINTS,
    on=(ADDED(phone.subscriptions), DELETED(_forget)),
    facts=Facts,
)
