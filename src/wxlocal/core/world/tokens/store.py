"""Tables of access tokens, one-use codes, session keys and proofs of encrypted messages."""

from __future__ import annotations

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE token (
            token TEXT PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, issued_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, replaced_at BIGINT)""",
        "CREATE INDEX token_appid ON token (appid, kind, issued_at)",
        """CREATE TABLE code (
            code TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, person TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, payload TEXT) WITHOUT ROWID""",
        """CREATE TABLE session (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL, session_key TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (appid, person)) WITHOUT ROWID""",
        "CREATE INDEX session_openid ON session (openid)",
        """CREATE TABLE encrypted_message (
            appid TEXT NOT NULL, hash TEXT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (appid, hash))""",
    ),
    (
        "CREATE INDEX token_in_force ON token (appid, kind, issued_at, expires_at) WHERE replaced_at IS NULL",
        "DROP INDEX IF EXISTS token_appid",
        "CREATE INDEX token_expires_at ON token (expires_at)",
        "CREATE INDEX encrypted_message_made_at ON encrypted_message (made_at)",
    ),
)
SWEPT = (
    Swept(table="token", key=("token",), column="expires_at", after=DAY),
    # no index: each login would pay for it
    Swept(table="code", key=("code",), column="expires_at", after=DAY, indexed=False),
    Swept(table="encrypted_message", key=("appid", "hash"), column="made_at", after=30 * DAY),
)

TOKEN = "token, appid, kind, issued_at, expires_at, replaced_at"
CODE = "code, kind, appid, person, made_at, expires_at, used_at, payload"
SESSION = "appid, person, openid, session_key, made_at, expires_at"


def add_token(tx: Tx, token: str, appid: str, kind: str, issued_at: int, expires_at: int) -> None:
    tx.run("INSERT INTO token VALUES (?, ?, ?, ?, ?, NULL)", token, appid, kind, issued_at, expires_at)


def token(tx: Tx, token: str) -> Row | None:
    return tx.one("SELECT token, appid, kind, issued_at, expires_at, replaced_at FROM token WHERE token = ?", token)


def newest_token(tx: Tx, appid: str, kind: str) -> Row | None:
    return tx.one(
        "SELECT token, appid, kind, issued_at, expires_at, replaced_at FROM token"
        " WHERE appid = ? AND kind = ? AND replaced_at IS NULL ORDER BY issued_at DESC, expires_at DESC LIMIT 1",
        appid,
        kind,
    )


def replace_tokens(tx: Tx, appid: str, kind: str, dead_at: int) -> None:
    """All tokens of that kind in force die at the instant, unless they die before."""
    tx.run(
        "UPDATE token SET replaced_at = ? WHERE appid = ? AND kind = ? AND replaced_at IS NULL",
        dead_at,
        appid,
        kind,
    )


def travel(tx: Tx, left_at: int, step: int) -> None:
    """Tokens that lived at the instant keep what was left of their life."""
    tx.run(
        "UPDATE token SET issued_at = issued_at + ?, expires_at = expires_at + ?, replaced_at = replaced_at + ?"
        " WHERE expires_at > ?",
        step,
        step,
        step,
        left_at,
    )


def add_code(
    tx: Tx, code: str, kind: str, appid: str, person: str, made_at: int, expires_at: int, payload: str | None
) -> None:
    tx.run(
        "INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
        code,
        kind,
        appid,
        person,
        made_at,
        expires_at,
        payload,
    )


def code(tx: Tx, code: str) -> Row | None:
    return tx.one(
        "SELECT code, kind, appid, person, made_at, expires_at, used_at, payload FROM code WHERE code = ?",
        code,
    )


def use_code(tx: Tx, code: str, at: int) -> bool:
    """True for exactly one caller."""
    return tx.run("UPDATE code SET used_at = ? WHERE code = ? AND used_at IS NULL", at, code) == 1


def session(tx: Tx, appid: str, person: str) -> Row | None:
    return tx.one(
        "SELECT appid, person, openid, session_key, made_at, expires_at FROM session WHERE appid = ? AND person = ?",
        appid,
        person,
    )


def session_by_openid(tx: Tx, appid: str, openid: str) -> Row | None:
    return tx.one(
        "SELECT appid, person, openid, session_key, made_at, expires_at FROM session WHERE openid = ? AND appid = ?",
        openid,
        appid,
    )


def set_session(tx: Tx, appid: str, person: str, openid: str, session_key: str, made_at: int, expires_at: int) -> None:
    tx.run(
        "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appid, person) DO UPDATE SET"
        " session_key = excluded.session_key, made_at = excluded.made_at, expires_at = excluded.expires_at",
        appid,
        person,
        openid,
        session_key,
        made_at,
        expires_at,
    )


def renew_session(tx: Tx, appid: str, person: str, expires_at: int) -> None:
    tx.run("UPDATE session SET expires_at = ? WHERE appid = ? AND person = ?", expires_at, appid, person)


def add_message(tx: Tx, appid: str, hash: str, at: int) -> None:
    tx.run(
        "INSERT INTO encrypted_message VALUES (?, ?, ?) "
        "ON CONFLICT (appid, hash) DO UPDATE SET made_at = excluded.made_at",
        appid,
        hash,
        at,
    )


def message(tx: Tx, appid: str, hash: str) -> int | None:
    row = tx.one("SELECT made_at FROM encrypted_message WHERE appid = ? AND hash = ?", appid, hash)
    return int(row[0]) if row else None
