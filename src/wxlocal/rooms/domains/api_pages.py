"""Business domains (业务域名): the hosts whose pages a mini program may show. Source: 小程序域名管理."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.domains import gates, rules
from wxlocal.rooms.domains.api import AAT, LIMITS
from wxlocal.rooms.domains.facts import Facts, Lists

UNCHANGED = (89019, "webview domain not change")
INDIVIDUAL = (89231, "not support single")


class ChangePages(msgspec.Struct):
    """``action`` absent = all business domains of the third-party platform are added."""

    action: str = ""
    webviewdomain: list[str] = []


class Pages(Answer, kw_only=True):
    webviewdomain: tuple[str, ...]


class EffectivePages(Answer, kw_only=True):
    mp_webviewdomain: tuple[str, ...]
    third_webviewdomain: tuple[str, ...]
    direct_webviewdomain: tuple[str, ...]
    effective_webviewdomain: tuple[str, ...]


class CheckFile(Answer, kw_only=True):
    file_name: str
    file_content: str


@operation(
    "POST", "/wxa/setwebviewdomain", ChangePages, Pages, **AAT, name="modifyJumpDomain",
    errors=(UNCHANGED, (89020, "open's webview domain is null"), (89021, "request domain is not open's webview domain"),
            (89029, "webview domain exceed limit"), INDIVIDUAL, *LIMITS),
    source="小程序域名管理/配置小程序业务域名",
)  # fmt: skip
def set_webview_domain(call: Call, request: ChangePages) -> Pages:
    """Gives the mini program business domains of its third-party platform."""
    _check_subject(call)
    facts = call.act.facts(call.account.appid, Facts)
    action, given = rules.check_action(request.action or "add"), request.webviewdomain
    if action == "get":
        return Pages(webviewdomain=facts.platform.webviewdomain)
    known = gates.known_to(call.act, (call.token.component if call.token else None) or "").jump
    if not known:
        words = "open's webview domain is null! Need to set open's webview domain first!"
        raise Refused(89020, words, reason="the third-party platform has none: modify_wxa_jump_domain")
    if not request.action:
        given = [f"https://{one}" for one in dict.fromkeys(known)]
    if action != "delete":
        _check(given)
        strange = [one for one in given if not rules.covers(known, one, below=True)]
        if strange:
            reason = f"{strange[0]} is neither one of the platform's nor below one of them"
            raise Refused(89021, "request domain is not open's webview domain!", reason=reason)
    lists = _changed(action, facts.platform, given)
    if lists == facts.platform:
        raise Refused(*UNCHANGED, reason="nothing was given that is not set already")
    _save(call, msgspec.structs.replace(facts, platform=lists), lists)
    return Pages(webviewdomain=lists.webviewdomain)


@operation(
    "POST", "/wxa/setwebviewdomain_directly", ChangePages, Pages, **AAT, name="modifyJumpDomainDirectly",
    errors=((86103, "check confirmfile fail!"), (89029, "webview domain exceed limit"), INDIVIDUAL,
            (45082, "need icp license for the url domain"), *LIMITS),
    source="小程序域名管理/快速配置小程序业务域名",
)  # fmt: skip
def set_webview_domain_directly(call: Call, request: ChangePages) -> Pages:
    """Gives the mini program business domains of its own; each must have the check file at its root."""
    _check_subject(call)
    facts, action = call.act.facts(call.account.appid, Facts), rules.check_action(request.action)
    if action == "get":
        return Pages(webviewdomain=facts.directly.webviewdomain)
    if action != "delete":
        _check(request.webviewdomain)
        for one in request.webviewdomain:
            if rules.covers(facts.unlicensed, one):
                raise Refused(45082, "need icp license for the url domain", reason=f"{one} has no ICP licence")
            if rules.covers(facts.unconfirmed, one):
                name, _ = gates.check_file(call.act, call.account.appid)
                raise Refused(86103, "check confirmfile fail!", reason=f"{one}/{name} was not found")
    lists = _changed(action, facts.directly, request.webviewdomain)
    if lists != facts.directly:
        _save(call, msgspec.structs.replace(facts, directly=lists), lists)
    return Pages(webviewdomain=lists.webviewdomain)


def _changed(action: str, old: Lists, given: list[str]) -> Lists:
    return msgspec.structs.replace(old, webviewdomain=rules.changed(action, old.webviewdomain, given))


def _save(call: Call, facts: Facts, lists: Lists) -> None:
    if len(lists.webviewdomain) > rules.MOST_WEBVIEW:
        raise Refused(89029, "webview domain exceed limit", reason=f"{rules.MOST_WEBVIEW} at most")
    gates.count(call.act, call.account.appid, "webview")
    call.act.set_facts(call.account.appid, facts)


def _check(domains: list[str]) -> None:
    for one in domains:
        rules.check_page(one)


def _check_subject(call: Call) -> None:
    subject = nouns.subject(call.act.tx, call.account.subject)
    if subject is not None and subject.kind == "individual":
        raise Refused(*INDIVIDUAL, reason="mini programs of individuals have no business domains")


@operation(
    "POST", "/wxa/get_webviewdomain_confirmfile", Nothing, CheckFile, **AAT, name="getJumpDomainConfirmFile",
    source="小程序域名管理/获取业务域名校验文件",
)  # fmt: skip
def get_webviewdomain_confirmfile(call: Call, request: Nothing) -> CheckFile:
    """The file that must stand at the root of a business domain of the mini program's own."""
    name, content = gates.check_file(call.act, call.account.appid)
    return CheckFile(file_name=name, file_content=content)


@operation(
    "POST", "/wxa/get_effective_webviewdomain", Nothing, EffectivePages, **AAT, name="getEffectiveJumpDomain",
    source="小程序域名管理/获取发布后生效业务域名列表",
)  # fmt: skip
def get_effective_webviewdomain(call: Call, request: Nothing) -> EffectivePages:
    """The business domains by where they were set, and those that are in force since the last release."""
    facts = call.act.facts(call.account.appid, Facts)
    return EffectivePages(
        mp_webviewdomain=facts.console.webviewdomain,
        third_webviewdomain=facts.platform.webviewdomain,
        direct_webviewdomain=facts.directly.webviewdomain,
        effective_webviewdomain=gates.current(facts).webviewdomain,
    )


OPERATIONS = (
    set_webview_domain, set_webview_domain_directly, get_webviewdomain_confirmfile, get_effective_webviewdomain,
)  # fmt: skip
