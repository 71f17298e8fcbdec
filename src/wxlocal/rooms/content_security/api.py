"""Texts, and how risky a person is. Sources: 文本内容安全识别, security.msgSecCheck-v1, 获取用户安全等级."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import Limits
from wxlocal.rooms.content_security import gates, rules
from wxlocal.rooms.content_security.facts import Facts, PersonFacts
from wxlocal.rooms.content_security.rules import Detail

UNSET = msgspec.UNSET
MINUTE = (44991, "reach max api minute frequence")
VISITOR = (
    (40003, "invalid openid"),
    (43104, "The openid does not match the appid"),
    (61010, "code is expired"),
)
INVALID_SCENE = (40129, "invalid scene")


class CheckText(msgspec.Struct):
    content: str = ""
    version: int = 0
    scene: int = 0
    openid: str = ""
    title: str = ""
    nickname: str = ""
    signature: str = ""


class Result(msgspec.Struct):
    suggest: str
    label: int


class Checked(Answer, kw_only=True):
    """Of version 1 only ``errcode`` and ``errmsg``."""

    result: Result | msgspec.UnsetType = UNSET
    detail: tuple[Detail, ...] | msgspec.UnsetType = UNSET
    trace_id: str | msgspec.UnsetType = UNSET


@operation(
    "POST",
    "/wxa/msg_sec_check",
    CheckText,
    Checked,
    cloud="security.msgSecCheck",
    permission_sets=(18,),
    limits=Limits(per_minute=4_000, per_day=2_000_000),
    too_fast=MINUTE,
    invalid_fields={"scene": INVALID_SCENE},
    errors=(
        *VISITOR,
        INVALID_SCENE,
        (43002, "require POST method"),
        (44002, "empty post data"),
        MINUTE,
        (45002, "content size out of limit"),
        (47001, "data format error"),
        (87014, "risky content"),
    ),
    source="小程序安全/文本内容安全识别",
)
def msg_sec_check(call: Call, request: CheckText) -> Checked:
    """Looks for risky content in a text: version 2 tells a suggestion and a label, version 1 only whether."""
    act, words = call.act, call.act.facts(call.account.appid, Facts).words
    if rules.version_of(request.version, call.moment()) == 1:
        rules.check_text_v1(request.content)
        verdict = rules.judge_text_v1(request.content, words)
        if verdict.suggest == "risky":
            raise rules.risky(verdict)
        return Checked()
    rules.check_text(request.content)
    rules.check_scene(request.scene)
    gates.check_visitor(act, call.account.appid, request.openid)
    signature = request.signature if request.scene == 1 else ""
    text = "\n".join((request.content, request.title, request.nickname, signature))
    judged = rules.judge_text(text, words)
    return Checked(
        result=Result(judged.result.suggest, judged.result.label),
        detail=judged.detail,
        trace_id=rules.trace(act.now, act.ids.hex(8), act.ids.hex(8)),
    )


class AskRank(msgspec.Struct):
    appid: str = ""
    openid: str = ""
    scene: int = -1
    client_ip: str = ""
    mobile_no: str = ""
    email_address: str = ""
    extended_info: str = ""
    is_test: bool = False


class Ranked(Answer, kw_only=True):
    """``unoin_id`` is the platform's own spelling."""

    risk_rank: int
    unoin_id: int


@operation(
    "POST",
    "/wxa/getuserriskrank",
    AskRank,
    Ranked,
    name="getUserRiskRank",
    cloud="riskControl.getUserRiskRank",
    invalid_fields={"scene": INVALID_SCENE},
    errors=(
        *VISITOR,
        INVALID_SCENE,
        (43002, "require POST method"),
        (44002, "empty post data"),
        (47001, "data format error"),
        (61080, "the service of getuserriskrank is unavailable now"),
        (61081, "get riskrank too frequently"),
        (9410009, "the quota is not enough;please apply again!"),
    ),
    source="小程序安全/获取用户安全等级",
)
def get_user_risk_rank(call: Call, request: AskRank) -> Ranked:
    """How risky a person is, from 0 to 4."""
    act, appid = call.act, call.account.appid
    for field in ("appid", "openid", "client_ip"):
        if not getattr(request, field):
            raise Refused(47001, "data format error", reason=f"{field} is missing")
    if request.appid != appid:
        raise Refused(43104, "The openid does not match the appid", reason=f"appid is {appid}, the caller's own")
    rules.check_scene(request.scene, rules.RISK_SCENES)
    person = gates.check_visitor(act, appid, request.openid)
    facts = act.facts(appid, Facts)
    if request.is_test and facts.risk_quota is not None:
        if facts.risk_quota == 0:
            raise Refused(9410009, "the quota is not enough;please apply again!", reason="no test calls are left")
        act.set_facts(appid, msgspec.structs.replace(facts, risk_quota=facts.risk_quota - 1))
    rank = act.person_facts(person.id, PersonFacts).risk_rank
    if rank is None:
        rank = 4 if person.high_risk else 0
    return Ranked(errmsg="getuserriskrank succ", risk_rank=rank, unoin_id=act.ids.below(1 << 31))


OPERATIONS = (msg_sec_check, get_user_risk_rank)
