"""Messages and what became of them, packages, who has unsubscribed, short links, files of numbers, reports."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.rooms.sms.facts import Message, Pack, State, Task

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sms_message (
            id BIGINT PRIMARY KEY, environment TEXT NOT NULL, appid TEXT NOT NULL, batch TEXT NOT NULL,
            kind TEXT NOT NULL, number TEXT NOT NULL, sender TEXT NOT NULL, words TEXT NOT NULL, text TEXT NOT NULL,
            link TEXT NOT NULL, size INTEGER NOT NULL, units INTEGER NOT NULL, pack BIGINT NOT NULL,
            state TEXT NOT NULL, remarks TEXT NOT NULL, fate TEXT NOT NULL, at BIGINT NOT NULL, due BIGINT,
            received BIGINT)""",
        "CREATE INDEX sms_message_environment ON sms_message (environment, at, id)",
        "CREATE INDEX sms_message_batch ON sms_message (batch, id)",
        "CREATE INDEX sms_message_number ON sms_message (appid, number, at)",
        "CREATE INDEX sms_message_due ON sms_message (due, id)",
        "CREATE INDEX sms_message_at ON sms_message (at)",
        "CREATE TABLE sms_free (environment TEXT PRIMARY KEY, used BIGINT NOT NULL)",
        """CREATE TABLE sms_pack (
            id BIGINT PRIMARY KEY, environment TEXT NOT NULL, size BIGINT NOT NULL, used BIGINT NOT NULL,
            bought_at BIGINT NOT NULL, ends_at BIGINT NOT NULL)""",
        "CREATE INDEX sms_pack_environment ON sms_pack (environment, ends_at, id)",
        """CREATE TABLE sms_unsubscribed (
            appid TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (appid, number))""",
        """CREATE TABLE sms_link (
            code TEXT PRIMARY KEY, environment TEXT NOT NULL, path TEXT NOT NULL, url TEXT NOT NULL,
            at BIGINT NOT NULL)""",
        "CREATE INDEX sms_link_path ON sms_link (environment, path, at)",
        """CREATE TABLE sms_file (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, name TEXT NOT NULL, parts INTEGER NOT NULL,
            at BIGINT NOT NULL)""",
        """CREATE TABLE sms_part (
            file TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, at BIGINT NOT NULL,
            PRIMARY KEY (file, part))""",
        "CREATE INDEX sms_part_at ON sms_part (at)",
        """CREATE TABLE sms_task (
            id TEXT PRIMARY KEY, environment TEXT NOT NULL, appid TEXT NOT NULL, file TEXT NOT NULL,
            short_name INTEGER NOT NULL, at BIGINT NOT NULL, part INTEGER NOT NULL, accepted BIGINT NOT NULL,
            refused BIGINT NOT NULL, ended_at BIGINT)""",
        "CREATE INDEX sms_task_environment ON sms_task (environment, at, id)",
        """CREATE TABLE sms_report (
            id BIGINT PRIMARY KEY, appid TEXT NOT NULL, environment TEXT NOT NULL, activity TEXT NOT NULL,
            kind TEXT NOT NULL, channel TEXT NOT NULL, who TEXT NOT NULL, number BIGINT NOT NULL,
            at BIGINT NOT NULL)""",
        "CREATE INDEX sms_report_activity ON sms_report (appid, activity, at)",
        "CREATE INDEX sms_report_environment ON sms_report (environment)",
    ),
)
SWEPT = (
    Swept(table="sms_message", key=("id",), column="at", after=62 * DAY),
    Swept(table="sms_part", key=("file", "part"), column="at", after=7 * DAY),
)


_MESSAGE = ", ".join(Message.__struct_fields__)
_PACK = ", ".join(Pack.__struct_fields__)
_TASK = ", ".join(Task.__struct_fields__)


def _last(tx: Tx, table: str) -> int:
    row = tx.one(f"SELECT max(id) FROM {table}")  # noqa: S608
    return int(row[0]) if row and row[0] is not None else 0


# -- messages ---------------------------------------------------------------------------------------------------------


def next_message(tx: Tx) -> int:
    return _last(tx, "sms_message") + 1


