"""What the association room keeps of an account: the mini program's side of the console."""

from __future__ import annotations

from typing import Literal

import msgspec

Confirmation = Literal["none", "confirm", "forbid"]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``setting`` is 关联公众号设置 of a mini program: whether its administrator is asked, or nobody may link it.
    ``follow_component`` and ``shown_account``: 关注公众号, whether the component is on, and the account that it shows.
    ``nearby``, ``mall``: the mini program is a nearby one or a shop's, and cannot be unlinked by the API. ``email`` and
    ``pays`` (WeChat Pay is open) are told of a linked mini program.
    """

    setting: Confirmation = "none"
    follow_component: bool = False
    shown_account: str = ""
    nearby: bool = False
    mall: bool = False
    email: str = ""
    pays: bool = False
