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
)
# a grant is asked for (granted_before) as long as it can be refreshed
SWEPT = (
    Swept(table="oauth_grant", key=("token",), column="refresh_until", after=DAY),
    Swept(table="sign_in", key=("uuid",), column="made_at", after=DAY),
)


class Follower(msgspec.Struct, frozen=True):
    """What an official account keeps of a person."""

    appid: str
    openid: str
    remark: str = ""
    scene: str = "ADD_SCENE_SEARCH"
    qr_scene: int = 0
    qr_scene_str: str = ""
    black: int = 0


class Grant(msgspec.Struct, frozen=True):
    token: str
    refresh: str
    appid: str
    person: str
    scope: str
    expires_at: int
    refresh_until: int


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
        "SELECT appid, openid, remark, scene, qr_scene, qr_scene_str, black FROM follower"
        " WHERE appid = ? AND openid = ?",
        appid,
        openid,
    )
    return Follower(*row) if row else Follower(appid, openid)


def set_follower(tx: Tx, new: Follower) -> None:
    tx.run("DELETE FROM follower WHERE appid = ? AND openid = ?", new.appid, new.openid)
    tx.run("INSERT INTO follower VALUES (?, ?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(new))


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


_GRANT = "SELECT token, refresh, appid, person, scope, expires_at, refresh_until FROM oauth_grant"


def add_grant(tx: Tx, grant: Grant) -> None:
    tx.run("INSERT INTO oauth_grant VALUES (?, ?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(grant))


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
