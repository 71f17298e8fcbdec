"""Decisions about text messages, at their limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.phones import around
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.actions import Visit
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import Account, Subject
from wxlocal.rooms.sms import rules, rules_statistics
from wxlocal.rooms.sms.facts import Facts
from wxlocal.rooms.sms.rules import Past, Row

DAYS = around("2021-04-07")
LATER = instant("2021-04-08 12:00")
NOW = Moment(now=LATER)
BEFORE = Moment(now=DAYS[0])


def account(name: str = "小店", **more: Any) -> Account:
    return Account(appid="wx1", name=name, subject="s", original_id="gh_1", secret="", **more)


def refused(code: int, rule: str | None = None) -> Any:
    """The code and the policy that is told."""
    return pytest.raises(Refused, check=lambda error: error.code == code and told(error) == rule)


def told(error: Refused) -> str | None:
    return error.rule.id if error.rule else None


SOURCES = [
    ("wx_client", "o1", True), ("wx_client,scf", "o1", True), ("wx_client,scf,scf", "o1", True),
    ("wx_unknown", "o1", True), ("wx_unknown,scf", "o1", True), ("wx_unknown", "", False),
    ("wx_devtools", "o1", False), ("wx_http", "", False), ("wx_http,scf", "o1", False), ("wx_trigger", "", False),
    ("wx_paycallback", "", False), ("wx_crawler", "", False), ("wx_localdebug", "o1", False), ("scf", "o1", False),
    ("", "", False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "openid", "may"), SOURCES)
def test_who_may_call(source: str, openid: str, may: bool) -> None:
    visit = Visit(appid="wx1", environment="e", source=source, openid=openid)
    for at, strict in zip(DAYS, (False, True, True), strict=True):
        if may or not strict:
            rules.check_source(visit, -501007, Moment(now=at))
            continue
        with refused(-501007, "sms-real-user-only"):
            rules.check_source(visit, -501007, Moment(now=at))
        with refused(-604104, "sms-real-user-only"):
            rules.check_source(visit, -604104, Moment(now=at))


def test_the_words_of_a_wrong_source() -> None:
    visit = Visit(appid="wx1", environment="e", source="wx_http")
    for code, words in (
        (-501007, "参数有误: 短信发送需要真实小程序用户调用"),
        (-604104, "illegal source of invocation"),
    ):
        with pytest.raises(Refused) as error:
            rules.check_source(visit, code, NOW)
        assert error.value.message == words


@pytest.mark.parametrize(
    ("subject", "verified", "code"),
    [
        (Subject(id="s", name=""), True, 0),
        (Subject(id="s", name="", kind="individual"), True, -601033),
        (Subject(id="s", name="", overseas=True), True, -601033),
        (Subject(id="s", name=""), False, -601033),
        (None, True, -601033),
    ],
)
def test_which_mini_programs(subject: Subject | None, verified: bool, code: int) -> None:
    for at, strict in zip(DAYS, (False, True, True), strict=True):
        arguments = (account(verified=verified), subject, Facts(), False, Moment(now=at))
        if not code or not strict:
            rules.check_account(*arguments)
            continue
        with refused(code, "sms-eligibility"):
            rules.check_account(*arguments)


def test_a_name_that_can_be_a_signature() -> None:
    subject = Subject(id="s", name="")
    for name, short, given in (("", "店", False), ("小店", "", True)):
        with refused(-601032, "sms-eligibility"):
            rules.check_account(account(name), subject, Facts(short_name=short), given, NOW)
    rules.check_signature("名" * 12)
    with refused(-501007):
        rules.check_signature("名" * 13)


def test_the_signature_by_day() -> None:
    """2026-07-16: 短信签名不再支持自动关联小程序名称."""
    facts = Facts(short_name="店", signature="示例科技")
    for at, own in zip(around("2026-07-16"), (False, True, True), strict=True):
        moment = Moment(now=at)
        assert rules.named(account(), facts, False, moment) == ("示例科技" if own else "小店")
        assert rules.named(account(), facts, True, moment) == ("示例科技" if own else "店")
        assert rules.named(account(), Facts(), False, moment) == "小店"


def test_whose_environment() -> None:
    mine = Environment(id="e", appid="wx1")
    assert rules.check_environment(mine, "wx1", NOW) is mine
    for found, moment, rule in ((mine, NOW, "sms-eligibility"), (None, NOW, "sms-eligibility"), (None, BEFORE, None)):
        with refused(-601027, rule):
            rules.check_environment(found, "wx2", moment)


def test_a_site_is_needed() -> None:
    rules.check_hosting(True, NOW)
    for at, strict in zip(DAYS, (False, True, True), strict=True):
        if strict:
            with refused(-601028, "sms-eligibility"):
                rules.check_hosting(False, Moment(now=at))
        else:
            rules.check_hosting(False, Moment(now=at))


@pytest.mark.parametrize("path", ["/", "/index.html", "/a/b.html?x=1&y=%E4%BD%A0", "/" + "a" * 1023])
def test_paths(path: str) -> None:
    rules.check_path(path)


@pytest.mark.parametrize("path", ["", "index.html", "//a.example", "/a b", "/页", "/a\\b", "/" + "a" * 1024, "/a\n"])
def test_what_is_not_a_path(path: str) -> None:
    with refused(-607001, "sms-eligibility"):
        rules.check_path(path)


def test_numbers() -> None:
    rules.check_numbers(["+8613900000001"])
    rules.check_numbers(["+86"] * 1000)
    for wrong in ([], ["+86"] * 1001):
        with refused(-501007):
            rules.check_numbers(wrong)
    for number in ("13900000001", "+8513900000001", " +8613900000001"):
        with refused(-501007, "sms-eligibility"):
            rules.check_numbers(["+8613900000001", number])
    assert [rules.is_number(f"+861{tail}") for tail in ("3900000001", "9900000001")] == [True, True]
    for wrong_number in ("+8612345678910", "+861390000000", "+86139000000011", "+8623900000001", "+86139000000a1"):
        assert not rules.is_number(wrong_number)


def test_content() -> None:
    rules.check_content("字" * 30, 30)
    with refused(-601029, "sms-billing"):
        rules.check_content("字" * 31, 30)
    for empty in ("", "  "):
        with refused(-501007):
            rules.check_content(empty, 30)
    for bad in ("【", "】", "￥5", "¥5", "★", "☞", "✓", "※", "^_^", "办理贷款"):
        with refused(-601030, "sms-billing"):
            rules.check_content(bad, 30)
    rules.check_content("^-^ 5元", 30)


# 禁止发送股票、移民...等类型的短信 (the guide, rule 5)
GUIDE = (
    "股票、移民、面试招聘、彩票、返利、抽奖、贷款、催款、投资理财、赌博、中奖、毒品、法律维权、众筹、慈善捐款、殡葬、刷单、空包网、"
    "一元夺宝、一元秒杀、足浴、色情、助考、商标注册、信用卡提额、代开发票"
)


@pytest.mark.parametrize("topic", GUIDE.split("、"))
def test_topics_that_no_message_may_have(topic: str) -> None:
    with pytest.raises(Refused, match="-601030") as error:
        rules.check_content(f"有{topic}的", 30)
    assert topic in error.value.reason


def test_packages_and_templates() -> None:
    assert rules.PACKAGES == {1000: 50, 10_000: 470, 100_000: 4200}
    assert rules.TEMPLATES == ("844110", "2053122")
    assert rules.RECEIPTS["silent"] == ("error", "72小时内未收到运营商回执")


def test_texts() -> None:
    link = "https://tcbe.cn/VcdrUJK0"
    told = [
        rules.marketing("云开发", "能力上新", link, rules.ending(way, task)) for way in "TR" for task in (False, True)
    ]
    head = f"【云开发】能力上新，跳转小程序 {link}"
    assert told == [f"{head} 回T退订", f"{head} 退订回T", f"{head}，拒收请回复R", f"{head}，拒收请回复R"]
    assert rules.notification("签", "{1}和{2}和{1}", ["甲", "乙"]) == "【签】甲和乙和甲"
    assert rules.notification("签", "完", []) == "【签】完"
    for values in ([], ["甲"], ["甲", "乙", "丙"]):
        with refused(-501007):
            rules.notification("签", "{1}和{2}", values)


@pytest.mark.parametrize(
    ("size", "units"), [(1, 1), (69, 1), (70, 1), (71, 2), (134, 2), (135, 3), (150, 3), (201, 3), (202, 4)]
)
def test_how_many_messages_a_text_is(size: int, units: int) -> None:
    """例如，短信长度为 150 字，则按照 67 字/67 字/16 字分隔成 3 条计费."""
    assert rules.units(size) == units


@pytest.mark.parametrize(
    ("clock", "open"),
    [
        ("00:00:00", False), ("07:59:59", False), ("08:00:00", True), ("08:00:01", True), ("21:59:59", True),
        ("22:00:00", False), ("22:00:01", False), ("23:59:59", False),
    ],
)  # fmt: skip
def test_hours(clock: str, open: bool) -> None:
    at = instant(f"2021-04-15 {clock}")
    assert rules.is_open(at) == open
    code = rules.limited(Past(), rules.MARKETING, at, Moment(now=at))
    assert code == (None if open else rules.CLOSED)
    assert rules.limited(Past(), rules.NOTIFICATION, at, Moment(now=at)) is None


def test_hours_since_the_day() -> None:
    night = instant("2021-04-06 23:00")
    told = [rules.limited(Past(), rules.MARKETING, at, Moment(now=at)) for at in (night, DAYS[0], night + DAY)]
    assert told == [None, None, rules.CLOSED]


@pytest.mark.parametrize("since", [0, 1, 29, 30, 31])
def test_the_same_content(since: int) -> None:
    past = Past(same_at=LATER - since)
    for kind in (rules.MARKETING, rules.NOTIFICATION):
        assert rules.limited(past, kind, LATER, NOW) == (rules.TOO_SOON if since < 30 else None)
    early = DAYS[0] - 43_200
    assert rules.limited(Past(same_at=early), rules.MARKETING, early, Moment(now=early)) is None
    assert rules.limited(Past(same_at=LATER + 5), rules.MARKETING, LATER, NOW) is None, "the clock went back"


def test_how_many_a_day() -> None:
    for kind, most in ((rules.MARKETING, 10), (rules.NOTIFICATION, 100)):
        assert rules.limited(Past(today=most - 1), kind, LATER, NOW) is None
        assert rules.limited(Past(today=most), kind, LATER, NOW) == rules.TOO_MANY
    noon = DAYS[0] - 43_200
    assert rules.limited(Past(today=10), rules.MARKETING, noon, Moment(now=noon)) is None


def test_how_many_notifications_in_thirty_seconds() -> None:
    assert rules.limited(Past(recent=9), rules.NOTIFICATION, LATER, NOW) is None
    assert rules.limited(Past(recent=10), rules.NOTIFICATION, LATER, NOW) == rules.TOO_SOON
    assert rules.limited(Past(recent=10), rules.MARKETING, LATER, NOW) is None


def test_who_unsubscribed_still_gets_notifications() -> None:
    past = Past(unsubscribed=True)
    assert rules.limited(past, rules.MARKETING, LATER, NOW) == rules.UNSUBSCRIBED
    assert rules.limited(past, rules.NOTIFICATION, LATER, NOW) is None
    assert [rules.unsubscribes(text) for text in ("T", " t", "td", "R", "退订", "TT", "")] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2021-04-10 12:00", "2021-05-10 12:00"), ("2021-01-31", "2021-02-28"), ("2020-01-31", "2020-02-29"),
        ("2021-01-29", "2021-02-28"), ("2021-12-15", "2022-01-15"), ("2021-12-31", "2022-01-31"),
        ("2021-03-31", "2021-04-30"), ("2021-01-28", "2021-02-28"), ("2021-01-27", "2021-02-27"),
    ],
)  # fmt: skip
def test_a_month(day: str, later: str) -> None:
    assert rules.month_later(instant(day)) == instant(later)


def test_the_free_hundred_by_time() -> None:
    opened = instant("2021-04-10")
    end = instant("2021-05-10")
    assert [rules.free_size(opened, 100, at) for at in (opened - 1, opened, end - 1, end)] == [0, 100, 100, 0]
    assert rules.free_size(0, 100, end) == 100, "nobody told when it was opened"
    assert rules.free_size(1, 100, end) == 0


def test_lines_of_a_file() -> None:
    assert rules.row_of(["客户手机号", "短信内容", ""]) is None
    assert rules.row_of([]) is None
    assert rules.row_of([" 13900000001 ", " 你好 "]) == Row("+8613900000001", "你好", "")
    assert rules.row_of(["+8613900000001", "你好", "/a.html", "x"]) == Row("+8613900000001", "你好", "/a.html")


def test_days() -> None:
    assert rules.day_span("2021-04-15", "2021-04-15") == (instant("2021-04-15"), instant("2021-04-16"))
    for start, end in (("", ""), ("2021-04-16", "2021-04-15"), ("2021-4", "2021-05-01"), ("2021-02-30", "2021-03-01")):
        with refused(-501007):
            rules.day_span(start, end)
    assert rules.stamp(instant("2021-03-22 17:18:37")) == "2021-03-22 17:18:37"
    assert rules.stamp(None) == ""


def test_when_a_days_data_are_ready() -> None:
    for clock, until in (("05:59:59", "2021-04-14"), ("06:00:00", "2021-04-15"), ("23:59:59", "2021-04-15")):
        assert rules_statistics.ready_until(instant(f"2021-04-15 {clock}")) == instant(until)


def test_a_row_of_statistics() -> None:
    counts = rules_statistics.counted(
        [("_cms_sms_", "h5", 5000), ("_cms_sms_", "jump", 3000), ("_cms_sms_", "sms", 10000), ("qq", "h5", 3000),
         ("all", "h5", 8000), ("all", "jump", 5600), ("all", "sms", 10000)]
    )  # fmt: skip
    tasks = rules_statistics.tasks([("task1", 5000), ("task2", 5000)])
    row = rules_statistics.row(("wx", "e", "a"), "_cms_sms_", counts, tasks)
    assert row == [
        "wx", "e", "a", "_cms_sms_", "5000", "3000", "10000", "[task1:5000,task2:5000]", "0.535714", "0.625", "0.5", "0.6",
    ]  # fmt: skip
    assert rules_statistics.row(("wx", "e", "a"), "qq", counts, tasks)[4:] == [
        "3000", "0", "0", "[]", "0", "0.375", "0", "0",
    ]  # fmt: skip
    assert [one.col_id for one in rules_statistics.real_time_columns("h5")] == ["time", "h5_open_uercnt"]
    assert [one.col_id for one in rules_statistics.real_time_columns("wxapp")] == ["time", "jump_wxapp_uercnt"]
