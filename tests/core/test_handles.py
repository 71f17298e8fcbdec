"""A database may be closed by one thread while others are in it: they end what they do, or hear that it is gone."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wxlocal.app import App
from wxlocal.core.base.db import Gone
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

# in a process of its own: a handle that is closed in use ends the process
_LOOP = """
import sys, threading
from wxlocal.app import App
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Person, store as nouns

app, stop = App(sys.argv[1]), threading.Event()
app.worlds.create("default", document="")

def tick():
    while not stop.is_set():
        app.worlds.catch_up()

def snapshots():
    number = 0
    while not stop.is_set():
        number += 1
        for world in app.worlds.all():
            try:
                world.snapshot(f"s{number % 3}")
                world.restore(f"s{number % 3}")
            except NotPossible:
                pass

threads = [threading.Thread(target=work) for work in (tick, tick, snapshots)]
for thread in threads:
    thread.start()
for turn in range(int(sys.argv[2])):
    world = app.worlds.create(f"w{turn % 5}", document="")
    with world.act() as act:
        for n in range(50):
            nouns.add(act.tx, Person(id=f"p{n}", nickname="x" * 500, wechat_id=f"wxid_{n}"))
    app.worlds.delete(world.name)
stop.set()
for thread in threads:
    thread.join()
app.close()
print("survived")
"""


@pytest.mark.parametrize("engine", ["memory", "file"])
def test_worlds_are_deleted_beside_a_ticker(engine: str, tmp_path: Path) -> None:
    where = ":memory:" if engine == "memory" else str(tmp_path / "store")
    done = subprocess.run([sys.executable, "-c", _LOOP, where, "60"], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout.strip()) == (0, "survived"), done.stderr[-2000:]
    assert "Traceback" not in done.stderr


def test_a_call_of_a_deleted_world_hears_that_it_is_gone(store_url: str) -> None:
    app = App(store_url)
    try:
        app.worlds.create("default", document="")
        world = app.worlds.create("other", document="")
        app.worlds.delete("other")
        with pytest.raises(Gone, match="it was deleted"), world.act() as act:
            nouns.listed(act.tx, Person)
        with pytest.raises(Gone) as gone:
            world.now() if world.database.shared else world.catch_up()
        assert gone.value.status == 404
        app.worlds.catch_up()
    finally:
        app.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_world_that_another_process_deleted_is_not_there(store_url: str) -> None:
    one, two = App(store_url), App(store_url)
    one.worlds.create("default", document="")
    one.worlds.create("other", document="")
    assert two.worlds.names() == ["default", "other"]
    one.worlds.delete("other")
    assert two.worlds.names() == ["default"]
    one.close()
    two.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_threads_leave_no_connections_behind(store_url: str) -> None:
    import psycopg

    with Local(store=store_url) as local, psycopg.connect(store_url, autocommit=True) as beside:
        for _ in range(30):
            thread = threading.Thread(target=local.token)
            thread.start()
            thread.join()
        row = beside.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()").fetchone()
        assert row is not None
        assert row[0] <= 4


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_store_is_closed_while_others_call(store_url: str) -> None:
    local = Local(store=store_url)
    seen: set[int] = set()

    def work() -> None:
        for _ in range(40):
            query = {"grant_type": "client_credential", "appid": "wx0", "secret": "x"}
            seen.add(local.request("GET", "/cgi-bin/token", query).status)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    local.close()
    for thread in threads:
        thread.join()
    assert seen <= {200, 503, 404}
