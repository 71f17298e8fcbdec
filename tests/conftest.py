"""Fixtures for all tests. ``app`` and ``local`` run each test on every store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgres
from wxlocal.core.world.world import World
from wxlocal.entry.local import Local

ENGINES = ("memory", "file", "postgresql")


def missing(what: str) -> None:
    """Skips, unless this run promised to skip nothing."""
    if os.environ.get("WXLOCAL_TEST_ALL"):
        pytest.fail(f"missing: {what}")
    pytest.skip(f"missing: {what}")


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["WXLOCAL_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    given = os.environ.get("WXLOCAL_TEST_POSTGRES")
    if given:
        yield given
        return
    try:
        with postgres.running() as url:
            yield url
    except FileNotFoundError as error:
        missing(str(error))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty store of each engine is."""
    if engine == "memory":
        return ":memory:"
    if engine == "file":
        return str(tmp_path / "store")
    url: str = request.getfixturevalue("postgres_url")
    import psycopg

    name = f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def local(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Local:
    """A fresh default world on each engine, its clock standing still; built once, reset before each test."""
    return _ready(_local(engine, request, tmp_path_factory))


_LOCALS: dict[str, Local] = {}


def _local(engine: str, request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Local:
    if engine not in _LOCALS:
        url = ":memory:"
        if engine == "file":
            url = str(factory.mktemp("store"))
        elif engine == "postgresql":
            import psycopg

            base: str = request.getfixturevalue("postgres_url")
            with psycopg.connect(base, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "w{os.getpid()}"')
            url = base.replace("/postgres?", f"/w{os.getpid()}?")
        _LOCALS[engine] = Local(store=url)
    return _LOCALS[engine]


def _ready(local: Local) -> Local:
    local.reset()
    local.world.set_clock(None, frozen=True)
    return local


@pytest.fixture
def memory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Local:
    """As ``local``, in memory only: for what no store can change."""
    return _ready(_local("memory", request, tmp_path_factory))


@pytest.fixture
def world(local: Local) -> World:
    return local.world


Seeded = Callable[..., Local]


@pytest.fixture
def seeded() -> Iterator[Seeded]:
    """A world of its own from the text of a seed file, in memory."""
    made: list[Local] = []

    def make(text: str | None = None, **more: object) -> Local:
        made.append(Local(text, frozen=True, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()
