"""Text messages: sent, taken by the carrier, delivered, paid for, asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wxlocal.core.base.instants import instant
from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "shop"
[[subject]]
id = "somebody"
kind = "individual"
[[subject]]
id = "abroad"
overseas = true
[[mini_program]]
name = "小店"
appid = "wx0000000000000001"
subject = "shop"
release = [{ released_at = "2021-01-01" }]
[mini_program.facts.sms]
short_name = "店"
templates = { 923584 = "您的{1}已发货，查看 {2}" }
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
opened_at = "2021-04-10"
[[mini_program.environment]]
id = "free-env"
opened_at = "2021-04-10"
[[mini_program]]
name = "别人"
subject = "shop"
release = [{ released_at = "2021-01-01" }]
[[mini_program.environment]]
id = "other-env"
plan = "pay_as_you_go"
[[mini_program]]
name = "个人"
subject = "somebody"
[[mini_program.environment]]
id = "own-env"
[[mini_program]]
name = "海外"
subject = "abroad"
[[mini_program]]
name = "未认证"
subject = "shop"
verified = false
[[person]]
id = "ann"
phone_number = "13900000001"
[[person]]
id = "ben"
phone_number = "13900000002"
"""
ANN, BEN = "+8613900000001", "+8613900000002"
APPID = "wx0000000000000001"
NOON = "2021-04-15 12:00"


def with_sites(local: Local, *environments: str) -> Local:
    """Static hosting is open, which only pay-as-you-go environments have."""
    for one in environments or ("tcb-env",):
        local.control("POST", f"/accounts/{APPID}/environments/{one}/hosting", {})
    return local


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return with_sites(seeded(SEED, now=NOON))


def send(local: Local, *numbers: str, **more: Any) -> Any:
    body = {"env": "tcb-env", "content": "能力上新", "path": "/index.html", **more}
    return local.post("/tcb/sendsms", {"phone_number_list": list(numbers or (ANN,)), **body}, token=token(local))


def token(local: Local) -> str:
    return local.token(APPID)


def codes(answer: Any) -> list[str]:
    assert answer["errcode"] == 0, answer
    return [one["code"] for one in answer["send_status_list"]]


def inbox(local: Local, who: str = "ann") -> list[Any]:
    return [one for one in local.person(who).inbox() if one.kind.startswith("sms")]


def usage(local: Local, environment: str = "tcb-env") -> Any:
    return local.control("GET", f"/accounts/{APPID}/environments/{environment}/sms")


def records(local: Local, **more: Any) -> list[Any]:
    body = {"EnvId": "tcb-env", "StartDate": "2021-03-01", "EndDate": "2030-01-01", "PageSize": 1000, **more}
    answer = local.post("/tcb/describesmsrecords", {"PostData": body}, token=token(local))
    assert answer["errcode"] == 0, answer
    assert answer["Response"]["SmsRecords"] == answer["SmsRecords"]
    return list(answer["SmsRecords"])


def test_a_message_goes_out_arrives_and_opens(shop: Local) -> None:
    answer = send(shop)
    (told,) = answer["send_status_list"]
    assert (told["phone_number"], told["code"], told["message"], told["iso_code"]) == (ANN, "Ok", "send success", "CN")
    assert records(shop)[0]["Status"] == "sending"
    assert inbox(shop) == [], "短信异步下发"
    shop.advance(5)
    assert inbox(shop) == []
    shop.advance(1)
    (notice,) = inbox(shop)
    assert notice.kind == "sms"
    assert notice.title.startswith("1069")
    assert 13 <= len(notice.title) <= 20
    link = notice.target.url
    assert link.startswith("https://tcbe.cn/")
    assert notice.lines[0].value == f"【小店】能力上新，跳转小程序 {link} 回T退订"
    opened = shop.person("ann").call("openMessage", {"message": notice.id}, appid=shop.appid).result
    assert opened is not None
    assert opened["browser"] == link
    (record,) = records(shop)
    assert record == {
        "Mobile": ANN, "Content": notice.lines[0].value, "ContentSize": len(notice.lines[0].value), "Fee": 1,
        "CreateTime": "2021-04-15 12:00:00", "ReceivedTime": "2021-04-15 12:00:06", "Status": "sent",
        "Remarks": "用户短信接收成功",
    }  # fmt: skip
    first = shop.request("GET", f"/{link.rpartition('/')[2]}", host="tcbe.cn")
    assert first.status == 302
    landing = first.headers["location"]
    assert landing.startswith("https://wxaurl.cn/")
    second = shop.request("GET", landing.removeprefix("https://wxaurl.cn"), host="wxaurl.cn")
    assert second.status == 302
    assert second.headers["location"].startswith("https://tcb-env-13")
    assert second.headers["location"].endswith(".tcloudbaseapp.com/index.html")
    assert shop.request("GET", "/nothing", host="tcbe.cn").status == 404


