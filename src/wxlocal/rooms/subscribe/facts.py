"""What the subscribe room keeps of a mini program."""

from __future__ import annotations

from typing import Literal

import msgspec


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A message template of the account. ``banned``: the platform has blocked it."""

    id: str
    title: str
    kind: Literal["once", "long", "device"] = "once"
    content: str = ""
    banned: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``banned``: the mini program may ask for no subscription at all."""

    templates: tuple[Template, ...] = ()
    banned: bool = False
