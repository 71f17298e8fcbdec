"""Publishing, without a message to the followers. Source: 发布能力."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.rooms.articles import jobs, store
from wxlocal.rooms.articles.api_drafts import (
    NO_MEDIA,
    DraftId,
    Listing,
    News,
    check_page,
    draft_of,
    told,
)
from wxlocal.rooms.articles.jobs import ADDRESS
from wxlocal.rooms.articles.store import Article

SETS = (7,)
NO_ARTICLE = (53600, "Article ID 无效")
DELETED = 5  # publish_status when all articles were deleted afterwards


class Submitted(Answer, kw_only=True):
    publish_id: str
    msg_data_id: str


class PublishId(msgspec.Struct):
    publish_id: str = ""


class Publication(msgspec.Struct, omit_defaults=True):
    """``publish_status``: 0 done, 1 under way, 2 not original, 3 failed, 4 refused by the review, 5 all deleted."""

    publish_id: str
    publish_status: int
    fail_idx: list[int] = msgspec.field(default_factory=list)
    article_id: str | None = None
    article_detail: dict[str, Any] | None = None


class ArticleId(msgspec.Struct):
    article_id: str = ""


class Deletion(msgspec.Struct):
    """``index`` counts from 1; 0 = all."""

    article_id: str = ""
    index: int = 0


class ListedArticle(msgspec.Struct):
    article_id: str
    content: News
    update_time: int


class Articles(msgspec.Struct):
    total_count: int
    item_count: int
    item: list[ListedArticle]


@operation(
    "POST", "/cgi-bin/freepublish/submit", DraftId, Submitted, name="submitPublication", accounts=OFFICIAL,
    permission_sets=SETS, lenient=("numbers",), errors=(NO_MEDIA,), source="发布能力/发布草稿",
)  # fmt: skip
def submit(call: Call, request: DraftId) -> Submitted:
    """Publishes a draft; the result comes with the event PUBLISHJOBFINISH."""
    call.check_verified()
    draft = draft_of(call, request.media_id)
    store.remove_draft(call.act.tx, draft.id)
    id = jobs.plan_publication(call.act, draft.appid, draft.items)
    return Submitted(publish_id=str(id), msg_data_id=str(id + (1 << 20)))


@operation(
    "POST", "/cgi-bin/freepublish/get", PublishId, Publication, name="getPublication", accounts=OFFICIAL,
    permission_sets=SETS, lenient=("numbers",), errors=((40002, "invalid argument"),), source="发布能力/发布状态查询",
)  # fmt: skip
def get(call: Call, request: PublishId) -> Publication:
    """What became of a publication."""
    call.check_verified()
    id = request.publish_id
    found = store.publication(call.act.tx, int(id)) if id.isdecimal() and len(id) < 18 else None
    if found is None or found.appid != call.account.appid:
        raise Refused(40002, "invalid argument", reason=f"the account has no publication {id[:20]!r}")
    article = store.article(call.act.tx, found.article) if found.article else None
    if article is None:
        failed = list(range(1, len(found.items) + 1)) if found.status > 1 else []
        return Publication(str(found.id), found.status, failed)
    if len(article.gone) == len(article.items):
        return Publication(str(found.id), DELETED)
    return Publication(str(found.id), 0, [], article.id, jobs.detail(article))


def article_of(call: Call, id: str) -> Article:
    found = store.article(call.act.tx, id) if id else None
    if found is None or found.appid != call.account.appid or not found.listed:
        raise Refused(*NO_ARTICLE, reason=f"the account has not published an article {id[:50]!r}")
    return found


def news_of(article: Article, *, with_content: bool = True) -> News:
    """With their permanent addresses, and which were deleted."""
    rows = enumerate(zip(article.items, article.pages, strict=True))
    return News(
        [
            told(item, ADDRESS + page, with_content=with_content, is_deleted=place in article.gone)
            for place, (item, page) in rows
        ]
    )


@operation(
    "POST", "/cgi-bin/freepublish/getarticle", ArticleId, News, name="getPublishedArticle", accounts=OFFICIAL,
    permission_sets=SETS, errors=(NO_ARTICLE,), source="发布能力/获取已发布图文信息",
)  # fmt: skip
def get_article(call: Call, request: ArticleId) -> News:
    """What was published."""
    call.check_verified()
    return news_of(article_of(call, request.article_id))


@operation(
    "POST", "/cgi-bin/freepublish/batchget", Listing, Articles, name="listPublishedArticles", accounts=OFFICIAL,
    permission_sets=SETS, errors=((40097, "invalid args"),), source="发布能力/获取已发布的消息列表",
)  # fmt: skip
def batch_get(call: Call, request: Listing) -> Articles:
    """What was published, the newest first, up to twenty at a time."""
    call.check_verified()
    check_page(request)
    found = store.articles(call.act.tx, call.account.appid, request.offset, request.count)
    items = [
        ListedArticle(one.id, news_of(one, with_content=not request.no_content), one.published_at) for one in found
    ]
    return Articles(store.count_articles(call.act.tx, call.account.appid), len(items), items)


@operation(
    "POST", "/cgi-bin/freepublish/delete", Deletion, Answer, name="deletePublishedArticle", accounts=OFFICIAL,
    permission_sets=SETS, errors=(NO_ARTICLE, (40114, "invalid index value")), source="发布能力/删除发布文章",
)  # fmt: skip
def delete(call: Call, request: Deletion) -> Answer:
    """Deletes one article or all of them; their pages say so, and it cannot be undone."""
    call.check_verified()
    article = article_of(call, request.article_id)
    remove(call, article, request.index)
    return Answer()


def remove(call: Call, article: Article, index: int) -> Article:
    """``index`` counts from 1; 0 = all."""
    every = range(len(article.items))
    if index and index - 1 not in every:
        raise Refused(40114, "invalid index value", reason=f"there are {len(every)} articles, counted from 1")
    gone = tuple(sorted({*article.gone, index - 1})) if index else tuple(every)
    store.set_gone(call.act.tx, article.id, gone)
    return msgspec.structs.replace(article, gone=gone)


OPERATIONS = (submit, get, get_article, batch_get, delete)
