"""Mini-program codes, QR codes, rules for ordinary QR codes, and the page-path tool.

Post 13 (2021-02-05): who was named in the console can copy the path of the open page.
"""

from wxlocal.core.phone.hooks import SCANNED
from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.codes import api, api_jump, console, phone, phone_jump, policy, settings, store
from wxlocal.rooms.codes.facts import Facts

ROOM = Room(
    name="codes",
    policies=policies_of(policy),
    settings=(settings.HYALINE_TYPE, settings.PUBLISHED_A_MONTH),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + api_jump.OPERATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    facts=Facts,
    on=(SCANNED(phone_jump.scanned),),
)
