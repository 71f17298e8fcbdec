"""Work that leaves the process: a trial room pushes letters to a developer's server, which calls the platform back."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from wxlocal import app
from wxlocal.core.base.clock import wait
from wxlocal.core.base.errors import Refused
from wxlocal.core.house import House
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.room import Room
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import dial, errands, jobs, outbox
from wxlocal.core.world.errands import Errand, Failure, Leave
from wxlocal.core.world.hooks import POSTED
from wxlocal.core.world.journal import search
from wxlocal.core.world.nouns import Letter
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import JOBS, Act, World
from wxlocal.entry.local import Local

# -- the trial room: message push in forty lines, without a change of core ---------------------------------------------


class Push(msgspec.Struct, frozen=True):
    letter: int
    tries: int = 1


class Heard(msgspec.Struct, frozen=True):
    status: int
    text: str


RECEIVER: list[str] = []


def _send(world: World, push: Push) -> Heard:
    with world.act() as act:
        letter = outbox.letter(act, push.letter)
    body = json.dumps(letter.body).encode()
    request = urllib.request.Request(RECEIVER[-1], data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return Heard(answer.status, answer.read().decode())


def _sent(act: Act, push: Push, heard: Heard | Failure) -> None:
    if isinstance(heard, Heard):
        outbox.tried(act, push.letter, "delivered", heard.text)
    elif push.tries < 3:
        outbox.tried(act, push.letter, "waiting", heard.reason)
        errands.plan(act, DELIVER, Push(push.letter, push.tries + 1), at=act.now + 5)
    else:
        outbox.tried(act, push.letter, "failed", heard.reason)


DELIVER = Errand(name="pushing.deliver", payload=Push, result=Heard, run=_send, finish=_sent)


def _post(act: Act, letter: Letter) -> None:
    errands.plan(act, DELIVER, Push(letter.id), lane=letter.person)


class Ask(msgspec.Struct):
    question: str = ""


class Told(Answer, kw_only=True):
    told: str


ECHO = Errand(name="pushing.echo", payload=Ask, result=Heard, run=lambda world, ask: _echo(ask))


def _echo(ask: Ask) -> Heard:
    with urllib.request.urlopen(f"{RECEIVER[-1]}?{ask.question}", timeout=5) as answer:
        return Heard(answer.status, answer.read().decode())


@operation("POST", "/trial/echo", Ask, Told)
def echo(call: Call, request: Ask) -> Told:
    """Asks the developer's server and gives its answer: an operation whose handler leaves."""
    nouns.change(call.act.tx, call.account, name="asked")

    def answer(act: Act, heard: Heard | Failure) -> Told:
        if isinstance(heard, Failure):
            raise Refused(-1, "system error", reason=heard.reason)
        return Told(told=heard.text)

    raise Leave(ECHO, request, answer)


@ability("askBackend", since="1.0.0")
def ask_backend(call: PhoneCall) -> dict[str, Any]:
    """Asks the person first, then the developer's server."""
    word = call.ask(Prompt(kind="askBackend", text="ask?"))

    def answer(act: Act, heard: Heard | Failure) -> dict[str, Any]:
        if isinstance(heard, Failure):
            raise Failed("network", reason=heard.reason)
        return {"told": heard.text}

    raise Leave(ECHO, Ask(str(word)), answer)


ROOM = Room(name="pushing", errands=(DELIVER, ECHO), operations=(echo,), abilities=(ask_backend,), on=(POSTED(_post),))

# -- the developer's server --------------------------------------------------------------------------------------------

Answering = Callable[[str, bytes], tuple[int, str]]


