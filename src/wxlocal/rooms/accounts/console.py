"""The console of accounts: subjects, accounts, members, versions, for the control API."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import BadInstant, instant_of
from wxlocal.core.control import Endpoint, Everything, OfAccount, OfBoth, Page, endpoint
from wxlocal.core.world import hooks, identity, known
from wxlocal.core.world.facts import kind_of, put_facts
from wxlocal.core.world.hooks import JUDGED
from wxlocal.core.world.nouns import (
    OFFICIAL,
    Account,
    AccountKind,
    Member,
    Person,
    Release,
    Role,
    Subject,
    VersionKind,
    checks,
)
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import FACTS, Act
from wxlocal.rooms.accounts import api_profile, rules, store


class NewSubject(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    name: str | None = None
    kind: Literal["individual", "enterprise", "government", "media", "organisation"] = "enterprise"
    overseas: bool = False
    country: str = "CN"
    bank_account: Literal["none", "personal", "public"] = "public"


class NewRelease(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``released_at`` "rolling" = always as new as the day; absent = now."""

    version: str = "1.0.0"
    kind: VersionKind = "release"
    pages: tuple[str, ...] = ("pages/index/index",)
    released_at: str | int | None = None
    submitted_at: str | int | None = None
    config: dict[str, Any] = {}


