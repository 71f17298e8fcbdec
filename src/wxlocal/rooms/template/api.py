"""An official account's industries and templates. Source: 公众号/模板消息 (设置所属行业, 选用模板 ...)."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, api_unauthorized
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import Account, AccountKind
from wxlocal.rooms.template import rules_library
from wxlocal.rooms.template.facts import Facts

OFFICIAL: tuple[AccountKind, ...] = ("service_account",)
SETS = (7, 100, 101)
ID = 43  # characters of a template_id


class Industries(msgspec.Struct):
    industry_id1: str = ""
    industry_id2: str = ""


class Classes(msgspec.Struct):
    first_class: str
    second_class: str


class IndustryInfo(msgspec.Struct):
    primary_industry: Classes
    secondary_industry: Classes


class Add(msgspec.Struct):
    template_id_short: str = ""
    keyword_name_list: list[str] = []


class Added(Answer, kw_only=True):
    template_id: str


class Told(msgspec.Struct):
    template_id: str
    title: str
    primary_industry: str
    deputy_industry: str
    content: str
    example: str


class Listed(msgspec.Struct):
    template_list: list[Told]


class TemplateId(msgspec.Struct):
    template_id: str = ""


def verified(account: Account) -> None:
    """Template messages are for verified service accounts."""
    if account.kind not in OFFICIAL or not account.verified:
        raise api_unauthorized("template messages are for verified service accounts only")


@operation(
    "POST", "/cgi-bin/template/api_set_industry", Industries, Answer, name="setIndustry", accounts=OFFICIAL,
    permission_sets=SETS, lenient=("numbers",), source="模板消息/设置所属行业",
    errors=((40097, "invalid args"), (43100, "change template too frequently")),
)  # fmt: skip
def set_industry(call: Call, request: Industries) -> Answer:
    """Chooses the account's two industries, once in a month; templates of the former ones are deleted."""
    verified(call.account)
    first, second = rules_library.industry(request.industry_id1), rules_library.industry(request.industry_id2)
    facts = call.act.facts(call.account.appid, Facts)
    call.act.set_facts(call.account.appid, rules_library.change(facts, first, second, call.act.now))
    return Answer()


@operation(
    "GET", "/cgi-bin/template/get_industry", Nothing, IndustryInfo, name="getIndustry", accounts=OFFICIAL,
    permission_sets=SETS, source="模板消息/获取行业信息",
)  # fmt: skip
def get_industry(call: Call, request: Nothing) -> IndustryInfo:
    """The account's two industries."""
    verified(call.account)
    first, second = call.act.facts(call.account.appid, Facts).industries
    return IndustryInfo(Classes(*rules_library.classes(first)), Classes(*rules_library.classes(second)))


@operation(
    "POST", "/cgi-bin/template/api_add_template", Add, Added, name="addTemplate", accounts=OFFICIAL,
    permission_sets=SETS, lenient=("numbers",), source="模板消息/选用模板",
    errors=((40037, "invalid template_id"), (40246, "keyword name invalid"), (40247, rules_library.ADDED_NO_MORE),
            (45026, "template num exceeds limit"), (45027, "template conflict with industry")),
)  # fmt: skip
def add_template(call: Call, request: Add) -> Added:
    """Chooses a template of the library, by its number: an industry's, or a category's with its keywords."""
    verified(call.account)
    facts = call.act.facts(call.account.appid, Facts)
    id = call.act.ids.urlsafe(ID)
    new = rules_library.choose(facts, request.template_id_short, request.keyword_name_list, id, call.moment())
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, templates=(*facts.templates, new)))
    return Added(template_id=new.id)


@operation(
    "GET", "/cgi-bin/template/get_all_private_template", Nothing, Listed, name="getAllTemplates", accounts=OFFICIAL,
    permission_sets=SETS, source="模板消息/获取已选用模板列表",
)  # fmt: skip
def get_all_private_template(call: Call, request: Nothing) -> Listed:
    """The templates that the account has chosen."""
    verified(call.account)
    facts = call.act.facts(call.account.appid, Facts)
    return Listed(
        [
            Told(one.id, one.title, *rules_library.classes(one.industry), one.content, one.example)
            for one in rules_library.listed(facts, call.moment())
        ]
    )


@operation(
    "POST", "/cgi-bin/template/del_private_template", TemplateId, Answer, name="deleteTemplateOfAccount",
    accounts=OFFICIAL, permission_sets=SETS, errors=((40037, "invalid template_id"),), source="模板消息/删除模板",
)  # fmt: skip
def del_private_template(call: Call, request: TemplateId) -> Answer:
    """Gives a template back."""
    verified(call.account)
    facts = call.act.facts(call.account.appid, Facts)
    kept = tuple(one for one in facts.templates if one.id != request.template_id)
    if len(kept) == len(facts.templates):
        raise Refused(40037, "invalid template_id", reason=f"the account has no template {request.template_id[:60]!r}")
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, templates=kept))
    return Answer()


OPERATIONS = (set_industry, get_industry, add_template, get_all_private_template, del_private_template)
