"""Sending template messages of official accounts. Source: 模板消息/发送模板消息; 事件推送 TEMPLATESENDJOBFINISH."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_appid, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import inbox, outbox
from wxlocal.core.world.nouns import Account, Relation, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.template import rules, settings, store
from wxlocal.rooms.template.api import OFFICIAL, SETS, verified
from wxlocal.rooms.template.facts import Facts, Reach, Template

SCENE = 1043  # 公众号模板消息
FIRST_MSGID = 2_000_000_000
ONCE = 600  # seconds in which one client_msg_id is sent once
A_DAY = 100_000


class Jump(msgspec.Struct, frozen=True):
    """``path``: as some SDKs call pagepath."""

    appid: str = ""
    pagepath: str = ""
    path: str = ""

    @property
    def page(self) -> str:
        return self.pagepath or self.path


class Message(msgspec.Struct, frozen=True, kw_only=True):
    template_id: str = ""
    url: str = ""
    miniprogram: Jump | None = None
    data: dict[str, rules.Value] = {}


class Send(Message, frozen=True, kw_only=True):
    touser: str = ""
    client_msg_id: str = ""


class Sent(Answer, kw_only=True):
    msgid: int


def follower(act: Act, official: Account, openid: str) -> Relation:
    relation = nouns.relation_by_openid(act.tx, openid) if openid else None
    if relation is None or relation.appid != official.appid:
        owner = f"it belongs to {relation.appid}" if relation else "nobody has it"
        raise invalid_openid(f"{openid[:40]!r} is not an openid of {official.appid}: {owner}")
    return relation


def _target(act: Act, official: Account, message: Message) -> Target | None:
    """What a tap opens: the mini program before the url; overseas accounts' messages open nothing."""
    jump = message.miniprogram
    if jump is not None and jump.appid:
        return _page(act, official, jump)
    subject = nouns.subject(act.tx, official.subject)
    if not message.url or (subject is not None and subject.overseas):
        return None
    return Target(url=message.url)


def _page(act: Act, official: Account, jump: Jump) -> Target | None:
    if jump.appid not in nouns.minis_of(act.tx, official.appid):
        raise invalid_appid(f"{jump.appid[:40]!r} is not linked to {official.appid}")
    account = nouns.account(act.tx, jump.appid)
    if account is not None and account.kind != "mini_program":
        raise invalid_appid("a template message opens no mini game")
    online = nouns.newest_release(act.tx, jump.appid, "release", act.now)
    path = jump.page.removeprefix("/")
    page = path.partition("?")[0]
    if online is None or (page and page not in online.pages):
        there = f"its pages: {', '.join(online.pages)}" if online else "it has no published version"
        raise Refused(40165, "invalid weapp pagepath", reason=f"{page[:80]!r} cannot be opened, {there}")
    subject = nouns.subject(act.tx, official.subject)
    if subject is not None and subject.overseas:
        return None
    return Target(appid=jump.appid, path=path, scene=SCENE, referrer={"appId": official.appid})


def checked(act: Act, official: Account, template: Template, message: Message) -> Target | None:
    """Everything that may refuse the message; gives what a tap on it opens."""
    rules.check_url(message.url)
    target = _target(act, official, message)
    rules.check_data(template, message.data)
    words = tuple(word for word in str(act.setting(settings.MARKETING_WORDS)).split(",") if word)
    rules.check_marketing(template, message.data, words, act.moment())
    return target


def deliver(
    act: Act, official: Account, relation: Relation, template: Template, message: Message, target: Target | None
) -> int:
    """Puts the message into the person's inbox, unless it is not accepted, and tells the account's server what became
    of it; gives the msgid.
    """
    msgid = FIRST_MSGID + act.seq
    reach = act.person_facts(relation.person, Reach)
    status = "success"
    if official.appid in reach.refused:
        status = "failed:user block"
    elif reach.unreachable:
        status = "failed: system failed"
    else:
        lines = rules.shown(template, message.data, act.moment())
        body = {**msgspec.to_builtins(message), "touser": relation.openid, "msgid": msgid}
        inbox.put(
            act,
            relation.person,
            "template",
            title=template.title,
            lines=lines,
            target=target,
            body=body,
            appid=official.appid,
        )
    outbox.tell(act, official, "TEMPLATESENDJOBFINISH", relation.openid, MsgID=msgid, Status=status)
    return msgid


def check_follows(relation: Relation) -> None:
    if not relation.follows:
        raise Refused(43004, "require subscribe", reason=f"{relation.person} does not follow the account")


@operation(
    "POST", "/cgi-bin/message/template/send", Send, Sent, name="sendTemplateMessage", accounts=OFFICIAL,
    permission_sets=SETS, limits=Limits(per_day=A_DAY), cloud="officialAccount.messageTemplate.send",
    source="模板消息/发送模板消息",
    errors=((40003, "invalid openid"), (40013, "invalid appid"), (40036, "invalid template_id size"),
            (40037, "invalid template_id"), (40039, "invalid url size"), (40165, "invalid weapp pagepath"),
            (40249, rules.MARKETING), (43004, "require subscribe"), (43116, "模板被限制下发"),
            (47003, "argument invalid!")),
)  # fmt: skip
def send(call: Call, request: Send) -> Sent:
    """Sends a template message to a follower; the account's server hears of its end."""
    act, official = call.act, call.account
    verified(official)
    relation = follower(act, official, request.touser)
    template = rules.template_of(act.facts(official.appid, Facts).templates, request.template_id)
    target = checked(act, official, template, request)
    check_follows(relation)
    client = request.client_msg_id
    before = store.sent(act.tx, official.appid, relation.openid, client, act.now - ONCE) if client else None
    if before is not None:
        return Sent(msgid=before)
    msgid = deliver(act, official, relation, template, request, target)
    if client:
        store.set_sent(act.tx, official.appid, relation.openid, client, msgid, act.now)
    return Sent(msgid=msgid)


OPERATIONS = (send,)
