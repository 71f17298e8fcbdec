"""The landing page of a URL Link: what a browser gets from https://wxaurl.cn/TICKET."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.links import rules, store
from wxlocal.rooms.links.api import HOSTS, SCHEME, CloudBase

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0;padding:22vh 24px;text-align:center;color:#191919}}
a{{display:inline-block;margin-top:40px;padding:12px 60px;border-radius:8px;background:#07c160;color:#fff;
text-decoration:none}}p{{color:#888}}</style></head><body><h1>{title}</h1>{body}</body></html>"""


def _owns(tx: Tx, visit: Visit) -> bool:
    return store.find(tx, visit.path.strip("/")) is not None


def _show(act: Act, visit: Visit) -> Shown:
    """A page with a button that opens the mini program by a scheme; an error page for what cannot be opened."""
    link = store.find(act.tx, visit.path.strip("/"))
    if link is None or link.kind != "link":
        return _words("页面不存在", "请检查链接是否正确", 404)
    end = rules.ends_at(link, act.moment())
    if end != rules.FOREVER and act.now >= end:
        return _words("链接已过期", "请联系链接的发送者重新获取", 410)
    if link.extra:
        base = msgspec.json.decode(link.extra, type=CloudBase)
        if base.domain:
            return Shown(status=302, location=f"https://{base.domain}{base.path}?{base.query}".rstrip("?"))
    account = nouns.account(act.tx, link.appid)
    asked = {"t": link.ticket, **({"cq": visit.query["cq"]} if "cq" in visit.query else {})}
    scheme = escape(f"{SCHEME}?{urlencode(asked)}")
    name = escape(account.name if account else "")
    body = f'<p>即将打开“{name}”小程序</p><a id="open" href="{scheme}">打开小程序</a>'
    return Shown(body=_PAGE.format(title=name, body=body))


def _words(title: str, text: str, status: int) -> Shown:
    return Shown(body=_PAGE.format(title=title, body=f"<p>{text}</p>"), status=status)


LANDING = Page(name="link landing page", hosts=HOSTS, owns=_owns, show=_show)
