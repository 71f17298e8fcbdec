"""What people and phones receive: messages, short messages, replies, and the events that a mini program listens to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.hooks import RECEIVED
from wxlocal.core.world.inbox import store
from wxlocal.core.world.nouns import Line, Notice, Phone, Target
from wxlocal.core.world.world import Act

LISTENER = "wx.on"  # how the kind of an event begins
_READ: dict[str, Callable[[str], Any]] = {
    "body": msgspec.json.Decoder().decode,
    "lines": msgspec.json.Decoder(tuple[Line, ...]).decode,
    "target": msgspec.json.Decoder(Target | None).decode,
}


def put(
    act: Act,
    person: str,
    kind: str,
    *,
    title: str = "",
    body: dict[str, Any] | None = None,
    lines: tuple[Line, ...] = (),
    target: Target | None = None,
    appid: str = "",
    phone: str = "",
) -> Notice:
    """Something arrives. ``phone`` "" = on every phone of the person; ``appid`` is who sent it, or who listens.
    ``title`` and ``lines`` are what the person reads, ``target`` is what a tap opens.
    """
    notice = Notice(
        id=store.last(act.tx) + 1,
        person=person,
        phone=phone,
        appid=appid,
        kind=kind,
        title=title,
        body=body or {},
        at=act.now,
        lines=lines,
        target=target,
    )
    text, told, opens = (msgspec.json.encode(one).decode() for one in (notice.body, lines, target))
    store.add(act.tx, notice.id, person, phone, appid, kind, title, text, act.now, None, told, opens)
    act.offers.each(RECEIVED, act, notice)
    return notice


def change(act: Act, id: int, lines: tuple[Line, ...]) -> None:
    """A message that is there already reads otherwise from now on; one that has left is none."""
    store.change(act.tx, id, msgspec.json.encode(lines).decode())


def event(act: Act, phone: Phone, appid: str, listener: str, result: dict[str, Any]) -> Notice:
    """What a listener of an open mini program hears (``wx.onLocationChange``)."""
    return put(act, phone.person, listener, body=result, appid=appid, phone=phone.id)


def messages(act: Act, phone: Phone, *, after: int = 0, most: int = 100, unread: bool = False) -> list[Notice]:
    """What the person finds on a phone, in order."""
    return [_notice(row) for row in store.messages(act.tx, phone.person, phone.id, after, most, unread)]


def events(act: Act, phone: Phone, *, after: int = 0, most: int = 100) -> list[Notice]:
    """What the listeners of mini programs have heard on a phone, in order."""
    return [_notice(row) for row in store.events(act.tx, phone.person, phone.id, after, most)]


def find(act: Act, id: int) -> Notice | None:
    """What has arrived under that number, unread or read; None if it is gone."""
    row = store.one(act.tx, id)
    return _notice(row) if row else None


def read(act: Act, phone: Phone, id: int) -> Notice:
    """The person opens it on a phone."""
    row = store.one(act.tx, id)
    if row is None or row[1] != phone.person or row[2] not in ("", phone.id) or str(row[4]).startswith(LISTENER):
        raise NotPossible(f"there is no message {id} on phone {phone.id!r}", status=404)
    store.read(act.tx, id, act.now)
    found = _notice(row)
    return found if found.read_at is not None else msgspec.structs.replace(found, read_at=act.now)


def _notice(row: tuple[Any, ...]) -> Notice:
    values = dict(zip(Notice.__struct_fields__, row, strict=True))
    for name, read in _READ.items():
        values[name] = read(values[name])
    return Notice(**values)
