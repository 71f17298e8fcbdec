"""Decisions about channels, each condition on its own and together."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Moment, Version
from wxlocal.core.phone.outcomes import Failed
from wxlocal.rooms.channels import policy, rules
from wxlocal.rooms.channels.rules import Channel, Target

OLD, NEW = (8, 0, 5), (8, 0, 6)
CHANNEL = Channel(id="sph1", name="c", subject="own", super_admin="pat", admins=("ada",), made_at=0)
APP = Target(subject="other", shop=False, super_admins=("sue",), members=("sue",))
SHOP = replace(APP, shop=True)


def on(day: str, client: Version = OLD) -> Moment:
    return Moment(now=instant(day), client=client)


NOW = on("2022-01-01")


def fails(channel: Channel, target: Target, moment: Moment = NOW, needed: str = "any", newer: str = "listed") -> Failed:
    with pytest.raises(Failed) as caught:
        rules.check(channel, target, moment, needed=needed, newer=newer)
    return caught.value


def works(channel: Channel, target: Target, moment: Moment = NOW, needed: str = "any", newer: str = "listed") -> bool:
    rules.check(channel, target, moment, needed=needed, newer=newer)
    return True


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({"subject": "own"}, 1),
        ({"super_admins": ("pat",)}, 1),
        ({"promoters": ("ada",)}, 1),
        ({"promoters": ("pat",)}, 1),
    ],
)
def test_one_condition_of_a_mini_program(changes: dict[str, Any], met: int) -> None:
    target = replace(APP, **changes)
    assert sum(rules.conditions(CHANNEL, target).values()) == met
    assert works(CHANNEL, target)
    told = fails(CHANNEL, target, needed="all")
    assert told.reason.count("；") == 1


def test_no_condition_and_all_of_a_mini_program() -> None:
    told = fails(CHANNEL, APP)
    assert (told.words, told.rule) == ("暂不满足关联条件", policy.CHANNELS_ASSOCIATION)
    three = "当前视频号和小程序的主体一致；当前视频号和小程序的超级管理员一致；视频号的管理员为小程序的推广者"
    assert told.reason == f"not met: {three}"
    assert works(CHANNEL, replace(APP, subject="own", super_admins=("pat",), promoters=("pat",)), needed="all")
    assert not any(rules.conditions(CHANNEL, replace(APP, promoters=("sue",))).values())


def test_conditions_of_a_shop() -> None:
    refused = fails(CHANNEL, replace(SHOP, subject="own", promoters=("pat",)))
    assert refused.reason == "not met: 当前视频号的超级管理员为小商店的超级管理员；当前视频号的超级管理员为小商店的成员"
    assert works(CHANNEL, replace(SHOP, members=("sue", "pat")))
    assert works(CHANNEL, replace(SHOP, members=("pat",)), needed="all"), "one suffices for a shop"
    assert works(CHANNEL, replace(SHOP, super_admins=("pat",)))
    assert fails(CHANNEL, replace(SHOP, members=("ada",)))


@pytest.mark.parametrize(
    ("day", "client", "newer"),
    [
        ("2021-06-10", OLD, False),
        ("2021-06-10", NEW, False),
        ("2021-06-11", OLD, False),
        ("2021-06-11", NEW, True),
        ("2021-06-12", NEW, True),
        ("2022-01-01", (8, 0, 50), True),
    ],
)
def test_whose_guide_it_is(day: str, client: Version, newer: bool) -> None:
    moment = on(day, client)
    assert rules.is_newer_guide(moment) is newer
    shown = [rules.entry(shop, moment) for shop in (True, False)]
    assert shown == ([("商品", 1195), ("服务", 1193)] if newer else [("商店", 1175)] * 2)


def test_the_other_guide_may_ask_for_the_same_subject() -> None:
    moment = on("2022-01-01", NEW)
    promoted = replace(APP, promoters=("pat",))
    assert works(CHANNEL, promoted, moment)
    told = fails(CHANNEL, promoted, moment, newer="same subject")
    assert (told.words, told.errno, told.rule) == ("not same contractor", 1416103, policy.CHANNELS_ASSOCIATION)
    assert works(CHANNEL, promoted, on("2022-01-01", OLD), newer="same subject")
    assert works(CHANNEL, replace(APP, subject="own"), moment, needed="all", newer="same subject")


def test_a_refusal_names_the_rule_from_its_day_on() -> None:
    assert fails(CHANNEL, APP, on("2021-06-10")).rule is None
    assert fails(CHANNEL, APP, on("2021-06-11")).rule is policy.CHANNELS_ASSOCIATION


def test_administrators_of_a_channel() -> None:
    for person in ("pat", "ada"):
        rules.check_administrator(CHANNEL, person, NOW)
    for day, rule in (("2021-06-10", None), ("2021-06-11", policy.CHANNELS_ASSOCIATION)):
        with pytest.raises(Failed) as caught:
            rules.check_administrator(CHANNEL, "sue", on(day))
        assert (caught.value.words, caught.value.rule) == ("没有权限", rule)


def test_the_goods_of_a_live_broadcast() -> None:
    assert rules.SCENE_LIVE_GOODS == 1177
