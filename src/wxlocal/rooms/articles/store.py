"""Drafts, articles and the addresses of their pages, publications, mass sendings."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.rooms.articles.rules import Item

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE article_draft (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, items TEXT NOT NULL, updated_at BIGINT NOT NULL)""",
        "CREATE INDEX article_draft_appid ON article_draft (appid, updated_at, id)",
        """CREATE TABLE article (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, items TEXT NOT NULL, pages TEXT NOT NULL, gone TEXT NOT NULL,
            listed INTEGER NOT NULL, published_at BIGINT NOT NULL)""",
        "CREATE INDEX article_appid ON article (appid, listed, published_at, id)",
        "CREATE TABLE article_page (page TEXT PRIMARY KEY, article TEXT NOT NULL)",
        """CREATE TABLE publication (
            id BIGINT PRIMARY KEY, appid TEXT NOT NULL, items TEXT NOT NULL, status INTEGER NOT NULL,
            article TEXT NOT NULL)""",
        """CREATE TABLE mass_sending (
            id BIGINT PRIMARY KEY, appid TEXT NOT NULL, client TEXT NOT NULL, at BIGINT NOT NULL, day BIGINT NOT NULL,
            month BIGINT NOT NULL, to_all INTEGER NOT NULL, receivers TEXT NOT NULL, message TEXT NOT NULL,
            article TEXT NOT NULL, status TEXT NOT NULL)""",
        "CREATE INDEX mass_sending_client ON mass_sending (appid, client, at)",
        "CREATE INDEX mass_sending_month ON mass_sending (appid, month)",
        """CREATE TABLE mass_received (
            appid TEXT NOT NULL, openid TEXT NOT NULL, month BIGINT NOT NULL, times INTEGER NOT NULL,
            PRIMARY KEY (appid, openid))""",
    ),
)
SWEPT = (
    Swept(table="publication", key=("id",), column="id", most=20_000),
    Swept(table="mass_sending", key=("id",), column="id", most=20_000),
)
FIRST_PUBLICATION, FIRST_SENDING = 2_247_483_650, 1_000_000_001
_ITEMS = msgspec.json.Decoder(list[Item])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    appid: str
    items: list[Item]
    updated_at: int


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """What was published together. ``pages`` are the keys of its addresses, one an item; ``gone`` the places of items
    that were deleted. ``listed``: published, so that freepublish knows it; what was only sent is not.
    """

    id: str
    appid: str
    items: list[Item]
    pages: tuple[str, ...]
    gone: tuple[int, ...] = ()
    listed: bool = True
    published_at: int


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """``status`` as freepublish/get tells it: 0 done, 1 under way, 2 to 4 failed."""

    id: int
    appid: str
    items: list[Item]
    status: int = 1
    article: str = ""


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """``receivers``: "all", the number of a tag, or openids as JSON. ``status`` as message/mass/get tells it."""

    id: int
    appid: str
    client: str
    at: int
    day: int
    month: int
    to_all: bool
    receivers: str
    message: dict[str, Any]
    article: str = ""
    status: str = "SENDING"


# -- drafts -----------------------------------------------------------------------------------------------------------


def set_draft(tx: Tx, draft: Draft) -> None:
    tx.run(
        "INSERT INTO article_draft VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET items = excluded.items,"
        " updated_at = excluded.updated_at",
        draft.id,
        draft.appid,
        _text(draft.items),
        draft.updated_at,
    )


def draft(tx: Tx, id: str) -> Draft | None:
    row = tx.one("SELECT id, appid, items, updated_at FROM article_draft WHERE id = ?", id)
    return _draft(row) if row else None


def drafts(tx: Tx, appid: str, offset: int, most: int) -> list[Draft]:
    """The newest first."""
    rows = tx.all(
        "SELECT id, appid, items, updated_at FROM article_draft WHERE appid = ? ORDER BY updated_at DESC, id"
        " LIMIT ? OFFSET ?",
        appid,
        most,
        offset,
    )
    return [_draft(row) for row in rows]


def count_drafts(tx: Tx, appid: str) -> int:
    row = tx.one("SELECT count(*) FROM article_draft WHERE appid = ?", appid)
    return int(row[0]) if row else 0


def remove_draft(tx: Tx, id: str) -> int:
    return tx.run("DELETE FROM article_draft WHERE id = ?", id)


def _draft(row: Row) -> Draft:
    id, appid, items, updated_at = row
    return Draft(id=id, appid=appid, items=_ITEMS.decode(items), updated_at=int(updated_at))


# -- articles ---------------------------------------------------------------------------------------------------------

_ARTICLE = "SELECT id, appid, items, pages, gone, listed, published_at FROM article"


def add_article(tx: Tx, article: Article) -> None:
    tx.run(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)",
        article.id,
        article.appid,
        _text(article.items),
        _text(article.pages),
        _text(article.gone),
        int(article.listed),
        article.published_at,
    )
    for page in article.pages:
        tx.run("INSERT INTO article_page VALUES (?, ?)", page, article.id)


def article(tx: Tx, id: str) -> Article | None:
    row = tx.one(f"{_ARTICLE} WHERE id = ?", id)
    return _article(row) if row else None


def article_of_page(tx: Tx, page: str) -> Article | None:
    row = tx.one(f"{_ARTICLE} WHERE id = (SELECT article FROM article_page WHERE page = ?)", page)  # noqa: S608
    return _article(row) if row else None


def articles(tx: Tx, appid: str, offset: int, most: int) -> list[Article]:
    """Those that were published, the newest first."""
    rows = tx.all(
        f"{_ARTICLE} WHERE appid = ? AND listed = 1 ORDER BY published_at DESC, id LIMIT ? OFFSET ?",
        appid,
        most,
        offset,
    )
    return [_article(row) for row in rows]


