"""What the phone-number room keeps of a mini program."""

from __future__ import annotations

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``calls_left`` of the package (1,000 come free with every account), ``charged_fen`` what successes have cost
    by list price (quick 3, real-time 4 fen), ``free`` for classes that the platform does not charge.
    """

    calls_left: int = 1000
    charged_fen: int = 0
    free: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """``blocked``: this person's number is told to no mini program (errno 1421102).

    ``numbers`` are further ones that the person may pick instead of the one that is bound to WeChat.
    """

    blocked: bool = False
    numbers: tuple[str, ...] = ()
