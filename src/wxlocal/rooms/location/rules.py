"""Decisions about places: pure, the Moment is an argument. Table: policy.md 4.5."""

from __future__ import annotations

import math
from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Subject, VersionKind
from wxlocal.rooms.location import policy
from wxlocal.rooms.location.facts import (
    FUZZY,
    INTERFACES,
    OPEN_OVERSEAS,
    OPEN_TO,
    PRECISE,
    REVIEWED_FIRST,
    Categories,
    Facts,
)

UNDECLARED = "the api need to be declared in the requiredPrivateInfos field in app.json/ext.json"
EVERY = "__everyPrivateInfo__"
TOO_OFTEN = "频繁调用会增加电量损耗，可考虑使用 wx.onLocationChange 监听地理位置变化"
NO_PERMISSION = 102
_EARTH, _EE = 6_378_245.0, 0.00669342162296594323


def declared(config: dict[str, Any]) -> tuple[str, ...]:
    """The interfaces that app.json names. ``EVERY`` true names all, as no real app.json may: for an example that works
    whatever is tried first.
    """
    if config.get(EVERY) is True:
        return INTERFACES
    listed = config.get("requiredPrivateInfos")
    return tuple(listed) if isinstance(listed, list | tuple) else ()


def check_declared(api: str, config: dict[str, Any], moment: Moment) -> None:
    """Versions released since name the interface in app.json; older ones and mini games run as before."""
    if not policy.LOCATION_REQUIRED_PRIVATE_INFOS.holds(moment):
        return
    if api not in declared(config):
        raise Failed(
            UNDECLARED,
            rule=policy.LOCATION_REQUIRED_PRIVATE_INFOS,
            reason=f"app.json of this version has no {api} in requiredPrivateInfos",
        )


def check_opened(api: str, facts: Facts, moment: Moment) -> None:
    """Versions released since run opened interfaces only, older ones run as before. What a phone says of an interface
    that was never opened, or was withdrawn, is not published.
    """
    stage = policy.LOCATION_ACCESS_2022.stage("on-phones")
    if facts.opened is None or api in facts.opened or not stage.holds(moment):
        return
    raise Failed(
        "no permission",
        errno=NO_PERMISSION,
        rule=policy.LOCATION_ACCESS_2022,
        stage=stage,
        reason=f"wx.{api} is not opened in the console: 开发 - 开发管理 - 接口设置",
    )


def exclusive(config: dict[str, Any], moment: Moment) -> list[str]:
    """The precise interfaces that are declared beside the blurred one, where that may not be."""
    listed = () if config.get(EVERY) is True else declared(config)
    if FUZZY not in listed or not policy.LOCATION_MUTUAL_EXCLUSION.holds(moment):
        return []
    return [name for name in listed if name in PRECISE]


def check_compile(moment: Moment, config: dict[str, Any]) -> None:
    """The compiler's own words for a blurred beside a precise interface (10009)."""
    clash = exclusive(config, moment)
    if clash:
        named = "、".join(f"'{name}'" for name in clash)
        raise NotPossible(f"10009 app.json: requiredPrivateInfos '{FUZZY}' 与 {named} 互斥")


def fuzzy_is_there(moment: Moment) -> bool:
    return policy.SCOPE_FUZZY_LOCATION.holds(moment)


def needs_scope_to_choose(moment: Moment) -> bool:
    return not policy.CHOOSE_LOCATION_NO_SCOPE.holds(moment)


def too_often(last: int | None, moment: Moment, window: int, kind: VersionKind) -> bool:
    """Released versions from base library 2.17.0; develop and trial versions from 2.26.1."""
    if last is None or not 0 <= moment.now - last < window:
        return False
    return policy.LOCATION_FREQUENCY.holds(moment) and (kind == "release" or moment.base_library >= (2, 26, 1))


def may_apply(api: str, categories: tuple[str, ...], subject: Subject, moment: Moment) -> bool:
    """Precise interfaces are for listed categories; the others for who can show a scene."""
    if api not in PRECISE or subject.kind == "government":
        return True
    listed = OPEN_TO[api]
    if subject.overseas:
        if not policy.LOCATION_ACCESS_2022.stage("overseas").holds(moment):
            return False
        listed = OPEN_OVERSEAS[api]
    return any(_is_listed(category, listed) for category in categories)


def _is_listed(category: str, listed: Categories) -> bool:
    """Whether ``first>second`` is on the list: under its first level either all are, or those that are named."""
    first, _, below = category.partition(">")
    seconds = listed.get(first)
    return seconds is not None and (not seconds or below.partition(">")[0] in seconds)


def check_name(api: str) -> str | None:
    """The interface of ``wx.choosePoi``, exact and case-sensitive; None if it needs no application."""
    name = api.removeprefix("wx.")
    return name if api.startswith("wx.") and name in INTERFACES else None


def blurred(degrees: float, metres: int) -> float:
    """The middle of a square of the grid, in degrees of latitude's length."""
    step = metres / 111_320
    return round((math.floor(degrees / step) + 0.5) * step, 6)


def gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """The Chinese survey's system from WGS-84; outside of China they are the same."""
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return latitude, longitude
    x, y = longitude - 105.0, latitude - 35.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    d_lng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lng += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lng += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lng += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    radians = latitude / 180.0 * math.pi
    magic = 1 - _EE * math.sin(radians) ** 2
    d_lat = (d_lat * 180.0) / ((_EARTH * (1 - _EE)) / (magic * math.sqrt(magic)) * math.pi)
    d_lng = (d_lng * 180.0) / (_EARTH / math.sqrt(magic) * math.cos(radians) * math.pi)
    return round(latitude + d_lat, 6), round(longitude + d_lng, 6)


def unconfigured(uses: tuple[str, ...], config: dict[str, Any], moment: Moment) -> list[str]:
    """Interfaces that the code of a version submitted at the moment uses and its app.json does not declare."""
    if not policy.LOCATION_REQUIRED_PRIVATE_INFOS.holds(moment):
        return []
    return [api for api in INTERFACES if api in uses and api not in declared(config)]


def is_reviewed(api: str, moment: Moment) -> bool:
    """Whether a version that is submitted at the moment may use the interface only if it is opened in the console."""
    access = policy.LOCATION_ACCESS_2022
    return access.holds(moment) if api in REVIEWED_FIRST else access.stage("the-rest").holds(moment)


def unopened(named: tuple[str, ...], opened: tuple[str, ...] | None, moment: Moment) -> list[str]:
    """Interfaces among those that it names (declares, or calls) that had to be opened in the console and were not."""
    if opened is None:
        return []
    return [api for api in INTERFACES if api in named and api not in opened and is_reviewed(api, moment)]


def left(opened: tuple[str, ...] | None, unused: list[str], moment: Moment) -> tuple[str, ...] | None:
    """What stays open when a version is released for which these were confirmed as unused."""
    if not unused or not policy.LOCATION_REVIEW_UNUSED.holds(moment):
        return opened
    return tuple(api for api in (INTERFACES if opened is None else opened) if api not in unused)
