"""wx.getUserInfo and its button, wx.getUserProfile."""

from __future__ import annotations

from hashlib import sha1
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone import ability as every
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.opening import plugin_of
from wxlocal.core.phone.outcomes import Absent, Failed, parameter_error
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import identity, tokens
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.tokens import Session
from wxlocal.rooms.profile import policy, rules, settings, store

SCOPE = "scope.userInfo"
USER_INFO = Need(privacy=("UserInfo",))


def live_session(call: PhoneCall, appid: str) -> Session | None:
    session = tokens.session(call.act.tx, appid, call.person.id)
    return session if session is not None and call.act.now < session.expires_at else None


def told(call: PhoneCall, info: dict[str, Any], session: Session | None, ids: dict[str, str]) -> dict[str, Any]:
    """userInfo and rawData; signature, encryptedData and iv where a session lives."""
    raw = rules.raw(info)
    result: dict[str, Any] = {"userInfo": info, "rawData": raw}
    if session is not None:
        result["signature"] = sha1(f"{raw}{session.session_key}".encode()).hexdigest()
        result |= tokens.encrypt(call.act, session, {**ids, **info})
    return result


def ids_of(call: PhoneCall, account: Account) -> dict[str, str]:
    key, platform = call.act.world.key, account.open_platform
    ids = {"openId": identity.meet(call.act, account.appid, call.person.id).openid}
    return {**ids, "unionId": identity.unionid(key, platform, call.person.id)} if platform else ids


def _check_lang(call: PhoneCall) -> None:
    lang = call.options.get("lang", "en")
    if not isinstance(lang, str):
        raise parameter_error("lang", "String", lang)


def _scope(call: PhoneCall) -> bool | None:
    return nouns.scopes(call.act.tx, call.person.id, call.account.appid).get(SCOPE)


def _set_scope(call: PhoneCall, granted: bool) -> None:
    """What the person has answered stays answered, also where credentials then fail the call."""
    nouns.set_scope(call.act.tx, call.person.id, call.account.appid, SCOPE, granted)
    call.settle()


def _popup(call: PhoneCall, words: str = "获得你的公开信息（昵称、头像等）") -> bool:
    return bool(call.ask(Prompt(kind=SCOPE, title=f"{call.account.name} 申请", text=words)) == "allow")


def _answer(call: PhoneCall, info: dict[str, Any]) -> dict[str, Any]:
    """With credentials a login must be alive; without a word the sensitive part comes where it can."""
    wanted = call.options.get("withCredentials")
    session = live_session(call, call.account.appid)
    if wanted is True and session is None:
        raise Failed("must login first", reason="withCredentials needs a wx.login whose session lives")
    return told(call, info, None if wanted is False else session, ids_of(call, call.account))


def _real(call: PhoneCall) -> dict[str, Any]:
    return rules.real(call.act.world.key, call.person, call.moment())


@ability("getUserInfo", plugin="2.3.1", check=_check_lang, needs=USER_INFO, source="用户信息/wx.getUserInfo")
def get_user_info(call: PhoneCall) -> dict[str, Any]:
    """The person, by the rules of the version's day: asked, granted before, or anonymous."""
    if call.plugin is not None:
        return _plugin_info(call)
    moment, kind = call.moment(), call.release.kind
    if rules.is_anonymous(moment):
        return _answer(call, dict(rules.ANONYMOUS))
    if _scope(call) is True:
        return _answer(call, _real(call))
    silent = call.act.setting(settings.SILENT_WITHOUT_CREDENTIALS)
    if silent and rules.shows_without_asking(call.options.get("withCredentials"), moment, kind):
        return _answer(call, _real(call))
    if not rules.api_asks(moment, kind):
        raise Failed(
            "scope unauthorized",
            rule=policy.GETUSERINFO_API_POPUP,
            reason="the API opens no popup any more: the person grants it by a button with open-type getUserInfo",
        )
    if _scope(call) is None and _popup(call):
        _set_scope(call, True)
        return _answer(call, _real(call))
    _set_scope(call, False)
    raise Failed("auth deny", rule=policy.GETUSERINFO_API_POPUP, reason="refused; the API asks only once")


def _plugin_info(call: PhoneCall) -> dict[str, Any]:
    """In plugins: after the functional page, or where plugin and host have the same owner."""
    plugin = nouns.account(call.act.tx, call.plugin.appid) if call.plugin else None
    if plugin is None:
        raise NotPossible("say which plugin calls: its AppID")
    granted = store.trusts(call.act.tx, call.person.id, call.account.appid, plugin.appid)
    same = call.account.open_platform is not None and call.account.open_platform == plugin.open_platform
    if not granted and not (same and plugin.subject == call.account.subject):
        raise Failed("scope unauthorized", reason="the person has not agreed on the user-information functional page")
    info = dict(rules.ANONYMOUS) if rules.plugin_revoked(call.moment()) else _real(call)
    session = None if call.options.get("withCredentials") is False else live_session(call, plugin.appid)
    return told(call, info, session, ids_of(call, plugin))


