"""The person enters a customer service and writes: to an official account, to a mini program. Sources: 接收普通消息;
接收消息和事件; 组件 button; wx.openCustomerServiceConversation.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import Any, NamedTuple

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import running
from wxlocal.core.phone.outcomes import TAP, Absent, Failed
from wxlocal.core.world import files, identity, known, outbox
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, Account, Material, MaterialKind, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.customer_service import gates, gates_chat, rules, store
from wxlocal.rooms.customer_service.facts import Chat, Service

SOURCE = "接收消息和事件; 组件 button"
LONGEST_FROM = 1024  # characters of session-from
LONGEST_FROM_GAME = 1000  # bytes of sessionFrom in a mini game
OF_SERVICE = ("text", "image", "miniprogrampage")
FIRST_MSG_ID = 22_000_000_000_000_000  # MsgId is a whole number of 64 bits
# The smallest files of each kind, for who does not give one.
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////"
    "////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8Ad//Z"
)
AMR = b"#!AMR\n" + bytes([0x3C, *([0x54] * 31)])
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat"


# -- entering ---------------------------------------------------------------------------------------------------------


def _option(call: PhoneCall, name: str) -> Any:
    """An option in the spelling of code (sessionFrom) or of a page (session-from)."""
    dashed = "".join(f"-{char.lower()}" if char.isupper() else char for char in name)
    return call.options.get(name, call.options.get(dashed))


def _enter(call: PhoneCall, account: Account) -> Chat:
    """The chat opens; the developer's server hears where the person came from."""
    act, relation = call.act, identity.meet(call.act, account.appid, call.person.id)
    text = str(_option(call, "sessionFrom") or "")
    if account.kind == "mini_game":
        text = text.encode()[:LONGEST_FROM_GAME].decode("utf-8", "ignore")
    merchant = str(_option(call, "businessId") or "")
    if merchant and store.sub_merchant(act.tx, account.appid, id=int(merchant) if merchant.isdecimal() else -1) is None:
        raise NotPossible(f"{account.name} has no sub-merchant {merchant!r}: POST /cgi-bin/business/register adds one")
    before = store.chat(act.tx, call.person.id, account.appid, merchant)
    chat = before or Chat(person=call.person.id, appid=account.appid, business=merchant)
    chat = msgspec.structs.replace(chat, card=_offered(call, account))
    store.set_chat(act.tx, chat)
    more = {"BusinessId": int(merchant)} if merchant else {}
    outbox.tell(act, account, "user_enter_tempsession", relation.openid, SessionFrom=text[:LONGEST_FROM], **more)
    return chat


def _offered(call: PhoneCall, account: Account) -> dict[str, Any] | None:
    """The card that the client offers to send (可能要发送的小程序)."""
    if _option(call, "showMessageCard") not in (True, "true", ""):
        return None
    opened = nouns.opened(call.act.tx, call.phone.id, account.appid)
    page = opened.pages[-1] if opened and opened.pages else ""
    return {
        "title": str(_option(call, "sendMessageTitle") or account.name),
        "path": str(_option(call, "sendMessagePath") or page),
        "img": str(_option(call, "sendMessageImg") or ""),
    }


@ability("contact", "button", since="1.1.0", tap=True, says="enterContact", plugin=False, source=SOURCE)
def contact(call: PhoneCall) -> dict[str, Any]:
    """The button that opens the customer service: session-from, show-message-card, send-message-title, -path, -img."""
    _enter(call, call.account)
    return {"path": "", "query": {}}


def _game_only(call: PhoneCall) -> None:
    if call.account.kind != "mini_game":
        raise Absent("only mini games have it; mini programs use the button with open-type contact")


@ability(
    "openCustomerServiceConversation", since="2.0.3", present=_game_only, plugin=False,
    source="wx.openCustomerServiceConversation",
)  # fmt: skip
def open_conversation(call: PhoneCall) -> dict[str, Any]:
    """Opens the customer service of a mini game, once the person has touched it."""
    if call.in_hand.acted_at is None and not call.tapped:
        raise Failed(TAP, reason="the person has not touched the game yet: deed touch")
    _enter(call, call.account)
    return {"path": "", "query": {}}


