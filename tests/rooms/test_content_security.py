"""Content that developers have checked: texts, pictures, what is at an address; how risky a person is."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from tests import files as sample
from tests.files import send
from wxlocal.core.base.db.sweeping import sweep
from wxlocal.core.server import inside
from wxlocal.core.world import errands
from wxlocal.entry.local import Local
from wxlocal.rooms.content_security import store

MSG, IMG, MEDIA, RANK = "/wxa/msg_sec_check", "/wxa/img_sec_check", "/wxa/media_check_async", "/wxa/getuserriskrank"
RISKY = "wxlocal-risky-20002"


@pytest.fixture(autouse=True)
def _still(request: pytest.FixtureRequest) -> None:
    local: Local = request.getfixturevalue("local")
    local.at("2024-03-01 12:00")
    local.world.set_clock(frozen=True)


def check(local: Local, content: str, /, **more: Any) -> Any:
    """Version 2, for somebody who has just logged in."""
    local.person("alice").login()
    asked = {"version": 2, "scene": 2, "openid": local.person("alice").openid(), "content": content}
    return local.post(MSG, {**asked, **more})


# -- texts ------------------------------------------------------------------------------------------------------------


def test_version_2_tells_a_suggestion_and_a_label(local: Local) -> None:
    good = check(local, "hello world!")
    assert list(good) == ["errcode", "errmsg", "result", "detail", "trace_id"]
    assert (good["errcode"], good["result"]) == (0, {"suggest": "pass", "label": 100})
    model = {"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}
    assert good["detail"] == [model]
    assert [len(part) for part in good["trace_id"].split("-")] == [8, 8, 8]
    assert int(good["trace_id"].split("-")[0], 16) == local.now
    risky = check(local, f"x {RISKY}")
    assert (risky["errcode"], risky["result"]) == (0, {"suggest": "risky", "label": 20002})


def test_words_of_the_account(local: Local) -> None:
    local.facts("content_security", words={"坏话": {"label": 20003}, "广告": {"label": 10001, "suggest": "review"}})
    told = check(local, "这是坏话和广告")
    assert told["result"] == {"suggest": "risky", "label": 20003}
    keyword = {"strategy": "keyword", "errcode": 0, "suggest": "risky", "label": 20003, "level": 90, "keyword": "坏话"}
    assert keyword in told["detail"]
    assert check(local, "广告")["result"] == {"suggest": "review", "label": 10001}


def test_title_nickname_and_in_profiles_the_signature(local: Local) -> None:
    for field in ("title", "nickname"):
        assert check(local, "x", **{field: RISKY})["result"]["suggest"] == "risky"
    assert check(local, "x", signature=RISKY)["result"]["suggest"] == "pass"
    assert check(local, "x", signature=RISKY, scene=1)["result"]["suggest"] == "risky"


def test_refusals_of_version_2(local: Local) -> None:
    stranger = local.person("alice").openid(local.account("示例服务号").appid)
    for changes, code in (
        ({"scene": 0}, 40129),
        ({"scene": 5}, 40129),
        ({"scene": "profile"}, 40129),
        ({"openid": "nobody"}, 40003),
        ({"openid": ""}, 40003),
        ({"openid": stranger}, 43104),
        ({"content": ""}, 47001),
        ({"content": "字" * 2_501}, 45002),
    ):
        assert check(local, "x", **changes)["errcode"] == code, changes
    assert local.request("GET", MSG, {"access_token": local.token()}).json()["errcode"] == 43002
    assert local.request("POST", MSG, {"access_token": local.token()}).json()["errcode"] == 44002


def test_version_1_tells_only_whether(local: Local) -> None:
    assert local.post(MSG, {"content": "hello"}) == {"errcode": 0, "errmsg": "ok"}
    for content in ("特3456书yuuo莞6543李zxcz蒜7782法fgnv级", "完2347全dfji试3726测asad感3847知qwez到", RISKY):
        told = local.post(MSG, {"content": content})
        assert (told["errcode"], told["errmsg"].startswith("risky content")) == (87014, True)
    assert local.post(MSG, {"content": "wxlocal-review-20002"})["errcode"] == 0
    assert local.post(MSG, {"version": 1})["errcode"] == 44002


def test_before_version_2_there_was_only_version_1(local: Local) -> None:
    for day, found in (("2021-05-25", False), ("2021-05-26", True), ("2021-05-27", True)):
        local.at(day)
        assert ("result" in check(local, "hello")) is found


def test_a_cloud_function_checks_a_text(local: Local) -> None:
    local.person("alice").login()
    asked = {"version": 2, "scene": 1, "openid": local.person("alice").openid(), "content": RISKY}
    account = local.account()
    with local.world.act() as act:
        told = inside.platform(act, "security.msgSecCheck", asked, account)
    assert told.result.suggest == "risky"


def test_how_often(local: Local) -> None:
    from wxlocal.app import house

    found = [house().operations[path] for path in (MSG, IMG, MEDIA)]
    limits = [(one.limits.per_minute, one.limits.per_day) for one in found]
    assert limits == [(4_000, 2_000_000), *[(2_000, 200_000)] * 2]
    assert {one.too_fast for one in found} == {(44991, "reach max api minute frequence")}


def test_too_many_in_a_minute(local: Local) -> None:
    token = local.token()
    local.post(MSG, {"content": "x"}, token=token)
    with local.world.act() as act:
        act.tx.run("UPDATE quota SET slot_used = 3999 WHERE name = ?", MSG)
    assert local.post(MSG, {"content": "x"}, token=token)["errcode"] == 0
    assert local.post(MSG, {"content": "x"}, token=token)["errcode"] == 44991
    local.advance(60)
    assert local.post(MSG, {"content": "x"}, token=token)["errcode"] == 0


# -- who was there lately ---------------------------------------------------------------------------------------------


def visit(local: Local) -> int:
    asked = {"version": 2, "scene": 2, "openid": local.person("bob").openid(), "content": "x"}
    return int(local.post(MSG, asked)["errcode"])


def test_who_has_not_been_there_for_two_hours(local: Local) -> None:
    bob = local.person("bob")
    assert visit(local) == 61010
    bob.call("openMiniProgram", appid=local.appid)
    bob.call("closeMiniProgram", appid=local.appid)
    local.advance(7_199)
    assert visit(local) == 0
    local.advance(1)
    assert visit(local) == 61010
    bob.login()
    assert visit(local) == 0


def test_who_is_still_there_has_been_there(local: Local) -> None:
    bob = local.person("bob")
    bob.call("openMiniProgram", appid=local.appid)
    local.advance("5h")
    assert visit(local) == 0
    bob.call("hideMiniProgram", appid=local.appid)
    local.advance(7_200)
    assert visit(local) == 61010


def test_members_who_try_a_version_are_there_too(local: Local) -> None:
    local.person("bob").call("openMiniProgram", appid=local.appid)
    assert visit(local) == 0


def test_visits_are_written_once_a_minute_and_leave(local: Local) -> None:
    def visits() -> list[tuple[Any, ...]]:
        with local.world.act() as act:
            return act.tx.all("SELECT at FROM content_visit")

    bob, began = local.person("bob"), local.now
    for seconds in (0, 59, 1):
        local.advance(seconds)
        bob.login()
    assert visits() == [(began + 60,)]
    local.at("2024-02-01")
    bob.login()
    assert visits() == [(local.now,)]
    local.advance("3d")
    local.person("alice").login()
    few = msgspec.structs.replace(store.SWEPT[0], most=1)
    with local.world.act() as act:
        assert sweep(act.tx, few, act.now, 10) == 1


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_pictures(local: Local) -> None:
    good = sample.picture()
    assert send(local, IMG, good).json() == {"errcode": 0, "errmsg": "ok"}
    for content, filename in ((good, f"{RISKY}.png"), (good + RISKY.encode(), "media")):
        told = send(local, IMG, content, filename=filename).json()
        assert (told["errcode"], told["errmsg"].startswith("risky content")) == (87014, True)
    assert send(local, IMG, good, filename="wxlocal-review-20002.png").json()["errcode"] == 0
    local.facts("content_security", pictures={hashlib.sha256(good).hexdigest(): {"label": 20006}})
    assert send(local, IMG, good).json()["errcode"] == 87014


def test_refusals_of_pictures(local: Local) -> None:
    for content, code in (
        (None, 41005),
        (b"", 44001),
        (b"text", 40005),
        (sample.picture("BMP"), 40005),
        (sample.picture(size=(751, 10)), 40006),
        (sample.picture() + bytes(1024 * 1024), 40006),
    ):
        assert send(local, IMG, content).json()["errcode"] == code
    local.set("content_security.pixels", False)
    assert send(local, IMG, sample.picture(size=(751, 10))).json()["errcode"] == 0


def test_a_picture_may_be_the_whole_body(local: Local) -> None:
    query = {"access_token": local.token()}
    assert local.request("POST", IMG, query, body=sample.picture()).json()["errcode"] == 0
    assert local.request("POST", IMG, query, body=sample.picture() + RISKY.encode()).json()["errcode"] == 87014
    assert local.request("POST", IMG, query, body=b"text").json()["errcode"] == 41005


def test_a_cloud_function_checks_a_picture(local: Local) -> None:
    account, media = local.account(), {"contentType": "image/png", "value": sample.picture()}
    with local.world.act() as act:
        assert inside.platform(act, "security.imgSecCheck", {"media": media}, account).errcode == 0


# -- what is at an address --------------------------------------------------------------------------------------------


@contextmanager
def serving(content: bytes) -> Iterator[str]:
    """A server of somebody: pictures, and an address where nothing is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path == "/nothing" else 200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(local: Local, url: str, **more: Any) -> Any:
    local.person("alice").login()
    asked = {"version": 2, "scene": 1, "openid": local.person("alice").openid(), "media_type": 2, "media_url": url}
    return local.post(MEDIA, {**asked, **more})


