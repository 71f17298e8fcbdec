"""What the room hears of letters and of what people receive, and how it shows passive replies."""

from __future__ import annotations

from typing import Any

from wxlocal.core.world import files
from wxlocal.core.world.nouns import APP_KINDS, Account, Letter, Notice
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.customer_service import gates_chat, rules, rules_shown, store
from wxlocal.rooms.customer_service.facts import ChatLine

TRANSFER = "transfer_customer_service"
# what tells a message of the account from other things that arrive in chats: cards of friends, reminders
MESSAGE = {"msgtype", "MsgType", "Content", "MediaId", "Articles"}
HEAD = ("ToUserName", "FromUserName", "CreateTime", "MsgType")


def posted(act: Act, letter: Letter) -> None:
    """What a person did stands in the chat, and allows the account to answer."""
    body, doing = letter.body, rules.doing(letter.body)
    ends = body.get("MsgType") == "event" and body.get("Event") == "unsubscribe"
    if not letter.person or not (doing or ends):
        return
    relation, account = nouns.relation_by_openid(act.tx, letter.person), nouns.account(act.tx, letter.appid)
    if relation is None or account is None or relation.appid != letter.appid:
        return
    if body["MsgType"] != "event":
        line = gates_chat.say(act, said(act, account, relation.person, body))
        if account.kind in APP_KINDS and gates_chat.nobody_hears(act, account):
            gates_chat.hand_over(act, account, letter.person, line)
    if ends:
        store.close_windows(act.tx, letter.appid, letter.person)
        store.end_session(act.tx, letter.appid, letter.person)
    if doing is not None:
        gates_chat.act_of_person(act, account, letter.person, gates_chat.business_of(body), doing)


def said(act: Act, account: Account, person: str, body: dict[str, Any]) -> ChatLine:
    """A line of the person's side, from a pushed body."""
    fields = {name: value for name, value in body.items() if name not in HEAD}
    kind, business = str(body["MsgType"]), gates_chat.business_of(body)
    return ChatLine(
        id=0,
        appid=account.appid,
        person=person,
        business=business,
        said_by="person",
        kind=kind,
        body=fields,
        at=act.now,
    )


def received(act: Act, notice: Notice) -> None:
    """What arrived in the chat of an account is part of the chat, whoever sent it."""
    prefix, _, kind = notice.kind.partition(".")
    if prefix != "chat" or not notice.appid or not MESSAGE & notice.body.keys():
        return
    line = ChatLine(
        id=0,
        appid=notice.appid,
        person=notice.person,
        business=gates_chat.business_of(notice.body),
        said_by="account",
        kind=kind,
        body=notice.body,
        at=notice.at,
        notice=notice.id,
    )
    gates_chat.say(act, line)
    store.stop_typing(act.tx, line.person, line.appid, line.business)


def replied(act: Act, letter: Letter, account: Account, reply: dict[str, Any]) -> str:
    """A passive reply is shown in the chat; a transfer hands the customer to the agents. It costs no message."""
    relation = nouns.relation_by_openid(act.tx, letter.person)
    if relation is None:
        return ""
    if reply["MsgType"] == TRANSFER:
        info = reply.get("TransInfo")
        wanted = str(info.get("KfAccount") or "") if isinstance(info, dict) else ""
        gates_chat.hand_over(act, account, letter.person, _line_of(act, letter, relation.person), wanted)
        return ""
    sent = rules_shown.of_reply(reply)
    missing = _missing(act, letter, sent.content) or rules_shown.lacking(sent)
    if not missing:
        gates_chat.deliver(act, account, relation.person, sent, reply)
    return missing


def _line_of(act: Act, letter: Letter, person: str) -> ChatLine | None:
    """The message that the reply belongs to; an event is not a message."""
    business = gates_chat.business_of(letter.body)
    wanted = letter.body.get("MsgId")
    for line in reversed(store.lines(act.tx, person, letter.appid, business, 0, 50)):
        if line.said_by == "person" and wanted is not None and line.body.get("MsgId") == wanted:
            return line
    return None


def _missing(act: Act, letter: Letter, content: dict[str, Any]) -> str:
    """Why a file of a passive reply cannot be shown. What the person has just sent can be sent back, if it was pushed
    by hand too.
    """
    sent = (letter.body.get("MediaId"), letter.body.get("ThumbMediaId"))
    for name in ("media_id", "thumb_media_id"):
        id = content.get(name)
        if id and id not in sent and files.material(act, letter.appid, str(id)) is None:
            return f"{name} {str(id)[:60]!r} is not a file of the account, or it has expired (40007)"
    return ""
