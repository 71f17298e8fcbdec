"""What the control API shows of codes, and the page-path tool (工具 - 生成小程序码) of a mini program's console."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, OfAccount, PageOfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.codes import store
from wxlocal.rooms.codes.api import ADDRESS
from wxlocal.rooms.codes.facts import Facts, PathTool
from wxlocal.rooms.codes.rules import CodeKind
from wxlocal.rooms.codes.rules_jump import OF_MINI_PROGRAM

TOOL = "/accounts/{appid}/page-path-tool"


class ShownCode(msgspec.Struct, frozen=True, kw_only=True):
    """``text`` is what a scanner reads; ``scene`` the free text of an unlimited code."""

    text: str
    ticket: str
    kind: CodeKind
    appid: str
    path: str
    scene: str
    env_version: str
    made_at: int


class OfTool(OfAccount, frozen=True, kw_only=True):
    """``target``: the mini program whose paths may be copied."""

    target: str


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """The WeChat ids of project members who may copy the paths of the mini program's pages."""

    wechat_ids: list[str]


@endpoint("GET", "/accounts/{appid}/codes", PageOfAccount, list[ShownCode])
def list_codes(act: Act, params: PageOfAccount) -> list[ShownCode]:
    """The codes that the mini program has drawn, newest first, with the text that a scanner reads.

    ``after`` is the ticket of a code.
    """
    codes = store.of_account(act.tx, params.appid, params.after, params.most)
    return [ShownCode(text=ADDRESS + code.ticket, **msgspec.structs.asdict(code)) for code in codes]


class ShownRule(msgspec.Struct, frozen=True, kw_only=True):
    """``open_version``: 1 develop, 2 trial, 3 release, for the people who try ``debug_urls``. ``exclusive``: nobody
    else may have a rule below it.
    """

    prefix: str
    path: str
    exclusive: bool
    open_version: int
    debug_urls: tuple[str, ...]
    published: bool


@endpoint("GET", "/accounts/{appid}/qr-rules", OfAccount, list[ShownRule])
def list_qr_rules(act: Act, params: OfAccount) -> list[ShownRule]:
    """The rules of a mini program for ordinary QR codes (扫普通链接二维码打开小程序), in the order of adding."""
    mini = _program(act, params.appid)
    fields = ShownRule.__struct_fields__
    rules = store.rules_of(act.tx, mini.appid, "", OF_MINI_PROGRAM)
    return [ShownRule(**{name: getattr(rule, name) for name in fields}) for rule in rules]


@endpoint("GET", TOOL, OfAccount, list[PathTool])
def show_page_path_tool(act: Act, params: OfAccount) -> list[PathTool]:
    """Whose page paths may be copied, and by which project members."""
    account = _program(act, params.appid)
    return list(act.facts(account.appid, Facts).page_path_tool)


@endpoint("PUT", f"{TOOL}/{{target}}", OfTool, list[PathTool], body=Named)
def name_for_page_path_tool(act: Act, params: OfTool, body: Named) -> list[PathTool]:
    """Adds a mini program to the page-path tool with the WeChat ids of project members."""
    account, target = _program(act, params.appid), _program(act, params.target)
    _check_members(act, account, body.wechat_ids)
    return _put(act, account, target.appid, PathTool(appid=target.appid, wechat_ids=tuple(body.wechat_ids)))


@endpoint("DELETE", f"{TOOL}/{{target}}", OfTool, list[PathTool])
def remove_from_page_path_tool(act: Act, params: OfTool) -> list[PathTool]:
    """Takes a mini program out of the page-path tool."""
    return _put(act, _program(act, params.appid), params.target, None)


def _program(act: Act, appid: str) -> Account:
    return known.account(act, appid, "mini program", *APP_KINDS)


def _check_members(act: Act, account: Account, wechat_ids: list[str]) -> None:
    """添加项目成员微信号: strangers cannot be named."""
    people = [nouns.person(act.tx, member.person) for member in nouns.members(act.tx, account.appid)]
    known = [person.wechat_id for person in people if person is not None]
    for wechat_id in wechat_ids:
        if wechat_id not in known:
            there = f"its members are {', '.join(known)}" if known else "it has none"
            raise NotPossible(f"{wechat_id!r} is not the WeChat id of a project member of {account.name}: {there}")


def _put(act: Act, account: Account, target: str, tool: PathTool | None) -> list[PathTool]:
    facts = act.facts(account.appid, Facts)
    others = [one for one in facts.page_path_tool if one.appid != target]
    tools = [*others, tool] if tool else others
    act.set_facts(account.appid, msgspec.structs.replace(facts, page_path_tool=tuple(tools)))
    return tools


ENDPOINTS: tuple[Endpoint, ...] = (
    list_codes,
    list_qr_rules,
    show_page_path_tool,
    name_for_page_path_tool,
    remove_from_page_path_tool,
)
