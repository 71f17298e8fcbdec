"""SDKs and HTTP clients, unchanged. Each cell shows the four things that make a pass:

1. the call returns, and the SDK's own result has the documented fields;
2. the world shows the effect;
3. an error of the operation reaches the SDK's own exception with its errcode;
4. the same call on another day answers as the policy of that day says.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.backends import Backend
from tests.files import picture
from tests.rooms.test_codes import read
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

CLIENTS = ["wechatpy", "node-easywechat", "httpx", "requests", "curl", "node-https", "node-fetch"]
BEFORE, CHANGE, LIFTED = instant("2022-04-10"), instant("2022-04-11"), instant("2023-12-19")
# wechatpy has no method for some operations: there is no cell
without_wechatpy = pytest.mark.parametrize("client", CLIENTS[1:], indirect=True)


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest, served: Local, tmp_path: Path) -> Iterator[Backend]:
    """A started client in a fresh world. A fresh process for each test: SDKs keep tokens."""
    served.reset()
    served.world.set_clock(None, frozen=True)
    backend = Backend(request.param, served, tmp_path)
    yield backend
    backend.close()


def made(local: Local, ticket: str) -> dict[str, Any]:
    """The link as the world has it."""
    links = local.request("GET", f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/links").json()
    return next(link for link in links if link["ticket"] in ticket)


def test_tokens(client: Backend, served: Local) -> None:
    served.at("2022-01-01")
    token = client("token").value
    text = token["access_token"] if isinstance(token, dict) else token
    assert served.get("/cgi-bin/getcallbackip", access_token=text)["ip_list"]
    assert client("token", secret="0" * 32).errcode == 40125
    served.advance(7200)
    assert served.get("/cgi-bin/getcallbackip", access_token=text)["errcode"] == 42001


def test_logins(client: Backend, served: Local) -> None:
    served.at("2021-02-22")
    bob = served.person("bob")
    session = client("login", code=bob.login()).value
    assert session["openid"] == bob.openid()
    assert "unionid" not in session
    assert client("login", code="nonsense").errcode == 40029
    served.at("2021-02-23")
    later = client("login", code=bob.login()).value
    assert len(later["unionid"]) == 28
    assert served.verify(path="/sns/jscode2session", errcode=0, times=2)


def test_phone_numbers(client: Backend, served: Local) -> None:
    bob = served.person("bob")

    def tap() -> dict[str, Any]:
        result = bob.call("getPhoneNumber", tap=True, answers="allow").result
        assert result
        return result

    served.at("2021-12-12")
    bob.login()
    assert "code" not in tap()
    served.at("2021-12-13")
    code = tap()["code"]
    told = client("phone", code=code).value["phone_info"]
    assert (told["purePhoneNumber"], told["countryCode"]) == ("13800000002", "86")
    assert client("phone", code=code).errcode == 40029
    served.verify(path="/wxa/business/getuserphonenumber", errcode=0, times=1)


def test_unionid_after_payment(client: Backend, served: Local) -> None:
    served.at("2022-01-01")
    paid = served.person("bob").call("pay", appid=served.appid).result
    assert paid
    order = {"openid": paid["openid"], "transaction_id": paid["transaction_id"]}
    value = client("paid_unionid", **order).value
    assert len(value if isinstance(value, str) else value["unionid"]) == 28
    served.advance(301)
    assert client("paid_unionid", **order).errcode == 89300


@pytest.mark.parametrize("kind", ["scheme", "link"])
def test_links_on_three_days(client: Backend, served: Local, kind: str) -> None:
    field = "openlink" if kind == "scheme" else "url_link"
    alice, bob = served.person("alice"), served.person("bob")
    # the day before: for ever, for everybody
    served.at(BEFORE)
    old = client(kind, is_expire=False).value[field]
    assert made(served, old)["expires_at"] == 0
    assert alice.open(old).ok
    assert bob.open(old).ok
    # the day: thirty days, one person; the old one too
    served.at(CHANGE)
    new = client(kind, is_expire=False).value[field]
    assert made(served, new)["expires_at"] == CHANGE + 30 * DAY
    assert alice.open(new).ok
    assert bob.open(new).rule == "link-one-user"
    assert alice.open(old).ok
    assert not bob.open(old).ok
    # 2023-12-19: everybody again
    served.at(LIFTED - 1)
    last = client(kind, is_expire=False).value[field]
    assert alice.open(last).ok
    assert not bob.open(last).ok
    served.at(LIFTED)
    assert bob.open(last).ok
    # and what is refused arrives
    wrong = {"jump_wxa": {"path": "pages/none"}} if kind == "scheme" else {"path": "pages/none"}
    assert client(kind, **wrong).errcode == 40165
    served.verify(path=f"/wxa/{'generatescheme' if kind == 'scheme' else 'generate_urllink'}", errcode=0, times=3)


@without_wechatpy
@pytest.mark.parametrize("kind", ["scheme", "link"])
def test_looking_links_up(client: Backend, served: Local, kind: str) -> None:
    field, asked = ("openlink", "scheme") if kind == "scheme" else ("url_link", "url_link")
    served.at(CHANGE)
    text = client(kind).value[field]
    info = client(f"query_{kind}", **{asked: text}).value
    assert info[f"{asked}_info"]["expire_time"] == CHANGE + 30 * DAY
    assert info["visit_openid"] == ""
    served.person("bob").open(text)
    assert client(f"query_{kind}", **{asked: text}).value["visit_openid"] == served.person("bob").openid()
    assert client(f"query_{kind}", **{asked: text[:-4]}).errcode == 85403
    served.at(LIFTED)
    assert client(f"query_{kind}", **{asked: text}).value["quota_info"]["remain_visit_quota"] == 3_000_000


@without_wechatpy
def test_short_links_and_nfc(client: Backend, served: Local) -> None:
    served.at("2026-02-02")
    order = {"page_url": "pages/index/index", "page_title": "题" * 25}
    assert "题" * 25 in client("short", **order).value["link"]
    served.at("2026-02-03")
    short = client("short", **order).value["link"]
    assert "题" * 20 + "..." in short
    assert served.person("bob").open(short).ok
    assert client("short", page_url="none", page_title="t").errcode == 40066
    nfc = client("nfc", model_id="model-1").value["openlink"]
    assert served.person("alice").open(nfc).ok
    assert client("nfc", model_id="none").errcode == 9800003


@pytest.mark.parametrize(
    ("do", "order", "wrong", "errcode"),
    [
        ("code", {"path": "pages/index/index"}, {"path": ""}, 40159),
        ("square_code", {"path": "pages/index/index"}, {"path": ""}, 40159),
        ("unlimited_code", {"scene": "a=1", "page": "pages/index/index"}, {"scene": "a", "page": "pages/none"}, 41030),
    ],
)
def test_codes(
    client: Backend, served: Local, do: str, order: dict[str, Any], wrong: dict[str, Any], errcode: int
) -> None:
    served.at("2024-01-01")
    image = b64decode(client(do, **order).value)
    opened = served.person("bob").call("scanCode", {"text": read(image)}).result
    assert opened
    assert opened["path"] == "pages/index/index"
    assert client(do, **wrong).errcode == errcode
    control = f"/_wxlocal/v1/worlds/default/accounts/{served.appid}/releases"
    served.request("POST", control, json={"version": "3.0.0", "pages": ["pages/new"], "released_at": "2024-02-01"})
    served.at("2024-02-02")
    later = served.person("bob").call("scanCode", {"text": read(image)})
    assert not later.ok, "the version of that day has no such page any more"


@pytest.mark.parametrize("name", ["wechatpy", "node-easywechat"])
def test_an_sdk_decrypts_what_the_button_gave(name: str, served: Local, tmp_path: Path) -> None:
    served.reset()
    client = Backend(name, served, tmp_path)
    bob = served.person("bob")
    session = client("login", code=bob.login()).value
    sent = bob.call("getPhoneNumber", tap=True, answers="allow").result
    assert sent
    order = {"key": session["session_key"], "iv": sent["iv"], "data": sent["encryptedData"]}
    plain = client("decrypt", **order).value
    assert plain["purePhoneNumber"] == "13800000002"
    assert plain["watermark"]["appid"] == served.appid
    client.close()


@pytest.mark.parametrize("name", ["wechatpy", "node-easywechat"])
def test_files_and_checks(name: str, served: Local, tmp_path: Path) -> None:
    served.reset()
    client = Backend(name, served, tmp_path)
    file = tmp_path / "图片.png"
    file.write_bytes(picture())
    media_id = client("upload", path=str(file)).value["media_id"]
    assert b64decode(client("picture", media_id=media_id).value) == picture()
    assert client("check_picture", path=str(file)).value["errcode"] == 0
    file.write_bytes(picture() + b"wxlocal-risky-20002")
    assert client("check_picture", path=str(file)).errcode == 87014
    assert client("check_text", content="hello").value["errcode"] == 0
    assert client("check_text", content="完2347全dfji试3726测asad感3847知qwez到").errcode == 87014
    client.close()


def test_wechatpy_fetches_a_new_token_when_its_own_has_ended(served: Local, tmp_path: Path) -> None:
    served.reset()
    served.world.set_clock(instant("2022-01-01"), frozen=True)
    client = Backend("wechatpy", served, tmp_path)
    client("ips")
    served.advance(7200)
    assert client("ips").value == ["127.0.0.1"]
    assert [e.errcode for e in served.journal(path="/cgi-bin/getcallbackip")] == [0, 42001, 0]
    client.close()


def test_easywechat_with_stable_tokens(served: Local, tmp_path: Path) -> None:
    served.reset()
    client = Backend("node-easywechat", served, tmp_path, stable=True)
    assert client("scheme").value["errcode"] == 0
    served.verify(path="/cgi-bin/stable_token", times=1)
    served.verify(path="/cgi-bin/token", times=0)
    client.close()


@pytest.mark.parametrize("client", ["wechatpy", "node-easywechat"], indirect=True)
def test_subscription_messages(client: Backend, served: Local) -> None:
    bob = served.person("bob")
    served.facts("subscribe", templates=[{"id": "t", "title": "发货", "content": "商品:{{thing1.DATA}}"}])
    message: dict[str, Any] = {"user_id": bob.openid(), "template_id": "t", "page": "pages/index/index"}
    right = {"thing1": {"value": "巧克力"}}
    served.at("2019-10-11")
    assert client("subscribe_send", data=right, **message).errcode == 48001
    served.at("2019-10-12")
    assert client("subscribe_send", data=right, **message).errcode == 43101
    assert bob.call("requestSubscribeMessage", {"tmplIds": ["t"]}, tap=True, answers="allow").ok
    assert client("subscribe_send", data={"thing1": {"value": "长" * 21}}, **message).errcode == 47003
    assert client("subscribe_send", data=right, **message).value["errcode"] == 0
    assert bob.inbox()[-1].lines[0].value == "巧克力"
    assert client("subscribe_send", data=right, **message).errcode == 43101
