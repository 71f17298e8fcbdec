"""How uploaded code is read: once, outside of the world, within limits."""

from __future__ import annotations

import gzip
import json
import struct
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.packages import Key, pack
from tests.rooms.test_code_management import BAD, GOOD, PROFILE, REVIEW, Desk, ask_ci, encoded, send
from tests.tasks import SLEEP, Asked
from wxlocal.audit.rule import example
from wxlocal.core.base import confined
from wxlocal.core.base.confined import Ended, Limits, Task
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import errands
from wxlocal.entry.local import Local
from wxlocal.rooms.code_management import api_code, audit_reading, rules_package, store
from wxlocal.source.reader import Kept

Watched = list[tuple[str, bool]]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """What is done aside: (task, whether anything was parsed for it)."""
    seen: Watched = []

    def watch(task: Task[Any, Any], argument: Any, limits: Limits) -> Any:
        answer = confined.do(task, argument, limits)
        seen.append((task.address.partition(":")[2], bool(answer.kept)))
        return answer

    monkeypatch.setattr(api_code, "do", watch)
    return seen


def test_code_is_parsed_once_from_the_upload_to_the_release(local: Local, watched: Watched) -> None:
    local.at("2022-07-01")
    desk = Desk(local)
    desk.live(BAD, "1.0.0")
    desk.live(BAD, "1.0.1")
    assert watched == [("READ", True), ("AUDIT", False), ("AUDIT", False)]
    local.control("GET", f"/accounts/{local.appid}/code/audit", as_of="2022-07-14")
    assert watched[3:] == [("AUDIT", False)]
    assert desk.get("/wxa/revertcoderelease")["errcode"] == 0
    assert len(watched) == 4
    (release,) = [r for r in local.control("GET", f"/accounts/{local.appid}")["releases"] if r["version"] == "1.0.0"]
    assert "getLocation" in release["uses"]


def test_only_what_is_not_kept_is_parsed() -> None:
    """Counted where it happens: each piece of the sources is parsed one time."""
    sources = audit_reading.Sources(house="wxlocal.app:house", files=encoded(BAD), config=json.loads(BAD["app.json"]))
    reading = audit_reading.READ.run(sources)
    parsed: list[str] = []
    service, kept = audit_reading._service("wxlocal.app:house"), Kept(reading.kept)
    more = {**sources.files, "new.js": b"wx.login()"}
    from wxlocal.source.files import Memory

    service.read(Memory(more), cache=kept, doing=parsed.append)
    assert parsed == ["new.js"]
    service.read(Memory(more), cache=kept, doing=parsed.append)
    assert parsed == ["new.js"]


def test_a_package_of_an_earlier_version_is_read_when_it_is_used(local: Local, watched: Watched) -> None:
    local.at("2022-07-01")
    code = f"/accounts/{local.appid}/code"
    local.control("POST", f"{code}/packages", {"version": "1", "files": BAD})
    with local.world.act() as act:
        import base64
        import zlib

        import msgspec

        packed = base64.b85encode(zlib.compress(msgspec.msgpack.encode(encoded(BAD)), 6)).decode()
        act.tx.run("DELETE FROM code_reading")
        act.tx.run("UPDATE code_package SET reading = '', config = '', files = ?", packed)
    assert [f["rule"] for f in local.control("GET", f"{code}/audit", as_of="2022-07-14")["findings"]] == ["LOC-201"]
    local.control("POST", f"{code}/submissions", {})
    assert watched == [("READ", True), ("AUDIT", True), ("READ", True)]
    local.advance(REVIEW)
    assert local.control("POST", f"{code}/release")["version"] == "1"
    assert watched[3:] == [("AUDIT", False)]


def test_records_of_an_earlier_reader_are_made_anew_and_kept(local: Local, watched: Watched) -> None:
    code = f"/accounts/{local.appid}/code"
    local.control("POST", f"{code}/packages", {"version": "1", "files": BAD})
    with local.world.act() as act:
        act.tx.run("UPDATE code_reading SET records = ?", store.packed_bytes(b"\x93of another version"))
    for _ in range(2):
        local.control("GET", f"{code}/audit")
    assert watched == [("READ", True), ("AUDIT", True), ("AUDIT", False)]


