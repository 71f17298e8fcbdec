"""Sending: subscription messages of mini programs, notices of service accounts, one-time messages.

Source: 发送订阅消息 (sendMessage); 发送订阅通知 (sendNewSubscribeMsg); 一次性订阅消息.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_appid, invalid_openid
from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import day_of, month_of
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import DAY_REACHED, Limits
from wxlocal.core.world import inbox
from wxlocal.core.world import store as world_store
from wxlocal.core.world.nouns import OFFICIAL, Line, Relation, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import api_events, rules, rules_values, settings, store
from wxlocal.rooms.subscribe.facts import Facts, Template

SEND, BIZSEND = "/cgi-bin/message/subscribe/send", "/cgi-bin/message/subscribe/bizsend"
SCENE_SUBSCRIPTION, SCENE_NOTICE = 1014, 1107
CHAT, SERVICE_NOTICES = "chat", "service notices"  # where an official account's message is found


class Send(msgspec.Struct):
    """``data``: ``{"<keyword>": {"value": "..."}}``; what is not an object has no keywords."""

    touser: str = ""
    template_id: str = ""
    page: str = ""
    miniprogram_state: str = "formal"
    lang: str = "zh_CN"
    data: dict[str, Any] | str = {}


class MiniProgram(msgspec.Struct):
    appid: str = ""
    pagepath: str = ""


class BizSend(Send):
    """``page``: a web page; ``miniprogram`` wins."""

    miniprogram: MiniProgram | None = None


class Sent(Answer, kw_only=True):
    """``msgid`` is the MsgID of the event; the pages of today leave it out."""

    msgid: int


class Content(msgspec.Struct):
    value: str = ""
    color: str = ""


class OneTimeData(msgspec.Struct):
    content: Content = msgspec.field(default_factory=Content)


class OneTime(msgspec.Struct):
    touser: str = ""
    template_id: str = ""
    url: str = ""
    miniprogram: MiniProgram | None = None
    scene: str = ""
    title: str = ""
    data: OneTimeData = msgspec.field(default_factory=OneTimeData)


def one_time_template(act: Act, appid: str) -> str:
    """The template of an official account's one-time messages: there is one, and it has no keywords."""
    return urlsafe_b64encode(derive(act.world.key, "one-time template", appid)).decode().rstrip("=")


def _receiver(call: Call, touser: str) -> Relation:
    found = nouns.relation_by_openid(call.act.tx, touser)
    if found is None or found.appid != call.account.appid:
        raise invalid_openid(f"nobody has the openid {touser[:40]!r} in the eyes of {call.account.appid}")
    return found


def _take(act: Act, person: str, appid: str, template: Template, lines: list[tuple[str, str, str]]) -> None:
    """One acceptance, or a long-term subscription, stands for this message."""
    if template.kind == "once":
        if not store.take(act.tx, person, appid, template.id):
            raise rules.not_subscribed("no acceptance is left, or the person refuses these messages in the settings")
        return
    if not store.subscribed(act.tx, person, appid, template.id):
        raise rules.not_subscribed("the person has not subscribed, or refuses these messages in the settings")
    if template.every:
        period = (day_of if template.every == "day" else month_of)(act.now)
        code = next((value for _, key, value in lines if key == template.code), "")
        if not store.count(act.tx, person, appid, template.id, code, period, act.now):
            raise rules.not_subscribed(f"the template sends once a {template.every} for each {template.code}")


def _check_page(act: Act, target: Target | None) -> None:
    if target and target.appid and act.setting(settings.UNPUBLISHED_PAGE) == "refuse":
        online = nouns.newest_release(act.tx, target.appid, "release", act.now)
        rules.check_published(target.path, online.pages if online else ())


def _sent(call: Call, request: Send, to: Relation, kind: str, target: Target | None, facts: Facts, **more: str) -> Sent:
    """What both kinds share: template, values, quota; then the message arrives and the server hears of it."""
    act, account = call.act, call.account
    template = rules.sendable(facts, request.template_id)
    strict = act.setting(settings.UNKNOWN_KEYWORDS) == "refuse"
    lines = rules_values.filled(template, request.data if isinstance(request.data, dict) else {}, strict)
    _check_page(act, target)
    rules.check_words([value for _, _, value in lines], str(act.setting(settings.SENSITIVE_WORDS)))
    _take(act, to.person, account.appid, template, lines)
    said = {name: value for name, value in msgspec.to_builtins(request).items() if name != "touser"}
    inbox.put(
        act,
        to.person,
        kind,
        title=template.title,
        lines=tuple(Line(name=name, value=value) for name, _, value in lines),
        target=target,
        body={**said, **more},
        appid=account.appid,
    )
    return Sent(msgid=api_events.sent(act, account, to.openid, template.id))


def _place(relation: Relation) -> str:
    """Followers find it in the account's chat, others among the service notices."""
    return CHAT if relation.follows else SERVICE_NOTICES


