"""Choosing templates over the server API and sending subscription messages, on every engine."""

from __future__ import annotations

from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.server import named
from wxlocal.core.world.nouns import Line, Target
from wxlocal.entry.local import Local

SEND = "/cgi-bin/message/subscribe/send"
CONTENT = "商品:{{thing1.DATA}}\n金额:{{amount2.DATA}}"
DATA = {"thing1": {"value": "巧克力"}, "amount2": {"value": "￥39.80"}}


def templates(local: Local, *more: dict[str, Any], account: str | None = None) -> None:
    """One-time ``once`` and long-term ``long``, and what a test needs beside them."""
    both = ({"id": "once", "title": "发货", "content": CONTENT}, {"id": "long", "title": "到站", "kind": "long"})
    local.facts("subscribe", account, templates=[*both, *more])


def accept(local: Local, *ids: str, who: str = "alice", answers: Any = "allow") -> None:
    outcome = local.person(who).call("requestSubscribeMessage", {"tmplIds": list(ids)}, tap=True, answers=answers)
    assert outcome.ok, outcome


def send(local: Local, id: str = "once", who: str = "alice", **changes: Any) -> Any:
    body = {"touser": local.person(who).openid(), "template_id": id, "data": DATA, **changes}
    return local.post(SEND, body)


def words(told: Any) -> tuple[int, str]:
    return told["errcode"], told["errmsg"].partition(" rid:")[0]


@pytest.fixture
def shop(local: Local) -> Local:
    local.at("2024-01-01")
    templates(local)
    return local


def test_one_acceptance_is_one_message(shop: Local) -> None:
    assert words(send(shop)) == (43101, "user refuse to accept the msg")
    accept(shop, "once")
    accept(shop, "once")
    told = send(shop, page="pages/detail/detail?id=7", miniprogram_state="formal", lang="zh_CN")
    assert (told["errcode"], told["errmsg"]) == (0, "ok")
    assert send(shop)["errcode"] == 0
    assert words(send(shop)) == (43101, "user refuse to accept the msg")
    assert words(send(shop, who="bob"))[0] == 43101

    first, second = shop.person("alice").inbox()
    assert (first.kind, first.title, first.appid) == ("subscribe", "发货", shop.appid)
    assert first.lines == (Line(name="商品", value="巧克力"), Line(name="金额", value="￥39.80"))
    assert first.target == Target(appid=shop.appid, path="pages/detail/detail?id=7", scene=1014)
    assert first.body == {
        "template_id": "once", "page": "pages/detail/detail?id=7", "miniprogram_state": "formal", "lang": "zh_CN",
        "data": DATA,
    }  # fmt: skip
    assert second.target is None, "without a page a tap opens nothing"

    opened = shop.person("alice").call("openMessage", {"message": first.id}).result
    assert opened is not None
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/detail/detail", {"id": "7"}, 1014)


def test_the_server_hears_of_each_message(shop: Local) -> None:
    accept(shop, "once")
    told = send(shop)
    (letter,) = shop.letters("subscribe_msg_sent_event")
    assert letter.person == letter.body["FromUserName"] == shop.person("alice").openid()
    row = {"TemplateId": "once", "MsgID": str(told["msgid"]), "ErrorCode": "0", "ErrorStatus": "success"}
    assert letter.body["SubscribeMsgSentEvent"] == {"List": [row]}
    send(shop)
    assert len(shop.letters("subscribe_msg_sent_event")) == 1, "a refused one is not told"


def test_a_long_term_subscription_is_not_used_up(shop: Local) -> None:
    accept(shop, "long")
    accept(shop, "long")
    path = f"/people/alice/subscriptions/{shop.appid}"
    assert shop.control("GET", path)["accepted"] == {"long": 1}
    assert [send(shop, "long")["errcode"] for _ in range(3)] == [0, 0, 0]
    assert shop.control("GET", path)["accepted"] == {"long": 1}


@pytest.mark.parametrize(("state", "version"), [("trial", "trial"), ("developer", "develop"), ("formal", "release"), ("x", "release")])  # fmt: skip
def test_the_version_that_a_tap_opens(memory: Local, state: str, version: str) -> None:
    memory.at("2024-01-01")
    templates(memory)
    accept(memory, "once")
    send(memory, page="/pages/index/index", miniprogram_state=state)
    (notice,) = memory.person("alice").inbox()
    assert notice.target is not None
    assert notice.target.version == version


