"""Decisions about who the person is told to be: pure, the Moment is an argument. Table: policy.md 4.2."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import APP_KINDS, AccountKind, Person, Relation, VersionKind
from wxlocal.rooms.profile import policy

ANONYMOUS = {
    "nickName": "微信用户",
    "gender": 0,
    "language": "",
    "city": "",
    "province": "",
    "country": "",
    "avatarUrl": "https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132",
}
GREY_AVATAR = "https://mmbiz.qpic.cn/mmbiz/icTdbqWNOwNRna42FI242Lcia07jQodd2FJGIYQfG0LAJGFxM4FbnQP6yfMxBgJ0F3YRqJCJ1aPAK2dQagdusBZg/0"
NICKNAME = "微信用户"
GROUP_NOTICE = "群名称仅你可见，小程序无法获取。"
LONGEST_DESC = 30
REMEMBERED = 30 * DAY  # user_info_modified: 最近30天授权过的小程序
LANGUAGES = ("en", "zh_CN", "zh_TW")


def avatar(key: bytes, person: Person) -> str:
    if person.avatar_url:
        return person.avatar_url
    return f"https://thirdwx.qlogo.cn/mmopen/vi_32/{derive(key, 'avatar', person.id, size=24).hex()}/132"


def real(key: bytes, person: Person, moment: Moment) -> dict[str, Any]:
    """What the person has entered; gender and region until they were withdrawn (post 10)."""
    hidden = policy.USERINFO_NO_GENDER_REGION.holds(moment)
    return {
        "nickName": person.nickname,
        "gender": 0 if hidden else person.gender,
        "language": "zh_CN" if hidden else person.language,
        "city": "" if hidden else person.city,
        "province": "" if hidden else person.province,
        "country": "" if hidden else person.country,
        "avatarUrl": avatar(key, person),
    }


def described(moment: Moment, key: bytes, person: Person) -> dict[str, Any]:
    return real(key, person, moment)


def raw(info: dict[str, Any]) -> str:
    """rawData: the very bytes that are signed."""
    return msgspec.json.encode(info).decode()


def has_profile(moment: Moment) -> bool:
    """Base library 2.10.4 reaches phones from client 7.0.9 on (post 17); on older ones getUserInfo stays in use."""
    return moment.platform not in ("ios", "android") or moment.client >= (7, 0, 9)


def is_anonymous(moment: Moment) -> bool:
    """getUserInfo and its button, in programs released since; games and plugins are exempt."""
    return has_profile(moment) and policy.USERINFO_ANONYMOUS_2021.holds(moment)


def tool_leaks(moment: Moment) -> bool:
    """DevTools with base libraries 2.10.4 to 2.16.1 show real data behind the button (page of getUserProfile)."""
    return moment.platform == "devtools" and (2, 10, 4) <= moment.base_library <= (2, 16, 1)


def api_asks(moment: Moment, kind: VersionKind) -> bool:
    """Whether wx.getUserInfo opens the popup itself; develop and trial versions lost it first."""
    rule = policy.GETUSERINFO_API_POPUP
    if kind != "release" and rule.stage("develop").holds(moment):
        return False
    return rule.holds(moment)


def shows_without_asking(with_credentials: Any, moment: Moment, kind: VersionKind) -> bool:
    """Posts 25 and 28: withCredentials false shows the person without a popup, while the API had one."""
    return with_credentials is False and policy.GETUSERINFO_WITHOUT_CREDENTIALS.holds(moment) and api_asks(moment, kind)


def profile_revoked(moment: Moment, kind: VersionKind) -> bool:
    """getUserProfile is grey in versions released since; develop and trial versions with the base library alone."""
    rule = policy.GETUSERPROFILE_REVOKED
    return rule.holds(moment) if kind == "release" else rule.stage("develop").holds(moment)


def profile_is_new_enough(moment: Moment) -> bool:
    """getUserProfile encrypts from base library 2.16.0 (post 11)."""
    return moment.base_library >= (2, 16, 0)


def plugin_revoked(moment: Moment) -> bool:
    return policy.PLUGIN_GETUSERINFO_REVOKED.holds(moment)


def profile_on_desktop(moment: Moment, since: str) -> bool:
    """PC and macOS: not at first; macOS with a new base library has it no longer (page header)."""
    if moment.platform not in ("windows", "mac"):
        return True
    if moment.platform == "mac" and moment.base_library >= (2, 27, 1):
        return False
    return moment.now >= instant(since)


def fills(moment: Moment) -> bool:
    """chooseAvatar and the nickname input: base library 2.21.2, on phones with client 8.0.16."""
    phone = moment.platform in ("ios", "android")
    return policy.AVATAR_NICKNAME_FILL.holds(moment) and (not phone or moment.client >= (8, 0, 16))


def checked_for_safety(moment: Moment) -> bool:
    return policy.AVATAR_NICKNAME_SAFETY.holds(moment)


def open_data(kind: str, key: bytes, person: Person, moment: Moment) -> str:
    """What <open-data type="user*"> shows."""
    if policy.OPEN_DATA_ANONYMOUS.holds(moment):
        return {"userNickName": NICKNAME, "userAvatarUrl": GREY_AVATAR}.get(kind, "")
    told = real(key, person, moment)
    field = kind.removeprefix("user")
    if field == "Gender":
        return {0: "", 1: "Male", 2: "Female"}[int(told["gender"])]
    return str(told[field[0].lower() + field[1:]])


def is_told(kind: AccountKind, relation: Relation) -> bool:
    """Mini programs in which the person has logged in hear what becomes of the profile."""
    return kind in APP_KINDS and relation.logged_in_at is not None


def is_recent(relation: Relation, now: int) -> bool:
    return relation.logged_in_at is not None and now - relation.logged_in_at <= REMEMBERED
