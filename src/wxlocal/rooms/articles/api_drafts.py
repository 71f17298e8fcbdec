"""The box of drafts. Source: 草稿箱/草稿管理."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import files
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.articles import rules, rules_content, settings, store
from wxlocal.rooms.articles.jobs import ADDRESS
from wxlocal.rooms.articles.rules import Item
from wxlocal.rooms.articles.store import Draft

SETS = (11, 100)
NO_MEDIA = (40007, "invalid media_id")
MOST_LISTED = 20


class NewDraft(msgspec.Struct):
    articles: list[Item] = []


class DraftId(msgspec.Struct):
    media_id: str = ""


class DraftChange(msgspec.Struct):
    """``index`` is the place of the article, from 0."""

    media_id: str = ""
    index: int = 0
    articles: Item = msgspec.field(default_factory=Item)


class Listing(msgspec.Struct):
    offset: int = 0
    count: int = 0
    no_content: int = 0


class News(msgspec.Struct):
    news_item: list[dict[str, Any]]


class ListedDraft(msgspec.Struct):
    media_id: str
    content: News
    update_time: int


class Drafts(msgspec.Struct):
    total_count: int
    item_count: int
    item: list[ListedDraft]


class Count(msgspec.Struct):
    total_count: int


def check_pictures(act: Act, appid: str, items: list[Item]) -> None:
    """Covers and pictures are material of the account."""
    for item in items:
        for media_id in (item.thumb_media_id, *rules.pictures_of(item)):
            if media_id and files.material(act, appid, media_id) is None:
                raise Refused(*NO_MEDIA, reason=f"the account has no material {media_id[:40]!r}")


def checked(act: Act, appid: str, items: list[Item]) -> list[Item]:
    """Articles that the account may publish, with their digests."""
    rules.check_items(items, act.setting(settings.LONGEST_TITLE))
    linked = set(nouns.minis_of(act.tx, appid))
    for item in items:
        rules.check_cards(rules_content.mini_programs(item.content), linked, act.moment())
    alone = len(items) == 1
    return [
        msgspec.structs.replace(item, digest=rules.digest_of(item, rules_content.text_of(item.content), alone))
        for item in items
    ]


def told(item: Item, url: str, *, with_content: bool = True, **more: Any) -> dict[str, Any]:
    """A news_item; what only one kind of article has is there where it was given."""
    rare = ("image_info", "cover_info", "product_info", "pic_crop_235_1", "pic_crop_1_1")
    fields = {name: value for name, value in msgspec.structs.asdict(item).items() if name not in rare or value}
    if not with_content:
        del fields["content"]
    return {**fields, "url": url, **more}


def news_of(draft: Draft, *, with_content: bool = True) -> News:
    """With addresses for a look before it is out."""
    urls = [f"{ADDRESS}{draft.id}?tempkey={number}" for number in range(len(draft.items))]
    rows = zip(draft.items, urls, strict=True)
    return News([told(item, url, with_content=with_content) for item, url in rows])


def draft_of(call: Call, media_id: str) -> Draft:
    found = store.draft(call.act.tx, media_id) if media_id else None
    if found is None or found.appid != call.account.appid:
        raise Refused(*NO_MEDIA, reason=f"the account has no draft {media_id[:40]!r}: it was published, or never made")
    return found


def check_page(request: Listing) -> None:
    if not 1 <= request.count <= MOST_LISTED or request.offset < 0:
        raise invalid_args(f"count is 1 to {MOST_LISTED}, offset 0 or more")


@operation(
    "POST", "/cgi-bin/draft/add", NewDraft, DraftId, name="addDraft", accounts=OFFICIAL, permission_sets=SETS,
    source="草稿箱/新增草稿",
    errors=(NO_MEDIA, (44003, "empty news data"), (45002, "content size out of limit"),
            (45003, "title size out of limit"), (45004, "description size out of limit"),
            (45008, "article size out of limit"), (45110, "author size out of limit"), (45166, "invalid content")),
)  # fmt: skip
def add(call: Call, request: NewDraft) -> DraftId:
    """A draft of one article or several; it leaves the box when it is published or sent."""
    call.check_verified()
    items = checked(call.act, call.account.appid, request.articles)
    check_pictures(call.act, call.account.appid, items)
    draft = Draft(id=call.act.ids.urlsafe(64), appid=call.account.appid, items=items, updated_at=call.act.now)
    store.set_draft(call.act.tx, draft)
    return DraftId(draft.id)


@operation(
    "POST", "/cgi-bin/draft/get", DraftId, News, name="getDraft", accounts=OFFICIAL, permission_sets=SETS,
    errors=(NO_MEDIA,), source="草稿箱/获取草稿详情",
)  # fmt: skip
def get(call: Call, request: DraftId) -> News:
    """The articles of a draft."""
    call.check_verified()
    return news_of(draft_of(call, request.media_id))


@operation(
    "POST", "/cgi-bin/draft/delete", DraftId, Answer, name="deleteDraft", accounts=OFFICIAL, permission_sets=SETS,
    errors=(NO_MEDIA,), source="草稿箱/删除草稿",
)  # fmt: skip
def delete(call: Call, request: DraftId) -> Answer:
    """Removes a draft for ever."""
    call.check_verified()
    store.remove_draft(call.act.tx, draft_of(call, request.media_id).id)
    return Answer()


@operation(
    "POST", "/cgi-bin/draft/update", DraftChange, Answer, name="updateDraft", accounts=OFFICIAL, permission_sets=SETS,
    errors=(NO_MEDIA, (40114, "invalid index value")), source="草稿箱/更新草稿",
)  # fmt: skip
def update(call: Call, request: DraftChange) -> Answer:
    """Puts another article in the place of one of the draft."""
    call.check_verified()
    draft = draft_of(call, request.media_id)
    if not 0 <= request.index < len(draft.items):
        raise Refused(40114, "invalid index value", reason=f"the draft has {len(draft.items)} articles, counted from 0")
    items = [request.articles if place == request.index else item for place, item in enumerate(draft.items)]
    new = checked(call.act, draft.appid, items)
    check_pictures(call.act, draft.appid, [request.articles])
    store.set_draft(call.act.tx, msgspec.structs.replace(draft, items=new, updated_at=call.act.now))
    return Answer()


@operation(
    "GET", "/cgi-bin/draft/count", Nothing, Count, name="countDrafts", accounts=OFFICIAL, permission_sets=SETS,
    source="草稿箱/获取草稿的总数",
)  # fmt: skip
def count(call: Call, request: Nothing) -> Count:
    """How many drafts there are."""
    call.check_verified()
    return Count(store.count_drafts(call.act.tx, call.account.appid))


@operation(
    "POST", "/cgi-bin/draft/batchget", Listing, Drafts, name="listDrafts", accounts=OFFICIAL, permission_sets=SETS,
    errors=((40097, "invalid args"),), source="草稿箱/获取草稿列表",
)  # fmt: skip
def batch_get(call: Call, request: Listing) -> Drafts:
    """The drafts, the newest first, up to twenty at a time."""
    call.check_verified()
    check_page(request)
    found = store.drafts(call.act.tx, call.account.appid, request.offset, request.count)
    items = [
        ListedDraft(draft.id, news_of(draft, with_content=not request.no_content), draft.updated_at) for draft in found
    ]
    return Drafts(store.count_drafts(call.act.tx, call.account.appid), len(items), items)


OPERATIONS = (add, get, delete, update, count, batch_get)
