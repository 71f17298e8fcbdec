"""``wxlocal run``: a command beside a wxlocal that runs, or beside one of its own; afterwards, what was refused."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections import Counter
from urllib.parse import quote, urlsplit

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.home import directory
from wxlocal.entry import refusals, running
from wxlocal.entry.client import Client
from wxlocal.entry.starting import Wish, started
from wxlocal.faces import launch
from wxlocal.faces.authority import Authority
from wxlocal.faces.outside import Outside
from wxlocal.faces.proxy import Proxy

OF_A_NEW_ONE = ("store", "seed", "now", "timeline", "allow_origin")
MOST_WORLDS = 20  # whose refusals are looked for


def run(a: Namespace, wish: Wish) -> int:
    command = a.argv[1:] if a.argv[:1] == ["--"] else a.argv
    if not command:
        raise NotPossible("say what to run: wxlocal run -- COMMAND [ARGUMENT ...]")
    url = _chosen(a)
    if url:
        return _beside(a, command, url)
    with started(wish, a.store or ":memory:") as server:
        return _beside(a, command, server.url)


def _chosen(a: Namespace) -> str | None:
    """The running wxlocal to use; None = a new one."""
    given = [name.replace("_", "-") for name in OF_A_NEW_ONE if getattr(a, name)]
    if a.url:
        if given or a.new:
            what = given[0] if given else "new"
            raise NotPossible(f"--{what} is for a wxlocal that is started here, not for the running one at {a.url}")
        return str(a.url.rstrip("/"))
    if given or a.new:
        return None
    url = running.found()
    if url:
        print(f"wxlocal run: uses the wxlocal that runs at {url}; --new starts another", file=sys.stderr)
    return url


def _beside(a: Namespace, command: list[str], url: str) -> int:
    client = Client(url)
    ready = client.get("/worlds/default")
    authority = Authority(directory("ca"))
    address = urlsplit(url)
    server = (address.hostname or "127.0.0.1", address.port or 80)
    proxy = Proxy(authority, server, others=launch.others(a.offline), outside=Outside(os.environ))
    before = _numbers(client)
    try:
        env = launch.environment(os.environ, proxy.port, authority, url, ready, offline=a.offline)
        status = launch.run(command, env)
    finally:
        proxy.stop()
    for line in _refused(client, before, ready["timeline"]):
        print(f"wxlocal run: {line}", file=sys.stderr)
    return status


# -- what was refused -------------------------------------------------------------------------------------------------


def _numbers(client: Client) -> dict[str, int]:
    """The number of the newest call of each world."""
    names = [world["name"] for world in client.get("/worlds")][:MOST_WORLDS]
    return {name: client.get(f"/worlds/{quote(name, safe='')}").get("calls", 0) for name in names}


def _refused(client: Client, before: dict[str, int], timeline: str) -> list[str]:
    try:
        found: Counter[refusals.Refusal] = Counter()
        for name, last in _numbers(client).items():
            since = before.get(name, 0)
            found += refusals.told_by(client, name, since if since <= last else 0)
        return refusals.lines(found, refusals.since_by(client, timeline))
    except NotPossible:
        return []  # it has been stopped meanwhile
