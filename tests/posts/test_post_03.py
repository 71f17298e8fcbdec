"""Post 3 (2023-08-22): 小程序与公众号下发统一消息接口调整通知."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.test_template_messages import BARE, DATA, SEED, WHOLE, inbox, openid, post, read, send
from tests.sources import found
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

DAYS = [
    ("2023-09-19", True),
    ("2023-09-19T23:59:59", True),
    ("2023-09-20", False),
    ("2023-09-21", False),
    ("2026-01-01", False),
]
OPENIDS = ["news", "shop"]
APP = {"app.json": '{"pages": ["a"]}', "a.wxml": "<view/>", "a.js": "Page({})"}
CALL = "URL = 'https://api.weixin.qq.com/cgi-bin/message/wxopen/template/uniform_send'\n"


@pytest.fixture
def desk(seeded: Callable[..., Local]) -> Local:
    return seeded(SEED).at("2023-08-01")


def uniform(local: Local, touser: str, official: str = "news", **more: Any) -> Any:
    """``touser``: in whose eyes."""
    message = {"appid": local.account(official).appid, "template_id": "old", "data": DATA, **more}
    body = {"touser": openid(local, "ann", touser), "mp_template_msg": message}
    return post(local, "/cgi-bin/message/wxopen/template/uniform_send", body, "shop")


def reason(local: Local) -> str:
    entry = local.journal(name="sendUniformMessage")[-1]
    assert entry.rule == "uniform-message-revoked"
    return entry.reason or ""


def messages(local: Local) -> list[str]:
    return [notice.title for notice in inbox(local) if notice.kind == "template"]


# -- 下发统一消息接口曾支持小程序与公众号统一的模板消息下发 --------------------------------------------------------------------


@pytest.mark.parametrize("touser", OPENIDS)
def test_曾支持公众号的模板消息下发(desk: Local, touser: str) -> None:
    desk.at("2023-05-03")
    assert uniform(desk, touser, url="https://example.com/") == {"errcode": 0, "errmsg": "ok"}
    (notice,) = inbox(desk)
    assert (notice.kind, notice.title, notice.appid) == ("template", "订单发货提醒", desk.account("news").appid)
    assert read(notice) == WHOLE
    assert desk.person("ann").call("openMessage", {"message": notice.id}).result == {
        "message": notice.id,
        "browser": "https://example.com/",
    }
    (letter,) = desk.letters("TEMPLATESENDJOBFINISH")
    assert (letter.appid, letter.body["Status"]) == (desk.account("news").appid, "success")
    assert letter.body["FromUserName"] == openid(desk, "ann", "news")


@pytest.mark.parametrize(
    ("day", "code"),
    [("2020-01-09", 0), ("2020-01-10", 46101), ("2020-01-11", 46101), ("2023-09-19", 46101), ("2023-09-20", 45109)],
)
def test_小程序模板消息能力已于2020年1月下线(desk: Local, day: str, code: int) -> None:
    desk.at("2020-01-08")
    appid, ann = desk.account("shop").appid, desk.person("ann")
    form = ann.call("form", {"report-submit": True}, appid=appid).result
    desk.control("POST", f"/accounts/{appid}/releases", {"version": "2", "released_at": day})
    desk.at(day)
    message: dict[str, Any] = {"template_id": "bill", "form_id": form["formId"] if form else "", "data": {}}
    body = {"touser": openid(desk, "ann", "shop"), "weapp_template_msg": message}
    assert post(desk, "/cgi-bin/message/wxopen/template/uniform_send", body, "shop")["errcode"] == code
    assert messages(desk) == (["购买成功通知"] if code == 0 else [])


def test_当前下发统一消息能力仅限于公众号范畴(desk: Local) -> None:
    assert uniform(desk, "shop")["errcode"] == 0, "without weapp_template_msg"
    assert uniform(desk, "shop", official="letters")["errcode"] == 40013


# -- 自 2023 年 9 月 20 日起 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("touser", OPENIDS)
@pytest.mark.parametrize(("day", "sent"), DAYS)
def test_自2023年9月20日起接口将被收回_将会显示45109错误码_无法下发(
    desk: Local, day: str, sent: bool, touser: str
) -> None:
    desk.at(day)
    assert uniform(desk, touser)["errcode"] == (0 if sent else 45109)
    assert messages(desk) == (["订单发货提醒"] if sent else [])
    assert len(desk.letters()) == (1 if sent else 0)


@pytest.mark.parametrize(("day", "_"), DAYS)
def test_如业务需下发公众号模板消息_请使用公众号模板消息能力_不受影响(desk: Local, day: str, _: bool) -> None:
    desk.at(day)
    assert send(desk)["errcode"] == 0
    assert read(inbox(desk)[0]) == BARE


def test_例如小程序A_B当前正使用不同接口下发公众号模板消息(desk: Local) -> None:
    """A by uniform_send, B by the official account's own interface."""
    for day, by_a, by_b in (("2023-09-19", 0, 0), ("2023-09-20", 45109, 0)):
        desk.at(day)
        assert (uniform(desk, "shop")["errcode"], send(desk)["errcode"]) == (by_a, by_b)


