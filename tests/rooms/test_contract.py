"""The platform's own request and response samples: accepted as they are, answered in the sample's shape.

Only values that name something of this world (an AppID, a code, a link) are put in place of the sample's.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests import associations, files
from tests.conftest import Seeded
from tests.rooms.test_association import Helper
from tests.rooms.test_login import exchange, signed
from tests.trusted import Trusted
from wxlocal.core.base.instants import instant
from wxlocal.core.world.nouns import categories
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

SAMPLES = Path(__file__).parents[1] / "data" / "contract"


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8-sig"))


def sent(local: Local, path: str, name: str, **changes: Any) -> Any:
    """The sample's very bytes (byte-order mark and all) unless something in it must be ours."""
    body = (SAMPLES / f"{name}.json").read_bytes()
    if changes:
        body = json.dumps({**sample(name), **changes}, ensure_ascii=False, indent=4).encode()
    answer = local.request("POST", path, {"access_token": local.token()}, body=body)
    return answer.json() if "json" in answer.headers["content-type"] else answer


def same_shape(sample: Any, mine: Any, where: str = "$") -> None:
    if isinstance(sample, dict):
        assert isinstance(mine, dict), where
        assert set(sample) - set(mine) == set(), f"{where} lacks fields of the sample"
        for name, value in sample.items():
            same_shape(value, mine[name], f"{where}.{name}")
    elif isinstance(sample, list):
        assert isinstance(mine, list), where
        for value in mine:
            same_shape(sample[0], value, f"{where}[]")
    else:
        assert type(mine) is type(sample), f"{where}: {mine!r} for {sample!r}"


@pytest.fixture(autouse=True)
def _day(memory: Local) -> None:
    memory.at("2024-01-01")


def test_tokens_and_addresses(memory: Local) -> None:
    query = {"grant_type": "client_credential", "appid": memory.appid, "secret": memory.secret}
    same_shape(sample("CgibinTokenResponse"), memory.get("/cgi-bin/token", **query))
    for path, name in (("getcallbackip", "GetCallbackIp"), ("get_api_domain_ip", "GetApiDomainIp")):
        answer = memory.get(f"/cgi-bin/{path}", access_token=memory.token())
        same_shape(sample(f"Cgibin{name}Response"), answer)
    ticket = memory.get("/cgi-bin/ticket/getticket", access_token=memory.token("示例服务号"), type="jsapi")
    same_shape(sample("CgibinTicketGetTicketResponse"), ticket)


def test_callback_check(memory: Local) -> None:
    facts = f"/_wxlocal/v1/worlds/default/accounts/{memory.appid}/facts/credentials"
    memory.request("PATCH", facts, json={"set": {"callback_url": "http://127.0.0.1/push"}})
    same_shape(
        sample("CgibinCallbackCheckResponse"), sent(memory, "/cgi-bin/callback/check", "CgibinCallbackCheckRequest")
    )


def test_quotas_and_rids(memory: Local) -> None:
    assert sent(memory, "/cgi-bin/clear_quota", "CgibinClearQuotaRequest", appid=memory.appid)["errcode"] == 0
    quota = sent(memory, "/cgi-bin/openapi/quota/get", "CgibinOpenApiQuotaGetRequest")
    same_shape(sample("CgibinOpenApiQuotaGetResponse"), quota)
    rid = memory.post("/wxa/generatescheme", {"jump_wxa": {"path": "x"}})["errmsg"].split("rid: ")[1]
    found = sent(memory, "/cgi-bin/openapi/rid/get", "CgibinOpenApiRequestIdGetRequest", rid=rid)
    same_shape(sample("CgibinOpenApiRequestIdGetResponse"), found)
    unknown = sent(memory, "/cgi-bin/openapi/rid/get", "CgibinOpenApiRequestIdGetRequest")
    assert unknown["errcode"] == 76001


