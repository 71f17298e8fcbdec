"""What developers hear when a person takes something back, and when the platform clears a profile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Seeded
from tests.phones import SHOP, message
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import AccountKind, Relation
from wxlocal.entry.local import Local
from wxlocal.rooms.privacy import rules as privacy
from wxlocal.rooms.profile import rules as profile
from wxlocal.rooms.scopes import rules as scopes

EVENTS = ("user_authorization_revoke", "user_info_modified", "user_authorization_cancellation", "wxa_privacy_apply")


@pytest.fixture
def shop(seeded: Seeded) -> Local:
    local = seeded(SHOP)
    local.at("2024-06-01")
    return local


def told(local: Local) -> list[dict[str, Any]]:
    return [letter.body for letter in local.letters() if letter.name in EVENTS]


def test_a_switch_that_is_flipped_off_is_told(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("getLocation", answers="allow")
    ann.call("startRecord", answers="allow")
    assert told(shop) == []
    ann.call("changeSettings", {"scope.userLocation": False, "scope.record": True}, appid=shop.appid)
    assert told(shop) == [
        {
            "ToUserName": shop.account().original_id,
            "FromUserName": "system",
            "CreateTime": shop.world.now(),
            "MsgType": "event",
            "Event": "user_authorization_revoke",
            "OpenID": ann.openid(shop.appid),
            "AppID": shop.appid,
            "RevokeInfo": "13",
        }
    ]
    ann.call("changeSettings", {"scope.userLocation": False}, appid=shop.appid)
    ann.call("changeSettings", {"scope.userLocation": True}, appid=shop.appid)
    assert len(told(shop)) == 1
    answered = ann.call("openSetting", tap=True, answers={"openSetting": {"scope.record": False}})
    assert answered.ok
    assert [one["RevokeInfo"] for one in told(shop)] == ["13", "5"]


def test_a_refusal_that_stays_one_is_not_told(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("startRecord", answers={"scope.record": "refuse", "*": "allow"})
    ann.call("changeSettings", {"scope.record": False}, appid=shop.appid)
    assert told(shop) == []


def test_the_numbers_of_scopes() -> None:
    """安全指引: 2 地址, 3 发票信息, 4 蓝牙, 5 麦克风, 6 昵称和头像, 7 摄像头, 12 微信运动步数, 13 位置信息."""
    assert scopes.REVOKED.keys() <= scopes.SCOPES.keys()
    off = dict.fromkeys(scopes.SCOPES, False)
    assert {name: scopes.revoked({name: True}, off) for name in scopes.SCOPES} == {
        "scope.userInfo": ["6"], "scope.userLocation": ["13"], "scope.userFuzzyLocation": ["13"],
        "scope.userLocationBackground": ["13"], "scope.record": ["5"], "scope.camera": ["7"],
        "scope.writePhotosAlbum": [], "scope.werun": ["12"], "scope.bluetooth": ["4"], "scope.addPhoneContact": [],
        "scope.addPhoneCalendar": [], "scope.address": ["2"], "scope.invoiceTitle": ["3"], "scope.invoice": ["3"],
    }  # fmt: skip
    everything = dict.fromkeys(scopes.SCOPES, True)
    assert scopes.revoked(everything, off) == ["2", "3", "4", "5", "6", "7", "12", "13"]
    assert scopes.revoked(off, off) == scopes.revoked(everything, everything) == scopes.revoked(everything, {}) == []


def test_information_is_taken_back_in_the_settings(shop: Local) -> None:
    ann = shop.person("ann")
    for wrong in (["PhoneNumber"], "PhoneNumber", [1]):
        with pytest.raises(NotPossible, match="nothing yet"):
            ann.call("withdrawPrivacy", {"kinds": wrong}, appid=shop.appid)
    ann.call("getLocation", answers="allow")
    left = ann.call("withdrawPrivacy", {"kinds": ["PhoneNumber", "Album", "Clipboard"]}, appid=shop.appid)
    assert left.result is not None
    assert "Location" in left.result["kinds"]
    assert [one["RevokeInfo"] for one in told(shop)] == ["8", "14"]
    assert ann.call("withdrawPrivacy", {}, appid=shop.appid).result == {"kinds": []}
    assert [one["RevokeInfo"] for one in told(shop)][2:] == ["1", "2", "3", "4", "5", "6", "7", "12", "13", "15", "18"]
    assert ann.call("withdrawPrivacy", {}, appid=shop.appid).result == {"kinds": []}
    assert len(told(shop)) == 13
    refused = ann.call("getLocation", answers="refuse")
    assert [shown.kind for shown in refused.shown] == ["privacy"], "the person is asked anew"
    assert message(refused) == "getLocation:fail privacy permission is not authorized"


def test_the_numbers_of_kinds() -> None:
    assert privacy.revoked(["UserInfo", "LicensePlate", "Clipboard", "UserInfo"]) == ["1", "6"]
    assert privacy.revoked([]) == []


def test_a_profile_that_is_cleared(shop: Local) -> None:
    ann, path = shop.person("ann"), "/people/ann/profile/cleaned"
    assert shop.control("POST", path, {})["told"] == []
    ann.login(shop.appid)
    game = shop.account("game").appid
    shop.advance(30 * DAY)
    ann.login(game)
    assert shop.control("POST", path, {})["told"] == sorted([shop.appid, game])
    assert [one["Event"] for one in told(shop)] == ["user_info_modified"] * 2
    assert {one["OpenID"] for one in told(shop)} == {ann.openid(shop.appid), ann.openid(game)}
    assert shop.control("GET", "/people/ann")["nickname"] == "微信用户"
    shop.advance(1)
    assert shop.control("POST", path, {})["told"] == [game]


def test_an_account_of_a_person_that_is_cancelled(shop: Local) -> None:
    ann, path = shop.person("ann"), "/people/ann/cancelled"
    assert shop.control("POST", path, {})["told"] == []
    ann.login(shop.appid)
    ann.call("getLocation", answers="allow")
    shop.advance(365 * DAY)
    assert shop.control("POST", path, {})["told"] == [shop.appid]
    (event,) = told(shop)
    assert event["Event"] == "user_authorization_cancellation"
    assert event["OpenID"] == ann.openid(shop.appid)
    assert ann.call("getLocation").prompt is not None, "what was granted is forgotten"


@pytest.mark.parametrize(
    ("kind", "at", "is_told"),
    [("mini_program", 0, True), ("mini_game", 5, True), ("mini_program", None, False), ("service_account", 5, False)],
)
def test_who_hears_of_a_profile(kind: AccountKind, at: int | None, is_told: bool) -> None:
    assert profile.is_told(kind, Relation(appid="a", person="p", openid="o", logged_in_at=at)) is is_told


def test_thirty_days() -> None:
    relation = Relation(appid="a", person="p", openid="o", logged_in_at=1_000)
    assert profile.is_recent(relation, 1_000 + 30 * DAY)
    assert not profile.is_recent(relation, 1_001 + 30 * DAY)
    assert not profile.is_recent(Relation(appid="a", person="p", openid="o"), 0)


@pytest.mark.parametrize(
    ("accepted", "reason", "status"), [(True, "", "3"), (False, "小程序内未含有相应使用场景", "2")]
)
def test_an_application_for_an_interface_is_answered(shop: Local, accepted: bool, reason: str, status: str) -> None:
    shop.control("PATCH", f"/accounts/{shop.appid}", {"categories": ["商家自营>百货", "交通服务>打车"]})
    shop.facts("location", opened=[])
    applied = shop.post("/wxa/security/apply_privacy_interface", {"api_name": "wx.getLocation", "content": "打车"})
    at = shop.world.now()
    shop.advance(60)
    path = f"/location-applications/{applied['audit_id']}/decision"
    shop.control("POST", path, {"accepted": accepted, "reason": reason})
    (event,) = told(shop)
    assert event["result_info"] == {
        "api_name": "wx.getLocation",
        "apply_time": str(at),
        "audit_id": str(applied["audit_id"]),
        "audit_time": str(at + 60),
        "reason": reason,
        "status": status,
    }
    shop.advance(30 * DAY)
    assert len(told(shop)) == 1, "what is decided is not decided again"
