"""What the subscribe room keeps of an account; the public templates that an account finds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Frequency = Literal["", "day", "month"]


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A message template of the account. ``banned``: the platform has blocked it.

    ``content`` has a line for each keyword, ``会议时间:{{date2.DATA}}``; "" = any keywords are taken, and shown by
    their keys. ``enums``: by key the values that an enumerated keyword takes. ``tid``: the public template that it was
    chosen from, 0 = written down by hand. ``every``: a long-term template of limited frequency sends once in that time
    for each value of its keyword ``code``.
    """

    id: str
    title: str
    kind: Literal["once", "long", "device"] = "once"
    content: str = ""
    banned: bool = False
    tid: int = 0
    example: str = ""
    enums: dict[str, tuple[str, ...]] = {}
    scene: str = ""
    every: Frequency = ""
    code: str = ""


class Keyword(msgspec.Struct, frozen=True, kw_only=True):
    """A keyword of a public template. ``rule`` is its kind: thing, date ...; with the number ``kid`` it makes its key.
    ``values``: those that a keyword of the kind enum_string takes.
    """

    kid: int
    name: str
    example: str
    rule: str
    values: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.rule}{self.kid}"


class PublicTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template that accounts may choose. ``category`` is the path of a service category (``交通服务>公交``). ``code``
    is the number of the keyword that a template of limited frequency counts by.
    """

    tid: int
    title: str
    category: str
    keywords: tuple[Keyword, ...]
    kind: Literal["once", "long"] = "once"
    every: Frequency = ""
    code: int = 0
    banned: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``banned``: the account may ask for no subscription and send no message. ``public``: public templates that this
    account finds beside those of the catalogue. ``payment``: the mini program has opened payments.

    Of a service account: ``notices``, whether it has opened subscription notices; ``js_domains``, where its open tag
    works (JS 安全域名); ``business_domains``, where the page of one-time messages may lead to. Both empty = everywhere.
    """

    templates: tuple[Template, ...] = ()
    banned: bool = False
    public: tuple[PublicTemplate, ...] = ()
    payment: bool = False
    notices: bool = False
    js_domains: tuple[str, ...] = ()
    business_domains: tuple[str, ...] = ()


class Catalogue(msgspec.Struct, frozen=True):
    """``categories``: number by path."""

    categories: dict[str, int]
    templates: tuple[PublicTemplate, ...]


@cache
def catalogue() -> Catalogue:
    """The public templates that every account finds. Titles, numbers and keywords that official samples and public code
    name; the numbers of most categories are our own.
    """
    return msgspec.json.decode(files("wxlocal.rooms.subscribe").joinpath("catalogue.json").read_bytes(), type=Catalogue)
