"""What people see of an account: name, head image, introduction, search. Source: 第三方平台 - 基础信息管理."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.server.operation import Answer, Call, Code, Nothing, operation
from wxlocal.core.world import files
from wxlocal.core.world.nouns import APP_KINDS, Account, Subject
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import rules_profile as rules
from wxlocal.rooms.accounts import settings, store
from wxlocal.rooms.accounts.api_open import KINDS
from wxlocal.rooms.accounts.facts import Facts

ACCOUNT = "/cgi-bin/account/"
MADE: Code = (41033, "invaid register type")
ARGS: Code = (40097, "invalid args")
NAME, HEAD_IMAGE, INTRODUCTION, CATEGORY = "name", "head_image", "introduction", "category"


class VerifyInfo(msgspec.Struct, omit_defaults=True):
    """Whether the subject is verified, and the name; a mini program's name is not verified by itself. The annual review
    is open for the last 90 days of a year.
    """

    qualification_verify: bool
    naming_verify: bool
    annual_review: bool | msgspec.UnsetType = msgspec.UNSET
    annual_review_begin_time: int | msgspec.UnsetType = msgspec.UNSET
    annual_review_end_time: int | msgspec.UnsetType = msgspec.UNSET


class Signature(msgspec.Struct):
    signature: str
    modify_used_count: int
    modify_quota: int


class HeadImage(msgspec.Struct):
    head_image_url: str
    modify_used_count: int
    modify_quota: int


class Nickname(msgspec.Struct):
    nickname: str
    modify_used_count: int
    modify_quota: int


class BasicInfo(Answer, kw_only=True):
    """``realname_status`` 1: the subject's name is verified. ``registered_country`` 1017 is the mainland; the numbers
    of other countries are not published: 0.
    """

    appid: str
    account_type: int
    principal_type: int
    principal_name: str
    credential: str
    customer_type: int
    realname_status: int
    wx_verify_info: VerifyInfo
    signature_info: Signature
    head_image_info: HeadImage
    nickname: str
    nickname_info: Nickname
    registered_country: int


class Introduction(msgspec.Struct):
    signature: str = ""


class Head(msgspec.Struct):
    """The corners of the part that is taken, from 0 to 1; as numbers or as text."""

    head_img_media_id: str = ""
    x1: str = "0"
    y1: str = "0"
    x2: str = "1"
    y2: str = "1"


class Search(msgspec.Struct):
    status: int = 0


class SearchStatus(Answer, kw_only=True):
    """0: people find it, 1: they do not."""

    status: int


def banned(act: Act) -> tuple[str, ...]:
    return rules.words(str(act.setting(settings.BANNED_WORDS)))


def check_picture(act: Act, appid: str, media_id: str) -> None:
    """A picture that the account uploaded (media/upload), and that is still kept."""
    rules.check_media(media_id, files.material(act, appid, media_id) if media_id else None)


def subject_of(act: Act, account: Account) -> Subject:
    found = nouns.subject(act.tx, account.subject)
    return found or Subject(id=account.subject, name=account.subject)


def used(act: Act, appid: str, kind: str) -> int:
    """How often that was changed in the period that counts."""
    yearly = kind == NAME or (kind == HEAD_IMAGE and act.setting(settings.HEAD_IMAGES) == "year")
    since = rules.year_start(act.now) if yearly else rules.month_start(act.now)
    return store.edits_since(act.tx, appid, kind, since)


def introduce(act: Act, account: Account, text: str) -> Account:
    """A new introduction, within the month's limit."""
    rules.check_introduction(text, banned(act))
    rules.check_changes(
        used(act, account.appid, INTRODUCTION), rules.INTRODUCTIONS_A_MONTH, 53200,
        "modify signature quota limit exceed", f"{rules.INTRODUCTIONS_A_MONTH} changes a month",
    )  # fmt: skip
    store.edited(act.tx, account.appid, INTRODUCTION, act.now)
    return nouns.change(act.tx, account, introduction=text)


def depict(act: Act, account: Account, address: str) -> Account:
    """A new head image, within the limit."""
    rules.check_changes(
        used(act, account.appid, HEAD_IMAGE), rules.HEAD_IMAGES, 53202, "modify avatar quota limit exceed",
        f"{rules.HEAD_IMAGES} changes a {act.setting(settings.HEAD_IMAGES)}",
    )  # fmt: skip
    store.edited(act.tx, account.appid, HEAD_IMAGE, act.now)
    return nouns.change(act.tx, account, head_image=address)


def check_made(call: Call, strictest: str) -> None:
    """Some operations are for accounts that a third-party platform registered; the setting says how many of them."""
    strict = str(call.act.setting(settings.MADE_BY_API))
    if strict in ("all", strictest) and not call.act.facts(call.account.appid, Facts).made_by:
        raise Refused(*MADE, reason="it was not registered by a third-party platform; setting accounts.made_by_api")


