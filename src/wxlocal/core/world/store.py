"""The world's own books: its clock and seed, settings, quota counters, due jobs, planned faults."""

from __future__ import annotations

from wxlocal.core.base.db import ALL, Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE world (
            one INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, seed TEXT NOT NULL,
            timeline TEXT NOT NULL, document TEXT NOT NULL, revision INTEGER NOT NULL, frozen INTEGER NOT NULL,
            clock_at DOUBLE PRECISION NOT NULL, clock_real DOUBLE PRECISION NOT NULL)""",
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """CREATE TABLE quota (
            appid TEXT NOT NULL, name TEXT NOT NULL, day BIGINT NOT NULL, used BIGINT NOT NULL,
            slot BIGINT NOT NULL, slot_used BIGINT NOT NULL, PRIMARY KEY (appid, name)) WITHOUT ROWID""",
        """CREATE TABLE job (
            id TEXT PRIMARY KEY, due BIGINT NOT NULL, room TEXT NOT NULL, kind TEXT NOT NULL,
            payload TEXT NOT NULL)""",
        "CREATE INDEX job_due ON job (due)",
        "CREATE TABLE fault (id TEXT PRIMARY KEY, plan TEXT NOT NULL, met INTEGER NOT NULL, done INTEGER NOT NULL)",
    ),
)

CLONED = "# a clone"
_COUNT = """INSERT INTO quota VALUES (?, ?, ?, 1, ?, 1) ON CONFLICT (appid, name) DO UPDATE SET
    used = CASE WHEN quota.day = excluded.day THEN quota.used + 1 ELSE 1 END,
    slot_used = CASE WHEN quota.slot = excluded.slot THEN quota.slot_used + 1 ELSE 1 END,
    day = excluded.day, slot = excluded.slot RETURNING used, slot_used"""


def create_world(
    tx: Tx,
    name: str,
    number: int,
    seed: str,
    timeline: str,
    document: str,
    frozen: bool,
    at: float,
    real: float,
) -> None:
    values = (name, number, seed, timeline, document, int(frozen), at, real)
    tx.run("INSERT INTO world VALUES (1, ?, ?, ?, ?, ?, 1, ?, ?, ?)", *values)


def document(tx: Tx) -> str:
    """The seed file that the world was made from, or CLONED."""
    row = tx.one("SELECT document FROM world")
    return str(row[0]) if row else ""


def read_world(tx: Tx) -> Row | None:
    """name, number, seed, timeline, revision, frozen, clock_at, clock_real, due time of the next job."""
    return tx.one(
        "SELECT name, number, seed, timeline, revision, frozen, clock_at, clock_real,"
        " (SELECT min(due) FROM job) FROM world"
    )


def name_world(tx: Tx, name: str, number: int, *, above: int = 0) -> None:
    """Who it is. The revision grows, beyond ``above`` too: other processes see that they have read another."""
    tx.run(
        "UPDATE world SET name = ?, number = ?, revision = 1 + CASE WHEN revision > ? THEN revision ELSE ? END",
        name,
        number,
        above,
        above,
    )


def is_clone(tx: Tx) -> None:
    """It was not made from a seed file: its seed is the moment of cloning."""
    tx.run("UPDATE world SET document = ?", CLONED)


def set_clock(tx: Tx, frozen: bool, at: float, real: float) -> None:
    tx.run(
        "UPDATE world SET frozen = ?, clock_at = ?, clock_real = ?, revision = revision + 1",
        int(frozen),
        at,
        real,
    )


def set_timeline(tx: Tx, timeline: str) -> None:
    tx.run("UPDATE world SET timeline = ?, revision = revision + 1", timeline)


def settings(tx: Tx) -> dict[str, str]:
    return {str(name): str(value) for name, value in tx.all("SELECT name, value FROM setting")}


def set_setting(tx: Tx, name: str, value: str | None) -> None:
    tx.run("DELETE FROM setting WHERE name = ?", name)
    if value is not None:
        tx.run("INSERT INTO setting VALUES (?, ?)", name, value)
    tx.run("UPDATE world SET revision = revision + 1")


def count(tx: Tx, appid: str, name: str, day: int, slot: int) -> tuple[int, int]:
    """One more use; the uses of the day and of the slot (a minute or a second), this one included."""
    row = tx.one(_COUNT, appid, name, day, slot)
    if row is None:
        raise RuntimeError("the quota row was not written")
    return int(row[0]), int(row[1])


def used(tx: Tx, appid: str, name: str, day: int) -> int:
    row = tx.one("SELECT used FROM quota WHERE appid = ? AND name = ? AND day = ?", appid, name, day)
    return int(row[0]) if row else 0


def clear_used(tx: Tx, appid: str, prefix: str) -> None:
    """Forgets the counters of an account whose names begin with the prefix."""
    tx.run("DELETE FROM quota WHERE appid = ? AND substr(name, 1, length(?)) = ?", appid, prefix, prefix)


def clear_one(tx: Tx, appid: str, name: str) -> None:
    tx.run("DELETE FROM quota WHERE appid = ? AND name = ?", appid, name)


def add_job(tx: Tx, id: str, due: int, room: str, kind: str, payload: str) -> None:
    tx.run("INSERT INTO job VALUES (?, ?, ?, ?, ?)", id, due, room, kind, payload)


def due_job(tx: Tx, by: int) -> Row | None:
    """id, due, room, kind, payload of the first job that is due by the instant."""
    return tx.one("SELECT id, due, room, kind, payload FROM job WHERE due <= ? ORDER BY due, id LIMIT 1", by)


def jobs(tx: Tx, after: str, most: int) -> list[Row]:
    """id, due, room, kind, payload in the order in which they are due, from behind the one with the id ``after``."""
    behind = "WHERE (due, id) > (SELECT due, id FROM job WHERE id = ?)" if after else ""
    values = (after, most) if after else (most,)
    return tx.all(f"SELECT id, due, room, kind, payload FROM job {behind} ORDER BY due, id LIMIT ?", *values)  # noqa: S608


def remove_job(tx: Tx, id: str) -> int:
    return tx.run("DELETE FROM job WHERE id = ?", id)


def faults(tx: Tx, after: str = "", most: int = ALL) -> list[Row]:
    """id, plan (JSON), calls met, faults done."""
    return tx.all("SELECT id, plan, met, done FROM fault WHERE id > ? ORDER BY id LIMIT ?", after, most)


def add_fault(tx: Tx, id: str, plan: str) -> None:
    tx.run("INSERT INTO fault VALUES (?, ?, 0, 0)", id, plan)
    tx.run("UPDATE world SET revision = revision + 1")


def meet_fault(tx: Tx, id: str) -> tuple[int, int]:
    row = tx.one("UPDATE fault SET met = met + 1 WHERE id = ? RETURNING met, done", id)
    return (int(row[0]), int(row[1])) if row else (0, 0)


def fault_done(tx: Tx, id: str) -> None:
    tx.run("UPDATE fault SET done = done + 1 WHERE id = ?", id)


def remove_faults(tx: Tx, id: str | None) -> int:
    found = tx.run("DELETE FROM fault WHERE id = ?", id) if id else tx.run("DELETE FROM fault")
    tx.run("UPDATE world SET revision = revision + 1")
    return found
