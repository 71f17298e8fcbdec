"""What a marketing tool reports and asks back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.test_sms import APPID, NOON, SEED
from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

BEGIN = instant("2021-04-15")


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return seeded(SEED, now=NOON)


def report(local: Local, action: str, **more: Any) -> int:
    body = {"report_action": action, "env_id": "tcb-env", "activity_id": "a1", **more}
    return int(local.post("/tcb/cloudbasereport", body)["errcode"])


def asked(local: Local, action: str = "smsMarketingOverviewData", **more: Any) -> Any:
    condition = {"env_id": "tcb-env", "activity_id": "a1", **more.pop("condition", {})}
    body = {"action": action, "begin_date": BEGIN, "end_date": BEGIN + DAY - 1, "page_offset": 0, "page_limit": 1000}
    return local.post("/tcb/getstatistics", {**body, "condition": condition, **more})


def rows(answer: Any) -> dict[str, list[str]]:
    """By channel: people of the page, of the mini program, numbers."""
    assert answer["errcode"] == 0, answer
    return {row["data_value"][3]: row["data_value"][4:7] for row in answer["data_value"]}


def enter(local: Local, who: str, query: str) -> None:
    outcome = local.person(who).call("openMiniProgram", {"query": query, "scene": 1065}, appid=APPID)
    assert outcome.ok


def test_a_funnel(shop: Local) -> None:
    assert report(shop, "sendSmsTask", task_id="t1", phone_count="2") == 0
    for session in ("s1", "s1", "s2"):
        assert report(shop, "openH5", channel_id="_cms_sms_", session_id=session) == 0
    assert report(shop, "openH5", channel_id="qq", session_id="s2") == 0
    enter(shop, "ann", "_activityId_=a1&_source_=_cms_sms_&_envId_=tcb-env")
    enter(shop, "ann", "_activityId_=a1&_source_=_cms_sms_&_envId_=tcb-env")
    enter(shop, "ben", "_activityId_=a1")
    enter(shop, "ben", "x=1")
    assert asked(shop)["errcode"] == 10011, "the data of a day are ready at 6:00 of the next"
    shop.at("2021-04-16 05:59:59")
    assert asked(shop)["errcode"] == 10011
    shop.advance(1)
    told = {
        "_cms_sms_": ["2", "1", "2"], "qq": ["1", "0", "0"], "-": ["0", "1", "0"], "all": ["2", "2", "2"],
    }  # fmt: skip
    assert rows(asked(shop)) == rows(asked(shop, "sms")) == rows(asked(shop, "smsMarketingConversionData")) == told
    assert rows(asked(shop, condition={"by_channel_id": "0"})) == {"all": told["all"]}
    assert rows(asked(shop, condition={"by_channel_id": 1})) == {k: v for k, v in told.items() if k != "all"}
    assert rows(asked(shop, condition={"channel_id": "qq"})) == {"qq": told["qq"]}
    page = asked(shop, page_offset=1, page_limit=2)
    assert (len(page["data_value"]), page["total_num"]) == (2, 4)
    assert asked(shop, condition={"activity_id": "a2"})["errcode"] == 10011
    assert asked(shop, begin_date=BEGIN + DAY, end_date=BEGIN + 2 * DAY)["errcode"] == 10011


def test_real_time(shop: Local) -> None:
    noon = instant(NOON)
    for session, wait in (("s1", 0), ("s2", 299), ("s3", 1)):
        shop.advance(wait)
        report(shop, "openH5", channel_id="qq", session_id=session)
    span = {"begin_date": noon, "end_date": noon + 3600}
    told = asked(shop, "realTime", condition={"act_type": "h5", "channel_id": "qq"}, **span)
    assert [row["data_value"] for row in told["data_value"]] == [[str(noon), "2"], [str(noon + 300), "1"]]
    for channel, act_type in (("_cms_sms_", "h5"), ("qq", "wxapp")):
        none = asked(shop, "realTime", condition={"act_type": act_type, "channel_id": channel}, **span)
        assert none["errcode"] == 10011
    enter(shop, "ann", "_activityId_=a1&_source_=qq")
    told = asked(shop, "smsMarketingRealTimeData", condition={"act_type": "wxapp"}, **span)
    assert told["data_value"] == [{"data_value": [str(noon + 300), "1"]}]
    assert [one["col_id"] for one in told["data_column"]] == ["time", "jump_wxapp_uercnt"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"report_action": "x"}, {"env_id": "other-env"}, {"activity_id": ""}, {"session_id": ""},
        {"report_action": "sendSmsTask", "task_id": "t", "phone_count": "many"},
        {"report_action": "sendSmsTask", "phone_count": "1"},
    ],
)  # fmt: skip
def test_wrong_reports(shop: Local, wrong: dict[str, Any]) -> None:
    body = {"report_action": "openH5", "env_id": "tcb-env", "activity_id": "a1", "session_id": "s", **wrong}
    assert shop.post("/tcb/cloudbasereport", body)["errcode"] == -501007


def test_a_tool_that_writes_camel_case(shop: Local) -> None:
    body = {"reportAction": "sendSmsTask", "envId": "tcb-env", "activityId": "a1", "taskId": "t", "phoneCount": "7"}
    assert shop.post("/tcb/cloudbasereport", body)["errcode"] == 0
    shop.at("2021-04-16 06:00")
    assert rows(asked(shop))["all"] == ["0", "0", "7"]


def test_wrong_questions(shop: Local) -> None:
    assert asked(shop, "other")["errcode"] == -501007
    assert asked(shop, condition={"env_id": "other-env"})["errcode"] == -501007
    assert asked(shop, "realTime", condition={"act_type": "x"})["errcode"] == -501007
    assert asked(shop, "realTime", begin_date=0)["errcode"] == -501007
    assert asked(shop, "realTime", end_date=0)["errcode"] == -501007


def test_each_engine_counts_the_same(local: Local) -> None:
    local.at("2024-03-01 12:00")
    local.control("POST", f"/accounts/{local.appid}/environments", {"id": "tcb-env", "plan": "pay_as_you_go"})
    report(local, "sendSmsTask", task_id="t1", phone_count="2")
    for session in ("s1", "s1"):
        report(local, "openH5", channel_id="qq", session_id=session)
    now = local.now
    told = asked(local, "realTime", begin_date=now, end_date=now, condition={"channel_id": "qq"})
    assert told["data_value"] == [{"data_value": [str(now), "1"]}]
    local.at("2024-03-02 06:00")
    assert rows(asked(local, begin_date=now - DAY // 2, end_date=now))["all"] == ["1", "0", "2"]
