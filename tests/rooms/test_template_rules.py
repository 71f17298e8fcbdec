"""Decisions of the template room, one by one."""

from __future__ import annotations

import pytest

from tests.refusals import at
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account, Line
from wxlocal.rooms.template import rules, rules_library, rules_mini, rules_uniform
from wxlocal.rooms.template.facts import Facts, Template
from wxlocal.rooms.template.rules import Value
from wxlocal.rooms.template.rules_values import fits
from wxlocal.rooms.template.store import FormId

BEFORE, SINCE = at("2023-05-03"), at("2023-05-04")


def old(content: str) -> Template:
    return Template(id="a", title="t", content=content, industry=1)


def new(content: str) -> Template:
    return Template(id="a", title="t", content=content)


def code(call: object, *args: object) -> int:
    assert callable(call)
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value.code


@pytest.mark.parametrize(
    ("key", "text", "good"),
    [
        ("thing1", "货" * 20, True),
        ("thing1", "货" * 21, False),
        ("thing1", "两\n行", False),
        ("short_thing2", "五个字符啊", True),
        ("short_thing2", "六个字符啊啊", False),
        ("const1", "x" * 20, True),
        ("const1", "x" * 21, False),
        ("number1", "1.5", True),
        ("number1", "1" * 32, True),
        ("number1", "1" * 33, False),
        ("number1", "一", False),
        ("letter1", "a" * 32, True),
        ("letter1", "a" * 33, False),
        ("letter1", "a1", False),
        ("symbol1", "%%%%%", True),
        ("symbol1", "%%%%%%", False),
        ("symbol1", "a", False),
        ("character_string13", "No-1_2.3", True),
        ("character_string1", "a" * 32, True),
        ("character_string1", "a" * 33, False),
        ("character_string1", "单号", False),
        ("time1", "15:01", True),
        ("time1", "2019年10月1日 15:01", True),
        ("time1", "2019-10-01 15:01:00~16:00:00", True),
        ("time1", "25:01", False),
        ("time1", "2019年10月1日", False),
        ("date1", "2019年10月1日", True),
        ("date1", "2019年10月", True),
        ("date1", "10月1日", True),
        ("date1", "2019/10/01 15:01", True),
        ("date1", "2019-10-01~2019-10-07", True),
        ("date1", "明天", False),
        ("amount1", "¥100.50元", True),
        ("amount1", "100", True),
        ("amount1", "9" * 12, True),
        ("amount1", "9" * 13, False),
        ("amount1", "一百", False),
        ("phone_number1", "+86-0766-66888866", True),
        ("phone_number1", "1" * 18, False),
        ("phone_number1", "电话", False),
        ("car_number1", "粤A8Z888挂", True),
        ("car_number1", "粤A8Z888888挂", False),
        ("car_number1", "粤粤粤", False),
        ("name1", "十个汉字十个汉字十个", True),
        ("name1", "十一个汉字十一个汉字啊", False),
        ("name1", "a" * 20, True),
        ("name1", "a" * 21, False),
        ("name1", "1", False),
        ("phrase3", "五个汉字啊", True),
        ("phrase3", "六个汉字啊啊", False),
        ("phrase3", "ab", False),
        ("elsewhere1", "any", True),
        ("9", "any", True),
    ],
)
def test_values_of_categories(key: str, text: str, good: bool) -> None:
    assert fits(key, text, None) is good


def test_listed_values() -> None:
    assert fits("const1", "咨询", ("咨询",))
    assert not fits("const1", "别的", ("咨询",))


