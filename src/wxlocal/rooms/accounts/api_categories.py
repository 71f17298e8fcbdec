"""Service categories of mini programs: chosen, shown documents for, reviewed. Source: 第三方平台 - 类目管理."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.server.operation import Answer, Call, Code, Nothing, operation
from wxlocal.core.world import files, jobs, outbox
from wxlocal.core.world.nouns import Account, categories
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.nouns.categories import Category, Offered
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import api_profile, settings, store
from wxlocal.rooms.accounts import rules_categories as rules
from wxlocal.rooms.accounts.store import AUDITING, PASSED, REFUSED, CategoryReview

ROOM = "accounts"
WXOPEN = "/cgi-bin/wxopen/"
KINDS_OF_SUBJECTS: tuple[Offered, ...] = ("organisation", "individual", "overseas")
UNAUTHORIZED: Code = (48001, "api unauthorized")
INVALID: Code = (53303, "提交的参数不合法")


class Document(msgspec.Struct):
    """``value`` is the media of the picture."""

    key: str = ""
    value: str = ""
    expire_time: int = 0
    is_permanent: int | bool = False


class Chosen(msgspec.Struct):
    """``certicates``, as the platform spells it."""

    first: int = 0
    second: int = 0
    certicates: list[Document] | None = None

    @property
    def documents(self) -> dict[str, str]:
        return {one.key: one.value for one in self.certicates or ()}


class NewCategories(msgspec.Struct):
    categories: list[Chosen] = []


class ByType(msgspec.Struct):
    verify_type: int = 0


class Offer(Answer, kw_only=True):
    categories_list: dict[str, list[dict[str, Any]]]


class Held(msgspec.Struct):
    """``audit_status`` 1 being reviewed, 2 refused, 3 passed."""

    first: int
    first_name: str
    second: int
    second_name: str
    audit_status: int
    audit_reason: str


class Holding(Answer, kw_only=True):
    categories: list[Held]
    limit: int
    quota: int
    category_limit: int


def offered(act: Act, account: Account) -> dict[int, Category]:
    return categories.catalogue(categories.offered_to(nouns.subject(act.tx, account.subject)))


def _everywhere() -> set[int]:
    return {number for kind in KINDS_OF_SUBJECTS for number in categories.catalogue(kind)}


def _listed(catalogue: dict[int, Category]) -> Offer:
    """As the platform lists them: the root, then all, each with the numbers of those below it."""
    below: dict[int, list[int]] = {}
    for one in catalogue.values():
        below.setdefault(one.father, []).append(one.id)
    root = {"id": categories.ROOT, "children": below[categories.ROOT], "qualify": {"exter_list": [], "remark": ""}}
    rows = [
        {
            "id": one.id,
            "name": one.last,
            "level": one.level,
            "father": one.father,
            "children": below.get(one.id, []),
            "sensitive_type": int(bool(one.documents)),
            "qualify": {
                "exter_list": [
                    {"inner_list": [{"name": name, "url": ""} for name in together]} for together in one.documents
                ],
                "remark": "",
            },
        }
        for one in catalogue.values()
    ]
    return Offer(categories_list={"categories": [root, *rows]})


def add(act: Act, account: Account, wanted: list[tuple[Category, dict[str, str]]]) -> None:
    """New categories: those that need documents go before the reviewer, the others are the account's at once."""
    reviews = {one.name for one in store.category_reviews(act.tx, account.appid)}
    mine = [*account.categories]
    rules.check_month(api_profile.used(act, account.appid, api_profile.CATEGORY))
    for category, documents in wanted:
        rules.check_new(category, {*mine, *reviews})
        rules.check_documents(category, list(documents))
        rules.check_total(len(mine) + len(reviews) + 1)
        if category.documents:
            reviews.add(category.name)
            _submit(act, account, category.name, documents)
        else:
            mine.append(category.name)
    store.edited(act.tx, account.appid, api_profile.CATEGORY, act.now)
    nouns.change(act.tx, account, categories=tuple(mine))


