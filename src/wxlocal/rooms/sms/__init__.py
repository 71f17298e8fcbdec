"""Cloud SMS that opens a mini program: sent by number or by file, taken by a carrier on the world's clock, received on
phones. Posts 12 and 14.
"""

from wxlocal.core.base.settings import Setting
from wxlocal.core.room import Room, declared, policies_of, rules_of
from wxlocal.core.server.hooks import VISITED
from wxlocal.core.world.hooks import CLOSED, LAUNCHED
from wxlocal.rooms.sms import (
    api,
    api_statistics,
    api_tasks,
    console,
    gates,
    jobs,
    jobs_tasks,
    pages,
    phone,
    policy,
    settings,
    store,
)
from wxlocal.rooms.sms.facts import Facts, Number

ROOM = Room(
    name="sms",
    policies=policies_of(policy),
    settings=declared(settings, Setting),
    audits=rules_of(__name__),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api.OPERATIONS + api_tasks.OPERATIONS + api_statistics.OPERATIONS,
    abilities=phone.ABILITIES,
    pages=(pages.SHORT,),
    jobs={"receipts": jobs.receipts, "task": jobs_tasks.go_on},
    endpoints=console.ENDPOINTS,
    on=(VISITED(gates.visited), LAUNCHED(gates.launched), CLOSED(gates.closed)),
    facts=Facts,
    person_facts=Number,
)
