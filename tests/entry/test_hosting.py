"""wxlocal cloud hosting: a folder becomes a site of a running wxlocal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wxlocal.entry import hosting
from wxlocal.entry.cli import main
from wxlocal.entry.local import Local

SEED = """
[[mini_program]]
name = "shop"
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
[[mini_program.environment]]
id = "free-env"
"""


@pytest.fixture
def served() -> Iterator[Local]:
    with Local(SEED, frozen=True) as local:
        assert local.url
        yield local


def run(local: Local, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["cloud", "hosting", *arguments, "--url", local.url])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def shown(local: Local, path: str) -> bytes:
    return local.request("GET", path, host="tcb-env.hosting.localhost").body


def test_a_folder_is_deployed(
    served: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "index.html").write_text("hello")
    (tmp_path / "js" / "a.js").write_bytes(b"\xff\x00")
    (tmp_path / ".git" / "config").write_text("secret")
    code, said = run(served, capsys, "deploy", str(tmp_path))
    assert (code, "has no static site" in said) == (1, True)
    code, said = run(served, capsys, "open")
    assert (code, "tcb-env has a static site: http://tcb-env.hosting.localhost:" in said) == (0, True)
    monkeypatch.setattr(hosting, "AT_ONCE", 4)
    code, said = run(served, capsys, "deploy", str(tmp_path), "--env", "tcb-env")
    assert (code, said.startswith("2 files (7 bytes): http://tcb-env.hosting.localhost:")) == (0, True), said
    assert shown(served, "/").endswith(b"hello")
    assert shown(served, "/js/a.js") == b"\xff\x00"
    assert b"secret" not in shown(served, "/.git/config")
    assert run(served, capsys, "deploy", str(tmp_path / "index.html"), "/deep/x.html")[0] == 0
    assert run(served, capsys, "deploy", str(tmp_path / "js"), "v2/")[0] == 0
    assert shown(served, "/deep/x.html").endswith(b"hello")
    assert shown(served, "/v2/a.js") == b"\xff\x00"


def test_what_is_not_deployed(served: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(served, capsys, "open", "--env", "free-env") == (
        1,
        "wxlocal: 静态网站仅支持按量付费的环境开通: free-env is free; change its plan to pay_as_you_go, or open another"
        " environment\n",
    )
    run(served, capsys, "open")
    (tmp_path / "out").write_text("outside")
    folder = tmp_path / "site"
    folder.mkdir()
    assert "has no files" in run(served, capsys, "deploy", str(folder))[1]
    (folder / "link").symlink_to(tmp_path / "out")
    code, said = run(served, capsys, "deploy", str(folder))
    assert (code, "leads out of" in said) == (1, True)
    assert "neither a folder nor a file" in run(served, capsys, "deploy", str(tmp_path / "none"))[1]
    assert (
        "there is no environment 'x-env'" in run(served, capsys, "deploy", str(tmp_path / "out"), "--env", "x-env")[1]
    )
