"""Post 18 (2021-01-29): 服务号订阅通知灰度测试, announced on 2021-01-27."""

from __future__ import annotations

from typing import Any

import pytest

from tests.phones import around
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "home"
[[subject]]
id = "abroad"
overseas = true
country = "SG"
[[service_account]]
name = "service"
subject = "home"
[service_account.facts.subscribe]
templates = [{ id = "t", title = "开售提醒", content = "商品:{{thing1.DATA}}" }]
[[service_account]]
name = "unverified"
subject = "home"
verified = false
[[service_account]]
name = "foreign"
subject = "abroad"
[[subscription_account]]
name = "news"
subject = "home"
[[mini_program]]
name = "program"
subject = "home"
release = [{}]
[[person]]
id = "ann"
follows = { service = "2020-01-01" }
phone = [{ client_version = "8.0.1" }]
"""
BIZSEND = "/cgi-bin/message/subscribe/bizsend"


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED, now="2021-01-27")
    return local


def open_notices(local: Local, name: str = "service", *, wanted: bool = True) -> bool:
    path = f"/accounts/{local.account(name).appid}/notices"
    return bool(local.control("PUT", path, {"open": wanted})["open"])


def subscribe(local: Local, deed: str = "subscribeInArticle") -> Outcome:
    options = {"account": local.account("service").appid, "templates": ["t"], "url": "https://shop.example.com/"}
    return local.person("ann").call(deed, options, answers="allow")


def send(local: Local) -> int:
    touser = local.person("ann").openid(local.account("service").appid)
    body = {"touser": touser, "template_id": "t", "data": {"thing1": {"value": "巧克力"}}}
    return int(local.post(BIZSEND, body, token=local.token("service"))["errcode"])


def scenes(local: Local) -> list[int]:
    letters = local.letters("subscribe_msg_popup_event")
    return [one["PopupScene"] for letter in letters for one in letter.body["SubscribeMsgPopupEvent"]["List"]]


def test_用户自主订阅后_开发者可按需求下发一条对应的订阅通知(desk: Local) -> None:
    open_notices(desk)
    assert send(desk) == 43101
    assert subscribe(desk).ok
    desk.advance("30d")
    assert [send(desk), send(desk)] == [0, 43101]
    (notice,) = desk.person("ann").inbox()
    assert (notice.kind, notice.title, notice.lines[0].value) == ("notice", "开售提醒", "巧克力")


def test_用户可在图文订阅通知(desk: Local) -> None:
    open_notices(desk)
    subscribe(desk)
    assert scenes(desk) == [2]
    assert send(desk) == 0


def test_用户可在网页订阅通知(desk: Local) -> None:
    open_notices(desk)
    subscribe(desk, "subscribeOnPage")
    assert scenes(desk) == [1]
    assert send(desk) == 0


def test_服务号订阅通知功能即日上线(desk: Local) -> None:
    """自2021年1月27日0:00: the last second before, the first second, a day later."""
    for at, there in zip(around("2021-01-27"), (False, True, True), strict=True):
        desk.at(at)
        desk.facts("subscribe", "service", notices=False)
        if there:
            assert open_notices(desk)
            assert subscribe(desk).ok
            assert send(desk) == 0
            continue
        with pytest.raises(NotPossible, match="no subscription notices yet"):
            open_notices(desk)
        desk.facts("subscribe", "service", notices=True)
        with pytest.raises(NotPossible, match="no subscription notices yet"):
            subscribe(desk)
        assert send(desk) == 48001
        assert desk.journal(errcode=48001)[-1].rule == "oa-subscribe-notify-test"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unverified", "the account is not verified"),
        ("foreign", "the subject is overseas"),
        ("news", "only service accounts"),
    ],
)
def test_已认证的境内主体服务号可前往_MP_后台开通使用(desk: Local, name: str, words: str) -> None:
    assert open_notices(desk, "service")
    assert not open_notices(desk, name, wanted=False), "closing is always possible"
    with pytest.raises(NotPossible, match=words):
        open_notices(desk, name)
    with pytest.raises(NotPossible, match="official account"):
        open_notices(desk, "program")


def test_未开通不可使用(desk: Local) -> None:
    with pytest.raises(NotPossible, match="has not opened subscription notices"):
        subscribe(desk)
    assert send(desk) == 48001


def test_灰度测试期至4月30日24_00_结束后的策略将另行公布(desk: Local) -> None:
    """No announcement of what holds then was found: a setting decides, and the function goes on unless told."""
    open_notices(desk)
    for after, there in (("open", True), ("closed", False)):
        desk.set("subscribe.notices_after_test", after)
        for at, open_then in zip(around("2021-04-30 24:00"), (True, there, there), strict=True):
            desk.at(at)
            if open_then:
                assert open_notices(desk)
                assert subscribe(desk).ok
                assert send(desk) == 0
                continue
            with pytest.raises(NotPossible, match="the test of subscription notices is over"):
                open_notices(desk)
            with pytest.raises(NotPossible, match="the test of subscription notices is over"):
                subscribe(desk)
            assert send(desk) == 48001


def test_期间服务号模板消息可正常使用(desk: Local) -> None:
    """Before, in and after the test, with notices opened or not: a template message asks for no subscription."""
    desk.facts("template", "service", templates=[{"id": "old", "title": "购买成功", "content": "{{keyword1.DATA}}"}])
    touser = desk.person("ann").openid(desk.account("service").appid)
    body = {"touser": touser, "template_id": "old", "data": {"keyword1": {"value": "巧克力"}}}
    days = [*around("2021-01-27"), *around("2021-04-30 24:00")]
    for at in days:
        desk.at(at)
        for opened in (False, True):
            desk.facts("subscribe", "service", notices=opened)
            assert desk.post("/cgi-bin/message/template/send", body, token=desk.token("service"))["errcode"] == 0
    assert [one.kind for one in desk.person("ann").inbox()] == ["template"] * (2 * len(days))
