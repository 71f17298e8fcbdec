"""The console of accounts, and the registry of people and phones: endpoints of the control API."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core import identity
from wxlocal.core.control import Endpoint
from wxlocal.core.errors import NotPossible
from wxlocal.core.instants import BadInstant, instant
from wxlocal.core.nouns import (
    Account,
    AccountKind,
    Member,
    Person,
    Phone,
    Platform,
    Release,
    Role,
    Subject,
    VersionKind,
)
from wxlocal.core.nouns import store as nouns
from wxlocal.core.seed import put_facts
from wxlocal.core.world import Act
from wxlocal.rooms.accounts import rules

Params = dict[str, str]


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


class SecretAct(msgspec.Struct, forbid_unknown_fields=True):
    action: Literal["reset", "freeze", "unfreeze"]


class MemberRole(msgspec.Struct, forbid_unknown_fields=True):
    role: Role


class NewPhone(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str | None = None
    platform: Platform = "ios"
    client_version: str = "8.0.50"
    base_library: str | None = None


class NewPerson(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A person gets a phone unless ``phones`` is empty. ``phone_number`` absent = one is drawn; null = none."""

    id: str | None = None
    nickname: str | None = None
    wechat_id: str | None = None
    avatar_url: str = ""
    gender: Literal[0, 1, 2] = 0
    country: str = "China"
    province: str = ""
    city: str = ""
    language: str = "zh_CN"
    phone_number: str | msgspec.UnsetType | None = msgspec.UNSET
    country_code: str = "86"
    phone_verified_at: str | int | None = None
    high_risk: bool = False
    phones: tuple[NewPhone, ...] = (NewPhone(),)


