"""Template messages of official accounts and mini programs: choosing templates, sending, what a person reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world.nouns import Notice
from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "shop"
[[subject]]
id = "abroad"
overseas = true
[[open_platform]]
name = "platform"
subject = "shop"
[[service_account]]
name = "news"
subject = "shop"
open_platform = "platform"
mini_programs = ["shop", "draft", "game"]
[service_account.facts.template]
templates = [
  { id = "old", title = "订单发货提醒", industry = 1, content = "{{first.DATA}}\\n订单编号：{{keyword1.DATA}}\\n物流公司：{{keyword2.DATA}}\\n{{remark.DATA}}" },
  { id = "new", title = "工单催办提醒", content = "工单类型:{{const3.DATA}}\\n工单名称:{{thing1.DATA}}\\n", enums = { const3 = ["咨询"] } },
  { id = "stopped", title = "违规", industry = 1, content = "{{keyword1.DATA}}", restricted = true },
]
[[service_account]]
name = "plain"
subject = "shop"
verified = false
[[service_account]]
name = "far"
subject = "abroad"
[service_account.facts.template]
templates = [{ id = "far", title = "t", industry = 1, content = "订单：{{keyword1.DATA}}" }]
[[subscription_account]]
name = "letters"
[[mini_program]]
name = "shop"
subject = "shop"
open_platform = "platform"
members = { ann = "administrator", dev = "developer" }
release = [{ version = "1.0.0", released_at = "2019-01-01", pages = ["pages/index/index", "pages/order/order"] },
  { version = "9.0.0", kind = "trial" }]
[mini_program.facts.template]
templates = [{ id = "bill", title = "购买成功通知", content = "商品：{{keyword1.DATA}}\\n金额：{{keyword2.DATA}}" }]
[[mini_program]]
name = "draft"
subject = "shop"
[[mini_program]]
name = "stranger"
subject = "shop"
release = [{}]
[[mini_game]]
name = "game"
subject = "shop"
release = [{}]
[[person]]
id = "ann"
follows = { news = "2018-01-01", far = "2018-01-01" }
[[person]]
id = "dev"
"""
DATA = {"first": {"value": "您好😀", "color": "#173177"}, "keyword1": {"value": "NO1", "color": "#FF0000"}}
DATA |= {"keyword2": {"value": "顺丰"}, "remark": {"value": "欢迎再来"}}
TICKET = {"const3": {"value": "咨询"}, "thing1": {"value": "退货"}}
Seeded = Callable[..., Local]


@pytest.fixture
def desk(seeded: Seeded) -> Local:
    return seeded(SEED).at("2023-06-01")


def post(local: Local, path: str, body: dict[str, Any], account: str = "news") -> Any:
    return local.post(path, body, access_token=local.token(local.account(account).appid))


def get(local: Local, path: str, account: str = "news") -> Any:
    return local.get(path, access_token=local.token(local.account(account).appid))


def openid(local: Local, person: str = "ann", account: str = "news") -> str:
    return local.person(person).openid(local.account(account).appid)


def send(local: Local, template: str = "old", account: str = "news", **more: Any) -> Any:
    body = {"touser": openid(local, account=account), "template_id": template, "data": DATA, **more}
    return post(local, "/cgi-bin/message/template/send", body, account)


def inbox(local: Local, person: str = "ann") -> list[Notice]:
    return local.person(person).inbox()


def read(notice: Notice) -> list[tuple[str, str, str]]:
    return [(line.name, line.value, line.color) for line in notice.lines]


# -- industries and templates -------------------------------------------------------------------------------------------


def add(local: Local, short: str, *keywords: str) -> Any:
    body = {"template_id_short": short, "keyword_name_list": list(keywords)}
    return post(local, "/cgi-bin/template/api_add_template", body)


def set_industry(local: Local, first: Any, second: Any) -> int:
    body = {"industry_id1": first, "industry_id2": second}
    return int(post(local, "/cgi-bin/template/api_set_industry", body)["errcode"])


def listed(local: Local) -> list[str]:
    answer = get(local, "/cgi-bin/template/get_all_private_template")
    return [one["title"] for one in answer["template_list"]]