@ability(
    "button.getUserInfo",
    "button",
    since="1.3.0",
    says="getUserInfo",
    plugin=False,
    tap=True,
    check=_check_lang,
    needs=USER_INFO,
    source="组件/表单组件/button",
)
def get_user_info_button(call: PhoneCall) -> dict[str, Any]:
    """The button: asks at every tap until it is granted; anonymous in versions released from 2021-04-29."""
    moment = call.moment()
    if rules.is_anonymous(moment) and not rules.tool_leaks(moment):
        return _answer(call, dict(rules.ANONYMOUS))
    if _scope(call) is not True:
        _set_scope(call, _popup(call))
    if not _scope(call):
        words = "the person refused; the next tap asks again"
        raise Failed("auth deny", rule=policy.GETUSERINFO_BUTTON, reason=words)
    return _answer(call, _real(call))


def _check_desc(call: PhoneCall) -> None:
    _check_lang(call)
    desc = call.options.get("desc")
    if not isinstance(desc, str):
        raise parameter_error("desc", "String", desc)
    if not 1 <= len(desc) <= rules.LONGEST_DESC:
        raise Failed(
            "desc length does not meet the requirements",
            rule=policy.GETUSERPROFILE,
            reason=f"desc has {len(desc)} characters; 1 to {rules.LONGEST_DESC} are allowed",
        )


def _on_this_platform(call: PhoneCall) -> None:
    if not rules.has_profile(call.moment()):
        raise Absent("on phones it needs client 7.0.9 (post 17)", policy.GETUSERPROFILE)
    if not rules.profile_on_desktop(call.moment(), call.act.setting(settings.DESKTOP_SINCE)):
        raise Absent(f"WeChat for {call.phone.platform} has no getUserProfile", policy.GETUSERPROFILE)


@ability(
    "getUserProfile",
    plugin=False,
    tap=True,
    present=_on_this_platform,
    check=_check_desc,
    needs=USER_INFO,
    source="用户信息/wx.getUserProfile",
)
def get_user_profile(call: PhoneCall) -> dict[str, Any]:
    """Asks at every call and shows desc; grey in versions released from 2022-11-09. Never tells openId or unionId."""
    moment = call.moment()
    revoked = rules.profile_revoked(moment, call.release.kind)
    if not revoked or call.act.setting(settings.REVOKED_ASKS):
        text = f"获取你的昵称、头像、地区及性别\n{call.options['desc']}"
        if call.ask(Prompt(kind="getUserProfile", title=f"{call.account.name} 申请", text=text)) == "refuse":
            raise Failed("auth deny", rule=policy.GETUSERPROFILE, reason="the person refused; the next call asks again")
    info = dict(rules.ANONYMOUS) if revoked else _real(call)
    session = live_session(call, call.account.appid) if rules.profile_is_new_enough(moment) else None
    return told(call, info, session, {})


@ability("loginAndGetUserInfo", "deed", source="插件/用户信息功能页")
def functional_page(call: PhoneCall) -> dict[str, Any]:
    """A plugin's functional page: options plugin, withCredentials. Who agrees gives code and userInfo."""
    plugin = nouns.account(call.act.tx, str(call.options.get("plugin")))
    if plugin is None or plugin.kind != "plugin":
        raise Failed("插件不存在", reason="option plugin is the AppID of a plugin")
    agreed = call.ask(Prompt(kind="functionalPage", title=f"{plugin.name} 申请", text="获得你的公开信息")) == "allow"
    store.trust(call.act.tx, call.person.id, call.account.appid, plugin.appid, agreed)
    if not agreed:
        return {"agreed": False}
    call.plugin = plugin_of(call.act, plugin.appid, call.release)
    login = call.act.offers[every.ABILITIES]["login"].handler(call)
    return {"agreed": True, **login, **_plugin_info(call)}


def _in_a_game(call: PhoneCall) -> None:
    if call.account.kind != "mini_game":
        raise Absent("wx.createUserInfoButton is for mini games; mini programs have a button of open-type getUserInfo")


def _check_button(call: PhoneCall) -> None:
    _check_lang(call)
    for name, kind, words in (("type", str, "String"), ("style", dict, "Object")):
        if not isinstance(call.options.get(name), kind):
            raise parameter_error(name, words, call.options.get(name))


@ability(
    "createUserInfoButton",
    since="2.0.1",
    plain=True,
    plugin=False,
    present=_in_a_game,
    check=_check_button,
    source="小游戏/wx.createUserInfoButton",
)
def create_user_info_button(call: PhoneCall) -> dict[str, Any]:
    """A mini game draws the button: options type (text or image), style. A tap on it is UserInfoButton.onTap."""
    return {"button": True}


@ability(
    "UserInfoButton.onTap",
    "button",
    since="2.0.1",
    says="getUserInfo",
    plugin=False,
    tap=True,
    present=_in_a_game,
    check=_check_lang,
    needs=USER_INFO,
    source="小游戏/UserInfoButton.onTap",
)
def tap_user_info_button(call: PhoneCall) -> dict[str, Any]:
    """The person taps a mini game's button: asked until it is granted. withCredentials is true if absent."""
    options = {"withCredentials": True, **call.options}
    call.request = msgspec.structs.replace(call.request, options=options)
    return get_user_info_button.handler(call)


ABILITIES = (
    get_user_info,
    get_user_info_button,
    get_user_profile,
    functional_page,
    create_user_info_button,
    tap_user_info_button,
)
