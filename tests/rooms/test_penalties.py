"""Penalties: what developers and their platforms hear, what a ban does, appeals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rooms.test_platforms_push import Listening
from tests.rooms.test_push import backend
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import Account
from wxlocal.entry.local import Local
from wxlocal.rooms.penalties import rules, store
from wxlocal.rooms.penalties.rules import Kind
from wxlocal.rooms.penalties.store import Appeal, Material

START = "2024-01-01"


@pytest.fixture
def platform(local: Local) -> Iterator[Listening]:
    """One with permission set 76, that listens."""
    local.at(START)
    with backend(lambda asked: (200, "success")) as (url, heard):
        made = Listening(local, url, heard)
        made.listen()
        made.start()
        yield made


def told(local: Local) -> list[dict[str, Any]]:
    return [letter.body for letter in local.letters() if letter.name.startswith("wxa_")]


def punish(local: Local, kind: Kind, **more: Any) -> Any:
    return local.control("POST", f"/accounts/{local.appid}/penalties", {"kind": kind, **more})


def test_a_ban_is_told_and_ends(local: Local) -> None:
    local.at(START)
    token = local.token()
    made = punish(local, "banned", days=3, reason="内容涉嫌欺诈", content=["标题", "图片"])
    (event,) = told(local)
    assert event == {
        "ToUserName": local.account().original_id,
        "FromUserName": "system",
        "CreateTime": local.world.now(),
        "MsgType": "event",
        "Event": "wxa_punish_event",
        "punish_id": str(made["id"]),
        "appid": local.appid,
        "punish_time": local.world.now(),
        "illegal_reason": "内容涉嫌欺诈",
        "illegal_content": ["标题", "图片"],
        "detail": '{"banned_days":3}',
        "rule_url": rules.RULE_URL,
        "rule_name": rules.RULE_NAME,
        "adjust_guide_url": rules.GUIDE_URL,
        "event_type": 4,
    }
    assert local.post("/wxa/generatescheme", {}, token=token)["errcode"] == 50002
    local.advance(3 * DAY - 1)
    assert local.account().status == "banned"
    local.advance(1)
    assert local.account().status == "normal"
    assert len(local.control("GET", f"/accounts/{local.appid}/penalties")) == 1


def test_a_later_ban_goes_on(local: Local) -> None:
    local.at(START)
    punish(local, "banned", days=1)
    punish(local, "banned", days=-1)
    local.advance(DAY)
    assert local.account().status == "banned"


def test_a_ban_that_an_administrator_has_lifted_stays_lifted(local: Local) -> None:
    local.at(START)
    punish(local, "banned", days=1)
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "normal"})
    assert len(told(local)) == 1, "to be normal again is not a penalty"
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "frozen"})
    local.advance(DAY)
    assert local.account().status == "frozen"


@pytest.mark.parametrize(
    ("status", "event_type", "detail"), [("banned", 4, {"banned_days": -1}), ("frozen", 3, {"suspended_days": -1})]
)
def test_a_status_that_is_set_is_told(local: Local, status: str, event_type: int, detail: dict[str, int]) -> None:
    local.control("PATCH", f"/accounts/{local.appid}", {"status": status})
    local.control("PATCH", f"/accounts/{local.appid}", {"status": status, "name": "other"})
    (event,) = told(local)
    assert (event["event_type"], json.loads(event["detail"])) == (event_type, detail)


def test_an_official_account_or_one_that_is_cancelled_hears_nothing(local: Local) -> None:
    service: Account = local.account("示例服务号")
    local.control("PATCH", f"/accounts/{service.appid}", {"status": "banned"})
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "cancelled"})
    assert told(local) == []
    with pytest.raises(NotPossible, match="no mini program"):
        local.control("POST", f"/accounts/{service.appid}/penalties", {"kind": "banned"})


def test_a_platform_with_set_76_hears_and_reads_records(local: Local, platform: Listening) -> None:
    token = platform.authorize(local.appid, (76,))["authorizer_access_token"]
    made = punish(local, "functions", functions=["分享朋友圈", "客服消息接口"], days=2, content=["一", "二"])
    record = {
        "illegal_record_id": f"2_{made['id']}",
        "create_time": local.world.now(),
        "illegal_reason": rules.REASON,
        "illegal_content": "一；二",
        "rule_url": rules.RULE_URL,
        "rule_name": rules.RULE_NAME,
    }
    (appid, event) = platform.events[0]
    assert (appid, event["Event"]) == (local.appid, "wxa_illegal_record")
    assert {name: event[name] for name in record} == {name: str(value) for name, value in record.items()}
    assert local.post("/wxa/getillegalrecords", {}, token=token)["records"] == [record]
    later = {"start_time": local.world.now() + 1}
    assert local.post("/wxa/getillegalrecords", later, token=token)["records"] == []
    first, second = {"reason": "内容是正常的", "proof_material_ids": ["x", "y"]}, {"reason": "改好了"}
    appeal = local.control("POST", f"/penalties/{made['id']}/appeals", {"materials": [first, second]})
    with pytest.raises(NotPossible, match="waits already"):
        local.control("POST", f"/penalties/{made['id']}/appeals", {"materials": []})
    local.advance(60)
    path = f"/appeals/{appeal['id']}/decision"
    assert local.control("POST", path, {"status": "refused", "reason": "证据不足"})["status"] == 3
    with pytest.raises(NotPossible, match="decided already"):
        local.control("POST", path, {"status": "passed"})
    local.control("POST", f"/penalties/{made['id']}/appeals", {"materials": []})
    waiting, refused, again = [event for event in told(local) if event["Event"] == "wxa_appeal_record"]
    assert [one["Event"] for _, one in platform.events].count("wxa_appeal_record") == 3
    assert waiting["material"][0] == {
        "illegal_material": {"content": "一", "content_url": ""},
        "appeal_material": {"reason": "内容是正常的", "proof_material_id": ["x", "y"]},
    }
    assert (waiting["appeal_status"], "audit_time" in waiting) == (1, False)
    assert (refused["appeal_status"], refused["audit_reason"]) == (3, "证据不足")
    assert refused["audit_time"] == local.world.now()
    assert (again["appeal_count"], refused["appeal_count"]) == (2, 1)
    asked = {"illegal_record_id": f"2_{made['id']}"}
    records = local.post("/wxa/getappealrecords", asked, token=token)["records"]
    assert [one["appeal_status"] for one in records] == [3, 1]
    assert records[0]["materials"][0]["appeal_material"]["proof_material_ids"] == ["x", "y"]
    for wrong in ("", f"4_{made['id']}", "2_x", "2_1", "2_99999999999999999999"):
        assert local.post("/wxa/getappealrecords", {"illegal_record_id": wrong}, token=token)["records"] == []


def test_a_platform_without_it_hears_and_reads_nothing(local: Local, platform: Listening) -> None:
    token = platform.authorize(local.appid, (18,))["authorizer_access_token"]
    punish(local, "suspended", days=7)
    assert platform.events == []
    assert [one["Event"] for one in told(local)] == ["wxa_punish_event"]
    assert local.post("/wxa/getillegalrecords", {}, token=token)["errcode"] == 61007


def test_an_appeal_that_passes_ends_the_ban(local: Local) -> None:
    made = punish(local, "banned", days=30)
    appeal = local.control("POST", f"/penalties/{made['id']}/appeals", {"materials": []})
    local.control("POST", f"/appeals/{appeal['id']}/decision", {"status": "passed"})
    assert local.account().status == "normal"
    assert [one["Event"] for one in told(local)] == ["wxa_punish_event"], "appeals are told to platforms alone"


def test_an_appeal_that_is_refused_or_withdrawn_ends_nothing(local: Local) -> None:
    made = punish(local, "banned", days=30)
    for status in ("refused", "withdrawn"):
        appeal = local.control("POST", f"/penalties/{made['id']}/appeals", {"materials": []})
        local.control("POST", f"/appeals/{appeal['id']}/decision", {"status": status})
        assert local.account().status == "banned"
    for path in ("/penalties/1/appeals", "/appeals/1/decision"):
        body: dict[str, Any] = {"materials": []} if path.endswith("appeals") else {"status": "passed"}
        with pytest.raises(NotPossible, match="there is no"):
            local.control("POST", path, body)


@pytest.mark.parametrize(
    ("kind", "functions", "path", "detail"),
    [
        ("warning", (), "", {"warned_type": 1, "rectify_deadline": 9, "warned_function_names": [], "warned_ban_days": [3]}),
        ("warning", ("a", "b"), "",
         {"warned_type": 2, "rectify_deadline": 9, "warned_function_names": ["a", "b"], "warned_ban_days": [3, 3]}),
        ("functions", ("a", "b"), "", {"banned_days": [3, 3], "banned_function_names": ["a", "b"]}),
        ("suspended", (), "", {"suspended_days": 3}),
        ("banned", (), "", {"banned_days": 3}),
        ("page", (), "pages/a", {"path": "pages/a"}),
    ],
)  # fmt: skip
def test_details(kind: Kind, functions: tuple[str, ...], path: str, detail: dict[str, Any]) -> None:
    assert rules.detail(kind, 3, functions, path, 9) == detail


def test_details_that_say_nothing() -> None:
    kinds: tuple[Kind, ...] = ("functions", "page")
    for kind in kinds:
        with pytest.raises(NotPossible, match="names"):
            rules.detail(kind, 3, (), "", 9)


def test_the_time_that_is_asked_for() -> None:
    ninety = 90 * DAY
    assert rules.span(0, 0, 10**9) == (10**9 - ninety, 10**9)
    assert rules.span(5, 0, 10**9) == (5, 5 + ninety)
    assert rules.span(0, 10**8, 10**9) == (10**8 - ninety, 10**8)
    assert rules.span(5, 7, 10**9) == (5, 7)


@pytest.mark.parametrize(("status", "audited"), [(1, False), (2, True), (3, True), (4, False)])
def test_only_what_was_decided_has_an_audit(status: int, audited: bool) -> None:
    appeal = Appeal(
        id=1, penalty=1, appid="a", at=5, status=status, audited_at=7, audit_reason="r", told=[Material(reason="m")]
    )
    record = rules.appeal_record(appeal, 2, "why")
    assert ("audit_time" in record, "audit_reason" in record) == (audited, audited)
    assert (record["appeal_count"], record["punish_description"]) == (2, "why")


def test_each_content_has_an_answer() -> None:
    found = rules.materials(["a", "b"], [Material(reason="m")], "ids")
    assert [one["appeal_material"] for one in found] == [{"reason": "m", "ids": []}, {"reason": "", "ids": []}]
    assert rules.materials([], [Material()], "ids") == []
    assert (store.FIRST, rules.EVENT_TYPES) == (
        649_551, {"warning": 1, "functions": 2, "suspended": 3, "banned": 4, "page": 10}
    )  # fmt: skip
