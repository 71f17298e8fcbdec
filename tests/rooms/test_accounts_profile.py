"""Names, introductions, head images, search: limits, reviews, and what people see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.files import MP3, send
from tests.trusted import Trusted
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

ACCOUNT = "/cgi-bin/account/"
CHECK, SET, QUERY = "/cgi-bin/wxverify/checkwxverifynickname", "/wxa/setnickname", "/wxa/api_wxa_querynickname"


@pytest.fixture
def trusted(local: Local) -> Trusted:
    local.at("2024-01-10")
    return Trusted(local)


def info(trusted: Trusted, appid: str | None = None) -> Any:
    return trusted.get(f"{ACCOUNT}getaccountbasicinfo", appid)


def name(local: Local) -> str:
    return str(local.control("GET", f"/accounts/{local.appid}")["name"])


# -- basic information ------------------------------------------------------------------------------------------


def test_who_an_account_is(local: Local, trusted: Trusted) -> None:
    told = info(trusted)
    assert (told["appid"], told["account_type"]) == (local.appid, 3)
    assert (told["principal_type"], told["principal_name"]) == (1, "示例科技有限公司")
    assert (told["realname_status"], told["registered_country"], told["customer_type"]) == (1, 1017, 1)
    assert told["nickname"] == told["nickname_info"]["nickname"] == "示例小程序"
    verification = told["wx_verify_info"]
    assert (verification["qualification_verify"], verification["naming_verify"]) == (True, False)
    span = verification["annual_review_end_time"] - verification["annual_review_begin_time"]
    assert span == 1732020347 - 1724244347, "as in the page's sample"
    assert info(trusted, local.account("示例服务号").appid)["account_type"] == 2
    assert info(trusted, local.account("示例服务号").appid)["wx_verify_info"]["naming_verify"] is True


@pytest.mark.parametrize(
    ("kind", "principal", "customer"),
    [("individual", 0, 0), ("media", 2, 2), ("government", 3, 3), ("organisation", 4, 4)],
)
def test_kinds_of_subjects(local: Local, trusted: Trusted, kind: str, principal: int, customer: int) -> None:
    local.control("POST", "/subjects", {"id": "other", "kind": kind, "country": "SG"})
    appid = local.control("POST", "/accounts", {"name": "其他", "subject": "other", "kind": "subscription_account"})[
        "appid"
    ]
    told = info(trusted, appid)
    assert (told["principal_type"], told["customer_type"]) == (principal, customer)
    assert (told["account_type"], told["registered_country"]) == (1, 0)
    assert ("annual_review" in told["wx_verify_info"]) is (kind != "individual")


def test_overseas_subjects_have_a_verification_of_their_own(local: Local, trusted: Trusted) -> None:
    local.control("POST", "/subjects", {"id": "other", "overseas": True, "country": "SG"})
    appid = local.control("POST", "/accounts", {"name": "其他", "subject": "other"})["appid"]
    assert info(trusted, appid)["customer_type"] == 14


def test_the_accounts_own_token_may_ask(local: Local, trusted: Trusted) -> None:
    assert local.get(f"{ACCOUNT}getaccountbasicinfo", access_token=local.token())["appid"] == local.appid
    assert local.post(f"{ACCOUNT}modifysignature", {"signature": "提供服务"})["errcode"] == 48001


# -- introduction -----------------------------------------------------------------------------------------------


def introduce(trusted: Trusted, text: str = "提供好玩的服务。") -> int:
    return int(trusted.post(f"{ACCOUNT}modifysignature", signature=text)["errcode"])


def test_an_introduction_changes_five_times_a_month(local: Local, trusted: Trusted) -> None:
    assert [introduce(trusted, f"第{n}个功能介绍") for n in range(6)] == [0, 0, 0, 0, 0, 53200]
    told = info(trusted)["signature_info"]
    assert told == {"signature": "第4个功能介绍", "modify_used_count": 5, "modify_quota": 5}
    local.at("2024-02-01")
    trusted.holds(local.appid)
    assert introduce(trusted) == 0
    assert info(trusted)["signature_info"]["modify_used_count"] == 1


def test_what_an_introduction_cannot_be(trusted: Trusted) -> None:
    assert [introduce(trusted, text) for text in ("", "三个字", "字" * 121, "赌博真好玩啊")] == [
        53204,
        53204,
        53204,
        53201,
    ]
    assert [introduce(trusted, text) for text in ("四个字的", "字" * 120)] == [0, 0]


# -- head image -------------------------------------------------------------------------------------------------


def depict(trusted: Trusted, **more: Any) -> int:
    body = {"head_img_media_id": trusted.picture(), "x1": 0, "y1": "0", "x2": 0.75, "y2": "0.49", **more}
    return int(trusted.post(f"{ACCOUNT}modifyheadimage", **body)["errcode"])


def test_a_head_image_is_seen(local: Local, trusted: Trusted) -> None:
    assert depict(trusted) == 0
    told = info(trusted)["head_image_info"]
    assert told["head_image_url"].startswith("https://wx.qlogo.cn/mmhead/")
    assert (told["modify_used_count"], told["modify_quota"]) == (1, 5)
    before, same = told["head_image_url"], trusted.picture()
    assert [depict(trusted, head_img_media_id=same, x2=x) for x in (0.5, 1)] == [0, 0]
    assert info(trusted)["head_image_info"]["head_image_url"] != before
    about = trusted.call("api_get_authorizer_info", authorizer_appid=local.appid)["authorizer_info"]
    assert about["head_img"] == info(trusted)["head_image_info"]["head_image_url"]


def test_parts_that_cannot_be_cut(trusted: Trusted) -> None:
    assert depict(trusted, x2=1.1) == 40097
    assert depict(trusted, y1="-0.1") == 40097
    assert depict(trusted, x1="left") == 40097
    assert depict(trusted, x1=0.9, x2=0.1) == 53205
    assert depict(trusted, y1=0.49) == 53205


def test_pictures_that_are_not_there(local: Local, trusted: Trusted) -> None:
    assert depict(trusted, head_img_media_id="") == 41006
    assert depict(trusted, head_img_media_id="a picture") == 40007
    assert depict(trusted, head_img_media_id=trusted.picture(local.account("示例服务号").appid)) == 40007
    voice = send(local, "/cgi-bin/media/upload", MP3, type="voice", filename="a.mp3").json()["media_id"]
    assert depict(trusted, head_img_media_id=voice) == 46001
    old = trusted.picture()
    local.advance("3d")
    trusted.holds(local.appid)
    assert depict(trusted, head_img_media_id=old) == 40007


def test_head_images_change_five_times(local: Local, trusted: Trusted) -> None:
    assert [depict(trusted) for _ in range(6)] == [0, 0, 0, 0, 0, 53202]
    local.at("2024-02-01")
    trusted.holds(local.appid)
    local.set("accounts.head_images", "year")
    assert depict(trusted) == 53202
    local.set("accounts.head_images", "month")
    assert depict(trusted) == 0


# -- names ------------------------------------------------------------------------------------------------------


def rename(trusted: Trusted, nick_name: str, **more: Any) -> Any:
    return trusted.post(SET, nick_name=nick_name, **more)


def test_a_name_is_set_at_once(local: Local, trusted: Trusted) -> None:
    assert rename(trusted, "新的名称") == {"errcode": 0, "errmsg": "ok"}
    assert name(local) == "新的名称"
    assert info(trusted)["nickname_info"] == {"nickname": "新的名称", "modify_used_count": 1, "modify_quota": 2}


def test_people_read_the_new_name(local: Local, trusted: Trusted) -> None:
    rename(trusted, "新的名称")
    bob = local.person("bob")
    bob.login()
    shown = bob.call("getPhoneNumber", tap=True).prompt
    assert shown is not None
    assert "新的名称" in shown.title + shown.text


def test_a_name_changes_twice_a_year_and_again_after_verification(local: Local, trusted: Trusted) -> None:
    assert [rename(trusted, f"第{n}个名称")["errcode"] for n in range(3)] == [0, 0, 91003]
    local.at("2024-12-31")
    trusted.holds(local.appid)
    assert rename(trusted, "又一名称")["errcode"] == 91003
    for verified in (False, True):
        local.control("PATCH", f"/accounts/{local.appid}", {"verified": verified})
    assert [rename(trusted, f"第{n}个名称")["errcode"] for n in range(3, 6)] == [0, 0, 91003]
    local.at("2025-01-01")
    trusted.holds(local.appid)
    assert rename(trusted, "新年名称")["errcode"] == 0


def test_a_name_that_hits_a_keyword_is_reviewed(local: Local, trusted: Trusted) -> None:
    assert rename(trusted, "腾讯点餐")["errcode"] == 91009
    assert rename(trusted, "腾讯点餐", license="nothing")["errcode"] == 40007
    asked = rename(trusted, "腾讯点餐", license=trusted.picture())
    assert "商标注册证" in asked["wording"]
    assert name(local) == "示例小程序"
    stands = trusted.post(QUERY, audit_id=asked["audit_id"])
    assert (stands["nickname"], stands["audit_stat"], stands["audit_time"]) == ("腾讯点餐", 1, 0)
    assert rename(trusted, "另一名称")["errcode"] == 91019
    local.advance(7200)
    (letter,) = local.letters("wxa_nickname_audit")
    assert {key: letter.body[key] for key in ("ret", "nickname", "reason")} == {
        "ret": 3,
        "nickname": "腾讯点餐",
        "reason": "",
    }
    trusted.holds(local.appid)
    assert trusted.post(QUERY, audit_id=asked["audit_id"])["audit_stat"] == 3
    assert name(local) == "腾讯点餐"


def test_a_person_reviews(local: Local, trusted: Trusted) -> None:
    local.set("accounts.reviewer", "person")
    asked = rename(trusted, "微信点餐", license=trusted.picture())["audit_id"]
    local.advance(7200)
    desk = f"/name-reviews/{asked}/decision"
    assert local.control("POST", desk, {"reason": "不是你的商标"})["status"] == 2
    trusted.holds(local.appid)
    stands = trusted.post(QUERY, audit_id=asked)
    assert (stands["audit_stat"], stands["fail_reason"]) == (2, "不是你的商标")
    assert stands["audit_time"] == stands["create_time"] + 7200
    assert [one.body["ret"] for one in local.letters("wxa_nickname_audit")] == [2]
    assert name(local) == "示例小程序"
    assert info(trusted)["nickname_info"]["modify_used_count"] == 0
    with pytest.raises(NotPossible, match="is decided already"):
        local.control("POST", desk, {})
    with pytest.raises(NotPossible, match="there is no review 99"):
        local.control("POST", "/name-reviews/99/decision", {})


def test_a_name_that_is_taken_meanwhile_is_refused(local: Local, trusted: Trusted) -> None:
    rename(trusted, "微信点餐", license=trusted.picture())
    local.control("POST", "/accounts", {"name": "微信点餐"})
    local.advance(7200)
    (letter,) = local.letters("wxa_nickname_audit")
    assert letter.body["ret"] == 2
    assert "has this name" in letter.body["reason"]


def test_reviews_of_others_are_not_told(local: Local, trusted: Trusted) -> None:
    asked = rename(trusted, "微信点餐", license=trusted.picture())["audit_id"]
    other = local.control("POST", "/accounts", {"name": "别的"})["appid"]
    assert trusted.post(QUERY, other, audit_id=asked)["errcode"] == 91011
    assert trusted.post(QUERY, audit_id=asked + 1)["errcode"] == 91011


def test_names_are_checked_for_accounts_that_a_platform_registered(local: Local, trusted: Trusted) -> None:
    """该接口只允许通过api创建的小程序使用 (41033); the setting opens it for all, or closes more."""
    assert trusted.post(CHECK, nick_name="腾讯点餐")["errcode"] == 41033
    local.set("accounts.made_by_api", "none")
    hit = trusted.post(CHECK, nick_name="腾讯点餐")
    assert (hit["hit_condition"], "商标注册证" in hit["wording"]) == (True, True)
    assert trusted.post(CHECK, nick_name="普通名称")["hit_condition"] is False
    local.facts("accounts", made_by=trusted.appid)
    local.set("accounts.made_by_api", "all")
    assert trusted.post(CHECK, nick_name="普通名称")["errcode"] == 0
    assert info(trusted)["errcode"] == 0
    local.facts("accounts", made_by="")
    assert info(trusted)["errcode"] == 41033
    assert trusted.get("/cgi-bin/wxopen/getcategory")["errcode"] == 41033


def test_names_that_cannot_be(local: Local, trusted: Trusted) -> None:
    """Each with the number of the check and that of the setting."""
    local.set("accounts.made_by_api", "none")
    local.control("POST", "/subjects", {"id": "two"})
    local.control("POST", "/accounts", {"name": "同名程序一"})
    local.control("POST", "/accounts", {"name": "外人的号", "kind": "service_account", "subject": "two"})
    local.control("POST", "/accounts", {"name": "自家的号", "kind": "service_account"})
    for subject in ("example", "two"):
        local.control("POST", "/accounts", {"name": "许多的号", "kind": "service_account", "subject": subject})
    local.control("POST", "/people", {"id": "carol", "wechat_id": "carol2024"})
    wrong = {
        "一": (53010, 91004), "字" * 16: (53010, 91004), "好用的小程序": (53010, 91004), "名称<b>": (53010, 91004),
        "色情名称": (53012, 91004), "同名程序一": (53013, 91007), "外人的号": (53015, 91015), "许多的号": (53016, 91016),
        "carol2024": (53018, 91006),
    }  # fmt: skip
    found = {one: (trusted.post(CHECK, nick_name=one)["errcode"], rename(trusted, one)["errcode"]) for one in wrong}
    assert found == wrong
    assert rename(trusted, "自家的号")["errcode"] == 0, "an official account of the same subject"


# -- search -----------------------------------------------------------------------------------------------------


def test_who_is_not_searchable_is_not_found(local: Local, trusted: Trusted) -> None:
    def found() -> list[str]:
        result = local.person("bob").call("searchMiniProgram", {"text": "示例"}).result
        assert result is not None
        return [one["appid"] for one in result["found"]]

    assert trusted.get("/wxa/getwxasearchstatus")["status"] == 0
    assert found() == [local.appid]
    assert trusted.post("/wxa/changewxasearchstatus", status=1)["errcode"] == 0
    assert trusted.get("/wxa/getwxasearchstatus")["status"] == 1
    assert found() == []
    assert trusted.post("/wxa/changewxasearchstatus", status=2)["errcode"] == 85084
    assert trusted.post("/wxa/changewxasearchstatus", status=0)["errcode"] == 0
    assert found() == [local.appid]
    local.facts("accounts", search_banned=True)
    assert trusted.post("/wxa/changewxasearchstatus", status=1)["errcode"] == 85083
    assert trusted.get("/wxa/getwxasearchstatus")["status"] == 1
    assert found() == []


def test_what_a_search_shows(local: Local) -> None:
    appid = local.control("POST", "/accounts", {"name": "Tea_100%", "introduction": "茶饮点单"})["appid"]
    local.control("POST", "/accounts", {"name": "Tea x100", "release": None})
    bob = local.person("bob")

    def found(text: str) -> list[dict[str, Any]]:
        result = bob.call("searchMiniProgram", {"text": text}).result
        assert result is not None
        return list(result["found"])

    assert found("tea_100%") == [{"appid": appid, "name": "Tea_100%", "headImage": "", "introduction": "茶饮点单"}]
    assert found("a_1") == found("tea")
    assert found("\\") == []
    local.control("PATCH", f"/accounts/{appid}", {"status": "banned"})
    assert found("tea") == []
    with pytest.raises(NotPossible, match="option text"):
        bob.call("searchMiniProgram")


def test_many_results_are_read_page_by_page(local: Local) -> None:
    for n in range(45):
        made = local.control("POST", "/accounts", {"name": f"饮料{n:02}", "appid": f"wx{n:016x}"})
        if n < 22:
            local.control("PATCH", f"/accounts/{made['appid']}", {"status": "frozen"})
    result = local.person("bob").call("searchMiniProgram", {"text": "饮料"}).result
    assert result is not None
    assert [one["name"] for one in result["found"]] == [f"饮料{n:02}" for n in range(22, 42)]


# -- the console ------------------------------------------------------------------------------------------------


def test_an_administrator_changes_it_in_the_console(local: Local) -> None:
    path = f"/accounts/{local.appid}/profile"
    change = {
        "name": "控制台名",
        "introduction": "控制台写的",
        "head_image": "https://a.example/h.png",
        "searchable": False,
    }
    told = local.control("PATCH", path, change)
    assert {key: told[key] for key in change} == change
    assert told["changes"] == {
        "name": {"used": 1, "quota": 2},
        "head_image": {"used": 1, "quota": 5},
        "introduction": {"used": 1, "quota": 5},
    }
    with pytest.raises(NotPossible, match="91009 nickname need proof"):
        local.control("PATCH", path, {"name": "微信点餐"})
    waiting = local.control("PATCH", path, {"name": "微信点餐", "proof": "media_id"})["name_review"]
    assert (waiting["nickname"], waiting["status"]) == ("微信点餐", 1)
    assert local.control("GET", path)["name_review"] == waiting


def test_a_refused_change_changes_nothing(local: Local) -> None:
    path = f"/accounts/{local.appid}/profile"
    with pytest.raises(NotPossible, match="91004"):
        local.control("PATCH", path, {"introduction": "新的功能介绍", "name": "一"})
    assert local.control("GET", path)["introduction"] == ""
    with pytest.raises(NotPossible, match="53204"):
        local.control("PATCH", path, {"introduction": "短"})


def test_another_administrator(local: Local) -> None:
    path = f"/accounts/{local.appid}"
    assert local.control("PUT", f"{path}/administrator", {"person": "bob"})["role"] == "administrator"
    assert local.control("GET", path)["members"] == [{"appid": local.appid, "person": "bob", "role": "administrator"}]


def test_a_seed_file_introduces_an_account(seeded: Callable[..., Local]) -> None:
    local = seeded(
        '[[subject]]\nid = "s"\n[[mini_program]]\nname = "a"\nintroduction = "你好"\nhead_image = "https://a/h"'
    )
    account = local.control("GET", f"/accounts/{local.account('a').appid}")
    assert (account["introduction"], account["head_image"]) == ("你好", "https://a/h")
