"""Server operations that look links up. Sources: 查询scheme码, 查询加密URLLink."""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.base.instants import day_of
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import store as books
from wxlocal.rooms.links import policy, rules, settings, store
from wxlocal.rooms.links.api import HOSTS, SCHEME, CloudBase
from wxlocal.rooms.links.facts import Facts
from wxlocal.rooms.links.rules import Link


class QueryScheme(msgspec.Struct):
    scheme: str = ""
    query_type: int = 0


class QueryLink(msgspec.Struct):
    url_link: str = ""
    query_type: int = 0


class LinkInfo(msgspec.Struct):
    """``expire_time`` 0 = for ever. A plaintext scheme has no times."""

    appid: str
    path: str
    query: str
    env_version: str
    create_time: int | msgspec.UnsetType = msgspec.UNSET
    expire_time: int | msgspec.UnsetType = msgspec.UNSET
    cloud_base: CloudBase | msgspec.UnsetType = msgspec.UNSET


class VisitQuota(msgspec.Struct):
    remain_visit_quota: int


class LongTermQuota(msgspec.Struct):
    long_time_used: int
    long_time_limit: int


class QuerySchemeAnswer(Answer, kw_only=True):
    """Until 2023-12-18 with ``scheme_quota`` and ``visit_openid``, from then on with ``quota_info``."""

    scheme_info: LinkInfo | msgspec.UnsetType = msgspec.UNSET
    scheme_quota: LongTermQuota | msgspec.UnsetType = msgspec.UNSET
    visit_openid: str | msgspec.UnsetType = msgspec.UNSET
    quota_info: VisitQuota | msgspec.UnsetType = msgspec.UNSET


class QueryLinkAnswer(Answer, kw_only=True):
    url_link_info: LinkInfo | msgspec.UnsetType = msgspec.UNSET
    url_link_quota: LongTermQuota | msgspec.UnsetType = msgspec.UNSET
    visit_openid: str | msgspec.UnsetType = msgspec.UNSET
    quota_info: VisitQuota | msgspec.UnsetType = msgspec.UNSET


_QUERY_ERRORS = (
    (40097, "invalid args"),
    (85403, "not found"),
    (85405, "appid or path not support plain scheme"),
)


@operation(
    "POST",
    "/wxa/queryscheme",
    QueryScheme,
    QuerySchemeAnswer,
    cloud="urlscheme.query",
    permission_sets=(88,),
    invalid=(40097, "invalid args"),
    errors=_QUERY_ERRORS,
    source="URL Scheme/查询scheme码",
)
def query_scheme(call: Call, request: QueryScheme) -> QuerySchemeAnswer:
    """What a scheme opens, and how many openings are left today."""
    moment = call.moment()
    if request.query_type == 1:
        return QuerySchemeAnswer(quota_info=_visits_left(call))
    if not request.scheme.startswith(SCHEME):
        raise invalid_args("scheme begins weixin://dl/business/")
    asked = dict(parse_qsl(addresses.split(request.scheme).query, keep_blank_values=True))
    if "t" not in asked:
        return QuerySchemeAnswer(scheme_info=_plain(call, asked, moment), quota_info=_visits_left(call))
    link = _own(call, asked["t"], ("scheme", "nfc"))
    info = _info(link, moment, asked.get("cq"))
    if policy.LINK_DAILY_OPEN.holds(moment):
        return QuerySchemeAnswer(scheme_info=info, quota_info=_visits_left(call))
    return QuerySchemeAnswer(scheme_info=info, scheme_quota=_long_term(call, "scheme"), visit_openid=link.visitor)


@operation(
    "POST",
    "/wxa/query_urllink",
    QueryLink,
    QueryLinkAnswer,
    name="queryUrlLink",
    cloud="urllink.query",
    permission_sets=(88,),
    invalid=(40097, "invalid args"),
    errors=_QUERY_ERRORS[:2],
    source="URL Link/查询加密URLLink",
)
def query_urllink(call: Call, request: QueryLink) -> QueryLinkAnswer:
    """What a URL Link opens, and how many openings are left today."""
    moment = call.moment()
    if request.query_type == 1:
        return QueryLinkAnswer(quota_info=_visits_left(call))
    parts = addresses.split(request.url_link)
    if parts.hostname not in HOSTS:
        raise invalid_args("url_link is https://wxaurl.cn/... or https://wxmpurl.cn/...")
    link = _own(call, parts.path.strip("/"), ("link",))
    base: CloudBase | msgspec.UnsetType = msgspec.UNSET
    if link.extra:
        base = msgspec.json.decode(link.extra, type=CloudBase)
    info = msgspec.structs.replace(_info(link, moment, dict(parse_qsl(parts.query)).get("cq")), cloud_base=base)
    if policy.LINK_DAILY_OPEN.holds(moment):
        return QueryLinkAnswer(url_link_info=info, quota_info=_visits_left(call))
    return QueryLinkAnswer(url_link_info=info, url_link_quota=_long_term(call, "link"), visit_openid=link.visitor)


def _own(call: Call, ticket: str, kinds: tuple[str, ...]) -> Link:
    link = store.find(call.act.tx, ticket)
    if link is None or link.appid != call.account.appid or link.kind not in kinds:
        raise Refused(85403, "not found", reason="no such link of this mini program")
    return link


def _info(link: Link, moment: Moment, custom: str | None) -> LinkInfo:
    query = custom if custom else link.query
    return LinkInfo(link.appid, link.path, query, link.env_version, link.made_at, rules.ends_at(link, moment))


def _plain(call: Call, asked: dict[str, str], moment: Moment) -> LinkInfo:
    facts = call.act.facts(call.account.appid, Facts)
    path = asked.get("path", "").removeprefix("/")
    if asked.get("appid") != call.account.appid:
        raise Refused(85405, "appid or path not support plain scheme", rule=policy.LINK_PLAINTEXT_SCHEME)
    try:
        rules.check_plain(facts, path, asked.get("query", ""), moment)
    except rules.CannotOpen as error:
        raise Refused(
            85405,
            "appid or path not support plain scheme",
            rule=error.rule,
            reason="facts.links.plain_pages lists them",
        ) from error
    return LinkInfo(call.account.appid, path, asked.get("query", ""), asked.get("env_version", "release"))


def _visits_left(call: Call) -> VisitQuota:
    limit: int = call.act.setting(settings.OPENINGS_A_DAY)
    opened = books.used(call.act.tx, call.account.appid, "links.opened", day_of(call.act.now))
    return VisitQuota(max(limit - opened, 0))


def _long_term(call: Call, kind: Literal["scheme", "link"]) -> LongTermQuota:
    used = books.used(call.act.tx, call.account.appid, f"links.long_term.{kind}", 0)
    return LongTermQuota(used, rules.LONG_TERM_IN_ALL)


OPERATIONS = (query_scheme, query_urllink)
