"""wxlocal upload: a folder becomes a version of a running wxlocal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources import write
from wxlocal.audit.rule import example
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.cli import main
from wxlocal.entry.local import Local

BAD = example(
    "Page({ find() {\n wx.getLocation({ fail() {} })\n} })",
    app='"permission": {"scope.userLocation": {"desc": "附近的门店"}}',
)
Upload = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture
def local(server: Local) -> Local:
    server.reset()
    return server.at("2022-07-13")


@pytest.fixture
def upload(local: Local, capsys: pytest.CaptureFixture[str]) -> Upload:
    def run(folder: Path, *arguments: str) -> tuple[int, str]:
        code = main(["upload", str(folder), "--url", local.url, *arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def kept(local: Local, appid: str | None = None) -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = local.control("GET", f"/accounts/{appid or local.appid}/code")["packages"]
    return packages


def test_a_folder_becomes_a_development_version(local: Local, upload: Upload, tmp_path: Path) -> None:
    folder = write(tmp_path, {**BAD, "logo.png": b"\x89PNG\xff", "node_modules/a.js": "wx.login()"})
    code, said = upload(folder, "--version", "2.1.0", "--note", "first")
    assert (code, "version 2.1.0 is upload 1, 1 page in 4 files" in said) == (0, True), said
    assert said.rstrip().endswith("On 2022-07-13 the review would let it pass.")
    (package,) = kept(local)
    assert (package["version"], package["note"]) == ("2.1.0", "first")
    opened = local.person("alice").call("openMiniProgram", {"envVersion": "develop"}, appid=local.appid)
    assert opened.ok or opened.result


def test_it_tells_what_was_found_on_the_day_that_is_asked_for(upload: Upload, tmp_path: Path) -> None:
    code, said = upload(write(tmp_path, BAD), "--as-of", "2022-07-14")
    assert code == 0
    assert "LOC-201" in said
    assert "pages/index/index.js:2" in said
    assert said.rstrip().endswith("On 2022-07-14 the review would refuse it for 1 place.")
    told = json.loads(upload(tmp_path, "--as-of", "2022-07-14", "--json")[1])
    assert [one["rule"] for one in told["findings"]] == ["LOC-201"]
    assert told["pages"] == ["pages/index/index"]


def test_the_package_is_what_the_project_configures(local: Local, upload: Upload, tmp_path: Path) -> None:
    files = {f"client/{path}": text for path, text in BAD.items()} | {
        "project.config.json": '{"miniprogramRoot": "client/", "cloudfunctionRoot": "cloud/",'
        ' "packOptions": {"ignore": [{"type": "folder", "value": "docs"}]}}',
        "client/docs/a.js": "",
        "client/cloudfunctions/a/index.js": "",
        "server/a.py": "",
    }
    told = json.loads(upload(write(tmp_path, files), "--json")[1])
    assert told["files"] == 3


def test_for_another_mini_program(local: Local, upload: Upload, tmp_path: Path) -> None:
    made = local.control("POST", "/accounts", {"name": "another"})["appid"]
    assert upload(write(tmp_path, BAD), "--appid", made)[0] == 0
    assert (len(kept(local, made)), kept(local)) == (1, [])
    code, said = upload(tmp_path, "--appid", "wx0000000000000000")
    assert (code, "there is no mini program" in said) == (1, True)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "is not ready for the platform (no app.json was found"),
        ({"src/pages.json": "{}", "src/manifest.json": '{"mp-weixin": {}}'}, "build it, and give the folder"),
        ({"app.json": "{"}, "no app.json that can be read"),
        ({"app.json": "{}", "a\\b.js": ""}, "is not a path inside the package"),
    ],
)
def test_what_cannot_be_uploaded_is_told(
    local: Local, upload: Upload, tmp_path: Path, files: dict[str, str], told: str
) -> None:
    code, said = upload(write(tmp_path, files))
    assert (code, told in said) == (1, True), said
    assert kept(local) == []


def test_no_folder(upload: Upload, tmp_path: Path) -> None:
    code, said = upload(tmp_path / "nowhere")
    assert (code, "is not a folder" in said) == (1, True)


def test_as_large_as_a_package_may_be(local: Local, upload: Upload, tmp_path: Path) -> None:
    """The platform's own demo has 7.7 MB."""
    code, said = upload(write(tmp_path, {**BAD, "a.bin": b"\xff" * 8_000_000, "b.txt": "b" * 4_000_000}))
    assert code == 0, said
    path = f"/accounts/{local.appid}/code/packages"
    with pytest.raises(NotPossible, match="larger than 33554432 bytes"):
        local.control("POST", path, {"version": "1", "files": {"app.json": "{}", "a.txt": "a" * 33_554_432}})
    code, said = upload(write(tmp_path, {"c.bin": b"\xff" * 24_000_000}))
    assert (code, "larger than 33554432 bytes as it is sent" in said) == (1, True), said
