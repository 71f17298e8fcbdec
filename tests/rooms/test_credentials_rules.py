"""Grants, renewals and allowed addresses, rule by rule."""

from __future__ import annotations

import pytest

from tests.refusals import refusal
from wxlocal.rooms.credentials import rules


def test_the_only_grant() -> None:
    rules.check_grant("client_credential")
    for wrong in ("", "authorization_code"):
        assert refusal(rules.check_grant, wrong) == (40002, "invalid grant_type")


@pytest.mark.parametrize(("left", "good"), [(7200, True), (301, True), (300, False), (299, False), (-1, False)])
def test_a_stable_token_is_renewed_in_its_last_five_minutes(left: int, good: bool) -> None:
    assert rules.still_good(1_000 + left, 1_000) == good


@pytest.mark.parametrize(
    ("ip", "allowed", "good"),
    [
        ("10.0.0.1", ("10.0.0.1",), True),
        ("10.0.0.2", ("10.0.0.1",), False),
        ("10.0.0.2", ("10.0.0.1", "10.0.0.2"), True),
        ("10.0.0.9", ("10.0.0.1/24",), True),
        ("10.0.1.9", ("10.0.0.1/24",), False),
        ("10.0.0.1", ("somewhere", "10.0.0.1"), True),
        ("10.0.0.1", ("somewhere",), False),
        ("::1", ("::/64",), True),
        ("::1", ("10.0.0.0/8",), False),
        ("nowhere", ("10.0.0.1",), False),
        ("nowhere", (), False),
        ("10.0.0.1", (), False),
    ],
)
def test_allowed_addresses_and_networks(ip: str, allowed: tuple[str, ...], good: bool) -> None:
    assert rules.ip_allowed(ip, allowed) is good


def test_the_figures_are_those_of_the_pages() -> None:
    """获取稳定版接口调用凭据: forced 20 times a day, 30 seconds apart. 重置API调用次数: 10 times a month for all, 50
    for one. Service accounts: 2,000 tokens a day.
    """
    assert (rules.FORCED_A_DAY, rules.FORCED_APART) == (20, 30)
    assert (rules.CLEAR_ALL_A_MONTH, rules.CLEAR_ONE_A_MONTH) == (10, 50)
    assert rules.SERVICE_ACCOUNT_TOKENS_A_DAY == 2000
    assert rules.NO_LIMIT_SHOWN == 10**9


def test_operators() -> None:
    """网络通信检测: CHINANET 中国电信, UNICOM 中国联通, CAP 腾讯自建出口IP, DEFAULT 根据ip来选择运营商."""
    assert (rules.CHECKS, rules.OPERATORS) == (("dns", "ping", "all"), ("CHINANET", "UNICOM", "CAP", "DEFAULT"))
    assert [rules.operator(one) for one in rules.OPERATORS] == ["CHINANET", "UNICOM", "CAP", "CAP"]


@pytest.mark.parametrize(
    ("milliseconds", "told"), [(None, ("100%", "")), (0.0, ("0%", "0.000ms")), (23.0791, ("0%", "23.079ms"))]
)
def test_one_packet(milliseconds: float | None, told: tuple[str, str]) -> None:
    assert rules.ping(milliseconds) == told
