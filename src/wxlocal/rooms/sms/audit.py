"""What the sms room looks for: cloud SMS that the platform refuses."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.sms import policy
from wxlocal.source.project import Project

SEND = "exports.main = () => cloud.openapi.cloudbase.sendSms({ phoneNumberList: ['%s13800000000'] })"


def no_country(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("cloudbase.sendSms"):
        numbers = call.options.get("phoneNumberList")
        for number in numbers if isinstance(numbers, list) else ():
            if isinstance(number, str) and not number.startswith("+86"):
                yield Hit(script.path, call.line, f"{number[:4]}... has no +86: parameter error")


RULES = (
    Rule(
        id="SMS-931",
        policy=policy.SMS_REAL_USER_ONLY,
        title="Cloud SMS that is refused",
        tier="likely",
        severity="fails",
        remedy="Numbers begin with +86, and the function is called by wx.cloud in a mini program that a person uses.",
        check=no_country,
        violating=example(**{"cloudfunctions/send/index.js": SEND % ""}),
        fixed=example(**{"cloudfunctions/send/index.js": SEND % "+86"}),
    ),
)
