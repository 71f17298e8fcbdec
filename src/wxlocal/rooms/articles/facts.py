"""What the room knows of official accounts."""

from __future__ import annotations

from typing import Literal

import msgspec


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What comes of the account's next articles: published; or they fail because somebody else has declared them their
    original, for no reason that is told, or by the platform's review.
    """

    outcome: Literal["published", "original", "failed", "refused"] = "published"
