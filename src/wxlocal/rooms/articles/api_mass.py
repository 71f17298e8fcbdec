"""Mass sending. Source: 群发消息: 根据标签群发, 根据OpenID群发, 预览, 查询状态, 删除."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import files
from wxlocal.core.world.nouns import OFFICIAL, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.articles import jobs, rules, store
from wxlocal.rooms.articles.api_drafts import NO_MEDIA, draft_of, news_of
from wxlocal.rooms.articles.api_publish import SETS, remove
from wxlocal.rooms.articles.jobs import ADDRESS
from wxlocal.rooms.articles.store import Sending

NO_MESSAGE = (40059, "invalid msg id")
WITHIN, TOO_FAST = 24 * 3600, 60  # seconds in which a clientmsgid counts, and must rest
SENDING = Limits(per_day=100, per_minute=60)
ERRORS = (
    NO_MEDIA,
    (40008, "invalid message type"),
    (44004, "empty content"),
    (45028, "has no masssend quota"),
    (45065, "clientmsgid exist"),
    (45066, "same clientmsgid retry too fast"),
    (45067, "clientmsgid size out of limit"),
)


class Filter(msgspec.Struct):
    is_to_all: bool = False
    tag_id: int | None = None
    group_id: int | None = None


class Message(msgspec.Struct, kw_only=True):
    """``msgtype`` says which member holds the message."""

    msgtype: str = ""
    mpnews: dict[str, Any] | None = None
    text: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    image: dict[str, Any] | None = None
    images: dict[str, Any] | None = None
    mpvideo: dict[str, Any] | None = None
    send_ignore_reprint: int = 0
    clientmsgid: str = ""


class ToTag(Message, kw_only=True):
    filter: Filter = msgspec.field(default_factory=Filter)


class ToPeople(Message, kw_only=True):
    touser: list[str] = []


class Preview(Message, kw_only=True):
    touser: str = ""
    towxname: str = ""


class Submitted(Answer, kw_only=True):
    """``msg_data_id`` only of articles."""

    errmsg: str = "send job submission success"
    msg_id: int
    msg_data_id: int | msgspec.UnsetType = msgspec.UNSET


class Previewed(Answer, kw_only=True):
    errmsg: str = "preview success"
    msg_id: int


class MessageId(msgspec.Struct):
    msg_id: str = ""


class Deletion(msgspec.Struct):
    """``article_idx`` counts from 1; 0 = all. ``url`` names an article instead."""

    msg_id: str = ""
    article_idx: int = 0
    url: str = ""


class State(msgspec.Struct):
    msg_id: int
    msg_status: str


def message_of(call: Call, request: Message) -> dict[str, Any]:
    """What is sent: the text, media ids, or the articles of a draft, whole."""
    member = rules.KINDS.get(request.msgtype)
    if member is None:
        raise Refused(
            40008, "invalid message type", reason=f"msgtype {request.msgtype!r} is not one of {', '.join(rules.KINDS)}"
        )
    several = request.images if member == "image" else None
    given: dict[str, Any] = several or getattr(request, member) or {}
    if member == "text":
        content = given.get("content")
        if not isinstance(content, str) or not content:
            raise Refused(44004, "empty content", reason="text.content is empty")
        return {"msgtype": "text", "content": content}
    if member == "mpnews":
        draft = draft_of(call, str(given.get("media_id") or ""))
        return {"msgtype": "mpnews", "draft": draft.id, "items": msgspec.to_builtins(draft.items)}
    listed = given.get("media_ids")
    ids = [str(one) for one in listed] if isinstance(listed, list) else [str(given.get("media_id") or "")]
    for media_id in ids:
        if files.material(call.act, call.account.appid, media_id) is None:
            raise Refused(*NO_MEDIA, reason=f"{member}: the account has no material {media_id[:40]!r}")
    return {"msgtype": member, "media_ids": ids}


def _send(call: Call, request: Message, receivers: str, to_all: bool) -> Submitted:
    """One task, unless it was asked for within a day; the draft leaves its box."""
    rules.check_client_id(request.clientmsgid)
    message = message_of(call, request)
    client = rules.client_id(request.clientmsgid, receivers, message)
    act, account = call.act, call.account
    before = store.sending_by_client(act.tx, account.appid, client, act.now - WITHIN)
    if before is not None and before.status == "SENDING" and act.now - before.at < TOO_FAST:
        raise Refused(45066, "same clientmsgid retry too fast", reason="the task is under way: ask again in a minute")
    if before is not None:
        raise Refused(45065, "clientmsgid exist", reason="it was asked for within a day", extra={"msg_id": before.id})
    sending = jobs.plan_sending(act, account, receivers, to_all, message, client)
    if "draft" in message:
        store.remove_draft(act.tx, message["draft"])
    data_id = sending.id + (1 << 20) if "items" in message else msgspec.UNSET
    return Submitted(msg_id=sending.id, msg_data_id=data_id)


@operation(
    "POST", "/cgi-bin/message/mass/sendall", ToTag, Submitted, name="massSendAll", accounts=OFFICIAL,
    permission_sets=SETS, limits=SENDING, errors=(*ERRORS, (40152, "invalid group id")), source="群发/根据标签群发消息",
)  # fmt: skip
def send_all(call: Call, request: ToTag) -> Submitted:
    """A message to all followers, or to those with a tag; the event MASSSENDJOBFINISH tells who received it."""
    call.check_verified()
    if request.filter.is_to_all:
        return _send(call, request, "all", True)
    tag = request.filter.tag_id if request.filter.tag_id is not None else request.filter.group_id
    known = [one.id for one in call.platform("/cgi-bin/tags/get", {}).tags]
    if tag is None or tag not in known:
        raise Refused(40152, "invalid group id", reason=f"filter.tag_id {tag} is not a tag of the account")
    return _send(call, request, str(tag), False)


@operation(
    "POST", "/cgi-bin/message/mass/send", ToPeople, Submitted, name="massSend", accounts=("service_account",),
    permission_sets=SETS, limits=SENDING, source="群发/根据OpenID群发消息",
    errors=(*ERRORS, (40032, "invalid openid list size"), (40130, "invalid openid list size, at least two openid")),
)  # fmt: skip
def send(call: Call, request: ToPeople) -> Submitted:
    """A message to two to ten thousand people, by openid; for service accounts."""
    call.check_verified()
    rules.check_openids(request.touser)
    return _send(call, request, msgspec.json.encode(request.touser).decode(), False)


@operation(
    "POST", "/cgi-bin/message/mass/preview", Preview, Previewed, name="massPreview", accounts=OFFICIAL,
    permission_sets=SETS, limits=Limits(per_day=100), source="群发/预览消息",
    errors=(*ERRORS[:3], (40003, "invalid openid"), (40132, "invalid username"), (43004, "require subscribe")),
)  # fmt: skip
def preview(call: Call, request: Preview) -> Previewed:
    """The message to one follower, by openid or WeChat id; the draft stays."""
    call.check_verified()
    person = _one(call, request)
    message = message_of(call, request)
    if "draft" in message:
        draft = draft_of(call, message["draft"])
        urls = [str(item["url"]) for item in news_of(draft).news_item]
        jobs.show(call.act, call.account, person.id, draft.items, urls)
    else:
        jobs.arrive(call.act, call.account, person.id, message, None)
    return Previewed(msg_id=store.next_sending(call.act.tx))


def _one(call: Call, request: Preview) -> Person:
    """``towxname`` goes before ``touser``."""
    tx, appid = call.act.tx, call.account.appid
    if request.towxname:
        person = nouns.person_by_wechat_id(tx, request.towxname)
        if person is None:
            raise Refused(40132, "invalid username", reason=f"nobody has the WeChat id {request.towxname[:40]!r}")
        relation = nouns.relation(tx, appid, person.id)
    else:
        relation = nouns.relation_by_openid(tx, request.touser) if request.touser else None
        person = nouns.person(tx, relation.person) if relation and relation.appid == appid else None
        if person is None:
            raise invalid_openid(f"{request.touser[:40]!r} is not an openid of this account")
    if relation is None or not relation.follows:
        raise Refused(43004, "require subscribe", reason="the person does not follow")
    return person


def _sending(call: Call, id: str) -> Sending:
    found = store.sending(call.act.tx, int(id)) if id.isdecimal() and len(id) < 18 else None
    if found is None or found.appid != call.account.appid:
        raise Refused(*NO_MESSAGE, reason=f"the account has sent no message {id[:20]!r}")
    return found


@operation(
    "POST", "/cgi-bin/message/mass/get", MessageId, State, name="massGet", accounts=OFFICIAL, permission_sets=SETS,
    lenient=("numbers",), errors=(NO_MESSAGE,), source="群发/查询群发消息发送状态",
)  # fmt: skip
def get(call: Call, request: MessageId) -> State:
    """How far a task is: SENDING, SEND_SUCCESS, SEND_FAIL, DELETE."""
    call.check_verified()
    found = _sending(call, request.msg_id)
    return State(found.id, found.status)


@operation(
    "POST", "/cgi-bin/message/mass/delete", Deletion, Answer, name="massDelete", accounts=OFFICIAL,
    permission_sets=SETS, lenient=("numbers",), errors=(NO_MESSAGE, (40114, "invalid index value")),
    source="群发/删除群发消息",
)  # fmt: skip
def delete(call: Call, request: Deletion) -> Answer:
    """Deletes articles that were sent: the message stays, its pages say that they are gone."""
    call.check_verified()
    if request.url and not request.msg_id:
        article = store.article_of_page(call.act.tx, request.url.removeprefix(ADDRESS))
        if article is None or article.appid != call.account.appid:
            raise Refused(*NO_MESSAGE, reason="url is not the address of an article of this account")
        remove(call, article, article.pages.index(request.url.removeprefix(ADDRESS)) + 1)
        return Answer()
    sending = _sending(call, request.msg_id)
    sent = store.article(call.act.tx, sending.article) if sending.article else None
    if sent is None:
        raise Refused(*NO_MESSAGE, reason="only articles that were sent can be deleted")
    left = remove(call, sent, request.article_idx)
    if len(left.gone) == len(left.items):
        store.end_sending(call.act.tx, sending.id, "DELETE", sending.article)
    return Answer()


OPERATIONS = (send_all, send, preview, get, delete)
