"""What the channels room keeps of a mini program."""

from __future__ import annotations

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``shop``: it is a shop (小商店), whose members are those of the account. ``promoters`` are the people who are set
    as its promoters (推广者) in the console, 交易组件.
    """

    shop: bool = False
    promoters: tuple[str, ...] = ()