def test_industries_are_changed_once_a_month_and_take_their_templates_along(desk: Local) -> None:
    assert get(desk, "/cgi-bin/template/get_industry") == {
        "primary_industry": {"first_class": "IT科技", "second_class": "互联网|电子商务"},
        "secondary_industry": {"first_class": "其它", "second_class": "其它"},
    }
    assert set_industry(desk, "0", "1") == set_industry(desk, "1", "42") == set_industry(desk, "x", "1") == 40097
    desk.at("2023-06-30")
    assert set_industry(desk, 13, "41") == 0
    told = get(desk, "/cgi-bin/template/get_industry")["primary_industry"]
    assert told == {"first_class": "运输与仓储", "second_class": "快递"}
    assert listed(desk) == [], "those of industry 1 are gone, those of categories are not told of yet"
    assert send(desk)["errcode"] == 40037
    assert set_industry(desk, "1", "2") == 43100
    assert set_industry(desk, "13", "41") == 0, "as they are"
    desk.at("2023-07-01")
    assert set_industry(desk, "1", "2") == 0
    desk.at("2023-07-04")
    assert listed(desk) == ["工单催办提醒"]


def test_templates_of_industries_until_those_of_categories_took_their_place(desk: Local) -> None:
    desk.at("2023-07-03T23:59:59")
    told = add(desk, "TM00015")
    assert len(told["template_id"]) == 43
    assert add(desk, "52305", "工单类型", "工单名称")["errcode"] == 40037
    assert add(desk, "TM99999")["errcode"] == 40037
    assert add(desk, "OPENTM405847076")["errcode"] == 45027, "a bank's"
    desk.at("2023-07-04")
    refused = add(desk, "TM00015")
    assert (refused["errcode"], refused["errmsg"][:8]) == (40247, "历史模板库已升级")
    chosen = add(desk, "52305", "工单名称", "工单类型")["template_id"]
    newest = get(desk, "/cgi-bin/template/get_all_private_template")["template_list"][-1]
    assert newest == {
        "template_id": chosen,
        "title": "工单催办提醒",
        "primary_industry": "",
        "deputy_industry": "",
        "content": "工单名称:{{thing1.DATA}}\n工单类型:{{const3.DATA}}\n",
        "example": "",
    }
    for keywords in ((), ("工单",), ("工单名称", "工单名称")):
        assert add(desk, "52305", *keywords)["errcode"] == 40246
    desk.at("2023-07-05")
    assert add(desk, "TM00015")["errcode"] == 40247
    data = {"orderMoneySum": {"value": "1元"}}
    assert send(desk, told["template_id"], data=data)["errcode"] == 0, "what was chosen can still be sent"


def test_an_account_has_25_templates_and_gives_them_back(desk: Local) -> None:
    for _ in range(22):
        assert add(desk, "TM00017")["errcode"] == 0
    assert add(desk, "TM00017")["errcode"] == 45026
    path = "/cgi-bin/template/del_private_template"
    assert post(desk, path, {"template_id": "old"})["errcode"] == 0
    assert post(desk, path, {"template_id": "old"})["errcode"] == 40037
    assert add(desk, "TM00017")["errcode"] == 0


def test_a_seed_brings_more_templates_and_the_console_chooses_too(desk: Local) -> None:
    more = {"short_id": "60001", "title": "到货", "category": "百货", "keywords": {"货品": "thing1"}}
    desk.facts("template", account="news", library=[more])
    appid = desk.account("news").appid
    chosen = desk.control("POST", f"/accounts/{appid}/message-templates", {"short_id": "60001", "keywords": ["货品"]})
    assert chosen["content"] == "货品:{{thing1.DATA}}\n"
    assert send(desk, chosen["id"], data={"thing1": {"value": "茶"}})["errcode"] == 0
    assert read(inbox(desk)[0]) == [("货品", "茶", "")]
    with pytest.raises(NotPossible, match="keyword name invalid: keyword_name_list holds keywords"):
        desk.control("POST", f"/accounts/{appid}/message-templates", {"short_id": "60001"})
    shop = desk.account("shop").appid
    with pytest.raises(NotPossible, match="has a title"):
        desk.control("POST", f"/accounts/{shop}/message-templates", {"title": "付款"})
    new = {"title": "付款", "content": "金额：{{keyword1.DATA}}"}
    assert desk.control("POST", f"/accounts/{shop}/message-templates", new)["title"] == "付款"