def test_sessions(memory: Local) -> None:
    bob = memory.person("bob")
    session = exchange(memory, bob.login())
    same_shape(sample("SnsJsCode2SessionResponse"), session)
    keys = memory.get("/wxa/business/getuserencryptkey", access_token=memory.token(), **signed(session))
    same_shape(sample("WxaBusinessGetUserEncryptKeyResponse"), keys)
    reset = memory.get("/wxa/resetusersessionkey", access_token=memory.token(), **signed(session))
    same_shape(sample("WxaResetUserSessionKeyResponse"), reset)
    paid = bob.call("pay", appid=memory.appid).result
    assert paid
    query = {"openid": paid["openid"], "transaction_id": paid["transaction_id"]}
    answer = memory.get("/wxa/getpaidunionid", access_token=memory.token(), **query)
    same_shape(sample("WxaGetPaidUnionIdResponse"), answer)
    plugin = bob.call("pluginLogin", {"plugin": memory.appid}).result
    assert plugin
    openpid = sent(memory, "/wxa/getpluginopenpid", "WxaGetPluginOpenIdRequest", code=plugin["code"])
    same_shape(sample("WxaGetPluginOpenIdResponse"), openpid)
    assert sent(memory, "/wxa/getpluginopenpid", "WxaGetPluginOpenIdRequest")["errcode"] == 1007


def test_phone_numbers_and_encrypted_messages(memory: Local) -> None:
    bob = memory.person("bob")
    bob.login()
    result = bob.call("getPhoneNumber", tap=True, answers="allow").result
    assert result
    answer = sent(
        memory, "/wxa/business/getuserphonenumber", "WxaBusinessGetUserPhoneNumberRequest", code=result["code"]
    )
    expected = sample("WxaBusinessGetUserPhoneNumberResponse")
    expected["phone_info"]["countryCode"] = "86"  # the sample prints a number; on the wire it is text
    same_shape(expected, answer)
    unknown = sent(memory, "/wxa/business/getuserphonenumber", "WxaBusinessGetUserPhoneNumberRequest")
    assert unknown["errcode"] == 40029
    hash = hashlib.sha256(result["encryptedData"].encode()).hexdigest()
    path = "/wxa/business/checkencryptedmsg"
    checked = sent(memory, path, "WxaBusinessCheckEncryptedMessageRequest", encrypted_msg_hash=hash)
    same_shape(sample("WxaBusinessCheckEncryptedMessageResponse"), checked)
    assert sent(memory, path, "WxaBusinessCheckEncryptedMessageRequest")["errcode"] == 1


def test_links(memory: Local) -> None:
    memory.at("2020-11-20")
    made = sent(memory, "/wxa/generatescheme", "WxaGenerateSchemeRequest")
    same_shape(sample("WxaGenerateSchemeResponse"), made)
    info = memory.post("/wxa/queryscheme", {"scheme": made["openlink"]})["scheme_info"]
    assert info["expire_time"] == 1606737600
    memory.at("2024-01-01")
    nfc = sent(memory, "/wxa/generatenfcscheme", "WxaGenerateNFCSchemeRequest")
    same_shape(sample("WxaGenerateNFCSchemeResponse"), nfc)
    short = sent(memory, "/wxa/genwxashortlink", "WxaGenerateWxaShortLinkRequest")
    same_shape(sample("WxaGenerateWxaShortLinkResponse"), short)
    link = sent(memory, "/wxa/generate_urllink", "WxaGenerateUrlLinkRequest")
    same_shape(sample("WxaGenerateUrlLinkResponse"), link)
    asked = sent(memory, "/wxa/query_urllink", "WxaQueryUrlLinkRequest", url_link=link["url_link"])
    same_shape(sample("WxaQueryUrlLinkResponse"), asked)
    assert asked["url_link_info"]["expire_time"] == instant("2024-01-02")
    scheme = memory.post("/wxa/generatescheme")["openlink"]
    same_shape(
        sample("WxaQuerySchemeResponse"), sent(memory, "/wxa/queryscheme", "WxaQuerySchemeRequest", scheme=scheme)
    )
    assert sent(memory, "/wxa/queryscheme", "WxaQuerySchemeRequest")["errcode"] == 85403
    assert sent(memory, "/wxa/query_urllink", "WxaQueryUrlLinkRequest")["errcode"] == 85403


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/wxa/getwxacode", "WxaGetWxaCodeRequest"),
        ("/wxa/getwxacodeunlimit", "WxaGetWxaCodeUnlimitRequest"),
        ("/cgi-bin/wxaapp/createwxaqrcode", "CgibinWxaappCreateWxaQrcodeRequest"),
    ],
)
def test_codes(memory: Local, path: str, name: str) -> None:
    assert sent(memory, path, name).headers["content-type"] == "image/jpeg"


def official(local: Local, path: str, name: str, **changes: Any) -> Any:
    """A sample sent by the service account."""
    token = {"access_token": local.token("示例服务号")}
    body = json.dumps({**sample(name), **changes}, ensure_ascii=False).encode()
    return local.request("POST", path, token, body=body).json()