def result(local: Local, url: str, **more: Any) -> Any:
    """What is told three seconds later."""
    told = ask(local, url, **more)
    before = len(local.letters("wxa_media_check"))
    local.advance(2)
    assert len(local.letters("wxa_media_check")) == before
    local.advance(1)
    local.settle(10)
    body = local.letters("wxa_media_check")[-1].body
    assert body["trace_id"] == told["trace_id"]
    return body


def test_version_2_is_told_by_an_event(local: Local) -> None:
    with serving(sample.picture()) as url:
        body = result(local, f"{url}/a.png")
    account = local.account()
    assert body == {
        "ToUserName": account.original_id,
        "FromUserName": body["FromUserName"],
        "CreateTime": local.now,
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": account.appid,
        "trace_id": body["trace_id"],
        "version": 2,
        "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}],
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": "pass", "label": 100},
    }
    assert (body["FromUserName"][0], len(body["FromUserName"])) == ("o", 28)


def test_what_is_risky_is_found_in_the_file_and_in_the_address(local: Local) -> None:
    with serving(RISKY.encode()) as url:
        assert result(local, f"{url}/a.png")["result"] == {"suggest": "risky", "label": 20002}
        assert result(local, f"{url}/a.mp3", media_type=1)["result"]["suggest"] == "risky"
        local.facts("content_security", pictures={hashlib.sha256(RISKY.encode()).hexdigest(): {"label": 20001}})
        assert result(local, f"{url}/a.png")["result"]["label"] == 20001
    local.facts("content_security", pictures={"坏": {"label": 20006}})
    for address in ("https://cdn.example.com/wxlocal-review-20001.png", "https://cdn.example.com/%E5%9D%8F.png"):
        assert result(local, address)["result"]["label"] in (20001, 20006)


