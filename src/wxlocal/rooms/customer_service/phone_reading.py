"""The person reads a chat, taps in it, turns messages off, deletes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import DISCOVERED, launch, running
from wxlocal.core.world import identity, inbox
from wxlocal.core.world.nouns import Account, Line, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.customer_service import rules, rules_messages, rules_shown, store
from wxlocal.rooms.customer_service.facts import Chat, ChatLine
from wxlocal.rooms.customer_service.phone import Place, chat_of, write

SHOWN = 100


class Message(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One message as the person sees it. ``by``: me, account, or the agent's name. ``message``: its id in the inbox."""

    by: str
    kind: str
    text: str
    at: int
    message: int = 0
    lines: tuple[Line, ...] = ()
    target: Target | None = None


class Conversation(msgspec.Struct, kw_only=True):
    """``typing``: 对方正在输入. ``suggestion``: the card that the client offers to send."""

    account: str
    name: str
    messages: list[Message]
    typing: bool
    blocked: bool
    suggestion: dict[str, Any] | None


def conversation(act: Act, account: Account, person: str, business: str, most: int = SHOWN) -> Conversation:
    """Both sides in their order, the newest that fit."""
    chat = store.chat(act.tx, person, account.appid, business)
    chat = chat or Chat(person=person, appid=account.appid, business=business)
    lines = store.lines(act.tx, person, account.appid, business, chat.deleted_to, most)
    agents = {agent.account: agent.nickname for agent in store.agents(act.tx, account.appid)}
    return Conversation(
        account=account.appid,
        name=account.name,
        messages=[_message(act, account, line, agents) for line in lines],
        typing=act.now < chat.typing_until,
        blocked=chat.blocked,
        suggestion=chat.card,
    )


def _message(act: Act, account: Account, line: ChatLine, agents: dict[str, str]) -> Message:
    notice = inbox.find(act, line.notice) if line.notice else None
    by = "me" if line.said_by == "person" else agents.get(line.worker, line.worker) or "account"
    if notice is None:
        text = str(line.body.get("Title") or line.body.get("Label") or rules_shown.recorded(line.kind, line.body))
        return Message(by=by, kind=line.kind, text=text, at=line.at)
    text = "\n".join(one.value for one in notice.lines)
    return Message(
        by=by, kind=line.kind, text=text, at=line.at, message=notice.id, lines=notice.lines, target=notice.target
    )


@ability("readChat", "deed")
def read_chat(call: PhoneCall) -> dict[str, Any]:
    """The person reads the chat with an account: options account, businessId. Both sides, in order."""
    account, _, business = chat_of(call)
    told = conversation(call.act, account, call.person.id, business)
    for message in told.messages:
        if message.message:
            inbox.read(call.act, call.phone, message.message)
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


@ability("tapInMessage", "deed")
def tap(call: PhoneCall) -> dict[str, Any]:
    """The person taps a menu item or a link in a message: options message (its id), item (its id, words or number)."""
    id, item = call.options.get("message"), str(call.options.get("item", ""))
    if not isinstance(id, int) or isinstance(id, bool):
        raise NotPossible("tapInMessage takes message, the id of a message in the phone's inbox, and item")
    notice = inbox.read(call.act, call.phone, id)
    account = nouns.account(call.act.tx, notice.appid)
    line = store.line_of_notice(call.act.tx, id)
    if account is None or line is None:
        raise NotPossible(f"message {id} is not in the chat of an account", status=409)
    if line.kind == "msgmenu":
        return _tap_menu(call, account, line, item)
    return _tap_link(call, account, line, item)


def _say(call: PhoneCall, account: Account, line: ChatLine, text: str, id: str) -> dict[str, Any]:
    place = Place(account, identity.meet(call.act, account.appid, call.person.id), line.business)
    return write(call, place, "text", {"Content": text, rules.MENU_ID: id})


def _tap_menu(call: PhoneCall, account: Account, line: ChatLine, item: str) -> dict[str, Any]:
    """The item's words are sent as if the person had written them, with its id."""
    items = line.body["msgmenu"]["list"]
    for one in items:
        if item in (str(one["id"]), one["content"]):
            return _say(call, account, line, one["content"], str(one["id"]))
    known = ", ".join(repr(one["content"]) for one in items)
    raise NotPossible(f"the message has no item {item!r}, only {known}")


def _tap_link(call: PhoneCall, account: Account, line: ChatLine, item: str) -> dict[str, Any]:
    inner = line.body.get("text")
    text = str((inner.get("content") if isinstance(inner, dict) else line.body.get("Content")) or "")
    found = rules_messages.links(text)
    for number, (attributes, words) in enumerate(found, 1):
        if item in ("", str(number), words):
            sends = rules_shown.menu_link(attributes.get("href", ""))
            if sends is not None:
                return _say(call, account, line, *sends)
            return _open(call, rules_shown.link_target(account, attributes))
    known = ", ".join(repr(words) for _, words in found) or "none"
    raise NotPossible(f"the message has no link {item!r}; its links: {known}")


def _open(call: PhoneCall, target: Target | None) -> dict[str, Any]:
    if target is None:
        raise NotPossible("the link leads nowhere: it has neither href nor data-miniprogram-appid", status=409)
    if target.url:
        return {"browser": target.url}
    bare, _, text = target.path.removeprefix("/").partition("?")
    _, release = running(call.act, call.person, target.appid)
    query = dict(parse_qsl(text, keep_blank_values=True))
    scene = target.scene or DISCOVERED
    opened = launch(call.act, call.phone, release, path=bare, query=query, scene=scene)
    return {"appid": target.appid, "path": opened.path, "query": opened.query, "scene": opened.scene}


def _blocked(call: PhoneCall, blocked: bool) -> dict[str, Any]:
    account, _, business = chat_of(call)
    chat = store.chat(call.act.tx, call.person.id, account.appid, business)
    chat = chat or Chat(person=call.person.id, appid=account.appid, business=business)
    store.set_chat(call.act.tx, msgspec.structs.replace(chat, blocked=blocked))
    return {"account": account.appid, "blocked": blocked}


@ability("blockMessages", "deed")
def block(call: PhoneCall) -> dict[str, Any]:
    """The person turns off the messages of an account (接收消息): option account. custom/send answers 48002."""
    return _blocked(call, True)


@ability("allowMessages", "deed")
def allow(call: PhoneCall) -> dict[str, Any]:
    """The person turns the messages of an account on again: option account."""
    return _blocked(call, False)


@ability("deleteChat", "deed")
def delete(call: PhoneCall) -> dict[str, Any]:
    """The person deletes the chat with an account: option account. The account and its agents keep what was said."""
    account, _, business = chat_of(call)
    chat = store.chat(call.act.tx, call.person.id, account.appid, business)
    chat = chat or Chat(person=call.person.id, appid=account.appid, business=business)
    gone = msgspec.structs.replace(chat, deleted_to=store.last_line(call.act.tx), card=None)
    store.set_chat(call.act.tx, gone)
    return {"deleted": account.appid}


ABILITIES = (read_chat, tap, block, allow, delete)
