"""Choosing public templates: which there are, what an account may make of them. Pure."""

from __future__ import annotations

import zlib

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.subscribe import policy, rules
from wxlocal.rooms.subscribe.facts import Facts, Keyword, PublicTemplate, Template, catalogue

TYPES = {"once": 2, "long": 3, "device": 3}
LEAST_KEYWORDS, MOST_KEYWORDS, LONGEST_SCENE, LONGEST_PAGE = 2, 5, 15, 30
WRONG_TID = (200014, "模版 tid 参数错误")
WRONG_IDS = (200019, "类目 ids 不合法")
WRONG_KEYWORDS = (200020, "关键词列表 kidList 参数错误")
WRONG_SCENE = (200021, "场景描述 sceneDesc 参数错误")
_OURS = 100_000  # where the numbers begin of categories that the catalogue does not have


def category_id(path: str) -> int:
    known = catalogue().categories.get(path)
    return _OURS + zlib.crc32(path.encode()) % 900_000 if known is None else known


def categories(facts: Facts, own: tuple[str, ...]) -> dict[int, str]:
    """Every category that there is, path by number: those of the catalogue, of the account, of its own templates."""
    paths = (*catalogue().categories, *own, *(one.category for one in facts.public))
    return {category_id(path): path for path in paths}


def public(facts: Facts, moment: Moment) -> dict[int, PublicTemplate]:
    """The templates of the day by number; what a seed file brings wins."""
    every = {one.tid: one for one in (*catalogue().templates, *facts.public)}
    if policy.SUBSCRIBE_LONGTERM.holds(moment):
        return every
    return {tid: one for tid, one in every.items() if one.kind == "once"}


def wanted_categories(ids: str, known: dict[int, str]) -> list[str]:
    """The paths that ``ids`` means: numbers with commas between, in quotes or not."""
    text = ids.strip().strip('"')
    if not text:
        raise Refused(200018, "类目 ids 缺失", reason="ids are numbers of getcategory, with commas between")
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part[:12]) in known for part in parts):
        raise Refused(*WRONG_IDS, reason=f"there is no category {text[:60]!r}; getcategory tells the account's")
    return [known[int(part)] for part in parts]


def template_of(text: str, known: dict[int, PublicTemplate], words: tuple[int, str] = WRONG_TID) -> PublicTemplate:
    found = known.get(int(text)) if text.isascii() and text.isdigit() and len(text) < 13 else None
    if found is None:
        raise Refused(*words, reason=f"there is no public template {text[:40]!r}")
    return found


def chosen_keywords(one: PublicTemplate, kids: list[int]) -> list[Keyword]:
    """Two to five keywords of the template, each once, in the order that was asked for."""
    by_id = {keyword.kid: keyword for keyword in one.keywords}
    if not LEAST_KEYWORDS <= len(kids) <= MOST_KEYWORDS or len(set(kids)) < len(kids):
        raise Refused(*WRONG_KEYWORDS, reason=f"{LEAST_KEYWORDS} to {MOST_KEYWORDS} different keywords")
    if unknown := [kid for kid in kids if kid not in by_id]:
        raise Refused(*WRONG_KEYWORDS, reason=f"template {one.tid} has no keyword {unknown[0]}; it has {sorted(by_id)}")
    if one.code and one.code not in kids:
        raise Refused(*WRONG_KEYWORDS, reason=f"keyword {one.code} is required: the template counts by it")
    return [by_id[kid] for kid in kids]


def check_scene(text: str) -> None:
    if not 1 <= len(text) <= LONGEST_SCENE:
        raise Refused(*WRONG_SCENE, reason=f"1 to {LONGEST_SCENE} characters, not {len(text)}")


def check_page(start: int | None, limit: int | None) -> tuple[int, int]:
    if start is None or start < 0:
        raise Refused(200016, "start 参数错误", reason="start is 0 or more")
    if limit is None or not 1 <= limit <= LONGEST_PAGE:
        raise Refused(200017, "limit 参数错误", reason=f"limit is 1 to {LONGEST_PAGE}")
    return start, limit


def private(one: PublicTemplate, keywords: list[Keyword], scene: str, id: str) -> Template:
    """The account's own template, as it is kept."""
    return Template(
        id=id,
        title=one.title,
        kind=one.kind,
        content="".join(f"{keyword.name}:{{{{{keyword.key}.DATA}}}}\n" for keyword in keywords),
        tid=one.tid,
        example="".join(f"{keyword.name}:{keyword.example}\n" for keyword in keywords),
        enums={keyword.key: keyword.values for keyword in keywords if keyword.values},
        scene=scene,
        every=one.every,
        code=next((keyword.key for keyword in keywords if keyword.kid == one.code), ""),
    )


def check_new(new: Template, facts: Facts, own: tuple[str, ...], most: int, moment: Moment) -> None:
    """Whether the account may have it beside what it has."""
    if facts.banned:
        raise Refused(200011, "此账号已被封禁", rule=policy.SUBSCRIBE_ONCE_QUOTA, reason="facts.subscribe.banned")
    if trouble := rules.long_term_trouble(new.kind, own, moment):
        raise Refused(*WRONG_TID, rule=policy.SUBSCRIBE_LONGTERM, reason=trouble)
    if len(facts.templates) >= most:
        raise Refused(200012, "私有模板数已达上限", reason=f"{most} at most (setting subscribe.private_templates)")
    if any(one.title == new.title and _lines(one) == _lines(new) for one in facts.templates):
        raise Refused(
            200022, "相同标题和关键字的模板已存在", reason=f"{new.title} with these keywords is there already"
        )


def _lines(template: Template) -> set[str]:
    return set(template.content.splitlines())
