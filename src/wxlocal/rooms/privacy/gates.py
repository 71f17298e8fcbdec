"""The privacy stage of every guarded call: banned, undeclared, consent by the mini program's own way or the popup."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.call import PhoneCall, Tick
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.rooms.privacy import policy, rules, settings, store
from wxlocal.rooms.privacy.facts import Facts, Listening

ROOM = "privacy"
AGREE = "agreePrivacyAuthorization"
EVENTS = ("exposureAuthorization", "agree", "disagree")


def facts_of(call: PhoneCall) -> Facts:
    return call.act.facts(call.account.appid, Facts)


def contract(call: PhoneCall) -> str:
    return f"《{call.account.name}小程序隐私保护指引》"


def consent_of(call: PhoneCall) -> store.Consent:
    return store.consent(call.act.tx, call.person.id, call.account.appid)


def write(call: PhoneCall, **changes: Any) -> None:
    new = msgspec.structs.replace(consent_of(call), **changes)
    store.set_consent(call.act.tx, call.person.id, call.account.appid, new)


def agree(call: PhoneCall) -> None:
    """The person agrees to all that the guide declares now."""
    kinds = rules.in_force(facts_of(call), call.act.now)
    write(call, kinds=consent_of(call).kinds | kinds, agreed_at=call.act.now)


def tap_agree(call: PhoneCall) -> None:
    """The person taps a button with open-type agreePrivacyAuthorization."""
    agree(call)
    button = call.options.get("id")
    if isinstance(button, str):
        store.tap_button(call.act.tx, call.person.id, call.account.appid, button, call.act.now)


def check_privacy(call: PhoneCall, need: Need) -> None:
    if not need.privacy or not rules.active(call.moment(), call.release.config):
        return
    moment, facts = call.moment(), facts_of(call)
    if need.degrades and not rules.declares(facts, need.privacy, moment.now):
        call.consent.less = True
        return
    rules.check_declared(facts, need.privacy, moment, bool(call.act.setting(settings.OTHER_NUMBERS)))
    if AGREE in call.also and call.tapped:
        tap_agree(call)
    if not rules.lacking(need.privacy, consent_of(call).kinds):
        return
    if need.degrades:
        call.consent.less = rules.degrades(moment, call.release.config)
    elif call.kept(Listening).listening:
        _by_the_mini_program(call)
    elif not rules.popup_offered(moment, call.release.config):
        raise refused(call, "nobody answered: the mini program registers no onNeedPrivacyAuthorization")
    elif rules.silenced(consent_of(call).refused_at, moment.now):
        raise refused(call, "the person refused less than ten seconds ago: no popup is shown")
    elif need.scopes and rules.coupled(moment):
        call.consent.leave(Tick("我已阅读并同意《小程序用户隐私保护指引》", _tick(call)))
    else:
        by_popup(call)


def refused(call: PhoneCall, reason: str) -> Failed:
    grown = consent_of(call).agreed_at is not None
    return Failed(
        rules.NOT_AUTHORIZED,
        errno=rules.errno(rules.ERRNO_NOT_AUTHORIZED, bool(call.act.setting(settings.OTHER_NUMBERS))),
        rule=policy.PRIVACY_CONSENT_SCOPE if grown else policy.PRIVACY_AUTHORIZATION,
        reason=reason,
    )


def late_privacy(call: PhoneCall, need: Need) -> None:
    """No scope popup came that could have carried the tick: the guide is asked for on its own."""
    if call.consent.take() is not None:
        by_popup(call)


def _tick(call: PhoneCall) -> Any:
    def ticked(granted: bool) -> None:
        if granted:
            agree(call)
        else:
            write(call, refused_at=call.act.now)

    return ticked


def by_popup(call: PhoneCall) -> None:
    text = f"在使用当前小程序服务之前，请仔细阅读{contract(call)}。如你同意{contract(call)}，请点击“同意”开始使用。"
    if call.ask(Prompt(kind="privacy", title="用户隐私保护提示", text=text)) == "allow":
        agree(call)
        return
    write(call, refused_at=call.act.now)
    raise refused(call, "the person refused the official popup")


def _by_the_mini_program(call: PhoneCall) -> None:
    """The call is pending; the listener's resolve is told what the person did."""
    kind = call.wanted.kind
    referrer = call.wanted.spoken if kind == "wx" else f"{kind}.{call.wanted.spoken}"
    prompt = Prompt(
        kind="needPrivacyAuthorization",
        answers=EVENTS,
        takes=("event", "buttonId?"),
        allow=None,
        refuse=None,
        wants="what resolve is called with; agree with the id of an agree button that the person has tapped",
        by="code",
        detail={"referrer": referrer},
    )
    event, button = _resolved(call, prompt)
    while event == "exposureAuthorization":
        write(call, exposed_at=call.act.now)
        event, button = _resolved(call, prompt)
    if event == "disagree":
        write(call, refused_at=call.act.now)
        raise refused(call, "the mini program resolved with disagree")
    if event != "agree" or not store.was_tapped(call.act.tx, call.person.id, call.account.appid, button):
        raise call.still_asked(prompt)
    agree(call)


def _resolved(call: PhoneCall, prompt: Prompt) -> tuple[str, str]:
    """The event and the button's id that resolve is called with."""
    answer = call.ask(prompt)
    told = {"event": answer} if isinstance(answer, str) else answer
    if told["event"] not in EVENTS:
        raise NotPossible(f"resolve takes event: {', '.join(EVENTS)}, not {told['event']!r}")
    return told["event"], str(told.get("buttonId"))
