"""Post 12 (2021-04-07): 云开发短信跳小程序（无代码版）教程. What it says of text messages and their carrier, sentence by sentence;
its content management is another matter.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.phones import around
from tests.rooms.test_sms import ANN, APPID, BEN, SEED, codes, inbox, records, send, usage, with_sites
from tests.rooms.test_sms_tasks import begun, tasks
from wxlocal.core.base.instants import instant, midnight
from wxlocal.entry.local import Local

CLOSED = "FailedOperation.MarketingSendTimeConstraint"
SOON = "LimitExceeded.PhoneNumberThirtySecondLimit"
MANY = "LimitExceeded.PhoneNumberDailyLimit"


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    return with_sites(seeded(SEED, now="2021-04-15 12:00"))


def test_短信内容_短信的前后缀无法自定义(shop: Local) -> None:
    send(shop, content="我的内容")
    text = records(shop)[0]["Content"]
    assert text.startswith("【小店】我的内容，跳转小程序 https://tcbe.cn/")
    assert text.endswith(" 回T退订")


def test_手机号码包_发送的目标手机号_可以填写一个或多个手机号(shop: Local) -> None:
    query = begun(shop, f"13900000001,上新,/index.html\n{BEN},上新,/index.html\n".encode())
    shop.advance("1m")
    assert {one["Mobile"] for one in records(shop, QueryId=query)} == {ANN, BEN}


def test_可以查看短信的发送状态_以及每一个手机的接收情况(shop: Local) -> None:
    shop.person("ben").facts("sms", fate="off")
    query = begun(shop, b"13900000001,a,/index.html\n13900000002,a,/index.html\n")
    shop.advance("1m")
    assert (tasks(shop)[0]["accepted"], tasks(shop)[0]["refused"]) == (2, 0)
    told = {one["Mobile"]: (one["Status"], one["Remarks"]) for one in records(shop, QueryId=query)}
    assert told == {ANN: ("sent", "用户短信接收成功"), BEN: ("error", "用户关机")}


def test_即可查看短信监控曲线图_短信发送记录(shop: Local) -> None:
    send(shop, ANN, BEN)
    shop.advance(6)
    base = f"/accounts/{APPID}/environments/tcb-env/sms"
    assert sum(one["sent"] for one in shop.control("GET", f"{base}/curve")) == 2
    assert shop.control("GET", f"{base}/records")["total"] == 2


def test_每个有免费配额的环境首月100条(shop: Local) -> None:
    assert usage(shop)["free"] == 100
    assert usage(shop, "free-env")["free"] == 100
    assert usage(shop.at("2021-05-10"))["free"] == 0


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("07:59:59", CLOSED), ("08:00:00", "Ok"), ("12:00:00", "Ok"), ("21:59:59", "Ok"), ("22:00:00", CLOSED),
        ("23:59:59", CLOSED), ("00:00:00", CLOSED),
    ],
)  # fmt: skip
def test_短信发送时间_8_00_22_00(shop: Local, clock: str, code: str) -> None:
    assert codes(send(shop.at(f"2021-04-15 {clock}"))) == [code]
    assert usage(shop)["usage"] == (code == "Ok")


def test_短信发送时间_since_2021_04_07(shop: Local) -> None:
    for day, code in (("2021-04-06", "Ok"), ("2021-04-07", CLOSED), ("2021-04-08", CLOSED)):
        assert codes(send(shop.at(f"{day} 23:00"))) == [code]


def test_短信发送能力支持小程序和小游戏(seeded: Callable[..., Local]) -> None:
    local = seeded(SEED.replace('[[mini_program]]\nname = "小店"', '[[mini_game]]\nname = "小店"').replace(
        "[mini_program.facts.sms]", "[mini_game.facts.sms]").replace(
        "[[mini_program.environment]]", "[[mini_game.environment]]", 2), now="2021-04-15 12:00")  # fmt: skip
    with_sites(local)
    assert local.account(APPID).kind == "mini_game"
    assert codes(send(local)) == ["Ok"]


def test_发送国内短信的号码是1069开头_尾数是运营商随机号的号码(shop: Local) -> None:
    send(shop, content="一")
    send(shop, content="二")
    shop.advance(6)
    one, two = (notice.title for notice in inbox(shop))
    assert one[:4] == two[:4] == "1069"
    assert one != two


def test_发送成功代表请求发送短信成功_短信异步下发_实际状态以运营商回执为准(shop: Local) -> None:
    shop.person("ann").facts("sms", fate="empty")
    assert codes(send(shop)) == ["Ok"]
    assert records(shop)[0]["Status"] == "sending"
    shop.advance(6)
    assert records(shop)[0]["Status"] == "error"


@pytest.mark.parametrize("fate", ["empty", "off", "suspended", "blacklist"])
def test_没有发送成功的短信不计费(shop: Local, fate: str) -> None:
    shop.person("ann").facts("sms", fate=fate)
    send(shop, ANN, BEN)
    shop.advance(6)
    assert usage(shop)["usage"] == 1
    assert {one["Mobile"]: one["Fee"] for one in records(shop)} == {ANN: 0, BEN: 1}


def test_不计费_since_2021_04_07(seeded: Callable[..., Local]) -> None:
    """The day before, nothing was said of it: the fee of a failed one stays."""
    for at, fee in zip(around("2021-04-07"), (1, 0, 0), strict=True):
        local = with_sites(seeded(SEED, now=midnight(at) + 12 * 3600))
        local.set("sms.other_numbers", "empty")
        local.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        send(local, "+8613900000009")
        local.advance(6)
        assert records(local)[0]["Fee"] == fee


def test_一条短信超过70字按67字一条计费(seeded: Callable[..., Local]) -> None:
    """国内短信长度不超过70字时，按照1条短信计费；超过70字即为长短信时，按67字/条分隔成多条计费 (the guide)."""
    for at, fee in zip(around("2021-04-07"), (1, 3, 3), strict=True):
        local = with_sites(seeded(SEED, now=midnight(at) + 12 * 3600))
        local.facts("sms", templates={"t": "字" * 146})
        local.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        body = {"env": "tcb-env", "sms_type": "Notification", "template_id": "t", "phone_number_list": [ANN]}
        assert codes(local.post("/tcb/sendsms", body)) == ["Ok"]
        assert (records(local)[0]["ContentSize"], records(local)[0]["Fee"]) == (150, fee)


def test_相同内容短信对同一个手机号_30秒内发送短信条数不超过1条(shop: Local) -> None:
    assert codes(send(shop)) == ["Ok"]
    shop.advance(29)
    assert codes(send(shop, ANN, BEN)) == [SOON, "Ok"]
    assert codes(send(shop, content="别的")) == ["Ok"]
    shop.advance(1)
    assert codes(send(shop)) == ["Ok"], "thirty seconds after the first; what was refused does not count"
    assert usage(shop)["usage"] == 4


def test_30秒_since_2021_04_07(shop: Local) -> None:
    for day, code in (("2021-04-06", "Ok"), ("2021-04-07", SOON), ("2021-04-08", SOON)):
        shop.at(f"{day} 12:00")
        shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        assert codes(send(shop, ANN, ANN)) == ["Ok", code]


def test_对同一个手机号_1自然日内发送短信条数不超过10条(shop: Local) -> None:
    for number in range(10):
        assert codes(send(shop, content=f"第{number}条")) == ["Ok"]
    assert codes(send(shop, ANN, BEN, content="第十一条")) == [MANY, "Ok"]
    shop.at("2021-04-15 21:59:59")
    assert codes(send(shop, content="晚上")) == [MANY]
    shop.at("2021-04-16 08:00:00")
    assert codes(send(shop, content="第十一条")) == ["Ok"]


def test_10条_since_2021_04_07(shop: Local) -> None:
    for day, code in (("2021-04-06", "Ok"), ("2021-04-07", MANY), ("2021-04-08", MANY)):
        shop.at(f"{day} 12:00")
        shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        told = [codes(send(shop, content=f"第{number}条"))[0] for number in range(11)]
        assert told == ["Ok"] * 10 + [code]


def test_the_day_of_the_limit_is_that_of_china(shop: Local) -> None:
    """Ten notifications late in the evening do not count for the next morning, eight hours before UTC's midnight."""
    shop.facts("sms", templates={"t": "{1}"})
    body = {"env": "tcb-env", "sms_type": "Notification", "template_id": "t", "phone_number_list": [ANN]}
    shop.at("2021-04-15 23:59:59")
    for number in range(10):
        shop.post("/tcb/sendsms", {**body, "template_param_list": [str(number)]})
    assert shop.now == instant("2021-04-16") - 1
    shop.at("2021-04-16 08:00")
    assert codes(send(shop)) == ["Ok"]
