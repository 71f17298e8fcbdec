"""Many at once on one PostgreSQL, and what both engines answer alike: no 500, whatever meets whatever."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests import postgres
from tests.conftest import missing
from wxlocal.app import App
from wxlocal.core.base.db import Taken, Unfit
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Answer, Local

WORLD = "/_wxlocal/v1/worlds/default"


def at_once(number: int, do: Callable[[int], Any]) -> list[Any]:
    """What so many threads gave; an exception too."""
    heard: list[Any] = []
    begin = threading.Barrier(number)

    def work(i: int) -> None:
        begin.wait()
        try:
            heard.append(do(i))
        except BaseException as error:
            heard.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def wrong(answers: list[Any]) -> list[Any]:
    """Answers that nobody should hear, and exceptions."""
    return [a.body if isinstance(a, Answer) else a for a in answers if not isinstance(a, Answer) or a.status >= 500]


@pytest.fixture
def two(store_url: str) -> Any:
    """Two processes' worth of wxlocal on one store."""
    with Local(store=store_url) as one:
        other = App(store_url)
        one.set("quota.rates", False)
        yield one, other
        other.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_reset_and_restore_while_others_call(two: tuple[Local, App]) -> None:
    one, other = two
    appid, secret = one.appid, one.secret
    one.snapshot("mine")
    query = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    beside = Local.__new__(Local)
    beside.app, beside.wsgi = other, other.front

    def calls(local: Local) -> list[Any]:
        heard: list[Any] = []
        for _ in range(25):
            token = local.request("GET", "/cgi-bin/token", query)
            heard.append(token)
            given = {"access_token": token.json().get("access_token", "")}
            heard.append(local.request("POST", "/wxa/generatescheme", given, json={}))
            login = {"api": "login", "appid": appid}
            heard.append(local.request("POST", f"{WORLD}/phones/alice-phone/call", json=login))
        return heard

    def steer(local: Local) -> list[Any]:
        return [
            local.request("POST", f"{WORLD}{path}", json=body)
            for _ in range(6)
            for path, body in (
                ("/reset", None),
                ("/snapshots", {"name": "mine"}),
                ("/snapshots/mine/restore", None),
            )
        ]

    heard = at_once(6, lambda i: steer((one, beside)[i % 2]) if i < 2 else calls((one, beside)[i % 2]))
    assert wrong([answer for some in heard for answer in (some if isinstance(some, list) else [some])]) == []
    entries = [entry.seq for entry in one.journal(limit=10_000)]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_process_starts_while_others_call(two: tuple[Local, App], store_url: str) -> None:
    """It must not set back the number of the calls."""
    one, _ = two

    def start() -> list[Any]:
        for _ in range(3):
            App(store_url).close()
        return []

    heard = at_once(4, lambda i: start() if i == 0 else [one.token() for _ in range(25)])
    assert [a for a in heard if not isinstance(a, list)] == []
    tokens = [token for some in heard for token in some]
    assert len(tokens) == len(set(tokens)) == 75


@pytest.mark.parametrize("path", ["people", "accounts", "subjects"])
def test_the_same_one_is_made_once(local: Local, path: str) -> None:
    body: dict[str, Any] = {"people": {"id": "carol"}, "accounts": {"appid": "wxcarol"}}.get(
        path, {"id": "carol", "name": "carol"}
    )
    heard = at_once(8, lambda _: local.request("POST", f"{WORLD}/{path}", json=body))
    assert sorted(a.status for a in heard) == [200] + [409] * 7, [a.body for a in heard]
    words = [a.json()["error"] for a in heard if a.status == 409]
    assert [w for w in words if "there is already" not in w and "belongs to somebody else" not in w] == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_same_world_is_made_once(store_url: str) -> None:
    apps = [App(store_url) for _ in range(4)]
    try:
        heard = at_once(4, lambda i: apps[i].worlds.create("default", document="").name)
        assert [str(e) for e in heard if e != "default"] == ["there is already a world 'default'"] * 3
        heard = at_once(4, lambda i: apps[i].worlds.create(f"w{i}", document="").number)
        assert sorted(heard) == [2, 3, 4, 5], "no two worlds have one number"
        assert apps[0].worlds.names() == ["default", "w0", "w1", "w2", "w3"]
    finally:
        for app in apps:
            app.close()


def test_what_is_there_already_is_told_by_both_engines_alike(local: Local) -> None:
    with pytest.raises(Taken, match="there is already a person with this id"), local.world.act() as act:
        nouns.add(act.tx, Person(id="alice", nickname="a", wechat_id="wxid_other"))
    with pytest.raises(Taken, match="there is already a person with this wechat_id") as taken, local.world.act() as act:
        nouns.add(act.tx, Person(id="al", nickname="a", wechat_id=nouns.listed(act.tx, Person)[0].wechat_id))
    assert taken.value.status == 409


# -- values that no store keeps -----------------------------------------------------------------------------------


def test_values_that_no_store_keeps(local: Local) -> None:
    for value in ("a\0b", 1 << 63, -(1 << 63) - 1, "half of \ud83d"):
        with pytest.raises(Unfit) as unfit, local.world.act() as act:
            act.tx.run("UPDATE person SET phone_verified_at = ? WHERE id = ?", value, "alice")
        assert unfit.value.status == 400


