"""The short links of text messages: what a browser gets from https://tcbe.cn/CODE."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import store
from wxlocal.rooms.sms.jobs import HOST, TASK_HOST

_NOT_FOUND = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>页面不存在</title></head>
<body><h1>页面不存在</h1></body></html>"""


def _owns(tx: Tx, visit: Visit) -> bool:
    return bool(store.link(tx, visit.path[1:]))


def _show(act: Act, visit: Visit) -> Shown:
    """On to the URL Link behind it, which knows how long it lives and where it leads."""
    url = store.link(act.tx, visit.path[1:])
    return Shown(status=302, location=url) if url else Shown(body=_NOT_FOUND, status=404)


SHORT = Page(name="short link of a text message", hosts=(HOST, TASK_HOST), owns=_owns, show=_show)
