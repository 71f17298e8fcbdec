"""The scope stage of every guarded call: asked once, remembered until the mini program is deleted."""

from __future__ import annotations

from wxlocal.core.base.policy import Policy
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.scopes import policy, rules, settings


def check_scopes(call: PhoneCall, need: Need) -> None:
    for name in need.scopes:
        check_scope(call, rules.SCOPES[name])


def check_scope(call: PhoneCall, scope: rules.Scope) -> None:
    act, moment = call.act, call.moment()
    if rules.is_void(scope, moment):
        return
    _check_purpose(call, scope.name)
    state = nouns.scopes(act.tx, call.person.id, call.account.appid).get(scope.name)
    if state is None and rules.popup_offered(scope.name, moment):
        state = _popup(call, scope)
        nouns.set_scope(act.tx, call.person.id, call.account.appid, scope.name, state)
        if not state:
            raise denied(scope, "the person refused; it is remembered until the mini program is deleted")
    if not state:
        raise denied(scope, "refused before: no popup is shown again, the person can change it in openSetting")


def denied(scope: rules.Scope, reason: str) -> Failed:
    rule: Policy = scope.asks_since or policy.SCOPE_PROMPT_ONCE
    return Failed("auth deny", errno=rules.DENIED, rule=rule, reason=reason)


def _check_purpose(call: PhoneCall, name: str) -> None:
    if call.act.setting(settings.REQUIRE_PURPOSE) and rules.lacks_purpose(call.release.config, name, call.moment()):
        raise Failed(
            "require permission desc",
            rule=policy.SCOPE_LOCATION_DESC,
            reason=f"app.json needs permission['{name}'].desc of 1 to 30 characters",
        )


def _popup(call: PhoneCall, scope: rules.Scope) -> bool:
    """One popup; from base library 3.4.2 it may carry the tick of the privacy guide (see the privacy stage)."""
    text = scope.words
    reason = rules.purpose(call.release.config, scope.name)
    if reason:
        text += f"\n{reason}"
    tick = call.consent.take()
    if tick is not None:
        text += f"\n☐ {tick.words}"
    granted = bool(call.ask(Prompt(kind=scope.name, title=f"{call.account.name} 申请", text=text)) == "allow")
    if tick is not None:
        tick.answered(granted)
    return granted
