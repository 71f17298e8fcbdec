"""Mini-program codes, QR codes and the page-path tool.

Post 13 (2021-02-05): who was named in the console can copy the path of the open page.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.codes import api, console, phone, policy, settings, store
from wxlocal.rooms.codes.facts import Facts

ROOM = Room(
    name="codes",
    policies=policies_of(policy),
    settings=(settings.HYALINE_TYPE,),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    facts=Facts,
)
