"""What happens in the user's hand: wx.login, wx.checkSession, wx.pluginLogin, a payment."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world import identity, tokens
from wxlocal.core.world.hooks import PLUGIN_TRUSTED
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.tokens import Session
from wxlocal.rooms.login import policy, rules, settings, store
from wxlocal.rooms.login.facts import Facts


def _may_login(call: PhoneCall) -> None:
    """A plugin logs in after its functional page, or where it has the same owner as its host."""
    if call.act.facts(call.account.appid, Facts).blocked:
        raise Failed("wxa login is blocked", errno=1402101, reason="facts.login.blocked")
    if call.plugin is None:
        return
    plugin = nouns.account(call.act.tx, call.plugin.appid)
    asked = (call.act, call.person.id, call.account.appid, call.plugin.appid)
    agreed = any(call.act.offers.each(PLUGIN_TRUSTED, *asked))
    if plugin is None or not rules.plugin_may_login(call.account, plugin, agreed):
        raise Failed(
            "no permission",
            rule=policy.PLUGIN_LOGIN_CONDITIONS,
            reason="the person has not agreed on the plugin's functional page, and the owners differ",
        )


@ability("login", plugin="2.3.1", check=_may_login, source="API/开放接口/登录/wx.login")
def login(call: PhoneCall) -> dict[str, Any]:
    """A code of five minutes; the session key is replaced unless it was just made. A plugin's code is the plugin's."""
    act, account = call.act, call.account
    if call.plugin is not None:
        account = nouns.account(act.tx, call.plugin.appid) or account
    relation = identity.meet(act, account.appid, call.person.id)
    session = tokens.session(act.tx, account.appid, call.person.id)
    period: int = act.setting(settings.SESSION_REFRESH)
    ends = act.now + int(act.setting(settings.SESSION_LIFE))
    if session is None or rules.rotates(session.made_at, session.expires_at, act.now, period):
        fresh = Session(account.appid, call.person.id, relation.openid, act.ids.key16(), act.now, ends)
        tokens.set_session(act.tx, fresh)
    else:
        tokens.renew_session(act.tx, session, ends)
    store.first_login(act.tx, account.appid, call.person.id, act.now)
    payload: Any = "high-risk" if call.person.high_risk else None
    return {"code": tokens.issue_code(act, "login", account.appid, call.person.id, payload)}


@ability("checkSession", plugin=False, source="API/开放接口/登录/wx.checkSession")
def check_session(call: PhoneCall) -> dict[str, Any]:
    """Succeeds while the session key of the last code lives."""
    session = tokens.session(call.act.tx, call.account.appid, call.person.id)
    if session is None or call.act.now >= session.expires_at:
        raise Failed("session time out, need relogin", rule=policy.SESSION_KEY_LIFETIME)
    return {}


@ability("pluginLogin", since="2.20.1", source="API/开放接口/登录/wx.pluginLogin")
def plugin_login(call: PhoneCall) -> dict[str, Any]:
    """A code for the plugin's own server: option ``plugin`` is the plugin's AppID."""
    plugin = call.options.get("plugin") or call.request.plugin
    if not isinstance(plugin, str) or nouns.account(call.act.tx, plugin) is None:
        raise NotPossible("pluginLogin is called by a plugin: give its AppID as option plugin")
    return {"code": tokens.issue_code(call.act, "plugin", plugin, call.person.id, call.account.appid)}


@ability("login-page", "component", since="1.0.0", plain=True)
def login_page(call: PhoneCall) -> dict[str, Any]:
    """What the mini program shows to ask for a login: options ``refusable`` (a way to say not now), ``explained``."""
    call.show("login-page", str(call.options.get("text") or "登录"))
    return {}


@ability("pay", "deed")
def pay(call: PhoneCall) -> dict[str, Any]:
    """The person pays in the mini program: options transaction_id, mch_id, out_trade_no."""
    act = call.act
    relation = identity.meet(act, call.account.appid, call.person.id)
    given = {name: str(call.options.get(name) or "") for name in ("transaction_id", "mch_id", "out_trade_no")}
    given["transaction_id"] = given["transaction_id"] or act.ids.text(28)
    store.add_payment(act.tx, relation.appid, relation.openid, **given, paid_at=act.now)
    return {"openid": relation.openid, **given}


ABILITIES = (login, check_session, plugin_login, login_page, pay)
