"""A restore never destroys before it has checked what it restores; a crash of PostgreSQL empties nothing."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.conftest import missing
from wxlocal.app import App
from wxlocal.core.base.db import Lost, StoreTrouble
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World
from wxlocal.entry.local import Local


@pytest.fixture(scope="module")
def crashing() -> Iterator[postgres.Server]:
    """A PostgreSQL of its own, whose crash hurts no other test."""
    try:
        with postgres.server() as made:
            yield made
    except FileNotFoundError as error:
        missing(str(error))


@pytest.fixture
def database(crashing: postgres.Server) -> str:
    with psycopg.connect(crashing.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS crashed")
        connection.execute("CREATE DATABASE crashed")
    return crashing.url.replace("/postgres?", "/crashed?")


def add(world: World, id: str) -> None:
    with world.act() as act:
        nouns.add(act.tx, Person(id=id, nickname=id, wechat_id=f"wxid_{id}"))


def people(world: World) -> list[str]:
    with world.act() as act:
        return [person.id for person in nouns.listed(act.tx, Person, "id")]


def as_earlier_versions_did(url: str) -> None:
    """Snapshots were UNLOGGED tables without keys."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE starts_with(schemaname, 'wxlocal_default@')"
        ).fetchall()
        for schema, table in rows:
            connection.execute(f'ALTER TABLE "{schema}"."{table}" SET UNLOGGED')


def test_snapshots_survive_a_crash(crashing: postgres.Server, database: str) -> None:
    app = App(database)
    world = app.worlds.create("default")
    add(world, "carol")
    world.snapshot("mine")
    add(world, "dave")
    crashing.crash()
    app.close()
    again = App(database)
    world = again.worlds.default()
    assert people(world) == ["alice", "bob", "carol", "dave"]
    world.restore("mine")
    assert people(world) == ["alice", "bob", "carol"]
    world.reset()
    assert people(world) == ["alice", "bob"]
    again.close()