@pytest.mark.parametrize(
    ("content", "before", "since"),
    [
        ("{{first.DATA}}\n单号：{{a.DATA}}\n{{remark.DATA}}", ["头", "单号=一", "尾"], ["单号=一"]),
        ("单号：{{a.DATA}}\n{{remark.DATA}}", ["单号=一", "尾"], ["单号=一"]),
        ("{{first.DATA}}", ["头"], []),
        ("单号: {{a.DATA}}元", ["单号=一元"], ["单号=一元"]),
        ("您的{{a.DATA}}到了", ["您的一到了"], ["您的一到了"]),
        ("{{a.DATA}}和{{remark.DATA}}", ["一和尾"], ["一和尾"]),
        ("感谢\n\n单号：{{none.DATA}}", ["感谢", "单号="], ["感谢", "单号="]),
        ("\n{{none.DATA}}\n单号：{{a.DATA}}", ["单号=一"], ["单号=一"]),
        ("{{first.DATA}}\n{{a.DATA}}\n{{remark.DATA}}", ["头", "一", "尾"], ["一"]),
    ],
)
def test_lines(content: str, before: list[str], since: list[str]) -> None:
    data = {"first": Value("头"), "a": Value("一"), "remark": Value("尾")}

    def told(moment: Moment) -> list[str]:
        return [f"{one.name}={one.value}" if one.name else one.value for one in rules.shown(old(content), data, moment)]

    assert told(BEFORE) == before
    assert told(SINCE) == since


@pytest.mark.parametrize(
    ("given", "read"),
    [("字" * 20, "字" * 20), ("字" * 21, "字" * 20), ("两\r\n行", "两行"), ("好😀☀️的", "好的"), (39.8, "39.8")],
)
def test_fields_since_the_contents_are_restrained(given: str | float, read: str) -> None:
    data = {"a": Value(given, "#FF0000")}
    (line,) = rules.shown(old("单号：{{a.DATA}}"), data, SINCE)
    assert line == Line(name="单号", value=read)
    (line,) = rules.shown(old("单号：{{a.DATA}}"), data, BEFORE)
    assert line == Line(name="单号", value=str(given), color="#FF0000")


def test_fields_of_categories_are_not_cut() -> None:
    (line,) = rules.shown(new("单号:{{a.DATA}}\n"), {"a": Value("x" * 32, "#FF0000")}, SINCE)
    assert line == Line(name="单号", value="x" * 32)


@pytest.mark.parametrize(("color", "shown"), [("#173177", "#173177"), ("red", ""), ("#1731770", ""), ("", "")])
def test_colours(color: str, shown: str) -> None:
    (line,) = rules.shown(old("单号：{{a.DATA}}"), {"a": Value("x", color)}, BEFORE)
    assert line.color == shown


def test_marketing() -> None:
    template = old("{{first.DATA}}\n一：{{a.DATA}}\n二：{{b.DATA}}\n{{remark.DATA}}")
    words = ("优惠",)
    first = at("2023-03-24")
    good = {"first": Value("优惠"), "a": Value("优惠"), "b": Value("顺丰")}
    rules.check_marketing(template, good, words, first)
    rules.check_marketing(template, {"first": Value("优惠")}, words, first)
    for bad in ({**good, "b": Value("大优惠")}, {"a": Value("优惠"), "b": Value(" ")}, {"a": Value("优惠")}):
        assert code(rules.check_marketing, template, bad, words, first) == 40249
        rules.check_marketing(template, bad, words, at("2023-03-23"))
        rules.check_marketing(template, bad, (), first)
    assert code(rules.check_marketing, new("一:{{a.DATA}}"), {"a": Value("优惠")}, words, first) == 40249


def test_data_of_industries_may_be_left_out() -> None:
    rules.check_data(old("{{a.DATA}}"), {"b": Value("x")})
    assert code(rules.check_data, old("{{a.DATA}}"), {}) == 47001
    assert code(rules.check_data, new("{{thing1.DATA}}"), {"thing1": Value("")}) == 47003


def test_industries() -> None:
    assert len(rules_library.library().industries) == 41
    assert [rules_library.industry(text) for text in ("1", "41")] == [1, 41]
    for text in ("0", "42", "", "-1", "1.0", "٣", "001"):
        assert code(rules_library.industry, text) == 40097
    assert rules_library.classes(13) == ("运输与仓储", "快递")
    assert rules_library.classes(0) == ("", "")


