"""Where a person is, and what the location room keeps of a mini program."""

from __future__ import annotations

import msgspec

INTERFACES = (
    "getFuzzyLocation",
    "getLocation",
    "onLocationChange",
    "startLocationUpdate",
    "startLocationUpdateBackground",
    "chooseLocation",
    "choosePoi",
    "chooseAddress",
)
FUZZY, PRECISE = INTERFACES[0], INTERFACES[1:5]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Degrees in WGS-84, metres."""

    name: str = "海珠湖公园"
    address: str = "广东省广州市海珠区新滘中路168号"
    city: str = "广州市"
    latitude: float = 23.0761
    longitude: float = 113.3233


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person is: degrees in WGS-84, metres, metres a second. ``places`` can be picked on the map by name."""

    name: str = "广州塔"
    address: str = "广东省广州市海珠区阅江西路222号"
    city: str = "广州市"
    latitude: float = 23.1064
    longitude: float = 113.3191
    altitude: float = 21.0
    speed: float = -1.0
    accuracy: float = 65.0
    places: tuple[Spot, ...] = (Spot(),)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``opened``: interfaces whose use was granted in the console (接口设置); null = all of them, so that a mini
    program that nobody configured works.
    """

    opened: tuple[str, ...] | None = None


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What an open mini program has asked to hear of places: ``updates`` were started, in the ``background`` too, and
    somebody is ``listening``.
    """

    updates: bool = False
    background: bool = False
    listening: bool = False
