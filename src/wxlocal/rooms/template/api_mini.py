"""Template messages of mini programs, until their end. Source: templateMessage.send."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import inbox
from wxlocal.core.world.nouns import Relation, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.template import rules, rules_mini, store
from wxlocal.rooms.template.facts import Facts

SCENE = 1014
A_DAY = 1_000_000


class MiniMessage(msgspec.Struct, frozen=True, kw_only=True):
    template_id: str = ""
    page: str = ""
    form_id: str = ""
    data: dict[str, rules.Value] = {}
    emphasis_keyword: str = ""


class MiniSend(MiniMessage, frozen=True, kw_only=True):
    touser: str = ""


def person_of(call: Call, openid: str) -> Relation:
    relation = nouns.relation_by_openid(call.act.tx, openid) if openid else None
    if relation is None or relation.appid != call.account.appid:
        raise invalid_openid(f"{openid[:40]!r} is not an openid of {call.account.appid}")
    return relation


def deliver(call: Call, relation: Relation, message: MiniMessage) -> None:
    """Checks the message and puts it among the person's service notices."""
    act, appid = call.act, call.account.appid
    rules_mini.check(call.moment())
    template = rules.template_of(act.facts(appid, Facts).templates, message.template_id)
    online = call.online()
    rules_mini.check_page(message.page, online.pages if online else ())
    rules_mini.check_form_id(store.form_id(act.tx, message.form_id), appid, relation.openid, act.now)
    store.use_form_id(act.tx, message.form_id)
    target = Target(appid=appid, path=message.page.removeprefix("/"), scene=SCENE) if message.page else None
    lines = rules_mini.shown(template, message.data, message.emphasis_keyword)
    body: dict[str, Any] = {**msgspec.to_builtins(message), "touser": relation.openid}
    inbox.put(
        act, relation.person, "template", title=template.title, lines=lines, target=target, body=body, appid=appid
    )


@operation(
    "POST", "/cgi-bin/message/wxopen/template/send", MiniSend, Answer, name="sendWxopenTemplateMessage",
    permission_sets=(18,), limits=Limits(per_day=A_DAY), cloud="templateMessage.send",
    source="api-backend/open-api/template-message/templateMessage.send",
    errors=((40003, "invalid openid"), (40037, "invalid template_id"), (41028, "invalid form id"),
            (41029, "form id used count reach limit"), (41030, "invalid page"), rules_mini.NO_LONGER),
)  # fmt: skip
def send(call: Call, request: MiniSend) -> Answer:
    """Sends a template message of a mini program for a form that the person submitted, or a payment; ended in 2020."""
    rules_mini.check(call.moment())
    deliver(call, person_of(call, request.touser), request)
    return Answer()


OPERATIONS = (send,)
