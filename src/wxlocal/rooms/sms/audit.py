"""What the sms room looks for: cloud SMS that the platform refuses."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.sms import policy, rules, settings
from wxlocal.source.project import Project

SEND = "exports.main = () => cloud.openapi.cloudbase.sendSms({ phoneNumberList: ['%s13800000000'] })"


def no_country(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("cloudbase.sendSms"):
        numbers = call.options.get("phoneNumberList")
        for number in numbers if isinstance(numbers, list) else ():
            if isinstance(number, str) and not number.startswith("+86"):
                yield Hit(script.path, call.line, f"{number[:4]}... has no +86: parameter error")


def bad_content(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("cloudbase.sendSms"):
        content = call.options.get("content")
        if not isinstance(content, str):
            continue
        try:
            rules.check_content(content, int(settings.LONGEST_CONTENT.default))
        except Refused as refused:
            yield Hit(script.path, call.line, f"content is refused with {refused.code}: {refused.reason}")


def bad_path(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("cloudbase.sendSms"):
        path = call.options.get("path")
        if not isinstance(path, str):
            continue
        try:
            rules.check_path(path)
        except Refused as refused:
            yield Hit(script.path, call.line, f"path {path[:40]!r} is refused with {refused.code}")


def _content(text: str) -> str:
    return f"exports.main = () => cloud.openapi.cloudbase.sendSms({{ content: '{text}' }})"


def _path(text: str) -> str:
    return f"exports.main = () => cloud.openapi.cloudbase.sendSms({{ path: '{text}' }})"


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
    Rule(
        id="SMS-932",
        policy=policy.SMS_BILLING,
        title="A text that no message may have",
        tier="certain",
        severity="fails",
        remedy="1 to 30 characters, no 【】, no special symbols, and none of the topics that the guide lists.",
        check=bad_content,
        violating=example(**{"cloudfunctions/send/index.js": _content("【上新】")}),
        fixed=example(**{"cloudfunctions/send/index.js": _content("能力上新")}),
    ),
    Rule(
        id="SMS-933",
        policy=policy.SMS_ELIGIBILITY,
        title="A page that is not one of the environment's site",
        tier="certain",
        severity="fails",
        remedy="path is the page in the environment's static hosting, without its domain: /index.html.",
        check=bad_path,
        violating=example(**{"cloudfunctions/send/index.js": _path("https://a.example/index.html")}),
        fixed=example(**{"cloudfunctions/send/index.js": _path("/index.html")}),
    ),
)