def test_people_of_official_accounts(memory: Local) -> None:
    account = memory.account("示例服务号").appid
    alice = memory.person("alice")
    alice.call("follow", {"account": account})
    one, other = alice.openid(account), memory.person("bob").openid(account)
    token = memory.token("示例服务号")
    tag = official(memory, "/cgi-bin/tags/create", "CgibinTagsCreateRequest")
    same_shape(sample("CgibinTagsCreateResponse"), tag)
    id = tag["tag"]["id"]
    both = {"openid_list": [one, other], "tagid": id}
    assert (
        official(memory, "/cgi-bin/tags/members/batchtagging", "CgibinTagsMembersBatchTaggingRequest", **both)[
            "errcode"
        ]
        == 0
    )
    same_shape(
        sample("CgibinTagsGetIdListResponse"),
        official(memory, "/cgi-bin/tags/getidlist", "CgibinTagsGetIdListRequest", openid=one),
    )
    fans = official(memory, "/cgi-bin/user/tag/get", "CgibinUserTagGetRequest", tagid=id)
    same_shape(sample("CgibinUserTagGetResponse"), fans)
    same_shape(sample("CgibinTagsGetResponse"), memory.get("/cgi-bin/tags/get", access_token=token))
    user = memory.get("/cgi-bin/user/info", access_token=token, openid=one)
    same_shape(sample("CgibinUserInfoResponse"), user)
    users = [{"openid": one, "lang": "zh_CN"}, {"openid": other, "lang": "zh_CN"}]
    batch = official(memory, "/cgi-bin/user/info/batchget", "CgibinUserInfoBatchGetRequest", user_list=users)
    for mine, theirs in zip(
        batch["user_info_list"], sample("CgibinUserInfoBatchGetResponse")["user_info_list"], strict=True
    ):
        same_shape(theirs, mine)
    same_shape(sample("CgibinUserGetResponse"), memory.get("/cgi-bin/user/get", access_token=token))
    remark = official(memory, "/cgi-bin/user/info/updateremark", "CgibinUserInfoUpdateRemarkRequest", openid=one)
    assert remark["errcode"] == 0
    untag = official(memory, "/cgi-bin/tags/members/batchuntagging", "CgibinTagsMembersBatchUntaggingRequest", **both)
    assert untag["errcode"] == 0
    tag_change = {"tag": {**sample("CgibinTagsUpdateRequest")["tag"], "id": id}}
    assert official(memory, "/cgi-bin/tags/update", "CgibinTagsUpdateRequest", **tag_change)["errcode"] == 0
    assert official(memory, "/cgi-bin/tags/delete", "CgibinTagsDeleteRequest", tag={"id": id})["errcode"] == 0
    black, openids = "/cgi-bin/tags/members/batchblacklist", {"openid_list": [one]}
    assert official(memory, black, "CgibinTagsMembersBatchBlackListRequest", **openids)["errcode"] == 0
    listed = official(
        memory, "/cgi-bin/tags/members/getblacklist", "CgibinTagsMembersGetBlackListRequest", begin_openid=""
    )
    same_shape(sample("CgibinTagsMembersGetBlackListResponse"), listed)
    white = "/cgi-bin/tags/members/batchunblacklist"
    assert official(memory, white, "CgibinTagsMembersBatchUnblackListRequest", **openids)["errcode"] == 0


def test_codes_and_short_links_of_official_accounts(memory: Local) -> None:
    made = official(memory, "/cgi-bin/qrcode/create", "CgibinQrcodeCreateRequest")
    same_shape(sample("CgibinQrcodeCreateResponse"), made)
    memory.at("2020-01-01")
    short = official(memory, "/cgi-bin/shorturl", "CgibinShortUrlRequest")
    same_shape(sample("CgibinShortUrlResponse"), short)
    assert short["short_url"].startswith("http://w.url.cn/s/")


def test_a_menu_of_the_console(memory: Local) -> None:
    expected = sample("CgibinGetCurrentSelfMenuInfoResponse")
    account = memory.account("示例服务号").appid
    buttons = [one for one in expected["selfmenu_info"]["button"] if one.get("type") != "click"][:3]
    memory.control("PUT", f"/accounts/{account}/menu", {"button": buttons})
    told = memory.get("/cgi-bin/get_current_selfmenu_info", access_token=memory.token("示例服务号"))
    assert told == {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}


