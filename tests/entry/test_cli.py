"""The command line as a person meets it: real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "wxlocal"]
TOKEN = "import os,urllib.request,json; a=os.environ; print(json.load(urllib.request.urlopen('https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid='+a['WXLOCAL_APPID']+'&secret='+a['WXLOCAL_SECRET']))['expires_in'])"


def wxlocal(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False, **more)


class Up:
    """A running `wxlocal up --json`."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        command = [*COMMAND, "up", "--port", "0", "--json", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.ready: dict[str, Any] = json.loads(line)
        self.url = self.ready["url"]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)
        return int(self.process.returncode)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = Up("--store", str(tmp_path_factory.mktemp("store")), "--now", "2022-04-10T12:00")
    yield running
    assert running.stop() == 0


def get(url: str) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as answer:
        return json.load(answer)


# -- up -----------------------------------------------------------------------------------------------------------


def test_up_prints_one_line_with_all_that_is_needed(up: Up) -> None:
    assert up.ready.keys() == {"url", "control", "proxy", "ca", "mini_program", "person", "phone"}
    assert up.ready["mini_program"].keys() == {"appid", "secret"}
    program = up.ready["mini_program"]
    query = f"grant_type=client_credential&appid={program['appid']}&secret={program['secret']}"
    assert get(f"{up.url}/cgi-bin/token?{query}")["expires_in"] == 7200
    assert get(f"{up.ready['control']}/health")["ready"] is True
    assert Path(up.ready["ca"]).read_text().startswith("-----BEGIN CERTIFICATE")
    assert get(f"{up.ready['control']}/worlds/default")["now_iso"].startswith("2022-04-10T12:00")


def test_up_for_people_shows_how_to_try_it(tmp_path: Path) -> None:
    command = [*COMMAND, "up", "--port", "0", "--store", ":memory:"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(14)]
    assert any("AppID" in line for line in lines)
    tries = [line.strip() for line in lines[lines.index("try it:\n") + 1 :] if line.startswith("  ")]
    assert len(tries) == 3
    for line in tries:
        done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=20, check=True)
        assert json.loads(done.stdout).get("errcode", 0) == 0, line
    assert "uses the wxlocal that runs at http://127.0.0.1:" in done.stderr
    control = next(line.split()[1] for line in lines if line.startswith("  control"))
    with urllib.request.urlopen(control, timeout=10) as page:
        assert b"the control API is below" in page.read()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Up("--store", str(tmp_path), "--now", "2022-04-11")
    assert wxlocal("world", "create", "other", "--url", first.url).returncode == 0
    assert first.stop() == 0
    second = Up("--store", str(tmp_path))
    assert [world["name"] for world in json.loads(wxlocal("world", "list", "--json", "--url", second.url).stdout)] == [
        "default",
        "other",
    ]
    assert "2022-04-11" in wxlocal("clock", "show", "--url", second.url).stdout
    assert second.stop() == 0


