"""Where a mini program's functions, data, files and pages live at the platform: its environments."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.base.suggest import missing
from wxlocal.core.world.environments import store
from wxlocal.core.world.hooks import CLOSED
from wxlocal.core.world.world import Act

Plan = Literal["free", "pay_as_you_go"]
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,31}\Z")


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """``unauthenticated``: who is not signed in may reach it (未登录访问). An id is unique in its world."""

    id: str
    appid: str
    name: str = ""
    plan: Plan = "free"
    unauthenticated: bool = False
    opened_at: int = 0


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What the code of an open mini program has chosen for its calls: one for all (""), or one for each kind of call
    ("functions", "database", "storage"). ``begun``: it has chosen at all.
    """

    begun: bool = False
    environments: dict[str, str] = {}

    def of(self, kind: str) -> str:
        """Empty = the first that the mini program has."""
        return self.environments.get(kind) or self.environments.get("", "")


def tenant(key: bytes, appid: str) -> str:
    """The ten digits by which the cloud knows a mini program (腾讯云 AppID); ``key`` is the world's."""
    return f"13{int.from_bytes(derive(key, 'tenant', appid, size=8), 'big') % 10**8:08}"


def check_id(id: str) -> None:
    if not _ID.match(id):
        raise NotPossible(f"{id[:40]!r} is not an environment's id: 3 to 32 of a-z, 0-9 and -, as tcb-env")


def find(tx: Tx, id: str) -> Environment | None:
    row = store.one(tx, id)
    return _environment(row) if row else None


def of_account(tx: Tx, appid: str, id: str) -> Environment:
    """The environment of that mini program; NotPossible tells which there are."""
    found = find(tx, id)
    if found is None or found.appid != appid:
        raise missing("environment", id, [one.id for one in of(tx, appid)])
    return found


def of(tx: Tx, appid: str) -> list[Environment]:
    """Those of a mini program, the oldest first."""
    return [_environment(row) for row in store.listed(tx, appid)]


def put(tx: Tx, environment: Environment) -> None:
    """Adds it, or puts it in the place of the one with its id."""
    store.put(tx, *msgspec.structs.astuple(environment))


def close(act: Act, id: str) -> None:
    """It ends, with all that rooms keep in it."""
    act.offers.each(CLOSED, act, id)
    store.remove(act.tx, id)


def _environment(row: Row) -> Environment:
    id, appid, name, plan, unauthenticated, opened_at = row
    return Environment(
        id=id, appid=appid, name=name, plan=plan, unauthenticated=bool(unauthenticated), opened_at=int(opened_at)
    )