def test_web_authorisation(memory: Local) -> None:
    """is_snapshotuser marks the virtual people of snapshot pages: ours are real."""
    account = memory.account("示例服务号")
    asked = f"appid={account.appid}&redirect_uri=https%3A%2F%2Fa.example%2F&response_type=code&scope=snsapi_userinfo"
    url = f"https://open.weixin.qq.com/connect/oauth2/authorize?{asked}&state=1"
    went = memory.person("alice").call("openAuthorization", {"url": url}, answers="allow").result
    assert went is not None
    code = went["location"].partition("code=")[2].partition("&")[0]
    pair = {"appid": account.appid, "secret": account.secret}
    grant = memory.get("/sns/oauth2/access_token", code=code, grant_type="authorization_code", **pair)
    expected = sample("SnsOAuth2AccessTokenResponse")
    same_shape({name: value for name, value in expected.items() if name != "is_snapshotuser"}, grant)
    refresh = {"grant_type": "refresh_token", "refresh_token": grant["refresh_token"], "appid": account.appid}
    same_shape(sample("SnsOAuth2RefreshTokenResponse"), memory.get("/sns/oauth2/refresh_token", **refresh))
    told = memory.get("/sns/userinfo", access_token=grant["access_token"], openid=grant["openid"])
    same_shape(sample("SnsUserInfoResponse"), told)


def test_template_messages(memory: Local) -> None:
    """Templates of industries could be chosen until 2023-07, unified messages be sent until 2023-09."""
    memory.at("2023-06-01")
    official, shop = memory.account("示例服务号", "service_account").appid, memory.appid
    token, alice = memory.token(official), memory.person("alice")
    alice.call("follow", {"account": official})
    with memory.world.act() as act:
        nouns.associate(act.tx, official, shop, act.now)

    def posted(path: str, name: str, **changes: Any) -> Any:
        return memory.post(path, {**sample(name), **changes}, access_token=token)

    assert posted("/cgi-bin/template/api_set_industry", "CgibinTemplateSetIndustryRequest")["errcode"] == 0
    same_shape(
        sample("CgibinTemplateGetIndustryResponse"), memory.get("/cgi-bin/template/get_industry", access_token=token)
    )
    added = posted("/cgi-bin/template/api_add_template", "CgibinTemplateAddTemplateRequest")
    same_shape(sample("CgibinTemplateAddTemplateResponse"), added)
    listed = memory.get("/cgi-bin/template/get_all_private_template", access_token=token)
    same_shape(sample("CgibinTemplateGetAllPrivateTemplateResponse"), listed)
    assert listed["template_list"]
    mine = {"appid": shop, "pagepath": "pages/index/index?foo=bar"}
    changes = {"touser": alice.openid(official), "template_id": added["template_id"], "miniprogram": mine}
    told = posted("/cgi-bin/message/template/send", "CgibinMessageTemplateSendRequest", **changes)
    same_shape(sample("CgibinMessageTemplateSendResponse"), told)
    name = "CgibinMessageWxopenTemplateUniformSendRequest"
    message = {**sample(name)["mp_template_msg"], **changes, "appid": f"{official} "}
    body = {"touser": alice.openid(), "mp_template_msg": message}
    assert sent(memory, "/cgi-bin/message/wxopen/template/uniform_send", name, **body)["errcode"] == 0
    assert [notice.kind for notice in alice.inbox()] == ["template", "template"]


def test_cards_that_change(memory: Local) -> None:
    openid = memory.person("alice").openid()
    made = sent(
        memory, "/cgi-bin/message/wxopen/activityid/create", "CgibinMessageWxopenActivityIdCreateRequest", openid=openid
    )
    same_shape(sample("CgibinMessageWxopenActivityIdCreateResponse"), made)
    name, id = "CgibinMessageWxopenUpdatableMessageSendRequest", made["activity_id"]
    assert sent(memory, "/cgi-bin/message/wxopen/updatablemsg/send", name, activity_id=id)["errcode"] == 0


