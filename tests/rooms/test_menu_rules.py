"""What a menu may hold, with the platform's numbers and words, and who sees which: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at, person, refusal
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.world.nouns import Phone, Platform
from wxlocal.rooms.menu import rules

WITHDRAWN = instant("2021-10-20")


def check(buttons: list[dict[str, Any]], *, console: bool = False) -> tuple[int, str] | None:
    try:
        rules.check(buttons, lambda appid: appid == "wxlinked", console=console)
    except Refused as refused:
        return refused.code, refused.message
    return None


def click(**more: Any) -> dict[str, Any]:
    return {"type": "click", "name": "n", "key": "k", **more}


def sub(*inner: dict[str, Any]) -> dict[str, Any]:
    return {"name": "more", "sub_button": list(inner)}


MINI = {"type": "miniprogram", "name": "m", "url": "https://a.example", "appid": "wxlinked", "pagepath": ""}
URL = "https://a.example/"


@pytest.mark.parametrize(
    ("buttons", "told"),
    [
        ([], (40016, "invalid button size")),
        ([click()], None),
        ([click()] * 3, None),
        ([click()] * 4, (40016, "invalid button size")),
        ([sub(*[click()] * 5)], None),
        ([sub(*[click()] * 6)], (40023, "invalid sub button size")),
        ([{"name": "more", "sub_button": {"list": [click()]}}], None),
        ([{"name": "more", "sub_button": {"list": [click()] * 6}}], (40023, "invalid sub button size")),
        ([{**click(), "sub_button": []}], None),
        ([{**click(), "sub_button": {}}], None),
        ([{"name": "more", "sub_button": []}], (40017, "invalid button type")),
        ([click(), {"name": "more", "sub_button": {"list": []}}], (40017, "invalid button type")),
        ([sub(click()), click(type="x")], (40017, "invalid button type")),
    ],
)
def test_how_many_buttons(buttons: list[dict[str, Any]], told: tuple[int, str] | None) -> None:
    assert check(buttons) == told


@pytest.mark.parametrize(
    ("name", "first", "below"),
    [
        ("n", None, None),
        ("n" * 16, None, None),
        ("n" * 17, (40018, "invalid button name size"), None),
        ("字" * 5, None, None),
        ("字" * 6, (40018, "invalid button name size"), None),
        ("n" * 60, (40018, "invalid button name size"), None),
        ("n" * 61, (40018, "invalid button name size"), (40025, "invalid sub button name size")),
        ("", (40018, "invalid button name size"), (40025, "invalid sub button name size")),
        (None, (40018, "invalid button name size"), (40025, "invalid sub button name size")),
    ],
)
def test_names_have_16_bytes_and_60_below(
    name: str | None, first: tuple[int, str] | None, below: tuple[int, str] | None
) -> None:
    assert check([click(name=name)]) == first
    assert check([sub(click(name=name))]) == below


def test_a_name_is_no_escape() -> None:
    words = "invalid charset. please check your request, if include \\uxxxx will create fail!"
    assert check([click(name="\\u4eca")]) == (40033, words)


KEYED = (
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
)  # fmt: skip


@pytest.mark.parametrize("kind", KEYED)
def test_a_key_has_128_bytes(kind: str) -> None:
    for key, fails in (
        ("k", False),
        ("k" * 128, False),
        ("字" * 42, False),
        ("字" * 43, True),
        ("k" * 129, True),
        ("", True),
        (None, True),
    ):
        assert check([click(type=kind, key=key)]) == ((40019, "invalid button key size") if fails else None)
        assert check([sub(click(type=kind, key=key))]) == ((40026, "invalid sub button key size") if fails else None)


@pytest.mark.parametrize("kind", ["view", "miniprogram"])
@pytest.mark.parametrize(
    ("url", "first", "below"),
    [
        (URL + "x" * (1024 - len(URL)), None, None),
        (URL + "x" * (1025 - len(URL)), (40020, "invalid button url size"), (40027, "invalid sub button url size")),
        ("字" * 342, (40020, "invalid button url size"), (40027, "invalid sub button url size")),
        ("http://a.example", None, None),
        ("", (40020, "invalid button url size"), (40027, "invalid sub button url size")),
        (None, (40020, "invalid button url size"), (40027, "invalid sub button url size")),
        ("x", (40055, "invalid button url domain"), (40054, "invalid sub button url domain")),
        ("ftp://a.example", (40055, "invalid button url domain"), (40054, "invalid sub button url domain")),
        ("https://", (40055, "invalid button url domain"), (40054, "invalid sub button url domain")),
        ("https://[", (40055, "invalid button url domain"), (40054, "invalid sub button url domain")),
    ],
)
def test_addresses(kind: str, url: str | None, first: tuple[int, str] | None, below: tuple[int, str] | None) -> None:
    button = {**MINI, "type": kind, "url": url}
    assert check([button]) == first
    assert check([sub(button)]) == below


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("media_id", "media_id", (40007, "invalid media_id")),
        ("view_limited", "media_id", (40007, "invalid media_id")),
        ("article_id", "article_id", (53600, "Article ID 无效")),
        ("article_view_limited", "article_id", (53600, "Article ID 无效")),
    ],
)
def test_material(kind: str, name: str, told: tuple[int, str]) -> None:
    assert check([{"type": kind, "name": "n", name: "id"}]) is None
    for given in ({}, {name: ""}):
        assert check([{"type": kind, "name": "n", **given}]) == told
    other = "article_id" if name == "media_id" else "media_id"
    assert check([{"type": kind, "name": "n", other: "id"}]) == told


@pytest.mark.parametrize("kind", ["text", "img", "photo", "video", "voice", "news"])
def test_some_kinds_are_set_in_the_console_alone(kind: str) -> None:
    assert check([{"type": kind, "name": "n", "value": "v"}], console=True) is None
    assert check([{"type": kind, "name": "n", "value": ""}], console=True) == (44004, "empty content")
    assert check([{"type": kind, "name": "n"}]) == (40017, "invalid button type")
    assert check([sub({"type": kind, "name": "n"})]) == (40024, "invalid sub button type")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        ({"appid": ""}, (40013, "invalid appid")),
        ({"appid": None}, (40013, "invalid appid")),
        ({"pagepath": None}, (40097, "invalid args")),
        ({"appid": "wxother"}, (45064, "no permission to use weapp in menu")),
    ],
)
def test_mini_programs_are_linked(change: dict[str, Any], told: tuple[int, str] | None) -> None:
    assert check([{**MINI, **change}]) == told
    assert check([sub({**MINI, **change})]) == told


# -- match rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "given", "told"),
    [
        ({"tag_id": 2, "other": 1}, {"tag_id": 2}, None),
        ({"group_id": "2", "language": "", "sex": 0, "country": None}, {"group_id": "2"}, None),
        ({}, None, (65304, "match rule empty")),
        ({"client_platform_type": 0}, None, (65304, "match rule empty")),
        ({"client_platform_type": 1}, {"client_platform_type": 1}, None),
        ({"client_platform_type": "2"}, {"client_platform_type": "2"}, None),
        ({"client_platform_type": 3}, {"client_platform_type": 3}, None),
        ({"client_platform_type": 4}, None, (40097, "invalid args")),
        ({"language": "en"}, {"language": "en"}, None),
        ({"language": "tlh"}, None, (40097, "invalid args")),
    ],
)
def test_members_of_a_match_rule(
    rule: dict[str, Any], given: dict[str, Any] | None, told: tuple[int, str] | None
) -> None:
    if told is None:
        assert rules.check_matchrule(rule, at(WITHDRAWN)) == given
    else:
        assert refusal(rules.check_matchrule, rule, at(WITHDRAWN)) == told


@pytest.mark.parametrize("language", rules.LANGUAGES)
def test_languages_of_a_match_rule(language: str) -> None:
    assert rules.check_matchrule({"language": language}, at(WITHDRAWN)) == {"language": language}
    known = "zh_CN zh_TW zh_HK en id ms es ko it ja pl pt ru th vi ar hi he tr de fr"
    assert known.split() == [*rules.LANGUAGES]


REGION = {"sex": "2", "country": "中国", "province": "广东", "city": "广州"}


@pytest.mark.parametrize("name", REGION)
def test_sex_and_region_are_matched_until_2021_10_20(name: str) -> None:
    names = {"city": ("country", "province", "city"), "province": ("country", "province")}.get(name, (name,))
    rule = {one: REGION[one] for one in names}
    assert rules.check_matchrule(rule, at(WITHDRAWN - 1)) == rule
    for now in (WITHDRAWN, WITHDRAWN + DAY):
        assert refusal(rules.check_matchrule, rule, at(now)) == (65320, "matchrule has private fields")


def test_a_province_needs_its_country_and_a_city_its_province() -> None:
    before = at(WITHDRAWN - 1)
    assert refusal(rules.check_matchrule, {"province": "广东"}, before) == (65310, "country is empty")
    assert refusal(rules.check_matchrule, {"city": "广州"}, before) == (65311, "province is empty")
    assert refusal(rules.check_matchrule, {"country": "中国", "city": "广州"}, before) == (65311, "province is empty")


# -- who sees it --------------------------------------------------------------------------------------------------

ANN = person(gender=2, country="China", province="广东", city="广州", language="en")


def phone(platform: Platform = "ios") -> Phone:
    return Phone(id="p", person="ann", platform=platform)


def sees(rule: dict[str, Any], now: int = WITHDRAWN, *, tags: tuple[int, ...] = (), on: Phone | None = None) -> bool:
    return rules.matches(rule, rules.Viewer(ANN, on, tags), at(now))


@pytest.mark.parametrize("name", REGION)
def test_a_menu_by_sex_or_region_is_shown_until_2021_10_20(name: str) -> None:
    assert sees({name: REGION[name]}, WITHDRAWN - 1)
    assert not sees({name: "other"}, WITHDRAWN - 1)
    assert not sees({name: REGION[name]}, WITHDRAWN)
    assert sees({"sex": 2}, WITHDRAWN - 1)


def test_other_countries_are_called_as_they_are() -> None:
    viewer = rules.Viewer(person(country="JP"), None)
    assert rules.matches({"country": "JP"}, viewer, at(WITHDRAWN - 1))


def test_a_menu_by_language_and_by_all_its_members() -> None:
    assert sees({})
    assert sees({"language": "en"})
    assert not sees({"language": "fr"})
    assert sees({"language": "en", "tag_id": 2}, tags=(2,))
    assert not sees({"language": "fr", "tag_id": 2}, tags=(2,))
    assert not sees({"language": "en", "tag_id": 3}, tags=(2,))


@pytest.mark.parametrize("name", ["tag_id", "group_id"])
def test_of_several_tags_the_last_counts(name: str) -> None:
    assert sees({name: 2}, tags=(1, 2))
    assert sees({name: "2"}, tags=(2,))
    assert not sees({name: 1}, tags=(1, 2))
    assert not sees({name: 2})


@pytest.mark.parametrize(
    ("wanted", "platforms"), [("1", ["ios"]), ("2", ["android"]), (3, ["ohos", "windows", "mac", "devtools"])]
)
def test_a_menu_by_platform(wanted: object, platforms: list[str]) -> None:
    every: tuple[Platform, ...] = ("ios", "android", "ohos", "windows", "mac", "devtools")
    assert [name for name in every if sees({"client_platform_type": wanted}, on=phone(name))] == platforms
    assert sees({"client_platform_type": wanted}) == (wanted == "1"), "somebody without a phone counts as on iOS"


# -- how it is told -----------------------------------------------------------------------------------------------


def test_menu_get_tells_a_list_below_every_button() -> None:
    buttons = (click(), sub(click(name="a"), click(name="b", sub_button=[])))
    assert rules.with_sub_buttons(buttons) == [
        click(sub_button=[]),
        sub(click(name="a", sub_button=[]), click(name="b", sub_button=[])),
    ]


def test_get_current_selfmenu_info_tells_a_list_of_its_own() -> None:
    buttons = (click(), click(sub_button=[]), {**sub(click(name="a")), "key": "x"})
    assert rules.as_self_menu(buttons) == [
        click(), click(), {"name": "more", "sub_button": {"list": [click(name="a")]}}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("client", "platform", "backup"),
    [
        ((6, 5, 2), "ios", True),
        ((6, 5, 2), "android", True),
        ((6, 5, 3), "ios", False),
        ((2, 9, 9), "windows", True),
        ((2, 9, 9), "mac", True),
        ((3, 0, 0), "windows", False),
        ((3, 0, 0), "mac", False),
        ((3, 9, 12), "windows", False),
    ],
)
def test_clients_without_mini_programs_open_the_backup_page(
    client: tuple[int, ...], platform: Platform, backup: bool
) -> None:
    assert rules.opens_backup(at("2022-01-01", client=client), phone(platform)) == backup


def test_words_of_what_is_not_linked() -> None:
    assert rules.NOT_LINKED == "小程序未关联，菜单设置无效，请检查"


# -- the console, domains, language ------------------------------------------------------------------------------------


def refused(do: Any, *arguments: Any, **more: Any) -> int:
    try:
        do(*arguments, **more)
    except Refused as found:
        return found.code
    return 0


def lead(host: str, kind: str = "view") -> dict[str, Any]:
    return {"type": kind, "name": "n", "url": f"https://{host}/"}


@pytest.mark.parametrize(
    ("news_info", "value", "told"),
    [
        ({"list": [{"title": "t", "content_url": "u"}]}, "", None),
        ({"list": [{"title": "t", "content_url": "u"}, {"title": "t"}]}, "", (44003, "empty news data")),
        ({"list": [{"content_url": "u"}]}, "", (44003, "empty news data")),
        ({"list": ["x"]}, "", (44003, "empty news data")),
        ({"list": []}, "", (44004, "empty content")),
        ({"list": "x"}, "v", None),
        ("x", "v", None),
        (None, "", (44004, "empty content")),
        (None, 5, (44004, "empty content")),
    ],
)
def test_articles_of_the_console(news_info: Any, value: Any, told: tuple[int, str] | None) -> None:
    assert check([{"type": "news", "name": "n", "news_info": news_info, "value": value}], console=True) == told


def test_a_text_has_no_articles() -> None:
    news = {"list": [{"title": "t", "content_url": "u"}]}
    assert check([{"type": "text", "name": "n", "news_info": news}], console=True) == (44004, "empty content")


def test_three_domains_in_all() -> None:
    three = [[lead("a"), lead("b", "miniprogram")], [sub(lead("c"), lead("a"))]]
    assert refused(rules.check_domains, three) == 0
    assert refused(rules.check_domains, [*three, [lead("d")]]) == 65316
    assert refused(rules.check_domains, [*three, [{**lead("d"), "type": "click"}]]) == 0


def test_where_an_account_that_is_not_verified_may_lead() -> None:
    inside = "mp.weixin.qq.com"
    assert refused(rules.check_inside, [lead(inside), sub(lead(inside, "miniprogram")), click()]) == 0
    assert refused(rules.check_inside, [lead("a")]) == 40055
    assert refused(rules.check_inside, [sub(lead(inside), lead("a", "miniprogram"))]) == 40055
    assert refused(rules.check_inside, [{**lead("a"), "type": "click"}]) == 0


def test_sub_buttons_have_one_form() -> None:
    listed = {"name": "more", "sub_button": {"list": [click()]}}
    assert rules.plain([listed, {**click(), "sub_button": []}]) == [sub(click()), click()]
    assert rules.leaves([listed, click(name="x")]) == [click(), click(name="x")]
    for wrong in ("x", ["x"], {"list": "x"}):
        assert check([{"name": "more", "sub_button": wrong}]) == (40023, "invalid sub button size")
    assert rules.as_self_menu((listed,)) == [{"name": "more", "sub_button": {"list": [click()]}}]
    assert rules.with_sub_buttons((listed,))[0]["sub_button"] == [{**click(), "sub_button": []}]


def test_language_goes_with_sex_and_region_where_the_world_says_so() -> None:
    rule, viewer = {"language": "zh_CN"}, rules.Viewer(person(language="zh_CN"), None)
    for now, gone in ((WITHDRAWN - 1, False), (WITHDRAWN, True), (WITHDRAWN + DAY, True)):
        moment = at(now)
        assert refused(rules.check_matchrule, rule, moment) == 0
        assert refused(rules.check_matchrule, rule, moment, by_language=False) == (65320 if gone else 0)
        assert rules.matches(rule, viewer, moment)
        assert rules.matches(rule, viewer, moment, by_language=False) is not gone
