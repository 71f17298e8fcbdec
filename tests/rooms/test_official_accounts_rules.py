"""Decisions about official accounts' QR codes, short links and reports of places."""

from __future__ import annotations

from base64 import b64decode

import pytest

from wxlocal.core.base.errors import Refused
from wxlocal.rooms.official_accounts import rules

DAYS_30 = 30 * 24 * 3600


@pytest.mark.parametrize(
    ("action", "number", "text", "scene"),
    [
        ("QR_SCENE", 1, None, (False, 1, "")),
        ("QR_SCENE", (1 << 32) - 1, None, (False, (1 << 32) - 1, "")),
        ("QR_SCENE", 123, "test", (False, 123, "")),
        ("QR_STR_SCENE", None, "t", (False, 0, "t")),
        ("QR_STR_SCENE", 5, "字" * 64, (False, 0, "字" * 64)),
        ("QR_LIMIT_SCENE", 100_000, None, (True, 100_000, "")),
        ("QR_LIMIT_STR_SCENE", None, "x" * 64, (True, 0, "x" * 64)),
    ],
)
def test_what_a_code_carries(action: str, number: int | None, text: str | None, scene: tuple[bool, int, str]) -> None:
    assert rules.scene_of(action, number, text) == scene


@pytest.mark.parametrize(
    ("action", "number", "text", "code"),
    [
        ("QR_SCENE", 0, None, 40053),
        ("QR_SCENE", 1 << 32, None, 40053),
        ("QR_SCENE", None, "test", 40053),
        ("QR_LIMIT_SCENE", 0, None, 40053),
        ("QR_LIMIT_SCENE", 100_001, None, 40053),
        ("QR_STR_SCENE", 1, None, 40053),
        ("QR_STR_SCENE", None, "", 40053),
        ("QR_STR_SCENE", None, "x" * 65, 40053),
        ("QR_LIMIT_STR_SCENE", None, "x" * 65, 40053),
        ("", 1, "x", 40052),
        ("qr_scene", 1, "x", 40052),
    ],
)
def test_what_no_code_carries(action: str, number: int | None, text: str | None, code: int) -> None:
    with pytest.raises(Refused) as refused:
        rules.scene_of(action, number, text)
    assert refused.value.code == code


def test_the_value_that_a_server_is_told() -> None:
    assert rules.Scene(False, 7, "").value == "7"
    assert rules.Scene(False, 0, "seven").value == "seven"


def test_how_long_a_code_lives() -> None:
    assert [rules.life(asked, 60) for asked in (-1, 0, 1, DAYS_30, DAYS_30 + 1)] == [60, 60, 1, DAYS_30, DAYS_30]


def test_a_ticket_is_written_as_the_platforms_own() -> None:
    """Two tickets that the platform gave: a permanent one, and one of a week."""
    known = {
        "gQF28DwAAAAAAAAAAS5odHRwOi8vd2VpeGluLnFxLmNvbS9xLzAyeEdaZVZCcU1jX0UxMDAwMHcwM2QAAgTjUxBjAwQAAAAA": (
            "http://weixin.qq.com/q/02xGZeVBqMc_E10000w03d", b"\x76\xf0", 0x631053E3, 0,
        ),
        "gQHE8DwAAAAAAAAAAS5odHRwOi8vd2VpeGluLnFxLmNvbS9xLzAyaF8xYTlTSjhkT0cxZUp6ZWhBMWkAAgQtqQVkAwSAOgkA": (
            "http://weixin.qq.com/q/02h_1a9SJ8dOG1eJzehA1i", b"\xc4\xf0", 0x6405A92D, 604_800,
        ),
    }  # fmt: skip
    for ticket, parts in known.items():
        assert rules.ticket(*parts) == ticket
    assert b64decode(rules.ticket("http://weixin.qq.com/q/x", b"\0\0", 1, 2))[13:14] == bytes([25])


@pytest.mark.parametrize("url", ["http://a.example", "https://a.example/?b#c", "weixin://wxpay/bizpayurl?pr=1"])
def test_what_can_be_made_short(url: str) -> None:
    rules.check_long(url)


@pytest.mark.parametrize("url", ["", "ftp://a.example", "weixin://dl/business/", "a http://b.example"])
def test_what_cannot_be_made_short(url: str) -> None:
    with pytest.raises(Refused, match="40066"):
        rules.check_long(url)


@pytest.mark.parametrize(
    ("option", "switch", "told"),
    [("", 0, False), ("", 1, True), ("", 2, True), ("0", 2, False), ("1", 0, True), ("2", 0, True), ("3", 1, False)],
)
def test_who_hears_where_people_are(option: str, switch: int, told: bool) -> None:
    assert rules.reports_place(option, switch) is told
