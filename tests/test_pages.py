"""The pages that people read: their commands are commands, and every room is found."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from wxlocal.app import house
from wxlocal.entry.cli import parse

ROOT = Path(__file__).parents[1]
PAGES = [
    *ROOT.glob("*.md"),
    *(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "reference"),
]


def blocks(text: str, *languages: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for language, block in found if not languages or language in languages]


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of each ``wxlocal`` in the shell blocks; a quoted text may go over several lines."""
    for block in blocks(text, "sh", "yaml"):
        waiting = ""
        for line in block.splitlines():
            bare = line.strip().removeprefix("- run: ").removeprefix("sudo ")
            if not waiting and not bare.startswith("wxlocal "):
                continue
            waiting += f"{bare}\n"
            try:
                words = shlex.split(waiting, comments=True)
            except ValueError:
                continue
            waiting = ""
            end = next((n for n, word in enumerate(words) if word in (">", "|")), len(words))
            if not any(word.startswith("[") for word in words):
                yield words[1:end]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_is_one(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands(page.read_text(encoding="utf-8")):
        try:
            parse(words)
        except SystemExit as error:
            pytest.fail(f"wxlocal {shlex.join(words)}: {capsys.readouterr().err or error}")


def test_the_commands_are_found() -> None:
    assert len(list(commands((ROOT / "docs/how-to/worlds.md").read_text(encoding="utf-8")))) == 8
    assert len(list(commands((ROOT / "README.md").read_text(encoding="utf-8")))) == 4


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_room_that_answers_is_on_the_first_page(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rooms = [room.name for room in house().rooms if room.operations or room.abilities or room.endpoints]
    assert [name for name in rooms if f"(docs/rooms/{name}.md)" not in text] == []


def test_both_first_pages_show_the_same() -> None:
    """The same sections with the same samples; comments and names of folders are in the page's language."""

    def samples(page: str) -> list[str]:
        text = (ROOT / page).read_text(encoding="utf-8")
        bare = [re.sub(r"[ \t]*(?<![^\s])#(?!\d).*", "", block) for block in blocks(text)]
        return [re.sub(r"(wxlocal audit) \S+", r"\1 PATH", block) for block in bare]

    assert samples("README.md") == samples("README.zh-CN.md")
