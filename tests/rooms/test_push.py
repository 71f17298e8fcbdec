"""Message push: forms, signatures, three tries, passive replies; the official page's own numbers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import errands, inbox, outbox
from wxlocal.core.world.nouns import Letter
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry import cli
from wxlocal.entry.local import Local
from wxlocal.rooms.push import rules, rules_events, rules_forms
from wxlocal.rooms.push.facts import Server

TOKEN, KEY, APPID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
SECURE = Server(token=TOKEN, aes_key=KEY, mode="secure")
COMPATIBLE = Server(token=TOKEN, aes_key=KEY, mode="compatible")
ENCRYPTED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR"
    "8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km3"
    "2IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="

# -- the official page's example, number by number (指南/基础能力/服务端能力/消息推送) -----------------------------------


@pytest.mark.parametrize(
    ("parts", "signature"),
    [
        (("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("1714112445", "415670741"), "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
        (("1714112445", "415670741", ENCRYPTED), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
        (("1713424427", "415670741", REPLY), "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"),
    ],
)
def test_signatures(parts: tuple[str, ...], signature: str) -> None:
    assert rules.signature(TOKEN, *parts) == signature


def test_what_was_pushed_is_decrypted_and_encrypted_again() -> None:
    text, appid = rules_forms.decrypt(KEY, ENCRYPTED)
    assert appid == APPID
    assert len(text) == 167
    assert json.loads(text)["debug_str"] == "hello world"
    assert rules_forms.encrypt(KEY, text, appid, b"a8eedb185eb2fecf") == ENCRYPTED


def test_the_reply() -> None:
    assert rules_forms.encrypt(KEY, '{"demo_resp":"good luck"}', APPID, b"707722b803182950") == REPLY
    answer = {
        "Encrypt": REPLY,
        "MsgSignature": "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        "TimeStamp": 1713424427,
        "Nonce": "415670741",
    }
    assert rules_forms.opened(json.dumps(answer), SECURE) == {"demo_resp": "good luck"}
    assert rules_forms.opened(rules_forms.xml(answer), SECURE) == {"demo_resp": "good luck"}


@given(st.text(), st.binary(min_size=16, max_size=16))
def test_any_text_comes_back(text: str, random: bytes) -> None:
    assert rules_forms.decrypt(KEY, rules_forms.encrypt(KEY, text, APPID, random)) == (text, APPID)


@given(st.text(max_size=300))
def test_no_answer_ends_anything(text: str) -> None:
    try:
        rules_forms.opened(text, COMPATIBLE)
    except rules_forms.Unreadable:
        return


@pytest.mark.parametrize(
    "answer",
    ["<html>", "<xml><a></xml>", '<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>', "{", "[1]", "yes"],
)
def test_garbage_is_told_as_such(answer: str) -> None:
    with pytest.raises(rules_forms.Unreadable):
        rules_forms.opened(answer, COMPATIBLE)


def test_the_two_forms_of_subscription_events() -> None:
    """XML nests the list, JSON has it at the top: alone if it is the only one; its numbers are texts."""
    row = {"TemplateId": "t", "PopupScene": 0}
    body = {"CreateTime": 1, "SubscribeMsgPopupEvent": {"List": [row]}}
    assert rules_forms.xml(body) == (
        "<xml><CreateTime>1</CreateTime><SubscribeMsgPopupEvent><List><TemplateId><![CDATA[t]]></TemplateId>"
        "<PopupScene>0</PopupScene></List></SubscribeMsgPopupEvent></xml>"
    )
    assert json.loads(rules_forms.json(body)) == {"CreateTime": "1", "List": {"TemplateId": "t", "PopupScene": "0"}}
    two = {"SubscribeMsgPopupEvent": {"List": [row, row]}}
    assert len(json.loads(rules_forms.json(two))["List"]) == 2


def test_no_text_breaks_out_of_its_tag() -> None:
    text = ']]></Content><MsgType>x</MsgType> <&"'
    root = ElementTree.fromstring(rules_forms.xml({"Content": text}))
    assert {child.tag: child.text for child in root} == {"Content": text}


# -- a developer's server ----------------------------------------------------------------------------------------------


class Asked:
    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.query = dict(parse_qsl(urlsplit(handler.path).query))
        self.path = urlsplit(handler.path).path
        self.body = body.decode()
        self.type = handler.headers.get("Content-Type", "")


@contextmanager
def backend(answering: Callable[[Asked], tuple[int, str]]) -> Iterator[tuple[str, list[Asked]]]:
    heard: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = Asked(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            heard.append(asked)
            status, text = answering(asked)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", text)
            with suppress(OSError):  # who asked may be gone
                self.end_headers()
                self.wfile.write(text.encode())

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/wx", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(text: str) -> Callable[[Asked], tuple[int, str]]:
    return lambda asked: (200, text)


def tell(local: Local, event: str = "debug_demo", person: str | None = "alice", **fields: Any) -> Letter:
    account = local.account()
    openid = local.person(person).openid() if person else ""
    with local.world.act() as act:
        outbox.tell(act, account, event, openid, **fields)
    errands.settle(local.world)
    with local.world.act() as act:
        return outbox.letters(act)[-1]


@pytest.mark.parametrize("form", ["XML", "JSON"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "secure"])
def test_every_mode_and_form(local: Local, mode: str, form: str) -> None:
    with backend(says("success")) as (url, heard):
        local.facts("push", url=url, token=TOKEN, aes_key=KEY, mode=mode, form=form)
        letter = tell(local, debug_str="你好 <&>")
    assert letter.state == "delivered"
    (asked,) = heard
    query = asked.query
    assert asked.type == ("text/xml" if form == "XML" else "application/json")
    assert query["signature"] == rules.signature(TOKEN, query["timestamp"], query["nonce"])
    assert query["openid"] == local.person("alice").openid()
    body = rules_forms.read(asked.body)
    if mode != "plain":
        assert query["encrypt_type"] == "aes"
        assert query["msg_signature"] == rules.signature(TOKEN, query["timestamp"], query["nonce"], body["Encrypt"])
        text, appid = rules_forms.decrypt(KEY, body["Encrypt"])
        assert appid == local.appid
        assert rules_forms.read(text)["debug_str"] == "你好 <&>"
    if mode == "secure":
        assert body.keys() == {"ToUserName", "Encrypt"}
    else:
        assert body["Event"] == "debug_demo"


def test_a_sealed_body_shows_nothing_of_the_message(local: Local) -> None:
    with backend(says("success")) as (url, heard):
        local.facts("push", url=url, token=TOKEN, aes_key=KEY, mode="secure")
        local.person("alice").call("enterCustomerService", {"account": local.appid})
        local.person("alice").call("sendCard", {"account": local.appid, "title": "t", "path": "pages/index/index"})
        errands.settle(local.world)
    assert [set(rules_forms.read(asked.body)) for asked in heard] == [{"ToUserName", "Encrypt"}] * 2


def test_three_tries_then_it_is_kept(local: Local) -> None:
    with backend(lambda asked: (503, "busy")) as (url, heard):
        local.facts("push", url=url, token=TOKEN)
        letter = tell(local)
        assert (letter.state, letter.tries, len(heard)) == ("waiting", 1, 1), (
            "with a frozen clock one try is made at once"
        )
        local.advance(5)
        local.advance(3600)
        assert len(heard) == 3
    with local.world.act() as act:
        (letter,) = outbox.letters(act, state="failed")
    assert letter.tries == 3
    assert "HTTP status 503" in letter.told


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (lambda asked: (302, "/elsewhere"), "HTTP status 302"),
        (lambda asked: (200, "x" * 70_000), "larger than 65536 bytes"),
    ],
)
def test_hostile_receivers(memory: Local, answering: Any, why: str) -> None:
    with backend(answering) as (url, heard):
        memory.facts("push", url=url, token=TOKEN)
        letter = tell(memory)
    assert why in letter.told
    assert len(heard) == 1


@pytest.mark.parametrize("url", ["http://192.0.2.1/wx", "http://[2001:db8::1]/wx", "http://10.0.0.1:8080/"])
def test_nothing_leaves_this_machine_unasked(memory: Local, url: str) -> None:
    memory.facts("push", url=url, token=TOKEN)
    assert "reaches only this machine" in tell(memory).told


def test_an_account_without_an_address_keeps_its_letters(local: Local) -> None:
    assert tell(local).state == "waiting"
    with local.world.act() as act:
        assert errands.listed(act) == []


def reply(local: Local, content: str = "收到", **changes: Any) -> str:
    account = local.account()
    body = {
        "ToUserName": local.person("alice").openid(),
        "FromUserName": account.original_id,
        "CreateTime": 1,
        "MsgType": "text",
    }
    return rules_forms.xml({**body, "Content": content, **changes})


def chats(local: Local) -> list[tuple[str, Any]]:
    with local.world.act() as act:
        phone = nouns.phones_of(act.tx, "alice")[0]
        return [(notice.kind, notice.body.get("Content")) for notice in inbox.messages(act, phone)]


@pytest.mark.parametrize("nothing", ["", "success"])
def test_a_server_may_seal_that_it_has_nothing_to_say(local: Local, nothing: str) -> None:
    def answering(asked: Asked) -> tuple[int, str]:
        sealed = rules_forms.encrypt(KEY, nothing, local.appid, b"0" * 16)
        signature = rules.signature(TOKEN, "1", "2", sealed)
        parts = {"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": 1, "Nonce": 2}
        return 200, rules_forms.xml(parts)

    with backend(answering) as (url, _):
        local.facts("push", url=url, token=TOKEN, aes_key=KEY, mode="secure")
        local.person("alice").call("enterCustomerService", {"account": local.appid})
        local.person("alice").call("writeMessage", {"account": local.appid, "text": "在吗"})
        errands.settle(local.world)
    assert local.letters("text")[-1].state == "delivered"
    assert chats(local) == []


@pytest.mark.parametrize("key", [KEY, "B" * 43])
def test_a_passive_reply_reaches_the_person(local: Local, key: str) -> None:
    """Sealed with the present key, or with the previous one."""

    def answering(asked: Asked) -> tuple[int, str]:
        sealed = rules_forms.encrypt(key, reply(local), local.appid, b"0" * 16)
        signature = rules.signature(TOKEN, "1", asked.query["nonce"], sealed)
        parts = {"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": 1, "Nonce": asked.query["nonce"]}
        return 200, rules_forms.xml(parts)

    with backend(answering) as (url, _):
        local.facts("push", url=url, token=TOKEN, aes_key=KEY, previous_aes_key="B" * 43, mode="secure")
        letter = tell(local)
    assert letter.state == "delivered"
    assert chats(local) == [("chat.text", "收到")]


@pytest.mark.parametrize("change", [{"ToUserName": "o-somebody"}, {"FromUserName": "gh_other"}, {"MsgType": "poem"}])
def test_a_wrong_reply_is_not_shown_and_the_letter_says_why(memory: Local, change: dict[str, str]) -> None:
    with backend(says(reply(memory, **change))) as (url, _):
        memory.facts("push", url=url, token=TOKEN)
        letter = tell(memory)
    assert letter.state == "delivered"
    assert "the reply is not shown: " in letter.told
    assert next(iter(change)) in letter.told
    assert chats(memory) == []


# -- the console -------------------------------------------------------------------------------------------------------


def configure(local: Local, **body: Any) -> Any:
    return local.control("PUT", f"/accounts/{local.appid}/push", {"token": TOKEN, **body})


def echo(asked: Asked) -> tuple[int, str]:
    return 200, asked.query.get("echostr", "success")


def test_an_address_is_asked_before_it_is_taken(local: Local) -> None:
    with backend(echo) as (url, heard):
        assert configure(local, url=url)["url"] == url
    (asked,) = heard
    query = asked.query
    assert query["signature"] == rules.signature(TOKEN, query["timestamp"], query["nonce"])
    assert local.control("GET", f"/accounts/{local.appid}/push")["url"] == url


@pytest.mark.parametrize(
    ("answering", "words"),
    [
        (says("success"), "token验证失败: .* answered 'success'; the echostr was expected as it came"),
        (lambda asked: (404, "no"), "请求URL失败: .* HTTP status 404; 200 was expected"),
        (lambda asked: (200, "x" * 70_000), "请求URL超时: .* larger than"),
    ],
)
def test_a_wrong_answer_refuses_the_setting(memory: Local, answering: Any, words: str) -> None:
    with backend(answering) as (url, _), pytest.raises(NotPossible, match=words):
        configure(memory, url=url)
    assert memory.control("GET", f"/accounts/{memory.appid}/push")["url"] == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"url": "ftp://127.0.0.1/"}, "请输入合法的URL"),
        ({"url": "http://127.0.0.1/", "token": "a!"}, "Token必须为英文或数字"),
        ({"url": "http://127.0.0.1/", "aes_key": "short"}, "长度固定为43个字符"),
        ({"url": "http://127.0.0.1/", "mode": "secure"}, "give aes_key"),
    ],
)
def test_what_the_form_does_not_take(memory: Local, body: dict[str, str], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        configure(memory, **body)


def test_a_new_key_makes_the_old_one_the_previous(memory: Local) -> None:
    configure(memory, url="http://127.0.0.1:9/", aes_key=KEY, mode="secure", check=False)
    told = configure(memory, aes_key="B" * 43, check=False)
    assert (told["aes_key"], told["previous_aes_key"]) == ("B" * 43, KEY)


def test_what_failed_is_replayed(local: Local) -> None:
    """An outage of an hour loses nothing."""
    with backend(lambda asked: (500, "")) as (url, _):
        configure(local, url=url, check=False)
        tell(local, "first")
        local.advance(3600)
    with backend(says("success")) as (url, heard):
        configure(local, url=url, check=False)
        (failed,) = local.letters()
        assert failed.state == "failed"
        local.control("POST", f"/letters/{failed.id}/replay")
        errands.settle(local.world)
    assert [letter.state for letter in local.letters()] == ["delivered"]
    assert "first" in heard[0].body


@pytest.mark.parametrize("name", rules_events.names())
def test_every_event_can_be_triggered(memory: Local, name: str) -> None:
    with backend(says("success")) as (url, heard):
        for field in ("url", "authorization_url"):
            memory.facts("push", token=TOKEN, aes_key=KEY, **{field: url})
        body = {"event": name, "person": "alice", "fields": {"Extra": "1"}}
        letter = memory.control("POST", f"/accounts/{memory.appid}/events", body)
        errands.settle(memory.world)
    assert memory.letters()[-1].state == "delivered"
    assert letter["body"]["Extra"] == "1"
    assert len(heard) == 1


def test_an_unknown_event_is_told_with_those_that_are_there(memory: Local) -> None:
    with pytest.raises(NotPossible, match=r"there is no event 'dance'; docs/rooms/push\.md lists them"):
        memory.control("POST", f"/accounts/{memory.appid}/events", {"event": "dance"})


def test_events_from_the_command_line(memory: Local, capsys: pytest.CaptureFixture[str]) -> None:
    def events(*arguments: str) -> str:
        assert cli.main(["events", *arguments, "--url", memory.url]) == 0
        return capsys.readouterr().out

    assert events("list") == "no events yet\n"
    assert "CLICK (1) for" in events("trigger", "CLICK", "EventKey=GOOD", "--person", "alice")
    assert memory.letters()[0].body["EventKey"] == "GOOD"
    assert "CLICK" in events("list", "--name", "CLICK")
    assert events("list", "--state", "failed") == "no such events\n"
    events("trigger", "VIEW", "EventKey=https://example.com/")
    assert "VIEW" in events("list", "--limit", "1")
    assert "CLICK" not in events("list", "--limit", "1")
    memory.facts("push", url="http://127.0.0.1:9/", token=TOKEN)
    assert "CLICK (1) is pushed again" in events("replay", "1")


def test_everything_that_failed_is_replayed(local: Local, capsys: pytest.CaptureFixture[str]) -> None:
    """An hour's outage: nothing is lost, and one command brings all of it, in order."""

    def events(*arguments: str) -> str:
        assert cli.main(["events", *arguments, "--url", local.url]) == 0
        return capsys.readouterr().out

    with backend(lambda asked: (500, "")) as (url, _):
        configure(local, url=url, check=False)
        for number in range(5):
            tell(local, f"event{number}")
        local.advance(3600)
    assert events("replay", "--appid", local.appid).startswith("pushed again: 1, 2, 3, 4, 5")
    errands.settle(local.world)
    local.advance(3600)
    with backend(says("success")) as (url, heard):
        configure(local, url=url, check=False)
        assert events("replay") == "pushed again: 1, 2, 3, 4, 5\n"
        errands.settle(local.world)
        names = [rules_forms.read(asked.body)["Event"] for asked in heard]
    assert names == [f"event{number}" for number in range(5)]
    assert {letter.state for letter in local.letters()} == {"delivered"}
    assert events("replay") == "nothing that failed has an address to go to\n"