def _opens(call: Call, url: str, mini: MiniProgram | None, version: str = "release") -> Target | None:
    if mini is not None and mini.appid:
        if mini.appid not in nouns.minis_of(call.act.tx, call.account.appid):
            raise invalid_appid(f"{mini.appid} is not linked to {call.account.name}")
        return Target(
            appid=mini.appid,
            path=mini.pagepath,
            version=version,
            scene=SCENE_NOTICE,
            referrer={"appId": call.account.appid},
        )
    if not url:
        return None
    return Target(url=url if url.startswith(("http://", "https://")) else f"https://{url}")


ERRORS = (
    (40003, "invalid openid"), (40037, "invalid template_id"), (41030, "invalid page"),
    (43101, rules.REFUSED), (43107, "订阅消息能力封禁"), (43108, "并发下发消息给同一个粉丝"),
    (45168, "keyword in blacklist"), (47003, "argument invalid!"),
)  # fmt: skip


@operation(
    "POST", SEND, Send, Sent, name="sendMessage", cloud="subscribeMessage.send", permission_sets=(18,),
    limits=Limits(per_day=rules.WITH_PAYMENT), invalid=(47003, "argument invalid!"), errors=ERRORS,
    source="订阅消息/发送订阅消息",
)  # fmt: skip
def send(call: Call, request: Send) -> Sent:
    """Sends a subscription message: one for each acceptance, or as many as one likes of a long-term template."""
    rules.check_there(call.moment())
    facts = call.act.facts(call.account.appid, Facts)
    if not facts.payment:
        used = world_store.used(call.act.tx, call.account.appid, SEND, day_of(call.act.now))
        if used > rules.WITHOUT_PAYMENT:
            raise Refused(*DAY_REACHED, reason=f"{rules.WITHOUT_PAYMENT} a day; three times that with payments opened")
    relation = _receiver(call, request.touser)
    version = rules.VERSIONS.get(request.miniprogram_state, "release")
    appid = call.account.appid
    target = Target(appid=appid, path=request.page, version=version, scene=SCENE_SUBSCRIPTION) if request.page else None
    return _sent(call, request, relation, "subscribe", target, facts)


@operation(
    "POST", BIZSEND, BizSend, Sent, name="sendNewSubscribeMsg", cloud="subscribeMessage.bizsend",
    accounts=("service_account",), permission_sets=(89,), invalid=(47003, "argument invalid!"), errors=ERRORS,
    source="订阅通知/发送订阅通知",
)  # fmt: skip
def biz_send(call: Call, request: BizSend) -> Sent:
    """Sends a notice of a service account to a person who has subscribed in an article or on a web page (post 18)."""
    call.check_verified()
    facts = call.act.facts(call.account.appid, Facts)
    rules.check_notices(facts, call.act.moment(), str(call.act.setting(settings.AFTER_TEST)))
    relation = _receiver(call, request.touser)
    version = rules.VERSIONS.get(request.miniprogram_state, "release")
    target = _opens(call, request.page, request.miniprogram, version)
    return _sent(call, request, relation, "notice", target, facts, place=_place(relation))


@operation(
    "POST", "/cgi-bin/message/template/subscribe", OneTime, Answer, name="sendOneTimeSubscribeMsg", accounts=OFFICIAL,
    permission_sets=(7,), lenient=("numbers",), source="基础消息能力/一次性订阅消息",
    errors=((40003, "invalid openid"), (40013, "invalid appid"), (40037, "invalid template_id"),
            (40062, "invalid title size"), (43101, rules.REFUSED), (47003, "argument invalid!")),
)  # fmt: skip
def one_time(call: Call, request: OneTime) -> Answer:
    """Sends the one message that the person has confirmed on the page mp/subscribemsg for that scene."""
    call.check_verified()
    relation = _receiver(call, request.touser)
    if request.template_id != one_time_template(call.act, call.account.appid):
        raise Refused(40037, "invalid template_id", reason="not the account's template of one-time messages")
    if not 1 <= len(request.title) <= rules.LONGEST_TITLE:
        raise Refused(40062, "invalid title size", reason=f"1 to {rules.LONGEST_TITLE} characters")
    content = request.data.content
    if not 1 <= len(content.value) <= rules.LONGEST_CONTENT:
        word = "invalid" if content.value else "is empty"
        reason = f"content is 1 to {rules.LONGEST_CONTENT} characters"
        raise Refused(47003, f"argument invalid! data.content.value {word}", reason=reason)
    scene = rules.scene_of(request.scene)
    target = _opens(call, request.url, request.miniprogram)
    if scene is None or not store.use(call.act.tx, call.account.appid, relation.person, scene):
        raise rules.not_subscribed(f"the person has not confirmed a message of scene {request.scene[:10]!r}")
    body = {name: value for name, value in msgspec.to_builtins(request).items() if name != "touser"}
    inbox.put(
        call.act,
        relation.person,
        "notice",
        title=request.title,
        lines=(Line(value=content.value, color=content.color),),
        target=target,
        body={**body, "place": _place(relation)},
        appid=call.account.appid,
    )
    return Answer()


OPERATIONS = (send, biz_send, one_time)
