"""The reviewer by itself: an audit of the sources by the rules of the day, outside of any transaction."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.world import errands
from wxlocal.core.world.errands import Errand, Failure
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.code_management import api_code, api_review, rules, settings, store
from wxlocal.rooms.code_management.store import AUDITING, DELAYED, PASSED, REFUSED, Audit


class Submitted(msgspec.Struct, frozen=True):
    auditid: int


class Verdict(msgspec.Struct, frozen=True):
    """``reason`` says why it is refused; nothing = it passes."""

    reason: str = ""


def _waiting(act: Act, auditid: int) -> Audit | None:
    found = store.audit(act.tx, auditid)
    return found if found and found.status in (AUDITING, DELAYED) else None


def review(act: Act, payload: dict[str, Any]) -> None:
    """The time for an answer has come."""
    found = _waiting(act, int(payload["auditid"]))
    if found is None:
        return
    if act.setting(settings.REVIEWER) == "accept":
        api_review.decide(act, found, PASSED)
    else:
        errands.plan(act, REVIEW, Submitted(found.id), lane=f"review {found.appid}")


def _look(world: World, submitted: Submitted) -> Verdict:
    """By the rules of this day; code that cannot be audited within the limits is refused."""
    with world.act() as act:
        found, now = _waiting(act, submitted.auditid), act.now
    if found is None:
        return Verdict()
    try:
        answer = api_code.findings(world, found.appid, found.package, found.config, now)
    except api_code.Unreadable as error:
        return Verdict(f"1: {error}")
    return Verdict(rules.verdict(answer.findings))


def _decide(act: Act, submitted: Submitted, result: Verdict | Failure) -> None:
    """A reviewer who fails is late: a person decides then, or the next review."""
    found = _waiting(act, submitted.auditid)
    if found is None:
        return
    if isinstance(result, Failure):
        api_review.decide(act, found, DELAYED, result.reason)
    else:
        api_review.decide(act, found, REFUSED if result.reason else PASSED, result.reason)


REVIEW = Errand(name="code_management.review", payload=Submitted, result=Verdict, run=_look, finish=_decide)
