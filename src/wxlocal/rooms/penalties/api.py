"""Records of penalties and appeals, for third-party platforms. Source: 违规和申诉管理."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.rooms.penalties import rules, store

MOST = 1000


class Span(msgspec.Struct):
    start_time: int = 0
    end_time: int = 0


class WhichRecord(msgspec.Struct):
    illegal_record_id: str = ""


class Records(Answer, kw_only=True):
    records: list[dict[str, Any]]


@operation(
    "POST", "/wxa/getillegalrecords", Span, Records, need="authorizer", permission_sets=(76,), body="optional",
    name="getIllegalRecords", source="违规和申诉管理/获取小程序违规处罚记录",
)  # fmt: skip
def get_illegal_records(call: Call, request: Span) -> Records:
    """The penalties of the mini program, of the last ninety days if no time is asked for."""
    since, until = rules.span(request.start_time, request.end_time, call.act.now)
    found = store.penalties(call.act.tx, call.account.appid, since, until, MOST)
    return Records(records=[rules.illegal_record(one) for one in found])


@operation(
    "POST", "/wxa/getappealrecords", WhichRecord, Records, need="authorizer", permission_sets=(76,), body="optional",
    name="getAppealRecords", source="违规和申诉管理/获取小程序申诉记录",
)  # fmt: skip
def get_appeal_records(call: Call, request: WhichRecord) -> Records:
    """The appeals against one penalty."""
    number = request.illegal_record_id.rpartition("_")[2]
    found = store.penalty(call.act.tx, int(number)) if number.isdecimal() and len(number) < 12 else None
    if found is None or found.appid != call.account.appid or found.record != request.illegal_record_id:
        return Records(records=[])
    told = found.told
    records = [
        {
            **rules.appeal_record(appeal, count, told.reason),
            "materials": rules.materials(told.content, appeal.told, "proof_material_ids"),
        }
        for count, appeal in enumerate(store.appeals(call.act.tx, found.id), 1)
    ]
    return Records(records=records)


OPERATIONS = (get_illegal_records, get_appeal_records)