def add_message(tx: Tx, message: Message) -> None:
    marks = ", ".join("?" * len(Message.__struct_fields__))
    tx.run(f"INSERT INTO sms_message ({_MESSAGE}) VALUES ({marks})", *msgspec.structs.astuple(message))  # noqa: S608


def _message(row: Row) -> Message:
    return Message(**dict(zip(Message.__struct_fields__, row, strict=True)))


def past(tx: Tx, appid: str, number: str, words: str, now: int, today: int, recent: int) -> tuple[Any, int, int]:
    """When the same words were sent last within ``recent`` seconds (None = not), how many messages in that time, and
    how many since ``today`` began; what was refused does not count.
    """
    since = now - recent
    row = tx.one(
        "SELECT max(CASE WHEN words = ? AND at > ? THEN at END), coalesce(sum(CASE WHEN at > ? THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN at >= ? THEN 1 ELSE 0 END), 0) FROM sms_message"
        " WHERE appid = ? AND number = ? AND at >= ? AND at <= ? AND state <> 'refused'",
        words,
        since,
        since,
        today,
        appid,
        number,
        min(today, since),
        now,
    )
    return (row[0], int(row[1]), int(row[2])) if row else (None, 0, 0)


def due_messages(tx: Tx, now: int, most: int) -> list[Message]:
    rows = tx.all(f"SELECT {_MESSAGE} FROM sms_message WHERE due <= ? ORDER BY due, id LIMIT ?", now, most)  # noqa: S608
    return [_message(row) for row in rows]


def end_message(tx: Tx, id: int, state: State, remarks: str, units: int, received: int | None) -> None:
    tx.run(
        "UPDATE sms_message SET state = ?, remarks = ?, units = ?, received = ?, due = NULL WHERE id = ?",
        state,
        remarks,
        units,
        received,
        id,
    )


def wait_for(tx: Tx, id: int, due: int) -> None:
    tx.run("UPDATE sms_message SET due = ? WHERE id = ?", due, id)


def message(tx: Tx, id: int) -> Message | None:
    row = tx.one(f"SELECT {_MESSAGE} FROM sms_message WHERE id = ?", id)  # noqa: S608
    return _message(row) if row else None


def records(
    tx: Tx, environment: str, begin: int, end: int, number: str, batch: str, skip: int, most: int
) -> tuple[list[Message], int]:
    """The newest first, and how many there are; "" = any number, any batch."""
    where = "environment = ? AND at >= ? AND at < ?"
    values: list[Any] = [environment, begin, end]
    for column, value in (("number", number), ("batch", batch)):
        if value:
            where += f" AND {column} = ?"
            values.append(value)
    counted = tx.one(f"SELECT count(*) FROM sms_message WHERE {where}", *values)  # noqa: S608
    rows = tx.all(
        f"SELECT {_MESSAGE} FROM sms_message WHERE {where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",  # noqa: S608
        *values,
        most,
        skip,
    )
    return [_message(row) for row in rows], int(counted[0]) if counted else 0


def curve(tx: Tx, environment: str, begin: int, end: int, step: int) -> list[tuple[int, int, int, int]]:
    """By steps of so many seconds: when it begins, how many were accepted, have arrived, have failed."""
    rows = tx.all(
        "SELECT (at - ?) / ? AS step, count(*), sum(CASE WHEN state = 'sent' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN state = 'error' THEN 1 ELSE 0 END) FROM sms_message"
        " WHERE environment = ? AND at >= ? AND at < ? AND state <> 'refused' GROUP BY 1 ORDER BY 1",
        begin,
        step,
        environment,
        begin,
        end,
    )
    return [(begin + int(number) * step, int(all), int(sent), int(failed)) for number, all, sent, failed in rows]


# -- what pays for them -----------------------------------------------------------------------------------------------


def free_used(tx: Tx, environment: str) -> int:
    row = tx.one("SELECT used FROM sms_free WHERE environment = ?", environment)
    return int(row[0]) if row else 0


def use_free(tx: Tx, environment: str, units: int) -> None:
    """``units`` below 0 are given back."""
    tx.run(
        "INSERT INTO sms_free VALUES (?, ?) ON CONFLICT (environment) DO UPDATE SET"
        " used = sms_free.used + excluded.used",
        environment,
        units,
    )


