"""The service categories (服务类目) that accounts can have: one catalogue, with numbers and the documents for each.

Names and documents are those of the official page 小程序开放的服务类目, by kind of subject. The platform's own numbers
are not published: a number follows from the name for ever, also for one that the catalogue does not have (names change
from month to month, and old accounts keep theirs). The few numbers that official samples show are as they show them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal
from zlib import crc32

import msgspec

from wxlocal.core.world.nouns import Subject

Offered = Literal["organisation", "individual", "overseas"]
ROOT = 0
_SHOWN = {"快递业与邮政": 1, "教育": 8, "商业服务": 402, "教育>出国移民": 39, "商业服务>律师": 920}
_FIRST, _SPAN = 1000, 9_000_000


class Category(msgspec.Struct, frozen=True):
    """``name``: the levels with ``>`` between them. ``father`` 0: it is of the first level. ``documents``:
    alternatives, each of documents that belong together; none = nothing must be shown.
    """

    id: int
    name: str
    father: int
    documents: tuple[tuple[str, ...], ...] = ()

    @property
    def level(self) -> int:
        return self.name.count(">") + 1

    @property
    def last(self) -> str:
        """The name of its own level."""
        return self.name.rpartition(">")[2]

    @property
    def keys(self) -> set[str]:
        """All documents that can be shown for it."""
        return {key for together in self.documents for key in together}


def number(name: str) -> int:
    """The number of a category, or of its first levels, by name."""
    return _SHOWN.get(name) or _FIRST + crc32(name.encode()) % _SPAN


def offered_to(subject: Subject | None) -> Offered:
    if subject is None:
        return "organisation"
    if subject.overseas:
        return "overseas"
    return "individual" if subject.kind == "individual" else "organisation"


@cache
def _read() -> dict[str, dict[str, dict[str, tuple[tuple[str, ...], ...]]]]:
    text = files("wxlocal.core.world.nouns").joinpath("categories.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, dict[str, tuple[tuple[str, ...], ...]]]])


@cache
def catalogue(offered: Offered) -> dict[int, Category]:
    """What a kind of subject can choose from, by number: first levels, each followed by its second ones."""
    found: dict[int, Category] = {}
    for first, seconds in _read()[offered].items():
        father = number(first)
        found[father] = Category(father, first, ROOT)
        for second, documents in seconds.items():
            name = f"{first}>{second}"
            found[number(name)] = Category(number(name), name, father, documents)
    return found
