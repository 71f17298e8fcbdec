"""Two pages that an administrator scans: an official account lends its registration; a new administrator agrees.

mp.weixin.qq.com/cgi-bin/fastregisterauth and mp.weixin.qq.com/wxopen/componentrebindadmin.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world import tokens
from wxlocal.core.world.hooks import AUTHORIZED
from wxlocal.core.world.nouns import APP_KINDS, Account, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts.api_registration import REBIND, TICKET, Lent
from wxlocal.rooms.accounts.rules_registration import TICKET_LIFE

LEND, ADMINISTER = "/cgi-bin/fastregisterauth", "/wxopen/componentrebindadmin"
CHOSEN = "wxlocal_person"
MOST_SHOWN = 50
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0;padding:10vh 24px;text-align:center;color:#191919}}
a{{display:block;max-width:320px;margin:14px auto;padding:12px;border-radius:8px;background:#07c160;color:#fff;
text-decoration:none}}p{{color:#888}}</style></head><body><h1>{title}</h1>{body}</body></html>"""


def _html(title: str, body: str = "") -> Shown:
    return Shown(body=_PAGE.format(title=escape(title), body=body))


def _owns(tx: Tx, visit: Visit) -> bool:
    return nouns.account(tx, visit.query.get("appid", "")) is not None


def _show(act: Act, visit: Visit) -> Shown:
    """Checks who asks, lists who can confirm, and sends the browser back with what the third-party platform needs."""
    asked = visit.query
    account = nouns.account(act.tx, asked.get("appid", ""))
    component = nouns.account(act.tx, asked.get("component_appid", ""))
    if account is None or component is None or component.kind != "third_party":
        return _html("第三方平台不存在")
    if True not in act.offers.each(AUTHORIZED, act, component.appid, account.appid):
        return _html("此帐号未将“帐号管理权限集”授权给此第三方平台")
    redirect = asked.get("redirect_uri", "")
    if not addresses.may_lead_to(redirect):
        return _html("redirect_uri 参数错误")
    lends = visit.path.startswith(LEND)
    if lends is (account.kind in APP_KINDS):
        return _html("帐号类型错误")
    able = _administrators(act, account) if lends else nouns.page(act.tx, Person, ("id",), "", MOST_SHOWN)
    chosen = next((one for one in able if one.id == asked.get(CHOSEN)), None)
    if chosen is None:
        return _html("复用公众号主体快速注册小程序" if lends else "换绑小程序管理员", _choices(visit, component, able))
    given = _ticket(act, account, component, asked) if lends else _task(act, account, chosen)
    return Shown(status=302, location=addresses.with_fields(redirect, **given))


def _administrators(act: Act, account: Account) -> list[Person]:
    members = [one for one in nouns.members(act.tx, account.appid) if one.role == "administrator"]
    return [person for one in members if (person := nouns.person(act.tx, one.person))]


def _choices(visit: Visit, component: Account, able: list[Person]) -> str:
    links = [
        f'<a href="?{escape(urlencode({**visit.query, CHOSEN: one.id}))}">{escape(one.nickname)}</a>' for one in able
    ]
    return f"<p>{escape(component.name)}</p>" + ("".join(links) or "<p>没有可以确认的管理员</p>")


def _ticket(act: Act, account: Account, component: Account, asked: dict[str, str]) -> dict[str, str]:
    lent = msgspec.to_builtins(Lent(component.appid, asked.get("copy_wx_verify") == "1"))
    return {"ticket": tokens.issue_code(act, TICKET, account.appid, "", lent, life=TICKET_LIFE)}


def _task(act: Act, account: Account, person: Person) -> dict[str, str]:
    return {"taskid": tokens.issue_code(act, REBIND, account.appid, person.id, life=TICKET_LIFE)}


PAGE = Page("registration and administrators of mini programs", (), _owns, _show, (LEND, ADMINISTER))
