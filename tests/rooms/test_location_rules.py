"""Declaring, opening and applying for location interfaces, and coordinates: rule by rule. The ways of the calls are in
test_location.py and tests/posts/test_post_05.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at, failure, impossible, subject
from wxlocal.core.base.instants import DAY, instant
from wxlocal.rooms.location import rules
from wxlocal.rooms.location.facts import INTERFACES, Facts

POST_5 = instant("2022-07-14")
LAST = [*INTERFACES][-1]


def listed(*names: str) -> dict[str, Any]:
    return {"requiredPrivateInfos": list(names)}


# -- app.json -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("config", [{}, {"requiredPrivateInfos": "getLocation"}, {"requiredPrivateInfos": None}])
def test_what_declares_nothing(config: dict[str, Any]) -> None:
    assert rules.declared(config) == ()


def test_versions_released_since_declare_what_they_call() -> None:
    assert rules.declared(listed("a", "b")) == rules.declared({"requiredPrivateInfos": ("a", "b")}) == ("a", "b")
    words = "the api need to be declared in the requiredPrivateInfos field in app.json/ext.json"
    told = (words, None, "location-required-private-infos")
    for release, fails in ((POST_5 - 1, False), (POST_5, True), (POST_5 + DAY, True)):
        moment = at(POST_5 + 10 * DAY, release=release)
        rules.check_declared("getLocation", listed("getLocation"), moment)
        assert rules.unconfigured(("getLocation",), listed("getLocation"), moment) == []
        expected = ["getLocation", "choosePoi"] if fails else []
        assert rules.unconfigured(("choosePoi", "getLocation", "login"), {}, moment) == expected
        if fails:
            assert failure(rules.check_declared, "getLocation", listed("choosePoi"), moment) == told
        else:
            rules.check_declared("getLocation", {}, moment)
    rules.check_declared("getLocation", {}, at(POST_5, kind="game"))


def test_the_compiler_refuses_a_blurred_beside_a_precise_interface() -> None:
    both = listed("getFuzzyLocation", "getLocation", "choosePoi", "startLocationUpdate")
    assert rules.exclusive(both, at(POST_5)) == ["getLocation", "startLocationUpdate"]
    assert rules.exclusive(both, at(POST_5 - 1)) == []
    assert rules.exclusive(listed("getLocation"), at(POST_5)) == []
    with impossible(
        "10009 app.json: requiredPrivateInfos 'getFuzzyLocation' 与 'getLocation'、'startLocationUpdate' 互斥"
    ):
        rules.check_compile(at(POST_5), both)
    rules.check_compile(at(POST_5 - 1), both)
    rules.check_compile(at(POST_5), listed("getFuzzyLocation", "choosePoi"))


# -- the console --------------------------------------------------------------------------------------------------


def test_versions_released_since_run_what_was_opened() -> None:
    closed = Facts(opened=("choosePoi",))
    told = ("no permission", 102, "location-access-2022")
    assert failure(rules.check_opened, "getLocation", closed, at(POST_5)) == told
    rules.check_opened("getLocation", closed, at(POST_5 - 1))
    rules.check_opened("getLocation", closed, at(POST_5, kind="game"))
    rules.check_opened("choosePoi", closed, at(POST_5))
    rules.check_opened("getLocation", Facts(), at(POST_5))


@pytest.mark.parametrize("api", INTERFACES)
def test_each_interface_is_reviewed_from_a_day_on(api: str) -> None:
    """Five from 2022-04-18, three from 2022-07-14."""
    later = ("getFuzzyLocation", "startLocationUpdate", "startLocationUpdateBackground")
    first = instant("2022-07-14" if api in later else "2022-04-18")
    assert [rules.is_reviewed(api, at(now)) for now in (first - 1, first, first + DAY)] == [False, True, True]
    assert rules.unopened((api, "login"), (), at(first)) == [api]
    assert rules.unopened((api,), (), at(first - 1)) == []
    assert rules.unopened((api,), (api,), at(first)) == []
    assert rules.unopened((api,), None, at(first)) == []


def test_what_was_confirmed_as_unused_is_closed_with_the_release() -> None:
    assert rules.left(("getLocation", "choosePoi"), ["choosePoi"], at(POST_5)) == ("getLocation",)
    assert rules.left(None, ["choosePoi"], at(POST_5)) == tuple(api for api in INTERFACES if api != "choosePoi")
    assert rules.left(None, [], at(POST_5)) is None
    assert rules.left((), [], at(POST_5)) == ()
    assert rules.left(("choosePoi",), ["choosePoi"], at(POST_5 - 1)) == ("choosePoi",)


@pytest.mark.parametrize(
    ("api", "categories", "who", "day", "may"),
    [
        ("choosePoi", (), {}, "2022-07-14", True),
        ("getLocation", (), {}, "2022-07-14", False),
        ("getLocation", (), {"kind": "government"}, "2022-07-14", True),
        ("getLocation", ("教育",), {}, "2022-07-14", False),
        ("getLocation", ("教育", "电商平台"), {}, "2022-07-14", True),
        ("getLocation", ("电商平台>任何",), {}, "2022-07-14", True),
        ("getLocation", ("工具>天气",), {}, "2022-07-14", True),
        ("getLocation", ("工具>天气>三级",), {}, "2022-07-14", True),
        ("getLocation", ("工具>计算",), {}, "2022-07-14", False),
        ("getLocation", ("工具",), {}, "2022-07-14", False),
        ("onLocationChange", ("工具>办公",), {}, "2022-07-14", False),
        ("getLocation", ("工具>办公",), {}, "2022-07-14", True),
        ("getLocation", ("跨境电商",), {}, "2022-09-09", False),
        ("getLocation", ("跨境电商",), {"overseas": True}, "2022-09-08", False),
        ("getLocation", ("跨境电商",), {"overseas": True}, "2022-09-09", True),
        ("getLocation", ("电商平台",), {"overseas": True}, "2022-09-09", False),
        ("choosePoi", (), {"overseas": True}, "2022-07-14", True),
    ],
)
def test_who_may_apply(api: str, categories: tuple[str, ...], who: dict[str, Any], day: str, may: bool) -> None:
    assert rules.may_apply(api, categories, subject(**who), at(day)) == may


@pytest.mark.parametrize(
    ("name", "api"),
    [
        ("wx.choosePoi", "choosePoi"),
        ("choosePoi", None),
        ("wx.choosepoi", None),
        ("wx.wx.choosePoi", None),
        ("wx.", None),
    ],
)
def test_names_of_applications(name: str, api: str | None) -> None:
    assert rules.check_name(name) == api


# -- on the phone -------------------------------------------------------------------------------------------------


def test_questions_that_a_day_and_a_base_library_answer() -> None:
    assert rules.fuzzy_is_there(at(POST_5, base_library=(2, 25, 0)))
    assert not rules.fuzzy_is_there(at(POST_5, base_library=(2, 24, 99)))
    assert not rules.fuzzy_is_there(at(POST_5 - 1))
    assert [rules.needs_scope_to_choose(at(day)) for day in ("2022-06-23", "2022-06-24", "2022-06-25")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("last", "library", "kind", "often"),
    [
        (None, (2, 17, 0), "release", False),
        (30, (2, 17, 0), "release", False),
        (29, (2, 17, 0), "release", True),
        (0, (2, 17, 0), "release", True),
        (-1, (2, 17, 0), "release", False),
        (29, (2, 16, 99), "release", False),
        (29, (2, 26, 0), "trial", False),
        (29, (2, 26, 1), "trial", True),
        (29, (2, 26, 1), "develop", True),
    ],
)
def test_a_place_is_not_asked_for_again_within_the_window(
    last: int | None, library: tuple[int, ...], kind: Any, often: bool
) -> None:
    """Half a minute; ``last`` in seconds before."""
    moment = at("2023-01-01", base_library=library)
    assert rules.too_often(None if last is None else moment.now - last, moment, 30, kind) == often


def test_words_of_a_call_that_comes_too_often() -> None:
    """With the platform's full-width comma."""
    assert rules.TOO_OFTEN == "频繁调用会增加电量损耗，可考虑使用 wx.onLocationChange 监听地理位置变化"


# -- coordinates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((39.915, 116.404), (39.916404, 116.410244)),  # as the converters of others give it
        ((23.1064, 113.3191), (23.103788, 113.32451)),
        ((31.2304, 121.4737), (31.228458, 121.478223)),
        ((43.8, 87.6), (43.801212, 87.602839)),
        ((0.8293, 72.004), (0.830563, 72.007709)),
        ((55.8271, 137.8347), (55.829618, 137.843729)),
    ],
)
def test_gcj02_in_china(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert rules.gcj02(*wgs84) == gcj02


@pytest.mark.parametrize("place", [(0.8292, 100.0), (55.8272, 100.0), (30.0, 72.0039), (30.0, 137.8348), (48.8, 2.3)])
def test_outside_of_china_both_systems_agree(place: tuple[float, float]) -> None:
    assert rules.gcj02(*place) == place


@pytest.mark.parametrize(
    ("degrees", "metres", "middle"),
    [(23.1064, 1000, 23.109055), (113.3191, 5000, 113.299497), (-23.1064, 1000, -23.109055), (0.0, 1000, 0.004492)],
)
def test_a_blurred_place_is_the_middle_of_its_square(degrees: float, metres: int, middle: float) -> None:
    assert rules.blurred(degrees, metres) == middle
