"""Rules for ordinary QR codes, and for codes of service accounts, that open a mini program.

Sources: 增加或修改二维码规则, 获取已设置的二维码规则, 删除已设置的二维码规则, 获取校验文件名称及内容,
发布已设置的二维码规则.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import month_of
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.server.quota import RATES
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import APP_KINDS, Account, AccountKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.codes import rules_jump, settings, store
from wxlocal.rooms.codes.facts import Facts
from wxlocal.rooms.codes.rules_jump import Rule

WHO: tuple[AccountKind, ...] = (*APP_KINDS, "service_account")
SETS = (3, 18)
A_SECOND = 5
FORMAL = 3  # open_version of the released version
NEWEST, OF_PAGE, PREFIXES = 10_000, 200, 200
ADDED, PUBLISHED = "codes.rules_of_service_codes", "codes.published"
UNSET = msgspec.UNSET
TOO_FAST = (44990, "reach max api second frequence limit")
NOT_ALLOWED = (85075, "can not access")


class AddRule(msgspec.Struct):
    """``appid``: the mini program that a service account's code opens; then the last three do not count."""

    prefix: str
    path: str
    is_edit: int
    appid: str = ""
    permit_sub_rule: int = 0
    open_version: int = 0
    debug_url: list[str] = []


class GetRules(msgspec.Struct):
    """A service account's: ``appid`` of the mini program; ``get_type`` 0 the newest, 1 by prefix, 2 by page."""

    appid: str = ""
    get_type: int = 0
    prefix_list: list[str] = []
    page_num: int = 0
    page_size: int = 0


class OnePrefix(msgspec.Struct):
    prefix: str
    appid: str = ""


class ToldRule(msgspec.Struct):
    """``state`` 1 not published, 2 published. The rest is told of ordinary links only."""

    prefix: str
    path: str
    state: Literal[1, 2]
    permit_sub_rule: Literal[1, 2] | msgspec.UnsetType = UNSET
    open_version: int | msgspec.UnsetType = UNSET
    debug_url: tuple[str, ...] | msgspec.UnsetType = UNSET


class ToldRules(Answer, kw_only=True):
    """``total_count`` of a service account's rules, for pages."""

    rule_list: list[ToldRule]
    qrcodejump_open: Literal[0, 1]
    qrcodejump_pub_quota: int
    list_size: int
    total_count: int | msgspec.UnsetType = UNSET


class CheckFile(Answer, kw_only=True):
    file_name: str
    file_content: str


def _unhurried(call: Call) -> None:
    """Five calls a second of all five operations."""
    _, now = books.count(call.act.tx, call.account.appid, "codes.rules", 0, call.act.now)
    if call.act.setting(RATES) and now > A_SECOND:
        raise Refused(*TOO_FAST, reason=f"{A_SECOND} calls a second")


def _owner(call: Call, appid: str) -> tuple[Account, str]:
    """The mini program, and the service account if that is who calls."""
    mini, official = call.account, ""
    if call.account.kind == "service_account":
        found, official = nouns.account(call.act.tx, appid), call.account.appid
        if found is None or found.kind not in APP_KINDS:
            raise Refused(40166, "invalid weapp appid", reason=f"{appid[:40]!r} is not a mini program of this world")
        mini = found
        rules_jump.check_service_account(call.account, nouns.linked_at(call.act.tx, official, appid) is not None)
    rules_jump.check_owner(nouns.subject(call.act.tx, mini.subject))
    return mini, official


