"""获取用户信息 (2018-09-25): openid, unionid, sessions. What it says of getUserInfo is in test_post_28."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.test_login import exchange
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

DIRECT = instant("2021-02-23")
SEED = """
[[subject]]
id = "shop"
[[subject]]
id = "other"
[[open_platform]]
name = "platform"
subject = "shop"
[[mini_program]]
name = "bound"
subject = "shop"
open_platform = "platform"
release = [{}]
[[mini_program]]
name = "unbound"
subject = "shop"
release = [{}]
[[service_account]]
name = "official"
subject = "shop"
open_platform = "platform"
[[service_account]]
name = "strange"
subject = "other"
open_platform = "platform"
[[mobile_app]]
name = "app"
subject = "shop"
open_platform = "platform"
[[person]]
id = "nobody"
[[person]]
id = "follower"
follows = { official = "2018-01-01" }
[[person]]
id = "app-user"
logged_in = { app = "2018-01-01" }
[[person]]
id = "elsewhere"
follows = { strange = "2018-01-01" }
"""


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SEED)


def session(local: Local, who: str, name: str = "bound") -> dict[str, Any]:
    return exchange(local, local.person(who).login(local.account(name).appid), name)


@pytest.mark.parametrize(
    ("who", "told"), [("nobody", False), ("follower", True), ("app-user", True), ("elsewhere", False)]
)
def test_用户关注了某个相同主体公众号_或曾经登录授权_可用code直接换到unionid(shop: Local, who: str, told: bool) -> None:
    shop.at("2018-08-17")
    assert ("unionid" in session(shop, who)) == told
    shop.at(DIRECT - 1)
    assert ("unionid" in session(shop, who)) == told
    shop.at(DIRECT)
    assert "unionid" in session(shop, who), "post 17: told to all from then on"


def test_在微信开放平台下存在同主体的App_公众号_小程序(shop: Local) -> None:
    for day in ("2018-08-17", "2024-01-01"):
        shop.at(day)
        assert "unionid" not in session(shop, "follower", "unbound")


def test_before_the_change_the_code_told_no_unionid(shop: Local) -> None:
    shop.at("2018-04-30")
    assert "unionid" not in session(shop, "follower")
    shop.at("2018-05-01")
    assert "unionid" in session(shop, "follower")


def test_who_stops_following_is_no_longer_known(shop: Local) -> None:
    shop.at("2019-01-01")
    official = shop.account("official").appid
    shop.person("nobody").call("follow", {"account": official})
    assert "unionid" in session(shop, "nobody")
    shop.person("nobody").call("unfollow", {"account": official})
    assert "unionid" not in session(shop, "nobody")


def test_OpenId是一个用户对于一个小程序的标识(shop: Local) -> None:
    """openid-per-app."""
    openids = {
        (who, name): session(shop, who, name)["openid"]
        for who in ("nobody", "follower")
        for name in ("bound", "unbound")
    }
    assert len(set(openids.values())) == 4


def test_UnionId是一个用户对于同主体小程序_公众号_App的标识(shop: Local) -> None:
    shop.at("2024-01-01")
    assert session(shop, "nobody")["unionid"] != session(shop, "follower")["unionid"]
    control = "/_wxlocal/v1/worlds/default/people/nobody/identity/"
    unionids = {
        shop.request("GET", control + shop.account(name).appid).json()["unionid"]
        for name in ("bound", "official", "app")
    }
    assert unionids == {session(shop, "nobody")["unionid"]}


def test_这两个ID对于同一个小程序来说是永久不变的(shop: Local) -> None:
    shop.at("2018-08-17")
    before = session(shop, "follower")
    shop.at("2026-01-01")
    after = session(shop, "follower")
    assert (before["openid"], before["unionid"]) == (after["openid"], after["unionid"])
    shop.reset()
    shop.at("2018-08-17")
    assert session(shop, "follower")["openid"] == before["openid"]


def test_login是静默_不必授权的(shop: Local) -> None:
    outcome = shop.person("nobody").call("login", appid=shop.account("bound").appid)
    assert outcome.ok
    assert outcome.prompt is None


def test_目前微信的session_key有效期是三天(shop: Local) -> None:
    shop.at("2018-08-17")
    session(shop, "nobody")
    appid = shop.account("bound").appid
    shop.advance(3 * DAY - 1)
    assert shop.person("nobody").call("checkSession", appid=appid).ok
    shop.advance(1)
    assert not shop.person("nobody").call("checkSession", appid=appid).ok
