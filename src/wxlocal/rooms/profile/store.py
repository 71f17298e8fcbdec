"""Who has agreed to a plugin on its functional page."""

from __future__ import annotations

from wxlocal.core.base.db import Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE trusted_plugin (
            person TEXT NOT NULL, appid TEXT NOT NULL, plugin TEXT NOT NULL, PRIMARY KEY (person, appid, plugin))""",
        """INSERT INTO trusted_plugin SELECT person, appid, substr(name, 8) FROM scope
            WHERE substr(name, 1, 7) = 'plugin.' AND granted = 1""",
        "DELETE FROM scope WHERE substr(name, 1, 7) = 'plugin.'",
    ),
)


def trust(tx: Tx, person: str, host: str, plugin: str, agreed: bool) -> None:
    tx.run("DELETE FROM trusted_plugin WHERE person = ? AND appid = ? AND plugin = ?", person, host, plugin)
    if agreed:
        tx.run("INSERT INTO trusted_plugin VALUES (?, ?, ?)", person, host, plugin)


def trusts(tx: Tx, person: str, host: str, plugin: str) -> bool:
    sql = "SELECT 1 FROM trusted_plugin WHERE person = ? AND appid = ? AND plugin = ?"
    return tx.one(sql, person, host, plugin) is not None


def forget(tx: Tx, person: str, host: str) -> None:
    tx.run("DELETE FROM trusted_plugin WHERE person = ? AND appid = ?", person, host)
