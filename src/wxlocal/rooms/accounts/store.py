"""Changes that are counted, names and categories before the reviewer, registrations that a person must confirm."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import Account, Subject
from wxlocal.core.world.nouns import store as nouns

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE account_edit (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL)""",
        "CREATE INDEX account_edit_kind ON account_edit (appid, kind, at)",
        "CREATE INDEX account_edit_at ON account_edit (at)",
        """CREATE TABLE account_name_review (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, nickname TEXT NOT NULL, status INTEGER NOT NULL,
            reason TEXT NOT NULL, at BIGINT NOT NULL, decided_at BIGINT NOT NULL)""",
        "CREATE INDEX account_name_review_status ON account_name_review (appid, status)",
        """CREATE TABLE account_category_review (
            appid TEXT NOT NULL, name TEXT NOT NULL, documents TEXT NOT NULL, status INTEGER NOT NULL,
            reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (appid, name))""",
        """CREATE TABLE account_registration (
            id TEXT PRIMARY KEY, component TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL, about TEXT NOT NULL,
            asked TEXT NOT NULL, status INTEGER NOT NULL, appid TEXT NOT NULL, at BIGINT NOT NULL,
            number INTEGER NOT NULL UNIQUE)""",
        "CREATE INDEX account_registration_about ON account_registration (component, about, number)",
        "CREATE INDEX account_registration_person ON account_registration (person, status, number)",
    ),
)
SWEPT = (
    Swept(table="account_edit", key=("id",), column="at", after=366 * DAY),
    Swept(table="account_name_review", key=("id",), column="id"),
    Swept(table="account_registration", key=("id",), column="number"),
)
AUDITING, REFUSED, PASSED = 1, 2, 3
WAITING = 1_000_000  # the status of a registration that nobody has confirmed; the others are the platform's own


class NameReview(msgspec.Struct, frozen=True):
    """``status``: 1 being reviewed, 2 refused, 3 passed. ``decided_at`` 0 = not yet."""

    id: int
    appid: str
    nickname: str
    status: int
    reason: str
    at: int
    decided_at: int