def test_a_trial_version_is_opened_by_members(memory: Local) -> None:
    memory.at("2024-01-01")
    path = f"/accounts/{memory.appid}/releases"
    memory.control("POST", path, {"version": "2.0.0", "kind": "trial"})
    templates(memory)
    for who in ("alice", "bob"):
        accept(memory, "once", who=who)
        send(memory, who=who, page="pages/index/index", miniprogram_state="trial")
    alice, bob = memory.person("alice"), memory.person("bob")
    opened = alice.call("openMessage", {"message": alice.inbox()[0].id}).result
    assert opened is not None
    assert opened["envVersion"] == "trial"
    with pytest.raises(NotPossible, match="is not a member"):
        bob.call("openMessage", {"message": bob.inbox()[0].id})


def test_what_stops_a_message_in_its_order(shop: Local) -> None:
    templates(shop, {"id": "banned", "title": "B", "banned": True})
    bad = {"thing1": {"value": "x" * 21}}
    assert words(send(shop, "none", touser="nobody")) == (40003, "invalid openid")
    assert words(send(shop, touser="")) == (40003, "invalid openid")
    service = shop.account("示例服务号").appid
    assert words(send(shop, touser=shop.person("alice").openid(service))) == (40003, "invalid openid")
    assert words(send(shop, "none", data=bad)) == (40037, "invalid template_id")
    assert words(send(shop, "banned", data=bad)) == (43107, "订阅消息能力封禁")
    assert words(send(shop, data=bad)) == (47003, "argument invalid! data.thing1.value invalid")
    assert words(send(shop, data="thing1")) == (47003, "argument invalid! data.thing1.value is empty")
    assert words(send(shop, data=["thing1"])) == (47003, "argument invalid!")
    shop.set("subscribe.sensitive_words", "毒, 巧克力")
    shop.set("subscribe.unpublished_page", "refuse")
    assert words(send(shop, page="pages/none/none")) == (41030, "invalid page")
    assert words(send(shop, page="pages/index/index?x=1")) == (45168, "keyword in blacklist")
    shop.set("subscribe.sensitive_words", None)
    assert words(send(shop))[0] == 43101
    accept(shop, "once")
    shop.set("subscribe.unknown_keywords", "refuse")
    more = {**DATA, "thing9": {"value": "x"}}
    assert words(send(shop, data=more)) == (47003, "argument invalid! data.thing9.value invalid")
    shop.set("subscribe.unknown_keywords", "ignore")
    assert send(shop, data=more)["errcode"] == 0
    assert [line.name for line in shop.person("alice").inbox()[-1].lines] == ["商品", "金额"]


def test_a_refusal_names_its_rule(memory: Local) -> None:
    memory.at("2024-01-01")
    templates(memory)
    send(memory)
    (entry,) = memory.journal(errcode=43101)
    assert entry.rule == "subscribe-once-quota"


def test_43108_can_be_planned(shop: Local) -> None:
    """The world does one thing after another: two messages never meet by themselves."""
    accept(shop, "once")
    shop.control("POST", "/faults", {"operation": "sendMessage", "errcode": 43108, "times": 1})
    assert words(send(shop)) == (43108, "并发下发消息给同一个粉丝")
    assert send(shop)["errcode"] == 0


def test_messages_of_a_day(memory: Local) -> None:
    memory.at("2024-01-01")
    templates(memory)
    accept(memory, "long")
    send(memory, "long")

    def used(number: int) -> None:
        with memory.world.act() as act:
            act.tx.run("UPDATE quota SET used = ? WHERE name = ?", number, SEND)

    for last, payment in ((10_000_000, False), (30_000_000, True)):
        memory.facts("subscribe", payment=payment)
        used(last - 1)
        assert send(memory, "long")["errcode"] == 0
        assert words(send(memory, "long")) == (45009, "reach max api daily quota limit")


def test_a_template_of_limited_frequency_counts_by_its_keyword(shop: Local) -> None:
    for every, waits in (("day", "1d"), ("month", "31d")):
        limited = {"id": every, "title": "保单到期", "kind": "long", "every": every, "code": "character_string1",
                   "content": "保单:{{character_string1.DATA}}"}  # fmt: skip
        templates(shop, limited)
        accept(shop, every)

        def policy(number: str, every: str = every) -> int:
            told = send(shop, every, data={"character_string1": {"value": number}})
            return int(told["errcode"])

        assert [policy("P1"), policy("P2"), policy("P1")] == [0, 0, 43101]
        shop.advance(waits)
        assert [policy("P1"), policy("P1")] == [0, 43101]


# -- the person's settings --------------------------------------------------------------------------------------------


def refused(local: Local) -> list[Any]:
    return [one.body["SubscribeMsgChangeEvent"]["List"] for one in local.letters("subscribe_msg_change_event")]


