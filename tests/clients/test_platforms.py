"""wechatpy as a third-party platform, unchanged: ticket, tokens, authorisation, calls for an account."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from wechatpy.component import WeChatComponent  # type: ignore[import-untyped]
from wechatpy.exceptions import WeChatClientException  # type: ignore[import-untyped]

from tests.rooms.test_platforms import Platform
from wxlocal.entry.local import Local

pytestmark = pytest.mark.filterwarnings(  # wechatpy keeps its connections until it is collected
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def served() -> Iterator[Local]:
    with Local() as local, local.intercepted():
        yield local
    gc.collect()


def test_a_third_party_platform(served: Local) -> None:
    made = Platform(served)
    component = WeChatComponent(made.appid, made.secret, "token", "a" * 43)
    component.session.set(f"{made.appid}_component_verify_ticket", made.ticket())
    code = served.control("POST", f"/third-party/{made.appid}/authorizations", {"appid": served.appid})["auth_code"]
    info = component.query_auth(code)["authorization_info"]
    assert info["authorizer_appid"] == served.appid
    component.session.set(f"{served.appid}_refresh_token", info["authorizer_refresh_token"])
    told = component.get_authorizer_info(served.appid)
    assert told["authorizer_info"]["nick_name"] == "示例小程序"
    assert component.get_authorizer_list(0, 10)["total_count"] == 1
    assert component.create_preauthcode()["expires_in"] == 1800
    again = component.refresh_authorizer_token(served.appid, info["authorizer_refresh_token"])
    assert again["authorizer_access_token"] != info["authorizer_access_token"]
    client = component.get_client_by_appid(served.appid)
    assert client.post("/wxa/generatescheme".lstrip("/"), data={}, api_base_url="https://api.weixin.qq.com/")[
        "openlink"
    ]
    served.control("DELETE", f"/third-party/{made.appid}/authorizations/{served.appid}")
    with pytest.raises(WeChatClientException) as error:
        component.get_authorizer_info(served.appid)
    assert error.value.errcode == 61003
