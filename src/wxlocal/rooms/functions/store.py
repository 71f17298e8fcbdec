"""Functions of environments, their files by content, their security rules, and what their runs left."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from zlib import compress, decompress

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.rooms.functions import rules
from wxlocal.rooms.functions.rules import Config

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE function (
            environment TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, code TEXT NOT NULL,
            about TEXT NOT NULL, deployed_at BIGINT NOT NULL, PRIMARY KEY (environment, name))""",
        "CREATE INDEX function_code ON function (code)",
        "CREATE TABLE function_content (sha TEXT PRIMARY KEY, content TEXT NOT NULL)",
        """CREATE TABLE function_file (
            code TEXT NOT NULL, path TEXT NOT NULL, sha TEXT NOT NULL, PRIMARY KEY (code, path))""",
        "CREATE INDEX function_file_sha ON function_file (sha)",
        "CREATE TABLE function_rules (environment TEXT PRIMARY KEY, rules TEXT NOT NULL)",
        """CREATE TABLE function_run (
            request TEXT PRIMARY KEY, environment TEXT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL,
            seq BIGINT NOT NULL, told TEXT NOT NULL)""",
        "CREATE INDEX function_run_of ON function_run (environment, name, seq)",
        "CREATE INDEX function_run_at ON function_run (at)",
    ),
)
RUNS_KEPT = 2000
SWEPT = (Swept(table="function_run", key=("request",), column="at", after=7 * DAY, most=RUNS_KEPT),)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """``dependencies`` are to be installed; ``own_packages``: it came with node_modules."""

    handler: str = "index.main"
    runtime: str = "Nodejs16.13"
    timeout: int = rules.TIMEOUT
    memory: int = rules.MEMORY
    variables: dict[str, str] = {}
    config: Config = Config()
    dependencies: dict[str, str] = {}
    lock: str = ""
    own_packages: bool = False


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """``code`` is the hash of its files; ``version`` grows with each change."""

    environment: str
    name: str
    version: int
    code: str
    about: About
    deployed_at: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """``source`` as getWXContext told it; ``error`` empty = it went well; ``cold``: a worker was started for it;
    ``milliseconds`` it took, ``memory`` in MB it used.
    """

    request: str
    environment: str
    name: str
    at: int
    source: str
    version: int
    error: str = ""
    message: str = ""
    cold: bool = False
    milliseconds: int = 0
    memory: float = 0.0
    log: str = ""


_COLUMNS = "environment, name, version, code, about, deployed_at"


def _function(row: Row) -> Function:
    environment, name, version, code, about, at = row
    return Function(
        environment=environment,
        name=name,
        version=int(version),
        code=code,
        about=msgspec.json.decode(about, type=About),
        deployed_at=int(at),
    )


def function(tx: Tx, environment: str, name: str) -> Function | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM function WHERE environment = ? AND name = ?", environment, name)  # noqa: S608
    return _function(row) if row else None


def functions(tx: Tx, environment: str) -> list[Function]:
    rows = tx.all(f"SELECT {_COLUMNS} FROM function WHERE environment = ? ORDER BY name", environment)  # noqa: S608
    return [_function(row) for row in rows]


def put(tx: Tx, function: Function) -> None:
    """In the place of its earlier version, whose files go if no other function has them."""
    before = tx.one("SELECT code FROM function WHERE environment = ? AND name = ?", function.environment, function.name)
    tx.run(
        f"INSERT INTO function ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (environment, name) DO UPDATE SET"  # noqa: S608
        " version = excluded.version, code = excluded.code, about = excluded.about, deployed_at = excluded.deployed_at",
        function.environment,
        function.name,
        function.version,
        function.code,
        msgspec.json.encode(function.about).decode(),
        function.deployed_at,
    )
    if before:
        _drop(tx, str(before[0]))


def remove(tx: Tx, function: Function) -> None:
    tx.run("DELETE FROM function WHERE environment = ? AND name = ?", function.environment, function.name)
    tx.run("DELETE FROM function_run WHERE environment = ? AND name = ?", function.environment, function.name)
    _drop(tx, function.code)


def close(tx: Tx, environment: str) -> None:
    for one in functions(tx, environment):
        remove(tx, one)
    tx.run("DELETE FROM function_rules WHERE environment = ?", environment)


# -- files ------------------------------------------------------------------------------------------------------------


def code_of(files: Mapping[str, bytes]) -> str:
    """The hash of files and their paths."""
    parts = [f"{path}\0{sha256(files[path]).hexdigest()}\n" for path in sorted(files)]
    return sha256("".join(parts).encode()).hexdigest()


def keep(tx: Tx, code: str, files: Mapping[str, bytes]) -> None:
    """Each content once, whoever has it."""
    if tx.one("SELECT 1 FROM function_file WHERE code = ? LIMIT 1", code):
        return
    for path, data in files.items():
        sha = sha256(data).hexdigest()
        text = b64encode(compress(data, 6)).decode()
        tx.run("INSERT INTO function_content VALUES (?, ?) ON CONFLICT (sha) DO NOTHING", sha, text)
        tx.run("INSERT INTO function_file VALUES (?, ?, ?)", code, path, sha)


def paths(tx: Tx, code: str) -> list[str]:
    return [str(path) for (path,) in tx.all("SELECT path FROM function_file WHERE code = ? ORDER BY path", code)]


def files(tx: Tx, code: str) -> dict[str, bytes]:
    rows = tx.all(
        "SELECT path, content FROM function_file JOIN function_content USING (sha) WHERE code = ? ORDER BY path", code
    )
    return {str(path): decompress(b64decode(content)) for path, content in rows}


def _drop(tx: Tx, code: str) -> None:
    if tx.one("SELECT 1 FROM function WHERE code = ? LIMIT 1", code):
        return
    gone = [sha for (sha,) in tx.all("SELECT DISTINCT sha FROM function_file WHERE code = ?", code)]
    tx.run("DELETE FROM function_file WHERE code = ?", code)
    for sha in gone:
        tx.run(
            "DELETE FROM function_content WHERE sha = ? AND NOT EXISTS"
            " (SELECT 1 FROM function_file WHERE function_file.sha = function_content.sha)",
            sha,
        )


# -- rules and runs ---------------------------------------------------------------------------------------------------


def security_rules(tx: Tx, environment: str) -> str:
    row = tx.one("SELECT rules FROM function_rules WHERE environment = ?", environment)
    return str(row[0]) if row else rules.DEFAULT_RULES


def set_security_rules(tx: Tx, environment: str, text: str) -> None:
    tx.run(
        "INSERT INTO function_rules VALUES (?, ?) ON CONFLICT (environment) DO UPDATE SET rules = excluded.rules",
        environment,
        text,
    )


def add_run(tx: Tx, run: Run, seq: int) -> None:
    told = msgspec.json.encode(run).decode()
    tx.run(
        "INSERT INTO function_run VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (request) DO NOTHING",
        run.request,
        run.environment,
        run.name,
        run.at,
        seq,
        told,
    )


def runs(tx: Tx, environment: str, name: str, most: int) -> list[Run]:
    """The newest first."""
    rows: list[tuple[Any, ...]] = tx.all(
        "SELECT told FROM function_run WHERE environment = ? AND name = ? ORDER BY seq DESC LIMIT ?",
        environment,
        name,
        most,
    )
    return [msgspec.json.decode(told, type=Run) for (told,) in rows]
