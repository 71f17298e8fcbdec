"""CONTRIBUTING.md, followed word by word: a stranger's room with all that a room can have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wxlocal.rooms
from tests import sources
from wxlocal import app
from wxlocal.app import discover
from wxlocal.audit.findings import rules_of
from wxlocal.core.house import House
from wxlocal.core.world import errands, outbox
from wxlocal.entry.local import Local

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "wxlocal"
RECIPE = re.compile(r"<!-- recipe: (\S+) -->\n```python\n(.*?)```", re.S)
FILES = dict(RECIPE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


def written(root: Path) -> Path:
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    root = written(tmp_path)
    monkeypatch.setattr(wxlocal.rooms, "__path__", [*wxlocal.rooms.__path__, str(root / "rooms")])
    found = House(discover())
    monkeypatch.setattr(app, "house", lambda: found)
    yield found
    for name in [name for name in sys.modules if name.startswith("wxlocal.rooms.greeting")]:
        del sys.modules[name]
    if hasattr(wxlocal.rooms, "greeting"):
        del wxlocal.rooms.greeting


@pytest.fixture
def local(house: House) -> Iterator[Local]:
    with Local(frozen=True, now="2022-02-21") as made:
        yield made


def test_the_operation_on_the_day_before_and_the_first_day(local: Local) -> None:
    openid = local.person("alice").openid()
    assert local.post("/wxa/greet", {"openid": openid}) == {"errcode": 0, "errmsg": "ok", "times": 1}
    assert local.post("/wxa/greet", {"openid": "o-nobody"})["errcode"] == 40003
    local.at("2022-02-22")
    assert local.post("/wxa/greet", {"openid": openid})["errcode"] == 48001


def test_the_ability_and_what_is_forgotten(local: Local) -> None:
    alice = local.person("alice")
    assert alice.call("greetBack", answers="refuse").result == {"errMsg": "greetBack:fail cancel"}
    told = alice.call("greetBack", answers="allow").result
    assert told == {"errMsg": "greetBack:ok", "times": 1}
    alice.call("deleteMiniProgram", appid=local.appid)
    again = alice.call("greetBack", answers="allow").result
    assert again == told


def test_the_errand(local: Local) -> None:
    account = local.account()
    with local.world.act() as act:
        outbox.tell(act, account, "hello")
    errands.settle(local.world)
    with local.world.act() as act:
        (letter,) = outbox.letters(act)
    assert letter.state == "delivered"
    assert "'Event': 'hello'" in letter.told


def test_the_audit_rule(house: House, tmp_path: Path) -> None:
    (rule,) = (rule for rule in rules_of(house.audits) if rule.id == "GREET-001")
    for number, (files, day, found) in enumerate(
        [(rule.violating, "2022-02-21", 0), (rule.violating, "2022-02-22", 1), (rule.fixed, "2022-02-22", 0)]
    ):
        project = sources.project(tmp_path / str(number), files)
        moment = sources.moment(day)
        assert len(list(rule.check(project, moment)) if rule.counts(moment) else []) == found


def test_the_recipes_pass_the_linter_and_the_types(tmp_path: Path) -> None:
    """As everything else does; a room that is typed wrongly is told so."""
    package = written(tmp_path) / "rooms" / "greeting"
    config = ["--config", str(ROOT / "pyproject.toml"), "--ignore", "E501,I001"]
    lint = [sys.executable, "-m", "ruff", "check", *config, str(package)]
    types = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(tmp_path / "cache"),
        "-p",
        "wxlocal.rooms.greeting",
    ]
    inside = SOURCE / "rooms" / "greeting"
    assert not inside.exists()
    done = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copytree(SOURCE, tmp_path / "src" / "wxlocal")
    shutil.copytree(package, tmp_path / "src" / "wxlocal" / "rooms" / "greeting")
    typed = subprocess.run(types, capture_output=True, text=True, check=False, cwd=tmp_path / "src")
    assert typed.returncode == 0, typed.stdout + typed.stderr
