"""QR codes of official accounts, what a scan and a follow push, short links, where people are, their list."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from tests.phones import around, message
from tests.rooms.test_contract import same_shape, sample
from tests.rooms.test_official_accounts import SERVICE, follows, get, official, post
from tests.rooms.test_platforms import Platform
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import outbox
from wxlocal.entry.local import Answer, Local

CREATE, SHORTEN = "/cgi-bin/qrcode/create", "/cgi-bin/shorturl"


@pytest.fixture(autouse=True)
def _day(local: Local) -> None:
    local.at("2021-09-01")


def make(local: Local, action: str = "QR_SCENE", **scene: Any) -> Any:
    seconds = {"expire_seconds": scene.pop("seconds")} if "seconds" in scene else {}
    return post(local, CREATE, {"action_name": action, "action_info": {"scene": scene}, **seconds})


def told(local: Local) -> list[dict[str, Any]]:
    with local.world.act() as act:
        return [letter.body for letter in outbox.letters(act)]


def scan(local: Local, text: str, who: str = "alice", **more: Any) -> Outcome:
    return local.person(who).call("scanCode", {"text": text}, **more)


# -- making ------------------------------------------------------------------------------------------------------------


def test_a_code_as_the_contract_asks_for_it(local: Local) -> None:
    made = post(local, CREATE, sample("CgibinQrcodeCreateRequest"))
    same_shape(sample("CgibinQrcodeCreateResponse"), made)
    assert made["expire_seconds"] == 604_800
    assert made["url"].startswith("http://weixin.qq.com/q/02")


def test_a_temporary_code_lives_as_long_as_was_asked(local: Local) -> None:
    assert make(local, scene_id=1)["expire_seconds"] == 60
    assert make(local, scene_id=1, seconds=9_999_999)["expire_seconds"] == 2_592_000
    local.set("official_accounts.code_seconds", 30)
    assert make(local, "QR_STR_SCENE", scene_str="x")["expire_seconds"] == 30


def test_a_permanent_code_is_the_same_one_again(local: Local) -> None:
    one, same, other = (make(local, "QR_LIMIT_STR_SCENE", scene_str=text) for text in ("a", "a", "b"))
    assert sorted(one) == ["ticket", "url"]
    assert one == same != other
    assert make(local, "QR_LIMIT_SCENE", scene_id=1)["ticket"] not in (one["ticket"], other["ticket"])


def test_a_hundred_thousand_permanent_codes(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wxlocal.rooms.official_accounts.rules.PERMANENT_IN_ALL", 2)
    for number in (1, 2, 1):
        assert "ticket" in make(local, "QR_LIMIT_SCENE", scene_id=number)
    assert make(local, "QR_LIMIT_SCENE", scene_id=3)["errcode"] == 45029
    assert "ticket" in make(local, "QR_SCENE", scene_id=3), "temporary ones are not counted"
    assert make(local, "QR_LIMIT_SCENE", scene_id=2)["url"], "what was made before is there"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action_name": "QR_MOON", "action_info": {"scene": {"scene_id": 1}}}, 40052),
        ({"action_name": "QR_SCENE"}, 40053),
        ({"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": "one"}}}, 40053),
        ({"action_name": "QR_SCENE", "action_info": "x"}, 40053),
    ],
)
def test_what_no_code_can_carry(local: Local, body: dict[str, Any], code: int) -> None:
    assert post(local, CREATE, body)["errcode"] == code


def test_who_may_make_codes(local: Local) -> None:
    """Verified service accounts, and third-party platforms with the permission set 3."""
    made = local.control("POST", "/accounts", {"kind": "subscription_account", "name": "订阅号"})
    assert local.post(CREATE, {}, token=local.token("订阅号"))["errcode"] == 48001
    local.control("PATCH", f"/accounts/{official(local)}", {"verified": False})
    assert make(local, scene_id=1)["errcode"] == 48001
    local.control("PATCH", f"/accounts/{official(local)}", {"verified": True})
    platform = Platform(local)
    platform.start()
    body = {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 1}}}
    for sets, code in (((3,), None), ((1, 2), 61007)):
        token = platform.authorize(official(local), sets)["authorizer_access_token"]
        assert local.post(CREATE, body, token=token).get("errcode") == code
    assert made["kind"] == "subscription_account"


def picture(local: Local, ticket: str) -> Answer:
    return local.request("GET", "/cgi-bin/showqrcode", {"ticket": ticket}, host="mp.weixin.qq.com")


def test_the_picture_of_a_code(local: Local) -> None:
    from PIL import Image

    made = make(local, scene_id=1, seconds=100)
    answer = picture(local, made["ticket"])
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpg")
    with Image.open(BytesIO(answer.body)) as image:
        assert (image.format, image.size) == ("JPEG", (430, 430))
    assert picture(local, "gQH47joAAAAA").status == 404
    local.advance(99)
    assert picture(local, made["ticket"]).status == 200
    local.advance(1)
    assert picture(local, made["ticket"]).status == 404, "a ticket is good as long as its code"


# -- scanning and following --------------------------------------------------------------------------------------------


def test_who_does_not_follow_sees_the_profile_and_may_follow(local: Local) -> None:
    made = make(local, scene_id=123)
    waiting = scan(local, made["url"])
    assert waiting.prompt is not None
    assert (waiting.prompt.kind, waiting.prompt.title) == ("profile", SERVICE)
    assert scan(local, made["url"], answers="refuse").result == {"account": official(local), "follows": False}
    assert told(local) == []
    openid = local.person("alice").openid(official(local))
    assert scan(local, made["url"], answers="allow").result == {
        "account": official(local),
        "follows": True,
        "openid": openid,
    }
    (body,) = told(local)
    assert (body["FromUserName"], body["Event"]) == (openid, "subscribe")
    assert (body["EventKey"], body["Ticket"]) == ("qrscene_123", made["ticket"])
    info = get(local, "/cgi-bin/user/info", openid=openid)
    assert (info["subscribe_scene"], info["qr_scene"], info["qr_scene_str"]) == ("ADD_SCENE_QR_CODE", 123, "")


def test_a_text_that_a_code_carries(local: Local) -> None:
    made = make(local, "QR_LIMIT_STR_SCENE", scene_str="spring")
    scan(local, made["url"], answers="follow")
    info = get(local, "/cgi-bin/user/info", openid=local.person("alice").openid(official(local)))
    assert (info["qr_scene"], info["qr_scene_str"]) == (0, "spring")
    assert told(local)[0]["EventKey"] == "qrscene_spring"
    scan(local, made["url"])
    assert (told(local)[1]["Event"], told(local)[1]["EventKey"]) == ("SCAN", "spring")


def test_a_follower_is_in_the_chat_at_once(local: Local) -> None:
    made, openid = make(local, scene_id=7), follows(local)
    assert scan(local, made["url"]).result == {"account": official(local), "follows": True, "openid": openid}
    assert [body["Event"] for body in told(local)] == ["subscribe", "SCAN"]
    assert (told(local)[1]["EventKey"], told(local)[1]["Ticket"]) == ("7", made["ticket"])
    info = get(local, "/cgi-bin/user/info", openid=openid)
    assert (info["subscribe_scene"], info["qr_scene"]) == ("ADD_SCENE_SEARCH", 0), "how it came stays as it was"


def test_an_expired_code(local: Local) -> None:
    made = make(local, scene_id=7, seconds=10)
    local.advance(9)
    assert scan(local, made["url"]).prompt is not None
    local.advance(1)
    assert message(scan(local, made["url"])) == "scanCode:fail 二维码已过期"
    assert message(scan(local, "http://weixin.qq.com/q/02nothing")) == "scanCode:fail 无法识别"


def test_following_and_leaving_push_events(local: Local) -> None:
    openid = follows(local)
    follows(local)
    local.person("alice").call("unfollow", {"account": official(local)})
    local.person("alice").call("unfollow", {"account": official(local)})
    follows(local, qr_scene=5)
    told_now = told(local)
    assert [(body["Event"], body["EventKey"]) for body in told_now] == [
        ("subscribe", ""),
        ("unsubscribe", ""),
        ("subscribe", "qrscene_5"),
    ], "who follows already and who does not follow change nothing"
    assert {body["FromUserName"] for body in told_now} == {openid}
    assert "Ticket" not in told_now[0]


def test_a_scene_that_no_code_carries(local: Local) -> None:
    for wrong in (-1, 1 << 32, "one"):
        with pytest.raises(NotPossible, match="qr_scene is a number"):
            follows(local, qr_scene=wrong)


def test_a_websites_code_is_scanned_like_any_other(local: Local) -> None:
    local.control("POST", "/accounts", {"kind": "website", "name": "网站"})
    asked = {
        "appid": local.account("网站").appid,
        "redirect_uri": "https://a.example/",
        "response_type": "code",
        "scope": "snsapi_login",
    }
    page = local.request("GET", "/connect/qrconnect", asked, host="open.weixin.qq.com").body.decode()
    text = page.partition('alt="')[2].partition('"')[0]
    assert scan(local, text, answers="allow").result == {"confirmed": True}


# -- short links -------------------------------------------------------------------------------------------------------


def shorten(local: Local, url: str = "https://a.example/very/long?x=1", action: str = "long2short") -> Any:
    return post(local, SHORTEN, {"action": action, "long_url": url})


def opened(local: Local, host: str, path: str) -> Answer:
    return local.request("GET", path, host=host)


def test_a_short_link_leads_on(local: Local) -> None:
    local.at("2020-01-01")
    made = post(local, SHORTEN, sample("CgibinShortUrlRequest"))
    same_shape(sample("CgibinShortUrlResponse"), made)
    path = made["short_url"].removeprefix("http://w.url.cn")
    for day in ("2020-01-01", "2030-01-01"):
        local.at(day)
        answer = opened(local, "w.url.cn", path)
        assert (answer.status, answer.headers["location"]) == (302, sample("CgibinShortUrlRequest")["long_url"])
    assert opened(local, "w.url.cn", "/s/nothing").status == 404


def test_a_payment_address_is_shown(local: Local) -> None:
    local.at("2020-01-01")
    made = shorten(local, "weixin://wxpay/bizpayurl?pr=1")
    answer = opened(local, "w.url.cn", made["short_url"].removeprefix("http://w.url.cn"))
    assert (answer.status, answer.body) == (200, b"weixin://wxpay/bizpayurl?pr=1")


def test_the_host_of_short_links(local: Local) -> None:
    for at, head in zip(around("2020-10-24"), ("http://w.url.cn/s/", *["https://mmbizurl.cn/s/"] * 2), strict=True):
        local.at(at)
        made = shorten(local)["short_url"]
        assert made.startswith(head)
        assert opened(local, made.split("/")[2], "/" + made.split("/", 3)[3]).status == 302


def test_short_links_are_not_made_any_more(local: Local) -> None:
    """2021年03月15日后将停止该接口生成短链能力: the long link comes back."""
    for at, short in zip(around("2021-03-16"), (True, False, False), strict=True):
        local.at(at)
        assert (shorten(local)["short_url"] != "https://a.example/very/long?x=1") is short
    for at, code in zip(around("2023-05-16"), (0, 45103, 45103), strict=True):
        local.at(at)
        assert shorten(local)["errcode"] == code


def test_what_is_not_made_short(local: Local) -> None:
    local.at("2020-01-01")
    assert shorten(local, "ftp://a.example")["errcode"] == 40066
    assert shorten(local, action="short2long")["errcode"] == 40097
    local.control("PATCH", f"/accounts/{official(local)}", {"verified": False})
    assert shorten(local)["errcode"] == 48001


# -- where people are --------------------------------------------------------------------------------------------------


def enter(local: Local, **more: Any) -> Outcome:
    return local.person("alice").call("openChat", {"account": official(local)}, **more)


def places(local: Local) -> list[tuple[float, float, float]]:
    return [
        (body["Latitude"], body["Longitude"], body["Precision"])
        for body in told(local)
        if body.get("Event") == "LOCATION"
    ]


def switch(local: Local, value: int) -> None:
    local.facts("official_accounts", SERVICE, location_report=value)


def test_an_account_hears_where_people_are_who_agree(local: Local) -> None:
    follows(local)
    assert enter(local).ok
    switch(local, 1)
    asked = enter(local)
    assert asked.prompt is not None
    assert asked.prompt.kind == "accountLocation"
    assert places(local) == []
    assert enter(local, answers="allow").ok
    assert enter(local).ok, "nobody is asked twice"
    assert places(local) == [(23.1064, 113.3191, 65.0)] * 2


def test_who_refuses_is_not_reported_until_they_allow_it(local: Local) -> None:
    follows(local)
    switch(local, 2)
    enter(local, answers="refuse")
    enter(local)
    assert places(local) == []
    alice = local.person("alice")
    assert alice.call("allowAccountLocation", {"account": official(local)}).result is not None
    enter(local)
    assert len(places(local)) == 1
    alice.call("allowAccountLocation", {"account": official(local), "allow": False})
    enter(local)
    assert len(places(local)) == 1
    alice.call("unfollow", {"account": official(local)})
    follows(local)
    assert enter(local).prompt is not None, "who follows anew is asked anew"
    alice.change_phone(denied=["location"])
    assert enter(local).ok
    assert len(places(local)) == 1


def test_whom_an_account_may_not_know(local: Local) -> None:
    with pytest.raises(NotPossible, match="does not follow"):
        local.person("alice").call("allowAccountLocation", {"account": official(local)})
    follows(local)
    with pytest.raises(NotPossible, match="allow is true or false"):
        local.person("alice").call("allowAccountLocation", {"account": official(local), "allow": "yes"})


def test_a_third_party_platform_sets_the_option(local: Local) -> None:
    platform = Platform(local)
    platform.start()
    platform.authorize(official(local))
    follows(local)
    local.person("alice").call("allowAccountLocation", {"account": official(local)})
    for value, seen in (("1", 1), ("0", 1)):
        option = {"option_name": "location_report", "option_value": value}
        assert platform.call("api_set_authorizer_option", authorizer_appid=official(local), **option)["errcode"] == 0
        switch(local, 2)
        enter(local)
        assert len(places(local)) == seen, "what the platform has set goes before the console"


def test_a_scan_enters_the_chat(local: Local) -> None:
    made = make(local, scene_id=1)
    switch(local, 1)
    scan(local, made["url"], answers={"profile": "follow", "accountLocation": "allow"})
    assert [body["Event"] for body in told(local)] == ["subscribe", "LOCATION"]


# -- the list of followers ---------------------------------------------------------------------------------------------


def fans(local: Local, **query: Any) -> Any:
    return local.control("GET", f"/accounts/{official(local)}/followers", **query)


def test_the_list_of_followers(local: Local) -> None:
    openids = sorted((follows(local), follows(local, "bob", subscribe_scene="ADD_SCENE_PAID")))
    assert [one["openid"] for one in fans(local)] == openids
    assert [one["openid"] for one in fans(local, after=openids[0])] == openids[1:]
    assert len(fans(local, limit=1)) == 1
    (alice,) = [one for one in fans(local) if one["nickname"] == "爱丽丝"]
    assert alice == {
        "openid": local.person("alice").openid(official(local)),
        "nickname": "爱丽丝",
        "remark": "",
        "tags": [],
        "subscribe_time": instant("2021-09-01"),
        "subscribe_scene": "ADD_SCENE_SEARCH",
        "gender": 2,
        "country": "China",
        "province": "Guangdong",
        "city": "Guangzhou",
    }
    local.person("alice").call("unfollow", {"account": official(local)})
    assert [one["nickname"] for one in fans(local)] == ["小博"]


def test_a_region_of_followers_of_a_subscription_account(local: Local) -> None:
    made = local.control("POST", "/accounts", {"kind": "subscription_account", "name": "订阅号"})
    with pytest.raises(NotPossible, match="only service accounts"):
        local.control("GET", f"/accounts/{made['appid']}/followers", province="Beijing")


# -- third-party platforms ---------------------------------------------------------------------------------------------


AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
BACK = "https://platform.example/back"


def asked(local: Local, platform: Platform, scope: str = "snsapi_userinfo", **more: str) -> str:
    query = {
        "appid": official(local),
        "redirect_uri": quote(BACK, safe=""),
        "response_type": "code",
        "scope": scope,
        "state": "s",
        "component_appid": platform.appid,
        **more,
    }
    return f"{AUTHORIZE}?{'&'.join(f'{name}={value}' for name, value in query.items())}#wechat_redirect"


def signed_in(local: Local, url: str) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    went = local.person("alice").call("openAuthorization", {"url": url}, answers="allow").result
    assert went is not None, went
    return dict(parse_qsl(urlsplit(went["location"]).query))


@pytest.fixture
def platform(local: Local) -> Platform:
    made = Platform(local)
    made.start()
    made.authorize(official(local))
    return made


def exchange(local: Local, platform: Platform, name: str = "access_token", **fields: str) -> Any:
    query = {"appid": official(local), "component_appid": platform.appid, **fields}
    return local.get(f"/sns/oauth2/component/{name}", component_access_token=platform.token, **query)


def test_a_platform_signs_people_in_for_an_account(local: Local, platform: Platform) -> None:
    back = signed_in(local, asked(local, platform))
    assert (back["appid"], back["state"]) == (official(local), "s")
    fields = {"code": back["code"], "grant_type": "authorization_code"}
    answer = local.get(
        "/sns/oauth2/access_token", appid=official(local), secret=local.account(SERVICE).secret, **fields
    )
    assert answer["errcode"] == 40029, "the account itself did not ask"
    made = exchange(local, platform, **fields)
    assert made["openid"] == local.person("alice").openid(official(local))
    assert (made["scope"], made["expires_in"]) == ("snsapi_userinfo", 7200)
    assert exchange(local, platform, **fields)["errcode"] == 40163
    info = local.get("/sns/userinfo", access_token=made["access_token"], openid=made["openid"])
    assert info["nickname"] == "爱丽丝"
    renewal = {"refresh_token": made["refresh_token"], "grant_type": "refresh_token"}
    again = exchange(local, platform, "refresh_token", **renewal)
    assert (again["openid"], again["refresh_token"]) == (made["openid"], made["refresh_token"])
    assert again["access_token"] != made["access_token"]
    own = local.get("/sns/oauth2/refresh_token", appid=official(local), **renewal)
    assert own["errcode"] == 40030, "the token is the platform's"
    local.advance("30d")
    assert exchange(local, platform, "refresh_token", **renewal)["errcode"] in (42001, 40001)
    platform.start()
    assert exchange(local, platform, "refresh_token", **renewal)["errcode"] == 42002


def test_a_code_of_the_account_is_not_the_platforms(local: Local, platform: Platform) -> None:
    url = asked(local, platform).replace(f"&component_appid={platform.appid}", "")
    code = signed_in(local, url)["code"]
    assert exchange(local, platform, code=code, grant_type="authorization_code")["errcode"] == 40029


def test_whom_a_platform_may_not_sign_in(local: Local, platform: Platform) -> None:
    stranger = Platform(local)
    stranger.start()
    fields = {"code": "x", "grant_type": "authorization_code"}
    assert exchange(local, stranger, **fields)["errcode"] == 61003
    assert exchange(local, stranger, **fields, component_appid=platform.appid)["errcode"] == 40013
    assert exchange(local, platform, **fields, appid="wx0")["errcode"] == 40013
    assert exchange(local, platform, **fields)["errcode"] == 40029
    assert exchange(local, platform, code="", grant_type="authorization_code")["errcode"] == 41008
    assert exchange(local, platform, code="x", grant_type="token")["errcode"] == 40002
    alice = local.person("alice")
    for who, words in ((stranger, "公众号未授权第三方平台，请检查授权状态，错误码：10015"),):
        assert words in message(alice.call("openAuthorization", {"url": asked(local, who)}))
    platform.authorize(official(local), (1, 2))
    assert exchange(local, platform, **fields)["errcode"] == 61007
    assert "10005" in message(alice.call("openAuthorization", {"url": asked(local, platform)}))
    wrong = asked(local, platform, component_appid=local.appid)
    assert "10016" in message(alice.call("openAuthorization", {"url": wrong}))


def test_the_domain_is_the_platforms(local: Local, platform: Platform) -> None:
    local.facts("official_accounts", SERVICE, domains=["own.example"])
    assert "code" in signed_in(local, asked(local, platform))
    local.facts("official_accounts", platform.appid, domains=["elsewhere.example"])
    outcome = local.person("alice").call("openAuthorization", {"url": asked(local, platform, forcePopup="true")})
    assert "10003" in message(outcome)


def test_changeopenid_names_what_is_wrong(local: Local) -> None:
    openids = [local.person("alice").openid(official(local))]
    old = local.control("POST", "/accounts", {"kind": "service_account", "name": "旧号"})["appid"]
    for body, code in (
        ({"from_appid": "wx0", "openid_list": openids}, 63178),
        ({"from_appid": local.appid, "openid_list": openids}, 63178),
        ({"from_appid": official(local), "openid_list": openids}, 63178),
        ({"from_appid": old, "openid_list": []}, 63179),
        ({"from_appid": old, "openid_list": openids * 101}, 63179),
        ({"from_appid": old, "openid_list": openids * 100}, 0),
    ):
        assert post(local, "/cgi-bin/changeopenid", body)["errcode"] == code
