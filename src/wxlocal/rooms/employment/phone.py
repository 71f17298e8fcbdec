"""The person is bound as working for the owner of a mini program. Source: wx.bindEmployeeRelation and its kin."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import Refused
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import identity, inbox
from wxlocal.rooms.employment import api, rules, store
from wxlocal.rooms.employment.facts import Facts, Template


def _present(call: PhoneCall) -> None:
    rules.check_client(call.moment().client)


def _opened(call: PhoneCall) -> Facts:
    facts = call.act.facts(call.account.appid, Facts)
    try:
        rules.check_opened(facts, api.subject_kind(call.act, call.account.subject))
    except Refused as refused:
        raise Failed("no permission", reason=refused.reason) from refused
    return facts


def _subscribe(call: PhoneCall, templates: list[Template]) -> dict[str, str]:
    """The person allows or refuses each template's messages, all at once."""
    if not templates:
        return {}
    text = "\n".join(one.title for one in templates)
    taken = call.ask(Prompt(kind="requestSubscribeEmployeeMessage", title=call.account.name, text=text)) == "allow"
    for one in templates:
        store.take(call.act.tx, call.account.appid, call.person.id, one.id, taken)
    return {one.id: "accept" if taken else "reject" for one in templates}


@ability("bindEmployeeRelation", plugin=False, present=_present, source="用工关系/wx.bindEmployeeRelation")
def bind_employee_relation(call: PhoneCall) -> dict[str, Any]:
    """The person agrees to be bound, then to messages: option tmplIds."""
    tx, appid, person = call.act.tx, call.account.appid, call.person.id
    facts = _opened(call)
    templates = rules.template_ids(call.options.get("tmplIds", []), facts)
    text = f"{call.account.name} 申请与你绑定用工关系"
    agreed = call.ask(Prompt(kind="bindEmployeeRelation", title="用工关系", text=text)) == "allow"
    identity.meet(call.act, appid, person)
    store.set_status(tx, appid, person, "accept" if agreed else "reject")
    if not agreed:
        return {"bindingStatus": "reject"}
    inbox.put(call.act, person, "system", title=f"你已与{call.account.name}绑定用工关系", appid=appid)
    return {"bindingStatus": "accept", **_subscribe(call, templates)}


@ability("checkEmployeeRelation", plugin=False, present=_present, source="用工关系/wx.checkEmployeeRelation")
def check_employee_relation(call: PhoneCall) -> dict[str, Any]:
    """Whether the person is bound: ``accept``, ``reject``, or "" for neither."""
    _opened(call)
    return {"bindingStatus": store.status(call.act.tx, call.account.appid, call.person.id)}


@ability(
    "requestSubscribeEmployeeMessage", plugin=False, present=_present,
    source="用工关系/wx.requestSubscribeEmployeeMessage",
)  # fmt: skip
def request_subscribe_employee_message(call: PhoneCall) -> dict[str, Any]:
    """Somebody who is bound takes messages or does not: option tmplIds."""
    facts = _opened(call)
    templates = rules.template_ids(call.options.get("tmplIds"), facts)
    if store.status(call.act.tx, call.account.appid, call.person.id) != "accept":
        raise Failed("no employee relation", reason="the person is not bound: wx.bindEmployeeRelation comes first")
    return {"bindingStatus": "accept", **_subscribe(call, templates)}


ABILITIES = (bind_employee_relation, check_employee_relation, request_subscribe_employee_message)
