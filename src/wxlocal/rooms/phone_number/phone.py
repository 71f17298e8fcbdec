"""The buttons that ask for a phone number, and what the person does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import tokens
from wxlocal.core.world.nouns import Subject
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.phone_number import policy, rules, settings
from wxlocal.rooms.phone_number.facts import Facts, Standing

ROOM = "phone_number"
DENIED = "user deny"
NOT_VERIFIED = (
    "Error: The mobile phone user bound needs to be verified. Please complete the SMS verification step on the client"
)


def _subject(call: PhoneCall) -> Subject:
    subject = nouns.subject(call.act.tx, call.account.subject)
    if subject is None:
        raise NotPossible(f"account {call.account.appid} has no subject")
    return subject


def _sms_step(call: PhoneCall) -> None:
    """The person types the six digits that a text message brought."""
    turn = str(call.person.phone_verified_at)
    digits = f"{int.from_bytes(derive(call.act.world.key, 'sms', call.person.id, turn, size=4), 'big') % 10**6:06d}"
    text = f"【微信】{digits} 是你的验证码。" if call.person.phone_number else ""
    prompt = Prompt(
        kind="smsCode",
        title="验证手机号",
        text=text,
        answers=(),
        typed=True,
        allow=None,
        refuse="",
        wants="typing: the six digits of the text message",
    )
    if call.ask(prompt) != digits:
        raise Failed(NOT_VERIFIED, rule=policy.PHONE_SMS_REVERIFY, reason="the typed code is wrong, or none was typed")
    nouns.change(call.act.tx, call.person, phone_verified_at=call.act.now)
    call.settle()


def _eligible(call: PhoneCall) -> None:
    """What comes before the privacy stage: eligibility, then the package."""
    account, subject = call.account, _subject(call)
    rules.check_account(account, subject, str(call.act.setting(settings.OVERSEAS)))
    facts = call.act.facts(account.appid, Facts)
    if rules.charged(account, subject, facts, call.moment()):
        silent = call.options.get("phone-number-no-quota-toast") is False and call.base_library >= (3, 0, 1)
        if facts.calls_left <= 0 and not silent:
            call.show("halfSheet", rules.NO_QUOTA_WORDS)
        rules.check_package(facts)


def _agreed(call: PhoneCall, *, sms: bool) -> dict[str, str]:
    """The number, after the person's word and the SMS step; the account pays."""
    act, account, moment = call.act, call.account, call.moment()
    facts = act.facts(account.appid, Facts)
    costs = rules.charged(account, _subject(call), facts, moment)
    standing = act.person_facts(call.person.id, Standing)
    if standing.blocked:
        raise Failed("user getPhoneNumber is blocked", errno=1421102, reason="facts.phone_number.blocked of the person")
    if call.person.phone_number is None:
        raise Failed(DENIED, reason="the person has no phone number bound to WeChat")
    words = ("allow", "refuse", *standing.numbers)
    answer = call.ask(Prompt(kind="getPhoneNumber", title=account.name, text="申请获取并验证你的手机号", answers=words))
    if answer == "refuse":
        raise Failed(DENIED, reason="the person refused")
    if sms or rules.must_verify(call.person, moment, act.setting(settings.REVERIFY_AFTER)):
        _sms_step(call)
    if costs:
        price = rules.REALTIME_FEN if sms else rules.QUICK_FEN
        left, charged = facts.calls_left - 1, facts.charged_fen + price
        act.set_facts(account.appid, msgspec.structs.replace(facts, calls_left=left, charged_fen=charged))
    return rules.told(call.person, answer if answer in standing.numbers else None)


class Shared(TypedDict):
    """What both buttons have in common."""

    tap: bool
    plugin: bool
    check: Callable[[PhoneCall], None]
    needs: Need


BUTTON: Shared = {
    "tap": True,
    "plugin": False,
    "check": _eligible,
    "needs": Need(privacy=("PhoneNumber",)),
}


@ability("getPhoneNumber", "button", since="1.2.0", **BUTTON, source="手机号快速验证组件")
def get_phone_number(call: PhoneCall) -> dict[str, Any]:
    """The button: encryptedData and iv where a session lives, and from base library 2.21.2 a code."""
    act, account = call.act, call.account
    number = _agreed(call, sms=False)
    result: dict[str, Any] = {}
    session = tokens.session(act.tx, account.appid, call.person.id)
    if session is not None and act.now < session.expires_at:
        result |= tokens.encrypt(act, session, number)
    if policy.PHONE_CODE.holds(call.moment()):
        result["code"] = tokens.issue_code(act, "phone", account.appid, call.person.id, number)
    elif not result:
        raise Failed("no login", rule=policy.PHONE_ENCRYPTED, reason="wx.login first: the session key encrypts")
    return result


@ability("getRealtimePhoneNumber", "button", since="2.24.4", **BUTTON, source="手机号实时验证组件")
def get_realtime_phone_number(call: PhoneCall) -> dict[str, Any]:
    """The button that verifies by SMS each time: a code only."""
    number = _agreed(call, sms=True)
    return {"code": tokens.issue_code(call.act, "phone", call.account.appid, call.person.id, number)}


ABILITIES = (get_phone_number, get_realtime_phone_number)
