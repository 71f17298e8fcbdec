"""Decisions about text messages: who may send, what stands in one, what the carrier lets through, what it costs. Pure;
the Moment is an argument. Sources: posts 12 and 14; 短信跳小程序; 发送短信; 发送短信v2; 创建发短信任务.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, SHANGHAI
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.server.actions import Visit
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import Account, Subject
from wxlocal.rooms.sms import policy
from wxlocal.rooms.sms.facts import Facts, Fate

MARKETING, NOTIFICATION = "Marketing", "Notification"
MOST_NUMBERS = 1000
LONGEST_NAME = 12  # characters of a signature: a longer name needs the short one
TEMPLATES = ("844110", "2053122")  # the one of all marketing messages, older and newer
LONGEST_PATH = 1024
SINGLE, PART = 70, 67  # characters of a message, and of each part of a longer one
OPENS, CLOSES = 8, 22  # o'clock
SAME_CONTENT = 30  # seconds
A_DAY, A_DAY_NOTIFICATIONS = 10, 100
IN_THIRTY_SECONDS = 10  # notifications to a number
SILENT_AFTER = 72 * 3600
UNSUBSCRIBES = ("T", "TD", "R", "退订")
_NUMBER = re.compile(r"\+861[3-9][0-9]{9}\Z")
_PATH = re.compile(r"/(?!/)[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]*\Z")
_FORBIDDEN = re.compile(r"[【】￥¥★☞✓※]|\^_\^")
_SLOT = re.compile(r"\{(\d{1,2})\}")
# 禁止发送...等类型的短信, as the guide lists them
TOPICS = (
    "股票", "移民", "面试招聘", "彩票", "返利", "抽奖", "贷款", "催款", "投资理财", "赌博", "中奖", "毒品",
    "法律维权", "众筹", "慈善捐款", "殡葬", "刷单", "空包网", "一元夺宝", "一元秒杀", "足浴", "色情", "助考",
    "商标注册", "信用卡提额", "代开发票",
)  # fmt: skip


def invalid(reason: str, rule: Policy | None = None) -> Refused:
    return Refused(-501007, f"参数有误: {reason}", rule=rule, reason=reason)


# -- who may send -----------------------------------------------------------------------------------------------------


def check_source(visit: Visit, code: int, moment: Moment) -> None:
    """A person must have begun it: wx.cloud of a mini program, or the web SDK in WeChat, which knows the person too."""
    rule = policy.SMS_REAL_USER_ONLY
    if not rule.holds(moment):
        return
    way = visit.source.partition(",")[0]
    if way == "wx_client" or (way == "wx_unknown" and visit.openid):
        return
    words = "illegal source of invocation" if code == -604104 else "参数有误: 短信发送需要真实小程序用户调用"
    raise Refused(
        code,
        words,
        rule=rule,
        reason=f"source {visit.source}: a person calls the function with wx.cloud, or a server calls /tcb/sendsms",
    )


def check_account(account: Account, subject: Subject | None, facts: Facts, short: bool, moment: Moment) -> None:
    """境内非个人主体的认证的小程序, with a name that fits a signature."""
    rule = policy.SMS_ELIGIBILITY
    if not rule.holds(moment):
        return
    if subject is None or subject.kind == "individual" or subject.overseas or not account.verified:
        why = "text messages are for verified mini programs of domestic subjects other than individuals"
        raise Refused(-601033, "仅支持非个人主体小程序", rule=rule, reason=why)
    if not named(account, facts, short, moment):
        words = "use_short_name needs a short name: facts.sms.short_name" if short else "the mini program has no name"
        raise Refused(-601032, "小程序昵称不能为空", rule=rule, reason=words)


def check_environment(found: Environment | None, owner: str, moment: Moment) -> Environment:
    """``owner`` is the AppID that it must belong to."""
    if found is None or found.appid != owner:
        raise Refused(
            -601027,
            "无效的环境 ID",
            rule=policy.SMS_ELIGIBILITY if policy.SMS_ELIGIBILITY.holds(moment) else None,
            reason="env is the id of one of the mini program's own environments",
        )
    return found


def check_hosting(hosted: bool, moment: Moment) -> None:
    rule = policy.SMS_ELIGIBILITY
    if rule.holds(moment) and not hosted:
        raise Refused(-601028, "没有开通静态网站", rule=rule, reason="static hosting (静态网站) of env is not open")


def check_path(path: str) -> None:
    if len(path) > LONGEST_PATH or not _PATH.match(path):
        why = "path is the page in the environment's site, without its domain, as /index.html"
        raise Refused(-607001, "无效的静态网站 Path", rule=policy.SMS_ELIGIBILITY, reason=why)


def check_numbers(numbers: list[str]) -> None:
    if not 0 < len(numbers) <= MOST_NUMBERS:
        raise invalid(f"phone_number_list has 1 to {MOST_NUMBERS} numbers, not {len(numbers)}")
    strange = next((one for one in numbers if not one.startswith("+86")), None)
    if strange is not None:
        raise invalid(f"phone_number_list: {strange[:20]} does not begin with +86", policy.SMS_ELIGIBILITY)


# -- what stands in it ------------------------------------------------------------------------------------------------


def named(account: Account, facts: Facts, short: bool, moment: Moment) -> str:
    """The signature; "" where there is none."""
    if facts.signature and policy.SMS_SIGNATURE.holds(moment):
        return facts.signature
    return facts.short_name if short else account.name


def check_signature(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise invalid(f"the signature {name[:40]!r} is longer than {LONGEST_NAME} characters: use_short_name")


def check_content(content: str, longest: int) -> None:
    if not content.strip():
        raise invalid("content is missing")
    if len(content) > longest:
        raise Refused(
            -601029,
            "信息长度过长",
            rule=policy.SMS_BILLING,
            reason=f"one's own text has at most {longest} characters, not {len(content)}",
        )
    bad = _FORBIDDEN.search(content)
    topic = bad[0] if bad else next((one for one in TOPICS if one in content), None)
    if topic:
        raise Refused(
            -601030, "信息含有违法违规内容", rule=policy.SMS_BILLING, reason=f"content may not have {topic!r}"
        )


def ending(unsubscribe: str, task: bool) -> str:
    if unsubscribe == "R":
        return "，拒收请回复R"
    return " 退订回T" if task else " 回T退订"


def marketing(signature: str, content: str, link: str, end: str) -> str:
    return f"【{signature}】{content}，跳转小程序 {link}{end}"


def notification(signature: str, template: str, values: list[str]) -> str:
    """The template with its values; its slots are numbered from 1."""
    wanted = {int(slot) for slot in _SLOT.findall(template)}
    if wanted != set(range(1, len(values) + 1)):
        raise invalid(f"template_param_list has {len(values)} values, the template {len(wanted)} variables")
    return f"【{signature}】" + _SLOT.sub(lambda slot: values[int(slot[1]) - 1], template)


def units(size: int) -> int:
    """How many messages a text of so many characters counts as."""
    return 1 if size <= SINGLE else -(-size // PART)


# -- the carrier ------------------------------------------------------------------------------------------------------


class Code(NamedTuple):
    """Of one number: as ``send_status_list`` has it; ``rule`` None = no dated one."""

    code: str
    message: str
    rule: Policy | None = None


OK = Code("Ok", "send success")
BAD_NUMBER = Code("InvalidParameterValue.IncorrectPhoneNumber", "手机号格式错误")
UNSUBSCRIBED = Code("FailedOperation.PhoneNumberInBlacklist", "手机号在黑名单中，用户已退订")
CLOSED = Code("FailedOperation.MarketingSendTimeConstraint", "营销短信发送时间限制：8:00-22:00", policy.SMS_HOURS)
NO_BALANCE = Code("FailedOperation.InsufficientBalanceInSmsPackage", "短信余量不足", policy.SMS_FREE_QUOTA)
TOO_SOON = Code(
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "单个手机号30秒内下发短信条数超过设定的上限",
    policy.SMS_SAME_CONTENT_30S,
)
TOO_MANY = Code("LimitExceeded.PhoneNumberDailyLimit", "单个手机号日下发短信条数超过设定的上限", policy.SMS_10_PER_DAY)


class Past(msgspec.Struct, frozen=True):
    """What a number was sent before by the mini program: ``same_at``, when the same text last (None = never); how many
    in the last 30 seconds, and today.
    """

    same_at: int | None = None
    recent: int = 0
    today: int = 0
    unsubscribed: bool = False


def is_number(number: str) -> bool:
    return _NUMBER.match(number) is not None


def is_open(now: int) -> bool:
    """8:00 to 22:00 in China, to the second."""
    return OPENS <= datetime.fromtimestamp(now, SHANGHAI).hour < CLOSES


def limited(past: Past, kind: str, now: int, moment: Moment) -> Code | None:
    """What the carrier refuses at once, by what the number was sent before."""
    notice = kind == NOTIFICATION
    if past.unsubscribed and not notice:
        return UNSUBSCRIBED
    if not notice and policy.SMS_HOURS.holds(moment) and not is_open(now):
        return CLOSED
    if policy.SMS_SAME_CONTENT_30S.holds(moment):
        if past.same_at is not None and 0 <= now - past.same_at < SAME_CONTENT:
            return TOO_SOON
        if notice and past.recent >= IN_THIRTY_SECONDS:
            return TOO_SOON
    if policy.SMS_10_PER_DAY.holds(moment) and past.today >= (A_DAY_NOTIFICATIONS if notice else A_DAY):
        return TOO_MANY
    return None


RECEIPTS: dict[Fate, tuple[str, str]] = {
    "ok": ("sent", "用户短信接收成功"),
    "intercepted": ("sent", "用户短信接收成功"),
    "empty": ("error", "空号"),
    "off": ("error", "用户关机"),
    "suspended": ("error", "用户停机"),
    "blacklist": ("error", "运营商黑名单"),
    "silent": ("error", "72小时内未收到运营商回执"),
}


def unsubscribes(text: str) -> bool:
    return text.strip().upper() in UNSUBSCRIBES


# -- what it costs ----------------------------------------------------------------------------------------------------


def month_later(at: int) -> int:
    """The same time of the same day in the next month; where it has no such day, its last."""
    when = datetime.fromtimestamp(at, SHANGHAI)
    year, month = (when.year + 1, 1) if when.month == 12 else (when.year, when.month + 1)
    for day in range(when.day, 27, -1):
        try:
            return int(when.replace(year=year, month=month, day=day).timestamp())
        except ValueError:
            continue
    return int(when.replace(year=year, month=month).timestamp())


def free_size(opened_at: int, free: int, now: int) -> int:
    """The free hundred of an environment: in its first month, and never again. ``opened_at`` 0: a seed that does not
    tell the day; its first month does not end.
    """
    return free if opened_at == 0 or opened_at <= now < month_later(opened_at) else 0


PACKAGES = {1000: 50, 10_000: 470, 100_000: 4200}  # messages and yuan, for a month


# -- packages of numbers ----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    number: str
    content: str
    path: str


def row_of(cells: list[str]) -> Row | None:
    """A line of the CSV: number, text, page. None for an empty one and for the header."""
    number, content, path = (*[cell.strip() for cell in cells[:3]], "", "", "")[:3]
    if not any(letter.isdigit() for letter in number):
        return None
    return Row(number if number.startswith("+") else f"+86{number}", content, path)


def day_span(start: str, end: str) -> tuple[int, int]:
    """The days of StartDate and EndDate, both whole."""
    try:
        first, last = (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=SHANGHAI) for text in (start, end))
    except ValueError as error:
        raise invalid("StartDate and EndDate are days: year, month and day, with hyphens") from error
    begin, stop = int(first.timestamp()), int(last.timestamp()) + DAY
    if stop <= begin:
        raise invalid("EndDate is before StartDate")
    return begin, stop


def stamp(at: int | None) -> str:
    return datetime.fromtimestamp(at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at is not None else ""
