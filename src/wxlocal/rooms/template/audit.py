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
INSTEAD = "Send subscription messages: wx.requestSubscribeMessage, then /cgi-bin/message/subscribe/send."
FORM = '<form report-submit="true" bindsubmit="send"><button form-type="submit"/></form>'


def uniform(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, call in project.back_calls("uniformMessage.send"):
        yield Hit(script.path, call.line, "45109: unified messages are not sent any more")
    yield from _addresses(project, UNIFORM, "uniform_send answers 45109, nothing is sent")


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
        remedy=f"{INSTEAD} For the official account: its own template or subscription messages.",
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