@contextmanager
def backend(answering: Answering) -> Iterator[list[bytes]]:
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received.append(body)
            status, text = answering(self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    RECEIVER.append(f"http://127.0.0.1:{server.server_address[1]}/wx")
    try:
        yield received
    finally:
        RECEIVER.pop()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def pushing(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    house = House((*app.discover(), ROOM))
    monkeypatch.setattr(app, "house", lambda: house)
    with Local(store=store_url, frozen=True) as local:
        yield local


def tell(local: Local, event: str = "trial", openid: str = "", **fields: Any) -> None:
    account = local.account()
    with local.world.act() as act:
        outbox.tell(act, account, event, openid, **fields)


def letters(local: Local) -> list[Letter]:
    with local.world.act() as act:
        return outbox.letters(act)


# -- what an errand promises -------------------------------------------------------------------------------------------


def test_a_peer_calls_the_platform_back_while_it_is_being_called(pushing: Local) -> None:
    """An ordinary developer's server fetches a token and calls before it answers the push."""

    def answering(path: str, body: bytes) -> tuple[int, str]:
        return 200, json.dumps(pushing.post("/wxa/generatescheme", {}))

    with backend(answering) as received:
        tell(pushing, SecretKey="x" * 20_000)
        errands.settle(pushing.world)
    (letter,) = letters(pushing)
    assert letter.state == "delivered"
    assert json.loads(letter.told)["openlink"].startswith("weixin://")
    assert json.loads(received[0])["SecretKey"] == "x" * 20_000, "sent whole, not as the journal shows it"


def test_other_calls_do_not_wait_for_a_slow_peer(pushing: Local) -> None:
    reached, let_go = threading.Event(), threading.Event()

    def answering(path: str, body: bytes) -> tuple[int, str]:
        reached.set()
        let_go.wait(10)
        return 200, "success"

    with backend(answering):
        tell(pushing)
        assert reached.wait(5)
        assert "access_token" in pushing.get(
            "/cgi-bin/token", appid=pushing.appid, secret=pushing.secret, grant_type="client_credential"
        )
        assert letters(pushing)[0].state == "waiting"
        let_go.set()
        errands.settle(pushing.world)
    assert letters(pushing)[0].state == "delivered"


def test_what_is_rolled_back_is_not_sent(pushing: Local) -> None:
    with backend(lambda path, body: (200, "")) as received:
        account = pushing.account()
        with pytest.raises(ZeroDivisionError), pushing.world.act() as act:
            outbox.tell(act, account, "never")
            raise ZeroDivisionError
        errands.settle(pushing.world)
    assert received == []
    assert letters(pushing) == []


def test_retries_follow_the_clock_of_the_world(pushing: Local) -> None:
    tries: list[int] = []

    def answering(path: str, body: bytes) -> tuple[int, str]:
        tries.append(pushing.now)
        return 500, "no"

    start = pushing.now
    with backend(answering):
        tell(pushing)
        errands.settle(pushing.world)
        assert len(tries) == 1, "the clock stands still"
        pushing.advance(60)
    assert tries == [start, start + 5, start + 10]
    (letter,) = letters(pushing)
    assert (letter.state, letter.tries) == ("failed", 3)
    assert "500" in letter.told


def test_letters_of_one_person_keep_their_order(pushing: Local) -> None:
    with backend(lambda path, body: (200, "")) as received:
        account = pushing.account()
        with pushing.world.act() as act:
            for number in range(30):
                outbox.tell(act, account, "trial", f"o{number % 3}", Number=number)
        errands.settle(pushing.world)
    heard = [json.loads(body) for body in received]
    assert len(heard) == 30
    for person in ("o0", "o1", "o2"):
        numbers = [one["Number"] for one in heard if one["FromUserName"] == person]
        assert numbers == sorted(numbers)


WAIT = Errand(name="pushing.wait", payload=Ask, result=Heard, run=lambda world, ask: _waited(ask))
HELD, DONE = threading.Event(), threading.Semaphore(0)


def _waited(ask: Ask) -> Heard:
    if ask.question == "slow":
        DONE.release()
        HELD.wait(10)
    return Heard(200, ask.question)


def test_one_peer_that_is_slow_holds_up_no_other(seeded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred errands for it wait, sixteen are under way; another peer's is done at once."""
    monkeypatch.setattr(app, "house", lambda: House((*app.discover(), Room(name="pushing", errands=(WAIT,)))))
    local: Local = seeded()
    HELD.clear()
    with local.world.act() as act:
        for _ in range(100):
            errands.plan(act, WAIT, Ask("slow"), peer="slow")
    for _ in range(errands.runner.OF_ONE_PEER):
        assert DONE.acquire(timeout=5)
    assert not DONE.acquire(blocking=False)
    with local.world.act() as act:
        quick = errands.plan(act, WAIT, Ask("quick"), peer="quick")
    for _ in range(500):
        with local.world.act() as act:
            left = {one.id for one in errands.listed(act)}
        if quick not in left:
            break
        wait(0.01)
    assert quick not in left
    assert len(left) == 100
    HELD.set()
    assert errands.settle(local.world, 10)


def test_a_script_and_a_planned_fault_stand_for_the_peer(pushing: Local) -> None:
    with pushing.world.act() as act:
        errands.script(act, "pushing.deliver", {"status": 200, "text": "scripted"})
        errands.script(act, "pushing.deliver", {"failure": "no such host"})
    tell(pushing)
    tell(pushing)
    errands.settle(pushing.world)
    assert [(one.state, one.told) for one in letters(pushing)] == [
        ("delivered", "scripted"),
        ("waiting", "no such host"),
    ]
    pushing.fault(operation="pushing.deliver", errcode=-1, errmsg="lost", times=1)
    tell(pushing)
    errands.settle(pushing.world)
    assert letters(pushing)[2].told == "planned fault: -1 lost"


def test_every_errand_is_in_the_journal_with_what_came_of_it(pushing: Local) -> None:
    with backend(lambda path, body: (200, "success")):
        tell(pushing)
        errands.settle(pushing.world)
    with pushing.world.act() as act:
        (entry,) = search(act.tx, face="errand")
    assert (entry.name, entry.errcode) == ("pushing.deliver", 0)
    assert json.loads(entry.answer) == {"status": 200, "text": "success"}


def test_a_reset_forgets_an_errand_that_is_under_way(pushing: Local) -> None:
    reached, let_go = threading.Event(), threading.Event()

    def answering(path: str, body: bytes) -> tuple[int, str]:
        reached.set()
        let_go.wait(10)
        return 200, ""

    with backend(answering):
        tell(pushing)
        assert reached.wait(5)
        pushing.world.reset()
        let_go.set()
        errands.settle(pushing.world)
    assert letters(pushing) == []
    with pushing.world.act() as act:
        assert search(act.tx, face="errand") == []


def test_what_a_dead_process_left_is_done_again(pushing: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the change and the delivery, or in the middle of it: delivered after the restart."""
    account = pushing.account()
    with pushing.world.act() as act, monkeypatch.context() as patched:
        patched.setattr(Act, "afterwards", lambda self, do: None)
        outbox.tell(act, account, "trial")
        errands.store.take(act.tx, act.now, "a process that died", 0.0)
    with backend(lambda path, body: (200, "")) as received:
        errands.resume(pushing.world)
        errands.settle(pushing.world)
    assert len(received) == 1
    assert letters(pushing)[0].state == "delivered"


def test_an_operation_may_leave_and_answer_afterwards(pushing: Local) -> None:
    """What it changed before it left stays; the peer may call back meanwhile; one row in the journal."""

    def answering(path: str, body: bytes) -> tuple[int, str]:
        return 200, f"{path} {pushing.account(pushing.appid).name} {pushing.post('/wxa/generatescheme', {})['errcode']}"

    with backend(answering):
        told = pushing.post("/trial/echo", {"question": "who"})
    assert told == {"errcode": 0, "errmsg": "ok", "told": "/wx?who asked 0"}
    with pushing.world.act() as act:
        (entry,) = search(act.tx, path="/trial/echo")
    assert json.loads(entry.answer)["told"] == "/wx?who asked 0"


def test_an_operation_that_left_in_vain_is_refused(pushing: Local) -> None:
    with backend(lambda path, body: (500, "")):
        told = pushing.post("/trial/echo", {"question": "who"})
    assert told["errcode"] == -1
    with pushing.world.act() as act:
        (entry,) = search(act.tx, path="/trial/echo")
        assert errands.listed(act) == []
    assert "500" in (entry.reason or "")


def test_an_errand_that_cannot_be_written_down_is_not_done_for_ever(
    pushing: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def finish(act: Act, push: Push, heard: Any) -> None:
        done.append(push.letter)
        raise ZeroDivisionError

    broken = msgspec.structs.replace(DELIVER, finish=finish)
    monkeypatch.setitem(pushing.world.offers[errands.ERRANDS], DELIVER.name, broken)
    with backend(lambda path, body: (200, "")):
        tell(pushing)
        errands.settle(pushing.world)
    assert done == [1]
    with pushing.world.act() as act:
        (entry,) = search(act.tx, face="errand")
        assert errands.listed(act) == []
    assert entry.reason == "ZeroDivisionError: "


def test_the_dial_waits_for_what_becomes_due_on_the_way(pushing: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a job plans an errand: everything happens at its own time."""
    seen: list[int] = []

    def later(act: Act, payload: dict[str, Any]) -> None:
        errands.plan(act, ECHO, Ask("job"))

    monkeypatch.setitem(pushing.world.offers[JOBS], ("pushing", "later"), later)

    def answering(path: str, body: bytes) -> tuple[int, str]:
        seen.append(pushing.now)
        return 200, ""

    start = pushing.now
    with backend(answering):
        with pushing.world.act() as act:
            for seconds in (30, 10, 20):
                errands.plan(act, ECHO, Ask(str(seconds)), at=act.now + seconds)
            jobs.plan(act, act.now + 15, "pushing", "later", {})
        dial.advance(pushing.world, 25)
        assert seen == [start + 10, start + 15, start + 20]
        dial.advance(pushing.world, 25)
    assert seen == [start + 10, start + 15, start + 20, start + 30]


def test_an_ability_asks_first_and_leaves_once(pushing: Local) -> None:
    """The errand is not done again for each prompt, and the phone may call meanwhile."""
    alice = pushing.person("alice")

    def answering(path: str, body: bytes) -> tuple[int, str]:
        return 200, str(alice.call("getSystemInfoSync").ok)

    with backend(answering) as received:
        waiting = alice.call("askBackend")
        assert (waiting.prompt and waiting.prompt.kind, received) == ("askBackend", [])
        told = alice.answer("allow")
        assert (told.ok, told.result) == (True, {"errMsg": "askBackend:ok", "told": "True"})
        assert len(received) == 1
    failed = alice.call("askBackend", answers="allow")
    assert failed.result == {"errMsg": "askBackend:fail network"}