def page_of(tx: Tx, appid: str, after: str, most: int) -> list[Article]:
    """All of an account, the newest first, from behind the one with the id ``after``."""
    last = article(tx, after) if after else None
    at = last.published_at if last else 1 << 62
    rows = tx.all(
        f"{_ARTICLE} WHERE appid = ? AND listed IN (0, 1) AND (published_at < ? OR (published_at = ? AND id > ?))"
        " ORDER BY published_at DESC, id LIMIT ?",
        appid,
        at,
        at,
        after,
        most,
    )
    return [_article(row) for row in rows]


def count_articles(tx: Tx, appid: str) -> int:
    row = tx.one("SELECT count(*) FROM article WHERE appid = ? AND listed = 1", appid)
    return int(row[0]) if row else 0


def set_gone(tx: Tx, id: str, gone: tuple[int, ...]) -> int:
    return tx.run("UPDATE article SET gone = ? WHERE id = ?", _text(gone), id)


def _article(row: Row) -> Article:
    id, appid, items, pages, gone, listed, published_at = row
    return Article(
        id=id,
        appid=appid,
        items=_ITEMS.decode(items),
        pages=tuple(msgspec.json.decode(pages)),
        gone=tuple(msgspec.json.decode(gone)),
        listed=bool(listed),
        published_at=int(published_at),
    )


# -- publications -----------------------------------------------------------------------------------------------------


def add_publication(tx: Tx, appid: str, items: list[Item]) -> int:
    """Gives its number."""
    row = tx.one("SELECT max(id) FROM publication")
    id = int(row[0]) + 1 if row and row[0] is not None else FIRST_PUBLICATION
    tx.run("INSERT INTO publication VALUES (?, ?, ?, 1, '')", id, appid, _text(items))
    return id


def publication(tx: Tx, id: int) -> Publication | None:
    row = tx.one("SELECT id, appid, items, status, article FROM publication WHERE id = ?", id)
    if row is None:
        return None
    number, appid, items, status, article = row
    return Publication(
        id=int(number), appid=appid, items=_ITEMS.decode(items), status=int(status), article=str(article)
    )


def end_publication(tx: Tx, id: int, status: int, article: str) -> int:
    return tx.run("UPDATE publication SET status = ?, article = ? WHERE id = ?", status, article, id)


# -- mass sendings ----------------------------------------------------------------------------------------------------

_SENDING = "SELECT id, appid, client, at, day, month, to_all, receivers, message, article, status FROM mass_sending"


def next_sending(tx: Tx) -> int:
    row = tx.one("SELECT max(id) FROM mass_sending")
    return int(row[0]) + 1 if row and row[0] is not None else FIRST_SENDING


def add_sending(tx: Tx, new: Sending) -> None:
    changed = msgspec.structs.replace(new, to_all=int(new.to_all))
    values = {**msgspec.structs.asdict(changed), "message": _text(new.message)}
    tx.run("INSERT INTO mass_sending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *values.values())


def sending(tx: Tx, id: int) -> Sending | None:
    row = tx.one(f"{_SENDING} WHERE id = ?", id)
    return _sending(row) if row else None


def sending_by_client(tx: Tx, appid: str, client: str, since: int) -> Sending | None:
    """The newest that was asked for with this clientmsgid."""
    row = tx.one(f"{_SENDING} WHERE appid = ? AND client = ? AND at > ? ORDER BY at DESC LIMIT 1", appid, client, since)
    return _sending(row) if row else None


def sent(tx: Tx, appid: str, day: int, month: int) -> tuple[int, int, int]:
    """How many of the day, how many of those to all, how many of the month to all; none that failed."""
    row = tx.one(
        "SELECT sum(CASE WHEN day = ? THEN 1 ELSE 0 END), sum(CASE WHEN day = ? THEN to_all ELSE 0 END), sum(to_all)"
        " FROM mass_sending WHERE appid = ? AND month = ? AND status <> 'SEND_FAIL'",
        day,
        day,
        appid,
        month,
    )
    today, today_to_all, month_to_all = row or (0, 0, 0)
    return int(today or 0), int(today_to_all or 0), int(month_to_all or 0)


def end_sending(tx: Tx, id: int, status: str, article: str) -> int:
    """Who received it is not kept."""
    return tx.run("UPDATE mass_sending SET status = ?, article = ?, receivers = '' WHERE id = ?", status, article, id)


def _sending(row: Row) -> Sending:
    values = dict(zip(Sending.__struct_fields__, row, strict=True))
    return Sending(**{**values, "to_all": bool(values["to_all"]), "message": msgspec.json.decode(values["message"])})


def followers(tx: Tx, appid: str, after: str, most: int) -> list[tuple[str, str]]:
    """openid and person of those who follow, in the order of people, from behind the person ``after``."""
    rows = tx.all(
        "SELECT openid, person FROM relation WHERE appid = ? AND followed_at IS NOT NULL AND unfollowed_at IS NULL"
        " AND person > ? ORDER BY person LIMIT ?",
        appid,
        after,
        most,
    )
    return [(str(openid), str(person)) for openid, person in rows]


def received(tx: Tx, appid: str, openid: str, month: int) -> int:
    """How many a person has received of an account in a month."""
    row = tx.one("SELECT times FROM mass_received WHERE appid = ? AND openid = ? AND month = ?", appid, openid, month)
    return int(row[0]) if row else 0


def receive(tx: Tx, appid: str, openid: str, month: int, times: int) -> None:
    tx.run(
        "INSERT INTO mass_received VALUES (?, ?, ?, ?) ON CONFLICT (appid, openid) DO UPDATE SET"
        " month = excluded.month, times = excluded.times",
        appid,
        openid,
        month,
        times,
    )
