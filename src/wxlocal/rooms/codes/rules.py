"""Decisions about codes. Limits: 获取小程序码, 获取不限制的小程序码, 获取小程序二维码."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.world.nouns import Release

NARROWEST, WIDEST, USUAL = 280, 1280, 430
IN_ALL = 100_000

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}\Z")
CodeKind = Literal["code", "unlimited", "square"]


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What a printed code opens. ``scene`` is the free text of an unlimited code."""

    ticket: str
    kind: CodeKind
    appid: str
    path: str
    scene: str
    env_version: str
    made_at: int


def width(asked: int) -> int:
    """0 = not given; outside the range the nearest width that is allowed."""
    return USUAL if asked == 0 else min(max(asked, NARROWEST), WIDEST)


def check_path(path: str, longest: int, length: int) -> str:
    if not path or length > longest:
        raise Refused(
            40159,
            "invalid length for path, or the data is not json string",
            reason=f"path is 1 to {longest} long",
        )
    check_reserved(path)
    return path.removeprefix("/")


def check_reserved(text: str) -> None:
    if "scancode_time" in text:
        raise Refused(85096, "not allow include scancode_time field", reason="scancode_time is the platform's own")


def check_scene(scene: str) -> None:
    if not scene or len(scene) > 32:
        raise Refused(
            40169,
            "invalid length for scene, or the data is not json string",
            reason="scene is 1 to 32 characters",
        )
    if not SCENE.match(scene):
        raise Refused(40129, "invalid scene", reason="digits, letters and !#$&'()*+,/:;=?@-._~ only")
    check_reserved(scene)


def check_page(page: str, online: Release | None, checked: bool) -> str:
    """A page without leading slash and query, in the published version unless ``check_path`` is false."""
    if page.startswith("/") or "?" in page:
        raise Refused(41030, "invalid page", reason="no leading /, no query: parameters go into scene")
    if checked and (online is None or (page and page not in online.pages)):
        raise Refused(41030, "invalid page", reason="the published version has no such page; or check_path false")
    return page


def check_version(env_version: str) -> None:
    if env_version not in ("release", "trial", "develop"):
        raise Refused(40097, "invalid args", reason="env_version is release, trial or develop")
