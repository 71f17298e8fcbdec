"""What a person reads of a message, and what a tap on it opens. Pure. Sources: 场景值列表; 发送客服消息; 被动回复."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wxlocal.core.world.nouns import APP_KINDS, Account, Line, Target
from wxlocal.rooms.customer_service.rules import Sent
from wxlocal.rooms.customer_service.rules_messages import LINK, links

CARD_OF_SERVICE, CARD_OF_OFFICIAL = 1073, 1074
LINK_OF_SERVICE, LINK_OF_OFFICIAL = 1081, 1082
BY_AI = "内容由第三方AI生成"
GREY = "#888888"
MENU_LINK = "weixin://bizmsgmenu"
ARTICLE = ("title", "description", "picurl", "url")
SAID = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "mpnews": "[图文]", "wxcard": "[卡券]"}


def plain(text: str) -> str:
    """A text as the client shows it: links are their words; no other tag means anything to it."""
    return unescape(LINK.sub(lambda link: link[2], text))


def shown(account: Account, sent: Sent) -> tuple[tuple[Line, ...], Target | None]:
    """What the person reads, and what a tap on the message opens."""
    if sent.article is not None:
        read = (sent.article.title, sent.article.digest)
        lines: tuple[Line, ...] = tuple(Line(value=text) for text in read if text)
        target: Target | None = Target(url=sent.article.url)
    else:
        lines, target = _shown(account, sent.kind, sent.content)
    return ((*lines, Line(value=BY_AI, color=GREY)) if sent.ai else lines), target


def _shown(account: Account, kind: str, content: dict[str, Any]) -> tuple[tuple[Line, ...], Target | None]:
    if kind == "text":
        text = str(content.get("content", ""))
        return (Line(value=plain(text)),), text_target(account, text)
    if kind == "miniprogrampage":
        return _titled(content), _card(account, content)
    if kind == "link":
        return _titled(content), Target(url=str(content.get("url", "")))
    if kind == "music":
        return _titled(content), Target(url=str(content.get("musicurl") or content.get("hqmusicurl") or ""))
    if kind == "news":
        articles = content.get("articles") or []
        return tuple(line for one in articles for line in _titled(one)), Target(url=str(articles[0].get("url", "")))
    if kind == "msgmenu":
        return _menu(content), None
    return (Line(value=SAID.get(kind, f"[{kind}]")), *_titled(content)), None


def _titled(content: dict[str, Any]) -> tuple[Line, ...]:
    found = (content.get("title"), content.get("description"))
    return tuple(Line(value=str(text)) for text in found if text)


def _menu(content: dict[str, Any]) -> tuple[Line, ...]:
    head, tail = content.get("head_content"), content.get("tail_content")
    items = [Line(name=str(item.get("id", "")), value=str(item.get("content", ""))) for item in content["list"]]
    ends = [[Line(value=str(text))] if text else [] for text in (head, tail)]
    return (*ends[0], *items, *ends[1])


def _card(account: Account, content: dict[str, Any]) -> Target:
    own = account.kind in APP_KINDS
    return Target(
        appid=str(content.get("appid") or account.appid),
        path=str(content.get("pagepath") or ""),
        scene=CARD_OF_SERVICE if own else CARD_OF_OFFICIAL,
    )


def text_target(account: Account, text: str) -> Target | None:
    """What a tap on the only link of a text opens; with several the person says which one."""
    found = [attributes for attributes, _ in links(text)]
    return link_target(account, found[0]) if len(found) == 1 else None


def link_target(account: Account, attributes: dict[str, str]) -> Target | None:
    """A mini program, or an address; a link that sends a text opens nothing."""
    appid, href = attributes.get("data-miniprogram-appid"), attributes.get("href", "")
    if appid:
        scene = LINK_OF_SERVICE if account.kind in APP_KINDS else LINK_OF_OFFICIAL
        return Target(appid=appid, path=attributes.get("data-miniprogram-path", ""), scene=scene)
    return Target(url=unescape(href)) if href and not href.startswith(MENU_LINK) else None


def menu_link(href: str) -> tuple[str, str] | None:
    """(text, id) of a link that sends a text as a menu message does: weixin://bizmsgmenu?msgmenucontent=&msgmenuid=."""
    if not href.startswith(MENU_LINK):
        return None
    query = dict(parse_qsl(urlsplit(unescape(href)).query, keep_blank_values=True))
    return query.get("msgmenucontent", ""), query.get("msgmenuid", "")


def of_reply(reply: dict[str, Any]) -> Sent:
    """A passive reply in the terms of a message that is sent."""
    kind = str(reply.get("MsgType"))
    if kind == "text":
        return Sent(kind, {"content": str(reply.get("Content") or "")})
    inner = reply.get(kind.capitalize())
    inner = inner if isinstance(inner, dict) else {}
    if kind == "news":
        articles = reply.get("Articles")
        items = articles.get("item") if isinstance(articles, dict) else articles
        listed = items if isinstance(items, list) else [items]
        return Sent(kind, {"articles": [_lowered(one) for one in listed if isinstance(one, dict)]})
    content = _lowered(inner)
    for short, long in (("mediaid", "media_id"), ("thumbmediaid", "thumb_media_id")):
        if short in content:
            content[long] = content.pop(short)
    return Sent(kind, content)


def lacking(sent: Sent) -> str:
    """What a passive reply lacks, so that there is nothing to show."""
    if sent.kind == "text" and not sent.content["content"]:
        return "Content is empty"
    if sent.kind == "news":
        articles = sent.content["articles"]
        empty = next((at for at, one in enumerate(articles) if not any(one.get(part) for part in ARTICLE)), None)
        return "Articles is empty" if not articles else f"Articles.item[{empty}] is empty" if empty is not None else ""
    if sent.kind in ("image", "voice", "video") and not sent.content.get("media_id"):
        return "MediaId is missing"
    return ""


def _lowered(given: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in given.items()}


def recorded(kind: str, body: dict[str, Any]) -> str:
    """What the record of a chat says; [image], [voice], [video] of what is not text. Source: 获取聊天记录."""
    if kind == "text":
        inner = body.get("text")
        return str(body.get("Content") or (inner.get("content", "") if isinstance(inner, dict) else ""))
    return f"[{kind}]"
