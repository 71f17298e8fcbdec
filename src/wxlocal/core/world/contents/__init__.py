"""Bytes that rooms keep, by their SHA-256: equal ones are kept once, as long as somebody holds them."""

from __future__ import annotations

from hashlib import sha256

from wxlocal.core.base.db import Tx
from wxlocal.core.world.contents import store


def hold(tx: Tx, content: bytes) -> str:
    """Keeps them for one more holder; gives their SHA-256."""
    key = sha256(content).hexdigest()
    if not store.more(tx, key):
        store.add(tx, key, content)
    return key


def share(tx: Tx, key: str) -> None:
    """One more holder of what is kept already."""
    store.more(tx, key)


def release(tx: Tx, key: str) -> None:
    """One holder less; what nobody holds is gone."""
    store.less(tx, key)


def read(tx: Tx, key: str) -> bytes:
    """``b""`` for what is not kept."""
    return store.content(tx, key)
