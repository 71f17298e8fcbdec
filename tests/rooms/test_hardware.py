"""Messages of devices: tickets, subscribing, sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.refusals import failure
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.entry.local import Local
from wxlocal.rooms.hardware import rules
from wxlocal.rooms.hardware.facts import Facts

FACTS: dict[str, Any] = {
    "models": ["cam", "lock"],
    "templates": [
        {
            "id": "a",
            "title": "设备故障提醒",
            "content": "故障:{{thing1.DATA}}\n时间:{{time2.DATA}}",
            "enums": {"thing1": ["断网", "缺电"]},
            "model": "cam",
        },
        {"id": "any", "title": "耗材", "content": "余量:{{number1.DATA}}"},
        {"id": "banned", "title": "违规", "content": "x", "banned": True},
    ],
}
DATA = {"thing1": {"value": "断网"}, "time2": {"value": "2024-03-01 08:00"}}


def ready(local: Local) -> Local:
    local.at("2024-03-01")
    local.facts("hardware", **FACTS)
    return local


@pytest.fixture
def desk(seeded: Callable[..., Local]) -> Local:
    return ready(seeded())


def ticket(local: Local, sn: str = "SN_1-a", model: str = "cam") -> Any:
    return local.post("/wxa/getsnticket", {"sn": sn, "model_id": model}, token=local.token())


def ask(local: Local, *ids: Any, person: str = "bob", answers: str = "allow", **more: Any) -> Outcome:
    options = {"sn": "SN_1-a", "snTicket": ticket(local)["sn_ticket"], "modelId": "cam", "tmplIds": list(ids), **more}
    call = local.person(person).call
    return call("requestSubscribeDeviceMessage", options, appid=local.appid, tap=True, answers=answers)


def send(local: Local, *people: str, **more: Any) -> Any:
    openids = [local.person(one).openid(local.appid) for one in people]
    body = {"to_openid_list": openids, "template_id": "a", "sn": "SN_1-a", "modelId": "cam", "data": DATA, **more}
    return local.post("/cgi-bin/message/device/subscribe/send", body, token=local.token())


@pytest.mark.parametrize(
    ("sn", "model", "code"),
    [
        ("x" * 128, "cam", 0),
        ("x" * 129, "cam", 9800001),
        ("SN 1", "cam", 9800002),
        ("", "cam", 9800002),
        ("SN1", "oven", 9800003),
    ],
)
def test_tickets_of_devices(desk: Local, sn: str, model: str, code: int) -> None:
    assert ticket(desk, sn, model)["errcode"] == code


def test_one_acceptance_many_messages(desk: Local) -> None:
    assert send(desk, "bob")["errcode"] == 43101
    assert ask(desk, "a").result == {"errMsg": "requestSubscribeDeviceMessage:ok", "a": "accept"}
    for _ in range(2):
        assert send(desk, "bob", page="pages/index/index?id=1") == {"errcode": 0, "errmsg": "ok"}
    first, second = desk.person("bob").inbox()
    assert (first.kind, first.title) == ("subscribe", "设备故障提醒")
    assert [(one.name, one.value) for one in second.lines] == [("故障", "断网"), ("时间", "2024-03-01 08:00")]
    opened = desk.person("bob").call("openMessage", {"message": second.id}).result
    assert opened is not None
    assert (opened["query"], opened["scene"]) == ({"id": "1"}, 1014)
    assert ask(desk, "a", "banned", answers="refuse").result == {
        "errMsg": "requestSubscribeDeviceMessage:ok",
        "a": "reject",
        "banned": "ban",
    }
    assert send(desk, "bob")["errcode"] == 43101


def test_nobody_gets_it_if_one_has_not_subscribed(desk: Local) -> None:
    ask(desk, "a")
    assert send(desk, "bob", "alice")["errcode"] == 43101
    assert desk.person("bob").inbox() == []
    ask(desk, "a", person="alice")
    assert send(desk, "bob", "alice", "bob")["errcode"] == 0
    assert [len(desk.person(one).inbox()) for one in ("bob", "alice")] == [1, 1]
    assert send(desk, "bob", sn="other")["errcode"] == 43101, "another device"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"template_id": "none"}, 40037),
        ({"page": "pages/none"}, 41030),
        ({"to_openid_list": ["nobody"]}, 40003),
        ({"to_openid_list": []}, 47001),
        ({"miniprogram_state": "beta"}, 47001),
        ({"data": {**DATA, "thing1": {"value": "着火"}}}, 47003),
        ({"data": {"thing1": {"value": "断网"}}}, 47003),
        ({"page": ""}, 0),
    ],
)
def test_what_is_refused(desk: Local, changes: dict[str, Any], code: int) -> None:
    ask(desk, "a")
    assert send(desk, "bob", **changes)["errcode"] == code
    assert len(desk.person("bob").inbox()) == (code == 0)


def test_errors_of_subscribing(desk: Local) -> None:
    facts = Facts(models=("cam",))
    for ids, words in (([], "TmplIds can't be empty"), ([1], "Invalid template id"), (None, "TmplIds can't be empty")):
        assert failure(rules.chosen, ids, facts, "cam")[0] == words
    assert failure(rules.chosen, [""], facts, "cam")[0].startswith("No template data return")

    def code(outcome: Outcome) -> int:
        assert outcome.result is not None
        return int(outcome.result["errCode"])

    assert code(ask(desk, "a", "b", "c", "d")) == 20003
    assert code(ask(desk, "a", "b", "c")) == 19720728
    assert code(ask(desk, "a", modelId="lock", snTicket=ticket(desk, model="lock")["sn_ticket"])) == 19720736
    assert ask(desk, "any").ok
    for options in ({"snTicket": "none"}, {"sn": "other"}):
        assert code(ask(desk, "any", **options)) == 19720726
    old = ticket(desk)["sn_ticket"]
    desk.advance(299)
    assert ask(desk, "any", snTicket=old).ok
    desk.advance(1)
    assert code(ask(desk, "any", snTicket=old)) == 19720727


def test_every_engine(local: Local) -> None:
    ready(local)
    for _ in range(2):
        assert ask(local, "any").ok
    data = {"number1": {"value": 3}}
    assert send(local, "bob", template_id="any", data=data)["errcode"] == 0
    assert local.person("bob").inbox()[-1].lines[0].value == "3"
