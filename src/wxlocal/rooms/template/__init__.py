"""Template messages of official accounts and mini programs, and the unified messages that sent both.

Posts 3 (2023-08-22, in force 2023-09-20) and 22.
"""

from wxlocal.core.phone.hooks import ADDED
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.template import api, api_mini, api_send, api_uniform, console, jobs, phone, policy, settings, store
from wxlocal.rooms.template.facts import Facts, Reach

ROOM = Room(
    name="template",
    policies=policies_of(policy),
    settings=(settings.MARKETING_WORDS, settings.ADAPTED_AFTER),
    migrations=store.MIGRATIONS,
    operations=(*api.OPERATIONS, *api_send.OPERATIONS, *api_mini.OPERATIONS, *api_uniform.OPERATIONS),
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    jobs={"notice": jobs.notice},
    swept=store.SWEPT,
    facts=Facts,
    person_facts=Reach,
    on=(ADDED(phone.prepaid),),
    audits=rules_of(__name__),
)
