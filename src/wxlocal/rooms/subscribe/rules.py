"""Decisions about subscriptions: pure, the Moment is an argument.

Order: policy.md 4.8; codes: wx.requestSubscribeMessage.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.phone.outcomes import TAP, Failed
from wxlocal.rooms.subscribe import policy
from wxlocal.rooms.subscribe.facts import Facts, Template

WORDS = {
    10001: "TmplIds can't be empty",
    10002: "Request list fail",
    10003: "Request subscribe fail",
    10004: "Invalid template id",
    10005: "Cannot show subscribe message UI",
    20001: "No template data return, verify the template id exist",
    20002: "Templates type must be same",
    20003: "Templates count out of max bounds",
    20004: "The main switch is switched off",
    20005: "This mini program was banned from subscribing messages",
    20013: "Reject DeviceMsg Template",
}
LONG_TERM = ("政务民生", "医疗服务", "交通服务", "金融", "教育")
FIRST_MANY, MORE = 3, 5


def fails(code: int, *, reason: str, rule: Policy = policy.SUBSCRIBE_ERRORS) -> Failed:
    return Failed(WORDS[code], rule=rule, reason=reason, extra={"errCode": code})


def check_gesture(moment: Moment, tapped: bool, paid: bool) -> None:
    """A tap or the callback of a payment, in the same synchronous stack, from base library 2.8.2."""
    if policy.SUBSCRIBE_TAP.holds(moment) and not tapped and not paid:
        raise Failed(TAP, rule=policy.SUBSCRIBE_TAP, reason="neither a tap nor the callback of a payment")


def most(moment: Moment) -> int:
    """How many templates one call may name."""
    first_phone = {"ios": (7, 0, 6), "android": (7, 0, 7)}.get(moment.platform)
    if not policy.SUBSCRIBE_TEMPLATES.holds(moment) or moment.base_library <= (2, 8, 3):
        return 1
    if first_phone is not None and moment.client < first_phone:
        return 1
    return MORE if policy.SUBSCRIBE_TEMPLATES.stage("five").holds(moment) else FIRST_MANY


def check_ids(ids: Any) -> list[str]:
    if ids is None or ids == []:
        raise fails(10001, reason="tmplIds is empty")
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise fails(10004, reason="tmplIds is an array of strings")
    return ids


def chosen(ids: list[str], facts: Facts, moment: Moment) -> list[Template]:
    """The templates that are meant, in the order of the platform's own checks."""
    if len(ids) > most(moment):
        raise fails(
            20003, reason=f"at most {most(moment)} at this time and on this phone", rule=policy.SUBSCRIBE_TEMPLATES
        )
    known = {template.id: template for template in facts.templates}
    found = [known[id] for id in ids if id in known]
    if len(found) < len(ids):
        raise fails(20001, reason=f"the account has no template {', '.join(id for id in ids if id not in known)}")
    if len({template.kind for template in found if template.kind != "device"}) > 1:
        raise fails(20002, reason="one-time and long-term templates do not go together", rule=policy.SUBSCRIBE_LONGTERM)
    if any(template.kind == "device" for template in found):
        raise fails(20013, reason="device messages have their own interface")
    if facts.banned:
        raise fails(20005, reason="facts.subscribe.banned")
    return found


def filtered(templates: list[Template]) -> set[str]:
    """Of templates with one title only the first stays."""
    seen: dict[str, str] = {}
    return {one.id for one in templates if seen.setdefault(one.title, one.id) != one.id}


def keeps(moment: Moment) -> bool:
    """Whether the dialog offers "always keep"."""
    return policy.SUBSCRIBE_ALWAYS.holds(moment)


def check_template(kind: str, categories: tuple[str, ...], moment: Moment) -> None:
    """Long-term templates are for public services (post 22)."""
    if kind != "long":
        return
    if not policy.SUBSCRIBE_LONGTERM.holds(moment):
        raise NotPossible("long-term subscription messages came on 12 October 2019")
    if not any(category.startswith(LONG_TERM) for category in categories):
        raise NotPossible(
            "目前长期性订阅消息仅向政务民生、医疗、交通、金融、教育等线下公共服务开放: "
            "the account has none of these categories"
        )
