"""Decisions about associations: who may link whom, who is asked, how many. Pure; the Moment is an argument.

Sources: posts 9, 19, 20, 21; 一、小程序注册 (七、公众号关联小程序); 公众号关联小程序; official-account.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment, Policy, Stage
from wxlocal.core.world.nouns import Account, Opened, Subject
from wxlocal.rooms.association import policy
from wxlocal.rooms.association.facts import Confirmation, Facts

Waits = Literal["official", "mini"]
State = Literal["official", "mini", "refused", "linked", "none"]
Kind = Literal["link", "unlink"]
# As wxamplinkget tells them: linked, waiting for the mini program, refused by it, waiting for the official account.
STATUS: dict[str, int] = {"linked": 1, "mini": 2, "refused": 3, "official": 12}
SAME, OTHER, OTHER_OF_POST_9, NEW_A_MONTH = 10, 3, 10, 13
THREE, FIFTY, FIVE_HUNDRED = 3, 50, 500


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A link that waits for an administrator, or that the mini program has refused; or the end of one. ``by``: whether
    it was begun in the console or over the API. ``notify``: followers are told; ``profile``: it is shown there.
    """

    official: str
    mini: str
    kind: Kind = "link"
    state: Literal["official", "mini", "refused"]
    by: Literal["console", "api"]
    notify: bool
    profile: bool
    asked_at: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What there is already: mini programs of the official account, by subject; its new ones of the month; official
    accounts of the mini program.
    """

    same: int
    other: int
    month: int
    officials: int


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """None = no limit. ``stage``: what limits the official accounts of a mini program."""

    same: int = SAME
    other: int = OTHER
    month: int | None = NEW_A_MONTH
    officials: int | None = None
    stage: Stage | None = None


def limits(profile: str, moment: Moment) -> Limits:
    """Post 9 speaks from its day on; before it, and with the guide, what the guide and the earlier pages say."""
    rule = policy.ASSOCIATION_LIMITS
    if profile == "post 9" and rule.holds(moment):
        return Limits(other=OTHER_OF_POST_9, month=None, officials=FIVE_HUNDRED)
    lifted = policy.ASSOCIATION_CONFIRM.holds(moment)
    eras = (
        (rule.stage("five-hundred"), FIVE_HUNDRED),
        (rule.stage("fifty"), FIFTY),
        (rule.stage("ten-and-three"), THREE),
    )
    for stage, most in eras:
        if stage.holds(moment) and not lifted:
            return Limits(officials=most, stage=stage)
    return Limits()


def check_limits(counts: Counts, same: bool, profile: str, moment: Moment) -> None:
    """Whether there is room for one more; ``same``: both accounts are of one subject."""
    most = limits(profile, moment)
    rule = policy.ASSOCIATION_LIMITS
    cited, stage = _cited(moment)
    if same and counts.same >= most.same:
        why = f"an official account links {most.same} mini programs of its own subject"
        raise Refused(89016, "reach same realname quota", rule=cited, stage=stage, reason=why)
    if not same and counts.other >= most.other:
        why = f"an official account links {most.other} mini programs of other subjects"
        raise Refused(89017, "reach different realname quota", rule=cited, stage=stage, reason=why)
    if most.month is not None and counts.month >= most.month:
        why = f"an official account links {most.month} new mini programs a month"
        raise Refused(89030, "operation reach month limit", rule=cited, stage=stage, reason=why)
    if most.officials is not None and counts.officials >= most.officials:
        why = f"a mini program is linked to {most.officials} official accounts"
        raise Refused(89009, "wxa reach link limit", rule=rule, stage=most.stage, reason=why)


def _cited(moment: Moment) -> tuple[Policy | None, Stage | None]:
    rule = policy.ASSOCIATION_LIMITS
    stage = rule.stage("ten-and-three")
    if rule.holds(moment):
        return rule, None
    return (rule, stage) if stage.holds(moment) else (None, None)


def check_pair(official: Account, mini: Account, subjects: tuple[Subject | None, Subject | None]) -> None:
    """Whether the two can ever be linked."""
    if any(subject is not None and subject.overseas for subject in subjects):
        raise Refused(89008, "overseas account can not link", reason="an account of an overseas subject is not linked")
    check_running(mini)
    if official.status != "normal":
        raise Refused(50002, "user limited", reason=f"{official.name} is {official.status}")


def check_running(mini: Account) -> None:
    if mini.status != "normal":
        raise Refused(89013, "wxa is banned", reason=f"{mini.name} is {mini.status}")


def check_free(linked: bool, waiting: Request | None) -> None:
    """Whether nothing is there or under way; a refused invitation may be repeated."""
    if linked:
        raise Refused(89015, "has linked wxa", reason="the two are linked already")
    if waiting is None or waiting.state == "refused" or waiting.kind == "unlink":
        return
    if waiting.by == "console":
        raise Refused(89035, "linking from mp", reason="an invitation of the console waits for an answer")
    raise Refused(89010, "link message has sent", reason="it waits for an administrator: wxamplinkget tells whose")


def check_allowed(setting: Confirmation, moment: Moment) -> None:
    """Since 2019-04-04 a mini program can say that nobody links it."""
    rule = policy.ASSOCIATION_CONFIRM
    if setting == "forbid" and rule.holds(moment):
        why = "关联公众号设置 of the mini program: not to be linked"
        raise Refused(89245, "mini program forbidden to link", rule=rule, reason=why)


def must_confirm(setting: Confirmation, moment: Moment) -> bool:
    """Until 2019-04-03 the mini program's administrator always; since then where its setting says so."""
    return setting == "confirm" or not policy.ASSOCIATION_CONFIRM.holds(moment)


