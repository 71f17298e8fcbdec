"""What the sms room keeps of a mini program, of a person's number, of messages, packages and tasks."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Fate = Literal["ok", "empty", "off", "suspended", "blacklist", "intercepted", "silent"]
State = Literal["sending", "sent", "error", "refused"]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``short_name`` is 小程序简称. ``templates`` are the templates of notifications (通知类短信) that were approved:
    id and text, as ``您的{1}已发货 {2}``. ``signature`` is what stands between 【】 since the day from which that is
    not the mini program's name by itself; "" = its name still.
    """

    short_name: str = ""
    templates: dict[str, str] = {}
    signature: str = ""


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """What comes of a message to the person's number: "ok", "intercepted" (it arrives among those that the phone has
    intercepted, 拦截箱), "empty" (空号), "off" (关机), "suspended" (停机), "blacklist" (of the carrier, 黑名单),
    "silent" (no receipt ever comes). ``delay``: seconds until the receipt.
    """

    fate: Fate = "ok"
    delay: Annotated[int, msgspec.Meta(ge=0, le=259_200)] = 6


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """``words`` is one's own text, by which the carrier tells the same content; ``pack`` pays for it (0 = the free
    hundred, -1 = nobody). ``due``: when its receipt comes; None = it has come, or will not.
    """

    id: int
    environment: str
    appid: str
    batch: str
    kind: str
    number: str
    sender: str
    words: str
    text: str
    link: str
    size: int
    units: int
    pack: int
    state: State
    remarks: str
    fate: Fate
    at: int
    due: int | None
    received: int | None = None


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A package of so many messages, bought for an environment."""

    id: int
    environment: str
    size: int
    used: int
    bought_at: int
    ends_at: int


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """``part`` of the file is sent next; ``ended_at`` None = it still sends."""

    id: str
    environment: str
    appid: str
    file: str
    short_name: bool
    at: int
    part: int = 0
    accepted: int = 0
    refused: int = 0
    ended_at: int | None = None