def test_the_main_switch_stops_messages_while_it_is_off(shop: Local) -> None:
    alice = shop.person("alice")
    accept(shop, "once", "once")
    accept(shop, "long")
    alice.call("changeSubscriptions", {"mainSwitch": False}, appid=shop.appid)
    assert [send(shop, id)["errcode"] for id in ("once", "long")] == [43101, 43101]
    alice.call("changeSubscriptions", {"mainSwitch": True}, appid=shop.appid)
    assert [send(shop, id)["errcode"] for id in ("once", "long")] == [0, 0]
    assert refused(shop) == []


def test_what_is_refused_in_the_settings_is_told_once(shop: Local) -> None:
    alice = shop.person("alice")
    accept(shop, "once")
    accept(shop, "long")
    items = {"once": "reject", "long": "accept"}
    alice.call("changeSubscriptions", {"items": items}, appid=shop.appid)
    row = {"TemplateId": "once", "SubscribeStatusString": "reject"}
    assert refused(shop) == [[row]]
    assert [send(shop, id)["errcode"] for id in ("once", "long")] == [43101, 0]
    alice.call("changeSubscriptions", {"items": items}, appid=shop.appid)
    assert len(refused(shop)) == 1
    alice.call("changeSubscriptions", {"items": {"once": "accept"}}, appid=shop.appid)
    assert send(shop)["errcode"] == 43101, "the acceptance is gone"
    accept(shop, "once", answers=[])
    assert send(shop)["errcode"] == 0, "a kept choice is not asked for, and counts"
    assert len(refused(shop)) == 1


def test_a_message_is_refused_where_it_is_read(shop: Local) -> None:
    alice = shop.person("alice")
    accept(shop, "long")
    send(shop, "long")
    (notice,) = alice.inbox()
    assert alice.call("refuseSubscription", {"message": notice.id}).result == {"refused": "long"}
    assert refused(shop) == [[{"TemplateId": "long", "SubscribeStatusString": "reject"}]]
    assert send(shop, "long")["errcode"] == 43101
    with pytest.raises(NotPossible, match="takes message"):
        alice.call("refuseSubscription", {"message": True})
    templates(shop, {"id": "other", "title": "x"})
    shop.facts("subscribe", templates=[])
    with pytest.raises(NotPossible, match="is not one that the person has subscribed to"):
        alice.call("refuseSubscription", {"message": notice.id})


def test_a_dialog_is_told_with_its_choices(shop: Local) -> None:
    templates(shop, {"id": "banned", "title": "B", "banned": True}, {"id": "twin", "title": "发货"})
    accept(shop, "once", "banned", "twin", answers="refuse")
    accept(shop, "once", answers="always allow")
    accept(shop, "once", answers=[])
    first, second = shop.letters("subscribe_msg_popup_event")
    row = {"TemplateId": "once", "SubscribeStatusString": "reject", "PopupScene": 0}
    assert first.body["SubscribeMsgPopupEvent"] == {"List": [row]}
    assert second.body["SubscribeMsgPopupEvent"] == {"List": [{**row, "SubscribeStatusString": "accept"}]}
    assert [send(shop)["errcode"] for _ in range(3)] == [0, 0, 43101]


def test_deleting_the_mini_program_keeps_what_was_accepted(shop: Local) -> None:
    accept(shop, "once", answers="always allow")
    shop.person("alice").call("deleteMiniProgram", appid=shop.appid)
    assert send(shop)["errcode"] == 0
    waiting = shop.person("alice").call("requestSubscribeMessage", {"tmplIds": ["once"]}, tap=True, answers=[])
    assert waiting.prompt is not None, "the kept choice went with the mini program"


# -- choosing templates -----------------------------------------------------------------------------------------------


def get(local: Local, name: str, account: str | None = None, **query: Any) -> Any:
    return local.get(f"/wxaapi/newtmpl/{name}", access_token=local.token(account), **query)


