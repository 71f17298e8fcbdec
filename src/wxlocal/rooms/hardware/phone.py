"""The person subscribes to the messages of a device. Source: wx.requestSubscribeDeviceMessage."""

from __future__ import annotations

from typing import Any

from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import identity
from wxlocal.rooms.hardware import rules, store
from wxlocal.rooms.hardware.facts import Facts


@ability(
    "requestSubscribeDeviceMessage", tap=True, plugin="3.4.1",
    source="订阅消息/wx.requestSubscribeDeviceMessage",
)  # fmt: skip
def request_subscribe_device_message(call: PhoneCall) -> dict[str, Any]:
    """The person allows or refuses messages of a device: options sn, snTicket, modelId, tmplIds."""
    act, appid, person = call.act, call.account.appid, call.person.id
    sn, model = call.text("sn"), call.text("modelId")
    templates = rules.chosen(call.options.get("tmplIds"), act.facts(appid, Facts), model)
    rules.check_ticket(store.ticket(act.tx, call.text("snTicket")), appid, sn, model, act.now)
    asked = [one for one in templates if not one.banned]
    allowed = False
    if asked:
        text = "\n".join(one.title for one in asked)
        title = f"{call.account.name} 发送以下设备消息"
        allowed = call.ask(Prompt(kind="requestSubscribeDeviceMessage", title=title, text=text)) == "allow"
    identity.meet(act, appid, person)
    for one in asked:
        keep = store.subscribe if allowed else store.unsubscribe
        keep(act.tx, appid, person, one.id, sn)
    choice = "accept" if allowed else "reject"
    return {one.id: "ban" if one.banned else choice for one in templates}


ABILITIES = (request_subscribe_device_message,)
