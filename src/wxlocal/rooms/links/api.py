"""Server operations that make and look up links. Source: 小程序码与小程序链接."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, day_of
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import RATES
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.links import policy, rules, settings, store
from wxlocal.rooms.links.facts import Facts
from wxlocal.rooms.links.rules import FOREVER, Link, LinkKind

ROOM = "links"
SCHEME = "weixin://dl/business/"
HOSTS = ("wxaurl.cn", "wxmpurl.cn")
ERRORS = (
    (40002, "invalid grant_type"),
    (40165, "invalid weapp pagepath"),
    (40212, "invalid query"),
    (44990, "reach max api second frequence limit"),
    (44993, "reach max api day frequence limit"),
    (85079, "miniprogram has no online release"),
    (85401, "time limit between 1min and 30days"),
    (85402, "invalid env_version"),
    (85407, "no scheme permission"),
    (85408, "appid banned"),
)


class Jump(msgspec.Struct):
    path: str = ""
    query: str = ""
    env_version: str = "release"


class SchemeRequest(msgspec.Struct):
    """``expire_time`` in Unix seconds, ``expire_interval`` in days."""

    jump_wxa: Jump | None = None
    is_expire: bool = False
    expire_type: int = 0
    expire_time: int = 0
    expire_interval: int = 0


class SchemeAnswer(Answer, kw_only=True):
    openlink: str


@operation(
    "POST",
    "/wxa/generatescheme",
    SchemeRequest,
    SchemeAnswer,
    cloud="urlscheme.generate",
    permission_sets=(88,),
    errors=ERRORS,
    source="URL Scheme/获取加密scheme码",
)
def generate_scheme(call: Call, request: SchemeRequest) -> SchemeAnswer:
    """Makes a URL Scheme that opens a page of the mini program."""
    jump = request.jump_wxa or Jump()
    link = _make(call, "scheme", jump, request)
    return SchemeAnswer(openlink=f"{SCHEME}?t={link.ticket}")


class CloudBase(msgspec.Struct):
    env: str = ""
    domain: str = ""
    path: str = ""
    query: str = ""
    resource_appid: str = ""


class LinkRequest(msgspec.Struct):
    path: str = ""
    query: str = ""
    env_version: str = "release"
    is_expire: bool = False
    expire_type: int = 0
    expire_time: int = 0
    expire_interval: int = 0
    cloud_base: CloudBase | None = None


class LinkAnswer(Answer, kw_only=True):
    url_link: str


@operation(
    "POST",
    "/wxa/generate_urllink",
    LinkRequest,
    LinkAnswer,
    name="generateUrlLink",
    cloud="urllink.generate",
    permission_sets=(88,),
    errors=ERRORS,
    source="URL Link/获取加密URLLink",
)
def generate_urllink(call: Call, request: LinkRequest) -> LinkAnswer:
    """Makes a URL Link: a web address that opens a page of the mini program."""
    base = request.cloud_base
    extra = ""
    if base is not None:
        if not base.env:
            raise Refused(85088, "未开通云开发", reason="cloud_base needs env")
        if len(base.query) > rules.LONGEST_QUERY or not rules.QUERY.match(base.query):
            raise Refused(40212, "invalid query", reason="cloud_base.query")
        extra = msgspec.json.encode(base).decode()
    link = _make(call, "link", Jump(request.path, request.query, request.env_version), request, extra)
    return LinkAnswer(url_link=f"https://{HOSTS[0]}/{link.ticket}")


class NfcRequest(msgspec.Struct):
    jump_wxa: Jump | None = None
    model_id: str = ""
    sn: str = ""


@operation(
    "POST",
    "/wxa/generatenfcscheme",
    NfcRequest,
    SchemeAnswer,
    name="generateNFCScheme",
    cloud="urlscheme.generateNFCScheme",
    errors=(*ERRORS, (9800003, "model_id检查不通过"), (9800008, "能力类型为一机一码，sn不能为空")),
    source="URL Scheme/获取NFC的小程序scheme",
)
def generate_nfc_scheme(call: Call, request: NfcRequest) -> SchemeAnswer:
    """Makes a scheme for an NFC tag: it never expires, and anybody may open it."""
    facts = _permitted(call)
    model = facts.nfc_models.get(request.model_id)
    if model is None:
        raise Refused(9800003, "model_id检查不通过", reason="facts.links.nfc_models has no such model")
    if model == "device" and not request.sn:
        raise Refused(9800008, "能力类型为一机一码，sn不能为空")
    if model == "model" and request.sn:
        raise Refused(9800009, "能力类型为一型一码，sn需为空")
    jump = request.jump_wxa or Jump()
    link = _add(call, "nfc", jump, FOREVER, msgspec.json.encode({"model_id": request.model_id}).decode())
    return SchemeAnswer(openlink=f"{SCHEME}?t={link.ticket}")


def _permitted(call: Call) -> Facts:
    subject = nouns.subject(call.act.tx, call.account.subject)
    if subject is None:
        raise Refused(-1, "system error", reason="the account has no subject")
    facts = call.act.facts(call.account.appid, Facts)
    rules.check_account(call.account, subject, facts)
    return facts


def _make(call: Call, kind: LinkKind, jump: Jump, request: SchemeRequest | LinkRequest, extra: str = "") -> Link:
    _permitted(call)
    ends = rules.expiry(
        call.act.now,
        call.moment(),
        request.is_expire,
        request.expire_type,
        request.expire_time,
        request.expire_interval,
        call.act.setting(settings.OVERFLOW),
    )
    return _add(call, kind, jump, ends, extra)


def _add(call: Call, kind: LinkKind, jump: Jump, ends: int, extra: str) -> Link:
    act = call.act
    online = call.online()
    path = rules.check_target(online, jump.path, jump.query, jump.env_version)
    _count(call, kind, ends)
    link = Link(
        ticket=act.ids.text(11),
        kind=kind,
        appid=call.account.appid,
        path=path,
        query=jump.query,
        env_version=jump.env_version,
        made_at=act.now,
        expires_at=ends,
        visitor="",
        extra=extra,
    )
    store.add(act.tx, link)
    return link


def _count(call: Call, kind: LinkKind, ends: int) -> None:
    """500,000 a day of schemes and links together; before 2022-04-11 each kind on its own, and 100,000 long ones."""
    act, appid = call.act, call.account.appid
    rule = policy.LINK_DAILY_GENERATE
    together = rule.holds(call.moment())
    name = "links.generated" if together else f"links.generated.{kind}"
    today, this_second = books.count(act.tx, appid, name, day_of(act.now), act.now)
    if act.setting(RATES) and this_second > act.setting(settings.GENERATED_A_SECOND):
        raise Refused(44990, "reach max api second frequence limit", rule=rule, reason="more than 100 a second")
    if today > rules.GENERATED_A_DAY:
        raise Refused(44993, "reach max api day frequence limit", rule=rule, reason="more than 500,000 today")
    if not together and kind != "nfc" and rules.is_long_term(act.now, ends):
        in_all, _ = books.count(act.tx, appid, f"links.long_term.{kind}", 0, 0)
        if in_all > rules.LONG_TERM_IN_ALL:
            raise Refused(85400, "reach max long time quota limit", reason="more than 100,000 long-term links")


# -- short links ----------------------------------------------------------------------------------------------


class ShortRequest(msgspec.Struct):
    page_url: str = ""
    page_title: str = ""
    is_permanent: bool = False


class ShortAnswer(Answer, kw_only=True):
    link: str


ECOMMERCE = ("电商平台", "商家自营", "跨境电商")


@operation(
    "POST",
    "/wxa/genwxashortlink",
    ShortRequest,
    ShortAnswer,
    name="generateShortLink",
    cloud="shortlink.generate",
    permission_sets=(88,),
    errors=(
        (40066, "invalid url"),
        (40225, "invalid page title"),
        (43104, "this appid does not have permission"),
    ),
    source="Short Link/获取ShortLink",
)
def generate_short_link(call: Call, request: ShortRequest) -> ShortAnswer:
    """Makes a short link that opens inside WeChat; for 30 days, or permanent."""
    act, account = call.act, call.account
    subject = nouns.subject(act.tx, account.subject)
    shops_only = act.setting(settings.SHORT_LINK_SUBJECTS) == "e-commerce"
    shop = any(category.partition(">")[0] in ECOMMERCE for category in account.categories)
    if subject is None or subject.kind == "individual" or (shops_only and not shop):
        raise Refused(43104, "this appid does not have permission", reason="individuals cannot make short links")
    page, _, query = request.page_url.removeprefix("/").partition("?")
    online = call.online()
    if not request.page_url or len(request.page_url) > 1024 or online is None or page not in online.pages:
        raise Refused(40066, "invalid url", reason="page_url is a page of the published version")
    if not request.page_title.strip():
        raise Refused(40225, "invalid page title", reason="page_title is empty")
    today, _ = books.count(act.tx, account.appid, "links.short", day_of(act.now), 0)
    if today > rules.SHORT_A_DAY:
        raise Refused(45009, "reach max api daily quota limit", reason="more than 10,000,000 today")
    if request.is_permanent:
        in_all, _ = books.count(act.tx, account.appid, "links.short.permanent", 0, 0)
        if in_all > rules.LONG_TERM_IN_ALL:
            raise Refused(85400, "reach max long time quota limit", reason="more than 100,000 permanent short links")
    title = rules.short_title(request.page_title, call.moment())
    link = Link(
        ticket=act.ids.text(9),
        kind="short",
        appid=account.appid,
        path=page,
        query=query,
        env_version="release",
        made_at=act.now,
        expires_at=FOREVER if request.is_permanent else act.now + 30 * DAY,
        visitor="",
        extra=title,
    )
    store.add(act.tx, link)
    return ShortAnswer(link=f"#小程序://{account.name}/{title}/{link.ticket}")


OPERATIONS = (
    generate_scheme,
    generate_urllink,
    generate_nfc_scheme,
    generate_short_link,
)