# -- limits ------------------------------------------------------------------------------------------------------------


def breaking(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    def ended(*_: Any) -> Any:
        raise Ended(why, "pages/index/index.js")

    monkeypatch.setattr(api_code, "do", ended)


def test_code_that_cannot_be_read_is_refused(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"/accounts/{local.appid}/code"
    breaking(monkeypatch, "takes longer than 20 seconds")
    answer = send(local, encoded(GOOD))
    assert answer["errCode"] == -80002
    assert "pages/index/index.js: takes longer than 20 seconds" in answer["errMsg"]
    with pytest.raises(NotPossible, match=r"pages/index/index\.js: takes longer"):
        local.control("POST", f"{code}/packages", {"version": "1", "files": GOOD})
    assert local.control("GET", code)["packages"] == []


def test_code_that_cannot_be_audited_is_refused_by_the_reviewer(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    local.at("2022-07-01")
    desk = Desk(local)
    desk.commit(GOOD)
    desk.submit()
    breaking(monkeypatch, "takes longer than 20 seconds")
    desk.wait()
    status = desk.status()
    assert status["status"] == 1
    assert "takes longer than 20 seconds" in status["reason"]


def test_the_reviewer_can_be_scripted_and_can_fail(local: Local) -> None:
    local.at("2022-07-01")
    desk = Desk(local)
    for result, status, reason in (
        ({"reason": "1: 类目不符"}, 1, "1: 类目不符"),
        ({"failure": "the reviewer is ill"}, 4, "the reviewer is ill"),
    ):
        with local.world.act() as act:
            errands.script(act, "code_management.review", result)
        desk.commit(PROFILE)
        desk.submit()
        desk.wait()
        told = desk.status()
        assert (told["status"], told["reason"]) == (status, reason)


def test_a_slow_upload_holds_neither_the_world_nor_another(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, going = threading.Event(), threading.Event()

    def slow(task: Task[Any, Any], argument: Any, limits: Limits) -> Any:
        begun.set()
        assert going.wait(30)
        return confined.do(task, argument, limits)

    monkeypatch.setattr(api_code, "do", slow)
    told: list[Any] = []
    thread = threading.Thread(target=lambda: told.append(send(local, encoded(GOOD))))
    thread.start()
    assert begun.wait(30)
    assert local.get("/cgi-bin/getcallbackip", access_token=local.token()).get("errcode", 0) == 0
    going.set()
    thread.join()
    assert told[0]["errCode"] == 0


def test_the_limits_of_a_world_count(local: Local) -> None:
    local.set("code_management.reading_time", 1)
    with local.world.act() as act:
        within = api_code.limits(act)
    with pytest.raises(Ended, match="takes longer than 1 seconds"):
        confined.do(SLEEP, Asked(), within)


# -- what is sent, at its worst ----------------------------------------------------------------------------------------


def listing(entries: list[tuple[bytes, int, int]], data: bytes = b"", count: int | None = None) -> bytes:
    """A package as it is before it is compressed, with any list."""
    rows = b"".join(struct.pack(">i", len(n)) + n + struct.pack(">ii", at, size) for n, at, size in entries)
    head = struct.pack(">i", len(entries) if count is None else count) + rows
    return b"\xbe" + struct.pack(">iii", 0, len(head), len(data)) + b"\xed" + head + data


def many_names_of_one_file() -> bytes:
    names = [(f"/{n:03}.js".encode(), 0, 0) for n in range(400)]
    begun = len(listing(names))
    return listing([(name, begun, 79_000_000) for name, _, _ in names], b"a" * 79_000_000)


BOMBS: dict[str, Callable[[], bytes]] = {
    "one file under many names": many_names_of_one_file,
    "more than is allowed": lambda: listing([], b"\0" * 81_000_000),
    "endless beginning": lambda: b"\0" * 200_000_000,
    "many files": lambda: listing([(b"/a", 0, 0)] * 20_001),
    "a count that lies": lambda: listing([], count=2**31 - 1),
    "a negative count": lambda: listing([], count=-1),
    "a long name": lambda: listing([(b"/a" * 100_000, 0, 0)]),
    "a file that is out of place": lambda: listing([(b"/a.js", 2**31 - 1, 5)]),
    "a file before the data": lambda: listing([(b"/a.js", 0, 5)], b"12345"),
    "a negative size": lambda: listing([(b"/a.js", 30, -5)], b"12345"),
    "a signature that is large": lambda: listing([(b"/ci.signature", 42, 70_000)], b" " * 70_000),
    "a signature that is out of place": lambda: listing([(b"/ci.signature", 2, 5)], b"12345"),
    "a name that is not text": lambda: listing([(b"/\xff.js", 35, 0)]),
}


@pytest.mark.parametrize("plain", BOMBS.values(), ids=BOMBS)
def test_no_package_unpacks_to_more_than_is_allowed(plain: Callable[[], bytes]) -> None:
    """Counted: what is in memory at once stays below what one package may hold."""
    import tracemalloc

    package = gzip.compress(plain(), 1, mtime=0)
    tracemalloc.start()
    try:
        with pytest.raises(rules_package.BadPackage):
            rules_package.signature(package)
            rules_package.unpack(package)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * rules_package.LARGEST


def test_a_signature_is_read_without_unpacking_the_rest() -> None:
    """In memory there is never more than a piece."""
    import tracemalloc

    package = pack({"a.js": b"a" * 60_000_000, "ci.signature": b'{"signature": "x"}'})
    tracemalloc.start()
    assert rules_package.signature(package) == "x"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert rules_package.signature(pack({"a.js": b""})) == ""
    assert rules_package.unpack(package)["a.js"] == b"a" * 60_000_000


def test_nothing_is_unpacked_of_what_a_stranger_signed(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    local.facts("code_management", upload_key=Key().public)

    def unpack(data: bytes) -> dict[str, bytes]:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(rules_package, "unpack", unpack)
    random = ask_ci(local, "getrandstr")["data"]["randomString"]
    signed = json.dumps({"signature": Key().sign({"appid": local.appid, "rand_str": random})}).encode()
    assert send(local, {**encoded(GOOD), "ci.signature": signed})["errCode"] == -10009


@pytest.mark.parametrize(
    "config",
    [
        '{"pages": 5}',
        '{"pages": [5, null, {}], "subPackages": 7, "window": 3}',
        '{"pages": ["a"], "subPackages": [1, {"root": 2, "pages": "x"}], "tabBar": []}',
        '{"pages": ["a"], "requiredPrivateInfos": [1, {}], "permission": "x", "plugins": 4}',
        '{"a":' * 90 + "1" + "}" * 90,
        '{"pages": ["\\u0000", "' + "a" * 5000 + '"]}',
    ],
)
def test_whatever_app_json_says_is_answered(local: Local, config: str) -> None:
    """Refused or kept, but never a trouble of wxlocal itself."""
    local.at("2023-06-01")
    path = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/code"
    body = {"version": "1", "files": {"app.json": config, "a.js": "wx.getLocation()"}}
    assert local.request("POST", f"{path}/packages", json=body).status in (200, 400)
    if local.request("GET", f"{path}/audit").status != 404:
        assert local.request("POST", f"{path}/submissions", json={}).status in (200, 400)
        local.advance(REVIEW)
        assert local.request("POST", f"{path}/release").status in (200, 400)


def test_sources_that_are_not_utf_8_are_read(local: Local) -> None:
    """They ended the server."""
    code = "Page({ find() { wx.getLocation({ url: 'jscode2session', title: '附近的门店' }) } }) // wxlocal-disable 中文"
    files = encoded(example(app='"window": {}')) | {"pages/index/index.js": code.encode("gbk")}
    assert send(local, files)["errCode"] == 0
    told = local.control("GET", f"/accounts/{local.appid}/code/audit", as_of="2023-01-01")
    assert {one["rule"] for one in told["findings"]} >= {"LOC-201", "SESS-904"}
    assert any("read as GBK" in one["message"] for one in told["diagnostics"])
