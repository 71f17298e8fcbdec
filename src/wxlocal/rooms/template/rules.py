"""Decisions about template messages of official accounts: who gets one, and what a person reads. Pure.

Source: 模板消息; 关于规范公众号模板消息的公告 and its 再次公告.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Line
from wxlocal.rooms.template import policy
from wxlocal.rooms.template.facts import Template
from wxlocal.rooms.template.rules_values import fits

FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
ALONE = re.compile(r"\s*\{\{\s*\w+\.DATA\s*\}\}\s*\Z")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\ufe0f\u200d\u20e3]")
LONGEST = 20  # characters of a field, since the contents are restrained
URL, ID = 2048, 128
MARKETING = "禁止发送营销内容"


class Value(msgspec.Struct, frozen=True):
    """What one field of a template is filled with; ``color`` as #173177."""

    value: str | int | float = ""
    color: str = ""

    @property
    def text(self) -> str:
        return str(self.value)


Data = Mapping[str, Value]


def template_of(templates: tuple[Template, ...], id: str, words: str = "") -> Template:
    """The account's template of that id."""
    if len(id) > ID:
        raise Refused(40036, "invalid template_id size", reason=f"a template_id has at most {ID} characters")
    for one in templates:
        if one.id == id:
            if one.restricted:
                raise Refused(43116, "模板被限制下发", reason="the platform does not let this template be sent")
            return one
    raise Refused(40037, "invalid template_id", reason=words or f"the account has no template {id[:60]!r}")


def check_url(url: str) -> None:
    if len(url.encode()) > URL:
        raise Refused(40039, "invalid url size", reason=f"a url has at most {URL} bytes")


def check_data(template: Template, data: Data) -> None:
    """Fields of a category's template have kinds; those of an industry's take any text, and may be left out."""
    if not data:
        raise data_format_error("data holds the values of the template's fields")
    if template.industry:
        return
    for key in dict.fromkeys(FIELD.findall(template.content)):
        given = data.get(key)
        if given is None or not given.text:
            raise Refused(47003, f"argument invalid! data.{key}.value is empty", reason=f"the template has a {key}")
        if not fits(key, given.text, template.enums.get(key)):
            reason = f"{given.text[:60]!r} is not a value for {key}"
            raise Refused(47003, f"argument invalid! data.{key}.value invalid", reason=reason)


def check_marketing(template: Template, data: Data, words: tuple[str, ...], moment: Moment) -> None:
    """Purely marketing: each field that says something advertises."""
    rule = policy.OA_TEMPLATE_CONTENT
    stage = rule.stage("marketing")
    said = [data[key].text for key in _main_fields(template) if key in data and data[key].text.strip()]
    if said and stage.holds(moment) and all(any(word in text for word in words) for text in said):
        reason = "every field advertises: see the setting template.marketing_words"
        raise Refused(40249, MARKETING, rule=rule, stage=stage, reason=reason)


def _main(template: Template) -> list[str]:
    """The lines without the first line and the remark."""
    lines = template.content.strip("\n").split("\n")
    if template.industry:
        first = 1 if ALONE.match(lines[0]) else 0
        last = -1 if len(lines) > first and ALONE.match(lines[-1]) else None
        lines = lines[first:last]
    return lines


def _main_fields(template: Template) -> list[str]:
    return [key for line in _main(template) for key in FIELD.findall(line)]


def shown(template: Template, data: Data, moment: Moment) -> tuple[Line, ...]:
    """What the person reads. Lines that say nothing are not shown."""
    restrained = policy.OA_TEMPLATE_CONTENT.holds(moment)
    lines = _main(template) if restrained else template.content.split("\n")
    return tuple(line for text in lines for line in _line(text, template, data, restrained))


def _line(text: str, template: Template, data: Data, restrained: bool) -> Iterator[Line]:
    """One line: its label is what stands before its only field."""
    keys = FIELD.findall(text)
    if not keys:
        if text.strip():
            yield Line(value=text.strip())
        return
    head = text[: text.index("{{")].strip()
    color = "" if restrained else next((data[key].color for key in keys if key in data), "")

    def filled(match: re.Match[str]) -> str:
        given = data.get(match[1])
        return _restrained(given.text, template) if given and restrained else given.text if given else ""

    if len(keys) == 1 and head.endswith((":", "：")):
        yield Line(name=head[:-1], value=filled_in(text, filled)[len(head) :].strip(), color=_color(color))
        return
    whole = filled_in(text, filled).strip()
    if whole:
        yield Line(value=whole, color=_color(color))


def filled_in(text: str, filled: Any) -> str:
    return FIELD.sub(filled, text.strip())


def _color(color: str) -> str:
    return color if COLOR.match(color) else ""


def _restrained(text: str, template: Template) -> str:
    """Without emoji and line breaks. A field of an industry's template is cut; a category's has limits of its own."""
    plain = EMOJI.sub("", text).replace("\r", "").replace("\n", "")
    return plain[:LONGEST] if template.industry else plain
