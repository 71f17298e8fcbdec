"""The journal's table: one row for each call, in the transaction of the call."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.world.journal.masking import MOST_CHOSEN

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE journal (
            seq INTEGER PRIMARY KEY, at BIGINT NOT NULL, face TEXT NOT NULL, name TEXT NOT NULL, appid TEXT,
            method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, request TEXT NOT NULL,
            status INTEGER NOT NULL, errcode INTEGER NOT NULL, answer TEXT NOT NULL, ip TEXT NOT NULL,
            cost INTEGER NOT NULL, rule TEXT, reason TEXT)""",
    ),
    (  # by which secrets are found in what is written down
        "CREATE INDEX account_secret ON account (secret)",
        "CREATE INDEX account_chosen_secret ON account (secret) WHERE length(secret) <> 32",
    ),
)
_ASKED_AT_ONCE = 200
COLUMNS = "seq, at, face, name, appid, method, path, query, request, status, errcode, answer, ip, cost, rule, reason"
_INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def write(tx: Tx, *values: Any) -> None:
    tx.run(_INSERT, *values)


def last(tx: Tx) -> int:
    row = tx.one("SELECT max(seq) FROM journal")
    return int(row[0]) if row and row[0] is not None else 0


def ends(tx: Tx) -> tuple[int, int]:
    """The numbers of the oldest and of the newest row; (0, 0) if there is none."""
    row = tx.one("SELECT (SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal)")
    return (int(row[0]), int(row[1])) if row and row[0] is not None else (0, 0)


def mean_size(tx: Tx) -> int:
    """Bytes of a row, about: the mean of the newest ones."""
    row = tx.one(
        "SELECT avg(length(query) + length(request) + length(answer)) FROM"
        " (SELECT query, request, answer FROM journal ORDER BY seq DESC LIMIT 200) newest"
    )
    return 150 + int(row[0] or 0) if row else 150


def far(tx: Tx, since: int, until: int, most: int) -> int:
    """Up to which number the oldest rows are from another time, of so many that are looked at; 0 = none."""
    upto = 0
    for seq, at in tx.all("SELECT seq, at FROM journal ORDER BY seq LIMIT ?", most):
        if since <= at <= until:
            break
        upto = int(seq)
    return upto


def forget(tx: Tx, upto: int, most: int) -> int:
    """The oldest rows up to that number, so many at a time."""
    return tx.run(
        "DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE seq <= ? ORDER BY seq LIMIT ?)", upto, most
    )


def one(tx: Tx, seq: int) -> Row | None:
    return tx.one(f"SELECT {COLUMNS} FROM journal WHERE seq = ?", seq)  # noqa: S608


def search(
    tx: Tx, wanted: dict[str, Any], after: int, limit: int, contains: str | None, refused: bool = False
) -> list[Row]:
    """Rows whose columns equal ``wanted`` and whose query, request or answer contains the text, oldest first."""
    where: list[str] = ["seq > ?", "errcode <> 0"] if refused else ["seq > ?"]
    values: list[Any] = [after]
    for column, value in wanted.items():
        where.append(f"{column} = ?")
        values.append(value)
    if contains is not None:
        pattern = "%" + contains.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append("(query LIKE ? ESCAPE '\\' OR request LIKE ? ESCAPE '\\' OR answer LIKE ? ESCAPE '\\')")
        values += [pattern] * 3
    return tx.all(
        f"SELECT {COLUMNS} FROM journal WHERE {' AND '.join(where)} ORDER BY seq LIMIT ?",  # noqa: S608
        *values,
        limit,
    )


def any_use(tx: Tx) -> bool:
    """Whether there is anything but what the making of a world writes down."""
    made = "SELECT 1 FROM journal WHERE face <> 'control' OR name NOT IN ('seed', 'setting') LIMIT 1"
    return tx.one(made) is not None


def clear(tx: Tx) -> int:
    """Forgets all; who clears it writes that down, so that the next call counts on."""
    return tx.run("DELETE FROM journal")


class Secrets:
    """What the world knows as a secret, for ``masking``."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def among(self, words: list[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(words), _ASKED_AT_ONCE):
            some = words[start : start + _ASKED_AT_ONCE]
            marks = ", ".join("?" * len(some))
            asked = f"SELECT secret FROM account WHERE secret IN ({marks}) UNION SELECT code FROM code"  # noqa: S608
            rows = self._tx.all(f"{asked} WHERE code IN ({marks})", *some, *some)
            found.update(str(row[0]) for row in rows)
        return found

    def chosen(self) -> list[str]:
        if self._tx.one("SELECT 1 FROM account WHERE length(secret) <> 32 LIMIT 1") is None:
            return []
        rows = self._tx.all("SELECT secret FROM account WHERE length(secret) <> 32 LIMIT ?", MOST_CHOSEN + 1)
        return [str(row[0]) for row in rows if len(row[0]) > 5]
