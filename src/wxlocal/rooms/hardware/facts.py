"""What the hardware room keeps of a mini program: its registered models of devices, and templates of their messages."""

from __future__ import annotations

import msgspec


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """``content`` in lines (``故障:{{thing1.DATA}}``); ``model`` "" = for any. ``enums``: the values of a field, which
    the platform gives; a field without takes any.
    """

    id: str
    title: str
    content: str
    model: str = ""
    enums: dict[str, tuple[str, ...]] = {}
    banned: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``models``: ids of the models that were registered."""

    models: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()
