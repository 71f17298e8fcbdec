"""Decisions about names, introductions and head images. Pure. Source: 第三方平台 - 基础信息管理."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from unicodedata import east_asian_width

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, SHANGHAI
from wxlocal.core.world.nouns import APP_KINDS, Account, Material, Subject

NAMES_A_YEAR, HEAD_IMAGES, INTRODUCTIONS_A_MONTH = 2, 5, 5
SHORTEST_NAME, LONGEST_NAME = 4, 30  # a Chinese character counts two
SHORTEST_INTRODUCTION, LONGEST_INTRODUCTION = 4, 120
NOT_IN_NAMES = "小程序"
PROOF = (
    "你申请的名称可能涉及特定主体姓名或名称，请提供可确认主体材料与名称对应的材料，"
    "或提供《商标注册证》等其他材料，以证明你有权合理且善意使用该名称，否则可能审核不通过"
)
_NAME = re.compile(r"[\w·.+\-&() （）]+\Z")

# What is wrong with a name: the number that checkwxverifynickname gives, that of setnickname, and the words.
INVALID = (53010, 91004, "nickname invalid")
BANNED = (53012, 91004, "nickname ban")
TAKEN = (53013, 91007, "nickname has been occupied")
OTHER_KIND = (53015, 91015, "diff master")
OTHERS = (53016, 91016, "name more owner")
WECHAT_ID = (53018, 91006, "nickname hit alias")
Wrong = tuple[int, int, str]
# principal_type, and customer_type of who is verified.
PRINCIPALS = {"individual": 0, "enterprise": 1, "media": 2, "government": 3, "organisation": 4}
OVERSEAS_CUSTOMER = 14
YEAR, REVIEW_BEGINS = 365 * DAY, 275 * DAY  # of verification: the annual review is open for the last 90 days
MAINLAND = 1017


class Taken(msgspec.Struct, frozen=True):
    """Who has a name: other accounts, and whether it is somebody's WeChat id."""

    accounts: Sequence[Account] = ()
    is_wechat_id: bool = False


def month_start(now: int) -> int:
    """The first instant of the month."""
    return int(_day(now).replace(day=1).timestamp())


def year_start(now: int) -> int:
    """The first instant of the year."""
    return int(_day(now).replace(month=1, day=1).timestamp())


def _day(now: int) -> datetime:
    return datetime.fromtimestamp(now, SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def width(text: str) -> int:
    """Characters, wide ones twice."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def words(text: str) -> tuple[str, ...]:
    """A setting's words, with a comma between them."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def hit(text: str, listed: Sequence[str]) -> str | None:
    """The first of the words that a text holds."""
    return next((word for word in listed if word.lower() in text.lower()), None)


def wrong(name: str, account: Account, taken: Taken, banned: Sequence[str]) -> tuple[Wrong, str] | None:
    """Why the account cannot have the name, and the reason in words; None = it can."""
    if not SHORTEST_NAME <= width(name) <= LONGEST_NAME or not _NAME.match(name):
        return (
            INVALID,
            f"a name has {SHORTEST_NAME} to {LONGEST_NAME} characters (a Chinese one counts two), no symbols",
        )
    if account.kind in APP_KINDS and NOT_IN_NAMES in name:
        return INVALID, f"a name does not hold {NOT_IN_NAMES}"
    if banned_word := hit(name, banned):
        return BANNED, f"the name holds {banned_word!r}, setting accounts.banned_words"
    if taken.is_wechat_id:
        return WECHAT_ID, "it is a WeChat id"
    others = [one for one in taken.accounts if one.appid != account.appid]
    if any((one.kind in APP_KINDS) == (account.kind in APP_KINDS) for one in others):
        return TAKEN, f"{others[0].appid} has this name"
    if len(others) > 1:
        return OTHERS, "several accounts of the other kind have this name"
    if others and others[0].subject != account.subject:
        return OTHER_KIND, f"{others[0].appid} of another subject has this name"
    return None


def check_changes(used: int, quota: int, code: int, message: str, reason: str) -> None:
    """Whether one more change is allowed in its period."""
    if used >= quota:
        raise Refused(code, message, reason=reason)


def check_proof(subject: Subject | None, license: str, id_card: str) -> None:
    """A name that hits a keyword needs a document: of a person the identity card, else the licence."""
    is_person = subject is not None and subject.kind == "individual"
    if not (id_card if is_person else license):
        wanted = "id_card" if is_person else "license"
        raise Refused(91009, "nickname need proof", reason=f"the name hits a keyword: {wanted} is missing")


def check_introduction(text: str, banned: Sequence[str]) -> None:
    if not SHORTEST_INTRODUCTION <= len(text) <= LONGEST_INTRODUCTION:
        reason = f"an introduction has {SHORTEST_INTRODUCTION} to {LONGEST_INTRODUCTION} characters"
        raise Refused(53204, "signature invalid", reason=reason)
    if word := hit(text, banned):
        raise Refused(
            53201,
            "signature in black list, can not use",
            reason=f"it holds {word!r}, setting accounts.banned_words",
        )


def check_media(id: str, found: Material | None) -> None:
    """``found`` is what the account has under it: a picture."""
    if not id:
        raise Refused(41006, "media_id missing", reason="the media_id of a picture is missing")
    if found is None:
        raise Refused(40007, "invalid media_id", reason=f"the account has nothing under {id[:40]!r}, or no more")
    if found.kind != "image":
        raise Refused(46001, "media data no exist", reason=f"{id[:40]!r} is not a picture: it is {found.kind}")


def check_cut(corners: Sequence[str]) -> None:
    """x1, y1, x2, y2 of the part of the picture that is taken, each from 0 to 1."""
    try:
        x1, y1, x2, y2 = (float(corner) for corner in corners)
    except ValueError as error:
        raise Refused(40097, "invalid args", reason="x1, y1, x2 and y2 are numbers from 0 to 1") from error
    if not all(math.isfinite(corner) and 0 <= corner <= 1 for corner in (x1, y1, x2, y2)):
        raise Refused(40097, "invalid args", reason="x1, y1, x2 and y2 are numbers from 0 to 1")
    if x1 >= x2 or y1 >= y2:
        raise Refused(53205, "cut size invalid, please check x1 y1 x2 y2", reason="x1 < x2 and y1 < y2")


def check_search(status: int, banned: bool) -> bool:
    """``status`` 0: people find it; gives whether they do."""
    if status not in (0, 1):
        raise Refused(85084, "search status invalid", reason="status is 0 (searchable) or 1 (not)")
    if banned:
        raise Refused(85083, "search status is banned", reason="the platform has taken it out of the search")
    return status == 0


def account_type(account: Account) -> int:
    return {"subscription_account": 1, "service_account": 2}.get(account.kind, 3)


def customer_type(account: Account, subject: Subject) -> int:
    """Kind of verification (认证类型); 0 = not verified."""
    if not account.verified:
        return 0
    return OVERSEAS_CUSTOMER if subject.overseas else PRINCIPALS[subject.kind]
