"""Templates, the trial version, its pages and code, testers. Source: 第三方平台 - 代码管理, 成员管理, 模板管理."""

from __future__ import annotations

from typing import Any, TypedDict
from urllib.parse import unquote

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, Picture, TokenNeed, operation
from wxlocal.core.world.hooks import COMMITTED
from wxlocal.core.world.nouns import Member, Release, categories
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.code_management import api_code, rules, settings, store
from wxlocal.rooms.code_management.api_upload import drawn
from wxlocal.rooms.code_management.store import Trial


class Shared(TypedDict):
    """What most operations of the room have in common."""

    need: TokenNeed
    permission_sets: tuple[int, ...]


AAT: Shared = {"need": "authorizer", "permission_sets": (18,)}
NO_TRIAL = (86001, "component experience version not exists")
MOST_TEMPLATES = 200
MOST_TESTERS = 53


class TemplateType(msgspec.Struct):
    template_type: int = 0


class Drafts(Answer, kw_only=True):
    draft_list: list[dict[str, Any]]


class DraftId(msgspec.Struct):
    draft_id: int = 0
    template_type: int = 0


class Templates(Answer, kw_only=True):
    template_list: list[dict[str, Any]]


class TemplateId(msgspec.Struct):
    template_id: int = 0


class Commit(msgspec.Struct):
    """``ext_json`` is JSON in a string."""

    template_id: int = -1
    ext_json: str = "{}"
    user_version: str = ""
    user_desc: str = ""


class Pages(Answer, kw_only=True):
    page_list: tuple[str, ...]


class QrPath(msgspec.Struct):
    path: str = ""


class Categories(Answer, kw_only=True):
    category_list: list[dict[str, Any]]


class Tester(msgspec.Struct):
    wechatid: str = ""
    userstr: str = ""


class TesterAdded(Answer, kw_only=True):
    userstr: str


class Action(msgspec.Struct):
    action: str = ""


class Testers(Answer, kw_only=True):
    members: list[dict[str, str]]


@operation("GET", "/wxa/gettemplatedraftlist", Nothing, Drafts, need="component", source="模板管理/获取草稿箱列表")
def get_template_draft_list(call: Call, request: Nothing) -> Drafts:
    """The last upload of each development mini program."""
    rows = []
    for id, appid, number, at in store.drafts(call.act.tx, call.account.appid):
        kept = store.package(call.act.tx, int(number))
        if kept:
            rows.append({"draft_id": id, "user_version": kept.version, "user_desc": kept.note, "create_time": at,
                         "source_miniprogram_appid": appid})  # fmt: skip
    return Drafts(draft_list=rows)


@operation(
    "POST", "/wxa/addtotemplate", DraftId, Answer, need="component", source="模板管理/将草稿添加到模板库",
    errors=((85064, "template not found"), (85065, "template list is full")),
)  # fmt: skip
def add_to_template(call: Call, request: DraftId) -> Answer:
    """Makes a draft a template that accounts can be given."""
    tx, component = call.act.tx, call.account.appid
    row = next((row for row in store.drafts(tx, component) if row[0] == request.draft_id), None)
    if row is None:
        raise Refused(85064, "template not found", reason=f"there is no draft {request.draft_id}")
    if len(store.templates(tx, component)) >= MOST_TEMPLATES:
        raise Refused(85065, "template list is full", reason=f"{MOST_TEMPLATES} at most")
    store.add_template(tx, component, request.draft_id, str(row[1]), int(row[2]), request.template_type, call.act.now)
    return Answer()


@operation("GET", "/wxa/gettemplatelist", TemplateType, Templates, need="component", source="模板管理/获取模板列表")
def get_template_list(call: Call, request: TemplateType) -> Templates:
    """The templates of the platform."""
    rows = []
    for id, draft, appid, number, kind, at in store.templates(call.act.tx, call.account.appid):
        kept = store.package(call.act.tx, int(number))
        account = nouns.account(call.act.tx, str(appid))
        if kept and kind == request.template_type:
            rows.append({
                "template_id": id, "draft_id": draft, "template_type": kind, "user_version": kept.version,
                "user_desc": kept.note, "create_time": at, "source_miniprogram_appid": appid,
                "source_miniprogram": account.name if account else "",
            })  # fmt: skip
    return Templates(template_list=rows)


@operation(
    "POST", "/wxa/deletetemplate", TemplateId, Answer, need="component", errors=((85064, "template not found"),),
    source="模板管理/删除代码模板",
)  # fmt: skip
def delete_template(call: Call, request: TemplateId) -> Answer:
    """Takes a template away; versions that were made of it stay."""
    if not store.delete_template(call.act.tx, call.account.appid, request.template_id):
        raise Refused(85064, "template not found", reason=f"there is no template {request.template_id}")
    return Answer()


@operation(
    "POST", "/wxa/commit", Commit, Answer, **AAT, source="代码管理/上传小程序代码并生成体验版",
    errors=((85013, "invalid ext_json, parse fail or containing invalid path"), (85014, "template not exist"),
            (85045, "some path in ext_json not exist"), (85047, "pages are empty"), (85048, "parse ext_json fail"),
            (85310, "requiredPrivateInfos invalid"), (85311, "requiredPrivateInfos has mutually exclusive api"),
            (85312, "requiredPrivateInfos has api without permission")),
)  # fmt: skip
def commit(call: Call, request: Commit) -> Answer:
    """Gives the account a trial version made of a template and an ext.json; the check for interfaces begins."""
    component = call.token.component if call.token else None
    row = next((row for row in store.templates(call.act.tx, component or "") if row[0] == request.template_id), None)
    if row is None:
        raise Refused(85014, "template not exist", reason=f"the platform has no template {request.template_id}")
    if not request.user_version or len(request.user_version) > rules.LONGEST_VERSION:
        raise Refused(40097, "invalid args", reason=f"user_version has 1 to {rules.LONGEST_VERSION} characters")
    package = int(row[3])
    config = rules.merged(api_code.config_of(call.act, package), rules.ext_json(request.ext_json))
    call.act.offers.each(COMMITTED, call.act, call.account.appid, config)
    try_out(call, package, config, request.user_version, request.user_desc, component or "")
    return Answer()


