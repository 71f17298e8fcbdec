"""People and phones, for the control API."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import answers, identity
from wxlocal.core.world.facts import person_kind_of, put_person_facts
from wxlocal.core.world.nouns import (
    Person,
    Phone,
    Platform,
)
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts.console import AnyFacts, account_of, endpoint, given, person_of, time_of

Params = dict[str, str]


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
    answers: dict[str, Any] = {}


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


class Script(msgspec.Struct, forbid_unknown_fields=True):
    """By kind of prompt: one answer for every time, or a list that is used up; ``*`` for all other kinds."""

    answers: dict[str, Any]


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
    answers.set_script(act.tx, person.id, body.answers)
    return _shown(act, person)


def change_person(act: Act, params: Params, body: ChangePerson) -> dict[str, Any]:
    person, changes = person_of(act, params["person"]), given(body)
    if "phone_verified_at" in changes:
        changes["phone_verified_at"] = time_of(changes["phone_verified_at"], None)
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
        denied=body.denied,
    )
    nouns.add(act.tx, phone)
    return phone


def _dotted(text: str) -> str:
    if not all(part.isdigit() for part in text.split(".")):
        raise NotPossible(f"{text!r} is no version: write 2.27.1")
    return text


def add_phone(act: Act, params: Params, body: NewPhone) -> Phone:
    return _add_phone(act, person_of(act, params["person"]), body)


def show_person_facts(act: Act, params: Params, body: None) -> Any:
    return act.person_facts(person_of(act, params["person"]).id, person_kind_of(act, params["room"]))


def change_person_facts(act: Act, params: Params, body: AnyFacts) -> Any:
    person = person_of(act, params["person"])
    return put_person_facts(act, person.id, params["room"], body.set)


def show_script(act: Act, params: Params, body: None) -> Script:
    return Script(answers.script(act.tx, person_of(act, params["person"]).id))


def set_script(act: Act, params: Params, body: Script) -> Script:
    """Replaces what the person has been told to answer."""
    answers.set_script(act.tx, person_of(act, params["person"]).id, body.answers)
    return body


def list_phones(act: Act, params: Params, body: None) -> list[Phone]:
    return nouns.listed(act.tx, Phone, "id")


def change_phone(act: Act, params: Params, body: ChangePhone) -> Phone:
    phone = nouns.phone(act.tx, params["phone"])
    if phone is None:
        raise NotPossible(f"there is no phone {params['phone']!r}", status=404)
    changes = given(body)
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


ENDPOINTS = (
    endpoint("listPeople", "GET", "/people", "All people with their phones", list_people),
    endpoint("addPerson", "POST", "/people", "A new person, with a phone", add_person, NewPerson),
    endpoint("showPerson", "GET", "/people/{person}", "One person with phones", show_person),
    endpoint("changePerson", "PATCH", "/people/{person}", "Changes a person", change_person, ChangePerson),
    endpoint(
        "addPhone",
        "POST",
        "/people/{person}/phones",
        "Another phone for a person",
        add_phone,
        NewPhone,
        Phone,
    ),
    endpoint(
        "showIdentity",
        "GET",
        "/people/{person}/identity/{appid}",
        "openid and unionid for an account",
        show_identity,
    ),
    endpoint(
        "showPersonFacts", "GET", "/people/{person}/facts/{room}", "What a room keeps of the person", show_person_facts
    ),
    endpoint(
        "changePersonFacts",
        "PATCH",
        "/people/{person}/facts/{room}",
        "Sets some of them",
        change_person_facts,
        AnyFacts,
    ),
    endpoint("showScript", "GET", "/people/{person}/answers", "What the person answers", show_script, None, Script),
    endpoint("setScript", "PUT", "/people/{person}/answers", "Tells the person what to answer", set_script, Script),
    endpoint("listPhones", "GET", "/phones", "All phones", list_phones, None, list[Phone]),
    endpoint("changePhone", "PATCH", "/phones/{phone}", "Changes a phone", change_phone, ChangePhone, Phone),
    endpoint("whose", "GET", "/openids/{openid}", "Whose openid this is, and of which account", whose),
)
