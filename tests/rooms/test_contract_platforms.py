"""The platform's own samples for third-party platforms: tokens, authorisations, options, domains, files, pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests import files
from tests.rooms.test_contract import same_shape, sample
from tests.trusted import Trusted
from wxlocal.entry.local import Local

COMPONENT = "/cgi-bin/component/"


@pytest.fixture
def trusted(memory: Local) -> Trusted:
    memory.at("2024-01-01")
    return Trusted(memory)


def own(trusted: Trusted, path: str, name: str, **changes: Any) -> Any:
    """A sample that a platform sends with its own token."""
    return trusted.own(f"{COMPONENT}{path}", **{**sample(f"{name}Request"), **changes})


def test_tokens(trusted: Trusted) -> None:
    me = {"component_appid": trusted.appid}
    start = {**sample("CgibinComponentApiStartPushTicketRequest"), **me, "component_secret": trusted.secret}
    assert trusted.local.post(f"{COMPONENT}api_start_push_ticket", start)["errcode"] == 0
    asked = {**me, "component_appsecret": trusted.secret, "component_verify_ticket": trusted.ticket()}
    body = {**sample("CgibinComponentApiComponentTokenRequest"), **asked}
    told = trusted.local.post(f"{COMPONENT}api_component_token", body)
    same_shape(sample("CgibinComponentApiComponentTokenResponse"), told)
    told = own(trusted, "api_create_preauthcode", "CgibinComponentApiCreatePreAuthCode", **me)
    same_shape(sample("CgibinComponentApiCreatePreAuthCodeResponse"), told)


def test_authorisations(trusted: Trusted, memory: Local) -> None:
    me = {"component_appid": trusted.appid}
    path = f"/third-party/{trusted.appid}/authorizations"
    code = memory.control("POST", path, {"appid": memory.appid})["auth_code"]
    told = own(trusted, "api_query_auth", "CgibinComponentApiQueryAuth", **me, authorization_code=code)
    same_shape(sample("CgibinComponentApiQueryAuthResponse"), told)
    held = told["authorization_info"]
    token = {"authorizer_appid": memory.appid, "authorizer_refresh_token": held["authorizer_refresh_token"]}
    told = own(trusted, "api_authorizer_token", "CgibinComponentApiAuthorizerToken", **me, **token)
    same_shape(sample("CgibinComponentApiAuthorizerTokenResponse"), told)
    told = own(trusted, "api_get_authorizer_list", "CgibinComponentApiGetAuthorizerList", **me)
    same_shape(sample("CgibinComponentApiGetAuthorizerListResponse"), told)
    told = own(
        trusted, "api_get_authorizer_info", "CgibinComponentApiGetAuthorizerInfo", **me, authorizer_appid=memory.appid
    )
    same_shape(sample("CgibinComponentApiGetAuthorizerInfoResponse"), told)


def test_options(trusted: Trusted, memory: Local) -> None:
    trusted.holds(memory.appid)
    who = {"component_appid": trusted.appid, "authorizer_appid": memory.appid}
    for path, stem, value in (
        ("api_get_authorizer_option", "CgibinComponentApiGetAuthorizerOption", {}),
        ("api_set_authorizer_option", "CgibinComponentApiSetAuthorizerOption", {"option_value": "1"}),
    ):
        assert own(trusted, path, stem, **who)["errcode"] == 61012, "option_name_value is not an option"
        told = own(trusted, path, stem, **who, option_name="voice_recognize", **value)
        assert told.get("errcode", 0) == 0
    told = own(
        trusted, "get_authorizer_option", "CgibinComponentApiGetAuthorizerOption", **who, option_name="voice_recognize"
    )
    same_shape(sample("CgibinComponentApiGetAuthorizerOptionResponse"), told)
    assert told["option_value"] == "1"


def test_domains(trusted: Trusted, memory: Local) -> None:
    for path, stem in (
        ("modify_wxa_server_domain", "CgibinComponentModifyWxaServerDomain"),
        ("modify_wxa_jump_domain", "CgibinComponentModifyWxaJumpDomain"),
    ):
        told = own(trusted, path, stem, action="add", is_modify_published_together=True)
        same_shape(sample(f"{stem}Response"), told)
    told = trusted.own(f"{COMPONENT}get_domain_confirmfile")
    same_shape(sample("CgibinComponentGetDomainConfirmFileResponse"), told)
    told = trusted.post("/wxa/modify_domain", **sample("WxaModifyDomainRequest"))
    assert told["errcode"] == 0
    same_shape(sample("WxaModifyDomainResponse"), told)
    trusted.own(f"{COMPONENT}modify_wxa_jump_domain", action="add", wxa_jump_h5_domain="qq.com")
    told = trusted.post("/wxa/setwebviewdomain", **sample("WxaSetWebviewDomainRequest"))
    assert told["errcode"] == 0
    same_shape(sample("WxaSetWebviewDomainResponse"), told)


def test_files_and_pages(trusted: Trusted, memory: Local) -> None:
    token = trusted.holds(memory.appid)
    told = files.send(memory, "/wxa/uploadmedia", files.picture(), token=token).json()
    same_shape(sample("WxaUploadMediaResponse"), told)
    batch = sample("WxaSecurityApplySetOrderPathInfoRequest")["batch_req"]
    apply = "/wxa/security/applysetorderpathinfo"
    assert trusted.own(apply, batch_req=batch)["errcode"] == 61003, "appid1 has authorised nobody"
    assert trusted.own(apply, batch_req={**batch, "appid_list": [memory.appid]})["errcode"] == 0
    told = memory.post("/wxa/security/getorderpathinfo", {"info_type": 1}, token=token)
    same_shape(sample("WxaSecurityGetOrderPathInfoResponse"), told)