def try_out(call: Call, package: int, config: dict[str, Any], version: str, note: str, component: str) -> Release:
    """Makes it the trial version; its interfaces are told after the time that the check takes."""
    act, appid = call.act, call.account.appid
    store.set_trial(act.tx, Trial(appid, package, config, version, note, component, act.now))
    ready = act.now + int(act.setting(settings.DETECTION_TIME))
    return api_code.install(act, appid, "trial", version, package, config, detected_at=ready)


def trial_of(call: Call) -> Trial:
    found = store.trial(call.act.tx, call.account.appid)
    if found is None:
        raise Refused(*NO_TRIAL, reason="nothing was committed yet")
    return found


@operation(
    "GET", "/wxa/get_page", Nothing, Pages, **AAT, errors=(NO_TRIAL,), source="代码管理/获取已上传的代码页面列表"
)
def get_page(call: Call, request: Nothing) -> Pages:
    """The pages of the trial version."""
    return Pages(page_list=rules.pages(trial_of(call).config))


@operation(
    "GET", "/wxa/get_qrcode", QrPath, Picture, permission_sets=(18, 86),
    errors=(NO_TRIAL, (85007, "page is in invalid format")),
    source="代码管理/获取体验版二维码",
)  # fmt: skip
def get_qrcode(call: Call, request: QrPath) -> Picture:
    """A code that opens the trial version, at a page of it."""
    config = trial_of(call).config
    path = unquote(request.path) or next(iter(rules.pages(config)), "")
    if path.partition("?")[0] not in rules.pages(config):
        raise Refused(85007, "page is in invalid format", reason=f"the trial version has no page {path!r}")
    headers = (("content-disposition", 'attachment; filename="QRCode.jpg"'),)
    return Picture(drawn(call, path, "trial"), "image/jpeg", headers)


@operation("GET", "/wxa/get_category", Nothing, Categories, permission_sets=(18,), source="类目管理/获取类目名称信息")
def get_category(call: Call, request: Nothing) -> Categories:
    """The account's categories; the platform's own numbers are not published, ours follow from the names."""
    rows = []
    for name in call.account.categories:
        words = name.split(">")
        row: dict[str, Any] = {}
        for place, (level, word) in enumerate(zip(("first", "second", "third"), words, strict=False), 1):
            row |= {f"{level}_class": word, f"{level}_id": categories.number(">".join(words[:place]))}
        rows.append(row)
    return Categories(category_list=rows)


@operation(
    "POST", "/wxa/bind_tester", Tester, TesterAdded, **AAT, source="成员管理/绑定体验者",
    errors=((85001, "user not exist or user cannot be searched"), (85002, "number of tester reach bind limit"),
            (85004, "user already bind")),
)  # fmt: skip
def bind_tester(call: Call, request: Tester) -> TesterAdded:
    """Lets a person open the trial version."""
    person = nouns.person_by_wechat_id(call.act.tx, request.wechatid)
    if person is None:
        raise Refused(85001, "user not exist or user cannot be searched", reason="nobody has this WeChat id")
    if nouns.role(call.act.tx, call.account.appid, person.id):
        raise Refused(85004, "user already bind", reason="the person is a member already")
    testers = [one for one in nouns.members(call.act.tx, call.account.appid) if one.role == "experience"]
    if len(testers) >= MOST_TESTERS:
        raise Refused(85002, "number of tester reach bind limit", reason=f"{MOST_TESTERS} at most")
    nouns.set_member(call.act.tx, Member(appid=call.account.appid, person=person.id, role="experience"))
    return TesterAdded(userstr=_userstr(person.id))


def _userstr(person: str) -> str:
    return f"ut_{person}"


@operation("POST", "/wxa/unbind_tester", Tester, Answer, **AAT, source="成员管理/解除绑定体验者")
def unbind_tester(call: Call, request: Tester) -> Answer:
    """Takes the trial version away from a person, by WeChat id or userstr."""
    person = nouns.person_by_wechat_id(call.act.tx, request.wechatid) if request.wechatid else None
    id = person.id if person else request.userstr.removeprefix("ut_")
    if nouns.role(call.act.tx, call.account.appid, id) == "experience":
        nouns.remove_member(call.act.tx, call.account.appid, id)
    return Answer()


@operation("POST", "/wxa/memberauth", Action, Testers, **AAT, source="成员管理/获取体验者列表")
def member_auth(call: Call, request: Action) -> Testers:
    """The people who may open the trial version (action get_experiencer)."""
    if request.action != "get_experiencer":
        raise Refused(40097, "invalid args", reason="action is get_experiencer")
    members = nouns.members(call.act.tx, call.account.appid)
    return Testers(members=[{"userstr": _userstr(one.person)} for one in members if one.role == "experience"])


OPERATIONS = (
    get_template_draft_list, add_to_template, get_template_list, delete_template, commit, get_page, get_qrcode,
    get_category, bind_tester, unbind_tester, member_auth,
)  # fmt: skip