def test_messages_of_devices_and_to_employees(memory: Local) -> None:
    memory.at("2025-10-01")
    template = {"title": "t", "content": "时间:{{time1.DATA}}"}
    memory.facts("hardware", models=["m"], templates=[{**template, "id": "TEMPLATE_ID"}])
    given = memory.post("/wxa/getsnticket", {"sn": "XXXXXXX", "model_id": "m"}, token=memory.token())["sn_ticket"]
    options = {"sn": "XXXXXXX", "snTicket": given, "modelId": "m", "tmplIds": ["TEMPLATE_ID"]}
    alice = memory.person("alice").change_phone(client_version="8.0.62")
    assert alice.call("requestSubscribeDeviceMessage", options, appid=memory.appid, tap=True, answers="allow").ok
    changes = {"to_openid_list": [alice.openid()], "page": "pages/index/index"}
    name = "CgibinMessageDeviceSubscribeSendRequest"
    assert sent(memory, "/cgi-bin/message/device/subscribe/send", name, **changes)["errcode"] == 0
    template = {"title": "t", "content": "工号:{{character_string1.DATA}}\n工资:{{amount1.DATA}}"}
    memory.facts("employment", opened=True, templates=[{**template, "id": "bV8Jk-XXXXXX"}])
    asked = {"tmplIds": ["bV8Jk-XXXXXX"]}
    assert alice.call("bindEmployeeRelation", asked, appid=memory.appid, answers="allow").ok
    name = "CgibinMessageWxopenEmployeeRelationMessageSendRequest"
    path = "/cgi-bin/message/wxopen/employeerelationmsg/send"
    assert sent(memory, path, name, touser=alice.openid())["errcode"] == 0


def held(trusted: Trusted, path: str, name: str, appid: str | None = None, **changes: Any) -> Any:
    """A sample sent by a third-party platform, for an account."""
    return trusted.post(path, appid, **{**sample(name), **changes})


def test_open_platform_accounts(memory: Local) -> None:
    memory.control("PATCH", f"/accounts/{memory.appid}", {"open_platform": None})
    trusted, path = Trusted(memory), "/cgi-bin/open/"
    made = trusted.local.post(f"{path}create", {"appid": memory.appid}, token=trusted.holds(memory.appid))
    same_shape(sample("CgibinOpenCreateResponse"), made)
    same_shape(
        sample("CgibinOpenGetResponse"),
        trusted.local.post(f"{path}get", {"appid": memory.appid}, token=trusted.held[memory.appid]),
    )
    same_shape(sample("CgibinOpenHaveResponse"), trusted.post(f"{path}have"))
    same_shape(sample("CgibinOpenSameEntityResponse"), trusted.get(f"{path}sameentity"))
    unbind, bind = sample("CgibinOpenUnbindRequest"), sample("CgibinOpenBindRequest")
    for name, body, code in (("unbind", unbind, 0), ("bind", bind, 0), ("bind", bind, 89000)):
        ours = {**body, "appid": memory.appid, "open_appid": made["open_appid"]}
        assert memory.post(f"{path}{name}", ours, token=trusted.held[memory.appid])["errcode"] == code
    foreign = memory.post(f"{path}get", sample("CgibinOpenGetRequest"), token=trusted.held[memory.appid])
    assert foreign["errcode"] == 40013
    assert memory.post(f"{path}create", sample("CgibinOpenCreateRequest"), token=trusted.held[memory.appid])["errcode"]


def test_what_people_see_of_an_account(memory: Local) -> None:
    trusted, path = Trusted(memory), "/cgi-bin/account/"
    for picture, code in (({}, 40007), ({"head_img_media_id": trusted.picture()}, 0)):
        told = held(trusted, f"{path}modifyheadimage", "CgibinAccountModifyHeadImageRequest", **picture)
        assert told["errcode"] == code
    assert held(trusted, f"{path}modifysignature", "CgibinAccountModifySignatureRequest")["errcode"] == 0
    same_shape(sample("CgibinAccountGetAccountBasicInfoResponse"), trusted.get(f"{path}getaccountbasicinfo"))
    rebind = held(trusted, f"{path}componentrebindadmin", "CgibinAccountComponentRebindAdminRequest")
    assert rebind["errcode"] == 85060
    service = memory.account("示例服务号").appid
    lent = held(trusted, f"{path}fastregister", "CgibinAccountFastRegisterRequest", service)
    assert lent["errcode"] == 61058
    page = {"appid": service, "component_appid": trusted.appid, "redirect_uri": "https://a.example/"}
    went = memory.request("GET", "/cgi-bin/fastregisterauth", {**page, "wxlocal_person": "alice"})
    ticket = went.headers["location"].partition("ticket=")[2]
    made = held(trusted, f"{path}fastregister", "CgibinAccountFastRegisterRequest", service, ticket=ticket)
    same_shape(sample("CgibinAccountFastRegisterResponse"), made)


