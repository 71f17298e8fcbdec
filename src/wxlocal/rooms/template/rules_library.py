"""The library of official accounts' templates: industries, templates of industries and of categories. Pure.

The industries are those of the official page (设置所属行业). The templates are a few of the thousands that there are;
most of the industries' are those of the platform, most of the categories' are like them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import month_of
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.template import policy
from wxlocal.rooms.template.facts import Facts, Offered, Template

MOST = 25
ADDED_NO_MORE = (
    "历史模板库已升级为类目模板。历史模板库内模板不再支持添加。 如有相关消息需求,可使用类目模板库ID添加对应模板"
)


class Library(msgspec.Struct, frozen=True):
    """``industries``: first and second class by number."""

    industries: dict[int, tuple[str, str]]
    templates: tuple[Offered, ...]


@cache
def library() -> Library:
    return msgspec.json.decode(files(__package__).joinpath("library.json").read_bytes(), type=Library)


def classes(number: int) -> tuple[str, str]:
    """First and second class; empty for what is not an industry's."""
    return library().industries.get(number, ("", ""))


def industry(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    if number not in library().industries:
        raise Refused(40097, "invalid args", reason=f"industries are numbers from 1 to {len(library().industries)}")
    return number


def change(facts: Facts, first: int, second: int, now: int) -> Facts:
    """The account's facts with other industries: once in a month; templates of the old ones go."""
    chosen = (first, second)
    if chosen == facts.industries:
        return facts
    if facts.changed_at is not None and month_of(facts.changed_at) == month_of(now):
        raise Refused(43100, "change template too frequently", reason="industries can be changed once in a month")
    kept = tuple(one for one in facts.templates if one.industry in (0, *chosen))
    return msgspec.structs.replace(facts, industries=chosen, changed_at=now, templates=kept)


def offered(facts: Facts, short_id: str) -> Offered:
    for one in (*facts.library, *library().templates):
        if one.short_id == short_id:
            return one
    raise Refused(40037, "invalid template_id", reason=f"the library has no template {short_id[:40]!r}")


def choose(facts: Facts, short_id: str, keywords: list[str], id: str, moment: Moment) -> Template:
    """The template as the account has it from now on, chosen over the API."""
    wanted = offered(facts, short_id)
    by_category = policy.OA_TEMPLATE_CATEGORIES.holds(moment)
    if wanted.industry and by_category:
        reason = "industries' templates cannot be added any more: add one of a category, whose number is a pure number"
        raise Refused(40247, ADDED_NO_MORE, rule=policy.OA_TEMPLATE_CATEGORIES, reason=reason)
    if not wanted.industry and not by_category:
        reason = "templates of categories are chosen in the console at this time"
        raise Refused(40037, "invalid template_id", rule=policy.OA_TEMPLATE_CATEGORIES, reason=reason)
    return chosen(facts, wanted, keywords, id)


def chosen(facts: Facts, wanted: Offered, keywords: list[str], id: str) -> Template:
    if len(facts.templates) >= MOST:
        raise Refused(45026, "template num exceeds limit", reason=f"an account has at most {MOST} templates")
    if wanted.industry and wanted.industry not in facts.industries:
        names = " and ".join(map(str, facts.industries))
        reason = f"the template is of industry {wanted.industry}, the account has chosen {names}"
        raise Refused(45027, "template conflict with industry", reason=reason)
    return Template(
        id=id,
        title=wanted.title,
        content=wanted.content if wanted.industry else _content(wanted, keywords),
        short_id=wanted.short_id,
        example=wanted.example,
        industry=wanted.industry,
        enums=wanted.enums,
    )


def _content(wanted: Offered, keywords: list[str]) -> str:
    strange = [name for name in keywords if name not in wanted.keywords]
    if not keywords or strange or len(set(keywords)) < len(keywords):
        there = ", ".join(wanted.keywords)
        reason = f"keyword_name_list holds keywords of the template, each once: {there}"
        raise Refused(40246, "keyword name invalid", rule=policy.OA_TEMPLATE_CATEGORIES, reason=reason)
    return "".join(f"{name}:{{{{{wanted.keywords[name]}.DATA}}}}\n" for name in keywords)


def listed(facts: Facts, moment: Moment) -> tuple[Template, ...]:
    """Those that the API tells of: for a time not those of categories."""
    told = policy.OA_TEMPLATE_CATEGORIES.holds(moment)
    return tuple(one for one in facts.templates if one.industry or told)
