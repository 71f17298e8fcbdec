"""Post 19 (2019-12-26): 公众号关联小程序绑定流程."""

from __future__ import annotations

from typing import Any

import pytest

from tests.associations import SEED, add, answered, end, invite, listed, messages, setting
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

DAYS = ["2019-12-25 23:59:59", "2019-12-26", "2019-12-27"]


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2019-12-26")


@pytest.mark.parametrize("day", DAYS)
def test_公众号_小程序_管理小程序_添加(desk: Local, day: str) -> None:
    desk.at(day)
    assert invite(desk)["state"] == "linked"
    assert [one["mini"] for one in listed(desk, "news")] == [desk.account("shop").appid]


@pytest.mark.parametrize(("day", "rule"), list(zip(DAYS, (False, True, True), strict=True)))
def test_管理员扫码确认(desk: Local, day: str, rule: bool) -> None:
    """An operator's scan does not do; since the day of the post the refusal names it."""
    desk.at(day)
    with pytest.raises(NotPossible, match="oscar is not the administrator of news") as caught:
        invite(desk, by="oscar")
    assert ("association-flow" in caught.value.message) is rule
    assert invite(desk, by="olga")["state"] == "linked"


def test_输入需要绑定的小程序appID_查找小程序并发送绑定邀请(desk: Local) -> None:
    with pytest.raises(NotPossible, match="there is no mini program 'wx0000000000000000'"):
        desk.control("POST", f"/accounts/{desk.account('news').appid}/associations", {"appid": "wx0000000000000000"})
    setting(desk, "confirm")
    assert invite(desk)["state"] == "mini"
    (asked,) = messages(desk, "mia", "system")
    assert (asked.title, asked.body["association"]) == ("公众号邀请关联小程序", "invitation")


def test_小程序管理员接收邀请_绑定完成(desk: Local) -> None:
    setting(desk, "confirm")
    invite(desk)
    (asked,) = messages(desk, "mia", "system")
    told = desk.person("mia").call("answerAssociation", {"message": asked.id}, answers="accept")
    assert told.result is not None
    assert told.result["state"] == "linked"
    news, shop = desk.account("news").appid, desk.account("shop").appid
    with desk.world.act() as act:
        assert nouns.minis_of(act.tx, news) == [shop]


def test_系统将自动向公众号粉丝推送关联成功消息(desk: Local) -> None:
    """To who follows, and to nobody else; not before the link is made."""
    setting(desk, "confirm")
    invite(desk)
    assert messages(desk, "ann", "association") == []
    answered(desk, "shop", "news")
    for follower in ("ann", "ben"):
        (notice,) = messages(desk, follower, "association")
        assert (notice.title, notice.appid) == ("公众号关联小程序成功", desk.account("news").appid)
        assert [line.value for line in notice.lines] == ["news", "shop"]
    assert messages(desk, "cat") == []


def test_点击消息即可跳转至小程序(desk: Local) -> None:
    invite(desk)
    ann, shop = desk.person("ann"), desk.account("shop").appid
    (notice,) = messages(desk, "ann", "association")
    opened = ann.call("openMessage", {"message": notice.id}).result
    assert opened is not None
    assert (opened["appid"], opened["path"], opened["scene"]) == (shop, "pages/index/index", 1043)
    assert opened["referrerInfo"] == {"appId": desk.account("news").appid}
    assert ann.inbox(unread=True) == []


def test_no_notice_where_the_administrator_wants_none(desk: Local) -> None:
    invite(desk, notify=False)
    assert messages(desk, "ann") == []


def test_a_thousand_followers_and_more_are_told(desk: Local) -> None:
    news = desk.account("news").appid
    for number in range(1001):
        desk.control("POST", "/people", {"id": f"p{number:04}"})
        desk.person(f"p{number:04}").call("follow", {"account": news})
    invite(desk)
    assert [len(messages(desk, who, "association")) for who in ("ann", "p0000", "p0999", "p1000")] == [1, 1, 1, 1]


def test_an_end_is_not_told_to_followers(desk: Local) -> None:
    invite(desk, mini=add(desk, "mini_program", "shop", 1)[0])
    before = len(messages(desk, "ann"))
    invite(desk)
    end(desk)
    assert len(messages(desk, "ann")) == before + 1
