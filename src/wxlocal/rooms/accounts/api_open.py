"""Open-platform accounts for accounts that trust a third-party platform. Source: 第三方平台 - 开放平台账号管理."""

from __future__ import annotations

from typing import TypedDict

import msgspec

from wxlocal.core.server.operation import Answer, Call, Code, Nothing, TokenNeed, operation
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import Account, AccountKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.accounts import rules_open as rules
from wxlocal.rooms.accounts import store
from wxlocal.rooms.accounts.facts import Facts

OPEN = "/cgi-bin/open/"
KINDS: tuple[AccountKind, ...] = ("mini_program", "mini_game", "subscription_account", "service_account")
UNAUTHORIZED: Code = (48001, "api unauthorized")
APPID: Code = (40013, "invalid appid")
BOUND: Code = (89000, "account has bound open")
OTHER: Code = (89001, "not same contractor")
NONE: Code = (89002, "open not exists")
CONSOLE: Code = (89003, "open is not created by api")
FULL: Code = (89004, "account reach limit")


class Shared(TypedDict):
    """What all of them have in common."""

    need: TokenNeed
    accounts: tuple[AccountKind, ...]
    permission_sets: tuple[int, ...]


AAT: Shared = {"need": "authorizer", "accounts": KINDS, "permission_sets": (24, 25, 60)}


class Own(msgspec.Struct):
    """``appid``: that of the token, or absent."""

    appid: str = ""


class Binding(msgspec.Struct):
    appid: str = ""
    open_appid: str = ""


class OpenAppid(Answer, kw_only=True):
    open_appid: str


class HaveOpen(Answer, kw_only=True):
    have_open: bool


class SameEntity(Answer, kw_only=True):
    same_entity: bool


def _component(call: Call) -> str:
    return (call.token.component if call.token else None) or ""


def _bound(call: Call, open_platform: Account) -> None:
    nouns.change(call.act.tx, call.account, open_platform=open_platform.appid)


@operation(
    "POST", f"{OPEN}create", Own, OpenAppid, name="createOpenAccount", **AAT, body="optional",
    errors=(APPID, UNAUTHORIZED, BOUND), source="开放平台账号管理/创建开放平台账号",
)  # fmt: skip
def create_open(call: Call, request: Own) -> OpenAppid:
    """Makes an open-platform account of the same subject, not verified, and binds the account to it."""
    act, account = call.act, call.account
    rules.check_own(account, request.appid)
    rules.check_free(account, act.facts(account.appid, Facts).on_trial)
    appid = f"wx{act.ids.hex(16)}"
    made = Account(
        appid=appid,
        kind="open_platform",
        name=appid,
        subject=account.subject,
        original_id=identity.original_id(act.world.key, appid),
        secret=act.ids.hex(32),
        verified=False,
        created_at=act.now,
    )
    nouns.add(act.tx, made)
    act.set_facts(appid, Facts(made_by=_component(call)))
    _bound(call, made)
    return OpenAppid(open_appid=appid)


@operation(
    "POST", f"{OPEN}bind", Binding, Answer, name="bindOpenAccount", **AAT,
    errors=(APPID, UNAUTHORIZED, BOUND, OTHER, CONSOLE, FULL), source="开放平台账号管理/绑定开放平台账号",
)  # fmt: skip
def bind_open(call: Call, request: Binding) -> Answer:
    """Binds the account to an open-platform account of the same subject: its people have unionids from now on."""
    rules.check_own(call.account, request.appid)
    chosen = rules.check_open(nouns.account(call.act.tx, request.open_appid))
    rules.check_free(call.account, on_trial=False)
    rules.check_maker(call.act.facts(chosen.appid, Facts).made_by, _component(call))
    rules.check_subject(call.account, chosen)
    rules.check_room(call.account, chosen, store.bound_to(call.act.tx, chosen.appid))
    _bound(call, chosen)
    return Answer()


@operation(
    "POST", f"{OPEN}unbind", Binding, Answer, name="unbindOpenAccount", **AAT,
    errors=(APPID, UNAUTHORIZED, OTHER, NONE, CONSOLE), source="开放平台账号管理/解绑开放平台账号",
)  # fmt: skip
def unbind_open(call: Call, request: Binding) -> Answer:
    """Takes the account from its open-platform account: no more unionids."""
    rules.check_own(call.account, request.appid)
    chosen = rules.check_open(nouns.account(call.act.tx, request.open_appid))
    rules.check_bound(call.account, chosen.appid)
    rules.check_maker(call.act.facts(chosen.appid, Facts).made_by, _component(call))
    nouns.change(call.act.tx, call.account, open_platform=None)
    return Answer()


@operation(
    "POST", f"{OPEN}get", Own, OpenAppid, name="getOpenAccount", **AAT, body="optional",
    errors=(APPID, UNAUTHORIZED, NONE), source="开放平台账号管理/获取绑定的开放平台账号",
)  # fmt: skip
def get_open(call: Call, request: Own) -> OpenAppid:
    """The open-platform account that the account is bound to."""
    rules.check_own(call.account, request.appid)
    return OpenAppid(open_appid=rules.check_bound(call.account))


@operation(
    ("GET", "POST"), f"{OPEN}have", Nothing, HaveOpen, name="getBindOpenAccount", need="authorizer", accounts=KINDS,
    permission_sets=(3, 24, 25, 30, 60), errors=(UNAUTHORIZED,), source="基础信息管理/查询绑定的开放平台账号",
)  # fmt: skip
def have_open(call: Call, request: Nothing) -> HaveOpen:
    """Whether the account is bound to an open-platform account."""
    return HaveOpen(have_open=call.account.open_platform is not None)


@operation(
    "GET", f"{OPEN}sameentity", Own, SameEntity, name="getBindOpenAccountEntity", need="authorizer", accounts=KINDS,
    permission_sets=(3, 24, 25, 30, 60), errors=(APPID, UNAUTHORIZED, NONE),
    source="基础信息管理/查询绑定的开放平台账号主体",
)  # fmt: skip
def same_entity(call: Call, request: Own) -> SameEntity:
    """Whether the open-platform account that it is bound to has the same subject."""
    rules.check_own(call.account, request.appid)
    bound = rules.check_open(nouns.account(call.act.tx, rules.check_bound(call.account)))
    return SameEntity(same_entity=bound.subject == call.account.subject)


OPERATIONS = (create_open, bind_open, unbind_open, get_open, have_open, same_entity)