class NewAccount(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent is drawn. ``release`` absent = a mini program gets a rolling first version; null = none."""

    name: str | None = None
    kind: AccountKind = "mini_program"
    appid: str | None = None
    secret: str | None = None
    subject: str | None = None
    verified: bool | None = None
    open_platform: str | None = None
    ip_allow_list: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    introduction: str = ""
    head_image: str = ""
    release: NewRelease | msgspec.UnsetType | None = msgspec.UNSET
    facts: dict[str, dict[str, Any]] = {}


class ChangeAccount(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: str | msgspec.UnsetType = msgspec.UNSET
    subject: str | msgspec.UnsetType = msgspec.UNSET
    verified: bool | msgspec.UnsetType = msgspec.UNSET
    status: Literal["normal", "frozen", "banned", "cancelled"] | msgspec.UnsetType = msgspec.UNSET
    open_platform: str | msgspec.UnsetType | None = msgspec.UNSET
    ip_allow_list: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    categories: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    introduction: str | msgspec.UnsetType = msgspec.UNSET
    head_image: str | msgspec.UnsetType = msgspec.UNSET


class ListedAccount(Account, frozen=True, kw_only=True):
    """``mini_programs``: those that an official account is linked to."""

    mini_programs: list[str]


class ShownAccount(ListedAccount, frozen=True, kw_only=True):
    """``facts`` by room. ``official_accounts``: those that a mini program is linked to."""

    official_accounts: list[str]
    members: list[Member]
    releases: list[Release]
    facts: dict[str, msgspec.Struct]


class FactsOfAccount(OfAccount, frozen=True, kw_only=True):
    room: str


class MemberRemoved(msgspec.Struct, frozen=True):
    removed: bool


class SecretAct(msgspec.Struct, forbid_unknown_fields=True):
    action: Literal["reset", "freeze", "unfreeze"]


class MemberRole(msgspec.Struct, forbid_unknown_fields=True):
    role: Role


def given(change: msgspec.Struct) -> dict[str, Any]:
    return {name: v for name, v in msgspec.structs.asdict(change).items() if v is not msgspec.UNSET}


def time_of(value: str | int | None, otherwise: int | None) -> int | None:
    try:
        return otherwise if value is None else instant_of(value)
    except BadInstant as error:
        raise NotPossible(str(error)) from error


def account_of(act: Act, appid: str) -> Account:
    return known.account(act, appid)


def person_of(act: Act, id: str) -> Person:
    return known.person(act, id)


# -- subjects and accounts --------------------------------------------------------------------------------------


@endpoint("GET", "/subjects", Page, list[Subject])
def list_subjects(act: Act, params: Page) -> list[Subject]:
    """All subjects."""
    return nouns.page(act.tx, Subject, ("id",), params.after, params.most)


@endpoint("POST", "/subjects", Everything, Subject, body=NewSubject)
def add_subject(act: Act, params: Everything, body: NewSubject) -> Subject:
    """Registers a subject."""
    if nouns.subject(act.tx, body.id):
        raise NotPossible(f"there is already a subject {body.id!r}", status=409)
    checks.country(body.country)
    subject = Subject(**{**msgspec.structs.asdict(body), "name": body.name or body.id})
    nouns.add(act.tx, subject)
    return subject


@endpoint("GET", "/accounts", Page, list[ListedAccount])
def list_accounts(act: Act, params: Page) -> list[ListedAccount]:
    """All accounts, secrets included."""
    found = nouns.page(act.tx, Account, ("kind", "appid"), params.after, params.most)
    return [ListedAccount(**msgspec.structs.asdict(one), mini_programs=_mini_programs(act, one)) for one in found]


def _mini_programs(act: Act, account: Account) -> list[str]:
    return nouns.minis_of(act.tx, account.appid) if account.kind in OFFICIAL else []


@endpoint("GET", "/accounts/{appid}", OfAccount, ShownAccount)
def show_account(act: Act, params: OfAccount) -> ShownAccount:
    """An account with members, versions and facts."""
    account = account_of(act, params.appid)
    return ShownAccount(
        **msgspec.structs.asdict(account),
        mini_programs=_mini_programs(act, account),
        official_accounts=nouns.officials_of(act.tx, account.appid),
        members=nouns.members(act.tx, account.appid),
        releases=nouns.releases(act.tx, account.appid),
        facts={room: act.facts(account.appid, kind) for room, kind in act.offers[FACTS].items()},
    )


@endpoint("POST", "/accounts", Everything, Account, body=NewAccount)
def add_account(act: Act, params: Everything, body: NewAccount) -> Account:
    """Registers an account."""
    checks.account(body.appid, body.categories, body.ip_allow_list)
    appid = body.appid or f"wx{act.ids.hex(16)}"
    if nouns.account(act.tx, appid):
        raise NotPossible(f"there is already an account {appid!r}", status=409)
    subjects = nouns.listed(act.tx, Subject, "id")
    chosen = body.subject or (subjects[0].id if subjects else "")
    subject = nouns.subject(act.tx, chosen)
    verified = body.verified if body.verified is not None else bool(subject and subject.kind != "individual")
    account = Account(
        appid=appid,
        kind=body.kind,
        name=body.name or appid,
        subject=chosen,
        original_id=identity.original_id(act.world.key, appid),
        secret=body.secret or act.ids.hex(32),
        verified=verified,
        open_platform=body.open_platform,
        ip_allow_list=body.ip_allow_list,
        categories=body.categories,
        created_at=act.now,
        introduction=body.introduction,
        head_image=body.head_image,
    )
    rules.check_account(account, subject)
    rules.check_binding(account, nouns.account(act.tx, body.open_platform or ""))
    nouns.add(act.tx, account)
    first: NewRelease | None = None
    if isinstance(body.release, NewRelease):
        first = body.release
    elif body.release is msgspec.UNSET and body.kind in ("mini_program", "mini_game"):
        first = NewRelease(released_at="rolling")
    if first:
        nouns.add(act.tx, _release(act, appid, first))
    for room, facts in body.facts.items():
        put_facts(act, appid, room, facts)
    return account


@endpoint("PATCH", "/accounts/{appid}", OfAccount, Account, body=ChangeAccount)
def change_account(act: Act, params: OfAccount, body: ChangeAccount) -> Account:
    """Changes an account.

    As the world, not as its administrator: without limits and reviews. Verification gives new changes of the name.
    """
    account = account_of(act, params.appid)
    changes = given(body)
    checks.account(None, changes.get("categories", ()), changes.get("ip_allow_list", ()))
    changed = msgspec.structs.replace(account, **changes)
    rules.check_account(changed, nouns.subject(act.tx, changed.subject))
    rules.check_binding(changed, nouns.account(act.tx, changed.open_platform or ""))
    if changed.verified and not account.verified:
        store.forget_edits(act.tx, account.appid, api_profile.NAME)
    if changes:
        nouns.change(act.tx, account, **changes)
    if changed.status != account.status:
        act.offers.each(JUDGED, act, account, changed)
    return changed


@endpoint("POST", "/accounts/{appid}/secret", OfAccount, Account, body=SecretAct)
def change_secret(act: Act, params: OfAccount, body: SecretAct) -> Account:
    """Resets, freezes, unfreezes the AppSecret."""
    account = account_of(act, params.appid)
    if body.action == "reset":
        return nouns.change(act.tx, account, secret=act.ids.hex(32), secret_frozen=False)
    return nouns.change(act.tx, account, secret_frozen=body.action == "freeze")


@endpoint("GET", "/accounts/{appid}/facts/{room}", FactsOfAccount, msgspec.Struct)
def show_facts(act: Act, params: FactsOfAccount) -> msgspec.Struct:
    """What a room keeps of the account."""
    account = account_of(act, params.appid)
    return act.facts(account.appid, kind_of(act, params.room))


class AnyFacts(msgspec.Struct, forbid_unknown_fields=True):
    """Any of the room's facts; docs/reference/seed.md lists them."""

    set: dict[str, Any]


@endpoint("PATCH", "/accounts/{appid}/facts/{room}", FactsOfAccount, msgspec.Struct, body=AnyFacts)
def change_facts(act: Act, params: FactsOfAccount, body: AnyFacts) -> msgspec.Struct:
    """Sets some of them."""
    account = account_of(act, params.appid)
    return put_facts(act, account.appid, params.room, body.set)


def _release(act: Act, appid: str, body: NewRelease) -> Release:
    rolling = body.released_at == "rolling"
    return Release(
        appid=appid,
        version=body.version,
        kind=body.kind,
        pages=body.pages,
        released_at=0 if rolling else time_of(body.released_at, act.now) or act.now,
        submitted_at=time_of(body.submitted_at, None),
        config=body.config,
    )


@endpoint("POST", "/accounts/{appid}/releases", OfAccount, Release, body=NewRelease)
def add_release(act: Act, params: OfAccount, body: NewRelease) -> Release:
    """Releases a version."""
    account = account_of(act, params.appid)
    if nouns.release(act.tx, account.appid, body.kind, body.version):
        raise NotPossible(f"{account.name} has a {body.kind} version {body.version} already", status=409)
    release = _release(act, account.appid, body)
    hooks.compile(act, release.released_at, release.config)
    nouns.add(act.tx, release)
    return release


@endpoint("PUT", "/accounts/{appid}/members/{person}", OfBoth, Member, body=MemberRole)
def set_member(act: Act, params: OfBoth, body: MemberRole) -> Member:
    """Makes a person a project member."""
    account, person = account_of(act, params.appid), person_of(act, params.person)
    member = Member(appid=account.appid, person=person.id, role=body.role)
    rules.check_member(nouns.members(act.tx, account.appid), member)
    nouns.set_member(act.tx, member)
    return member


@endpoint("DELETE", "/accounts/{appid}/members/{person}", OfBoth, MemberRemoved)
def remove_member(act: Act, params: OfBoth) -> MemberRemoved:
    """Removes a project member."""
    return MemberRemoved(bool(nouns.remove_member(act.tx, params.appid, params.person)))


ENDPOINTS: tuple[Endpoint, ...] = (
    list_subjects,
    add_subject,
    list_accounts,
    add_account,
    show_account,
    change_account,
    change_secret,
    show_facts,
    change_facts,
    add_release,
    set_member,
    remove_member,
)
