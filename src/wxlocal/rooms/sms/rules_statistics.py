"""Statistics of an activity: which columns there are, what stands in a row, when a day's data are ready. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wxlocal.core.base.instants import DAY, midnight

ALL = "all"
READY = 6 * 3600  # data of a day are ready at six in the morning of the next
Counts = dict[str, dict[str, int]]


class Column(msgspec.Struct, frozen=True):
    """``col_data_type``: 0 text, 1 a whole number, 2 a fraction."""

    col_id: str
    col_name: str
    col_data_type: str


COLUMNS = (
    Column("appid", "小程序id", "0"),
    Column("env_id", "环境id", "0"),
    Column("activity_id", "活动id", "0"),
    Column("channel_id", "渠道", "0"),
    Column("h5_open_uercnt", "h5打开人数", "1"),
    Column("jump_wxapp_uercnt", "小程序跳转人数", "1"),
    Column("sms_send_uercnt", "短信下发人数", "1"),
    Column("sms_send_list", "下发记录数组", "0"),
    Column("jump_wxapp_uercnt_percent", "跳转人数渠道占比", "2"),
    Column("h5_open_uercnt_percent", "h5打开人数渠道占比", "2"),
    Column("h5_sms_rate", "短信到h5转化率", "2"),
    Column("jump_h5_rate", "h5到跳转转化率", "2"),
)
_TIME = Column("time", "时间", "1")


def real_time_columns(act_type: str) -> list[Column]:
    """Of a marketing tool only the places are known: when a step begins, and how many."""
    return [_TIME, COLUMNS[4] if act_type == "h5" else COLUMNS[5]]


def ready_until(now: int) -> int:
    """Up to which instant offline data are there."""
    today = midnight(now)
    return today if now - today >= READY else today - DAY


def counted(rows: Iterable[tuple[str, str, int]]) -> Counts:
    """By channel and kind."""
    out: Counts = {}
    for channel, kind, number in rows:
        out.setdefault(channel, {})[kind] = number
    return out


def tasks(told: Iterable[tuple[str, int]]) -> str:
    return "[" + ",".join(f"{task}:{number}" for task, number in told) + "]"


def _rate(part: int, whole: int) -> str:
    """At most six places behind the point, as the page's sample has them."""
    return f"{part / whole:.6f}".rstrip("0").rstrip(".") if whole else "0"


def row(known: tuple[str, str, str], channel: str, counts: Counts, tasks: str) -> list[str]:
    """``known``: AppID, environment, activity."""
    mine, all = counts[channel], counts.get(ALL, {})
    h5, jump, sms = (mine.get(kind, 0) for kind in ("h5", "jump", "sms"))
    rates = (
        _rate(jump, all.get("jump", 0)), _rate(h5, all.get("h5", 0)), _rate(h5, sms), _rate(jump, h5),
    )  # fmt: skip
    return [*known, channel, str(h5), str(jump), str(sms), tasks if sms else "[]", *rates]
