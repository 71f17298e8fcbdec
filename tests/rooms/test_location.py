"""Opening location interfaces in the console: who may, what the review stops, what runs. Post 5; 申请开通 on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import SHOP, release
from tests.rooms.test_code_management import Desk
from tests.sources import found
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local
from wxlocal.rooms.location.facts import INTERFACES, PRECISE

FIRST = ("getLocation", "onLocationChange", "chooseLocation", "choosePoi", "chooseAddress")
STOPPED = {api: "2022-04-18" if api in FIRST else "2022-07-14" for api in INTERFACES}
MODES = {"requiredBackgroundModes": ["location"]}


def submit(local: Local, api: str, at: int) -> None:
    """Uploads and submits a version that calls the interface and, as far as that can be done, declares it."""
    local.at(at)
    app = json.dumps({"pages": ["a"], "requiredPrivateInfos": [api], **MODES})
    files = {"app.json": app, "a.js": f"Page({{ a() {{ wx.{api}({{}}) }} }})", "a.wxml": "<view/>"}
    local.control("POST", f"/accounts/{local.appid}/code/packages", {"version": "9.0.0", "files": files})
    local.control("POST", f"/accounts/{local.appid}/code/submissions", {})


@pytest.mark.parametrize("api", INTERFACES)
@pytest.mark.parametrize(("seconds", "stopped"), [(-86_400, False), (-1, False), (0, True), (86_400, True)])
def test_从4月18日开始_在代码审核环节将检测该接口是否已完成开通(
    seeded: Callable[..., Local], api: str, seconds: int, stopped: bool
) -> None:
    """Five interfaces since 2022-04-18, "从2022年7月14日开始" the other three, by their pages."""
    local = seeded(SHOP)
    local.facts("location", opened=[one for one in INTERFACES if one != api])
    at = instant(STOPPED[api]) + seconds
    if stopped:
        with pytest.raises(NotPossible, match="61040"):
            submit(local, api, at)
    else:
        submit(local, api, at)


@pytest.mark.parametrize("api", INTERFACES)
def test_an_opened_interface_passes(seeded: Callable[..., Local], api: str) -> None:
    local = seeded(SHOP)
    local.facts("location", opened=[api])
    submit(local, api, instant("2022-07-14"))


@pytest.mark.parametrize("api", INTERFACES)
def test_what_was_released_before_runs_as_before(seeded: Callable[..., Local], api: str) -> None:
    """Post 5: "开发者如需在最新版本发布后使用": new versions only. The review's first day changes nothing that is online."""
    local = seeded(SHOP, now="2022-07-20")
    local.facts("location", opened=[])
    local.set("location.frequency_window", 0)
    ann, post = local.person("ann"), instant("2022-07-14")
    oldest, old = release(local, "2016-11-02", config=MODES), release(local, post - 1, config=MODES)
    new = release(local, post, config={**MODES, "requiredPrivateInfos": [api]})
    for day in ("2022-04-17", "2022-04-18", "2022-04-19", "2022-07-13"):
        local.at(day)
        if api != "getFuzzyLocation":
            assert ann.call(api, version=oldest, answers="allow").ok, day
    for day in ("2022-07-14", "2022-07-15", "2026-01-01"):
        local.at(day)
        assert ann.call(api, version=old, answers="allow").ok, day
        refused = ann.call(api, version=new, answers="allow")
        assert (refused.rule, refused.since) == ("location-access-2022", "2022-07-14")
        assert refused.result == {"errMsg": f"{api}:fail no permission", "errno": 102}


def test_mini_games_need_not_open_it(seeded: Callable[..., Local]) -> None:
    """以上调整将仅对所有小程序生效."""
    local = seeded(SHOP, now="2022-07-20")
    local.facts("location", "game", opened=[])
    assert local.person("ann").call("getLocation", appid=local.account("game").appid, answers="allow").ok


@pytest.mark.parametrize(("known", "stopped"), [("2022-03-10", False), ("2022-03-11", True), ("2023-01-01", True)])
def test_as_known_before_the_pages_told_it_nothing_is_stopped(
    seeded: Callable[..., Local], known: str, stopped: bool
) -> None:
    local = seeded(SHOP, timeline=f"as-known:{known}")
    local.facts("location", opened=[])
    if stopped:
        with pytest.raises(NotPossible, match="61040"):
            submit(local, "getLocation", instant("2022-04-18"))
        local.at("2022-04-17")
    submit(local, "getLocation", instant("2022-04-17" if stopped else "2022-04-18"))


@pytest.mark.parametrize("api", INTERFACES)
def test_the_date_beside_the_refusal_is_that_of_the_interface(local: Local, api: str) -> None:
    """A third-party platform commits: 85312, with the day on which this interface's review began."""
    local.at("2022-07-14")
    desk = Desk(local)
    local.facts("location", opened=[])
    id = desk.template({"app.json": '{"pages": ["a"]}', "a.js": "Page({})", "a.wxml": "<view/>"})
    body = {
        "template_id": id,
        "ext_json": json.dumps({"requiredPrivateInfos": [api]}),
        "user_version": "1",
        "user_desc": "d",
    }
    answer = local.request("POST", "/wxa/commit", {"access_token": desk.token}, json=body)
    assert answer.json()["errcode"] == 85312
    assert answer.headers["wxlocal-rule"] == f"location-access-2022 since {STOPPED[api]}"


