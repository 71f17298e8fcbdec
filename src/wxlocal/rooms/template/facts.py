"""What the template room keeps of accounts and people."""

from __future__ import annotations

import msgspec


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A template of the library. Of an industry's: ``industry`` and ``content`` (``订单编号：{{keyword1.DATA}}`` in
    lines). Of a category's, whose ``short_id`` is a pure number: ``category``, and ``keywords``, the field of each
    keyword; ``enums``: the values that a field may have.
    """

    short_id: str
    title: str
    industry: int = 0
    category: str = ""
    content: str = ""
    keywords: dict[str, str] = {}
    enums: dict[str, tuple[str, ...]] = {}
    example: str = ""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template that the account has chosen. ``industry`` 0: it is a category's, or a mini program's. ``restricted``:
    the platform does not let it be sent (43116).
    """

    id: str
    title: str
    content: str
    short_id: str = ""
    example: str = ""
    industry: int = 0
    enums: dict[str, tuple[str, ...]] = {}
    restricted: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``industries``: the two that a service account has chosen (1 to 41), ``changed_at`` when it last did.
    ``library``: templates that it finds in the library beside those that wxlocal knows.
    """

    industries: tuple[int, int] = (1, 41)
    changed_at: int | None = None
    library: tuple[Offered, ...] = ()
    templates: tuple[Template, ...] = ()


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """``refused``: AppIDs of accounts whose messages the person does not accept. ``unreachable``: what is sent does not
    arrive, for a reason of the platform's.
    """

    refused: tuple[str, ...] = ()
    unreachable: bool = False