@operation(
    "POST", "/cgi-bin/wxopen/qrcodejumpadd", AddRule, Answer, name="qrcodeJumpAdd", accounts=WHO, permission_sets=SETS,
    source="增加或修改二维码规则",
    errors=((40097, "invalid args"), (40166, "invalid weapp appid"), TOO_FAST, (85066, "illegal prefix"),
            (85068, "test url is not the sub prefix"), (85069, "check confirm file fail"),
            (85070, "prefix in black list"), (85071, "prefix added repeated"), (85072, "prefix owned by other"),
            (85073, "prefix beyond limit"), NOT_ALLOWED, (85076, "check ICP fail")),
)  # fmt: skip
def add_rule(call: Call, request: AddRule) -> Answer:
    """Adds a rule for QR codes, or changes one that is not published."""
    act = call.act
    _unhurried(call)
    mini, official = _owner(call, request.appid)
    address = rules_jump.check_prefix(request.prefix, bool(official))
    if request.is_edit not in (0, 1) or not request.path:
        raise invalid_args("is_edit is 0 or 1, and path is a page of the mini program")
    if not official:
        rules_jump.check_choices(request.open_version, request.permit_sub_rule)
        rules_jump.check_debug_urls(address, request.debug_url, act.moment())
        rules_jump.check_host(address, act.facts(mini.appid, Facts))
    rule = Rule(
        address=address,
        prefix=request.prefix,
        appid=mini.appid,
        official=official,
        path=request.path.removeprefix("/"),
        exclusive=not official and request.permit_sub_rule == 2,
        open_version=FORMAL if official else request.open_version,
        debug_urls=() if official else tuple(request.debug_url),
        published=False,
        seq=store.next_seq(act.tx, mini.appid, official),
    )
    _put(call, rule, is_edit=request.is_edit == 1)
    return Answer()


def _put(call: Call, rule: Rule, *, is_edit: bool) -> None:
    act = call.act
    there = store.rules_at(act.tx, rules_jump.candidates(rule.address))
    edited = rules_jump.check_new(rule, there, is_edit, act.moment())
    if edited is not None:
        rule = msgspec.structs.replace(rule, seq=edited.seq)
    elif rule.official:
        rules_jump.check_number(books.count(act.tx, rule.appid, ADDED, 0, 0)[0], True)
    else:
        rules_jump.check_number(store.count_rules(act.tx, rule.appid, "") + 1, False)
    store.set_rule(act.tx, rule)


@operation(
    "POST", "/cgi-bin/wxopen/qrcodejumpget", GetRules, ToldRules, name="qrcodeJumpGet", accounts=WHO, body="optional",
    permission_sets=SETS, source="获取已设置的二维码规则",
    errors=((40097, "invalid args"), (40166, "invalid weapp appid"), TOO_FAST, NOT_ALLOWED),
)  # fmt: skip
def get_rules(call: Call, request: GetRules) -> ToldRules:
    """The rules of a mini program for ordinary QR codes, or those of a service account for its own."""
    _unhurried(call)
    mini, official = _owner(call, request.appid)
    found = _wanted(call, request, mini, official) if official else _newest(call, mini, "")
    total = store.count_rules(call.act.tx, mini.appid, official)
    return ToldRules(
        rule_list=[_told(rule) for rule in found],
        qrcodejump_open=1 if total else 0,
        qrcodejump_pub_quota=max(0, _published_a_month(call) - _published(call, mini)),
        list_size=len(found),
        total_count=total if official else UNSET,
    )


def _newest(call: Call, mini: Account, official: str) -> list[Rule]:
    return store.rules_of(call.act.tx, mini.appid, official, NEWEST, newest=True)


def _wanted(call: Call, request: GetRules, mini: Account, official: str) -> list[Rule]:
    if request.get_type == 0:
        return _newest(call, mini, official)
    if request.get_type == 1:
        if not 1 <= len(request.prefix_list) <= PREFIXES:
            raise invalid_args(f"get_type 1 takes 1 to {PREFIXES} prefixes in prefix_list")
        named = [address for address in map(rules_jump.address_of, request.prefix_list) if address]
        found = store.rules_at(call.act.tx, named) if named else []
        return [rule for rule in found if (rule.appid, rule.official) == (mini.appid, official)]
    if request.get_type != 2 or request.page_num < 1 or not 1 <= request.page_size <= OF_PAGE:
        raise invalid_args(f"get_type 2 takes page_num from 1 on, and page_size of 1 to {OF_PAGE}")
    skip = min((request.page_num - 1) * request.page_size, 1 << 62)
    return store.rules_of(call.act.tx, mini.appid, official, request.page_size, skip)


