"""What people answer: words, a script for what is asked later, and prompts that wait for an answer."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import ALL, Tx
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.answers import store


def script(tx: Tx, person: str) -> dict[str, Any]:
    """By kind of prompt: one answer for every time, or a list that is used up; ``*`` for all other kinds."""
    text = store.script(tx, person)
    return msgspec.json.decode(text) if text else {}


def set_script(tx: Tx, person: str, new: dict[str, Any]) -> None:
    store.set_script(tx, person, msgspec.json.encode(new).decode() if new else None)


def use_up(tx: Tx, person: str, kinds: list[str]) -> None:
    """Takes the answers that a call has used out of the lists of the script."""
    if kinds:
        new = script(tx, person)
        for kind in kinds:
            if isinstance(new.get(kind), list):
                new[kind] = new[kind][1:]
        set_script(tx, person, new)


class Waiting(msgspec.Struct, frozen=True):
    """A prompt that stands on a phone. ``request`` is the call that it belongs to, with the answers so far."""

    id: str
    phone: str
    asked_at: int
    prompt: dict[str, Any]
    request: dict[str, Any]


def waiting(tx: Tx, phone: str, after: str = "", most: int = ALL) -> list[Waiting]:
    """The oldest first, from behind the one with the id ``after``."""
    return [_waiting(row) for row in store.waiting(tx, phone, after, most)]


def find_waiting(tx: Tx, phone: str, id: str) -> Waiting:
    for found in waiting(tx, phone):
        if found.id == id:
            return found
    raise NotPossible(f"no prompt {id!r} waits on phone {phone!r}", status=404)


def _waiting(row: tuple[Any, ...]) -> Waiting:
    id, phone, asked_at, prompt, request = row
    return Waiting(str(id), str(phone), int(asked_at), msgspec.json.decode(prompt), msgspec.json.decode(request))
