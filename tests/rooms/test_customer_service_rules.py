"""Windows, sessions, agents and every kind of message, rule by rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Moment, Timeline
from wxlocal.core.world.nouns import Account, Line, Link, Material, Relation, Target
from wxlocal.rooms.customer_service import policy, rules, rules_messages, rules_shown
from wxlocal.rooms.customer_service.facts import Agent, Session, Window
from wxlocal.rooms.customer_service.rules import Sent
from wxlocal.rooms.customer_service.rules_messages import Sender

NOW = instant("2025-12-01")
HOUR = 3600


WORDS = {
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40097: "invalid args",
    40165: "invalid weapp pagepath",
    44003: "empty news data",
    44004: "empty content",
    53600: "Article ID 无效",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45078: "invalid nickname",
    45080: "need sending message to user, or recving message from user in the last 30 seconds before typing",
    45081: "you are already typing",
    45091: "invalid account_name",
    65401: "invalid custom service account",
    65402: "the custom service account need to bind a wechat user",
    65403: "illegal nickname",
    65404: "illegal custom service account",
    65405: "custom service account number reach limit",
    65406: "custom service account exists",
    65407: "the wechat user have been one of your workers",
    65408: "you have already invited the wechat user",
    65409: "wechat account invalid",
    65411: "a effective invitation to bind the custom service account exists",
    65412: "the custom service account have been bound by a wechat user",
    65415: "the worker is not online",
    65416: "param invalid, please check",
    65417: "it is too long from the starttime to endtime",
}


def refused(code: int, call: Callable[..., object], *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert (caught.value.code, caught.value.message) == (code, WORDS[code]), caught.value.reason
    return caught.value


def account(kind: Any = "service_account", **more: Any) -> Account:
    return Account(appid="wx1", kind=kind, name="店", subject="s", original_id="gh_1", secret="x", **more)


MINI, SERVICE, SUBSCRIPTION = account("mini_program"), account(), account("subscription_account")


def at(day: str | int, timeline: Timeline | None = None) -> Moment:
    now = instant(day) if isinstance(day, str) else day
    return Moment(now=now, timeline=timeline) if timeline else Moment(now=now)


# -- windows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ({"MsgType": "text", "Content": "x"}, "message"),
        ({"MsgType": "image"}, "message"),
        ({"MsgType": "text", "bizmsgmenuid": "1"}, "menu"),
        ({"MsgType": "event", "Event": "CLICK"}, "menu"),
        ({"MsgType": "event", "Event": "scancode_push"}, "menu"),
        ({"MsgType": "event", "Event": "scancode_waitmsg"}, "menu"),
        ({"MsgType": "event", "Event": "subscribe"}, "follow"),
        ({"MsgType": "event", "Event": "SCAN"}, "scan"),
        ({"MsgType": "event", "Event": "user_enter_tempsession"}, "entering"),
        ({"MsgType": "event", "Event": "VIEW"}, None),
        ({"MsgType": "event", "Event": "pic_weixin"}, None),
        ({"MsgType": "event", "Event": "location_select"}, None),
        ({"MsgType": "event", "Event": "view_miniprogram"}, None),
        ({"MsgType": "event", "Event": "unsubscribe"}, None),
        ({"InfoType": "authorized"}, None),
    ],
)
def test_what_a_person_did(body: dict[str, Any], act: str | None) -> None:
    assert rules.doing(body) == act


LONG, SHORT = 48 * HOUR, 60


def official(day: str | int, kind: Account = SERVICE, payment: str = "unlimited") -> list[tuple[int, int] | None]:
    acts: list[rules.Doing] = ["message", "menu", "follow", "scan", "payment", "entering"]
    return [rules.allowed(kind, act, at(day), payment) for act in acts]


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        ("2021-05-31", [(20, LONG)] * 5),
        (instant("2021-06-01") - 1, [(20, LONG)] * 5),
        ("2021-06-01", [(20, LONG), (3, SHORT), (3, SHORT), (3, SHORT), (20, LONG)]),
        ("2023-06-12", [(20, LONG), (3, SHORT), (3, SHORT), (3, SHORT), (20, LONG)]),
        (instant("2023-08-01") - 1, [(20, LONG), (3, SHORT), (3, SHORT), (3, SHORT), (20, LONG)]),
        ("2023-08-01", [(5, LONG), (3, SHORT), (3, SHORT), (3, SHORT), (1 << 31, LONG)]),
        ("2023-08-02", [(5, LONG), (3, SHORT), (3, SHORT), (3, SHORT), (1 << 31, LONG)]),
    ],
)
def test_what_official_accounts_may_send(day: str | int, allowed: list[tuple[int, int]]) -> None:
    assert official(day) == [*allowed, None]


def test_accounts_registered_since_2023_06_12_have_five_at_once() -> None:
    day = instant("2023-06-12")
    for created, now, messages in ((day, day, 5), (day - 1, day, 20), (day, day - 1, 20), (day - 1, day + 60 * DAY, 5)):
        assert official(now, account(created_at=created))[0] == (messages, LONG), (created, now)


def test_a_payment_since_the_five() -> None:
    assert official(NOW)[4] == (1 << 31, LONG)
    assert official(NOW, payment="none")[4] is None
    assert official(NOW, SUBSCRIPTION)[4] is None
    assert official("2022-01-01", SUBSCRIPTION)[4] == (20, LONG)


@pytest.mark.parametrize(
    ("day", "message", "entering"),
    [
        ("2019-04-23", 3, (1, 60)),
        (instant("2019-04-24") - 1, 3, (1, 60)),
        ("2019-04-24", 5, None),
        (instant("2024-12-25") - 1, 5, None),
        ("2024-12-25", 5, (2, 60)),
        ("2024-12-26", 5, (2, 60)),
    ],
)
def test_what_mini_programs_may_send(day: str | int, message: int, entering: tuple[int, int] | None) -> None:
    for kind in (MINI, account("mini_game")):
        assert rules.allowed(kind, "message", at(day), "none") == (message, LONG)
        assert rules.allowed(kind, "menu", at(day), "none") == (message, LONG)
        assert rules.allowed(kind, "entering", at(day), "none") == entering
        assert [rules.allowed(kind, act, at(day), "none") for act in ("follow", "scan", "payment")] == [None] * 3


def test_other_accounts_have_no_customer_service() -> None:
    assert rules.allowed(account("website"), "message", at(NOW), "none") is None


def test_which_rule_is_named() -> None:
    assert rules.rule_of(MINI, at(NOW)) is policy.MINI_FIVE
    assert rules.rule_of(SERVICE, at(NOW)) is policy.OFFICIAL_FIVE
    assert rules.rule_of(SERVICE, at("2023-07-01")) is policy.OFFICIAL_BY_ACT


def test_the_last_second_and_the_last_message() -> None:
    window = Window("message", NOW + 60, 1)
    rules.check_windows([window], NOW + 59, policy.MINI_FIVE)
    late = refused(45015, lambda: rules.check_windows([window], NOW + 60, policy.MINI_FIVE))
    assert late.message == "response out of time limit or subscription is canceled"
    assert "(message) allows none since 0 seconds" in late.reason
    spent = refused(45047, lambda: rules.check_windows([Window("menu", NOW + 60, 0)], NOW + 59, policy.MINI_FIVE))
    assert (spent.message, spent.rule) == ("out of response count limit", policy.MINI_FIVE)
    refused(45015, lambda: rules.check_windows([Window("menu", NOW + 60, 0)], NOW + 60, policy.MINI_FIVE))
    nothing = refused(45015, lambda: rules.check_windows([], NOW, policy.MINI_FIVE))
    assert nothing.reason == "the person has done nothing that allows a message"
    rules.check_windows([Window("menu", NOW + 60, 0), Window("message", NOW + 60, 1)], NOW, policy.MINI_FIVE)


def test_who_unfollowed_is_not_written_to() -> None:
    gone = Relation(appid="wx1", person="ann", openid="o", followed_at=1, unfollowed_at=2)
    refused(45015, lambda: rules.check_follower(SERVICE, gone))
    rules.check_follower(MINI, gone)
    rules.check_follower(SERVICE, Relation(appid="wx1", person="ann", openid="o"))


# -- typing -----------------------------------------------------------------------------------------------------------


def test_typing() -> None:
    rules.check_typing("Typing", NOW, NOW - 30, 0)
    refused(45080, lambda: rules.check_typing("Typing", NOW, NOW - 31, 0))
    refused(45081, lambda: rules.check_typing("Typing", NOW, NOW, NOW + 1))
    rules.check_typing("Typing", NOW, NOW, NOW)
    rules.check_typing("CancelTyping", NOW, 0, NOW + 9)
    refused(45072, lambda: rules.check_typing("typing", NOW, NOW, 0))
    assert rules.TYPING_LASTS == 15


# -- agents -----------------------------------------------------------------------------------------------------------


def agent(id: int = 1001, **more: Any) -> Agent:
    return Agent(**{"appid": "wx1", "id": id, "account": f"kf{id}@shop", "nickname": "小客服", **more})


def test_a_served_customer() -> None:
    session = Session(appid="wx1", openid="o", agent=1001, since=NOW, latest=NOW)
    assert rules.is_served(session, NOW + 30 * 60 - 1, 30)
    assert not rules.is_served(session, NOW + 30 * 60, 30)
    assert not rules.is_served(Session(appid="wx1", openid="o", agent=0, since=NOW, latest=NOW), NOW, 30)
    assert not rules.is_served(None, NOW, 30)
    assert rules.is_served(Session(appid="wx1", openid="o", agent=1, since=NOW, latest=NOW), NOW, 30)


def test_new_agents() -> None:
    def check(account: str = "test_1@shop", nickname: str = "客服", agents: int = 0) -> None:
        rules.check_agent([agent(1001 + n) for n in range(agents)], account, nickname)

    check()
    check("a" * 10 + "@" + "b" * 19)
    check(nickname="客" * 16)
    check(nickname="客")
    check(agents=99)
    for bad in ("a" * 10 + "@" + "b" * 20, "a" * 11 + "@b", "test-1@shop", "test1", "@shop", "客服@shop", "test1@"):
        refused(65404, check, bad)
    refused(65403, lambda: check(nickname="客" * 17))
    refused(65403, lambda: check(nickname=""))
    refused(65405, lambda: check(agents=100))
    refused(65406, lambda: check("kf1001@shop", agents=1))


def test_who_is_found() -> None:
    assert rules.find_agent([agent(1), agent(2)], "kf2@shop").id == 2
    assert "kf1@shop" in refused(65401, lambda: rules.find_agent([agent(1)], "nobody@shop")).reason


def test_who_takes_a_new_customer() -> None:
    agents = [
        agent(1, online=True, accepts=True),
        agent(2, online=True, accepts=True),
        agent(3, accepts=True),
        agent(4, online=True),
    ]
    assert rules.least_busy(agents, {1: 1}) == agents[1]
    assert rules.least_busy(agents, {1: 1, 2: 1}) == agents[0]
    assert rules.least_busy(agents[2:], {}) is None


def test_who_may_serve() -> None:
    rules.check_serving(agent(person="bob", online=True))
    refused(65402, lambda: rules.check_serving(agent(online=True)))
    refused(65415, lambda: rules.check_serving(agent(person="bob")))


def test_invitations() -> None:
    free = agent(1)
    rules.check_invitation([free], free, "wxid", "bob", NOW)
    refused(65409, lambda: rules.check_invitation([free], free, "wxid", None, NOW))
    bound = agent(1, person="ann")
    refused(65412, lambda: rules.check_invitation([bound], bound, "wxid", "bob", NOW))
    refused(65407, lambda: rules.check_invitation([free, agent(2, person="bob")], free, "wxid", "bob", NOW))
    open_one = agent(1, invited="other", invited_until=NOW + 1, invitation="waiting")
    refused(65411, lambda: rules.check_invitation([open_one], open_one, "wxid", "bob", NOW))
    rules.check_invitation([open_one], open_one, "wxid", "bob", NOW + 1)
    elsewhere = agent(2, invited="wxid", invited_until=NOW + 1, invitation="waiting")
    refused(65408, lambda: rules.check_invitation([free, elsewhere], free, "wxid", "bob", NOW))
    rules.check_invitation([free, elsewhere], free, "wxid", "bob", NOW + 1)
    rules.check_invitation([free, elsewhere], free, "another", "bob", NOW)
    assert rules.INVITATION_LASTS == DAY
    assert not rules.is_invited(agent(1, invited_until=NOW + 1, invitation="rejected"), NOW)


def test_which_records_can_be_asked_for() -> None:
    rules.check_records(NOW, NOW + DAY, 1, 10_000)
    rules.check_records(NOW, NOW, 1, 1)
    refused(65417, lambda: rules.check_records(NOW, NOW + DAY + 1, 1, 1))
    for start, end, id, most in ((NOW + 1, NOW, 1, 1), (NOW, NOW, 0, 1), (NOW, NOW, 1, 0), (NOW, NOW, 1, 10_001)):
        refused(65416, rules.check_records, start, end, id, most)


def test_names_of_sub_merchants() -> None:
    for good in ("apple6", "A" * 30, "a_b_c_1"):
        rules.check_merchant_name(good)
    for bad in ("apple", "A" * 31, "apple-6", "苹果苹果苹果"):
        refused(45091, rules.check_merchant_name, bad)
    for good in ("苹果", "abcd", "苹" * 15, "a" * 30):
        rules.check_merchant_nickname(good)
    for bad in ("苹", "abc", "苹" * 16, "a" * 31, "苹果!", ""):
        refused(45078, rules.check_merchant_nickname, bad)


# -- messages ---------------------------------------------------------------------------------------------------------

ARTICLE = Link(title="题", digest="摘", url="https://mp.weixin.qq.com/s/A")
KEPT = {"pic": "image", "snd": "voice", "mov": "video", "thm": "thumb", "art": "news"}


def media(id: str) -> Material | None:
    kind: Any = KEPT.get(id)
    return Material(id=id, appid="wx1", kind=kind) if kind else None


def check(kind: str, content: Any, sender: Account = SERVICE, now: str | int = NOW, **more: Any) -> Sent:
    mpnews = more.pop("mpnews", "refused")
    from_ = Sender(sender, {"wxlinked"}.__contains__, media, {"a": ARTICLE}.get, mpnews)
    return rules_messages.check(from_, kind, {kind: content, **more}, at(now))


CARD = {"title": "卡", "appid": "wxlinked", "pagepath": "pages/a?b=1", "thumb_media_id": "pic"}
NEWS = {"articles": [{"title": "t", "description": "d", "url": "https://a/", "picurl": "https://p/"}]}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("text", {"content": "好"}),
    ("image", {"media_id": "pic"}),
    ("voice", {"media_id": "snd"}),
    ("video", {"media_id": "mov", "thumb_media_id": "thm"}),
    ("video", {"media_id": "mov", "thumb_media_id": "pic"}),
    ("video", {"media_id": "mov"}),
    ("music", {"musicurl": "https://m/", "thumb_media_id": "thm"}),
    ("news", NEWS),
    ("mpnewsarticle", {"article_id": "a"}),
    ("msgmenu", {"head_content": "?", "list": [{"id": "1", "content": "是"}], "tail_content": "!"}),
    ("wxcard", {"card_id": "c"}),
    ("miniprogrampage", CARD),
]


@pytest.mark.parametrize(("kind", "content"), GOOD)
def test_what_official_accounts_send(kind: str, content: dict[str, Any]) -> None:
    assert check(kind, content) == Sent(kind, content, article=ARTICLE if kind == "mpnewsarticle" else None)
    assert check(kind, content, SUBSCRIPTION).kind == kind


LINK = {"title": "t", "description": "d", "url": "https://a/", "thumb_url": "https://p/"}
OWN = {"title": "卡", "pagepath": "pages/a", "thumb_media_id": "pic"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"content": "好"}),
        ("image", {"media_id": "pic"}),
        ("link", LINK),
        ("miniprogrampage", OWN),
        ("miniprogrampage", {**OWN, "appid": "wx1", "pagepath": ""}),
    ],
)
def test_what_mini_programs_send(kind: str, content: dict[str, Any]) -> None:
    assert check(kind, content, MINI).content == content


@pytest.mark.parametrize(
    "kind", ["voice", "video", "music", "news", "mpnews", "mpnewsarticle", "msgmenu", "wxcard", "x"]
)
def test_what_mini_programs_do_not_send(kind: str) -> None:
    refused(40008, lambda: check(kind, {"media_id": "snd"}, MINI))


def test_links_are_for_mini_programs() -> None:
    refused(40008, lambda: check("link", LINK))
    for name in LINK:
        refused(40097, check, "link", {**LINK, name: ""}, MINI)


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {}, 44004),
        ("text", {"content": ""}, 44004),
        ("text", {"content": 5}, 44004),
        ("text", {"content": "好" * 683}, 45002),
        ("image", {}, 40097),
        ("image", {"media_id": ""}, 40007),
        ("image", {"media_id": "gone"}, 40007),
        ("image", {"media_id": 5}, 40007),
        ("image", {"media_id": "snd"}, 40007),
        ("image", {"media_id": "thm"}, 40007),
        ("voice", {"media_id": "pic"}, 40007),
        ("video", {"media_id": "pic"}, 40007),
        ("video", {"media_id": "mov", "thumb_media_id": "gone"}, 40007),
        ("music", {"thumb_media_id": "thm"}, 40097),
        ("music", {"musicurl": "https://m/"}, 40007),
        ("news", {"articles": []}, 44003),
        ("news", {"x": 1}, 44003),
        ("news", {"articles": ["x"]}, 40097),
        ("news", {"articles": [{"title": "t"}]}, 40097),
        ("mpnewsarticle", {"article_id": ""}, 40097),
        ("mpnewsarticle", {"article_id": "b"}, 53600),
        ("msgmenu", {"head_content": "?"}, 40097),
        ("msgmenu", {"list": [{"id": "1"}]}, 40097),
        ("msgmenu", {"list": [{"id": "", "content": "x"}]}, 40097),
        ("msgmenu", {"list": ["x"]}, 40097),
        ("wxcard", {"card_id": 1}, 40097),
        ("miniprogrampage", {**CARD, "appid": "wxother"}, 40013),
        ("miniprogrampage", {**CARD, "appid": ""}, 40013),
        ("miniprogrampage", {**CARD, "pagepath": ""}, 40165),
        ("miniprogrampage", {**CARD, "thumb_media_id": "snd"}, 40007),
    ],
)
def test_what_is_wrong_with_a_message(kind: str, content: dict[str, Any], code: int) -> None:
    refused(code, lambda: check(kind, content))


def test_the_longest_text() -> None:
    assert check("text", {"content": "x" * 2048})
    refused(45002, lambda: check("text", {"content": "x" * 2049}))


def test_a_mini_program_sends_cards_of_its_own_only() -> None:
    refused(40013, lambda: check("miniprogrampage", {**OWN, "appid": "wxlinked"}, MINI))


def test_links_to_mini_programs() -> None:
    """data-miniprogram-appid对应的小程序必须与公众号有绑定关系; 小程序发的必须是该小程序的appid."""
    text = '好 <a href="https://a/" data-miniprogram-appid="{}" data-miniprogram-path="pages/a">去</a> 的'
    check("text", {"content": text.format("wxlinked")})
    refused(40013, lambda: check("text", {"content": text.format("wxother")}))
    check("text", {"content": text.format("wx1")}, MINI)
    refused(40013, lambda: check("text", {"content": text.format("wxlinked")}, MINI))
    check("text", {"content": "<a href='https://a/'>x</a>"}, MINI)
    refused(40013, check, "text", {"content": '<A\nDATA-MINIPROGRAM-APPID="wxother">x\ny</A>'})


def test_news_have_one_article_since_2018_10_12() -> None:
    day = instant("2018-10-12")
    article = NEWS["articles"][0]
    for count, now, right in (
        (8, day - 1, True),
        (9, day - 1, False),
        (2, day, False),
        (1, day, True),
        (2, day + DAY, False),
    ):
        content = {"articles": [article] * count}
        if right:
            assert check("news", content, now=now)
        else:
            error = refused(45008, check, "news", content, now=now)
            assert (error.rule is policy.ONE_ARTICLE) == (now >= day)


def test_mpnews_until_the_drafts() -> None:
    day = instant("2021-10-14")
    check("mpnews", {"media_id": "art"}, now=day - 1)
    for now in (day, day + DAY):
        assert refused(40008, check, "mpnews", {"media_id": "art"}, now=now).rule is policy.MPNEWS_ENDS
        check("mpnews", {"media_id": "art"}, now=now, mpnews="sent")
    refused(40007, lambda: check("mpnews", {"media_id": "pic"}, now=day - 1))


def test_the_mark_of_an_ai_since_2025_11_24() -> None:
    day = instant("2025-11-24")
    for now, marked in ((day - 1, False), (day, True), (day + DAY, True)):
        assert check("text", {"content": "x"}, now=now, aimsgcontext={"is_ai_msg": 1}).ai == marked
    assert not check("text", {"content": "x"}, aimsgcontext={"is_ai_msg": 0}).ai
    assert not check("text", {"content": "x"}, aimsgcontext={}).ai


# -- what is shown ----------------------------------------------------------------------------------------------------


def lines(*values: str) -> tuple[Line, ...]:
    return tuple(Line(value=value) for value in values)


def test_of_a_text_links_are_read_and_nothing_else() -> None:
    text = 'a <a href="https://x/?a=1&amp;b=2">b</a> &lt;c&gt; 1 < 2 > 0 <&> <b>'
    assert rules_shown.shown(SERVICE, Sent("text", {"content": text})) == (
        lines("a b <c> 1 < 2 > 0 <&> <b>"),
        Target(url="https://x/?a=1&b=2"),
    )
    two = '<a href="https://x/">1</a><a href="https://y/">2</a>'
    assert rules_shown.shown(SERVICE, Sent("text", {"content": two}))[1] is None


@pytest.mark.parametrize(("sender", "card", "link"), [(MINI, 1073, 1081), (SERVICE, 1074, 1082)])
def test_the_scenes(sender: Account, card: int, link: int) -> None:
    content = {"title": "卡", "appid": "wx1", "pagepath": "pages/a?b=1"}
    shown, target = rules_shown.shown(sender, Sent("miniprogrampage", content))
    assert (shown, target) == (lines("卡"), Target(appid="wx1", path="pages/a?b=1", scene=card))
    text = '<a href="https://x/" data-miniprogram-appid="wx1" data-miniprogram-path="pages/a">x</a>'
    assert rules_shown.shown(sender, Sent("text", {"content": text}))[1] == Target(
        appid="wx1", path="pages/a", scene=link
    )
    assert rules_shown.shown(MINI, Sent("miniprogrampage", {"title": "卡"}))[1] == Target(appid="wx1", scene=1073)
    other = rules_shown.shown(sender, Sent("miniprogrampage", {"appid": "wx2", "pagepath": ""}))[1]
    assert other == Target(appid="wx2", scene=card)
    assert rules_shown.link_target(sender, {"data-miniprogram-appid": "wx2"}) == Target(appid="wx2", scene=link)


@pytest.mark.parametrize(
    ("kind", "content", "read", "target"),
    [
        ("link", LINK, lines("t", "d"), Target(url="https://a/")),
        ("news", NEWS, lines("t", "d"), Target(url="https://a/")),
        ("music", {"title": "曲", "musicurl": "https://m/"}, lines("曲"), Target(url="https://m/")),
        ("music", {"title": "曲", "hqmusicurl": "https://h/"}, lines("曲"), Target(url="https://h/")),
        ("image", {"media_id": "pic"}, lines("[图片]"), None),
        ("voice", {"media_id": "snd"}, lines("[语音]"), None),
        ("video", {"media_id": "mov", "title": "片"}, lines("[视频]", "片"), None),
        ("wxcard", {"card_id": "c"}, lines("[卡券]"), None),
        ("mpnews", {"media_id": "art"}, lines("[图文]"), None),
        ("sticker", {}, lines("[sticker]"), None),
        (
            "msgmenu",
            {"head_content": "?", "list": [{"id": "1", "content": "是"}], "tail_content": "!"},
            (Line(value="?"), Line(name="1", value="是"), Line(value="!")),
            None,
        ),
        ("msgmenu", {"list": [{"id": "1", "content": "是"}]}, (Line(name="1", value="是"),), None),
    ],
)
def test_what_is_read(kind: str, content: dict[str, Any], read: tuple[Line, ...], target: Target | None) -> None:
    assert rules_shown.shown(SERVICE, Sent(kind, content)) == (read, target)


def test_an_article() -> None:
    shown = rules_shown.shown(SERVICE, Sent("mpnewsarticle", {"article_id": "a"}, article=ARTICLE))
    assert shown == (lines("题", "摘"), Target(url=ARTICLE.url))
    bare = Sent("mpnewsarticle", {}, article=Link(title="题", url="https://a/"))
    assert rules_shown.shown(SERVICE, bare)[0] == lines("题")


def test_what_an_ai_wrote_says_so() -> None:
    shown = rules_shown.shown(SERVICE, Sent("text", {"content": "x"}, ai=True))[0]
    assert shown == (Line(value="x"), Line(value="内容由第三方AI生成", color="#888888"))


def test_links_that_send_a_text() -> None:
    href = "weixin://bizmsgmenu?msgmenucontent=%E6%BB%A1%E6%84%8F&amp;msgmenuid=101"
    assert rules_shown.menu_link(href) == ("满意", "101")
    assert rules_shown.menu_link("weixin://bizmsgmenu?msgmenucontent=&msgmenuid=1") == ("", "1")
    assert rules_shown.menu_link("weixin://bizmsgmenu") == ("", "")
    assert rules_shown.menu_link("https://a/") is None
    assert rules_shown.link_target(SERVICE, {"href": href}) is None
    assert rules_shown.link_target(SERVICE, {}) is None


@pytest.mark.parametrize(
    ("reply", "kind", "content"),
    [
        ({"MsgType": "text", "Content": "好"}, "text", {"content": "好"}),
        ({"MsgType": "image", "Image": {"MediaId": "pic"}}, "image", {"media_id": "pic"}),
        ({"MsgType": "voice", "Voice": {"MediaId": "snd"}}, "voice", {"media_id": "snd"}),
        (
            {"MsgType": "video", "Video": {"MediaId": "mov", "Title": "t", "Description": "d"}},
            "video",
            {"media_id": "mov", "title": "t", "description": "d"},
        ),
        (
            {"MsgType": "music", "Music": {"MusicUrl": "u", "HQMusicUrl": "h", "ThumbMediaId": "thm"}},
            "music",
            {"musicurl": "u", "hqmusicurl": "h", "thumb_media_id": "thm"},
        ),
        (
            {"MsgType": "news", "Articles": {"item": {"Title": "t", "Url": "u"}}},
            "news",
            {"articles": [{"title": "t", "url": "u"}]},
        ),
        (
            {"MsgType": "news", "Articles": [{"Title": "t"}, {"Title": "s"}]},
            "news",
            {"articles": [{"title": "t"}, {"title": "s"}]},
        ),
        ({"MsgType": "news", "Articles": [{"PicUrl": "p"}]}, "news", {"articles": [{"picurl": "p"}]}),
        ({"MsgType": "news", "Articles": [{"Url": "u"}]}, "news", {"articles": [{"url": "u"}]}),
        ({"MsgType": "news", "Articles": [{"Description": "d"}]}, "news", {"articles": [{"description": "d"}]}),
    ],
)
def test_passive_replies(reply: dict[str, Any], kind: str, content: dict[str, Any]) -> None:
    assert rules_shown.of_reply(reply) == Sent(kind, content)
    assert rules_shown.lacking(rules_shown.of_reply(reply)) == ""


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ({"MsgType": "text"}, "Content is empty"),
        ({"MsgType": "news"}, "Articles is empty"),
        ({"MsgType": "news", "Articles": {"item": {"item": {"Title": "t"}}}}, "Articles.item[0] is empty"),
        ({"MsgType": "news", "Articles": {"item": [{"Title": "t"}, {"Url": ""}]}}, "Articles.item[1] is empty"),
        ({"MsgType": "image", "Image": "x"}, "MediaId is missing"),
        ({"MsgType": "voice"}, "MediaId is missing"),
        ({"MsgType": "video", "Video": {}}, "MediaId is missing"),
    ],
)
def test_what_a_passive_reply_lacks(reply: dict[str, Any], why: str) -> None:
    assert rules_shown.lacking(rules_shown.of_reply(reply)) == why


def test_what_the_record_says() -> None:
    assert rules_shown.recorded("text", {"Content": "好"}) == "好"
    assert rules_shown.recorded("text", {"text": {"content": "好"}}) == "好"
    assert [rules_shown.recorded(kind, {}) for kind in ("image", "voice", "video", "link")] == [
        "[image]", "[voice]", "[video]", "[link]",
    ]  # fmt: skip