def test_a_month_is_the_calendars() -> None:
    last, first = instant("2023-06-30T23:59:59"), instant("2023-07-01")
    changed = rules_library.change(Facts(), 2, 3, last)
    assert (changed.industries, changed.changed_at) == ((2, 3), last)
    assert rules_library.change(changed, 2, 3, last) is changed
    assert code(rules_library.change, changed, 3, 2, last) == 43100
    assert rules_library.change(changed, 3, 2, first).industries == (3, 2)


def test_what_a_change_of_industries_takes_along() -> None:
    kept = (Template(id="a", title="", content="", industry=2), Template(id="b", title="", content=""))
    facts = Facts(templates=(*kept, Template(id="c", title="", content="", industry=1)))
    assert rules_library.change(facts, 2, 3, 0).templates == kept


def test_the_library_is_sound() -> None:
    offered = rules_library.library().templates
    assert len({one.short_id for one in offered}) == len(offered) >= 24
    for one in offered:
        if one.industry:
            assert one.industry in rules_library.library().industries
            assert rules.FIELD.findall(one.content)
        else:
            assert one.short_id.isdigit()
            assert one.keywords
            assert one.category
            assert set(one.enums) <= set(one.keywords.values())


@pytest.mark.parametrize(
    ("now", "released", "over"),
    [
        ("2020-01-09", "2020-01-09", False),
        ("2020-01-10", "2020-01-10", True),
        ("2020-01-10", "2020-01-09", False),
        ("2020-04-10T23:59:59", "2020-01-09T23:59:59", False),
        ("2020-04-11", "2020-01-09", True),
    ],
)
def test_the_end_of_mini_programs_messages(now: str, released: str, over: bool) -> None:
    moment = Moment(now=instant(now), release=instant(released))
    assert rules_mini.ended(moment) is over
    nothing_online = Moment(now=instant(now))
    assert rules_mini.ended(nothing_online) is (instant(now) >= instant("2020-01-10"))
    if over:
        assert code(rules_mini.check, moment) == 46101
    else:
        rules_mini.check(moment)


def test_form_ids() -> None:
    form = FormId("f", "app", "ann", 1, 1000)
    life = 7 * DAY
    rules_mini.check_form_id(form, "app", "ann", 1000 + life - 1)
    assert code(rules_mini.check_form_id, form, "app", "ann", 1000 + life) == 41028
    for found, appid, openid in ((None, "app", "ann"), (form, "other", "ann"), (form, "app", "ben")):
        assert code(rules_mini.check_form_id, found, appid, openid, 1000) == 41028
    assert code(rules_mini.check_form_id, FormId("f", "app", "ann", 0, 1000), "app", "ann", 1000) == 41029


def test_pages() -> None:
    for page in ("", "a/b", "/a/b", "a/b?x=1"):
        rules_mini.check_page(page, ("a/b",))
    assert code(rules_mini.check_page, "a/c", ("a/b",)) == 41030
    assert code(rules_mini.check_page, "a", ()) == 41030


def account(appid: str, platform: str | None = None) -> Account:
    return Account(appid=appid, name="", subject="", original_id="", secret="", open_platform=platform)


@pytest.mark.parametrize(
    ("owner", "mine", "theirs", "case"),
    [
        ("official", "p", "p", "official"),
        ("program", "p", "p", "common"),
        ("program", "p", "q", "apart"),
        ("program", None, None, "apart"),
        ("program", "p", None, "apart"),
        ("else", "p", "p", "nobody"),
        (None, "p", "p", "nobody"),
    ],
)
def test_cases(owner: str | None, mine: str | None, theirs: str | None, case: str) -> None:
    found = rules_uniform.case(owner, account("program", mine), account("official", theirs))
    assert found == case
    assert rules_uniform.case("program", account("program"), None) == "program"
    assert rules_uniform.case(None, account("program"), None) == "nobody"


def test_adapted() -> None:
    assert not rules_uniform.adapted(0, 7 * DAY, 7)
    assert rules_uniform.adapted(0, 7 * DAY + 1, 7)
