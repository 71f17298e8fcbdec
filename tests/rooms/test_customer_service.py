"""Customer service as people and developers meet it: entering, writing, answers, windows, cards, typing, blocking."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from tests.files import picture, send
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.core.world import errands, outbox
from wxlocal.core.world.nouns import Notice
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

NOW = "2025-12-01"


@pytest.fixture
def desk(local: Local) -> Local:
    return local.at(NOW)


def official(local: Local) -> str:
    return local.account(kind="service_account").appid


def follow(local: Local, who: str = "alice") -> str:
    """The person has followed the service account, more than a minute ago; its AppID."""
    appid = official(local)
    assert local.person(who).call("follow", {"account": appid}).ok
    local.advance(60)
    return appid


def do(local: Local, deed: str, who: str = "alice", **options: Any) -> dict[str, Any]:
    outcome = local.person(who).call(deed, options)
    assert outcome.ok, outcome
    return outcome.result or {}


def enter(local: Local, **options: Any) -> None:
    assert local.person("alice").call("contact", options, tap=True).ok


def say(local: Local, kind: str, content: dict[str, Any], account: str = "", who: str = "alice", **more: Any) -> int:
    appid = account or local.appid
    body = {"touser": local.person(who).openid(appid), "msgtype": kind, kind: content, **more}
    answer = local.post("/cgi-bin/message/custom/send", body, token=local.token(appid))
    return int(answer["errcode"])


def text(local: Local, words: str = "在的", account: str = "", **more: Any) -> int:
    return say(local, "text", {"content": words}, account, **more)


def uploaded(local: Local, kind: str = "image", account: str = "") -> str:
    path = "/cgi-bin/media/upload"
    return str(send(local, path, picture("JPEG"), account or None, type=kind).json()["media_id"])


def chat(local: Local, account: str = "", who: str = "alice") -> list[tuple[str, str]]:
    told = do(local, "readChat", who, account=account or local.appid)
    return [(message["by"], message["text"]) for message in told["messages"]]


def newest(local: Local, who: str = "alice") -> Notice:
    return local.person(who).inbox()[-1]


def tell(local: Local, appid: str, event: str) -> None:
    account, openid = local.account(appid), local.person("alice").openid(appid)
    with local.world.act() as act:
        outbox.tell(act, account, event, openid, EventKey="k")


# -- entering and writing ---------------------------------------------------------------------------------------------


def test_who_enters_is_told_with_where_they_came_from(desk: Local) -> None:
    enter(desk, **{"session-from": "item=7"})
    letter = desk.letters()[-1]
    assert letter.body == {
        "ToUserName": desk.account().original_id,
        "FromUserName": desk.person("alice").openid(),
        "CreateTime": desk.now,
        "MsgType": "event",
        "Event": "user_enter_tempsession",
        "SessionFrom": "item=7",
    }
    enter(desk, sessionFrom="x" * 1025)
    assert desk.letters()[-1].body["SessionFrom"] == "x" * 1024


def test_a_game_opens_it_by_an_api_once_it_was_touched(seeded: Callable[..., Local]) -> None:
    local = seeded('[[mini_game]]\nname = "game"\nrelease = [{}]\n[[person]]\nid = "ann"\n', now=NOW)
    game, ann = local.account("game").appid, local.person("ann")
    untouched = ann.call("openCustomerServiceConversation", {"sessionFrom": "a"}, appid=game)
    assert not untouched.ok
    ann.call("touch", appid=game)
    assert ann.call("openCustomerServiceConversation", {"sessionFrom": "字" * 400}, appid=game).ok
    assert local.letters()[-1].body["SessionFrom"] == "字" * 333, "1000 bytes"


def test_programs_have_no_such_api(desk: Local) -> None:
    assert desk.person("alice").call("openCustomerServiceConversation", {}, tap=True).absent


def test_the_card_that_the_client_offers(desk: Local) -> None:
    title, path = "商品", "pages/detail/detail?id=7"
    told = do(
        desk, "enterCustomerService", account=desk.appid, showMessageCard=True, sendMessageTitle=title,
        sendMessagePath=path,
    )  # fmt: skip
    assert told["suggestion"] == {"title": title, "path": path, "img": ""}
    do(desk, "sendCard", account=desk.appid)
    body = desk.letters()[-1].body
    assert (body["MsgType"], body["Title"], body["PagePath"], body["AppId"]) == (
        "miniprogrampage", title, path, desk.appid,
    )  # fmt: skip
    with pytest.raises(NotPossible, match="sendCard takes title, a text"):
        do(desk, "sendCard", account=desk.appid)


def test_every_kind_of_message_to_an_official_account(desk: Local) -> None:
    account = follow(desk)
    before = len(desk.letters())
    do(desk, "writeMessage", account=account, text="你好")
    do(desk, "sendPicture", account=account)
    do(desk, "sendVoice", account=account)
    do(desk, "sendVideo", account=account)
    do(desk, "sendVideo", account=account, short=True)
    do(desk, "sendPlace", account=account, latitude=23.134521, longitude=113.358803, scale=20, label="这里")
    do(desk, "sendLink", account=account, title="官网", description="看看", url="https://a.example/")
    do(desk, "sendCard", account=account, appid=desk.appid, title="卡", path="pages/index/index")
    bodies = [letter.body for letter in desk.letters()[before:]]
    head = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId"}
    assert [(body["MsgType"], sorted(body.keys() - head)) for body in bodies] == [
        ("text", ["Content"]),
        ("image", ["MediaId", "PicUrl"]),
        ("voice", ["Format", "MediaId"]),
        ("video", ["MediaId", "ThumbMediaId"]),
        ("shortvideo", ["MediaId", "ThumbMediaId"]),
        ("location", ["Label", "Location_X", "Location_Y", "Scale"]),
        ("link", ["Description", "Title", "Url"]),
        ("miniprogrampage", ["AppId", "PagePath", "ThumbMediaId", "ThumbUrl", "Title"]),
    ]
    ids = [body["MsgId"] for body in bodies]
    assert ids == sorted(set(ids))
    assert all(1 << 54 < id < 1 << 63 for id in ids)
    assert (bodies[5]["Location_X"], bodies[5]["Location_Y"]) == (23.134521, 113.358803)
    assert [line[1] for line in chat(desk, account)] == [
        "你好", "[image]", "[voice]", "[video]", "[shortvideo]", "这里", "官网", "卡",
    ]  # fmt: skip


def test_what_people_send_is_downloaded_by_media_id_and_at_its_address(desk: Local) -> None:
    enter(desk)
    given = picture("PNG", "blue")
    told = do(desk, "sendPicture", account=desk.appid, content=b64encode(given).decode())
    got = desk.get("/cgi-bin/media/get", access_token=desk.token(), media_id=told["mediaId"])
    assert got.body == given
    address = desk.letters()[-1].body["PicUrl"].removeprefix("http://mmbiz.qpic.cn")
    assert desk.request("GET", address.partition("?")[0], host="mmbiz.qpic.cn").body == given
    desk.advance("3d")
    assert desk.get("/cgi-bin/media/get", access_token=desk.token(), media_id=told["mediaId"])["errcode"] == 40007


def test_voice_recognition(desk: Local) -> None:
    account = follow(desk)
    desk.facts("customer_service", account=account, voice_recognition=True)
    do(desk, "sendVoice", account=account, words="腾讯微信团队")
    assert desk.letters()[-1].body["Recognition"] == "腾讯微信团队"


@pytest.mark.parametrize(
    ("deed", "options", "words"),
    [
        ("writeMessage", {"text": ""}, "writeMessage takes text, a text"),
        ("writeMessage", {"text": 5}, "writeMessage takes text, a text"),
        ("sendVoice", {}, "takes text, pictures and cards"),
        ("sendPlace", {"latitude": "x", "longitude": 1}, "sendPlace takes latitude and longitude"),
        ("sendPicture", {"content": "?"}, "sendPicture takes content, a file in base64"),
        ("sendPicture", {"content": b64encode(b"text").decode()}, "this cannot be sent as image"),
        ("writeMessage", {"text": "x", "businessId": "9"}, "alice has no chat"),
        ("tapInMessage", {"message": "x"}, "tapInMessage takes message"),
        ("tapInMessage", {"message": 99}, "there is no message 99"),
    ],
)
def test_what_a_mini_program_does_not_take(memory: Local, deed: str, options: dict[str, Any], words: str) -> None:
    memory.at(NOW)
    enter(memory)
    with pytest.raises(NotPossible, match=words):
        do(memory, deed, account=memory.appid, **options)


def test_a_chat_must_be_there(memory: Local) -> None:
    for account, first in ((memory.appid, "enterCustomerService"), (official(memory), "follow")):
        with pytest.raises(NotPossible, match=f"alice has no chat with .*: {first} opens one"):
            do(memory, "writeMessage", account=account, text="hi")
    with pytest.raises(NotPossible, match="there is no official account or mini program"):
        do(memory, "writeMessage", account="wx", text="hi")


# -- windows ----------------------------------------------------------------------------------------------------------


def test_a_message_allows_five_within_48_hours(desk: Local) -> None:
    assert text(desk) == 45015
    enter(desk)
    do(desk, "writeMessage", account=desk.appid, text="在吗")
    desk.advance(48 * 3600 - 1)
    assert [text(desk) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    desk.advance(1)
    assert text(desk) == 45015


def test_entering_allows_two_within_a_minute(desk: Local) -> None:
    enter(desk)
    desk.advance(59)
    assert [text(desk) for _ in range(3)] == [0, 0, 45047]
    enter(desk)
    desk.advance(60)
    assert text(desk) == 45015


def test_windows_do_not_add_up(desk: Local) -> None:
    """可发送客服消息条数不累加."""
    enter(desk)
    do(desk, "writeMessage", account=desk.appid, text="在吗")
    assert [text(desk) for _ in range(6)] == [0, 0, 0, 0, 0, 45047], "five, not seven"
    enter(desk)
    assert [text(desk) for _ in range(3)] == [0, 0, 45047]
    do(desk, "writeMessage", account=desk.appid, text="还在吗")
    assert [text(desk) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_a_refusal_names_its_rule(desk: Local) -> None:
    enter(desk)
    answers = []
    for _ in range(3):
        body = {"touser": desk.person("alice").openid(), "msgtype": "text", "text": {"content": "x"}}
        answers.append(desk.request("POST", "/cgi-bin/message/custom/send", {"access_token": desk.token()}, json=body))
    assert (answers[-1].json()["errcode"], answers[-1].rule) == (45047, "custom-message-mini")


@pytest.mark.parametrize("event", ["subscribe", "SCAN", "CLICK", "scancode_push", "scancode_waitmsg"])
def test_acts_of_official_accounts(local: Local, event: str) -> None:
    """Until 2021-05-31 every act allows 20 in 48 hours; since then these allow 3 within a minute."""
    account = follow(local)
    for day, messages, lasts in ((instant("2021-06-01") - 1, 20, 48 * 3600), (instant("2021-06-01"), 3, 60)):
        local.at(day)
        local.control("POST", f"/accounts/{account}/events", {"event": "unsubscribe", "person": "alice"})
        assert text(local, account=account) == 45015
        tell(local, account, event)
        assert [text(local, account=account) for _ in range(messages + 1)] == [*[0] * messages, 45047]
        local.advance(lasts)
        assert text(local, account=account) == 45015


def test_a_tap_on_the_menu_opens_a_window(desk: Local) -> None:
    account = follow(desk)
    menu = {
        "button": [{"type": "click", "name": "客服", "key": "K"}, {"type": "view", "name": "官网", "url": "https://a/"}]
    }
    assert desk.post("/cgi-bin/menu/create", menu, token=desk.token(account))["errcode"] == 0
    do(desk, "tapMenu", account=account, item="官网")
    assert text(desk, account=account) == 45015
    do(desk, "tapMenu", account=account, item="客服")
    assert [text(desk, account=account) for _ in range(4)] == [0, 0, 0, 45047]


def test_a_payment_by_hand(desk: Local) -> None:
    account = follow(desk)
    path = f"/accounts/{account}/windows/alice"
    desk.control("POST", path, {"act": "payment"})
    assert [text(desk, account=account) for _ in range(25)] == [0] * 25
    (window,) = desk.control("GET", path)
    assert (window["doing"], window["until"]) == ("payment", desk.now + 48 * 3600)
    desk.set("customer_service.after_payment", "none")
    desk.advance("48h")
    assert desk.control("POST", path, {"act": "payment"}) is not None
    assert desk.control("GET", path) == []
    assert text(desk, account=account) == 45015


def test_unfollowing_ends_it(desk: Local) -> None:
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    assert text(desk, account=account) == 0
    do(desk, "unfollow", account=account)
    assert text(desk, account=account) == 45015
    with pytest.raises(NotPossible, match="has no chat"):
        do(desk, "writeMessage", account=account, text="在吗")


def test_who_cannot_send(desk: Local) -> None:
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    strangers = {"touser": desk.person("alice").openid(), "msgtype": "text", "text": {"content": "x"}}
    assert desk.post("/cgi-bin/message/custom/send", strangers, token=desk.token(account))["errcode"] == 40003
    desk.control("PATCH", f"/accounts/{account}", {"verified": False})
    assert text(desk, account=account) == 48001


def test_minors_are_protected(desk: Local) -> None:
    enter(desk)
    desk.person("alice").facts("customer_service", protected=True)
    assert text(desk) == 70000
    desk.person("alice").facts("customer_service", protected=False)
    assert [text(desk), text(desk)] == [0, 0], "a refused message is not counted"


def test_messages_that_are_turned_off(desk: Local) -> None:
    enter(desk)
    do(desk, "blockMessages", account=desk.appid)
    assert text(desk) == 48002
    assert do(desk, "readChat", account=desk.appid)["blocked"]
    do(desk, "allowMessages", account=desk.appid)
    assert text(desk) == 0


# -- what arrives -----------------------------------------------------------------------------------------------------


def test_a_conversation(desk: Local) -> None:
    enter(desk)
    do(desk, "writeMessage", account=desk.appid, text="在吗")
    text(desk, "在的")
    do(desk, "writeMessage", account=desk.appid, text="多少钱")
    text(desk, "十元")
    assert chat(desk) == [("me", "在吗"), ("account", "在的"), ("me", "多少钱"), ("account", "十元")]
    told = desk.control("GET", f"/people/alice/chats/{desk.appid}")
    assert [message["text"] for message in told["messages"]] == ["在吗", "在的", "多少钱", "十元"]
    (one,) = desk.control("GET", "/people/alice/chats")["chats"]
    assert (one["name"], one["messages"][0]["text"]) == ("示例小程序", "十元")
    assert desk.person("alice").inbox(unread=True) == []
    do(desk, "deleteChat", account=desk.appid)
    assert chat(desk) == []


def test_a_picture_and_what_has_expired(desk: Local) -> None:
    enter(desk)
    id = uploaded(desk)
    assert say(desk, "image", {"media_id": id}) == 0
    assert (newest(desk).kind, newest(desk).lines[0].value) == ("chat.image", "[图片]")
    assert say(desk, "image", {"media_id": "nope"}) == 40007
    desk.advance("3d")
    enter(desk)
    assert say(desk, "image", {"media_id": id}) == 40007


def test_a_card_opens_its_page_with_scene_1073(desk: Local) -> None:
    enter(desk)
    card = {"title": "商品", "pagepath": "pages/detail/detail?id=7", "thumb_media_id": uploaded(desk)}
    assert say(desk, "miniprogrampage", card) == 0
    opened = do(desk, "openMessage", message=newest(desk).id)
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/detail/detail", {"id": "7"}, 1073)


def test_a_card_of_an_official_account_needs_the_association(desk: Local) -> None:
    """小程序需要与公众号关联，才可被使用在公众号自定义菜单、模板消息、客服消息等场景中 (2019-04-04)."""
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    card = {
        "title": "商品",
        "appid": desk.appid,
        "pagepath": "pages/index/index",
        "thumb_media_id": uploaded(desk, account=account),
    }
    assert say(desk, "miniprogrampage", card, account) == 40013
    appid = desk.appid
    with desk.world.act() as act:
        nouns.associate(act.tx, account, appid, act.now)
    assert say(desk, "miniprogrampage", card, account) == 0
    assert do(desk, "openMessage", message=newest(desk).id)["scene"] == 1074


def test_links_in_a_text(desk: Local) -> None:
    enter(desk)
    go = f'<a href="https://b/" data-miniprogram-appid="{desk.appid}" data-miniprogram-path="pages/detail/detail?a=1">去</a>'
    text(desk, f'看<a href="https://a/">网页</a>或{go}')
    id = newest(desk).id
    assert newest(desk).lines[0].value == "看网页或去"
    assert do(desk, "tapInMessage", message=id, item="网页") == {"browser": "https://a/"}
    opened = do(desk, "tapInMessage", message=id, item="2")
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/detail/detail", {"a": "1"}, 1081)
    with pytest.raises(NotPossible, match=r"no link '3'; its links: '网页', '去'"):
        do(desk, "tapInMessage", message=id, item="3")


def test_a_menu_message_sends_its_text_with_the_id_of_the_item(desk: Local) -> None:
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    menu = {
        "head_content": "满意吗?",
        "list": [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}],
        "tail_content": "再见",
    }
    assert say(desk, "msgmenu", menu, account) == 0
    notice = newest(desk)
    assert [line.value for line in notice.lines] == ["满意吗?", "满意", "不满意", "再见"]
    desk.advance("48h")
    do(desk, "tapInMessage", message=notice.id, item="不满意")
    body = desk.letters()[-1].body
    assert (body["MsgType"], body["Content"], body["bizmsgmenuid"]) == ("text", "不满意", "102")
    assert [text(desk, account=account) for _ in range(4)] == [0, 0, 0, 45047], "a tap counts as one on the menu"
    with pytest.raises(NotPossible, match="no item 'x', only '满意', '不满意'"):
        do(desk, "tapInMessage", message=notice.id, item="x")


def test_a_link_that_sends_a_text(desk: Local) -> None:
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    text(desk, '<a href="weixin://bizmsgmenu?msgmenucontent=人工&msgmenuid=9">人工</a>', account)
    do(desk, "tapInMessage", message=newest(desk).id, item="人工")
    body = desk.letters()[-1].body
    assert (body["Content"], body["bizmsgmenuid"]) == ("人工", "9")


def test_cards_of_friends_are_not_of_the_chat(desk: Local) -> None:
    enter(desk)
    text(desk)
    do_share = {"to": "alice", "title": "看看"}
    bob = desk.person("bob")
    bob.call("openMiniProgram", appid=desk.appid)
    assert bob.call("share", do_share, appid=desk.appid).ok
    assert newest(desk).title == "看看"
    assert chat(desk) == [("account", "在的")]


def test_what_an_ai_wrote(desk: Local) -> None:
    enter(desk)
    text(desk, "您好", aimsgcontext={"is_ai_msg": 1})
    assert [line.value for line in newest(desk).lines] == ["您好", "内容由第三方AI生成"]


# -- typing -----------------------------------------------------------------------------------------------------------


def typing(local: Local, command: str = "Typing", path: str = "business/typing", account: str = "") -> int:
    appid = account or local.appid
    body = {"touser": local.person("alice").openid(appid), "command": command}
    return int(local.post(f"/cgi-bin/message/custom/{path}", body, token=local.token(appid))["errcode"])


def test_typing(desk: Local) -> None:
    def shown() -> bool:
        return bool(do(desk, "readChat", account=desk.appid)["typing"])

    enter(desk)
    assert typing(desk) == 45080
    do(desk, "writeMessage", account=desk.appid, text="在吗")
    assert typing(desk) == 0
    assert shown()
    assert typing(desk) == 45081
    desk.advance(14)
    assert shown()
    desk.advance(1)
    assert not shown()
    assert typing(desk) == 0
    text(desk)
    assert not shown(), "a message ends it"
    assert typing(desk, path="typing") == 0
    assert typing(desk, "CancelTyping") == 0
    assert not shown()
    assert typing(desk, "Stop") == 45072
    desk.advance(31)
    assert typing(desk) == 45080


def test_typing_of_official_accounts(desk: Local) -> None:
    account = follow(desk)
    do(desk, "writeMessage", account=account, text="在吗")
    assert typing(desk, account=account) == 40200
    assert typing(desk, path="typing", account=account) == 0


# -- sub-merchants ----------------------------------------------------------------------------------------------------


def business(local: Local, name: str, **body: Any) -> Any:
    return local.post(f"/cgi-bin/business/{name}", body)


def test_sub_merchants(desk: Local) -> None:
    icon = uploaded(desk)
    apple = business(desk, "register", account_name="apple1", nickname="苹果", icon_media_id=icon)
    assert (apple["errcode"], apple["business_id"]) == (0, 1)
    assert business(desk, "register", account_name="apple1", nickname="苹果")["errcode"] == 45070
    assert business(desk, "register", account_name="pear12", nickname="苹果", icon_media_id="x")["errcode"] == 40007
    pear = business(desk, "register", account_name="pear12", nickname="梨子")
    assert business(desk, "get", account_name="pear12")["business_info"]["business_id"] == pear["business_id"] == 2
    assert business(desk, "update", business_id=1, nickname="红苹果")["errcode"] == 0
    told = {"business_id": 1, "account_name": "apple1", "nickname": "红苹果", "icon_media_id": icon}
    assert business(desk, "get", business_id=1)["business_info"] == told
    assert [one["account_name"] for one in business(desk, "list", offset=1, count=10)["list"]] == ["pear12"]
    assert business(desk, "get", business_id=3)["errcode"] == 45071
    assert business(desk, "get")["errcode"] == 45071


def test_a_sub_merchant_has_a_chat_of_its_own(desk: Local) -> None:
    business(desk, "register", account_name="apple1", nickname="苹果")
    enter(desk, businessId="1")
    assert desk.letters()[-1].body["BusinessId"] == 1
    do(desk, "writeMessage", account=desk.appid, businessId="1", text="在吗")
    assert desk.letters()[-1].body["BusinessId"] == 1
    assert text(desk) == 45015
    assert text(desk, businessid=1) == 0
    assert text(desk, businessid="2") == 45071
    told = do(desk, "readChat", account=desk.appid, businessId="1")
    assert [message["text"] for message in told["messages"]] == ["在吗", "在的"]
    with pytest.raises(NotPossible, match="no sub-merchant '7'"):
        enter(desk, businessId="7")


def test_nothing_half_sent(desk: Local) -> None:
    enter(desk)
    before = len(desk.person("alice").inbox())
    for content in ({}, {"content": ""}, {"content": "好" * 700}):
        assert say(desk, "text", content) in (44004, 45002)
    assert say(desk, "poem", {"x": 1}) == 40008
    assert desk.post("/cgi-bin/message/custom/send", {"touser": "x", "text": "y"})["errcode"] == 47001
    assert len(desk.person("alice").inbox()) == before
    assert [text(desk) for _ in range(3)] == [0, 0, 45047]
    assert errands.settle(desk.world)