@pytest.mark.parametrize("library", ["weapp", "none"])
def test_what_was_wrong_with_a_call_does_not_hide_that_the_interface_is_gone(desk: Local, library: str) -> None:
    desk.at("2023-09-20")
    body = {"touser": "nobody"}
    assert post(desk, "/cgi-bin/message/wxopen/template/uniform_send", body, "shop")["errcode"] == 45109
    desk.at("2023-09-19")
    assert post(desk, "/cgi-bin/message/wxopen/template/uniform_send", body, "shop")["errcode"] == 47001


# -- 适配指引 ----------------------------------------------------------------------------------------------------------


def test_1_用户身份信息为公众号openid_按照公众号模板消息接口文档适配(desk: Local) -> None:
    desk.at("2023-09-20")
    uniform(desk, "news")
    assert reason(desk).startswith(f"touser is an openid of the official account {desk.account('news').appid}")
    assert "/cgi-bin/message/template/send" in reason(desk)
    assert send(desk, touser=openid(desk, "ann", "news"))["errcode"] == 0
    assert messages(desk) == ["订单发货提醒"]


def test_2a_小程序openid_绑定在同一个主体下_unionid至公众号openid(desk: Local) -> None:
    desk.at("2023-09-20")
    uniform(desk, "shop")
    assert "both accounts are bound to one open-platform account: take the unionid" in reason(desk)
    assert send(desk, touser=openid(desk, "ann", "shop"))["errcode"] == 40003, "not with the old openid"

    shop, news = desk.account("shop"), desk.account("news")
    code = desk.person("ann").login(shop.appid)
    session = desk.get(
        "/sns/jscode2session", appid=shop.appid, secret=shop.secret, js_code=code, grant_type="authorization_code"
    )
    token = desk.token(news.appid)
    followers = desk.get("/cgi-bin/user/get", access_token=token)["data"]["openid"]
    told = [desk.get("/cgi-bin/user/info", access_token=token, openid=one) for one in followers]
    (mine,) = [one["openid"] for one in told if one["unionid"] == session["unionid"]]
    assert send(desk, touser=mine)["errcode"] == 0
    assert messages(desk) == ["订单发货提醒"]


def test_2b_没有绑定在同一个主体下_先完成绑定工作(desk: Local) -> None:
    shop, news = desk.account("shop"), desk.account("news")
    desk.control("PATCH", f"/accounts/{shop.appid}", {"open_platform": None})
    desk.at("2023-09-20")
    uniform(desk, "shop")
    assert "not bound to one open-platform account: bind both to one first" in reason(desk)
    desk.control("PATCH", f"/accounts/{shop.appid}", {"open_platform": news.open_platform})
    uniform(desk, "shop")
    assert "both accounts are bound to one open-platform account" in reason(desk)


def test_a_call_that_is_none_of_the_cases_is_told_so(desk: Local) -> None:
    desk.at("2023-09-20")
    uniform(desk, "far")
    assert reason(desk).startswith("touser is an openid neither of the mini program nor of the official account")
    body = {"touser": openid(desk, "ann", "shop")}
    post(desk, "/cgi-bin/message/wxopen/template/uniform_send", body, "shop")
    assert "/cgi-bin/message/subscribe/send" in reason(desk)


@pytest.mark.parametrize(
    ("back", "case"),
    [
        ("W = 'mp_template_msg'\nL = 'sns/jscode2session'\n", "the openid is the mini program's"),
        ("W = 'mp_template_msg'\nL = 'sns/oauth2/access_token'\n", "the openid is the official account's"),
        ("W = 'mp_template_msg'\n", "an openid of the official account goes as it is"),
        ("W = 'weapp_template_msg'\n", "send a subscription message"),
        ("L = 'sns/oauth2/access_token jscode2session'\n", "an openid of the official account goes as it is"),
    ],
)
def test_the_audit_says_the_same_of_source_code(tmp_path: Path, back: str, case: str) -> None:
    sources = {**APP, "server/send.py": CALL + back}
    assert found(tmp_path / "before", sources, "2023-09-19", "MSG-801") == []
    (finding,) = found(tmp_path / "since", sources, "2023-09-20", "MSG-801")
    assert case in finding.message


