"""The mini program in the hand: opening, pages, background, deleting; prompts that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, message, release
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import inbox
from wxlocal.core.world.nouns import Line, Notice, Target
from wxlocal.entry.local import Local

PAGES = """
[[mini_program]]
name = "pages"
created_at = "2016-01-01"
[[mini_program.release]]
version = "1.0.0"
pages = ["pages/index/index", "pages/list/list", "pages/list/item", "pages/me/me"]
config = { tabBar = { list = [{ pagePath = "pages/index/index" }, { pagePath = "pages/me/me" }] } }
"""
W = "/_wxlocal/v1/worlds/default"


def opened(local: Local, who: str = "alice") -> dict[str, Any]:
    listed = local.request("GET", f"{W}/phones/{who}-phone/opened").json()
    return {one["appid"]: one for one in listed}


def test_how_it_was_opened_is_what_it_reads(local: Local) -> None:
    alice = local.person("alice")
    options = {"path": "pages/detail/detail?id=1&b=%E4%B8%AD", "scene": 1036, "referrerInfo": {"appId": "wx1"}}
    alice.call("openMiniProgram", options, appid=local.appid)
    told = alice.call("getLaunchOptionsSync").result
    assert told == {
        "path": "pages/detail/detail",
        "query": {"id": "1", "b": "中"},
        "scene": 1036,
        "referrerInfo": {"appId": "wx1"},
        "apiCategory": "default",
    }
    with pytest.raises(NotPossible, match="has no page"):
        alice.call("openMiniProgram", {"path": "pages/nowhere"}, appid=local.appid)


def test_a_link_and_a_code_open_it_too(local: Local) -> None:
    alice = local.person("alice")
    link = local.post("/wxa/generatescheme", {"jump_wxa": {"path": "pages/detail/detail", "query": "a=1"}})["openlink"]
    assert alice.open(link).ok
    told = alice.call("getLaunchOptionsSync").result
    assert told is not None
    assert (told["path"], told["query"], told["scene"]) == ("pages/detail/detail", {"a": "1"}, 1065)


def test_what_was_in_front_goes_to_the_background(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + PAGES)
    ann, shop, other = local.person("ann"), local.account("shop").appid, local.account("pages").appid
    ann.call("openMiniProgram", appid=shop)
    ann.call("openMiniProgram", appid=other)
    assert {appid: one["foreground"] for appid, one in opened(local, "ann").items()} == {shop: False, other: True}
    ann.call("hideMiniProgram", appid=other)
    assert not opened(local, "ann")[other]["foreground"]
    ann.call("showMiniProgram", appid=other)
    ann.call("closeMiniProgram", appid=other)
    assert list(opened(local, "ann")) == [shop]
    with pytest.raises(NotPossible, match="is not open"):
        ann.call("hideMiniProgram", appid=other)


def test_the_page_stack(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP + PAGES)
    ann, appid = local.person("ann"), local.account("pages").appid

    def go(api: str, url: str = "") -> str:
        return message(ann.call(api, {"url": url} if url else {}, appid=appid))

    def stack() -> list[str]:
        return list(opened(local, "ann")[appid]["pages"])

    assert go("navigateTo", "/pages/list/list?x=1") == "navigateTo:ok"
    assert go("navigateTo", "item") == "navigateTo:ok", "relative to the page in front"
    assert stack() == ["pages/index/index", "pages/list/list", "pages/list/item"]
    assert go("navigateTo", "/pages/me/me") == "navigateTo:fail can not navigateTo a tabbar page"
    assert go("navigateTo", "/pages/x") == 'navigateTo:fail page "pages/x" is not found'
    assert go("redirectTo", "../list/list") == "redirectTo:ok"
    assert stack()[-1] == "pages/list/list"
    assert go("navigateBack") == "navigateBack:ok"
    assert go("switchTab", "/pages/me/me") == "switchTab:ok"
    assert stack() == ["pages/me/me"]
    assert go("switchTab", "/pages/list/list") == "switchTab:fail can not switch to no-tabBar page"
    assert go("navigateBack").startswith("navigateBack:fail")
    for _ in range(9):
        assert go("navigateTo", "/pages/list/list") == "navigateTo:ok"
    assert go("navigateTo", "/pages/list/list").startswith("navigateTo:fail webview count limit exceed")
    assert go("reLaunch", "/pages/index/index") == "reLaunch:ok"
    assert stack() == ["pages/index/index"]


def test_versions(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP)
    ann, dev = local.person("ann"), local.person("dev")
    old = release(local, "2019-01-01")
    for person, version, told in (
        (ann, "release", {"envVersion": "release", "version": old}),
        (ann, "2016.1.0", {"envVersion": "release", "version": "2016.1.0"}),
        (dev, "trial", {"envVersion": "trial", "version": ""}),
        (dev, "develop", {"envVersion": "develop", "version": ""}),
    ):
        result = person.call("getAccountInfoSync", version=version).result
        assert result == {"miniProgram": {"appId": local.account("shop").appid, **told}}
    with pytest.raises(NotPossible, match="only members open its trial version"):
        ann.call("login", version="trial")
    with pytest.raises(NotPossible, match=r"has no 3\.0\.0 version"):
        ann.call("login", version="3.0.0")


def test_what_the_phone_is(local: Local) -> None:
    alice = local.person("alice").change_phone(platform="android", base_library="2.27.1", client_version="8.0.32")
    told = alice.call("getSystemInfoSync").result
    assert told is not None
    assert (told["platform"], told["SDKVersion"], told["version"]) == ("android", "2.27.1", "8.0.32")
    alice.change_phone(base_library=None)
    for day, library in (("2021-12-12", "2.21.1"), ("2021-12-13", "2.21.2")):
        local.at(day)
        base = alice.call("getAppBaseInfo").result
        assert base is not None
        assert base["SDKVersion"] == library, "the newest of the day"


@pytest.mark.parametrize(
    ("schema", "library", "there"),
    [
        ("getUserProfile", "2.10.3", False),
        ("getUserProfile", "2.10.4", True),
        ("button.open-type.getUserInfo", "1.2.6", False),
        ("button.open-type.getUserInfo", "1.3.0", True),
        ("button.open-type.getPhoneNumber", "1.5.2", False),
        ("button.open-type.getPhoneNumber", "1.5.3", True),
        ("button.open-type.chooseAvatar", "2.21.2", True),
        ("open-data", "1.3.0", False),
        ("open-data.type.userNickName", "1.9.90", True),
        ("requestPayment", "3.0.0", True),
        ("nothing", "3.0.0", False),
    ],
)
def test_canIUse(memory: Local, schema: str, library: str, there: bool) -> None:
    memory.at("2024-01-01")
    alice = memory.person("alice").change_phone(base_library=library)
    assert alice.call("canIUse", {"schema": schema}).result == {"value": there}


def test_a_dialog(memory: Local) -> None:
    alice = memory.person("alice")
    asked = alice.call("showModal", {"title": "提示", "content": "要吗？"})
    assert asked.prompt is not None
    assert asked.prompt.answers == ("confirm", "cancel")
    assert alice.answer("cancel").result == {"errMsg": "showModal:ok", "confirm": False, "cancel": True}
    only = alice.call("showModal", {"content": "x", "showCancel": False})
    assert only.prompt is not None
    assert only.prompt.answers == ("confirm",)


# -- prompts ----------------------------------------------------------------------------------------------------------


def test_a_prompt_waits_and_is_answered_over_http(local: Local) -> None:
    local.at("2022-01-01")
    call = {"api": "startRecord", "appid": local.appid}
    asked = local.request("POST", f"{W}/phones/alice-phone/call", json=call).json()
    assert (asked["ok"], asked["prompt"]["kind"]) == (False, "scope.record")
    waiting = local.request("GET", f"{W}/phones/alice-phone/prompts").json()
    assert [one["id"] for one in waiting] == [asked["waiting"]]
    setting = local.person("alice").call("getSetting").result
    assert setting is not None
    assert "scope.record" not in setting["authSetting"], "nothing has happened yet"
    path = f"{W}/phones/alice-phone/prompts/{asked['waiting']}/answer"
    assert local.request("POST", path, json={"answer": "maybe"}).status == 400
    assert local.request("POST", path, json={"answer": "允许"}).json()["ok"] is True
    assert local.request("GET", f"{W}/phones/alice-phone/prompts").json() == []
    assert local.request("POST", path, json={"answer": "allow"}).status == 404


def test_a_call_with_two_questions(local: Local) -> None:
    local.at("2024-01-01")
    alice = local.person("alice").change_phone(base_library="3.4.1")
    assert alice.call("startRecord").prompt is not None
    second = alice.answer("allow")
    assert second.prompt is not None
    assert second.prompt.kind == "scope.record"
    done = alice.answer("allow")
    assert done.ok
    assert [shown.kind for shown in done.shown] == ["privacy", "scope.record"]


def test_asking_again_replaces_the_prompt(local: Local) -> None:
    alice = local.person("alice")
    alice.call("getClipboardData")
    alice.call("getClipboardData")
    assert len(local.request("GET", f"{W}/phones/alice-phone/prompts").json()) == 1


def test_a_script_is_used_up(local: Local) -> None:
    local.at("2022-01-01")
    alice = local.person("alice").answers({"getUserProfile": ["refuse", "allow"]})
    profile = {"desc": "x"}
    assert not alice.call("getUserProfile", profile, tap=True).ok
    assert alice.call("getUserProfile", profile, tap=True).ok
    assert alice.call("getUserProfile", profile, tap=True).prompt is not None
    told = local.request("PUT", f"{W}/people/alice/answers", json={"answers": {"*": "allow"}})
    assert told.status == 200
    assert alice.call("getUserProfile", profile, tap=True).ok
    assert local.request("GET", f"{W}/people/alice/answers").json() == {"answers": {"*": "allow"}}


def test_a_blanket_word_types_no_text(local: Local) -> None:
    local.at("2024-01-01")
    asked = local.person("alice").call("getRealtimePhoneNumber", tap=True, answers="allow")
    assert asked.prompt is not None
    assert asked.prompt.kind == "smsCode"


def test_a_failed_effect_leaves_the_answers_and_nothing_else(local: Local) -> None:
    alice = local.person("alice")
    failed = alice.call("getWeRunData", answers="allow")
    assert message(failed) == "getWeRunData:fail must login first"
    setting = alice.call("getSetting").result
    assert setting is not None
    assert setting["authSetting"]["scope.werun"] is True


def test_a_person_of_a_seed_file_has_answers_and_things(seeded: Callable[..., Local]) -> None:
    text = SHOP + (
        '[[person]]\nid = "eva"\nanswers = { "*" = "allow" }\n'
        '[person.facts.location]\nlatitude = 31.2\nlongitude = 121.5\ncity = "上海市"\n'
    )
    local = seeded(text, now="2022-01-01")
    told = local.person("eva").call("getLocation").result
    assert told is not None
    assert (told["latitude"], told["longitude"]) == (31.2, 121.5)
    exported = local.request("GET", f"{W}/export").json()["document"]
    again = Local(exported, frozen=True)
    try:
        assert again.person("eva").call("getLocation").result == told
    finally:
        again.close()


# -- who may be opened ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("banned", "shop小程序因违规已暂停服务"),
        ("frozen", "shop小程序已暂停服务"),
        ("cancelled", "shop小程序已暂停服务"),
    ],
)
def test_a_mini_program_that_was_stopped_does_not_open(seeded: Callable[..., Local], status: str, words: str) -> None:
    local = seeded(SHOP + PAGES)
    ann, appid = local.person("ann"), local.account("shop").appid
    local.account("pages")
    link = local.post("/wxa/generatescheme", {"jump_wxa": {}}, token=local.token("shop"))["openlink"]
    assert ann.call("openMiniProgram", appid=appid).ok
    local.control("PATCH", f"/accounts/{appid}", {"status": status})
    for deed, options, inside in (("openMiniProgram", {}, appid), ("openLink", {"link": link}, None)):
        refused = ann.call(deed, options, appid=inside)
        assert message(refused) == f"{deed}:fail {words}"
        assert [shown.text for shown in refused.shown] == [words], "the page in its place"
    for call in ("login", "getSetting", "button.getUserInfo", "camera"):
        silent = ann.call(call, appid=appid, tap=True)
        assert (silent.ok, silent.result) == (False, None), "none of its code runs"
        assert [(shown.kind, shown.text) for shown in silent.shown] == [("page", words)]
        assert silent.reason == f"the account is {status}: nobody can open it, so that none of its code runs"
    assert not local.person("dev").call("login", appid=appid, version="trial").ok, "members neither"
    jumped = ann.call("navigateToMiniProgram", {"appId": appid}, appid=local.account("pages").appid, tap=True,
                      answers="allow")  # fmt: skip
    assert message(jumped) == f"navigateToMiniProgram:fail {words}"
    assert ann.call("deleteMiniProgram", appid=appid).ok, "it can be deleted"
    local.control("PATCH", f"/accounts/{appid}", {"status": "normal"})
    assert ann.call("login", appid=appid).ok


def test_no_version_of_a_stopped_mini_program_opens_on_any_store(local: Local) -> None:
    alice = local.person("alice")
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "banned"})
    assert alice.call("login").result is None
    assert opened(local) == {}
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "normal"})
    assert alice.call("login").ok


@pytest.mark.parametrize("api", ["getFuzzyLocation", "getLocation", "chooseLocation", "startLocationUpdate"])
def test_all_location_interfaces_work_in_the_world_that_wxlocal_starts_with(local: Local, api: str) -> None:
    assert local.person("alice").call(api, answers="allow").ok
    exported = local.request("GET", f"{W}/export").json()["document"]
    again = Local(exported, frozen=True)
    try:
        assert again.person("alice").call(api, answers="allow").ok
    finally:
        again.close()


def test_a_message_is_opened_and_leads_where_it_points(local: Local) -> None:
    alice, appid = local.person("alice"), local.appid
    page = Target(appid=appid, path="pages/detail/detail?id=7", scene=1014)
    with local.world.act() as act:
        lines = (Line(name="姓名", value="安"),)
        inbox.put(act, "alice", "a", title="通知", body={"a": 1}, lines=lines, target=page, appid=appid)
        inbox.put(act, "alice", "b", title="网页", target=Target(url="https://example.com/"))
        inbox.put(act, "alice", "c", title="文字")
    first, second, third = alice.inbox(unread=True)
    assert (first.title, first.lines, first.target, first.body) == ("通知", lines, page, {"a": 1})
    told = alice.call("openMessage", {"message": first.id}).result
    assert told is not None
    assert (told["path"], told["query"], told["scene"]) == ("pages/detail/detail", {"id": "7"}, 1014)
    assert opened(local)[local.appid]["scene"] == 1014
    assert alice.call("openMessage", {"message": second.id}).result == {
        "message": second.id,
        "browser": page_of(second),
    }
    assert alice.call("openMessage", {"message": third.id}).result == {"message": third.id}
    assert alice.inbox(unread=True) == []
    with pytest.raises(NotPossible, match="there is no message 99"):
        alice.call("openMessage", {"message": 99})
    with pytest.raises(NotPossible, match="takes message"):
        alice.call("openMessage", {"message": True})


def page_of(notice: Notice) -> str:
    return notice.target.url if notice.target else ""


def test_a_message_of_a_mini_program_that_is_stopped_opens_nothing(local: Local) -> None:
    alice, appid = local.person("alice"), local.appid
    with local.world.act() as act:
        inbox.put(act, "alice", "a", title="通知", target=Target(appid=appid), appid=appid)
    local.control("PATCH", f"/accounts/{local.appid}", {"status": "banned"})
    outcome = alice.call("openMessage", {"message": alice.inbox()[0].id})
    assert not outcome.ok
    assert outcome.shown[0].text.endswith("因违规已暂停服务")
