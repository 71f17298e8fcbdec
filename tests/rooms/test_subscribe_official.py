"""Service accounts' subscription notices and one-time messages, on every engine."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import Line, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

SERVICE = "示例服务号"
BIZSEND, ONE_TIME = "/cgi-bin/message/subscribe/bizsend", "/cgi-bin/message/template/subscribe"
PAGE = "/mp/subscribemsg"
TEMPLATES = [
    {"id": "a", "title": "开售提醒", "content": "商品:{{thing1.DATA}}\n时间:{{time2.DATA}}"},
    {"id": "b", "title": "降价提醒", "content": "商品:{{thing1.DATA}}"},
    {"id": "long", "title": "到账", "kind": "long"},
]
DATA = {"thing1": {"value": "巧克力"}, "time2": {"value": "2021年2月1日 10:00"}}


@pytest.fixture
def service(local: Local) -> Local:
    """A service account that has opened notices."""
    local.at("2021-02-01")
    for person in local.people.values():
        person.change_phone(client_version="8.0.1")
    local.facts("subscribe", SERVICE, templates=TEMPLATES)
    local.control("PUT", f"/accounts/{appid(local)}/notices", {"open": True})
    return local


def appid(local: Local) -> str:
    return local.account(SERVICE).appid


def tap(local: Local, *ids: str, deed: str = "subscribeInArticle", who: str = "alice", **more: Any) -> Outcome:
    answers = more.pop("answers", "allow")
    options = {"account": appid(local), "templates": list(ids), "url": "https://shop.example.com/sale", **more}
    return local.person(who).call(deed, options, answers=answers)


def send(local: Local, id: str = "a", who: str = "alice", **changes: Any) -> Any:
    body = {"touser": local.person(who).openid(appid(local)), "template_id": id, "data": DATA, **changes}
    return local.post(BIZSEND, body, token=local.token(SERVICE))


def words(told: Any) -> tuple[int, str]:
    return told["errcode"], told["errmsg"].partition(" rid:")[0]


def test_one_acceptance_in_an_article_is_one_notice(service: Local) -> None:
    assert words(send(service)) == (43101, "user refuse to accept the msg")
    assert tap(service, "a", "b", answers=[{"a": "accept"}]).result == {"templates": {"a": "accept", "b": "reject"}}
    told = send(service, page="mp.weixin.qq.com")
    assert (told["errcode"], told["errmsg"]) == (0, "ok")
    assert [words(send(service, id))[0] for id in ("a", "b")] == [43101, 43101]

    (notice,) = service.person("alice").inbox()
    assert (notice.kind, notice.title, notice.appid) == ("notice", "开售提醒", appid(service))
    assert notice.lines == (Line(name="商品", value="巧克力"), Line(name="时间", value="2021年2月1日 10:00"))
    assert notice.target == Target(url="https://mp.weixin.qq.com")
    opened = service.person("alice").call("openMessage", {"message": notice.id}).result
    assert opened == {"message": notice.id, "browser": "https://mp.weixin.qq.com"}

    (popup,) = service.letters("subscribe_msg_popup_event")
    assert (popup.appid, popup.body["FromUserName"]) == (appid(service), service.person("alice").openid(appid(service)))
    assert [
        (one["TemplateId"], one["SubscribeStatusString"], one["PopupScene"])
        for one in popup.body["SubscribeMsgPopupEvent"]["List"]
    ] == [("a", "accept", 2), ("b", "reject", 2)]
    (sent,) = service.letters("subscribe_msg_sent_event")
    assert sent.body["SubscribeMsgSentEvent"]["List"][0]["MsgID"] == str(told["msgid"])


def test_the_open_tag_of_a_web_page(service: Local) -> None:
    told = tap(service, "a", "b", deed="subscribeOnPage", answers=[{"a": "accept"}]).result
    assert told is not None
    assert told["detail"]["errMsg"] == "subscribe:ok"
    details = json.loads(told["detail"]["subscribeDetails"])
    assert {id: json.loads(one) for id, one in details.items()} == {
        "a": {"status": "accept"},
        "b": {"status": "reject"},
    }
    (popup,) = service.letters("subscribe_msg_popup_event")
    assert {one["PopupScene"] for one in popup.body["SubscribeMsgPopupEvent"]["List"]} == {1}
    assert send(service)["errcode"] == 0
    for url in ("", "shop", "ftp://x.example"):
        with pytest.raises(NotPossible, match="option url"):
            tap(service, "a", deed="subscribeOnPage", url=url)
    service.facts("subscribe", SERVICE, js_domains=["www.example.com"])
    with pytest.raises(NotPossible, match=r"www\.example\.com"):
        tap(service, "a", deed="subscribeOnPage")
    assert tap(service, "a", deed="subscribeOnPage", url="https://www.example.com/x").ok


def test_where_a_notice_is_found(service: Local) -> None:
    """对已关注服务号的用户，通知下发到号内，未关注的下发到服务通知。"""
    tap(service, "a")
    tap(service, "a", who="bob")
    official = appid(service)
    with service.world.act() as act:
        known = identity.meet(act, official, "bob")
        nouns.set_relation(act.tx, msgspec.structs.replace(known, followed_at=act.now))
    send(service)
    send(service, who="bob")
    places = {who: service.person(who).inbox()[0].body["place"] for who in ("alice", "bob")}
    assert places == {"alice": "service notices", "bob": "chat"}


def test_a_notice_opens_a_linked_mini_program(service: Local) -> None:
    tap(service, "a")
    mini = {"appid": service.appid, "pagepath": "pages/detail/detail?id=7"}
    assert words(send(service, miniprogram=mini)) == (40013, "invalid appid")
    official, program = appid(service), service.appid
    with service.world.act() as act:
        nouns.associate(act.tx, official, program, act.now)
    assert send(service, page="https://x.example", miniprogram=mini)["errcode"] == 0
    alice = service.person("alice")
    opened = alice.call("openMessage", {"message": alice.inbox()[0].id}).result
    assert opened is not None
    assert (opened["scene"], opened["path"], opened["query"]) == (1107, "pages/detail/detail", {"id": "7"})
    assert opened["referrerInfo"]["appId"] == official


def test_what_a_service_account_may_not(service: Local) -> None:
    assert words(service.post(BIZSEND, {}))[0] == 48001, "a mini program has another path"
    assert words(send(service, touser="nobody")) == (40003, "invalid openid")
    assert words(send(service, "none")) == (40037, "invalid template_id")
    assert words(send(service, data={})) == (47003, "argument invalid! data.thing1.value is empty")
    path = f"/accounts/{appid(service)}"
    service.control("PATCH", path, {"verified": False})
    assert words(send(service)) == (48001, "api unauthorized")
    service.control("PATCH", path, {"verified": True})
    service.control("PUT", f"{path}/notices", {"open": False})
    assert words(send(service)) == (48001, "api unauthorized")
    with pytest.raises(NotPossible, match="has not opened subscription notices"):
        tap(service, "a")


def test_what_the_component_takes(service: Local) -> None:
    def code(outcome: Outcome) -> int:
        assert outcome.result is not None
        return int(outcome.result["errCode"])

    assert code(tap(service)) == 10001
    assert code(tap(service, "a", "none")) == 20001
    assert code(tap(service, "a", "long")) == 20002
    assert code(tap(service, "a", "b", "c", "d", "e", "f")) == 20003
    alice = service.person("alice")
    alice.call("changeSubscriptions", {"account": appid(service), "mainSwitch": False})
    assert code(tap(service, "a")) == 20004
    alice.change_phone(client_version="7.0.13")
    with pytest.raises(NotPossible, match=r"clients before 7\.0\.14"):
        tap(service, "a")
    with pytest.raises(NotPossible, match="service account"):
        alice.call("subscribeInArticle", {"account": service.appid, "templates": ["a"]})


def test_a_service_accounts_notices_are_refused_in_the_settings(service: Local) -> None:
    alice = service.person("alice")
    tap(service, "a", answers="always allow")
    told = alice.call("changeSubscriptions", {"account": appid(service), "items": {"a": "reject"}}).result
    assert told is not None
    assert told["itemSettings"] == {"a": "reject"}
    (change,) = service.letters("subscribe_msg_change_event")
    assert change.appid == appid(service)
    assert send(service)["errcode"] == 43101


# -- one-time messages ------------------------------------------------------------------------------------------------


def template(local: Local) -> str:
    return str(local.control("GET", f"/accounts/{appid(local)}/notices")["one_time_template"])


def address(local: Local, **changes: Any) -> str:
    query = {
        "action": "get_confirm", "appid": appid(local), "scene": "1000", "template_id": template(local),
        "redirect_url": "https://shop.example.com/back?x=1", "reserved": "test", **changes,
    }  # fmt: skip
    return f"https://mp.weixin.qq.com{PAGE}?{urlencode(query)}#wechat_redirect"


def confirm(local: Local, answer: str = "allow", who: str = "alice", **changes: Any) -> dict[str, list[str]]:
    outcome = local.person(who).call("openOneTimeSubscription", {"url": address(local, **changes)}, answers=answer)
    assert outcome.result is not None
    return parse_qs(urlsplit(outcome.result["location"]).query)


def once(local: Local, who: str = "alice", **changes: Any) -> tuple[int, str]:
    body = {
        "touser": local.person(who).openid(appid(local)), "template_id": template(local), "scene": "1000",
        "title": "降价了", "data": {"content": {"value": "快来", "color": "#ff0000"}}, **changes,
    }  # fmt: skip
    return words(local.post(ONE_TIME, body, token=local.token(SERVICE)))


def test_one_confirmation_is_one_message(local: Local) -> None:
    assert len(template(local)) == 43
    assert once(local) == (43101, "user refuse to accept the msg")
    back = confirm(local)
    openid = local.person("alice").openid(appid(local))
    assert back == {
        "x": ["1"], "openid": [openid], "template_id": [template(local)], "action": ["confirm"], "scene": ["1000"],
        "reserved": ["test"],
    }  # fmt: skip
    assert once(local, scene=1001) == (43101, "user refuse to accept the msg")
    assert once(local, url="https://shop.example.com/") == (0, "ok")
    assert once(local) == (43101, "user refuse to accept the msg")
    (notice,) = local.person("alice").inbox()
    assert (notice.kind, notice.title) == ("notice", "降价了")
    assert notice.lines == (Line(value="快来", color="#ff0000"),)
    assert notice.target == Target(url="https://shop.example.com/")
    assert notice.body["place"] == "service notices"


def test_confirmations_of_one_scene_do_not_add_up(local: Local) -> None:
    for scene in ("7", "7", "8"):
        confirm(local, scene=scene)
    assert [once(local, scene=scene)[0] for scene in ("7", "7", "8", 8)] == [0, 43101, 0, 43101]


def test_who_cancels_is_not_named(local: Local) -> None:
    back = confirm(local, "refuse", reserved="")
    assert back == {"x": ["1"], "template_id": [template(local)], "action": ["cancel"], "scene": ["1000"]}
    assert once(local)[0] == 43101


def test_wrong_one_time_messages(local: Local) -> None:
    confirm(local)
    assert once(local, touser="nobody") == (40003, "invalid openid")
    assert once(local, template_id="none") == (40037, "invalid template_id")
    assert once(local, title="") == (40062, "invalid title size")
    assert once(local, title="一" * 16) == (40062, "invalid title size")
    assert once(local, data={}) == (47003, "argument invalid! data.content.value is empty")
    assert once(local, data={"content": {"value": "一" * 201}}) == (
        47003,
        "argument invalid! data.content.value invalid",
    )
    assert once(local, miniprogram={"appid": "wx0000000000000000"}) == (40013, "invalid appid")
    assert once(local, scene="10001")[0] == 43101
    assert once(local, title="一" * 15, data={"content": {"value": "一" * 200}}) == (0, "ok")
    local.control("PATCH", f"/accounts/{appid(local)}", {"verified": False})
    assert once(local) == (48001, "api unauthorized")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"appid": "wx0000000000000000"}, ""),
        ({"action": "confirm"}, "action 参数错误"),
        ({"scene": "10001"}, "scene 参数错误"),
        ({"template_id": "x"}, "template_id 参数错误"),
        ({"redirect_url": "javascript:alert(1)"}, "redirect_url 参数错误"),
        ({"reserved": "x" * 129}, "reserved 参数错误"),
    ],
)
def test_wrong_addresses(memory: Local, changes: dict[str, str], said: str) -> None:
    url = address(memory, **changes)
    outcome = memory.person("alice").call("openOneTimeSubscription", {"url": url}, answers="allow")
    assert not outcome.ok
    shown = memory.request("GET", PAGE, dict(pairs(url)), host="mp.weixin.qq.com")
    assert said in shown.body.decode()
    assert shown.status != 302


def pairs(url: str) -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in parse_qs(urlsplit(url).query).items()]


def test_domains_where_the_page_may_lead_to(memory: Local) -> None:
    memory.facts("subscribe", SERVICE, business_domains=["www.example.com"])
    url = address(memory)
    assert not memory.person("alice").call("openOneTimeSubscription", {"url": url}, answers="allow").ok
    confirm(memory, redirect_url="https://www.example.com/")
    memory.control("PATCH", f"/accounts/{appid(memory)}", {"verified": False})
    assert not memory.person("alice").call("openOneTimeSubscription", {"url": url}, answers="allow").ok
    with pytest.raises(NotPossible, match="option url is an address of"):
        memory.person("alice").call("openOneTimeSubscription", {"url": "https://mp.weixin.qq.com/"})


def test_the_page_in_a_browser(memory: Local) -> None:
    """Somebody says whose phone it is, then confirms; the answer is one click away, with everything in its address."""

    def visit(target: str) -> Any:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return memory.request("GET", parts.path, query, host="mp.weixin.qq.com")

    def link(page: Any, words: str) -> str:
        found = re.search(rf'href="([^"]*)">{words}', page.body.decode())
        assert found is not None, page.body.decode()
        return unescape(found[1])

    question = visit(link(visit(address(memory)), "爱丽丝"))
    assert SERVICE in question.body.decode()
    cancelled = visit(link(question, "取消"))
    assert (cancelled.status, "action=cancel" in cancelled.headers["location"]) == (302, True)
    confirmed = visit(link(question, "确认"))
    openid = memory.person("alice").openid(appid(memory))
    assert f"openid={openid}" in confirmed.headers["location"]
    assert once(memory) == (0, "ok")
    assert visit("/mp/subscribemsgx?" + urlsplit(address(memory)).query).status == 404