def test_what_cannot_be_fetched(local: Local) -> None:
    with serving(b"") as url:
        assert result(local, f"{url}/nothing")["errcode"] == -1008
    assert result(local, f"{url}/gone")["errcode"] == -1008
    for size, code in ((10 * 1024 * 1024, 0), (10 * 1024 * 1024 + 1, -1008)):
        with serving(bytes(size)) as url:
            assert result(local, url)["errcode"] == code
    local.facts("content_security", unreachable=["dead.example.com"])
    assert result(local, "https://dead.example.com/a.png")["errcode"] == -1008
    assert result(local, "https://cdn.example.com/a.png")["errcode"] == 0


def test_version_1_of_addresses(local: Local) -> None:
    body = result(local, "https://cdn.example.com/a.png", version=0)
    assert len(body["trace_id"]) == 32
    told = {"isrisky": 0, "extra_info_json": "", "status_code": 0, "detail": []}
    assert {name: body[name] for name in told} == told
    assert "result" not in body
    assert result(local, f"https://cdn.example.com/{RISKY}.png", version=0)["isrisky"] == 1
    assert ask(local, "x", version=0, openid="", scene=0)["errcode"] == 0


def test_refusals_of_addresses(local: Local) -> None:
    for changes, code in (
        ({"media_type": 3}, 40004),
        ({"media_type": "picture"}, 40004),
        ({"media_url": ""}, 47001),
        ({"scene": 0}, 40129),
        ({"openid": "nobody"}, 40003),
    ):
        assert ask(local, "https://cdn.example.com/a.png", **changes)["errcode"] == code, changes
    with local.world.act() as act:
        assert errands.listed(act) == []


