"""The person and template messages: forms that give a formId, payments, accounts whose messages are not accepted."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.template import rules_mini, store
from wxlocal.rooms.template.facts import Reach


@ability("form", "component", since="1.0.0", plain=True, source="组件/表单组件/form")
def form(call: PhoneCall) -> dict[str, Any]:
    """<form>, submitted: options report-submit (true or false), value. ``formId`` lets one template message be sent."""
    value = call.options.get("value") or {}
    if not call.options.get("report-submit", call.options.get("reportSubmit")):
        return {"value": value}
    id = rules_mini.no_form_id(call.moment(), call.release.kind) or _new(call, rules_mini.BY_FORM, "")
    return {"value": value, "formId": id}


def _new(call: PhoneCall, uses: int, head: str) -> str:
    act = call.act
    openid = identity.meet(act, call.account.appid, call.person.id).openid
    id = head + act.ids.hex(32)
    store.add_form_id(act.tx, store.FormId(id, call.account.appid, openid, uses, act.now))
    return id


def prepaid(call: PhoneCall) -> dict[str, Any]:
    """A payment gives a prepay_id, which lets three template messages be sent."""
    if call.wanted.name != "pay" or rules_mini.ended(call.moment()):
        return {}
    return {"prepay_id": _new(call, rules_mini.BY_PAYMENT, "wx")}


@ability("refuseMessages", "deed")
def refuse_messages(call: PhoneCall) -> dict[str, Any]:
    """The person no longer accepts messages of an official account: option account; ``refuse`` false accepts them."""
    account = nouns.account(call.act.tx, str(call.options.get("account")))
    if account is None or account.kind not in OFFICIAL:
        raise NotPossible("name an official account: option account is its AppID")
    reach = call.act.person_facts(call.person.id, Reach)
    refused = [appid for appid in reach.refused if appid != account.appid]
    if call.options.get("refuse") is not False:
        refused.append(account.appid)
    call.act.set_person_facts(call.person.id, msgspec.structs.replace(reach, refused=tuple(refused)))
    return {"refused": refused}


ABILITIES = (form, refuse_messages)
