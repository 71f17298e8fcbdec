"""Menus of official accounts: what may be set, who sees which, what tapping does."""

from __future__ import annotations

from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import inbox, outbox
from wxlocal.core.world.nouns import Letter
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

SEED = """
[[mini_program]]
name = "shop"
release = [{ version = "1.0.0", pages = ["pages/index/index", "pages/sale/sale"] }]
[[mini_program]]
name = "draft"
[[mini_program]]
name = "stranger"
release = [{ version = "1.0.0" }]
[[service_account]]
name = "news"
mini_programs = ["shop", "draft"]
[[subscription_account]]
name = "plain"
verified = false
[[person]]
id = "ann"
gender = 2
province = "广东"
city = "广州"
country = "中国"
follows = { news = "2020-01-01", plain = "2020-01-01" }
[[person]]
id = "ben"
gender = 1
language = "en"
country = "US"
follows = { news = "2020-01-01" }
phone = [{ platform = "android", client_version = "6.5.2" }]
[[person]]
id = "cat"
"""


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2023-10-01")


def click(name: str = "今日歌曲", key: str = "SONG") -> dict[str, Any]:
    return {"type": "click", "name": name, "key": key}


def view(name: str = "官网", url: str = "https://example.com/") -> dict[str, Any]:
    return {"type": "view", "name": name, "url": url}


def mini(local: Local, name: str = "shop", path: str = "pages/sale/sale?from=menu") -> dict[str, Any]:
    appid = local.account(name).appid
    return {"type": "miniprogram", "name": "商城", "url": "https://m.example.com/", "appid": appid, "pagepath": path}


def post(local: Local, path: str, body: dict[str, Any], account: str = "news") -> Any:
    token = local.token(local.account(account).appid)
    return local.post(f"/cgi-bin/menu/{path}", body, access_token=token)


def get(local: Local, path: str, account: str = "news") -> Any:
    return local.get(f"/cgi-bin/{path}", access_token=local.token(local.account(account).appid))


def chat(local: Local, person: str = "ann") -> list[dict[str, Any]]:
    result = local.person(person).call("openChat", {"account": local.account("news").appid}).result
    assert result is not None
    menu: list[dict[str, Any]] = result["menu"]
    return menu


def tap(local: Local, item: str, person: str = "ann", **more: Any) -> dict[str, Any]:
    outcome = local.person(person).call("tapMenu", {"account": local.account("news").appid, "item": item}, **more)
    assert outcome.ok, outcome
    assert outcome.result is not None
    return outcome.result


def letters(local: Local) -> list[Letter]:
    with local.world.act() as act:
        return outbox.letters(act)


# -- setting -----------------------------------------------------------------------------------------------------------


def test_a_menu_is_set_asked_for_and_deleted(desk: Local) -> None:
    assert get(desk, "menu/get")["errcode"] == 46003
    assert (
        post(desk, "create", {"button": [click(), {"name": "更多", "sub_button": [view(), mini(desk)]}]})["errcode"]
        == 0
    )
    menu = get(desk, "menu/get")["menu"]
    assert menu["button"][0] == {**click(), "sub_button": []}
    assert [one["type"] for one in menu["button"][1]["sub_button"]] == ["view", "miniprogram"]
    assert get(desk, "get_current_selfmenu_info") == {
        "is_menu_open": 1,
        "selfmenu_info": {"button": [click(), {"name": "更多", "sub_button": {"list": [view(), mini(desk)]}}]},
    }
    assert get(desk, "menu/delete") == {"errcode": 0, "errmsg": "ok"}
    assert get(desk, "get_current_selfmenu_info")["is_menu_open"] == 0


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([click()] * 4, 40016),
        ([{**click(), "type": "dance"}], 40017),
        ([click("一二三四五")], 0),
        ([click("一二三四五六")], 40018),
        ([click("")], 40018),
        ([click("\\u4eca")], 40033),
        ([click(key="")], 40019),
        ([click(key="k" * 128)], 0),
        ([click(key="k" * 129)], 40019),
        ([view(url="https://e.example/" + "x" * 1006)], 0),
        ([view(url="https://e.example/" + "x" * 1007)], 40020),
        ([view(url="ftp://example.com/")], 40055),
        ([view(url="https://[")], 40055),
        ([{"name": "更多", "sub_button": [click()] * 5}], 0),
        ([{"name": "更多", "sub_button": [click()] * 6}], 40023),
        ([{"name": "更多", "sub_button": [{**click(), "type": "x"}]}], 40024),
        ([{"name": "更多", "sub_button": [click("名" * 20)]}], 0),
        ([{"name": "更多", "sub_button": [click("名" * 21)]}], 40025),
        ([{"name": "更多", "sub_button": [view(url="x")]}], 40054),
        ([{"name": "更多", "sub_button": [view(url="")]}], 40027),
        ([{"type": "media_id", "name": "图"}], 40007),
        ([{"type": "article_id", "name": "文"}], 53600),
        ([{"type": "text", "name": "字", "value": "x"}], 40017),
    ],
)
def test_what_a_menu_may_hold(desk: Local, buttons: list[dict[str, Any]], code: int) -> None:
    assert post(desk, "create", {"button": buttons})["errcode"] == code


def test_only_verified_accounts_set_menus_over_the_api(desk: Local) -> None:
    assert post(desk, "create", {"button": [click()]}, "plain")["errcode"] == 48001
    assert get(desk, "get_current_selfmenu_info", "plain")["is_menu_open"] == 0


# -- conditional menus -------------------------------------------------------------------------------------------------


