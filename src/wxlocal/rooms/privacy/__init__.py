"""The privacy guide and the person's consent: the privacy stage of every guarded call.

Post 2 (announced for 2023-09-15, in force 2023-10-17): a privacy interface works only where the guide declares the
information and the person has agreed. From 2024-04-11 the tick stands in the scope's popup.
"""

from wxlocal.core.phone.hooks import AGREED, AGREED_LATE
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import DELETED, RELEASED, SURVEYED
from wxlocal.core.world.world import Act
from wxlocal.rooms.privacy import api, console, gates, phone, policy, settings, store
from wxlocal.rooms.privacy.facts import Facts, Listening


def _forget(act: Act, person: str, appid: str) -> None:
    store.forget(act.tx, person, appid)


ROOM = Room(
    name="privacy",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.OTHER_NUMBERS,),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS,
    abilities=phone.ABILITIES,
    on=(
        SURVEYED(api.audit_config),
        RELEASED(api.released),
        AGREED(gates.check_privacy),
        AGREED_LATE(gates.late_privacy),
        DELETED(_forget),
    ),
    endpoints=console.ENDPOINTS,
    facts=Facts,
    opened=Listening,
)
