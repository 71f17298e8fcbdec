"""The ticket that is pushed every ten minutes of the world's clock. Source: 第三方平台 - 验证票据."""

from __future__ import annotations

from typing import Any

from wxlocal.core.world import jobs, outbox
from wxlocal.core.world.hooks import LISTENING
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import rules, store

ROOM, KIND = "platforms", "ticket"


def push(act: Act, component: str) -> None:
    """The ticket of these ten minutes."""
    account = nouns.account(act.tx, component)
    if account is not None:
        outbox.inform(act, account, "component_verify_ticket", ComponentVerifyTicket=rules.ticket(act, component))


def begin(act: Act, appid: str) -> None:
    """From now on every ten minutes, if somebody listens; nothing is planned for those who do not."""
    account = nouns.account(act.tx, appid)
    if account is None or account.kind != "third_party" or not _is_heard(act, appid):
        return
    planned = store.planned_ticket(act.tx, appid)
    if planned is None:
        _plan(act, appid, rules.next_ticket(act.now))


def again(act: Act) -> None:
    """The clock was set back: what was planned for a day that is far away now is planned anew."""
    for component, job, due in store.planned_tickets(act.tx):
        if due > rules.next_ticket(act.now):
            jobs.cancel(act, job)
            _plan(act, component, rules.next_ticket(act.now))


def due(act: Act, payload: dict[str, Any]) -> None:
    """One ticket, however far the clock goes at once: the newest of those whose time comes on the way."""
    component = str(payload["component"])
    newest = rules.newest_ticket(act.until)
    if not _is_heard(act, component):
        store.forget_ticket(act.tx, component)
    elif newest > act.now:
        _plan(act, component, newest)
    else:
        push(act, component)
        _plan(act, component, rules.next_ticket(act.now))


def _plan(act: Act, component: str, at: int) -> None:
    job = jobs.plan(act, at, ROOM, KIND, {"component": component})
    store.plan_ticket(act.tx, component, job, at)


def _is_heard(act: Act, component: str) -> bool:
    return any(act.offers.each(LISTENING, act, component, True))