def test_the_query_of_the_page_stays(shop: Local) -> None:
    send(shop, path="/a/index.html?x=1&y=2")
    shop.advance(6)
    code = inbox(shop)[0].target.url.rpartition("/")[2]
    landing = shop.request("GET", f"/{code}", host="tcbe.cn").headers["location"]
    page = shop.request("GET", landing.removeprefix("https://wxaurl.cn"), host="wxaurl.cn")
    assert page.headers["location"].endswith(".tcloudbaseapp.com/a/index.html?x=1&y=2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"env": ""}, -601027),
        ({"env": "nothing"}, -601027),
        ({"env": "other-env"}, -601027),
        ({"resource_appid": "wx0000000000000000"}, -601027),
        ({"content": ""}, -501007),
        ({"content": "字" * 31}, -601029),
        ({"content": "【买】"}, -601030),
        ({"content": "恭喜中奖"}, -601030),
        ({"path": ""}, -607001),
        ({"path": "index.html"}, -607001),
        ({"path": "//a.example/"}, -607001),
        ({"path": "/页"}, -607001),
        ({"sms_type": "Other"}, -501007),
        ({"phone_number_list": []}, -501007),
        ({"phone_number_list": ["13900000001"]}, -501007),
        ({"phone_number_list": ["+85290000001"]}, -501007),
        ({"phone_number_list": [ANN, "13900000002"]}, -501007),
        ({"phone_number_list": [ANN] * 1001}, -501007),
        ({"phone_number_list": "x"}, -501007),
        ({"use_short_name": True, "sms_type": "Notification"}, -501007),
        ({"sms_type": "Notification", "template_id": "923584", "template_param_list": ["a"]}, -501007),
    ],
)
def test_what_is_refused_leaves_nothing(shop: Local, changes: dict[str, Any], code: int) -> None:
    body = {"env": "tcb-env", "content": "能力上新", "path": "/index.html", "phone_number_list": [ANN], **changes}
    assert shop.post("/tcb/sendsms", body)["errcode"] == code
    assert records(shop) == []
    assert usage(shop)["usage"] == 0


@pytest.mark.parametrize("content", ["字", "字" * 30])
def test_content_of_1_to_30_characters(shop: Local, content: str) -> None:
    assert codes(send(shop, content=content)) == ["Ok"]


@pytest.mark.parametrize("name", ["个人", "海外", "未认证"])
def test_individuals_and_overseas_and_unverified_ones_send_none(shop: Local, name: str) -> None:
    account = shop.account(name)
    body = {"env": "own-env", "content": "能力上新", "path": "/index.html", "phone_number_list": [ANN]}
    for path in ("sendsms", "sendsmsv2", "createsendsmstask"):
        assert shop.post(f"/tcb/{path}", body, token=shop.token(name))["errcode"] == -601033
    assert shop.journal(errcode=-601033, appid=account.appid)[0].rule == "sms-eligibility"


def test_hosting_and_names(shop: Local) -> None:
    shop.control("DELETE", f"/accounts/{APPID}/environments/tcb-env/hosting")
    assert send(shop)["errcode"] == -601028
    link = shop.post("/wxa/generate_urllink")["url_link"]
    assert codes(v2(shop, link)) == ["Ok"], "a URL Link needs no site"
    with_sites(shop)
    shop.facts("sms", short_name="")
    assert send(shop, use_short_name=True)["errcode"] == -601032
    shop.facts("sms", short_name="短名")
    assert codes(send(shop, use_short_name=True)) == ["LimitExceeded.PhoneNumberThirtySecondLimit"], "the same words"
    assert codes(send(shop, BEN, content="二", use_short_name=True)) == ["Ok"]
    assert records(shop)[0]["Content"].startswith("【短名】")
    shop.control("PATCH", f"/accounts/{shop.appid}", {"name": "名" * 13})
    assert send(shop, BEN)["errcode"] == -501007
    assert codes(send(shop, BEN, use_short_name=True)) == ["Ok"]


