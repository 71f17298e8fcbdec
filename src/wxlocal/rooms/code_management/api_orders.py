"""The page of orders (订单页 path): applied for by a platform for many accounts at once. Source: 基础信息管理."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import jobs
from wxlocal.core.world.hooks import AUTHORIZED
from wxlocal.core.world.nouns import VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import rules, settings
from wxlocal.rooms.code_management.api import AAT
from wxlocal.rooms.code_management.facts import OrderPage, OrderPages

ROOM = "code_management"
AUDITING, REFUSED, PASSED = 2, 3, 4
_LOOKED_AT: tuple[VersionKind, ...] = ("trial", "release")


class Batch(msgspec.Struct):
    path: str = ""
    img_list: list[str] = []
    video: str = ""
    test_account: str = ""
    test_pwd: str = ""
    test_remark: str = ""
    appid_list: list[str] = []


class Apply(msgspec.Struct):
    batch_req: Batch = msgspec.field(default_factory=Batch)


class Which(msgspec.Struct):
    """``info_type``: 0 the one that is online, 1 the one that was applied for last."""

    info_type: int = 0


class Shown(Answer, kw_only=True):
    msg: dict[str, Any]


@operation(
    "POST", "/wxa/security/applysetorderpathinfo", Apply, Answer, need="component", name="applySetOrderPathInfo",
    invalid=(61043, "参数填写错误"), source="基础信息管理/申请设置订单页path信息",
    errors=((61042, "批量提交超过最大数量"), (61043, "参数填写错误"), (61044, "path填写不规范"),
            (61003, "component is not authorized by this account")),
)  # fmt: skip
def apply_order_path(call: Call, request: Apply) -> Answer:
    """Applies for a page of orders for up to a hundred accounts; the reviewer answers when the clock has moved on."""
    act, batch = call.act, request.batch_req
    appids = rules.order_applicants(batch.appid_list)
    rules.check_order_path(batch.path)
    for appid in appids:
        if not any(act.offers.each(AUTHORIZED, act, call.account.appid, appid)):
            reason = f"{appid[:40]!r} has not authorised the platform"
            raise Refused(61003, "component is not authorized by this account", reason=reason)
    for appid in appids:
        number = _apply(act, appid, batch)
        if act.setting(settings.REVIEWER) != "person":
            due = act.now + int(act.setting(settings.REVIEW_TIME))
            jobs.plan(act, due, ROOM, "order_path", {"appid": appid, "number": number})
    return Answer()


def _apply(act: Act, appid: str, batch: Batch) -> int:
    pages = act.facts(appid, OrderPages)
    given = msgspec.structs.asdict(batch)
    given.pop("appid_list")
    number = pages.newest.number + 1 if pages.newest else 1
    page = OrderPage(**given, number=number, status=AUDITING, apply_time=act.now)
    act.set_facts(appid, msgspec.structs.replace(pages, newest=page))
    return number


@operation(
    ("POST", "GET"), "/wxa/security/getorderpathinfo", Which, Shown, **AAT, name="getOrderPathInfo", body="optional",
    errors=((61041, "订单页 path 未设置"),), source="基础信息管理/获取订单页path信息",
)  # fmt: skip
def get_order_path(call: Call, request: Which) -> Shown:
    """The page of orders: the one that is online, or the one that was applied for last."""
    pages = call.act.facts(call.account.appid, OrderPages)
    found = pages.newest if request.info_type == 1 else pages.online
    if found is None:
        raise Refused(61041, "订单页 path 未设置", reason="applysetorderpathinfo applies for one; a reviewer passes it")
    told = msgspec.structs.asdict(found)
    told.pop("number")
    return Shown(msg={**told, "come_from": 1})


def review(act: Act, payload: dict[str, Any]) -> None:
    """The time for an answer has come: a page that the newest version has is good."""
    appid = str(payload["appid"])
    found = waiting(act, appid)
    if found is not None and found.number == payload["number"]:
        decide(act, appid, found, _has_page(act, appid, found.path))


def waiting(act: Act, appid: str) -> OrderPage | None:
    """What the reviewer has before him."""
    newest = act.facts(appid, OrderPages).newest
    return newest if newest is not None and newest.status == AUDITING else None


def decide(act: Act, appid: str, found: OrderPage, accepted: bool) -> OrderPage:
    decided = msgspec.structs.replace(found, status=PASSED if accepted else REFUSED)
    pages = act.facts(appid, OrderPages)
    act.set_facts(appid, OrderPages(newest=decided, online=decided if accepted else pages.online))
    return decided


def _has_page(act: Act, appid: str, path: str) -> bool:
    versions = (nouns.newest_release(act.tx, appid, kind, act.now) for kind in _LOOKED_AT)
    return any(version is not None and path.partition("?")[0] in version.pages for version in versions)


OPERATIONS = (apply_order_path, get_order_path)
