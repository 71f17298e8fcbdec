"""地理位置接口新增与相关流程调整 (2022-06-01, in force 2022-07-14). The way through review: tests/rooms/test_code_management.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message, release
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Local
from wxlocal.rooms.location.rules import gcj02

BEFORE, SINCE, AFTER = around("2022-07-14")
PRECISE = ["getLocation", "onLocationChange", "startLocationUpdate", "startLocationUpdateBackground"]
CHOICES = ["chooseLocation", "choosePoi", "chooseAddress"]
EIGHT = ["getFuzzyLocation", *PRECISE, *CHOICES]
UNDECLARED = "the api need to be declared in the requiredPrivateInfos field in app.json/ext.json"
MODES = {"requiredBackgroundModes": ["location"]}
HOME = {"latitude": 23.1064, "longitude": 113.3191}


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now=AFTER)


def declaring(*names: str) -> dict[str, Any]:
    return {"requiredPrivateInfos": list(names), **MODES}


def test_自2022年7月14日起_新增获取模糊地理位置接口(shop: Local) -> None:
    ann = shop.person("ann").change_phone(base_library="2.25.0")
    number = release(shop, BEFORE, config=declaring("getFuzzyLocation"))
    for at, there in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        shop.at(at)
        assert ann.call("getFuzzyLocation", version=number).absent != there
    ann.change_phone(base_library="2.24.7")
    assert ann.call("getFuzzyLocation", version=number).absent


def test_该接口返回的是经过模糊处理的经纬度坐标_支持wgs84或gcj02_需要scope_userFuzzyLocation(shop: Local) -> None:
    ann = shop.person("ann")
    number = release(shop, AFTER, config=declaring("getFuzzyLocation"))
    first = ann.call("getFuzzyLocation", version=number, answers="allow")
    assert [shown.kind for shown in first.shown] == ["scope.userFuzzyLocation"]
    assert first.result is not None
    wgs = {name: first.result[name] for name in HOME}
    assert wgs != HOME
    assert all(abs(wgs[name] - HOME[name]) < 0.02 for name in HOME)
    assert ann.call("getFuzzyLocation", version=number).result == first.result, "the same place is blurred the same"
    gcj = ann.call("getFuzzyLocation", {"type": "gcj02"}, version=number).result
    assert gcj is not None
    assert gcj != first.result
    assert not ann.call("getFuzzyLocation", {"type": "x"}, version=number).ok


@pytest.mark.parametrize("api", EIGHT)
def test_自2022年7月14日后发布的小程序_如果未声明_则调用这些接口时会出现错误(shop: Local, api: str) -> None:
    ann = shop.person("ann")
    shop.set("location.frequency_window", 0)
    for released, config, fails in (
        (BEFORE, MODES, False),
        (SINCE, MODES, True),
        (SINCE + 1, declaring(api), False),
        (AFTER, declaring("chooseLocation" if api != "chooseLocation" else "choosePoi"), True),
    ):
        number = release(shop, released, config=config)
        shop.at(AFTER)
        outcome = ann.call(api, version=number, answers="allow")
        if fails:
            assert message(outcome) == f"{api}:fail {UNDECLARED}"
            assert outcome.rule == "location-required-private-infos"
        else:
            assert outcome.ok, outcome


@pytest.mark.parametrize("precise", PRECISE)
def test_模糊位置信息和精确位置信息是互斥的_在编译代码时出现错误(shop: Local, precise: str) -> None:
    path = f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}/releases"
    body = {"version": "both", "released_at": SINCE, "config": declaring("getFuzzyLocation", precise)}
    answer = shop.request("POST", path, json=body)
    assert answer.status == 400
    words = f"10009 app.json: requiredPrivateInfos 'getFuzzyLocation' 与 '{precise}' 互斥"
    assert words in answer.body.decode()
    assert shop.request("POST", path, json={**body, "released_at": BEFORE}).status == 200


@pytest.mark.parametrize("free", CHOICES)
def test_the_others_go_with_everything(shop: Local, free: str) -> None:
    release(shop, AFTER, config=declaring("getFuzzyLocation", free))
    release(shop, AFTER + 1, config=declaring(*PRECISE, free))


def test_小游戏不受影响_以上调整将仅对所有小程序生效(shop: Local) -> None:
    game = shop.account("game").appid
    assert shop.person("ann").call("getLocation", appid=game, answers="allow").ok


def apply(local: Local, api: str, content: str = "门店导航") -> dict[str, Any]:
    body = {"api_name": api, "content": content}
    return dict(local.post("/wxa/security/apply_privacy_interface", body, token=local.token("shop")))


def listed(local: Local) -> dict[str, int]:
    answer = local.get("/wxa/security/get_privacy_interface", access_token=local.token("shop"))
    return {one["api_name"]: one["status"] for one in answer["interface_list"]}


def test_以下8个接口需完成准入开通流程_可通过apply_privacy_interface接口完成权限申请(shop: Local) -> None:
    shop.facts("location", opened=[])
    shop.request(
        "PATCH",
        f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}",
        json={"categories": ["商家自营>百货"]},
    )
    assert listed(shop) == {f"wx.{api}": 1 for api in EIGHT}
    ann, number = shop.person("ann"), release(shop, AFTER, config=declaring(*PRECISE, *CHOICES))
    closed = ann.call("getLocation", version=number)
    assert (closed.rule, closed.since) == ("location-access-2022", "2022-07-14")
    assert apply(shop, "wx.getLocation")["audit_id"] == 1
    assert apply(shop, "wx.getLocation")["errcode"] == 61031
    assert apply(shop, "getLocation")["errcode"] == 61035
    assert apply(shop, "wx.getLocation", "")["errcode"] == 61034
    assert listed(shop)["wx.getLocation"] == 3
    shop.advance("1d")
    assert listed(shop)["wx.getLocation"] == 5
    assert ann.call("getLocation", version=number, answers="allow").ok
    audit = apply(shop, "wx.choosePoi")["audit_id"]
    desk = f"/_wxlocal/v1/worlds/default/location-applications/{audit}/decision"
    shop.request("POST", desk, json={"accepted": False, "reason": "场景不符"})
    assert listed(shop)["wx.choosePoi"] == 4
    shop.advance("2d")
    assert listed(shop)["wx.choosePoi"] == 4


def test_精确地理位置接口只允许部分类目的小程序申请使用(shop: Local) -> None:
    shop.facts("location", opened=[])
    for api in EIGHT:
        answer = apply(shop, f"wx.{api}")
        assert answer.get("errcode", 0) == (61036 if api in PRECISE else 0), "该接口准入规则与wx.chooseLocation一致"
    assert listed(shop)["wx.getLocation"] == 2


def test_getLocation_again_too_soon_since_base_library_2_17_0(shop: Local) -> None:
    number = release(shop, AFTER, config=declaring(*PRECISE))
    ann, dev = shop.person("ann"), shop.person("dev")
    for library, limited in (("2.16.1", False), ("2.17.0", True)):
        ann.change_phone(base_library=library)
        shop.advance(60)
        assert ann.call("getLocation", version=number, answers="allow").ok
        shop.advance(29)
        again = ann.call("getLocation", version=number)
        assert again.ok != limited
        if limited:
            assert message(again) == (
                "getLocation:fail 频繁调用会增加电量损耗，可考虑使用 wx.onLocationChange 监听地理位置变化"
            )
        shop.advance(1 if limited else 60)
        assert ann.call("getLocation", version=number).ok
    release(shop, AFTER, kind="trial", config=declaring(*PRECISE))
    for library, limited in (("2.26.0", False), ("2.26.1", True)):
        dev.change_phone(base_library=library)
        shop.advance(60)
        assert dev.call("getLocation", version="trial", answers="allow").ok
        assert dev.call("getLocation", version="trial").ok != limited


def test_coordinates_in_both_systems(shop: Local) -> None:
    number = release(shop, AFTER, config=declaring(*PRECISE))
    ann = shop.person("ann").change_phone(base_library="2.16.1")
    for kind, expected in (("wgs84", (23.1064, 113.3191)), ("gcj02", gcj02(23.1064, 113.3191))):
        told = ann.call("getLocation", {"type": kind}, version=number, answers="allow").result
        assert told is not None
        assert (told["latitude"], told["longitude"]) == expected
    ann.facts("location", latitude=48.85, longitude=2.35)
    told = ann.call("getLocation", {"type": "gcj02"}, version=number).result
    assert told is not None
    assert (told["latitude"], told["longitude"]) == (48.85, 2.35), "outside of China both are the same"


def test_places_reach_the_listener_while_the_person_walks(shop: Local) -> None:
    number = release(shop, AFTER, config=declaring(*PRECISE))
    ann = shop.person("ann")
    ann.call("onLocationChange", version=number)
    walk = {"latitude": 23.2, "longitude": 113.3}
    assert ann.call("walkTo", walk).result == {"events": []}
    assert ann.call("startLocationUpdate", version=number, answers="allow").ok
    events = ann.call("walkTo", walk).result
    assert events is not None
    assert len(events["events"]) == 1
    ann.call("hideMiniProgram", appid=shop.appid)
    assert ann.call("walkTo", walk).result == {"events": []}
    assert ann.call("startLocationUpdateBackground", version=number, answers="allow").ok
    background = ann.call("walkTo", walk).result
    assert background is not None
    assert len(background["events"]) == 1
    ann.call("stopLocationUpdate", version=number)
    assert ann.call("walkTo", walk).result == {"events": []}


def test_choosing_a_place_needs_no_scope_since_2022_06_24(shop: Local) -> None:
    ann, number = shop.person("ann"), release(shop, "2022-06-01")
    for api in ("chooseLocation", "choosePoi"):
        for at, asked in zip(around("2022-06-24"), (True, False, False), strict=True):
            shop.at(at)
            outcome = ann.call(api, version=number, answers="allow")
            assert ("scope.userLocation" in [shown.kind for shown in outcome.shown]) == asked
            assert outcome.result is not None
            assert (outcome.result["latitude"] == 0) == (api == "choosePoi" and not asked)
            ann.call("deleteMiniProgram", appid=shop.appid)
    city = ann.call("choosePoi", version=number, answers=[{"city": "深圳市"}]).result
    assert city is not None
    assert (city["type"], city["city"]) == (1, "深圳市")
    assert message(ann.call("chooseLocation", version=number, answers="cancel")) == "chooseLocation:fail cancel"
    picked = ann.call("chooseLocation", version=number, answers=["海珠湖公园"]).result
    assert picked is not None
    assert picked["name"] == "海珠湖公园"


def test_the_map_and_its_scope(shop: Local) -> None:
    ann = shop.person("ann")
    given = {"latitude": 1.0, "longitude": 2.0}
    for library, options, asked in (
        ("3.8.0", {}, True),
        ("3.8.0", given, True),
        ("3.9.0", given, False),
        ("3.9.0", {}, True),
    ):
        ann.change_phone(base_library=library)
        assert (ann.call("MapContext.moveToLocation", options).prompt is not None) == asked
    for library, asked in (("3.9.0", False), ("3.10.0", True)):
        ann.change_phone(base_library=library)
        assert (ann.call("map", {"show-location": True}).prompt is not None) == asked


def test_platforms_and_background_mode(shop: Local) -> None:
    ann, number = shop.person("ann"), release(shop, AFTER, config={"requiredPrivateInfos": PRECISE})
    assert not ann.call("startLocationUpdateBackground", version=number).ok
    for platform, there in (("ios", True), ("android", True), ("windows", False), ("mac", False)):
        ann.change_phone(platform=platform)
        assert ann.call("startLocationUpdate", version=number).absent != there


@pytest.mark.parametrize(("at", "closed"), [(SINCE - DAY, False), (SINCE, True), (AFTER, True)])
def test_提审时确认不使用_审核通过且新版本发布完成后_关闭使用权限(shop: Local, at: int, closed: bool) -> None:
    """三、2、1): an ordinary developer confirms at the submission; after the release the permission is gone."""
    shop.at(at)
    shop.set("code_management.reviewer", "accept")
    code = f"/accounts/{shop.appid}/code"
    files = {"app.json": '{"pages": ["a"]}', "a.js": "Page({ a() { wx.getLocation({}) } })", "a.wxml": "<view/>"}
    shop.control("POST", f"{code}/packages", {"version": "9.0.0", "files": files})
    if closed:
        with pytest.raises(NotPossible, match="61040"):
            shop.control("POST", f"{code}/submissions", {})
    shop.control("POST", f"{code}/submissions", {"privacy_api_not_use": True})
    shop.advance("2h")
    assert "getLocation" in opened(shop)
    shop.control("POST", f"{code}/release")
    assert ("getLocation" not in opened(shop)) is closed


def opened(shop: Local) -> list[str]:
    token = shop.token()
    told = shop.get("/wxa/security/get_privacy_interface", access_token=token)["interface_list"]
    return [row["api_name"].removeprefix("wx.") for row in told if row["status"] == 5]