def v2(local: Local, link: str, *numbers: str, **more: Any) -> Any:
    body = {"env": "tcb-env", "url_link": link, "template_id": "844110", "template_param_list": ["能力上新"], **more}
    return local.post("/tcb/sendsmsv2", {"phone_number_list": list(numbers or (ANN,)), **body})


def test_a_url_link_is_sent_and_opens(shop: Local) -> None:
    link = shop.post("/wxa/generate_urllink", {"is_expire": True, "expire_type": 1, "expire_interval": 2})["url_link"]
    assert codes(v2(shop, link)) == ["Ok"]
    shop.advance(6)
    (notice,) = inbox(shop)
    assert notice.lines[0].value == f"【小店】能力上新，跳转小程序 {link} 回T退订"
    assert notice.target.url == link
    outcome = shop.person("ann").call("openLink", {"link": link}, appid=shop.appid)
    assert outcome.result is not None
    assert outcome.result["scene"] == 1194
    assert v2(shop, link, template_id="1")["errcode"] == -501007
    assert v2(shop, link, template_param_list=[])["errcode"] == -501007
    for wrong in ("", "https://a.example/x", "https://wxaurl.cn/nothing"):
        assert v2(shop, wrong)["errcode"] == -607004
    others = shop.post("/wxa/generate_urllink", token=shop.token("别人"))["url_link"]
    assert v2(shop, others)["errcode"] == -607004
    shop.advance("2d")
    assert v2(shop, link)["errcode"] == -607004


def test_a_notification_follows_its_template(shop: Local) -> None:
    body = {"sms_type": "Notification", "template_id": "923584", "template_param_list": ["商品", "/index.html"]}
    shop.at("2021-04-15 23:00")
    assert codes(send(shop, **body)) == ["Ok"], "通知类短信发送时间: 全天"
    shop.advance(6)
    (notice,) = inbox(shop)
    assert notice.lines[0].value == f"【小店】您的商品已发货，查看 {notice.target.url}"
    assert send(shop, **{**body, "template_id": "1"})["errcode"] == -501007


def test_notifications_have_limits_of_their_own(shop: Local) -> None:
    shop.control("POST", f"/accounts/{shop.appid}/environments/tcb-env/sms/packages", {"size": 1000})

    def told(text: str) -> list[str]:
        return codes(
            send(shop, sms_type="Notification", template_id="923584", template_param_list=[text, "/index.html"])
        )

    for number in range(10):
        assert told(f"货{number}") == ["Ok"]
    assert told("货10") == ["LimitExceeded.PhoneNumberThirtySecondLimit"]
    assert told("货0") == ["LimitExceeded.PhoneNumberThirtySecondLimit"]
    shop.advance(27)
    for number in range(90):
        shop.advance(3)
        assert told(f"物{number}") == ["Ok"]
    shop.advance(30)
    assert told("再来") == ["LimitExceeded.PhoneNumberDailyLimit"]


@pytest.mark.parametrize(
    ("fate", "status", "remarks", "kind"),
    [
        ("ok", "sent", "用户短信接收成功", "sms"),
        ("intercepted", "sent", "用户短信接收成功", "sms.intercepted"),
        ("empty", "error", "空号", None),
        ("off", "error", "用户关机", None),
        ("suspended", "error", "用户停机", None),
        ("blacklist", "error", "运营商黑名单", None),
    ],
)
def test_what_comes_of_a_number(shop: Local, fate: str, status: str, remarks: str, kind: str | None) -> None:
    """没有发送成功的短信不计费."""
    shop.person("ann").facts("sms", fate=fate, delay=20)
    assert codes(send(shop)) == ["Ok"], "发送成功代表请求发送短信成功"
    assert usage(shop)["usage"] == 1
    shop.advance(19)
    assert records(shop)[0]["Status"] == "sending"
    shop.advance(1)
    (record,) = records(shop)
    assert (record["Status"], record["Remarks"]) == (status, remarks)
    assert [one.kind for one in inbox(shop)] == ([kind] if kind else [])
    assert record["Fee"] == usage(shop)["usage"] == (1 if status == "sent" else 0)
    assert bool(record["ReceivedTime"]) == (status == "sent")


