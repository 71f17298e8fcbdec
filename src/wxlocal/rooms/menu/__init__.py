"""Official accounts' menus: set, matched, shown, tapped.

Post 9 (2020-06-05): items that open a mini program, which must be linked; the backup page of old clients. Post 10: no
conditional menus by sex or region since 2021-10-20.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.menu import api, console, phone, policy, settings, store
from wxlocal.rooms.menu.facts import Seen

ROOM = Room(
    name="menu",
    policies=policies_of(policy),
    settings=(settings.BY_LANGUAGE,),
    audits=rules_of(__name__),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    person_facts=Seen,
)
