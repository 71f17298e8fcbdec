"""Domains in the console: 开发管理 - 服务器域名, 业务域名."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import Endpoint, OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import APP_KINDS
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.domains import gates, rules
from wxlocal.rooms.domains.facts import Facts, Lists

PATH = "/accounts/{appid}/domains"


class ChangeLists(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Each list replaces the one before it; what is absent stays."""

    requestdomain: tuple[str, ...] | None = None
    wsrequestdomain: tuple[str, ...] | None = None
    uploaddomain: tuple[str, ...] | None = None
    downloaddomain: tuple[str, ...] | None = None
    udpdomain: tuple[str, ...] | None = None
    tcpdomain: tuple[str, ...] | None = None
    webviewdomain: tuple[str, ...] | None = None


class ShownDomains(msgspec.Struct, frozen=True, kw_only=True):
    """By where they were set, and those that are ``effective``. ``check_file``: name and content of the file that a
    business domain must have at its root.
    """

    console: Lists
    platform: Lists
    directly: Lists
    effective: Lists
    check_file: tuple[str, str]


def _shown(act: Act, appid: str, facts: Facts) -> ShownDomains:
    return ShownDomains(
        console=facts.console,
        platform=facts.platform,
        directly=facts.directly,
        effective=gates.current(facts),
        check_file=gates.check_file(act, appid),
    )


@endpoint("GET", PATH, OfAccount, ShownDomains)
def show_domains(act: Act, params: OfAccount) -> ShownDomains:
    """The domains of a mini program."""
    appid = known.account(act, params.appid, "mini program", *APP_KINDS).appid
    return _shown(act, appid, act.facts(appid, Facts))


@endpoint("PUT", PATH, OfAccount, ShownDomains, body=ChangeLists)
def set_domains(act: Act, params: OfAccount, body: ChangeLists) -> ShownDomains:
    """The administrator sets the domains of a mini program.

    They are in force at once. While a third-party platform develops it, only that sets them.
    """
    account = known.account(act, params.appid, "mini program", *APP_KINDS)
    appid, facts = account.appid, act.facts(account.appid, Facts)
    component = gates.developer_of(act, appid)
    if component is not None:
        raise NotPossible(f"{component} develops {appid}: only its calls set domains (modify_domain ...)", status=409)
    given = {kind: texts for kind, texts in msgspec.structs.asdict(body).items() if texts is not None}
    subject = nouns.subject(act.tx, account.subject)
    try:
        _check(facts, given, individual=subject is not None and subject.kind == "individual")
        lists = msgspec.structs.replace(facts.console, **given)
        changed = msgspec.structs.replace(facts, console=lists)
        if facts.in_force is not None:
            changed = msgspec.structs.replace(
                changed, in_force=rules.merged(lists, facts.platform, facts.directly, None)
            )
        if lists != facts.console:
            gates.count(act, appid, "server")
            act.set_facts(appid, changed)
    except Refused as refused:
        raise NotPossible(f"{refused.code} {refused.message}: {refused.reason}") from refused
    return _shown(act, appid, changed)


def _check(facts: Facts, given: dict[str, tuple[str, ...]], *, individual: bool) -> None:
    for kind, texts in given.items():
        rules.check_size(texts, rules.MOST_WEBVIEW if kind == "webviewdomain" else rules.MOST_SERVER)
        if kind in rules.SERVER:
            rules.check_directly(kind, texts, facts.unlicensed)
            continue
        if texts and individual:
            raise Refused(89231, "not support single", reason="mini programs of individuals have no business domains")
        for text in texts:
            rules.check_page(text)
            if rules.covers(facts.unlicensed, text) or rules.covers(facts.unconfirmed, text):
                reason = f"{text} has no ICP licence, or the check file is not at its root"
                raise Refused(86103, "check confirmfile fail!", reason=reason)


ENDPOINTS: tuple[Endpoint, ...] = (show_domains, set_domains)