def test_snapshots_that_a_crash_has_emptied_are_told(
    crashing: postgres.Server, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = App(database)
    add(app.worlds.create("default", now="2022-04-11"), "carol")
    app.worlds.default().snapshot("mine")
    app.close()
    as_earlier_versions_did(database)
    crashing.crash()
    with caplog.at_level(logging.WARNING):
        again = App(database)
    assert "emptied it: nothing was changed; delete the snapshot" in caplog.text
    world = again.worlds.default()
    with pytest.raises(Lost, match="'mine' was made by an earlier wxlocal"):
        world.restore("mine")
    assert people(world) == ["alice", "bob", "carol"], "nothing is destroyed"
    world.reset()
    assert people(world) == ["alice", "bob"], "the seed is made again from the stored document"
    world.snapshot("mine")
    world.restore("mine")
    again.close()
    third = App(database)
    third.worlds.default().reset()
    third.close()


def test_snapshots_of_earlier_versions_are_made_safe(crashing: postgres.Server, database: str) -> None:
    app = App(database)
    add(app.worlds.create("default"), "carol")
    app.worlds.default().snapshot("mine")
    app.close()
    as_earlier_versions_did(database)
    App(database).close()
    crashing.crash()
    again = App(database)
    again.worlds.default().restore("mine")
    assert people(again.worlds.default()) == ["alice", "bob", "carol"]
    again.worlds.default().reset()
    again.close()


def test_the_ledger_of_migrations_stays(local: Local) -> None:
    before = ledger(local.world)
    local.snapshot("mine")
    local.restore("mine")
    local.world.reset()
    assert ledger(local.world) == before
    assert before


def ledger(world: World) -> list[tuple[object, ...]]:
    with world.database.begin() as tx:
        return tx.all("SELECT room, number FROM migration ORDER BY room")


def test_a_seed_that_is_lost_is_sown_again_from_its_document(store_url: str, caplog: pytest.LogCaptureFixture) -> None:
    text = (
        '[world]\nnow = "2022-04-11"\nfrozen = true\n[settings]\n"quota.rates" = false\n[[mini_program]]\nname = "x"\n'
    )
    with Local(text, store=store_url) as local:
        appid, secret = local.appid, local.secret
        local.token()
        local.set("quota.rates", True)
        local.world.database.forget("seed")
        local.advance("31d")
        local.reset()
        assert (local.appid, local.secret, local.now) == (appid, secret, 1649606400)
        assert local.world.settings == {"quota.rates": False}
        assert "was sown again from its seed file" in caplog.text
        local.token()
        local.reset()
        assert local.journal()[-1].name == "seed"


def test_the_seed_of_a_clone_is_its_moment_alone(local: Local) -> None:
    copy = local.app.worlds.clone("default", "copy")
    add(copy, "carol")
    copy.database.forget("seed")
    with pytest.raises(NotPossible, match="there is no snapshot 'seed'"):
        copy.reset()
    assert "carol" in people(copy)
    copy.catch_up()


def test_a_snapshot_file_that_is_damaged_is_refused(tmp_path: Path) -> None:
    with Local(store=str(tmp_path)) as local:
        local.snapshot("cut")
        local.snapshot("torn")
        local.snapshot("other")
    whole = (tmp_path / "default@cut.snapshot").read_bytes()
    (tmp_path / "default@cut.snapshot").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "default@torn.snapshot").write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    (tmp_path / "default@other.snapshot").write_bytes(b"no database at all" * 100)
    app = App(str(tmp_path))
    world = app.worlds.default()
    add(world, "carol")
    for name in ("cut", "torn", "other"):
        with pytest.raises(Lost, match=f"default@{name}.snapshot is damaged"):
            world.restore(name)
        assert "carol" in people(world), "nothing is destroyed"
    empty = tmp_path / "default@empty.snapshot"
    with sqlite3.connect(empty) as connection:
        connection.execute("CREATE TABLE migration (room TEXT PRIMARY KEY, number INTEGER NOT NULL)")
    connection.close()
    with pytest.raises(NotPossible, match="holds no world"):
        world.restore("empty")
    assert "carol" in people(world)
    app.close()


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_a_snapshot_of_an_earlier_schema_is_brought_up_before_it_is_restored(store_url: str) -> None:
    """As if it had been made before the newest migration of a room."""
    with Local(store=store_url) as local:
        world = local.world
        add(world, "carol")
        with world.act() as act:
            act.tx.run("DROP TABLE trusted_plugin")
            act.tx.run("DELETE FROM migration WHERE room = 'profile'")
        world.snapshot("old")
        with world.act() as act:
            world.schema.bring(act.tx)
        add(world, "dave")
        world.restore("old")
        assert people(world) == ["alice", "bob", "carol"]
        with world.act() as act:
            assert act.tx.all("SELECT * FROM trusted_plugin") == []
        world.restore("old")


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_a_snapshot_of_a_newer_version_is_refused(store_url: str) -> None:
    with Local(store=store_url) as local:
        with local.world.act() as act:
            act.tx.run("UPDATE migration SET number = 99 WHERE room = 'links'")
        local.snapshot("new")
        with local.world.act() as act:
            act.tx.run("UPDATE migration SET number = 1 WHERE room = 'links'")
        add(local.world, "carol")
        with pytest.raises(StoreTrouble, match="written by a newer wxlocal"):
            local.restore("new")
        assert "carol" in people(local.world)


@pytest.mark.parametrize("name", ["", "a/b", "../x", "a@b", "nul\0", 'a"b', "x" * 49, "?"])
def test_names_that_no_snapshot_can_have(memory: Local, name: str) -> None:
    with pytest.raises(NotPossible, match="cannot name a snapshot"):
        memory.snapshot(name)
    with pytest.raises(NotPossible, match="there is no snapshot"):
        memory.restore(name)


def test_long_names_stay_apart(store_url: str) -> None:
    """PostgreSQL cuts names at 63 bytes."""
    name, one, two = "w" * 48, "快照" * 23 + "一", "快照" * 23 + "二"
    with Local(store=store_url) as local:
        world = local.app.worlds.create(name, document="")
        add(world, "carol")
        world.snapshot(one)
        add(world, "dave")
        world.snapshot(two)
        assert world.database.snapshots() == sorted(["seed", one, two])
        world.restore(one)
        assert people(world) == ["carol"]
        world.restore(two)
        assert people(world) == ["carol", "dave"]
        assert world.database.forget(one)
        assert world.database.snapshots() == sorted(["seed", two])
        other = local.app.worlds.create("w" * 47 + "x", document="")
        assert other.database.snapshots() == ["seed"]
        local.app.worlds.delete(name)
        assert local.app.worlds.create(name, document="").database.snapshots() == ["seed"]
