"""The declaration stage: location interfaces are named in app.json and opened in the console."""

from __future__ import annotations

from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.rooms.location import rules
from wxlocal.rooms.location.facts import Facts


def check_declaration(call: PhoneCall, need: Need) -> None:
    if need.declared is None:
        return
    moment = call.moment()
    rules.check_declared(need.declared, call.release.config, moment)
    rules.check_opened(need.declared, call.act.facts(call.account.appid, Facts), moment)
