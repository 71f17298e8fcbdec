"""The phone number of a person: the buttons, the encrypted form, the code, re-verification, charges.

Post 6 (2020-10-16): a number not verified for a while asks for an SMS code. Post 8: a code since base library
2.21.2 (2021-12-13). Charged since 2023-08-28.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.phone_number import api, phone, policy, settings
from wxlocal.rooms.phone_number.facts import Facts, Standing

ROOM = Room(
    name="phone_number",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.REVERIFY_AFTER, settings.OVERSEAS),
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    facts=Facts,
    person_facts=Standing,
)
