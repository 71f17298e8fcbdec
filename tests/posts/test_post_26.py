"""小程序在web-view中跳转小程序，提示“当前小程序无法打开***小程序” (2019-11-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, around, message, release
from wxlocal.entry.local import Local

BEFORE, SINCE, AFTER = around("2018-11-05")
LIFTED_BEFORE, LIFTED, LIFTED_AFTER = around("2020-04-24")
OTHERS = '[[mini_program]]\nname = "target"\ncreated_at = "2017-06-01"\nrelease = [{ version = "2016.1.0", released_at = "2016-11-01" }]\n'
JUMP = "navigateToMiniProgram"


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SHOP + OTHERS, now="2019-11-11")


def jump(local: Local, version: str = "release", **more: Any) -> Any:
    options = {"appId": local.account("target").appid, **more.pop("options", {})}
    return local.person("ann").call(JUMP, options, tap=True, version=version, answers="allow", **more)


def test_从基础库2_4_0以及指定日期开始_提交新版小程序代码时_需要声明将要跳转的小程序名单(shop: Local) -> None:
    target = shop.account("target").appid
    for submitted, listed, opens in (
        (BEFORE, False, True),
        (SINCE, False, False),
        (SINCE + 1, True, True),
        (AFTER, False, False),
    ):
        config = {"navigateToMiniProgramAppIdList": [target]} if listed else {}
        number = release(shop, submitted, submitted_at=submitted, config=config)
        outcome = jump(shop, number)
        assert outcome.ok == opens
        if not opens:
            assert message(outcome) == f'{JUMP}:fail appId "{target}" is not in navigateToMiniProgramAppIdList'
            assert [shown.text for shown in outcome.shown] == ["当前小程序无法打开target小程序"]


def test_在web_view中打开的小程序也包含在这个限制中(shop: Local) -> None:
    number = release(shop, SINCE, submitted_at=SINCE)
    shop.person("ann").call("web-view", {"src": "https://shop.example/"}, version=number)
    assert not jump(shop, number).ok


def test_older_base_libraries_know_no_list(shop: Local) -> None:
    number = release(shop, SINCE)
    for library, opens in (("2.3.2", True), ("2.4.0", False)):
        shop.person("ann").change_phone(base_library=library)
        assert jump(shop, number).ok == opens


def test_限定不超过10个_否则将无法通过审核(shop: Local) -> None:
    path = f"/_wxlocal/v1/worlds/default/accounts/{shop.account('shop').appid}/releases"
    many = {"navigateToMiniProgramAppIdList": [f"wx{n:016x}" for n in range(11)]}
    for at, refused in ((BEFORE, False), (SINCE, True), (LIFTED_BEFORE, True), (LIFTED, False)):
        answer = shop.request("POST", path, json={"version": f"v{at}", "released_at": at, "config": many})
        assert (answer.status == 400) == refused
        if refused:
            assert '10009 app.json: [\\"navigateToMiniProgramAppIdList\\"] 超过限制 10' in answer.body.decode()


def test_the_limit_was_lifted_on_2020_04_24(shop: Local) -> None:
    number = release(shop, SINCE)
    for at, opens in ((LIFTED_BEFORE, False), (LIFTED, True), (LIFTED_AFTER, True)):
        shop.at(at)
        assert jump(shop, number).ok == opens


def test_before_the_list_both_were_linked_to_one_official_account(seeded: Callable[..., Local]) -> None:
    linked = '[[service_account]]\nname = "official"\nmini_programs = ["shop", "target"]\n'
    for text, opens in ((SHOP + OTHERS, False), (SHOP + OTHERS + linked, True)):
        local = seeded(text, now=BEFORE)
        outcome = jump(local)
        assert outcome.ok == opens
        if not opens:
            assert outcome.rule == "navigate-same-oa"
        local.at(SINCE)
        assert jump(local).ok


def test_a_tap_and_a_question(shop: Local) -> None:
    ann, target = shop.person("ann"), {"appId": shop.account("target").appid}
    seen = '[[service_account]]\nname = "official"\nmini_programs = ["shop", "target"]\n'
    local = Local(SHOP + OTHERS + seen, frozen=True)
    try:
        bea, there = local.person("ann"), {"appId": local.account("target").appid}
        for day, library, tap, question in (
            ("2018-09-29", "2.3.0", False, False),
            ("2018-09-30", "2.2.5", False, False),
            ("2018-09-30", "2.3.0", True, False),
            ("2018-10-16", "2.3.0", True, False),
            ("2018-10-17", "2.3.0", True, True),
        ):
            local.at(day)
            bea.change_phone(base_library=library)
            assert bea.call(JUMP, there, answers="allow").ok != tap
            assert (bea.call(JUMP, there, tap=True).prompt is not None) == question
    finally:
        local.close()
    assert message(ann.call(JUMP, target, tap=True, answers="cancel")) == f"{JUMP}:fail cancel"


def test_the_target_gets_path_query_and_extraData(shop: Local) -> None:
    assert jump(shop, options={"path": "/pages/index/index?a=1&b=%E4%B8%AD", "extraData": {"foo": "bar"}}).ok
    ann, target = shop.person("ann"), shop.account("target").appid
    launched = ann.call("getLaunchOptionsSync", appid=target).result
    assert launched is not None
    assert (launched["path"], launched["query"]) == ("pages/index/index", {"a": "1", "b": "中"})
    assert launched["scene"] == 1037
    assert launched["referrerInfo"] == {"appId": shop.appid, "extraData": {"foo": "bar"}}
    assert ann.call("navigateBackMiniProgram", {"extraData": {"x": 1}}, appid=target).ok
    back = ann.call("getLaunchOptionsSync").result
    assert back is not None
    assert (back["scene"], back["referrerInfo"]["extraData"]) == (1038, {"x": 1})
    assert not ann.call("navigateBackMiniProgram").ok


def test_envVersion_counts_only_in_develop_and_trial_versions(shop: Local) -> None:
    body = {"version": "t", "kind": "trial", "released_at": "2019-01-01"}
    target = shop.account("target").appid
    shop.request("POST", f"/_wxlocal/v1/worlds/default/accounts/{target}/releases", json=body)
    shop.request("PUT", f"/_wxlocal/v1/worlds/default/accounts/{target}/members/dev", json={"role": "developer"})
    dev, options = shop.person("dev"), {"appId": target, "envVersion": "trial"}
    for version, kind in (("release", "release"), ("trial", "trial")):
        shop.at("2021-01-01")
        assert dev.call(JUMP, options, tap=True, version=version, answers="allow").ok
        opened = shop.request("GET", f"/_wxlocal/v1/worlds/default/phones/{dev.phone}/opened").json()
        assert next(one["kind"] for one in opened if one["appid"] == target) == kind


def test_half_screens_need_the_targets_approval(shop: Local) -> None:
    ann, target = shop.person("ann"), {"appId": shop.account("target").appid}
    api = "openEmbeddedMiniProgram"
    for day, there in (("2021-10-17", False), ("2021-10-18", True)):
        shop.at(day)
        ann.change_phone(base_library="2.20.1")
        assert ann.call(api, target, answers="allow").absent != there
    ann.change_phone(base_library="2.23.1")
    assert [shown.kind for shown in ann.call(api, target, answers="allow").shown] == [JUMP], "a full jump"
    shop.facts("jump", account="target", embedded_callers=[shop.account("shop").appid])
    assert [shown.kind for shown in ann.call(api, target).shown] == ["halfScreen"]
    ann.change_phone(base_library="2.28.1")
    assert message(ann.call(api, target)).endswith("TAP gesture.")
    callers = [f"wx{n:016x}" for n in range(10)] + [shop.account("shop").appid]
    shop.facts("jump", account="target", embedded_callers=callers)
    for library, kind in (("3.9.3", JUMP), ("3.10.0", "halfScreen")):
        ann.change_phone(base_library=library)
        assert [shown.kind for shown in ann.call(api, target, tap=True, answers="allow").shown] == [kind]


def test_web_view_shows_business_domains_of_organisations(shop: Local) -> None:
    ann = shop.person("ann")
    shop.facts("jump", web_view_domains=["shop.example"])
    assert ann.call("web-view", {"src": "https://shop.example/a"}).ok
    assert not ann.call("web-view", {"src": "https://evil.example/"}).ok
    assert not ann.call("web-view", {"src": "http://shop.example/"}).ok


def test_the_navigator_component_is_under_the_same_rules(shop: Local) -> None:
    ann, appid = shop.person("ann"), shop.account("target").appid
    options = {"target": "miniProgram", "app-id": appid, "path": "pages/index/index?x=1", "extra-data": {"a": 1}}
    assert not ann.call("navigator", options, version=release(shop, SINCE), tap=True).ok
    assert ann.call("navigator", options, version="2016.1.0", tap=True, answers="allow").ok
    told = ann.call("getLaunchOptionsSync", appid=appid).result
    assert told is not None
    assert (told["query"], told["referrerInfo"]["extraData"]) == ({"x": "1"}, {"a": 1})
