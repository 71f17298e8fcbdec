"""Widths, paths, scenes and pages of codes, rule by rule."""

from __future__ import annotations

import pytest

from tests.refusals import refusal, version
from wxlocal.rooms.codes import rules

ONLINE = version(pages=("a", "b"))
NO_SUCH_PAGE = (41030, "invalid page")


@pytest.mark.parametrize(
    ("asked", "drawn"), [(0, 430), (-1, 280), (1, 280), (280, 280), (281, 281), (1280, 1280), (1281, 1280)]
)
def test_a_width_is_280_to_1280_and_430_if_none_is_asked(asked: int, drawn: int) -> None:
    assert rules.width(asked) == drawn


def test_a_path_is_as_long_as_its_operation_says() -> None:
    assert rules.check_path("/a?b=1", 128, 6) == "a?b=1"
    assert rules.check_path("//a", 1024, 1024) == "/a"
    words = (40159, "invalid length for path, or the data is not json string")
    assert refusal(rules.check_path, "", 128, 0) == words
    assert refusal(rules.check_path, "a", 128, 129) == words


RESERVED = (85096, "not allow include scancode_time field")


@pytest.mark.parametrize(
    ("scene", "told"),
    [
        ("a", None),
        ("x" * 32, None),
        ("0aZ!#$&'()*+,/:;=?@-._~", None),
        ("", (40169, "invalid length for scene, or the data is not json string")),
        ("x" * 33, (40169, "invalid length for scene, or the data is not json string")),
        ("字", (40129, "invalid scene")),
        ("a b", (40129, "invalid scene")),
        ("a%3D", (40129, "invalid scene")),
        ("a\n", (40129, "invalid scene")),
        ("scancode_time=1", RESERVED),
    ],
)
def test_scenes(scene: str, told: tuple[int, str] | None) -> None:
    if told is None:
        rules.check_scene(scene)
    else:
        assert refusal(rules.check_scene, scene) == told


def test_a_path_says_nothing_of_the_time_of_the_scan() -> None:
    assert refusal(rules.check_path, "a?scancode_time=1", 128, 17) == RESERVED


def test_a_page_is_one_of_the_published_version_unless_that_is_not_checked() -> None:
    assert rules.check_page("a", ONLINE, True) == "a"
    assert rules.check_page("", ONLINE, True) == ""
    assert rules.check_page("z", ONLINE, False) == "z"
    assert rules.check_page("z", None, False) == "z"
    for page, online in (("z", ONLINE), ("a", None), ("", None)):
        assert refusal(rules.check_page, page, online, True) == NO_SUCH_PAGE
    for page in ("/a", "a?b=1", "/a?b=1"):
        assert refusal(rules.check_page, page, ONLINE, False) == NO_SUCH_PAGE


def test_versions_that_a_code_may_open() -> None:
    for known in ("release", "trial", "develop"):
        rules.check_version(known)
    for strange in ("", "beta"):
        assert refusal(rules.check_version, strange) == (40097, "invalid args")


def test_the_figure_of_the_page() -> None:
    """获取小程序码: 100,000 together with createwxaqrcode."""
    assert rules.IN_ALL == 100_000
