"""Menus of official accounts: what may be set, who sees which, what tapping does."""

from __future__ import annotations

from hashlib import md5
from typing import Any

import pytest

from tests.files import AMR, MP4, picture
from tests.phones import message
from tests.rooms.test_platforms import Platform
from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import files, outbox
from wxlocal.core.world.nouns import Letter, Material, MaterialKind
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
    scanned = tap(desk, "scancode_push", answers=["https://x.example/"])
    assert (scanned["scanned"], scanned["browser"]) == ("https://x.example/", "https://x.example/")
    assert tap(desk, "pic_sysphoto", answers=[{"pictures": ["a.jpg", "b.jpg"]}])["pictures"] == ["a.jpg", "b.jpg"]
    tap(desk, "location_select", answers=[{"latitude": 23.1, "longitude": 113.3, "label": "广州塔"}])
    *told, first, second, event, place = [letter.body for letter in letters(desk)]
    told = [*told, event]
    assert [body["Event"] for body in told] == ["CLICK", "VIEW", *kinds]
    assert [one["MsgType"] for one in (first, second)] == ["image", "image"]
    sums = [one["PicMd5Sum"] for one in told[3]["SendPicsInfo"]["PicList"]["item"]]
    appid = desk.account("news").appid
    with desk.world.act() as act:
        sent = [files.material(act, appid, one["MediaId"]) for one in (first, second)]
    assert [md5(one.content, usedforsecurity=False).hexdigest() for one in sent if one] == sums
    assert [one.url for one in sent if one] == [one["PicUrl"] for one in (first, second)]
    assert (place["MsgType"], place["Location_X"], place["Label"]) == ("location", 23.1, "广州塔")
    assert place["MsgId"] > 0
    assert told[0]["EventKey"] == "SONG"
    assert told[1]["MenuId"] > 0
    assert told[2]["ScanCodeInfo"] == {"ScanType": "qrcode", "ScanResult": "https://x.example/"}
    assert told[3]["SendPicsInfo"]["Count"] == 2
    assert told[4]["SendLocationInfo"] == {
        "Location_X": "23.1", "Location_Y": "113.3", "Scale": "15", "Label": "广州塔", "Poiname": "",
    }  # fmt: skip
    assert {body["FromUserName"] for body in told} == {desk.person("ann").openid(desk.account("news").appid)}


def test_a_picture_is_taken_when_that_is_allowed_and_a_place_needs_its_coordinates(desk: Local) -> None:
    more = [{"type": kind, "name": kind[:16], "key": kind} for kind in ("pic_sysphoto", "location_select")]
    post(desk, "create", {"button": more})
    assert tap(desk, "pic_sysphoto", answers="allow")["pictures"] == ["picture.png"]
    for place in ("广州塔", {"latitude": "23.1", "longitude": 113.3}, {"latitude": 23.1, "longitude": True}):
        with pytest.raises(NotPossible):
            tap(desk, "location_select", answers=[place])
    assert [letter.name for letter in letters(desk)] == ["pic_sysphoto", "image"]


def test_material_is_shown_and_nothing_is_pushed(desk: Local) -> None:
    appid = desk.account("news").appid
    contents: dict[MaterialKind, bytes] = {"image": picture(), "voice": AMR, "video": MP4}
    with desk.world.act() as act:
        ids = {kind: files.store(act, appid, kind, content).id for kind, content in contents.items()}
    buttons = [{"type": "media_id", "name": kind, "media_id": id} for kind, id in ids.items()]
    assert post(desk, "create", {"button": buttons})["errcode"] == 0
    for kind, id in ids.items():
        assert tap(desk, kind) == {"shown": id}
    assert letters(desk) == []
    found = desk.person("ann").inbox()
    assert [(one.kind, one.body["MediaId"]) for one in found] == [(f"chat.{kind}", id) for kind, id in ids.items()]
    assert found[0].body["PicUrl"].startswith("http://mmbiz.qpic.cn/")


