"""Sending text messages by number. Sources: 发送短信, 发送短信v2; posts 12 and 14."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import environments
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.sms import jobs, rules, settings
from wxlocal.rooms.sms.facts import Facts
from wxlocal.rooms.sms.jobs import Batch, Words

INVALID = (-501007, "参数有误，具体原因参考 errmsg")
ERRORS = (
    INVALID,
    (-601027, "无效的环境 ID"),
    (-601028, "没有开通静态网站"),
    (-601029, "信息长度过长"),
    (-601030, "信息含有违法违规内容"),
    (-601032, "小程序昵称不能为空"),
    (-601033, "仅支持非个人主体小程序"),
    (-604104, "illegal source of invocation"),
    (-607001, "无效的静态网站 Path"),
    (-607004, "无效的 URL Link"),
)
SETS = (49, 99)


class SendRequest(msgspec.Struct):
    """``sms_type`` Marketing needs content and path, Notification template_id and template_param_list."""

    env: str = ""
    phone_number_list: list[str] = []
    sms_type: str = rules.MARKETING
    content: str = ""
    path: str = ""
    template_id: str = ""
    template_param_list: list[str] = []
    use_short_name: bool = False
    resource_appid: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    serial_no: str
    phone_number: str
    code: str
    message: str
    iso_code: str


class SendAnswer(Answer, kw_only=True):
    """``code`` Ok: the request is accepted; whether it arrives, the carrier's receipt tells."""

    send_status_list: list[Status]
    query_id: str


def environment_of(call: Call, env: str, resource_appid: str = "") -> Environment:
    """The mini program's own. ``resource_appid`` may name it; third-party platforms have no environments here."""
    found = environments.find(call.act.tx, env)
    owner = resource_appid or call.account.appid
    return rules.check_environment(found, owner if owner == call.account.appid else "", call.moment())


def check_sender(call: Call, short: bool) -> str:
    """Gives the signature."""
    act, account = call.act, call.account
    facts = act.facts(account.appid, Facts)
    rules.check_account(account, nouns.subject(act.tx, account.subject), facts, short, call.moment())
    signature = rules.named(account, facts, short, call.moment())
    rules.check_signature(signature)
    return signature


def check_hosting(call: Call, environment: Environment) -> None:
    rules.check_hosting(bool(jobs.site(call.act, environment)), call.moment())


def _batch(call: Call, request: SendRequest | SendV2Request, kind: str) -> Batch:
    signature = check_sender(call, request.use_short_name)
    environment = environment_of(call, request.env, request.resource_appid)
    rules.check_numbers(request.phone_number_list)
    id = call.act.ids.hex(32)
    return Batch(call.act, call.account, environment, kind, signature, id)


def _sent(batch: Batch, numbers: list[str], words: Words) -> SendAnswer:
    told = []
    for number in numbers:
        code, serial = batch.send(number, words)
        iso = "CN" if rules.is_number(number) else ""
        told.append(Status(serial_no=serial, phone_number=number, code=code.code, message=code.message, iso_code=iso))
    batch.end()
    return SendAnswer(send_status_list=told, query_id=batch.id)


@operation(
    "POST",
    "/tcb/sendsms",
    SendRequest,
    SendAnswer,
    name="sendCloudBaseSms",
    cloud="cloudbase.sendSms",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=ERRORS,
    source="云开发/其他/发送短信",
)
def send_sms(call: Call, request: SendRequest) -> SendAnswer:
    """Sends a text message with a link to a page of the environment's site to at most 1000 numbers."""
    if request.sms_type not in (rules.MARKETING, rules.NOTIFICATION):
        raise rules.invalid(f"sms_type is {rules.MARKETING} or {rules.NOTIFICATION}")
    batch = _batch(call, request, request.sms_type)
    check_hosting(call, batch.environment)
    if request.sms_type == rules.NOTIFICATION:
        return _sent(batch, request.phone_number_list, _notification(call, batch, request))
    rules.check_content(request.content, int(call.act.setting(settings.LONGEST_CONTENT)))
    rules.check_path(request.path)
    link = jobs.short_link(call.act, call.account, batch.environment, request.path, jobs.HOST)
    return _sent(batch, request.phone_number_list, _marketing(call, batch, request.content, link))


def _marketing(call: Call, batch: Batch, content: str, link: str) -> Words:
    end = rules.ending(str(call.act.setting(settings.UNSUBSCRIBE)), task=False)
    return Words(content, rules.marketing(batch.signature, content, link, end), link)


def _notification(call: Call, batch: Batch, request: SendRequest) -> Words:
    """A value that is a page of the site becomes a short link."""
    template = call.act.facts(call.account.appid, Facts).templates.get(request.template_id)
    if template is None:
        raise rules.invalid(f"template_id {request.template_id[:40]!r} is not among facts.sms.templates")
    values, link = [], ""
    for value in request.template_param_list:
        if value.startswith("/"):
            rules.check_path(value)
            value = link = jobs.short_link(call.act, call.account, batch.environment, value, jobs.HOST)
        values.append(value)
    own = rules.notification("", template, request.template_param_list)
    return Words(own, rules.notification(batch.signature, template, values), link)


class SendV2Request(msgspec.Struct):
    env: str = ""
    url_link: str = ""
    template_id: str = ""
    template_param_list: list[str] = []
    phone_number_list: list[str] = []
    use_short_name: bool = False
    resource_appid: str = ""


@operation(
    "POST",
    "/tcb/sendsmsv2",
    SendV2Request,
    SendAnswer,
    name="newSendCloudBaseSms",
    cloud="cloudbase.sendSmsV2",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=ERRORS,
    source="云开发/其他/发送短信v2",
)
def send_sms_v2(call: Call, request: SendV2Request) -> SendAnswer:
    """Sends a text message with a URL Link of the mini program to at most 1000 numbers."""
    if request.template_id and request.template_id not in rules.TEMPLATES:
        raise rules.invalid(f"template_id is {' or '.join(rules.TEMPLATES)}, the template of all marketing messages")
    batch = _batch(call, request, rules.MARKETING)
    if len(request.template_param_list) != 1:
        raise rules.invalid("template_param_list has one value: one's own text")
    content = request.template_param_list[0]
    rules.check_content(content, int(call.act.setting(settings.LONGEST_CONTENT)))
    _check_link(call, request.url_link)
    return _sent(batch, request.phone_number_list, _marketing(call, batch, content, request.url_link))


def _check_link(call: Call, url: str) -> None:
    """A URL Link of this mini program that still lives."""
    try:
        told: Any = call.platform("urllink.query", {"url_link": url})
        ends = told.url_link_info.expire_time
    except Refused as refused:
        raise Refused(-607004, "无效的 URL Link", reason=refused.reason or refused.message) from refused
    if ends and ends <= call.act.now:
        raise Refused(-607004, "无效的 URL Link", reason="the URL Link has ended")


OPERATIONS = (send_sms, send_sms_v2)
