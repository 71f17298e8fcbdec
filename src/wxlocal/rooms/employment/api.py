"""Messages to people who work for the owner of a mini program. Source: 用工关系/推送用工消息, 解绑用工关系."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import inbox
from wxlocal.core.world.nouns import Relation, SubjectKind, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.employment import rules, store
from wxlocal.rooms.employment.facts import Facts

SCENE = 1014


class Send(msgspec.Struct):
    template_id: str = ""
    page: str = ""
    touser: str = ""
    data: str = ""


class People(msgspec.Struct):
    openid_list: list[str] = []


def subject_kind(act: Act, subject: str) -> SubjectKind:
    found = nouns.subject(act.tx, subject)
    return found.kind if found else "enterprise"


def _person(call: Call, openid: str) -> Relation | None:
    relation = nouns.relation_by_openid(call.act.tx, openid) if openid else None
    return relation if relation is not None and relation.appid == call.account.appid else None


@operation(
    "POST", "/cgi-bin/message/wxopen/employeerelationmsg/send", Send, Answer, name="SendEmployeeRelationMsg",
    need="access", accounts=("mini_program",), source="用工关系/推送用工消息",
    errors=((40097, "invalid args"), (40256, "invalid employee relation"), (40257, "decode touser error"),
            (43104, "this app does not have poermission"), (50001, "user unauthorized")),
)  # fmt: skip
def send(call: Call, request: Send) -> Answer:
    """Sends a message to somebody who is bound as working for the mini program's owner, and takes such messages."""
    act, account = call.act, call.account
    facts = act.facts(account.appid, Facts)
    rules.check_opened(facts, subject_kind(act, account.subject))
    template = next((one for one in facts.templates if one.id == request.template_id), None)
    if template is None or not request.page:
        raise invalid_args("template_id is one of facts.employment.templates, page is required")
    lines = rules.shown(template, rules.decoded(request.data))
    relation = _person(call, request.touser)
    if relation is None:
        raise Refused(40257, "decode touser error", reason="touser is not an openid of the mini program")
    if store.status(act.tx, account.appid, relation.person) != "accept":
        reason = f"{relation.person} has not agreed to wx.bindEmployeeRelation"
        raise Refused(40256, "invalid employee relation", reason=reason)
    if not store.takes(act.tx, account.appid, relation.person, template.id):
        raise Refused(50001, "user unauthorized", reason=f"{relation.person} does not take this template's messages")
    target = Target(appid=account.appid, path=request.page.removeprefix("/"), scene=SCENE)
    body: dict[str, Any] = msgspec.to_builtins(request)
    inbox.put(
        act,
        relation.person,
        "subscribe",
        title=template.title,
        lines=lines,
        target=target,
        body=body,
        appid=account.appid,
    )
    return Answer()


@operation(
    "POST", "/wxa/business/unbinduserb2cauthinfo", People, Answer, name="UnbindUserB2CAuthInfo",
    accounts=("mini_program",), errors=((40003, "invalid openid"), (40097, "invalid args")),
    source="用工关系/解绑用工关系",
)  # fmt: skip
def unbind(call: Call, request: People) -> Answer:
    """Ends the relation with people; they are told."""
    if not request.openid_list:
        raise invalid_args("openid_list names the people")
    for openid in request.openid_list:
        relation = _person(call, openid)
        if relation is None:
            raise invalid_openid(f"{openid[:40]!r} is not an openid of the mini program")
        if store.status(call.act.tx, relation.appid, relation.person) == "accept":
            inbox.put(
                call.act,
                relation.person,
                "system",
                title=f"你与{call.account.name}已解除用工关系绑定",
                appid=relation.appid,
            )
        store.unbind(call.act.tx, relation.appid, relation.person)
    return Answer()


OPERATIONS = (send, unbind)
