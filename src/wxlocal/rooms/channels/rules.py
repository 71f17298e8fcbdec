"""Decisions about channels (视频号): which may be linked, and where the shop or mini program shows. Post 15. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.policy import Moment, Policy, Version
from wxlocal.core.phone.outcomes import Failed
from wxlocal.rooms.channels import policy

OTHER_GUIDE: Version = (8, 0, 6)
Place = Literal["profile", "live"]
SCENE_STORE, SCENE_LIVE_GOODS, SCENE_SERVICES, SCENE_GOODS = 1175, 1177, 1193, 1195


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """``id`` begins with sph. ``super_admin`` and ``admins`` are people; the first is one of the administrators too."""

    id: str
    name: str
    subject: str
    super_admin: str
    admins: tuple[str, ...] = ()
    made_at: int

    @property
    def administrators(self) -> tuple[str, ...]:
        return (self.super_admin, *self.admins)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A shop or a mini program: its super administrators, all its members, and its promoters."""

    subject: str
    shop: bool
    super_admins: tuple[str, ...]
    members: tuple[str, ...]
    promoters: tuple[str, ...] = ()


def is_newer_guide(moment: Moment) -> bool:
    """更新：以下内容适用于微信8.0.6版本前的设备. Before the day of the update one guide was for all."""
    return policy.CHANNELS_ASSOCIATION.holds(moment) and moment.client >= OTHER_GUIDE


def conditions(channel: Channel, target: Target) -> dict[str, bool]:
    """The conditions that the post lists, in its words, and whether each is met."""
    if target.shop:
        return {
            "当前视频号的超级管理员为小商店的超级管理员": channel.super_admin in target.super_admins,
            "当前视频号的超级管理员为小商店的成员": channel.super_admin in target.members,
        }
    return {
        "当前视频号和小程序的主体一致": channel.subject == target.subject,
        "当前视频号和小程序的超级管理员一致": channel.super_admin in target.super_admins,
        "视频号的管理员为小程序的推广者": any(one in target.promoters for one in channel.administrators),
    }


def check(channel: Channel, target: Target, moment: Moment, *, needed: str, newer: str) -> None:
    """Failed with the conditions that are not met. ``needed`` any or all of a mini program's; ``newer``: what is
    asked of clients with the other guide.
    """
    rule: Policy | None = policy.CHANNELS_ASSOCIATION if policy.CHANNELS_ASSOCIATION.holds(moment) else None
    if newer == "same subject" and is_newer_guide(moment):
        if channel.subject != target.subject:
            raise Failed("not same contractor", errno=1416103, rule=rule, reason="the subjects are not the same")
        return
    met = conditions(channel, target)
    enough = all(met.values()) if needed == "all" and not target.shop else any(met.values())
    if not enough:
        missing = "；".join(words for words, is_met in met.items() if not is_met)
        raise Failed("暂不满足关联条件", rule=rule, reason=f"not met: {missing}")


def check_administrator(channel: Channel, person: str, moment: Moment) -> None:
    if person not in channel.administrators:
        rule = policy.CHANNELS_ASSOCIATION if policy.CHANNELS_ASSOCIATION.holds(moment) else None
        raise Failed("没有权限", rule=rule, reason=f"{person} is not an administrator of the channel {channel.name}")


def entry(target_is_shop: bool, moment: Moment) -> tuple[str, int]:
    """What the profile of a channel shows, and the scene of a tap on it."""
    if not is_newer_guide(moment):
        return "商店", SCENE_STORE
    return ("商品", SCENE_GOODS) if target_is_shop else ("服务", SCENE_SERVICES)