def test_the_audit_looks_through_the_whole_back_end(tmp_path: Path) -> None:
    sources = {**APP, "server/send.py": CALL, "server/login.py": "L = 'sns/jscode2session'\n"}
    (finding,) = found(tmp_path, sources, "2023-09-20", "MSG-801")
    assert "the openid is the mini program's" in finding.message


# -- before the end: which calls worked --------------------------------------------------------------------------------


def test_要求与小程序有绑定且同主体(desk: Local) -> None:
    """The page of the time: appid of mp_template_msg."""
    assert uniform(desk, "shop", official="plain")["errcode"] == 40013, "not linked"
    assert uniform(desk, "shop", official="far")["errcode"] == 40013, "another subject"
    news = desk.account("news").appid
    desk.control("PATCH", f"/accounts/{news}", {"subject": "abroad"})
    assert uniform(desk, "shop")["errcode"] == 40013


def test_类目模板_can_only_be_sent_by_the_official_account_itself(desk: Local) -> None:
    ticket = {"const3": {"value": "咨询"}, "thing1": {"value": "退货"}}
    assert uniform(desk, "shop", template_id="new", data=ticket)["errcode"] == 40037
    assert send(desk, "new", data=ticket)["errcode"] == 0


def test_the_rules_of_template_messages_hold(desk: Local) -> None:
    assert uniform(desk, "far")["errcode"] == 40003
    path = "/cgi-bin/message/wxopen/template/uniform_send"
    message = {"appid": desk.account("news").appid, "template_id": "old", "data": DATA}
    body = {"touser": openid(desk, "dev", "shop"), "mp_template_msg": message}
    assert post(desk, path, body, "shop")["errcode"] == 43004
    assert uniform(desk, "shop", miniprogram={"appid": desk.account("stranger").appid})["errcode"] == 40013


# -- 若 2023 年 9 月上旬仍未适配，官方团队将分阶段通过站内信、微信开发者工具通知等方式同步告知指引修改 -------------------------------------


def notices(local: Local, person: str) -> list[str]:
    return [notice.title.partition("：")[0] for notice in inbox(local, person) if notice.kind == "system"]


def test_若9月上旬仍未适配_分阶段通过站内信_微信开发者工具通知(desk: Local) -> None:
    desk.at("2023-08-30")
    uniform(desk, "shop")
    assert notices(desk, "ann") == []
    desk.at("2023-08-31T23:59:59")
    assert notices(desk, "ann") == []
    desk.at("2023-09-01")
    assert (notices(desk, "ann"), notices(desk, "dev")) == (["站内信"], [])
    (letter,) = [one for one in inbox(desk) if one.kind == "system"]
    assert "自 2023 年 9 月 20 日起" in letter.lines[0].value
    uniform(desk, "shop")
    desk.at("2023-09-08")
    assert notices(desk, "ann") == ["站内信", "微信开发者工具通知"]
    assert notices(desk, "dev") == ["微信开发者工具通知"]
    uniform(desk, "shop")
    desk.at("2023-09-19")
    assert len(notices(desk, "ann")) == 2, "each once"


def test_who_has_adapted_hears_nothing(desk: Local) -> None:
    uniform(desk, "shop")
    desk.at("2023-09-10")
    assert notices(desk, "ann") == []


def test_who_begins_in_september_is_told_at_once(desk: Local) -> None:
    desk.at("2023-09-09")
    uniform(desk, "shop")
    assert notices(desk, "ann") == ["站内信", "微信开发者工具通知"]


def test_nobody_is_told_of_what_nobody_knows(seeded: Callable[..., Local]) -> None:
    local = seeded(SEED, timeline="as-known:2023-08-21").at("2023-09-05")
    assert uniform(local, "shop")["errcode"] == 0
    local.at("2023-09-20")
    assert uniform(local, "shop")["errcode"] == 0
    assert notices(local, "ann") == []


def test_on_every_engine(local: Local) -> None:
    local.at("2023-08-31")
    official = local.account("示例服务号", "service_account")
    local.facts(
        "template",
        account=official.appid,
        templates=[{"id": "a", "title": "t", "industry": 1, "content": "{{k.DATA}}"}],
    )
    local.person("bob").call("follow", {"account": official.appid})
    appid = local.appid
    with local.world.act() as act:
        nouns.associate(act.tx, official.appid, appid, act.now)
    message = {"appid": official.appid, "template_id": "a", "data": {"k": {"value": "x"}}}
    body = {"touser": local.person("bob").openid(), "mp_template_msg": message}
    path = "/cgi-bin/message/wxopen/template/uniform_send"
    assert local.post(path, body, token=local.token())["errcode"] == 0
    local.at("2023-09-20")
    assert local.post(path, body, token=local.token())["errcode"] == 45109
