"""What the codes room keeps of a mini program: the page-path tool of its console."""

from __future__ import annotations

import msgspec


class PathTool(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program whose page paths may be copied, and the WeChat ids of the project members who may."""

    appid: str
    wechat_ids: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    page_path_tool: tuple[PathTool, ...] = ()
