"""Cloud functions (云函数): deployed, run in Node.js, called by phones, servers, timers and each other.

Posts: 14 (the functions openMini and sendsms of its tutorial, the rules that let everybody call one of them).
"""

from wxlocal.core.room import Room
from wxlocal.core.world.environments import Chosen
from wxlocal.core.world.hooks import CLOSED
from wxlocal.rooms.functions import api, console, gates, jobs, phone, settings, store

ROOM = Room(
    name="functions",
    settings=(settings.NETWORK, settings.SDK, settings.PERMISSIONS, settings.WAITING),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    actions=api.ACTIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    errands=(jobs.INVOKE,),
    jobs={jobs.TIMER: jobs.timer_due},
    swept=store.SWEPT,
    opened=Chosen,
    on=(CLOSED(gates.close),),
)
