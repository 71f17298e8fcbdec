"""Agents: transfers by passive reply, sessions, the agents' operations, agents as people on their phones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files import picture, send
from tests.rooms.test_customer_service import chat, do, enter, follow, newest, official, text
from tests.rooms.test_push import TOKEN, Asked, backend
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import errands
from wxlocal.entry.local import Local
from wxlocal.rooms.push import rules_forms

NOW = "2025-12-01"


@pytest.fixture
def desk(local: Local) -> Local:
    return local.at(NOW)


def call(local: Local, method: str, path: str, account: str, json: Any = None, **query: Any) -> Any:
    query = {"access_token": local.token(account), **query}
    return local.request(method, path, query, json=json).told()


def code(local: Local, path: str, account: str, **body: Any) -> int:
    return int(call(local, "POST", f"/customservice/{path}", account, body)["errcode"])


def add(local: Local, account: str, name: str = "bob", **more: Any) -> str:
    body = {"kf_account": f"{name}@shop", "nickname": f"客服{name}", "person": name, **more}
    return str(local.control("POST", f"/accounts/{account}/agents", body)["account"])


def replies(local: Local, account: str, info: dict[str, Any] | None = None) -> Any:
    """A developer's server that hands over to the agents, even who is served already."""

    def answering(asked: Asked) -> tuple[int, str]:
        heard = rules_forms.read(asked.body)
        if heard["MsgType"] != "text" and heard["Event"] != "kf_create_session":
            return 200, "success"
        head = {"ToUserName": heard["FromUserName"], "FromUserName": heard["ToUserName"], "CreateTime": 1}
        more = {"TransInfo": info} if info else {}
        return 200, rules_forms.xml({**head, "MsgType": "transfer_customer_service", **more})

    return backend(answering)


def desk_of(local: Local, account: str) -> tuple[int, int]:
    """How many wait, and how many are served."""
    told = local.control("GET", f"/accounts/{account}/agents")
    return len(told["waiting"]), len(told["served"])


def write(local: Local, account: str, words: str) -> dict[str, Any]:
    told = do(local, "writeMessage", account=account, text=words)
    errands.settle(local.world)
    return told


# -- transfers --------------------------------------------------------------------------------------------------------


def test_a_transfer_puts_the_customer_into_the_queue(desk: Local) -> None:
    account = follow(desk)
    bob = add(desk, account)
    with replies(desk, account) as (url, heard):
        desk.facts("push", account=account, url=url, token=TOKEN)
        write(desk, account, "人工")
        assert [notice.kind for notice in desk.person("alice").inbox()] == [], "a transfer is not shown"
        assert desk_of(desk, account) == (1, 0)
        waits = call(desk, "GET", "/customservice/kfsession/getwaitcase", account)
        openid = desk.person("alice").openid(account)
        assert waits == {"count": 1, "waitcaselist": [{"latest_time": desk.now, "openid": openid}]}
        write(desk, account, "还在等")  # 用户在等待队列中时，消息仍然会被推送至开发者填写的URL上
        assert len([asked for asked in heard if "还在等" in asked.body]) == 1
        do(desk, "acceptCustomer", "bob", account=account, customer="alice")
        errands.settle(desk.world)
        assert desk_of(desk, account) == (0, 1)
        assert desk.letters("kf_create_session")[-1].body["KfAccount"] == bob
        before = len(heard)
        assert write(desk, account, "你好")["to"] == bob
        assert len(heard) == before, "served customers are not pushed"
        assert newest(desk, "bob").body["text"] == "你好"
        do(desk, "answerCustomer", "bob", account=account, customer="alice", text="请讲")
        assert chat(desk, account)[-2:] == [("me", "你好"), ("客服bob", "请讲")]
        assert newest(desk).title == "客服bob"
        do(desk, "closeCustomer", "bob", account=account, customer="alice")
        assert desk.letters("kf_close_session")[-1].body["KfAccount"] == bob
        assert write(desk, account, "又来了")["to"] == "server"


def test_a_transfer_to_a_named_agent(desk: Local) -> None:
    """指定的客服没有接入能力时，该用户会被直接接入到指定客服."""
    account = follow(desk)
    bob = add(desk, account, online=False)
    with replies(desk, account, {"KfAccount": bob}) as (url, _):
        desk.facts("push", account=account, url=url, token=TOKEN)
        write(desk, account, "人工")
        assert desk_of(desk, account) == (0, 1)
        assert newest(desk, "bob").body["text"] == "人工", "the message that was transferred goes along"


def test_customers_go_to_the_least_busy_agent_who_accepts(desk: Local) -> None:
    account = follow(desk)
    add(desk, account, accepts=True)
    with replies(desk, account) as (url, _):
        desk.facts("push", account=account, url=url, token=TOKEN)
        write(desk, account, "人工")
    assert desk_of(desk, account) == (0, 1)


