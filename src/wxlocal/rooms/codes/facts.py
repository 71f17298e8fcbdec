"""What the codes room keeps of a mini program: the page-path tool of its console, and hosts."""

from __future__ import annotations

from typing import Literal

import msgspec

HostTrouble = Literal["blocked", "no ICP", "no check file"]


class PathTool(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program whose page paths may be copied, and the WeChat ids of the project members who may."""

    appid: str
    wechat_ids: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``page_path_tool``: whose page paths may be copied. ``hosts``: what is wrong with a host that rules for ordinary
    QR codes name; the check file of qrcodejumpdownload is in its place where nothing is said.
    """

    page_path_tool: tuple[PathTool, ...] = ()
    hosts: dict[str, HostTrouble] = {}
