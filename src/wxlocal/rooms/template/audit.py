"""What the template room looks for: messages that are not sent any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.template import policy
from wxlocal.source.project import Project

UNIFORM = re.compile(r"message/wxopen/template/uniform_send")
TEMPLATE = re.compile(r"message/wxopen/template/send\b")
WEAPP, OFFICIAL = re.compile(r"weapp_template_msg|weappTemplateMsg"), re.compile(r"mp_template_msg|mpTemplateMsg")
OF_PROGRAM = re.compile(r"jscode2session|code2[Ss]ession|getWXContext\(\)")
OF_OFFICIAL = re.compile(r"sns/oauth2/access_token|FromUserName|cgi-bin/user/(get|info)")
TO_OFFICIAL = "/cgi-bin/message/template/send, with the official account's own access_token"
CASES = {
    "weapp": "weapp_template_msg: send a subscription message, /cgi-bin/message/subscribe/send",
    "official": f"the openid is the official account's: send it as it is to {TO_OFFICIAL}",
    "program": "the openid is the mini program's: with both accounts bound to one open-platform account, take the "
    f"unionid to the openid in the official account, and send that to {TO_OFFICIAL}; if they are not, bind them first",
    "": f"an openid of the official account goes as it is to {TO_OFFICIAL}; one of the mini program must become the "
    "official account's first, by the unionid of a common open-platform account",
}
INSTEAD = "Send subscription messages: wx.requestSubscribeMessage, then /cgi-bin/message/subscribe/send."
FORM = '<form report-submit="true" bindsubmit="send"><button form-type="submit"/></form>'


def uniform(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("uniformMessage.send"):
        message = f"45109: unified messages are not sent any more; {instead(project, script.path)}"
        yield Hit(script.path, call.line, message)
    for hit in _addresses(project, UNIFORM, ""):
        message = f"uniform_send answers 45109, nothing is sent; {instead(project, hit.path)}"
        yield Hit(hit.path, hit.line, message)


def instead(project: Project, path: str) -> str:
    """Post 3's cases, as far as the file that calls and the rest of the back end tell: whose openid is it?"""
    own = project.text_of(path)
    if WEAPP.search(own) and not OFFICIAL.search(own):
        return CASES["weapp"]
    for text in (own, "\n".join(project.back_texts.values())):
        found = {name for name, pattern in (("program", OF_PROGRAM), ("official", OF_OFFICIAL)) if pattern.search(text)}
        if found:
            return CASES[found.pop() if len(found) == 1 else ""]
    return CASES[""]


def template(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("openapi.templateMessage.send"):
        yield Hit(script.path, call.line, "template messages of mini programs are not sent any more")
    yield from _addresses(project, TEMPLATE, "the interface is closed, nothing is sent")
    for file, tag in project.tags("form"):
        if tag.attributes.get("report-submit", "false") not in ("false", "{{false}}"):
            message = "report-submit gives no formId that could be used"
            yield Hit(file.path, tag.line, message, severity="ignored")
    for script in project.scripts.values():
        for read in script.reads:
            if read.name == "formId" and read.target.endswith("detail"):
                message = "a formId is of no use any more"
                yield Hit(script.path, read.line, message, severity="ignored")


def _addresses(project: Project, pattern: re.Pattern[str], message: str) -> Iterator[Hit]:
    """In back ends, and in the package, where nobody should call it."""
    for path, line in project.back_addresses(pattern):
        yield Hit(path, line, message)
    for script in project.scripts.values():
        yield from (Hit(script.path, line, message) for text, line in script.strings if pattern.search(text))


RULES = (
    Rule(
        id="MSG-801",
        policy=policy.UNIFORM_MESSAGE_REVOKED,
        title="Unified messages are withdrawn",
        tier="certain",
        severity="fails",
        remedy=(
            "For the official account, its own template messages: /cgi-bin/message/template/send with an openid of "
            f"that account, which the unionid leads to. For the mini program: {INSTEAD[0].lower()}{INSTEAD[1:]}"
        ),
        check=uniform,
        violating=example(**{"server/send.php": "<?php $u = '/cgi-bin/message/wxopen/template/uniform_send';"}),
        fixed=example(**{"server/send.php": "<?php $u = '/cgi-bin/message/subscribe/send';"}),
    ),
    Rule(
        id="MSG-802",
        policy=policy.TEMPLATE_MESSAGE_MP_END,
        title="Template messages of mini programs have ended",
        tier="certain",
        severity="fails",
        remedy=INSTEAD,
        check=template,
        violating=example("Page({ send(e) { console.log(e.detail.formId) } })", FORM),
        fixed=example("Page({ send(e) {} })", FORM.replace(' report-submit="true"', "")),
    ),
)