@pytest.mark.parametrize("account", ["plain", "letters", "shop"])
def test_only_verified_service_accounts_have_them(desk: Local, account: str) -> None:
    assert get(desk, "/cgi-bin/template/get_industry", account)["errcode"] == 48001
    assert get(desk, "/cgi-bin/template/get_all_private_template", account)["errcode"] == 48001
    for path in ("template/api_set_industry", "template/api_add_template", "template/del_private_template"):
        assert post(desk, f"/cgi-bin/{path}", {"template_id": "x"}, account)["errcode"] == 48001
    assert send(desk, account=account)["errcode"] == 48001


# -- sending -----------------------------------------------------------------------------------------------------------


def test_a_message_arrives_and_the_server_hears_of_it(desk: Local) -> None:
    answer = send(desk, url="https://example.com/order")
    (notice,) = inbox(desk)
    assert (notice.kind, notice.title, notice.appid) == ("template", "订单发货提醒", desk.account("news").appid)
    assert notice.body["msgid"] == answer["msgid"]
    opened = desk.person("ann").call("openMessage", {"message": notice.id}).result
    assert opened == {"message": notice.id, "browser": "https://example.com/order"}
    (letter,) = desk.letters("TEMPLATESENDJOBFINISH")
    assert letter.body == {
        "ToUserName": desk.account("news").original_id,
        "FromUserName": openid(desk),
        "CreateTime": desk.now,
        "MsgType": "event",
        "Event": "TEMPLATESENDJOBFINISH",
        "MsgID": answer["msgid"],
        "Status": "success",
    }


def test_the_mini_program_wins_over_the_url(desk: Local) -> None:
    jump = {"appid": desk.account("shop").appid, "pagepath": "pages/order/order?id=7"}
    assert send(desk, url="https://example.com/", miniprogram=jump)["errcode"] == 0
    (notice,) = inbox(desk)
    opened = desk.person("ann").call("openMessage", {"message": notice.id}).result
    assert opened is not None
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/order/order", {"id": "7"}, 1043)
    assert opened["referrerInfo"] == {"appId": desk.account("news").appid}


@pytest.mark.parametrize(
    ("name", "page", "code"),
    [
        ("shop", "", 0),
        ("shop", "/pages/index/index", 0),
        ("shop", "pages/none", 40165),
        ("draft", "", 40165),
        ("stranger", "", 40013),
        ("game", "", 40013),
    ],
)
def test_which_mini_program_a_message_opens(desk: Local, name: str, page: str, code: int) -> None:
    assert send(desk, miniprogram={"appid": desk.account(name).appid, "pagepath": page})["errcode"] == code
    assert len(inbox(desk)) == (code == 0)


def test_messages_of_overseas_accounts_open_nothing(desk: Local) -> None:
    assert send(desk, "far", "far", url="https://example.com/")["errcode"] == 0
    assert inbox(desk)[0].target is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"touser": "nobody"}, 40003),
        ({"touser": ""}, 40003),
        ({"template_id": "none"}, 40037),
        ({"template_id": "x" * 128}, 40037),
        ({"template_id": "x" * 129}, 40036),
        ({"template_id": "stopped"}, 43116),
        ({"url": "https://e.example/" + "x" * 2030}, 0),
        ({"url": "https://e.example/" + "x" * 2031}, 40039),
        ({"data": {}}, 47001),
        ({"data": {"keyword1": 1}}, 47001),
        ({"data": {"keyword1": {"value": 39.8}}}, 0),
        ({"template_id": "new", "data": TICKET}, 0),
        ({"template_id": "new", "data": {"thing1": {"value": "退货"}}}, 47003),
        ({"template_id": "new", "data": {**TICKET, "const3": {"value": "其他"}}}, 47003),
        ({"template_id": "new", "data": {**TICKET, "thing1": {"value": "货" * 20}}}, 0),
        ({"template_id": "new", "data": {**TICKET, "thing1": {"value": "货" * 21}}}, 47003),
    ],
)
def test_what_is_refused(desk: Local, changes: dict[str, Any], code: int) -> None:
    assert send(desk, **changes)["errcode"] == code
    assert len(inbox(desk)) == len(desk.letters()) == (code == 0)


