"""wxlocal, moto and Azurite side by side in interleaved rounds, and the audit beside eslint, semgrep and ast-grep;
prints the ratios with their targets.

make bench                        prints a table
make bench ARGS='--write'         and writes docs/performance.md
make bench ARGS='--rows 10000000' the growth measurement with ten million rows (some minutes)
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import needed
import peers
import push
import report
from growth import rows as aged
from load import memory, once, rate, request

import audit
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
ROUNDS, CLIENTS = 5, 8
Row = tuple[str, str, str]
LEFT_OUT = "not measured: left out with --without"


def median(values: list[float]) -> float:
    return statistics.median(values)


def ratio(rows: list[Row], name: str, ours: float, theirs: float, target: str) -> None:
    rows.append((name, f"{ours / theirs:.2f}x ({ours:,.0f}/s against {theirs:,.0f}/s)", target))


def rates(rows: list[Row], left_out: Collection[str]) -> None:
    """All peers in one run, one after the other in each round; the first round warms up."""
    heard: dict[str, list[float]] = {}
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        work = peers.Work(f"{place}/store", (ROUNDS + 1) * 16_000)
        ours, theirs = peers.wxlocal(f"{place}/store"), peers.moto()
        stack.callback(ours.stop)
        stack.callback(theirs.stop)
        nothing = stack.enter_context(peers.hello())
        once(theirs.port, peers.table())
        store = None if "azurite" in left_out else peers.azurite(place)
        if store:
            stack.callback(store.stop)
        for turn in range(ROUNDS + 1):
            got = {
                "login": rate(ours.port, work.logins(16_000), b"openid", CLIENTS),
                "scheme": rate(ours.port, work.schemes(16_000), b"weixin://", CLIENTS),
                "hello": rate(nothing, [request("GET", "/", "x")] * 1000, b"hello", CLIENTS),
                "sts": rate(theirs.port, [peers.sts()] * 2000, b"GetCallerIdentityResponse", CLIENTS),
                "put": rate(theirs.port, peers.items(2000, turn * 10_000), b"HTTP/1.1 200", CLIENTS),
            }
            if store:
                got["insert"] = rate(store.port, peers.entities(8000, turn * 10_000), b"HTTP/1.1 204", CLIENTS)
            for name, value in got.items():
                heard.setdefault(name, []).extend([value] if turn else [])
        used = memory(ours.process.pid)
    found = {name: median(values) for name, values in heard.items()}
    ratio(rows, "login / moto STS GetCallerIdentity", found["login"], found["sts"], ">= 15x")
    ratio(rows, "generatescheme / moto DynamoDB PutItem", found["scheme"], found["put"], ">= 12x")
    if store:
        ratio(rows, "generatescheme / Azurite table insert", found["scheme"], found["insert"], ">= 5x")
    else:
        rows.append(("generatescheme / Azurite table insert", LEFT_OUT, ">= 5x"))
    ratio(rows, "login with journal / hello from the same server", found["login"], found["hello"], ">= 0.15x")
    rows.append(("resident memory under load", f"{used:.0f} MiB", "< 120 MiB"))


def starts(rows: list[Row]) -> None:
    ours, theirs, helps = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            peer = peers.wxlocal(place)
            ours.append(peer.start)
            peer.stop()
        peer = peers.moto()
        theirs.append(peer.start)
        peer.stop()
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "wxlocal", "--help"], stdout=subprocess.DEVNULL, check=True)
        helps.append(time.perf_counter() - started)
    told = f"{median(ours) * 1000:.0f} ms (moto {median(theirs) * 1000:.0f} ms)"
    rows.append(("start to first answer, new store", told, "< 300 ms, below moto's"))
    rows.append(("wxlocal --help", f"{median(helps) * 1000:.0f} ms", "< 100 ms"))


def worlds(rows: list[Row], store: str, name: str, target: str) -> None:
    def took(action: Callable[[], object]) -> str:
        times = []
        for _ in range(20):
            started = time.perf_counter()
            action()
            times.append(time.perf_counter() - started)
        return f"{median(times) * 1000:.2f} ms"

    with Local(store=store) as local:
        for _ in range(50):
            local.post("/wxa/generatescheme")
        local.snapshot("here")
        rows.append((f"snapshot, {name}", took(lambda: local.snapshot("x")), target))
        rows.append((f"restore, {name}", took(lambda: local.restore("here")), target))
        rows.append((f"reset, {name}", took(local.world.reset), target))


def growth(rows: list[Row], number: int) -> None:
    """Look-ups and inserts of links, as whole calls, with few and with many rows in the table."""
    few, many = _speeds(10_000), _speeds(number)
    ratio(rows, f"look-up, {number:,} links / 10,000", many[0], few[0], ">= 0.3x")
    ratio(rows, f"insert, {number:,} links / 10,000", many[1], few[1], ">= 0.5x")


def _speeds(many: int) -> tuple[float, float]:
    from wxlocal.rooms.links import store as links
    from wxlocal.rooms.links.rules import Link

    with tempfile.TemporaryDirectory() as place, Local(store=place, now="2024-01-01", frozen=True) as local:
        local.set("quota.rates", False)
        kept: dict[str, Any] = {
            "kind": "scheme",
            "appid": local.appid,
            "path": "p",
            "query": "",
            "env_version": "release",
        }
        with local.world.act() as act:
            for n in range(many):
                links.add(act.tx, Link(ticket=f"t{n:010d}", made_at=1, expires_at=0, visitor="", extra="", **kept))
        token = local.token()

        def speed(call: Callable[[int], object]) -> float:
            started = time.perf_counter()
            for n in range(3000):
                call(n)
            return 3000 / (time.perf_counter() - started)

        def look_up(n: int) -> object:
            ticket = f"t{n * 7919 % many:010d}"
            return local.post("/wxa/queryscheme", {"scheme": f"weixin://dl/business/?t={ticket}"}, token=token)

        return speed(look_up), speed(lambda _: local.post("/wxa/generatescheme", token=token))


def shared(rows: list[Row], left_out: Collection[str]) -> None:
    """One process on PostgreSQL, and four."""
    if "postgresql" in left_out:
        rows.append(("PostgreSQL", LEFT_OUT, ""))
        return
    sys.path.insert(0, str(HERE.parent))
    from tests import postgres

    with postgres.running() as url, ExitStack() as stack:
        worlds(rows, url, "PostgreSQL", "report")
        other = url.replace("/postgres?", "/template1?")
        work = peers.Work(other, 20_000)
        servers = [peers.wxlocal(other) for _ in range(4)]
        for server in servers:
            stack.callback(server.stop)
        one = rate(servers[0].port, work.logins(6000), b"openid", CLIENTS)
        parts = [(server.port, work.logins(3000)) for server in servers]
        with ThreadPoolExecutor(4) as pool:
            four = sum(pool.map(lambda part: rate(*part, b"openid", 2), parts))
        target = f">= 2.5x with the cores for it (here {os.cpu_count()})"
        ratio(rows, "PostgreSQL, logins of 4 processes / 1", four, one, target)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true", help="write docs/performance.md")
    arguments.add_argument("--rows", type=int, default=1_000_000, help="rows of the growth measurement; %(default)s")
    arguments.add_argument(
        "--without", action="append", default=[], choices=needed.OPTIONAL, help="leave out a peer or PostgreSQL"
    )
    given = arguments.parse_args()
    missing = needed.missing(given.without)
    if missing:
        print("nothing was measured:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    rows: list[Row] = []
    rates(rows, given.without)
    starts(rows)
    with tempfile.TemporaryDirectory() as place:
        worlds(rows, f"{place}/store", "SQLite file", "< 5 ms")
    worlds(rows, ":memory:", "SQLite in memory", "< 5 ms")
    growth(rows, given.rows)
    rows += aged()
    rows += push.rows()
    shared(rows, given.without)
    rows += audit.rows(given.without)
    wide = max(len(row[0]) for row in rows)
    for name, value, target in rows:
        print(f"{name:<{wide}}  {value:<44}  target {target}")
    if given.write:
        report.write(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
