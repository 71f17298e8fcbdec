"""Post 9 (2020-06-05): 自定义菜单设置小程序相关问题."""

from __future__ import annotations

from typing import Any

import pytest

from tests import associations
from tests.rooms.test_menu import SEED, by_hand, chat, click, get, letters, mini, post, tap, view
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2020-06-05")


def test_已发布且已关联的小程序添加至一级菜单和二级菜单内_点击后跳转至小程序页面(desk: Local) -> None:
    menu = {"button": [mini(desk), {"name": "更多", "sub_button": [{**mini(desk), "name": "特卖"}]}]}
    assert post(desk, "create", menu)["errcode"] == 0
    for item in ("商城", "特卖"):
        told = tap(desk, item)
        assert told == {
            "appid": desk.account("shop").appid,
            "path": "pages/sale/sale",
            "query": {"from": "menu"},
            "scene": 1035,
        }
    first, second = letters(desk)
    assert (first.body["Event"], first.body["EventKey"]) == ("view_miniprogram", "pages/sale/sale?from=menu")
    assert second.body["MenuId"] == first.body["MenuId"]
    options = desk.person("ann").call("getEnterOptionsSync", appid=desk.account("shop").appid).result
    assert options is not None
    assert (options["scene"], options["referrerInfo"]["appId"]) == (1035, desk.account("news").appid)


def test_备用网页是必填项(desk: Local) -> None:
    button = {name: value for name, value in mini(desk).items() if name != "url"}
    assert post(desk, "create", {"button": [button]})["errcode"] == 40020


def test_旧版客户端点击菜单时打开备用网页(desk: Local) -> None:
    post(desk, "create", {"button": [mini(desk)]})
    assert tap(desk, "商城", "ben") == {"browser": "https://m.example.com/"}, "client 6.5.2"
    desk.person("ben").change_phone(client_version="6.5.3")
    assert tap(desk, "商城", "ben")["scene"] == 1035


def test_认证的公众号可设置外链(desk: Local) -> None:
    assert post(desk, "create", {"button": [view(url="https://elsewhere.example/")]})["errcode"] == 0


def test_若菜单内容存在未关联的小程序则提示(desk: Local) -> None:
    """小程序未关联，菜单设置无效，请检查: in any item, also in one that was set before."""
    pair = (desk.account("news").appid, desk.account("stranger").appid)
    told = post(desk, "create", {"button": [click(), mini(desk, "stranger")]})
    assert told["errcode"] == 45064
    with desk.world.act() as act:
        nouns.associate(act.tx, *pair, act.now)
    assert post(desk, "create", {"button": [click(), mini(desk, "stranger")]})["errcode"] == 0
    with desk.world.act() as act:
        nouns.dissociate(act.tx, *pair)
    assert post(desk, "create", {"button": [mini(desk), mini(desk, "stranger")]})["errcode"] == 45064
    desk.advance(300)
    with pytest.raises(NotPossible, match="小程序未关联"):
        tap(desk, "商城")


def test_设置菜单时提示_在公众平台后台也一样(desk: Local) -> None:
    """自定义菜单怎么设置“跳转小程序”: in the console a person reads the words themselves."""
    for items in ([click(), mini(desk, "stranger")], [{"name": "更多", "sub_button": [mini(desk, "stranger")]}]):
        with pytest.raises(NotPossible, match=r"^小程序未关联，菜单设置无效，请检查"):
            by_hand(desk, *items)
    pair = (desk.account("news").appid, desk.account("stranger").appid)
    with desk.world.act() as act:
        nouns.associate(act.tx, *pair, act.now)
    by_hand(desk, mini(desk), {"name": "更多", "sub_button": [{**mini(desk, "stranger"), "name": "特卖"}]})
    assert [tap(desk, item)["scene"] for item in ("商城",)] == [1035]
    assert tap(desk, "商城", "ben") == {"browser": "https://m.example.com/"}, "旧版微信客户端打开备用网页"
    with pytest.raises(NotPossible, match="url is required"):
        by_hand(desk, {**mini(desk), "url": ""})


