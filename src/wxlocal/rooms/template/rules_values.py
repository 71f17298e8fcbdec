"""Which values a field of a category's template takes: ``thing1`` any 20 characters, ``amount3`` a sum ...

Pure. Source: 类目模板消息参数值内容限制说明.
"""

from __future__ import annotations

import re

NUMBERED = re.compile(r"([a-z_]+?)\d*\Z")
_SIGNS = r"!-/:-@\[-`{-~·！-～、。《》「」【】…—￥¥"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"(?:\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
_TIME = rf"(?:{_DAY}\s*)?{_CLOCK}"
_DATE = rf"{_DAY}(?:\s*{_CLOCK})?"
# compiled when one is first asked for, not when wxlocal starts
FORMS = {
    "thing": r"[^\n\r]{1,20}\Z",
    "short_thing": r"[^\n\r]{1,5}\Z",
    "const": r"[^\n\r]{1,20}\Z",
    "number": r"-?[\d.]{1,32}\Z",
    "letter": r"[A-Za-z]{1,32}\Z",
    "symbol": rf"[{_SIGNS}]{{1,5}}\Z",
    "character_string": rf"[A-Za-z0-9 {_SIGNS}]{{1,32}}\Z",
    "time": rf"{_TIME}(?:~{_TIME})?\Z",
    "date": rf"{_DATE}(?:~{_DATE})?\Z",
    "amount": r"(?:[^\w\s]|[A-Z]{3})?\d{1,12}(?:\.\d+)?元?\Z",
    "phone_number": r"[-+\d() ]{1,17}\Z",
    "car_number": r"[A-Za-z0-9一-鿿][A-Za-z0-9]{0,6}[A-Za-z0-9一-鿿]\Z",
    "name": r"(?:[A-Za-z .·'-]{1,20}|[^\d\n\r]{1,10})\Z",
    "phrase": r"[一-鿿]{1,5}\Z",
}


def fits(key: str, text: str, listed: tuple[str, ...] | None) -> bool:
    """``listed``: the values that were approved, where a field has such."""
    if listed is not None:
        return text in listed
    match = NUMBERED.match(key)
    form = FORMS.get(match[1]) if match else None
    return form is None or re.match(form, text) is not None
