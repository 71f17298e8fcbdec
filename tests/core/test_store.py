"""Both engines, the same promises: transactions, snapshots, restore, reset, clone, reopening."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from wxlocal.app import App
from wxlocal.core.base.db import StoreTrouble
from wxlocal.core.base.db.sqlite import SQLiteDatabase
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local


def people(local: Local) -> list[str]:
    return sorted(local.people)


def add(local: Local, id: str) -> None:
    with local.world.act() as act:
        nouns.add(act.tx, Person(id=id, nickname=id, wechat_id=f"wxid_{id}"))


def test_what_fails_leaves_nothing(local: Local) -> None:
    with pytest.raises(RuntimeError), local.world.act() as act:
        nouns.add(act.tx, Person(id="carol", nickname="c", wechat_id="wxid_c"))
        raise RuntimeError
    assert people(local) == ["alice", "bob"]


def test_a_transaction_inside_another_is_a_clear_error(local: Local) -> None:
    with pytest.raises(RuntimeError, match="already open in this thread"), local.world.act():
        local.world.now()
        with local.world.act():
            pass
    assert people(local) == ["alice", "bob"]


def test_snapshots_keep_the_whole_world(local: Local) -> None:
    add(local, "carol")
    local.snapshot("with-carol")
    add(local, "dave")
    local.at("2022-04-11")
    local.restore("with-carol")
    assert people(local) == ["alice", "bob", "carol"]
    assert local.now != 1649606400
    local.world.reset()
    assert people(local) == ["alice", "bob"]
    local.restore("with-carol")
    assert people(local) == ["alice", "bob", "carol"]
    assert local.world.database.snapshots() == ["seed", "with-carol"]
    assert local.world.database.forget("with-carol")
    assert not local.world.database.forget("with-carol")
    with pytest.raises(NotPossible, match="there is no snapshot"):
        local.restore("with-carol")


def test_the_journal_goes_on_counting_after_a_restore(local: Local) -> None:
    local.token()
    local.snapshot("a")
    before = local.journal()[-1].seq
    local.restore("a")
    local.token()
    assert local.journal()[-1].seq > before


def test_a_clone_lives_its_own_life(local: Local) -> None:
    add(local, "carol")
    copy = local.app.worlds.clone("default", "copy")
    add(local, "dave")
    with copy.act() as act:
        assert [person.id for person in nouns.listed(act.tx, Person, "id")] == ["alice", "bob", "carol"]
    copy.reset()
    with copy.act() as act:
        assert nouns.person(act.tx, "carol"), "a clone's seed is the moment of cloning"
    answer = local.request("GET", "/@copy/cgi-bin/token", {"appid": local.appid, "secret": "wrong", "grant_type": "x"})
    assert answer.json()["errcode"] != 0
    with copy.act() as act:
        assert act.seq > 1
    local.app.worlds.delete("copy")
    with pytest.raises(NotPossible, match="there is no world 'copy'"):
        local.app.worlds.get("copy")


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_a_store_is_found_again(store_url: str) -> None:
    app = App(store_url)
    world = app.worlds.create("default", now="2022-04-11", frozen=True)
    app.worlds.create("other", document="")
    with world.act() as act:
        nouns.add(act.tx, Person(id="carol", nickname="c", wechat_id="wxid_c"))
    world.snapshot("mine")
    app.close()
    again = App(store_url)
    try:
        assert again.worlds.names() == ["default", "other"]
        assert again.worlds.default().now() == 1649606400
        with again.worlds.default().act() as act:
            assert nouns.person(act.tx, "carol")
        again.worlds.default().reset()
        again.worlds.default().restore("mine")
    finally:
        again.close()


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_a_store_of_a_newer_version_is_refused_untouched(store_url: str) -> None:
    app = App(store_url)
    world = app.worlds.create("default")
    with world.act() as act:
        act.tx.run("UPDATE migration SET number = 99 WHERE room = 'links'")
    app.close()
    with pytest.raises(StoreTrouble, match=r"written by a newer wxlocal \(rooms: links\)"):
        App(store_url)


def test_a_store_is_for_one_process_at_a_time(tmp_path: Path) -> None:
    app = App(str(tmp_path))
    with pytest.raises(StoreTrouble, match="in use by another wxlocal"):
        App(str(tmp_path))
    app.close()
    App(str(tmp_path)).close()


def test_a_store_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(StoreTrouble, match="choose another --store"):
        App(str(file / "below"))
    with pytest.raises(StoreTrouble, match="choose another --store"):
        SQLiteDatabase(tmp_path / "none" / "x.world")


def test_the_remains_of_a_world_whose_making_was_cut_short_are_cleared(tmp_path: Path) -> None:
    app = App(str(tmp_path))
    app.worlds.create("default")
    app.worlds.create("half")
    app.close()
    (tmp_path / "half@seed.snapshot").unlink()
    (tmp_path / "empty.world").touch()
    again = App(str(tmp_path))
    assert again.worlds.names() == ["default"]
    again.worlds.create("half")
    again.close()


def test_a_world_in_use_survives_the_loss_of_its_seed(tmp_path: Path) -> None:
    with Local(store=str(tmp_path)) as local:
        local.token()
    (tmp_path / "default@seed.snapshot").unlink()
    app = App(str(tmp_path))
    assert app.worlds.names() == ["default"]
    app.worlds.default().reset()
    with app.worlds.default().act() as act:
        assert [person.id for person in nouns.listed(act.tx, Person, "id")] == ["alice", "bob"]
    assert app.worlds.default().database.snapshots() == ["seed"]
    app.close()


def test_threads_do_not_lose_each_others_writes(local: Local) -> None:
    def work(number: int) -> None:
        for i in range(10):
            add(local, f"p{number}-{i}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(people(local)) == 42
    entries = [entry.seq for entry in local.journal()]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_processes_see_each_others_changes_on_postgresql(store_url: str) -> None:
    one, two = App(store_url), App(store_url)
    one.worlds.create("default", now="2022-01-01", frozen=True)
    assert two.worlds.names() == ["default"]
    one.worlds.default().set_clock(1649606400)
    assert two.worlds.default().now() == 1649606400
    one.worlds.default().set_setting("quota.rates", False)
    with two.worlds.default().act() as act:
        assert act.world.settings == {"quota.rates": False}
    one.close()
    two.close()
