"""mp.weixin.qq.com/mp/subscribemsg: where a person confirms one message of an official account. Source: 一次性订阅消息.

Who the person in front of the browser is stands in the query (``wxlocal_person``); without it a page asks.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import OFFICIAL, Account, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import api, rules, store
from wxlocal.rooms.subscribe.facts import Facts

HOST, PATH = "mp.weixin.qq.com", "/mp/subscribemsg"
WHO = "wxlocal_person"
WORDS = "申请向你发送一条消息"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>订阅消息</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0;padding:12vh 24px;text-align:center;color:#191919}}
a{{display:block;max-width:240px;margin:16px auto;padding:12px;border-radius:8px;background:#07c160;color:#fff;
text-decoration:none}}a.plain{{background:#f2f2f2;color:#06ae56}}p{{color:#888}}
</style></head><body>{body}</body></html>"""


class PageError(Exception):
    """What the page says instead."""


class Asked(msgspec.Struct, frozen=True):
    """What an account asks the person for; ``reserved`` comes back as it was."""

    account: Account
    template: str
    scene: int
    redirect: str
    reserved: str


def check(act: Act, query: dict[str, str]) -> Asked:
    """The page's words for a wrong parameter are ours: no source shows them."""
    account = nouns.account(act.tx, query.get("appid", ""))
    if account is None or account.kind not in OFFICIAL:
        raise PageError("appid 参数错误")
    if not account.verified:
        raise PageError("此公众号没有一次性订阅消息的权限")
    if query.get("action") != "get_confirm":
        raise PageError("action 参数错误")
    scene = rules.scene_of(query.get("scene", ""))
    if scene is None:
        raise PageError("scene 参数错误")
    if query.get("template_id") != api.one_time_template(act, account.appid):
        raise PageError("template_id 参数错误")
    redirect, reserved = query.get("redirect_url", ""), query.get("reserved", "")
    if not addresses.may_lead_to(redirect):
        raise PageError("redirect_url 参数错误")
    domains = act.facts(account.appid, Facts).business_domains
    if domains and addresses.split(redirect).hostname not in domains:
        raise PageError("redirect_url 域名与业务域名不一致")
    if len(reserved.encode()) > rules.LONGEST_RESERVED:
        raise PageError("reserved 参数错误")
    return Asked(account, query["template_id"], scene, redirect, reserved)


def answered(act: Act, asked: Asked, person: Person, agreed: bool) -> str:
    """Where the browser goes. The openid is told of who confirms only."""
    appid = asked.account.appid
    fields = {"template_id": asked.template, "action": "confirm" if agreed else "cancel", "scene": str(asked.scene)}
    if agreed:
        store.confirm(act.tx, appid, person.id, asked.scene)
        fields = {"openid": identity.meet(act, appid, person.id).openid, **fields}
    if asked.reserved:
        fields["reserved"] = asked.reserved
    return addresses.with_fields(asked.redirect, **fields)


def _html(body: str, status: int = 200) -> Shown:
    return Shown(body=_PAGE.format(body=body), status=status)


def _owns(tx: Tx, visit: Visit) -> bool:
    return nouns.account(tx, visit.query.get("appid", "")) is not None


def _show(act: Act, visit: Visit) -> Shown:
    if visit.path != PATH:
        return _html("<h1>页面不存在</h1>", 404)
    try:
        asked = check(act, visit.query)
    except PageError as error:
        return _html(f"<h1>{escape(str(error))}</h1>")
    person = nouns.person(act.tx, visit.query.get(WHO, ""))
    if person is None:
        return _html("<p>wxlocal: open it on whose phone?</p>" + _people(act, visit))
    answer = visit.query.get("answer")
    if answer in ("allow", "refuse"):
        return Shown(status=302, location=answered(act, asked, person, answer == "allow"))
    yes, no = (_link(visit, answer=answer) for answer in ("allow", "refuse"))
    return _html(
        f"<h2>{escape(asked.account.name)}</h2><p>{WORDS}</p>"
        f'<a id="allow" href="{yes}">确认</a><a id="refuse" class="plain" href="{no}">取消</a>'
    )


def _people(act: Act, visit: Visit) -> str:
    return "".join(
        f'<a class="plain" href="{_link(visit, **{WHO: one.id})}">{escape(one.nickname)} ({escape(one.id)})</a>'
        for one in nouns.listed(act.tx, Person, "id")
    )


def _link(visit: Visit, **more: str) -> str:
    return escape(f"{PATH}?{urlencode({**visit.query, **more})}")


PAGE = Page(name="confirmation of one-time messages", hosts=(), owns=_owns, show=_show, paths=(PATH,))