def test_a_receipt_that_never_comes(shop: Local) -> None:
    shop.person("ann").facts("sms", fate="silent")
    send(shop)
    shop.advance(72 * 3600 - 1)
    assert records(shop)[0]["Status"] == "sending"
    shop.advance(1)
    assert (records(shop)[0]["Status"], records(shop)[0]["Remarks"]) == ("error", "72小时内未收到运营商回执")
    assert usage(shop)["usage"] == 0


def test_failed_ones_are_billed_where_a_world_says_so(shop: Local) -> None:
    shop.set("sms.failed_are_billed", True)
    shop.set("sms.other_numbers", "empty")
    send(shop, "+8613900000009")
    shop.advance(6)
    assert (records(shop)[0]["Status"], records(shop)[0]["Fee"]) == ("error", 1)
    assert usage(shop)["usage"] == 1


def test_who_replies_t_gets_no_more(shop: Local) -> None:
    send(shop, ANN, BEN)
    shop.advance(40)
    ann, (notice,) = shop.person("ann"), inbox(shop)
    said = ann.call("replySms", {"message": notice.id, "text": "多少钱"}, appid=shop.appid).result
    assert said is not None
    assert said["unsubscribed"] is False
    assert codes(send(shop, content="一")) == ["Ok"]
    assert ann.call("replySms", {"message": notice.id, "text": " t "}, appid=shop.appid).result == {
        "to": notice.title, "text": " t ", "unsubscribed": True,
    }  # fmt: skip
    assert codes(send(shop, ANN, BEN, content="二")) == ["FailedOperation.PhoneNumberInBlacklist", "Ok"]
    listed = f"/accounts/{shop.appid}/sms-unsubscribed"
    assert shop.control("GET", listed) == [ANN]
    shop.control("DELETE", f"{listed}/{ANN}")
    assert codes(send(shop, content="三")) == ["Ok"]
    assert shop.control("GET", listed) == []


def test_the_other_way_to_unsubscribe(shop: Local) -> None:
    shop.set("sms.unsubscribe", "R")
    send(shop)
    assert records(shop)[0]["Content"].endswith("，拒收请回复R")


def test_packages_and_the_free_hundred(shop: Local) -> None:
    packages = f"/accounts/{shop.appid}/environments/{{}}/sms/packages"
    assert usage(shop) == {"quota": 100, "usage": 0, "free": 100, "packages": []}
    with pytest.raises(Exception, match="packages are bought for pay-as-you-go environments"):
        shop.control("POST", packages.format("free-env"), {"size": 1000})
    with pytest.raises(Exception, match="a package has 1000, 10000, 100000 messages"):
        shop.control("POST", packages.format("tcb-env"), {"size": 10})
    bought = shop.control("POST", packages.format("tcb-env"), {"size": 1000})
    assert bought["price"] == 50
    assert bought["package"]["ends_at"] == instant("2021-05-15 12:00")
    numbers = [f"+861390001{number:04}" for number in range(150)]
    assert codes(send(shop, *numbers)) == ["Ok"] * 150
    told = usage(shop)
    assert (told["free"], told["usage"], told["quota"], told["packages"][0]["used"]) == (0, 150, 1100, 50)
    shop.at("2021-05-15 12:00")
    assert usage(shop)["packages"] == []
    assert codes(send(shop)) == ["FailedOperation.InsufficientBalanceInSmsPackage"]


