"""wx.authorize, wx.getSetting, wx.openSetting, and the settings page itself."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone import ability as every
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import NOTHING, Need, behind
from wxlocal.core.phone.outcomes import Absent, Failed, parameter_error
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import identity, outbox
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.scopes import policy, rules


def _scope(call: PhoneCall) -> rules.Scope:
    name = call.options.get("scope")
    if not isinstance(name, str):
        raise parameter_error("scope", "String", name)
    if name not in rules.SCOPES:
        raise Failed("invalid scope", errno=1001, reason=f"there is no {name!r}: {', '.join(rules.SCOPES)}")
    return rules.SCOPES[name]


def _needs(call: PhoneCall) -> Need:
    scope = _scope(call)
    if rules.is_void(scope, call.moment()):
        return NOTHING
    return behind(call.act.offers[every.ABILITIES], scope.name)


@ability("authorize", plugin=False, of_call=_needs, check=lambda call: _scope(call) and None, source="授权")
def authorize(call: PhoneCall) -> dict[str, Any]:
    """Asks for a scope ahead of the API that needs it; silent where it was decided before."""
    return {}


def _for_plugins(call: PhoneCall) -> None:
    if call.plugin is None:
        raise Absent("authorizeForMiniProgram is for plugins: say which one calls (plugin)")


def _plugin_scope(call: PhoneCall) -> None:
    if _scope(call).name not in rules.FOR_PLUGINS:
        raise Failed("invalid scope", errno=1001, reason=f"plugins may ask for {', '.join(rules.FOR_PLUGINS)} only")


@ability(
    "authorizeForMiniProgram", since="2.14.4", present=_for_plugins, check=_plugin_scope, of_call=_needs, source="授权"
)
def authorize_for_mini_program(call: PhoneCall) -> dict[str, Any]:
    """A plugin asks for a scope of its host: record, writePhotosAlbum, camera."""
    return {}


def auth_setting(call: PhoneCall) -> dict[str, bool]:
    return rules.told(nouns.scopes(call.act.tx, call.person.id, call.account.appid), call.moment())


@ability("getSetting", since="1.2.0", plugin="2.6.3", source="API/开放接口/设置/wx.getSetting")
def get_setting(call: PhoneCall) -> dict[str, Any]:
    """authSetting: only what the mini program has asked for, and what is true for everybody."""
    if call.plugin is None:
        return {"authSetting": auth_setting(call)}
    told: dict[str, Any] = {"authSetting": {}}
    if call.base_library >= (2, 14, 0):
        told["miniprogramAuthSetting"] = auth_setting(call)
    return told


def _open_settings(call: PhoneCall) -> dict[str, Any]:
    asked = auth_setting(call)
    prompt = Prompt(
        kind="openSetting",
        title="设置",
        text="、".join(asked) or "小程序未使用需授权的功能",
        answers=(),
        takes=("*", *(f"{name}?" for name in asked)),
        allow={},
        refuse={},
        wants="the switches that the person flips, by scope, true or false; {} leaves them as they are",
    )
    change_settings(call, call.ask(prompt))
    return {"authSetting": auth_setting(call)}


def change_settings(call: PhoneCall, wanted: dict[str, Any]) -> None:
    """The person flips switches; there are switches only for what was asked."""
    shown, asked = auth_setting(call), nouns.scopes(call.act.tx, call.person.id, call.account.appid)
    for name, granted in wanted.items():
        if name.startswith("scope.") and (name not in shown or not isinstance(granted, bool)):
            known = ", ".join(shown) or "nothing yet"
            raise NotPossible(f"the settings page has no switch {name!r}; the mini program has asked for {known}")
        if name.startswith("scope."):
            nouns.set_scope(call.act.tx, call.person.id, call.account.appid, name, granted)
    _tell_revoked(call, asked)


def _tell_revoked(call: PhoneCall, before: dict[str, bool]) -> None:
    """The developer hears what the person has taken back."""
    act, appid = call.act, call.account.appid
    for number in rules.revoked(before, nouns.scopes(act.tx, call.person.id, appid)):
        openid = identity.meet(act, appid, call.person.id).openid
        outbox.warn(act, call.account, "user_authorization_revoke", openid, RevokeInfo=number)


@ability("openSetting", tap=policy.OPENSETTING_TAP.holds, plugin="2.10.3", absent_on=("windows",), source="设置")
def open_setting(call: PhoneCall) -> dict[str, Any]:
    """The settings page: the person flips switches (``{"scope.record": true}``) and comes back."""
    return _open_settings(call)


@ability("button.openSetting", "button", since="2.0.7", tap=True, says="openSetting", source="组件/表单组件/button")
def open_setting_button(call: PhoneCall) -> dict[str, Any]:
    """The button that opens the settings page."""
    return _open_settings(call)


@ability("changeSettings", "deed")
def change_settings_deed(call: PhoneCall) -> dict[str, Any]:
    """The person opens the settings from the menu and flips switches: options ``{"scope.record": true}``."""
    change_settings(call, call.options)
    return {"authSetting": auth_setting(call)}


ABILITIES = (
    authorize,
    authorize_for_mini_program,
    get_setting,
    open_setting,
    open_setting_button,
    change_settings_deed,
)
