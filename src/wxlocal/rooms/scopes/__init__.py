"""authorize, getSetting, openSetting, and the scope stage of every guarded call.

Post 8: Bluetooth, contacts and the calendar ask from 2022-02-22. Posts 11 and 17: scope.userInfo is granted to
everybody in versions released from 2021-04-29.
"""

from wxlocal.core.phone.hooks import GRANTED
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import DELETED
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.scopes import gates, phone, policy, settings


def _forget(act: Act, person: str, appid: str) -> None:
    nouns.forget_scopes(act.tx, person, appid)


ROOM = Room(
    name="scopes",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.REQUIRE_PURPOSE,),
    abilities=phone.ABILITIES,
    on=(GRANTED(gates.check_scopes), DELETED(_forget)),
)
