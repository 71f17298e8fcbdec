"""Subscription messages: who may ask for which templates, and in which words it fails. Rule by rule; the dialog and
its day are in tests/posts/test_post_22.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.refusals import at, failure, impossible
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Version
from wxlocal.core.phone.outcomes import Failed
from wxlocal.rooms.subscribe import rules
from wxlocal.rooms.subscribe.facts import Facts, Template

DATED = "subscribe-errors"


def told(call: Callable[..., object], *args: Any) -> tuple[int, str, str | None]:
    """errCode, words and policy."""
    with pytest.raises(Failed) as caught:
        call(*args)
    failed = caught.value
    assert failed.rule is not None
    return failed.extra["errCode"], failed.words, failed.rule.id


def test_a_tap_or_a_payment_comes_first() -> None:
    words = ("can only be invoked by user TAP gesture.", None, "subscribe-tap")
    start = instant("2019-08-30")
    new = {"base_library": (2, 8, 2)}
    for now, more, fails in ((start - 1, new, False), (start, new, True), (start, {"base_library": (2, 8, 1)}, False)):
        moment = at(now, **more)
        rules.check_gesture(moment, True, False)
        rules.check_gesture(moment, False, True)
        if fails:
            assert failure(rules.check_gesture, moment, False, False) == words
        else:
            rules.check_gesture(moment, False, False)


@pytest.mark.parametrize(
    ("day", "platform", "client", "library", "most"),
    [
        ("2019-10-08", "ios", (8, 0, 0), (2, 9, 0), 1),
        ("2019-10-09", "ios", (8, 0, 0), (2, 9, 0), 3),
        ("2019-10-09", "ios", (8, 0, 0), (2, 8, 3), 1),
        ("2019-10-09", "ios", (8, 0, 0), (2, 8, 4), 3),
        ("2019-10-09", "ios", (7, 0, 5), (2, 9, 0), 1),
        ("2019-10-09", "ios", (7, 0, 6), (2, 9, 0), 3),
        ("2019-10-09", "android", (7, 0, 6), (2, 9, 0), 1),
        ("2019-10-09", "android", (7, 0, 7), (2, 9, 0), 3),
        ("2019-10-09", "windows", (2, 0, 0), (2, 9, 0), 3),
        ("2025-12-02", "ios", (8, 0, 0), (3, 0, 0), 3),
        ("2025-12-03", "ios", (8, 0, 0), (3, 0, 0), 5),
        ("2025-12-04", "ios", (7, 0, 5), (3, 0, 0), 1),
    ],
)
def test_how_many_templates_a_call_may_name(
    day: str, platform: str, client: Version, library: Version, most: int
) -> None:
    moment = at(day, platform=platform, client=client, base_library=library)
    assert rules.most(moment) == most
    facts = Facts(templates=tuple(Template(id=str(n), title=str(n)) for n in range(6)))
    ids = [str(n) for n in range(most)]
    assert [one.id for one in rules.chosen(ids, facts, moment)] == ids
    words = (20003, "Templates count out of max bounds", "subscribe-templates")
    assert told(rules.chosen, [*ids, "5"], facts, moment) == words


@pytest.mark.parametrize("ids", [None, []])
def test_no_ids(ids: object) -> None:
    assert told(rules.check_ids, ids) == (10001, "TmplIds can't be empty", DATED)


@pytest.mark.parametrize("ids", ["a", ["a", 7], {"a": 1}, 7, [None]])
def test_what_is_not_a_list_of_ids(ids: object) -> None:
    assert told(rules.check_ids, ids) == (10004, "Invalid template id", DATED)


def test_ids() -> None:
    assert rules.check_ids(["a", "b"]) == ["a", "b"]


LONG_AND_ONCE = Facts(
    templates=(
        Template(id="once", title="A"),
        Template(id="once2", title="A"),
        Template(id="long", title="B", kind="long"),
        Template(id="device", title="C", kind="device"),
    )
)
NOW = at("2022-01-01")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["none"], (20001, "No template data return, verify the template id exist", DATED)),
        (["once", "none"], (20001, "No template data return, verify the template id exist", DATED)),
        (["once", "long"], (20002, "Templates type must be same", "subscribe-longterm")),
        (["device"], (20013, "Reject DeviceMsg Template", DATED)),
        (["once", "device"], (20013, "Reject DeviceMsg Template", DATED)),
    ],
)
def test_templates_that_do_not_go(ids: list[str], expected: tuple[int, str, str]) -> None:
    assert told(rules.chosen, ids, LONG_AND_ONCE, NOW) == expected


def test_templates_in_the_order_in_which_they_were_named() -> None:
    assert [one.id for one in rules.chosen(["once2", "once"], LONG_AND_ONCE, NOW)] == ["once2", "once"]
    assert [one.id for one in rules.chosen(["long"], LONG_AND_ONCE, NOW)] == ["long"]


def test_a_banned_mini_program_asks_for_nothing() -> None:
    banned = Facts(templates=LONG_AND_ONCE.templates, banned=True)
    words = "This mini program was banned from subscribing messages"
    assert told(rules.chosen, ["once"], banned, NOW) == (20005, words, DATED)
    assert told(rules.chosen, ["device"], banned, NOW)[0] == 20013, "in the platform's order"


def test_of_templates_with_one_title_the_first_stays() -> None:
    once, once2, long, _ = LONG_AND_ONCE.templates
    assert rules.filtered([once, once2, long]) == {"once2"}
    assert rules.filtered([once2, once]) == {"once"}
    assert rules.filtered([]) == set()


def test_words_of_the_other_failures() -> None:
    """Codes of wx.requestSubscribeMessage that no check here raises."""
    others = {
        10002: "Request list fail",
        10003: "Request subscribe fail",
        10005: "Cannot show subscribe message UI",
        20004: "The main switch is switched off",
    }
    assert {code: rules.fails(code, reason="r").words for code in others} == others
    assert rules.fails(20004, reason="r").reason == "r"


def test_always_keep_is_offered_from_its_day_on() -> None:
    start = instant("2020-01-14")
    assert [rules.keeps(at(now)) for now in (start - 1, start, start + DAY)] == [False, True, True]


@pytest.mark.parametrize(
    "category", ["政务民生", "医疗服务", "医疗", "交通服务", "出行与交通", "金融", "教育服务", "教育"]
)
def test_long_term_templates_are_for_public_services(category: str) -> None:
    start = instant("2019-10-12")
    rules.check_template("long", ("工具", f"{category}>x"), at(start))
    rules.check_template("once", (), at(start - 1))
    with impossible("long-term subscription messages came"):
        rules.check_template("long", (category,), at(start - 1))
    for others in ((), ("工具",)):
        with impossible("目前长期性订阅消息仅向"):
            rules.check_template("long", others, at(start))
