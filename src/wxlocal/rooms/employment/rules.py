"""Decisions about messages to people who work for the owner of a mini program (用工关系). Pure.

Source: 开放能力/用工关系; wx.bindEmployeeRelation; 推送用工消息.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.base.policy import Version
from wxlocal.core.phone.outcomes import Absent, Failed, parameter_error
from wxlocal.core.world.nouns import Line, SubjectKind
from wxlocal.rooms.employment.facts import Facts, Template

FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
FIRST_CLIENT: Version = (8, 0, 62)
MOST = 6  # templates of one call


class Value(msgspec.Struct, frozen=True):
    value: str | int | float = ""


class Data(msgspec.Struct, frozen=True):
    data: dict[str, Value] = {}


def check_client(client: Version) -> None:
    if client < FIRST_CLIENT:
        raise Absent("the client knows 用工关系 from 8.0.62 on")


def check_opened(facts: Facts, subject: SubjectKind) -> None:
    if not facts.opened or subject == "individual":
        reason = "用工关系 is not opened for the account (facts.employment.opened); individuals cannot have it"
        raise Refused(43104, "this app does not have poermission", reason=reason)


def template_ids(given: Any, facts: Facts) -> list[Template]:
    """Those that a mini program asks for; none is none."""
    if not isinstance(given, list) or not all(isinstance(id, str) for id in given):
        raise parameter_error("tmplIds", "Array", given)
    known = {one.id: one for one in facts.templates}
    strange = [id for id in given if id not in known]
    if len(given) > MOST or strange:
        reason = f"there is no template {strange[0]!r}" if strange else f"at most {MOST} templates"
        raise Failed("invalid tmplIds", reason=reason)
    return [known[id] for id in given]


def decoded(text: str) -> dict[str, Value]:
    """The member ``data`` is JSON in a text, as the page's sample has it."""
    try:
        return msgspec.json.decode(text, type=Data, strict=False).data
    except msgspec.DecodeError as error:
        raise invalid_args(f'data is JSON in a text, {{"data": {{"thing1": {{"value": ...}}}}}}: {error}') from error


def shown(template: Template, data: dict[str, Value]) -> tuple[Line, ...]:
    """What the person reads; every field of the template must be given."""
    lines = []
    for text in template.content.strip("\n").split("\n"):
        for key in FIELD.findall(text):
            value = str(data[key].value) if key in data else ""
            if not value:
                raise invalid_args(f"the template has a {key}, data has none")
            lines.append(Line(name=text.partition("{{")[0].strip().rstrip(":："), value=value))
    return tuple(lines)
