"""Official accounts: their people, tags, web authorisation, QR sign-in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.rooms.test_contract import same_shape, sample
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Answer, Local

SERVICE = "示例服务号"
BACK = "https://shop.example/back?x=1"


@pytest.fixture(autouse=True)
def _day(local: Local) -> None:
    local.at("2021-09-01")


def official(local: Local) -> str:
    return local.account(SERVICE).appid


def post(local: Local, path: str, body: Any) -> Any:
    return local.post(path, body, token=local.token(SERVICE))


def get(local: Local, path: str, **query: Any) -> Any:
    return local.get(path, access_token=local.token(SERVICE), **query)


def follows(local: Local, who: str = "alice", **more: Any) -> str:
    told = local.person(who).call("follow", {"account": official(local), **more}).result
    assert told is not None
    return str(told["openid"])


# -- people -----------------------------------------------------------------------------------------------------------


def test_what_is_told_of_a_follower(local: Local) -> None:
    openid = follows(local, subscribe_scene="ADD_SCENE_QR_CODE", qr_scene=98765)
    told = get(local, "/cgi-bin/user/info", openid=openid, lang="zh_CN")
    expected = {**sample("CgibinUserInfoResponse"), "tagid_list": told["tagid_list"]}
    same_shape(expected, told)
    assert (told["subscribe"], told["nickname"], told["sex"]) == (1, "爱丽丝", 2)
    assert (told["subscribe_scene"], told["qr_scene"]) == ("ADD_SCENE_QR_CODE", 98765)
    local.person("alice").call("unfollow", {"account": official(local)})
    assert get(local, "/cgi-bin/user/info", openid=openid) == {"subscribe": 0, "openid": openid}


def test_nickname_and_avatar_are_gone_since_2021_12_27(local: Local) -> None:
    openid = follows(local)
    for day, nickname in (("2021-12-26", "爱丽丝"), ("2021-12-27", ""), ("2021-12-28", "")):
        local.at(day)
        told = get(local, "/cgi-bin/user/info", openid=openid)
        assert told["nickname"] == nickname
        assert bool(told["headimgurl"]) == bool(nickname)


def test_an_openid_of_another_account_is_refused_and_the_reason_says_whose(local: Local) -> None:
    other = local.person("alice").openid(local.appid)
    query = {"access_token": local.token(SERVICE), "openid": other}
    answer = local.request("GET", "/cgi-bin/user/info", query)
    assert answer.json()["errcode"] == 40003
    assert local.appid in answer.headers["wxlocal-reason"]


def test_many_at_once(local: Local) -> None:
    one, two = follows(local), local.person("bob").openid(official(local))
    told = post(
        local, "/cgi-bin/user/info/batchget", {"user_list": [{"openid": one, "lang": "zh_CN"}, {"openid": two}]}
    )
    assert [user["subscribe"] for user in told["user_info_list"]] == [1, 0]
    assert post(local, "/cgi-bin/user/info/batchget", {"user_list": []})["errcode"] == 40032
    many = [{"openid": one}] * 101
    assert post(local, "/cgi-bin/user/info/batchget", {"user_list": many})["errcode"] == 40032


def test_the_list_of_followers_goes_page_by_page(local: Local) -> None:
    assert get(local, "/cgi-bin/user/get") == {"total": 0, "count": 0, "next_openid": ""}
    both = sorted((follows(local), follows(local, "bob")))
    first = get(local, "/cgi-bin/user/get")
    same_shape(sample("CgibinUserGetResponse"), first)
    assert (first["total"], first["data"]["openid"], first["next_openid"]) == (2, both, both[-1])
    assert get(local, "/cgi-bin/user/get", next_openid=both[0])["data"]["openid"] == both[1:]
    assert get(local, "/cgi-bin/user/get", next_openid=both[1])["count"] == 0


def test_remarks(local: Local) -> None:
    openid = follows(local)
    assert post(local, "/cgi-bin/user/info/updateremark", {"openid": openid, "remark": "老客户"})["errcode"] == 0
    assert get(local, "/cgi-bin/user/info", openid=openid)["remark"] == "老客户"
    assert post(local, "/cgi-bin/user/info/updateremark", {"openid": openid, "remark": "字" * 10})["errcode"] == 40092
    stranger = local.person("bob").openid(official(local))
    assert post(local, "/cgi-bin/user/info/updateremark", {"openid": stranger, "remark": "x"})["errcode"] == 43004


def test_changeopenid_after_a_migration(local: Local) -> None:
    path = "/_wxlocal/v1/worlds/default/accounts"
    old = local.request("POST", path, json={"name": "旧号", "kind": "service_account"}).json()["appid"]
    before = local.person("alice").openid(old)
    told = post(local, "/cgi-bin/changeopenid", {"from_appid": old, "openid_list": [before, "o-nobody"]})
    assert told["result_list"] == [
        {"ori_openid": before, "new_openid": local.person("alice").openid(official(local)), "err_msg": "ok"},
        {"ori_openid": "o-nobody", "new_openid": "", "err_msg": "ori_openid error"},
    ]


def test_mini_programs_may_not_ask(local: Local) -> None:
    answer = local.get("/cgi-bin/user/get", access_token=local.token())
    assert answer["errcode"] == 48001


def test_a_scene_that_is_none(local: Local) -> None:
    with pytest.raises(NotPossible, match="there is no subscribe_scene"):
        follows(local, subscribe_scene="ADD_SCENE_MOON")


# -- tags -------------------------------------------------------------------------------------------------------------


def test_the_life_of_a_tag(local: Local) -> None:
    openid = follows(local)
    made = post(local, "/cgi-bin/tags/create", sample("CgibinTagsCreateRequest"))
    same_shape(sample("CgibinTagsCreateResponse"), made)
    id = made["tag"]["id"]
    assert post(local, "/cgi-bin/tags/create", {"tag": {"name": "广东"}})["errcode"] == 45157
    assert post(local, "/cgi-bin/tags/create", {"tag": {"name": "字" * 31}})["errcode"] == 45158
    assert post(local, "/cgi-bin/tags/members/batchtagging", {"openid_list": [openid], "tagid": id})["errcode"] == 0
    listed = get(local, "/cgi-bin/tags/get")
    same_shape(sample("CgibinTagsGetResponse"), listed)
    assert listed["tags"] == [{"id": id, "name": "广东", "count": 1}]
    assert post(local, "/cgi-bin/tags/getidlist", {"openid": openid}) == {"tagid_list": [id]}
    assert get(local, "/cgi-bin/user/info", openid=openid)["tagid_list"] == [id]
    fans = post(local, "/cgi-bin/user/tag/get", {"tagid": id, "next_openid": ""})
    same_shape(sample("CgibinUserTagGetResponse"), fans)
    assert post(local, "/cgi-bin/tags/update", {"tag": {"id": id, "name": "广东人"}})["errcode"] == 0
    assert post(local, "/cgi-bin/tags/update", {"tag": {"id": 2, "name": "x"}})["errcode"] == 45058
    assert post(local, "/cgi-bin/tags/members/batchuntagging", {"openid_list": [openid], "tagid": id})["errcode"] == 0
    assert post(local, "/cgi-bin/user/tag/get", {"tagid": id})["count"] == 0
    assert post(local, "/cgi-bin/tags/delete", {"tag": {"id": id}})["errcode"] == 0
    assert post(local, "/cgi-bin/user/tag/get", {"tagid": id})["errcode"] == 45159


def test_limits_of_tags(memory: Local) -> None:
    openid = follows(memory)
    for number in range(100):
        assert post(memory, "/cgi-bin/tags/create", {"tag": {"name": f"t{number}"}})["tag"]["id"] == 100 + number
    assert post(memory, "/cgi-bin/tags/create", {"tag": {"name": "more"}})["errcode"] == 45056
    tagging = "/cgi-bin/tags/members/batchtagging"
    for number in range(20):
        assert post(memory, tagging, {"openid_list": [openid], "tagid": 100 + number})["errcode"] == 0
    assert post(memory, tagging, {"openid_list": [openid], "tagid": 120})["errcode"] == 45059
    assert post(memory, tagging, {"openid_list": [openid] * 51, "tagid": 100})["errcode"] == 40032
    assert post(memory, tagging, {"openid_list": [memory.person("bob").openid()], "tagid": 100})["errcode"] == 49003


def test_the_blacklist(local: Local) -> None:
    openid = follows(local)
    assert post(local, "/cgi-bin/tags/members/batchblacklist", {"openid_list": [openid]})["errcode"] == 0
    listed = post(local, "/cgi-bin/tags/members/getblacklist", {"begin_openid": ""})
    assert (listed["total"], listed["data"]["openid"]) == (1, [openid])
    assert post(local, "/cgi-bin/tags/members/batchunblacklist", {"openid_list": [openid]})["errcode"] == 0
    assert post(local, "/cgi-bin/tags/members/getblacklist", {})["total"] == 0


# -- web authorisation ------------------------------------------------------------------------------------------------


def address(local: Local, scope: str, **more: str) -> str:
    asked = {"appid": official(local), "redirect_uri": BACK, "response_type": "code", "scope": scope, "state": "s1"}
    return f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode({**asked, **more})}#wechat_redirect"


def browse(local: Local, url: str) -> Answer:
    parts = urlsplit(url)
    return local.request("GET", parts.path, dict(parse_qsl(parts.query)), host=parts.netloc or "open.weixin.qq.com")


def code_in(location: str) -> str:
    assert location.startswith("https://shop.example/back?x=1&code=")
    asked = dict(parse_qsl(urlsplit(location).query))
    assert asked["state"] == "s1"
    return asked["code"]


def exchange(local: Local, code: str, name: str = SERVICE) -> Any:
    account = local.account(name)
    query = {"appid": account.appid, "secret": account.secret, "code": code, "grant_type": "authorization_code"}
    return local.get("/sns/oauth2/access_token", **query)


def test_snsapi_base_is_silent_and_tells_the_openid_alone(local: Local) -> None:
    outcome = local.person("alice").call("openAuthorization", {"url": address(local, "snsapi_base")})
    assert outcome.shown == ()
    assert outcome.result is not None
    told = exchange(local, code_in(outcome.result["location"]))
    expected = sample("SnsOAuth2AccessTokenResponse")
    same_shape({name: expected[name] for name in expected if name not in ("unionid", "is_snapshotuser")}, told)
    assert told["openid"] == local.person("alice").openid(official(local))
    assert "unionid" not in told
    refused = local.get("/sns/userinfo", access_token=told["access_token"], openid=told["openid"])
    assert refused["errcode"] == 48001


def test_snsapi_userinfo_asks_and_tells(local: Local) -> None:
    alice = local.person("alice")
    asked = alice.call("openAuthorization", {"url": address(local, "snsapi_userinfo")})
    assert asked.prompt is not None
    assert not alice.answer("refuse").ok
    outcome = alice.call("openAuthorization", {"url": address(local, "snsapi_userinfo")}, answers="allow")
    assert outcome.result is not None
    told = exchange(local, code_in(outcome.result["location"]))
    assert told["unionid"]
    person = local.get("/sns/userinfo", access_token=told["access_token"], openid=told["openid"], lang="zh_CN")
    same_shape({**sample("SnsUserInfoResponse"), "privilege": ["x"]}, person)
    assert (person["nickname"], person["sex"], person["unionid"]) == ("爱丽丝", 2, told["unionid"])
    assert local.get("/sns/auth", access_token=told["access_token"], openid=told["openid"])["errcode"] == 0
    stranger = local.person("bob").openid(official(local))
    assert local.get("/sns/auth", access_token=told["access_token"], openid=stranger)["errcode"] == 40003
    silent = alice.call("openAuthorization", {"url": address(local, "snsapi_userinfo")})
    assert silent.ok, "agreed before"
    assert alice.call("openAuthorization", {"url": address(local, "snsapi_userinfo", forcePopup="true")}).prompt


def test_a_code_works_once_for_five_minutes(local: Local) -> None:
    def code() -> str:
        result = local.person("alice").call("openAuthorization", {"url": address(local, "snsapi_base")}).result
        assert result is not None
        return code_in(result["location"])

    one = code()
    assert "openid" in exchange(local, one)
    assert exchange(local, one)["errcode"] == 40163
    late = code()
    local.advance(300)
    assert exchange(local, late)["errcode"] == 40029
    assert exchange(local, "nope")["errcode"] == 40029


def test_tokens_live_two_hours_and_are_refreshed_for_thirty_days(local: Local) -> None:
    outcome = local.person("alice").call("openAuthorization", {"url": address(local, "snsapi_base")})
    assert outcome.result is not None
    told = exchange(local, code_in(outcome.result["location"]))
    query = {"appid": official(local), "grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    local.advance(7200)
    assert local.get("/sns/auth", access_token=told["access_token"], openid=told["openid"])["errcode"] == 42001
    fresh = local.get("/sns/oauth2/refresh_token", **query)
    same_shape(sample("SnsOAuth2RefreshTokenResponse"), fresh)
    assert local.get("/sns/auth", access_token=fresh["access_token"], openid=told["openid"])["errcode"] == 0
    local.advance(30 * DAY)
    assert local.get("/sns/oauth2/refresh_token", **query)["errcode"] == 42002
    assert local.get("/sns/oauth2/refresh_token", **{**query, "refresh_token": "x"})["errcode"] == 40030


def test_the_page_as_a_browser_meets_it(local: Local) -> None:
    url = address(local, "snsapi_userinfo")
    outside = browse(local, url)
    assert "请在微信客户端打开链接" in outside.body.decode()
    page = browse(local, url.replace("#", "&wxlocal_person=alice#"))
    text = page.body.decode()
    assert (page.status, "同意" in text, "拒绝" in text) == (200, True, True)
    agreed = browse(local, url.replace("#", "&wxlocal_person=alice&answer=allow#"))
    assert agreed.status == 302
    assert exchange(local, code_in(agreed.headers["location"]))["openid"]
    base = browse(local, address(local, "snsapi_base", wxlocal_person="bob"))
    assert base.status == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"appid": "wx0"}, "AppID 参数错误"),
        ({"response_type": "token"}, "response_type 参数错误"),
        ({"scope": "snsapi_all"}, "错误码：10005"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri 参数错误，错误码：10003"),
        ({"redirect_uri": "https://evil.example/"}, "redirect_uri域名与后台配置不一致，错误码：10003"),
    ],
)
def test_wrong_addresses_show_the_platforms_page(memory: Local, change: dict[str, str], words: str) -> None:
    memory.facts("profile", account=SERVICE, domains=["shop.example"])
    page = browse(memory, address(memory, **{"scope": "snsapi_base", "wxlocal_person": "bob", **change}))
    assert page.status == 200
    assert words in page.body.decode()
    assert not memory.person("bob").call("openAuthorization", {"url": page_url(memory, change)}).ok


def page_url(local: Local, change: dict[str, str]) -> str:
    return address(local, **{"scope": "snsapi_base", **change})


# -- websites and apps ------------------------------------------------------------------------------------------------

SITE = """
[[open_platform]]
name = "platform"
[[website]]
name = "site"
open_platform = "platform"
[[mobile_app]]
name = "app"
open_platform = "platform"
[[service_account]]
name = "示例服务号"
open_platform = "platform"
[[mini_program]]
name = "shop"
open_platform = "platform"
release = [{}]
[[person]]
id = "alice"
nickname = "爱丽丝"
"""


@pytest.fixture
def site(seeded: Any) -> Local:
    local: Local = seeded(SITE, now="2018-09-01")
    return local


def sign_in_page(local: Local) -> tuple[str, str]:
    asked = {"appid": local.account("site").appid, "redirect_uri": BACK, "response_type": "code", "state": "s1"}
    page = local.request(
        "GET", "/connect/qrconnect", {**asked, "scope": "snsapi_login"}, host="open.weixin.qq.com"
    ).body.decode()
    text = page.partition('alt="')[2].partition('"')[0]
    return text, text.partition("uuid=")[2]


def poll(local: Local, uuid: str) -> str:
    return local.request("GET", "/connect/l/qrconnect", {"uuid": uuid}, host="long.open.weixin.qq.com").body.decode()


def test_qr_sign_in_of_a_website(site: Local) -> None:
    text, uuid = sign_in_page(site)
    assert "wx_errcode=408" in poll(site, uuid)
    browse(site, f"https://open.weixin.qq.com/connect/confirm?uuid={uuid}&wxlocal_person=alice")
    assert "wx_errcode=404" in poll(site, uuid)
    assert site.person("alice").call("scanSignIn", {"text": text}, answers="allow").result == {"confirmed": True}
    answer = poll(site, uuid)
    assert "wx_errcode=405" in answer
    code = answer.partition("wx_code='")[2].partition("'")[0]
    told = exchange(site, code, "site")
    assert told["unionid"]
    assert told["scope"] == "snsapi_login"


def test_a_sign_in_is_refused_or_too_late(site: Local) -> None:
    text, uuid = sign_in_page(site)
    site.person("alice").call("scanSignIn", {"text": text}, answers="refuse")
    assert "wx_errcode=403" in poll(site, uuid)
    late, other = sign_in_page(site)
    site.advance(600)
    assert "wx_errcode=402" in poll(site, other)
    assert not site.person("alice").call("scanSignIn", {"text": late}, answers="allow").ok


def test_a_sign_in_elsewhere_lets_the_mini_program_know_the_unionid(site: Local) -> None:
    """Post 25: 曾经在某个相同主体App、公众号上进行过微信登录授权."""
    from tests.rooms.test_login import exchange as session

    alice, shop = site.person("alice"), site.account("shop").appid
    assert "unionid" not in session(site, alice.login(shop), "shop")
    told = alice.call("signInToApp", {"account": site.account("app").appid, "state": "x"}, answers="allow").result
    assert told is not None
    assert exchange(site, told["code"], "app")["unionid"]
    assert "unionid" in session(site, alice.login(shop), "shop")
    refused = alice.call("signInToApp", {"account": site.account("app").appid}, answers="refuse").result
    assert refused is not None
    assert refused["errCode"] == -4
