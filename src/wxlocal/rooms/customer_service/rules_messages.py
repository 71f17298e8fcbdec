"""What an account may send: each kind of message with its fields. Pure. Source: 发送客服消息."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_appid, invalid_args
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import APP_KINDS, Account, Link, Material
from wxlocal.rooms.customer_service import policy
from wxlocal.rooms.customer_service.rules import Sent

OF_MINI_PROGRAMS = ("text", "image", "link", "miniprogrampage")
OF_OFFICIAL = (
    "text", "image", "voice", "video", "music", "news", "mpnews", "mpnewsarticle", "msgmenu", "wxcard",
    "miniprogrampage",
)  # fmt: skip
LONGEST_TEXT = 2048  # bytes
MOST_ARTICLES_BEFORE = 8
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PICTURES = ("image", "thumb")


class Sender(msgspec.Struct, frozen=True):
    """Who sends, and what is asked of the world: which mini programs are linked, what a media id holds, which articles
    are published.
    """

    account: Account
    linked: Callable[[str], bool]
    media: Callable[[str], Material | None]
    article: Callable[[str], Link | None]
    mpnews: str = "refused"


def check(sender: Sender, kind: str, body: dict[str, Any], moment: Moment) -> Sent:
    """The message, or Refused. ``body`` are all members of the request."""
    known = OF_MINI_PROGRAMS if sender.account.kind in APP_KINDS else OF_OFFICIAL
    if kind not in known:
        raise Refused(
            40008,
            "invalid message type",
            reason=f"msgtype is {kind[:40]!r}; a {sender.account.kind} sends {', '.join(known)}",
        )
    content = body.get(kind)
    if not isinstance(content, dict) or not content:
        if kind == "text":
            raise Refused(44004, "empty content", reason="text.content is missing")
        raise invalid_args(f"a message of kind {kind} has an object {kind}")
    _CHECKS[kind](sender, content, moment)
    context = body.get("aimsgcontext")
    marked = isinstance(context, dict) and context.get("is_ai_msg") in (1, "1")
    article = sender.article(content["article_id"]) if kind == "mpnewsarticle" else None
    return Sent(kind, content, marked and policy.AI_MARK.holds(moment), article)


def links(text: str) -> list[tuple[dict[str, str], str]]:
    """The links of a text: their attributes, in lower case, and what stands between the tags."""
    found = []
    for attributes, words in LINK.findall(text):
        named = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(attributes)}
        found.append((named, words))
    return found


def _text(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    text = content.get("content")
    if not isinstance(text, str) or not text:
        raise Refused(44004, "empty content", reason="text.content is missing")
    size = len(text.encode())
    if size > LONGEST_TEXT:
        raise Refused(
            45002, "content size out of limit", reason=f"text.content has {size} bytes, at most {LONGEST_TEXT}"
        )
    for attributes, _ in links(text):
        appid = attributes.get("data-miniprogram-appid")
        if appid is not None:
            _check_mini_program(sender, appid, "data-miniprogram-appid")


def _check_mini_program(sender: Sender, appid: str, where: str) -> None:
    """A mini program leads only to itself, an official account to those that are linked to it."""
    if sender.account.kind in APP_KINDS:
        if appid != sender.account.appid:
            raise invalid_appid(f"{where} is {appid[:40]!r}; a mini program sends only links and cards of its own")
    elif not sender.linked(appid):
        raise invalid_appid(f"{where}: the mini program {appid[:40]!r} is not linked to this account")


def _medium(sender: Sender, content: dict[str, Any], name: str, *kinds: str) -> None:
    """A media id that the account has, of one of the kinds."""
    id = content.get(name)
    if not isinstance(id, str) or not id:
        raise Refused(40007, "invalid media_id", reason=f"{name} is missing")
    found = sender.media(id)
    if found is None:
        raise Refused(40007, "invalid media_id", reason=f"the account has no file {id[:60]!r}, or it has expired")
    if found.kind not in kinds:
        raise Refused(40007, "invalid media_id", reason=f"{name} is a {found.kind}; {' or '.join(kinds)} is needed")


def _texts(content: dict[str, Any], kind: str, *names: str) -> None:
    for name in names:
        if not isinstance(content.get(name), str) or not content[name]:
            raise invalid_args(f"{kind}.{name} is missing")


def _image(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _medium(sender, content, "media_id", "image")


def _voice(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _medium(sender, content, "media_id", "voice")


def _video(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    """The page calls the thumb required; SDKs leave it out, and it is taken."""
    _medium(sender, content, "media_id", "video")
    if content.get("thumb_media_id"):
        _medium(sender, content, "thumb_media_id", *PICTURES)


def _music(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _texts(content, "music", "musicurl")
    _medium(sender, content, "thumb_media_id", *PICTURES)


def _link(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _texts(content, "link", "title", "description", "url", "thumb_url")


def _news(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    articles = content.get("articles")
    if not isinstance(articles, list) or not articles:
        raise Refused(44003, "empty news data", reason="news.articles is missing")
    one = policy.ONE_ARTICLE.holds(moment)
    most = 1 if one else MOST_ARTICLES_BEFORE
    if len(articles) > most:
        raise Refused(
            45008,
            "article size out of limit",
            rule=policy.ONE_ARTICLE if one else None,
            reason=f"news has {len(articles)} articles, at most {most}",
        )
    for article in articles:
        if not isinstance(article, dict):
            raise invalid_args("news.articles is a list of objects")
        _texts(article, "news.articles", "title", "url")


def _mpnews(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    if policy.MPNEWS_ENDS.holds(moment) and sender.mpnews == "refused":
        raise Refused(
            40008,
            "invalid message type",
            rule=policy.MPNEWS_ENDS,
            reason="mpnews is not supported any more: publish a draft and send mpnewsarticle with its article_id",
        )
    _medium(sender, content, "media_id", "news")


def _mpnewsarticle(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _texts(content, "mpnewsarticle", "article_id")
    if sender.article(content["article_id"]) is None:
        raise Refused(53600, "Article ID 无效", reason="the account has not published such an article")


def _msgmenu(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    items = content.get("list")
    if not isinstance(items, list) or not items:
        raise invalid_args("msgmenu.list is missing")
    for item in items:
        if not isinstance(item, dict) or item.get("id") in (None, "") or not isinstance(item.get("content"), str):
            raise invalid_args("each item of msgmenu.list has id and content")


def _wxcard(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    _texts(content, "wxcard", "card_id")


def _miniprogrampage(sender: Sender, content: dict[str, Any], moment: Moment) -> None:
    own = sender.account.kind in APP_KINDS
    appid = content.get("appid") or (sender.account.appid if own else "")
    _check_mini_program(sender, str(appid), "miniprogrampage.appid")
    if not isinstance(content.get("pagepath"), str) or not (content["pagepath"] or own):
        raise Refused(40165, "invalid weapp pagepath", reason="miniprogrampage.pagepath is missing")
    _medium(sender, content, "thumb_media_id", "image")


_CHECKS: dict[str, Callable[[Sender, dict[str, Any], Moment], None]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
    "link": _link,
    "news": _news,
    "mpnews": _mpnews,
    "mpnewsarticle": _mpnewsarticle,
    "msgmenu": _msgmenu,
    "wxcard": _wxcard,
    "miniprogrampage": _miniprogrampage,
}
