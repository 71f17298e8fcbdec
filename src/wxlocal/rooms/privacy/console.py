"""The guide in the console: 设置 - 服务内容声明 - 用户隐私保护指引."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.privacy import rules, store
from wxlocal.rooms.privacy.facts import KINDS, Facts

Params = dict[str, str]
PATH = "/accounts/{appid}/privacy-guide"


class Guide(msgspec.Struct, forbid_unknown_fields=True):
    """``declared`` replaces the kinds that the guide names; what it adds takes effect after five minutes."""

    declared: tuple[str, ...]
    purposes: dict[str, str] = {}


def _facts(act: Act, appid: str) -> Facts:
    if nouns.account(act.tx, appid) is None:
        raise NotPossible(f"there is no account {appid!r} in world {act.world.name!r}", status=404)
    return act.facts(appid, Facts)


def show_guide(act: Act, params: Params, body: None) -> dict[str, Any]:
    facts = _facts(act, params["appid"])
    effective = sorted(rules.in_force(facts, act.now))
    return {**msgspec.to_builtins(facts), "in_force": effective, "kinds": KINDS}


def set_guide(act: Act, params: Params, body: Guide) -> dict[str, Any]:
    unknown = [kind for kind in body.declared if kind not in KINDS]
    if unknown:
        raise NotPossible(f"there is no kind {', '.join(unknown)}; there are {', '.join(KINDS)}")
    old = _facts(act, params["appid"])
    before = tuple(sorted(rules.in_force(old, act.now)))
    new = msgspec.structs.replace(
        old, declared=body.declared, purposes=body.purposes, before=before, changed_at=act.now
    )
    act.set_facts(params["appid"], new)
    return show_guide(act, params, None)


def show_consent(act: Act, params: Params, body: None) -> store.Consent:
    return store.consent(act.tx, params["person"], params["appid"])


ENDPOINTS = (
    Endpoint(
        name="showPrivacyGuide", method="GET", path=PATH, summary="The privacy guide and what of it is in force",
        handler=show_guide,
    ),
    Endpoint(
        name="setPrivacyGuide", method="PUT", path=PATH, summary="Writes the guide as a person at the console does",
        handler=set_guide, body=Guide,
    ),
    Endpoint(
        name="showPrivacyConsent",
        method="GET",
        path="/people/{person}/privacy/{appid}",
        summary="What a person has agreed to",
        handler=show_consent,
        answer=store.Consent,
    ),
)  # fmt: skip
