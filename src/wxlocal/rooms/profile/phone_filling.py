"""Avatar and nickname as the person fills them in, and what <open-data> shows."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.base.suggest import instead
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.phone.outcomes import Absent, Failed, NoEvent
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import answers
from wxlocal.rooms.profile import policy, rules
from wxlocal.rooms.profile.facts import Groups, Noticed

FILLING = "2.21.2"
NICKNAME = Need(privacy=("UserInfo",), degrades=True)
WECHAT, CANCELLED = "wechat", "cancel"
TYPES = ("groupName", "userNickName", "userAvatarUrl", "userGender", "userCity", "userProvince", "userCountry",
         "userLanguage")  # fmt: skip


def _filling_here(call: PhoneCall) -> None:
    if not rules.fills(call.moment()):
        raise Absent("on phones it needs client 8.0.16 (post 4)", policy.AVATAR_NICKNAME_FILL)


def _alone(call: PhoneCall) -> None:
    for waiting in answers.waiting(call.act.tx, call.phone.id):
        if waiting.prompt["kind"] == "chooseAvatar" and waiting.id != call.answering:
            raise Failed("another chooseAvatar is in progress", rule=policy.AVATAR_NICKNAME_FILL)


@ability(
    "chooseAvatar",
    "button",
    since=FILLING,
    tap=True,
    present=_filling_here,
    check=_alone,
    needs=Need(privacy=("UserInfo",)),
    source="获取头像昵称",
)
def choose_avatar(call: PhoneCall) -> dict[str, Any]:
    """The person picks the WeChat avatar (``allow``), a picture by its name, or cancels.

    ``{"picture": "x.jpg", "safe": false}``: the content check refuses it, and no event comes (base library 2.24.4).
    """
    prompt = Prompt(
        kind="chooseAvatar",
        title="选择头像",
        text="用微信头像\n从相册选择\n拍照",
        answers=(WECHAT, CANCELLED),
        takes=("picture", "safe?"),
        typed=True,
        allow=WECHAT,
        refuse=CANCELLED,
        wants="wechat for the avatar of WeChat, or the name of a picture",
    )
    answer = call.ask(prompt)
    told = answer if isinstance(answer, dict) else {"picture": answer}
    picture = told["picture"]
    if not isinstance(picture, str) or not picture:
        raise NotPossible(f"chooseAvatar: picture is the name of a picture, not {picture!r}")
    if picture == CANCELLED:
        raise Failed("cancel", rule=policy.AVATAR_NICKNAME_FILL, reason="the person cancelled")
    if told.get("safe") is False and rules.checked_for_safety(call.moment()):
        raise NoEvent(
            "the picture failed the content check: bindchooseavatar is not fired", policy.AVATAR_NICKNAME_SAFETY
        )
    source = rules.avatar(call.act.world.key, call.person) if picture == WECHAT else picture
    name = derive(call.act.world.key, "avatar-file", source, size=16).hex()
    desktop = call.phone.platform in ("devtools", "windows", "mac")
    return {"avatarUrl": f"http://tmp/{name}.jpeg" if desktop else f"wxfile://tmp_{name}.jpeg"}


@ability(
    "input.nickname",
    "component",
    since="1.0.0",
    needs=NICKNAME,
    of_call=lambda call: NICKNAME if rules.fills(call.moment()) else NOTHING,
    source="获取头像昵称",
)
def nickname_input(call: PhoneCall) -> dict[str, Any]:
    """The person types into <input type="nickname">, or takes the WeChat nickname that the keyboard offers (``allow``).

    ``{"value": "...", "safe": false}``: the content check refuses it; the value is cleared after blur.
    """
    moment = call.moment()
    plain = call.consent.less or not rules.fills(moment)
    offered = "" if plain else call.person.nickname
    answer = call.ask(_typing(offered))
    told = answer if isinstance(answer, dict) else {"value": answer}
    value = offered if told["value"] == WECHAT and not plain else str(told["value"])
    result: dict[str, Any] = {"type": "text" if plain else "nickname", "value": value}
    if plain or not rules.checked_for_safety(moment):
        return result
    passed = told.get("safe") is not False
    if not passed:
        call.show("cleared", "", title="昵称")
        result["value"] = ""
    if moment.base_library >= (2, 29, 1):
        result["nicknamereview"] = {"pass": passed, "timeout": bool(told.get("timeout"))}
    return result


def _typing(offered: str) -> Prompt:
    """The keyboard; ``offered`` is the nickname above it, nothing over a plain text input."""
    return Prompt(
        kind="nickname",
        title="请输入昵称",
        text=offered,
        answers=(WECHAT,) if offered else (),
        takes=("value", "safe?", "timeout?"),
        typed=True,
        allow=WECHAT if offered else None,
        refuse="",
        wants="typing: a nickname" + (", or wechat for the one that the keyboard offers" if offered else ""),
    )


def _kind(call: PhoneCall) -> str:
    kind = str(call.options.get("type"))
    if kind not in TYPES:
        raise NotPossible(f"<open-data> has no type {kind!r}; {instead(kind, TYPES)}")
    return kind


def _shown_here(call: PhoneCall) -> None:
    if _kind(call) != "groupName" and call.base_library < (1, 9, 90):
        raise Absent("<open-data type=user*> came with base library 1.9.90")


@ability("open-data", "component", since="1.4.0", plugin=False, present=_shown_here, source="组件/开放能力/open-data")
def open_data(call: PhoneCall) -> dict[str, Any]:
    """What the component shows: option type, and open-gid for a group's name. ``shows`` is never told to the code."""
    kind, moment = _kind(call), call.moment()
    key = call.act.world.key
    text = _group_name(call) if kind == "groupName" else rules.open_data(kind, key, call.person, moment)
    if text or call.base_library < (2, 8, 1):
        return {"shows": text}
    fallback = call.options.get("default-avatar" if kind == "userAvatarUrl" else "default-text") or ""
    return {"shows": fallback, "error": True}


def _group_name(call: PhoneCall) -> str:
    name = call.act.person_facts(call.person.id, Groups).groups.get(str(call.options.get("open-gid")), "")
    if policy.OPEN_DATA_GROUPNAME.holds(call.moment()) and not call.kept(Noticed).group_name:
        call.show("toast", rules.GROUP_NOTICE)
        call.keep(Noticed(group_name=True))
    return name


ABILITIES = (choose_avatar, nickname_input, open_data)
