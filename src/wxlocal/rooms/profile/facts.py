"""What the profile room knows of people and official accounts."""

from __future__ import annotations

import msgspec


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """``groups`` maps the openGId of a group chat that the person is in to its name."""

    groups: dict[str, str] = {}


class Domains(msgspec.Struct, frozen=True, kw_only=True):
    """``domains``: where an authorisation may redirect to (网页授权域名); empty = anywhere, for quick starts."""

    domains: tuple[str, ...] = ()
