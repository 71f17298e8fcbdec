"""Chats between people and accounts; what an account may send; agents, their sessions, sub-merchants."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.rooms.customer_service.facts import Agent, By, Chat, ChatLine, Session, SubMerchant, Window

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE chat_line (
            id BIGINT PRIMARY KEY, appid TEXT NOT NULL, person TEXT NOT NULL, business TEXT NOT NULL,
            said_by TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL, worker TEXT NOT NULL,
            notice BIGINT NOT NULL)""",
        "CREATE INDEX chat_line_person ON chat_line (person, appid, business, id)",
        "CREATE INDEX chat_line_notice ON chat_line (notice)",
        "CREATE INDEX chat_line_at ON chat_line (appid, at, id)",
        """CREATE TABLE chat (
            person TEXT NOT NULL, appid TEXT NOT NULL, business TEXT NOT NULL, blocked INTEGER NOT NULL,
            typing_until BIGINT NOT NULL, card TEXT NOT NULL, deleted_to BIGINT NOT NULL,
            PRIMARY KEY (person, appid, business))""",
        """CREATE TABLE service_window (
            appid TEXT NOT NULL, openid TEXT NOT NULL, business TEXT NOT NULL, doing TEXT NOT NULL,
            until BIGINT NOT NULL, messages BIGINT NOT NULL, PRIMARY KEY (appid, openid, business, doing))""",
        "CREATE INDEX service_window_until ON service_window (until)",
        """CREATE TABLE agent (
            appid TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, nickname TEXT NOT NULL,
            person TEXT NOT NULL, invited TEXT NOT NULL, invited_until BIGINT NOT NULL, invitation TEXT NOT NULL,
            online INTEGER NOT NULL, accepts INTEGER NOT NULL, admin INTEGER NOT NULL, picture TEXT NOT NULL,
            business TEXT NOT NULL, PRIMARY KEY (appid, id))""",
        """CREATE TABLE service_session (
            appid TEXT NOT NULL, openid TEXT NOT NULL, agent BIGINT NOT NULL, since BIGINT NOT NULL,
            latest BIGINT NOT NULL, PRIMARY KEY (appid, openid))""",
        "CREATE INDEX service_session_agent ON service_session (appid, agent, since)",
        """CREATE TABLE sub_merchant (
            appid TEXT NOT NULL, id BIGINT NOT NULL, account_name TEXT NOT NULL, nickname TEXT NOT NULL,
            icon TEXT NOT NULL, to_agents INTEGER NOT NULL, PRIMARY KEY (appid, id), UNIQUE (appid, account_name))""",
    ),
)
SWEPT = (
    Swept(table="chat_line", key=("id",), column="id", most=20_000),
    Swept(table="service_window", key=("appid", "openid", "business", "doing"), column="until", after=DAY),
)

# -- chats ------------------------------------------------------------------------------------------------------------

_LINE = "id, appid, person, business, said_by, kind, body, at, worker, notice"


def _line(row: Row) -> ChatLine:
    values = dict(zip(ChatLine.__struct_fields__, row, strict=True))
    return ChatLine(**{**values, "body": msgspec.json.decode(values["body"])})


def last_line(tx: Tx) -> int:
    row = tx.one("SELECT max(id) FROM chat_line")
    return int(row[0]) if row and row[0] is not None else 0


def say(tx: Tx, line: ChatLine) -> None:
    body = msgspec.json.encode(line.body).decode()
    tx.run(
        f"INSERT INTO chat_line ({_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        line.id, line.appid, line.person, line.business, line.said_by, line.kind, body, line.at, line.worker,
        line.notice,
    )  # fmt: skip


def attribute(tx: Tx, notice: int, said_by: By, worker: str, business: str) -> None:
    """Who said what stands in the inbox under that number."""
    tx.run(
        "UPDATE chat_line SET said_by = ?, worker = ?, business = ? WHERE notice = ?", said_by, worker, business, notice
    )


def assign(tx: Tx, id: int, worker: str) -> None:
    tx.run("UPDATE chat_line SET worker = ? WHERE id = ?", worker, id)


def lines(tx: Tx, person: str, appid: str, business: str, after: int, most: int) -> list[ChatLine]:
    """The newest that fit, oldest first."""
    rows = tx.all(
        f"SELECT {_LINE} FROM chat_line WHERE person = ? AND appid = ? AND business = ? AND id > ?"  # noqa: S608
        " ORDER BY id DESC LIMIT ?",
        person, appid, business, after, most,
    )  # fmt: skip
    return [_line(row) for row in reversed(rows)]


