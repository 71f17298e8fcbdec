"""Applying for location interfaces: apply_privacy_interface, get_privacy_interface. Source: oplatform 隐私接口."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import jobs, outbox
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.location import policy, rules, settings, store
from wxlocal.rooms.location.facts import INTERFACES, Facts

WAITING, APPLYING, REJECTED, OPEN = 1, 3, 4, 5
NO_RIGHT = 2
TOLD_REFUSED, TOLD_PASSED = "2", "3"  # of wxa_privacy_apply, other numbers than the interface's; public reports of 2022
CHINESE = {
    "getFuzzyLocation": "获取模糊地理位置",
    "getLocation": "获取当前的地理位置、速度",
    "onLocationChange": "监听实时地理位置变化事件",
    "startLocationUpdate": "接收位置消息",
    "startLocationUpdateBackground": "接收位置消息（前后台）",
    "chooseLocation": "打开地图选择位置",
    "choosePoi": "打开POI列表选择位置",
    "chooseAddress": "获取用户收货地址",
}


class Application(msgspec.Struct):
    """``api_name`` exact: ``wx.choosePoi``; ``content`` at most 300 characters."""

    api_name: str = ""
    content: str = ""
    pic_list: list[str] = []
    video_list: list[str] = []
    url_list: list[str] = []


class Applied(Answer, kw_only=True):
    audit_id: int


class Interface(msgspec.Struct, omit_defaults=True):
    """``status``: 1 to be applied for, 2 no right, 3 applied for, 4 refused, 5 open."""

    api_name: str
    api_ch_name: str
    api_desc: str
    status: int
    apply_time: int | None = None
    audit_id: int | None = None
    fail_reason: str | None = None
    api_link: str = ""
    group_name: str = "地理位置"


class Interfaces(Answer, kw_only=True):
    interface_list: list[Interface]


def _may(call: Call, api: str) -> bool:
    subject = nouns.subject(call.act.tx, call.account.subject)
    return subject is not None and rules.may_apply(api, call.account.categories, subject, call.act.moment())


@operation(
    "POST",
    "/wxa/security/apply_privacy_interface",
    Application,
    Applied,
    name="applyPrivacyInterface",
    permission_sets=(18,),
    errors=(
        (61031, "审核中，请不要重复申请"),
        (61034, "必填的参数没填"),
        (61035, "输入的api无需申请"),
        (61036, "该帐号不可申请，请检查类目"),
    ),
    source="隐私接口/申请隐私接口",
)
def apply_privacy_interface(call: Call, request: Application) -> Applied:
    """Applies for one of the eight interfaces; the reviewer answers when the world's clock has moved on."""
    rule, act, appid = policy.LOCATION_ACCESS_2022, call.act, call.account.appid
    if not request.api_name or not request.content:
        raise Refused(61034, "必填的参数没填", rule=rule, reason="api_name and content are required")
    api = rules.check_name(request.api_name)
    if api is None:
        raise Refused(61035, "输入的api无需申请", rule=rule, reason=f"one of wx.{', wx.'.join(INTERFACES)}, exactly")
    last = store.applications(act.tx, appid).get(api)
    if last is not None and last[2] == APPLYING:
        raise Refused(
            61031, "审核中，请不要重复申请", rule=rule, reason=f"application {last[0]} waits for the reviewer"
        )
    if not _may(call, api):
        raise Refused(61036, "该帐号不可申请，请检查类目", rule=rule, reason="no category of the account is listed")
    audit_id = store.highest(act.tx) + 1
    store.apply(act.tx, audit_id, appid, api, request.content, act.now, APPLYING)
    jobs.plan(act, act.now + int(act.setting(settings.REVIEW_TIME)), "location", "review", {"audit_id": audit_id})
    return Applied(audit_id=audit_id)


@operation(
    "GET",
    "/wxa/security/get_privacy_interface",
    Nothing,
    Interfaces,
    name="getPrivacyInterface",
    permission_sets=(18,),
    source="隐私接口/获取隐私接口列表",
)
def get_privacy_interface(call: Call, request: Nothing) -> Interfaces:
    """All eight interfaces, with the state of each application."""
    facts = call.act.facts(call.account.appid, Facts)
    asked = store.applications(call.act.tx, call.account.appid)
    listed = []
    for api in INTERFACES:
        open_now = facts.opened is None or api in facts.opened
        status = OPEN if open_now else WAITING if _may(call, api) else NO_RIGHT
        told = Interface(f"wx.{api}", CHINESE[api], CHINESE[api], status)
        last = asked.get(api)
        if last is not None:
            status = OPEN if open_now else int(last[2])
            told = msgspec.structs.replace(
                told, status=status, audit_id=last[0], apply_time=last[1], fail_reason=last[3] or None
            )
        listed.append(told)
    return Interfaces(interface_list=listed)


def decide(act: Act, audit_id: int, accepted: bool, reason: str = "") -> None:
    """The reviewer's word: it opens the interface or gives the reason; the developer hears it."""
    found = store.application(act.tx, audit_id)
    if found is None or found[2] != APPLYING:
        return
    appid, api = str(found[0]), str(found[1])
    store.decide(act.tx, audit_id, OPEN if accepted else REJECTED, "" if accepted else reason)
    facts = act.facts(appid, Facts)
    if accepted and facts.opened is not None:
        act.set_facts(appid, msgspec.structs.replace(facts, opened=(*facts.opened, api)))
    account = nouns.account(act.tx, appid)
    if account is not None:
        told = {
            "api_name": f"wx.{api}",
            "apply_time": str(found[3]),
            "audit_id": str(audit_id),
            "audit_time": str(act.now),
            "reason": "" if accepted else reason,
            "status": TOLD_PASSED if accepted else TOLD_REFUSED,
        }
        outbox.tell(act, account, "wxa_privacy_apply", result_info=told)


def review(act: Act, payload: dict[str, int]) -> None:
    """The automatic reviewer accepts what nobody has decided by then."""
    decide(act, payload["audit_id"], accepted=True)


OPERATIONS = (apply_privacy_interface, get_privacy_interface)