@ability("enterCustomerService", "deed")
def enter(call: PhoneCall) -> dict[str, Any]:
    """The person goes to the customer service of a mini program: options account, sessionFrom, showMessageCard,
    sendMessageTitle, sendMessagePath, sendMessageImg, businessId.
    """
    account, _ = running(call.act, call.person, str(call.options.get("account") or call.request.appid or ""))
    chat = _enter(call, account)
    return {"account": account.appid, "suggestion": chat.card}


# -- writing ----------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """A chat: the account, the person in its eyes, and the sub-merchant."""

    account: Account
    relation: Relation
    business: str


def chat_of(call: PhoneCall) -> Place:
    """The chat that is meant: option account, and businessId."""
    act = call.act
    account = known.account(
        act, str(call.options.get("account") or ""), "official account or mini program", *rules.KINDS
    )
    business = str(call.options.get("businessId") or "")
    relation = nouns.relation(act.tx, account.appid, call.person.id)
    chat = store.chat(act.tx, call.person.id, account.appid, business)
    there = chat is not None or store.last_said(act.tx, call.person.id, account.appid, business) > 0
    gone = account.kind in OFFICIAL and relation is not None and relation.unfollowed_at is not None
    if relation is None or gone or not (relation.follows or there):
        first = "enterCustomerService" if account.kind in APP_KINDS else "follow"
        raise NotPossible(f"{call.person.id} has no chat with {account.name}: {first} opens one")
    return Place(account, relation, business)


