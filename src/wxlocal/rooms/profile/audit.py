"""What the profile room looks for: user information that is no longer told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.profile import policy
from wxlocal.source.flow import without_tap
from wxlocal.source.project import Project

FILL = (
    'Let the person fill in avatar and nickname: <button open-type="chooseAvatar"> and <input type="nickname">. '
    "openid and unionid come from wx.login."
)
# Whether the phone has something newer, and whether the test of it came out negative.
_NEWER = re.compile(r"canIUse|wx\.getUserProfile|getUserProfile|chooseAvatar", re.I)
_LACKS = re.compile(
    rf"!\s*(typeof\s+)?[\w.(]*({_NEWER.pattern})|({_NEWER.pattern})\w*\s*={{2,3}}\s*('undefined'|false)", re.I
)
_USER = re.compile(r"(userInfo|userinfo|user_info|detail\.userInfo|UserInfo)$")
_SHOWN = re.compile(r"\b(userInfo|userinfo|user_info)\.(gender|province|city|country)\b")
_GONE = ("gender", "province", "city", "country")


def is_fallback(texts: tuple[str, ...]) -> bool:
    """The branch for old base libraries, which the announcements allow: not (newer), or else of (newer)."""
    return any(_tests_for_newer(text) for text in texts if not text.startswith(">"))


@lru_cache(maxsize=1_000)  # a condition is that of all that stands inside it
def _tests_for_newer(text: str) -> bool:
    return bool(_NEWER.search(text)) and bool(_LACKS.search(text)) is not text.startswith("else")


def get_user_info(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("getUserInfo"):
        if use.kind in ("called", "named", "taken"):
            old = is_fallback(use.guards)
            message = "wx.getUserInfo gives 微信用户 and the grey avatar; openId and unionId in encryptedData stay"
            yield Hit(script.path, use.line, message, None, "advice" if old else None)
    for template, tag in project.tags():
        if "getUserInfo" in tag.attributes.get("open-type", "").split("|"):
            old = is_fallback(tag.conditions)
            message = 'open-type="getUserInfo" gives 微信用户 and the grey avatar, without a popup'
            yield Hit(template.path, tag.line, message, None, "advice" if old else None)


def get_user_profile(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("getUserProfile"):
        if use.kind in ("called", "named", "taken"):
            yield Hit(script.path, use.line, "wx.getUserProfile gives 微信用户 and the grey avatar")
    for template, tag in project.tags():
        if tag.attributes.get("open-type") == "getUserProfile":
            yield Hit(template.path, tag.line, 'there never was an open-type="getUserProfile": the button does nothing')


def open_data(project: Project, moment: Moment) -> Iterator[Hit]:
    for template, tag in project.tags("open-data"):
        kind = tag.attributes.get("type", "")
        if kind.startswith("user"):
            shown = {"userNickName": "微信用户", "userAvatarUrl": "the grey avatar"}.get(kind, "nothing")
            yield Hit(template.path, tag.line, f'<open-data type="{kind}"> shows {shown}')


def gender_and_region(project: Project, moment: Moment) -> Iterator[Hit]:
    """Only where the object comes from getUserInfo or getUserProfile: the same script, or the template of its page."""
    sources = {
        script.path for script, use in project.uses("getUserInfo", "getUserProfile") if use.kind in ("called", "named")
    }
    pages = {path.rpartition(".")[0] for path in sources}
    for template, tag in project.tags():
        if "getUserInfo" in tag.attributes.get("open-type", ""):
            pages.add(template.path.rpartition(".")[0])
    for script in project.scripts.values():
        if script.path.rpartition(".")[0] in pages:
            for read in script.reads:
                if read.name in _GONE and _USER.search(read.target):
                    yield Hit(script.path, read.line, _always(read.target, read.name))
    for template in project.templates.values():
        if template.path.rpartition(".")[0] in pages:
            shown = [
                *template.texts,
                *((value, tag.line) for tag in template.tags for value in tag.attributes.values()),
            ]
            for text, line in shown:
                match = _SHOWN.search(text)
                if match:
                    yield Hit(template.path, line, _always(match[1], match[2]))


def _always(target: str, name: str) -> str:
    return f"{target}.{name} is {0 if name == 'gender' else 'empty'} for everybody"


def profile_without_tap(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, use, way in without_tap(project, "getUserProfile"):
        message = "wx.getUserProfile outside a tap: fail can only be invoked by user TAP gesture"
        yield Hit(path, use.line, message, None if len(way) == 1 else "likely", flow=way)


def bad_desc(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("getUserProfile"):
        if use.kind != "called" or "..." in use.options:
            continue
        desc = use.options.get("desc", "")
        if "desc" not in use.options or (isinstance(desc, str) and desc != "function" and not 1 <= len(desc) <= 30):
            yield Hit(script.path, use.line, "getUserProfile needs desc, 1 to 30 characters")


OLD = "Page({ get() { wx.getUserProfile({ desc: '用于完善资料', success(res) {} }) } })"
NEW = "Page({ chosen(e) { this.setData({ avatar: e.detail.avatarUrl }) } })"
BUTTON = '<button open-type="chooseAvatar" bindchooseavatar="chosen"/><input type="nickname"/>'

RULES = (
    Rule(
        id="USER-101",
        policy=policy.USERINFO_ANONYMOUS_2021,
        title="getUserInfo is anonymous",
        tier="certain",
        severity="degraded",
        remedy=FILL,
        check=get_user_info,
        violating=example("Page({ got(e) {} })", '<button open-type="getUserInfo" bindgetuserinfo="got"/>'),
        fixed=example(NEW, BUTTON),
    ),
    Rule(
        id="USER-102",
        policy=policy.GETUSERPROFILE_REVOKED,
        title="getUserProfile is withdrawn",
        tier="certain",
        severity="degraded",
        remedy=FILL,
        check=get_user_profile,
        violating=example(OLD),
        fixed=example(NEW, BUTTON),
    ),
    Rule(
        id="USER-103",
        policy=policy.OPEN_DATA_ANONYMOUS,
        title="<open-data> no longer shows the person",
        tier="certain",
        severity="degraded",
        remedy=FILL,
        check=open_data,
        violating=example("Page({})", '<open-data type="userAvatarUrl"/>'),
        fixed=example("Page({})", '<open-data type="groupName" open-gid="x"/>'),
    ),
    Rule(
        id="USER-104",
        policy=policy.USERINFO_NO_GENDER_REGION,
        title="Gender and region are no longer told",
        tier="likely",
        severity="degraded",
        remedy="Ask the person in a form of your own, if the service really needs it.",
        check=gender_and_region,
        kinds=("program", "game"),
        violating=example("Page({ get() { wx.getUserInfo({ success(res) { console.log(res.userInfo.gender) } }) } })"),
        fixed=example("Page({ get() { wx.getUserInfo({ success(res) { console.log(res.userInfo.nickName) } }) } })"),
    ),
    Rule(
        id="USER-105",
        policy=policy.GETUSERPROFILE,
        title="getUserProfile without a tap",
        tier="certain",
        severity="fails",
        remedy="Call it directly in the handler of a tap, before anything asynchronous.",
        check=profile_without_tap,
        violating=example("Page({ onLoad() { wx.getUserProfile({ desc: '用于完善资料' }) } })"),
        fixed=example(OLD, '<button bindtap="get"/>'),
    ),
    Rule(
        id="USER-106",
        policy=policy.GETUSERPROFILE,
        title="getUserProfile without a fitting desc",
        tier="certain",
        severity="fails",
        remedy="Say in 1 to 30 characters what the information is for.",
        check=bad_desc,
        violating=example("Page({ get() { wx.getUserProfile({ success() {} }) } })", '<button bindtap="get"/>'),
        fixed=example(OLD, '<button bindtap="get"/>'),
    ),
)
