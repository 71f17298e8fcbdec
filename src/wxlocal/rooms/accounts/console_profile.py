"""What an administrator sets in the console, the reviewer's desk, and registrations: for the control API."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import Endpoint, OfAccount, Page, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import Account, Member, categories
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import (
    api_categories,
    api_names,
    api_profile,
    api_registration,
    jobs_registration,
    store,
)
from wxlocal.rooms.accounts import rules_profile as rules
from wxlocal.rooms.accounts import rules_registration as registration_rules
from wxlocal.rooms.accounts.facts import Facts
from wxlocal.rooms.accounts.store import AUDITING, WAITING, NameReview, Registration

PROFILE = "/accounts/{appid}/profile"


class Left(msgspec.Struct, frozen=True):
    """Changes of a period: used, and how many there are in all."""

    used: int
    quota: int


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What people see of an account, how often it may still be changed, and what is before the reviewer.
    ``categories`` that have not passed: status 1 being reviewed, 2 refused.
    """

    name: str
    introduction: str
    head_image: str
    searchable: bool
    changes: dict[str, Left]
    name_review: NameReview | None
    categories: tuple[str, ...]
    category_reviews: list[store.CategoryReview]


class ChangeProfile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``proof``: the document that a name needs which hits a keyword. ``head_image``: the address of a picture."""

    name: str | None = None
    proof: str = ""
    introduction: str | None = None
    head_image: str | None = None
    searchable: bool | None = None


class NewCategory(msgspec.Struct, forbid_unknown_fields=True):
    """``name``: first and second level with ``>`` between them; ``documents``: media by the document's name."""

    name: str
    documents: dict[str, str] = {}