def add_pack(tx: Tx, environment: str, size: int, now: int, ends_at: int) -> Pack:
    made = Pack(
        id=_last(tx, "sms_pack") + 1, environment=environment, size=size, used=0, bought_at=now, ends_at=ends_at
    )
    tx.run(f"INSERT INTO sms_pack ({_PACK}) VALUES (?, ?, ?, ?, ?, ?)", *msgspec.structs.astuple(made))  # noqa: S608
    return made


def packs(tx: Tx, environment: str, now: int) -> list[Pack]:
    """Those that are valid now, the first to end first."""
    rows = tx.all(
        f"SELECT {_PACK} FROM sms_pack WHERE environment = ? AND bought_at <= ? AND ends_at > ? ORDER BY ends_at, id",  # noqa: S608
        environment,
        now,
        now,
    )
    return [Pack(**dict(zip(Pack.__struct_fields__, row, strict=True))) for row in rows]


def use_pack(tx: Tx, id: int, units: int) -> bool:
    """Whether so many are left; ``units`` below 0 are given back."""
    return tx.run("UPDATE sms_pack SET used = used + ? WHERE id = ? AND used + ? <= size", units, id, units) > 0


# -- who wants none ---------------------------------------------------------------------------------------------------


def unsubscribe(tx: Tx, appid: str, number: str, at: int) -> None:
    tx.run("INSERT INTO sms_unsubscribed VALUES (?, ?, ?) ON CONFLICT DO NOTHING", appid, number, at)


def subscribe(tx: Tx, appid: str, number: str) -> int:
    return tx.run("DELETE FROM sms_unsubscribed WHERE appid = ? AND number = ?", appid, number)


def unsubscribed(tx: Tx, appid: str, number: str) -> bool:
    return tx.one("SELECT 1 FROM sms_unsubscribed WHERE appid = ? AND number = ?", appid, number) is not None


def all_unsubscribed(tx: Tx, appid: str, after: str, most: int) -> list[str]:
    rows = tx.all(
        "SELECT number FROM sms_unsubscribed WHERE appid = ? AND number > ? ORDER BY number LIMIT ?", appid, after, most
    )
    return [str(row[0]) for row in rows]


# -- short links ------------------------------------------------------------------------------------------------------


def add_link(tx: Tx, code: str, environment: str, path: str, url: str, at: int) -> None:
    tx.run("INSERT INTO sms_link VALUES (?, ?, ?, ?, ?)", code, environment, path, url, at)


def link_made(tx: Tx, environment: str, path: str, at: int) -> str:
    """The code of the link that was made for the page at that instant; "" = none."""
    row = tx.one("SELECT code FROM sms_link WHERE environment = ? AND path = ? AND at = ?", environment, path, at)
    return str(row[0]) if row else ""


def link(tx: Tx, code: str) -> str:
    """Where it leads; "" = there is none."""
    row = tx.one("SELECT url FROM sms_link WHERE code = ?", code)
    return str(row[0]) if row else ""


# -- files of numbers and their tasks ---------------------------------------------------------------------------------


def add_file(tx: Tx, id: str, appid: str, name: str, at: int) -> None:
    tx.run("INSERT INTO sms_file VALUES (?, ?, ?, 0, ?)", id, appid, name, at)


def file(tx: Tx, id: str) -> tuple[str, int] | None:
    """Whose it is, and of how many parts; 0 = it was not uploaded yet."""
    row = tx.one("SELECT appid, parts FROM sms_file WHERE id = ?", id)
    return (str(row[0]), int(row[1])) if row else None


def clear_parts(tx: Tx, file: str) -> None:
    tx.run("DELETE FROM sms_part WHERE file = ?", file)


def add_part(tx: Tx, file: str, part: int, content: bytes, at: int) -> None:
    tx.run("INSERT INTO sms_part VALUES (?, ?, ?, ?)", file, part, content, at)


def uploaded(tx: Tx, file: str, parts: int) -> None:
    tx.run("UPDATE sms_file SET parts = ? WHERE id = ?", parts, file)


def part(tx: Tx, file: str, part: int) -> bytes | None:
    row = tx.one("SELECT content FROM sms_part WHERE file = ? AND part = ?", file, part)
    return bytes(row[0]) if row else None