@pytest.mark.parametrize("full", [False, True])
def test_a_kill_under_load_loses_no_acknowledged_write(tmp_path: Path, full: bool) -> None:
    import threading

    up = Up("--store", str(tmp_path), "--durability", "full" if full else "normal")
    acknowledged: list[str] = []

    def write(number: int) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for i in range(100_000):
            id = f"p{number}x{i}"
            body = json.dumps({"id": id}).encode()
            try:
                opener.open(
                    urllib.request.Request(f"{up.ready['control']}/worlds/default/people", body), timeout=10
                ).read()
            except OSError:
                return
            acknowledged.append(id)

    threads = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    up.process.kill()
    up.process.communicate()
    for thread in threads:
        thread.join(20)
    again = Up("--store", str(tmp_path))
    people = {person["id"] for person in get(f"{again.ready['control']}/worlds/default/people")}
    assert len(acknowledged) > 20
    assert set(acknowledged) - people == set()
    assert again.stop() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seed", "/no/such/file"], "cannot read the seed file /no/such/file"),
        (["--now", "some day"], "'some day' is not an instant: write 2022-04-11"),
        (["--timeline", "mine"], "'mine' is not a timeline"),
        (["--store", "/dev/null/x"], "choose another --store"),
        (["--store", "postgresql://nobody@127.0.0.1:1/x"], "cannot reach PostgreSQL"),
        (["--port", "70000"], "70000 is not a port"),
        (["--host", "192.0.2.1"], "cannot be used"),
    ],
)
def test_what_cannot_be_is_one_clear_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    base = ["up", "--port", "0", "--store", str(tmp_path / "s")]
    done = wxlocal(*base, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("wxlocal: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("[[mini_program]\n", "is not TOML"),
        ('[[mini_program]]\nnam = "x"\n', "docs/reference/seed.md"),
        ("[[mini_program]]\nname = 3\n", "mini_program[0].name must be a text, not a number: put it in quotes"),
        ('[world]\nnow = "soon"\n', "not an instant"),
        ('[[mini_program]]\nname = "a"\nsubject = "none"\n', "subject: there is no subject 'none' in the file"),
        (
            '[[mini_program]]\nname = "a"\nmembers = { x = "developer" }\n',
            "members: there is no person 'x' in the file",
        ),
        ('[[mini_program]]\nname = "a"\n[[mini_program]]\nname = "a"\n', "account 'a' is declared 2 times"),
        ('[settings]\n"links.none" = 1\n', "there is no setting 'links.none'"),
        ('[[person]]\nid = "p"\ngender = 9\n', "gender"),
        (
            '[[mini_program]]\nname = "a"\n[mini_program.facts.links]\nnope = 1\n',
            "account 'a': facts.links has no 'nope'",
        ),
    ],
)
def test_a_broken_seed_file_leaves_no_world_behind(seed: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "seed.toml"
    file.write_text(seed)
    done = wxlocal("up", "--port", "0", "--store", str(tmp_path / "s"), "--seed", str(file))
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert list((tmp_path / "s").glob("*.world")) == []


def test_a_seed_file_is_read_before_the_store_is_opened(tmp_path: Path) -> None:
    first = Up("--store", str(tmp_path / "s"))
    for seed, words in (("/no/such/file", "cannot read the seed file"), (None, "in use by another wxlocal")):
        given = ["--seed", seed] if seed else []
        done = wxlocal("up", "--port", "0", "--store", str(tmp_path / "s"), *given)
        assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    assert first.stop() == 0
    file = tmp_path / "shop.toml"
    file.write_text('[[mini_program]]\nname = "shop"\nappid = "test-appid"\n')
    done = wxlocal("up", "--port", "0", "--store", str(tmp_path / "s"), "--seed", str(file))
    assert f"wxlocal world create NAME --seed {file}" in done.stderr
    assert "AppID 'test-appid' is not as the platform gives them" in done.stderr


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = wxlocal("up", "--port", str(taken.getsockname()[1]), "--store", ":memory:")
    assert done.returncode == 1
    assert "is in use: choose another with --port" in done.stderr


# -- run ----------------------------------------------------------------------------------------------------------


def test_run_starts_a_server_and_leads_the_command_to_it() -> None:
    done = wxlocal("run", "--new", "--", sys.executable, "-c", TOKEN)
    assert (done.returncode, done.stdout.strip()) == (0, "7200"), done.stderr


def test_run_against_a_running_one(up: Up) -> None:
    done = wxlocal("run", "--url", up.url, "--", sys.executable, "-c", TOKEN + "; print(a['WXLOCAL_URL'])")
    assert done.stdout.split() == ["7200", up.url], done.stderr
    refused = wxlocal("run", "--url", up.url, "--now", "2022-01-01", "--", "true")
    assert "--now is for a wxlocal that is started here" in refused.stderr


def test_run_uses_the_one_that_runs_and_says_so(tmp_path: Path) -> None:
    env = {**os.environ, "WXLOCAL_HOME": str(tmp_path)}
    script = "import os; print(os.environ['WXLOCAL_URL'], os.environ['WXLOCAL_APPID'])"
    running = Up("--store", ":memory:", env=env)
    (tmp_path / "running" / "999999999.json").write_text('{"url": "http://127.0.0.1:1", "pid": 999999999}')
    (tmp_path / "running" / "broken.json").write_text("{")
    found = wxlocal("run", "--", sys.executable, "-c", script, env=env)
    assert found.stdout.split() == [running.url, running.ready["mini_program"]["appid"]]
    assert f"uses the wxlocal that runs at {running.url}; --new starts another" in found.stderr
    assert [file.name for file in (tmp_path / "running").iterdir()] == [f"{running.process.pid}.json"]
    for options in (["--new"], ["--now", "2022-04-11"], ["--store", ":memory:"]):
        other = wxlocal("run", *options, "--", sys.executable, "-c", script, env=env)
        assert running.url not in other.stdout
        assert "uses the" not in other.stderr
    refused = wxlocal("run", "--url", running.url, "--new", "--", "true", env=env)
    assert "--new is for a wxlocal that is started here" in refused.stderr
    running.process.kill()
    running.process.communicate()
    alone = wxlocal("run", "--", sys.executable, "-c", script, env=env)
    assert alone.returncode == 0
    assert running.url not in alone.stdout


def test_run_tells_at_the_end_what_was_refused(up: Up) -> None:
    script = """
import json, os, urllib.request
host, env = "https://api.weixin.qq.com", os.environ
def call(path, body):
    return json.load(urllib.request.urlopen(host + path, json.dumps(body).encode()))
query = f"grant_type=client_credential&appid={env['WXLOCAL_APPID']}&secret={env['WXLOCAL_SECRET']}"
token = json.load(urllib.request.urlopen(f"{host}/cgi-bin/token?{query}"))["access_token"]
for _ in range(2):
    call(f"/wxa/generatescheme?access_token={token}", {"jump_wxa": {"path": "nowhere"}})
call(f"/wxa/no_such_thing?access_token={token}", {})
"""
    for options in (["--now", "2022-04-12"], ["--url", up.url], ["--url", up.url]):  # not again what was refused before
        done = wxlocal("run", *options, "--", sys.executable, "-c", script)
        assert done.returncode == 0, done.stderr
        lines = [line.removeprefix("wxlocal run: ") for line in done.stderr.splitlines()]
        assert lines[0] == "2 calls refused:", done.stderr
        assert lines[1].startswith("  2x POST /wxa/generatescheme: 40165 ")
        assert "; by link-eligibility since 2020-12-01: " in lines[1]
        assert lines[2] == "1 call to operations that are not there:"
        assert lines[3].startswith("  1x POST /wxa/no_such_thing: ")
    quiet = wxlocal("run", "--url", up.url, "--", "true")
    assert quiet.stderr == ""


@pytest.mark.parametrize(
    ("script", "status"),
    [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)],
)
def test_run_gives_the_commands_status(script: str, status: int) -> None:
    assert wxlocal("run", "--new", "--", "sh", "-c", script).returncode == status


def test_run_of_what_cannot_run(tmp_path: Path) -> None:
    assert wxlocal("run", "--", "no-such-command").returncode == 127
    (tmp_path / "file").write_text("x")
    assert wxlocal("run", "--", str(tmp_path / "file")).returncode == 126
    assert "say what to run" in wxlocal("run", "--").stderr


def test_run_passes_signals_on() -> None:
    script = "import signal,sys,time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(42))\nprint('up', flush=True)\ntime.sleep(30)"
    process = subprocess.Popen(
        [*COMMAND, "run", "--new", "--", sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 42


def test_run_on_another_day_with_another_seed(tmp_path: Path) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text('[[mini_program]]\nname = "mine"\nappid = "wx1234567890abcdef"\nrelease = [{}]\n')
    script = "import os,urllib.request; print(urllib.request.urlopen(os.environ['WXLOCAL_URL']+'/_wxlocal/v1/worlds/default/clock').read().decode(), os.environ['WXLOCAL_APPID'])"
    done = wxlocal(
        "run",
        "--seed",
        str(seed),
        "--now",
        "2022-04-11",
        "--timeline",
        "as-announced",
        "--",
        sys.executable,
        "-c",
        script,
    )
    assert "2022-04-11" in done.stdout
    assert "as-announced" in done.stdout
    assert "wx1234567890abcdef" in done.stdout


def test_run_reaches_other_hosts_unless_offline(tmp_path: Path) -> None:
    import http.server
    import threading

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = f"import urllib.request; print(urllib.request.urlopen('http://127.0.0.2:{server.server_port}/').status)"
    env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    try:
        assert wxlocal("run", "--new", "--", sys.executable, "-c", script, env=env).stdout == "200\n"
        offline = wxlocal("run", "--new", "--offline", "--", sys.executable, "-c", script, env=env)
        assert "403" in offline.stderr
    finally:
        server.shutdown()
        server.server_close()


# -- world, clock -------------------------------------------------------------------------------------------------


def test_worlds_from_the_command_line(up: Up, tmp_path: Path) -> None:
    def world(*arguments: str) -> str:
        done = wxlocal("world", *arguments, "--url", up.url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "AppID" not in world("create", "w1", "--now", "2023-01-01", "--timeline", "as-announced")
    shown = json.loads(world("show", "w1", "--json"))
    assert (shown["timeline"], shown["now_iso"][:10]) == ("as-announced", "2023-01-01")
    world("snapshot", "before", "--world", "w1")
    assert "2024-05-05" in wxlocal("clock", "set", "2024-05-05", "--world", "w1", "--url", up.url).stdout
    world("restore", "before", "--world", "w1")
    assert "2023-01-01" in wxlocal("clock", "show", "--world", "w1", "--url", up.url).stdout
    world("clone", "w1", "w2")
    assert {row["name"] for row in json.loads(world("list", "--json"))} >= {"default", "w1", "w2"}
    assert "w2" in world("list")
    exported = world("export", "w1")
    (tmp_path / "w.toml").write_text(exported)
    world("create", "w3", "--seed", str(tmp_path / "w.toml"))
    again, first = (json.loads(world("export", name, "--json")) for name in ("w3", "w1"))
    assert {**again, "world": {}} == {**first, "world": {}}  # their clocks run
    world("reset", "w1")
    world("delete", "w1")
    gone = wxlocal("world", "show", "w1", "--url", up.url)
    assert gone.returncode == 1
    assert "there is no world 'w1'; there are default" in gone.stderr


def test_the_clock_from_the_command_line(up: Up) -> None:
    def clock(*arguments: str) -> dict[str, Any]:
        done = wxlocal("clock", *arguments, "--url", up.url, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    assert clock("freeze")["frozen"] is True
    assert clock("set", "2022-04-11")["now"] == 1649606400
    assert clock("advance", "31d")["now"] == 1649606400 + 31 * 86400
    assert clock("timeline", "as-known:2022-05-01")["timeline"] == "as-known:2022-05-01"
    assert clock("timeline", "as-happened")["timeline"] == "as-happened"
    assert clock("run")["frozen"] is False
    assert abs(clock("set", "real")["now"] - time.time()) < 5
    assert "not an instant" in wxlocal("clock", "set", "x", "--url", up.url).stderr


def test_no_server_is_said_clearly() -> None:
    done = wxlocal("world", "list", "--url", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "start one with `wxlocal up`" in done.stderr


# -- policy, ca ---------------------------------------------------------------------------------------------------


def test_policies_of_a_day() -> None:
    rows = json.loads(wxlocal("policy", "list", "--now", "2022-04-11", "--json").stdout)
    assert len(rows) >= 100
    one = next(row for row in rows if row["id"] == "link-one-user")
    assert {"id", "room", "effective_from", "effective_until", "ruled"} <= one.keys()
    assert (one["room"], one["holds"], one["ruled"]) == ("links", True, True)
    assert (one["effective_from"], one["effective_until"]) == ("2022-04-11T00:00:00+08:00", "2023-12-19T00:00:00+08:00")
    text = wxlocal("policy", "list", "--room", "links", "--now", "2024-01-01").stdout
    assert "link-daily-open" in text
    assert "login-code" not in text


def test_one_policy_whole() -> None:
    text = wxlocal("policy", "show", "link-one-user").stdout
    assert "One link, one user" in text
    assert "2023-12-01: until 2023-12-19" in text
    assert not set("[]{}'") & set(text), "prose, not Python"
    unknown = wxlocal("policy", "show", "one-user")
    assert unknown.returncode == 1
    assert "link-one-user" in unknown.stderr


def test_the_ca_for_other_tools() -> None:
    path = wxlocal("ca", "path").stdout.strip()
    assert wxlocal("ca", "show").stdout == Path(path).read_text()
    env = wxlocal("ca", "env", "--proxy", "http://127.0.0.1:4321").stdout
    assert "export HTTPS_PROXY=http://127.0.0.1:4321" in env


def test_the_variables_of_ca_env_work_in_a_shell(up: Up) -> None:
    program = up.ready["mini_program"]
    env = wxlocal("ca", "env", "--proxy", up.ready["proxy"]).stdout
    url = f"https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid={program['appid']}&secret={program['secret']}"
    done = subprocess.run(
        ["sh", "-c", f"{env}\ncurl -sS '{url}'"], capture_output=True, text=True, timeout=30, check=False
    )
    assert json.loads(done.stdout)["expires_in"] == 7200, done.stderr


def test_help_everywhere() -> None:
    for words in ([], ["up"], ["run"], ["world"], ["clock"], ["policy"], ["ca"], ["world", "create"], ["clock", "set"]):
        done = wxlocal(*words, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith("usage: wxlocal")
    assert wxlocal("--version").stdout.startswith("wxlocal ")
