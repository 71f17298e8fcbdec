"""People who work for the owner of a mini program: being bound, taking messages, getting them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.refusals import refusal
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.entry.local import Local
from wxlocal.rooms.employment import rules
from wxlocal.rooms.employment.facts import Facts

TEMPLATES = [
    {"id": f"t{number}", "title": "排班提醒", "content": "工号:{{character_string1.DATA}}\n工资:{{amount1.DATA}}"}
    for number in range(7)
]
DATA = {"data": {"character_string1": {"value": "A1"}, "amount1": {"value": 222}}}


def ready(local: Local) -> Local:
    local.at("2025-10-01")
    local.facts("employment", opened=True, templates=TEMPLATES)
    local.person("bob").change_phone(client_version="8.0.62")
    return local


@pytest.fixture
def desk(seeded: Callable[..., Local]) -> Local:
    return ready(seeded())


def call(local: Local, name: str, *ids: str, **more: Any) -> Outcome:
    options = {"tmplIds": list(ids)}
    return local.person("bob").call(name, options, appid=local.appid, **more)


def bind(local: Local, *ids: str, answers: Any = "allow") -> Outcome:
    return call(local, "bindEmployeeRelation", *ids, answers=answers)


def send(local: Local, **more: Any) -> Any:
    openid = local.person("bob").openid(local.appid)
    body = {"template_id": "t0", "page": "pages/index/index", "touser": openid, "data": json.dumps(DATA), **more}
    return local.post("/cgi-bin/message/wxopen/employeerelationmsg/send", body, token=local.token())


def test_bound_subscribed_told(desk: Local) -> None:
    assert call(desk, "checkEmployeeRelation").result == {"errMsg": "checkEmployeeRelation:ok", "bindingStatus": ""}
    assert send(desk)["errcode"] == 40256
    assert bind(desk).result == {"errMsg": "bindEmployeeRelation:ok", "bindingStatus": "accept"}
    assert send(desk)["errcode"] == 50001
    taken = call(desk, "requestSubscribeEmployeeMessage", "t0", answers="allow").result
    assert taken == {"errMsg": "requestSubscribeEmployeeMessage:ok", "bindingStatus": "accept", "t0": "accept"}
    assert send(desk) == {"errcode": 0, "errmsg": "ok"}
    bound, notice = desk.person("bob").inbox()
    assert (bound.kind, notice.kind, notice.title) == ("system", "subscribe", "排班提醒")
    assert [(one.name, one.value) for one in notice.lines] == [("工号", "A1"), ("工资", "222")]
    opened = desk.person("bob").call("openMessage", {"message": notice.id}).result
    assert opened is not None
    assert opened["scene"] == 1014
    call(desk, "requestSubscribeEmployeeMessage", "t0", answers="refuse")
    assert send(desk)["errcode"] == 50001


def test_bound_with_messages_at_once_and_unbound(desk: Local) -> None:
    outcome = bind(desk, "t0", answers={"bindEmployeeRelation": "allow", "requestSubscribeEmployeeMessage": "refuse"})
    assert outcome.result is not None
    assert outcome.result["t0"] == "reject"
    outcome = bind(desk, "t0", "t1")
    assert outcome.result is not None
    assert (outcome.result["t0"], outcome.result["t1"]) == ("accept", "accept")
    assert send(desk)["errcode"] == 0
    path, openid = "/wxa/business/unbinduserb2cauthinfo", desk.person("bob").openid(desk.appid)
    for people, code in (([], 40097), (["nobody"], 40003), ([openid], 0), ([openid], 0)):
        assert desk.post(path, {"openid_list": people}, token=desk.token())["errcode"] == code
    assert send(desk)["errcode"] == 40256
    titles = [one.title for one in desk.person("bob").inbox() if one.kind == "system"]
    assert titles[-1].endswith("已解除用工关系绑定")
    assert len(titles) == 3


def test_who_refuses(desk: Local) -> None:
    assert bind(desk, "t0", answers="refuse").result == {
        "errMsg": "bindEmployeeRelation:ok",
        "bindingStatus": "reject",
    }
    status = call(desk, "checkEmployeeRelation").result
    assert status is not None
    assert status["bindingStatus"] == "reject"
    assert call(desk, "requestSubscribeEmployeeMessage", "t0").reason is not None
    assert send(desk)["errcode"] == 40256


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"template_id": "none"}, 40097),
        ({"page": ""}, 40097),
        ({"data": "{"}, 40097),
        ({"data": ""}, 40097),
        ({"data": '{"data": {"amount1": {"value": "1"}}}'}, 40097),
        ({"touser": "nobody"}, 40257),
    ],
)
def test_what_is_refused(desk: Local, changes: dict[str, Any], code: int) -> None:
    bind(desk, "t0")
    assert send(desk, **changes)["errcode"] == code


def test_not_opened(desk: Local) -> None:
    desk.facts("employment", opened=False)
    assert send(desk)["errcode"] == 43104
    assert bind(desk).result == {"errMsg": "bindEmployeeRelation:fail no permission"}
    code = refusal(rules.check_opened, Facts(opened=True), "individual")[0]
    assert code == 43104
    rules.check_opened(Facts(opened=True), "enterprise")


def test_six_templates_at_most(desk: Local) -> None:
    assert bind(desk, *(f"t{number}" for number in range(6))).ok
    assert not bind(desk, *(f"t{number}" for number in range(7))).ok
    assert bind(desk, "none").reason == "there is no template 'none'"


def test_clients_and_base_libraries(desk: Local) -> None:
    bob = desk.person("bob")
    for client, library, absent in (("8.0.61", "3.10.0", True), ("8.0.62", "3.9.9", True), ("8.0.62", "3.10.0", False)):
        bob.change_phone(client_version=client, base_library=library)
        assert call(desk, "checkEmployeeRelation").absent == absent


def test_every_engine(local: Local) -> None:
    ready(local)
    for _ in range(2):
        assert bind(local, "t0").ok
    assert send(local)["errcode"] == 0
