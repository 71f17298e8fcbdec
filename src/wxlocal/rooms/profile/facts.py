"""What the profile room knows of people."""

from __future__ import annotations

import msgspec


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """``groups`` maps the openGId of a group chat that the person is in to its name."""

    groups: dict[str, str] = {}


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """Which notices the person has seen since the mini program was opened."""

    group_name: bool = False
