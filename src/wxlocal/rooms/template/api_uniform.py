"""uniform_send: one call for a mini program's and an official account's template messages. Post 3.

Source: uniformMessage.send (下发统一消息), as the page was before the end.
"""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_appid, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import Account, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.template import api_mini, api_send, jobs, rules, rules_mini, rules_uniform
from wxlocal.rooms.template.api import OFFICIAL
from wxlocal.rooms.template.facts import Facts

ONLY_INDUSTRIES = "uniform_send takes templates of industries alone; those of categories go by message/template/send"


class OfficialMessage(api_send.Message, frozen=True, kw_only=True):
    appid: str = ""


class UniformSend(msgspec.Struct, frozen=True, kw_only=True):
    touser: str = ""
    weapp_template_msg: api_mini.MiniMessage | None = None
    mp_template_msg: OfficialMessage | None = None


def _official(call: Call, appid: str) -> Account:
    """The official account: of the same subject, and the mini program linked to it."""
    found = nouns.account(call.act.tx, appid.strip())
    if found is None or found.kind not in OFFICIAL:
        raise invalid_appid(f"{appid[:40]!r} is not the AppID of a service account")
    if found.subject != call.account.subject or call.account.appid not in nouns.minis_of(call.act.tx, found.appid):
        raise invalid_appid("the official account has the mini program's subject, and the mini program is linked to it")
    return found


def _in_official(call: Call, official: Account, owner: Relation | None) -> Relation:
    """The person as the official account knows them, by an openid of either account."""
    if owner is None or owner.appid not in (official.appid, call.account.appid):
        raise invalid_openid("touser is an openid of the mini program or of the official account")
    return owner if owner.appid == official.appid else identity.meet(call.act, official.appid, owner.person)


@operation(
    "POST", "/cgi-bin/message/wxopen/template/uniform_send", UniformSend, Answer, name="sendUniformMessage",
    permission_sets=(18,), cloud="uniformMessage.send", source="小程序/下发统一消息; post 3",
    errors=((40003, "invalid openid"), (40013, "invalid appid"), (40037, "invalid template_id"),
            (41028, "invalid form id"), (41029, "form id used count reach limit"), (41030, "invalid page"),
            (43004, "require subscribe"), rules_uniform.ENDED, rules_mini.NO_LONGER),
)  # fmt: skip
def send(call: Call, request: UniformSend) -> Answer:
    """Sends a mini program's template message, or one of an official account; ended on 2023-09-20."""
    act, official = call.act, request.mp_template_msg
    owner = nouns.relation_by_openid(act.tx, request.touser) if request.touser else None
    named = nouns.account(act.tx, official.appid.strip()) if official else None
    rules_uniform.check(call.moment(), owner.appid if owner else None, call.account, named)
    if request.weapp_template_msg is not None:
        api_mini.deliver(call, api_mini.person_of(call, request.touser), request.weapp_template_msg)
    elif official is not None:
        _send_official(call, official, owner)
    else:
        raise Refused(47001, "data format error", reason="give mp_template_msg")
    jobs.used(act, call.account)
    return Answer()


def _send_official(call: Call, message: OfficialMessage, owner: Relation | None) -> None:
    act, official = call.act, _official(call, message.appid)
    relation = _in_official(call, official, owner)
    known = tuple(one for one in act.facts(official.appid, Facts).templates if one.industry)
    template = rules.template_of(known, message.template_id, ONLY_INDUSTRIES)
    target = api_send.checked(act, official, template, message)
    api_send.check_follows(relation)
    api_send.deliver(act, official, relation, template, message, target)


OPERATIONS = (send,)
