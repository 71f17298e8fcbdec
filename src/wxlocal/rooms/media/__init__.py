"""Material of accounts: temporary files that live for three days, permanent ones, pictures with an address."""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import MEDIA, STORED
from wxlocal.rooms.media import api, gates, pages, store

ROOM = Room(
    name="media",
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api.OPERATIONS,
    pages=(pages.PICTURES,),
    on=(MEDIA(gates.material), STORED(gates.keep)),
)
