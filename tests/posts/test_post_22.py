"""Post 22 (2019-12-02): 目前在医疗服务类目中,哪些具体类目可以支持长期订阅消息? With the announcement that it points to
(小程序模板消息能力调整通知, 00008a8a7d8310b6bf4975b635a401), and what subscribing is on a phone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.entry.local import Local

NAME = "requestSubscribeMessage"
TEMPLATES = """
[mini_program.facts.subscribe]
templates = [
  { id = "a", title = "订单发货" }, { id = "b", title = "订单完成" }, { id = "c", title = "退款" },
  { id = "d", title = "评价" }, { id = "e", title = "优惠" }, { id = "f", title = "提醒" },
  { id = "twin", title = "订单发货" }, { id = "long", title = "航班延误", kind = "long" },
  { id = "device", title = "设备故障", kind = "device" }, { id = "banned", title = "违规", banned = true },
]
"""


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    head, _, tail = SHOP.partition("[[mini_game]]")
    return seeded(head + TEMPLATES + "[[mini_game]]" + tail, now="2023-06-05")


def ask(local: Local, *ids: Any, **more: Any) -> Outcome:
    more = {"tap": True, "answers": "allow", **more}
    return local.person("ann").call(NAME, {"tmplIds": list(ids)}, **more)


def code(outcome: Outcome) -> int:
    assert outcome.result is not None
    return int(outcome.result["errCode"])


@pytest.mark.parametrize(
    "category", ["政务民生>社会保障", "医疗服务>公立医疗机构", "交通服务>航空", "金融>银行", "教育服务>学历教育"]
)
def test_目前长期性订阅消息仅向政务民生_医疗_交通_金融_教育等线下公共服务开放(shop: Local, category: str) -> None:
    shop.at("2019-12-02")
    account = f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}"
    new = {"title": "就诊提醒", "kind": "long"}
    for listed, status in (["商家自营>百货"], 400), ([category], 200):
        shop.request("PATCH", account, json={"categories": listed})
        assert shop.request("POST", f"{account}/templates", json=new).status == status
    assert shop.request("POST", f"{account}/templates", json={"title": "一次"}).status == 200


@pytest.mark.parametrize(
    ("category", "tid"),
    [
        ("政务民生>社会保障", 20003),
        ("医疗服务>公立医疗机构", 20005),
        ("交通服务>航空", 20002),
        ("金融>银行", 20006),
        ("教育服务>学历教育", 20008),
    ],
)
def test_仅向线下公共服务开放_服务端选用模板(shop: Local, category: str, tid: int) -> None:
    """The same over the server API: others find the template, and cannot choose it (200014)."""
    shop.at("2019-12-02")
    account = f"/accounts/{shop.account('shop').appid}"
    new = {"tid": str(tid), "kidList": [1, 2], "sceneDesc": "公共服务"}
    for listed, code in (["商家自营>百货"], 200014), ([category], 0):
        shop.control("PATCH", account, {"categories": listed})
        assert shop.post("/wxaapi/newtmpl/addtemplate", new)["errcode"] == code
    assert shop.journal(errcode=200014)[0].rule == "subscribe-longterm"
    id = shop.get("/wxaapi/newtmpl/getcategory", access_token=shop.token())["data"][0]["id"]
    page = {"ids": id, "start": 0, "limit": 30, "access_token": shop.token()}
    found = shop.get("/wxaapi/newtmpl/getpubtemplatetitles", **page)["data"]
    assert (tid, 3) in {(one["tid"], one["type"]) for one in found}


def test_后期将逐步支持到其他线下公共服务业务(shop: Local) -> None:
    """No later announcement was found: other categories are refused to this day."""
    shop.at("2025-06-01")
    new = {"tid": "20005", "kidList": [1, 2], "sceneDesc": "公共服务"}
    assert shop.post("/wxaapi/newtmpl/addtemplate", new)["errcode"] == 200014


def test_it_all_came_with_the_announcement_of_2019_10_12(shop: Local) -> None:
    """The day before there is no such server API; long-term templates come on the day itself."""
    shop.control("PATCH", f"/accounts/{shop.account('shop').appid}", {"categories": ["医疗服务>公立医疗机构"]})
    new = {"tid": "20005", "kidList": [1, 2], "sceneDesc": "公共服务"}
    for at, code in zip(around("2019-10-12"), (48001, 0, 200022), strict=True):
        shop.at(at)
        assert shop.post("/wxaapi/newtmpl/addtemplate", new)["errcode"] == code
        assert (sent(shop, "a") == 48001) == (code == 48001)
    assert shop.journal(errcode=48001)[0].rule == "subscribe-once-quota"


def sent(local: Local, id: str) -> int:
    body = {"touser": local.person("ann").openid(), "template_id": id, "data": {"thing1": {"value": "x"}}}
    return int(local.post("/cgi-bin/message/subscribe/send", body)["errcode"])


def test_用户自主订阅后_开发者可不限时间地下发一条对应的服务消息(shop: Local) -> None:
    assert sent(shop, "a") == 43101
    ask(shop, "a")
    shop.advance("1000d")
    assert [sent(shop, "a"), sent(shop, "a")] == [0, 43101]


def test_每条消息可单独订阅或退订(shop: Local) -> None:
    ask(shop, "a", "b", answers=[{"a": "accept"}])
    assert [sent(shop, "a"), sent(shop, "b")] == [0, 43101]
    ask(shop, "a", "b")
    shop.person("ann").call("changeSubscriptions", {"items": {"b": "reject"}}, appid=shop.appid)
    assert [sent(shop, "a"), sent(shop, "b")] == [0, 43101]


def test_长期性订阅消息_用户订阅一次后_开发者可长期下发多条消息(shop: Local) -> None:
    assert sent(shop, "long") == 43101
    ask(shop, "long")
    for _ in range(3):
        assert sent(shop, "long") == 0
        shop.advance("300d")


def test_long_term_and_one_time_do_not_mix(shop: Local) -> None:
    assert code(ask(shop, "a", "long")) == 20002
    assert ask(shop, "long").ok


def test_a_tap_or_a_payment_since_base_library_2_8_2(shop: Local) -> None:
    ann = shop.person("ann")
    tap = f"{NAME}:fail can only be invoked by user TAP gesture."
    for day, library, free in (
        ("2019-08-29", "2.8.2", True),
        ("2019-08-30", "2.8.1", True),
        ("2019-08-30", "2.8.2", False),
        ("2019-08-31", "2.8.2", False),
    ):
        shop.at(day)
        ann.change_phone(base_library=library)
        assert ask(shop, "a", tap=False).ok == free
        assert ask(shop, "a").ok
        assert ask(shop, "a", tap=False, gesture="payment").ok
    assert message(ask(shop, "a", tap=False, gesture="tap then await")) == tap


def test_how_many_templates(shop: Local) -> None:
    ann = shop.person("ann").change_phone(client_version="8.0.50")
    for day, library, client, platform, allowed in (
        ("2019-10-08", "2.8.4", "7.0.10", "ios", 1),
        ("2019-10-09", "2.8.3", "7.0.10", "ios", 1),
        ("2019-10-09", "2.8.4", "7.0.5", "ios", 1),
        ("2019-10-09", "2.8.4", "7.0.6", "ios", 3),
        ("2019-10-09", "2.8.4", "7.0.6", "android", 1),
        ("2019-10-09", "2.8.4", "7.0.7", "android", 3),
        ("2025-12-02", "3.12.0", "8.0.50", "ios", 3),
        ("2025-12-03", "3.12.0", "8.0.50", "ios", 5),
    ):
        shop.at(day)
        ann.change_phone(base_library=library, client_version=client, platform=platform)
        ids = ["a", "b", "c", "d", "e", "f"]
        assert ask(shop, *ids[:allowed]).ok
        assert code(ask(shop, *ids[: allowed + 1])) == 20003


def test_the_whole_order_of_errors(shop: Local) -> None:
    ann = shop.person("ann")
    assert code(ask(shop)) == 10001
    assert code(ask(shop, 1)) == 10004
    assert code(ann.call(NAME, {"tmplIds": "a"}, tap=True)) == 10004
    assert code(ask(shop, "a", "b", "c", "nope")) == 20003, "the count comes before the templates"
    assert code(ask(shop, "a", "nope")) == 20001
    assert code(ask(shop, "a", "device")) == 20013
    assert code(ask(shop, "a", "long", "device")) == 20002
    shop.facts("subscribe", account="shop", banned=True)
    assert code(ask(shop, "device")) == 20013
    assert code(ask(shop, "a")) == 20005
    shop.facts("subscribe", account="shop", banned=False)
    ann.call("changeSubscriptions", {"mainSwitch": False}, appid=shop.appid)
    ann.call("hideMiniProgram", appid=shop.appid)
    assert code(ask(shop, "a")) == 20004
    ann.call("changeSubscriptions", {"mainSwitch": True}, appid=shop.appid)
    assert code(ask(shop, "a")) == 10005
    ann.call("showMiniProgram", appid=shop.appid)
    assert code(ask(shop, "a", answers=[{"lost": True}])) == 10003
    ann.change_phone(denied=("network",))
    assert code(ask(shop, "a")) == 10002
    assert message(ask(shop, "a")) == f"{NAME}:fail Request list fail"


def test_accept_reject_ban_filter(shop: Local) -> None:
    outcome = ask(shop, "a", "twin", "banned", answers=[{"a": "accept"}])
    assert outcome.result == {"errMsg": f"{NAME}:ok", "a": "accept", "twin": "filter", "banned": "ban"}
    assert ask(shop, "a", "b", answers="refuse").result == {"errMsg": f"{NAME}:ok", "a": "reject", "b": "reject"}
    left = shop.request("GET", f"/_wxlocal/v1/worlds/default/people/ann/subscriptions/{shop.appid}").json()
    assert left == {"accepted": {"a": 1}, "kept": {}}


def test_always_keep_is_not_asked_again_since_2020_01_14(shop: Local) -> None:
    ann = shop.person("ann")
    for at, kept in zip(around("2020-01-14"), (False, True, True), strict=True):
        shop.at(at)
        ann.change_phone(base_library="2.10.3", client_version="7.0.10")
        first = ask(shop, "a", "b", answers=[{"a": "accept", "always": True}])
        assert first.ok
        again = ask(shop, "a", "b", answers=[])
        assert (again.prompt is None) == kept
        if kept:
            assert again.result == {"errMsg": f"{NAME}:ok", "a": "accept", "b": "reject"}
            mixed = ask(shop, "a", "c", answers=[])
            assert mixed.prompt is not None
            assert mixed.prompt.text.splitlines()[0] == "退款", "only the new one is asked"
            told = ann.call("getSetting", {"withSubscriptions": True}).result
            assert told is not None
            assert told["subscriptionsSetting"] == {"mainSwitch": True, "itemSettings": {"a": "accept", "b": "reject"}}
        ann.call("deleteMiniProgram", appid=shop.appid)
    ann.change_phone(base_library="2.10.0")
    told = ann.call("getSetting", {"withSubscriptions": True}).result
    assert told is not None
    assert "subscriptionsSetting" not in told


def test_plugins_subscribe_since_base_library_3_4_1(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + '[[plugin]]\nname = "plugin"\nrelease = [{}]\n', now="2024-05-01")
    ann, plugin = local.person("ann"), local.account("plugin").appid
    for library, there in (("3.4.0", False), ("3.4.1", True)):
        ann.change_phone(base_library=library)
        assert ann.call(NAME, {"tmplIds": ["a"]}, tap=True, plugin=plugin).absent != there
