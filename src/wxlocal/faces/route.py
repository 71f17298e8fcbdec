"""How the control API's own routes are declared: what a handler acts on is all worlds."""

from __future__ import annotations

import msgspec

from wxlocal.core.control import Declaring, Numbered, Page
from wxlocal.core.house import Worlds

route = Declaring[Worlds]()


class InWorld(msgspec.Struct, frozen=True, kw_only=True):
    world: str


class PageInWorld(Page, frozen=True, kw_only=True):
    world: str


class NumberedInWorld(Numbered, frozen=True, kw_only=True):
    world: str


class OnPhone(InWorld, frozen=True, kw_only=True):
    phone: str


class Trouble(msgspec.Struct, frozen=True):
    """Why it is not possible, and what to do."""

    error: str


class Deleted(msgspec.Struct, frozen=True):
    deleted: str


class Removed(msgspec.Struct, frozen=True):
    """How many."""

    removed: int
