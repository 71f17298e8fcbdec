"""What people read is idiomatic English: "X is not a Y", never "X is no Y"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
NO = re.compile(r"\b(?:is|are|was|were) no (?!longer\b|more than\b|fewer than\b|less than\b)\w+")
EXISTENCE = re.compile(r"\b[Tt]here (?:is|are|was|were) no ")
HAS_TO = re.compile(r"\b(?:has|have|having) to (?!say\b|be heard\b|tell\b)\w+")


def plain(text: str) -> str:
    return " ".join(EXISTENCE.sub("", text).split())


def wrong(text: str) -> list[str]:
    """The places that read as a translation."""
    bare = plain(text)
    return [
        bare[max(0, found.start() - 40) : found.end() + 20] for kind in (NO, HAS_TO) for found in kind.finditer(bare)
    ]


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Every text and docstring of a file: docstrings of operations, abilities and endpoints are published too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            parts = (part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
            yield node.lineno, "".join(map(str, parts))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def test_texts_of_the_code_are_idiomatic() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} {place}"
        for file in SOURCES
        for line, text in texts(file)
        for place in wrong(text)
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_are_idiomatic(page: Path) -> None:
    assert wrong(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("X is no version", False),
        ("subjects that are no individuals", False),
        ("there is no version X", True),
        ("There was no web-view", True),
        ("it is no longer told", True),
        ("it has to be a number", False),
        ("it must be a number", True),
        ("it had to be a number", True),
        ("what it has to say", True),
    ],
)
def test_the_law_itself(text: str, right: bool) -> None:
    assert (wrong(text) == []) == right