def line_of_notice(tx: Tx, notice: int) -> ChatLine | None:
    row = tx.one(f"SELECT {_LINE} FROM chat_line WHERE notice = ? AND notice > 0", notice)  # noqa: S608
    return _line(row) if row else None


def last_said(tx: Tx, person: str, appid: str, business: str, by: By | None = None) -> int:
    """When something was last said, by anybody or by one side; 0 = never."""
    which, given = (" AND said_by = ?", (by,)) if by else ("", ())
    row = tx.one(
        "SELECT at FROM chat_line WHERE person = ? AND appid = ? AND business = ?"  # noqa: S608
        f"{which} ORDER BY id DESC LIMIT 1",
        person, appid, business, *given,
    )  # fmt: skip
    return int(row[0]) if row else 0


def served_lines(tx: Tx, appid: str, start: int, end: int, id: int, most: int) -> list[ChatLine]:
    """What agents said and heard between two instants, from an id on."""
    rows = tx.all(
        f"SELECT {_LINE} FROM chat_line WHERE appid = ? AND at BETWEEN ? AND ? AND id >= ?"  # noqa: S608
        " AND worker <> '' ORDER BY id LIMIT ?",
        appid, start, end, id, most,
    )  # fmt: skip
    return [_line(row) for row in rows]


def chat(tx: Tx, person: str, appid: str, business: str) -> Chat | None:
    row = tx.one(
        "SELECT person, appid, business, blocked, typing_until, card, deleted_to FROM chat"
        " WHERE person = ? AND appid = ? AND business = ?",
        person, appid, business,
    )  # fmt: skip
    return _chat(row) if row else None


def chats_of(tx: Tx, person: str) -> list[tuple[str, str]]:
    """(AppID, sub-merchant) of all chats of a person."""
    rows = tx.all(
        "SELECT appid, business FROM chat WHERE person = ? UNION SELECT appid, business FROM chat_line WHERE person = ?"
        " ORDER BY appid, business",
        person, person,
    )  # fmt: skip
    return [(str(appid), str(business)) for appid, business in rows]


def _chat(row: Row) -> Chat:
    values: dict[str, Any] = dict(zip(Chat.__struct_fields__, row, strict=True))
    return Chat(**{**values, "blocked": bool(values["blocked"]), "card": msgspec.json.decode(values["card"])})


def set_chat(tx: Tx, chat: Chat) -> None:
    tx.run(
        "INSERT INTO chat VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, appid, business) DO UPDATE SET"
        " blocked = excluded.blocked, typing_until = excluded.typing_until, card = excluded.card,"
        " deleted_to = excluded.deleted_to",
        chat.person, chat.appid, chat.business, int(chat.blocked), chat.typing_until,
        msgspec.json.encode(chat.card).decode(), chat.deleted_to,
    )  # fmt: skip


def stop_typing(tx: Tx, person: str, appid: str, business: str) -> None:
    tx.run(
        "UPDATE chat SET typing_until = 0 WHERE person = ? AND appid = ? AND business = ? AND typing_until > 0",
        person, appid, business,
    )  # fmt: skip


# -- windows ----------------------------------------------------------------------------------------------------------


def windows(tx: Tx, appid: str, openid: str, business: str) -> list[Window]:
    rows = tx.all(
        "SELECT doing, until, messages FROM service_window WHERE appid = ? AND openid = ? AND business = ?"
        " ORDER BY doing",
        appid, openid, business,
    )  # fmt: skip
    return [Window(str(doing), int(until), int(messages)) for doing, until, messages in rows]


def open_window(tx: Tx, appid: str, openid: str, business: str, window: Window) -> None:
    tx.run(
        "INSERT INTO service_window VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appid, openid, business, doing)"
        " DO UPDATE SET until = excluded.until, messages = excluded.messages",
        appid, openid, business, window.doing, window.until, window.messages,
    )  # fmt: skip


def spend(tx: Tx, appid: str, openid: str, business: str, now: int) -> None:
    """One message less in every window that is open: they do not add up."""
    tx.run(
        "UPDATE service_window SET messages = messages - 1 WHERE appid = ? AND openid = ? AND business = ?"
        " AND until > ? AND messages > 0",
        appid, openid, business, now,
    )  # fmt: skip


def close_windows(tx: Tx, appid: str, openid: str) -> None:
    tx.run("DELETE FROM service_window WHERE appid = ? AND openid = ?", appid, openid)