def check_unlink(linked: bool, waiting: Request | None, facts: Facts) -> None:
    """Whether the API may begin to end a link."""
    if not linked:
        raise Refused(40013, "invalid appid", reason="the two are not linked")
    if waiting is not None and waiting.kind == "unlink":
        raise Refused(89018, "unlink message has sent", reason="it waits for the official account's administrator")
    if facts.nearby:
        raise Refused(89011, "can not unlink nearby wxa", reason="facts.association.nearby")
    if facts.mall:
        raise Refused(89012, "can not unlink store or mall", reason="facts.association.mall")


def check_administrator(role: str | None, who: str, account: str, moment: Moment) -> None:
    """管理员扫码确认: an operator's WeChat does not do."""
    if role != "administrator":
        raise _out_of_turn(moment, reason=f"{who} is not the administrator of {account}")


def check_confirmed(confirmed: bool, moment: Moment) -> None:
    """管理员手机确认解除关联: the last step of post 20."""
    if not confirmed:
        raise _out_of_turn(moment, reason="the administrator has not confirmed on the phone: the link stays")


def _out_of_turn(moment: Moment, *, reason: str) -> Refused:
    """Posts 19 and 20 wrote the steps down; nothing is known of a time when they were others."""
    rule = policy.ASSOCIATION_FLOW
    return Refused(48001, "api unauthorized", rule=rule if rule.holds(moment) else None, reason=reason)


# -- the component official-account ------------------------------------------------------------------------------------

SCANNED, SCANNED_THING, SCANNED_QR, TRIAL_ENTRY, SCANNED_BAR = 1047, 1124, 1011, 1017, 1025
SCENES = (SCANNED_QR, TRIAL_ENTRY, SCANNED_BAR, SCANNED, SCANNED_THING)
SCENES_BEFORE = (SCANNED, SCANNED_THING)
SCENES_SINCE, DEVELOP_SINCE = (2, 18, 1), (2, 7, 3)
LOADED, ACCOUNT_BANNED, NOT_LINKED, NOT_OPEN, WRONG_SCENE = 0, 2, 3, 4, 5
WORDS = {
    ACCOUNT_BANNED: "关联公众号被封禁",
    NOT_LINKED: "关联关系解除或未选中关联公众号",
    NOT_OPEN: "未开启关注公众号功能",
    WRONG_SCENE: "场景值错误",
}


def component_status(facts: Facts, shown: Account | None, opened: Opened, moment: Moment) -> int:
    """What the component says where it is used; ``shown``: the chosen account, while it is linked."""
    if not facts.follow_component:
        return NOT_OPEN
    if shown is None:
        return NOT_LINKED
    if shown.status != "normal":
        return ACCOUNT_BANNED
    return LOADED if shows_component(opened, moment) else WRONG_SCENE


def shows_component(opened: Opened, moment: Moment) -> bool:
    """Only people who scanned their way in are shown it. Source: official-account."""
    if moment.base_library >= SCENES_SINCE:
        return opened.scene in SCENES
    tried = opened.kind == "trial" or (opened.kind == "develop" and opened.scene == SCANNED_QR)
    return opened.scene in SCENES_BEFORE or (tried and moment.base_library >= DEVELOP_SINCE)
