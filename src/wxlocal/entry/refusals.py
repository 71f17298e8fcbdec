"""What was refused, for people: behind an SDK nobody sees the rule, its date and the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Timeline
from wxlocal.core.house import House
from wxlocal.core.world.journal import Entry
from wxlocal.entry.client import Client
from wxlocal.entry.rehearsal.compare import Call, calls
from wxlocal.faces import tables

if TYPE_CHECKING:
    from wxlocal.entry.local import Local

NOT_THERE = 40066
MOST = 20
PAGE = 1_000
_TAIL = re.compile(r",? *(?:hints?: ?\[[^\]]*\]|rid: ?\S+)")  # what is another one in each answer
Since = Callable[[str], str | None]


class Refusal(NamedTuple):
    """Refusals that look alike. ``call`` is ``POST /wxa/x`` or ``phone login``."""

    call: str
    words: str
    errcode: int
    rule: str | None
    reason: str | None


def counted(calls: Iterable[Call]) -> Counter[Refusal]:
    return Counter(Refusal(c.name, _TAIL.sub("", c.words), c.errcode, c.rule, c.reason) for c in calls if c.errcode)


def lines(found: Counter[Refusal], since: Since) -> list[str]:
    """Most frequent first; those of operations that are not there apart. Nothing when nothing was refused."""
    missing = Counter({refusal: times for refusal, times in found.items() if refusal.errcode == NOT_THERE})
    refused = found - missing
    return [
        *_listed("refused", refused, lambda refusal: _shown(refusal, since)),
        *_listed(
            "to operations that are not there", missing, lambda refusal: f"{refusal.call}: {refusal.reason or ''}"
        ),
    ]


def since(house: House, timeline: Timeline) -> Since:
    """The day from which each rule holds."""

    def began(rule: str) -> str | None:
        if rule not in house.policies:
            return None
        return day(tables.policy_row(*house.policy(rule), 0, timeline).effective_from)

    return began


def _listed(what: str, found: Counter[Refusal], shown: Callable[[Refusal], str]) -> list[str]:
    if not found:
        return []
    times = found.total()
    head = f"{times} {'call' if times == 1 else 'calls'} {what}:"
    more = len(found) - MOST
    rest = [f"  ... and {more} more kinds: see the journal"] if more > 0 else []
    return [head, *(f"  {count}x {shown(refusal)}" for refusal, count in found.most_common(MOST)), *rest]


def _shown(refusal: Refusal, since: Since) -> str:
    text = f"{refusal.call}: {refusal.errcode} {refusal.words}"
    if refusal.rule:
        day = since(refusal.rule)
        text += f"; by {refusal.rule}{f' since {day}' if day else ''}"
    return f"{text}: {refusal.reason}" if refusal.reason else text


def day(effective_from: str | None) -> str | None:
    """As it is said: without the hour, where a rule begins with a day."""
    return effective_from.removesuffix("T00:00:00+08:00") if effective_from else None


# -- where they are read ----------------------------------------------------------------------------------------------


def of_local(local: Local) -> list[str]:
    """Of a world in this process."""
    found = counted(calls(local.journal(refused=True, limit=10 * PAGE)))
    return lines(found, since(local.app.house, local.world.timeline))


def of_server(url: str, after: int) -> list[str]:
    """Of the default world of a running wxlocal, after the call with this number."""
    client = Client(url)
    try:
        world = client.get("/worlds/default")
        return lines(told_by(client, "default", after), since_by(client, world["timeline"]))
    except NotPossible:
        return []


def last_call(url: str) -> int:
    try:
        return int(Client(url).get("/worlds/default")["calls"])
    except (NotPossible, KeyError):
        return 0


def told_by(client: Client, world: str, after: int) -> Counter[Refusal]:
    found: Counter[Refusal] = Counter()
    while True:
        path = f"/worlds/{quote(world, safe='')}/journal?refused=true&limit={PAGE}&after={after}"
        entries = msgspec.convert(client.get(path), list[Entry])
        found += counted(calls(entries))
        if len(entries) < PAGE:
            return found
        after = entries[-1].seq


def since_by(client: Client, timeline: str) -> Since:
    def began(rule: str) -> str | None:
        policy: dict[str, Any] = client.get(f"/policies/{quote(rule, safe='')}?timeline={quote(timeline)}")
        return day(policy["effective_from"])

    return began
