"""Service categories: what a subject can choose, documents, the review, limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.trusted import Trusted
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Subject, categories
from wxlocal.entry.local import Local

WXOPEN = "/cgi-bin/wxopen/"
POST, QUERY = "物流服务>收件/派件", "物流服务>查件"
PLAIN = ("工具>记账", "工具>日历", "工具>天气", "工具>办公", "工具>计算器", "工具>备忘录")
DOCUMENT = "《快递业务经营许可证》"


@pytest.fixture
def trusted(local: Local) -> Trusted:
    local.at("2024-01-10")
    return Trusted(local)


def chosen(name: str, *documents: str, media: str = "") -> dict[str, Any]:
    first = name.partition(">")[0]
    shown = [{"key": key, "value": media} for key in documents]
    return {"first": categories.number(first), "second": categories.number(name), "certicates": shown}


def add(trusted: Trusted, *wanted: dict[str, Any]) -> int:
    return code(trusted, "addcategory", categories=[_shown(trusted, one) for one in wanted])


def _shown(trusted: Trusted, wanted: dict[str, Any]) -> dict[str, Any]:
    """With a picture for each document."""
    documents = [{**one, "value": one["value"] or trusted.picture()} for one in wanted.get("certicates", [])]
    return {**wanted, "certicates": documents}


def code(trusted: Trusted, path: str, **body: Any) -> int:
    return int(trusted.post(f"{WXOPEN}{path}", **body)["errcode"])


def held(trusted: Trusted) -> dict[str, int]:
    told = trusted.get(f"{WXOPEN}getcategory")["categories"]
    return {f"{one['first_name']}>{one['second_name']}": one["audit_status"] for one in told}


def listed(answer: Any) -> dict[int, Any]:
    return {one["id"]: one for one in answer["categories_list"]["categories"]}


# -- the catalogue ----------------------------------------------------------------------------------------------


def test_every_category_has_a_number_of_its_own_for_ever() -> None:
    everything = [one for kind in ("organisation", "individual", "overseas") for one in categories.catalogue(kind).values()]  # fmt: skip
    assert len({one.id for one in everything}) == len({one.name for one in everything})
    assert (categories.number("教育>出国移民"), categories.number("商业服务")) == (39, 402)
    assert categories.number("工具>记账") == 7311726
    assert all(one.level == 1 or one.father == categories.number(one.name.partition(">")[0]) for one in everything)


def test_who_can_choose_what() -> None:
    assert categories.offered_to(None) == "organisation"
    assert categories.offered_to(Subject(id="s", name="S", kind="media")) == "organisation"
    assert categories.offered_to(Subject(id="s", name="S", kind="individual")) == "individual"
    assert categories.offered_to(Subject(id="s", name="S", overseas=True)) == "overseas"


def test_all_categories_are_listed_with_their_documents(trusted: Trusted) -> None:
    found = listed(trusted.get(f"{WXOPEN}getallcategories"))
    root = found[0]
    assert [found[id]["name"] for id in root["children"]][:3] == ["物流服务", "教育服务", "医疗服务"]
    post = found[categories.number(POST)]
    assert (post["name"], post["level"], post["father"], post["sensitive_type"]) == (
        "收件/派件", 2, categories.number("物流服务"), 1,
    )  # fmt: skip
    assert post["id"] in found[post["father"]]["children"]
    assert post["qualify"]["exter_list"][0] == {"inner_list": [{"name": DOCUMENT, "url": ""}]}
    query = found[categories.number(QUERY)]
    assert (query["sensitive_type"], query["qualify"]["exter_list"], query["children"]) == (0, [], [])


@pytest.mark.parametrize(("verify_type", "has"), [(0, False), (1, True), (4, True)])
def test_categories_by_kind_of_subject(trusted: Trusted, verify_type: int, has: bool) -> None:
    answer = trusted.post(f"{WXOPEN}getcategoriesbytype", verify_type=verify_type)
    assert (categories.number(POST) in listed(answer)) is has


def test_kinds_of_subjects_that_there_are_not(trusted: Trusted) -> None:
    assert [code(trusted, "getcategoriesbytype", verify_type=one) for one in (-1, 5)] == [53303, 53303]


def test_the_numbers_are_those_of_get_category(local: Local, trusted: Trusted) -> None:
    """One catalogue: what is chosen here is what a submission for review names."""
    add(trusted, chosen(QUERY))
    last = trusted.get("/wxa/get_category")["category_list"][-1]
    assert last == {
        "first_class": "物流服务",
        "first_id": categories.number("物流服务"),
        "second_class": "查件",
        "second_id": categories.number(QUERY),
    }


# -- adding -----------------------------------------------------------------------------------------------------


def test_what_needs_no_document_is_there_at_once(local: Local, trusted: Trusted) -> None:
    assert add(trusted, chosen(QUERY)) == 0
    assert held(trusted) == {"商家自营>百货": 3, QUERY: 3}
    assert QUERY in local.control("GET", f"/accounts/{local.appid}")["categories"]
    assert local.letters("wxa_category_audit") == []


def test_what_needs_a_document_is_reviewed(local: Local, trusted: Trusted) -> None:
    assert add(trusted, chosen(POST)) == 53311
    assert add(trusted, chosen(POST, "《驾驶证》")) == 53303
    assert add(trusted, chosen(QUERY, DOCUMENT)) == 53303
    assert add(trusted, chosen(POST, DOCUMENT, media="nothing")) == 53303
    assert add(trusted, chosen(POST, DOCUMENT)) == 0
    assert held(trusted)[POST] == 1
    local.advance(7199)
    assert local.letters("wxa_category_audit") == []
    local.advance(1)
    (letter,) = local.letters("wxa_category_audit")
    first, second = categories.number("物流服务"), categories.number(POST)
    assert {key: letter.body[key] for key in ("ret", "first", "second", "reason")} == {
        "ret": 3, "first": first, "second": second, "reason": "",
    }  # fmt: skip
    trusted.holds(local.appid)
    assert held(trusted)[POST] == 3


def test_documents_that_belong_together(trusted: Trusted) -> None:
    both = ("《审批单位关于申请单位经营邮政通信业务的批复》", "《审批单位经营邮政通信业务许可登记表》")
    assert add(trusted, chosen("物流服务>邮政", both[0])) == 53311
    assert add(trusted, chosen("物流服务>邮政", *both)) == 0


def test_categories_that_cannot_be_added(local: Local, trusted: Trusted) -> None:
    assert code(trusted, "addcategory") == 53303
    assert add(trusted, {"first": 1, "second": 2}) == 53303
    assert add(trusted, {**chosen(QUERY), "first": categories.number("工具")}) == 53303
    assert add(trusted, {"first": 0, "second": categories.number("工具")}) == 53303
    assert add(trusted, chosen("商业服务>律师")) == 53302, "for individuals alone"
    assert add(trusted, chosen(QUERY), chosen(QUERY)) == 53304
    assert QUERY not in held(trusted), "a refused call adds nothing"
    assert add(trusted, chosen(QUERY)) == 0
    assert add(trusted, chosen(QUERY)) == 53304
    add(trusted, chosen(POST, DOCUMENT))
    assert add(trusted, chosen(POST, DOCUMENT)) == 53304


def test_five_times_a_month(local: Local, trusted: Trusted) -> None:
    assert [add(trusted, chosen(name)) for name in PLAIN] == [0, 0, 0, 0, 0, 53300]
    told = trusted.get(f"{WXOPEN}getcategory")
    assert (told["limit"], told["quota"], told["category_limit"]) == (5, 0, 20)
    local.at("2024-02-01")
    trusted.holds(local.appid)
    assert trusted.get(f"{WXOPEN}getcategory")["quota"] == 5
    assert add(trusted, chosen(PLAIN[5])) == 0


def test_twenty_in_all(local: Local, trusted: Trusted) -> None:
    nineteen = [f"商家自营>{number}" for number in range(17)]
    local.control("PATCH", f"/accounts/{local.appid}", {"categories": nineteen})
    assert add(trusted, chosen(POST, DOCUMENT), chosen(PLAIN[0])) == 0
    assert add(trusted, chosen(PLAIN[1]), chosen(PLAIN[2])) == 53301
    assert add(trusted, chosen(PLAIN[1])) == 0
    assert add(trusted, chosen(PLAIN[2])) == 53301


# -- refused, shown anew, deleted -------------------------------------------------------------------------------


def test_a_person_reviews_and_refuses(local: Local, trusted: Trusted) -> None:
    local.set("accounts.reviewer", "person")
    add(trusted, chosen(POST, DOCUMENT))
    desk = f"/accounts/{local.appid}/categories/decision"
    told = local.control("POST", desk, {"name": POST, "reason": "看不清"})
    assert [(one["name"], one["status"], one["reason"]) for one in told["category_reviews"]] == [(POST, 2, "看不清")]
    (letter,) = local.letters("wxa_category_audit")
    assert (letter.body["ret"], letter.body["reason"]) == (2, "看不清")
    (refused,) = [one for one in trusted.get(f"{WXOPEN}getcategory")["categories"] if one["audit_status"] == 2]
    assert refused["audit_reason"] == "看不清"
    assert code(trusted, "modifycategory", **chosen(POST)) == 53311
    assert code(trusted, "modifycategory", **_shown(trusted, chosen(POST, DOCUMENT))) == 0
    assert held(trusted)[POST] == 1
    assert POST in local.control("POST", desk, {"name": POST})["categories"]
    with pytest.raises(NotPossible, match="has no category"):
        local.control("POST", desk, {"name": POST})


def test_only_refused_ones_are_shown_anew(local: Local, trusted: Trusted) -> None:
    assert code(trusted, "modifycategory", **_shown(trusted, chosen(POST, DOCUMENT))) == 53306
    add(trusted, chosen(POST, DOCUMENT), chosen(QUERY))
    assert code(trusted, "modifycategory", **_shown(trusted, chosen(POST, DOCUMENT))) == 53307
    assert code(trusted, "modifycategory", **chosen(QUERY)) == 53307


def test_categories_leave(local: Local, trusted: Trusted) -> None:
    local.control("PATCH", f"/accounts/{local.appid}", {"categories": ["工具>记账", "社交>社交红包"]})
    assert code(trusted, "deletecategory", **chosen("工具>记账")) == 0
    assert code(trusted, "deletecategory", **chosen("工具>记账")) == 53303
    assert code(trusted, "deletecategory", **chosen("社交>社交红包")) == 53309
    add(trusted, chosen(POST, DOCUMENT))
    assert code(trusted, "deletecategory", **chosen(POST)) == 53308
    assert held(trusted) == {"社交>社交红包": 3, POST: 1}


def test_a_refused_category_leaves_and_its_old_review_says_nothing(local: Local, trusted: Trusted) -> None:
    add(trusted, chosen(POST, DOCUMENT))
    local.control("POST", f"/accounts/{local.appid}/categories/decision", {"name": POST, "reason": "看不清"})
    assert code(trusted, "deletecategory", **chosen(POST)) == 0
    local.advance(600)
    assert add(trusted, chosen(POST, DOCUMENT)) == 0
    local.advance(6600)
    trusted.holds(local.appid)
    assert held(trusted)[POST] == 1, "the first review's time has come, not the second's"
    local.advance(600)
    assert held(trusted)[POST] == 3


# -- the console ------------------------------------------------------------------------------------------------


def test_an_administrator_chooses_in_the_console(local: Local) -> None:
    path = f"/accounts/{local.appid}/categories"
    assert local.control("POST", path, {"name": QUERY})["categories"] == ["商家自营>百货", QUERY]
    told = local.control("POST", path, {"name": POST, "documents": {DOCUMENT: "media"}})
    assert [(one["name"], one["documents"]) for one in told["category_reviews"]] == [(POST, {DOCUMENT: "media"})]
    assert local.control("POST", f"{path}/removal", {"name": QUERY})["categories"] == ["商家自营>百货"]
    for wrong, why in (({"name": "工具"}, "not offered"), ({"name": QUERY, "documents": {"x": "y"}}, "53303")):
        with pytest.raises(NotPossible, match=why):
            local.control("POST", path, wrong)
    with pytest.raises(NotPossible, match="53303"):
        local.control("POST", f"{path}/removal", {"name": QUERY})
    with pytest.raises(NotPossible, match="53308"):
        local.control("POST", f"{path}/removal", {"name": POST})
