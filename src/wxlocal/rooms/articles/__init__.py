"""Articles of official accounts: drafts, publishing, mass sending, reading.

Post 21 (2019-04-04): articles use mini-program cards without association. Post 9: a mini program that is not released is
not shown in articles.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import ARTICLE
from wxlocal.rooms.articles import (
    api_drafts,
    api_mass,
    api_publish,
    console,
    gates,
    jobs,
    pages,
    phone,
    policy,
    settings,
    store,
)
from wxlocal.rooms.articles.facts import Review

ROOM = Room(
    name="articles",
    policies=policies_of(policy),
    settings=settings.SETTINGS,
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api_drafts.OPERATIONS + api_publish.OPERATIONS + api_mass.OPERATIONS,
    abilities=phone.ABILITIES,
    pages=pages.PAGES,
    endpoints=console.ENDPOINTS,
    jobs=jobs.JOBS,
    facts=Review,
    on=(ARTICLE(gates.card),),
)