def test_articles_among_the_material(desk: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = ({"title": "一", "digest": "摘要", "url": "https://mp.weixin.qq.com/s/1"}, {"title": "二", "url": "x"})
    news = Material(id="n1", appid=desk.account("news").appid, kind="news", articles=articles)
    monkeypatch.setattr(files, "material", lambda act, appid, id: news if id == "n1" else None)
    buttons = [{"type": kind, "name": kind[:16], "media_id": "n1"} for kind in ("media_id", "view_limited")]
    assert post(desk, "create", {"button": buttons})["errcode"] == 0
    assert tap(desk, "view_limited") == {"browser": "https://mp.weixin.qq.com/s/1"}
    assert tap(desk, "media_id") == {"shown": "一"}
    (notice,) = desk.person("ann").inbox()
    assert (notice.kind, [line.value for line in notice.lines]) == ("chat.news", ["摘要", "二"])


@pytest.mark.parametrize("kind", ["media_id", "view_limited"])
def test_material_that_is_not_there(desk: Local, kind: str) -> None:
    button = {"type": kind, "name": "图", "media_id": "nothing"}
    assert post(desk, "create", {"button": [button]})["errcode"] == 40007
    appid = desk.account("news").appid
    with desk.world.act() as act:
        id = files.store(act, appid, "image", picture()).id
    assert post(desk, "create", {"button": [{**button, "media_id": id}]})["errcode"] == 0
    desk.advance("4d")
    outcome = desk.person("ann").call("tapMenu", {"account": appid, "item": "图"})
    assert message(outcome) == "tapMenu:fail 该素材已被删除"


def test_who_does_not_follow_has_no_menu(desk: Local) -> None:
    with pytest.raises(NotPossible, match="does not follow news"):
        chat(desk, "cat")


def test_an_item_that_is_not_there(desk: Local) -> None:
    post(desk, "create", {"button": [click()]})
    with pytest.raises(NotPossible, match="there is no menu item 'x'; there are '今日歌曲'"):
        tap(desk, "x")


def test_what_is_scanned_and_no_address_opens_nothing(desk: Local) -> None:
    kinds = [{"type": kind, "name": kind[:16], "key": kind} for kind in ("scancode_push", "scancode_waitmsg")]
    post(desk, "create", {"button": kinds})
    assert "browser" not in tap(desk, "scancode_push", answers=["6901234567892"])
    assert "browser" not in tap(desk, "scancode_waitmsg", answers=["https://x.example/"])


def test_a_button_that_leads_to_the_authorisation_page(desk: Local) -> None:
    asked = f"appid={desk.account('news').appid}&redirect_uri=https%3A%2F%2Fa.example%2F&response_type=code"
    url = f"https://open.weixin.qq.com/connect/oauth2/authorize?{asked}&scope=snsapi_base&state=1#wechat_redirect"
    post(desk, "create", {"button": [view(url=url)]})
    opened = tap(desk, "官网")["browser"]
    went = desk.person("ann").call("openAuthorization", {"url": opened}).result
    assert went is not None
    assert went["location"].startswith("https://a.example/?code=")
    query = dict(part.split("=") for part in opened.partition("?")[2].partition("#")[0].split("&"))
    query = {**query, "redirect_uri": "https://a.example/", "wxlocal_person": "ann"}
    answer = desk.request("GET", "/connect/oauth2/authorize", query, host="open.weixin.qq.com")
    assert (answer.status, answer.headers["location"][:24]) == (302, "https://a.example/?code=")


# -- articles ----------------------------------------------------------------------------------------------------------


def article(local: Local) -> tuple[str, str]:
    """article_id and address of a published article."""
    path = f"/accounts/{local.account('news').appid}/articles"
    local.control("POST", path, {"articles": [{"title": "秋天", "digest": "摘要", "content": "<p>你好</p>"}]})
    (made,) = local.control("GET", path)
    return made["article_id"], made["urls"][0]


def test_buttons_that_show_an_article(desk: Local) -> None:
    id, url = article(desk)
    buttons = [
        {"type": "article_id", "name": "卡", "article_id": id},
        {"type": "article_view_limited", "name": "页", "article_id": id},
    ]
    assert post(desk, "create", {"button": buttons})["errcode"] == 0
    assert tap(desk, "页") == {"browser": url}
    assert tap(desk, "卡") == {"shown": "秋天"}
    (notice,) = desk.person("ann").inbox()
    assert (notice.kind, notice.title, [line.value for line in notice.lines]) == ("chat.news", "秋天", ["摘要"])
    assert notice.target is not None
    assert notice.target.url == url
    assert [one.name for one in letters(desk)] == ["PUBLISHJOBFINISH"], "a tap pushes nothing"
    token = desk.token("news")
    assert desk.post("/cgi-bin/freepublish/delete", {"article_id": id}, token=token)["errcode"] == 0
    outcome = desk.person("ann").call("tapMenu", {"account": desk.account("news").appid, "item": "卡"})
    assert not outcome.ok
    assert post(desk, "create", {"button": buttons})["errcode"] == 53600


# -- the console -------------------------------------------------------------------------------------------------------


def by_hand(local: Local, *buttons: dict[str, Any], account: str = "news") -> Any:
    return local.control("PUT", f"/accounts/{local.account(account).appid}/menu", {"button": list(buttons)})


CONSOLE: list[dict[str, Any]] = [
    {"type": "text", "name": "字", "value": "你好"},
    {"type": "img", "name": "图", "value": "i1"},
    {
        "name": "更多",
        "sub_button": [
            {"type": "voice", "name": "声", "value": "v1"},
            {"type": "video", "name": "像", "value": "https://v.example/1.mp4"},
            {
                "type": "news",
                "name": "文",
                "value": "n1",
                "news_info": {
                    "list": [
                        {"title": "一", "digest": "摘要", "content_url": "https://mp.weixin.qq.com/s/1"},
                        {"title": "二", "content_url": "https://mp.weixin.qq.com/s/2"},
                    ]
                },
            },
        ],
    },
]


def test_a_menu_that_a_person_sets_in_the_console(desk: Local) -> None:
    """menu/get does not know it, get_current_selfmenu_info does, of every account."""
    for account in ("news", "plain"):
        by_hand(desk, *CONSOLE, account=account)
        told = get(desk, "get_current_selfmenu_info", account)
        assert told["is_menu_open"] == 1
        first, second, third = told["selfmenu_info"]["button"]
        assert (first, second) == (CONSOLE[0], CONSOLE[1])
        assert third["sub_button"]["list"][2]["news_info"]["list"][0]["title"] == "一"
    assert get(desk, "menu/get")["errcode"] == 46003
    appid = desk.account("news").appid
    (menu,) = desk.control("GET", f"/accounts/{appid}/menu")
    assert (menu["by_console"], menu["matchrule"]) == (True, None)
    assert desk.control("DELETE", f"/accounts/{appid}/menu") == {"removed": 1}
    assert get(desk, "get_current_selfmenu_info")["is_menu_open"] == 0


def test_what_the_consoles_own_kinds_show(desk: Local) -> None:
    by_hand(desk, *CONSOLE)
    for item in ("字", "图", "声", "像", "文"):
        tap(desk, item)
    found = desk.person("ann").inbox()
    assert [one.kind for one in found] == ["chat.text", "chat.image", "chat.voice", "chat.video", "chat.news"]
    assert found[0].body == {"Content": "你好"}
    assert found[1].body == {"MediaId": "i1"}
    assert (found[4].title, [line.value for line in found[4].lines]) == ("一", ["摘要", "二"])
    opened = desk.person("ann").call("openMessage", {"message": found[4].id}).result
    assert opened is not None
    assert opened["browser"] == "https://mp.weixin.qq.com/s/1"
    assert letters(desk) == []


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"type": "text", "name": "字"}, "needs a value"),
        ({"type": "news", "name": "文"}, "needs a value or news_info"),
        ({"type": "news", "name": "文", "news_info": {"list": [{"title": "一"}]}}, "a title and a content_url"),
        ({"type": "dance", "name": "舞"}, "the type of '舞' is 'dance'"),
        ({"name": "更多", "sub_button": ["x"]}, "sub_button is a list of buttons"),
    ],
)
def test_what_the_console_does_not_take(desk: Local, button: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        by_hand(desk, button)


def test_an_account_that_is_not_verified_leads_nowhere_outside(desk: Local) -> None:
    with pytest.raises(NotPossible, match="认证的公众号可设置外链"):
        by_hand(desk, view(), account="plain")
    by_hand(desk, view(url="https://mp.weixin.qq.com/s/1"), account="plain")
    by_hand(desk, view())


def test_sub_buttons_in_the_form_of_selfmenu_info(desk: Local) -> None:
    buttons = [{"name": "更多", "sub_button": {"list": [click()]}}, {**view(), "sub_button": {"list": []}}]
    assert post(desk, "create", {"button": buttons})["errcode"] == 0
    shown = get(desk, "menu/get")["menu"]["button"]
    assert shown[0]["sub_button"] == [{**click(), "sub_button": []}]
    assert shown[1] == {**view(), "sub_button": []}
    assert tap(desk, "今日歌曲")["event"] == "CLICK"


# -- limits and rights -------------------------------------------------------------------------------------------------


def test_conditional_menus_lead_to_three_domains_together(desk: Local) -> None:
    post(desk, "create", {"button": [view(url="https://zero.example/")]})

    def lead(*hosts: str) -> Any:
        buttons = [view(host, f"https://{host}.example/") for host in hosts]
        return post(desk, "addconditional", {"button": buttons, "matchrule": {"client_platform_type": "1"}})

    assert "menuid" in lead("a", "b")
    assert lead("c", "d")["errcode"] == 65316
    assert "menuid" in lead("c", "a")
    assert lead("d")["errcode"] == 65316


def test_language_may_be_private_too(desk: Local) -> None:
    post(desk, "create", {"button": [click("默认")]})
    assert "menuid" in conditional(desk, {"language": "zh_CN"})
    assert chat(desk)[0]["name"] == "专属"
    desk.set("menu.match_by_language", False)
    assert conditional(desk, {"language": "zh_CN"})["errcode"] == 65320
    desk.advance(300)
    assert chat(desk)[0]["name"] == "默认"
    desk.at("2021-10-19")
    assert "menuid" in conditional(desk, {"language": "zh_CN"}), "before 2021-10-20 it matches in any case"


def test_a_third_party_platform_needs_the_permission_set_15(desk: Local) -> None:
    desk.control("POST", "/subjects", {"id": "example"})
    platform = Platform(desk)
    platform.start()
    for sets, code in (((15,), 0), ((1, 2, 3), 61007)):
        token = platform.authorize(desk.account("news").appid, sets)["authorizer_access_token"]
        assert desk.post("/cgi-bin/menu/create", {"button": [click()]}, token=token)["errcode"] == code
        for path in ("menu/get", "get_current_selfmenu_info", "menu/delete"):
            assert desk.get(f"/cgi-bin/{path}", access_token=token).get("errcode", 0) == code


@pytest.mark.parametrize(
    ("cloud", "path", "per_day"),
    [
        ("create", "create", 1000), ("get", "get", 10_000), ("delete", "delete", 1000),
        ("addConditional", "addconditional", 2000), ("delConditional", "delconditional", 2000),
        ("tryMatch", "trymatch", 20_000),
    ],
)  # fmt: skip
def test_the_names_of_cloud_calls_and_the_limits_of_a_day(cloud: str, path: str, per_day: int) -> None:
    (found,) = [op for op in house().operations.values() if op.cloud == f"officialAccount.menu.{cloud}"]
    assert (found.path, found.limits.per_day) == (f"/cgi-bin/menu/{path}", per_day)
    assert 15 in found.permission_sets
