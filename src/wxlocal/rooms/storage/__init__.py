"""Files of environments (云存储): put, read, deleted by functions, phones and servers. Issue 13; post 14 needs none."""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import CLOSED
from wxlocal.rooms.storage import api, api_actions, console, gates, pages, phone, settings, store

ROOM = Room(
    name="storage",
    settings=(settings.PRIVATE_SECONDS, settings.REACHED_AT),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    actions=api_actions.ACTIONS,
    abilities=phone.ABILITIES,
    pages=pages.PAGES,
    endpoints=console.ENDPOINTS,
    on=(CLOSED(gates.close),),
)
