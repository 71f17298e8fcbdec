"""What a marketing tool reports, and what it asks back. Sources: 云开发上报接口, 获取云开发数据."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import environments
from wxlocal.rooms.sms import rules, rules_statistics, store
from wxlocal.rooms.sms.api import INVALID
from wxlocal.rooms.sms.rules_statistics import Column

SETS = (49,)
SMS_CHANNEL = "_cms_sms_"
STEP = 300  # seconds of real-time data
OVERVIEW = ("smsMarketingOverviewData", "smsMarketingConversionData", "sms")
REAL_TIME = ("smsMarketingRealTimeData", "realTime")
MOST_STEPS = 10_000


class Report(msgspec.Struct):
    """``phone_count`` is text. Tools also send the names in camel case."""

    report_action: str = ""
    env_id: str = ""
    activity_id: str = ""
    task_id: str = ""
    phone_count: str = ""
    channel_id: str = ""
    session_id: str = ""
    reportAction: str = ""
    envId: str = ""
    activityId: str = ""
    taskId: str = ""
    phoneCount: str = ""
    channelId: str = ""
    sessionId: str = ""


@operation(
    "POST",
    "/tcb/cloudbasereport",
    Report,
    Answer,
    name="cloudbaseReportAPI",
    cloud="cloudbase.report",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=(INVALID,),
    source="云开发/其他/云开发上报接口",
)
def report(call: Call, request: Report) -> Answer:
    """A tool reports that it has sent messages (sendSmsTask), or that somebody has opened its page (openH5)."""
    action = request.report_action or request.reportAction
    environment = _environment(call, request.env_id or request.envId)
    activity = request.activity_id or request.activityId
    if not activity:
        raise rules.invalid("activity_id is missing")
    if action == "sendSmsTask":
        task, count = request.task_id or request.taskId, request.phone_count or request.phoneCount
        if not task or not count.isascii() or not count.isdigit() or len(count) > 9:
            raise rules.invalid("sendSmsTask needs task_id, and phone_count as a number in text")
        _write(call, environment, activity, "sms", SMS_CHANNEL, task, int(count))
    elif action == "openH5":
        channel, session = request.channel_id or request.channelId, request.session_id or request.sessionId
        if not session:
            raise rules.invalid("openH5 needs session_id")
        _write(call, environment, activity, "h5", channel or "-", session, 1)
    else:
        raise rules.invalid("report_action is sendSmsTask or openH5")
    return Answer()


def _write(call: Call, environment: str, activity: str, kind: str, channel: str, who: str, number: int) -> None:
    act, appid = call.act, call.account.appid
    store.report(act.tx, appid, environment, activity[:128], kind, channel[:64], who[:256], number, act.now)


def _environment(call: Call, id: str) -> str:
    found = environments.find(call.act.tx, id)
    if found is None or found.appid != call.account.appid:
        raise rules.invalid("env_id is the id of one of the mini program's own environments")
    return id


class Condition(msgspec.Struct):
    """``by_channel_id`` 0: all channels together, 1: each apart; absent: both."""

    env_id: str = ""
    activity_id: str = ""
    by_channel_id: int | None = None
    channel_id: str = ""
    act_type: str = "h5"


class StatisticsRequest(msgspec.Struct):
    """``begin_date`` and ``end_date`` in Unix seconds, both included."""

    action: str = ""
    begin_date: int = 0
    end_date: int = 0
    page_offset: int = 0
    page_limit: int = 1000
    condition: Condition | None = None


class Values(msgspec.Struct, frozen=True):
    data_value: list[str]


class Statistics(Answer, kw_only=True):
    data_column: list[Column]
    data_value: list[Values]
    total_num: int


@operation(
    "POST",
    "/tcb/getstatistics",
    StatisticsRequest,
    Statistics,
    name="getCloudBaseStatistics",
    cloud="cloudbase.getStatistics",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=((10011, "没有数据"), INVALID),
    source="云开发/其他/获取云开发数据",
)
def get_statistics(call: Call, request: StatisticsRequest) -> Statistics:
    """How many numbers an activity was sent to, how many people opened its page and the mini program."""
    asked = request.condition or Condition()
    environment = _environment(call, asked.env_id)
    begin, end = request.begin_date, request.end_date + 1
    if request.action in OVERVIEW:
        end = min(end, rules_statistics.ready_until(call.act.now))
        rows = _overview(call, asked, environment, begin, end) if begin < end else []
        columns = list(rules_statistics.COLUMNS)
    elif request.action in REAL_TIME:
        rows = _real_time(call, asked, environment, begin, end)
        columns = rules_statistics.real_time_columns(asked.act_type)
    else:
        raise rules.invalid(f"action is {', '.join(OVERVIEW[:2])} or {REAL_TIME[0]}")
    if not rows:
        raise Refused(
            10011, "没有数据", reason="nothing was reported then; data of a day are ready at 6:00 of the next"
        )
    first = max(request.page_offset, 0)
    shown = rows[first : first + max(request.page_limit, 0)]
    return Statistics(data_column=columns, data_value=[Values(row) for row in shown], total_num=len(rows))


def _overview(call: Call, asked: Condition, environment: str, begin: int, end: int) -> list[list[str]]:
    where: tuple[Any, ...] = (call.act.tx, call.account.appid, environment, asked.activity_id, begin, end)
    counted = rules_statistics.counted(store.by_channel(*where))
    tasks = rules_statistics.tasks(store.sms_tasks(*where))
    if asked.channel_id:
        wanted = [asked.channel_id]
    elif asked.by_channel_id is None:
        wanted = list(counted)
    else:
        wanted = [one for one in counted if (one == rules_statistics.ALL) == (asked.by_channel_id == 0)]
    known = (call.account.appid, environment, asked.activity_id)
    return [rules_statistics.row(known, channel, counted, tasks) for channel in wanted if channel in counted]


def _real_time(call: Call, asked: Condition, environment: str, begin: int, end: int) -> list[list[str]]:
    kind = {"h5": "h5", "wxapp": "jump"}.get(asked.act_type)
    if kind is None:
        raise rules.invalid("condition.act_type is h5 or wxapp")
    if not 0 <= end - begin <= MOST_STEPS * STEP:
        raise rules.invalid("end_date is not before begin_date, and at most a month later")
    where = (call.act.tx, call.account.appid, environment, asked.activity_id, begin, end)
    return [[str(at), str(people)] for at, people in store.by_step(*where, kind, asked.channel_id, STEP)]


OPERATIONS = (report, get_statistics)
