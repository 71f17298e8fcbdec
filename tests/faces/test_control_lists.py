"""Lists of the control API: in pages, in one query; what has arrived, what was told, what leaves the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import msgspec
import pytest

from tests.conftest import Seeded
from wxlocal import app
from wxlocal.core.base.db import Row
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.world import errands, inbox, jobs, outbox
from wxlocal.core.world.answers import store as prompts
from wxlocal.core.world.nouns import Person, Phone
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.entry.local import Local
from wxlocal.faces.control import PREFIX

W = f"{PREFIX}/worlds/default"


def listed(local: Local, path: str, **query: Any) -> Any:
    answer = local.request("GET", W + path, query)
    assert answer.status == 200, answer.body
    return answer.json()


def pages(local: Local, path: str, key: str, size: int) -> list[Any]:
    """All entries, page by page."""
    found: list[Any] = []
    after: dict[str, Any] = {}
    while page := listed(local, path, limit=size, **after):
        assert len(page) <= size
        found += page
        after = {"after": page[-1][key]}
    return found


def test_every_list_comes_in_pages(local: Local) -> None:
    local.at("2024-06-01")
    for name in ("c", "a", "b"):
        local.control("POST", "/subjects", {"id": name})
        local.control("POST", "/accounts", {"name": name, "kind": "mini_game" if name == "c" else "mini_program"})
        local.control("POST", "/people", {"id": name, "phones": [{}, {}]})
        local.control("POST", "/faults", {"errcode": -1, "nth": 99})
        local.post("/wxa/generatescheme", {"jump_wxa": {"path": "", "query": name}})
        local.request("POST", "/wxa/getwxacodeunlimit", {"access_token": local.token()}, json={"scene": name})
    with local.world.act() as act:
        for due in (5, 5, 3):
            jobs.plan(act, act.now + due, "code_management", "review", {})
            prompts.add_waiting(act.tx, f"prompt-{act.ids.hex(8)}", "alice-phone", act.now + due, "{}", "{}")
    paths = {
        "/subjects": "id", "/accounts": "appid", "/people": "id", "/phones": "id", "/faults": "id", "/jobs": "id",
        f"/accounts/{local.appid}/links": "ticket", f"/accounts/{local.appid}/codes": "ticket",
        "/phones/alice-phone/prompts": "id", "/journal": "seq",
    }  # fmt: skip
    for path, key in paths.items():
        whole = listed(local, path, limit=10_000)
        assert len(whole) >= 3, path
        for size in (1, 2, len(whole)):
            assert pages(local, path, key, size) == whole, path
        assert listed(local, path, limit=0) == []
    assert [person["phones"] for person in listed(local, "/people", after="b", limit=1)] == [
        listed(local, "/people")[3]["phones"]
    ]


def test_opened_mini_programs_and_authorizations_come_in_pages(local: Local) -> None:
    third = local.control("POST", "/accounts", {"name": "t", "kind": "third_party"})
    made = [local.appid, *(local.control("POST", "/accounts", {"name": name})["appid"] for name in "ab")]
    for appid in made:
        local.person("alice").call("openMiniProgram", appid=appid)
        code = local.control("POST", f"/third-party/{third['appid']}/authorizations", {"appid": appid})["auth_code"]
        pair = {"component_appid": third["appid"], "component_appsecret": third["secret"]}
        ticket = local.control("GET", f"/third-party/{third['appid']}/ticket")["component_verify_ticket"]
        asked = {**pair, "component_verify_ticket": ticket}
        token = local.request("POST", "/cgi-bin/component/api_component_token", json=asked).json()
        query = {"component_access_token": token["component_access_token"]}
        body = {"component_appid": third["appid"], "authorization_code": code}
        local.request("POST", "/cgi-bin/component/api_query_auth", query, json=body)
    for path in ("/phones/alice-phone/opened", f"/third-party/{third['appid']}/authorizations"):
        whole = listed(local, path)
        assert sorted(one["appid"] for one in whole) == sorted(made)
        assert pages(local, path, "appid", 1) == whole


class Counted:
    """Counts the queries of a transaction."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx
        self.queries = 0

    def all(self, sql: str, *values: Any) -> list[Row]:
        self.queries += 1
        rows: list[Row] = self._tx.all(sql, *values)
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


