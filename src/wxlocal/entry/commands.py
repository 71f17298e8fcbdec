"""What each command of the command line does. Listings and changes of a running wxlocal go over its control API."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import msgspec

from wxlocal.audit.findings import rules_of
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.home import directory
from wxlocal.core.base.instants import iso
from wxlocal.entry import DEFAULT_PORT, shown, shown_policy
from wxlocal.entry.starting import Wish, read_seed, started

if TYPE_CHECKING:  # loaded by the commands that speak to a running wxlocal
    from wxlocal.entry.client import Client

UP_STORE, CA = "store", "ca"


# -- up and run ---------------------------------------------------------------------------------------------------


def _wish(a: Namespace) -> Wish:
    durability = getattr(a, "durability", "normal")
    return Wish(now=a.now, timeline=a.timeline, seed=a.seed, durability=durability, origins=tuple(a.allow_origin))


def up(a: Namespace) -> None:
    from wxlocal.core.world.worlds import DEFAULT
    from wxlocal.entry.running import announced
    from wxlocal.faces.authority import Authority
    from wxlocal.faces.proxy import Proxy
    from wxlocal.faces.serve import reached_at
    from wxlocal.faces.tables import ready_account

    ended, end = os.pipe()  # not an Event: a signal that comes while it is waited for would wait for itself
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os.write(end, b"."))
    authority = Authority(directory(CA))
    proxy_port = a.proxy_port if a.proxy_port is not None else a.port + 1 if a.port else 0
    with started(_wish(a), a.store or str(directory(UP_STORE)), host=a.host, port=a.port) as server:
        inside = (reached_at(a.host).strip("[]"), server.port)
        proxies = [Proxy(authority, inside, host=a.host, port=proxy_port)]
        if a.tls_port is not None:
            proxies.append(Proxy(authority, inside, host=a.host, port=a.tls_port))
        worlds = server.front.worlds
        world = None if DEFAULT in worlds.damaged else worlds.default()
        ready = {
            "url": server.url,
            "control": f"{server.url}/_wxlocal/v1",
            "proxy": proxies[0].url,
            "ca": str(authority.certificate_file),
            **ready_account(world),
        }
        now = world.now() if world else None
        with announced(server.url):
            print(msgspec.json.encode(ready).decode() if a.json else shown.ready(ready, now), flush=True)
            os.read(ended, 1)
        for proxy in proxies:
            proxy.stop()


def run(a: Namespace) -> int:
    from wxlocal.entry.run import run as run_beside

    return run_beside(a, _wish(a))


def audit(a: Namespace) -> int:
    from wxlocal.app import house
    from wxlocal.audit.run import Wanted, make
    from wxlocal.faces.audit import page, sarif, terminal

    if a.new_only and not a.baseline:
        raise NotPossible("--new-only needs --baseline FILE: new beside what?")
    wanted = Wanted(
        path=a.path,
        as_of=a.as_of,
        dates=a.dates,
        config=a.config,
        baseline=a.baseline,
        new_only=a.new_only,
        fail_on=a.fail_on,
        timeline=a.timeline,
    )
    report = make(house(), wanted)
    if a.format == "terminal":
        colours = not a.output and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        text = terminal.show(report, colours=colours, all_places=a.all)
    elif a.format == "html":
        text = page.show(report, Path(a.path).resolve().name)
    else:
        value: Any = report if a.format == "json" else sarif.show(report, rules_of(house().audits))
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    if a.output:
        Path(a.output).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return int(report.failed)


def upload(a: Namespace) -> None:
    from wxlocal.entry import uploading

    given = {"version": a.version, "note": a.note, "appid": a.appid, "as_of": a.as_of}
    asked = {name: value for name, value in given.items() if value is not None}
    told = uploading.upload(_url(a), a.world, Path(a.path), asked)
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    _print(a, told, "" if a.json else uploading.as_text(told, colours=colours))


def rehearse(a: Namespace) -> int:
    from wxlocal.app import house
    from wxlocal.core.base.policy import Timeline
    from wxlocal.entry import refusals
    from wxlocal.entry.rehearsal import shown as paper
    from wxlocal.entry.rehearsal.run import rehearse as run_on_all_days

    command = a.argv[1:] if a.argv[:1] == ["--"] else a.argv
    if not command:
        raise NotPossible("say what to rehearse: wxlocal rehearse --around POLICY -- COMMAND [ARGUMENT ...]")
    report = run_on_all_days(a, command)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    found = refusals.counted(call for run in report.runs for call in run.calls)
    for line in refusals.lines(found, refusals.since(house(), Timeline.parse(report.timeline))):
        print(f"wxlocal rehearse: {line}", file=sys.stderr)
    _print(a, paper.as_json(report) if a.json else None, "" if a.json else paper.as_text(report, colour=colour))
    return 1 if report.breaks else 0


# -- worlds and clocks --------------------------------------------------------------------------------------------


def _url(a: Namespace) -> str:
    return a.url or os.environ.get("WXLOCAL_URL") or f"http://127.0.0.1:{DEFAULT_PORT}"


def _client(a: Namespace) -> Client:
    from wxlocal.entry.client import Client

    return Client(_url(a))


def _print(a: Namespace, answer: Any, text: str) -> None:
    print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() if a.json else text)


def _path(name: str, more: str = "") -> str:
    return f"/worlds/{quote(name, safe='')}{more}"


def world_list(a: Namespace) -> None:
    worlds = _client(a).get("/worlds")
    _print(a, worlds, shown.table(worlds, ("name", "now_iso", "frozen", "timeline", "seed")))


def world_show(a: Namespace) -> None:
    world = _client(a).get(_path(a.name))
    _print(a, world, shown.pairs(world))


def world_create(a: Namespace) -> None:
    wanted = {"name": a.name, "now": a.now, "timeline": a.timeline, "document": read_seed(a.seed) if a.seed else None}
    world = _client(a).post("/worlds", {name: value for name, value in wanted.items() if value is not None})
    _print(a, world, shown.pairs(world))


def world_reset(a: Namespace) -> None:
    _print(a, _client(a).post(_path(a.name, "/reset")), f"{a.name} is back at its seed")


def world_snapshot(a: Namespace) -> None:
    answer = _client(a).post(_path(a.name, "/snapshots"), {"name": a.snapshot})
    _print(a, answer, f"kept {a.name} as {a.snapshot}")


def world_restore(a: Namespace) -> None:
    answer = _client(a).post(_path(a.name, f"/snapshots/{quote(a.snapshot, safe='')}/restore"))
    _print(a, answer, f"{a.name} is back at {a.snapshot}")


def world_clone(a: Namespace) -> None:
    answer = _client(a).post("/worlds", {"name": a.copy, "clone_of": a.name})
    _print(a, answer, f"{a.copy} is a copy of {a.name}; its AppIDs are the same, so call it by /@{a.copy}/...")


def world_export(a: Namespace) -> None:
    answer = _client(a).get(_path(a.name, "/export"))
    _print(a, answer["seed"], answer["document"].rstrip("\n"))


def world_delete(a: Namespace) -> None:
    _print(a, _client(a).delete(_path(a.name)), f"deleted {a.name}")


def _clock(a: Namespace, change: dict[str, Any] | None = None) -> None:
    client, path = _client(a), _path(a.world, "/clock")
    answer = client.get(path) if change is None else client.patch(path, change)
    state = "frozen" if answer["frozen"] else "running"
    _print(a, answer, f"{answer['now_iso']} ({answer['now']}), {state}, {answer['timeline']}")


def clock_show(a: Namespace) -> None:
    _clock(a)


def clock_set(a: Namespace) -> None:
    _clock(a, {"now": a.value})


def clock_advance(a: Namespace) -> None:
    _clock(a, {"advance": a.value})


def clock_timeline(a: Namespace) -> None:
    _clock(a, {"timeline": a.value})


def clock_freeze(a: Namespace) -> None:
    _clock(a, {"frozen": True})


def clock_run(a: Namespace) -> None:
    _clock(a, {"frozen": False})


# -- policies and the CA ------------------------------------------------------------------------------------------


def policy_list(a: Namespace) -> None:
    from wxlocal.app import house
    from wxlocal.faces import tables

    at, timeline = tables.policy_moment(a.now, a.timeline)
    found = [msgspec.to_builtins(tables.policy_row(*entry, at, timeline)) for entry in house().policies.values()]
    if a.room:
        house().room(a.room)
        found = [row for row in found if row["room"] == a.room]
    if a.json:
        return _print(a, found, "")
    columns = ("id", "room", "from", "until", "holds", "ruled")
    print(shown.table([shown.policy_line(row) for row in found], columns))
    return None


def policy_show(a: Namespace) -> None:
    from wxlocal.app import house
    from wxlocal.faces import tables

    at, timeline = tables.policy_moment(a.now, a.timeline)
    whole = msgspec.to_builtins(tables.policy_whole(*house().policy(a.id), at, timeline))
    _print(a, whole, shown_policy.show(whole, iso(at)[:10], str(timeline)))


def ca_path(a: Namespace) -> None:
    from wxlocal.faces.authority import Authority

    file = str(Authority(directory(CA)).certificate_file)
    _print(a, {"path": file}, file)


def ca_show(a: Namespace) -> None:
    from wxlocal.faces.authority import Authority

    pem = Authority(directory(CA)).pem().rstrip("\n")
    _print(a, {"pem": pem}, pem)


def ca_env(a: Namespace) -> None:
    import shlex

    from wxlocal.faces import launch
    from wxlocal.faces.authority import Authority

    proxy = urlsplit(a.proxy or f"http://127.0.0.1:{DEFAULT_PORT + 1}")
    if not proxy.port:
        raise NotPossible("--proxy is the address that wxlocal up printed, as http://127.0.0.1:9681")
    env = launch.environment(os.environ, proxy.port, Authority(directory(CA)), "", {}, offline=False)
    new = {
        name: value
        for name, value in sorted(env.items())
        if os.environ.get(name) != value and not (name.startswith("WXLOCAL_") and not value)
    }
    _print(a, new, "\n".join(f"export {name}={shlex.quote(value)}" for name, value in new.items()))
    if sys.stdout.isatty():
        print(
            '# to use: eval "$(wxlocal ca env)"; the standing proxy answers for the platform\'s hosts only',
            file=sys.stderr,
        )
