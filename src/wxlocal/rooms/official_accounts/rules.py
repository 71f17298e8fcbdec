"""Decisions about official accounts: what a QR code may carry, what a short link may lead to. Pure.

Source: 生成带参数的二维码, 长链接转短链接接口.
"""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple

from wxlocal.core.base.errors import Refused

LONGEST_LIFE = 2_592_000
PERMANENT_IN_ALL = 100_000
MOST_TEMPORARY_ID, MOST_PERMANENT_ID, LONGEST_TEXT = (1 << 32) - 1, 100_000, 64
FOREVER = 1 << 62
CODE = "http://weixin.qq.com/q/"
SHORTENED = ("http://", "https://", "weixin://wxpay")
_NO_ACTION, _NO_INFO = (40052, "invalid action name"), (40053, "invalid action info, please check document")


class Scene(NamedTuple):
    """What a code carries: a number, or a text where ``text`` is not empty."""

    permanent: bool
    number: int
    text: str

    @property
    def value(self) -> str:
        return self.text or str(self.number)


def scene_of(action: str, number: int | None, text: str | None) -> Scene:
    """What a code of this kind carries, or the platform's refusal."""
    permanent = action in ("QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE")
    if action in ("QR_SCENE", "QR_LIMIT_SCENE"):
        most = MOST_PERMANENT_ID if permanent else MOST_TEMPORARY_ID
        if number is None or not 1 <= number <= most:
            raise Refused(*_NO_INFO, reason=f"{action} takes a scene_id from 1 to {most}")
        return Scene(permanent, number, "")
    if action in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
        if not text or len(text) > LONGEST_TEXT:
            raise Refused(*_NO_INFO, reason=f"{action} takes a scene_str of 1 to {LONGEST_TEXT} characters")
        return Scene(permanent, 0, text)
    raise Refused(*_NO_ACTION, reason="action_name is QR_SCENE, QR_STR_SCENE, QR_LIMIT_SCENE or QR_LIMIT_STR_SCENE")


def life(asked: int, usual: int) -> int:
    """Seconds that a temporary code lives; nothing given = the usual time, too much = the longest."""
    return min(asked, LONGEST_LIFE) if asked > 0 else usual


def ticket(url: str, salt: bytes, made_at: int, seconds: int) -> str:
    """As the platform's own: base64 of the address, the time of making and the life (0 = for ever)."""
    head = b"\x81\x01" + salt[:2] + b"\x3c" + b"\x00" * 7
    times = b"\x00\x02\x04" + made_at.to_bytes(4, "little") + b"\x03\x04" + seconds.to_bytes(4, "little")
    return b64encode(head + b"\x01" + bytes([len(url) + 1]) + url.encode() + times).decode()


def check_long(url: str) -> None:
    if not url.startswith(SHORTENED):
        raise Refused(40066, "invalid url", reason=f"long_url begins with {', '.join(SHORTENED)}")


def reports_place(option: str, switch: int) -> bool:
    """Whether the account hears where a person is who enters its chat; ``option`` "" = none was set for it."""
    return (option or str(switch)) in ("1", "2")
