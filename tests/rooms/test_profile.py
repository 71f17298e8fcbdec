"""What a person is told to be: the edges of base libraries and platforms. The posts: tests/posts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import SHOP
from wxlocal.entry.local import Local


@pytest.mark.parametrize(
    ("platform", "library", "nickname"),
    [
        ("devtools", "2.10.3", "开发"),
        ("devtools", "2.10.4", "开发"),
        ("devtools", "2.16.1", "开发"),
        ("devtools", "2.16.2", "微信用户"),
        ("devtools", "2.17.0", "微信用户"),
        ("ios", "2.10.3", "开发"),
        ("ios", "2.10.4", "微信用户"),
        ("ios", "2.16.1", "微信用户"),
        ("ios", "2.16.2", "微信用户"),
    ],
)
def test_the_button_in_DevTools_shows_real_data_up_to_base_library_2_16_1(
    seeded: Callable[..., Local], platform: str, library: str, nickname: str
) -> None:
    """Page of getUserProfile: "开发者工具中, 2.10.4～2.16.1 基础库版本" behave wrongly. Phones do not."""
    local = seeded(SHOP, now="2022-01-01")
    dev = local.person("dev").change_phone(platform=platform, base_library=library)
    dev.call("login", version="develop")
    told = dev.call("button.getUserInfo", tap=True, version="develop", answers="allow").result
    assert told is not None
    assert told["userInfo"]["nickName"] == nickname


@pytest.mark.parametrize(("library", "encrypts"), [("2.15.99", False), ("2.16.0", True), ("2.16.1", True)])
def test_getUserProfile_encrypts_from_base_library_2_16_0(
    seeded: Callable[..., Local], library: str, encrypts: bool
) -> None:
    local = seeded(SHOP, now="2022-01-01")
    ann = local.person("ann").change_phone(base_library=library)
    ann.login()
    told = ann.call("getUserProfile", {"desc": "用于会员资料"}, tap=True, answers="allow").result
    assert told is not None
    assert ("encryptedData" in told) == encrypts