def test_when_the_result_comes_is_a_setting(local: Local) -> None:
    local.set("content_security.result_after", 1_800)
    ask(local, "https://cdn.example.com/a.png")
    local.advance(1_799)
    assert local.letters("wxa_media_check") == []
    local.advance(1)
    local.settle(10)
    assert len(local.letters("wxa_media_check")) == 1


def test_a_planned_failure_is_a_file_that_cannot_be_fetched(local: Local) -> None:
    local.script_errand("content_security.look", {"failure": "out of order"})
    assert result(local, "https://cdn.example.com/a.png")["errcode"] == -1008


# -- people -----------------------------------------------------------------------------------------------------------


def rank(local: Local, **more: Any) -> Any:
    local.person("alice").login()
    asked = {"appid": local.appid, "openid": local.person("alice").openid(), "scene": 0, "client_ip": "1.2.3.4"}
    return local.post(RANK, {**asked, **more})


def test_how_risky_a_person_is(local: Local) -> None:
    told = rank(local)
    assert (told["errcode"], told["errmsg"], told["risk_rank"]) == (0, "getuserriskrank succ", 0)
    assert isinstance(told["unoin_id"], int)
    local.control("PATCH", "/people/alice", {"high_risk": True})
    assert rank(local)["risk_rank"] == 4
    local.person("alice").facts("content_security", risk_rank=2)
    assert rank(local)["risk_rank"] == 2


def test_refusals_of_ranks(local: Local) -> None:
    for changes, code in (
        ({"scene": 3}, 40129),
        ({"scene": "x"}, 40129),
        ({"appid": "wx0000000000000000"}, 43104),
        ({"appid": ""}, 47001),
        ({"client_ip": ""}, 47001),
        ({"openid": ""}, 47001),
        ({"openid": "nobody"}, 40003),
    ):
        assert rank(local, **changes)["errcode"] == code, changes
    openid = local.person("alice").openid()
    local.advance(7_200)
    local.person("alice").call("hideMiniProgram", appid=local.appid)
    local.advance(7_200)
    asked = {"appid": local.appid, "openid": openid, "scene": 0, "client_ip": "1.2.3.4"}
    assert local.post(RANK, asked)["errcode"] == 61010


def test_test_calls_run_out(local: Local) -> None:
    local.facts("content_security", risk_quota=1)
    assert rank(local, is_test=True)["errcode"] == 0
    assert rank(local, is_test=True)["errcode"] == 9410009
    assert rank(local)["errcode"] == 0
