"""Penalties as they come: told to the developer, lifted when their days are over."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.instants import DAY
from wxlocal.core.world import jobs, outbox
from wxlocal.core.world.hooks import ACTING
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.penalties import rules, store
from wxlocal.rooms.penalties.rules import Kind
from wxlocal.rooms.penalties.store import Appeal, Penalty, Told

ROOM = "penalties"


def judged(act: Act, before: Account, account: Account) -> None:
    """An administrator of the platform has banned or frozen a mini program: a penalty without an end."""
    kind = rules.JUDGED.get(account.status)
    if kind is not None and account.kind in APP_KINDS:
        punish(act, account, kind, usual(rules.detail(kind, rules.FOR_EVER, (), "", 0)))


def usual(detail: dict[str, Any], reason: str = rules.REASON, content: tuple[str, ...] = (rules.CONTENT,)) -> Told:
    return Told(reason=reason, content=list(content), rule_name=rules.RULE_NAME, rule_url=rules.RULE_URL, detail=detail)


def punish(act: Act, account: Account, kind: Kind, told: Told) -> Penalty:
    """Writes it down and tells it; third-party platforms that may see records hear of the record too."""
    penalty = store.add(act.tx, account.appid, rules.EVENT_TYPES[kind], act.now, told)
    outbox.tell(act, account, "wxa_punish_event", **rules.punish_event(penalty))
    _tell_platform(act, account, "wxa_illegal_record", {**rules.illegal_record(penalty), "appid": account.appid})
    return penalty


def ban(act: Act, account: Account, days: int, told: Told) -> Penalty:
    """The account is banned, for so many days if that has an end."""
    nouns.change(act.tx, account, status="banned")
    penalty = punish(act, account, "banned", told)
    if days > 0:
        jobs.plan(act, act.now + days * DAY, ROOM, "lift", {"penalty": penalty.id})
    return penalty


def lift(act: Act, payload: dict[str, Any]) -> None:
    """The days of a ban are over; a later one goes on."""
    penalty = store.penalty(act.tx, int(payload["penalty"]))
    account = nouns.account(act.tx, penalty.appid) if penalty else None
    if account is not None and account.status == "banned" and store.newest_ban(act.tx, account.appid) == penalty:
        nouns.change(act.tx, account, status="normal")


def tell_appeal(act: Act, account: Account, penalty: Penalty, appeal: Appeal) -> None:
    number = 1 + [one.id for one in store.appeals(act.tx, penalty.id)].index(appeal.id)
    fields = rules.appeal_record(appeal, number, penalty.told.reason)
    material = rules.materials(penalty.told.content, appeal.told, "proof_material_id")
    _tell_platform(act, account, "wxa_appeal_record", {**fields, "appid": account.appid, "material": material})


def _tell_platform(act: Act, account: Account, event: str, fields: dict[str, Any]) -> None:
    """These events are for third-party platforms alone."""
    if any(act.offers.each(ACTING, act, account.appid, event)):
        outbox.tell(act, account, event, **fields)
