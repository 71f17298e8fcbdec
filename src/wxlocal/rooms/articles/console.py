"""内容与互动 of an official account's console: articles that a person writes, publishes and sends."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import OfAccount, PageOfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import OFFICIAL, Account
from wxlocal.core.world.world import Act
from wxlocal.rooms.articles import api_drafts, jobs, store
from wxlocal.rooms.articles.jobs import ADDRESS
from wxlocal.rooms.articles.rules import Item
from wxlocal.rooms.articles.store import Article


class NewArticle(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``content`` is HTML; a mini program's card is ``<mp-miniprogram data-miniprogram-appid= data-miniprogram-path=
    data-miniprogram-title=>``.
    """

    title: str
    content: str
    author: str = ""
    digest: str = ""
    content_source_url: str = ""


class NewArticles(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``send``: to all followers (群发), which counts; else it is published without a message (发布)."""

    articles: list[NewArticle]
    send: bool = False


class ShownArticle(msgspec.Struct, frozen=True, kw_only=True):
    """``gone``: the places, from 0, of those that were deleted. ``listed``: not sent but published."""

    article_id: str
    titles: list[str]
    urls: list[str]
    gone: list[int]
    listed: bool
    published_at: int


class Planned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The number of the task: it is done as articles.job_seconds says, and the account's server hears of it."""

    publish_id: int = 0
    msg_id: int = 0


def _account(act: Act, appid: str) -> Account:
    return known.account(act, appid, "official account", *OFFICIAL)


@endpoint("POST", "/accounts/{appid}/articles", OfAccount, Planned, body=NewArticles)
def publish_articles(act: Act, params: OfAccount, body: NewArticles) -> Planned:
    """Publishes articles of an official account, or sends them to all its followers."""
    account = _account(act, params.appid)
    covered = [Item(**{**msgspec.structs.asdict(one), "thumb_media_id": "console"}) for one in body.articles]
    try:
        items = api_drafts.checked(act, account.appid, covered)
        if not body.send:
            return Planned(publish_id=jobs.plan_publication(act, account.appid, items))
        message = {"msgtype": "mpnews", "items": msgspec.to_builtins(items)}
        return Planned(msg_id=jobs.plan_sending(act, account, "all", True, message, f"console:{act.seq}").id)
    except Refused as refused:
        raise NotPossible(refused.reason or refused.message) from refused


@endpoint("GET", "/accounts/{appid}/articles", PageOfAccount, list[ShownArticle])
def list_articles(act: Act, params: PageOfAccount) -> list[ShownArticle]:
    """What an official account has published and sent, the newest first.

    ``after`` is an article_id.
    """
    account = _account(act, params.appid)
    return [_shown(one) for one in store.page_of(act.tx, account.appid, params.after, params.most)]


def _shown(article: Article) -> ShownArticle:
    return ShownArticle(
        article_id=article.id,
        titles=[item.title for item in article.items],
        urls=[ADDRESS + page for page in article.pages],
        gone=list(article.gone),
        listed=article.listed,
        published_at=article.published_at,
    )


ENDPOINTS = (publish_articles, list_articles)