BIG = 10**30


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/wxa/generatescheme", '{"jump_wxa": {"path": "\\u0000"}}'),
        ("POST", "/wxa/generatescheme", '{"jump_wxa": {"query": "a=\\u0000"}}'),
        ("POST", "/wxa/generatescheme", f'{{"is_expire": true, "expire_time": {BIG}}}'),
        ("POST", "/wxa/generatescheme", f'{{"is_expire": true, "expire_interval": {BIG}}}'),
        ("POST", "/wxa/queryscheme", '{"scheme": "weixin://dl/business/?t=\\u0000"}'),
        ("POST", "/cgi-bin/openapi/rid/get", '{"rid": "\\u0000"}'),
        ("POST", "/cgi-bin/stable_token", '{"appid": "\\u0000", "secret": "x", "grant_type": "client_credential"}'),
        ("GET", "/sns/jscode2session?js_code=%00&appid=%00&secret=%00", ""),
        ("GET", "/cgi-bin/token?appid=wx%00&secret=x&grant_type=client_credential", ""),
        ("GET", "/cgi-bin/\0", ""),
        ("GET", "/s/\0", ""),
        ("GET", f"{WORLD}/people/%00", ""),
        ("GET", f"{WORLD}/people/\0", ""),
        ("POST", f"{WORLD}/people", '{"id": "\\u0000"}'),
        ("POST", f"{WORLD}/people", f'{{"id": "x", "phone_verified_at": {BIG}}}'),
        ("POST", f"{WORLD}/accounts", '{"name": "a\\u0000b"}'),
        ("POST", f"{WORLD}/snapshots", '{"name": "a\\u0000b"}'),
        ("PUT", f"{WORLD}/settings/links.openings_a_day", f'{{"value": {BIG}}}'),
        ("POST", f"{WORLD}/phones/alice-phone/call", '{"api": "openLink", "options": {"link": "\\u0000"}}'),
        ("POST", f"{WORLD}/phones/\0/call", '{"api": "login"}'),
        ("GET", f"{WORLD}/journal?contains=%00", ""),
        ("GET", f"{WORLD}/journal?after={BIG}", ""),
        ("GET", f"{WORLD}/journal?errcode={BIG}", ""),
    ],
)
def test_nul_and_large_numbers_are_answered(local: Local, method: str, path: str, body: str) -> None:
    path, _, text = path.partition("?")
    query = dict(part.split("=") for part in text.split("&")) if text else {}
    if path.startswith(("/wxa", "/cgi-bin/openapi")):
        query["access_token"] = local.token()
    environ_query = {name: value.replace("%00", "\0") for name, value in query.items()}
    answer = local.request(method, path, environ_query, body=body.encode())
    assert answer.status < 500, answer.body
    assert answer.status != 200 or "data" not in answer.body.decode() or answer.json()


def test_both_engines_answer_alike(store_url: str) -> None:
    with Local(store=store_url, now="2024-01-01", frozen=True) as here, Local(now="2024-01-01", frozen=True) as memory:
        for local in (here, memory):
            local.set("quota.rates", False)
        for path, body in (
            ("/wxa/generatescheme", b'{"jump_wxa": {"query": "a=\\u0000"}}'),
            ("/wxa/generatescheme", b'{"is_expire": true, "expire_time": 1%030d}' % 0),
            ("/cgi-bin/stable_token", b'{"appid": "\\u0000", "secret": "x", "grant_type": "client_credential"}'),
            ("/_wxlocal/v1/worlds/default/people", b'{"id": "a\\u0000"}'),
            ("/_wxlocal/v1/worlds/default/people", b'{"id": "x", "phone_verified_at": 1%030d}' % 0),
        ):
            one, other = (
                local.request("POST", path, {"access_token": local.token()}, body=body) for local in (here, memory)
            )
            assert (one.status, one.body) == (other.status, other.body)


# -- PostgreSQL away ----------------------------------------------------------------------------------------------


def test_postgresql_away_is_503_with_words_and_one_line(caplog: pytest.LogCaptureFixture) -> None:
    try:
        with postgres.server() as server, Local(store=server.url) as local:
            query = {"grant_type": "client_credential", "appid": local.appid, "secret": local.secret}
            assert local.request("GET", "/cgi-bin/token", query).status == 200
            server.stop()
            with caplog.at_level(logging.INFO):
                for _ in range(20):
                    answer = local.request("GET", "/cgi-bin/token", query)
                    assert answer.status == 503
                    assert b"PostgreSQL" in answer.body
                    control = local.request("GET", f"{WORLD}/people")
                    assert (control.status, "PostgreSQL" in control.json()["error"]) == (503, True)
                    local.app.worlds.catch_up()
            assert "Traceback" not in caplog.text
            assert len(caplog.records) <= 3, caplog.text
            server.start()
            assert local.request("GET", "/cgi-bin/token", query).status == 200
            server.crash()
            assert local.request("GET", "/cgi-bin/token", query).status == 200, "idle connections have died with it"
    except FileNotFoundError as error:
        missing(str(error))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_connection_that_dies_in_a_call(store_url: str) -> None:
    with Local(store=store_url) as local, psycopg.connect(store_url, autocommit=True) as beside:
        with pytest.raises(Exception, match="PostgreSQL does not answer"), local.world.act() as act:
            beside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            nouns.listed(act.tx, Person)
        assert local.token()
