"""The server operations that the platform has, performed here or not yet: paths, Chinese titles, official pages.

Mini programs, mini games, official accounts, third-party platforms and shops; written by ``tools/platform_paths.py``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

PAGES = "https://developers.weixin.qq.com/"


class Known(NamedTuple):
    """``page`` is the address of the official page, "" where none is known."""

    path: str
    title: str
    page: str


@cache
def known() -> dict[str, Known]:
    """By path. Read when it is first asked for."""
    text = files("wxlocal.core.base").joinpath("platform_paths.tsv").read_text(encoding="utf-8")
    return {row.path: row for row in map(_read, text.splitlines())}


def _read(line: str) -> Known:
    path, title, page = line.split("\t")
    return Known(path, title, PAGES + page if page else "")
