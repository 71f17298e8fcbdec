"""The authorisation page that an administrator scans and confirms: mp.weixin.qq.com/cgi-bin/componentloginpage."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import api, rules

PATHS = ("/cgi-bin/componentloginpage", "/safe/bindcomponent", "/wxaopen/safe/bindcomponent")
CHOSEN = "wxlocal_account"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>授权</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0;padding:10vh 24px;text-align:center;color:#191919}}
a{{display:block;max-width:320px;margin:14px auto;padding:12px;border-radius:8px;background:#07c160;color:#fff;
text-decoration:none}}p{{color:#888}}</style></head><body>{body}</body></html>"""


def _html(body: str, status: int = 200) -> Shown:
    return Shown(body=_PAGE.format(body=body), status=status)


def _owns(tx: Tx, visit: Visit) -> bool:
    return nouns.account(tx, visit.query.get("component_appid", "")) is not None


def _show(act: Act, visit: Visit) -> Shown:
    """Checks the pre_auth_code, lists the accounts, and sends the browser back with an auth_code."""
    asked = visit.query
    component = nouns.account(act.tx, asked.get("component_appid", ""))
    if component is None or component.kind != "third_party":
        return _html("<h1>第三方平台不存在</h1>")
    code = asked.get("pre_auth_code", "")
    if api.found_preauth(act, component, code) is None:
        return _html("<h1>pre_auth_code 无效或已过期</h1>")
    redirect = asked.get("redirect_uri", "")
    if not addresses.may_lead_to(redirect):
        return _html("<h1>redirect_uri 参数错误</h1>")
    offered = _offered(act, asked)
    chosen = next((account for account in offered if account.appid == asked.get(CHOSEN)), None)
    if chosen is None:
        return _html(_choices(visit, component, offered))
    api.use_preauth(act, component, code)
    granted = api.authorize(act, component, chosen, rules.default_sets(chosen.kind), code)
    back = addresses.with_fields(redirect, auth_code=granted, expires_in=str(rules.CODE_LIFE))
    return Shown(status=302, location=back)


def _offered(act: Act, asked: dict[str, str]) -> list[Account]:
    """biz_appid wins over auth_type."""
    kinds = rules.AUTH_TYPES.get(asked.get("auth_type", "3"), rules.ALL_KINDS)
    everybody = [one for one in nouns.listed(act.tx, Account, "appid") if one.status == "normal"]
    wanted = asked.get("biz_appid")
    return [one for one in everybody if (one.appid == wanted if wanted else one.kind in kinds)]


def _choices(visit: Visit, component: Account, offered: list[Account]) -> str:
    links = [
        f'<a href="?{escape(urlencode({**visit.query, CHOSEN: one.appid}))}">{escape(one.name)} {one.appid}</a>'
        for one in offered
    ]
    head = f"<h1>{escape(component.name)}</h1><p>请使用管理员身份选择要授权的帐号</p>"
    return head + ("".join(links) or "<p>没有可以授权的帐号</p>")


PAGE = Page("authorisation of third-party platforms", (), _owns, _show, PATHS)
