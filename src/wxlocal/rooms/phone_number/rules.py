"""Decisions about phone numbers. Table: policy.md 4.3."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Account, Person, Subject
from wxlocal.core.world.tokens import Code
from wxlocal.rooms.phone_number import policy
from wxlocal.rooms.phone_number.facts import Facts

QUICK_FEN = 3
REALTIME_FEN = 4
FREE_CATEGORIES = ("政务民生", "医疗服务>公立医疗机构", "教育服务>学历教育（学校）", "公益")
NO_QUOTA = 1400001
NO_QUOTA_WORDS = "该功能使用次数已达当前小程序上限，暂时无法使用"


def check_account(account: Account, subject: Subject, overseas: str = "any") -> None:
    abroad = subject.overseas and overseas != "any" and subject.country not in overseas.split(",")
    if subject.kind == "individual" or not account.verified or abroad:
        raise Failed(
            "no permission",
            errno=102,
            rule=policy.PHONE_ELIGIBILITY,
            reason=f"subjects of {subject.country} get no phone numbers"
            if abroad
            else "only verified mini programs of subjects other than individuals get phone numbers",
        )


def charged(account: Account, subject: Subject, facts: Facts, moment: Moment) -> bool:
    """Whether a success costs one of the package's calls."""
    if not policy.PHONE_PRICING.holds(moment):
        return False
    free = subject.kind == "government" or any(c.startswith(FREE_CATEGORIES) for c in account.categories)
    return not (free or facts.free)


def check_package(facts: Facts) -> None:
    if facts.calls_left <= 0:
        raise Failed(
            NO_QUOTA_WORDS,
            errno=NO_QUOTA,
            rule=policy.PHONE_PRICING,
            reason="the package is used up: facts.phone_number.calls_left",
        )


def must_verify(person: Person, moment: Moment, after_days: int) -> bool:
    """A number that was last verified too long ago is verified again by SMS before it is told."""
    if person.phone_verified_at is None or not policy.PHONE_SMS_REVERIFY.holds(moment):
        return False
    return moment.now - person.phone_verified_at > after_days * DAY


def told(person: Person, chosen: str | None = None) -> dict[str, str]:
    """Foreign numbers carry their country code in ``phoneNumber``. ``chosen``: another number of the person's."""
    pure = chosen or person.phone_number or ""
    full = pure if person.country_code == "86" else f"+{person.country_code}{pure}"
    return {"phoneNumber": full, "purePhoneNumber": pure, "countryCode": person.country_code}


def check_code(code: Code | None, appid: str, now: int) -> Code:
    if code is None:
        raise Refused(40029, "invalid code", rule=policy.PHONE_CODE, reason="no such phone code was made")
    if code.appid != appid:
        raise Refused(40013, "invalid appid", rule=policy.PHONE_CODE, reason=f"the code was made in {code.appid}")
    if code.used_at is not None:
        raise Refused(40029, "invalid code", rule=policy.PHONE_CODE, reason="a phone code can be used once")
    if now >= code.expires_at:
        raise Refused(40029, "invalid code", rule=policy.PHONE_CODE, reason="a phone code lives for five minutes")
    return code
