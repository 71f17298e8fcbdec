"""One damaged world does not keep the others from starting; trouble with a disk is told in words; files are private."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from wxlocal.app import App
from wxlocal.core.base.db import StoreTrouble
from wxlocal.core.base.db.sqlite import SQLiteDatabase
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local


def store(where: Path) -> None:
    app = App(str(where))
    for name in ("default", "other"):
        world = app.worlds.create(name)
        with world.act() as act:
            nouns.add(act.tx, Person(id="carol", nickname="c", wechat_id="wxid_c"))
    app.close()


def garbage(file: Path) -> None:
    file.write_bytes(b"this is no database " * 1000)


def cut(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 3])


def zeros(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100] + bytes(20_000))


def sql(statement: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute(statement)
        connection.close()

    return damage


DAMAGES = {
    "garbage": garbage,
    "cut": cut,
    "zeros": zeros,
    "no world": sql("DELETE FROM world"),
    "no table": sql("DROP TABLE setting"),
    "no ledger": sql("DROP TABLE migration"),
    "no JSON": sql("INSERT INTO setting VALUES ('quota.rates', '{')"),
    "no timeline": sql("UPDATE world SET timeline = 'never'"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_world_is_named_and_the_others_start(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    store(tmp_path)
    file = tmp_path / "other.world"
    DAMAGES[damage](file)
    before = file.read_bytes()
    app = App(str(tmp_path))
    assert app.worlds.names() == ["default"]
    assert str(file) in caplog.text
    with pytest.raises(StoreTrouble) as trouble:
        app.worlds.get("other")
    assert "other.world" in trouble.value.message
    assert "put back a copy of it, or move it away" in trouble.value.message
    with pytest.raises(NotPossible) as taken:
        app.worlds.create("other")
    assert taken.value.status == 409, "it is not written over"
    assert app.front is not None
    app.worlds.default().reset()
    app.worlds.catch_up()
    app.close()
    if damage in ("garbage", "cut", "zeros"):
        assert file.read_bytes() == before
    file.rename(tmp_path / "moved")
    again = App(str(tmp_path))
    again.worlds.create("other")
    again.close()


def test_a_damaged_world_answers_503_with_words(tmp_path: Path) -> None:
    store(tmp_path)
    garbage(tmp_path / "default.world")
    app = App(str(tmp_path))
    local = Local.__new__(Local)
    local.app, local.wsgi = app, app.front
    for path in ("/cgi-bin/token", "/_wxlocal/v1/worlds/default/people", "/@default/cgi-bin/token"):
        answer = local.request("GET", path)
        assert answer.status == 503, answer.body
        assert b"default.world" in answer.body
    assert local.request("GET", "/_wxlocal/v1/worlds/other/people").status == 200
    assert local.request("GET", "/_wxlocal/v1/health").status == 200
    app.close()


@pytest.mark.parametrize("damaged", ["default", "other"])
def test_up_starts_with_a_damaged_world(tmp_path: Path, damaged: str) -> None:
    store(tmp_path)
    garbage(tmp_path / f"{damaged}.world")
    command = [sys.executable, "-m", "wxlocal", "up", "--port", "0", "--json", "--store", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        assert up.stderr is not None
        ready = json.loads(up.stdout.readline())
        assert ready["url"].startswith("http://")
        assert (ready["mini_program"] is None) is (damaged == "default")
        up.send_signal(signal.SIGTERM)
        assert up.wait(20) == 0
        told = up.stderr.read()
    assert f"{damaged}.world" in told
    assert "put back a copy" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", ["DROP TABLE wxlocal_other.setting", "DELETE FROM wxlocal_other.world"])
def test_a_damaged_schema_is_named_and_the_others_start(store_url: str, statement: str) -> None:
    app = App(store_url)
    app.worlds.create("default")
    app.worlds.create("other")
    app.close()
    with psycopg.connect(store_url, autocommit=True) as connection:
        connection.execute(statement)
    again = App(store_url)
    assert again.worlds.names() == ["default"]
    with pytest.raises(StoreTrouble, match="schema wxlocal_other"):
        again.worlds.get("other")
    again.close()


def test_a_file_that_was_copied_is_a_world_of_its_own(tmp_path: Path) -> None:
    store(tmp_path)
    (tmp_path / "third.world").write_bytes((tmp_path / "other.world").read_bytes())
    (tmp_path / "third@seed.snapshot").write_bytes((tmp_path / "other@seed.snapshot").read_bytes())
    app = App(str(tmp_path))
    assert app.worlds.names() == ["default", "other", "third"]
    assert sorted(world.number for world in app.worlds.all()) == [1, 2, 3]
    assert app.worlds.get("third").name == "third"
    app.close()


# -- the disk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def on_disk(tmp_path: Path) -> Any:
    with Local(store=str(tmp_path / "store")) as local:
        yield local


def pragma(local: Local, text: str) -> Any:
    database = local.world.database
    assert isinstance(database, SQLiteDatabase)
    row = database._connection.execute(f"PRAGMA {text}").fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_disk_that_takes_nothing(on_disk: Local, trouble: str, caplog: pytest.LogCaptureFixture) -> None:
    query = {"grant_type": "client_credential", "appid": on_disk.appid, "secret": on_disk.secret}
    person = {"id": "x", "nickname": "x" * 100_000}
    if trouble == "full":
        pragma(on_disk, f"max_page_count={pragma(on_disk, 'page_count')}")
        words = "the disk is full"
    else:
        pragma(on_disk, "query_only=1")
        words = "cannot be written"
    answer = on_disk.request("POST", "/_wxlocal/v1/worlds/default/people", json=person)
    assert (answer.status, words in answer.json()["error"]) == (503, True), answer.body
    assert "default.world" in answer.json()["error"]
    for _ in range(20):
        token = on_disk.request("GET", "/cgi-bin/token", query)
        assert token.status == 503 if trouble == "read-only" else token.status in (200, 503)
        if token.status == 503:
            assert words in token.body.decode()
    assert "Traceback" not in caplog.text
    pragma(on_disk, "max_page_count=1000000")
    pragma(on_disk, "query_only=0")
    assert on_disk.request("POST", "/_wxlocal/v1/worlds/default/people", json=person).status == 200
    assert on_disk.request("GET", "/cgi-bin/token", query).status == 200


def test_a_snapshot_that_finds_no_room_leaves_the_one_before(on_disk: Local, tmp_path: Path) -> None:
    on_disk.snapshot("mine")
    kept = tmp_path / "store" / "default@mine.snapshot"
    before = kept.read_bytes()
    scratch = kept.with_suffix(".scratch")
    scratch.mkdir()  # nothing can be written there
    with pytest.raises(StoreTrouble, match=r"default@mine.snapshot"):
        on_disk.snapshot("mine")
    scratch.rmdir()
    assert kept.read_bytes() == before
    on_disk.restore("mine")


def test_what_killed_processes_left_is_cleared_at_the_start(tmp_path: Path) -> None:
    store(tmp_path)
    (tmp_path / "default@x.scratch").write_bytes(b"half")
    (tmp_path / "default@x.scratch-journal").write_bytes(b"half")
    (tmp_path / "other.world").rename(tmp_path / "other.leaving")
    App(str(tmp_path)).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["default.world", "default@seed.snapshot", "lock"]


# -- who may read -------------------------------------------------------------------------------------------------


def modes(where: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in [where, *where.iterdir()]}


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        where = tmp_path / "store"
        with Local(store=str(where)) as local:
            local.snapshot("mine")
            local.token()
            local.app.worlds.catch_up()
            found = modes(where)
    finally:
        os.umask(before)
    assert found.pop("store") == "0o700"
    assert set(found.values()) == {"0o600"}, found


def test_files_of_earlier_versions_are_tightened(tmp_path: Path) -> None:
    where = tmp_path / "store"
    store(where)
    for path in [where, *where.iterdir()]:
        path.chmod(0o777 if path.is_dir() else 0o644)
    App(str(where)).close()
    found = modes(where)
    assert found.pop("store") == "0o700"
    assert set(found.values()) == {"0o600"}, found


def test_a_directory_that_holds_other_things_stays_as_it_is(tmp_path: Path) -> None:
    store(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "notes.txt").chmod(0o644)
    tmp_path.chmod(0o755)
    App(str(tmp_path)).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "notes.txt").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "default.world").stat().st_mode & 0o777 == 0o600
