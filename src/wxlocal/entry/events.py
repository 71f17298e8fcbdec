"""``wxlocal events``: what the platform tells developers' servers: listed, pushed again, by hand, or elsewhere."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from wxlocal.core.base.clock import wait
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry import DEFAULT_PORT, shown
from wxlocal.entry.client import Client

PAUSE = 0.3  # seconds between two looks for new events


def _client(a: Namespace) -> Client:
    return Client(a.url or os.environ.get("WXLOCAL_URL") or f"http://127.0.0.1:{DEFAULT_PORT}")


def _letters(a: Namespace, **wanted: Any) -> list[dict[str, Any]]:
    given = {name: value for name, value in wanted.items() if value is not None}
    found: list[dict[str, Any]] = _client(a).get(f"/worlds/{quote(a.world, safe='')}/letters?{urlencode(given)}")
    return found


def _print(a: Namespace, answer: Any, text: str) -> None:
    print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() if a.json else text, flush=True)


def _line(letter: dict[str, Any]) -> dict[str, Any]:
    return {**letter, "tries": str(letter["tries"]), "told": letter["told"][:60].replace("\n", " ")}


def listed(a: Namespace) -> None:
    letters = _letters(a, name=a.name, state=a.state, appid=a.appid, limit=a.limit, newest="true")
    columns = ("id", "appid", "name", "state", "tries", "told")
    nothing = "no such events" if a.name or a.state or a.appid else "no events yet"
    _print(a, letters, shown.table([_line(letter) for letter in letters], columns) if letters else nothing)


def replay(a: Namespace) -> None:
    letters = f"/worlds/{quote(a.world, safe='')}/letters"
    if a.id is not None:
        letter = _client(a).post(f"{letters}/{a.id}/replay")
        _print(a, letter, f"{letter['name']} ({letter['id']}) is pushed again")
        return
    query = f"?{urlencode({'appid': a.appid})}" if a.appid else ""
    told = _client(a).post(f"{letters}/replay{query}")
    numbers = ", ".join(map(str, told["replayed"]))
    _print(a, told, f"pushed again: {numbers}" if numbers else "nothing that failed has an address to go to")


def trigger(a: Namespace) -> None:
    fields: dict[str, Any] = {}
    for pair in a.fields:
        name, equals, value = pair.partition("=")
        if not equals:
            raise NotPossible(f"{pair!r} is not a field: write NAME=VALUE")
        fields[name] = value
    body = {"event": a.event, "person": a.person, "fields": fields}
    given = {name: value for name, value in body.items() if value}
    appid = a.appid or _client(a).get(f"/worlds/{quote(a.world, safe='')}")["mini_program"]["appid"]
    letter = _client(a).post(f"/worlds/{quote(a.world, safe='')}/accounts/{quote(appid, safe='')}/events", given)
    _print(a, letter, f"{letter['name']} ({letter['id']}) for {letter['appid']}")


def forward(a: Namespace) -> None:
    """Pushes every new event to an address, signed with a token of its own; nothing is configured in the world."""
    from wxlocal.entry.forwarding import Forwarder

    forwarder = Forwarder(_client(a), a)
    last = max((letter["id"] for letter in _letters(a, limit=1, newest="true")), default=0)
    how = f"in {a.form}, signed with the token {a.token}" + (f", {a.mode}" if a.mode != "plain" else "")
    print(f"ready: events of world {a.world} go to {a.to}, {how}", file=sys.stderr, flush=True)
    while True:
        for one in _letters(a, after=last, limit=100):
            last = one["id"]
            if a.name is None or one["name"] == a.name:
                forwarder.take(one)
        wait(PAUSE)
