"""What nobody needs any more leaves, beside the calls; no call becomes slower with the age of its world."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest

from wxlocal.core.base.db.sqlite import SQLiteDatabase
from wxlocal.core.base.db.sqlite_tx import SQLiteTx
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import housekeeping, inbox, journal, outbox
from wxlocal.core.world.housekeeping import SWEPT
from wxlocal.core.world.journal import Entry
from wxlocal.core.world.nouns import Account, Phone
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World
from wxlocal.entry.local import Local


def keep(world: World) -> None:
    """As often as a server would have had the time for."""
    for _ in range(50):
        housekeeping._looked.pop(world, None)
        housekeeping.keep(world)


def fill(local: Local, rows: int, at: int, text: str = "") -> None:
    with local.world.act() as act:
        first = journal.store.ends(act.tx)[1] + 1
        for seq in range(first, first + rows):
            journal.write(act.tx, Entry(seq=seq, at=at, face="api", name="x", request=text))
        local.world.database.count_calls_from(act.tx, first + rows - 1)
    if local.world.database.shared:
        with local.world.database.begin(alone=True) as tx:
            local.world.database.count_calls_from(tx, first + rows)


def kept(local: Local) -> int:
    with local.world.database.begin() as tx:
        row = tx.one("SELECT count(*) FROM journal")
        return int(row[0]) if row else 0


# -- the journal --------------------------------------------------------------------------------------------------


def test_the_journal_keeps_so_many_rows(local: Local) -> None:
    local.set("journal.keep_rows", 600)
    fill(local, 2000, local.now)
    before = local.journal(limit=10_000)[-1]
    keep(local.world)
    assert kept(local) == 600
    assert local.journal(limit=10_000)[-1] == before, "the newest stay, and the next call counts on"
    local.token()
    assert local.journal(limit=10_000)[-1].seq > before.seq


def test_the_journal_keeps_so_much_text(local: Local) -> None:
    local.set("journal.keep_mb", 1)
    fill(local, 220, local.now, "x" * 9850)
    keep(local.world)
    assert 95 <= kept(local) <= 105
    local.set("journal.keep_mb", 0)
    fill(local, 60, local.now, "x" * 9850)
    keep(local.world)
    assert kept(local) > 150


def test_the_journal_keeps_the_newest_whatever_their_age(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ALWAYS_KEPT", 500)
    memory.at("2022-01-01")
    fill(memory, 1500, memory.now)
    memory.advance("29d")
    keep(memory.world)
    assert kept(memory) > 1500
    memory.advance("2d")
    keep(memory.world)
    assert 499 <= kept(memory) <= 501
    memory.set("journal.keep_days", 0)
    fill(memory, 1000, memory.now)
    memory.advance("400d")
    keep(memory.world)
    assert kept(memory) > 1400


def test_a_rid_whose_row_has_left_is_an_old_one(local: Local) -> None:
    rid = local.post("/wxa/generatescheme", {"jump_wxa": {"path": "nope"}})["errmsg"].split("rid: ")[1]
    token = local.token()
    assert local.post("/cgi-bin/openapi/rid/get", {"rid": rid}, token=token)["errcode"] == 0
    local.set("journal.keep_rows", 10)
    fill(local, 100, local.now)
    keep(local.world)
    assert local.post("/cgi-bin/openapi/rid/get", {"rid": rid}, token=token)["errcode"] == 76004


def test_housekeeping_draws_nothing(local: Local) -> None:
    """The same calls tell the same story, whether or not somebody has kept house in between."""
    first = [local.token(), local.token()]
    local.reset()
    local.world.set_clock(None, frozen=True)
    second = [local.token()]
    keep(local.world)
    assert [*second, local.token()] == first


# -- dead rows ----------------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, local: Local) -> Local:
    """A world whose tables keep only a few dead rows."""
    from msgspec.structs import replace

    swept = tuple(replace(one, most=3) for one in local.world.offers[SWEPT])
    monkeypatch.setitem(local.world.offers._by_kind, SWEPT, swept)
    local.set("quota.rates", False)
    return local


def count(local: Local, table: str) -> int:
    with local.world.database.begin() as tx:
        row = tx.one(f"SELECT count(*) FROM {table}")
        return int(row[0]) if row else 0


def test_what_is_dead_leaves(few: Local) -> None:
    local, alice = few, few.person("alice")
    for _ in range(6):
        local.token()
        alice.login()
        alice.call("getUserInfo", {"withCredentials": True}, answers="allow")
        local.advance(1)
    alive = {table: count(local, table) for table in ("token", "code", "session")}
    keep(local.world)
    assert {table: count(local, table) for table in alive} == alive, "nothing that lives"
    local.advance("60d")
    keep(local.world)
    assert (count(local, "token"), count(local, "code")) == (3, 0)
    assert count(local, "session") == alive["session"]
    token = local.token()
    assert local.get("/cgi-bin/getcallbackip", access_token=token)["ip_list"]


def test_letters_and_notices_have_an_end(few: Local) -> None:
    with few.world.act() as act:
        account = nouns.listed(act.tx, Account)[0]
        for n in range(9):
            outbox.tell(act, account, "x", Number=n)
            inbox.put(act, "alice", "sms", title=str(n))
    keep(few.world)
    with few.world.act() as act:
        assert [letter.body["Number"] for letter in outbox.letters(act)] == [6, 7, 8]
        phone = nouns.phone(act.tx, "alice-phone")
        assert isinstance(phone, Phone)
        assert [notice.title for notice in inbox.messages(act, phone)] == ["6", "7", "8"]
        assert inbox.put(act, "alice", "sms", title="9").id == 10


def test_a_server_keeps_house_beside_the_calls(few: Local) -> None:
    few.set("journal.keep_rows", 100)
    fill(few, 5000, few.now)
    housekeeping._looked.pop(few.world, None)
    few.app.worlds.catch_up()
    assert kept(few) < 5000
    before = kept(few)
    few.app.worlds.catch_up()
    assert kept(few) in range(90, before + 1)


# -- snapshots beside the calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["file", "postgresql"], indirect=True)
def test_calls_go_on_while_a_snapshot_is_made(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copying stands still in the middle until a call has been answered."""
    begun, answered = threading.Event(), threading.Event()
    if local.world.database.shared:
        from wxlocal.core.base.db.postgres import PostgresDatabase

        tables = PostgresDatabase._tables

        def slow(self: Any, tx: Any, schema: str) -> list[str]:
            found = tables(self, tx, schema)
            begun.set()
            assert answered.wait(20)
            return found

        monkeypatch.setattr(PostgresDatabase, "_tables", slow)
    else:
        from wxlocal.core.base.db.sqlite_files import Snapshots

        copy = Snapshots._copy

        def still(self: Any, *arguments: Any) -> None:
            begun.set()
            assert answered.wait(20)
            copy(self, *arguments)

        monkeypatch.setattr(Snapshots, "_copy", still)
    thread = threading.Thread(target=local.snapshot, args=("mine",))
    thread.start()
    assert begun.wait(20)
    token = local.token()
    local.app.worlds.catch_up()
    answered.set()
    thread.join()
    monkeypatch.undo()
    assert local.get("/cgi-bin/getcallbackip", access_token=token)["ip_list"]
    assert "mine" in local.world.database.snapshots()
    local.restore("mine")
    assert local.world.database.forget("mine")


