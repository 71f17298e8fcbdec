"""What the platform does to mini programs that break its rules, and appeals against it. No seed post speaks of it."""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import JUDGED
from wxlocal.rooms.penalties import api, console, gates, store

ROOM = Room(
    name="penalties",
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    endpoints=console.ENDPOINTS,
    jobs={"lift": gates.lift},
    on=(JUDGED(gates.judged),),
)
