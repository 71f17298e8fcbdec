"""The template library over the server API: categories, public templates, the account's own. Source: 订阅消息."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL
from wxlocal.rooms.subscribe import rules, rules_templates, settings
from wxlocal.rooms.subscribe.facts import Facts, Template

SETS = (18, 89)
WRONG_KIND = (200100, "账号类型不合法")


class Category(msgspec.Struct):
    id: int
    name: str


class Categories(Answer, kw_only=True):
    data: list[Category]


class Titles(msgspec.Struct):
    ids: str = ""
    start: int | None = None
    limit: int | None = None


class Title(msgspec.Struct):
    """``type``: 2 once, 3 long-term. ``categoryId`` is text, as in the page's sample."""

    tid: int
    title: str
    type: int
    categoryId: str


class TitleList(Answer, kw_only=True):
    count: int
    data: list[Title]


class OfTitle(msgspec.Struct):
    tid: str = ""


class Word(msgspec.Struct):
    kid: int
    name: str
    example: str
    rule: str


class Words(Answer, kw_only=True):
    count: int
    data: list[Word]


class Add(msgspec.Struct):
    tid: str = ""
    kidList: list[int] = []
    sceneDesc: str = ""


class Added(Answer, kw_only=True):
    priTmplId: str


class Enumerated(msgspec.Struct):
    keywordCode: str
    enumValueList: list[str]


class Own(msgspec.Struct, omit_defaults=True):
    priTmplId: str
    title: str
    content: str
    example: str
    type: int
    keywordEnumValueList: list[Enumerated] = []


class Owned(Answer, kw_only=True):
    data: list[Own]


class Delete(msgspec.Struct):
    priTmplId: str = ""


def _facts(call: Call) -> Facts:
    """What the account has, if it is one that has templates."""
    if call.account.kind in OFFICIAL:
        call.check_verified()
    elif call.account.kind not in APP_KINDS:
        raise Refused(*WRONG_KIND, reason=f"a {call.account.kind} has no templates")
    rules.check_there(call.moment())
    return call.act.facts(call.account.appid, Facts)


@operation(
    "GET", "/wxaapi/newtmpl/getcategory", Nothing, Categories, name="getTemplateCategory", accounts=None,
    permission_sets=SETS, cloud="officialAccount.newtmpl.getCategory", also=("subscribeMessage.getCategory",),
    errors=(WRONG_KIND,), source="订阅消息/获取类目",
)  # fmt: skip
def get_category(call: Call, request: Nothing) -> Categories:
    """The account's service categories, by which public templates are found."""
    _facts(call)
    own = call.account.categories
    return Categories(
        data=[Category(id=rules_templates.category_id(path), name=path.rpartition(">")[2]) for path in own]
    )


@operation(
    "GET", "/wxaapi/newtmpl/getpubtemplatetitles", Titles, TitleList, name="getPubNewTemplatetitles", accounts=None,
    permission_sets=SETS, cloud="officialAccount.newtmpl.getPubTemplateTitles",
    also=("subscribeMessage.getPubTemplateTitleList",), source="订阅消息/获取类目下的公共模板",
    invalid_fields={"start": (200016, "start 参数错误"), "limit": (200017, "limit 参数错误"),
                    "ids": rules_templates.WRONG_IDS},
    errors=((200016, "start 参数错误"), (200017, "limit 参数错误"), (200018, "类目 ids 缺失"),
            rules_templates.WRONG_IDS, WRONG_KIND),
)  # fmt: skip
def get_titles(call: Call, request: Titles) -> TitleList:
    """The public templates of categories."""
    facts = _facts(call)
    known = rules_templates.categories(facts, call.account.categories)
    paths = rules_templates.wanted_categories(request.ids, known)
    start, limit = rules_templates.check_page(request.start, request.limit)
    every = rules_templates.public(facts, call.moment()).values()
    found = [one for path in dict.fromkeys(paths) for one in every if one.category == path]
    rows = [
        Title(
            tid=one.tid,
            title=one.title,
            type=rules_templates.TYPES[one.kind],
            categoryId=str(rules_templates.category_id(one.category)),
        )
        for one in found[start : start + limit]
    ]
    return TitleList(count=len(found), data=rows)


