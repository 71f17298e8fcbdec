"""What credentials keeps of an account."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import msgspec

from wxlocal.core.base.ids import derive


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``callback_url``: what callback/check asks for where room push has no address. The rest counts what is limited by
    day or month.
    """

    callback_url: str = ""
    forced_on: int = 0
    forced: int = 0
    forced_at: int = 0
    cleared_in: int = 0
    clear_all: int = 0
    clear_one: int = 0


def fixed(key: bytes, *parts: str) -> str:
    """A text that is always the same for the same parts."""
    return urlsafe_b64encode(derive(key, *parts, size=64)).decode().rstrip("=")