@contextmanager
def forwarding(local: Local, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "wxlocal", "events", *arguments, "--url", local.url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr is not None
        assert "ready" in process.stderr.readline()
        yield process
        process.terminate()


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split(maxsplit=4)


@pytest.mark.parametrize("spelling", ["forward", "--forward-to"])
def test_events_are_forwarded_without_any_configuration(memory: Local, spelling: str) -> None:
    with backend(says("success")) as (url, heard), forwarding(memory, spelling, url, "--form", "JSON") as process:
        tell(memory, "forwarded", Number=7)
        assert said(process) == ["1", "forwarded", "->", "200"]
    (asked,) = heard
    assert json.loads(asked.body)["Number"] == 7
    assert asked.query["signature"] == rules.signature("wxlocal", asked.query["timestamp"], asked.query["nonce"])
    assert memory.letters()[0].state == "delivered"


def test_a_reply_to_what_was_forwarded_reaches_the_person(memory: Local) -> None:
    """Sealed with the key that the command was given."""

    def answering(asked: Asked) -> tuple[int, str]:
        sealed = rules_forms.encrypt(KEY, reply(memory), memory.appid, b"0" * 16)
        parts = {"Encrypt": sealed, "MsgSignature": rules.signature("wxlocal", "1", "2", sealed)}
        return 200, rules_forms.xml({**parts, "TimeStamp": 1, "Nonce": "2"})

    with (
        backend(answering) as (url, _),
        forwarding(memory, f"--forward-to={url}", "--mode=secure", f"--aes-key={KEY}") as process,
    ):
        tell(memory)
        assert said(process)[3] == "200"
    assert chats(memory) == [("chat.text", "收到")]


def test_a_reply_to_what_was_forwarded_is_sealed_as_the_mode_wants_it(memory: Local) -> None:
    with (
        backend(says(reply(memory))) as (url, _),
        forwarding(memory, f"--forward-to={url}", "--mode=secure", f"--aes-key={KEY}") as process,
    ):
        tell(memory, "text")
        assert "it is not encrypted, and the secure mode wants" in " ".join(said(process))
    assert chats(memory) == []


def test_a_server_that_does_not_take_what_is_forwarded(memory: Local) -> None:
    with backend(lambda asked: (500, "no")) as (url, _), forwarding(memory, "forward", url) as process:
        tell(memory)
        assert said(process) == ["1", "debug_demo", "->", "500", "HTTP status 500, expected 200: no\n"]
    (letter,) = memory.letters()
    assert (letter.state, letter.told) == ("waiting", "HTTP status 500, expected 200: no")


def test_what_is_forwarded_is_checked(memory: Local, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["events", "--forward-to", "http://127.0.0.1:9/", "--mode", "secure", "--url", memory.url]) == 1
    assert "give aes_key" in capsys.readouterr().err


def test_the_page_names_every_event() -> None:
    from pathlib import Path

    from wxlocal.rooms.push import rules_events

    text = (Path(__file__).parents[2] / "docs" / "rooms" / "push.md").read_text(encoding="utf-8")
    assert [name for name in rules_events.names() if f"`{name}`" not in text] == []
