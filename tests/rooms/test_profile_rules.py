"""Who the person is told to be, when and by what: rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import at, person
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Version
from wxlocal.rooms.profile import rules

KEY = b"key of a world"
ANN = person(gender=2, country="China", province="Guangdong", city="Shenzhen", language="en")
PHOTO = "https://thirdwx.qlogo.cn/mmopen/vi_32/c4bad78a112fa585cd28b0463ba72cdbaf5ff49c60108cb9/132"


def three(question: Any, day: str, **more: Any) -> list[bool]:
    """The last second before, the first of, and the day after."""
    start = instant(day)
    return [question(at(now, **more)) for now in (start - 1, start, start + DAY)]


BEGINS, ENDS = [False, True, True], [True, False, False]


# -- what is told -------------------------------------------------------------------------------------------------


def test_gender_and_region_were_told_until_2021_10_20() -> None:
    before, since = at("2021-10-19"), at("2021-10-20")
    hers = {"nickName": "安", "avatarUrl": PHOTO}
    region = {"country": "China", "province": "Guangdong", "city": "Shenzhen"}
    assert rules.real(KEY, ANN, before) == {**hers, "gender": 2, "language": "en", **region}
    nowhere = dict.fromkeys(region, "")
    assert rules.real(KEY, ANN, since) == {**hers, "gender": 0, "language": "zh_CN", **nowhere}
    assert rules.described(since, KEY, ANN) == rules.real(KEY, ANN, since)


def test_an_avatar_is_the_persons_own_or_one_that_stays() -> None:
    """As stores made by earlier versions have told it."""
    assert rules.avatar(KEY, ANN) == PHOTO
    assert rules.avatar(KEY, person(avatar_url="https://a.example/1.png")) == "https://a.example/1.png"
    assert rules.avatar(KEY, person(id="bob")) != PHOTO


def test_who_is_anonymous() -> None:
    avatar = (
        "https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxa"
        "QX6grC9VemZoJ8rg/132"
    )
    assert {"nickName": "微信用户", "gender": 0, "avatarUrl": avatar, **dict.fromkeys(
        ("language", "city", "province", "country"), ""
    )} == rules.ANONYMOUS  # fmt: skip


def test_raw_data_are_the_bytes_that_are_signed() -> None:
    assert rules.raw({"nickName": "安", "gender": 0}) == '{"nickName":"安","gender":0}'


# -- getUserInfo --------------------------------------------------------------------------------------------------


def test_programs_released_since_2021_04_29_are_told_an_anonymous_user() -> None:
    assert three(rules.is_anonymous, "2021-04-29") == BEGINS
    late = instant("2026-01-01")
    assert not rules.is_anonymous(at(late, release=instant("2021-04-29") - 1))
    for kind in ("game", "plugin"):
        assert not rules.is_anonymous(at(late, kind=kind))
    assert rules.is_anonymous(at(late, base_library=(2, 10, 4)))
    assert not rules.is_anonymous(at(late, base_library=(2, 10, 3)))


@pytest.mark.parametrize(
    ("platform", "library", "leaks"),
    [
        ("devtools", (2, 10, 3), False),
        ("devtools", (2, 10, 4), True),
        ("devtools", (2, 16, 1), True),
        ("devtools", (2, 16, 2), False),
        ("ios", (2, 16, 1), False),
    ],
)
def test_devtools_show_real_data_with_some_base_libraries(platform: str, library: Version, leaks: bool) -> None:
    assert rules.tool_leaks(at("2021-06-01", platform=platform, base_library=library)) == leaks


def test_the_api_opened_the_popup_until_2018() -> None:
    assert three(lambda moment: rules.api_asks(moment, "release"), "2018-10-10") == ENDS
    for kind in ("trial", "develop"):
        assert three(lambda moment, kind=kind: rules.api_asks(moment, kind), "2018-04-30") == ENDS
    assert rules.api_asks(at("2018-04-30"), "release")


@pytest.mark.parametrize(("value", "shows"), [(False, True), (True, False), (None, False), (0, False)])
def test_without_credentials_no_popup_opened(value: object, shows: bool) -> None:
    assert rules.shows_without_asking(value, at("2017-03-31"), "release") == shows
    assert not rules.shows_without_asking(value, at(instant("2017-03-31") - 1), "release")
    assert not rules.shows_without_asking(value, at("2018-10-10"), "release")


# -- getUserProfile -----------------------------------------------------------------------------------------------


def test_versions_released_since_2022_11_09_are_told_an_anonymous_user() -> None:
    def revoked(moment: Any) -> bool:
        return rules.profile_revoked(moment, "release")

    assert three(revoked, "2022-11-09") == BEGINS
    late = instant("2026-01-01")
    assert not revoked(at(late, release=instant("2022-11-09") - 1))
    assert not revoked(at(late, kind="game"))
    assert revoked(at(late, kind="plugin"))
    assert revoked(at(late, base_library=(2, 27, 1)))
    assert not revoked(at(late, base_library=(2, 27, 0)))


def test_develop_and_trial_versions_were_so_with_base_library_2_27_1() -> None:
    for kind in ("trial", "develop"):
        assert three(lambda moment, kind=kind: rules.profile_revoked(moment, kind), "2022-10-31") == BEGINS
    old = instant("2020-01-01")
    assert rules.profile_revoked(at("2022-10-31", release=old, base_library=(2, 27, 1)), "trial")
    assert not rules.profile_revoked(at("2022-10-31", base_library=(2, 27, 0)), "trial")
    assert not rules.profile_revoked(at("2022-10-31", kind="game"), "trial")


def test_it_encrypts_from_base_library_2_16_0() -> None:
    assert rules.profile_is_new_enough(at("2021-06-01", base_library=(2, 16, 0)))
    assert not rules.profile_is_new_enough(at("2021-06-01", base_library=(2, 15, 99)))


@pytest.mark.parametrize(
    ("platform", "library", "there"),
    [
        ("ios", (2, 27, 1), [True, True, True]),
        ("android", (2, 10, 4), [True, True, True]),
        ("windows", (2, 27, 1), BEGINS),
        ("mac", (2, 27, 0), BEGINS),
        ("mac", (2, 27, 1), [False, False, False]),
    ],
)
def test_it_came_later_to_the_desktop(platform: str, library: Version, there: list[bool]) -> None:
    def has(moment: Any) -> bool:
        return rules.profile_on_desktop(moment, "2021-12-01")

    assert three(has, "2021-12-01", platform=platform, base_library=library) == there


def test_plugins_lost_getUserInfo_with_versions_released_since_2022_11_09() -> None:
    assert three(rules.plugin_revoked, "2022-11-09", base_library=(2, 27, 1)) == BEGINS
    assert not rules.plugin_revoked(at("2022-11-09", base_library=(2, 27, 0)))
    assert not rules.plugin_revoked(at("2026-01-01", release=instant("2022-11-09") - 1))


# -- filling in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "library", "client", "fills"),
    [
        ("ios", (2, 21, 2), (8, 0, 16), True),
        ("ios", (2, 21, 1), (8, 0, 16), False),
        ("ios", (2, 21, 2), (8, 0, 15), False),
        ("android", (2, 21, 2), (8, 0, 15), False),
        ("android", (2, 21, 2), (8, 0, 16), True),
        ("windows", (2, 21, 2), (3, 0, 0), True),
    ],
)
def test_avatar_and_nickname_are_filled_in(platform: str, library: Version, client: Version, fills: bool) -> None:
    more = {"platform": platform, "base_library": library, "client": client}
    assert three(rules.fills, "2021-12-13", **more) == (BEGINS if fills else [False] * 3)


def test_what_is_filled_in_is_checked_for_safety() -> None:
    assert three(rules.checked_for_safety, "2022-05-26", base_library=(2, 24, 4)) == BEGINS
    assert not rules.checked_for_safety(at("2022-05-26", base_library=(2, 24, 3)))


# -- open-data ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "before", "since"),
    [
        ("userNickName", "安", "微信用户"),
        ("userAvatarUrl", PHOTO, rules.GREY_AVATAR),
        ("userGender", "Female", ""),
        ("userCity", "Shenzhen", ""),
        ("userLanguage", "en", ""),
    ],
)
def test_open_data(kind: str, before: str, since: str) -> None:
    """Real until 2021-10-20 (gender and region) and 2022-02-22."""
    assert rules.open_data(kind, KEY, ANN, at("2021-10-19")) == before
    end = instant("2022-02-22")
    late = {"userGender": "", "userCity": "", "userLanguage": "zh_CN"}.get(kind, before)
    assert rules.open_data(kind, KEY, ANN, at(end - 1)) == late
    assert rules.open_data(kind, KEY, ANN, at(end)) == since
    assert rules.open_data(kind, KEY, ANN, at(end + DAY)) == since


def test_the_genders_of_open_data() -> None:
    told = [rules.open_data("userGender", KEY, person(gender=n), at("2021-10-19")) for n in (0, 1, 2)]
    assert told == ["", "Male", "Female"]


def test_what_the_platform_shows_instead() -> None:
    grey = "icTdbqWNOwNRna42FI242Lcia07jQodd2FJGIYQfG0LAJGFxM4FbnQP6yfMxBgJ0F3YRqJCJ1aPAK2dQagdusBZg"
    assert f"https://mmbiz.qpic.cn/mmbiz/{grey}/0" == rules.GREY_AVATAR
    assert rules.GROUP_NOTICE == "群名称仅你可见，小程序无法获取。"
    assert (rules.LONGEST_DESC, rules.LANGUAGES) == (30, ("en", "zh_CN", "zh_TW"))
