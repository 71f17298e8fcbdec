"""What the sources leave open about template messages."""

from wxlocal.core.base.settings import Setting

MARKETING_WORDS = Setting(
    name="template.marketing_words",
    default="优惠,促销,特价,满减,秒杀,抢购,红包,折扣,上新,爆款,限时,低至,免费领,大放送",
    why="By which words content counts as marketing (40249, since 2023-03-24), with commas between: no page tells how "
    "the platform finds out. A message is stopped when each of its fields has one; first line and remark do not count.",
)
ADAPTED_AFTER = Setting(
    name="template.adapted_after_days",
    default=7,
    unit="days",
    minimum=0,
    why="Post 3: who has not adapted by early September 2023 gets notices. An account that has not called uniform_send "
    "for so long counts as adapted; the post does not say how the platform tells.",
)
