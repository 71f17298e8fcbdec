"""Decisions about mini programs that third-party platforms register. Pure. Source: 第三方平台 - 注册小程序."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account, Person, Subject
from wxlocal.rooms.accounts import policy
from wxlocal.rooms.accounts.rules_profile import width

CONFIRMED_WITHIN = 24 * 3600
CODE_LENGTHS = {1: (18,), 2: (9, 10), 3: (15,)}  # 10: with the dash, xxxxxxxx-x
OF_INDIVIDUALS = 5
MOST_ADMINISTERED = 5
FROM_OFFICIAL_A_MONTH = 5
TICKET_LIFE = 600
TRIAL_SUFFIX = "的体验小程序"
SHORTEST_TRIAL, LONGEST_TRIAL = 4, 30
MUST_COPY = ("government", "media", "organisation")
TIMED_OUT, TOO_MANY, TOO_MANY_ADMINISTERED = 100003, 1001, 1003
# What the event says beside a status, and what a search answers with.
MESSAGES = {
    0: "OK",
    -1: "open verity failed",
    100001: "已下发的模板消息法人并未确认且已超时（24h），未进行身份证校验",
    100002: "已下发的模板消息法人并未确认且已超时（24h），未进行人脸识别校验",
    100003: "已下发的模板消息法人并未确认且已超时（24h）",
    101: "工商数据返回：“企业已注销”",
    102: "工商数据返回：“企业不存在或企业信息未更新”",
    103: "工商数据返回：“企业法定代表人姓名不一致”",
    104: "工商数据返回：“企业法定代表人身份证号码不一致”",
    105: "法定代表人身份证号码，工商数据未更新，请 5-15 个工作日之后尝试",
    1000: "工商数据返回：“企业信息或法定代表人信息不一致”",
    1001: "主体创建小程序数量达到上限",
    1002: "主体违规命中黑名单",
    1003: "管理员绑定账号数量达到上限",
    1004: "管理员违规命中黑名单",
    1005: "管理员手机绑定账号数量达到上限",
    1006: "管理员手机号违规命中黑名单",
    1007: "管理员身份证创建账号数量达到上限",
    1008: "管理员身份证违规命中黑名单",
}


def check_given(values: dict[str, str]) -> None:
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise Refused(89253, "lack of some params", reason=f"{missing[0]} is missing")


def check_code(code: str, code_type: int) -> None:
    """The number of a company, by its kind: 1 统一社会信用代码, 2 组织机构代码, 3 营业执照注册号."""
    if code_type not in CODE_LENGTHS:
        raise Refused(89248, "invalid code type", reason="code_type is 1, 2 or 3")
    if len(code) not in CODE_LENGTHS[code_type]:
        wanted = " or ".join(map(str, CODE_LENGTHS[code_type]))
        raise Refused(89255, "enterprise code invalid", reason=f"a code of type {code_type} has {wanted} characters")


def check_person(person: Person | None, wechat_id: str, real_name: str, name: str) -> Person:
    """Who is to be the administrator: somebody with that WeChat id, whose bank knows that name."""
    if person is None:
        raise Refused(86004, "invalid wechat", reason=f"nobody has the WeChat id {wechat_id[:40]!r}")
    if real_name not in ("", name):
        raise Refused(61070, "name, wechat name not in accordance", reason=f"{person.id} is called otherwise")
    return person


def check_running(began: int | None, now: int) -> None:
    """One registration at a time for the same people."""
    if began is not None and now < began + CONFIRMED_WITHIN:
        raise Refused(89249, "task running", reason="one is waiting: 24 hours must pass, or it must end")


def check_message(moment: Moment, new_version: bool = False) -> None:
    """Whether the platform still asks the person by a message."""
    if policy.FAST_REGISTRATION_BY_MESSAGE.holds(moment) and not new_version:
        raise Refused(
            48001,
            "api unauthorized",
            rule=policy.FAST_REGISTRATION_BY_MESSAGE,
            reason="this form of registration has ended: new_version = true where the operation has it",
        )


def starts_verified(moment: Moment, checked: bool) -> bool:
    """``checked``: the registration looked at who the subject is."""
    return checked and not policy.FAST_REGISTERED_UNVERIFIED.holds(moment)


def too_many(subject: Subject, mini_programs: int, administered: int, most: int) -> int | None:
    """The status with which a registration fails because there are too many already."""
    if mini_programs >= (OF_INDIVIDUALS if subject.kind == "individual" else most):
        return TOO_MANY
    if subject.kind == "individual" and administered >= MOST_ADMINISTERED:
        return TOO_MANY_ADMINISTERED
    return None


def trial_name(name: str) -> str:
    if not SHORTEST_TRIAL <= width(name) <= LONGEST_TRIAL:
        raise Refused(91004, "invalid nickname", reason=f"a name has {SHORTEST_TRIAL} to {LONGEST_TRIAL} characters")
    return f"{name}{TRIAL_SUFFIX}"


def check_official(account: Account, subject: Subject | None, used: int) -> Subject:
    """Whether an official account lends its registration to one more mini program."""
    if subject is None or subject.kind == "individual":
        raise Refused(61051, "invalid realname type", reason="individuals lend no registration")
    if subject.overseas:
        raise Refused(61061, "overseas access deny", reason="overseas subjects lend no registration")
    if not account.verified:
        raise Refused(61052, "need to be certified", reason="the official account is not verified")
    if used >= FROM_OFFICIAL_A_MONTH:
        raise Refused(61055, "exceed quota per month", reason=f"{FROM_OFFICIAL_A_MONTH} a month")
    return subject


def check_copied(subject: Subject, copies: bool) -> None:
    if subject.kind in MUST_COPY and not copies:
        raise Refused(61056, "copy_wx_verify is required option", reason=f"a {subject.kind} copies its verification")
