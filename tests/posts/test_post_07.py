"""小程序链接生成与使用规则调整公告 (2022-03-09, from 2022-04-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

CHANGE = instant("2022-04-11")
DAYS = [CHANGE - DAY, CHANGE, CHANGE + DAY]


class Kind:
    """URL Scheme or URL Link: together they are 链接."""

    def __init__(self, path: str, field: str, query: str, asked: str, info: str) -> None:
        self.path, self.field, self.query, self.asked, self.info = path, field, query, asked, info

    def make(self, local: Local, **body: Any) -> str:
        answer = local.post(self.path, body)
        assert answer["errcode"] == 0, answer
        return str(answer[self.field])

    def ends(self, local: Local, text: str) -> int:
        return int(local.post(self.query, {self.asked: text})[self.info]["expire_time"])


SCHEME = Kind("/wxa/generatescheme", "openlink", "/wxa/queryscheme", "scheme", "scheme_info")
LINK = Kind("/wxa/generate_urllink", "url_link", "/wxa/query_urllink", "url_link", "url_link_info")
both = pytest.mark.parametrize("kind", [SCHEME, LINK], ids=["scheme", "link"])


@both
def test_有效期最长30天_均不再支持永久有效的链接(local: Local, kind: Kind) -> None:
    ends = []
    for day in DAYS:
        local.at(day)
        ends.append(kind.ends(local, kind.make(local)))
    assert ends == [0, CHANGE + 30 * DAY, CHANGE + 31 * DAY]


@both
def test_不再区分短期有效链接与长期有效链接(local: Local, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wxlocal.rooms.links.rules.LONG_TERM_IN_ALL", 0)
    local.at(CHANGE - DAY)
    assert local.post(kind.path, {})["errcode"] == 85400, "long ones had a quota of their own"
    local.at(CHANGE)
    assert local.post(kind.path, {})["errcode"] == 0


def test_若在微信外打开_用户可以在浏览器页面点击进入小程序(local: Local) -> None:
    for day in DAYS:
        local.at(day)
        host, path = LINK.make(local).removeprefix("https://").split("/")
        page = local.request("GET", f"/{path}", host=host)
        assert page.status == 200
        button = page.body.decode().split('href="')[1].split('"')[0]
        assert local.person("bob").open(button).ok


@both
def test_每个独立的链接被用户访问后_仅此用户可以再次访问(local: Local, kind: Kind) -> None:
    alice, bob = local.person("alice"), local.person("bob")
    others = []
    for day in DAYS:
        local.at(day)
        made = kind.make(local)
        assert alice.open(made).ok
        assert alice.open(made).ok
        others.append(bob.open(made).ok)
    assert others == [True, False, False]


def test_单个小程序每天生成链接数_总数_上限为50万条(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    from wxlocal.rooms.links import rules

    assert rules.GENERATED_A_DAY == 500_000
    monkeypatch.setattr(rules, "GENERATED_A_DAY", 3)

    def codes() -> list[int]:
        return [int(local.post(kind.path, {})["errcode"]) for kind in (SCHEME, LINK, SCHEME, LINK)]

    local.at(CHANGE - DAY)
    assert codes() == [0, 0, 0, 0]
    for day in DAYS[1:]:
        local.at(day)
        assert codes() == [0, 0, 0, 44993]


@both
def test_is_expire值固定为true_若传值为false也会生成到期失效链接(local: Local, kind: Kind) -> None:
    local.at(CHANGE)
    for body in ({"is_expire": False}, {"is_expire": True, "expire_type": 1, "expire_interval": 30}, {}):
        assert kind.ends(local, kind.make(local, **body)) == CHANGE + 30 * DAY


@both
@pytest.mark.parametrize(("days", "expected"), [(1, 1), (29, 29), (30, 30), (31, 30), (3650, 30)])
def test_expire_time最长传值有效期为30天(local: Local, kind: Kind, days: int, expected: int) -> None:
    local.at(CHANGE)
    made = kind.make(local, is_expire=True, expire_type=0, expire_time=CHANGE + days * DAY)
    assert kind.ends(local, made) == CHANGE + expected * DAY


@both
@pytest.mark.parametrize(("days", "expected"), [(1, 1), (30, 30), (31, 30), (365, 30)])
def test_expire_interval传值范围为1到30(local: Local, kind: Kind, days: int, expected: int) -> None:
    local.at(CHANGE)
    made = kind.make(local, is_expire=True, expire_type=1, expire_interval=days)
    assert kind.ends(local, made) == CHANGE + expected * DAY


def test_不会出现返回异常_均会被赋最长有效期值30天(local: Local) -> None:
    """What a backend of the year before sent works on, and its links end."""
    old_calls: list[Callable[[], dict[str, Any]]] = [
        lambda: {"jump_wxa": {"path": "pages/index/index", "query": ""}, "is_expire": False},
        lambda: {"is_expire": True, "expire_time": local.now + 180 * DAY},
        lambda: {"is_expire": True, "expire_type": 1, "expire_interval": 180},
    ]
    for day in DAYS:
        local.at(day)
        for body in old_calls:
            made = SCHEME.make(local, **body())
            assert (SCHEME.ends(local, made) == day + 30 * DAY) == (day >= CHANGE)


@both
def test_已经生成的链接_会被降级为30天有效_开始时间从调整日期开始计算(local: Local, kind: Kind) -> None:
    local.at("2022-01-10")
    forever = kind.make(local)
    long = kind.make(local, is_expire=True, expire_type=1, expire_interval=300)
    local.at("2022-04-10")
    short = kind.make(local, is_expire=True, expire_type=1, expire_interval=20)
    assert kind.ends(local, forever) == 0
    local.at(CHANGE)
    assert kind.ends(local, forever) == CHANGE + 30 * DAY
    assert kind.ends(local, long) == CHANGE + 30 * DAY
    assert kind.ends(local, short) == instant("2022-04-30"), "shorter ones keep their end"
    local.at(CHANGE + 30 * DAY - 1)
    assert local.person("bob").open(forever).ok
    local.at(CHANGE + 30 * DAY)
    assert not local.person("bob").open(forever).ok


@both
def test_已经生成的链接_在调整生效后_只能被1个用户访问(local: Local, kind: Kind) -> None:
    local.at("2022-04-01")
    made = kind.make(local)
    alice, bob = local.person("alice"), local.person("bob")
    assert alice.open(made).ok
    assert bob.open(made).ok
    local.at(CHANGE)
    assert bob.open(made).ok
    assert not alice.open(made).ok


def test_云开发静态网站H5跳小程序与短信跳小程序_同样适用以上规则(local: Local) -> None:
    local.at(CHANGE)
    made = LINK.make(local, cloud_base={"env": "prod-1", "path": "/jump.html", "query": "id=1"})
    assert LINK.ends(local, made) == CHANGE + 30 * DAY
    assert local.person("alice").open(made).ok
    refused = local.person("bob").open(made)
    assert (refused.ok, refused.rule) == (False, "link-sms-same-rules")


def test_可将生成scheme的时机改为在用户打开H5时再生成(local: Local) -> None:
    """Q1's advice: one scheme for each visit, so that only real visitors count."""
    local.at(CHANGE)
    for who in ("alice", "bob"):
        assert local.person(who).open(SCHEME.make(local)).ok
