"""Domains as calls and releases change them."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import month_of
from wxlocal.core.world.hooks import ACTING, PERMITTING
from wxlocal.core.world.nouns import Submission
from wxlocal.core.world.world import Act
from wxlocal.rooms.domains import rules
from wxlocal.rooms.domains.facts import Changes, Facts, Lists

CODE = 18  # the permission set of development
RESULT = "weapp_audit_success"  # what a platform that develops hears


def count(act: Act, appid: str, which: Literal["server", "webview"]) -> None:
    """One more change of the month; 86102 beyond fifty."""
    month = month_of(act.now)
    changes = act.facts(appid, Changes)
    if changes.month != month:
        changes = Changes(month=month)
    done = getattr(changes, which)
    if done >= rules.CHANGES_A_MONTH:
        reason = f"{rules.CHANGES_A_MONTH} changes a month"
        raise Refused(86102, "exceed the limit of modify domain this month", reason=reason)
    act.set_facts(appid, msgspec.structs.replace(changes, **{which: done + 1}))


def known_to(act: Act, component: str) -> rules.Known:
    facts = act.facts(component, Facts)
    if not facts.published:
        return rules.Known(facts.server, facts.jump)
    return rules.Known((*facts.published_server, *facts.server), (*facts.published_jump, *facts.jump))


def developer_of(act: Act, appid: str) -> str | None:
    """The third-party platform that develops the mini program."""
    for component in (one for some in act.offers.each(ACTING, act, appid, RESULT) for one in some):
        if any(CODE in sets for sets in act.offers.each(PERMITTING, act, component, appid)):
            return component
    return None


def released(act: Act, submission: Submission) -> None:
    """With a release, what was set comes into force."""
    appid = submission.appid
    facts, component = act.facts(appid, Facts), developer_of(act, appid)
    known = known_to(act, component) if component else None
    new = rules.merged(facts.console, facts.platform, facts.directly, known)
    if new != Lists() or facts.in_force is not None:
        act.set_facts(appid, msgspec.structs.replace(facts, in_force=new))


def current(facts: Facts) -> Lists:
    """Before the first release, all that was set."""
    if facts.in_force is not None:
        return facts.in_force
    return rules.merged(facts.console, facts.platform, facts.directly, None)


def reaching(act: Act, appid: str) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = msgspec.structs.asdict(current(act.facts(appid, Facts)))
    return lists


def check_file(act: Act, appid: str) -> tuple[str, str]:
    """Name and content of the file that proves whose host it is; always the same."""
    digest = derive(act.world.key, "check file", appid).hex()
    return f"{digest[:10]}.txt", digest[10:42]
