"""What a world promises: determinism, due work in order, faults, settings, the journal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import Ids, derive, seed_key
from wxlocal.core.world import jobs, journal
from wxlocal.core.world.journal import rid, seq_of_rid
from wxlocal.core.world.world import JOBS, Act
from wxlocal.entry.local import Local

# -- chance -------------------------------------------------------------------------------------------------------


def story(local: Local) -> list[Any]:
    """Calls whose answers hold drawn ids."""
    local.at("2022-05-01")
    return [local.person("bob").login(), local.token(), local.post("/wxa/generatescheme"), local.post("/wxa/none")]


def test_the_same_seed_tells_the_same_story(local: Local) -> None:
    first = story(local)
    local.reset()
    local.world.set_clock(None, frozen=True)
    assert story(local) == first


def test_another_seed_tells_another() -> None:
    with (
        Local('[world]\nseed = "a"\n[[mini_program]]\nname = "x"\n') as a,
        Local('[world]\nseed = "b"\n[[mini_program]]\nname = "x"\n') as b,
    ):
        assert a.appid != b.appid
        assert a.secret != b.secret
    with (
        Local('[world]\nseed = "random"\n[[mini_program]]\nname = "x"\n') as a,
        Local('[world]\nseed = "random"\n[[mini_program]]\nname = "x"\n') as b,
    ):
        assert a.appid != b.appid


def test_the_engines_agree(store_url: str) -> None:
    with Local(store=store_url, now="2022-05-01", frozen=True) as here, Local(now="2022-05-01", frozen=True) as memory:
        assert story(here) == story(memory)


@given(st.binary(min_size=1, max_size=8), st.integers(0, 2**40))
def test_draws_depend_on_key_and_number_only(seed: bytes, seq: int) -> None:
    key = seed_key(seed.hex())
    one, two = Ids(key, seq), Ids(key, seq)
    assert [one.hex(16), one.text(11), one.below(10)] == [two.hex(16), two.text(11), two.below(10)]
    assert Ids(key, seq + 1).hex(16) != Ids(key, seq).hex(16)
    assert derive(key, "a", "b") != derive(key, "ab", "")


# -- the clock and due work ---------------------------------------------------------------------------------------


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, local: Local) -> list[tuple[int, str]]:
    done: list[tuple[int, str]] = []

    def due(act: Act, payload: dict[str, Any]) -> None:
        done.append((act.now, payload["name"]))
        if payload.get("again"):
            jobs.plan(act, act.now + 50, "links", "test", {"name": "child"})

    monkeypatch.setitem(local.world.offers[JOBS], ("links", "test"), due)
    return done


def plan(local: Local, due: int, **payload: Any) -> None:
    with local.world.act() as act:
        jobs.plan(act, due, "links", "test", payload)


def test_due_work_runs_in_order_each_at_its_own_time(local: Local, ran: list[tuple[int, str]]) -> None:
    local.at("2022-01-01")
    start = local.now
    plan(local, start + 300, name="late")
    plan(local, start + 100, name="early", again=True)
    plan(local, start + 9999, name="never")
    assert [job["due"] for job in local.request("GET", "/_wxlocal/v1/worlds/default/jobs").json()] == [
        start + 100,
        start + 300,
        start + 9999,
    ]
    local.advance(300)
    assert ran == [(start + 100, "early"), (start + 150, "child"), (start + 300, "late")]
    assert [entry.name for entry in local.journal(face="job")] == ["links.test"] * 3


def test_what_became_due_meanwhile_runs_before_the_next_call(local: Local, ran: list[tuple[int, str]]) -> None:
    plan(local, local.now - 5, name="overdue")
    local.token()
    assert [name for _, name in ran] == ["overdue"]
    local.app.worlds.catch_up()
    assert len(ran) == 1


def test_a_reset_forgets_planned_work(local: Local, ran: list[tuple[int, str]]) -> None:
    plan(local, local.now + 10, name="x")
    local.reset()
    local.advance(100)
    assert ran == []


def test_time_has_its_ends(local: Local) -> None:
    for wrong in (-1, 253_370_764_800):
        with pytest.raises(NotPossible, match="the clock goes from 1970"):
            local.world.set_clock(wrong)
    with pytest.raises(NotPossible, match="advance goes forward"):
        local.advance(-1)


def test_a_running_clock_runs_and_a_standing_one_stands(memory: Local) -> None:
    from wxlocal.core.base.clock import wait

    memory.at("2022-01-01")
    wait(0.02)
    assert memory.world.clock().now() == 1640966400
    memory.world.set_clock(None, frozen=False)
    wait(0.02)
    assert 1640966400 < memory.world.clock().now() < 1640966410


# -- faults -------------------------------------------------------------------------------------------------------


def codes(local: Local, n: int) -> list[int]:
    pair = {"grant_type": "client_credential", "appid": local.appid, "secret": local.secret}
    return [int(local.get("/cgi-bin/token", **pair).get("errcode", 0)) for _ in range(n)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"nth": 2}, [0, -1, 0, 0]),
        ({"every": 2}, [0, -1, 0, -1]),
        ({"times": 1}, [-1, 0, 0, 0]),
        ({"operation": "getAccessToken"}, [-1, -1, -1, -1]),
        ({"operation": "/cgi-bin/token", "times": 2}, [-1, -1, 0, 0]),
        ({"operation": "generateScheme"}, [0, 0, 0, 0]),
        ({"appid": "wxother"}, [0, 0, 0, 0]),
    ],
)
def test_faults_strike_as_planned(local: Local, fault: dict[str, Any], expected: list[int]) -> None:
    local.fault(errcode=-1, errmsg="system error", **fault)
    assert codes(local, 4) == expected


def test_a_share_of_the_calls_is_drawn_from_the_seed(memory: Local) -> None:
    memory.fault(errcode=-1, share=0.3)
    first = codes(memory, 60)
    assert 5 < first.count(-1) < 35
    memory.reset()
    memory.world.set_clock(None, frozen=True)
    memory.fault(errcode=-1, share=0.3)
    assert codes(memory, 60) == first


def test_a_fault_may_be_an_http_status_a_lost_or_a_torn_answer(memory: Local) -> None:
    token = memory.token()
    memory.fault(operation="generateScheme", status=503, nth=1)
    memory.fault(operation="generateScheme", answer="drop", nth=1)
    memory.fault(operation="generateScheme", answer="truncate", nth=1)
    call: Any = ("POST", "/wxa/generatescheme", {"access_token": token}, {})
    assert memory.request(*call).status == 503
    lost = memory.request(*call)
    assert lost.body == b""
    assert int(lost.headers["content-length"]) > 50
    torn = memory.request(*call)
    assert len(torn.body) == int(torn.headers["content-length"]) // 2
    assert memory.request(*call).json()["errcode"] == 0
    links = memory.request("GET", f"/_wxlocal/v1/worlds/default/accounts/{memory.appid}/links").json()
    assert len(links) == 3, "what was lost on the way was done"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({}, "say what happens"),
        ({"errcode": 1, "nth": 0}, "nth counts from 1"),
        ({"errcode": 1, "share": 2}, "share is between 0 and 1"),
        ({"status": 200}, "400 to 599"),
        ({"delay": -1}, "delay is in milliseconds"),
        ({"errcode": 1, "operation": "nope"}, "there is no operation 'nope'"),
        ({"errcode": 1, "when": "now"}, "unknown key"),
    ],
)
def test_faults_that_make_no_sense(memory: Local, fault: dict[str, Any], words: str) -> None:
    answer = memory.request("POST", "/_wxlocal/v1/worlds/default/faults", json=fault)
    assert answer.status == 400
    assert words in answer.json()["error"]


# -- settings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("links.none", 1, "there is no setting"),
        ("links.overflow", "explode", "takes one of clamp, refuse"),
        ("links.openings_a_day", "many", "takes int"),
        ("links.openings_a_day", True, "takes int"),
        ("links.openings_a_day", -1, "at least 0"),
        ("quota.rates", 1, "takes bool"),
    ],
)
def test_settings_check_their_values(memory: Local, name: str, value: Any, words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        memory.set(name, value)
    assert memory.world.settings == {}


def test_settings_are_part_of_the_world(local: Local) -> None:
    local.set("links.openings_a_day", "5")
    local.snapshot("five")
    local.set("links.openings_a_day", None)
    assert local.world.settings == {}
    local.restore("five")
    assert local.world.settings == {"links.openings_a_day": 5}


# -- the journal --------------------------------------------------------------------------------------------------


def test_secrets_are_masked(local: Local) -> None:
    secret = local.secret
    token = local.token()
    code = local.person("bob").login()
    query = {"appid": local.appid, "secret": secret, "js_code": code, "grant_type": "authorization_code"}
    session = local.get("/sns/jscode2session", **query)
    local.request(
        "POST",
        "/cgi-bin/stable_token",
        json={"appid": local.appid, "secret": secret, "grant_type": "client_credential"},
    )
    local.request("POST", "/cgi-bin/stable_token", body=f"appid={local.appid}&secret={secret}".encode())
    local.request("PATCH", f"/_wxlocal/v1/worlds/default/accounts/{local.appid}", json={"name": "x"})
    whole = "".join(e.query + e.request + e.answer for e in local.journal(limit=1000) if e.face == "api")
    for hidden in (secret, token, session["session_key"], code):
        assert hidden not in whole
    assert f"secret={secret[:6]}****" in whole


@given(st.integers(0, 2**32 - 1), st.integers(1, 2**32 - 1))
def test_a_rid_holds_its_row(at: int, seq: int) -> None:
    key = seed_key("x")
    assert seq_of_rid(key, rid(key, at, seq)) == (at, seq)
    assert seq_of_rid(seed_key("y"), rid(key, at, seq)) is None


def test_searching(local: Local) -> None:
    local.at("2022-05-01")
    local.post("/wxa/generatescheme")
    local.post("/wxa/generatescheme", {"jump_wxa": {"path": "50%_off"}})
    assert [e.errcode for e in local.journal(path="/wxa/generatescheme")] == [0, 40165]
    (refused,) = local.journal(rule="link-eligibility")
    assert refused.reason
    assert [e.errcode for e in local.journal(contains="50%_off")] == [40165]
    assert local.journal(contains="50%%off") == []
    assert local.journal(after=refused.seq) == []
    with pytest.raises(ValueError, match="no such filter"):
        local.journal(color="red")


def test_everything_is_written_down_in_one_order(local: Local) -> None:
    local.token()
    local.person("bob").login()
    local.at("2022-01-01")
    entries = local.journal()
    assert [e.seq for e in entries] == sorted(e.seq for e in entries)
    assert {"api", "phone", "control"} <= {e.face for e in entries}
    assert isinstance(entries[0], journal.Entry)