def _submit(act: Act, account: Account, name: str, documents: dict[str, str]) -> None:
    store.put_category(act.tx, account.appid, name, documents, act.now)
    if act.setting(settings.REVIEWER) == "accept":
        due = act.now + int(act.setting(settings.REVIEW_TIME))
        jobs.plan(act, due, ROOM, "category", {"appid": account.appid, "name": name, "at": act.now})


def decide(act: Act, account: Account, review: CategoryReview, reason: str = "") -> None:
    """The reviewer's word: a reason refuses."""
    if reason:
        store.refuse_category(act.tx, account.appid, review.name, reason)
    else:
        store.drop_category(act.tx, account.appid, review.name)
        nouns.change(act.tx, account, categories=(*account.categories, review.name))
    first, second = numbers(review.name)
    ret = REFUSED if reason else PASSED
    outbox.tell(act, account, "wxa_category_audit", ret=ret, first=first, second=second, reason=reason)


def review(act: Act, payload: dict[str, Any]) -> None:
    """The time for an answer has come, unless the category was withdrawn or shown anew meanwhile."""
    account = nouns.account(act.tx, payload["appid"])
    found = store.category_review(act.tx, payload["appid"], payload["name"])
    if account and found and found.status == AUDITING and found.at == payload["at"]:
        decide(act, account, found)


def numbers(name: str) -> tuple[int, int]:
    """Those of the first and the second level of a category; 0 = it has no second."""
    first, *rest = name.split(">")
    return categories.number(first), categories.number(f"{first}>{rest[0]}") if rest else 0


def _named(account: Account, reviews: list[CategoryReview], chosen: Chosen) -> str | None:
    """Which of the account's categories two numbers mean."""
    names = [*account.categories, *(one.name for one in reviews)]
    return next((name for name in names if numbers(name) == (chosen.first, chosen.second)), None)


@operation(
    "GET", f"{WXOPEN}getallcategories", Nothing, Offer, name="getAllCategories", need="authorizer",
    permission_sets=(30, 61), errors=(UNAUTHORIZED,), source="类目管理/获取可设置的所有类目",
)  # fmt: skip
def get_all_categories(call: Call, request: Nothing) -> Offer:
    """The categories that the account's subject can choose from, with the documents that each needs."""
    return _listed(offered(call.act, call.account))


@operation(
    "POST", f"{WXOPEN}getcategoriesbytype", ByType, Offer, name="getAllCategoriesByType", need="authorizer",
    body="optional", permission_sets=(30, 61), errors=(UNAUTHORIZED, INVALID),
    source="类目管理/获取不同类型主体可设置的类目",
)  # fmt: skip
def get_categories_by_type(call: Call, request: ByType) -> Offer:
    """Those of a kind of subject: 0 individual, 1 enterprise, 2 government, 3 media, 4 other."""
    return _listed(categories.catalogue(rules.offered_to_type(request.verify_type)))


@operation(
    "GET", f"{WXOPEN}getcategory", Nothing, Holding, name="getSettingCategories", need="authorizer",
    permission_sets=(30, 61), errors=(UNAUTHORIZED, api_profile.MADE),
    source="类目管理/获取已设置的所有类目",
)  # fmt: skip
def get_setting_categories(call: Call, request: Nothing) -> Holding:
    """The account's categories and how their reviews stand."""
    api_profile.check_made(call, "all")
    act, account = call.act, call.account
    held = [_held(name, PASSED) for name in account.categories]
    held += [_held(one.name, one.status, one.reason) for one in store.category_reviews(act.tx, account.appid)]
    left = rules.CHANGES_A_MONTH - api_profile.used(act, account.appid, api_profile.CATEGORY)
    return Holding(
        categories=held, limit=rules.CHANGES_A_MONTH, quota=max(0, left), category_limit=rules.MOST_CATEGORIES
    )


