"""Codes, sessions, openid and unionid.

Posts 25 and 28 (2018): the code of wx.login, the session key, unionid under conditions. Posts 11 and 17: since
2021-02-23 unionid is told for every bound mini program. Posts 27 and 30: what unionid follows from.
Post 29 (2019-07-20, in review from 2019-09-01): when a login may be asked for.
"""

from typing import Any

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import SURVEYED
from wxlocal.core.world.world import Act
from wxlocal.rooms.login import api, console_norms, phone, policy, settings, store
from wxlocal.rooms.login.facts import Facts


def _scope(act: Act, appid: str) -> dict[str, Any]:
    """Who the service is for: the norms of logging in depend on it."""
    service = act.facts(appid, Facts).service_range
    return {"service_scope": {"register-only": "registration-only"}.get(service, service)}


ROOM = Room(
    name="login",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(
        settings.SESSION_REFRESH,
        settings.SESSION_LIFE,
        settings.USED_CODE,
        settings.EXCHANGES_A_MINUTE,
    ),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    endpoints=console_norms.ENDPOINTS,
    on=(SURVEYED(_scope),),
    facts=Facts,
)