def test_categories(memory: Local) -> None:
    trusted, path = Trusted(memory), "/cgi-bin/wxopen/"
    for name, answer in (
        ("CgibinWxopenGetAllCategoriesResponse", trusted.get(f"{path}getallcategories")),
        (
            "CgibinWxopenGetCategoriesByTypeResponse",
            held(trusted, f"{path}getcategoriesbytype", "CgibinWxopenGetCategoriesByTypeRequest"),
        ),
    ):
        root, first, second = sample(name)["categories_list"]["categories"]
        mine = answer["categories_list"]["categories"]
        same_shape(root, mine[0])
        for one in mine[1:]:
            same_shape(second if one["sensitive_type"] else first, one)
    same_shape(sample("CgibinWxopenGetCategoryResponse"), trusted.get(f"{path}getcategory"))
    first, second = categories.number("商业服务"), categories.number("商业服务>典当")
    wanted = sample("CgibinWxopenAddCategoryRequest")["categories"][0]
    (document,) = next(iter(categories.catalogue("organisation")[second].documents))
    shown: dict[str, Any] = {
        "first": first,
        "second": second,
        "certicates": [{**wanted["certicates"][0], "key": document, "value": trusted.picture()}],
    }
    assert held(trusted, f"{path}addcategory", "CgibinWxopenAddCategoryRequest")["errcode"] == 53303
    assert held(trusted, f"{path}addcategory", "CgibinWxopenAddCategoryRequest", categories=[shown])["errcode"] == 0
    assert held(trusted, f"{path}modifycategory", "CgibinWxopenModifyCategoryRequest")["errcode"] == 53306
    assert held(trusted, f"{path}modifycategory", "CgibinWxopenModifyCategoryRequest", **shown)["errcode"] == 53307
    assert held(trusted, f"{path}deletecategory", "CgibinWxopenDeleteCategoryRequest")["errcode"] == 53303


def test_fast_registration(memory: Local) -> None:
    trusted, path = Trusted(memory), "/cgi-bin/component/fastregisterweapp"
    create = sample("CgibinComponentFastRegisterWeappCreateRequest")
    search = sample("CgibinComponentFastRegisterWeappSearchRequest")
    assert trusted.own(path, {"action": "create"}, **create)["errcode"] == 89255, "123 is not a code"
    wechat = {"legal_persona_wechat": memory.control("GET", "/people/bob")["wechat_id"]}
    named = {**create, **wechat, "code": "1" * 18}
    assert trusted.own(path, {"action": "create"}, **named)["errcode"] == 0
    assert trusted.own(path, {"action": "search"}, **{**search, **wechat})["errcode"] == 89250, "another name"
    same = {**search, **wechat, "legal_persona_name": create["legal_persona_name"]}
    assert trusted.own(path, {"action": "search"}, **same)["errcode"] == 89251


def test_rules_for_ordinary_qr_codes(memory: Local) -> None:
    where = "/cgi-bin/wxopen/qrcodejump"
    assert sent(memory, f"{where}add", "CgibinWxopenQrcodeJumpAddRequest") == {"errcode": 0, "errmsg": "ok"}
    assert sent(memory, f"{where}publish", "CgibinWxopenQrcodeJumpPublishRequest")["errcode"] == 0
    told = memory.post(f"{where}get", {})
    same_shape(sample("CgibinWxopenQrcodeJumpGetResponse"), told)
    (rule,) = told["rule_list"]
    assert (rule["state"], rule["debug_url"]) == (2, [f"{rule['prefix']}?a={number}" for number in (1, 2)])
    same_shape(sample("CgibinWxopenQrcodeJumpDownloadResponse"), memory.post(f"{where}download", {}))
    assert sent(memory, f"{where}delete", "CgibinWxopenQrcodeJumpDeleteRequest")["errcode"] == 0
    assert memory.post(f"{where}get", {})["rule_list"] == []


def test_links_of_an_official_account(seeded: Seeded) -> None:
    local = seeded(associations.SEED, now="2024-01-01")
    helper, appid = Helper(local, "news", (33,)), local.account("shop").appid
    asked = {**sample("CgibinWxopenWxaMpLinkRequest"), "appid": appid}
    assert helper.post("/cgi-bin/wxopen/wxamplink", asked)["errcode"] == 0
    associations.answered(local, "news", "shop")
    associations.setting(local, "confirm", "other")
    associations.invite(local, mini="other")
    associations.answered(local, "other", "news", accepted=False)
    told = helper.post("/cgi-bin/wxopen/wxamplinkget")
    linked, refused = sample("CgibinWxopenWxaMpLinkGetResponse")["wxopens"]["items"]
    by_status = {one["status"]: one for one in told["wxopens"]["items"]}
    same_shape(linked, by_status[1])
    same_shape(refused, by_status[3])
    ended = {**sample("CgibinWxopenWxaMpUnlinkRequest"), "appid": appid}
    assert helper.post("/cgi-bin/wxopen/wxampunlink", ended)["errcode"] == 0