def _told(rule: Rule) -> ToldRule:
    told = ToldRule(prefix=rule.prefix, path=rule.path, state=2 if rule.published else 1)
    if not rule.official:
        told.permit_sub_rule = 2 if rule.exclusive else 1
        told.open_version, told.debug_url = rule.open_version, rule.debug_urls
    return told


def _published_a_month(call: Call) -> int:
    return int(call.act.setting(settings.PUBLISHED_A_MONTH))


def _published(call: Call, mini: Account) -> int:
    return books.used(call.act.tx, mini.appid, PUBLISHED, month_of(call.act.now))


def _mine(call: Call, prefix: str) -> Rule | None:
    """The caller's rule with this prefix."""
    address = rules_jump.address_of(prefix)
    found = store.rules_at(call.act.tx, [address]) if address else []
    appid = call.account.appid
    return next((one for one in found if (one.official or one.appid) == appid), None)


@operation(
    "POST", "/cgi-bin/wxopen/qrcodejumpdelete", OnePrefix, Answer, name="qrcodeJumpDelete", accounts=WHO,
    permission_sets=SETS, errors=(TOO_FAST, NOT_ALLOWED), source="删除已设置的二维码规则",
)  # fmt: skip
def delete_rule(call: Call, request: OnePrefix) -> Answer:
    """Removes a rule; what it opened is not opened any more, at once."""
    _unhurried(call)
    rules_jump.check_owner(nouns.subject(call.act.tx, call.account.subject))
    rule = _mine(call, request.prefix)
    if rule is not None:
        store.remove_rule(call.act.tx, rule.address)
    return Answer()


@operation(
    "POST", "/cgi-bin/wxopen/qrcodejumpdownload", Nothing, CheckFile, name="qrcodeJumpDownload", body="optional",
    permission_sets=(18,), errors=(NOT_ALLOWED,), source="获取校验文件名称及内容",
)  # fmt: skip
def download_check_file(call: Call, request: Nothing) -> CheckFile:
    """The file that shows whose a host is: it belongs into the last folder of the prefix."""
    mini, _ = _owner(call, call.account.appid)
    data = derive(call.act.world.key, "codes.check_file", mini.appid, size=21).hex()
    return CheckFile(file_name=f"{data[:10]}.txt", file_content=data[10:])


@operation(
    "POST", "/cgi-bin/wxopen/qrcodejumppublish", OnePrefix, Answer, name="qrcodeJumpPublish", accounts=WHO,
    permission_sets=SETS, source="发布已设置的二维码规则",
    errors=(TOO_FAST, (85074, "not published"), NOT_ALLOWED, (85095, "数据异常，请删除后重新添加"), (886000, "")),
)  # fmt: skip
def publish_rule(call: Call, request: OnePrefix) -> Answer:
    """From now on the codes that the rule is for open the released mini program for everybody."""
    act = call.act
    _unhurried(call)
    rule = _mine(call, request.prefix)
    if rule is None:
        raise Refused(85095, "数据异常，请删除后重新添加", reason="no rule with this prefix was added")
    mini, _ = _owner(call, rule.appid)
    if nouns.newest_release(act.tx, mini.appid, "release", act.now) is None:
        raise Refused(85074, "not published", reason=f"{mini.name} has no released version")
    if rule.published:
        return Answer()
    published, _ = books.count(act.tx, mini.appid, PUBLISHED, month_of(act.now), 0)
    if published > _published_a_month(call):
        raise Refused(886000, "", reason=f"本月发布次数达到上限: {_published_a_month(call)} a month")
    store.set_rule(act.tx, msgspec.structs.replace(rule, published=True))
    return Answer()


OPERATIONS = (add_rule, get_rules, delete_rule, download_check_file, publish_rule)
