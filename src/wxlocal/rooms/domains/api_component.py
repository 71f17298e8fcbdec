"""The domains that a third-party platform can give its mini programs. Source: 第三方平台管理/域名管理."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.rooms.domains import gates, rules
from wxlocal.rooms.domains.api import LIMITS
from wxlocal.rooms.domains.api_pages import CheckFile
from wxlocal.rooms.domains.facts import Facts


class ChangeServer(msgspec.Struct):
    """Domains without schemes, joined by semicolons."""

    action: str = ""
    wxa_server_domain: str = ""
    is_modify_published_together: bool = False


class ChangeJump(msgspec.Struct):
    action: str = ""
    wxa_jump_h5_domain: str = ""
    is_modify_published_together: bool = False


class ServerDomains(Answer, kw_only=True):
    """``published_`` only of a platform that is published, ``invalid_`` only if there are any."""

    published_wxa_server_domain: str | msgspec.UnsetType = msgspec.UNSET
    testing_wxa_server_domain: str
    invalid_wxa_server_domain: str | msgspec.UnsetType = msgspec.UNSET


class JumpDomains(Answer, kw_only=True):
    published_wxa_jump_h5_domain: str | msgspec.UnsetType = msgspec.UNSET
    testing_wxa_jump_h5_domain: str
    invalid_wxa_jump_h5_domain: str | msgspec.UnsetType = msgspec.UNSET


class Outcome(msgspec.Struct, frozen=True):
    published: str | msgspec.UnsetType
    testing: str
    invalid: str | msgspec.UnsetType


@operation(
    "POST", "/cgi-bin/component/modify_wxa_server_domain", ChangeServer, ServerDomains, need="component",
    name="modifyThirdpartyServerDomain", errors=LIMITS, source="域名管理/设置第三方平台服务器域名",
)  # fmt: skip
def modify_wxa_server_domain(call: Call, request: ChangeServer) -> ServerDomains:
    """The server domains that the platform can give to mini programs."""
    given, together = rules.split(request.wxa_server_domain), request.is_modify_published_together
    done = _change(call, "server", request.action, given, together)
    return ServerDomains(
        published_wxa_server_domain=done.published,
        testing_wxa_server_domain=done.testing,
        invalid_wxa_server_domain=done.invalid,
    )


@operation(
    "POST", "/cgi-bin/component/modify_wxa_jump_domain", ChangeJump, JumpDomains, need="component",
    name="modifyThirdpartyJumpDomain", errors=LIMITS, source="域名管理/设置第三方平台业务域名",
)  # fmt: skip
def modify_wxa_jump_domain(call: Call, request: ChangeJump) -> JumpDomains:
    """The business domains that the platform can give to mini programs; each must have the check file at its root."""
    given, together = rules.split(request.wxa_jump_h5_domain), request.is_modify_published_together
    done = _change(call, "jump", request.action, given, together)
    return JumpDomains(
        published_wxa_jump_h5_domain=done.published,
        testing_wxa_jump_h5_domain=done.testing,
        invalid_wxa_jump_h5_domain=done.invalid,
    )


def _change(call: Call, which: Literal["server", "jump"], action: str, given: list[str], together: bool) -> Outcome:
    act, appid = call.act, call.account.appid
    facts, wanted = act.facts(appid, Facts), rules.check_action(action)
    bad = [] if wanted in ("get", "delete") else [one for one in given if not _is_good(facts, which, one)]
    if wanted != "get":
        good = [one for one in given if one not in bad]
        names = [which, f"published_{which}"] if together and facts.published else [which]
        new = {name: rules.changed(wanted, getattr(facts, name), good) for name in names}
        for domains in new.values():
            rules.check_size(domains, rules.MOST_OF_PLATFORM)
        changed = msgspec.structs.replace(facts, **new)
        if changed != facts:
            gates.count(act, appid, "server" if which == "server" else "webview")
            act.set_facts(appid, changed)
        facts = changed
    return Outcome(
        ";".join(getattr(facts, f"published_{which}")) if facts.published else msgspec.UNSET,
        ";".join(getattr(facts, which)),
        ";".join(bad) if bad else msgspec.UNSET,
    )


def _is_good(facts: Facts, which: str, domain: str) -> bool:
    if not rules.is_host(domain) or rules.covers(facts.unlicensed, domain):
        return False
    return which == "server" or not rules.covers(facts.unconfirmed, domain)


@operation(
    "POST", "/cgi-bin/component/get_domain_confirmfile", Nothing, CheckFile, need="component", body="optional",
    name="getThirdpartyJumpDomainConfirmFile", source="域名管理/获取第三方平台业务域名校验文件",
)  # fmt: skip
def get_domain_confirmfile(call: Call, request: Nothing) -> CheckFile:
    """The file that must stand at the root of each of the platform's business domains."""
    name, content = gates.check_file(call.act, call.account.appid)
    return CheckFile(file_name=name, file_content=content)


OPERATIONS = (modify_wxa_server_domain, modify_wxa_jump_domain, get_domain_confirmfile)
