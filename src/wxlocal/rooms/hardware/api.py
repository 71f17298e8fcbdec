"""Tickets of devices and their messages. Source: 硬件设备/获取设备票据, 发送设备消息."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import inbox
from wxlocal.core.world.nouns import Relation, Target, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.hardware import rules, store
from wxlocal.rooms.hardware.facts import Facts

SCENE = 1014
A_DAY = 10_000_000
KINDS: dict[str, VersionKind] = {"developer": "develop", "trial": "trial", "formal": "release"}


class Device(msgspec.Struct):
    sn: str = ""
    model_id: str = ""


class TicketAnswer(Answer, kw_only=True):
    sn_ticket: str


class Send(msgspec.Struct):
    to_openid_list: list[str] = []
    template_id: str = ""
    sn: str = ""
    modelId: str = ""
    page: str = ""
    miniprogram_state: str = "formal"
    lang: str = "zh_CN"
    data: dict[str, rules.Value] = {}


@operation(
    "POST", "/wxa/getsnticket", Device, TicketAnswer, name="getSnTicket", permission_sets=(118,),
    cloud="device.getSnTicket", source="硬件设备/获取设备票据",
    errors=((9800001, "sn长度不能超过128字节"), (9800002, "sn包含非法字符，请参考文档"),
            (9800003, "model_id检查不通过")),
)  # fmt: skip
def get_sn_ticket(call: Call, request: Device) -> TicketAnswer:
    """A ticket for a device, with which its messages can be subscribed to for five minutes."""
    act, appid = call.act, call.account.appid
    rules.check_device(request.sn, request.model_id, act.facts(appid, Facts))
    new = rules.Ticket(act.ids.urlsafe(64), appid, request.sn, request.model_id, act.now)
    store.add_ticket(act.tx, new)
    return TicketAnswer(sn_ticket=new.ticket)


@operation(
    "POST", "/cgi-bin/message/device/subscribe/send", Send, Answer, name="sendHardwareDeviceMessage",
    permission_sets=(118,), limits=Limits(per_day=A_DAY), source="硬件设备/发送设备消息",
    errors=((40003, "invalid openid"), (40037, "invalid template_id"), (41030, "invalid page"),
            (43101, "user refuse to accept the msg"), (47003, "argument invalid!")),
)  # fmt: skip
def send(call: Call, request: Send) -> Answer:
    """Sends a device's message to all the people named, who have subscribed to it; to nobody if one has not."""
    act, appid = call.act, call.account.appid
    facts = act.facts(appid, Facts)
    template = rules.template_of(facts, request.template_id)
    kind = KINDS.get(request.miniprogram_state)
    if kind is None or not request.to_openid_list:
        raise data_format_error("to_openid_list names people, miniprogram_state is developer, trial or formal")
    version = nouns.newest_release(act.tx, appid, kind, act.now)
    rules.check_page(request.page, version.pages if version else ())
    lines = rules.shown(template, request.data)
    people = [_subscriber(call, openid, request) for openid in dict.fromkeys(request.to_openid_list)]
    target = Target(appid=appid, path=request.page.removeprefix("/"), version=kind, scene=SCENE)
    body: dict[str, Any] = msgspec.to_builtins(request)
    for relation in people:
        inbox.put(
            act,
            relation.person,
            "subscribe",
            title=template.title,
            lines=lines,
            target=target if request.page else None,
            body={**body, "to_openid_list": [relation.openid]},
            appid=appid,
        )
    return Answer()


def _subscriber(call: Call, openid: str, request: Send) -> Relation:
    tx, appid = call.act.tx, call.account.appid
    relation = nouns.relation_by_openid(tx, openid)
    if relation is None or relation.appid != appid:
        raise invalid_openid(f"{openid[:40]!r} is not an openid of the mini program")
    if not store.subscribed(tx, appid, relation.person, request.template_id, request.sn):
        reason = f"{relation.person} has not subscribed to this template for device {request.sn[:40]!r}"
        raise Refused(43101, "user refuse to accept the msg", reason=reason)
    return relation


OPERATIONS = (get_sn_ticket, send)