# -- agents -----------------------------------------------------------------------------------------------------------

_AGENT = ", ".join(Agent.__struct_fields__)


def _agent(row: Row) -> Agent:
    values: dict[str, Any] = dict(zip(Agent.__struct_fields__, row, strict=True))
    return Agent(**{**values, **{name: bool(values[name]) for name in ("online", "accepts", "admin")}})


def agents(tx: Tx, appid: str) -> list[Agent]:
    return [_agent(row) for row in tx.all(f"SELECT {_AGENT} FROM agent WHERE appid = ? ORDER BY id", appid)]  # noqa: S608


def set_agent(tx: Tx, agent: Agent) -> None:
    remove_agent(tx, agent.appid, agent.id)
    values = [int(value) if isinstance(value, bool) else value for value in msgspec.structs.astuple(agent)]
    marks = ", ".join("?" * len(values))
    tx.run(f"INSERT INTO agent ({_AGENT}) VALUES ({marks})", *values)  # noqa: S608


def remove_agent(tx: Tx, appid: str, id: int) -> None:
    tx.run("DELETE FROM agent WHERE appid = ? AND id = ?", appid, id)


def session(tx: Tx, appid: str, openid: str) -> Session | None:
    row = tx.one(
        "SELECT appid, openid, agent, since, latest FROM service_session WHERE appid = ? AND openid = ?", appid, openid
    )
    return _session(row) if row else None


def sessions(tx: Tx, appid: str, agent: int, since: int, most: int) -> list[Session]:
    """Of an agent (0 = of nobody yet) that began at or after an instant, the oldest first."""
    rows = tx.all(
        "SELECT appid, openid, agent, since, latest FROM service_session WHERE appid = ? AND agent = ? AND since >= ?"
        " ORDER BY since, openid LIMIT ?",
        appid, agent, since, most,
    )  # fmt: skip
    return [_session(row) for row in rows]


def waiting(tx: Tx, appid: str) -> int:
    row = tx.one("SELECT count(*) FROM service_session WHERE appid = ? AND agent = 0", appid)
    return int(row[0]) if row else 0


def _session(row: Row) -> Session:
    return Session(**dict(zip(Session.__struct_fields__, row, strict=True)))


def set_session(tx: Tx, session: Session) -> None:
    tx.run(
        "INSERT INTO service_session VALUES (?, ?, ?, ?, ?) ON CONFLICT (appid, openid) DO UPDATE SET"
        " agent = excluded.agent, since = excluded.since, latest = excluded.latest",
        *msgspec.structs.astuple(session),
    )


def end_session(tx: Tx, appid: str, openid: str) -> int:
    return tx.run("DELETE FROM service_session WHERE appid = ? AND openid = ?", appid, openid)


# -- sub-merchants ----------------------------------------------------------------------------------------------------


def sub_merchant(tx: Tx, appid: str, *, id: int = 0, name: str = "") -> SubMerchant | None:
    which, value = ("id", id) if id else ("account_name", name)
    row = tx.one(
        f"SELECT appid, id, account_name, nickname, icon, to_agents FROM sub_merchant WHERE appid = ? AND {which} = ?",  # noqa: S608
        appid,
        value,
    )
    return _sub_merchant(row) if row else None


def sub_merchants(tx: Tx, appid: str, offset: int, most: int) -> list[SubMerchant]:
    rows = tx.all(
        "SELECT appid, id, account_name, nickname, icon, to_agents FROM sub_merchant WHERE appid = ? ORDER BY id"
        " LIMIT ? OFFSET ?",
        appid, most, offset,
    )  # fmt: skip
    return [_sub_merchant(row) for row in rows]


def count_sub_merchants(tx: Tx, appid: str) -> int:
    row = tx.one("SELECT max(id) FROM sub_merchant WHERE appid = ?", appid)
    return int(row[0]) if row and row[0] is not None else 0


def _sub_merchant(row: Row) -> SubMerchant:
    values: dict[str, Any] = dict(zip(SubMerchant.__struct_fields__, row, strict=True))
    return SubMerchant(**{**values, "to_agents": bool(values["to_agents"])})


def set_sub_merchant(tx: Tx, new: SubMerchant) -> None:
    tx.run("DELETE FROM sub_merchant WHERE appid = ? AND id = ?", new.appid, new.id)
    tx.run(
        "INSERT INTO sub_merchant VALUES (?, ?, ?, ?, ?, ?)",
        new.appid, new.id, new.account_name, new.nickname, new.icon, int(new.to_agents),
    )  # fmt: skip
