"""Post 3's guide: which case a call of uniform_send is, and what to call instead. Pure."""

from __future__ import annotations

from typing import Literal

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, iso
from wxlocal.core.base.policy import Moment, Timeline
from wxlocal.core.world.nouns import Account
from wxlocal.rooms.template import policy

Case = Literal["official", "common", "apart", "program", "nobody"]
ENDED = (45109, "该接口已经下线")
TO_OFFICIAL = "/cgi-bin/message/template/send"
ADVICE: dict[Case, str] = {
    "official": "touser is an openid of the official account {official}: send it to "
    f"{TO_OFFICIAL}, with that account's own access_token",
    "common": "touser is an openid of the mini program, and both accounts are bound to one open-platform account: take "
    "the unionid of the person (jscode2session), find the openid in {official} that has it (/cgi-bin/user/info), "
    f"and send to {TO_OFFICIAL} with that openid",
    "apart": "touser is an openid of the mini program, and the accounts are not bound to one open-platform account: "
    "bind both to one first (open.weixin.qq.com), then take the unionid to the openid in {official}, and send "
    f"to {TO_OFFICIAL}",
    "program": "touser is an openid of the mini program, and there is no mp_template_msg: send a subscription message, "
    "by /cgi-bin/message/subscribe/send",
    "nobody": "touser is an openid neither of the mini program nor of the official account: find the openid that the "
    f"person has in the official account, and send to {TO_OFFICIAL}",
}
TITLE = "小程序与公众号下发统一消息接口调整通知"


def case(owner: str | None, program: Account, official: Account | None) -> Case:
    """``owner``: the AppID whose openid touser is."""
    if owner is not None and official is not None and owner == official.appid:
        return "official"
    if owner != program.appid:
        return "nobody"
    if official is None:
        return "program"
    bound = program.open_platform is not None and program.open_platform == official.open_platform
    return "common" if bound else "apart"


def check(moment: Moment, owner: str | None, program: Account, official: Account | None) -> None:
    if policy.UNIFORM_MESSAGE_REVOKED.holds(moment):
        code, words = ENDED
        advice = ADVICE[case(owner, program, official)]
        name = official.appid if official else "the official account"
        raise Refused(code, words, rule=policy.UNIFORM_MESSAGE_REVOKED, reason=advice.format(official=name))


def adapted(last: int, now: int, days: int) -> bool:
    """Whether an account counts as one that does not call it any more."""
    return now - last > days * DAY


def notice(timeline: Timeline) -> tuple[str, ...]:
    """What the platform writes to those who have not adapted."""
    year, month, day = iso(policy.UNIFORM_MESSAGE_REVOKED.begins(timeline))[:10].split("-")
    return (
        f"自 {year} 年 {int(month)} 月 {int(day)} 日起，下发统一消息接口将被收回，调用将返回 45109，无法下发消息。",
        "检查当前下发模板消息的用户身份信息：",
        "1、公众号 openid：按照公众号模板消息接口文档适配。",
        "2、小程序 openid：小程序与公众号绑定在同一个开放平台帐号下，按照公众号模板消息接口文档适配；"
        "没有绑定，先完成绑定工作。",
    )
