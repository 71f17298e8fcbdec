"""The console of 云开发: the environments of a mini program."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.control import OfAccount, endpoint
from wxlocal.core.world import environments, known
from wxlocal.core.world.environments import Environment, Plan
from wxlocal.core.world.world import Act
from wxlocal.rooms.cloud import rules


class OfEnvironment(OfAccount, frozen=True, kw_only=True):
    environment: str


class Open(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``id`` absent: the name and some letters, as the platform makes one."""

    id: str | None = None
    name: str = "cloud1"
    plan: Plan = "free"
    unauthenticated: bool = False


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is. A free environment can become pay-as-you-go, and back while there are fewer than
    two free ones. ``unauthenticated``: 未登录访问.
    """

    name: str | None = None
    plan: Plan | None = None
    unauthenticated: bool | None = None


class Closed(msgspec.Struct, kw_only=True):
    closed: str


@endpoint("GET", "/accounts/{appid}/environments", OfAccount, list[Environment])
def list_environments(act: Act, params: OfAccount) -> list[Environment]:
    """The environments of a mini program, the oldest first."""
    return environments.of(act.tx, known.account(act, params.appid).appid)


@endpoint("POST", "/accounts/{appid}/environments", OfAccount, Environment, body=Open)
def open_environment(act: Act, params: OfAccount, body: Open) -> Environment:
    """Opens an environment for a mini program: a free one, of which it has two, or pay-as-you-go (按量付费)."""
    account = known.account(act, params.appid)
    rules.check_owner(account)
    others = environments.of(act.tx, account.appid)
    if body.plan == "free":
        rules.check_free(others)
    tail = derive(act.world.key, "environment", account.appid, str(len(others)), body.name, size=8).hex()[:14]
    id = body.id or f"{body.name}-{tail}"
    environments.check_id(id)
    if environments.find(act.tx, id) is not None:
        raise NotPossible(f"there is an environment {id!r} already", status=409)
    made = Environment(
        id=id,
        appid=account.appid,
        name=body.name,
        plan=body.plan,
        unauthenticated=body.unauthenticated,
        opened_at=act.now,
    )
    environments.put(act.tx, made)
    return made


def _named(act: Act, params: OfEnvironment) -> Environment:
    return environments.of_account(act.tx, known.account(act, params.appid).appid, params.environment)


@endpoint("PATCH", "/accounts/{appid}/environments/{environment}", OfEnvironment, Environment, body=Change)
def change_environment(act: Act, params: OfEnvironment, body: Change) -> Environment:
    """Changes what an environment is called, how it is paid for and whom it lets in."""
    found = _named(act, params)
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    new = msgspec.structs.replace(found, **given)
    if new.plan == "free" and found.plan != "free":
        rules.check_free(one for one in environments.of(act.tx, found.appid) if one.id != found.id)
    environments.put(act.tx, new)
    return new


@endpoint("DELETE", "/accounts/{appid}/environments/{environment}", OfEnvironment, Closed)
def close_environment(act: Act, params: OfEnvironment) -> Closed:
    """Closes an environment (销毁); what is in it goes with it."""
    found = _named(act, params)
    environments.close(act, found.id)
    return Closed(closed=found.id)


ENDPOINTS = (list_environments, open_environment, change_environment, close_environment)
