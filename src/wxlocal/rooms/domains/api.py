"""Server domains of a mini program, set by its third-party platform. Source: 小程序域名管理."""

from __future__ import annotations

from typing import Any, TypedDict

import msgspec

from wxlocal.core.server.operation import Answer, Call, Code, Nothing, TokenNeed, operation
from wxlocal.core.world.nouns import APP_KINDS, AccountKind
from wxlocal.rooms.domains import gates, rules
from wxlocal.rooms.domains.facts import Facts, Lists
from wxlocal.rooms.domains.rules import Sorted


class Shared(TypedDict):
    """What the operations of the room for mini programs have in common."""

    need: TokenNeed
    permission_sets: tuple[int, ...]
    accounts: tuple[AccountKind, ...]


AAT: Shared = {"need": "authorizer", "permission_sets": (18,), "accounts": APP_KINDS}
LIMITS: tuple[Code, ...] = (
    (85016, "exceed valid domain count"), (86102, "exceed the limit of modify domain this month"),
)  # fmt: skip


class Change(msgspec.Struct):
    action: str = "get"
    requestdomain: list[str] = []
    wsrequestdomain: list[str] = []
    uploaddomain: list[str] = []
    downloaddomain: list[str] = []
    udpdomain: list[str] = []
    tcpdomain: list[str] = []


class Changed(Answer, kw_only=True):
    """All lists as they are now; of a change by modify_domain also what it did not take."""

    requestdomain: tuple[str, ...]
    wsrequestdomain: tuple[str, ...]
    uploaddomain: tuple[str, ...]
    downloaddomain: tuple[str, ...]
    udpdomain: tuple[str, ...]
    tcpdomain: tuple[str, ...]
    invalid_requestdomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    invalid_wsrequestdomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    invalid_uploaddomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    invalid_downloaddomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    invalid_udpdomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    invalid_tcpdomain: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    no_icp_domain: list[str] | msgspec.UnsetType = msgspec.UNSET


class Effective(Answer, kw_only=True):
    mp_domain: dict[str, tuple[str, ...]]
    third_domain: dict[str, tuple[str, ...]]
    direct_domain: dict[str, tuple[str, ...]]
    effective_domain: dict[str, tuple[str, ...]]


def server_lists(lists: Lists) -> dict[str, Any]:
    return {kind: getattr(lists, kind) for kind in rules.SERVER}


@operation(
    "POST", "/wxa/modify_domain", Change, Changed, **AAT, name="modifyServerDomain",
    errors=((85017, rules.FILTERED), (85018, "domain not set in open"), (85301, rules.FILTERED),
            (85302, rules.FILTERED), (85303, rules.FILTERED), *LIMITS),
    source="小程序域名管理/配置小程序服务器域名",
)  # fmt: skip
def modify_domain(call: Call, request: Change) -> Changed:
    """Gives the mini program server domains of its third-party platform; they come into force with the next release."""
    act, appid = call.act, call.account.appid
    facts, action = act.facts(appid, Facts), rules.check_action(request.action)
    if action == "get":
        return Changed(**server_lists(facts.platform))
    given = {kind: getattr(request, kind) for kind in rules.SERVER}
    component = (call.token.component if call.token else None) or ""
    known = gates.known_to(act, component).server
    if action == "delete":
        found = {kind: Sorted(good=tuple(texts)) for kind, texts in given.items()}
    else:
        found = {kind: rules.sort_out(kind, texts, known, facts.unlicensed) for kind, texts in given.items()}
    new = _changed(action, facts.platform, {kind: some.good for kind, some in found.items()})
    told: dict[str, Any] = {f"invalid_{kind}": some.invalid for kind, some in found.items()}
    told["no_icp_domain"] = [one for some in found.values() for one in some.unlicensed]
    if new == facts.platform:
        refused = rules.nothing_changed(list(found.values()))
        refused.extra = {**dict.fromkeys(rules.SERVER, ()), **told}
        raise refused
    _save(call, msgspec.structs.replace(facts, platform=new), new)
    return Changed(**server_lists(new), **told)


@operation(
    "POST", "/wxa/modify_domain_directly", Change, Changed, **AAT, name="modifyServerDomainDirectly",
    errors=((86100, "url protocol error"), (86101, "not support api.weixin.qq.com"),
            (45082, "need icp license for the url domain"), *LIMITS),
    source="小程序域名管理/快速配置小程序服务器域名",
)  # fmt: skip
def modify_domain_directly(call: Call, request: Change) -> Changed:
    """Gives the mini program server domains that its third-party platform need not have."""
    facts, action = call.act.facts(call.account.appid, Facts), rules.check_action(request.action)
    given = {kind: getattr(request, kind) for kind in rules.SERVER}
    if action in ("add", "set"):
        for kind, texts in given.items():
            rules.check_directly(kind, texts, facts.unlicensed)
    new = _changed(action, facts.directly, given) if action != "get" else facts.directly
    if new != facts.directly:
        _save(call, msgspec.structs.replace(facts, directly=new), new)
    return Changed(**server_lists(new))


def _changed(action: str, old: Lists, given: dict[str, Any]) -> Lists:
    lists = {kind: rules.changed(action, getattr(old, kind), given[kind]) for kind in rules.SERVER}
    return msgspec.structs.replace(old, **lists)


def _save(call: Call, facts: Facts, new: Lists) -> None:
    for kind in rules.SERVER:
        rules.check_size(getattr(new, kind), rules.MOST_SERVER)
    gates.count(call.act, call.account.appid, "server")
    call.act.set_facts(call.account.appid, facts)


@operation(
    "POST", "/wxa/get_effective_domain", Nothing, Effective, **AAT, name="getEffectiveServerDomain",
    source="小程序域名管理/获取发布后生效服务器域名列表",
)  # fmt: skip
def get_effective_domain(call: Call, request: Nothing) -> Effective:
    """The server domains by where they were set, and those that are in force since the last release."""
    facts = call.act.facts(call.account.appid, Facts)
    return Effective(
        mp_domain=server_lists(facts.console),
        third_domain=server_lists(facts.platform),
        direct_domain=server_lists(facts.directly),
        effective_domain=server_lists(gates.current(facts)),
    )


OPERATIONS = (modify_domain, modify_domain_directly, get_effective_domain)
