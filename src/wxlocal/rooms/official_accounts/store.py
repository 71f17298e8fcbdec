"""Tables of the people of official accounts: remarks, tags, the blacklist; grants of web authorisation; QR sign-ins."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE follower (
            appid TEXT NOT NULL, openid TEXT NOT NULL, remark TEXT NOT NULL, scene TEXT NOT NULL,
            qr_scene BIGINT NOT NULL, qr_scene_str TEXT NOT NULL, black INTEGER NOT NULL,
            PRIMARY KEY (appid, openid))""",
        """CREATE TABLE tag (appid TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (appid, id))""",
        """CREATE TABLE tagging (
            appid TEXT NOT NULL, openid TEXT NOT NULL, tag INTEGER NOT NULL, seq BIGINT NOT NULL,
            PRIMARY KEY (appid, openid, tag))""",
        """CREATE TABLE oauth_grant (
            token TEXT PRIMARY KEY, refresh TEXT NOT NULL, appid TEXT NOT NULL, person TEXT NOT NULL,
            scope TEXT NOT NULL, expires_at BIGINT NOT NULL, refresh_until BIGINT NOT NULL)""",
        "CREATE INDEX oauth_grant_refresh ON oauth_grant (refresh)",
        """CREATE TABLE sign_in (
            uuid TEXT PRIMARY KEY, appid TEXT NOT NULL, redirect TEXT NOT NULL, state TEXT NOT NULL,
            made_at BIGINT NOT NULL, status TEXT NOT NULL, person TEXT NOT NULL, code TEXT NOT NULL)""",
    ),
    ("UPDATE account_fact SET room = 'official_accounts' WHERE room = 'profile'",),
    (
        "CREATE INDEX oauth_grant_person ON oauth_grant (person, appid, scope)",
        "CREATE INDEX oauth_grant_until ON oauth_grant (refresh_until)",
        "CREATE INDEX sign_in_made_at ON sign_in (made_at)",
        "CREATE INDEX tagging_tag ON tagging (appid, tag, openid)",
    ),
    (
        "ALTER TABLE oauth_grant ADD COLUMN component TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE follower ADD COLUMN place INTEGER",
        """CREATE TABLE scene_code (
            key TEXT PRIMARY KEY, appid TEXT NOT NULL, ticket TEXT NOT NULL, permanent INTEGER NOT NULL,
            number BIGINT NOT NULL, text TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)""",
        "CREATE INDEX scene_code_ticket ON scene_code (ticket)",
        "CREATE INDEX scene_code_scene ON scene_code (appid, permanent, number, text)",
        "CREATE INDEX scene_code_expires_at ON scene_code (expires_at)",
        """CREATE TABLE short_url (
            key TEXT PRIMARY KEY, appid TEXT NOT NULL, url TEXT NOT NULL, made_at BIGINT NOT NULL)""",
    ),
)
# a grant is asked for (granted_before) as long as it can be refreshed
SWEPT = (
    Swept(table="oauth_grant", key=("token",), column="refresh_until", after=DAY),
    Swept(table="sign_in", key=("uuid",), column="made_at", after=DAY),
    Swept(table="scene_code", key=("key",), column="expires_at", after=DAY),
)


class Follower(msgspec.Struct, frozen=True):
    """What an official account keeps of a person. ``place``: whether it may know where they are; None = not asked."""

    appid: str
    openid: str
    remark: str = ""
    scene: str = "ADD_SCENE_SEARCH"
    qr_scene: int = 0
    qr_scene_str: str = ""
    black: int = 0
    place: int | None = None


class Grant(msgspec.Struct, frozen=True):
    """``component``: the third-party platform that it was given to for the account; "" = the account itself."""

    token: str
    refresh: str
    appid: str
    person: str
    scope: str
    expires_at: int
    refresh_until: int
    component: str = ""