def test_a_refusal_names_the_field(desk: Local) -> None:
    told = send(desk, "new", data={**TICKET, "thing1": {"value": "货" * 21}})
    assert told["errmsg"].startswith("argument invalid! data.thing1.value invalid")
    told = send(desk, "new", data={"const3": {"value": "咨询"}})
    assert told["errmsg"].startswith("argument invalid! data.thing1.value is empty")


def test_who_does_not_follow_gets_none(desk: Local) -> None:
    assert send(desk, touser=openid(desk, "dev"))["errcode"] == 43004
    assert send(desk, touser=openid(desk, "ann", "shop"))["errcode"] == 40003
    desk.person("ann").call("unfollow", {"account": desk.account("news").appid})
    assert send(desk)["errcode"] == 43004


def test_who_refuses_messages_and_whom_none_reaches(desk: Local) -> None:
    ann, news = desk.person("ann"), desk.account("news").appid
    ann.call("refuseMessages", {"account": news})
    assert send(desk)["errcode"] == 0, "the call succeeds, the message does not arrive"
    ann.call("refuseMessages", {"account": news, "refuse": False})
    ann.facts("template", unreachable=True)
    send(desk)
    assert inbox(desk) == []
    told = [letter.body["Status"] for letter in desk.letters()]
    assert told == ["failed:user block", "failed: system failed"]
    with pytest.raises(NotPossible, match="name an official account"):
        ann.call("refuseMessages", {"account": desk.account("shop").appid})


def test_a_client_msg_id_is_sent_once_in_ten_minutes(desk: Local) -> None:
    first = send(desk, client_msg_id="MSG_1")["msgid"]
    desk.advance(599)
    assert send(desk, client_msg_id="MSG_1") == {"errcode": 0, "errmsg": "ok", "msgid": first}
    assert len(inbox(desk)) == 1
    send(desk, client_msg_id="MSG_2")
    desk.advance(1)
    assert send(desk, client_msg_id="MSG_1")["msgid"] != first
    assert len(inbox(desk)) == 3


def used_up(local: Local, path: str, all_but_one: int) -> None:
    with local.world.act() as act:
        act.tx.run("UPDATE quota SET used = ? WHERE name = ?", all_but_one, path)


def test_the_calls_of_a_day(desk: Local) -> None:
    send(desk)
    used_up(desk, "/cgi-bin/message/template/send", 99_999)
    assert send(desk)["errcode"] == 0
    assert send(desk)["errcode"] == 45009
    desk.advance(DAY)
    assert send(desk)["errcode"] == 0
    desk.at("2019-11-01")
    mini(desk, submit(desk))
    used_up(desk, "/cgi-bin/message/wxopen/template/send", 999_999)
    assert mini(desk, submit(desk))["errcode"] == 0
    assert mini(desk, submit(desk))["errcode"] == 45009


# -- what a person reads, by day ---------------------------------------------------------------------------------------

WHOLE = [
    ("", "您好😀", "#173177"),
    ("订单编号", "NO1", "#FF0000"),
    ("物流公司", "顺丰", ""),
    ("", "欢迎再来", ""),
]
BARE = [("订单编号", "NO1", ""), ("物流公司", "顺丰", "")]


@pytest.mark.parametrize(
    ("day", "lines"),
    [("2023-03-30", WHOLE), ("2023-05-03T23:59:59", WHOLE), ("2023-05-04", BARE), ("2023-05-05", BARE)],
)
def test_first_line_remark_colours_and_emoji(desk: Local, day: str, lines: list[tuple[str, str, str]]) -> None:
    desk.at(day)
    send(desk)
    assert read(inbox(desk)[0]) == lines


def test_a_world_that_knew_the_first_announcement_only_expects_its_day(seeded: Seeded) -> None:
    local = seeded(SEED, timeline="as-known:2023-03-25").at("2023-03-30")
    send(local)
    assert read(inbox(local)[0]) == BARE


