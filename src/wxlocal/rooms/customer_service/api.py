"""Customer-service messages over the server API, and that somebody is typing. Sources: 发送客服消息; 客服输入状态."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, api_unauthorized, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import files
from wxlocal.core.world.hooks import ARTICLE
from wxlocal.core.world.nouns import OFFICIAL, Link, Material, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.customer_service import gates_chat, rules, rules_messages, settings, store
from wxlocal.rooms.customer_service.facts import Agent, Chat, Customer

SETS = (1, 6, 19, 100)
PROTECTED = "为保护未成年人权益，该条消息发送失败"
Object = dict[str, Any]


class Send(msgspec.Struct):
    """``msgtype`` names the object that is sent."""

    touser: str = ""
    msgtype: str = ""
    text: Object = {}
    image: Object = {}
    voice: Object = {}
    video: Object = {}
    music: Object = {}
    news: Object = {}
    mpnews: Object = {}
    mpnewsarticle: Object = {}
    msgmenu: Object = {}
    wxcard: Object = {}
    link: Object = {}
    miniprogrampage: Object = {}
    customservice: Object = {}
    aimsgcontext: Object = {}
    businessid: int | str = ""


class Typing(msgspec.Struct):
    touser: str = ""
    command: str = ""
    businessid: int | str = ""


def verified(call: Call) -> None:
    """Official accounts need verification (仅认证), mini programs do not."""
    if call.account.kind in OFFICIAL and not call.account.verified:
        raise api_unauthorized("customer service is for verified official accounts")


def customer(call: Call, openid: str) -> Relation:
    relation = nouns.relation_by_openid(call.act.tx, openid)
    if relation is None or relation.appid != call.account.appid:
        raise invalid_openid(f"nobody here has the openid {openid[:40]!r}")
    return relation


def business(call: Call, id: int | str) -> str:
    """The sub-merchant that a call names, as text; "" = none."""
    if id in ("", 0, "0"):
        return ""
    number = int(id) if str(id).isdecimal() else 0
    if store.sub_merchant(call.act.tx, call.account.appid, id=number) is None:
        raise Refused(45071, "invalid business_id", reason=f"the account has no sub-merchant {str(id)[:40]!r}")
    return str(number)


@operation(
    "POST", "/cgi-bin/message/custom/send", Send, Answer, name="sendCustomMessage", accounts=rules.KINDS,
    permission_sets=SETS, cloud="customerServiceMessage.send", limits=Limits(per_day=500_000),
    aliases=("/cgi-bin/message/custom/business/send",), source="小程序客服/客服消息/发送客服消息",
    errors=((40003, "invalid openid"), (40007, "invalid media_id"), (40008, "invalid message type"),
            (40013, "invalid appid"), (40097, "invalid args"), (40165, "invalid weapp pagepath"),
            (44003, "empty news data"), (44004, "empty content"), (45002, "content size out of limit"),
            (45008, "article size out of limit"),
            rules.OUT_OF_TIME,
            (45047, "out of response count limit"), (45071, "invalid business_id"), (53600, "Article ID 无效"),
            (48001, "api unauthorized"),
            (48002, "user block receive message"), (65401, "invalid custom service account"), (70000, PROTECTED)),
)  # fmt: skip
def send(call: Call, request: Send) -> Answer:
    """Sends a message to somebody who did something that allows it: text, pictures, cards and more."""
    verified(call)
    act, account = call.act, call.account
    relation = customer(call, request.touser)
    merchant = business(call, request.businessid)
    body = msgspec.structs.asdict(request)
    sent = rules_messages.check(_sender(call), request.msgtype, body, act.moment())
    agent = _agent(call, request.customservice)
    chat = store.chat(act.tx, relation.person, account.appid, merchant)
    if chat is not None and chat.blocked:
        raise Refused(48002, "user block receive message", reason="the person has turned off messages of this account")
    rules.check_follower(account, relation)
    gates_chat.spend(act, account, relation.openid, merchant)
    if act.person_facts(relation.person, Customer).protected:
        raise Refused(70000, PROTECTED, reason="facts.customer_service of the person: protected")
    told = {name: value for name, value in body.items() if value not in ({}, "")}
    gates_chat.deliver(act, account, relation.person, sent, told, agent=agent)
    return Answer()


def _sender(call: Call) -> rules_messages.Sender:
    act, appid = call.act, call.account.appid
    linked = set(nouns.minis_of(act.tx, appid)) if call.account.kind in OFFICIAL else set()

    def media(id: str) -> Material | None:
        return files.material(act, appid, id)

    def article(id: str) -> Link | None:
        return next((card for card in act.offers.each(ARTICLE, act, appid, id) if card is not None), None)

    return rules_messages.Sender(call.account, linked.__contains__, media, article, act.setting(settings.MPNEWS))


def _agent(call: Call, named: Object) -> Agent | None:
    if not named.get("kf_account"):
        return None
    return rules.find_agent(store.agents(call.act.tx, call.account.appid), str(named["kf_account"]))


@operation(
    "POST", "/cgi-bin/message/custom/typing", Typing, Answer, name="typing", accounts=rules.KINDS,
    permission_sets=SETS, cloud="customerServiceMessage.setTyping", source="小程序客服/客服消息/客服输入状态",
    aliases=("/cgi-bin/message/custom/business/typing",),
    errors=((40003, "invalid openid"), (40200, "invalid account type"), (45072, "invalid command"),
            (45080, "need sending message to user, or recving message from user in the last 30 seconds before typing"),
            (45081, "you are already typing")),
)  # fmt: skip
def typing(call: Call, request: Typing) -> Answer:
    """Shows the person for fifteen seconds that somebody is typing, or no longer."""
    verified(call)
    act, account = call.act, call.account
    if "/business/" in call.wire.path and account.kind in OFFICIAL:
        raise Refused(40200, "invalid account type", reason="official accounts call /cgi-bin/message/custom/typing")
    relation = customer(call, request.touser)
    merchant = business(call, request.businessid)
    chat = store.chat(act.tx, relation.person, account.appid, merchant)
    chat = chat or Chat(person=relation.person, appid=account.appid, business=merchant)
    last = store.last_said(act.tx, relation.person, account.appid, merchant)
    rules.check_typing(request.command, act.now, last, chat.typing_until)
    rules.check_follower(account, relation)
    if request.command == "Typing":
        windows = store.windows(act.tx, account.appid, relation.openid, merchant)
        rules.check_windows(windows, act.now, rules.rule_of(account, act.moment()))
        store.set_chat(act.tx, msgspec.structs.replace(chat, typing_until=act.now + rules.TYPING_LASTS))
    else:
        store.stop_typing(act.tx, relation.person, account.appid, merchant)
    return Answer()


OPERATIONS = (send, typing)
