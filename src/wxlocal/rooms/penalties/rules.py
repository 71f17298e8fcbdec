"""What is told of penalties and appeals: pure. Sources: 小程序违规处罚信息通知, 小程序申诉记录推送, 违规和申诉管理."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import Status
from wxlocal.rooms.penalties.store import Appeal, Material, Penalty, Told

Kind = Literal["warning", "functions", "suspended", "banned", "page"]
EVENT_TYPES: dict[Kind, int] = {"warning": 1, "functions": 2, "suspended": 3, "banned": 4, "page": 10}
WAITING, PASSED, REFUSED, WITHDRAWN = 1, 2, 3, 4
FOR_EVER = -1
RECORDS = 90 * DAY
REASON, CONTENT = "存在诱导分享行为", "违规内容测试"
RULE_NAME = "《微信小程序平台运营规范》5.行为规范-5.1滥用分享行为"
RULE_URL = "https://developers.weixin.qq.com/miniprogram/product/index.html#_5-1-滥用分享行为"
GUIDE_URL = "https://mp.weixin.qq.com/s/73rLZmwPeQ87Q89DYQcfkw"
# What a change of status is told as; the others are not penalties.
JUDGED: dict[Status, Kind] = {"banned": "banned", "frozen": "suspended"}


def detail(kind: Kind, days: int, functions: tuple[str, ...], path: str, deadline: int) -> dict[str, Any]:
    """What the event has in ``detail``. A warning threatens functions (warned_type 2) or the account (1)."""
    if kind == "warning":
        return {
            "warned_type": 2 if functions else 1,
            "rectify_deadline": deadline,
            "warned_function_names": list(functions),
            "warned_ban_days": [days] * max(len(functions), 1),
        }
    if kind == "functions":
        if not functions:
            raise NotPossible("functions names what is banned: 分享朋友圈, 客服消息接口 ...")
        return {"banned_days": [days] * len(functions), "banned_function_names": list(functions)}
    if kind == "page":
        if not path:
            raise NotPossible("path names the page that is banned")
        return {"path": path}
    return {"suspended_days" if kind == "suspended" else "banned_days": days}


def punish_event(penalty: Penalty) -> dict[str, Any]:
    """The fields of wxa_punish_event."""
    told = penalty.told
    return {
        "punish_id": str(penalty.id),
        "appid": penalty.appid,
        "punish_time": penalty.at,
        "illegal_reason": told.reason,
        "illegal_content": told.content,
        "detail": msgspec.json.encode(told.detail).decode(),
        "rule_url": told.rule_url,
        "rule_name": told.rule_name,
        "adjust_guide_url": GUIDE_URL,
        "event_type": penalty.event_type,
    }


def illegal_record(penalty: Penalty) -> dict[str, Any]:
    """As getillegalrecords lists it, and wxa_illegal_record tells it."""
    told: Told = penalty.told
    return {
        "illegal_record_id": penalty.record,
        "create_time": penalty.at,
        "illegal_reason": told.reason,
        "illegal_content": "；".join(told.content),
        "rule_url": told.rule_url,
        "rule_name": told.rule_name,
    }


def span(start: int, end: int, now: int) -> tuple[int, int]:
    """The time that getillegalrecords asks for: ninety days where one end is open, the last ninety where both are."""
    if start and not end:
        return start, start + RECORDS
    until = end or now
    return start or until - RECORDS, until


def appeal_record(appeal: Appeal, number: int, reason: str) -> dict[str, Any]:
    """What getappealrecords and wxa_appeal_record have in common; one that nobody has decided has no audit yet."""
    told: dict[str, Any] = {
        "appeal_record_id": appeal.id,
        "appeal_time": appeal.at,
        "appeal_count": number,
        "appeal_from": 0,
        "appeal_status": appeal.status,
    }
    if appeal.status in (PASSED, REFUSED):
        told |= {"audit_time": appeal.audited_at, "audit_reason": appeal.audit_reason}
    return {**told, "punish_description": reason}


def materials(content: list[str], told: list[Material], proof: str) -> list[dict[str, Any]]:
    """Each content with what is said to it; ``proof`` is the name of the list of material ids, which differs."""
    said = [*told, *[Material()] * len(content)]
    return [
        {
            "illegal_material": {"content": one, "content_url": ""},
            "appeal_material": {"reason": answer.reason, proof: answer.proof_material_ids},
        }
        for one, answer in zip(content, said, strict=False)
    ]