def put_task(tx: Tx, task: Task) -> None:
    tx.run(
        f"INSERT INTO sms_task ({_TASK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"  # noqa: S608
        " part = excluded.part, accepted = excluded.accepted, refused = excluded.refused, ended_at = excluded.ended_at",
        *msgspec.structs.astuple(msgspec.structs.replace(task, short_name=int(task.short_name))),
    )


def _task(row: Row) -> Task:
    values = dict(zip(Task.__struct_fields__, row, strict=True))
    return Task(**{**values, "short_name": bool(values["short_name"])})


def task(tx: Tx, id: str) -> Task | None:
    row = tx.one(f"SELECT {_TASK} FROM sms_task WHERE id = ?", id)  # noqa: S608
    return _task(row) if row else None


def tasks(tx: Tx, environment: str, most: int) -> list[Task]:
    """The newest first."""
    rows = tx.all(
        f"SELECT {_TASK} FROM sms_task WHERE environment = ? ORDER BY at DESC, id DESC LIMIT ?",  # noqa: S608
        environment,
        most,
    )
    return [_task(row) for row in rows]


# -- reports ----------------------------------------------------------------------------------------------------------


def report(
    tx: Tx, appid: str, environment: str, activity: str, kind: str, channel: str, who: str, number: int, at: int
) -> None:
    tx.run(
        "INSERT INTO sms_report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _last(tx, "sms_report") + 1,
        appid,
        environment,
        activity,
        kind,
        channel,
        who,
        number,
        at,
    )


_REPORTED = "appid = ? AND activity = ? AND at >= ? AND at < ? AND environment IN ('', ?)"


def by_channel(tx: Tx, appid: str, environment: str, activity: str, begin: int, end: int) -> list[tuple[str, str, int]]:
    """Channel, kind, and how many: people ("h5", "jump"), or numbers ("sms"). Channel "all": the people of all."""
    counted = "CASE WHEN kind = 'sms' THEN sum(number) ELSE count(DISTINCT who) END"
    values = (appid, activity, begin, end, environment)
    rows = tx.all(
        f"SELECT channel, kind, {counted} FROM sms_report WHERE {_REPORTED} GROUP BY channel, kind ORDER BY 1, 2",  # noqa: S608
        *values,
    )
    rows += tx.all(
        f"SELECT 'all', kind, {counted} FROM sms_report WHERE {_REPORTED} GROUP BY kind ORDER BY 2",  # noqa: S608
        *values,
    )
    return [(str(channel), str(kind), int(number)) for channel, kind, number in rows]


def sms_tasks(tx: Tx, appid: str, environment: str, activity: str, begin: int, end: int) -> list[tuple[str, int]]:
    """Task and how many numbers, as they were reported."""
    rows = tx.all(
        f"SELECT who, number FROM sms_report WHERE {_REPORTED} AND kind = 'sms' ORDER BY id LIMIT 1000",  # noqa: S608
        appid,
        activity,
        begin,
        end,
        environment,
    )
    return [(str(who), int(number)) for who, number in rows]


def by_step(
    tx: Tx, appid: str, environment: str, activity: str, begin: int, end: int, kind: str, channel: str, step: int
) -> list[tuple[int, int]]:
    """When a step begins, and how many people; channel "" = any."""
    rows = tx.all(
        f"SELECT (at - ?) / ?, count(DISTINCT who) FROM sms_report WHERE {_REPORTED} AND kind = ?"  # noqa: S608
        " AND channel IN (CASE WHEN ? = '' THEN channel ELSE ? END) GROUP BY 1 ORDER BY 1",
        begin,
        step,
        appid,
        activity,
        begin,
        end,
        environment,
        kind,
        channel,
        channel,
    )
    return [(begin + int(number) * step, int(people)) for number, people in rows]


# -- an environment ends ----------------------------------------------------------------------------------------------


def close(tx: Tx, environment: str) -> None:
    for table in ("sms_message", "sms_free", "sms_pack", "sms_link", "sms_task", "sms_report"):
        tx.run(f"DELETE FROM {table} WHERE environment = ?", environment)  # noqa: S608
