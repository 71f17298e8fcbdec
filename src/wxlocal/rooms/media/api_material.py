"""Permanent material of official accounts. Source: 素材管理/永久素材; until 2022 新增永久图文素材, 修改永久图文素材."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error
from wxlocal.core.server.operation import Answer, Call, Nothing, Picture, operation
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.rooms.media import gates, rules, store
from wxlocal.rooms.media.api import LARGEST, UPLOADS, as_file, json, sent
from wxlocal.rooms.media.store import File

SETS = (11, 100)
_SCRIPT = re.compile(r"<script\b.*?(</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_NO_FILE = (40007, "invalid media_id")
UNSET = msgspec.UNSET


class Add(msgspec.Struct):
    """``description``: JSON text, or an object where a cloud function calls."""

    type: str = ""
    description: str | dict[str, Any] = ""


class Added(msgspec.Struct):
    """``url`` of a picture."""

    media_id: str
    url: str | msgspec.UnsetType = UNSET


class Description(msgspec.Struct):
    title: str = ""
    introduction: str = ""


@operation(
    "POST",
    "/cgi-bin/material/add_material",
    Add,
    Added,
    accounts=OFFICIAL,
    body="multipart",
    cloud="officialAccount.material.addMaterial",
    permission_sets=SETS,
    largest=LARGEST,
    errors=(
        (40004, "invalid media type"),
        (40113, "unsupported file type"),
        *UPLOADS,
        (45007, "playtime out of limit"),
        (45034, "media file count is out of limit"),
    ),
    source="素材管理/上传永久素材",
)
def add_material(call: Call, request: Add) -> Added:
    """Keeps a picture, a voice, a video or a thumbnail for ever."""
    act, appid, kind = call.act, call.account.appid, request.type
    rules.check_kind(kind)
    part = sent(call)
    rules.check_name(kind, part.filename or "")
    found = rules.check(kind, part.content, types=rules.PERMANENT, largest=gates.largest(act, kind))
    rules.check_number(kind, store.number(act.tx, appid, kind))
    told = _description(request.description) if kind == "video" else Description()
    name = told.title or part.filename or ""
    file = gates.add(act, appid, kind, part.content, found, name=name, title=told.title, introduction=told.introduction)
    return Added(media_id=file.id, url=gates.url(file) if kind in ("image", "thumb") else UNSET)


def _description(given: str | dict[str, Any]) -> Description:
    try:
        if isinstance(given, str):
            return msgspec.json.decode(given or "{}", type=Description)
        return msgspec.convert(given, Description)
    except msgspec.DecodeError as error:
        raise data_format_error(f'description is JSON, {{"title": ..., "introduction": ...}}: {error}') from error


class ById(msgspec.Struct):
    media_id: str = ""


class NewsItems(msgspec.Struct):
    news_item: list[dict[str, Any]]
    create_time: int
    update_time: int


class Video(msgspec.Struct):
    title: str
    description: str
    down_url: str


@operation(
    "POST",
    "/cgi-bin/material/get_material",
    ById,
    Picture,
    accounts=OFFICIAL,
    cloud="officialAccount.material.get",
    permission_sets=(3, 11, 18, 30, 31, 100),
    errors=(_NO_FILE,),
    source="素材管理/获取永久素材",
)
def get_material(call: Call, request: ById) -> Picture:
    """Gives permanent material: the file itself, or what there is to say of a video or of news."""
    file = _permanent(call, request.media_id)
    if file.kind == "news":
        return json(NewsItems(list(file.articles), file.made_at, file.updated_at))
    if file.kind == "video":
        return json(Video(file.title, file.introduction, gates.url(file)))
    return as_file(call, file)


@operation(
    "POST",
    "/cgi-bin/material/del_material",
    ById,
    Answer,
    accounts=OFFICIAL,
    cloud="officialAccount.material.delelete",
    permission_sets=SETS,
    errors=(_NO_FILE,),
    source="素材管理/删除永久素材",
)
def del_material(call: Call, request: ById) -> Answer:
    """Removes permanent material; temporary material goes by itself."""
    store.remove(call.act.tx, _permanent(call, request.media_id), call.act.now)
    return Answer()


def _permanent(call: Call, media_id: str) -> File:
    file = gates.living(call.act, call.account.appid, media_id)
    if file is None or file.expires_at != store.PERMANENT:
        raise Refused(*_NO_FILE, reason="the account has no such permanent material")
    return file


class Counts(msgspec.Struct):
    voice_count: int
    video_count: int
    image_count: int
    news_count: int


@operation(
    ("GET", "POST"),
    "/cgi-bin/material/get_materialcount",
    Nothing,
    Counts,
    name="getMaterialCount",
    accounts=OFFICIAL,
    body="none",
    cloud="officialAccount.material.getMaterialCount",
    permission_sets=SETS,
    source="素材管理/获取永久素材总数",
)
def get_material_count(call: Call, request: Nothing) -> Counts:
    """How much permanent material the account has."""
    numbers = {f"{kind}_count": store.number(call.act.tx, call.account.appid, kind) for kind in rules.LISTED}
    return Counts(**numbers)


class Batch(msgspec.Struct):
    type: str = ""
    offset: int = 0
    count: int = 0


class Content(msgspec.Struct):
    news_item: list[dict[str, Any]]
    create_time: int
    update_time: int


class Item(msgspec.Struct, kw_only=True):
    media_id: str
    content: Content | msgspec.UnsetType = UNSET
    name: str | msgspec.UnsetType = UNSET
    update_time: int
    url: str | msgspec.UnsetType = UNSET


class Items(msgspec.Struct, kw_only=True):
    item: list[Item]
    total_count: int
    item_count: int


@operation(
    "POST",
    "/cgi-bin/material/batchget_material",
    Batch,
    Items,
    name="batchGetMaterial",
    accounts=OFFICIAL,
    cloud="officialAccount.material.batchGetMaterial",
    permission_sets=SETS,
    errors=((40004, "invalid media type"), (40097, "invalid args")),
    source="素材管理/获取永久素材列表",
)
def batchget_material(call: Call, request: Batch) -> Items:
    """Lists permanent material of a kind, the newest first."""
    if request.type not in rules.LISTED:
        raise Refused(40004, "invalid media type", reason=f"type is one of {', '.join(rules.LISTED)}")
    rules.check_page(request.offset, request.count)
    tx, appid = call.act.tx, call.account.appid
    found = [_item(file) for file in store.permanent(tx, appid, request.type, request.offset, request.count)]
    return Items(item=found, total_count=store.number(tx, appid, request.type), item_count=len(found))


def _item(file: File) -> Item:
    if file.kind == "news":
        content = Content(list(file.articles), file.made_at, file.updated_at)
        return Item(media_id=file.id, content=content, update_time=file.updated_at)
    return Item(media_id=file.id, name=file.name, update_time=file.updated_at, url=gates.url(file) or UNSET)


# -- news, until the draft box took its place -------------------------------------------------------------------------


class Article(msgspec.Struct, kw_only=True):
    title: str = ""
    thumb_media_id: str = ""
    author: str = ""
    digest: str = ""
    show_cover_pic: int = 0
    content: str = ""
    content_source_url: str = ""
    need_open_comment: int = 0
    only_fans_can_comment: int = 0


class AddNews(msgspec.Struct):
    articles: list[Article] = []


class UpdateNews(msgspec.Struct):
    media_id: str = ""
    index: int = 0
    articles: Article | None = None


_NEWS_ERRORS = (
    _NO_FILE,
    (44003, "empty news data"),
    (45002, "content size out of limit"),
    (45008, "article size out of limit"),
    (45103, "This API has been unsupported"),
)


@operation(
    "POST",
    "/cgi-bin/material/add_news",
    AddNews,
    Added,
    accounts=OFFICIAL,
    permission_sets=SETS,
    errors=(*_NEWS_ERRORS, (45034, "media file count is out of limit")),
    source="素材管理/新增永久图文素材",
)
def add_news(call: Call, request: AddNews) -> Added:
    """Made permanent news of one to eight articles, until the draft box took its place."""
    rules.check_news(call.moment())
    act, appid = call.act, call.account.appid
    if not 1 <= len(request.articles) <= rules.MOST_ARTICLES:
        raise Refused(45008, "article size out of limit", reason=f"news has 1 to {rules.MOST_ARTICLES} articles")
    rules.check_number("news", store.number(act.tx, appid, "news"))
    articles = tuple(_article(call, one) for one in request.articles)
    return Added(media_id=gates.add(act, appid, "news", b"", "", articles=articles).id)


@operation(
    "POST",
    "/cgi-bin/material/update_news",
    UpdateNews,
    Answer,
    accounts=OFFICIAL,
    permission_sets=SETS,
    errors=(*_NEWS_ERRORS, (40114, "invalid index value")),
    source="素材管理/修改永久图文素材",
)
def update_news(call: Call, request: UpdateNews) -> Answer:
    """Changed one article of permanent news, until the draft box took its place."""
    rules.check_news(call.moment())
    file = _permanent(call, request.media_id)
    if file.kind != "news":
        raise Refused(*_NO_FILE, reason="it is not news")
    if not 0 <= request.index < len(file.articles):
        raise Refused(40114, "invalid index value", reason=f"there are {len(file.articles)} articles, from 0 on")
    changed = list(file.articles)
    changed[request.index] = _article(call, request.articles or Article())
    store.set_articles(call.act.tx, file.id, tuple(changed), call.act.now)
    return Answer()


def _article(call: Call, article: Article) -> dict[str, Any]:
    """As it is kept and answered: without scripts, with the address of its page and of its picture."""
    rules.check_content(article.content)
    thumb = _permanent(call, article.thumb_media_id)
    if thumb.kind not in ("image", "thumb"):
        raise Refused(*_NO_FILE, reason="thumb_media_id is a permanent picture")
    told: dict[str, Any] = msgspec.to_builtins(article)
    return {
        **told,
        "content": _SCRIPT.sub("", article.content),
        "digest": article.digest or re.sub(r"<[^>]*>", "", article.content)[: rules.DIGEST],
        "url": f"http://mp.weixin.qq.com/s/{call.act.ids.urlsafe(22)}",
        "thumb_url": gates.url(thumb),
    }


OPERATIONS = (
    add_material, get_material, del_material, get_material_count, batchget_material, add_news, update_news,
)  # fmt: skip
