"""What the login room keeps of a mini program."""

from __future__ import annotations

from typing import Literal

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``blocked``: the platform has taken wx.login away (errno 1402101).

    ``service_range`` as post 29 tells them apart: ``open`` to everybody; ``restricted`` to a group that proves
    who it is (a school, a staff system); ``register-only``, where nothing but registering happens online.
    """

    blocked: bool = False
    service_range: Literal["open", "restricted", "register-only"] = "open"