class CategoryReview(msgspec.Struct, frozen=True):
    """A category that has not passed. ``name``: the levels with ``>`` between them. ``documents``: media by name."""

    appid: str
    name: str
    documents: dict[str, str]
    status: int
    reason: str
    at: int


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program that a third-party platform wants to register. ``person`` must confirm; ``about`` is what only one
    at a time can be for; ``asked`` is what was sent; ``status`` 0 = registered, as ``appid``. ``number`` grows.
    """

    id: str
    component: str
    kind: str
    person: str
    about: str
    asked: dict[str, Any]
    status: int = WAITING
    appid: str = ""
    at: int
    number: int = 0


_NAME = ", ".join(NameReview.__struct_fields__)
_CATEGORY = ", ".join(CategoryReview.__struct_fields__)
_REGISTRATION = ", ".join(Registration.__struct_fields__)


def edited(tx: Tx, appid: str, kind: str, at: int) -> None:
    """One more change of that kind: name, head image, introduction, category, registration."""
    tx.run("INSERT INTO account_edit SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ? FROM account_edit", appid, kind, at)


def edits_since(tx: Tx, appid: str, kind: str, since: int) -> int:
    row = tx.one("SELECT COUNT(*) FROM account_edit WHERE appid = ? AND kind = ? AND at >= ?", appid, kind, since)
    return int(row[0]) if row else 0


def forget_edits(tx: Tx, appid: str, kind: str) -> None:
    tx.run("DELETE FROM account_edit WHERE appid = ? AND kind = ?", appid, kind)


def put_name(tx: Tx, appid: str, nickname: str, at: int) -> int:
    """Puts a name before the reviewer; gives the number of the review."""
    row = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM account_name_review")
    id = int(row[0]) if row else 1
    tx.run("INSERT INTO account_name_review VALUES (?, ?, ?, ?, '', ?, 0)", id, appid, nickname, AUDITING, at)
    return id


def name_review(tx: Tx, id: int) -> NameReview | None:
    row = tx.one(f"SELECT {_NAME} FROM account_name_review WHERE id = ?", id)  # noqa: S608
    return NameReview(*row) if row else None


def name_before_reviewer(tx: Tx, appid: str) -> NameReview | None:
    row = tx.one(f"SELECT {_NAME} FROM account_name_review WHERE appid = ? AND status = ?", appid, AUDITING)  # noqa: S608
    return NameReview(*row) if row else None


def decide_name(tx: Tx, id: int, status: int, reason: str, at: int) -> None:
    tx.run("UPDATE account_name_review SET status = ?, reason = ?, decided_at = ? WHERE id = ?", status, reason, at, id)


def put_category(tx: Tx, appid: str, name: str, documents: dict[str, str], at: int) -> None:
    """Puts a category before the reviewer, in the place of an older review of it."""
    drop_category(tx, appid, name)
    text = msgspec.json.encode(documents).decode()
    tx.run("INSERT INTO account_category_review VALUES (?, ?, ?, ?, '', ?)", appid, name, text, AUDITING, at)


def drop_category(tx: Tx, appid: str, name: str) -> int:
    return tx.run("DELETE FROM account_category_review WHERE appid = ? AND name = ?", appid, name)


def refuse_category(tx: Tx, appid: str, name: str, reason: str) -> None:
    tx.run(
        "UPDATE account_category_review SET status = ?, reason = ? WHERE appid = ? AND name = ?",
        REFUSED,
        reason,
        appid,
        name,
    )


def category_reviews(tx: Tx, appid: str) -> list[CategoryReview]:
    """In the order in which they came."""
    rows = tx.all(
        f"SELECT {_CATEGORY} FROM account_category_review WHERE appid = ? ORDER BY at, name",  # noqa: S608
        appid,
    )
    return [CategoryReview(row[0], row[1], msgspec.json.decode(row[2]), *row[3:]) for row in rows]


def category_review(tx: Tx, appid: str, name: str) -> CategoryReview | None:
    return next((one for one in category_reviews(tx, appid) if one.name == name), None)


def put_registration(tx: Tx, new: Registration) -> None:
    row = tx.one("SELECT COALESCE(MAX(number), 0) + 1 FROM account_registration")
    values = {**msgspec.structs.asdict(new), "number": int(row[0]) if row else 1}
    values["asked"] = msgspec.json.encode(new.asked).decode()
    marks = ", ".join("?" * len(values))
    tx.run(f"INSERT INTO account_registration ({_REGISTRATION}) VALUES ({marks})", *values.values())  # noqa: S608


def registration(tx: Tx, id: str) -> Registration | None:
    row = tx.one(f"SELECT {_REGISTRATION} FROM account_registration WHERE id = ?", id)  # noqa: S608
    return _registration(row) if row else None


def newest_registration(tx: Tx, component: str, about: str) -> Registration | None:
    """The last that a third-party platform began for the same people."""
    row = tx.one(
        f"SELECT {_REGISTRATION} FROM account_registration WHERE component = ? AND about = ?"  # noqa: S608
        " ORDER BY number DESC LIMIT 1",
        component,
        about,
    )
    return _registration(row) if row else None


def waiting_for(tx: Tx, person: str) -> list[Registration]:
    """What a person has been asked to confirm and has not, the newest first."""
    rows = tx.all(
        f"SELECT {_REGISTRATION} FROM account_registration WHERE person = ? AND status = ? ORDER BY number DESC",  # noqa: S608
        person,
        WAITING,
    )
    return [_registration(row) for row in rows]


def registrations(tx: Tx, after: str, most: int) -> list[Registration]:
    rows = tx.all(
        f"SELECT {_REGISTRATION} FROM account_registration WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608
        after,
        most,
    )
    return [_registration(row) for row in rows]


def end_registration(tx: Tx, id: str, status: int, appid: str) -> None:
    tx.run("UPDATE account_registration SET status = ?, appid = ? WHERE id = ?", status, appid, id)


def _registration(row: Row) -> Registration:
    values = dict(zip(Registration.__struct_fields__, row, strict=True))
    return Registration(**{**values, "asked": msgspec.json.decode(values["asked"])})


# -- accounts and subjects among the nouns ----------------------------------------------------------------------


def accounts_named(tx: Tx, name: str) -> list[Account]:
    return _accounts(tx, tx.all("SELECT appid FROM account WHERE name = ? ORDER BY appid", name))


def bound_to(tx: Tx, open_platform: str) -> list[Account]:
    """The accounts that are bound to an open-platform account."""
    return _accounts(tx, tx.all("SELECT appid FROM account WHERE open_platform = ? ORDER BY appid", open_platform))


def mini_programs_like(tx: Tx, text: str, after: str, most: int) -> list[Account]:
    """So many mini programs and games that have the text in their name, from behind the AppID ``after``."""
    literal = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = tx.all(
        "SELECT appid FROM account WHERE kind IN ('mini_program', 'mini_game') AND LOWER(name) LIKE ? ESCAPE '\\'"
        " AND appid > ? ORDER BY appid LIMIT ?",
        f"%{literal}%",
        after,
        most,
    )
    return _accounts(tx, rows)


def _accounts(tx: Tx, rows: list[Row]) -> list[Account]:
    return [found for (appid,) in rows if (found := nouns.account(tx, str(appid)))]


def mini_programs_of(tx: Tx, subject: str) -> int:
    """How many mini programs and games a subject has that are not cancelled."""
    row = tx.one(
        "SELECT COUNT(*) FROM account WHERE subject = ? AND kind IN ('mini_program', 'mini_game')"
        " AND status <> 'cancelled'",
        subject,
    )
    return int(row[0]) if row else 0


def administered_by(tx: Tx, person: str) -> int:
    """How many accounts a person is the administrator of."""
    row = tx.one("SELECT COUNT(*) FROM member WHERE person = ? AND role = 'administrator'", person)
    return int(row[0]) if row else 0


def subject_named(tx: Tx, name: str) -> Subject | None:
    """The first with that name."""
    row = tx.one("SELECT id FROM subject WHERE name = ? ORDER BY id LIMIT 1", name)
    return nouns.subject(tx, str(row[0])) if row else None
