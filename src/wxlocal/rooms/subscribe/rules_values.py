"""What the keywords of a template take: each kind has a rule. Pure. Source: 发送订阅消息 (参数值内容限制说明)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from wxlocal.core.base.errors import Refused
from wxlocal.rooms.subscribe import policy
from wxlocal.rooms.subscribe.facts import Template

LINE = re.compile(r"[ \t]*(.*?)[ \t]*[:：]?[ \t]*\{\{([A-Za-z_]+[0-9]*)\.DATA\}\}")
THING, NUMBER, LETTER, SYMBOL, STRING, PHONE, CAR, PHRASE = 20, 32, 32, 5, 32, 17, 8, 5
CHINESE_NAME, LATIN_NAME = 10, 20

_YEAR, _MONTH, _DAY = r"\d{4}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = "|".join(
    (
        rf"{_YEAR}年{_MONTH}月(?:{_DAY}日)?",
        rf"{_MONTH}月{_DAY}日",
        *(rf"{_YEAR}{mark}{_MONTH}(?:{mark}{_DAY})?|{_MONTH}{mark}{_DAY}" for mark in ("-", "/", r"\.")),
    )
)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY_AND_TIME = rf"(?:{_DATE})(?:(?: +|(?<=[日月]) *){_TIME})?"
_TO = rf"(?:~(?:{_DAY_AND_TIME}|{_TIME}))?"
# compiled when one is first asked for, not when wxlocal starts
_AS_DATE = _DAY_AND_TIME + _TO
_AS_TIME = rf"(?:{_DAY_AND_TIME}|{_TIME}){_TO}"
_AS_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_AS_AMOUNT = re.compile(r"(\D?)\d{1,10}(?:\.\d+)?元?", re.ASCII)


def _is_letter(one: str) -> bool:
    return one.isascii() and one.isalpha()


def _is_digit(one: str) -> bool:
    return one.isascii() and one.isdigit()


def _is_symbol(one: str) -> bool:
    return unicodedata.category(one)[0] in "PS"


def _is_chinese(one: str) -> bool:
    return one == "〇" or "CJK UNIFIED" in unicodedata.name(one, "")


def _of(most: int, *kinds: Callable[[str], bool]) -> Callable[[str], bool]:
    """A text of so many characters at most, each of one of the kinds."""
    return lambda text: len(text) <= most and all(any(kind(one) for kind in kinds) for one in text)


def _is_number(text: str) -> bool:
    return len(text.replace(".", "")) <= NUMBER and _AS_NUMBER.fullmatch(text) is not None


def _is_amount(text: str) -> bool:
    found = _AS_AMOUNT.fullmatch(text)
    return found is not None and (not found[1] or unicodedata.category(found[1]) == "Sc")


def _is_car_number(text: str) -> bool:
    middle, ends = text[1:-1], (text[0], text[-1])
    return (
        len(text) <= CAR
        and all(_is_letter(one) or _is_digit(one) for one in middle)
        and all(_is_letter(one) or _is_digit(one) or _is_chinese(one) for one in ends)
    )


def _is_name(text: str) -> bool:
    """Ten characters if one of them is Chinese. Digits are refused, as the platform does though its page is silent."""
    most = CHINESE_NAME if any(map(_is_chinese, text)) else LATIN_NAME
    return _of(most, _is_chinese, _is_letter, _is_symbol, _is_space)(text)


def _is_space(one: str) -> bool:
    return one == " "


def _is_thing(text: str) -> bool:
    return len(text) <= THING


KINDS: dict[str, Callable[[str], bool]] = {
    "thing": _is_thing,
    "number": _is_number,
    "letter": _of(LETTER, _is_letter),
    "symbol": _of(SYMBOL, _is_symbol),
    "character_string": _of(STRING, _is_letter, _is_digit, _is_symbol, _is_space),
    "time": lambda text: re.fullmatch(_AS_TIME, text, re.ASCII) is not None,
    "date": lambda text: re.fullmatch(_AS_DATE, text, re.ASCII) is not None,
    "amount": _is_amount,
    "phone_number": _of(PHONE, _is_digit, _is_symbol),
    "car_number": _is_car_number,
    "name": _is_name,
    "phrase": _of(PHRASE, _is_chinese),
}


def fits(key: str, text: str, values: tuple[str, ...] | None = None) -> bool:
    """Whether a text, which is not empty, may stand for the keyword. ``values``: those of an enumerated one. A kind
    that no page names takes any text.
    """
    if any(unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in text):
        return False
    if values is not None:
        return text in values
    rule = KINDS.get(key.rstrip("0123456789"))
    return rule is None or rule(text)


@lru_cache(maxsize=1024)
def keywords(content: str) -> tuple[tuple[str, str], ...]:
    """(name, key) of each line of a template's content."""
    return tuple((found[1], found[2]) for line in content.splitlines() if (found := LINE.fullmatch(line.rstrip())))


def _text(value: Any) -> str | None:
    """A value as text, numbers too; "" for one that is not there, None for what is neither."""
    value = value.get("value") if isinstance(value, dict) else None
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _wrong(key: str, word: str, reason: str) -> Refused:
    message = f"argument invalid! data.{key}.value {word}"
    return Refused(47003, message, rule=policy.SUBSCRIBE_ONCE_QUOTA, reason=reason)


def filled(template: Template, data: dict[str, Any], strict: bool) -> list[tuple[str, str, str]]:
    """(name, key, value) of each keyword of the template, or 47003 with the field, in the platform's words. ``strict``:
    a keyword that the template does not have is refused as well.
    """
    known = keywords(template.content) or tuple((key, key) for key in data)
    if strict:
        for key in data.keys() - {key for _, key in known}:
            raise _wrong(key, "invalid", f"the template {template.id} has no keyword {key[:60]!r}")
    if not known:
        raise _wrong("thing1", "is empty", "data names no keyword")
    return [(name, key, _value(template, key, data.get(key))) for name, key in known]


def _value(template: Template, key: str, given: Any) -> str:
    text = _text(given)
    if text == "":
        raise _wrong(key, "is empty", f'write data as {{"{key}": {{"value": "..."}}}}')
    if text is None or not fits(key, text, template.enums.get(key)):
        raise _wrong(key, "invalid", f"{key.rstrip('0123456789')} does not take {str(text)[:40]!r}")
    return text
