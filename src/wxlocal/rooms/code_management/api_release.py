"""What is online: release, going back, gray release, visibility, supported versions. Source: 代码管理 - 发布."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.baselib import newest
from wxlocal.core.base.db import Row
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import hooks
from wxlocal.core.world.hooks import RELEASED
from wxlocal.core.world.nouns import Person, Release, Submission
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import api_code, rules, store
from wxlocal.rooms.code_management.api import AAT
from wxlocal.rooms.code_management.facts import Facts
from wxlocal.rooms.code_management.store import PASSED, Audit, Online

RUNNING, DONE, DELETED = 1, 3, 4


class Revert(msgspec.Struct):
    action: str = ""
    app_version: int = 0


class Reverted(Answer, kw_only=True):
    version_list: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET


class Gray(msgspec.Struct):
    gray_percentage: int = 0
    support_debuger_first: bool = False
    support_experiencer_first: bool = False


class Plan(Answer, kw_only=True):
    gray_release_plan: dict[str, Any]


class Visit(msgspec.Struct):
    action: str = ""


class VisitStatus(Answer, kw_only=True):
    status: int


class Versions(Answer, kw_only=True):
    exp_info: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    release_info: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class Support(Answer, kw_only=True):
    now_version: str
    uv_info: dict[str, Any]


class Version(msgspec.Struct):
    version: str = ""


def standing(act: Act, appid: str, most: int) -> list[Online]:
    """What is and was online, without what was reverted, the newest first. What the seed released counts, too."""
    if store.any_online(act.tx, appid):
        return store.standing(act.tx, appid, most)
    return _seeded(act, appid)[::-1][:most]


def _seeded(act: Act, appid: str) -> list[Online]:
    account = nouns.account(act.tx, appid)
    made = account.created_at if account else act.now
    out = [one for one in nouns.releases(act.tx, appid) if one.kind == "release" and one.released_at <= act.now]
    return [
        Online(appid, number, 0, one.version, "", one.released_at or made or act.now, reverted=False)
        for number, one in enumerate(out, 1)
    ]


def publish(act: Act, audit: Audit) -> Release:
    """A version that passed becomes what people open; rooms draw their consequences."""
    try:
        hooks.compile(act, act.now, audit.config)
    except NotPossible as error:
        raise Refused(85020, "status not allowed", reason=error.message) from error
    if not store.any_online(act.tx, audit.appid):
        for one in _seeded(act, audit.appid):
            store.put_online(act.tx, audit.appid, one.audit, one.version, one.note, one.at)
    release = api_code.install(
        act, audit.appid, "release", audit.version, audit.package, audit.config, submitted_at=audit.submitted_at
    )
    store.mark_released(act.tx, audit.id, act.now)
    store.put_online(act.tx, audit.appid, audit.id, audit.version, audit.note, act.now)
    act.offers.each(RELEASED, act, Submission(audit.appid, release, audit.not_used, audit.collects))
    return release


def passed(act: Act, appid: str) -> Audit:
    """The last submission, if it passed and is not online yet."""
    found = store.audits(act.tx, appid)
    if not found:
        raise Refused(85019, "no version is under auditing", reason="nothing was submitted yet")
    if found[0].status != PASSED or found[0].released_at is not None:
        raise Refused(85020, "status not allowed", reason="the last submission has not passed, or it is online already")
    return found[0]


@operation(
    "POST", "/wxa/release", Nothing, Answer, **AAT, source="代码管理/发布已通过审核的小程序",
    errors=((85019, "no version is under auditing"), (85020, "status not allowed")),
)  # fmt: skip
def release(call: Call, request: Nothing) -> Answer:
    """Releases the approved version to everybody."""
    publish(call.act, passed(call.act, call.account.appid))
    gray = store.gray(call.act.tx, call.account.appid)
    if gray and gray[2] == RUNNING:
        store.set_gray(
            call.act.tx, call.account.appid, int(gray[0]), 100, DONE, bool(gray[3]), bool(gray[4]), int(gray[5])
        )
    return Answer()


@operation(
    "GET", "/wxa/revertcoderelease", Revert, Reverted, **AAT, source="代码管理/小程序版本回退",
    errors=((87011, "wxa has a gray release plan, forbid revert release"),
            (87012, "forbid revert this version release")),
)  # fmt: skip
def revert_code_release(call: Call, request: Revert) -> Reverted:
    """Goes back to an earlier version; action get_history_version lists those that it can go back to."""
    act, appid = call.act, call.account.appid
    found = standing(act, appid, rules.KEPT_VERSIONS + 1)
    older = found[1:]
    if request.action == "get_history_version":
        rows = [
            {"app_version": one.number, "user_version": one.version, "user_desc": one.note, "commit_time": one.at}
            for one in older
        ]
        return Reverted(version_list=rows)
    gray = store.gray(act.tx, appid)
    if gray and gray[2] == RUNNING:
        raise Refused(87011, "wxa has a gray release plan, forbid revert release", reason="a gray release runs")
    wanted = next((one for one in older if not request.app_version or one.number == request.app_version), None)
    if wanted is None:
        raise Refused(87012, "forbid revert this version release", reason="there is no such earlier version")
    for one in found:
        if one.number > wanted.number:
            store.mark_reverted(act.tx, appid, one.number)
            if one.version != wanted.version:
                nouns.remove_release(act.tx, appid, "release", one.version)
    audit = store.audit(act.tx, wanted.audit)
    if audit:
        api_code.install(
            act, appid, "release", audit.version, audit.package, audit.config, submitted_at=audit.submitted_at
        )
    return Reverted()


@operation(
    "POST", "/wxa/grayrelease", Gray, Answer, **AAT, source="代码管理/分阶段发布",
    errors=((85079, "miniprogram has no online release"), (85080, "miniprogram commit not approved"),
            (85081, "invalid gray percentage"), (85082, "gray percentage too low")),
)  # fmt: skip
def gray_release(call: Call, request: Gray) -> Answer:
    """Releases the approved version to a share of the users; at 100 percent it is out for all."""
    act, appid = call.act, call.account.appid
    first = request.support_debuger_first or request.support_experiencer_first
    if not 0 <= request.gray_percentage <= 100 or (request.gray_percentage == 0 and not first):
        raise Refused(85081, "invalid gray percentage", reason="1 to 100; 0 needs members or testers first")
    if call.online() is None:
        raise Refused(85079, "miniprogram has no online release", reason="release a first version whole")
    running = store.gray(act.tx, appid)
    if running and running[2] == RUNNING and request.gray_percentage < running[1]:
        raise Refused(85082, "gray percentage too low", reason=f"it is at {running[1]} already")
    try:
        audit = passed(act, appid)
    except Refused as error:
        raise Refused(85080, "miniprogram commit not approved", reason=error.reason) from error
    status = DONE if request.gray_percentage == 100 else RUNNING
    begun = int(running[5]) if running and running[2] == RUNNING else act.now
    store.set_gray(
        act.tx, appid, audit.id, request.gray_percentage, status, request.support_debuger_first,
        request.support_experiencer_first, begun,
    )  # fmt: skip
    if status == DONE:
        publish(act, audit)
    return Answer()


@operation(
    "GET",
    "/wxa/getgrayreleaseplan",
    Nothing,
    Plan,
    permission_sets=(18,),
    cloud="operation.getGrayReleasePlan",
    source="运维中心/获取分阶段发布详情",
    name="getGrayReleasePlan",
)
def get_gray_release_plan(call: Call, request: Nothing) -> Plan:
    """How far the gray release has come: 0 none, 1 running, 3 done, 4 taken back."""
    row = store.gray(call.act.tx, call.account.appid)
    audit, percentage, status, debuger, experiencer, at = row or (0, 0, 0, 0, 0, 0)
    del audit
    plan = {"status": status, "create_timestamp": at, "gray_percentage": percentage}
    return Plan(
        gray_release_plan={
            **plan,
            "support_debuger_first": bool(debuger),
            "support_experiencer_first": bool(experiencer),
        }
    )


def runs(act: Act, person: Person, online: Release) -> Release:
    """What a person meets: nothing while the service is paused, the new version where a gray release reaches."""
    if not act.facts(online.appid, Facts).visible:
        raise NotPossible(f"{online.appid} is paused: its service status is closed (change_visitstatus)", status=409)
    row = store.gray(act.tx, online.appid)
    if row is None or row[2] != RUNNING or not _reached(act, person, online.appid, row):
        return online
    audit = store.audit(act.tx, int(row[0]))
    if audit is None:
        return online
    return Release(
        appid=audit.appid, version=audit.version, pages=rules.pages(audit.config), released_at=int(row[5]),
        submitted_at=audit.submitted_at, config=audit.config,
    )  # fmt: skip


def _reached(act: Act, person: Person, appid: str, row: Row) -> bool:
    """The same people at each percentage, and more of them at a higher one; members or testers first if it was said."""
    role = nouns.role(act.tx, appid, person.id)
    if role is not None and (row[4] if role == "experience" else row[3]):
        return True
    drawn = int.from_bytes(derive(act.world.key, "gray", appid, str(row[0]), person.id)[:4])
    return drawn % 100 < int(row[1])


@operation("GET", "/wxa/revertgrayrelease", Nothing, Answer, **AAT, source="代码管理/取消分阶段发布")
def revert_gray_release(call: Call, request: Nothing) -> Answer:
    """Takes a gray release back."""
    row = store.gray(call.act.tx, call.account.appid)
    if row and row[2] == RUNNING:
        store.set_gray(
            call.act.tx, call.account.appid, int(row[0]), int(row[1]), DELETED, bool(row[3]), bool(row[4]), int(row[5])
        )
    return Answer()


@operation(
    "POST",
    "/wxa/change_visitstatus",
    Visit,
    Answer,
    **AAT,
    errors=((85021, "status not allowed"), (85022, "invalid action")),
    source="代码管理/设置小程序服务状态",
)
def change_visit_status(call: Call, request: Visit) -> Answer:
    """Pauses the service (close) or opens it again (open)."""
    if request.action not in ("open", "close"):
        raise Refused(85022, "invalid action", reason="open or close")
    facts = call.act.facts(call.account.appid, Facts)
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, visible=request.action == "open"))
    return Answer()


@operation(
    "POST", "/wxa/getvisitstatus", Nothing, VisitStatus, **AAT, body="optional", source="代码管理/查询小程序服务状态"
)
def get_visit_status(call: Call, request: Nothing) -> VisitStatus:
    """1 = people can open it, 0 = paused."""
    return VisitStatus(status=int(call.act.facts(call.account.appid, Facts).visible))


@operation("POST", "/wxa/getversioninfo", Nothing, Versions, **AAT, source="代码管理/查询小程序版本信息")
def get_version_info(call: Call, request: Nothing) -> Versions:
    """The trial version and the version that is online."""
    trial = store.trial(call.act.tx, call.account.appid)
    online = next(iter(standing(call.act, call.account.appid, 1)), None)
    told = Versions()
    if trial:
        told.exp_info = {"exp_time": trial.at, "exp_version": trial.version, "exp_desc": trial.note}
    if online:
        told.release_info = {"release_time": online.at, "release_version": online.version, "release_desc": online.note}
    return told


@operation(
    ("POST", "GET"),
    "/cgi-bin/wxopen/getweappsupportversion",
    Nothing,
    Support,
    **AAT,
    body="optional",
    source="代码管理/查询各版本用户占比",
)
def get_weapp_support_version(call: Call, request: Nothing) -> Support:
    """The lowest base library that may open it, and the share of users of each: here all use the newest."""
    facts = call.act.facts(call.account.appid, Facts)
    everybody = [{"version": ".".join(map(str, newest(call.act.now))), "percentage": 100}]
    return Support(now_version=facts.support_version, uv_info={"items": everybody})


@operation(
    "POST",
    "/cgi-bin/wxopen/setweappsupportversion",
    Version,
    Answer,
    **AAT,
    errors=((85015, "version is wrong"), (89014, "support version error")),
    source="代码管理/设置最低基础库版本",
)
def set_weapp_support_version(call: Call, request: Version) -> Answer:
    """Sets the lowest base library that may open the mini program."""
    parts = request.version.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise Refused(89014, "support version error", reason=f"{request.version!r} is not a version such as 2.25.0")
    facts = call.act.facts(call.account.appid, Facts)
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, support_version=request.version))
    return Answer()


OPERATIONS = (
    release, revert_code_release, gray_release, get_gray_release_plan, revert_gray_release, change_visit_status,
    get_visit_status, get_version_info, get_weapp_support_version, set_weapp_support_version,
)  # fmt: skip
