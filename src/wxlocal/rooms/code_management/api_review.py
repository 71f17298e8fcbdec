"""The review: submission, the reviewer's word, withdrawal. Source: 代码管理 - 提交代码审核."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import jobs, outbox
from wxlocal.core.world.hooks import SUBMITTED
from wxlocal.core.world.nouns import Submission
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import api_media, rules, settings, store
from wxlocal.rooms.code_management.api import AAT, NO_TRIAL
from wxlocal.rooms.code_management.store import AUDITING, DELAYED, PASSED, REFUSED, UNDONE, Audit, Trial

ROOM = "code_management"
NO_AUDIT = (85012, "invalid audit id")


class Submit(msgspec.Struct):
    """``privacy_api_not_use``: interfaces that were found and are not declared are not used."""

    item_list: list[dict[str, Any]] = []
    preview_info: dict[str, Any] = {}
    version_desc: str = ""
    feedback_info: str = ""
    feedback_stuff: str | list[str] = ""
    ugc_declare: dict[str, Any] = {}
    privacy_api_not_use: bool = False
    order_path: str = ""


class Submitted(Answer, kw_only=True):
    auditid: int


class AuditId(msgspec.Struct):
    auditid: int = 0


class Status(Answer, kw_only=True, omit_defaults=True):
    """``status`` 0 passed, 1 refused, 2 being reviewed, 3 withdrawn, 4 delayed."""

    errcode: int = -1
    errmsg: str = ""
    status: int
    reason: str = ""
    screenshot: str = ""
    auditid: int = 0
    user_version: str = ""
    user_desc: str = ""
    submit_audit_time: int = 0


class Quota(Answer, kw_only=True):
    rest: int
    limit: int
    speedup_rest: int
    speedup_limit: int


def put_in(act: Act, trial: Trial, not_used: bool, collects: bool = True) -> int:
    """Puts a version before the reviewer, after every room's checks; gives the auditid."""
    if store.is_being_reviewed(act.tx, trial.appid):
        raise Refused(85009, "already submit a version under auditing", reason="one version at a time")
    release = nouns.release(act.tx, trial.appid, "trial", trial.version)
    if release is None:
        raise Refused(85086, "must commit before submit audit", reason="there is no trial version")
    act.offers.each(SUBMITTED, act, Submission(trial.appid, release, not_used, collects))
    id = store.submit(act.tx, trial, not_used, collects, act.now)
    if act.setting(settings.REVIEWER) != "person":
        jobs.plan(act, act.now + int(act.setting(settings.REVIEW_TIME)), ROOM, "review", {"auditid": id})
    return id


@operation(
    "POST", "/wxa/submit_audit", Submit, Submitted, **AAT, body="optional", source="代码管理/提交代码审核",
    errors=((61039, "隐私接口检查任务未完成，请稍等一分钟再重试"), (61040, "代码中含有未配置的隐私接口"),
            (85006, "tag is in invalid format"), (85007, "page is in invalid format"),
            (85009, "already submit a version under auditing"), (85011, "title is in invalid format"),
            (85023, "item size is not in valid range"), (85051, "data too large"),
            (85092, "invalid preview_info format"), (85093, "invalid preview_info size"), (40007, "invalid media_id"),
            (85085, "submit audit reach limit  pleasetry later"), (85086, "must commit before submit audit")),
)  # fmt: skip
def submit_audit(call: Call, request: Submit) -> Submitted:
    """Submits the trial version for review; the answer comes when the world's clock has moved on."""
    trial = store.trial(call.act.tx, call.account.appid)
    if trial is None:
        raise Refused(85086, "must commit before submit audit", reason="nothing was committed yet")
    rules.check_items(request.item_list, rules.pages(trial.config))
    if len(request.version_desc) > 200 or len(request.feedback_info) > 200:
        raise Refused(85051, "data too large", reason="version_desc and feedback_info have 200 characters at most")
    api_media.check_preview(call, request.preview_info)
    if _was_refused(call):  # feedback answers a refusal; nobody reads it otherwise
        stuff = request.feedback_stuff
        api_media.check_feedback(call, stuff if isinstance(stuff, str) else "|".join(stuff))
    component = call.token.component if call.token else None
    used = store.submitted_since(call.act.tx, component or "", rules.month_start(call.act.now))
    if used >= int(call.act.setting(settings.SUBMISSIONS)):
        raise Refused(85085, "submit audit reach limit  pleasetry later", reason="the month's quota is used up")
    return Submitted(auditid=put_in(call.act, trial, request.privacy_api_not_use))


def _was_refused(call: Call) -> bool:
    last = store.newest_audit(call.act.tx, call.account.appid)
    return last is not None and last.status == REFUSED


def decide(act: Act, audit: Audit, status: int, reason: str = "", screenshot: str = "") -> None:
    """The reviewer's word, and the event that tells it."""
    store.decide(act.tx, audit.id, status, reason, screenshot, act.now)
    account = nouns.account(act.tx, audit.appid)
    if account is None:
        return
    if status == PASSED:
        outbox.tell(act, account, "weapp_audit_success", SuccTime=act.now)
    elif status == REFUSED:
        outbox.tell(act, account, "weapp_audit_fail", Reason=reason, FailTime=act.now, ScreenShot=screenshot)
    elif status == DELAYED:
        outbox.tell(act, account, "weapp_audit_delay", Reason=reason, DelayTime=act.now)


