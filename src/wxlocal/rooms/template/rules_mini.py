"""Decisions about mini programs' template messages, which ended in 2020. Pure.

Source: 小程序模板消息 (templateMessage.send); 小程序模板消息能力调整通知.
"""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY
from wxlocal.core.base.policy import ALWAYS, Moment
from wxlocal.core.world.nouns import Line, VersionKind
from wxlocal.rooms.template import policy, rules
from wxlocal.rooms.template.facts import Template
from wxlocal.rooms.template.store import FormId

LIFE = 7 * DAY
BY_FORM, BY_PAYMENT = 1, 3  # messages for one form that was submitted, for one payment
NO_LONGER = (46101, policy.NO_LONGER_SUPPORTED)
DEPRECATED = "requestFormId:fail deprecated"
OF_TOOLS = "the formId is a mock one"
FIRST_WITHOUT = (2, 10, 0)


def ended(moment: Moment) -> bool:
    """Whether the version that is online (``release``) can send no more; one that was out before the end could for
    three months longer.
    """
    rule = policy.TEMPLATE_MESSAGE_MP_END
    if not rule.holds(moment):
        return False
    begins = rule.begins(moment.timeline)
    older = moment.release is not None and begins != ALWAYS and moment.release < begins
    return not (older and rule.stage("buffer").holds(moment))


def check(moment: Moment) -> None:
    if ended(moment):
        code, words = NO_LONGER
        reason = "template messages of mini programs have ended: send subscription messages (message/subscribe/send)"
        if policy.TEMPLATE_MESSAGE_MP_END.stage("buffer").holds(moment):
            reason += "; only versions that were published before and not since could still send them"
        raise Refused(code, words, rule=policy.TEMPLATE_MESSAGE_MP_END, reason=reason)


def no_form_id(moment: Moment, kind: VersionKind) -> str:
    """What stands in the place of a formId that cannot be had; "" = there is one."""
    if moment.platform == "devtools":
        return OF_TOOLS
    if kind != "release" and moment.base_library >= FIRST_WITHOUT:
        return DEPRECATED
    return DEPRECATED if ended(moment) else ""


def check_form_id(found: FormId | None, appid: str, openid: str, now: int) -> None:
    if found is None or found.appid != appid or found.openid != openid:
        raise Refused(41028, "invalid form id", reason="no form of this person and no payment gave this form_id")
    if now >= found.at + LIFE:
        raise Refused(41028, "invalid form id", reason="a form_id can be used for 7 days")
    if found.uses < 1:
        raise Refused(41029, "form id used count reach limit", reason="a form gives one message, a payment three")


def check_page(page: str, pages: tuple[str, ...]) -> None:
    name = page.removeprefix("/").partition("?")[0]
    if name and name not in pages:
        raise Refused(41030, "invalid page", reason=f"the published version has no page {name[:80]!r}")


def shown(template: Template, data: rules.Data, emphasis: str) -> tuple[Line, ...]:
    """What the person reads; the keyword that is emphasised (``keyword1.DATA``) comes first."""
    lines = [
        (key, Line(name=text.partition("{{")[0].strip().rstrip(":："), value=data[key].text if key in data else ""))
        for text in template.content.split("\n")
        for key in rules.FIELD.findall(text)
    ]
    large = emphasis.removesuffix(".DATA")
    return tuple(line for key, line in sorted(lines, key=lambda one: one[0] != large))
