"""The privacy guide and the person's consent: the privacy stage of every guarded call.

Post 2 (announced for 2023-09-15, in force 2023-10-17): a privacy interface works only where the guide declares the
information and the person has agreed. From 2024-04-11 the tick stands in the scope's popup.
"""

from wxlocal.core.gates import Gate
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world import Act
from wxlocal.rooms.privacy import api, console, gates, phone, policy, settings, store
from wxlocal.rooms.privacy.facts import Facts


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
    audit_config=api.audit_config,
    released=api.released,
    gates=(Gate("privacy", gates.check_privacy), Gate("late privacy", gates.late_privacy)),
    endpoints=console.ENDPOINTS,
    facts=Facts,
    deleted=_forget,
)