# -- every query has its index ------------------------------------------------------------------------------------

GROWING = {
    "account_fact", "code", "codes_code", "encrypted_message", "errand", "follower", "journal", "letter", "links_link",
    "location_application", "location_told", "login_encrypt_key", "login_payment", "notice", "oauth_grant", "opened",
    "person_fact", "privacy_consent", "quota", "relation", "scope", "session", "sign_in", "subscription", "tagging",
    "token", "waiting",
}  # fmt: skip


def scanned(tx: SQLiteTx, sql: str, marks: int) -> list[str]:
    """Tables that a statement reads from end to end; one that takes the first few of all ends early."""
    if "LIMIT" in sql and "WHERE" not in sql:
        return []
    steps = [str(row[3]) for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", *([""] * marks))]
    return [step for step in steps if step.startswith("SCAN ") and step.split()[1] in GROWING]


def test_no_call_reads_a_growing_table_from_end_to_end(memory: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, int] = {}
    for verb in ("one", "all", "run"):
        was = getattr(SQLiteTx, verb)

        def listen(self: SQLiteTx, sql: str, *values: Any, was: Any = was) -> Any:
            heard[sql] = len(values)
            return was(self, sql, *values)

        monkeypatch.setattr(SQLiteTx, verb, listen)
    everything(memory)
    monkeypatch.undo()
    assert len(heard) > 60
    database = memory.world.database
    assert isinstance(database, SQLiteDatabase)
    found: dict[str, list[str]] = {}
    with database.begin() as tx:
        assert isinstance(tx, SQLiteTx)
        for sql, marks in heard.items():
            if sql.split()[0] in ("SELECT", "UPDATE", "DELETE"):
                found |= {sql: steps} if (steps := scanned(tx, sql, marks)) else {}
    assert found == {}


def test_a_new_token_looks_at_those_in_force_only(memory: Local) -> None:
    """An index of all tokens of an account would be "used" too, and read whole."""
    from wxlocal.core.world.tokens import store

    plans: list[str] = []

    class Explaining(SQLiteTx):
        def run(self, sql: str, *values: Any) -> int:
            plans.extend(str(row[3]) for row in self.all(f"EXPLAIN QUERY PLAN {sql}", *values))
            return 0

        def one(self, sql: str, *values: Any) -> None:
            self.run(sql, *values)

    database = memory.world.database
    assert isinstance(database, SQLiteDatabase)
    tx = Explaining(database._connection, "memory")
    store.replace_tokens(tx, "wx0", "token", 1)
    store.newest_token(tx, "wx0", "token")
    assert len(plans) == 2
    assert all("token_in_force" in plan for plan in plans), plans


def everything(local: Local) -> None:
    """Each operation once, as far as it comes, and the calls of a phone."""
    local.set("quota.rates", False)
    alice, appid = local.person("alice"), local.appid
    query = {"appid": appid, "secret": local.secret, "grant_type": "authorization_code", "js_code": alice.login()}
    openid = local.get("/sns/jscode2session", **query)["openid"]
    link = local.post("/wxa/generatescheme")["openlink"]
    with local.world.act() as act:
        account = nouns.listed(act.tx, Account)[0]
        outbox.tell(act, account, "x", openid)
        inbox.put(act, "alice", "sms")
    for operation in {op.path: op for op in local.app.house.operations.values()}.values():
        body = {"openid": openid, "scheme": link, "appid": appid, "secret": local.secret, "tagid": 2, "path": "p"}
        for name in (None, "示例服务号"):
            given = {"access_token": local.token(name), **({} if name else {"openid": openid})}
            local.request(operation.methods[-1], operation.path, given, json=body)
    for ability in local.app.house.abilities.values():
        for _ in range(2):
            with suppress(NotPossible):
                alice.call(ability.name, {"appid": appid, "link": link, "url": "p"}, tap=True, answers="allow")
    for path in ("journal", "events", "errands", "phones/alice-phone/prompts", "phones/alice-phone/opened"):
        local.request("GET", f"/_wxlocal/v1/worlds/default/{path}")
    local.advance("1d")
    keep(local.world)


def test_a_helper_takes_the_token_that_lives(local: Local) -> None:
    first = local.token()
    for _ in range(3):
        local.post("/wxa/generatescheme")
    assert len(local.journal(name="getAccessToken")) == 1
    local.advance("3h")
    local.post("/wxa/generatescheme")
    assert len(local.journal(name="getAccessToken")) == 2
    assert local.get("/cgi-bin/getcallbackip", access_token=first)["errcode"] == 42001
