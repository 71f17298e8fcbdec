"""A store made by the released schema opens with all that was in it, on both engines, and once more.

``tests/data/released`` holds it as SQL: the worlds default and shop, with facts and settings under the former names of
rooms (third_party, profile), a mini program that is open, a prompt that waits, plugins that were agreed to, snapshots.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from wxlocal.app import App
from wxlocal.core.world import answers
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World
from wxlocal.entry.local import Local
from wxlocal.rooms.official_accounts.facts import Console
from wxlocal.rooms.platforms.api_options import Options
from wxlocal.rooms.profile import store as plugins

RELEASED = Path(__file__).parents[1] / "data" / "released"
MINI, SERVICE, PLUGIN = "wx91ec1bd8a75fce6e", "wx2e007b815b93a1d6", "wx4acf5d3036bbe06f"
OPENID = "oXMLxaDQQe1Kzoy7SRhkPA5QzLbK"
LINK = "weixin://dl/business/?t=xwJMDpeN4hh"
TOKEN = (
    "1_2pZ20nm0E-FV2A-Bxo2MlxurEMv1QzDQfNDfwDwVyFSWFd1qj3yakV5NpXJynYme2Jq0XCQPuFEGcG5_OEJ2XiyX7Mow3B7H6Zzroq6tsLOPZ"
    "tmGkA5EHkuII92XLUxWhpBAS"
)


@pytest.fixture
def released(store_url: str, engine: str) -> str:
    if engine == "postgresql":
        with psycopg.connect(store_url, autocommit=True) as connection:
            connection.execute((RELEASED / "postgresql.sql").read_bytes())
        return store_url
    where = Path(store_url)
    where.mkdir()
    for file in [*RELEASED.glob("default*.sql"), *RELEASED.glob("shop*.sql")]:
        made = sqlite3.connect(where / file.stem)
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript(file.read_text(encoding="utf-8"))
        made.close()
    return store_url


@pytest.fixture
def opened(released: str) -> Iterator[App]:
    App(released).close()
    app = App(released)
    yield app
    app.close()


def check(world: World) -> None:
    """What the default world held when its snapshot was made."""
    assert world.settings == {"quota.rates": False, "platforms.preauth_life": 900}
    with world.act() as act:
        assert [person.id for person in nouns.listed(act.tx, Person, "id")] == ["alice", "bob"]
        assert act.facts(SERVICE, Console) == Console(domains=("a.example",))
        assert act.facts(MINI, Options) == Options({"voice_recognize": "1"})
        assert plugins.trusts(act.tx, "bob", MINI, PLUGIN)
        assert not plugins.trusts(act.tx, "alice", MINI, PLUGIN)
        assert nouns.scopes(act.tx, "bob", MINI) == {"scope.userLocation": True}
        open_ = nouns.opened(act.tx, "bob-phone", MINI)
        assert open_ is not None
        assert (open_.path, open_.query, open_.scene, open_.kept) == ("pages/a/a", {"x": "1"}, 1065, {})
        (waiting,) = answers.waiting(act.tx, "bob-phone")
        assert waiting.prompt["kind"] == "chooseImage"
        relation = nouns.relation(act.tx, MINI, "bob")
        assert relation is not None
        assert relation.openid == OPENID


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_everything_is_still_there(opened: App) -> None:
    assert opened.worlds.names() == ["default", "shop"]
    world = opened.worlds.default()
    check(world)
    local = Local.__new__(Local)
    local.app, local.wsgi = opened, opened.front
    found = local.post("/wxa/queryscheme", {"scheme": LINK}, token=TOKEN)
    assert (found["errcode"], found["scheme_info"]["query"]) == (0, "x=1")
    entries = local.journal(limit=1000)
    assert [entry.seq for entry in entries] == sorted({entry.seq for entry in entries})
    assert local.person("bob").open(LINK).ok
    assert local.token() != TOKEN
    assert opened.worlds.get("shop").now() > 1649606400


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_its_snapshots_are_restored(opened: App) -> None:
    world = opened.worlds.default()
    with world.act() as act:
        nouns.forget_scopes(act.tx, "bob", MINI)
    for _ in range(2):
        world.restore("mine")
        check(world)
        world.reset()
        assert world.now() == 1677600000
        with world.act() as act:
            assert act.facts(SERVICE, Console) == Console(domains=("a.example",))
            assert not nouns.opened_on(act.tx, "bob-phone")
    opened.worlds.get("shop").reset()
    opened.worlds.catch_up()


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_it_has_the_tables_of_a_new_one(opened: App) -> None:
    opened.worlds.create("new", document="")

    def tables(world: World) -> list[tuple[object, ...]]:
        with world.database.begin() as tx:
            if world.database.shared:
                sql = (
                    "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = ?"
                )
                return sorted(tx.all(sql, f"wxlocal_{world.name}"))
            rows = tx.all("SELECT name FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY name")
            columns: list[tuple[object, ...]] = [
                (name, column, str(required))
                for (name,) in rows
                for _, column, _, required, *_ in tx.all(f'PRAGMA table_info("{name}")')
            ]
            return sorted([*rows, *columns])

    assert tables(opened.worlds.default()) == tables(opened.worlds.get("new"))
