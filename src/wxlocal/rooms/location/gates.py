"""The declaration stage: location interfaces are named in app.json and opened in the console; where a person is."""

from __future__ import annotations

from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.world.world import Act
from wxlocal.rooms.location import rules
from wxlocal.rooms.location.facts import Facts, Place


def check_declaration(call: PhoneCall, need: Need) -> None:
    if need.declared is None:
        return
    moment = call.moment()
    rules.check_declared(need.declared, call.release.config, moment)
    rules.check_opened(need.declared, call.act.facts(call.account.appid, Facts), moment)


def whereabouts(act: Act, person: str) -> tuple[float, float, float]:
    place = act.person_facts(person, Place)
    return place.latitude, place.longitude, place.accuracy
