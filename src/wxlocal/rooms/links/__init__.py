"""URL Scheme, URL Link, Short Link and NFC schemes: made, looked up, opened.

Post 7 (announced 2022-03-09): from 2022-04-11 a link lives at most 30 days and opens for one user, a mini program
makes 500,000 a day, and what existed before is cut to the same. The one-user rule ended on 2023-12-19, when
plaintext schemes came and openings were limited by day.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.links import api, api_lookup, console, pages, phone, policy, settings, store
from wxlocal.rooms.links.facts import Facts

ROOM = Room(
    name="links",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(
        settings.OVERFLOW,
        settings.OPENINGS_A_DAY,
        settings.GENERATED_A_SECOND,
        settings.SHORT_LINK_SUBJECTS,
    ),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + api_lookup.OPERATIONS,
    abilities=phone.ABILITIES,
    pages=(pages.LANDING,),
    endpoints=(console.list_links,),
    facts=Facts,
)