class SceneCode(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code that leads to the account; ``number`` or ``text`` is what its server is told of a scan."""

    key: str
    appid: str
    ticket: str
    permanent: bool
    number: int
    text: str
    made_at: int
    expires_at: int

    @property
    def value(self) -> str:
        return self.text or str(self.number)


class SignIn(msgspec.Struct, frozen=True):
    """``status``: waiting, scanned, confirmed, refused."""

    uuid: str
    appid: str
    redirect: str
    state: str
    made_at: int
    status: str = "waiting"
    person: str = ""
    code: str = ""


def follower(tx: Tx, appid: str, openid: str) -> Follower:
    row = tx.one(
        "SELECT appid, openid, remark, scene, qr_scene, qr_scene_str, black, place FROM follower"
        " WHERE appid = ? AND openid = ?",
        appid,
        openid,
    )
    return Follower(*row) if row else Follower(appid, openid)


def set_follower(tx: Tx, new: Follower) -> None:
    tx.run("DELETE FROM follower WHERE appid = ? AND openid = ?", new.appid, new.openid)
    tx.run("INSERT INTO follower VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(new))


def followers(tx: Tx, appid: str, after: str, most: int) -> list[str]:
    """openids of those who follow now, in their order."""
    rows = tx.all(
        "SELECT openid FROM relation WHERE appid = ? AND followed_at IS NOT NULL AND unfollowed_at IS NULL"
        " AND openid > ? ORDER BY openid LIMIT ?",
        appid,
        after,
        most,
    )
    return [str(row[0]) for row in rows]


def listed(
    tx: Tx, appid: str, after: str, most: int, province: str | None = None, city: str | None = None
) -> list[tuple[str, str]]:
    """openid and person of those who follow now, in the order of openids; by region where one is named."""
    where = {"p.province": province, "p.city": city}
    given = {column: value for column, value in where.items() if value is not None}
    also = "".join(f" AND {column} = ?" for column in given)
    rows = tx.all(
        "SELECT r.openid, r.person FROM relation r JOIN person p ON p.id = r.person WHERE r.appid = ?"  # noqa: S608
        f" AND r.followed_at IS NOT NULL AND r.unfollowed_at IS NULL AND r.openid > ?{also} ORDER BY r.openid LIMIT ?",
        appid,
        after,
        *given.values(),
        most,
    )
    return [(str(openid), str(person)) for openid, person in rows]


def count_followers(tx: Tx, appid: str) -> int:
    row = tx.one(
        "SELECT count(*) FROM relation WHERE appid = ? AND followed_at IS NOT NULL AND unfollowed_at IS NULL", appid
    )
    return int(row[0]) if row else 0


def blacklist(tx: Tx, appid: str, after: str, most: int) -> list[str]:
    rows = tx.all(
        "SELECT openid FROM follower WHERE appid = ? AND black = 1 AND openid >= ? ORDER BY openid LIMIT ?",
        appid,
        after,
        most,
    )
    return [str(row[0]) for row in rows]


def count_black(tx: Tx, appid: str) -> int:
    row = tx.one("SELECT count(*) FROM follower WHERE appid = ? AND black = 1", appid)
    return int(row[0]) if row else 0


def tags(tx: Tx, appid: str) -> list[Row]:
    """id, name, number of followers that have it."""
    return tx.all(
        "SELECT t.id, t.name, (SELECT count(*) FROM tagging g WHERE g.appid = t.appid AND g.tag = t.id)"
        " FROM tag t WHERE t.appid = ? ORDER BY t.id",
        appid,
    )


def add_tag(tx: Tx, appid: str, id: int, name: str) -> None:
    tx.run("INSERT INTO tag VALUES (?, ?, ?)", appid, id, name)


def rename_tag(tx: Tx, appid: str, id: int, name: str) -> int:
    return tx.run("UPDATE tag SET name = ? WHERE appid = ? AND id = ?", name, appid, id)


def remove_tag(tx: Tx, appid: str, id: int) -> int:
    tx.run("DELETE FROM tagging WHERE appid = ? AND tag = ?", appid, id)
    return tx.run("DELETE FROM tag WHERE appid = ? AND id = ?", appid, id)


def tags_of(tx: Tx, appid: str, openid: str) -> list[int]:
    rows = tx.all("SELECT tag FROM tagging WHERE appid = ? AND openid = ? ORDER BY seq, tag", appid, openid)
    return [int(row[0]) for row in rows]


def tagged(tx: Tx, appid: str, tag: int, after: str, most: int) -> list[str]:
    rows = tx.all(
        "SELECT openid FROM tagging WHERE appid = ? AND tag = ? AND openid > ? ORDER BY openid LIMIT ?",
        appid,
        tag,
        after,
        most,
    )
    return [str(row[0]) for row in rows]


def set_tag(tx: Tx, appid: str, openid: str, tag: int, seq: int) -> None:
    tx.run("DELETE FROM tagging WHERE appid = ? AND openid = ? AND tag = ?", appid, openid, tag)
    tx.run("INSERT INTO tagging VALUES (?, ?, ?, ?)", appid, openid, tag, seq)


def unset_tag(tx: Tx, appid: str, openid: str, tag: int) -> None:
    tx.run("DELETE FROM tagging WHERE appid = ? AND openid = ? AND tag = ?", appid, openid, tag)


def unset_tags(tx: Tx, appid: str, openid: str) -> None:
    tx.run("DELETE FROM tagging WHERE appid = ? AND openid = ?", appid, openid)


_GRANT = "SELECT token, refresh, appid, person, scope, expires_at, refresh_until, component FROM oauth_grant"


def add_grant(tx: Tx, grant: Grant) -> None:
    tx.run("INSERT INTO oauth_grant VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(grant))


def grant(tx: Tx, token: str) -> Grant | None:
    row = tx.one(f"{_GRANT} WHERE token = ?", token)
    return Grant(*row) if row else None


def grant_by_refresh(tx: Tx, refresh: str) -> Grant | None:
    row = tx.one(f"{_GRANT} WHERE refresh = ? ORDER BY expires_at DESC LIMIT 1", refresh)
    return Grant(*row) if row else None


def granted_before(tx: Tx, appid: str, person: str, scope: str) -> bool:
    sql = "SELECT 1 FROM oauth_grant WHERE appid = ? AND person = ? AND scope = ? LIMIT 1"
    return tx.one(sql, appid, person, scope) is not None


def sign_in(tx: Tx, uuid: str) -> SignIn | None:
    row = tx.one("SELECT uuid, appid, redirect, state, made_at, status, person, code FROM sign_in WHERE uuid = ?", uuid)
    return SignIn(*row) if row else None


def set_sign_in(tx: Tx, new: SignIn) -> None:
    tx.run("DELETE FROM sign_in WHERE uuid = ?", new.uuid)
    tx.run("INSERT INTO sign_in VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(new))


_CODE = "SELECT key, appid, ticket, permanent, number, text, made_at, expires_at FROM scene_code"


def add_code(tx: Tx, code: SceneCode) -> None:
    values = msgspec.structs.astuple(msgspec.structs.replace(code, permanent=int(code.permanent)))
    tx.run("INSERT INTO scene_code VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)


def code(tx: Tx, key: str) -> SceneCode | None:
    return _code(tx.one(f"{_CODE} WHERE key = ?", key))


def code_by_ticket(tx: Tx, ticket: str) -> SceneCode | None:
    return _code(tx.one(f"{_CODE} WHERE ticket = ? LIMIT 1", ticket))


def permanent_code(tx: Tx, appid: str, number: int, text: str) -> SceneCode | None:
    """The one that was made before with what it carries."""
    where = "WHERE appid = ? AND permanent = 1 AND number = ? AND text = ? LIMIT 1"
    return _code(tx.one(f"{_CODE} {where}", appid, number, text))


def _code(row: Row | None) -> SceneCode | None:
    if row is None:
        return None
    values = dict(zip(SceneCode.__struct_fields__, row, strict=True))
    return SceneCode(**{**values, "permanent": bool(values["permanent"])})


def add_short(tx: Tx, key: str, appid: str, url: str, at: int) -> None:
    tx.run("INSERT INTO short_url VALUES (?, ?, ?, ?)", key, appid, url, at)


def long_of(tx: Tx, key: str) -> str | None:
    """What a short link leads to."""
    row = tx.one("SELECT url FROM short_url WHERE key = ?", key)
    return str(row[0]) if row else None
