"""Which hosts a mini program may talk to and show: set in the console, by its third-party platform, or by the platform
directly. Source: 第三方平台 - 小程序域名管理, 域名管理. No seed post speaks of it.
"""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import REACHING, RELEASED
from wxlocal.rooms.domains import api, api_component, api_pages, console, gates
from wxlocal.rooms.domains.facts import Changes, Facts

ROOM = Room(
    name="domains",
    operations=(*api.OPERATIONS, *api_pages.OPERATIONS, *api_component.OPERATIONS),
    endpoints=console.ENDPOINTS,
    facts=Facts,
    counters={"domain_changes": Changes},
    on=(RELEASED(gates.released), REACHING(gates.reaching)),
)