def test_from_category_to_message(local: Local) -> None:
    local.at("2024-01-01")
    assert get(local, "getcategory")["data"] == [{"id": 307, "name": "百货"}]
    titles = get(local, "getpubtemplatetitles", ids=307, start=0, limit=2)
    assert titles["count"] > len(titles["data"]) == 2
    tid = titles["data"][1]["tid"]
    assert titles["data"][1] == {"tid": 1458, "title": "订单发货通知", "type": 2, "categoryId": "307"}
    rest = get(local, "getpubtemplatetitles", ids="307,307", start=2, limit=30)
    assert (rest["count"], len(rest["data"])) == (titles["count"], titles["count"] - 2)
    keywords = get(local, "getpubtemplatekeywords", tid=tid)
    assert (keywords["count"], len(keywords["data"])) == (4, 4)
    assert keywords["data"][3] == {"kid": 11, "name": "订单金额", "example": "￥39.80", "rule": "amount"}
    id = local.post("/wxaapi/newtmpl/addtemplate", {"tid": tid, "kidList": [11, 3], "sceneDesc": "发货"})["priTmplId"]
    assert len(id) == 43
    assert get(local, "gettemplate")["data"] == [
        {
            "priTmplId": id,
            "title": "订单发货通知",
            "content": "订单金额:{{amount11.DATA}}\n发货时间:{{time3.DATA}}\n",
            "example": "订单金额:￥39.80\n发货时间:2019年10月1日 15:01\n",
            "type": 2,
        }
    ]
    accept(local, id)
    data = {"amount11": {"value": "1元"}, "time3": {"value": "15:01"}}
    assert send(local, id, data=data)["errcode"] == 0
    assert local.post("/wxaapi/newtmpl/deltemplate", {"priTmplId": id})["errcode"] == 0
    assert get(local, "gettemplate")["data"] == []
    assert words(local.post("/wxaapi/newtmpl/deltemplate", {"priTmplId": id})) == (200014, "模版 tid 参数错误")
    assert words(local.post("/wxaapi/newtmpl/deltemplate", {"priTmplId": ""})) == (200002, "入参错误")
    assert words(send(local, id, data=data)) == (40037, "invalid template_id")


def test_templates_of_a_seed_file_and_of_the_console_are_the_same_list(shop: Local) -> None:
    shop.control("POST", f"/accounts/{shop.appid}/templates", {"title": "控制台", "id": "mine", "kind": "device"})
    listed = get(shop, "gettemplate")["data"]
    assert [(one["priTmplId"], one["type"]) for one in listed] == [("once", 2), ("long", 3), ("mine", 3)]
    added = shop.post("/wxaapi/newtmpl/addtemplate", {"tid": "401", "kidList": [1, 2], "sceneDesc": "报名"})
    facts = shop.control("GET", f"/accounts/{shop.appid}")["facts"]["subscribe"]["templates"]
    assert [one["id"] for one in facts] == ["once", "long", "mine", added["priTmplId"]]
    shop.post("/wxaapi/newtmpl/deltemplate", {"priTmplId": "once"})
    assert [one["priTmplId"] for one in get(shop, "gettemplate")["data"]] == ["long", "mine", added["priTmplId"]]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"tid": "99999999", "kidList": [1, 2], "sceneDesc": "x"}, (200014, "模版 tid 参数错误")),
        ({"kidList": [1, 2], "sceneDesc": "x"}, (200014, "模版 tid 参数错误")),
        ({"tid": ["401"], "kidList": [1, 2], "sceneDesc": "x"}, (200014, "模版 tid 参数错误")),
        ({"tid": "401", "sceneDesc": "x"}, (200020, "关键词列表 kidList 参数错误")),
        ({"tid": "401", "kidList": [1], "sceneDesc": "x"}, (200020, "关键词列表 kidList 参数错误")),
        ({"tid": "401", "kidList": ["a", "b"], "sceneDesc": "x"}, (200020, "关键词列表 kidList 参数错误")),
        ({"tid": "401", "kidList": [1, 2]}, (200021, "场景描述 sceneDesc 参数错误")),
        ({"tid": "401", "kidList": [1, 2], "sceneDesc": "x" * 16}, (200021, "场景描述 sceneDesc 参数错误")),
        ({"tid": "20002", "kidList": [1, 2], "sceneDesc": "x"}, (200014, "模版 tid 参数错误")),
        ({"tid": "7", "kidList": [1, 2], "sceneDesc": "x"}, (200013, "此模版已被封禁")),
        ({"tid": 401, "kidList": ["1", "2"], "sceneDesc": "x"}, (0, "ok")),
    ],
)
def test_wrong_choices(memory: Local, body: dict[str, Any], told: tuple[int, str]) -> None:
    keyword = {"kid": 1, "name": "词", "example": "例", "rule": "thing"}
    banned = {"tid": 7, "title": "t", "category": "x", "keywords": [keyword, {**keyword, "kid": 2}], "banned": True}
    memory.facts("subscribe", public=[banned])
    assert words(memory.post("/wxaapi/newtmpl/addtemplate", body)) == told


