"""What the sharing room keeps of a mini program while it is open."""

from __future__ import annotations

import msgspec


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """How wx.updateShareMenu has set sharing: ``template`` "" = the cards do not change; ``private``: they cannot be
    passed on.
    """

    activity: str = ""
    template: str = ""
    parameters: dict[str, str] = {}
    private: bool = False
