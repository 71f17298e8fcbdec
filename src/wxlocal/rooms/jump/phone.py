"""wx.navigateToMiniProgram and its kin, <web-view>."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch
from wxlocal.core.phone.outcomes import Absent, Failed, parameter_error
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import environments
from wxlocal.core.world.hooks import HOSTED, REACHING
from wxlocal.core.world.nouns import APP_KINDS, Account, Opened, Release
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.jump import policy, rules
from wxlocal.rooms.jump.facts import Facts

SCENE_FROM_OTHER, SCENE_BACK = 1037, 1038
CANCELLED = "cancel"


def _target(call: PhoneCall) -> Account:
    appid = call.options.get("appId")
    if not isinstance(appid, str):
        raise parameter_error("appId", "String", appid)
    found = nouns.account(call.act.tx, appid)
    if found is None or found.kind not in APP_KINDS:
        raise Failed("invalid appid", reason=f"there is no mini program {appid!r} in this world")
    return found


def _version(call: PhoneCall, target: Account) -> Release:
    """envVersion counts only in develop and trial versions."""
    wanted: Any = call.options.get("envVersion", "release") if call.release.kind != "release" else "release"
    found = nouns.newest_release(call.act.tx, target.appid, wanted, call.act.now)
    if found is None:
        raise Failed("target mini program has no such version", reason=f"{target.name} has no {wanted} version now")
    return found


def _start(call: PhoneCall, target: Account) -> Opened:
    release = _version(call, target)
    path, _, text = call.text("path").removeprefix("/").partition("?")
    query = {name: unquote(value) for name, value in parse_qsl(text, keep_blank_values=True)}
    referrer = {"appId": call.account.appid, "extraData": call.options.get("extraData") or {}}
    return launch(call.act, call.phone, release, path=path, query=query, scene=SCENE_FROM_OTHER, referrer=referrer)


def _check_jump(call: PhoneCall, target: Account) -> None:
    tx, moment = call.act.tx, call.moment()
    mine, theirs = nouns.officials_of(tx, call.account.appid), nouns.officials_of(tx, target.appid)
    rules.check_bound(mine, theirs, moment)
    try:
        rules.check_listed(target.appid, target.name, call.release, moment)
    except Failed:
        call.show("toast", rules.CANNOT_OPEN.format(target.name))
        raise


@ability("navigateToMiniProgram", tap=rules.needs_tap, plugin="2.18.1", source="跳转/wx.navigateToMiniProgram")
def navigate_to_mini_program(call: PhoneCall) -> dict[str, Any]:
    """Opens another mini program once the person has confirmed; jumps out of a <web-view> count as well."""
    target = _target(call)
    _check_jump(call, target)
    if rules.asks(call.moment()):
        prompt = Prompt(kind="navigateToMiniProgram", title="", text=f"即将打开“{target.name}”小程序")
        if call.ask(prompt) == "refuse":
            raise Failed(CANCELLED, rule=policy.NAVIGATE_CONFIRM, reason="the person cancelled")
    _start(call, target)
    return {}


@ability("navigator", "component", since="2.0.7", plugin="2.18.1", source="组件/导航/navigator")
def navigator(call: PhoneCall) -> dict[str, Any]:
    """<navigator target="miniProgram">, tapped: as navigateToMiniProgram. Options app-id, path, extra-data."""
    names = {"app-id": "appId", "extra-data": "extraData", "version": "envVersion", "path": "path"}
    if call.options.get("target") != "miniProgram":
        raise NotPossible("<navigator> to another mini program has target miniProgram; within one use navigateTo")
    options = {names.get(name, name): value for name, value in call.options.items()}
    call.request = msgspec.structs.replace(call.request, options=options)
    return navigate_to_mini_program.handler(call)


@ability("navigateBackMiniProgram", since="1.3.0", source="跳转/wx.navigateBackMiniProgram")
def navigate_back_mini_program(call: PhoneCall) -> dict[str, Any]:
    """Back to the mini program that opened this one."""
    opened = call.opened
    origin = opened.referrer.get("appId") if opened and opened.scene == SCENE_FROM_OTHER else None
    release = nouns.newest_release(call.act.tx, str(origin), "release", call.act.now) if origin else None
    if release is None:
        raise Failed("no referrer", reason="this mini program was not opened by another one")
    nouns.close(call.act.tx, call.phone.id, call.account.appid)
    back = {"appId": call.account.appid, "extraData": call.options.get("extraData") or {}}
    launch(call.act, call.phone, release, scene=SCENE_BACK, referrer=back)
    return {}


def _embedded_there(call: PhoneCall) -> None:
    if not rules.embedded_is_there(call.moment()):
        raise Absent("wx.openEmbeddedMiniProgram did not exist yet", policy.EMBEDDED_MINIPROGRAM)


@ability(
    "openEmbeddedMiniProgram",
    present=_embedded_there,
    tap=lambda moment: moment.base_library >= (2, 28, 1),
    source="打开半屏小程序",
)
def open_embedded_mini_program(call: PhoneCall) -> dict[str, Any]:
    """A half screen of a mini program that has approved this one; otherwise a full jump."""
    target = _target(call)
    facts = call.act.facts(target.appid, Facts)
    if not rules.may_embed(call.account.appid, facts, call.release.config, target.appid, call.moment()):
        return navigate_to_mini_program.handler(call)
    _start(call, target)
    call.show("halfScreen", target.name)
    return {}


def _with_domains(call: PhoneCall, facts: Facts) -> Facts:
    """What was set as business domains, unless the facts of the room say otherwise; nothing set = any."""
    if facts.web_view_domains is not None:
        return facts
    found = [one for lists in call.act.offers.each(REACHING, call.act, call.account.appid)
             for one in lists["webviewdomain"]]  # fmt: skip
    return msgspec.structs.replace(facts, web_view_domains=rules.hosts(found) or None)


@ability("web-view", "component", since="1.6.4", plugin=False, source="组件/开放能力/web-view")
def web_view(call: PhoneCall) -> dict[str, Any]:
    """Whether the page is shown: option src."""
    src = call.options.get("src")
    if not isinstance(src, str) or not src:
        raise NotPossible("<web-view> needs option src")
    subject = nouns.subject(call.act.tx, call.account.subject)
    facts = _with_domains(call, call.act.facts(call.account.appid, Facts))
    moment, own = call.moment(), _own_hosts(call)
    refusal = rules.web_view_refusal(src, facts, subject, moment, own) if subject else "the account has no subject"
    if refusal:
        call.show("page", f"无法打开该页面\n不支持打开 {src}，请在“小程序右上角更多->反馈与投诉”中和开发者反馈。")
        raise Failed("page not allowed", rule=policy.WEB_VIEW, reason=refusal, extra={"src": src})
    return {"src": src}


def _own_hosts(call: PhoneCall) -> list[str]:
    """Where the static sites of the mini program's environments are."""
    act = call.act
    known = environments.of(act.tx, call.account.appid)
    return [host for one in known for hosts in act.offers.each(HOSTED, act, one.id) for host in hosts]


ABILITIES = (navigate_to_mini_program, navigator, navigate_back_mini_program, open_embedded_mini_program, web_view)