@pytest.mark.parametrize(
    ("day", "code"), [("2023-03-23T23:59:59", 0), ("2023-03-24", 40249), ("2023-03-25", 40249), ("2023-06-01", 40249)]
)
def test_purely_marketing_content_is_stopped(desk: Local, day: str, code: int) -> None:
    desk.at(day)
    data = {"first": {"value": "您好"}, "keyword1": {"value": "限时秒杀"}, "keyword2": {"value": "全场五折优惠"}}
    assert send(desk, data=data)["errcode"] == code
    assert send(desk, data={**data, "keyword2": {"value": "顺丰"}})["errcode"] == 0, "a field says something else"
    desk.set("template.marketing_words", "大减价")
    assert send(desk, data=data)["errcode"] == 0


# -- mini programs, until 2020 -----------------------------------------------------------------------------------------


def submit(local: Local, version: str = "release", person: str = "ann") -> str:
    outcome = local.person(person).call(
        "form", {"report-submit": True, "value": {"name": "x"}}, appid=local.account("shop").appid, version=version
    )
    assert outcome.result is not None
    assert outcome.result["value"] == {"name": "x"}
    return str(outcome.result["formId"])


def mini(local: Local, form: str, **more: Any) -> Any:
    body = {
        "touser": openid(local, account="shop"),
        "template_id": "bill",
        "page": "pages/order/order?id=1",
        "form_id": form,
        "data": {"keyword1": {"value": "茶"}, "keyword2": {"value": "39.8元"}},
        **more,
    }
    return post(local, "/cgi-bin/message/wxopen/template/send", body, "shop")


def test_a_form_gives_one_message_within_seven_days(desk: Local) -> None:
    desk.at("2019-11-01")
    form = submit(desk)
    assert mini(desk, form, emphasis_keyword="keyword2.DATA") == {"errcode": 0, "errmsg": "ok"}
    (notice,) = inbox(desk)
    assert (notice.kind, notice.title) == ("template", "购买成功通知")
    assert read(notice) == [("金额", "39.8元", ""), ("商品", "茶", "")]
    opened = desk.person("ann").call("openMessage", {"message": notice.id}).result
    assert opened is not None
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/order/order", {"id": "1"}, 1014)
    assert mini(desk, form)["errcode"] == 41029
    second = submit(desk)
    desk.advance(7 * DAY - 1)
    last = submit(desk)
    assert mini(desk, second)["errcode"] == 0
    desk.advance(7 * DAY - 1)
    assert mini(desk, last, page="", data={})["errcode"] == 0
    assert inbox(desk)[-1].target is None
    late = submit(desk)
    desk.advance(7 * DAY)
    assert mini(desk, late)["errcode"] == 41028


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form_id": "none"}, 41028),
        ({"template_id": "none"}, 40037),
        ({"page": "pages/none"}, 41030),
        ({"touser": "nobody"}, 40003),
    ],
)
def test_what_a_mini_program_cannot_send(desk: Local, changes: dict[str, Any], code: int) -> None:
    desk.at("2019-11-01")
    form = submit(desk)
    assert mini(desk, form, **changes)["errcode"] == code
    assert mini(desk, submit(desk, person="dev"))["errcode"] == 41028, "the form of somebody else"
    assert mini(desk, form)["errcode"] == 0, "nothing was used up"


def test_a_payment_gives_three_messages(desk: Local) -> None:
    desk.at("2019-11-01")
    paid = desk.person("ann").call("pay", appid=desk.account("shop").appid).result
    assert paid is not None
    assert [mini(desk, paid["prepay_id"])["errcode"] for _ in range(4)] == [0, 0, 0, 41029]
    desk.at("2020-04-11")
    paid = desk.person("ann").call("pay", appid=desk.account("shop").appid).result
    assert paid is not None
    assert "prepay_id" not in paid


