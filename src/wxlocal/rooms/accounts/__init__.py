"""Subjects, accounts, members, versions; people and phones: who there is in a world.

Names, introductions, head images and categories with their reviews; open-platform accounts and registrations through
third-party platforms. Posts 25 to 28 and 30: what an account is bound to decides its unionids.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.accounts import (
    api_categories,
    api_names,
    api_open,
    api_profile,
    api_registration,
    console,
    console_people,
    console_profile,
    jobs,
    pages,
    phone,
    policy,
    settings,
    store,
)
from wxlocal.rooms.accounts.facts import Facts, PersonFacts

ROOM = Room(
    name="accounts",
    policies=policies_of(policy),
    settings=settings.ALL,
    migrations=store.MIGRATIONS,
    operations=api_open.OPERATIONS
    + api_profile.OPERATIONS
    + api_names.OPERATIONS
    + api_categories.OPERATIONS
    + api_registration.OPERATIONS,
    abilities=phone.ABILITIES,
    pages=(pages.PAGE,),
    endpoints=console.ENDPOINTS + console_people.ENDPOINTS + console_profile.ENDPOINTS,
    jobs=jobs.JOBS,
    swept=store.SWEPT,
    facts=Facts,
    person_facts=PersonFacts,
)
