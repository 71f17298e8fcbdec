"""What keywords take, which templates an account may choose, what stops a message: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import account, at, impossible, refusal, subject
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.rooms.subscribe import rules, rules_templates, rules_values
from wxlocal.rooms.subscribe.facts import Facts, Keyword, PublicTemplate, Template, catalogue

NOW = at("2024-01-01")
CHINESE = "一二三四五六七八九十"


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("thing1", ["中", "a1-中 !", CHINESE * 2, "🎉"], [CHINESE * 2 + "一", "a\nb", "a\tb", "a\u2028b", "a\u2029b"]),
        ("number1", ["0", "1.5", "1" * 32, "1" * 31 + ".1"], ["1" * 33, "1" * 32 + ".1", "-1", "1.", "一", "1a", "１"]),
        ("letter1", ["a", "Z" * 32], ["a" * 33, "a1", "a b", "é", "中"]),
        ("symbol1", ["+", "!@#￥%", "，"], ["+" * 6, "a", "1", " ", "中"]),
        ("character_string1", ["a1-", "A" * 32, "2020-01-01 10:00"], ["A" * 33, "订单1", "a\n"]),
        (
            "time1",
            ["15:01", "0:00", "23:59:59", "2019年10月1日 15:01", "2019-10-01 15:01:02", "2019年8月8日", "8:00~9:00",
             "2019年10月1日15:01", "2018-01-01~2018-01-02"],
            ["24:00", "15:60", "15:01:60", "15", "8:00～9:00", "明天 15:01", "2019-13-01 15:01", "2019-10-01T15:01",
             "15:01~", "2018-01-0115:01", "15:01 2019-10-01"],
        ),
        (
            "date1",
            ["2019年10月1日", "2019年10月", "10月1日", "2018-01-01", "2018/01/01", "2018.01.01", "2018-01", "01-01",
             "2018/1", "1/1", "2019年10月1日 15:01", "2018-01-01~2018-02-01", "2018-01-01 8:00~9:00", "2018.12.31"],
            ["15:01", "2018-00-01", "2018-01-32", "2018-01/01", "18-01-01", "2018年", "2018-01-01～2018-02-01",
             "2018x01x01", "20180101", "2018-01-01~", "2018-01-01 8:00~9"],
        ),
        (
            "amount1",
            ["1", "￥100", "¥100.50", "$1", "0.02元", "€1234567890", "￥1元", "1.123"],
            ["12345678901", "￥￥1", "+1", "a1", "1角", "1.", "￥", "元", "1,000"],
        ),
        ("phone_number1", ["+86-0766-66888866", "13900000000"], ["+86-0766-668888660", "139 0000", "a", "零"]),
        ("car_number1", ["粤A8Z888挂", "粤A", "A8Z88888", "粤"], ["粤A8Z8888挂", "粤粤A", "粤A-1", "粤A8挂8", "-A1", "A1-"]),
        ("name1", ["张三", CHINESE, "a" * 20, "John Smith", "买买提·阿里"], [CHINESE + "一", "a" * 21, "中" + "a" * 10, "张3"]),
        ("phrase1", ["配送中", "一二三四五", "〇"], ["一二三四五六", "配送a", "配送1", "配送，"]),
        ("site01", ["TIT创意园" * 10], ["a\nb"]),
    ],
)  # fmt: skip
def test_what_the_keywords_take(key: str, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if not rules_values.fits(key, text)] == []
    assert [text for text in wrong if rules_values.fits(key, text)] == []


def test_an_enumerated_keyword_takes_its_values_only() -> None:
    assert rules_values.fits("enum_string2", "客厅", ("客厅", "餐厅"))
    assert not rules_values.fits("enum_string2", "书房", ("客厅", "餐厅"))
    assert not rules_values.fits("thing1", "书房", ())


def test_keywords_of_a_content() -> None:
    assert rules_values.keywords("会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n") == (
        ("会议时间", "date2"),
        ("会议地点", "thing1"),
    )
    assert rules_values.keywords(" 姓名 ： {{name01.DATA}} \n\n没有\n{{enum_string3.DATA}}") == (
        ("姓名", "name01"),
        ("", "enum_string3"),
    )


TEMPLATE = Template(
    id="t", title="T", enums={"enum_string4": ("客厅",)},
    content="时间:{{date2.DATA}}\n数:{{number3.DATA}}\n厅:{{enum_string4.DATA}}\n物:{{thing5.DATA}}",
)  # fmt: skip
DATA: dict[str, Any] = {
    "enum_string4": {"value": "客厅"},
    "date2": {"value": "2016年8月8日", "color": "#fff"},
    "number3": {"value": 0},
    "thing5": {"value": "桌"},
}


def test_values_stand_in_the_order_of_the_template() -> None:
    assert rules_values.filled(TEMPLATE, DATA, False) == [
        ("时间", "date2", "2016年8月8日"),
        ("数", "number3", "0"),
        ("厅", "enum_string4", "客厅"),
        ("物", "thing5", "桌"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("date2", None, "data.date2.value is empty"),
        ("date2", {"value": ""}, "data.date2.value is empty"),
        ("date2", {"value": None}, "data.date2.value is empty"),
        ("date2", "2016年8月8日", "data.date2.value is empty"),
        ("date2", {"value": "soon"}, "data.date2.value invalid"),
        ("date2", {"value": ["2016年8月8日"]}, "data.date2.value invalid"),
        ("thing5", {"value": ["x"]}, "data.thing5.value invalid"),
        ("number3", {"value": True}, "data.number3.value invalid"),
        ("number3", {"value": "many"}, "data.number3.value invalid"),
        ("enum_string4", {"value": "书房"}, "data.enum_string4.value invalid"),
    ],
)
def test_wrong_values_name_the_field(key: str, value: object, words: str) -> None:
    assert refusal(rules_values.filled, TEMPLATE, {**DATA, key: value}, False) == (47003, f"argument invalid! {words}")


def test_a_keyword_that_the_template_does_not_have() -> None:
    more = {**DATA, "thing9": {"value": "x"}}
    assert rules_values.filled(TEMPLATE, more, False) == rules_values.filled(TEMPLATE, DATA, True)
    assert refusal(rules_values.filled, TEMPLATE, more, True) == (47003, "argument invalid! data.thing9.value invalid")


def test_a_template_without_content_takes_any_keyword() -> None:
    bare = Template(id="t", title="T")
    assert rules_values.filled(bare, {"thing7": {"value": "x"}}, True) == [("thing7", "thing7", "x")]
    assert refusal(rules_values.filled, bare, {"time1": {"value": "x"}}, False)[1].endswith("data.time1.value invalid")
    assert refusal(rules_values.filled, bare, {}, False) == (47003, "argument invalid! data.thing1.value is empty")


# -- choosing ---------------------------------------------------------------------------------------------------------

ONE = PublicTemplate(
    tid=7, title="提醒", category="工具>备忘录",
    keywords=tuple(Keyword(kid=n, name=f"词{n}", example=f"例{n}", rule="thing") for n in range(1, 8)),
)  # fmt: skip


def test_the_catalogue_keeps_its_own_rules() -> None:
    """Every example is a value that its keyword takes; long-term templates are in public-service categories."""
    known = catalogue()
    assert len({one.tid for one in known.templates}) == len(known.templates) > 20
    for one in known.templates:
        assert one.category in known.categories
        assert rules.long_term_trouble(one.kind, (one.category,), NOW) == ""
        assert len({keyword.kid for keyword in one.keywords}) == len(one.keywords) >= 2
        for keyword in one.keywords:
            assert rules_values.fits(keyword.key, keyword.example, keyword.values or None), (one.tid, keyword)
            assert keyword.key.rstrip("0123456789") in rules_values.KINDS or keyword.values
        assert (one.every != "") == (one.code in {keyword.kid for keyword in one.keywords})
    assert len(set(known.categories.values())) == len(known.categories)


def test_numbers_of_categories() -> None:
    assert rules_templates.category_id("交通服务>公交") == 616
    ours = rules_templates.category_id("我们>自己")
    assert 100_000 <= ours < 1_000_000
    facts = Facts(public=(PublicTemplate(tid=1, title="t", category="别人>的", keywords=()),))
    known = rules_templates.categories(facts, ("我们>自己",))
    assert known[616] == "交通服务>公交"
    assert known[ours] == "我们>自己"
    assert known[rules_templates.category_id("别人>的")] == "别人>的"


def test_ids_of_categories() -> None:
    known = {2: "a", 616: "b"}
    for text in ("2,616", '"2,616"', " 2 , 616 "):
        assert rules_templates.wanted_categories(text, known) == ["a", "b"]
    for text in ("", '""', " "):
        assert refusal(rules_templates.wanted_categories, text, known) == (200018, "类目 ids 缺失")
    for text in ("3", "2,", "x", "2,x", "-2", "２", "9" * 50):
        assert refusal(rules_templates.wanted_categories, text, known) == (200019, "类目 ids 不合法")


def test_long_term_templates_are_there_since_their_day() -> None:
    start = instant("2019-10-12")
    for now, kinds in ((start - 1, {"once"}), (start, {"once", "long"}), (start + DAY, {"once", "long"})):
        assert {one.kind for one in rules_templates.public(Facts(), at(now)).values()} == kinds
    mine = PublicTemplate(tid=99, title="自己的", category="x", keywords=())
    assert rules_templates.public(Facts(public=(mine,)), NOW)[99] is mine


def test_the_template_of_a_number() -> None:
    assert rules_templates.template_of("7", {7: ONE}) is ONE
    for text in ("", "8", "x", "7.0", "７", "7" * 13):
        assert refusal(rules_templates.template_of, text, {7: ONE}) == (200014, "模版 tid 参数错误")


def test_two_to_five_keywords() -> None:
    assert [one.kid for one in rules_templates.chosen_keywords(ONE, [3, 1])] == [3, 1]
    assert len(rules_templates.chosen_keywords(ONE, [1, 2, 3, 4, 5])) == 5
    for kids in ([], [1], [1, 2, 3, 4, 5, 6], [1, 1], [1, 9]):
        assert refusal(rules_templates.chosen_keywords, ONE, kids) == (200020, "关键词列表 kidList 参数错误")


def test_a_template_of_limited_frequency_keeps_the_keyword_that_it_counts_by() -> None:
    limited = PublicTemplate(
        tid=8, title="到期", category="金融>保险", keywords=ONE.keywords, kind="long", every="month", code=2
    )
    assert refusal(rules_templates.chosen_keywords, limited, [1, 3])[0] == 200020
    keywords = rules_templates.chosen_keywords(limited, [1, 2])
    made = rules_templates.private(limited, keywords, "场景", "id")
    assert (made.every, made.code, made.kind) == ("month", "thing2", "long")


def test_the_description_of_the_scene() -> None:
    rules_templates.check_scene("一")
    rules_templates.check_scene("一" * 15)
    for text in ("", "一" * 16):
        assert refusal(rules_templates.check_scene, text) == (200021, "场景描述 sceneDesc 参数错误")


def test_start_and_limit() -> None:
    assert rules_templates.check_page(0, 1) == (0, 1)
    assert rules_templates.check_page(1, 30) == (1, 30)
    for start in (None, -1):
        assert refusal(rules_templates.check_page, start, 1) == (200016, "start 参数错误")
    for limit in (None, 0, 31):
        assert refusal(rules_templates.check_page, 0, limit) == (200017, "limit 参数错误")


def test_the_accounts_own_template() -> None:
    keywords = (ONE.keywords[1], Keyword(kid=9, name="厅", example="客厅", rule="enum_string", values=("客厅",)))
    made = rules_templates.private(ONE, list(keywords), "场景", "id")
    assert made == Template(
        id="id", title="提醒", content="词2:{{thing2.DATA}}\n厅:{{enum_string9.DATA}}\n", tid=7, scene="场景",
        example="词2:例2\n厅:客厅\n", enums={"enum_string9": ("客厅",)},
    )  # fmt: skip


def test_what_an_account_may_have_beside_what_it_has() -> None:
    new = rules_templates.private(ONE, list(ONE.keywords[:2]), "场景", "new")
    check = rules_templates.check_new
    full = Facts(templates=(Template(id="a", title="A"), Template(id="b", title="提醒", content="词1:{{thing1.DATA}}")))
    check(new, full, (), 3, NOW)
    assert refusal(check, new, full, (), 2, NOW) == (200012, "私有模板数已达上限")
    assert refusal(check, new, Facts(banned=True), (), 3, NOW) == (200011, "此账号已被封禁")
    turned = rules_templates.private(ONE, [ONE.keywords[1], ONE.keywords[0]], "另一", "other")
    assert refusal(check, new, Facts(templates=(turned,)), (), 3, NOW) == (200022, "相同标题和关键字的模板已存在")
    named = Template(id="x", title="另一", content=new.content)
    check(new, Facts(templates=(named,)), (), 3, NOW)
    long = Template(id="l", title="L", kind="long")
    assert refusal(check, long, Facts(), ("工具",), 3, NOW) == (200014, "模版 tid 参数错误")
    check(long, Facts(), ("医疗服务>公立医疗机构",), 3, NOW)


# -- sending ----------------------------------------------------------------------------------------------------------


def test_the_servers_side_came_with_the_announcement() -> None:
    start = instant("2019-10-12")
    rules.check_there(at(start))
    rules.check_there(at(start + DAY))
    with pytest.raises(Refused, match="48001 api unauthorized") as caught:
        rules.check_there(at(start - 1))
    assert caught.value.rule is not None
    assert caught.value.dated is not None
    assert caught.value.rule.id == caught.value.dated.id == "subscribe-once-quota"


def test_templates_that_messages_are_sent_of() -> None:
    one, banned, device = (
        Template(id="a", title="A"),
        Template(id="b", title="B", banned=True),
        Template(id="c", title="C", kind="device"),
    )
    facts = Facts(templates=(one, banned, device))
    assert rules.sendable(facts, "a") is one
    for id in ("x", "", "c"):
        assert refusal(rules.sendable, facts, id) == (40037, "invalid template_id")
    assert refusal(rules.sendable, facts, "b") == (43107, "订阅消息能力封禁")
    assert refusal(rules.sendable, Facts(templates=(one,), banned=True), "a") == (43107, "订阅消息能力封禁")


def test_sensitive_words() -> None:
    rules.check_words(["好", "坏话"], "")
    rules.check_words(["好"], " , ,")
    rules.check_words(["好"], "坏, 差")
    for words in ("坏", "差 , 坏"):
        assert refusal(rules.check_words, ["好", "坏话"], words) == (45168, "keyword in blacklist")


def test_pages_of_the_published_version() -> None:
    for page in ("", "a/b", "/a/b", "a/b?x=1", "?x=1"):
        rules.check_published(page, ("a/b",))
    for page in ("a", "a/c?x=1"):
        assert refusal(rules.check_published, page, ("a/b",)) == (41030, "invalid page")


def test_not_subscribed() -> None:
    told = rules.not_subscribed("why")
    assert (told.code, told.message, told.reason) == (43101, "user refuse to accept the msg", "why")


# -- service accounts -------------------------------------------------------------------------------------------------

TEST, OVER = instant("2021-01-27"), instant("2021-05-01")


def test_when_service_accounts_have_notices() -> None:
    for now in (TEST, OVER - 1):
        assert rules.closed(at(now), "open") == rules.closed(at(now), "closed") == ""
    assert rules.closed(at(TEST - 1), "open") == "service accounts have no subscription notices yet"
    for now in (OVER, OVER + DAY):
        assert rules.closed(at(now), "open") == ""
        assert rules.closed(at(now), "closed").startswith("the test of subscription notices is over")


def test_who_opens_notices() -> None:
    service, day = account(kind="service_account"), at(TEST)
    rules.check_opening(service, subject(), day, "open")
    rules.check_opening(service, None, day, "open")
    with impossible("service accounts have no subscription notices yet"):
        rules.check_opening(service, subject(), at(TEST - 1), "open")
    with impossible("only service accounts"):
        rules.check_opening(account(kind="subscription_account"), subject(), day, "open")
    with impossible("已认证的境内主体服务号可开通: the account is not verified"):
        rules.check_opening(account(kind="service_account", verified=False), subject(), day, "open")
    with impossible("已认证的境内主体服务号可开通: the subject is overseas"):
        rules.check_opening(service, subject(overseas=True), day, "open")


def test_who_sends_notices() -> None:
    rules.check_notices(Facts(notices=True), at(TEST), "closed")
    for facts, now, after in (
        (Facts(notices=True), TEST - 1, "open"),
        (Facts(notices=True), OVER, "closed"),
        (Facts(), TEST, "open"),
    ):
        assert refusal(rules.check_notices, facts, at(now), after) == (48001, "api unauthorized")


@pytest.mark.parametrize(
    ("place", "platform", "first", "last"),
    [
        ("article", "android", (7, 0, 15), (7, 0, 14)),
        ("article", "ios", (7, 0, 14), (7, 0, 13)),
        ("page", "android", (7, 0, 12), (7, 0, 11)),
        ("page", "ios", (7, 0, 12), (7, 0, 11)),
    ],
)
def test_clients_that_show_the_component(
    place: str, platform: str, first: tuple[int, ...], last: tuple[int, ...]
) -> None:
    rules.check_client(place, at(TEST, platform=platform, client=first))
    with impossible("clients before 7.0."):
        rules.check_client(place, at(TEST, platform=platform, client=last))
    rules.check_client(place, at(TEST, platform="windows", client=(3, 0, 0)))


def test_scenes_of_one_time_messages() -> None:
    assert [rules.scene_of(text) for text in ("0", "1000", "10000", "00007")] == [0, 1000, 10000, 7]
    assert [rules.scene_of(text) for text in ("10001", "-1", "", "a", "１", "000007", "1.0")] == [None] * 7


def test_numbers_that_pages_give() -> None:
    assert (rules.WITHOUT_PAYMENT, rules.WITH_PAYMENT) == (10_000_000, 30_000_000)
    assert (rules.LONGEST_TITLE, rules.LONGEST_CONTENT, rules.LONGEST_RESERVED) == (15, 200, 128)
    assert rules.MOST_OF_COMPONENT == 5
    assert rules.VERSIONS == {"developer": "develop", "trial": "trial"}
