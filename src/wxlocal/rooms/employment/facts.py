"""What the employment room keeps of a mini program."""

from __future__ import annotations

import msgspec


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A message template; ``content`` in lines (``工号:{{character_string1.DATA}}``)."""

    id: str
    title: str
    content: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``opened``: 用工关系 has been applied for in the console, and granted."""

    opened: bool = False
    templates: tuple[Template, ...] = ()
