"""Sharing with friends: cards, cards that change, reminders, private messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.phone.outcomes import Failed, Outcome
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import Notice
from wxlocal.entry.local import Local
from wxlocal.rooms.sharing import rules

BEGINS, GATHERED = "21B034D08C5615B9889CE362BB957B1EE69A584B", "666F374D69D16C932E45D7E7D9F10CEF6177F5F5"
SEED = """
[[subject]]
id = "shop"
[[open_platform]]
name = "platform"
subject = "shop"
[[mini_program]]
name = "shop"
subject = "shop"
open_platform = "platform"
members = { ben = "experience" }
release = [{ version = "1", pages = ["pages/index/index", "pages/room/room"] }, { version = "t", kind = "trial" }]
[[mini_game]]
name = "game"
release = [{}]
[[person]]
id = "ann"
[[person]]
id = "ben"
[[person]]
id = "cat"
"""


@pytest.fixture
def desk(seeded: Callable[..., Local]) -> Local:
    return seeded(SEED).at("2024-03-01")


def create(local: Local, **query: str) -> str:
    answer = local.get("/cgi-bin/message/wxopen/activityid/create", access_token=local.token(), **query)
    assert answer["expiration_time"] == local.now + DAY
    return str(answer["activity_id"])


def menu(local: Local, activity: str, template: str = BEGINS, person: str = "ann", **more: Any) -> Outcome:
    info = {"templateId": template, "parameterList": parameters(member_count="1", room_limit="3")}
    options = {"withShareTicket": True, "isUpdatableMessage": True, "activityId": activity, "templateInfo": info}
    return local.person(person).call("updateShareMenu", {**options, **more}, appid=local.appid)


def share(local: Local, to: str = "ben", person: str = "ann", **options: Any) -> Outcome:
    return local.person(person).call("share", {"to": to, **options}, appid=local.appid)


def parameters(**given: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in given.items()]


def update(local: Local, activity: str, state: int, **given: str) -> int:
    body = {"activity_id": activity, "target_state": state, "template_info": {"parameter_list": parameters(**given)}}
    answer = local.post("/cgi-bin/message/wxopen/updatablemsg/send", body, token=local.token())
    return int(answer["errcode"])


def card(local: Local, person: str = "ben") -> Notice:
    return [one for one in local.person(person).inbox() if one.kind == "chat.miniprogrampage"][-1]


def told(local: Local, person: str = "ben") -> tuple[str, str]:
    (line,) = card(local, person).lines
    return line.value, line.color


def test_a_card_is_shared_and_opened(desk: Local) -> None:
    desk.person("ann").call("openMiniProgram", appid=desk.appid)
    assert share(desk, title="一起来", path="/pages/room/room?id=7").ok
    notice = card(desk)
    assert (notice.title, notice.lines, notice.body["from"]) == ("一起来", (), "ann")
    opened = desk.person("ben").call("openMessage", {"message": notice.id}).result
    assert opened is not None
    assert (opened["path"], opened["query"], opened["scene"]) == ("pages/room/room", {"id": "7"}, 1007)
    share(desk)
    notice = card(desk)
    assert notice.target is not None
    assert (notice.title, notice.target.path) == ("shop", "pages/index/index")
    with pytest.raises(NotPossible, match="share takes to"):
        share(desk, to="nobody")
    with pytest.raises(NotPossible, match="that is open on the phone"):
        share(desk, to="ann", person="cat")


def test_a_shared_card_is_seen_to_change(desk: Local) -> None:
    activity = create(desk)
    assert menu(desk, activity).ok
    share(desk)
    assert told(desk) == ("成员正在加入，当前 1/3 人", "#10AEFF")
    assert update(desk, activity, 0, member_count="2", room_limit="3") == 0
    assert told(desk) == ("成员正在加入，当前 2/3 人", "#10AEFF")
    share(desk, to="cat")
    assert told(desk, "cat")[0] == "成员正在加入，当前 2/3 人"
    assert update(desk, activity, 1, path="pages/room/room", version_type="release") == 0
    assert told(desk) == told(desk, "cat") == ("已开始", "#07C160")
    assert update(desk, activity, 0, member_count="2", room_limit="3") == 47502
    assert update(desk, activity, 2) == 0
    assert told(desk) == ("已结束", "#CCCCCC")
    assert update(desk, activity, 2) == 47502


def test_it_ends_by_itself_after_24_hours(desk: Local) -> None:
    activity = create(desk)
    menu(desk, activity, GATHERED)
    share(desk)
    desk.advance(DAY - 1)
    assert update(desk, activity, 1, path="", version_type="release") == 0
    assert told(desk) == ("已到齐", "#07C160")
    desk.advance(1)
    assert told(desk) == ("已结束", "#CCCCCC")
    assert update(desk, activity, 2) == 47504
    with pytest.raises(NotPossible, match="has not begun"):
        desk.person("ben").call("remindMe", {"message": card(desk).id})
    outcome = share(desk, to="cat")
    assert outcome.reason == "it is over, or only another person may share it"


def test_who_asks_for_it_is_reminded(desk: Local) -> None:
    activity = create(desk)
    menu(desk, activity, GATHERED)
    share(desk)
    share(desk, to="cat")
    assert desk.person("ben").call("remindMe", {"message": card(desk).id}).result == {"text": "到齐时，将收到提醒"}
    update(desk, activity, 1, path="pages/room/room?go=1", version_type="trial")
    assert [one.kind for one in desk.person("cat").inbox()] == ["chat.miniprogrampage"]
    notice = desk.person("ben").inbox()[-1]
    assert (notice.kind, notice.title) == ("chat.system", "成员已到齐，进入「shop」")
    assert notice.target is not None
    assert (notice.target.path, notice.target.version, notice.target.scene) == ("pages/room/room?go=1", "trial", 1088)


@pytest.mark.parametrize(
    ("state", "given", "code"),
    [
        (0, {"member_count": "1"}, 47001),
        (0, {"room_limit": "1"}, 47001),
        (1, {"path": "a"}, 47001),
        (1, {"version_type": "release"}, 47001),
        (1, {"path": "a", "version_type": "beta"}, 47503),
        (1, {"path": "a", "version_type": "develop"}, 0),
        (3, {}, 47502),
        (-1, {}, 47502),
    ],
)
def test_what_a_change_needs(desk: Local, state: int, given: dict[str, str], code: int) -> None:
    assert update(desk, create(desk), state, **given) == code


def test_whose_activity_it_is(desk: Local) -> None:
    assert update(desk, "nobody's", 2) == 47501
    token = desk.token(desk.account("game").appid)
    foreign = desk.post("/cgi-bin/message/wxopen/activityid/create", {}, access_token=token)["activity_id"]
    assert update(desk, foreign, 2) == 47501
    assert menu(desk, foreign).reason == "activityid/create gives the mini program's own activities"
    answer = desk.post("/cgi-bin/message/wxopen/updatablemsg/send", {"activity_id": create(desk)}, token=desk.token())
    assert answer["errcode"] == 47001
    answer = desk.get("/cgi-bin/message/wxopen/activityid/create", access_token=desk.token(), openid="nobody")
    assert answer["errcode"] == 40003


def test_private_messages_are_shared_by_one_person_and_not_passed_on(desk: Local) -> None:
    shop, ann = desk.account("shop"), desk.person("ann")
    unionid = identity.unionid(desk.world.key, str(shop.open_platform), "ann")
    for query in ({"openid": ann.openid(shop.appid)}, {"unionid": unionid}, {}):
        activity = create(desk, **query)
        private: dict[str, Any] = {"isUpdatableMessage": False, "isPrivateMessage": True}
        assert menu(desk, activity, **private).ok
        assert menu(desk, activity, person="cat", **private).ok
        assert share(desk).ok
        assert share(desk, person="cat").ok == (query == {})
        assert card(desk).lines == ()
        desk.advance(7 * DAY - 1)
        assert share(desk).ok
        passed = desk.person("ben").call("passOn", {"message": card(desk).id, "to": "cat"})
        assert passed.reason == "a private message cannot be passed on"
        desk.advance(1)
        assert not share(desk).ok


def test_other_cards_are_passed_on_and_change_there_too(desk: Local) -> None:
    activity = create(desk)
    menu(desk, activity)
    share(desk)
    ben = desk.person("ben")
    assert ben.call("passOn", {"message": card(desk).id, "to": "cat"}).ok
    update(desk, activity, 2)
    assert told(desk, "cat") == ("已结束", "#CCCCCC")
    for options in ({"message": card(desk).id, "to": "nobody"}, {"message": "x", "to": "cat"}):
        with pytest.raises(NotPossible):
            ben.call("passOn", options)
    menu(desk, activity, isUpdatableMessage=False)
    share(desk)
    assert card(desk).lines == ()
    assert ben.call("passOn", {"message": card(desk).id, "to": "cat"}).ok


def test_base_libraries_that_do_not_know_them(desk: Local) -> None:
    ann, activity = desk.person("ann"), create(desk)
    for library, changing in (("2.3.2", False), ("2.4.0", True)):
        ann.change_phone(base_library=library)
        menu(desk, activity)
        share(desk)
        assert bool(card(desk).lines) == changing
    for library, private in (("2.12.3", False), ("2.13.0", True)):
        ann.change_phone(base_library=library)
        menu(desk, activity, isUpdatableMessage=False, isPrivateMessage=True)
        share(desk)
        assert bool(card(desk).body.get("private")) == private


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"isUpdatableMessage": True}, "parameter.activityId should be String instead of Undefined"),
        ({"isPrivateMessage": True, "activityId": 1}, "parameter.activityId should be String instead of Number"),
    ],
)
def test_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises(Failed, match=words):
        rules.checked_menu(options, (3, 0, 0))


@pytest.mark.parametrize(
    ("info", "words"),
    [
        (None, "parameter.templateInfo should be Object"),
        ({"templateId": "x"}, "invalid templateInfo"),
        ({"templateId": BEGINS}, "parameterList should be Array"),
    ],
)
def test_template_info(info: Any, words: str) -> None:
    with pytest.raises(Failed, match=words):
        rules.template_info(info)


def test_every_engine_changes_cards(local: Local) -> None:
    activity = create(local)
    info = {"templateId": BEGINS, "parameterList": parameters(member_count="1", room_limit="3")}
    options = {"isUpdatableMessage": True, "activityId": activity, "templateInfo": info}
    local.person("alice").call("updateShareMenu", options, appid=local.appid)
    local.person("alice").call("share", {"to": "bob"}, appid=local.appid)
    notice = card(local, "bob")
    local.person("bob").call("remindMe", {"message": notice.id})
    assert update(local, activity, 1, path="", version_type="release") == 0
    assert told(local, "bob")[0] == "已开始"
    assert [one.kind for one in local.person("bob").inbox()] == ["chat.miniprogrampage", "chat.system"]
