"""People and phones, for the control API."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, Everything, OfBoth, OfPerson, Page, endpoint
from wxlocal.core.world import answers, identity, known
from wxlocal.core.world.facts import person_kind_of, put_person_facts
from wxlocal.core.world.nouns import (
    Account,
    Person,
    Phone,
    Platform,
    checks,
)
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts.console import AnyFacts, account_of, given, person_of, time_of

Answer = str | dict[str, Any]
Answers = dict[str, Answer | list[Answer] | None]


class NewPhone(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str | None = None
    platform: Platform = "ios"
    client_version: str = "8.0.50"
    base_library: str | None = None
    denied: tuple[str, ...] = ()


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
    facts: dict[str, dict[str, Any]] = {}
    answers: Answers = {}


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
    denied: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class ShownPerson(Person, frozen=True, kw_only=True):
    phones: list[Phone]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """``unionid`` None: the account is bound to no open platform."""

    appid: str
    person: str
    openid: str
    open_platform: str | None
    unionid: str | None


class FactsOfPerson(OfPerson, frozen=True, kw_only=True):
    room: str


class OfPhone(msgspec.Struct, frozen=True, kw_only=True):
    phone: str


class OfOpenid(msgspec.Struct, frozen=True, kw_only=True):
    openid: str


class Script(msgspec.Struct, forbid_unknown_fields=True):
    """By kind of prompt: one answer for every time, or a list that is used up; ``*`` for all others. null: none."""

    answers: Answers


# -- people and phones ------------------------------------------------------------------------------------------


@endpoint("GET", "/people", Page, list[ShownPerson])
def list_people(act: Act, params: Page) -> list[ShownPerson]:
    """All people with their phones."""
    people = nouns.page(act.tx, Person, ("id",), params.after, params.most)
    phones = nouns.phones_between(act.tx, people[0].id, people[-1].id) if people else {}
    return [_with(person, phones.get(person.id, [])) for person in people]


def _with(person: Person, phones: list[Phone]) -> ShownPerson:
    return ShownPerson(**msgspec.structs.asdict(person), phones=phones)


def _shown(act: Act, person: Person) -> ShownPerson:
    return _with(person, nouns.phones_of(act.tx, person.id))


@endpoint("GET", "/people/{person}", OfPerson, ShownPerson)
def show_person(act: Act, params: OfPerson) -> ShownPerson:
    """One person with phones."""
    return _shown(act, person_of(act, params.person))


@endpoint("POST", "/people", Everything, ShownPerson, body=NewPerson)
def add_person(act: Act, params: Everything, body: NewPerson) -> ShownPerson:
    """A new person, with a phone."""
    id = body.id or f"person-{act.ids.hex(8)}"
    if nouns.person(act.tx, id):
        raise NotPossible(f"there is already a person {id!r}", status=409)
    checks.person(body.phone_number or None, body.country_code)
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
        phone_verified_at=time_of(body.phone_verified_at, None),
        high_risk=body.high_risk,
    )
    if nouns.person_by_wechat_id(act.tx, person.wechat_id):
        raise NotPossible(f"WeChat id {person.wechat_id!r} belongs to somebody else", status=409)
    nouns.add(act.tx, person)
    for phone in body.phones:
        _add_phone(act, person, phone)
    for room, facts in body.facts.items():
        put_person_facts(act, person.id, room, facts)
    _tell(act, person, body.answers)
    return _shown(act, person)


@endpoint("PATCH", "/people/{person}", OfPerson, ShownPerson, body=ChangePerson)
def change_person(act: Act, params: OfPerson, body: ChangePerson) -> ShownPerson:
    """Changes a person."""
    person, changes = person_of(act, params.person), given(body)
    if "phone_verified_at" in changes:
        changes["phone_verified_at"] = time_of(changes["phone_verified_at"], None)
    if {"phone_number", "country_code"} & changes.keys():
        new = msgspec.structs.replace(person, **changes)
        checks.person(new.phone_number, new.country_code)
    return _shown(act, nouns.change(act.tx, person, **changes) if changes else person)


def _add_phone(act: Act, person: Person, body: NewPhone) -> Phone:
    checks.phone(body.client_version, body.base_library, body.denied)
    taken = len(nouns.phones_of(act.tx, person.id))
    id = body.id or (f"{person.id}-phone" if not taken else f"{person.id}-phone-{taken + 1}")
    if nouns.phone(act.tx, id):
        raise NotPossible(f"there is already a phone {id!r}", status=409)
    phone = Phone(
        id=id,
        person=person.id,
        platform=body.platform,
        client_version=body.client_version,
        base_library=body.base_library,
        denied=body.denied,
    )
    nouns.add(act.tx, phone)
    return phone


@endpoint("POST", "/people/{person}/phones", OfPerson, Phone, body=NewPhone)
def add_phone(act: Act, params: OfPerson, body: NewPhone) -> Phone:
    """Another phone for a person."""
    return _add_phone(act, person_of(act, params.person), body)


@endpoint("GET", "/people/{person}/facts/{room}", FactsOfPerson, msgspec.Struct)
def show_person_facts(act: Act, params: FactsOfPerson) -> msgspec.Struct:
    """What a room keeps of the person."""
    return act.person_facts(person_of(act, params.person).id, person_kind_of(act, params.room))


@endpoint("PATCH", "/people/{person}/facts/{room}", FactsOfPerson, msgspec.Struct, body=AnyFacts)
def change_person_facts(act: Act, params: FactsOfPerson, body: AnyFacts) -> msgspec.Struct:
    """Sets some of them."""
    person = person_of(act, params.person)
    return put_person_facts(act, person.id, params.room, body.set)


@endpoint("GET", "/people/{person}/answers", OfPerson, Script)
def show_script(act: Act, params: OfPerson) -> Script:
    """What the person answers."""
    return Script(answers.script(act.tx, person_of(act, params.person).id))


@endpoint("PUT", "/people/{person}/answers", OfPerson, Script, body=Script)
def set_script(act: Act, params: OfPerson, body: Script) -> Script:
    """Tells the person what to answer.

    Replaces what the person has been told before.
    """
    return Script(_tell(act, person_of(act, params.person), body.answers))


def _tell(act: Act, person: Person, script: Answers) -> Answers:
    given = {kind: answer for kind, answer in script.items() if answer is not None}
    answers.set_script(act.tx, person.id, given)
    return {**given}


@endpoint("GET", "/phones", Page, list[Phone])
def list_phones(act: Act, params: Page) -> list[Phone]:
    """All phones."""
    return nouns.page(act.tx, Phone, ("id",), params.after, params.most)


@endpoint("PATCH", "/phones/{phone}", OfPhone, Phone, body=ChangePhone)
def change_phone(act: Act, params: OfPhone, body: ChangePhone) -> Phone:
    """Changes a phone."""
    phone, changes = known.phone(act, params.phone), given(body)
    checks.phone(changes.get("client_version"), changes.get("base_library"), changes.get("denied", ()))
    return nouns.change(act.tx, phone, **changes) if changes else phone


@endpoint("GET", "/people/{person}/identity/{appid}", OfBoth, Identity)
def show_identity(act: Act, params: OfBoth) -> Identity:
    """openid and unionid for an account.

    Whether or not anybody may be told.
    """
    return _identity(act, account_of(act, params.appid), person_of(act, params.person))


def _identity(act: Act, account: Account, person: Person) -> Identity:
    key, platform = act.world.key, account.open_platform
    return Identity(
        appid=account.appid,
        person=person.id,
        openid=identity.openid(key, account.appid, person.id),
        open_platform=platform,
        unionid=identity.unionid(key, platform, person.id) if platform else None,
    )


@endpoint("GET", "/openids/{openid}", OfOpenid, Identity)
def whose(act: Act, params: OfOpenid) -> Identity:
    """Whose openid this is, and of which account.

    The answer to "why do the unionids differ" (post 27).
    """
    relation = nouns.relation_by_openid(act.tx, params.openid)
    if relation is None:
        raise NotPossible("nobody has this openid in this world: it belongs to no account here", status=404)
    return _identity(act, account_of(act, relation.appid), person_of(act, relation.person))


ENDPOINTS: tuple[Endpoint, ...] = (
    list_people,
    add_person,
    show_person,
    change_person,
    add_phone,
    show_identity,
    show_person_facts,
    change_person_facts,
    show_script,
    set_script,
    list_phones,
    change_phone,
    whose,
)
