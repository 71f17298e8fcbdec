"""wx.requestSubscribeMessage, and the person's switches. Service accounts' own are in ``phone_official``."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import inbox, known
from wxlocal.core.world.nouns import Account
from wxlocal.rooms.subscribe import api_events, rules, store
from wxlocal.rooms.subscribe.facts import Facts, Template


def facts_of(call: PhoneCall) -> Facts:
    return call.act.facts(call.account.appid, Facts)


def _check(call: PhoneCall) -> None:
    rules.check_gesture(call.moment(), call.tapped, call.request.gesture == "payment")
    rules.check_ids(call.options.get("tmplIds"))


@ability("requestSubscribeMessage", since="2.4.4", plugin="3.4.1", check=_check, source="wx.requestSubscribeMessage")
def request_subscribe_message(call: PhoneCall) -> dict[str, Any]:
    """The person accepts or rejects each template; a choice that is always kept is not asked again.

    Answers: ``allow``, ``refuse``, ``always allow``, ``always refuse``, or ``{"<id>": "accept", "always": true}``.
    """
    ids = rules.check_ids(call.options.get("tmplIds"))
    templates = rules.chosen(ids, facts_of(call), call.moment())
    check_switch(call, call.account)
    if call.opened is not None and not call.opened.foreground:
        raise rules.fails(10005, reason="the mini program is in the background")
    if "network" in call.phone.denied:
        raise rules.fails(10002, reason="the phone has no network")
    result = subscribe(call, call.account, templates, api_events.IN_PROGRAM)
    return {id: result[id] for id in ids}


def check_switch(call: PhoneCall, account: Account) -> None:
    if not store.switched_on(call.act.tx, call.person.id, account.appid):
        raise rules.fails(20004, reason="the person has switched all subscription messages off")


def subscribe(call: PhoneCall, account: Account, templates: list[Template], scene: int) -> dict[str, str]:
    """What becomes of each template: accept, reject, ban or filter. The dialog asks for those whose choice is not kept;
    only what it was answered is told to the developer's server.
    """
    tx, person, appid = call.act.tx, call.person.id, account.appid
    twins = rules.filtered(templates)
    kept = store.kept(tx, person, appid)
    result = {one.id: "filter" if one.id in twins else "ban" for one in templates if one.id in twins or one.banned}
    open_ones = [one for one in templates if one.id not in result]
    asked = [one for one in open_ones if one.id not in kept]
    choices = _dialog(call, account, asked) if asked else {}
    for one in open_ones:
        result[one.id] = choices.get(one.id) or kept[one.id]
        if result[one.id] == "accept":
            store.accept(tx, person, appid, one.id, once=one.kind == "once")
    if choices:
        api_events.asked(call.act, account, person, choices, scene)
    return result


def _dialog(call: PhoneCall, account: Account, templates: list[Template]) -> dict[str, str]:
    text = "\n".join(one.title for one in templates)
    if rules.keeps(call.moment()):
        text += "\n☐ 总是保持以上选择，不再询问"
    prompt = Prompt(
        kind="requestSubscribeMessage",
        title=f"{account.name} 发送以下消息",
        text=text,
        answers=("allow", "refuse", "always allow", "always refuse"),
        takes=("always?", "lost?", *(f"{one.id}?" for one in templates)),
        wants="a word for all templates, or accept or reject for each by its id",
    )
    answer = call.ask(prompt)
    if isinstance(answer, dict):
        if answer.get("lost"):
            raise rules.fails(10003, reason="the network was lost while the answer was sent")
        always, choices = bool(answer.get("always")), {one.id: answer.get(one.id, "reject") for one in templates}
    else:
        always, word = answer.startswith("always "), answer.removeprefix("always ")
        choices = {one.id: "accept" if word == "allow" else "reject" for one in templates}
    if set(choices.values()) - {"accept", "reject"}:
        raise NotPossible("each template is answered with accept or reject")
    if always and rules.keeps(call.moment()):
        for id, choice in choices.items():
            store.keep(call.act.tx, call.person.id, account.appid, id, choice)
    return choices


def subscriptions(call: PhoneCall) -> dict[str, Any]:
    """What getSetting and openSetting add for ``withSubscriptions``; not in plugins."""
    if call.wanted.name not in ("getSetting", "openSetting"):
        return {}
    first = (2, 10, 1) if call.wanted.name == "getSetting" else (2, 10, 3)
    if call.options.get("withSubscriptions") is not True or call.plugin is not None or call.base_library < first:
        return {}
    tx, person, appid = call.act.tx, call.person.id, call.account.appid
    on = store.switched_on(tx, person, appid)
    return {"subscriptionsSetting": {"mainSwitch": on, "itemSettings": store.kept(tx, person, appid)}}


@ability("changeSubscriptions", "deed")
def change_subscriptions(call: PhoneCall) -> dict[str, Any]:
    """The person's settings page: options mainSwitch (true or false), items ``{"<template>": "accept"}``.

    Of the open mini program, or of the service account that the option ``account`` names.
    """
    named = call.options.get("account")
    account = call.account if named is None else known.account(call.act, str(named))
    tx, person, appid = call.act.tx, call.person.id, account.appid
    if isinstance(call.options.get("mainSwitch"), bool):
        store.switch(tx, person, appid, call.options["mainSwitch"])
    items = call.options.get("items") or {}
    if not isinstance(items, dict) or not all(choice in ("accept", "reject") for choice in items.values()):
        raise NotPossible('items are accept or reject by template: {"<template>": "accept"}')
    _keep(call, account, items)
    return {"mainSwitch": store.switched_on(tx, person, appid), "itemSettings": store.kept(tx, person, appid)}


def _keep(call: PhoneCall, account: Account, items: dict[str, str]) -> None:
    """What is refused that was not refused before is told to the developer's server."""
    before = store.kept(call.act.tx, call.person.id, account.appid)
    for id, choice in items.items():
        store.keep(call.act.tx, call.person.id, account.appid, id, choice)
    fresh = [id for id, choice in items.items() if choice == "reject" and before.get(id) != "reject"]
    api_events.refused(call.act, account, call.person.id, fresh)


@ability("refuseSubscription", "deed")
def refuse_subscription(call: PhoneCall) -> dict[str, Any]:
    """The person refuses such messages for good, in the menu of one of them: option message, its id in the inbox."""
    id = call.options.get("message")
    if not isinstance(id, int) or isinstance(id, bool):
        raise NotPossible("refuseSubscription takes message, the id of a message in the phone's inbox")
    notice = inbox.read(call.act, call.phone, id)
    account = known.account(call.act, notice.appid)
    template = notice.body.get("template_id")
    if not any(one.id == template for one in call.act.facts(account.appid, Facts).templates):
        raise NotPossible(f"message {id} is not one that the person has subscribed to")
    _keep(call, account, {str(template): "reject"})
    return {"refused": template}


ABILITIES = (request_subscribe_message, change_subscriptions, refuse_subscription)
