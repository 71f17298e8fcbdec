"""Post 15 (2021-06-11): 视频号关联小商店/小程序."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels import SEED, channel, link, opened
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

BEFORE, FIRST, AFTER = "2021-06-10 23:59:59", "2021-06-11", "2021-06-12"
DAYS = [BEFORE, FIRST, AFTER]


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at(FIRST)


def joined(local: Local, person: str, id: str, name: str) -> bool:
    """Whether an administrator of the channel can link it on their phone."""
    return local.person(person).call("linkChannel", {"channel": id, "miniProgram": local.account(name).appid}).ok


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [(BEFORE, 1175, 1175), (FIRST, 1175, 1195), (AFTER, 1175, 1195)],
)
def test_以下内容适用于微信8_0_6版本前的设备_8_0_6版本后的设备详见指引(
    desk: Local, day: str, old: int, new: int
) -> None:
    desk.at(day)
    id = channel(desk, "sue", "other")
    link(desk, id, "store")
    both = {"channel": id, "miniProgram": desk.account("store").appid}
    for person, scene in (("pat", old), ("bob", new)):
        told = desk.person(person).call("openFromChannel", both).result
        assert told is not None
        assert told["scene"] == scene


@pytest.mark.parametrize("day", DAYS)
def test_the_other_guide_where_it_asks_for_the_same_subject(desk: Local, day: str) -> None:
    desk.set("channels.since_8_0_6", "same subject")
    desk.at(day)
    desk.facts("channels", "app", promoters=["bob"])
    id = channel(desk, "pat", "own", "bob")
    assert joined(desk, "bob", id, "app") is (day == BEFORE)
    assert day == BEFORE or joined(desk, "pat", id, "app"), "client 8.0.5"


def test_视频号关联商店的作用(desk: Local) -> None:
    id = channel(desk, "sue")
    assert opened(desk, id) == []
    link(desk, id, "store")
    store = desk.account("store").appid
    assert opened(desk, id, "pat") == [{"appid": store, "name": "store", "entry": "商店"}]
    assert opened(desk, id, "bob") == [{"appid": store, "name": "store", "entry": "商品"}]
    desk.person("pat").call("openFromChannel", {"channel": id, "miniProgram": store})
    options = desk.person("pat").call("getLaunchOptionsSync", appid=store).result
    assert options is not None
    assert options["scene"] == 1175


@pytest.mark.parametrize("day", DAYS)
def test_小商店_当前视频号的超级管理员为小商店的超级管理员(desk: Local, day: str) -> None:
    desk.at(day)
    assert joined(desk, "sue", channel(desk, "sue"), "store")


@pytest.mark.parametrize("day", DAYS)
def test_小商店_当前视频号的超级管理员为小商店的成员(desk: Local, day: str) -> None:
    desk.at(day)
    assert joined(desk, "mel", channel(desk, "mel"), "store")
    assert not joined(desk, "pat", channel(desk, "pat", "other"), "store"), "the same subject does not do"


@pytest.mark.parametrize("day", DAYS)
def test_小程序_当前视频号和小程序的主体一致(desk: Local, day: str) -> None:
    desk.at(day)
    assert joined(desk, "pat", channel(desk, "pat", "other"), "app")
    assert not joined(desk, "pat", channel(desk, "pat", "own"), "app")


@pytest.mark.parametrize("day", DAYS)
def test_小程序_当前视频号和小程序的超级管理员一致(desk: Local, day: str) -> None:
    desk.at(day)
    assert joined(desk, "sue", channel(desk, "sue"), "app")
    assert not joined(desk, "mel", channel(desk, "mel"), "app")


@pytest.mark.parametrize("day", DAYS)
def test_小程序_视频号的管理员为小程序的推广者(desk: Local, day: str) -> None:
    desk.at(day)
    id = channel(desk, "pat", "own", "mel")
    assert not joined(desk, "pat", id, "app")
    desk.facts("channels", "app", promoters=["mel"])
    assert joined(desk, "pat", id, "app")


def test_all_three_conditions_where_the_world_says_so(desk: Local) -> None:
    desk.set("channels.conditions", "all")
    id = channel(desk, "sue", "other")
    with pytest.raises(NotPossible, match=r"not met: 视频号的管理员为小程序的推广者 \(channels-association\)"):
        link(desk, id, "app")
    desk.facts("channels", "app", promoters=["sue"])
    assert link(desk, id, "app")["links"]


def test_如何上架直播_请完成视频号关联小商店_小程序步骤后(desk: Local) -> None:
    id, store = channel(desk, "sue"), desk.account("store").appid
    goods = {"channel": id, "miniProgram": store, "where": "live"}
    with pytest.raises(NotPossible, match="does not show"):
        desk.person("bob").call("openFromChannel", goods)
    link(desk, id, "store")
    told = desk.person("bob").call("openFromChannel", goods).result
    assert told is not None
    assert (told["appid"], told["scene"]) == (store, 1177)