def test_after_thirty_minutes_messages_are_pushed_again(desk: Local) -> None:
    account = follow(desk)
    bob = add(desk, account)
    openid = desk.person("alice").openid(account)
    assert code(desk, "kfsession/create", account, kf_account=bob, openid=openid) == 0
    desk.advance(30 * 60 - 1)
    assert write(desk, account, "a")["to"] == bob
    desk.advance(1)
    assert write(desk, account, "b")["to"] == "server"
    desk.set("customer_service.session_minutes", 120)
    assert write(desk, account, "c")["to"] == bob


def test_without_message_push_a_mini_program_has_its_agents(desk: Local) -> None:
    """若小程序没有启用消息推送，则用户发送的消息将会被转发至网页端微信小程序客服."""
    enter(desk)
    bob = add(desk, desk.appid)
    do(desk, "writeMessage", account=desk.appid, text="在吗")
    assert desk_of(desk, desk.appid) == (1, 0)
    desk.control("POST", f"/accounts/{desk.appid}/agents/{bob}/accept", {"person": "alice"})
    assert write(desk, desk.appid, "你好")["to"] == bob
    desk.control("POST", f"/accounts/{desk.appid}/agents/{bob}/answer", {"person": "alice", "text": "在"})
    assert chat(desk)[-1] == ("客服bob", "在")
    desk.control("POST", f"/accounts/{desk.appid}/agents/{bob}/close", {"person": "alice"})
    assert desk_of(desk, desk.appid) == (0, 0)
    assert desk.letters("kf_create_session") == []


def test_what_agents_cannot_do(memory: Local) -> None:
    memory.at(NOW)
    account = follow(memory)
    bob = add(memory, account)
    path = f"/accounts/{account}/agents/{bob}"
    with pytest.raises(NotPossible, match="alice was not handed to the agents"):
        memory.control("POST", f"{path}/accept", {"person": "alice"})
    for verb, body in (("answer", {"person": "alice", "text": "x"}), ("close", {"person": "alice"})):
        with pytest.raises(NotPossible, match="does not serve alice"):
            memory.control("POST", f"{path}/{verb}", body)
    with pytest.raises(NotPossible, match="is not an agent of"):
        do(memory, "acceptCustomer", account=account, customer="bob")
    with pytest.raises(NotPossible, match="has no agent 'x'"):
        memory.control("POST", f"/accounts/{account}/agents/x/close", {"person": "alice"})
    with pytest.raises(NotPossible, match="custom service account exists: there is an agent bob@shop"):
        add(memory, account)


def test_an_agent_answers_within_48_hours_as_often_as_they_like(desk: Local) -> None:
    account = follow(desk)
    desk.set("customer_service.session_minutes", 60 * 24 * 3)
    bob = add(desk, account)
    openid = desk.person("alice").openid(account)
    code(desk, "kfsession/create", account, kf_account=bob, openid=openid)
    write(desk, account, "在吗")
    desk.advance(48 * 3600 - 1)
    for _ in range(8):
        do(desk, "answerCustomer", "bob", account=account, customer="alice", text="在")
    desk.advance(1)
    with pytest.raises(NotPossible, match="has not written within 48 hours"):
        do(desk, "answerCustomer", "bob", account=account, customer="alice", text="在")


# -- passive replies --------------------------------------------------------------------------------------------------


