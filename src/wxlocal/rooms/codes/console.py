"""What the control API shows of codes, and the page-path tool (工具 - 生成小程序码) of a mini program's console."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, Params, number
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.codes import store
from wxlocal.rooms.codes.api import ADDRESS
from wxlocal.rooms.codes.facts import Facts, PathTool

TOOL = "/accounts/{appid}/page-path-tool"


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """The WeChat ids of project members who may copy the paths of the mini program's pages."""

    wechat_ids: list[str]


def _list(act: Act, params: Params, body: None) -> list[dict[str, Any]]:
    codes = store.of_account(act.tx, params["appid"], number(params, "limit", 100))
    return [{"text": ADDRESS + code.ticket, **msgspec.to_builtins(code)} for code in codes]


def _program(act: Act, appid: str) -> Account:
    account = nouns.account(act.tx, appid)
    if account is None or account.kind not in APP_KINDS:
        raise NotPossible(f"there is no mini program {appid!r}", status=404)
    return account


def _tools(act: Act, params: Params, body: None) -> list[PathTool]:
    account = _program(act, params["appid"])
    return list(act.facts(account.appid, Facts).page_path_tool)


def _check_members(act: Act, account: Account, wechat_ids: list[str]) -> None:
    """添加项目成员微信号: strangers cannot be named."""
    people = [nouns.person(act.tx, member.person) for member in nouns.members(act.tx, account.appid)]
    known = [person.wechat_id for person in people if person is not None]
    for wechat_id in wechat_ids:
        if wechat_id not in known:
            there = f"its members are {', '.join(known)}" if known else "it has none"
            raise NotPossible(f"{wechat_id!r} is not the WeChat id of a project member of {account.name}: {there}")


def _name(act: Act, params: Params, body: Named) -> list[PathTool]:
    account, target = _program(act, params["appid"]), _program(act, params["target"])
    _check_members(act, account, body.wechat_ids)
    return _put(act, account, target.appid, PathTool(appid=target.appid, wechat_ids=tuple(body.wechat_ids)))


def _remove(act: Act, params: Params, body: None) -> list[PathTool]:
    return _put(act, _program(act, params["appid"]), params["target"], None)


def _put(act: Act, account: Account, target: str, tool: PathTool | None) -> list[PathTool]:
    facts = act.facts(account.appid, Facts)
    others = [one for one in facts.page_path_tool if one.appid != target]
    tools = [*others, tool] if tool else others
    act.set_facts(account.appid, msgspec.structs.replace(facts, page_path_tool=tuple(tools)))
    return tools


ENDPOINTS = (
    Endpoint(
        name="listCodes",
        method="GET",
        path="/accounts/{appid}/codes",
        summary="The codes that the mini program has drawn, newest first, with the text that a scanner reads",
        handler=_list,
        query={"limit": "at most so many, 100 unless given"},
    ),
    Endpoint(
        name="showPagePathTool",
        method="GET",
        path=TOOL,
        summary="Whose page paths may be copied, and by which project members",
        handler=_tools,
        answer=list[PathTool],
    ),
    Endpoint(
        name="nameForPagePathTool",
        method="PUT",
        path=f"{TOOL}/{{target}}",
        summary="Adds a mini program to the page-path tool with the WeChat ids of project members",
        handler=_name,
        body=Named,
        answer=list[PathTool],
    ),
    Endpoint(
        name="removeFromPagePathTool",
        method="DELETE",
        path=f"{TOOL}/{{target}}",
        summary="Takes a mini program out of the page-path tool",
        handler=_remove,
        answer=list[PathTool],
    ),
)