def test_备用网页_认证的公众号可设置外链_在公众平台后台(desk: Local) -> None:
    pair = (desk.account("plain").appid, desk.account("shop").appid)
    with desk.world.act() as act:
        nouns.associate(act.tx, *pair, act.now)
    with pytest.raises(NotPossible, match="认证的公众号可设置外链"):
        by_hand(desk, mini(desk), account="plain")
    by_hand(desk, {**mini(desk), "url": "https://mp.weixin.qq.com/s/1"}, account="plain")


def test_未发布的小程序不可展示_路径显示空白(desk: Local) -> None:
    """可关联, but the menu shows no path."""
    assert post(desk, "create", {"button": [mini(desk, "draft"), {**mini(desk), "name": "已发布"}]})["errcode"] == 0
    shown = chat(desk)
    assert [one["pagepath"] for one in shown] == ["", "pages/sale/sale?from=menu"]
    assert get(desk, "menu/get")["menu"]["button"][0]["pagepath"] == "pages/sale/sale?from=menu"


# -- 小程序关联方法, 温馨提示 -----------------------------------------------------------------------------------------------


@pytest.fixture
def linking(seeded: Any) -> Local:
    local: Local = seeded(associations.SEED)
    local.set("association.limits", "post 9")
    return local.at("2020-06-05")


def test_公众号管理员扫码确认后_输入小程序AppID_需小程序管理员微信号确认成功即可绑定(linking: Local) -> None:
    """As the post has it where the mini program wants to be asked; nobody else confirms it."""
    associations.setting(linking, "confirm")
    assert associations.invite(linking, by="olga")["state"] == "mini"
    with pytest.raises(NotPossible, match="dev is not the administrator of shop"):
        associations.answered(linking, "shop", "news", by="dev")
    assert associations.answered(linking, "shop", "news", by="mia")["state"] == "linked"


def test_公众号可关联同一主体的10个小程序_不同主体的10个小程序(linking: Local) -> None:
    for subject, code in (("shop", 89016), ("stranger", 89017)):
        names = associations.add(linking, "mini_program", subject, 11)
        for name in names[:10]:
            assert associations.invite(linking, mini=name, notify=False)["state"] == "linked"
        with pytest.raises(NotPossible, match=f"{code} .*association-limits"):
            associations.invite(linking, mini=names[10])


@pytest.mark.parametrize(("day", "most"), [("2020-06-04", 3), ("2020-06-05", 10), ("2020-06-06", 10)])
def test_from_the_day_of_the_post_where_the_world_goes_by_it(linking: Local, day: str, most: int) -> None:
    linking.at(day)
    names = associations.add(linking, "mini_program", "stranger", most + 1)
    for name in names[:most]:
        associations.invite(linking, mini=name, notify=False)
    with pytest.raises(NotPossible, match=f"links {most} mini programs of other subjects"):
        associations.invite(linking, mini=names[most])


@pytest.mark.parametrize(("day", "limited"), [("2020-06-04", False), ("2020-06-05", True), ("2020-06-06", True)])
def test_1个小程序可关联最多500个公众号(linking: Local, day: str, limited: bool) -> None:
    """Post 21 had removed that limit; the access guide does not have it: only where the world goes by this post."""
    linking.at(day)
    shop = linking.account("shop").appid
    with linking.world.act() as act:
        for number in range(500):
            nouns.associate(act.tx, f"wx{number:016x}", shop, act.now)
    if limited:
        with pytest.raises(NotPossible, match=r"89009 .*500 official accounts"):
            associations.invite(linking)
        linking.set("association.limits", "guide")
    assert associations.invite(linking)["state"] == "linked"


def test_公众号关联小程序不要求已发布_但未发布的小程序不可展示在公众号资料页(linking: Local) -> None:
    linking.control("POST", "/accounts", {"name": "new", "subject": "shop", "release": None})
    assert associations.invite(linking, mini="new")["state"] == "linked"
    assert associations.profile(linking, "news")["miniPrograms"] == []
    new = linking.account("new").appid
    linking.control("POST", f"/accounts/{new}/releases", {"version": "1.0.0"})
    assert associations.profile(linking, "news")["miniPrograms"] == [{"appid": new, "name": "new"}]
