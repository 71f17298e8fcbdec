"""Post 21 (2019-04-04, on the page 2019-04-08): 小程序关联公众号策略调整."""

from __future__ import annotations

from typing import Any

import pytest

from tests.associations import SEED, add, answered, invite, listed, messages, path, setting
from tests.rooms import test_articles as articles
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

BEFORE, FIRST, AFTER = "2019-04-03 23:59:59", "2019-04-04", "2019-04-05"


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at(BEFORE)


@pytest.mark.parametrize("day", [BEFORE, FIRST, AFTER])
def test_小程序需要与公众号关联_才可被使用在公众号自定义菜单等场景中(desk: Local, day: str) -> None:
    desk.at(day)
    button = {"type": "miniprogram", "name": "商城", "url": "https://m.example.com/", "pagepath": "pages/index/index"}
    menu = {"button": [{**button, "appid": desk.account("shop").appid}]}
    token = desk.token(desk.account("news").appid)
    assert desk.post("/cgi-bin/menu/create", menu, access_token=token)["errcode"] == 45064
    invite(desk)
    if day == BEFORE:
        assert desk.post("/cgi-bin/menu/create", menu, access_token=token)["errcode"] == 45064
        answered(desk, "shop", "news")
    assert desk.post("/cgi-bin/menu/create", menu, access_token=token)["errcode"] == 0


def test_公众号关联小程序时_需要小程序管理员确认(desk: Local) -> None:
    assert invite(desk)["state"] == "mini"
    assert [one.body["association"] for one in messages(desk, "mia")] == ["invitation"]
    assert invite(desk, mini="draft")["state"] == "mini", "one of the same subject too, and one that is not released"


@pytest.mark.parametrize("day", [FIRST, AFTER])
def test_公众号关联小程序将无需小程序管理员确认(desk: Local, day: str) -> None:
    desk.at(day)
    assert invite(desk)["state"] == "linked"
    assert [one.body["association"] for one in messages(desk, "mia")] == ["linked"], "told, not asked"


def test_an_invitation_that_waits_over_the_day_still_waits(desk: Local) -> None:
    invite(desk)
    desk.at(FIRST)
    assert [one["state"] for one in listed(desk, "shop")] == ["mini"]
    assert answered(desk, "shop", "news")["state"] == "linked"


def linked_to(local: Local, count: int) -> None:
    """The mini program is linked to so many official accounts."""
    shop = local.account("shop").appid
    with local.world.act() as act:
        for number in range(count):
            nouns.associate(act.tx, f"wx{number:016x}", shop, act.now)


def test_取消小程序最多关联500个公众号的限制(desk: Local) -> None:
    linked_to(desk, 499)
    assert invite(desk, official="letters")["state"] == "mini"
    assert answered(desk, "shop", "letters")["state"] == "linked", "the 500th"
    with pytest.raises(NotPossible, match=r"89009 wxa reach link limit.*500 official accounts.*association-limits"):
        invite(desk)
    desk.at(FIRST)
    assert invite(desk)["state"] == "linked"


@pytest.mark.parametrize(("day", "most"), [("2017-05-01", 3), ("2017-09-01", 50), ("2017-12-01", 500)])
def test_the_limit_as_it_grew(desk: Local, day: str, most: int) -> None:
    desk.at(day)
    linked_to(desk, most - 1)
    assert invite(desk)["state"] == "mini"
    linked_to(desk, most)
    with pytest.raises(NotPossible, match=f"linked to {most} official accounts"):
        answered(desk, "shop", "news")


@pytest.mark.parametrize("day", [FIRST, AFTER])
def test_若希望保留管理员确认环节_可前往设置_基本设置_关联公众号设置修改设置项(desk: Local, day: str) -> None:
    desk.at(day)
    assert setting(desk, "confirm")["setting"] == "confirm"
    assert invite(desk)["state"] == "mini"
    assert answered(desk, "shop", "news", accepted=False)["state"] == "refused"
    setting(desk, "forbid")
    with pytest.raises(NotPossible, match=r"89245 mini program forbidden to link.*association-confirm"):
        invite(desk)
    setting(desk, "none")
    assert invite(desk)["state"] == "linked"


def test_the_setting_came_with_the_post(desk: Local) -> None:
    with pytest.raises(NotPossible, match=r"no such setting yet \(association-confirm, 2019-04-04\)"):
        setting(desk, "none")
    desk.facts("association", "shop", setting="forbid")
    assert invite(desk)["state"] == "mini", "what a seed says of it holds from the day on"
    desk.at(FIRST)
    with pytest.raises(NotPossible, match="89245"):
        answered(desk, "shop", "news")


@pytest.mark.parametrize(("day", "free"), [(BEFORE, False), (FIRST, True), (AFTER, True)])
def test_公众号文章中可直接使用小程序素材_无需关联小程序(desk: Local, day: str, free: bool) -> None:
    desk.at(day)
    shop = desk.account("shop").appid
    card = (
        f'<mp-miniprogram data-miniprogram-appid="{shop}" data-miniprogram-path="pages/index/index"></mp-miniprogram>'
    )
    draft = {"articles": [articles.item(content=card)]}
    assert ("media_id" in articles.call(desk, "draft/add", draft)) is free
    invite(desk)
    if day == BEFORE:
        answered(desk, "shop", "news")
    assert "media_id" in articles.call(desk, "draft/add", draft)


def test_开发者可在设置_关联设置中管理已关联的公众号(desk: Local) -> None:
    desk.at(FIRST)
    for official in ("news", "letters"):
        invite(desk, official=official)
    both = sorted(desk.account(name).appid for name in ("news", "letters"))
    assert [one["official"] for one in listed(desk, "shop")] == both
    where = path(desk, "shop", "associations", desk.account("letters").appid)
    assert desk.control("DELETE", where, by="mia")["state"] == "none"
    assert [one["official"] for one in listed(desk, "shop")] == [desk.account("news").appid]


def test_a_thirteenth_of_another_subject(desk: Local) -> None:
    """The limits of the official account stay as they were."""
    desk.at(FIRST)
    for name in add(desk, "mini_program", "stranger", 3):
        invite(desk, mini=name)
    with pytest.raises(NotPossible, match="89017"):
        invite(desk, mini="other")
    assert invite(desk)["state"] == "linked"
