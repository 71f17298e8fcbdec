"""Web pages of environments (静态网站): the pages that posts 12 and 14 lead to from a text message."""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import CLOSED, HOSTED
from wxlocal.rooms.hosting import console, gates, pages, phone, store

ROOM = Room(
    name="hosting",
    migrations=store.MIGRATIONS,
    abilities=phone.ABILITIES,
    pages=pages.PAGES,
    endpoints=console.ENDPOINTS,
    on=(CLOSED(gates.close), HOSTED(gates.hosts)),
)
