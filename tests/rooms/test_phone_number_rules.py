"""Who gets phone numbers, what they cost, when they are verified again, how they are written: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import account, at, failure, person, refusal, subject
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.world.tokens import Code
from wxlocal.rooms.phone_number import policy, rules
from wxlocal.rooms.phone_number.facts import Facts

PRICED = instant(policy.PHONE_PRICING.since or "")
REVERIFIED = instant(policy.PHONE_SMS_REVERIFY.since or "")


@pytest.mark.parametrize(
    ("mine", "theirs", "overseas", "good"),
    [
        ({}, {}, "any", True),
        ({"verified": False}, {}, "any", False),
        ({}, {"kind": "individual"}, "any", False),
        ({}, {"kind": "government"}, "any", True),
        ({}, {"overseas": True, "country": "JP"}, "any", True),
        ({}, {"overseas": True, "country": "JP"}, "KR,JP", True),
        ({}, {"overseas": True, "country": "JP"}, "KR", False),
        ({}, {"overseas": True, "country": "JP"}, "", False),
        ({}, {"overseas": False, "country": "JP"}, "KR", True),
    ],
)
def test_who_gets_phone_numbers(mine: dict[str, Any], theirs: dict[str, Any], overseas: str, good: bool) -> None:
    if good:
        rules.check_account(account(**mine), subject(**theirs), overseas)
    else:
        told = ("no permission", 102, "phone-eligibility")
        assert failure(rules.check_account, account(**mine), subject(**theirs), overseas) == told


def test_unless_it_is_said_every_country_gets_them() -> None:
    rules.check_account(account(), subject(overseas=True, country="JP"))


@pytest.mark.parametrize(
    ("category", "kind", "free", "costs"),
    [
        ("电商平台", "enterprise", False, True),
        ("电商平台", "enterprise", True, False),
        ("电商平台", "government", False, False),
        ("政务民生>政务", "enterprise", False, False),
        ("医疗服务>公立医疗机构", "enterprise", False, False),
        ("医疗服务>就医服务", "enterprise", False, True),
        ("教育服务>学历教育（学校）", "enterprise", False, False),
        ("教育服务>培训机构", "enterprise", False, True),
        ("公益", "enterprise", False, False),
    ],
)
def test_what_a_number_costs_since_it_is_charged(category: str, kind: str, free: bool, costs: bool) -> None:
    mine, theirs, facts = account(categories=("工具", category)), subject(kind=kind), Facts(free=free)
    assert not rules.charged(mine, theirs, facts, at(PRICED - 1))
    assert rules.charged(mine, theirs, facts, at(PRICED)) == costs
    assert rules.charged(mine, theirs, facts, at(PRICED + DAY)) == costs


def test_list_prices() -> None:
    """手机号快速验证组件: 0.03 yuan, real-time 0.04."""
    assert (rules.QUICK_FEN, rules.REALTIME_FEN) == (3, 4)


@pytest.mark.parametrize("left", [-1, 0])
def test_a_package_that_is_used_up(left: int) -> None:
    told = ("该功能使用次数已达当前小程序上限，暂时无法使用", 1400001, "phone-pricing")
    assert failure(rules.check_package, Facts(calls_left=left)) == told
    rules.check_package(Facts(calls_left=1))


def test_a_number_that_was_verified_long_ago_is_verified_again() -> None:
    verified = REVERIFIED - 90 * DAY
    ann = person(phone_verified_at=verified)
    assert not rules.must_verify(ann, at(REVERIFIED - 1), 1), "not before the day"
    assert rules.must_verify(ann, at(REVERIFIED), 89)
    assert not rules.must_verify(ann, at(REVERIFIED), 90)
    assert rules.must_verify(ann, at(REVERIFIED + 1), 90)
    assert not rules.must_verify(person(), at(REVERIFIED + 1), 0), "just verified"


@pytest.mark.parametrize(
    ("who", "chosen", "told"),
    [
        ({"phone_number": "139"}, None, ("139", "139", "86")),
        ({"phone_number": "139"}, "138", ("138", "138", "86")),
        ({"phone_number": "139", "country_code": "81"}, None, ("+81139", "139", "81")),
        ({}, None, ("", "", "86")),
    ],
)
def test_how_a_number_is_written(who: dict[str, Any], chosen: str | None, told: tuple[str, str, str]) -> None:
    names = ("phoneNumber", "purePhoneNumber", "countryCode")
    assert rules.told(person(**who), chosen) == dict(zip(names, told, strict=True))


def code(**more: Any) -> Code:
    made = {"code": "c", "kind": "phone", "appid": "wx1", "person": "ann", "made_at": 0, "payload": None}
    return Code(**{**made, "expires_at": 300, "used_at": None, **more})


@pytest.mark.parametrize(
    ("found", "now", "told"),
    [
        (None, 0, (40029, "invalid code")),
        (code(appid="wx2"), 0, (40013, "invalid appid")),
        (code(used_at=0), 1, (40029, "invalid code")),
        (code(), 300, (40029, "invalid code")),
        (code(), 301, (40029, "invalid code")),
    ],
)
def test_codes_that_tell_no_number(found: Code | None, now: int, told: tuple[int, str]) -> None:
    assert refusal(rules.check_code, found, "wx1", now) == told


def test_a_code_tells_the_number_for_five_minutes() -> None:
    for now in (0, 299):
        assert rules.check_code(code(), "wx1", now) == code()
