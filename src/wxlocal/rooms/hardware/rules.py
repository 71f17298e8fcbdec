"""Decisions about device messages. Pure. Source: 设备消息; 发送设备消息; wx.requestSubscribeDeviceMessage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Line
from wxlocal.rooms.hardware.facts import Facts, Template

FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
SN = re.compile(r"[A-Za-z0-9_-]+\Z")
LONGEST_SN = 128
LIFE = 300  # seconds of a ticket
MOST = 3


class Ticket(msgspec.Struct, frozen=True):
    ticket: str
    appid: str
    sn: str
    model: str
    at: int


class Value(msgspec.Struct, frozen=True):
    value: str | int | float = ""


def check_device(sn: str, model: str, facts: Facts) -> None:
    if len(sn.encode()) > LONGEST_SN:
        raise Refused(9800001, "sn长度不能超过128字节")
    if not SN.match(sn):
        raise Refused(9800002, "sn包含非法字符，请参考文档", reason="digits, letters, _ and -")
    if model not in facts.models:
        raise Refused(9800003, "model_id检查不通过", reason="facts.hardware.models lists the registered models")


def fails(code: int, words: str, reason: str = "") -> Failed:
    return Failed(words, extra={"errCode": code}, reason=reason)


def chosen(ids: Any, facts: Facts, model: str) -> list[Template]:
    """The templates that a mini program asks for."""
    if not isinstance(ids, list) or not ids:
        raise fails(10001, "TmplIds can't be empty")
    if not all(isinstance(id, str) for id in ids):
        raise fails(10004, "Invalid template id")
    if len(ids) > MOST:
        raise fails(20003, "Templates count out of max bounds", f"at most {MOST}")
    if not all(ids):
        raise fails(20001, "No template data return, verify the template id exist")
    known = {one.id: one for one in facts.templates}
    missing = [id for id in ids if id not in known]
    if missing:
        raise fails(19720728, "err_not_found_tid", f"there is no device template {missing[0]!r}")
    found = [known[id] for id in ids]
    if any(one.model not in ("", model) for one in found):
        raise fails(19720736, "template_id do not match model_id")
    return found


def check_ticket(found: Ticket | None, appid: str, sn: str, model: str, now: int) -> None:
    if found is None or (found.appid, found.sn, found.model) != (appid, sn, model):
        raise fails(19720726, "check sn_ticket fail", "/wxa/getsnticket gives one for a device and its model")
    if now >= found.at + LIFE:
        raise fails(19720727, "sn_ticket expire", "a ticket lives for five minutes")


def template_of(facts: Facts, id: str) -> Template:
    for one in facts.templates:
        if one.id == id:
            return one
    raise Refused(40037, "invalid template_id", reason="facts.hardware.templates lists the device templates")


def check_page(page: str, pages: tuple[str, ...]) -> None:
    name = page.removeprefix("/").partition("?")[0]
    if name and name not in pages:
        raise Refused(41030, "invalid page", reason=f"there is no page {name[:80]!r}")


def shown(template: Template, data: Mapping[str, Value]) -> tuple[Line, ...]:
    """What the person reads; Refused for values that the template does not take."""
    lines = []
    for text in template.content.strip("\n").split("\n"):
        for key in FIELD.findall(text):
            value = str(data[key].value) if key in data else ""
            listed = template.enums.get(key)
            if not value or (listed is not None and value not in listed):
                among = f"one of {', '.join(listed)}" if listed else "a text"
                raise Refused(47003, f"argument invalid! data.{key}.value invalid", reason=f"{key} is {among}")
            lines.append(Line(name=text.partition("{{")[0].strip().rstrip(":："), value=value))
    return tuple(lines)