def conditional(local: Local, rule: dict[str, Any], name: str = "专属") -> Any:
    return post(local, "addconditional", {"button": [click(name)], "matchrule": rule})


def test_the_newest_menu_that_matches_is_shown(desk: Local) -> None:
    assert conditional(desk, {"language": "en"})["errcode"] == 65303
    post(desk, "create", {"button": [click("默认")]})
    first = conditional(desk, {"language": "zh_CN"}, "中文")["menuid"]
    conditional(desk, {"client_platform_type": "2"}, "安卓")
    assert [chat(desk)[0]["name"], chat(desk, "ben")[0]["name"]] == ["中文", "安卓"]
    assert post(desk, "delconditional", {"menuid": first})["errcode"] == 0
    assert post(desk, "delconditional", {"menuid": first})["errcode"] == 65301
    desk.advance(300)
    assert chat(desk)[0]["name"] == "默认"
    told = get(desk, "menu/get")
    assert [one["matchrule"] for one in told["conditionalmenu"]] == [{"client_platform_type": "2"}]


def test_of_several_tags_the_last_one_counts(desk: Local) -> None:
    post(desk, "create", {"button": [click("默认")]})

    def tags(path: str, body: dict[str, Any]) -> Any:
        return desk.post(f"/cgi-bin/tags/{path}", body, access_token=desk.token(desk.account("news").appid))

    ids = [tags("create", {"tag": {"name": name}})["tag"]["id"] for name in "ab"]
    conditional(desk, {"tag_id": ids[0]}, "甲")
    openid = desk.person("ann").openid(desk.account("news").appid)
    for number in ids:
        body = {"openid_list": [openid], "tagid": number}
        assert tags("members/batchtagging", body)["errcode"] == 0
        desk.advance(300)
        assert chat(desk)[0]["name"] == ("甲" if number == ids[0] else "默认")


def test_trymatch(desk: Local) -> None:
    post(desk, "create", {"button": [click("默认")]})
    conditional(desk, {"language": "en"}, "English")
    openid = desk.person("ben").openid(desk.account("news").appid)
    assert post(desk, "trymatch", {"user_id": openid})["button"][0]["name"] == "English"
    assert post(desk, "trymatch", {"user_id": "nobody"})["errcode"] == 65302
    assert post(desk, "trymatch", {"user_id": desk.person("cat").noun.wechat_id})["errcode"] == 65315


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({}, 65304),
        ({"language": ""}, 65304),
        ({"language": "tlh"}, 40097),
        ({"client_platform_type": 4}, 40097),
        ({"client_platform_type": 3}, None),
    ],
)
def test_match_rules(desk: Local, rule: dict[str, Any], code: int | None) -> None:
    post(desk, "create", {"button": [click()]})
    assert conditional(desk, rule).get("errcode") == code


# -- tapping -----------------------------------------------------------------------------------------------------------


def test_a_client_shows_what_it_has_fetched_for_five_minutes(desk: Local) -> None:
    post(desk, "create", {"button": [click("旧")]})
    assert chat(desk)[0]["name"] == "旧"
    post(desk, "create", {"button": [click("新")]})
    desk.advance(299)
    assert chat(desk)[0]["name"] == "旧"
    desk.advance(1)
    assert chat(desk)[0]["name"] == "新"


def test_what_tapping_pushes(desk: Local) -> None:
    kinds = ["scancode_push", "pic_sysphoto", "location_select"]
    more = [{"type": kind, "name": kind[:16], "key": kind} for kind in kinds]
    post(desk, "create", {"button": [click(), view(), {"name": "更多", "sub_button": more}]})
    assert tap(desk, "今日歌曲")["event"] == "CLICK"
    assert tap(desk, "官网") == {"browser": "https://example.com/"}
    assert tap(desk, "scancode_push", answers=["https://x.example/"])["scanned"] == "https://x.example/"
    assert tap(desk, "pic_sysphoto", answers=[{"pictures": ["a.jpg", "b.jpg"]}])["pictures"] == ["a.jpg", "b.jpg"]
    tap(desk, "location_select", answers=[{"latitude": 23.1, "longitude": 113.3, "label": "广州塔"}])
    told = [letter.body for letter in letters(desk)]
    assert [body["Event"] for body in told] == ["CLICK", "VIEW", *kinds]
    assert told[0]["EventKey"] == "SONG"
    assert told[1]["MenuId"] > 0
    assert told[2]["ScanCodeInfo"] == {"ScanType": "qrcode", "ScanResult": "https://x.example/"}
    assert told[3]["SendPicsInfo"]["Count"] == 2
    assert told[4]["SendLocationInfo"]["Label"] == "广州塔"
    assert {body["FromUserName"] for body in told} == {desk.person("ann").openid(desk.account("news").appid)}


def test_material_is_shown_and_nothing_is_pushed(desk: Local) -> None:
    post(desk, "create", {"button": [{"type": "media_id", "name": "图", "media_id": "m1"}]})
    assert tap(desk, "图") == {"shown": "m1"}
    assert letters(desk) == []
    with desk.world.act() as act:
        (notice,) = inbox.messages(act, nouns.phones_of(act.tx, "ann")[0])
    assert (notice.kind, notice.body) == ("chat.media_id", {"Content": "m1"})


def test_who_does_not_follow_has_no_menu(desk: Local) -> None:
    with pytest.raises(NotPossible, match="does not follow news"):
        chat(desk, "cat")


def test_an_item_that_is_not_there(desk: Local) -> None:
    post(desk, "create", {"button": [click()]})
    with pytest.raises(NotPossible, match="there is no menu item 'x'; there are '今日歌曲'"):
        tap(desk, "x")
