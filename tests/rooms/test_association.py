"""Official accounts and mini programs linked: consoles, third-party platforms, profiles, the follow component."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.associations import SEED, add, answered, end, invite, listed, messages, path, profile, setting
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

SAMPLES = Path(__file__).parents[1] / "data" / "contract"


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2024-01-01")


class Helper:
    """A third-party platform that acts for an account."""

    def __init__(self, local: Local, account: str, sets: tuple[int, ...]) -> None:
        self.local = local
        component = local.account("helper", "third_party")
        head = "/cgi-bin/component/"
        ticket = local.control("GET", f"/third-party/{component.appid}/ticket")["component_verify_ticket"]
        body = {"component_appid": component.appid, "component_appsecret": component.secret}
        started = local.post(f"{head}api_component_token", {**body, "component_verify_ticket": ticket})
        grant = {"appid": local.account(account).appid, "sets": sets}
        code = local.control("POST", f"/third-party/{component.appid}/authorizations", grant)["auth_code"]
        asked = {"component_appid": component.appid, "authorization_code": code}
        told = local.post(f"{head}api_query_auth", asked, token=started["component_access_token"])
        self.token = told["authorization_info"]["authorizer_access_token"]

    def post(self, where: str, body: Any = None) -> Any:
        return self.local.post(where, {} if body is None else body, access_token=self.token)

    def get(self, where: str, **query: Any) -> Any:
        return self.local.get(where, access_token=self.token, **query)

    def link(self, mini: str = "shop", **more: Any) -> Any:
        appid = self.local.account(mini).appid
        return self.post("/cgi-bin/wxopen/wxamplink", {"appid": appid, "notify_users": 1, "show_profile": 1, **more})

    def unlink(self, mini: str = "shop") -> Any:
        return self.post("/cgi-bin/wxopen/wxampunlink", {"appid": self.local.account(mini).appid})

    def links(self) -> list[dict[str, Any]]:
        told = self.post("/cgi-bin/wxopen/wxamplinkget")
        assert told["errcode"] == 0, told
        items: list[dict[str, Any]] = told["wxopens"]["items"]
        return items

    def statuses(self) -> dict[str, int]:
        return {one["nickname"]: one["status"] for one in self.links()}


@pytest.fixture
def helper(desk: Local) -> Helper:
    return Helper(desk, "news", (33,))


# -- the console -------------------------------------------------------------------------------------------------------


def test_a_link_is_made_shown_to_both_sides_and_ended(desk: Local) -> None:
    assert invite(desk)["state"] == "linked"
    (of_news,), (of_shop,) = listed(desk, "news"), listed(desk, "shop")
    assert of_news == of_shop
    assert (of_news["linked_at"], of_news["profile"], of_news["ending"]) == (desk.now, True, False)
    shown = {one["name"]: one for one in desk.control("GET", "/accounts")}
    news, shop = desk.account("news").appid, desk.account("shop").appid
    assert (shown["news"]["mini_programs"], shown["shop"]["mini_programs"]) == ([shop], [])
    assert desk.control("GET", path(desk, "news"))["mini_programs"] == [shop]
    assert desk.control("GET", path(desk, "shop"))["official_accounts"] == [news]
    assert end(desk)["state"] == "none"
    assert (listed(desk, "news"), listed(desk, "shop")) == ([], [])


def test_either_side_may_end_it(desk: Local) -> None:
    invite(desk)
    assert end(desk, "shop", "news")["state"] == "none"
    with pytest.raises(NotPossible, match="are not linked"):
        end(desk, "shop", "news")
    assert [one.body["association"] for one in messages(desk, "olga")] == ["linked", "ended"]
    assert [one.body["association"] for one in messages(desk, "mia")] == ["linked", "ended"]


@pytest.mark.parametrize("who", ["oscar", "ann"])
def test_only_the_administrator_acts(desk: Local, who: str) -> None:
    with pytest.raises(NotPossible, match=f"48001.*{who} is not the administrator of news.*association-flow"):
        invite(desk, by=who)
    assert invite(desk, by="olga")["state"] == "linked"
    with pytest.raises(NotPossible, match="is not the administrator of shop"):
        end(desk, "shop", "news", by="dev")
    with pytest.raises(NotPossible, match="is not the administrator of shop"):
        setting(desk, "forbid", by="dev")
    assert end(desk, "shop", "news", by="mia")["state"] == "none"


def test_a_refused_invitation_may_be_repeated(desk: Local) -> None:
    setting(desk, "confirm")
    assert invite(desk)["state"] == "mini"
    with pytest.raises(NotPossible, match="89035 linking from mp"):
        invite(desk)
    assert answered(desk, "shop", "news", accepted=False)["state"] == "refused"
    assert [one.body["association"] for one in messages(desk, "olga")] == ["refused"]
    with pytest.raises(NotPossible, match=f"waits for {desk.account('shop').appid}"):
        answered(desk, "shop", "news")
    assert invite(desk)["state"] == "mini"
    assert answered(desk, "shop", "news", by="mia")["state"] == "linked"
    with pytest.raises(NotPossible, match="89015 has linked wxa"):
        invite(desk)


def test_the_other_side_cannot_answer(desk: Local) -> None:
    setting(desk, "confirm")
    invite(desk)
    with pytest.raises(NotPossible, match="waits for"):
        answered(desk, "news", "shop")
    with pytest.raises(NotPossible, match="not the administrator"):
        answered(desk, "shop", "news", by="dev")


def test_limits_are_looked_at_again_when_it_is_confirmed(desk: Local) -> None:
    setting(desk, "confirm", "other")
    invite(desk, mini="other")
    for name in add(desk, "mini_program", "stranger", 3):
        assert invite(desk, mini=name)["state"] == "linked"
    with pytest.raises(NotPossible, match=r"89017 reach different realname quota.*association-limits"):
        answered(desk, "other", "news")
    assert [one["state"] for one in listed(desk, "other")] == ["mini"]


def test_thirteen_new_ones_a_month(desk: Local) -> None:
    for _ in range(13):
        invite(desk, notify=False)
        end(desk)
    with pytest.raises(NotPossible, match="89030 operation reach month limit"):
        invite(desk)
    desk.at("2024-01-31 23:59:59")
    with pytest.raises(NotPossible, match="89030"):
        invite(desk)
    desk.at("2024-02-01")
    assert invite(desk)["state"] == "linked"


def test_unknown_accounts_and_wrong_kinds(desk: Local) -> None:
    with pytest.raises(NotPossible, match="there is no mini program"):
        desk.control("POST", path(desk, "news", "associations"), {"appid": desk.account("letters").appid})
    with pytest.raises(NotPossible, match="there is no official account"):
        invite(desk, official="shop")
    with pytest.raises(NotPossible, match="not a service_account and a subscription_account"):
        desk.control("DELETE", path(desk, "news", "associations", desk.account("letters").appid))
    with pytest.raises(NotPossible, match="not a mini_program and a mini_program"):
        end(desk, "shop", "other")


def test_lists_are_paged_by_the_other_side(desk: Local) -> None:
    names = ["shop", "other", "draft", *add(desk, "mini_program", "shop", 2)]
    for name in names:
        invite(desk, mini=name, notify=False)
    appids = sorted(desk.account(name).appid for name in names)
    first = listed(desk, "news", limit=2)
    assert [one["mini"] for one in first] == appids[:2]
    assert [one["mini"] for one in listed(desk, "news", after=first[1]["mini"])] == appids[2:]


# -- profiles ----------------------------------------------------------------------------------------------------------


def test_the_profiles_show_the_other_side(desk: Local) -> None:
    invite(desk)
    invite(desk, mini="draft")
    invite(desk, mini="other", profile=False)
    shop, news = desk.account("shop"), desk.account("news")
    assert profile(desk, "news") == {
        "account": news.appid,
        "name": "news",
        "subject": "shop",
        "miniPrograms": [{"appid": shop.appid, "name": "shop"}],
    }, "draft is not released, other is left out"
    assert profile(desk, "shop")["officialAccounts"] == [{"appid": news.appid, "name": "news"}]
    where = path(desk, "news", "associations", desk.account("other").appid)
    assert desk.control("PATCH", where, {"profile": True})["profile"] is True
    assert len(profile(desk, "news")["miniPrograms"]) == 2
    with pytest.raises(NotPossible, match="are not linked"):
        desk.control("PATCH", path(desk, "letters", "associations", shop.appid), {"profile": True})


def test_a_mini_program_is_opened_from_a_profile(desk: Local) -> None:
    invite(desk)
    ann, shop, news = desk.person("ann"), desk.account("shop").appid, desk.account("news").appid
    told = ann.call("openFromProfile", {"account": news, "miniProgram": shop}).result
    assert told == {"appid": shop, "path": "pages/index/index", "scene": 1020}
    options = ann.call("getLaunchOptionsSync", appid=shop).result
    assert options is not None
    assert (options["scene"], options["referrerInfo"]) == (1020, {"appId": news})
    own = ann.call("openFromProfile", {"account": shop}).result
    assert own == {"appid": shop, "path": "pages/index/index", "scene": 1024}
    end(desk)
    with pytest.raises(NotPossible, match=r"does not show .* it shows none"):
        ann.call("openFromProfile", {"account": news, "miniProgram": shop})
    with pytest.raises(NotPossible, match="there is no official account or mini program"):
        ann.call("openProfile", {"account": "news"})


# -- third-party platforms ---------------------------------------------------------------------------------------------


def test_both_administrators_answer_a_third_party_platform(desk: Local, helper: Helper) -> None:
    setting(desk, "confirm")
    assert helper.link() == {"errcode": 0, "errmsg": "ok"}
    assert helper.statuses() == {"shop": 12}
    assert helper.link()["errcode"] == 89010
    (asked,) = messages(desk, "olga")
    told = desk.person("olga").call("answerAssociation", {"message": asked.id}, answers="accept")
    assert told.result is not None
    assert told.result["state"] == "mini"
    assert helper.statuses() == {"shop": 2}
    assert helper.link()["errcode"] == 89010
    (asked,) = messages(desk, "mia")
    assert desk.person("mia").call("answerAssociation", {"message": asked.id}, answers="accept").ok
    assert helper.statuses() == {"shop": 1}
    assert helper.link()["errcode"] == 89015
    assert len(messages(desk, "ann", "association")) == 1


def test_without_confirmation_the_official_account_decides_alone(desk: Local, helper: Helper) -> None:
    helper.link(notify_users=0, show_profile="0")
    assert answered(desk, "news", "shop")["state"] == "linked"
    (item,) = helper.links()
    assert (item["status"], item["selected"], item["released"]) == (1, 0, 1)
    assert messages(desk, "ann") == []
    assert profile(desk, "news")["miniPrograms"] == []


def test_the_official_account_does_not_want_it(desk: Local, helper: Helper) -> None:
    helper.link()
    assert answered(desk, "news", "shop", accepted=False)["state"] == "none"
    assert helper.statuses() == {}


def test_what_is_told_of_linked_mini_programs(desk: Local, helper: Helper) -> None:
    desk.facts("association", "shop", email="shop@example.com", pays=True, nearby=True)
    setting(desk, "confirm", "other")
    for name in ("shop", "other"):
        invite(desk, mini=name)
    answered(desk, "other", "news", accepted=False)
    sample = json.loads((SAMPLES / "CgibinWxopenWxaMpLinkGetResponse.json").read_text(encoding="utf-8-sig"))
    linked, refused = sorted(helper.links(), key=lambda one: int(one["status"]))
    for mine, theirs in zip((linked, refused), sample["wxopens"]["items"], strict=True):
        assert mine.keys() == theirs.keys()
    assert linked["username"] == desk.account("shop").original_id
    assert (linked["email"], linked["nearby_display_status"], linked["source"]) == (
        "shop@example.com",
        1,
        "SOURCE_NORMAL",
    )
    assert linked["func_infos"] == [
        {"status": 1, "id": 1, "name": "微信认证"},
        {"status": 1, "id": 2, "name": "微信支付"},
    ]
    assert (refused["status"], refused["func_infos"]) == (3, [])


def test_ending_waits_for_the_official_account(desk: Local, helper: Helper) -> None:
    invite(desk)
    assert helper.unlink() == {"errcode": 0, "errmsg": "ok"}
    assert helper.unlink()["errcode"] == 89018
    assert helper.statuses() == {"shop": 1}, "the administrator has not confirmed"
    assert listed(desk, "news")[0]["ending"] is True
    asked = messages(desk, "olga")[-1]
    assert asked.title == "第三方平台申请解除关联"
    assert desk.person("olga").call("answerAssociation", {"message": asked.id}, answers="refuse").ok
    assert (helper.statuses(), listed(desk, "news")[0]["ending"]) == ({"shop": 1}, False)
    helper.unlink()
    assert answered(desk, "news", "shop")["state"] == "none"
    assert helper.statuses() == {}


@pytest.mark.parametrize(("facts", "code"), [({"nearby": True}, 89011), ({"mall": True}, 89012)])
def test_what_the_api_cannot_end(desk: Local, helper: Helper, facts: dict[str, bool], code: int) -> None:
    invite(desk)
    desk.facts("association", "shop", **facts)
    assert helper.unlink()["errcode"] == code
    assert end(desk)["state"] == "none", "the console can"


def test_refusals_over_the_api(desk: Local, helper: Helper) -> None:
    assert helper.unlink()["errcode"] == 40013
    assert helper.post("/cgi-bin/wxopen/wxamplink", {"appid": "wx1"})["errcode"] == 47001
    assert helper.link("letters")["errcode"] == 40013
    assert helper.link(notify_users=2)["errcode"] == 40097
    setting(desk, "forbid")
    assert helper.link()["errcode"] == 89245
    setting(desk, "none")
    desk.control("PATCH", path(desk, "shop"), {"status": "banned"})
    assert helper.link()["errcode"] == 89013
    assert helper.unlink()["errcode"] == 89013
    desk.control("PATCH", path(desk, "shop"), {"status": "normal"})
    setting(desk, "confirm")
    invite(desk)
    assert helper.link()["errcode"] == 89035


def test_who_may_call(desk: Local) -> None:
    own = desk.token(desk.account("news").appid)
    assert desk.post("/cgi-bin/wxopen/wxamplinkget", {}, access_token=own)["errcode"] == 86000
    assert Helper(desk, "news", (15,)).post("/cgi-bin/wxopen/wxamplinkget")["errcode"] == 61007
    assert Helper(desk, "shop", (33, 18)).post("/cgi-bin/wxopen/wxamplinkget")["errcode"] == 48001


# -- answering on the phone --------------------------------------------------------------------------------------------


def test_who_answers_on_the_phone_is_asked_and_must_be_the_administrator(desk: Local) -> None:
    setting(desk, "confirm")
    invite(desk)
    mia, (asked,) = desk.person("mia"), messages(desk, "mia")
    assert (asked.kind, asked.title) == ("system", "公众号邀请关联小程序")
    assert [(line.name, line.value) for line in asked.lines] == [("公众号", "news"), ("小程序", "shop")]
    waits = mia.call("answerAssociation", {"message": asked.id})
    assert waits.prompt is not None
    assert waits.prompt.kind == "association"
    desk.control("PUT", path(desk, "shop", "members", "mia"), {"role": "operator"})
    refused = mia.call("answerAssociation", {"message": asked.id}, answers="accept")
    assert (refused.ok, refused.rule) == (False, "association-flow")
    desk.control("PUT", path(desk, "shop", "members", "mia"), {"role": "administrator"})
    assert mia.call("answerAssociation", {"message": asked.id}, answers="refuse").ok
    assert [one["state"] for one in listed(desk, "shop")] == ["refused"]
    with pytest.raises(NotPossible, match="waits for"):
        mia.call("answerAssociation", {"message": asked.id}, answers="accept")


def test_other_messages_ask_nothing(desk: Local) -> None:
    invite(desk)
    for wrong in (messages(desk, "mia")[0].id, 99, True, "1"):
        with pytest.raises(NotPossible):
            desk.person("mia").call("answerAssociation", {"message": wrong}, answers="accept")
    ann = desk.person("ann")
    with pytest.raises(NotPossible, match="asks nothing"):
        ann.call("answerAssociation", {"message": ann.inbox()[0].id}, answers="accept")


# -- the component official-account ------------------------------------------------------------------------------------


def component(local: Local, scene: int = 1047) -> dict[str, Any]:
    ann, shop = local.person("ann"), local.account("shop").appid
    ann.call("openMiniProgram", {"scene": scene}, appid=shop)
    result = ann.call("official-account", appid=shop).result
    assert result is not None
    return result


def test_the_follow_component_shows_the_chosen_account(desk: Local) -> None:
    of_shop = Helper(desk, "shop", (18,))
    news = desk.account("news").appid
    choose = {"wxa_subscribe_biz_flag": 1, "appid": news}
    assert component(desk)["status"] == 4
    assert of_shop.get("/wxa/getshowwxaitem")["can_open"] == 0
    assert of_shop.post("/wxa/updateshowwxaitem", choose)["errcode"] == 40013, "they are not linked"
    assert component(desk)["status"] == 4, "nothing was changed"
    invite(desk)
    assert of_shop.post("/wxa/updateshowwxaitem", choose)["errcode"] == 0
    told = of_shop.get("/wxa/getshowwxaitem")
    assert (told["can_open"], told["is_open"], told["appid"], told["nickname"]) == (1, 1, news, "news")
    shown = component(desk)
    assert (shown["status"], shown["account"]) == (0, news)
    assert component(desk, 1001)["status"] == 5
    end(desk)
    assert component(desk)["status"] == 3
    assert of_shop.post("/wxa/getshowwxaitem")["is_open"] == 0
    invite(desk)
    assert of_shop.post("/wxa/updateshowwxaitem", {"wxa_subscribe_biz_flag": 0})["errcode"] == 0
    assert component(desk)["status"] == 4
    assert of_shop.post("/wxa/updateshowwxaitem", {"wxa_subscribe_biz_flag": 2})["errcode"] == 40097


def test_accounts_that_may_be_shown(desk: Local) -> None:
    of_shop = Helper(desk, "shop", (18,))
    for name in ("letters", "news"):
        invite(desk, official=name)
    told = of_shop.get("/wxa/getwxamplinkforshow", page=0, num=20)
    assert (told["total_num"], [one["nickname"] for one in told["biz_info_list"]]) == (1, ["news"])
    assert told["biz_info_list"][0].keys() == {"nickname", "appid", "headimg"}
    choose = {"wxa_subscribe_biz_flag": 1, "appid": desk.account("letters").appid}
    assert of_shop.post("/wxa/updateshowwxaitem", choose)["errcode"] == 40013
    desk.set("association.shown_account", "linked")
    told = of_shop.get("/wxa/getwxamplinkforshow", page=0, num=1)
    assert (told["total_num"], len(told["biz_info_list"])) == (2, 1)
    rest = of_shop.get("/wxa/getwxamplinkforshow", page=1, num=1)["biz_info_list"]
    assert {told["biz_info_list"][0]["nickname"], rest[0]["nickname"]} == {"news", "letters"}
    assert of_shop.post("/wxa/updateshowwxaitem", choose)["errcode"] == 0
    for wrong in ({"page": -1, "num": 1}, {"page": 0, "num": 21}, {"page": 0, "num": 0}):
        assert of_shop.get("/wxa/getwxamplinkforshow", **wrong)["errcode"] == 40097


# -- stores ------------------------------------------------------------------------------------------------------------


def test_on_every_store(local: Local) -> None:
    local.at("2019-04-03")
    official = local.account("示例服务号", "service_account").appid
    mini = local.control("POST", "/accounts", {"kind": "mini_program", "name": "新店"})["appid"]
    where = f"/accounts/{official}/associations"
    assert local.control("POST", where, {"appid": mini, "profile": False})["state"] == "mini"
    assert [one["state"] for one in local.control("GET", f"/accounts/{mini}/associations")] == ["mini"]
    linked = local.control("POST", f"/accounts/{mini}/associations/{official}/answer", {"accepted": True})
    assert (linked["state"], linked["profile"]) == ("linked", False)
    assert local.control("PATCH", f"{where}/{mini}", {"profile": True})["profile"] is True
    assert mini in [one["mini"] for one in local.control("GET", where)]
    assert local.control("DELETE", f"{where}/{mini}")["state"] == "none"
