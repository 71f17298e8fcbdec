"""A person reads an article and opens what stands in it. Scene 1058: 公众号文章."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.articles import rules, rules_content, store
from wxlocal.rooms.articles.jobs import ADDRESS
from wxlocal.rooms.articles.rules import Item
from wxlocal.rooms.articles.rules_content import Part

SCENE_ARTICLE = 1058
GONE = "该内容已被发布者删除"


class Found(msgspec.Struct, frozen=True):
    """One article at an address; ``item`` None = it was deleted."""

    appid: str
    item: Item | None


def found_at(act: Act, key: str, place: str = "") -> Found | None:
    """What a page shows: something published, or a draft (``place`` is its tempkey)."""
    article = store.article_of_page(act.tx, key)
    if article is not None:
        number = article.pages.index(key)
        return Found(article.appid, None if number in article.gone else article.items[number])
    draft = store.draft(act.tx, key) if place.isdecimal() and len(place) < 4 else None
    if draft is None or int(place) >= len(draft.items):
        return None
    return Found(draft.appid, draft.items[int(place)])


def parts_of(act: Act, appid: str, item: Item) -> list[Part]:
    """What the reader sees of it."""
    pictures = [Part(kind="picture", url=media_id) for media_id in rules.pictures_of(item)]
    linked, moment = set(nouns.minis_of(act.tx, appid)), act.moment()
    return [
        *pictures,
        *(
            part
            for part in rules_content.parts(item.content)
            if rules.shows(part, _is_out(act, part.appid), part.appid in linked, moment)
        ),
    ]


def _is_out(act: Act, appid: str) -> bool:
    return bool(appid) and nouns.newest_release(act.tx, appid, "release", act.now) is not None


def _article(call: PhoneCall) -> tuple[Account, Item]:
    url = str(call.options.get("url") or "")
    split = addresses.split(url)
    key = split.path.removeprefix("/s/") if url.startswith(ADDRESS) else ""
    found = found_at(call.act, key, dict(parse_qsl(split.query)).get("tempkey", "")) if key else None
    account = nouns.account(call.act.tx, found.appid) if found else None
    if found is None or account is None:
        raise NotPossible(f"option url is the address of an article: {ADDRESS}..., as the message of it has it")
    if found.item is None:
        raise Failed(GONE, page=GONE, reason="the account has deleted the article")
    return account, found.item


@ability("readArticle", "deed", source="公众号文章")
def read_article(call: PhoneCall) -> dict[str, Any]:
    """The person reads an article: option url. ``parts`` are what stands in it; cards that nobody sees are left out."""
    account, item = _article(call)
    parts = parts_of(call.act, account.appid, item)
    return {
        "title": item.title,
        "author": item.author,
        "account": account.appid,
        "parts": [msgspec.to_builtins(part) for part in parts],
        "source": item.content_source_url,
    }


@ability("tapInArticle", "deed", source="公众号文章")
def tap_in_article(call: PhoneCall) -> dict[str, Any]:
    """The person taps a part of an article: options url, and part (its place in ``parts``, or its text)."""
    account, item = _article(call)
    part = _part(parts_of(call.act, account.appid, item), call.options.get("part"))
    if part.kind == "link":
        return {"browser": part.url}
    if part.kind == "profile":
        return {"profile": _account_of(call, part).appid}
    if part.kind != "miniprogram":
        raise NotPossible(f"nothing opens where {part.text or part.url!r} is tapped: it is a {part.kind}")
    path, _, query = part.path.removeprefix("/").partition("?")
    _, release = running(call.act, call.person, part.appid)
    asked = dict(parse_qsl(query, keep_blank_values=True))
    opened = launch(call.act, call.phone, release, path=path.removesuffix(".html"), query=asked, scene=SCENE_ARTICLE)
    return {"appid": part.appid, "path": opened.path, "query": opened.query, "scene": SCENE_ARTICLE}


def _part(parts: list[Part], wanted: Any) -> Part:
    if isinstance(wanted, int) and 0 <= wanted < len(parts):
        return parts[wanted]
    for part in parts:
        if wanted and part.kind != "text" and wanted in (part.text, part.appid, part.account):
            return part
    raise NotPossible(f"there is no part {wanted!r} in the article; readArticle tells its {len(parts)} parts")


def _account_of(call: PhoneCall, part: Part) -> Account:
    for account in nouns.listed(call.act.tx, Account, "appid"):
        if part.account in (account.original_id, account.appid) or (not part.account and part.text == account.name):
            return account
    raise Failed("该公众号不存在", reason=f"no account is {part.account or part.text!r}")


ABILITIES = (read_article, tap_in_article)
