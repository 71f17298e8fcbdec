"""The guide in the console: 设置 - 服务内容声明 - 用户隐私保护指引."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import instead
from wxlocal.core.control import Endpoint, OfAccount, OfBoth, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.world import Act
from wxlocal.rooms.privacy import rules, store
from wxlocal.rooms.privacy.facts import KINDS, Facts

PATH = "/accounts/{appid}/privacy-guide"


class Guide(msgspec.Struct, forbid_unknown_fields=True):
    """``declared`` replaces the kinds that the guide names; what it adds takes effect after five minutes."""

    declared: tuple[str, ...]
    purposes: dict[str, str] = {}


class ShownGuide(Facts, frozen=True, kw_only=True):
    """``in_force``: the kinds that count now. ``kinds``: all that there are, in the platform's words."""

    in_force: list[str]
    kinds: dict[str, str]


class ShownConsent(msgspec.Struct, frozen=True, kw_only=True):
    """``kinds`` of information; times in Unix seconds, null = never."""

    kinds: list[str]
    agreed_at: int | None
    refused_at: int | None
    exposed_at: int | None


def _facts(act: Act, appid: str) -> Facts:
    return act.facts(known.account(act, appid).appid, Facts)


def _shown(act: Act, facts: Facts) -> ShownGuide:
    in_force = sorted(rules.in_force(facts, act.now))
    return ShownGuide(**msgspec.structs.asdict(facts), in_force=in_force, kinds=KINDS)


@endpoint("GET", PATH, OfAccount, ShownGuide)
def show_privacy_guide(act: Act, params: OfAccount) -> ShownGuide:
    """The privacy guide and what of it is in force."""
    return _shown(act, _facts(act, params.appid))


@endpoint("PUT", PATH, OfAccount, ShownGuide, body=Guide)
def set_privacy_guide(act: Act, params: OfAccount, body: Guide) -> ShownGuide:
    """Writes the guide as a person at the console does."""
    unknown = [kind for kind in body.declared if kind not in KINDS]
    if unknown:
        meant = instead(unknown[0], KINDS, "docs/rooms/privacy.md")
        raise NotPossible(f"there is no kind {', '.join(unknown)}; {meant}")
    old = _facts(act, params.appid)
    before = tuple(sorted(rules.in_force(old, act.now)))
    new = msgspec.structs.replace(
        old, declared=body.declared, purposes=body.purposes, before=before, changed_at=act.now
    )
    act.set_facts(params.appid, new)
    return _shown(act, new)


@endpoint("GET", "/people/{person}/privacy/{appid}", OfBoth, ShownConsent)
def show_privacy_consent(act: Act, params: OfBoth) -> ShownConsent:
    """What a person has agreed to."""
    found = store.consent(act.tx, params.person, params.appid)
    return ShownConsent(**{**msgspec.structs.asdict(found), "kinds": sorted(found.kinds)})


ENDPOINTS: tuple[Endpoint, ...] = (show_privacy_guide, set_privacy_guide, show_privacy_consent)
