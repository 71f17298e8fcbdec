"""Third-party platforms: tickets, tokens, and what an account lets a platform do for it.

As far as code management needs it (posts 2, 5): component_verify_ticket, component_access_token, pre-authorisation, the
authorisation that an administrator confirms, authorizer tokens and their refresh, permission sets.
"""

from wxlocal.core.room import Room
from wxlocal.core.server.hooks import CREDENTIALED
from wxlocal.core.world.hooks import ACTING, AUTHORIZED, CONFIGURED, ENTRUSTED, MOVED, OPTED, PERMITTING
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import api, api_options, console, gates, jobs, pages, rules, settings, store


def _authorized(act: Act, component: str, appid: str) -> bool:
    return store.authorization(act.tx, component, appid) is not None


def _acting(act: Act, appid: str, name: str) -> list[str]:
    return [granted.component for granted in store.granted_by(act.tx, appid) if rules.hears(granted.sets, name)]


def _permitting(act: Act, component: str, appid: str) -> tuple[int, ...]:
    granted = store.authorization(act.tx, component, appid)
    return granted.sets if granted else ()


def _opted(act: Act, appid: str, option: str) -> str:
    return act.facts(appid, api_options.Options).values.get(option, "")


ROOM = Room(
    name="platforms",
    settings=(settings.PREAUTH_LIFE,),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + api_options.OPERATIONS,
    pages=(pages.PAGE,),
    endpoints=console.ENDPOINTS,
    jobs={jobs.KIND: jobs.due},
    on=(
        CREDENTIALED(gates.check_token),
        AUTHORIZED(_authorized),
        ACTING(_acting),
        PERMITTING(_permitting),
        OPTED(_opted),
        ENTRUSTED(gates.entrust),
        CONFIGURED(jobs.begin),
        MOVED(jobs.again),
    ),
    counters={"platforms": api_options.Options},
    formerly="third_party",
)
