"""Content security: texts, pictures and sounds of people that a developer has checked; how risky a person is."""

from wxlocal.core.phone.hooks import ADDED
from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.content_security import api, api_media, gates, jobs, policy, settings, store
from wxlocal.rooms.content_security.facts import Facts, PersonFacts

ROOM = Room(
    name="content_security",
    policies=policies_of(policy),
    settings=(settings.RESULT_AFTER, settings.PIXELS),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api.OPERATIONS + api_media.OPERATIONS,
    errands=(jobs.LOOK,),
    facts=Facts,
    person_facts=PersonFacts,
    on=(ADDED(gates.visited),),
)
