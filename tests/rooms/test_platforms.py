"""Third-party platforms: tickets, tokens, authorisations, and what an account lets them do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Answer, Local
from wxlocal.faces.tables import credential

COMPONENT = "/cgi-bin/component/"


class Platform:
    """A third-party platform that a test plays."""

    def __init__(self, local: Local) -> None:
        self.local = local
        made = local.control("POST", "/accounts", {"kind": "third_party", "name": "帮手", "subject": "example"})
        self.appid, self.secret = made["appid"], made["secret"]
        self.token = ""

    def ticket(self) -> str:
        return str(self.local.control("GET", f"/third-party/{self.appid}/ticket")["component_verify_ticket"])

    def start(self, ticket: str | None = None) -> Any:
        body = {"component_appid": self.appid, "component_appsecret": self.secret}
        answer = self.local.post(
            f"{COMPONENT}api_component_token", {**body, "component_verify_ticket": ticket or self.ticket()}
        )
        self.token = answer.get("component_access_token", "")
        return answer

    def call(self, name: str, **body: Any) -> Any:
        return self.local.post(f"{COMPONENT}{name}", {"component_appid": self.appid, **body}, token=self.token)

    def authorize(self, appid: str, sets: tuple[int, ...] | None = None) -> Any:
        body = {"appid": appid} if sets is None else {"appid": appid, "sets": sets}
        code = self.local.control("POST", f"/third-party/{self.appid}/authorizations", body)["auth_code"]
        return self.call("api_query_auth", authorization_code=code)["authorization_info"]


@pytest.fixture
def platform(local: Local) -> Platform:
    made = Platform(local)
    assert made.start()["expires_in"] == 7200
    return made


def test_a_ticket_lives_twelve_hours_and_is_new_every_ten_minutes(local: Local) -> None:
    local.at("2024-01-01")
    made = Platform(local)
    first = made.ticket()
    local.advance(600)
    assert made.ticket() != first
    local.advance(12 * 3600 - 1201)
    assert "component_access_token" in made.start(first)
    local.advance(1201)
    assert made.start(first)["errcode"] == 61005
    assert made.start("ticket@@@nonsense")["errcode"] == 61006
    assert made.start("ticket@@@" + "0" * 64 + "ff")["errcode"] == 61006


def test_wrong_secrets_are_refused(local: Local) -> None:
    made = Platform(local)
    made.secret = "0" * 32
    assert made.start()["errcode"] == 40125
    made.appid = local.appid
    assert local.post(f"{COMPONENT}api_start_push_ticket", {"component_appid": made.appid})["errcode"] == 40013


def test_tokens_of_an_authorised_account(local: Local, platform: Platform) -> None:
    told = platform.authorize(local.appid)
    assert told["authorizer_appid"] == local.appid
    assert [one["funcscope_category"]["id"] for one in told["func_info"]] == [17, 18, 19, 25, 30, 31, 86, 88]
    answer = local.post("/wxa/generatescheme", {}, token=told["authorizer_access_token"])
    assert answer["errcode"] == 0
    again = platform.call(
        "api_authorizer_token", authorizer_appid=local.appid, authorizer_refresh_token=told["authorizer_refresh_token"]
    )
    assert again["authorizer_refresh_token"] == told["authorizer_refresh_token"]
    assert local.post("/wxa/generatescheme", {}, token=again["authorizer_access_token"])["errcode"] == 0
    wrong = platform.call("api_authorizer_token", authorizer_appid=local.appid, authorizer_refresh_token="x")
    assert wrong["errcode"] == 61023


def test_only_granted_permission_sets_may_be_used(local: Local, platform: Platform) -> None:
    told = platform.authorize(local.appid, (19,))
    answer = local.post("/wxa/generatescheme", {}, token=told["authorizer_access_token"])
    assert answer["errcode"] == 61007


def test_tokens_are_not_mixed_up(local: Local, platform: Platform) -> None:
    told = platform.authorize(local.appid)
    assert local.post("/wxa/generatescheme", {}, token=platform.token)["errcode"] == 61014
    listing = {"component_appid": platform.appid, "offset": 0, "count": 10}
    for token in (local.token(), told["authorizer_access_token"]):
        assert local.post(f"{COMPONENT}api_get_authorizer_list", listing, token=token)["errcode"] == 61014


def test_a_code_is_used_once_within_ten_minutes(local: Local, platform: Platform) -> None:
    local.at("2024-01-01")
    path = f"/third-party/{platform.appid}/authorizations"
    code = local.control("POST", path, {"appid": local.appid})["auth_code"]
    assert "authorization_info" in platform.call("api_query_auth", authorization_code=code)
    assert platform.call("api_query_auth", authorization_code=code)["errcode"] == 61009
    code = local.control("POST", path, {"appid": local.appid})["auth_code"]
    local.advance(600)
    assert platform.call("api_query_auth", authorization_code=code)["errcode"] == 61010


def test_withdrawing_kills_the_tokens(local: Local, platform: Platform) -> None:
    token = platform.authorize(local.appid)["authorizer_access_token"]
    local.control("DELETE", f"/third-party/{platform.appid}/authorizations/{local.appid}")
    assert local.post("/wxa/generatescheme", {}, token=token)["errcode"] == 40001
    assert platform.call("api_get_authorizer_info", authorizer_appid=local.appid)["errcode"] == 61003
    with pytest.raises(NotPossible, match="has not authorised"):
        local.control("DELETE", f"/third-party/{platform.appid}/authorizations/{local.appid}")


def test_authorising_anew_kills_the_old_tokens(local: Local, platform: Platform) -> None:
    old = platform.authorize(local.appid)
    new = platform.authorize(local.appid, (18,))
    assert old["authorizer_refresh_token"] != new["authorizer_refresh_token"]
    assert local.post("/wxa/generatescheme", {}, token=old["authorizer_access_token"])["errcode"] == 40001


def test_what_the_platform_learns_of_an_account(local: Local, platform: Platform) -> None:
    platform.authorize(local.appid)
    info = platform.call("api_get_authorizer_info", authorizer_appid=local.appid)
    assert info["authorizer_info"]["nick_name"] == "示例小程序"
    assert info["authorizer_info"]["MiniProgramInfo"]["categories"] == [{"first": "商家自营", "second": "百货"}]
    assert "authorizer_access_token" not in info["authorization_info"]
    listed = platform.call("api_get_authorizer_list", offset=0, count=10)
    assert (listed["total_count"], listed["list"][0]["authorizer_appid"]) == (1, local.appid)
    assert platform.call("api_get_authorizer_list", offset=0, count=501)["errcode"] == 40170


@pytest.mark.parametrize("prefix", ["", "api_"])
def test_options(local: Local, platform: Platform, prefix: str) -> None:
    platform.authorize(local.appid)
    option = {"authorizer_appid": local.appid, "option_name": "voice_recognize"}
    assert platform.call(f"{prefix}get_authorizer_option", **option)["option_value"] == "0"
    assert platform.call(f"{prefix}set_authorizer_option", **option, option_value="1")["errcode"] == 0
    assert platform.call(f"{prefix}get_authorizer_option", **option)["option_value"] == "1"
    assert platform.call(f"{prefix}set_authorizer_option", **option, option_value="7")["errcode"] == 61013
    assert platform.call(f"{prefix}get_authorizer_option", **{**option, "option_name": "x"})["errcode"] == 61012


def test_events_are_in_the_journal(local: Local, platform: Platform) -> None:
    platform.authorize(local.appid)
    platform.authorize(local.appid)  # nothing changed: not told
    platform.authorize(local.appid, (18,))
    local.control("DELETE", f"/third-party/{platform.appid}/authorizations/{local.appid}")
    told = [
        (one["InfoType"], one["AuthorizerAppid"])
        for one in (json.loads(entry.request) for entry in local.journal(face="event"))
    ]
    assert told == [(kind, local.appid) for kind in ("authorized", "updateauthorized", "unauthorized")]


def test_an_administrator_confirms_on_the_page(local: Local, platform: Platform) -> None:
    code = platform.call("api_create_preauthcode")["pre_auth_code"]
    page = "https://mp.weixin.qq.com/cgi-bin/componentloginpage"
    query = (
        f"component_appid={platform.appid}&pre_auth_code={code}&redirect_uri=https://helper.example/back&auth_type=2"
    )

    def browse(query: str) -> Answer:
        parts = urlsplit(f"{page}?{query}")
        return local.request("GET", parts.path, dict(parse_qsl(parts.query)), host=parts.netloc)

    shown = browse(query).body.decode()
    assert "示例小程序" in shown
    assert "示例服务号" not in shown
    back = browse(f"{query}&wxlocal_account={local.appid}")
    answer = parse_qs(urlsplit(back.headers["location"]).query)
    assert answer["expires_in"] == ["600"]
    info = platform.call("api_query_auth", authorization_code=answer["auth_code"][0])
    assert info["authorization_info"]["authorizer_appid"] == local.appid
    assert "已过期" in browse(query).body.decode()  # a code opens the page until it was used
    assert "不存在" in browse(f"component_appid={local.appid}").body.decode()


def test_logins_of_authorised_mini_programs(local: Local, platform: Platform) -> None:
    path, bob = "/sns/component/jscode2session", local.person("bob")
    asked = {"appid": local.appid, "grant_type": "authorization_code", "component_appid": platform.appid}

    def login() -> Any:
        query = {**asked, "js_code": bob.login(), "component_access_token": platform.token}
        return local.request("GET", path, query).json()

    assert login()["errcode"] == 61003
    platform.authorize(local.appid)
    assert login()["openid"] == bob.openid()
    assert (
        local.request("GET", path, {**asked, "js_code": "x", "access_token": platform.token}).json()["errcode"] == 40029
    )
    assert local.request("GET", path, {**asked, "access_token": local.token()}).json()["errcode"] == 61014


# -- credentials: what the reference says is what the operations take -------------------------------------------------

REFUSED = {40001, 41001, 41002, 41004, 40125, 48001, 61007, 61014, 86000}
BRINGS = {
    "own": "access token of the account",
    "component": "the third-party platform's own token",
    "held": "the token that a third-party platform holds for the account",
    "secret": "AppID and AppSecret of the account",
}


@pytest.fixture(scope="module")
def credentials() -> Any:
    with Local(frozen=True) as local:
        platform = Platform(local)
        platform.start()
        accounts = [local.account(), local.account("示例服务号")]
        local.facts("subscribe", "示例服务号", notices=True)  # what is not opened is refused with 48001, too
        yield local, platform, accounts, [platform.authorize(one.appid, tuple(range(1, 170))) for one in accounts]


@pytest.mark.parametrize("brought", BRINGS)
@pytest.mark.parametrize("path", sorted(op.path for op in house().operations.values() if op.need != "own"))
def test_the_reference_names_the_credential_that_is_taken(credentials: Any, path: str, brought: str) -> None:
    local, platform, accounts, held = credentials
    operation = house().operations[path]
    which = 0 if operation.accounts is None or "mini_program" in operation.accounts else 1
    account = accounts[which]
    query = {
        "own": lambda: {"access_token": local.token(account.appid)},
        "component": lambda: {"access_token": platform.token},
        "held": lambda: {"access_token": held[which]["authorizer_access_token"]},
        "secret": lambda: {"appid": account.appid, operation.secret_field: account.secret},
    }[brought]()
    body = {"component_appid": platform.appid, "authorizer_appid": account.appid}
    answer = local.request(operation.methods[-1], path, query, body)
    code = answer.json().get("errcode", 0) if answer.headers["content-type"].startswith(("app", "text")) else 0
    told = credential(operation)
    is_told = BRINGS[brought] in told or (brought == "own" and "or the account's own token" in told)
    assert (code not in REFUSED) == is_told, (told, answer.body[:200])


def test_every_own_credential_is_described() -> None:
    needs = {"access", "secret", "own", "component", "authorizer", "platform"}
    assert {op.need for op in house().operations.values()} == needs, "the test above sees all of them"
    assert [op.path for op in house().operations.values() if op.need == "own" and not op.credential] == []
    page = (Path(__file__).parents[2] / "docs" / "reference" / "operations.md").read_text(encoding="utf-8")
    for op in house().operations.values():
        part = page.partition(f" {op.path}`\n")[2].partition("### ")[0]
        assert f"| credential | {credential(op)} |" in part, op.path