def _held(name: str, status: int, reason: str = "") -> Held:
    first, second = numbers(name)
    words = [*name.split(">"), ""]
    return Held(first, words[0], second, words[1], status, reason)


@operation(
    "POST", f"{WXOPEN}addcategory", NewCategories, Answer, name="addCategory", need="authorizer",
    permission_sets=(30, 61),
    errors=(UNAUTHORIZED, api_profile.MADE, (53300, "超出每月次数限制"), (53301, "超出可配置类目总数限制"),
            (53302, "当前账号主体类型不允许设置此种类目"), INVALID, (53304, "与已有类目重复"),
            (53311, "需要提交资料信息")),
    source="类目管理/添加类目",
)  # fmt: skip
def add_category(call: Call, request: NewCategories) -> Answer:
    """Adds categories; those that need documents are reviewed."""
    api_profile.check_made(call, "all")
    if not request.categories:
        raise rules.invalid("categories is missing")
    catalogue, everywhere = offered(call.act, call.account), _everywhere()
    wanted = [
        (rules.chosen(one.first, one.second, catalogue, everywhere), _documents(call, one))
        for one in request.categories
    ]
    add(call.act, call.account, wanted)
    return Answer()


def _documents(call: Call, request: Chosen) -> dict[str, str]:
    """Media by the name of the document; each is a picture that the account uploaded."""
    for name, media_id in request.documents.items():
        found = files.material(call.act, call.account.appid, media_id)
        if found is None or found.kind != "image":
            raise rules.invalid(f"the account has no picture {media_id[:40]!r} to show as {name}")
    return request.documents


@operation(
    "POST", f"{WXOPEN}deletecategory", Chosen, Answer, name="deleteCategory", need="authorizer",
    permission_sets=(30, 61),
    errors=(UNAUTHORIZED, api_profile.MADE, INVALID, (53308, "审核中的类目不允许删除"), (53309, "社交红包不允许删除")),
    source="类目管理/删除类目",
)  # fmt: skip
def delete_category(call: Call, request: Chosen) -> Answer:
    """Takes a category away."""
    api_profile.check_made(call, "all")
    remove(call.act, call.account, _named(*_with_reviews(call), request))
    return Answer()


def remove(act: Act, account: Account, name: str | None) -> None:
    """Takes a category away, by name."""
    review = store.category_review(act.tx, account.appid, name or "")
    rules.check_removable(name, under_review=bool(review and review.status == AUDITING))
    store.drop_category(act.tx, account.appid, name or "")
    nouns.change(act.tx, account, categories=tuple(one for one in account.categories if one != name))


def _with_reviews(call: Call) -> tuple[Account, list[CategoryReview]]:
    return call.account, store.category_reviews(call.act.tx, call.account.appid)


@operation(
    "POST", f"{WXOPEN}modifycategory", Chosen, Answer, name="modifyCategory", need="authorizer",
    permission_sets=(30, 61),
    errors=(UNAUTHORIZED, api_profile.MADE, (53306, "修改类目只允许修改类目资质，不允许修改类目ID"),
            (53307, "只有审核失败的类目允许修改"), (53311, "需要提交资料信息")),
    source="类目管理/修改类目资质信息",
)  # fmt: skip
def modify_category(call: Call, request: Chosen) -> Answer:
    """Shows other documents for a category that was refused: it is reviewed once more."""
    api_profile.check_made(call, "all")
    account, reviews = _with_reviews(call)
    name = _named(account, reviews, request)
    refused = {one.name for one in reviews if one.status == REFUSED}
    category = rules.check_changeable(name, refused, offered(call.act, account).get(request.second))
    documents = _documents(call, request)
    rules.check_documents(category, list(documents))
    _submit(call.act, account, category.name, documents)
    return Answer()


OPERATIONS = (
    get_all_categories, get_categories_by_type, get_setting_categories, add_category, delete_category, modify_category,
)  # fmt: skip
