"""Decisions about drafts and mass sending. Pure. Source: 草稿箱, 发布能力, 群发消息."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import AccountKind
from wxlocal.rooms.articles import policy
from wxlocal.rooms.articles.rules_content import Part

AUTHOR, DIGEST, CONTENT, SOURCE, MOST_ARTICLES, MOST_PICTURES, EXCERPT = 16, 128, 20_000, 1024, 8, 20, 54
FEWEST_OPENIDS, MOST_OPENIDS, CLIENT_ID = 2, 10_000, 32
A_DAY_OF_SUBSCRIPTION, TO_ALL_A_DAY, A_MONTH = 1, 1, 4
STATUS = {"published": 0, "original": 2, "failed": 3, "refused": 4}
# msgtype -> the member that holds the message.
KINDS = {
    "mpnews": "mpnews", "text": "text", "voice": "voice", "image": "image", "images": "image", "mpvideo": "mpvideo",
    "video": "mpvideo",
}  # fmt: skip
Kind = Literal["news", "newspic"]


class Item(msgspec.Struct, kw_only=True):
    """One article, as draft/add takes it."""

    article_type: str = "news"
    title: str = ""
    author: str = ""
    digest: str = ""
    content: str = ""
    content_source_url: str = ""
    thumb_media_id: str = ""
    show_cover_pic: int = 0
    need_open_comment: int = 0
    only_fans_can_comment: int = 0
    pic_crop_235_1: str = ""
    pic_crop_1_1: str = ""
    image_info: dict[str, Any] | None = None
    cover_info: dict[str, Any] | None = None
    product_info: dict[str, Any] | None = None


def check_items(items: list[Item], longest_title: int) -> None:
    if not items:
        raise Refused(44003, "empty news data", reason="articles is empty")
    if len(items) > MOST_ARTICLES:
        raise Refused(45008, "article size out of limit", reason=f"{len(items)} of at most {MOST_ARTICLES} articles")
    for item in items:
        check_item(item, longest_title)


def check_item(item: Item, longest_title: int) -> None:
    """An article of a draft, or the platform's refusal."""
    too_long = (
        (45003, "title size out of limit", "title", len(item.title), longest_title),
        (45110, "author size out of limit", "author", len(item.author), AUTHOR),
        (45004, "description size out of limit", "digest", len(item.digest), DIGEST),
        (45002, "content size out of limit", "content", len(item.content), CONTENT - 1),
        (45005, "url size out of limit", "content_source_url", len(item.content_source_url.encode()), SOURCE),
    )
    for code, words, name, length, most in too_long:
        if length > most:
            raise Refused(code, words, reason=f"{name} is {length} long; at most {most}")
    if item.article_type not in ("news", "newspic"):
        raise Refused(40097, "invalid args", reason="article_type is news or newspic")
    if not item.title:
        raise Refused(45003, "title size out of limit", reason="title is empty")
    if item.article_type == "news" and not item.content:
        raise Refused(45166, "invalid content", reason="content is empty")
    if item.article_type == "news" and not item.thumb_media_id:
        raise Refused(40007, "invalid media_id", reason="thumb_media_id names permanent material: the cover")
    if item.article_type == "newspic" and not 1 <= len(pictures_of(item)) <= MOST_PICTURES:
        raise Refused(40007, "invalid media_id", reason=f"image_info.image_list has 1 to {MOST_PICTURES} pictures")


def pictures_of(item: Item) -> list[str]:
    """The media ids of a picture message."""
    listed = (item.image_info or {}).get("image_list")
    rows = listed if isinstance(listed, list) else []
    return [str(one["image_media_id"]) for one in rows if isinstance(one, dict) and one.get("image_media_id")]


def check_cards(appids: list[str], linked: set[str], moment: Moment) -> None:
    """Until post 21 only mini programs that are linked to the account."""
    if policy.ARTICLE_CARDS_UNLINKED.holds(moment):
        return
    for appid in appids:
        if appid not in linked:
            raise Refused(
                45166,
                "invalid content",
                rule=policy.ARTICLE_CARDS_UNLINKED,
                reason=f"{appid} is not linked to the account: 图文消息只能使用已关联的小程序",
            )


def digest_of(item: Item, text: str, alone: bool) -> str:
    """Only a single article has a digest: its own, or the beginning of the text."""
    return (item.digest or text[:EXCERPT]) if alone else ""


def shows(part: Part, released: bool, linked: bool, moment: Moment) -> bool:
    """Whether the reader sees a part: no card of a mini program that is not released (post 9), or not linked (21)."""
    if part.kind != "miniprogram":
        return True
    return released and (linked or policy.ARTICLE_CARDS_UNLINKED.holds(moment))


# -- mass sending -----------------------------------------------------------------------------------------------------


def check_client_id(text: str) -> None:
    if len(text.encode()) > CLIENT_ID:
        raise Refused(45067, "clientmsgid size out of limit", reason=f"clientmsgid has at most {CLIENT_ID} bytes")


def client_id(given: str, receivers: str, message: dict[str, Any]) -> str:
    """What tells a repeated call: the given clientmsgid, or a digest of receivers and content."""
    text = msgspec.json.encode([receivers, message], order="deterministic")
    return given or f"digest:{sha256(text).hexdigest()[:32]}"


def check_openids(openids: list[str]) -> None:
    if len(openids) < FEWEST_OPENIDS:
        raise Refused(
            40130, "invalid openid list size, at least two openid", reason=f"{len(openids)} openids in touser"
        )
    if len(openids) > MOST_OPENIDS:
        raise Refused(40032, "invalid openid list size", reason=f"{len(openids)} of at most {MOST_OPENIDS} openids")


def check_quota(kind: AccountKind, to_all: bool, today: int, today_to_all: int, month_to_all: int) -> None:
    """``today`` and the others: what the account has sent already, also in its console."""
    spent = ""
    if kind == "subscription_account":
        spent = f"{A_DAY_OF_SUBSCRIPTION} a day" if today >= A_DAY_OF_SUBSCRIPTION else ""
    elif to_all and today_to_all >= TO_ALL_A_DAY:
        spent = f"{TO_ALL_A_DAY} a day to all"
    elif to_all and month_to_all >= A_MONTH:
        spent = f"{A_MONTH} a month to all"
    if spent:
        raise Refused(45028, "has no masssend quota", reason=f"a {kind} sends {spent}")


def may_receive(kind: AccountKind, received: int) -> bool:
    """Nobody receives more than four of a service account in a month."""
    return kind != "service_account" or received < A_MONTH
