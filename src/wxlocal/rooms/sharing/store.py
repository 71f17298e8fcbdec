"""Activities, and the cards that were shared of each."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.rooms.sharing.rules import Activity

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE activity (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, sharer TEXT NOT NULL, made_at BIGINT NOT NULL,
            state INTEGER NOT NULL, template TEXT NOT NULL, parameters TEXT NOT NULL)""",
        "CREATE INDEX activity_made_at ON activity (made_at)",
        """CREATE TABLE activity_card (
            activity TEXT NOT NULL, notice BIGINT NOT NULL, person TEXT NOT NULL, reminds INTEGER NOT NULL,
            at BIGINT NOT NULL, PRIMARY KEY (activity, notice))""",
        "CREATE INDEX activity_card_notice ON activity_card (notice)",
        "CREATE INDEX activity_card_at ON activity_card (at)",
    ),
)
SWEPT = (
    Swept(table="activity", key=("id",), column="made_at", after=30 * DAY),
    Swept(table="activity_card", key=("activity", "notice"), column="at", after=30 * DAY),
)
_COLUMNS = "id, appid, sharer, made_at, state, template, parameters"
_DECODE = msgspec.json.Decoder(dict[str, str]).decode


def add(tx: Tx, new: Activity) -> None:
    *values, parameters = msgspec.structs.astuple(new)
    tx.run("INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?)", *values, msgspec.json.encode(parameters).decode())


def activity(tx: Tx, id: str) -> Activity | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM activity WHERE id = ?", id)  # noqa: S608
    if row is None:
        return None
    values = dict(zip(Activity.__struct_fields__, row, strict=True))
    return Activity(**{**values, "parameters": _DECODE(values["parameters"])})


def change(tx: Tx, new: Activity) -> None:
    parameters = msgspec.json.encode(new.parameters).decode()
    sql = "UPDATE activity SET state = ?, template = ?, parameters = ? WHERE id = ?"
    tx.run(sql, new.state, new.template, parameters, new.id)


def add_card(tx: Tx, activity: str, notice: int, person: str, at: int) -> None:
    tx.run("INSERT INTO activity_card VALUES (?, ?, ?, 0, ?)", activity, notice, person, at)


def cards(tx: Tx, activity: str) -> list[int]:
    rows = tx.all("SELECT notice FROM activity_card WHERE activity = ? ORDER BY notice", activity)
    return [int(row[0]) for row in rows]


def activity_of_card(tx: Tx, notice: int, person: str) -> str | None:
    row = tx.one("SELECT activity FROM activity_card WHERE notice = ? AND person = ?", notice, person)
    return str(row[0]) if row else None


def remind(tx: Tx, notice: int) -> None:
    tx.run("UPDATE activity_card SET reminds = 1 WHERE notice = ?", notice)


def reminded(tx: Tx, activity: str) -> list[str]:
    """The people who want to be reminded."""
    sql = "SELECT DISTINCT person FROM activity_card WHERE activity = ? AND reminds = 1 ORDER BY person"
    return [str(row[0]) for row in tx.all(sql, activity)]
