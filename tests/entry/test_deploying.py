"""wxlocal cloud: a folder of functions is deployed, run and followed from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.sources import write
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.cli import main
from wxlocal.entry.deploying import collected, functions_in
from wxlocal.entry.local import Local
from wxlocal.rooms.functions.jobs_pool import POOL

if not shutil.which("node"):
    missing("node")

ADD = "exports.main = (event) => { console.log('adding'); return event.a + event.b }"
Cloud = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture
def cloud(server: Local, capsys: pytest.CaptureFixture[str]) -> Iterator[Cloud]:
    server.reset()
    server.control("POST", f"/accounts/{server.appid}/environments", {"id": "tcb-env"})

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["cloud", *arguments, "--url", server.url])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    yield run
    POOL.end_all()


def test_a_project_is_deployed_run_and_followed(cloud: Cloud, tmp_path: Path) -> None:
    files = {
        "project.config.json": '{"cloudfunctionRoot": "cloudfunctions/"}',
        "cloudfunctions/add/index.js": ADD,
        "cloudfunctions/add/node_modules/x/index.js": "1",
        "cloudfunctions/hello/index.js": "exports.main = () => process.env.GREETING",
        "cloudfunctions/notes/readme.md": "no function",
    }
    folder = write(tmp_path, files)
    code, out, _ = cloud("deploy", str(folder), "--variable", "GREETING=hi", "--timeout", "20")
    assert (code, out) == (0, "add: version 1 in tcb-env, 1 files\nhello: version 1 in tcb-env, 1 files\n")
    assert cloud("run", "hello")[:2] == (0, '"hi"\n')
    code, out, log = cloud("run", "add", "--event", '{"a": 1, "b": 2}')
    assert (code, out, "\nadding\n" in log) == (0, "3\n", True)
    assert cloud("run", "add", "--event", "null")[0] == 1
    assert cloud("logs", "add", "--limit", "5")[1].count("START RequestId") == 2
    (shown,) = json.loads(
        cloud("deploy", str(folder / "cloudfunctions" / "add"), "--node-modules", "--json", "--name", "sum")[1]
    )
    assert (shown["name"], shown["files"]) == ("sum", 2)


def test_an_environment_is_opened(server: Local, cloud: Cloud, tmp_path: Path) -> None:
    assert cloud("open", "second", "--pay-as-you-go")[:2] == (0, f"second: open for {server.appid}\n")
    assert json.loads(cloud("open", "third", "--json")[1])["plan"] == "free"
    assert "there is an environment 'second' already" in cloud("open", "second", "--pay-as-you-go")[2]
    game = server.control("POST", "/accounts", {"name": "game", "kind": "mini_game"})["appid"]
    write(tmp_path, {"index.js": ADD})
    assert "open one by `wxlocal cloud open ID`" in cloud("deploy", str(tmp_path), "--appid", game)[2]


def test_what_is_wrong_is_told(cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*arguments: str) -> str:
        code, _, err = cloud(*arguments)
        assert code == 1
        return err

    assert "is not a folder" in told("deploy", str(tmp_path / "none"))
    assert "holds no function" in told("deploy", str(tmp_path))
    write(tmp_path, {"index.js": ADD, "config.json": "{"})
    assert f"{tmp_path.name}: config.json:" in told("deploy", str(tmp_path)) or "is not a function's name" in told(
        "deploy", str(tmp_path)
    )
    assert "there is no environment 'tcb'" in told("deploy", str(tmp_path), "--env", "tcb")
    assert "--event is not JSON" in told("run", "add", "--event", "{")
    assert "there is no function 'add'" in told("run", "add") or "FUNCTION_NOT_FOUND" in told("run", "add")
    assert "--variable is NAME=VALUE" in told("deploy", str(tmp_path), "--variable", "X")


def test_links_that_lead_out_of_the_folder_are_left_out(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    folder = write(tmp_path / "f", {"index.js": ADD, ".git/config": "x", "a/b.txt": "b"})
    (folder / "out.txt").symlink_to(outside)
    (folder / "in.txt").symlink_to(folder / "a" / "b.txt")
    (folder / "blob").write_bytes(b"\xff")
    assert collected(folder) == {"files": {"a/b.txt": "b", "in.txt": "b", "index.js": ADD}, "binary": {"blob": "/w=="}}
    assert functions_in(folder) == [folder]


def test_a_project_that_names_no_functions(tmp_path: Path) -> None:
    write(tmp_path, {"project.config.json": "{}"})
    with pytest.raises(NotPossible, match="names no cloudfunctionRoot"):
        functions_in(tmp_path)