def write(call: PhoneCall, place: Place, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Sends a message: to the developer's server, or to the agent who serves the person."""
    account, relation, business = place
    if account.kind in APP_KINDS and kind not in OF_SERVICE:
        raise NotPossible("the customer service of a mini program takes text, pictures and cards")
    act = call.act
    id = FIRST_MSG_ID + (store.last_line(act.tx) + 1) * 1000 + act.ids.below(1000)
    body = {
        "ToUserName": account.original_id,
        "FromUserName": relation.openid,
        "CreateTime": act.now,
        "MsgType": kind,
        **fields,
        "MsgId": id,
        **({"BusinessId": int(business)} if business else {}),
    }
    served = gates_chat.serving(act, account.appid, relation.openid)
    if served is None:
        letter = outbox.post(act, account, kind, body, relation.openid)
        return {"message": id, "to": "server", "letter": letter.id}
    session, agent = served
    line = gates_chat.say(act, gates.said(act, account, call.person.id, body))
    gates_chat.to_agent(act, account, line, agent)
    gates_chat.act_of_person(act, account, relation.openid, business, rules.doing(body) or "message")
    store.set_session(act.tx, msgspec.structs.replace(session, latest=act.now))
    return {"message": id, "to": agent.account}


def _text(call: PhoneCall, name: str, default: str | None = None) -> str:
    value = call.options.get(name, default)
    if not isinstance(value, str) or (not value and default is None):
        raise NotPossible(f"{call.request.api} takes {name}, a text")
    return value


def _file(call: PhoneCall, place: Place, kind: MaterialKind, otherwise: bytes, content_type: str) -> Material:
    """Keeps what the person sends for three days. Option content: the file in base64."""
    given = call.options.get("content")
    try:
        content = b64decode(str(given), validate=True) if given else otherwise
    except (Error, ValueError) as error:
        raise NotPossible(f"{call.request.api} takes content, a file in base64: {error}") from error
    wanted = str(call.options.get("contentType") or content_type)
    return files.store(call.act, place.account.appid, kind, content, wanted)


@ability("writeMessage", "deed", source="接收普通消息")
def write_message(call: PhoneCall) -> dict[str, Any]:
    """The person writes to an account: options account, and text."""
    return write(call, chat_of(call), "text", {"Content": _text(call, "text")})


@ability("sendPicture", "deed", source="接收普通消息")
def send_picture(call: PhoneCall) -> dict[str, Any]:
    """The person sends a picture: options account, content (base64; absent = a small one), contentType."""
    place = chat_of(call)
    file = _file(call, place, "image", JPEG, "image/jpeg")
    return {**write(call, place, "image", {"PicUrl": file.url, "MediaId": file.id}), "mediaId": file.id}


@ability("sendVoice", "deed", source="接收普通消息; 接收语音识别结果")
def send_voice(call: PhoneCall) -> dict[str, Any]:
    """The person says something: options account, content (base64), format (amr), words (what recognition hears)."""
    place = chat_of(call)
    file = _file(call, place, "voice", AMR, "audio/amr")
    fields = {"MediaId": file.id, "Format": _text(call, "format", "amr")}
    if call.act.facts(place.account.appid, Service).voice_recognition:
        fields["Recognition"] = _text(call, "words", "")
    return {**write(call, place, "voice", fields), "mediaId": file.id}


@ability("sendVideo", "deed", source="接收普通消息")
def send_video(call: PhoneCall) -> dict[str, Any]:
    """The person sends a video: options account, content (base64), short (true = 小视频)."""
    place = chat_of(call)
    file = _file(call, place, "video", MP4, "video/mp4")
    thumb = files.store(call.act, place.account.appid, "thumb", JPEG, "image/jpeg")
    kind = "shortvideo" if call.options.get("short") is True else "video"
    return {**write(call, place, kind, {"MediaId": file.id, "ThumbMediaId": thumb.id}), "mediaId": file.id}


@ability("sendPlace", "deed", source="接收普通消息")
def send_place(call: PhoneCall) -> dict[str, Any]:
    """The person sends a place: options account, latitude, longitude, scale, label."""
    place = [call.options.get("latitude"), call.options.get("longitude"), call.options.get("scale", 15)]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in place):
        raise NotPossible("sendPlace takes latitude and longitude, and scale if you like: numbers")
    latitude, longitude, scale = place
    label = _text(call, "label", "")
    fields = {"Location_X": latitude, "Location_Y": longitude, "Scale": scale, "Label": label}
    return write(call, chat_of(call), "location", fields)


@ability("sendLink", "deed", source="接收普通消息")
def send_link(call: PhoneCall) -> dict[str, Any]:
    """The person sends a link: options account, title, description, url."""
    fields = {"Title": _text(call, "title"), "Description": _text(call, "description", ""), "Url": _text(call, "url")}
    return write(call, chat_of(call), "link", fields)


@ability("sendCard", "deed", source=SOURCE)
def send_card(call: PhoneCall) -> dict[str, Any]:
    """The person sends a mini-program card: options account, title, path, appid; without title and path the card that
    the client offers in the customer service.
    """
    place = chat_of(call)
    account = place.account
    chat = store.chat(call.act.tx, call.person.id, account.appid, place.business)
    offered = (chat.card if chat else None) or {}
    appid = _text(call, "appid", account.appid if account.kind in APP_KINDS else "")
    known.account(call.act, appid, "mini program", *APP_KINDS)
    thumb = _file(call, place, "image", JPEG, "image/jpeg")
    fields = {
        "Title": _text(call, "title", offered.get("title")),
        "AppId": appid,
        "PagePath": _text(call, "path", offered.get("path")),
        "ThumbUrl": thumb.url,
        "ThumbMediaId": thumb.id,
    }
    if offered and chat is not None:
        store.set_chat(call.act.tx, msgspec.structs.replace(chat, card=None))
    return write(call, place, "miniprogrampage", fields)


ABILITIES = (
    contact,
    open_conversation,
    enter,
    write_message,
    send_picture,
    send_voice,
    send_video,
    send_place,
    send_link,
    send_card,
)
