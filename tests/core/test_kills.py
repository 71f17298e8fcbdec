"""kill -9: what was acknowledged is there after the restart, and what was planned is done, half done things again."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

# A room of its own: each call adds a person and plans an errand; the errand takes a while and adds another.
_ROOM = """
import sys, threading, time
import msgspec
from wxlocal import app
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.world import errands
from wxlocal.core.world.errands import Errand, runner
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns

runner.LEASE = 0.5

def say(line):
    sys.stdout.write(line + "\\n")
    sys.stdout.flush()

class Number(msgspec.Struct, frozen=True):
    n: int

def add(act, id):
    nouns.add(act.tx, Person(id=id, nickname=id, wechat_id=f"wxid_{id}"))

def run(world, number):
    say(f"began {number.n}")
    time.sleep(0.05)
    return number

ADD = Errand(name="adding.add", payload=Number, result=Number, run=run,
             finish=lambda act, payload, result: add(act, f"done{payload.n}"))
found = House((*app.discover(), Room(name="adding", errands=(ADD,))))
app.house = lambda: found
"""
_WRITE = (
    _ROOM
    + """
made = app.App(sys.argv[1])
if "default" not in made.worlds.names():
    made.worlds.create("default", document="")
world, first = made.worlds.default(), int(sys.argv[2])

def snapshots():
    while True:
        world.snapshot("mine")
        made.worlds.catch_up()

threading.Thread(target=snapshots, daemon=True).start()
for n in range(first, first + 10_000):
    with world.act() as act:
        add(act, f"p{n}")
        errands.plan(act, ADD, Number(n), lane="" if n % 2 else "odd")
        act.note("control", "adding")
    say(f"wrote {n}")
"""
)
_LOOK = (
    _ROOM
    + """
made = app.App(sys.argv[1])
world = made.worlds.default()
errands.settle(world)
with world.act() as act:
    people = {person.id for person in nouns.listed(act.tx, Person)}
    assert errands.listed(act) == []
for name in world.database.snapshots():
    world.restore(name)
made.close()
say("people " + " ".join(sorted(people)))
"""
)


def killed(store: str, first: int, after: int) -> tuple[list[int], list[int]]:
    """What was acknowledged, and which errands had begun, when the process was killed."""
    wrote: list[int] = []
    began: list[int] = []
    command = [sys.executable, "-c", _WRITE, store, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            word, number = line.split()
            (wrote if word == "wrote" else began).append(int(number))
            if len(wrote) == after:
                process.send_signal(signal.SIGKILL)
                break
        for line in process.stdout:  # what it had said before it died
            if line.startswith("wrote") and line.endswith("\n"):
                wrote.append(int(line.split()[1]))
    return wrote, began


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_killed_in_the_middle(store_url: str, engine: str) -> None:
    acknowledged: list[int] = []
    for turn, after in enumerate((1, 7, 23)):
        wrote, began = killed(store_url, turn * 10_000, after)
        assert len(wrote) >= after
        acknowledged += wrote
        assert began or turn == 0
    if engine == "file":
        (file,) = Path(store_url).glob("default.world")
        connection = sqlite3.connect(file)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    done = subprocess.run([sys.executable, "-c", _LOOK, store_url], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    people = set(done.stdout.rpartition("people ")[2].split())
    assert {f"p{n}" for n in acknowledged} <= people
    assert {f"done{n}" for n in acknowledged} <= people, "what was planned is done"
    again = [line for line in done.stdout.splitlines() if line.startswith("began")]
    assert again, "some were half done"