@operation(
    ("GET", "POST"), f"{ACCOUNT}getaccountbasicinfo", Nothing, BasicInfo, name="getAccountBasicInfo", body="none",
    need="authorizer", accounts=KINDS, permission_sets=(3, 30, 61), lenient=("own token",),
    errors=((48001, "api unauthorized"), MADE), source="基础信息管理/获取基本信息",
)  # fmt: skip
def get_basic_info(call: Call, request: Nothing) -> BasicInfo:
    """Subject, verification, name, introduction and head image, and how often they may still be changed."""
    check_made(call, "all")
    act, account = call.act, call.account
    subject = subject_of(act, account)
    name = "" if account.name == account.appid else account.name
    return BasicInfo(
        appid=account.appid,
        account_type=rules.account_type(account),
        principal_type=rules.PRINCIPALS[subject.kind],
        principal_name=subject.name,
        credential=act.facts(account.appid, Facts).credential,
        customer_type=rules.customer_type(account, subject),
        realname_status=1,
        wx_verify_info=_verification(account),
        signature_info=Signature(
            account.introduction, used(act, account.appid, INTRODUCTION), rules.INTRODUCTIONS_A_MONTH
        ),
        head_image_info=HeadImage(account.head_image, used(act, account.appid, HEAD_IMAGE), rules.HEAD_IMAGES),
        nickname=name,
        nickname_info=Nickname(name, used(act, account.appid, NAME), rules.NAMES_A_YEAR),
        registered_country=rules.MAINLAND if subject.country == "CN" else 0,
    )


def _verification(account: Account) -> VerifyInfo:
    if not account.verified:
        return VerifyInfo(qualification_verify=False, naming_verify=False)
    return VerifyInfo(
        qualification_verify=True, naming_verify=account.kind not in APP_KINDS, annual_review=False,
        annual_review_begin_time=account.created_at + rules.REVIEW_BEGINS,
        annual_review_end_time=account.created_at + rules.YEAR,
    )  # fmt: skip


@operation(
    "POST", f"{ACCOUNT}modifysignature", Introduction, Answer, name="setSignature", need="authorizer", accounts=KINDS,
    permission_sets=(3, 30, 61),
    errors=((48001, "api unauthorized"), ARGS, (53200, "modify signature quota limit exceed"),
            (53201, "signature in black list, can not use"), (53204, "signature invalid")),
    source="基础信息管理/设置小程序介绍",
)  # fmt: skip
def set_signature(call: Call, request: Introduction) -> Answer:
    """Changes the introduction; five times a month."""
    introduce(call.act, call.account, request.signature)
    return Answer()


@operation(
    "POST", f"{ACCOUNT}modifyheadimage", Head, Answer, name="setHeadImage", accounts=KINDS,
    permission_sets=(3, 30, 61), lenient=("numbers",), cloud="basicInfo.modifyHeadImage",
    errors=((48001, "api unauthorized"), ARGS, (40007, "invalid media_id"), (41006, "media_id missing"),
            (46001, "media data no exist"), (53202, "modify avatar quota limit exceed"),
            (53205, "cut size invalid, please check x1 y1 x2 y2")),
    source="基础信息管理/修改头像",
)  # fmt: skip
def set_head_image(call: Call, request: Head) -> Answer:
    """Changes the head image to a part of an uploaded picture; five times a month."""
    act, appid = call.act, call.account.appid
    check_picture(act, appid, request.head_img_media_id)
    rules.check_cut((request.x1, request.y1, request.x2, request.y2))
    part = "".join((request.x1, request.y1, request.x2, request.y2))
    depict(act, call.account, head_image(act, appid, request.head_img_media_id, part))
    return Answer()


def head_image(act: Act, appid: str, picture: str, part: str = "") -> str:
    """An address as the platform's: it follows from the picture and the part that is taken."""
    return f"https://wx.qlogo.cn/mmhead/{derive(act.world.key, 'head image', appid, picture, part, size=24).hex()}/0"


@operation(
    "POST", "/wxa/changewxasearchstatus", Search, Answer, name="setSearchStatus", need="authorizer",
    permission_sets=(18,),
    errors=((48001, "api unauthorized"), (85083, "search status is banned"), (85084, "search status invalid")),
    source="基础信息管理/设置搜索状态",
)  # fmt: skip
def set_search_status(call: Call, request: Search) -> Answer:
    """Whether people find the mini program by searching: 0 they do, 1 they do not."""
    facts = call.act.facts(call.account.appid, Facts)
    searchable = rules.check_search(request.status, facts.search_banned)
    call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, searchable=searchable))
    return Answer()


@operation(
    "GET", "/wxa/getwxasearchstatus", Nothing, SearchStatus, name="getSearchStatus", need="authorizer",
    permission_sets=(18,), errors=((48001, "api unauthorized"),),
    source="基础信息管理/获取搜索状态",
)  # fmt: skip
def get_search_status(call: Call, request: Nothing) -> SearchStatus:
    """Whether people find it."""
    facts = call.act.facts(call.account.appid, Facts)
    return SearchStatus(status=0 if found_by_searching(facts) else 1)


def found_by_searching(facts: Facts) -> bool:
    return facts.searchable and not facts.search_banned


OPERATIONS = (get_basic_info, set_signature, set_head_image, set_search_status, get_search_status)