def test_passive_replies_are_read_and_cost_nothing(desk: Local) -> None:
    account = follow(desk)
    media = send(desk, "/cgi-bin/media/upload", picture("JPEG"), account, type="image").json()["media_id"]

    def answering(asked: Asked) -> tuple[int, str]:
        heard = rules_forms.read(asked.body)
        head = {"ToUserName": heard["FromUserName"], "FromUserName": heard["ToUserName"], "CreateTime": 1}
        image = {"MsgType": "image", "Image": {"MediaId": media if heard["Content"] == "图" else "gone"}}
        return 200, rules_forms.xml({**head, **image})

    with backend(answering) as (url, _):
        desk.facts("push", account=account, url=url, token=TOKEN)
        write(desk, account, "图")
        assert chat(desk, account)[-1] == ("account", "[图片]")
        assert [text(desk, account=account) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
        write(desk, account, "没了")
    assert chat(desk, account)[-1] == ("account", "该公众号提供的服务出现故障，请稍后再试")
    assert "'gone' is not a file of the account" in desk.letters("text")[-1].told


def test_who_writes_to_a_broken_mini_program_is_told(desk: Local) -> None:
    enter(desk)
    with backend(lambda asked: (200, "<html>")) as (url, _):
        desk.facts("push", url=url, token=TOKEN)
        write(desk, desk.appid, "在吗")
    assert chat(desk)[-1] == ("account", "该小程序提供的服务出现故障，请稍后再试")


# -- the agents' operations -------------------------------------------------------------------------------------------


def test_agents_over_the_server_api(desk: Local) -> None:
    account = official(desk)
    assert code(desk, "kfaccount/add", account, kf_account="test1@shop", nickname="客服1", password="pswmd5") == 0
    assert code(desk, "kfaccount/add", account, kf_account="test1@shop", nickname="客服1") == 65406
    assert code(desk, "kfaccount/add", account, kf_account="test1", nickname="客服1") == 65404
    assert code(desk, "kfaccount/update", account, kf_account="test1@shop", nickname="小一") == 0
    assert code(desk, "kfaccount/update", account, kf_account="test2@shop", nickname="小一") == 65401
    (one,) = call(desk, "GET", "/cgi-bin/customservice/getkflist", account)["kf_list"]
    openid = one.pop("kf_openid")
    assert one == {"kf_account": "test1@shop", "kf_nick": "小一", "kf_id": "1001", "kf_headimgurl": ""}
    path = "/customservice/kfaccount"
    assert send(desk, f"{path}/uploadheadimg", picture(), account, kf_account="test1@shop").json()["errcode"] == 0
    assert send(desk, f"{path}/uploadheadimg", b"text", account, kf_account="test1@shop").json()["errcode"] == 40005
    assert send(desk, f"{path}/uploadheadimg", None, account, kf_account="test1@shop").json()["errcode"] == 41005
    (one,) = call(desk, "GET", "/customservice/getkflist", account)["kf_list"]
    assert one["kf_headimgurl"].startswith("http://mmbiz.qpic.cn/")
    for verb, admin in (("setadmin", True), ("canceladmin", False)):
        assert call(desk, "GET", f"{path}/{verb}", account, kf_openid=openid)["errcode"] == 0
        assert desk.control("GET", f"/accounts/{account}/agents")["agents"][0]["admin"] == admin
    assert call(desk, "GET", f"{path}/setadmin", account, kf_openid="x")["errcode"] == 40003
    assert call(desk, "GET", f"{path}/del", account, kf_account="test1@shop")["errcode"] == 0
    assert code(desk, "kfaccount/del", account, kf_account="test1@shop") == 65401
    desk.facts("customer_service", account=account, agents=False)
    assert call(desk, "GET", "/cgi-bin/customservice/getkflist", account)["errcode"] == 65400


def test_an_invitation(desk: Local) -> None:
    account = official(desk)
    code(desk, "kfaccount/add", account, kf_account="test1@shop", nickname="客服1")
    wechat = desk.person("bob").noun.wechat_id
    assert code(desk, "kfaccount/inviteworker", account, kf_account="test1@shop", invite_wx="nobody") == 65409
    for accept, status in ((False, "rejected"), (True, "")):
        assert code(desk, "kfaccount/inviteworker", account, kf_account="test1@shop", invite_wx=wechat) == 0
        assert code(desk, "kfaccount/inviteworker", account, kf_account="test1@shop", invite_wx=wechat) == 65411
        assert "邀请你成为客服" in newest(desk, "bob").title
        (one,) = call(desk, "GET", "/cgi-bin/customservice/getkflist", account)["kf_list"]
        assert (one["invite_wx"], one["invite_status"]) == (wechat, "waiting")
        do(desk, "answerAgentInvitation", "bob", account=account, accept=accept)
        (one,) = call(desk, "GET", "/cgi-bin/customservice/getkflist", account)["kf_list"]
        assert (one.get("invite_status", ""), one.get("kf_wx", "")) == (status, wechat if accept else "")
    assert code(desk, "kfaccount/inviteworker", account, kf_account="test1@shop", invite_wx=wechat) == 65412
    with pytest.raises(NotPossible, match="has not invited bob"):
        do(desk, "answerAgentInvitation", "bob", account=account)
    assert call(desk, "GET", "/cgi-bin/customservice/getonlinekflist", account) == {"kf_online_list": []}
    do(desk, "setAgentOnline", "bob", account=account)
    (online,) = call(desk, "GET", "/customservice/getonlinekflist", account)["kf_online_list"]
    assert (online["kf_account"], online["status"], online["accepted_case"]) == ("test1@shop", 1, 0)


def test_an_invitation_that_nobody_answers_expires(desk: Local) -> None:
    account = official(desk)
    code(desk, "kfaccount/add", account, kf_account="test1@shop", nickname="客服1")
    wechat = desk.person("bob").noun.wechat_id
    code(desk, "kfaccount/inviteworker", account, kf_account="test1@shop", invite_wx=wechat)
    desk.advance("1d")
    (one,) = call(desk, "GET", "/cgi-bin/customservice/getkflist", account)["kf_list"]
    assert one["invite_status"] == "expired"


def test_sessions_over_the_server_api(desk: Local) -> None:
    account = follow(desk)
    bob, openid = add(desk, account), desk.person("alice").openid(account)
    alone = add(desk, account, "kf2", person="")
    away = add(desk, account, "alice", online=False)
    assert code(desk, "kfsession/create", account, kf_account="x@shop", openid=openid) == 65401
    assert code(desk, "kfsession/create", account, kf_account=alone, openid=openid) == 65402
    assert code(desk, "kfsession/create", account, kf_account=away, openid=openid) == 65415
    assert code(desk, "kfsession/create", account, kf_account=bob, openid="x") == 40003
    assert code(desk, "kfsession/close", account, kf_account=bob, openid=openid) == 65413
    state = call(desk, "GET", "/customservice/kfsession/getsession", account, openid=openid)
    assert state == {"errcode": 0, "errmsg": "ok", "createtime": 0, "kf_account": ""}
    assert code(desk, "kfsession/create", account, kf_account=bob, openid=openid, text="VIP") == 0
    desk.control("PATCH", f"/accounts/{account}/agents/{away}", {"online": True})
    assert code(desk, "kfsession/create", account, kf_account=away, openid=openid) == 65414
    state = call(desk, "GET", "/customservice/kfsession/getsession", account, openid=openid)
    assert (state["createtime"], state["kf_account"]) == (desk.now, bob)
    listed = call(desk, "GET", "/customservice/kfsession/getsessionlist", account, kf_account=bob)
    assert listed == {"sessionlist": [{"createtime": desk.now, "openid": openid}]}
    desk.control("POST", f"/accounts/{account}/agents/{away}/accept", {"person": "alice"})
    switched = desk.letters("kf_switch_session")[-1].body
    assert (switched["FromKfAccount"], switched["ToKfAccount"]) == (bob, away)
    assert code(desk, "kfsession/close", account, kf_account=away, openid=openid) == 0
    assert desk.letters("kf_close_session")[-1].person == openid


def test_the_record_of_a_session(desk: Local) -> None:
    account = follow(desk)
    bob, openid = add(desk, account), desk.person("alice").openid(account)
    write(desk, account, "不算")
    code(desk, "kfsession/create", account, kf_account=bob, openid=openid)
    write(desk, account, "在吗")
    do(desk, "sendPicture", account=account)
    do(desk, "answerCustomer", "bob", account=account, customer="alice", text="在")
    day = {"starttime": desk.now - 10, "endtime": desk.now + 10}

    def page(**more: Any) -> Any:
        return call(desk, "POST", "/customservice/msgrecord/getmsglist", account, {**day, **more})

    told = page(msgid=1, number=10)
    assert [(one["opercode"], one["text"], one["worker"]) for one in told["recordlist"]] == [
        (2003, "在吗", bob),
        (2003, "[image]", bob),
        (2002, "在", bob),
    ]
    assert {one["openid"] for one in told["recordlist"]} == {openid}
    first = page(msgid=1, number=2)
    assert first["number"] == 2
    assert [one["text"] for one in page(msgid=first["msgid"], number=2)["recordlist"]] == ["在"]
    assert page(endtime=day["starttime"] + 86_401)["errcode"] == 65417
    assert page(number=10_001)["errcode"] == 65416


def test_a_message_in_the_name_of_an_agent(desk: Local) -> None:
    account = follow(desk)
    bob = add(desk, account)
    write(desk, account, "在吗")
    assert text(desk, "在", account, customservice={"kf_account": bob}) == 0
    assert chat(desk, account)[-1] == ("客服bob", "在")
    assert text(desk, "在", account, customservice={"kf_account": "x@y"}) == 65401


def test_what_was_sent_by_hand_can_be_sent_back(desk: Local) -> None:
    account = follow(desk)

    def answering(asked: Asked) -> tuple[int, str]:
        heard = rules_forms.read(asked.body)
        head = {"ToUserName": heard["FromUserName"], "FromUserName": heard["ToUserName"], "CreateTime": 1}
        return 200, rules_forms.xml({**head, "MsgType": "image", "Image": {"MediaId": heard["MediaId"]}})

    with backend(answering) as (url, _):
        desk.facts("push", account=account, url=url, token=TOKEN)
        event = {"event": "image", "person": "alice", "fields": {"MediaId": "picture-1"}}
        desk.control("POST", f"/accounts/{account}/events", event)
        errands.settle(desk.world)
    assert newest(desk).kind == "chat.image"
