"""The console's pages of text messages: packages, usage, the monitor, tasks, who has unsubscribed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY, midnight
from wxlocal.core.control import MOST, Endpoint, Limit, OfAccount, PageOfAccount, endpoint
from wxlocal.core.world import environments, known
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import jobs, rules, store
from wxlocal.rooms.sms.api_tasks import Record, record
from wxlocal.rooms.sms.facts import Pack, Task

SMS = "/accounts/{appid}/environments/{environment}/sms"


class OfEnvironment(OfAccount, frozen=True, kw_only=True):
    environment: str


class Span(OfEnvironment, frozen=True, kw_only=True):
    """``begin`` and ``end`` in Unix seconds; 0 = the last day."""

    begin: int = 0
    end: int = 0
    step: Annotated[int, msgspec.Meta(ge=60, le=DAY, description="seconds of a point: 300, 3600, 86400")] = 300


class Shown(OfEnvironment, frozen=True, kw_only=True):
    number: str = ""
    query_id: str = ""
    skip: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)] = 0
    limit: Limit = 100


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """``quota`` and ``usage`` as DescribeSmsUsage has them, of all that is valid now; ``free`` is what is left of the
    free hundred.
    """

    quota: int
    usage: int
    free: int
    packages: list[Pack]


class Purchase(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    size: int


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """``price`` in yuan."""

    package: Pack
    price: int


class Point(msgspec.Struct, frozen=True, kw_only=True):
    at: int
    accepted: int
    sent: int
    failed: int


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    records: list[Record]
    total: int


def _environment(act: Act, params: OfEnvironment) -> Environment:
    return environments.of_account(act.tx, known.account(act, params.appid).appid, params.environment)


@endpoint("GET", SMS, OfEnvironment, Usage)
def show_sms_usage(act: Act, params: OfEnvironment) -> Usage:
    """What an environment may still send: the free hundred of its first month, and its packages."""
    environment = _environment(act, params)
    packs = store.packs(act.tx, environment.id, act.now)
    size, used = jobs.free_of(act, environment)
    return Usage(
        quota=size + sum(one.size for one in packs),
        usage=used + sum(one.used for one in packs),
        free=size - used,
        packages=packs,
    )


@endpoint("POST", f"{SMS}/packages", OfEnvironment, Bought, body=Purchase)
def buy_sms_package(act: Act, params: OfEnvironment, body: Purchase) -> Bought:
    """Buys a package of messages (短信资源包) for a pay-as-you-go environment; it is valid for a month."""
    environment = _environment(act, params)
    price = rules.PACKAGES.get(body.size)
    if price is None:
        raise NotPossible(f"a package has {', '.join(map(str, rules.PACKAGES))} messages")
    if environment.plan != "pay_as_you_go":
        raise NotPossible(f"packages are bought for pay-as-you-go environments; {environment.id} is free", status=409)
    made = store.add_pack(act.tx, environment.id, body.size, act.now, rules.month_later(act.now))
    return Bought(package=made, price=price)


@endpoint("GET", f"{SMS}/curve", Span, list[Point])
def show_sms_curve(act: Act, params: Span) -> list[Point]:
    """The curve of 短信监控: how many messages were accepted, have arrived, have failed.

    Steps with none are left out.
    """
    environment = _environment(act, params)
    end = params.end or act.now + 1
    begin = params.begin or end - DAY
    if not 0 <= begin < end <= begin + MOST * params.step:
        raise NotPossible(f"begin is before end, with at most {MOST} steps between")
    rows = store.curve(act.tx, environment.id, begin, end, params.step)
    return [Point(at=at, accepted=accepted, sent=sent, failed=failed) for at, accepted, sent, failed in rows]


@endpoint("GET", f"{SMS}/records", Shown, Listed)
def list_sms_records(act: Act, params: Shown) -> Listed:
    """The records of 短信监控, the newest first: what became of each message."""
    environment = _environment(act, params)
    end = midnight(act.now) + DAY
    found, total = store.records(
        act.tx, environment.id, 0, end, params.number, params.query_id, params.skip, min(params.limit, MOST)
    )
    return Listed(records=[record(one) for one in found], total=total)


@endpoint("GET", f"{SMS}/tasks", OfEnvironment, list[Task])
def list_sms_tasks(act: Act, params: OfEnvironment) -> list[Task]:
    """The tasks of an environment, the newest first: how many numbers of the file were accepted and refused so far."""
    return store.tasks(act.tx, _environment(act, params).id, 1000)


@endpoint("GET", "/accounts/{appid}/sms-unsubscribed", PageOfAccount, list[str])
def list_sms_unsubscribed(act: Act, params: PageOfAccount) -> list[str]:
    """The numbers that want no text messages of a mini program any more."""
    return store.all_unsubscribed(act.tx, known.account(act, params.appid).appid, params.after, params.most)


class OfNumber(OfAccount, frozen=True, kw_only=True):
    number: str


class Subscribed(msgspec.Struct, frozen=True, kw_only=True):
    subscribed: str


@endpoint("DELETE", "/accounts/{appid}/sms-unsubscribed/{number}", OfNumber, Subscribed)
def remove_sms_unsubscribed(act: Act, params: OfNumber) -> Subscribed:
    """The person wants text messages of the mini program again."""
    if not store.subscribe(act.tx, known.account(act, params.appid).appid, params.number):
        raise NotPossible(f"{params.number} has not unsubscribed; write it as +8613800000001", status=404)
    return Subscribed(subscribed=params.number)


ENDPOINTS: tuple[Endpoint, ...] = (
    show_sms_usage,
    buy_sms_package,
    show_sms_curve,
    list_sms_records,
    list_sms_tasks,
    list_sms_unsubscribed,
    remove_sms_unsubscribed,
)