def test_people_are_read_in_two_queries_however_many_there_are(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    with memory.world.act() as act:
        for number in range(200):
            nouns.add(act.tx, Person(id=f"p{number}", nickname="x", wechat_id=f"w{number}"))
            nouns.add(act.tx, Phone(id=f"p{number}-phone", person=f"p{number}"))
    counted: list[Counted] = []
    begin = memory.world.database.begin

    @contextmanager
    def counting() -> Iterator[Counted]:
        with begin() as tx:
            counted.append(Counted(tx))
            yield counted[-1]

    monkeypatch.setattr(memory.world.database, "begin", counting)
    people = listed(memory, "/people")
    assert len(people) == 202
    assert all(len(person["phones"]) == 1 for person in people)
    assert sum(one.queries for one in counted) == 2


# -- what has arrived -----------------------------------------------------------------------------------------------


def test_the_inbox_of_a_phone(local: Local) -> None:
    local.control("POST", "/people/alice/phones", {"id": "second"})
    alice, appid = local.person("alice"), local.appid
    with local.world.act() as act:
        phone = nouns.phone(act.tx, "alice-phone")
        assert phone is not None
        for title in ("one", "two"):
            inbox.put(act, "alice", "subscribe", title=title, body={"thing1": {"value": title}}, appid=appid)
        inbox.put(act, "alice", "sms", title="code", phone="second")
        inbox.put(act, "bob", "subscribe", title="not hers")
        inbox.event(act, phone, appid, "wx.onLocationChange", {"latitude": 1.5})
    messages = listed(local, "/phones/alice-phone/inbox")
    assert [one["title"] for one in messages] == ["one", "two"]
    assert messages[0]["body"] == {"thing1": {"value": "one"}}
    assert [one["title"] for one in listed(local, "/phones/second/inbox")] == ["one", "two", "code"]
    assert pages(local, "/phones/alice-phone/inbox", "id", 1) == messages
    read = local.control("POST", f"/phones/alice-phone/inbox/{messages[0]['id']}/read")
    assert read["read_at"] == local.now
    assert [one["title"] for one in listed(local, "/phones/second/inbox", unread="true")] == ["two", "code"]
    (event,) = listed(local, "/phones/alice-phone/events")
    assert (event["kind"], event["body"]) == ("wx.onLocationChange", {"latitude": 1.5})
    assert listed(local, "/phones/alice-phone/events", after=event["id"]) == []
    assert listed(local, "/phones/second/events") == []
    for wrong in (event["id"], messages[0]["id"] + 2, 99):
        with pytest.raises(NotPossible, match="there is no message"):
            local.control("POST", f"/phones/alice-phone/inbox/{wrong}/read")
    assert [one.title for one in alice.inbox()] == ["one", "two"]
    assert [one.title for one in alice.inbox(unread=True)] == ["two"]
    assert alice.read(messages[1]["id"]).read_at == local.now
    assert alice.inbox(unread=True) == []
    assert [one.body for one in alice.events()] == [{"latitude": 1.5}]
    assert [one.title for one in alice.on("second").inbox(after=messages[1]["id"])] == ["code"]


def test_letters(local: Local) -> None:
    appid = local.appid
    with local.world.act() as act:
        account = nouns.account(act.tx, appid)
        assert account is not None
        for event in ("a", "b", "a"):
            outbox.tell(act, account, event, Reason="Secret of a shop")
        outbox.tried(act, 2, "failed", "timed out")
    letters = listed(local, "/letters")
    assert [(one["id"], one["name"], one["state"]) for one in letters] == [
        (1, "a", "waiting"), (2, "b", "failed"), (3, "a", "waiting"),
    ]  # fmt: skip
    assert pages(local, "/letters", "id", 2) == letters
    assert [one["id"] for one in listed(local, "/letters", name="a", appid=local.appid)] == [1, 3]
    assert [one["told"] for one in listed(local, "/letters", state="failed")] == ["timed out"]
    assert listed(local, "/letters", appid="wx0") == []
    assert [one["id"] for one in listed(local, "/letters", newest="true", limit=2)] == [2, 3]
    assert [one["id"] for one in listed(local, "/letters", newest="true", limit=1, name="a", after=1)] == [3]
    assert listed(local, "/letters/2") == letters[1]
    assert local.request("GET", f"{W}/letters/9").status == 404
    assert [one.id for one in local.letters("a")] == [1, 3]
    assert [one.id for one in local.letters(after=2, appid=local.appid)] == [3]


# -- what leaves the process ----------------------------------------------------------------------------------------


class Asked(msgspec.Struct):
    number: int


class Done(msgspec.Struct):
    answer: str


TOLD: list[str] = []
HELD = Event()


def _run(world: World, payload: Asked) -> Done:
    if payload.number == 13:
        HELD.wait(20)
    return Done(f"done {payload.number}")


def _finish(act: Act, payload: Asked, result: Done | errands.Failure) -> None:
    TOLD.append(result.reason if isinstance(result, errands.Failure) else result.answer)


ERRAND = errands.Errand(name="trial.ask", payload=Asked, result=Done, run=_run, finish=_finish)


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch, seeded: Seeded) -> Local:
    """A world whose house has a room with an errand."""
    house = House((*app.discover(), Room(name="trial", errands=(ERRAND,))))
    monkeypatch.setattr(app, "house", lambda: house)
    TOLD.clear()
    HELD.clear()
    return seeded()


