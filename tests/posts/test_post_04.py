"""小程序用户头像昵称获取规则调整公告 (2022-05-09, updated 2022-09-28 and 2022-11-09)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message, opened, release
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local
from wxlocal.rooms.profile.rules import ANONYMOUS

BEFORE, SINCE, AFTER = around("2022-11-08 24:00")
FIRST_SAID = instant("2022-10-25 24:00")
PROFILE = {"desc": "用于完善会员资料"}
PLUGIN = """
[[plugin]]
name = "plugin"
subject = "shop"
open_platform = "platform"
release = []
"""


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP + PLUGIN, now=AFTER)


def profile(local: Local, version: str = "release", **more: Any) -> dict[str, Any]:
    outcome = local.person("ann").call("getUserProfile", PROFILE, tap=True, version=version, answers="allow", **more)
    assert outcome.result is not None
    return outcome.result


def test_生效期后发布的新版本_将统一返回默认灰色头像_昵称微信用户(shop: Local) -> None:
    for released, nickname in ((BEFORE, "安"), (SINCE, "微信用户"), (AFTER, "微信用户")):
        assert profile(shop, release(shop, released))["userInfo"]["nickName"] == nickname
    shop.at(AFTER + 1)
    assert profile(shop, release(shop, AFTER + 1))["userInfo"] == ANONYMOUS


def test_生效期前发布的小程序版本不受影响(shop: Local) -> None:
    old = release(shop, BEFORE)
    shop.at("2024-06-01")
    outcome = shop.person("ann").call("getUserProfile", PROFILE, tap=True, version=old, answers={"*": "allow"})
    assert outcome.result is not None
    assert outcome.result["userInfo"]["nickName"] == "安"


def test_截止时间由2022年10月25日延期至2022年11月8日24时(seeded: Callable[..., Local]) -> None:
    for timeline, at, grey in (
        ("as-known:2022-06-01", FIRST_SAID - 1, False),
        ("as-known:2022-06-01", FIRST_SAID, True),
        ("as-known:2022-09-29", FIRST_SAID, False),
        ("as-known:2022-09-29", SINCE, True),
        ("as-happened", FIRST_SAID, False),
        ("as-happened", SINCE, True),
        ("as-announced", SINCE - 1, False),
        ("as-announced", SINCE, True),
    ):
        local = seeded(SHOP, now=at, timeline=timeline)
        local.person("ann").change_phone(base_library="2.27.1")
        told = profile(local, release(local, at))
        assert (told["userInfo"]["nickName"] == "微信用户") == grey, (timeline, at)


def test_低于2_27_1版本的访问_将正常返回用户头像昵称(shop: Local) -> None:
    new, ann = release(shop, AFTER), shop.person("ann")
    for library, nickname in (("2.27.0", "安"), ("2.27.1", "微信用户")):
        ann.change_phone(base_library=library)
        assert profile(shop, new)["userInfo"]["nickName"] == nickname


def test_develop_and_trial_versions_are_grey_with_the_base_library_alone(shop: Local) -> None:
    shop.at("2022-11-01")
    dev = shop.person("dev")
    for library, nickname in (("2.27.0", "开发"), ("2.27.1", "微信用户")):
        dev.change_phone(base_library=library)
        for version in ("trial", "develop"):
            told = dev.call("getUserProfile", PROFILE, tap=True, version=version, answers="allow").result
            assert told is not None
            assert told["userInfo"]["nickName"] == nickname


def test_插件通过getUserInfo接口获取用户昵称头像将被收回_获取openId_unionId能力不受影响(shop: Local) -> None:
    ann, plugin = shop.person("ann"), shop.account("plugin").appid
    for released, library, nickname in (
        (BEFORE, "2.27.1", "安"),
        (SINCE, "2.27.0", "安"),
        (SINCE, "2.27.1", "微信用户"),
    ):
        shop.request("POST", "/_wxlocal/v1/worlds/default/reset")
        shop.at(AFTER)
        release(shop, released, "plugin")
        ann.change_phone(base_library=library)
        assert ann.call("login", plugin=plugin).ok
        told = ann.call("getUserInfo", {"withCredentials": True}, plugin=plugin).result
        assert told is not None
        assert told["userInfo"]["nickName"] == nickname
        inside = opened(shop, "ann", told, "plugin")
        assert inside["openId"] == ann.openid(plugin)
        assert "unionId" in inside


def test_通过login与getUserInfo接口获取openId_unionId能力不受影响(shop: Local) -> None:
    ann = shop.person("ann")
    ann.login()
    told = ann.call("getUserInfo", {"withCredentials": True}, version=release(shop, AFTER)).result
    assert told is not None
    assert {"openId", "unionId"} <= opened(shop, "ann", told).keys()


def test_头像昵称填写能力_基础库2_21_2_iOS与安卓微信8_0_16以上(shop: Local) -> None:
    ann = shop.person("ann")
    for library, client, platform, there in (
        ("2.21.1", "8.0.16", "ios", False),
        ("2.21.2", "8.0.15", "ios", False),
        ("2.21.2", "8.0.15", "android", False),
        ("2.21.2", "8.0.16", "ios", True),
        ("2.21.2", "8.0.16", "android", True),
        ("2.21.2", "3.6.0", "windows", True),
    ):
        ann.change_phone(base_library=library, client_version=client, platform=platform)
        chosen = ann.call("chooseAvatar", tap=True, answers="allow")
        assert chosen.absent != there
        typed = ann.call("input.nickname", answers={"nickname": "小安"}).result
        assert typed is not None
        assert typed["type"] == ("nickname" if there else "text")
        assert typed["value"] == "小安"


def test_the_person_takes_the_offered_avatar_and_nickname_or_cancels(shop: Local) -> None:
    ann = shop.person("ann")
    chosen = ann.call("chooseAvatar", tap=True, answers="allow").result
    assert chosen is not None
    assert chosen["avatarUrl"].startswith("wxfile://tmp")
    offered = ann.call("input.nickname", answers="allow").result
    assert offered is not None
    assert offered["value"] == "安"
    assert message(ann.call("chooseAvatar", tap=True, answers="cancel")) == "chooseAvatar:fail cancel"


def test_only_one_picker_at_a_time(shop: Local) -> None:
    ann = shop.person("ann")
    assert ann.call("chooseAvatar", tap=True).prompt is not None
    again = ann.call("chooseAvatar", tap=True)
    assert message(again) == "chooseAvatar:fail another chooseAvatar is in progress"
    assert ann.answer("allow").ok


def test_the_content_check_of_base_library_2_24_4(shop: Local) -> None:
    ann = shop.person("ann")
    bad = [{"picture": "x.jpg", "safe": False}]
    for library, event in (("2.24.3", True), ("2.24.4", False)):
        ann.change_phone(base_library=library)
        outcome = ann.call("chooseAvatar", tap=True, answers=bad)
        assert outcome.ok == event
        assert (outcome.result is not None) == event, "不触发bindchooseavatar事件"
    rude = [{"value": "坏词", "safe": False}]
    for library, value, reviewed in (("2.24.3", "坏词", None), ("2.24.4", "", None), ("2.29.1", "", False)):
        ann.change_phone(base_library=library)
        told = ann.call("input.nickname", answers=rude).result
        assert told is not None
        assert told["value"] == value
        assert told.get("nicknamereview", {}).get("pass") is reviewed


def test_小游戏不受本次调整影响(shop: Local) -> None:
    told = profile(shop, appid=shop.account("game").appid)
    assert told["userInfo"]["nickName"] == "安"


def test_whether_a_revoked_call_still_asks_is_a_setting(shop: Local) -> None:
    ann, new = shop.person("ann"), release(shop, SINCE)
    assert ann.call("getUserProfile", PROFILE, tap=True, version=new).prompt is not None
    shop.set("profile.revoked_profile_asks", False)
    assert ann.call("getUserProfile", PROFILE, tap=True, version=new).ok


def test_生效期前发布的插件版本不受影响_宿主指定了旧版本(shop: Local) -> None:
    """A host runs the version that its app.json names, also when the plugin has released again."""
    ann, plugin = shop.person("ann"), shop.account("plugin").appid
    old, new = release(shop, BEFORE, "plugin"), release(shop, SINCE, "plugin")
    ann.call("login", plugin=plugin)
    times = itertools.count(SINCE)
    for named, nickname in ((old, "安"), (new, "微信用户"), ("latest", "微信用户"), (None, "微信用户")):
        plugins = {"my": {"provider": plugin, **({"version": named} if named else {})}}
        for config in ({"plugins": plugins}, {"subPackages": [{"root": "sub", "plugins": plugins}]}):
            host = release(shop, next(times), config=config)
            told = ann.call("getUserInfo", plugin=plugin, version=host).result
            assert told is not None
            assert told["userInfo"]["nickName"] == nickname, named
            info = ann.call("getAccountInfoSync", plugin=plugin, version=host).result
            assert info is not None
            assert info["plugin"]["version"] == (named if named in (old, new) else new)


def test_a_host_that_names_a_version_which_is_not_out(shop: Local) -> None:
    ann, plugin = shop.person("ann"), shop.account("plugin").appid
    release(shop, BEFORE, "plugin")
    host = release(shop, SINCE, config={"plugins": {"my": {"version": "9.9.9", "provider": plugin}}})
    with pytest.raises(NotPossible, match=r"the version '9\.9\.9', which app\.json of .* names"):
        ann.call("login", plugin=plugin, version=host)
