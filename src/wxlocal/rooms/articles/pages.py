"""The page of an article: mp.weixin.qq.com/s/..., as any browser opens it. Plain, made of the article's parts."""

from __future__ import annotations

from html import escape

from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.articles import store
from wxlocal.rooms.articles.phone import GONE, found_at, parts_of
from wxlocal.rooms.articles.rules_content import Part

PATH = "/s/"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0 auto;max-width:640px;padding:24px;color:#191919}}
h1{{font-size:22px}}.by{{color:#888}}.card{{border:1px solid #e5e5e5;border-radius:8px;padding:12px}}
</style></head><body>{body}</body></html>"""


def _key(visit: Visit) -> str:
    return visit.path.removeprefix(PATH)


def _owns(tx: Tx, visit: Visit) -> bool:
    return store.article_of_page(tx, _key(visit)) is not None or store.draft(tx, _key(visit)) is not None


def _show(act: Act, visit: Visit) -> Shown:
    """The article; a line in its place where it was deleted, or is a draft."""
    found = found_at(act, _key(visit), visit.query.get("tempkey", ""))
    if found is None:
        return _html("微信公众平台", "<h1>参数错误</h1>", 404)
    if found.item is None:
        return _html("微信公众平台", f"<h1>{GONE}</h1>")
    account, item = nouns.account(act.tx, found.appid), found.item
    by = " ".join(text for text in (item.author, account.name if account else "") if text)
    head = "<p>此链接为临时链接，仅用于预览，将在短期内失效</p>" if "tempkey" in visit.query else ""
    body = "".join(_part(part) for part in parts_of(act, found.appid, item))
    source = (
        f'<p><a href="{escape(item.content_source_url)}">阅读原文</a></p>' if _leads(item.content_source_url) else ""
    )
    return _html(item.title, f'{head}<h1>{escape(item.title)}</h1><p class="by">{escape(by)}</p>{body}{source}')


def _leads(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _part(part: Part) -> str:
    text = escape(part.text)
    if part.kind == "link":
        return f'<p><a href="{escape(part.url)}">{text or escape(part.url)}</a></p>'
    if part.kind == "picture":
        return f'<p class="picture">[图片] {text}</p>'
    if part.kind == "text":
        return f"<p>{text}</p>"
    name = {"miniprogram": "小程序", "profile": "公众号"}[part.kind]
    of = escape(part.appid or part.account)
    return f'<p class="card {part.kind}" data-of="{of}">{name} {text}</p>'


def _html(title: str, body: str, status: int = 200) -> Shown:
    return Shown(body=_PAGE.format(title=escape(title), body=body), status=status)


PAGES = (Page(name="article", hosts=(), owns=_owns, show=_show, paths=(PATH,)),)
