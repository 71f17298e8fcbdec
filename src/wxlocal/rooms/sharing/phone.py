"""The person shares a mini program with a friend; cards may change afterwards. Source: wx.updateShareMenu; 转发."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world import identity, inbox
from wxlocal.core.world.nouns import Notice, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.sharing import api, rules, store
from wxlocal.rooms.sharing.facts import Menu

FROM_CHAT = 1007  # scene: 单人聊天会话中的小程序消息卡片


@ability("updateShareMenu", plugin="2.1.0", source="转发/wx.updateShareMenu")
def update_share_menu(call: PhoneCall) -> dict[str, Any]:
    """How the mini program is shared from now on: isUpdatableMessage, isPrivateMessage, activityId, templateInfo."""
    changing, private = rules.checked_menu(call.options, call.base_library)
    menu = Menu()
    if changing or private:
        activity = str(call.options["activityId"])
        found = store.activity(call.act.tx, activity)
        if found is None or found.appid != call.account.appid:
            raise Failed("invalid activityId", reason="activityid/create gives the mini program's own activities")
        template, parameters = rules.template_info(call.options.get("templateInfo")) if changing else ("", {})
        menu = Menu(activity=activity, template=template, parameters=parameters, private=private)
    call.keep(menu)
    return {}


@ability("share", "deed")
def share(call: PhoneCall) -> dict[str, Any]:
    """The person sends the open mini program to a friend: options to (a person), title, path, imageUrl."""
    act, friend = call.act, nouns.person(call.act.tx, str(call.options.get("to")))
    call.opened = nouns.opened(act.tx, call.phone.id, call.account.appid)
    if friend is None or call.opened is None:
        raise NotPossible("share takes to, a person, and happens in a mini program that is open on the phone")
    path = str(call.options.get("path") or call.opened.pages[-1]).removeprefix("/")
    body = {"from": call.person.id, "path": path, "imageUrl": str(call.options.get("imageUrl") or "")}
    menu = call.kept(Menu)
    activity = _shared(call, menu) if menu.activity else None
    notice = inbox.put(
        act,
        friend.id,
        "chat.miniprogrampage",
        title=str(call.options.get("title") or call.account.name),
        lines=rules.shown(activity) if activity and menu.template else (),
        target=Target(appid=call.account.appid, path=path, version=call.opened.kind, scene=FROM_CHAT),
        body={**body, "activity_id": menu.activity, "private": True} if menu.private else body,
        appid=call.account.appid,
    )
    if activity and menu.template:
        store.add_card(act.tx, activity.id, notice.id, friend.id, act.now)
    return {"message": notice.id, "to": friend.id}


def _shared(call: PhoneCall, menu: Menu) -> rules.Activity:
    """The activity, with the template of the card that is shared of it."""
    act, appid = call.act, call.account.appid
    found = store.activity(act.tx, menu.activity)
    mine = [identity.meet(act, appid, call.person.id).openid]
    if call.account.open_platform:
        mine.append(identity.unionid(act.world.key, call.account.open_platform, call.person.id))
    if found is None or not rules.may_share(found, tuple(mine), menu.private, act.now):
        raise Failed("activity can not be shared", reason="it is over, or only another person may share it")
    if menu.template and not found.template:
        found = msgspec.structs.replace(found, template=menu.template, parameters=menu.parameters)
        store.change(act.tx, found)
        api.plan_end(act, found)
    return found


def _message(call: PhoneCall) -> Notice:
    id = call.options.get("message")
    if not isinstance(id, int) or isinstance(id, bool):
        raise NotPossible("give message, the id of a message in the phone's inbox")
    return inbox.read(call.act, call.phone, id)


@ability("passOn", "deed")
def pass_on(call: PhoneCall) -> dict[str, Any]:
    """The person sends a card of the inbox to another person: options message, to. Private ones cannot be passed on."""
    notice, friend = _message(call), nouns.person(call.act.tx, str(call.options.get("to")))
    if friend is None or notice.kind != "chat.miniprogrampage":
        raise NotPossible("passOn takes message, a card of a mini program, and to, a person")
    if notice.body.get("private"):
        raise Failed("private message", reason="a private message cannot be passed on")
    sent = inbox.put(
        call.act,
        friend.id,
        notice.kind,
        title=notice.title,
        lines=notice.lines,
        target=notice.target,
        body={**notice.body, "from": call.person.id},
        appid=notice.appid,
    )
    activity = store.activity_of_card(call.act.tx, notice.id, call.person.id)
    if activity is not None:
        store.add_card(call.act.tx, activity, sent.id, friend.id, call.act.now)
    return {"message": sent.id, "to": friend.id}


@ability("remindMe", "deed")
def remind_me(call: PhoneCall) -> dict[str, Any]:
    """The person wants to be reminded when what a card tells of begins: option message."""
    notice = _message(call)
    id = store.activity_of_card(call.act.tx, notice.id, call.person.id)
    found = store.activity(call.act.tx, id) if id else None
    if found is None or found.state != rules.OPEN:
        raise NotPossible("only a card whose activity has not begun reminds somebody")
    store.remind(call.act.tx, notice.id)
    return {"text": rules.TEMPLATES[found.template].asked}


ABILITIES = (update_share_menu, share, pass_on, remind_me)
