"""The platform's desk for penalties, and the administrator's appeals."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.control import Endpoint, OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.penalties import gates, rules, store
from wxlocal.rooms.penalties.api import MOST
from wxlocal.rooms.penalties.rules import Kind
from wxlocal.rooms.penalties.store import Appeal, Material, Penalty, Told

DECISIONS = {"passed": rules.PASSED, "refused": rules.REFUSED, "withdrawn": rules.WITHDRAWN}


class NewPenalty(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``days`` -1 = without an end. ``functions`` and ``path`` are what is banned, or warned of. What is absent is as
    the samples have it.
    """

    kind: Kind
    days: Annotated[int, msgspec.Meta(ge=-1, le=3650)] = 1
    functions: tuple[str, ...] = ()
    path: str = ""
    reason: str = rules.REASON
    content: tuple[str, ...] = (rules.CONTENT,)
    rule_name: str = rules.RULE_NAME
    rule_url: str = rules.RULE_URL


class OfPenalty(msgspec.Struct, frozen=True, kw_only=True):
    penalty: int


class OfAppeal(msgspec.Struct, frozen=True, kw_only=True):
    appeal: int


class Rebuttal(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    reason: str = ""
    proof_material_ids: list[str] = []


class NewAppeal(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said to each of the contents, in their order."""

    materials: list[Rebuttal]


class AppealDecision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    status: Literal["passed", "refused", "withdrawn"]
    reason: str = ""


def _account(act: Act, appid: str) -> Account:
    return known.account(act, appid, "mini program", *APP_KINDS)


@endpoint("POST", "/accounts/{appid}/penalties", OfAccount, Penalty, body=NewPenalty)
def add_penalty(act: Act, params: OfAccount, body: NewPenalty) -> Penalty:
    """The platform punishes a mini program, and its developer hears it.

    A ban changes the account's status, for so many days; the other kinds are told and change nothing here.
    """
    account = _account(act, params.appid)
    detail = rules.detail(body.kind, body.days, body.functions, body.path, act.now + DAY)
    told = Told(
        reason=body.reason, content=list(body.content), rule_name=body.rule_name, rule_url=body.rule_url, detail=detail
    )
    if body.kind == "banned":
        return gates.ban(act, account, body.days, told)
    return gates.punish(act, account, body.kind, told)


@endpoint("GET", "/accounts/{appid}/penalties", OfAccount, list[Penalty])
def list_penalties(act: Act, params: OfAccount) -> list[Penalty]:
    """The penalties of a mini program, the newest first."""
    return store.penalties(act.tx, _account(act, params.appid).appid, 0, act.now, MOST)


@endpoint("POST", "/penalties/{penalty}/appeals", OfPenalty, Appeal, body=NewAppeal)
def appeal(act: Act, params: OfPenalty, body: NewAppeal) -> Appeal:
    """The administrator of a mini program appeals against a penalty."""
    found = store.penalty(act.tx, params.penalty)
    if found is None:
        raise NotPossible(f"there is no penalty {params.penalty}", status=404)
    if any(one.status == rules.WAITING for one in store.appeals(act.tx, found.id)):
        raise NotPossible(f"an appeal against penalty {found.id} waits already", status=409)
    said = [Material(reason=one.reason, proof_material_ids=one.proof_material_ids) for one in body.materials]
    made = store.add_appeal(act.tx, found, act.now, rules.WAITING, said)
    gates.tell_appeal(act, _account(act, found.appid), found, made)
    return made


@endpoint("POST", "/appeals/{appeal}/decision", OfAppeal, Appeal, body=AppealDecision)
def decide_appeal(act: Act, params: OfAppeal, body: AppealDecision) -> Appeal:
    """The platform decides on an appeal, or the administrator withdraws it; a ban that was wrong ends."""
    found = store.appeal(act.tx, params.appeal)
    if found is None:
        raise NotPossible(f"there is no appeal {params.appeal}", status=404)
    if found.status != rules.WAITING:
        raise NotPossible(f"appeal {found.id} is decided already", status=409)
    status = DECISIONS[body.status]
    store.decide(act.tx, found.id, status, act.now, body.reason)
    decided = msgspec.structs.replace(found, status=status, audited_at=act.now, audit_reason=body.reason)
    penalty, account = store.penalty(act.tx, found.penalty), _account(act, found.appid)
    assert penalty
    gates.tell_appeal(act, account, penalty, decided)
    if body.status == "passed" and penalty.event_type == rules.EVENT_TYPES["banned"] and account.status == "banned":
        nouns.change(act.tx, account, status="normal")
    return decided


ENDPOINTS: tuple[Endpoint, ...] = (add_penalty, list_penalties, appeal, decide_appeal)
