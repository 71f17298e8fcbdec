"""The official uploader, unchanged: what it uploads is reviewed by the rules of the day."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.packages import Key
from tests.rooms.test_codes import read
from tests.sources import write
from wxlocal.audit.rule import example
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
PURPOSE = '"permission": {"scope.userLocation": {"desc": "附近的门店"}}'
LOCATE = """Page({
  data: { title: '门店' },
  find() {
    const ask = async () => wx.getLocation({ fail: () => {} })
    ask().then(() => {})
  },
})
"""


class Uploader:
    """A project, a key and the node process that uploads it to a world."""

    def __init__(self, local: Local, folder: Path) -> None:
        self.local, self.folder = local, folder
        self.key = Key()
        (folder / "key.pem").write_text(self.key.private)
        local.facts("code_management", upload_key=self.key.public)

    def project(self, files: dict[str, str]) -> None:
        shutil.rmtree(self.folder / "app", ignore_errors=True)
        base = {
            "app.js": "App({})",
            "pages/index/index.json": "{}",
            "project.config.json": '{"compileType": "miniprogram"}',
        }
        write(self.folder / "app", base | files)

    def __call__(self, what: str = "upload", key: Path | None = None) -> tuple[int, str]:
        command = ["node", str(HERE / "upload.js"), what, "app", str(key or self.folder / "key.pem"), "qr.jpg"]
        environment = {**os.environ, **self.local.environment()}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def code(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        return self.local.control(method, f"/accounts/{self.local.appid}/code{path}", body, **query)


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    if not shutil.which("node") or not (HERE / "node_modules" / "miniprogram-ci").exists():
        missing("the official uploader: npm ci in tests/uploader (286 MB)")
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture
def uploader(served: Local, tmp_path: Path) -> Uploader:
    served.reset()
    served.at("2022-07-01")
    return Uploader(served, tmp_path)


def test_a_version_that_passes_on_one_day_fails_on_another(uploader: Uploader) -> None:
    """Post 5. The findings are in the developer's own source, though the package holds compiled code."""
    uploader.project(example(LOCATE, '<view bindtap="find">{{title}}</view>', app=PURPOSE))
    code, said = uploader()
    assert code == 0, said
    (kept,) = uploader.code("GET", "")["packages"]
    assert (kept["version"], kept["note"], kept["robot"]) == ("1.2.3", "第一版", 3)
    assert uploader.code("GET", "/audit", as_of="2022-07-13")["findings"] == []
    (one,) = uploader.code("GET", "/audit", as_of="2022-07-14")["findings"]
    assert (one["rule"], one["path"], one["line"]) == ("LOC-201", "pages/index/index.js", 4)
    uploader.code("POST", "/submissions", {})
    uploader.local.advance("2h")
    assert uploader.code("POST", "/release")["version"] == "1.2.3"
    opened = uploader.local.person("bob").call("openMiniProgram", appid=uploader.local.appid).result
    assert opened
    assert opened["version"] == "1.2.3"
    uploader.local.at("2022-07-14")
    assert uploader()[0] == 0
    with pytest.raises(NotPossible, match="61040"):
        uploader.code("POST", "/submissions", {})


def test_a_preview_can_be_scanned(uploader: Uploader) -> None:
    uploader.project(example())
    code, said = uploader("preview")
    assert code == 0, said
    assert read((uploader.folder / "qr.jpg").read_bytes())


def test_another_key_is_refused(uploader: Uploader) -> None:
    uploader.project(example())
    other = uploader.folder / "other.pem"
    other.write_text(Key().private)
    code, said = uploader(key=other)
    assert code == 1
    assert "invalid signature" in said
    assert uploader.code("GET", "")["packages"] == []


def test_its_compiler_and_ours_agree(uploader: Uploader) -> None:
    """Both refuse the blurred beside the precise location; ours only from the day on."""
    both = '"requiredPrivateInfos": ["getFuzzyLocation", "getLocation"]'
    uploader.project(example(app=both))
    uploader.local.at("2022-07-14")
    code, said = uploader()
    assert code == 1
    assert "requiredPrivateInfos" in said
    with pytest.raises(NotPossible, match="互斥"):
        uploader.code("POST", "/packages", {"version": "1", "files": example(app=both)})


@pytest.mark.parametrize(("day", "refused"), [("2020-04-23", True), ("2020-04-24", False)])
def test_the_limit_of_targets_is_that_of_the_day(uploader: Uploader, day: str, refused: bool) -> None:
    """The uploader asks for the limit: its own compiler refuses eleven targets while the rule holds."""
    listed = ", ".join(f'"wx12345678901234{n:02d}"' for n in range(11))
    uploader.project(example(app=f'"navigateToMiniProgramAppIdList": [{listed}]'))
    uploader.local.at(day)
    code, said = uploader()
    assert code == int(refused), said
    assert ("navigateToMiniProgramAppIdList" in said) is refused
