"""关于小程序隐私保护指引设置的公告 (announced for 2023-09-15, in force on 2023-10-17)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import SHOP, around, message
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

SAID = instant("2023-09-15")
BEFORE, SINCE, AFTER = around("2023-10-17")
READ = "getClipboardData"
NOT_AUTHORIZED = f"{READ}:fail privacy permission is not authorized"
UNDECLARED = f"{READ}:fail api scope is not declared in the privacy agreement"
BUTTON = "agreePrivacyAuthorization"


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP, now=AFTER)


@pytest.mark.parametrize(
    ("timeline", "at", "asked"),
    [
        ("as-happened", SAID, False),
        ("as-happened", BEFORE, False),
        ("as-happened", SINCE, True),
        ("as-happened", AFTER, True),
        ("as-announced", SAID - 1, False),
        ("as-announced", SAID, True),
        ("as-announced", SAID + DAY, True),
        ("as-known:2023-09-01", SAID, True),
        ("as-known:2023-09-15", SAID, False),
        ("as-known:2023-09-15", SINCE, True),
    ],
)
def test_自2023年9月15日起_仅当用户已同意_方可调用微信提供的隐私接口(
    seeded: Callable[..., Local], timeline: str, at: int, asked: bool
) -> None:
    local = seeded(SHOP, now=at, timeline=timeline)
    ann = local.person("ann")
    assert asked != ann.call(READ).ok
    ann.call(BUTTON, {"id": "agree"}, tap=True)
    assert ann.call(READ).ok


def test_older_base_libraries_never_intercept(shop: Local) -> None:
    ann = shop.person("ann")
    for library, asked in (("2.32.2", False), ("2.32.3", True)):
        ann.change_phone(base_library=library)
        assert (ann.call(READ).prompt is not None) == asked


def test_usePrivacyCheck_tries_it_out_before_the_day(shop: Local) -> None:
    shop.at("2023-08-23")
    body = {"version": "try", "config": {"__usePrivacyCheck__": True}}
    shop.request("POST", f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}/releases", json=body)
    ann = shop.person("ann").change_phone(base_library="2.32.3")
    assert message(ann.call(READ, version="try")) == NOT_AUTHORIZED, "no popup was announced yet"
    shop.at("2023-09-14")
    assert ann.call(READ, version="try").prompt is not None


def test_仅有在指引中声明所处理的用户个人信息_才可以调用平台提供的对应接口或组件(shop: Local) -> None:
    ann = shop.person("ann")
    shop.facts("privacy", declared=["Location"])
    refused = ann.call(READ)
    assert refused.result == {"errMsg": UNDECLARED, "errno": 112}
    assert refused.rule == "privacy-undeclared"
    shop.facts("privacy", declared=["Clipboard"])
    assert ann.call(READ).prompt is not None


def test_补充的隐私类型声明_将在5分钟后生效(shop: Local) -> None:
    ann, guide = shop.person("ann"), f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}/privacy-guide"
    shop.facts("privacy", declared=["Location"])
    shop.request("PUT", guide, json={"declared": ["Location", "Clipboard"]})
    shop.advance(299)
    assert message(ann.call(READ)) == UNDECLARED
    shop.advance(1)
    assert ann.call(READ).prompt is not None


def test_onNeedPrivacyAuthorization_触发了一个未记录过同意的隐私接口调用(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("onNeedPrivacyAuthorization")
    pending = ann.call(READ)
    assert pending.prompt is not None
    assert pending.prompt.by == "code"
    assert pending.prompt.detail == {"referrer": READ}
    phone = ann.call("getPhoneNumber", tap=True).prompt
    assert phone is not None
    assert phone.detail == {"referrer": "button.getPhoneNumber"}


def test_resolve_agree_needs_a_button_that_was_really_tapped(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("onNeedPrivacyAuthorization")
    pending = ann.call(READ).waiting
    forged = ann.answer({"event": "agree", "buttonId": "agree-btn"}, pending)
    assert forged.prompt is not None, "nobody tapped agree-btn: the call stays pending"
    ann.call(BUTTON, {"id": "agree-btn"}, tap=True)
    assert ann.answer({"event": "agree", "buttonId": "agree-btn"}, forged.waiting).ok
    assert ann.call(READ).ok, "consent is remembered"
    assert message(ann.call(BUTTON, {"id": "x"})).endswith("TAP gesture."), "code cannot tap"


def test_resolve_disagree_fails_the_call(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("onNeedPrivacyAuthorization")
    outcome = ann.call(READ, answers=[{"event": "exposureAuthorization"}, {"event": "disagree"}])
    assert outcome.result == {"errMsg": NOT_AUTHORIZED, "errno": 104}
    assert ann.call(READ).prompt is not None, "the listener is asked again"


def test_requirePrivacyAuthorize_可用于模拟触发onNeedPrivacyAuthorization事件(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("onNeedPrivacyAuthorization")
    pending = ann.call("requirePrivacyAuthorize").prompt
    assert pending is not None
    assert pending.detail == {"referrer": "requirePrivacyAuthorize"}
    ann.call(BUTTON, {"id": "b"}, tap=True)
    assert message(ann.call("requirePrivacyAuthorize")) == "requirePrivacyAuthorize:ok"


def test_getPrivacySetting_tells_whether_consent_is_missing(shop: Local) -> None:
    ann = shop.person("ann")

    def needed() -> bool:
        result = ann.call("getPrivacySetting").result
        assert result is not None
        assert result["privacyContractName"] == "《shop小程序隐私保护指引》"
        return bool(result["needAuthorization"])

    shop.facts("privacy", declared=[])
    assert not needed(), "nothing is declared"
    shop.facts("privacy", declared=["Clipboard"])
    assert needed()
    ann.call(BUTTON, {"id": "b"}, tap=True)
    assert not needed()
    shop.facts("privacy", declared=["Clipboard", "RunData"])
    assert needed(), "a new kind was declared since"
    assert ann.call(READ).ok, "the old kind needs no new consent"
    assert ann.call("requirePrivacyAuthorize").prompt is not None


def test_若用户拒绝官方弹窗_10秒内不再触发弹窗(shop: Local) -> None:
    ann = shop.person("ann")
    first = ann.call(READ, answers="refuse")
    assert first.result == {"errMsg": NOT_AUTHORIZED, "errno": 104}
    shop.advance(9)
    again = ann.call(READ)
    assert again.prompt is None
    assert message(again) == NOT_AUTHORIZED
    shop.advance(1)
    assert ann.call(READ).prompt is not None


def test_删除小程序_将清空历史同步状态(shop: Local) -> None:
    ann = shop.person("ann")
    assert ann.call(READ, answers="allow").ok
    ann.call("deleteMiniProgram", appid=shop.appid)
    assert ann.call(READ).prompt is not None


def test_未采集隐私_被平台回收了接口调用权限(shop: Local) -> None:
    shop.facts("privacy", collects=False)
    outcome = shop.person("ann").call(READ)
    assert outcome.result == {"errMsg": f"{READ}:fail appid privacy api banned", "errno": 1025}
    shop.facts("privacy", account="game", collects=False)
    game = shop.person("ann").call(READ, appid=shop.account("game").appid)
    assert game.result is not None
    assert game.result["errno"] == 1026


def test_the_errno_page_has_other_numbers(shop: Local) -> None:
    shop.set("privacy.errno_1011xx", True)
    shop.facts("privacy", declared=[])
    outcome = shop.person("ann").call(READ)
    assert outcome.result is not None
    assert outcome.result["errno"] == 101100


def test_input_nickname_degrades_and_raises_no_event(shop: Local) -> None:
    ann = shop.person("ann")
    ann.call("onNeedPrivacyAuthorization")
    for at, kind in ((BEFORE, "nickname"), (SINCE, "text")):
        shop.at(at)
        typed = ann.call("input.nickname", answers={"nickname": "安安"})
        assert typed.result is not None
        assert typed.result["type"] == kind
    ann.call(BUTTON, {"id": "b"}, tap=True)
    typed = ann.call("input.nickname", answers="allow")
    assert typed.result == {"type": "nickname", "value": "安", "nicknamereview": {"pass": True, "timeout": False}}


def test_耦合使用_同意隐私协议并授权手机号(shop: Local) -> None:
    outcome = shop.person("ann").call(f"getPhoneNumber|{BUTTON}", {"id": "b"}, tap=True, answers="allow")
    assert [shown.kind for shown in outcome.shown] == ["getPhoneNumber"]
    assert outcome.ok
    assert shop.person("ann").call(READ).ok


def test_与授权弹窗耦合样式_since_base_library_3_4_2(shop: Local) -> None:
    ann = shop.person("ann")
    shop.at("2024-04-11")
    for library, kinds in (("3.4.1", ["privacy", "scope.record"]), ("3.4.2", ["scope.record"])):
        ann.call("deleteMiniProgram", appid=shop.appid)
        ann.change_phone(base_library=library)
        outcome = ann.call("startRecord", answers="allow")
        assert [shown.kind for shown in outcome.shown] == kinds
        assert outcome.ok
        assert ann.call(READ).ok, "the tick is consent for all that is declared"
    ann.call("deleteMiniProgram", appid=shop.appid)
    refused = ann.call("startRecord", answers="refuse")
    assert refused.result is not None
    assert refused.result["errno"] == 103, "在弹窗中拒绝，报错信息为用户拒绝"
    direct = ann.call(READ, answers="refuse").result
    assert direct is not None
    assert direct["errno"] == 104, "an interface without scope keeps the direct style"


def test_the_coupled_style_falls_back_where_no_scope_popup_comes(shop: Local) -> None:
    shop.at("2024-05-01")
    ann = shop.person("ann")
    assert ann.call("startRecord", answers="allow").ok
    with_consent_gone = f"/_wxlocal/v1/worlds/default/accounts/{shop.appid}/privacy-guide"
    shop.facts("privacy", declared=["Record"])
    shop.request("PUT", with_consent_gone, json={"declared": ["Record", "RunData"]})
    ann.call("deleteMiniProgram", appid=shop.appid)
    shop.at("2024-04-10")
    ann.change_phone(base_library="2.32.2")
    assert ann.call("startRecord", answers="allow").ok, "the scope alone, without any consent"
    ann.change_phone(base_library="3.4.2")
    shop.at("2024-05-01")
    outcome = ann.call("startRecord", answers="allow")
    assert [shown.kind for shown in outcome.shown] == ["privacy"]


def test_openPrivacyContract_shows_the_guide(shop: Local) -> None:
    shop.facts("privacy", declared=["Clipboard"])
    outcome = shop.person("ann").call("openPrivacyContract")
    assert outcome.shown[0].text == "读取你的剪切板"


def test_privacy_apis_came_with_base_library_2_32_3(shop: Local) -> None:
    ann = shop.person("ann").change_phone(base_library="2.32.2")
    for api in ("getPrivacySetting", "requirePrivacyAuthorize", "onNeedPrivacyAuthorization", "openPrivacyContract"):
        assert ann.call(api).absent
        ann.change_phone(base_library="2.32.3")
        assert not ann.call(api).absent
        ann.change_phone(base_library="2.32.2")


@pytest.mark.parametrize("collects", [True, False])
def test_四_代码提审_需先自行声明是否有采集用户隐私(shop: Local, collects: bool) -> None:
    """Who says no at the submission has its privacy interfaces banned once the version is out."""
    shop.set("code_management.reviewer", "accept")
    code, ann = f"/accounts/{shop.appid}/code", shop.person("ann")
    files = {"app.json": '{"pages": ["a"]}', "a.js": "Page({})", "a.wxml": "<view/>"}
    shop.control("POST", f"{code}/packages", {"version": "9.0.0", "files": files})
    shop.control("POST", f"{code}/submissions", {"collects_privacy": collects})
    shop.advance("2h")
    shop.control("POST", f"{code}/release")
    ann.call(BUTTON, {"id": "agree"}, tap=True)
    assert ann.call(READ).ok is collects
