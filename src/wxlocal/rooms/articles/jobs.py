"""Publishing and mass sending: planned by a call or in the console, done when they are due, told to the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from wxlocal.core.base.instants import day_of, month_of
from wxlocal.core.world import files, inbox, jobs, outbox
from wxlocal.core.world.hooks import TAGGED
from wxlocal.core.world.nouns import Account, Line, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, Due
from wxlocal.rooms.articles import rules, settings, store
from wxlocal.rooms.articles.facts import Review
from wxlocal.rooms.articles.rules import Item
from wxlocal.rooms.articles.store import Article, Sending

ROOM = "articles"
ADDRESS = "https://mp.weixin.qq.com/s/"
HELPER = "mphelper"  # 公众号群发助手, from whom the events come
AT_ONCE = 1000  # followers that are read together


def publish(act: Act, appid: str, items: list[Item], *, listed: bool) -> Article:
    """The articles are out, each at an address of its own."""
    article = Article(
        id=act.ids.urlsafe(43),
        appid=appid,
        items=items,
        pages=tuple(act.ids.urlsafe(22) for _ in items),
        listed=listed,
        published_at=act.now,
    )
    store.add_article(act.tx, article)
    return article


def plan_publication(act: Act, appid: str, items: list[Item]) -> int:
    """Gives publish_id."""
    id = store.add_publication(act.tx, appid, items)
    jobs.plan(act, act.now + act.setting(settings.JOB_SECONDS), ROOM, "publish", {"id": id})
    return id


def end_publication(act: Act, payload: dict[str, Any]) -> None:
    """A publication is over: PUBLISHJOBFINISH. Source: 发布草稿/发布结果的事件推送."""
    planned = store.publication(act.tx, payload["id"])
    account = nouns.account(act.tx, planned.appid) if planned else None
    if planned is None or account is None:
        return
    status = rules.STATUS[act.facts(account.appid, Review).outcome]
    info: dict[str, Any] = {"publish_id": planned.id, "publish_status": status}
    if status:
        store.end_publication(act.tx, planned.id, status, "")
        info["fail_idx"] = list(range(1, len(planned.items) + 1))
    else:
        article = publish(act, account.appid, planned.items, listed=True)
        store.end_publication(act.tx, planned.id, status, article.id)
        info |= {"article_id": article.id, "article_detail": detail(article)}
    outbox.tell(act, account, "PUBLISHJOBFINISH", HELPER, PublishEventInfo=info)


def detail(article: Article) -> dict[str, Any]:
    """article_detail, as the event and freepublish/get have it."""
    item = [{"idx": number, "article_url": ADDRESS + page} for number, page in enumerate(article.pages, 1)]
    return {"count": len(item), "item": item}


# -- mass sending -----------------------------------------------------------------------------------------------------


def plan_sending(
    act: Act, account: Account, receivers: str, to_all: bool, message: dict[str, Any], client: str
) -> Sending:
    """``receivers``: "all", the number of a tag, or openids as JSON. Refused where nothing is left to send."""
    today, month = day_of(act.now), month_of(act.now)
    rules.check_quota(account.kind, to_all, *store.sent(act.tx, account.appid, today, month))
    new = Sending(
        id=store.next_sending(act.tx),
        appid=account.appid,
        client=client,
        at=act.now,
        day=today,
        month=month,
        to_all=to_all,
        receivers=receivers,
        message=message,
    )
    store.add_sending(act.tx, new)
    jobs.plan(act, act.now + act.setting(settings.JOB_SECONDS), ROOM, "send", {"id": new.id})
    return new


def end_sending(act: Act, payload: dict[str, Any]) -> None:
    """A mass message arrives: MASSSENDJOBFINISH. Source: 群发消息/事件推送群发结果."""
    planned = store.sending(act.tx, payload["id"])
    account = nouns.account(act.tx, planned.appid) if planned else None
    if planned is None or account is None:
        return
    article, failed = None, act.facts(account.appid, Review).outcome != "published"
    if "items" in planned.message and not failed:
        items = msgspec.convert(planned.message["items"], list[Item])
        article = publish(act, account.appid, items, listed=False)
    total, able, reached = 0, 0, 0
    for openid, person in _receivers(act, planned):
        total += 1
        times = store.received(act.tx, account.appid, openid, planned.month)
        if not rules.may_receive(account.kind, times):
            continue
        able += 1
        if person and not failed:
            store.receive(act.tx, account.appid, openid, planned.month, times + 1)
            arrive(act, account, person, planned.message, article)
            reached += 1
    status = "SEND_FAIL" if failed else "SEND_SUCCESS"
    store.end_sending(act.tx, planned.id, status, article.id if article else "")
    urls = [
        {"ArticleIdx": n, "ArticleUrl": ADDRESS + page} for n, page in enumerate(article.pages if article else (), 1)
    ]
    outbox.tell(
        act,
        account,
        "MASSSENDJOBFINISH",
        HELPER,
        MsgID=planned.id,
        Status="send fail" if failed else "send success",
        TotalCount=total,
        FilterCount=able,
        SentCount=reached,
        ErrorCount=able - reached,
        CopyrightCheckResult={"Count": 0, "ResultList": "", "CheckState": 1},
        ArticleUrlResult={"Count": len(urls), "ResultList": {"item": urls} if urls else ""},
    )


def _receivers(act: Act, planned: Sending) -> Iterator[tuple[str, str]]:
    """openid and person; who does not follow has no person."""
    if planned.receivers.startswith("["):
        for openid in msgspec.json.decode(planned.receivers, type=list[str]):
            relation = nouns.relation_by_openid(act.tx, openid)
            known = relation is not None and relation.appid == planned.appid and relation.follows
            yield openid, relation.person if relation and known else ""
        return
    after = ""
    while rows := store.followers(act.tx, planned.appid, after, AT_ONCE):
        after = rows[-1][1]
        yield from (row for row in rows if planned.receivers == "all" or _has_tag(act, planned, row[0]))


def _has_tag(act: Act, planned: Sending, openid: str) -> bool:
    tags = [tag for given in act.offers.each(TAGGED, act, planned.appid, openid) for tag in given]
    return int(planned.receivers) in tags


def arrive(act: Act, account: Account, person: str, message: dict[str, Any], article: Article | None) -> None:
    """What the person finds in the chat of the account."""
    if article is not None:
        show(act, account, person, article.items, [ADDRESS + page for page in article.pages])
    elif message["msgtype"] == "text":
        text = str(message["content"])
        inbox.put(
            act, person, "chat.text", title=account.name, body={"Content": text}, lines=(Line(value=text),),
            appid=account.appid,
        )  # fmt: skip
    else:
        kind = {"mpvideo": "video"}.get(message["msgtype"], message["msgtype"])
        for media_id in message["media_ids"]:
            inbox.put(act, person, f"chat.{kind}", title=account.name, body={"MediaId": media_id}, appid=account.appid)


def show(act: Act, account: Account, person: str, items: list[Item], urls: list[str]) -> None:
    """A message of articles: a tap opens the first, the others stand below it."""
    first, *others = items
    digest = (first.digest,) if first.digest else ()
    lines = tuple(Line(value=text) for text in (*digest, *(item.title for item in others)))
    told = [
        {
            "Title": item.title,
            "Description": item.digest,
            "PicUrl": _cover(act, account.appid, item.thumb_media_id),
            "Url": url,
        }
        for item, url in zip(items, urls, strict=True)
    ]
    inbox.put(
        act, person, "chat.news", title=first.title, lines=lines, target=Target(url=urls[0]), body={"Articles": told},
        appid=account.appid,
    )  # fmt: skip


def _cover(act: Act, appid: str, media_id: str) -> str:
    cover = files.material(act, appid, media_id) if media_id else None
    return cover.url if cover else ""


JOBS: dict[str, Due] = {"publish": end_publication, "send": end_sending}
