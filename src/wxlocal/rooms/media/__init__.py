"""Material of accounts: temporary files that live for three days, permanent ones, pictures with an address."""

from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import MEDIA, STORED
from wxlocal.rooms.media import api, api_material, console, gates, pages, policy, settings, store

ROOM = Room(
    name="media",
    policies=policies_of(policy),
    settings=(settings.IMAGE_MB,),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api.OPERATIONS + api_material.OPERATIONS,
    pages=(pages.FILES,),
    endpoints=(console.list_files,),
    on=(MEDIA(gates.material), STORED(gates.keep)),
)
