"""Third-party platforms: tickets, tokens, and what an account lets a platform do for it.

As far as code management needs it (posts 2, 5): component_verify_ticket, component_access_token, pre-authorisation, the
authorisation that an administrator confirms, authorizer tokens and their refresh, permission sets.
"""

from wxlocal.core.room import Room
from wxlocal.rooms.third_party import api, console, settings, web

ROOM = Room(
    name="third_party",
    settings=(settings.PREAUTH_LIFE,),
    operations=api.OPERATIONS,
    pages=(web.PAGE,),
    endpoints=console.ENDPOINTS,
)