@operation(
    "GET", "/wxaapi/newtmpl/getpubtemplatekeywords", OfTitle, Words, name="getpubnewtemplatekeywords", accounts=None,
    permission_sets=SETS, cloud="officialAccount.newtmpl.getPubTemplateKeywords",
    also=("subscribeMessage.getPubTemplateKeyWordsById",), source="订阅消息/获取模板中的关键词",
    errors=((200002, "入参错误"), (200014, "模板 tid 参数错误"), WRONG_KIND),
)  # fmt: skip
def get_keywords(call: Call, request: OfTitle) -> Words:
    """The keywords of a public template: each has a number, an example and a kind."""
    facts = _facts(call)
    if not request.tid:
        raise Refused(200002, "入参错误", reason="tid is missing")
    known = rules_templates.public(facts, call.moment())
    found = rules_templates.template_of(request.tid, known, (200014, "模板 tid 参数错误"))
    rows = [Word(kid=one.kid, name=one.name, example=one.example, rule=one.rule) for one in found.keywords]
    return Words(count=len(rows), data=rows)


@operation(
    "POST", "/wxaapi/newtmpl/addtemplate", Add, Added, name="addwxanewtemplate", accounts=None, permission_sets=SETS,
    cloud="officialAccount.newtmpl.addTemplate", also=("subscribeMessage.addTemplate",), lenient=("form", "numbers"),
    invalid_fields={"tid": rules_templates.WRONG_TID, "kidList": rules_templates.WRONG_KEYWORDS,
                    "sceneDesc": rules_templates.WRONG_SCENE},
    errors=((200011, "此账号已被封禁"), (200012, "私有模板数已达上限"), (200013, "此模版已被封禁"),
            rules_templates.WRONG_TID, rules_templates.WRONG_KEYWORDS, rules_templates.WRONG_SCENE,
            (200022, "相同标题和关键字的模板已存在"), WRONG_KIND),
    source="订阅消息/选用模板",
)  # fmt: skip
def add_template(call: Call, request: Add) -> Added:
    """Chooses a public template: two to five of its keywords, in an order of one's own."""
    facts = _facts(call)
    act, account = call.act, call.account
    found = rules_templates.template_of(request.tid, rules_templates.public(facts, call.moment()))
    if found.banned:
        raise Refused(200013, "此模版已被封禁", reason=f"template {found.tid} is banned")
    keywords = rules_templates.chosen_keywords(found, request.kidList)
    rules_templates.check_scene(request.sceneDesc)
    new = rules_templates.private(found, keywords, request.sceneDesc, act.ids.urlsafe(43))
    most = int(act.setting(settings.MOST_TEMPLATES))
    rules_templates.check_new(new, facts, account.categories, most, call.moment())
    act.set_facts(account.appid, msgspec.structs.replace(facts, templates=(*facts.templates, new)))
    return Added(priTmplId=new.id)


@operation(
    "GET", "/wxaapi/newtmpl/gettemplate", Nothing, Owned, name="getwxapubnewtemplate", accounts=None,
    permission_sets=SETS, cloud="officialAccount.newtmpl.getTemplate", also=("subscribeMessage.getTemplateList",),
    errors=(WRONG_KIND,), source="订阅消息/获取已有模板列表",
)  # fmt: skip
def get_template(call: Call, request: Nothing) -> Owned:
    """The account's own templates, those of a seed file and of the console among them."""
    return Owned(data=[_own(one) for one in _facts(call).templates])


def _own(one: Template) -> Own:
    return Own(
        priTmplId=one.id,
        title=one.title,
        content=one.content,
        example=one.example,
        type=rules_templates.TYPES[one.kind],
        keywordEnumValueList=[
            Enumerated(keywordCode=f"{key}.DATA", enumValueList=list(values)) for key, values in one.enums.items()
        ],
    )


@operation(
    "POST", "/wxaapi/newtmpl/deltemplate", Delete, Answer, name="delwxanewtemplate", accounts=None,
    permission_sets=SETS, cloud="officialAccount.newtmpl.delTemplate", also=("subscribeMessage.deleteTemplate",),
    lenient=("form",), errors=((200002, "入参错误"), rules_templates.WRONG_TID, WRONG_KIND),
    source="订阅消息/删除模板",
)  # fmt: skip
def delete_template(call: Call, request: Delete) -> Answer:
    """Removes one of the account's own templates."""
    facts = _facts(call)
    if not request.priTmplId:
        raise Refused(200002, "入参错误", reason="priTmplId is missing")
    kept = tuple(one for one in facts.templates if one.id != request.priTmplId)
    if len(kept) == len(facts.templates):
        raise Refused(*rules_templates.WRONG_TID, reason=f"the account has no template {request.priTmplId[:60]!r}")
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, templates=kept))
    return Answer()


OPERATIONS = (get_category, get_titles, get_keywords, add_template, get_template, delete_template)
