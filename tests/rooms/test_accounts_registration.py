"""Mini programs that third-party platforms register, and who confirms them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.phones import around, message
from tests.trusted import Trusted
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

COMPANY, PERSON = "/cgi-bin/component/fastregisterweapp", "/wxa/component/fastregisterpersonalweapp"
TRIAL, OFFICIAL = "/wxa/component/fastregisterbetaweapp", "/cgi-bin/account/fastregister"
REBIND = "/cgi-bin/account/componentrebindadmin"
EVENT = "notify_third_fasteregister"
CODE = "91440101MA59PY8X4E"


@pytest.fixture
def trusted(local: Local) -> Trusted:
    local.at("2023-06-01")
    local.person("bob").facts("accounts", real_name="小博")
    return Trusted(local)


def company(trusted: Trusted, action: str = "create", **more: Any) -> Any:
    wechat = trusted.local.control("GET", "/people/bob")["wechat_id"]
    body = {"name": "小博商贸", "code": CODE, "code_type": 1, "legal_persona_wechat": wechat}
    body |= {"legal_persona_name": "小博", "component_phone": "1234567", **more}
    return trusted.own(COMPANY, {"action": action}, **body)


def confirm(local: Local, who: str = "bob", **options: Any) -> Any:
    return local.person(who).call("confirmRegistration", options, answers="allow")


def told(local: Local, event: str = EVENT) -> list[dict[str, Any]]:
    return [letter.body for letter in local.letters(event)]


# -- companies --------------------------------------------------------------------------------------------------


def test_a_legal_person_confirms(local: Local, trusted: Trusted) -> None:
    assert company(trusted) == {"errcode": 0, "errmsg": "OK"}
    notice = local.person("bob").inbox()[-1]
    assert (notice.kind, notice.title) == ("system", "小程序注册确认")
    assert [(line.name, line.value) for line in notice.lines] == [("企业名称", "小博商贸"), ("第三方平台", "帮手")]
    assert company(trusted, "search")["errcode"] == 89251
    appid = confirm(local, task=notice.body["task"]).result["appid"]
    (body,) = told(local)
    assert {key: body[key] for key in ("AppId", "InfoType", "appid", "status", "msg")} == {
        "AppId": trusted.appid, "InfoType": EVENT, "appid": appid, "status": 0, "msg": "OK",
    }  # fmt: skip
    wechat = local.control("GET", "/people/bob")["wechat_id"]
    assert body["info"] == {
        "name": "小博商贸", "code": CODE, "code_type": 1, "legal_persona_wechat": wechat,
        "legal_persona_name": "小博", "component_phone": "1234567",
    }  # fmt: skip
    assert company(trusted, "search") == {"errcode": 0, "errmsg": "OK"}
    account = local.control("GET", f"/accounts/{appid}")
    assert (account["kind"], account["verified"], account["releases"]) == ("mini_program", True, [])
    assert account["members"] == [{"appid": appid, "person": "bob", "role": "administrator"}]
    assert trusted.redeem(body["auth_code"]) == appid
    basic = trusted.get("/cgi-bin/account/getaccountbasicinfo", appid)
    assert (basic["principal_name"], basic["credential"], basic["nickname"]) == ("小博商贸", CODE, "")
    checked = trusted.post("/cgi-bin/wxverify/checkwxverifynickname", appid, nick_name="小博小店")
    assert checked["hit_condition"] is False, "it was registered by the API"
    assert trusted.post("/wxa/setnickname", appid, nick_name="小博小店")["errcode"] == 0
    assert trusted.post("/cgi-bin/open/create", appid)["errcode"] == 0


def test_the_subject_is_the_company_of_that_name(local: Local, trusted: Trusted) -> None:
    company(trusted)
    first = confirm(local).result["appid"]
    company(trusted)
    second = confirm(local).result["appid"]
    subjects = {local.control("GET", f"/accounts/{appid}")["subject"] for appid in (first, second)}
    assert len(subjects) == 1
    assert subjects != {"example"}


@pytest.mark.parametrize("kind", ["person", "accept"])
def test_it_is_not_verified_since_2023_12_25(local: Local, trusted: Trusted, kind: str) -> None:
    """fast-registered-unverified: the day before, the first day, the day after."""
    local.set("accounts.registrar", kind)
    found = []
    for at in around("2023-12-25"):
        local.at(at)
        company(trusted)
        if kind == "person":
            confirm(local)
        appid = told(local)[-1]["appid"]
        found.append(local.control("GET", f"/accounts/{appid}")["verified"])
    assert found == [True, False, False]


def test_nobody_confirms_within_a_day(local: Local, trusted: Trusted) -> None:
    company(trusted)
    local.advance(DAY - 1)
    assert company(trusted)["errcode"] == 89249
    assert told(local) == []
    local.advance(1)
    (body,) = told(local)
    assert (body["status"], body["msg"]) == (100003, "已下发的模板消息法人并未确认且已超时（24h）")
    assert "appid" not in body
    assert "auth_code" not in body
    assert company(trusted, "search")["errcode"] == 100003
    with pytest.raises(NotPossible, match="nobody has asked bob"):
        confirm(local)
    assert company(trusted)["errcode"] == 0


def test_who_does_not_agree_may_think_again(local: Local, trusted: Trusted) -> None:
    company(trusted)
    refused = local.person("bob").call("confirmRegistration", answers="refuse")
    assert message(refused) == "confirmRegistration:fail cancel"
    assert confirm(local).result["appid"]


def test_what_is_wrong_with_a_request(local: Local, trusted: Trusted) -> None:
    for wrong, code in (
        ({"name": ""}, 89253), ({"code": ""}, 89253), ({"legal_persona_name": ""}, 89253),
        ({"code_type": 0}, 89248), ({"code_type": 4}, 89248), ({"code": "123"}, 89255),
        ({"code_type": 2}, 89255), ({"code_type": 3}, 89255), ({"legal_persona_wechat": "nobody"}, 86004),
        ({"legal_persona_name": "别人"}, 61070), ({"action": "delete"}, 40097), ({"action": "search"}, 89250),
    ):  # fmt: skip
        assert company(trusted, **wrong)["errcode"] == code, wrong
    assert told(local) == []
    assert company(trusted, code_type=2, code="12345678-9")["errcode"] == 0
    assert company(trusted, name="另一家", code_type=3, code="123456789012345")["errcode"] == 0


def test_a_company_has_so_many(local: Local, trusted: Trusted) -> None:
    local.set("accounts.registrations", 1)
    company(trusted)
    confirm(local)
    company(trusted)
    failed = confirm(local)
    assert message(failed) == "confirmRegistration:fail 主体创建小程序数量达到上限"
    assert [body["status"] for body in told(local)] == [0, 1001]
    assert company(trusted, "search")["errcode"] == 1001


def test_somebody_decides_at_the_desk(local: Local, trusted: Trusted) -> None:
    """The commercial register, say, answers that the company is struck off."""
    company(trusted)
    (waiting,) = local.control("GET", "/registrations")
    assert (waiting["kind"], waiting["person"], waiting["status"]) == ("company", "bob", 1000000)
    desk = f"/registrations/{waiting['id']}/decision"
    with pytest.raises(NotPossible, match="there is no status 7"):
        local.control("POST", desk, {"status": 7})
    assert local.control("POST", desk, {"status": 101})["status"] == 101
    (body,) = told(local)
    assert (body["status"], body["msg"]) == (101, "工商数据返回：“企业已注销”")
    with pytest.raises(NotPossible, match="has ended with status 101"):
        local.control("POST", desk, {})
    company(trusted)
    second = next(one for one in local.control("GET", "/registrations") if one["status"] == 1000000)
    assert local.control("POST", f"/registrations/{second['id']}/decision", {})["appid"]
    with pytest.raises(NotPossible, match="there is no registration 'x'"):
        local.control("POST", "/registrations/x/decision", {})


def test_the_message_ends_in_2026(local: Local, trusted: Trusted) -> None:
    """自 2026 年 4 月 30 日 12 时后: fastregisterweapp is gone, the other form wants new_version."""
    found = []
    for at in around("2026-04-30 12:00"):
        local.at(at)
        old = trusted.own(PERSON, {"action": "create"}, idname="小博", wxuser=wechat_of(local))["errcode"]
        new = trusted.own(PERSON, {"action": "create"}, component_phone="1", new_version=True)["errcode"]
        found.append((company(trusted)["errcode"], old, new))
    assert found == [(0, 0, 0), (48001, 48001, 0), (48001, 48001, 0)]
    assert [entry.rule for entry in local.journal(name="registerMiniprogram", errcode=48001)] == [
        "fast-registration-by-message-ended"
    ] * 2


# -- people, and programs on trial ------------------------------------------------------------------------------


def wechat_of(local: Local, person: str = "bob") -> str:
    return str(local.control("GET", f"/people/{person}")["wechat_id"])


def personal(trusted: Trusted, **more: Any) -> Any:
    body = {"idname": "小博", "wxuser": wechat_of(trusted.local), "component_phone": "1234567", **more}
    return trusted.own(PERSON, {"action": "create"}, **body)


def test_a_person_opens_the_address(local: Local, trusted: Trusted) -> None:
    task = personal(trusted)
    assert task["status"] == 0
    assert trusted.own(PERSON, {"action": "query"}, taskid=task["taskid"])["status"] == 0
    appid = confirm(local, url=task["authorize_url"]).result["appid"]
    assert trusted.own(PERSON, {"action": "query"}, taskid=task["taskid"])["status"] == 12
    (body,) = told(local)
    assert (body["status"], body["appid"]) == (0, appid)
    assert body["info"] == {"wxuser": wechat_of(local), "idname": "小博", "component_phone": "1234567"}
    account = local.control("GET", f"/accounts/{appid}")
    assert account["verified"] is False
    assert trusted.redeem(body["auth_code"]) == appid
    assert trusted.get("/cgi-bin/account/getaccountbasicinfo", appid)["principal_type"] == 0


def test_what_is_wrong_with_a_person(trusted: Trusted) -> None:
    assert personal(trusted, wxuser="")["errcode"] == 89253
    assert personal(trusted, wxuser="nobody")["errcode"] == 86004
    assert personal(trusted, idname="别人")["errcode"] == 61070
    assert personal(trusted)["errcode"] == 0
    assert personal(trusted)["errcode"] == 89249
    assert trusted.own(PERSON, {"action": "create"}, new_version=True)["errcode"] == 89253
    assert trusted.own(PERSON, {"action": "x"})["errcode"] == 40097
    assert trusted.own(PERSON, {"action": "query"}, taskid="x")["errcode"] == 89250


def test_nobody_else_confirms_and_a_late_one_is_told(local: Local, trusted: Trusted) -> None:
    task = personal(trusted)["taskid"]
    with pytest.raises(NotPossible, match="alice has no registration"):
        confirm(local, "alice", task=task)
    local.advance(DAY)
    assert trusted.own(PERSON, {"action": "query"}, taskid=task)["status"] == 1
    with pytest.raises(NotPossible, match="has ended"):
        confirm(local, task=task)


def test_whoever_opens_the_address_of_the_new_form(local: Local, trusted: Trusted) -> None:
    task = trusted.own(PERSON, {"action": "create"}, component_phone="1", new_version=True)
    appid = confirm(local, "alice", url=task["authorize_url"]).result["appid"]
    assert local.control("GET", f"/accounts/{appid}")["members"][0]["person"] == "alice"


def test_a_person_has_five(local: Local, trusted: Trusted) -> None:
    local.set("accounts.registrar", "accept")
    answers = []
    for _ in range(6):
        answers.append(personal(trusted)["errcode"])
    assert answers == [0] * 6
    assert [body["status"] for body in told(local)] == [0, 0, 0, 0, 0, 1001]


def test_who_administers_five_gets_no_sixth(local: Local, trusted: Trusted) -> None:
    for n in range(5):
        appid = local.control("POST", "/accounts", {"name": f"第{n}个"})["appid"]
        local.control("PUT", f"/accounts/{appid}/members/bob", {"role": "administrator"})
    personal(trusted)
    confirm(local)
    assert [body["status"] for body in told(local)] == [1003]


def test_a_mini_program_on_trial(local: Local, trusted: Trusted) -> None:
    begun = trusted.own(TRIAL, name="小麦烤鸡", openid=local.person("bob").openid())
    assert begun["authorize_url"].endswith(begun["unique_id"])
    appid = confirm(local, url=begun["authorize_url"]).result["appid"]
    account = local.control("GET", f"/accounts/{appid}")
    assert (account["name"], account["verified"]) == ("小麦烤鸡的体验小程序", False)
    (body,) = told(local, "notify_third_fastregisterbetaapp")
    assert {key: body[key] for key in ("appid", "status", "msg", "info")} == {
        "appid": appid, "status": 0, "msg": "OK", "info": {"unique_id": begun["unique_id"], "name": "小麦烤鸡"},
    }  # fmt: skip
    authorized = local.letters("authorized", appid=trusted.appid)[-1].body
    assert trusted.redeem(authorized["AuthorizationCode"]) == appid
    assert trusted.post("/cgi-bin/open/create", appid)["errcode"] == 48001, "不支持用试用小程序创建open账号"


def test_what_a_trial_cannot_be(local: Local, trusted: Trusted) -> None:
    openid = local.person("bob").openid()
    assert trusted.own(TRIAL, name="小麦烤鸡", openid="nobody")["errcode"] == 40003
    assert trusted.own(TRIAL, name="鸡", openid=openid)["errcode"] == 91004
    assert trusted.own(TRIAL, name="小麦" * 8, openid=openid)["errcode"] == 91004


# -- from an official account -----------------------------------------------------------------------------------


def visit(local: Local, path: str, **query: str) -> tuple[int, str]:
    answer = local.request("GET", path, query)
    return answer.status, answer.headers.get("location", "") or answer.body.decode()


def lent(local: Local, trusted: Trusted, **more: str) -> str:
    service = local.account("示例服务号").appid
    trusted.held.get(service) or trusted.holds(service)
    asked = {"appid": service, "component_appid": trusted.appid, "redirect_uri": "https://isv.example/back?a=1"}
    status, text = visit(local, "/cgi-bin/fastregisterauth", **asked, **{"copy_wx_verify": "1", **more})
    assert status == 200
    assert "爱丽丝" in text, "its administrator may confirm"
    chosen = {**asked, "copy_wx_verify": "1", "wxlocal_person": "alice", **more}
    status, location = visit(local, "/cgi-bin/fastregisterauth", **chosen)
    assert (status, location.startswith("https://isv.example/back?a=1&")) == (302, True)
    return parse_qs(urlsplit(location).query)["ticket"][0]


def lend(local: Local, trusted: Trusted, ticket: str) -> Any:
    return trusted.post(OFFICIAL, local.account("示例服务号").appid, ticket=ticket)


def test_an_official_account_lends_its_registration(local: Local, trusted: Trusted) -> None:
    ticket = lent(local, trusted)
    made = lend(local, trusted, ticket)
    assert (made["is_wx_verify_succ"], made["is_link_succ"]) == ("true", "true")
    assert trusted.redeem(made["authorization_code"]) == made["appid"]
    account = local.control("GET", f"/accounts/{made['appid']}")
    assert (account["subject"], account["verified"]) == ("example", True)
    assert account["members"][0]["person"] == "alice"
    service = local.account("示例服务号").appid
    with local.world.act() as act:
        assert nouns.officials_of(act.tx, made["appid"]) == [service]
    assert lend(local, trusted, ticket)["errcode"] == 61058
    assert lend(local, trusted, "b25519093b1e97239eff9d2bfc07e08e")["errcode"] == 61058


def test_a_ticket_lives_ten_minutes(local: Local, trusted: Trusted) -> None:
    ticket = lent(local, trusted)
    local.advance(600)
    assert lend(local, trusted, ticket)["errcode"] == 61058


def test_it_copies_the_verification_until_2023_12_25(local: Local, trusted: Trusted) -> None:
    found = []
    for at in around("2023-12-25"):
        local.at(at)
        trusted.held.clear()
        found.append(lend(local, trusted, lent(local, trusted))["is_wx_verify_succ"])
    assert found == ["true", "false", "false"]
    local.at("2023-06-01")
    trusted.held.clear()
    assert lend(local, trusted, lent(local, trusted, copy_wx_verify="0"))["is_wx_verify_succ"] == "false"


def test_five_a_month(local: Local, trusted: Trusted) -> None:
    answers = [lend(local, trusted, lent(local, trusted))["errcode"] for _ in range(6)]
    assert answers == [0, 0, 0, 0, 0, 61055]
    local.at("2023-07-01")
    trusted.held.clear()
    assert lend(local, trusted, lent(local, trusted))["errcode"] == 0


def test_who_lends_nothing(local: Local, trusted: Trusted) -> None:
    service = local.account("示例服务号").appid
    local.control("PATCH", f"/accounts/{service}", {"verified": False})
    assert lend(local, trusted, lent(local, trusted))["errcode"] == 61052
    for id, more, code in (
        ("i", {"kind": "individual"}, 61051),
        ("o", {"overseas": True, "country": "SG"}, 61061),
        ("g", {"kind": "government"}, 61056),
    ):
        local.control("POST", "/subjects", {"id": id, **more})
        local.control("PATCH", f"/accounts/{service}", {"subject": id, "verified": id != "i"})
        assert lend(local, trusted, lent(local, trusted, copy_wx_verify="0"))["errcode"] == code
    assert lend(local, trusted, lent(local, trusted))["errcode"] == 0, "a government that copies its verification"


def test_a_new_administrator_confirms_on_a_page(local: Local, trusted: Trusted) -> None:
    trusted.holds(local.appid)
    asked = {"appid": local.appid, "component_appid": trusted.appid, "redirect_uri": "https://isv.example/"}
    assert "小博" in visit(local, "/wxopen/componentrebindadmin", **asked)[1]
    _, location = visit(local, "/wxopen/componentrebindadmin", **asked, wxlocal_person="bob")
    task = parse_qs(urlsplit(location).query)["taskid"][0]
    assert trusted.post(REBIND, taskid="b25519093b1e97239eff9d2bfc07e08e")["errcode"] == 85060
    assert trusted.post(REBIND, taskid=task)["errcode"] == 0
    members = local.control("GET", f"/accounts/{local.appid}")["members"]
    assert members == [{"appid": local.appid, "person": "bob", "role": "administrator"}]
    assert trusted.post(REBIND, taskid=task)["errcode"] == 85060
    _, location = visit(local, "/wxopen/componentrebindadmin", **asked, wxlocal_person="alice")
    late = parse_qs(urlsplit(location).query)["taskid"][0]
    local.advance(600)
    assert trusted.post(REBIND, taskid=late)["errcode"] == 85060


def test_pages_say_what_is_wrong(local: Local, trusted: Trusted) -> None:
    service = local.account("示例服务号").appid
    asked = {"appid": service, "component_appid": trusted.appid, "redirect_uri": "https://isv.example/"}
    assert "授权给此第三方平台" in visit(local, "/cgi-bin/fastregisterauth", **asked)[1]
    trusted.holds(service)
    for wrong, words in (
        ({"component_appid": service}, "第三方平台不存在"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri 参数错误"),
    ):
        assert words in visit(local, "/cgi-bin/fastregisterauth", **{**asked, **wrong})[1]
    assert "帐号类型错误" in visit(local, "/wxopen/componentrebindadmin", **asked)[1]
    local.control("DELETE", f"/accounts/{service}/members/alice")
    assert "没有可以确认的管理员" in visit(local, "/cgi-bin/fastregisterauth", **asked)[1]
