"""What the room knows of official accounts."""

from __future__ import annotations

import msgspec


class Domains(msgspec.Struct, frozen=True, kw_only=True):
    """``domains``: where an authorisation may redirect to (网页授权域名); empty = anywhere, for quick starts."""

    domains: tuple[str, ...] = ()