def test_the_audit_tells_it_where_the_console_is_known(tmp_path: Any) -> None:
    """wxaudit.toml names what is opened; without it nothing is said."""
    files = {"app.json": '{"pages": ["a"]}', "a.wxml": "<view/>"}
    script = "Page({ a() { wx.getLocation({}); wx.startLocationUpdate({}) } })"
    for number, (day, opened, apis) in enumerate(
        [
            ("2022-04-17", [], []),
            ("2022-04-18", [], ["getLocation"]),
            ("2022-07-13", [], ["getLocation"]),
            ("2022-07-14", [], ["getLocation", "startLocationUpdate"]),
            ("2022-07-14", ["getLocation"], ["startLocationUpdate"]),
            ("2022-07-14", None, []),
        ]
    ):
        config = {} if opened is None else {"opened_interfaces": opened}
        hits = found(tmp_path / str(number), {**files, "a.js": script}, day, "LOC-206", **config)
        assert [hit.message.split()[0].removeprefix("wx.") for hit in hits] == apis
        assert [hit.since for hit in hits] == [STOPPED[api] for api in apis]


# -- who may open them ------------------------------------------------------------------------------------------------


def status(local: Local, api: str) -> int:
    answer = local.get("/wxa/security/get_privacy_interface", access_token=local.token("shop"))
    return {str(row["api_name"]): int(row["status"]) for row in answer["interface_list"]}[f"wx.{api}"]


MAY, MAY_NOT = 1, 2
SEED = """
[[subject]]
id = "shop"
kind = "{kind}"
overseas = {overseas}
[[mini_program]]
name = "shop"
subject = "shop"
categories = [{categories}]
"""


def shop(seeded: Callable[..., Local], *categories: str, kind: str = "enterprise", overseas: str = "false") -> Local:
    quoted = ", ".join(f'"{category}"' for category in categories)
    local = seeded(SEED.format(kind=kind, overseas=overseas, categories=quoted), now="2023-01-01")
    local.facts("location", opened=[])
    return local


@pytest.mark.parametrize(
    ("category", "may"),
    [
        ("商家自营>百货", PRECISE),
        ("政务民生>社保", PRECISE),
        ("工具>天气", ("getLocation", "onLocationChange", "startLocationUpdate")),
        ("工具>办公", ("getLocation",)),
        ("工具>健康管理", ("startLocationUpdateBackground",)),
        ("工具>备忘录", ()),
        ("工具", ()),
        ("金融>银行", ("getLocation",)),
        ("金融>股票信息服务平台", ()),
        ("旅游>住宿服务", ("getLocation", "startLocationUpdateBackground")),
        ("旅游>旅游攻略", ()),
        ("汽车服务>汽车资讯", ()),
        ("汽车服务>二手车", ("getLocation",)),
        ("餐饮服务>点餐平台", PRECISE),
        ("生活服务>家政", ("getLocation", "onLocationChange", "startLocationUpdate")),
        ("生活服务>跑腿", PRECISE),
        ("医疗服务>公立医疗机构>综合医院", ("getLocation", "onLocationChange", "startLocationUpdate")),
        ("医疗服务>医疗美容", ()),
        ("教育>在线教育", ()),
    ],
)
def test_暂只针对如下类目的小程序开放(seeded: Callable[..., Local], category: str, may: tuple[str, ...]) -> None:
    local = shop(seeded, category)
    assert tuple(api for api in PRECISE if status(local, api) == MAY) == may
    assert [status(local, api) for api in INTERFACES if api not in PRECISE] == [MAY] * 4, (
        "they need a scene, no category"
    )


def test_政府主体账号_may_apply_for_all(seeded: Callable[..., Local]) -> None:
    for kind, expected in (("government", MAY), ("enterprise", MAY_NOT)):
        local = shop(seeded, "教育>在线教育", kind=kind)
        assert [status(local, api) for api in PRECISE] == [expected] * 4


@pytest.mark.parametrize(
    ("category", "may"),
    [
        ("跨境电商>海淘", PRECISE),
        ("生活服务>票务", ("getLocation",)),
        ("生活服务>家政", PRECISE),
        ("旅游>酒店服务", ("getLocation",)),
        ("出行与交通>租车", ("getLocation", "onLocationChange", "startLocationUpdate")),
        ("交通服务>租车", ("startLocationUpdateBackground",)),
        ("商家自营>百货", ()),
    ],
)
def test_海外主体开放类目(seeded: Callable[..., Local], category: str, may: tuple[str, ...]) -> None:
    local = shop(seeded, category, overseas="true")
    assert tuple(api for api in PRECISE if status(local, api) == MAY) == may
    for day, there in (("2022-09-08", False), ("2022-09-09", True), ("2022-09-10", True)):
        local.at(day)
        assert [status(local, api) == MAY for api in may] == [there] * len(may), (
            "the first table was for domestic subjects"
        )