def test_files_and_checks(memory: Local) -> None:
    """The samples that stand on the pages themselves."""
    uploaded = files.send(memory, "/cgi-bin/media/upload", files.picture(), type="image").json()
    same_shape({"errcode": 0, "errmsg": "ok", "type": "image", "media_id": "MEDIA_ID", "created_at": 1}, uploaded)
    shown = {"url": "http://mmbiz.qpic.cn/XXXXX", "errcode": 0, "errmsg": "ok"}
    same_shape(shown, files.send(memory, "/cgi-bin/media/uploadimg", files.picture()).json())
    counted = {"voice_count": 5, "video_count": 3, "image_count": 10, "news_count": 7}
    token = memory.token("示例服务号")
    same_shape(counted, memory.get("/cgi-bin/material/get_materialcount", access_token=token))
    memory.person("alice").login()
    asked: dict[str, Any] = {"openid": memory.person("alice").openid(), "scene": 1, "version": 2}
    detail: list[dict[str, Any]] = [
        {"strategy": "content_model", "errcode": 0, "suggest": "risky", "label": 20006, "prob": 90},
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "risky",
            "label": 20006,
            "level": 90,
            "keyword": "命中的关键词2",
        },
    ]
    memory.facts("content_security", words={"hello": {"label": 20006}})
    told = memory.post("/wxa/msg_sec_check", {**asked, "content": "hello world!"})
    sample = {"errcode": 0, "errmsg": "ok", "result": {"suggest": "risky", "label": 20001}, "trace_id": "60ae120f"}
    same_shape(sample, told)
    for wanted, mine in zip(detail, told["detail"], strict=True):
        same_shape(wanted, mine)
        assert list(mine) == list(wanted)
    address = "https://developers.weixin.qq.com/miniprogram/assets/images/head_global_z_@all.png"
    told = memory.post("/wxa/media_check_async", {**asked, "media_url": address, "media_type": 2})
    same_shape({"errcode": 0, "errmsg": "ok", "trace_id": "60f96f1d-3845297a-1976a3ae"}, told)
    ranked = {"errcode": 0, "errmsg": "getuserriskrank succ", "risk_rank": 0, "unoin_id": 123456}
    asked = {"appid": memory.appid, "openid": asked["openid"], "scene": 1, "client_ip": "******"}
    same_shape(ranked, memory.post("/wxa/getuserriskrank", asked))


def test_every_sample_is_used() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_contract*.py"))
    stems = {path.stem.removesuffix("Response").removesuffix("Request") for path in SAMPLES.glob("*.json")}
    missing = {stem for stem in stems if stem not in text and stem.removeprefix("Cgibin") not in text}
    assert missing == set()


def test_subscription_messages(memory: Local) -> None:
    for name, path, query in (
        ("WxaApiNewTemplateGetCategory", "getcategory", {}),
        (
            "WxaApiNewTemplateGetPublicTemplateTitles",
            "getpubtemplatetitles",
            {"ids": '"2,616"', "start": 0, "limit": 30},
        ),
        ("WxaApiNewTemplateGetPublicTemplateKeywords", "getpubtemplatekeywords", {"tid": 99}),
    ):
        told = memory.get(f"/wxaapi/newtmpl/{path}", access_token=memory.token(), **query)
        same_shape(sample(f"{name}Response"), told)
    added = sent(memory, "/wxaapi/newtmpl/addtemplate", "WxaApiNewTemplateAddTemplateRequest")
    same_shape(sample("WxaApiNewTemplateAddTemplateResponse"), added)
    listed = memory.get("/wxaapi/newtmpl/gettemplate", access_token=memory.token())
    same_shape(sample("WxaApiNewTemplateGetTemplateResponse"), listed)
    deleted = "WxaApiNewTemplateDeleteTemplateRequest"
    assert sent(memory, "/wxaapi/newtmpl/deltemplate", deleted, priTmplId=added["priTmplId"])["errcode"] == 0

    alice, service = memory.person("alice"), memory.account("示例服务号").appid
    for account in (memory.appid, service):
        memory.facts("subscribe", account, templates=[{"id": "t", "title": "通知", "kind": "long"}], notices=True)
    alice.call("requestSubscribeMessage", {"tmplIds": ["t"]}, tap=True, answers="allow")
    name, path = "CgibinMessageSubscribeSendRequest", "/cgi-bin/message/subscribe/send"
    assert sent(memory, path, name, touser=alice.openid(), template_id="t")["errcode"] == 0
    alice.call("subscribeInArticle", {"account": service, "templates": ["t"]}, answers="allow")
    body = {**sample("CgibinMessageSubscribeBusinessSendRequest"), "touser": alice.openid(service), "template_id": "t"}
    token = memory.token("示例服务号")
    assert memory.post("/cgi-bin/message/subscribe/bizsend", body, token=token)["errcode"] == 40013, "not linked"
    del body["miniprogram"]
    assert memory.post("/cgi-bin/message/subscribe/bizsend", body, token=token)["errcode"] == 0
    body = {**sample("CgibinMessageTemplateSubscribeRequest"), "touser": alice.openid(service)}
    assert memory.post("/cgi-bin/message/template/subscribe", body, token=token)["errcode"] == 40037