def test_records_by_page_number_and_day(shop: Local) -> None:
    first = send(shop, ANN, BEN)["query_id"]
    shop.at("2021-04-16 12:00")
    send(shop, ANN, content="二")
    assert [one["Mobile"] for one in records(shop)] == [ANN, BEN, ANN]
    assert len(records(shop, Mobile="13900000001")) == 2
    assert len(records(shop, QueryId=first)) == 2
    assert len(records(shop, EndDate="2021-04-15")) == 2
    assert len(records(shop, StartDate="2021-04-16", EndDate="2021-04-16")) == 1
    assert [one["Mobile"] for one in records(shop, PageSize=1, PageNumber=2)] == [BEN]
    flat = {"EnvId": "tcb-env", "StartDate": "2021-04-01", "EndDate": "2021-04-30"}
    assert shop.post("/tcb/describesmsrecords", flat)["TotalCount"] == 3
    for wrong in ({"EnvId": "other-env"}, {"StartDate": "x"}, {"StartDate": "2022-01-01"}, {"PageNumber": 0}):
        assert shop.post("/tcb/describesmsrecords", {**flat, **wrong})["errcode"] == -501007
    assert shop.post("/tcb/describesmsrecords", flat, token=shop.token("个人"))["errcode"] == -501007
    assert shop.post("/tcb/describesmsrecords", flat, token=shop.token("海外"))["errcode"] == 85088
    shop.at("2021-06-14 12:00")
    assert len(records(shop)) == 3
    shop.advance(1)
    assert len(records(shop)) == 1, "2 个月内的短信记录"


def test_the_monitor(shop: Local) -> None:
    send(shop, ANN, BEN)
    shop.advance(600)
    shop.person("ann").facts("sms", fate="empty")
    send(shop, ANN, content="二")
    shop.advance(6)
    base = f"/accounts/{shop.appid}/environments/tcb-env/sms"
    noon = instant(NOON)
    curve = shop.control("GET", f"{base}/curve", begin=noon, end=noon + 3600, step=300)
    assert curve == [
        {"at": noon, "accepted": 2, "sent": 2, "failed": 0},
        {"at": noon + 600, "accepted": 1, "sent": 0, "failed": 1},
    ]
    assert sum(one["accepted"] for one in shop.control("GET", f"{base}/curve")) == 3
    listed = shop.control("GET", f"{base}/records", limit=1)
    assert (listed["total"], listed["records"][0]["Remarks"]) == (3, "空号")


def test_an_environment_that_closes_takes_all_with_it(shop: Local) -> None:
    send(shop)
    shop.control("DELETE", f"/accounts/{shop.appid}/environments/tcb-env")
    shop.advance(60)
    assert inbox(shop) == []
    shop.control("POST", f"/accounts/{shop.appid}/environments", {"id": "tcb-env", "plan": "pay_as_you_go"})
    assert records(shop) == []
    assert usage(shop)["usage"] == 0


def test_snapshots_have_what_is_under_way(shop: Local) -> None:
    send(shop)
    shop.snapshot("sent")
    shop.advance(6)
    assert len(inbox(shop)) == 1
    shop.restore("sent")
    assert inbox(shop) == []
    shop.advance(6)
    assert len(inbox(shop)) == 1


def test_each_engine_keeps_the_same(local: Local) -> None:
    """Sent, refused, delivered, paid for and asked about, on every store."""
    local.at("2024-03-01 12:00")
    base = f"/accounts/{local.appid}/environments"
    local.control("POST", base, {"id": "tcb-env", "plan": "pay_as_you_go"})
    local.control("POST", f"{base}/tcb-env/hosting", {})
    alice = "+8613800000001"
    body = {"env": "tcb-env", "content": "能力上新", "path": "/index.html", "phone_number_list": [alice, alice]}
    assert codes(local.post("/tcb/sendsms", body)) == ["Ok", "LimitExceeded.PhoneNumberThirtySecondLimit"]
    local.advance(6)
    assert len(inbox(local, "alice")) == 1
    day = {"EnvId": "tcb-env", "StartDate": "2024-03-01", "EndDate": "2024-03-01", "Mobile": "13800000001"}
    told = local.post("/tcb/describesmsrecords", day)
    assert sorted(one["Status"] for one in told["SmsRecords"]) == ["error", "sent"]
    assert len(local.control("GET", f"{base}/tcb-env/sms/curve")) == 1
    pack = local.control("POST", f"{base}/tcb-env/sms/packages", {"size": 1000})["package"]
    assert local.control("GET", f"{base}/tcb-env/sms")["packages"] == [pack]
    id = inbox(local, "alice")[0].id
    assert local.person("alice").call("replySms", {"message": id}, appid=local.appid).ok
    local.advance(30)
    assert codes(local.post("/tcb/sendsms", body))[0] == "FailedOperation.PhoneNumberInBlacklist"
