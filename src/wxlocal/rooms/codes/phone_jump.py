"""A person scans an ordinary QR code, or one of a service account, that a rule is for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.codes import rules_jump, store
from wxlocal.rooms.codes.rules_jump import Rule

SCENE_QR_CODE = 1011
COMPONENT_SAFE = "-_.!~*'()"  # what encodeURIComponent leaves


def scanned(call: PhoneCall, text: str) -> dict[str, Any] | None:
    """The mini program that the rule nearest to the link opens, or the web page; None if no rule is for it."""
    rule = _nearest(call, text)
    if rule is None:
        return None
    role = nouns.role(call.act.tx, rule.appid, call.person.id)
    version = rules_jump.opens(rule, text, role, call.moment())
    if version == "page":
        return None if rule.official else {"browser": text}
    _, release = running(call.act, call.person, rule.appid, version)
    path, _, query = rule.path.partition("?")
    if path not in release.pages:
        raise Failed("页面不存在", reason=f"version {release.version} has no page {path!r}")
    asked = {name: unquote(value) for name, value in parse_qsl(query, keep_blank_values=True)}
    asked |= {"q": quote(text, safe=COMPONENT_SAFE), "scancode_time": str(call.act.now)}
    launch(call.act, call.phone, release, path=path, query=asked, scene=SCENE_QR_CODE)
    return {
        "appid": rule.appid,
        "path": path,
        "query": asked,
        "scene": SCENE_QR_CODE,
        "envVersion": version,
        "version": release.version,
    }


def _nearest(call: PhoneCall, text: str) -> Rule | None:
    """The longest that is for it, published or not; one of a service account as long as the two are linked."""
    address = rules_jump.scanned_address(text)
    if address is None:
        return None
    moment = call.moment()
    for rule in store.rules_at(call.act.tx, rules_jump.candidates(address)):
        gone = rule.official and nouns.linked_at(call.act.tx, rule.official, rule.appid) is None
        if rules_jump.matches(rule.address, address, moment) and not gone:
            return rule
    return None