def test_text_messages(memory: Local) -> None:
    """The samples' environment, number and file are in the place of ours; xxx is an AppID's environment nowhere."""
    memory.at("2021-04-15 12:00")
    base = f"/accounts/{memory.appid}/environments"
    memory.control("POST", base, {"id": "online-12345678910", "plan": "pay_as_you_go"})
    memory.control("POST", f"{base}/online-12345678910/hosting", {})
    env, number = {"env": "online-12345678910"}, {"phone_number_list": ["+8613800000001"]}
    told = sent(memory, "/tcb/sendsms", "TCBSendSmsRequest")
    same_shape(sample("TCBSendSmsResponse"), told)
    assert told["send_status_list"][0]["code"] != "Ok", "+8612345678910 is not a number"
    assert sent(memory, "/tcb/sendsms", "TCBSendSmsRequest", **number)["send_status_list"][0]["code"] == "Ok"
    link = memory.post("/wxa/generate_urllink")["url_link"]
    same_shape(sample("TCBSendSmsV2Response"), sent(memory, "/tcb/sendsmsv2", "TCBSendSmsV2Request", url_link=link))
    memory.advance(6)
    asked = {**sample("TCBDescribeSmsRecordsRequest")["PostData"], "EnvId": env["env"], "EndDate": "2021-04-23"}
    del asked["QueryId"]
    records = sent(memory, "/tcb/describesmsrecords", "TCBDescribeSmsRecordsRequest", PostData=asked)
    same_shape(sample("TCBDescribeSmsRecordsResponse"), records)
    files = sent(memory, "/tcb/describeextensionuploadinfo", "TCBDescribeExtensionUploadInfoRequest")
    same_shape(sample("TCBDescribeExtensionUploadInfoResponse"), files)
    file = files["Response"]["FilesData"][0]
    path, _, query = file["UploadUrl"].removeprefix("https://api.weixin.qq.com").partition("?")
    pairs = dict(pair.split("=") for pair in query.split("&"))
    assert memory.request("PUT", path, pairs, body=b"13800000001,a,/index.html").status == 200
    changes = {**env, "file_url": file["CodeUri"]}
    task = sent(memory, "/tcb/createsendsmstask", "TCBCreateSendSmsTaskRequest", **changes)
    same_shape(sample("TCBCreateSendSmsTaskResponse"), task)
    report = {"env_id": env["env"], "activity_id": "a", "channel_id": "_cms_sms_"}
    for action in ("sendSmsTask", "openH5"):
        body = {**report, "report_action": action}
        assert sent(memory, "/tcb/cloudbasereport", "TCBCloudBaseReportRequest", **body)["errcode"] == 0
    memory.at("2021-04-16 06:00")
    condition = {**sample("TCBGetStatisticsRequest")["condition"], **report}
    span = {"begin_date": instant("2021-04-15"), "end_date": instant("2021-04-16")}
    counted = sent(memory, "/tcb/getstatistics", "TCBGetStatisticsRequest", condition=condition, **span)
    same_shape(sample("TCBGetStatisticsResponse"), counted)
    assert [one["col_id"] for one in counted["data_column"]] == [
        one["col_id"] for one in sample("TCBGetStatisticsResponse")["data_column"]
    ]