def _newest(call: Call) -> Audit:
    found = store.newest_audit(call.act.tx, call.account.appid)
    if found is None:
        raise Refused(*NO_AUDIT, reason="nothing was submitted yet")
    return found


@operation(
    "POST",
    "/wxa/get_auditstatus",
    AuditId,
    Status,
    **AAT,
    errors=(NO_TRIAL, NO_AUDIT),
    source="代码管理/查询审核单状态",
)
def get_auditstatus(call: Call, request: AuditId) -> Status:
    """The state of a review."""
    found = store.audit(call.act.tx, request.auditid)
    if found is None or found.appid != call.account.appid:
        raise Refused(*NO_AUDIT, reason=f"this account has no submission {request.auditid}")
    return Status(errcode=0, errmsg="ok", status=found.status, reason=found.reason, screenshot=found.screenshot)


@operation(
    "GET",
    "/wxa/get_latest_auditstatus",
    Nothing,
    Status,
    **AAT,
    errors=(NO_TRIAL, NO_AUDIT),
    source="代码管理/查询最新一次审核单状态",
)
def get_latest_auditstatus(call: Call, request: Nothing) -> Status:
    """The state of the last review."""
    found = _newest(call)
    return Status(
        errcode=0, errmsg="ok", auditid=found.id, status=found.status, reason=found.reason,
        screenshot=found.screenshot, user_version=found.version, user_desc=found.note,
        submit_audit_time=found.submitted_at,
    )  # fmt: skip


@operation(
    "GET",
    "/wxa/undocodeaudit",
    Nothing,
    Answer,
    **AAT,
    errors=((87013, "no quota to undo code"), NO_AUDIT),
    source="代码管理/撤回代码审核",
)
def undo_code_audit(call: Call, request: Nothing) -> Answer:
    """Withdraws the submission that is being reviewed; a few times a day, ten times a month."""
    tx, now, appid = call.act.tx, call.act.now, call.account.appid
    found = _newest(call)
    if found.status not in (AUDITING, DELAYED):
        raise Refused(85019, "no version is under auditing", reason="nothing is being reviewed")
    today = (now + 8 * 3600) // DAY * DAY - 8 * 3600
    a_day = store.undone_since(tx, appid, today) >= int(call.act.setting(settings.UNDOS_A_DAY))
    if a_day or store.undone_since(tx, appid, rules.month_start(now)) >= rules.UNDOS_A_MONTH:
        raise Refused(87013, "no quota to undo code", reason="today's or this month's limit is used up")
    store.decide(tx, found.id, UNDONE, "", "", now)
    return Answer()


@operation(
    "POST",
    "/wxa/speedupaudit",
    AuditId,
    Answer,
    **AAT,
    errors=((89402, "not in the queue of reviews"), (89403, "speedup quota is used")),
    source="代码管理/加急代码审核",
)
def speedup_audit(call: Call, request: AuditId) -> Answer:
    """Asks the reviewer to hurry; it counts against the platform's monthly quota."""
    found = store.audit(call.act.tx, request.auditid)
    if found is None or found.appid != call.account.appid or found.status not in (AUDITING, DELAYED):
        raise Refused(
            89402, "该小程序不在待审核队列，请检查是否已提交审核或已审完", reason="nothing of it is being reviewed"
        )
    if _speedups(call) <= 0:
        raise Refused(89403, "本单属于加急次数已用完", reason="the month's quota is used up")
    _count_speedup(call)
    if call.act.setting(settings.REVIEWER) != "person":
        due = call.act.now + int(call.act.setting(settings.SPEEDED_TIME))
        jobs.plan(call.act, due, ROOM, "review", {"auditid": found.id})
    return Answer()


class Speedups(msgspec.Struct, frozen=True):
    """How often a platform has asked to hurry, in the month that begins at ``month``."""

    month: int = 0
    used: int = 0


def _component(call: Call) -> str:
    return (call.token.component if call.token else None) or call.account.appid


def _speedups(call: Call) -> int:
    kept = call.act.facts(_component(call), Speedups)
    used = kept.used if kept.month == rules.month_start(call.act.now) else 0
    return max(0, int(call.act.setting(settings.SPEEDUPS)) - used)


def _count_speedup(call: Call) -> None:
    used = int(call.act.setting(settings.SPEEDUPS)) - _speedups(call) + 1
    call.act.set_facts(_component(call), Speedups(rules.month_start(call.act.now), used))


@operation("GET", "/wxa/queryquota", Nothing, Quota, **AAT, source="代码管理/查询服务商审核额度")
def query_quota(call: Call, request: Nothing) -> Quota:
    """How many submissions and speed-ups the platform has left this month."""
    limit = int(call.act.setting(settings.SUBMISSIONS))
    used = store.submitted_since(call.act.tx, _component(call), rules.month_start(call.act.now))
    return Quota(
        rest=max(0, limit - used), limit=limit, speedup_rest=_speedups(call),
        speedup_limit=int(call.act.setting(settings.SPEEDUPS)),
    )  # fmt: skip


OPERATIONS = (
    submit_audit, get_auditstatus, get_latest_auditstatus, undo_code_audit, speedup_audit, query_quota,
)  # fmt: skip
