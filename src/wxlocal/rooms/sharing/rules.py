"""Decisions about cards that change after they were shared (动态消息). Pure.

Source: 转发/动态消息; 修改动态消息. Where the two pages differ (colours, the state 2), the guide is followed: it
knows both templates.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, data_format_error
from wxlocal.core.base.instants import DAY
from wxlocal.core.phone.outcomes import Failed, parameter_error
from wxlocal.core.world.nouns import Line

LIFE = DAY  # of an activity
PRIVATE_LIFE = 7 * DAY  # in which a private message of an activity can be shared
OPEN, BEGUN, ENDED = 0, 1, 2
NEXT = {OPEN: (OPEN, BEGUN, ENDED), BEGUN: (ENDED,), ENDED: ()}
COLORS = {OPEN: "#10AEFF", BEGUN: "#07C160", ENDED: "#CCCCCC"}
VERSIONS = ("develop", "trial", "release")
FIRST_CHANGING, FIRST_PRIVATE = (2, 4, 0), (2, 13, 0)


class Wording(msgspec.Struct, frozen=True):
    """A template in its second state: what the card says, what the person is reminded of."""

    begun: str
    reminder: str
    asked: str


TEMPLATES = {
    "21B034D08C5615B9889CE362BB957B1EE69A584B": Wording("已开始", "已开始", "开始时，将收到提醒"),
    "666F374D69D16C932E45D7E7D9F10CEF6177F5F5": Wording("已到齐", "成员已到齐", "到齐时，将收到提醒"),
}


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """``sharer``: the openid or unionid that alone may share it, "" = anybody. ``template`` and ``parameters`` as they
    were when it was first shared.
    """

    id: str
    appid: str
    sharer: str = ""
    made_at: int
    state: int = OPEN
    template: str = ""
    parameters: dict[str, str] = {}


class Parameter(msgspec.Struct, frozen=True):
    name: str = ""
    value: str | int | float = ""


def shown(activity: Activity) -> tuple[Line, ...]:
    """What the card says below its picture."""
    if activity.state == OPEN:
        count, limit = (activity.parameters.get(name, "") for name in ("member_count", "room_limit"))
        text = f"成员正在加入，当前 {count}/{limit} 人"
    else:
        text = "已结束" if activity.state == ENDED else TEMPLATES[activity.template].begun
    return (Line(value=text, color=COLORS[activity.state]),)


def reminder(activity: Activity, name: str) -> str:
    return f"{TEMPLATES[activity.template].reminder}，进入「{name}」"


def checked_menu(options: dict[str, Any], library: tuple[int, ...]) -> tuple[bool, bool]:
    """Whether cards change, and whether they are private, as far as the base library knows of it."""
    changing = options.get("isUpdatableMessage") is True and library >= FIRST_CHANGING
    private = options.get("isPrivateMessage") is True and library >= FIRST_PRIVATE
    if changing or private:
        activity = options.get("activityId")
        if not isinstance(activity, str):
            raise parameter_error("activityId", "String", activity)
    return changing, private


def template_info(info: Any) -> tuple[str, dict[str, str]]:
    """Template and parameters of ``templateInfo``."""
    if not isinstance(info, dict):
        raise parameter_error("templateInfo", "Object", info)
    template, listed = info.get("templateId"), info.get("parameterList")
    if template not in TEMPLATES:
        raise Failed("invalid templateInfo", reason=f"templateId is one of {', '.join(TEMPLATES)}")
    if not isinstance(listed, list):
        raise parameter_error("templateInfo.parameterList", "Array", listed)
    given = [one for one in listed if isinstance(one, dict)]
    return str(template), {str(one.get("name")): str(one.get("value")) for one in given}


def may_share(activity: Activity, identities: tuple[str, ...], private: bool, now: int) -> bool:
    """``identities``: openid and unionid of the person who shares."""
    alive = now < activity.made_at + (PRIVATE_LIFE if private else LIFE)
    return alive and (not private or activity.sharer in ("", *identities))


def changed(activity: Activity | None, appid: str, target: int | None, given: list[Parameter], now: int) -> Activity:
    """The activity in its next state."""
    if activity is None or activity.appid != appid:
        raise Refused(47501, "activity_id error", reason="the mini program has no activity of this id")
    if now >= activity.made_at + LIFE:
        raise Refused(47504, "activity_id expired time", reason="an activity lives for 24 hours")
    if target is None:
        raise data_format_error("target_state is missing")
    if target not in NEXT[activity.state]:
        to = ", ".join(map(str, NEXT[activity.state])) or "none"
        raise Refused(47502, "target_state error", reason=f"from state {activity.state} it goes to {to}")
    parameters = {one.name: str(one.value) for one in given}
    _check(target, parameters)
    return msgspec.structs.replace(activity, state=target, parameters={**activity.parameters, **parameters})


def _check(target: int, parameters: dict[str, str]) -> None:
    wanted = {OPEN: ("member_count", "room_limit"), BEGUN: ("path", "version_type"), ENDED: ()}[target]
    version = parameters.get("version_type")
    if target == BEGUN and version is not None and version not in VERSIONS:
        raise Refused(47503, "version_type error", reason=f"version_type is one of {', '.join(VERSIONS)}")
    missing = [name for name in wanted if name not in parameters]
    if missing:
        raise data_format_error(f"state {target} needs the parameters {', '.join(missing)}")