class NamedCategory(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class NameDecision(msgspec.Struct, forbid_unknown_fields=True):
    """``reason`` refuses; without one it passes."""

    reason: str = ""


class CategoryDecision(NameDecision, forbid_unknown_fields=True):
    name: str = ""


class NewAdministrator(msgspec.Struct, forbid_unknown_fields=True):
    person: str


class OfReview(msgspec.Struct, frozen=True, kw_only=True):
    review: int


class OfRegistration(msgspec.Struct, frozen=True, kw_only=True):
    registration: str


class RegistrationDecision(msgspec.Struct, forbid_unknown_fields=True):
    """``status`` 0: confirmed; another one is why it fails, 101 for a company that is struck off. ``person``: who
    confirms where the registration names nobody.
    """

    status: int = 0
    person: str = ""


def _said(refused: Refused) -> NotPossible:
    return NotPossible(f"{refused.code} {refused.message}: {refused.reason}")


def _profile(act: Act, account: Account) -> Profile:
    quotas = {
        api_profile.NAME: rules.NAMES_A_YEAR,
        api_profile.HEAD_IMAGE: rules.HEAD_IMAGES,
        api_profile.INTRODUCTION: rules.INTRODUCTIONS_A_MONTH,
    }
    return Profile(
        name=account.name,
        introduction=account.introduction,
        head_image=account.head_image,
        searchable=api_profile.found_by_searching(act.facts(account.appid, Facts)),
        changes={kind: Left(api_profile.used(act, account.appid, kind), quota) for kind, quota in quotas.items()},
        name_review=store.name_before_reviewer(act.tx, account.appid),
        categories=account.categories,
        category_reviews=store.category_reviews(act.tx, account.appid),
    )


def _account(act: Act, params: OfAccount) -> Account:
    return known.account(act, params.appid)


@endpoint("GET", PROFILE, OfAccount, Profile)
def show_profile(act: Act, params: OfAccount) -> Profile:
    """What people see of an account, and what is before the reviewer."""
    return _profile(act, _account(act, params))


@endpoint("PATCH", PROFILE, OfAccount, Profile, body=ChangeProfile)
def change_profile(act: Act, params: OfAccount, body: ChangeProfile) -> Profile:
    """The administrator changes it in the console.

    With the limits and reviews that the server operations have.
    """
    account = _account(act, params)
    try:
        if body.introduction is not None:
            account = api_profile.introduce(act, account, body.introduction)
        if body.head_image is not None:
            account = api_profile.depict(act, account, body.head_image)
        if body.name is not None:
            api_names.rename(act, account, body.name, body.proof, body.proof)
        if body.searchable is not None:
            facts = act.facts(account.appid, Facts)
            searchable = rules.check_search(0 if body.searchable else 1, facts.search_banned)
            act.set_facts(account.appid, msgspec.structs.replace(facts, searchable=searchable))
    except Refused as refused:
        raise _said(refused) from refused
    return _profile(act, _account(act, params))


@endpoint("POST", "/accounts/{appid}/categories", OfAccount, Profile, body=NewCategory)
def add_account_category(act: Act, params: OfAccount, body: NewCategory) -> Profile:
    """The administrator chooses a category."""
    account = _account(act, params)
    category = api_categories.offered(act, account).get(categories.number(body.name))
    if category is None or category.level == 1:
        raise NotPossible(f"{body.name!r} is not offered to the subject of {account.name}; write the levels with >")
    try:
        api_categories.add(act, account, [(category, body.documents)])
    except Refused as refused:
        raise _said(refused) from refused
    return _profile(act, _account(act, params))


@endpoint("POST", "/accounts/{appid}/categories/removal", OfAccount, Profile, body=NamedCategory)
def remove_account_category(act: Act, params: OfAccount, body: NamedCategory) -> Profile:
    """The administrator takes a category away."""
    account = _account(act, params)
    held = {*account.categories, *(one.name for one in store.category_reviews(act.tx, account.appid))}
    try:
        api_categories.remove(act, account, body.name if body.name in held else None)
    except Refused as refused:
        raise _said(refused) from refused
    return _profile(act, _account(act, params))


@endpoint("PUT", "/accounts/{appid}/administrator", OfAccount, Member, body=NewAdministrator)
def rebind_account(act: Act, params: OfAccount, body: NewAdministrator) -> Member:
    """Another person becomes the administrator; the one before leaves."""
    account, person = _account(act, params), known.person(act, body.person)
    return api_registration.make_administrator(act, account.appid, person.id)


@endpoint("POST", "/name-reviews/{review}/decision", OfReview, NameReview, body=NameDecision)
def decide_name(act: Act, params: OfReview, body: NameDecision) -> NameReview:
    """The reviewer decides on a name."""
    found = store.name_review(act.tx, params.review)
    if found is None:
        raise NotPossible(f"there is no review {params.review} of a name", status=404)
    if found.status != AUDITING:
        raise NotPossible(f"review {found.id} is decided already", status=409)
    api_names.decide(act, found, body.reason)
    return store.name_review(act.tx, found.id) or found


@endpoint("POST", "/accounts/{appid}/categories/decision", OfAccount, Profile, body=CategoryDecision)
def decide_category(act: Act, params: OfAccount, body: CategoryDecision) -> Profile:
    """The reviewer decides on a category."""
    account = _account(act, params)
    found = store.category_review(act.tx, account.appid, body.name)
    if found is None or found.status != AUDITING:
        raise NotPossible(f"{account.name} has no category {body.name!r} before the reviewer", status=404)
    api_categories.decide(act, account, found, body.reason)
    return _profile(act, _account(act, params))


@endpoint("GET", "/registrations", Page, list[Registration])
def list_registrations(act: Act, params: Page) -> list[Registration]:
    """Mini programs that third-party platforms registered or want to.

    ``status`` 1000000: nobody has confirmed yet; 0: it is registered.
    """
    return store.registrations(act.tx, params.after, params.most)


@endpoint("POST", "/registrations/{registration}/decision", OfRegistration, Registration, body=RegistrationDecision)
def decide_registration(act: Act, params: OfRegistration, body: RegistrationDecision) -> Registration:
    """The person confirms a registration, or it fails."""
    found = store.registration(act.tx, params.registration)
    if found is None:
        raise NotPossible(f"there is no registration {params.registration!r}", status=404)
    if found.status != WAITING:
        raise NotPossible(f"registration {found.id} has ended with status {found.status}", status=409)
    if body.status == 0:
        jobs_registration.confirm(act, found, known.person(act, body.person or found.person))
    elif body.status in registration_rules.MESSAGES:
        jobs_registration.end(act, found, body.status)
    else:
        listed = ", ".join(map(str, registration_rules.MESSAGES))
        raise NotPossible(f"there is no status {body.status}: one of {listed}")
    return store.registration(act.tx, found.id) or found


ENDPOINTS: tuple[Endpoint, ...] = (
    show_profile,
    change_profile,
    add_account_category,
    remove_account_category,
    rebind_account,
    decide_name,
    decide_category,
    list_registrations,
    decide_registration,
)
