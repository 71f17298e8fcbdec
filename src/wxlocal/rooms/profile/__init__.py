"""Who the person is told to be: getUserInfo, getUserProfile, open-data, avatar and nickname filling.

Posts 25 and 28 (2018): the button, unionid without a popup. Posts 11 and 17: anonymous in versions released from
2021-04-29. Post 10: no gender and region from 2021-10-20. Post 8: open-data is grey from 2022-02-22. Post 4:
getUserProfile is grey in versions released from 2022-11-09.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import DELETED, DESCRIBED, PLUGIN_TRUSTED
from wxlocal.core.world.world import Act
from wxlocal.rooms.profile import console, phone, phone_filling, policy, rules, settings, store
from wxlocal.rooms.profile.facts import Groups, Noticed


def _forget(act: Act, person: str, appid: str) -> None:
    store.forget(act.tx, person, appid)


def _trusts(act: Act, person: str, host: str, plugin: str) -> bool:
    return store.trusts(act.tx, person, host, plugin)


ROOM = Room(
    name="profile",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.REVOKED_ASKS, settings.DESKTOP_SINCE, settings.SILENT_WITHOUT_CREDENTIALS),
    migrations=store.MIGRATIONS,
    abilities=phone.ABILITIES + phone_filling.ABILITIES,
    endpoints=console.ENDPOINTS,
    person_facts=Groups,
    opened=Noticed,
    on=(DESCRIBED(rules.described), PLUGIN_TRUSTED(_trusts), DELETED(_forget)),
)