def plan(local: Local, *numbers: int, later: int = 0) -> None:
    with local.world.act() as act:
        for number in numbers:
            errands.plan(act, ERRAND, Asked(number), at=act.now + later, lane="one")


def test_errands_are_listed_scripted_and_waited_for(trial: Local) -> None:
    plan(trial, 1, 2, 3, 4, later=60)
    whole = listed(trial, "/errands")
    assert [(one["name"], one["payload"], one["running"]) for one in whole] == [
        ("trial.ask", {"number": number}, False) for number in (1, 2, 3, 4)
    ]
    assert pages(trial, "/errands", "id", 1) == whole
    assert trial.control("POST", "/settle") == {"settled": True}
    assert TOLD == []
    script = {"name": "trial.ask", "result": {"answer": "as scripted"}}
    assert trial.control("POST", "/errands/script", script) == {"name": "trial.ask", "waiting": 1}
    late = {"name": "trial.ask", "failure": "timed out"}
    assert trial.control("POST", "/errands/script", late) == {"name": "trial.ask", "waiting": 2}
    trial.script_errand("trial.ask", {"answer": "from Python"})
    trial.advance(60)
    assert trial.settle(timeout=10)
    assert TOLD == ["as scripted", "timed out", "from Python", "done 4"]
    assert listed(trial, "/errands") == []
    assert listed(trial, "/journal", name="scriptErrand")[0]["face"] == "control"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "trial.aks", "result": {"answer": ""}}, r"did you mean trial\.ask"),
        ({"name": "trial.ask", "result": {"answer": 5}}, "that cannot come of trial.ask"),
        ({"name": "trial.ask"}, "give result or failure"),
        ({"name": "trial.ask", "result": {"answer": ""}, "failure": "x"}, "give result or failure"),
    ],
)
def test_scripts_that_make_no_sense(trial: Local, body: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        trial.control("POST", "/errands/script", body)


def test_settle_has_an_end(trial: Local) -> None:
    plan(trial, 13)
    try:
        assert trial.control("POST", "/settle", {"timeout": 0.05}) == {"settled": False}
        assert listed(trial, "/errands")[0]["running"] is True
    finally:
        HELD.set()
    assert trial.control("POST", "/settle", {"timeout": 10}) == {"settled": True}
    assert TOLD == ["done 13"]


def test_a_fault_strikes_an_errand_by_its_name(trial: Local) -> None:
    trial.control("POST", "/faults", {"operation": "trial.ask", "status": 502})
    plan(trial, 1)
    assert trial.control("POST", "/settle")["settled"]
    assert TOLD == ["planned fault: 502"]
