"""Decisions about articles: limits of a draft, quotas of mass sending, what an article's HTML holds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.phones import around
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import AccountKind
from wxlocal.rooms.articles import rules, rules_content
from wxlocal.rooms.articles.rules import Item
from wxlocal.rooms.articles.rules_content import Part


def item(**changes: Any) -> Item:
    return Item(**{"title": "t", "content": "c", "thumb_media_id": "m", **changes})


def code(do: Any, *arguments: Any) -> int:
    try:
        do(*arguments)
    except Refused as refused:
        return refused.code
    return 0


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"title": "x" * 32}, 0),
        ({"title": "x" * 33}, 45003),
        ({"title": ""}, 45003),
        ({"author": "x" * 16}, 0),
        ({"author": "x" * 17}, 45110),
        ({"digest": "x" * 128}, 0),
        ({"digest": "x" * 129}, 45004),
        ({"content": "x" * 19_999}, 0),
        ({"content": "x" * 20_000}, 45002),
        ({"content": ""}, 45166),
        ({"content_source_url": "x" * 1024}, 0),
        ({"content_source_url": "x" * 1025}, 45005),
        ({"content_source_url": "字" * 342}, 45005),
        ({"thumb_media_id": ""}, 40007),
        ({"article_type": "video"}, 40097),
        ({"article_type": "newspic"}, 40007),
        ({"article_type": "newspic", "image_info": {"image_list": [{"image_media_id": "a"}] * 20}}, 0),
        ({"article_type": "newspic", "image_info": {"image_list": [{"image_media_id": "a"}] * 21}}, 40007),
        ({"article_type": "newspic", "image_info": {"image_list": "a"}}, 40007),
        ({"article_type": "newspic", "image_info": {"image_list": ["a", {"image_media_id": ""}]}}, 40007),
        (
            {
                "article_type": "newspic",
                "content": "",
                "thumb_media_id": "",
                "image_info": {"image_list": [{"image_media_id": "a"}]},
            },
            0,
        ),
    ],
)
def test_an_article_of_a_draft(changes: dict[str, Any], refused: int) -> None:
    assert code(rules.check_item, item(**changes), 32) == refused


def test_a_draft_has_one_to_eight_articles() -> None:
    found = [code(rules.check_items, [item()] * number, 32) for number in (0, 1, 8, 9)]
    assert found == [44003, 0, 0, 45008]
    assert code(rules.check_items, [item(), item(title="x" * 33)], 32) == 45003


def test_only_a_single_article_has_a_digest() -> None:
    assert rules.digest_of(item(digest="d"), "text", True) == "d"
    assert rules.digest_of(item(), "字" * 60, True) == "字" * 54
    assert rules.digest_of(item(digest="d"), "text", False) == ""


def test_cards_of_mini_programs_by_day() -> None:
    for at, refused in zip(around("2019-04-04"), (45166, 0, 0), strict=True):
        moment = Moment(now=at)
        assert code(rules.check_cards, ["wx1", "wx2"], {"wx1"}, moment) == refused
        assert code(rules.check_cards, ["wx1"], {"wx1", "wx2"}, moment) == 0
        card = Part(kind="miniprogram", appid="wx1")
        assert rules.shows(card, True, True, moment)
        assert rules.shows(card, True, False, moment) is (refused == 0)
        assert not rules.shows(card, False, True, moment)
        assert rules.shows(Part(kind="text"), False, False, moment)


def test_clientmsgid() -> None:
    assert [code(rules.check_client_id, text) for text in ("", "x" * 32, "x" * 33, "字" * 11)] == [0, 0, 45067, 45067]
    message = {"msgtype": "text", "content": "x"}
    assert rules.client_id("mine", "all", message) == "mine"
    drawn = rules.client_id("", "all", message)
    assert drawn == rules.client_id("", "all", dict(reversed(message.items())))
    assert len({drawn, rules.client_id("", "7", message), rules.client_id("", "all", {**message, "content": "y"})}) == 3


def test_how_many_openids() -> None:
    found = [code(rules.check_openids, ["o"] * number) for number in (0, 1, 2, 10_000, 10_001)]
    assert found == [40130, 40130, 0, 0, 40032]


@pytest.mark.parametrize(
    ("kind", "to_all", "today", "today_to_all", "month_to_all", "refused"),
    [
        ("subscription_account", True, 0, 0, 9, 0),
        ("subscription_account", True, 1, 1, 1, 45028),
        ("subscription_account", False, 0, 0, 0, 0),
        ("subscription_account", False, 1, 0, 0, 45028),
        ("service_account", True, 9, 0, 3, 0),
        ("service_account", True, 1, 1, 1, 45028),
        ("service_account", True, 0, 0, 4, 45028),
        ("service_account", False, 9, 1, 4, 0),
    ],
)
def test_what_is_left_to_send(
    kind: AccountKind, to_all: bool, today: int, today_to_all: int, month_to_all: int, refused: int
) -> None:
    assert code(rules.check_quota, kind, to_all, today, today_to_all, month_to_all) == refused


def test_what_a_person_may_receive() -> None:
    assert [rules.may_receive("service_account", number) for number in (0, 3, 4)] == [True, True, False]
    assert rules.may_receive("subscription_account", 99)


# -- HTML --------------------------------------------------------------------------------------------------------------


def test_texts_and_blocks() -> None:
    found = rules_content.parts("<p>一 <b>二</b>\n三</p><div>四<br>五</div>六&amp;")
    assert [part.text for part in found] == ["一 二 三", "四", "五", "六&"]
    assert {part.kind for part in found} == {"text"}
    assert rules_content.text_of("<p>一</p><img src='x'><p>二</p>") == "一 二"
    assert rules_content.parts("") == []


def test_scripts_and_styles_are_silent() -> None:
    found = rules_content.parts("<style>p{}</style>a<script>x()</script>b</script>c")
    assert [part.text for part in found] == ["abc"]


def test_cards_links_and_pictures() -> None:
    found = rules_content.parts(
        '前<mp-miniprogram data-miniprogram-appid="wx1" data-miniprogram-path="a/b?c=1" data-miniprogram-title="T"'
        ' data-miniprogram-imageurl="https://p.example/"></mp-miniprogram>'
        '<mp-common-profile data-id="gh_1" data-nickname="N"></mp-common-profile>'
        '<img data-src="https://i.example/1" src="x" alt="图"><img src="https://i.example/2">'
        '<a href="https://l.example/">去 <b>那里</b></a><a data-miniprogram-appid="wx2" href="">开</a>'
        '<a href="javascript:x()">不去</a>'
    )
    assert found == [
        Part(kind="text", text="前"),
        Part(kind="miniprogram", text="T", appid="wx1", path="a/b?c=1", url="https://p.example/"),
        Part(kind="profile", text="N", account="gh_1"),
        Part(kind="picture", text="图", url="https://i.example/1"),
        Part(kind="picture", url="https://i.example/2"),
        Part(kind="link", text="去 那里", url="https://l.example/"),
        Part(kind="miniprogram", text="开", appid="wx2"),
        Part(kind="text", text="不去"),
    ]
    assert rules_content.mini_programs('<mp-miniprogram data-miniprogram-appid="wx1">') == ["wx1"]


def test_what_is_not_closed_is_read_too() -> None:
    assert [part.text for part in rules_content.parts("<p>a<p>b</a></div><b>c")] == ["a", "b", "c"]
    assert [part.text for part in rules_content.parts('x<a href="https://l.example/">y')] == ["x"]
