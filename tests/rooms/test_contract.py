"""The platform's own request and response samples: accepted as they are, answered in the sample's shape.

Only values that name something of this world (an AppID, a code, a link) are put in place of the sample's.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.test_login import exchange, signed
from wxlocal.core.instants import instant
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


def test_every_sample_is_used() -> None:
    text = Path(__file__).read_text()
    stems = {path.stem.removesuffix("Response").removesuffix("Request") for path in SAMPLES.glob("*.json")}
    missing = {stem for stem in stems if stem not in text and stem.removeprefix("Cgibin") not in text}
    assert missing == set()