def test_trial_versions_and_the_tools_give_no_form_id(desk: Local) -> None:
    desk.at("2019-12-20")
    ann = desk.person("ann")
    for library, given in (("2.9.5", True), ("2.10.0", False)):
        ann.change_phone(base_library=library)
        assert (len(submit(desk, "trial")) == 32) == given
        assert len(submit(desk)) == 32
    assert submit(desk, "trial") == "requestFormId:fail deprecated"
    ann.change_phone(platform="devtools")
    assert submit(desk) == "the formId is a mock one"
    told = ann.call("form", {"value": {}}, appid=desk.account("shop").appid).result
    assert told == {"value": {}}


@pytest.mark.parametrize(
    ("day", "released", "sent"),
    [
        ("2020-01-09T23:59:59", "2019-06-01", True),
        ("2020-01-10", "2019-06-01", True),
        ("2020-01-11", "2019-06-01", True),
        ("2020-04-10T23:59:59", "2019-06-01", True),
        ("2020-04-11", "2019-06-01", False),
        ("2020-04-12", "2019-06-01", False),
        ("2020-01-10", "2020-01-09", True),
        ("2020-01-10", "2020-01-10", False),
        ("2020-04-10", "2020-01-11", False),
    ],
)
def test_the_end_and_the_months_of_versions_that_were_not_released_again(
    desk: Local, day: str, released: str, sent: bool
) -> None:
    desk.at("2020-01-09")
    form = submit(desk)
    appid = desk.account("shop").appid
    new = {"version": "2.0.0", "released_at": released, "pages": ["pages/index/index", "pages/order/order"]}
    desk.control("POST", f"/accounts/{appid}/releases", new)
    desk.at(day)
    if sent:
        assert mini(desk, submit(desk))["errcode"] == 0
        return
    assert submit(desk) == "requestFormId:fail deprecated"
    refused = mini(desk, form)
    assert refused["errcode"] == 46101
    assert "please use new api(subscribeMessage)!" in refused["errmsg"]
    assert inbox(desk) == []
    assert desk.journal(name="sendWxopenTemplateMessage")[-1].rule == "template-message-mp-end"


@pytest.mark.parametrize(("day", "code"), [("2020-01-09T23:59:59", 41028), ("2020-01-10", 46101)])
def test_a_rolling_version_is_as_new_as_the_day_on_the_phone_and_on_the_server(
    seeded: Any, day: str, code: int
) -> None:
    rolling = '[[mini_program]]\nname = "shop"\nrelease = [{ version = "1" }]\n[[person]]\nid = "ann"'
    world: Local = seeded(rolling).at(day)
    world.facts("template", "shop", templates=[{"id": "bill", "title": "账单", "content": "金额:{{keyword1.DATA}}"}])
    given = world.person("ann").call("form", {"report-submit": True}, appid=world.appid).result
    assert given is not None
    assert (given["formId"] == "requestFormId:fail deprecated") is (code == 46101)
    message = {"touser": world.person("ann").openid(), "template_id": "bill", "form_id": "x", "data": {}}
    assert world.post("/cgi-bin/message/wxopen/template/send", message)["errcode"] == code


def test_every_engine_keeps_what_was_sent(local: Local) -> None:
    """SQLite in memory and in a file, PostgreSQL."""
    local.at("2019-11-01")
    appid, official = local.appid, local.account("示例服务号", "service_account").appid
    local.facts("template", account=official, templates=[{"id": "a", "title": "t", "content": "{{thing1.DATA}}"}])
    local.facts("template", templates=[{"id": "b", "title": "t", "content": "{{keyword1.DATA}}"}])
    bob = local.person("bob")
    bob.call("follow", {"account": official})
    body = {
        "touser": bob.openid(official),
        "template_id": "a",
        "data": {"thing1": {"value": "x"}},
        "client_msg_id": "1",
    }
    token = local.token(official)
    first, second = (local.post("/cgi-bin/message/template/send", body, access_token=token) for _ in range(2))
    assert first["msgid"] == second["msgid"]
    told = bob.call("form", {"report-submit": True}, appid=appid).result
    assert told is not None
    body = {"touser": bob.openid(appid), "template_id": "b", "form_id": told["formId"], "data": {}}
    codes = [local.post("/cgi-bin/message/wxopen/template/send", body, token=local.token())["errcode"] for _ in "ab"]
    assert codes == [0, 41029]
    assert [notice.kind for notice in bob.inbox()] == ["template", "template"]