def test_limits_of_the_library(memory: Local) -> None:
    body = {"tid": "401", "kidList": [1, 2], "sceneDesc": "x"}
    memory.set("subscribe.private_templates", 1)
    assert words(memory.post("/wxaapi/newtmpl/addtemplate", body)) == (0, "ok")
    assert words(memory.post("/wxaapi/newtmpl/addtemplate", {**body, "kidList": [3, 1]}))[0] == 200012
    memory.set("subscribe.private_templates", 2)
    assert words(memory.post("/wxaapi/newtmpl/addtemplate", {**body, "kidList": [2, 1]}))[0] == 200022
    memory.facts("subscribe", banned=True)
    assert words(memory.post("/wxaapi/newtmpl/addtemplate", {**body, "kidList": [3, 1]})) == (200011, "此账号已被封禁")
    assert words(send(memory, get(memory, "gettemplate")["data"][0]["priTmplId"]))[0] == 43107


def test_wrong_questions(memory: Local) -> None:
    for query, told in (
        ({"start": 0, "limit": 1}, (200018, "类目 ids 缺失")),
        ({"ids": "9", "start": 0, "limit": 1}, (200019, "类目 ids 不合法")),
        ({"ids": "616", "limit": 1}, (200016, "start 参数错误")),
        ({"ids": "616", "start": "x", "limit": 1}, (200016, "start 参数错误")),
        ({"ids": "616", "start": 0}, (200017, "limit 参数错误")),
        ({"ids": "616", "start": 0, "limit": 31}, (200017, "limit 参数错误")),
        ({"ids": "616", "start": 0, "limit": "x"}, (200017, "limit 参数错误")),
    ):
        assert words(get(memory, "getpubtemplatetitles", **query)) == told, query
    assert words(get(memory, "getpubtemplatekeywords")) == (200002, "入参错误")
    assert words(get(memory, "getpubtemplatekeywords", tid="x")) == (200014, "模板 tid 参数错误")


def test_a_seed_brings_public_templates(memory: Local) -> None:
    keywords = [
        {"kid": 1, "name": "房间", "example": "客厅", "rule": "enum_string", "values": ["客厅", "餐厅"]},
        {"kid": 2, "name": "说明", "example": "故障", "rule": "thing"},
    ]
    memory.facts(
        "subscribe", public=[{"tid": 5, "title": "故障提醒", "category": "商家自营>百货", "keywords": keywords}]
    )
    titles = get(memory, "getpubtemplatetitles", ids="307", start=0, limit=30)["data"]
    assert titles[-1] == {"tid": 5, "title": "故障提醒", "type": 2, "categoryId": "307"}
    id = memory.post("/wxaapi/newtmpl/addtemplate", {"tid": "5", "kidList": [2, 1], "sceneDesc": "x"})["priTmplId"]
    (own,) = get(memory, "gettemplate")["data"]
    assert own["keywordEnumValueList"] == [{"keywordCode": "enum_string1.DATA", "enumValueList": ["客厅", "餐厅"]}]
    wrong = {"thing2": {"value": "x"}, "enum_string1": {"value": "书房"}}
    assert words(send(memory, id, data=wrong)) == (47003, "argument invalid! data.enum_string1.value invalid")


def test_who_has_templates(seeded: Any) -> None:
    local = seeded(
        '[[mini_game]]\nname = "game"\n[[service_account]]\nname = "service"\n'
        '[[subscription_account]]\nname = "news"\n[[service_account]]\nname = "small"\nverified = false\n'
        '[[plugin]]\nname = "plugin"\n'
    )
    names = ("game", "service", "news", "small", "plugin")
    told = {name: get(local, "gettemplate", name)["errcode"] for name in names}
    assert told == {"game": 0, "service": 0, "news": 0, "small": 48001, "plugin": 200100}


def test_names_that_cloud_functions_use(memory: Local) -> None:
    for name, path in (
        ("subscribeMessage.send", SEND),
        ("subscribeMessage.addTemplate", "/wxaapi/newtmpl/addtemplate"),
        ("officialAccount.newtmpl.addTemplate", "/wxaapi/newtmpl/addtemplate"),
        ("subscribeMessage.getPubTemplateKeyWordsById", "/wxaapi/newtmpl/getpubtemplatekeywords"),
    ):
        assert named.operation(memory.world.offers, name).path == path


def test_keywords_of_a_form_as_easywechat_sends_it(memory: Local) -> None:
    form = b"tid=401&kidList%5B0%5D=2&kidList%5B1%5D=1&sceneDesc=x"
    query = {"access_token": memory.token()}
    added = memory.request("POST", "/wxaapi/newtmpl/addtemplate", query, body=form).json()
    assert added["errcode"] == 0
    (own,) = memory.get("/wxaapi/newtmpl/gettemplate", access_token=memory.token())["data"]
    assert own["content"] == "会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n"
