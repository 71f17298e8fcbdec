"""Tables of the login room: payments that give a unionid, and users' encrypt keys."""

from __future__ import annotations

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE login_payment (
            appid TEXT NOT NULL, openid TEXT NOT NULL, transaction_id TEXT NOT NULL, mch_id TEXT NOT NULL,
            out_trade_no TEXT NOT NULL, paid_at BIGINT NOT NULL, PRIMARY KEY (appid, transaction_id))""",
        """CREATE TABLE login_encrypt_key (
            appid TEXT NOT NULL, openid TEXT NOT NULL, version INTEGER NOT NULL, encrypt_key TEXT NOT NULL,
            iv TEXT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (appid, openid, version))""",
    ),
    ("CREATE INDEX login_payment_openid ON login_payment (openid, appid)",),
)
KEYS_TOLD = 3


def follows_subject(tx: Tx, person: str, subject: str) -> bool:
    """Whether the person follows an official account of the subject."""
    row = tx.one(
        "SELECT 1 FROM relation JOIN account ON account.appid = relation.appid WHERE relation.person = ?"
        " AND account.subject = ? AND relation.followed_at IS NOT NULL AND relation.unfollowed_at IS NULL"
        " AND account.kind IN ('subscription_account', 'service_account') LIMIT 1",
        person,
        subject,
    )
    return row is not None


def logged_in_at_subject(tx: Tx, person: str, subject: str) -> bool:
    """Whether the person ever logged in by WeChat at an official account or app of the subject."""
    row = tx.one(
        "SELECT 1 FROM relation JOIN account ON account.appid = relation.appid WHERE relation.person = ?"
        " AND account.subject = ? AND relation.logged_in_at IS NOT NULL"
        " AND account.kind IN ('subscription_account', 'service_account', 'mobile_app', 'website') LIMIT 1",
        person,
        subject,
    )
    return row is not None


def first_login(tx: Tx, appid: str, person: str, at: int) -> None:
    tx.run(
        "UPDATE relation SET logged_in_at = ? WHERE appid = ? AND person = ? AND logged_in_at IS NULL",
        at,
        appid,
        person,
    )


def add_payment(
    tx: Tx, appid: str, openid: str, transaction_id: str, mch_id: str, out_trade_no: str, paid_at: int
) -> None:
    tx.run(
        "INSERT INTO login_payment VALUES (?, ?, ?, ?, ?, ?)",
        appid,
        openid,
        transaction_id,
        mch_id,
        out_trade_no,
        paid_at,
    )


def payment(tx: Tx, appid: str, openid: str, transaction_id: str, mch_id: str, out_trade_no: str) -> int | None:
    """When it was paid; found by the transaction, or by merchant and order."""
    row = tx.one(
        "SELECT paid_at FROM login_payment WHERE appid = ? AND openid = ?"
        " AND (transaction_id = ? OR (mch_id = ? AND out_trade_no = ? AND out_trade_no <> ''))",
        appid,
        openid,
        transaction_id,
        mch_id,
        out_trade_no,
    )
    return int(row[0]) if row else None


def encrypt_keys(tx: Tx, appid: str, openid: str) -> list[Row]:
    """version, key, iv, made_at of the three newest keys."""
    return tx.all(
        "SELECT version, encrypt_key, iv, made_at FROM login_encrypt_key WHERE appid = ? AND openid = ?"
        " ORDER BY version DESC LIMIT ?",
        appid,
        openid,
        KEYS_TOLD,
    )


def add_encrypt_key(tx: Tx, appid: str, openid: str, version: int, key: str, iv: str, made_at: int) -> None:
    """One more; those that are not told any more leave."""
    tx.run("INSERT INTO login_encrypt_key VALUES (?, ?, ?, ?, ?, ?)", appid, openid, version, key, iv, made_at)
    tx.run(
        "DELETE FROM login_encrypt_key WHERE appid = ? AND openid = ? AND version <= ?",
        appid,
        openid,
        version - KEYS_TOLD,
    )