class ChangePerson(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    nickname: str | msgspec.UnsetType = msgspec.UNSET
    avatar_url: str | msgspec.UnsetType = msgspec.UNSET
    gender: Literal[0, 1, 2] | msgspec.UnsetType = msgspec.UNSET
    province: str | msgspec.UnsetType = msgspec.UNSET
    city: str | msgspec.UnsetType = msgspec.UNSET
    phone_number: str | msgspec.UnsetType | None = msgspec.UNSET
    country_code: str | msgspec.UnsetType = msgspec.UNSET
    phone_verified_at: str | int | msgspec.UnsetType | None = msgspec.UNSET
    high_risk: bool | msgspec.UnsetType = msgspec.UNSET


class ChangePhone(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    platform: Platform | msgspec.UnsetType = msgspec.UNSET
    client_version: str | msgspec.UnsetType = msgspec.UNSET
    base_library: str | msgspec.UnsetType | None = msgspec.UNSET


def _given(change: msgspec.Struct) -> dict[str, Any]:
    return {name: v for name, v in msgspec.structs.asdict(change).items() if v is not msgspec.UNSET}


def _time(value: str | int | None, otherwise: int | None) -> int | None:
    try:
        return instant(value) if isinstance(value, str) else otherwise if value is None else value
    except BadInstant as error:
        raise NotPossible(str(error)) from error


def account_of(act: Act, appid: str) -> Account:
    found = nouns.account(act.tx, appid)
    if found is None:
        raise NotPossible(f"there is no account {appid!r} in world {act.world.name!r}", status=404)
    return found


def person_of(act: Act, id: str) -> Person:
    found = nouns.person(act.tx, id)
    if found is None:
        raise NotPossible(f"there is no person {id!r} in world {act.world.name!r}", status=404)
    return found


# -- subjects and accounts --------------------------------------------------------------------------------------


def list_subjects(act: Act, params: Params, body: None) -> list[Subject]:
    return nouns.listed(act.tx, Subject, "id")


def add_subject(act: Act, params: Params, body: NewSubject) -> Subject:
    if nouns.subject(act.tx, body.id):
        raise NotPossible(f"there is already a subject {body.id!r}", status=409)
    subject = Subject(**{**msgspec.structs.asdict(body), "name": body.name or body.id})
    nouns.add(act.tx, subject)
    return subject


def list_accounts(act: Act, params: Params, body: None) -> list[Account]:
    return nouns.listed(act.tx, Account, "kind, appid")


def show_account(act: Act, params: Params, body: None) -> dict[str, Any]:
    account = account_of(act, params["appid"])
    facts = {
        room: msgspec.to_builtins(act.facts(account.appid, room, kind)) for room, kind in act.world.house.facts.items()
    }
    return {
        **msgspec.to_builtins(account),
        "members": nouns.members(act.tx, account.appid),
        "releases": nouns.releases(act.tx, account.appid),
        "facts": facts,
    }


def add_account(act: Act, params: Params, body: NewAccount) -> Account:
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
        put_facts(act, act.world.house, appid, room, facts)
    return account


def change_account(act: Act, params: Params, body: ChangeAccount) -> Account:
    account = account_of(act, params["appid"])
    changes = _given(body)
    changed = msgspec.structs.replace(account, **changes)
    rules.check_account(changed, nouns.subject(act.tx, changed.subject))
    rules.check_binding(changed, nouns.account(act.tx, changed.open_platform or ""))
    return nouns.change(act.tx, account, **changes) if changes else account


def change_secret(act: Act, params: Params, body: SecretAct) -> Account:
    account = account_of(act, params["appid"])
    if body.action == "reset":
        return nouns.change(act.tx, account, secret=act.ids.hex(32), secret_frozen=False)
    return nouns.change(act.tx, account, secret_frozen=body.action == "freeze")


def show_facts(act: Act, params: Params, body: None) -> Any:
    account = account_of(act, params["appid"])
    kind = act.world.house.facts.get(params["room"])
    if kind is None:
        raise NotPossible(f"room {params['room']!r} keeps no facts of accounts", status=404)
    return act.facts(account.appid, params["room"], kind)


class AnyFacts(msgspec.Struct):
    """Any of the room's facts; docs/reference/seed.md lists them."""

    set: dict[str, Any]


def change_facts(act: Act, params: Params, body: AnyFacts) -> Any:
    account = account_of(act, params["appid"])
    return put_facts(act, act.world.house, account.appid, params["room"], body.set)


def _release(act: Act, appid: str, body: NewRelease) -> Release:
    rolling = body.released_at == "rolling"
    return Release(
        appid=appid,
        version=body.version,
        kind=body.kind,
        pages=body.pages,
        released_at=0 if rolling else _time(body.released_at, act.now) or act.now,
        submitted_at=_time(body.submitted_at, None),
        config=body.config,
    )


def add_release(act: Act, params: Params, body: NewRelease) -> Release:
    account = account_of(act, params["appid"])
    if nouns.release(act.tx, account.appid, body.kind, body.version):
        raise NotPossible(f"{account.name} has a {body.kind} version {body.version} already", status=409)
    release = _release(act, account.appid, body)
    nouns.add(act.tx, release)
    return release


def set_member(act: Act, params: Params, body: MemberRole) -> Member:
    account, person = account_of(act, params["appid"]), person_of(act, params["person"])
    member = Member(appid=account.appid, person=person.id, role=body.role)
    rules.check_member(nouns.members(act.tx, account.appid), member)
    nouns.set_member(act.tx, member)
    return member


def remove_member(act: Act, params: Params, body: None) -> dict[str, bool]:
    return {"removed": bool(nouns.remove_member(act.tx, params["appid"], params["person"]))}


# -- people and phones ------------------------------------------------------------------------------------------


def list_people(act: Act, params: Params, body: None) -> list[dict[str, Any]]:
    return [_shown(act, person) for person in nouns.listed(act.tx, Person, "id")]


def _shown(act: Act, person: Person) -> dict[str, Any]:
    return {**msgspec.to_builtins(person), "phones": nouns.phones_of(act.tx, person.id)}


def show_person(act: Act, params: Params, body: None) -> dict[str, Any]:
    return _shown(act, person_of(act, params["person"]))


def add_person(act: Act, params: Params, body: NewPerson) -> dict[str, Any]:
    id = body.id or f"person-{act.ids.hex(8)}"
    if nouns.person(act.tx, id):
        raise NotPossible(f"there is already a person {id!r}", status=409)
    drawn = f"139{act.ids.below(10**8):08d}" if body.phone_number is msgspec.UNSET else body.phone_number
    person = Person(
        id=id,
        nickname=body.nickname or id,
        wechat_id=body.wechat_id or identity.wechat_id(act.world.key, id),
        avatar_url=body.avatar_url,
        gender=body.gender,
        country=body.country,
        province=body.province,
        city=body.city,
        language=body.language,
        phone_number=drawn,
        country_code=body.country_code,
        phone_verified_at=_time(body.phone_verified_at, None),
        high_risk=body.high_risk,
    )
    if nouns.person_by_wechat_id(act.tx, person.wechat_id):
        raise NotPossible(f"WeChat id {person.wechat_id!r} belongs to somebody else", status=409)
    nouns.add(act.tx, person)
    for phone in body.phones:
        _add_phone(act, person, phone)
    return _shown(act, person)


def change_person(act: Act, params: Params, body: ChangePerson) -> dict[str, Any]:
    person, changes = person_of(act, params["person"]), _given(body)
    if "phone_verified_at" in changes:
        changes["phone_verified_at"] = _time(changes["phone_verified_at"], None)
    return _shown(act, nouns.change(act.tx, person, **changes) if changes else person)


def _add_phone(act: Act, person: Person, body: NewPhone) -> Phone:
    taken = len(nouns.phones_of(act.tx, person.id))
    id = body.id or (f"{person.id}-phone" if not taken else f"{person.id}-phone-{taken + 1}")
    if nouns.phone(act.tx, id):
        raise NotPossible(f"there is already a phone {id!r}", status=409)
    phone = Phone(
        id=id,
        person=person.id,
        platform=body.platform,
        client_version=_dotted(body.client_version),
        base_library=body.base_library and _dotted(body.base_library),
    )
    nouns.add(act.tx, phone)
    return phone


def _dotted(text: str) -> str:
    if not all(part.isdigit() for part in text.split(".")):
        raise NotPossible(f"{text!r} is no version: write 2.27.1")
    return text


def add_phone(act: Act, params: Params, body: NewPhone) -> Phone:
    return _add_phone(act, person_of(act, params["person"]), body)


def list_phones(act: Act, params: Params, body: None) -> list[Phone]:
    return nouns.listed(act.tx, Phone, "id")


def change_phone(act: Act, params: Params, body: ChangePhone) -> Phone:
    phone = nouns.phone(act.tx, params["phone"])
    if phone is None:
        raise NotPossible(f"there is no phone {params['phone']!r}", status=404)
    changes = _given(body)
    for name in ("client_version", "base_library"):
        if changes.get(name):
            _dotted(changes[name])
    return nouns.change(act.tx, phone, **changes) if changes else phone


def show_identity(act: Act, params: Params, body: None) -> dict[str, Any]:
    """openid and unionid of a person for an account, whether or not anybody may be told."""
    account, person = account_of(act, params["appid"]), person_of(act, params["person"])
    key, platform = act.world.key, account.open_platform
    return {
        "appid": account.appid,
        "person": person.id,
        "openid": identity.openid(key, account.appid, person.id),
        "open_platform": platform,
        "unionid": identity.unionid(key, platform, person.id) if platform else None,
    }


def whose(act: Act, params: Params, body: None) -> dict[str, Any]:
    """Which account and person an openid belongs to: the answer to "why do the unionids differ" (post 27)."""
    relation = nouns.relation_by_openid(act.tx, params["openid"])
    if relation is None:
        raise NotPossible("nobody has this openid in this world: it belongs to no account here", status=404)
    return show_identity(act, {"appid": relation.appid, "person": relation.person}, None)


def _endpoint(
    name: str, method: Any, path: str, summary: str, handler: Any, body: Any = None, answer: Any = Any
) -> Endpoint:
    return Endpoint(name=name, method=method, path=path, summary=summary, handler=handler, body=body, answer=answer)


ENDPOINTS = (
    _endpoint("listSubjects", "GET", "/subjects", "All subjects", list_subjects, None, list[Subject]),
    _endpoint("addSubject", "POST", "/subjects", "Registers a subject", add_subject, NewSubject, Subject),
    _endpoint(
        "listAccounts",
        "GET",
        "/accounts",
        "All accounts, secrets included",
        list_accounts,
        None,
        list[Account],
    ),
    _endpoint("addAccount", "POST", "/accounts", "Registers an account", add_account, NewAccount, Account),
    _endpoint("showAccount", "GET", "/accounts/{appid}", "An account with members, versions and facts", show_account),
    _endpoint(
        "changeAccount",
        "PATCH",
        "/accounts/{appid}",
        "Changes an account",
        change_account,
        ChangeAccount,
        Account,
    ),
    _endpoint(
        "changeSecret",
        "POST",
        "/accounts/{appid}/secret",
        "Resets, freezes, unfreezes the AppSecret",
        change_secret,
        SecretAct,
        Account,
    ),
    _endpoint("showFacts", "GET", "/accounts/{appid}/facts/{room}", "What a room keeps of the account", show_facts),
    _endpoint("changeFacts", "PATCH", "/accounts/{appid}/facts/{room}", "Sets some of them", change_facts, AnyFacts),
    _endpoint(
        "addRelease",
        "POST",
        "/accounts/{appid}/releases",
        "Brings a version out",
        add_release,
        NewRelease,
        Release,
    ),
    _endpoint(
        "setMember",
        "PUT",
        "/accounts/{appid}/members/{person}",
        "Makes a person a project member",
        set_member,
        MemberRole,
        Member,
    ),
    _endpoint(
        "removeMember",
        "DELETE",
        "/accounts/{appid}/members/{person}",
        "Removes a project member",
        remove_member,
    ),
    _endpoint("listPeople", "GET", "/people", "All people with their phones", list_people),
    _endpoint("addPerson", "POST", "/people", "A new person, with a phone", add_person, NewPerson),
    _endpoint("showPerson", "GET", "/people/{person}", "One person with phones", show_person),
    _endpoint("changePerson", "PATCH", "/people/{person}", "Changes a person", change_person, ChangePerson),
    _endpoint(
        "addPhone",
        "POST",
        "/people/{person}/phones",
        "Another phone for a person",
        add_phone,
        NewPhone,
        Phone,
    ),
    _endpoint(
        "showIdentity",
        "GET",
        "/people/{person}/identity/{appid}",
        "openid and unionid for an account",
        show_identity,
    ),
    _endpoint("listPhones", "GET", "/phones", "All phones", list_phones, None, list[Phone]),
    _endpoint("changePhone", "PATCH", "/phones/{phone}", "Changes a phone", change_phone, ChangePhone, Phone),
    _endpoint("whose", "GET", "/openids/{openid}", "Whose openid this is, and of which account", whose),
)
