"""Post 14 (2021-04-07): 云开发短信跳小程序（自定义开发版）教程. What it says of text messages, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.phones import around
from tests.rooms.test_sms import ANN, APPID, BEN, SEED, codes, inbox, records, send, usage, with_sites
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.instants import instant, midnight
from wxlocal.core.server import inside
from wxlocal.core.server.actions import Visit
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

NAMES = ("cloudbase.sendSms", "cloudbase.sendSmsV2")
ADDED = 'plan = "pay_as_you_go"\nopened_at = "2021-04-10"\n[[mini_program.environment]]\nid = "page-env"\nplan = "pay_as_you_go"'


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    local = seeded(SEED.replace('plan = "pay_as_you_go"', ADDED, 1), now="2021-04-15 12:00")
    return with_sites(local, "tcb-env", "page-env")


def called(local: Local, visit: Visit | None, name: str = NAMES[0], **more: Any) -> Any:
    """What a function's cloud.openapi gets; a refusal is its error."""
    link = local.post("/wxa/generate_urllink")["url_link"]
    body = {"env": "tcb-env", "content": "发布了短信跳转小程序的新能力", "path": "/index.html", "url_link": link}
    body |= {"phone_number_list": [ANN], "template_param_list": ["发布了短信跳转小程序的新能力"], **more}
    with local.world.act() as act:
        account = nouns.account(act.tx, APPID)
        assert account is not None
        try:
            return inside.platform(act, name, body, account, visit=visit).send_status_list[0].code
        except Refused as refused:
            return refused.code


def test_境内非个人主体的认证的小程序_开通静态网站后_可以免鉴权下发支持跳转到相应小程序的短信(shop: Local) -> None:
    assert codes(send(shop)) == ["Ok"]
    body = {"env": "own-env", "content": "能力上新", "path": "/index.html", "phone_number_list": [ANN]}
    for other in ("个人", "海外", "未认证"):
        assert shop.post("/tcb/sendsms", body, token=shop.token(other))["errcode"] == -601033
    shop.control("DELETE", f"/accounts/{APPID}/environments/tcb-env/hosting")
    assert send(shop)["errcode"] == -601028
    assert {one.rule for one in shop.journal(path="/tcb/sendsms") if one.errcode} == {"sms-eligibility"}


def test_短信中会包含支持在微信内或微信外打开的静态网站链接_用户打开页面后可一键跳转至你的小程序(shop: Local) -> None:
    send(shop)
    shop.advance(6)
    code = inbox(shop)[0].target.url.removeprefix("https://tcbe.cn")
    landing = shop.request("GET", code, host="tcbe.cn").headers["location"]
    page = shop.request("GET", landing.removeprefix("https://wxaurl.cn"), host="wxaurl.cn").headers["location"]
    assert page.startswith("https://tcb-env-13")
    assert page.endswith(".tcloudbaseapp.com/index.html")


def test_你要发送短信的目标手机_前面需要添加_86(shop: Local) -> None:
    assert codes(send(shop, "+8616599997777")) == ["Ok"]
    assert send(shop, "16599997777")["errcode"] == -501007


def test_因为短信中包含退订回复T字段_可能会触发手机的自动拦截机制_需要手动在拦截短信中查看(shop: Local) -> None:
    shop.person("ann").facts("sms", fate="intercepted")
    send(shop, ANN, BEN)
    shop.advance(6)
    assert [one.kind for one in inbox(shop)] == ["sms.intercepted"]
    assert [one.kind for one in inbox(shop, "ben")] == ["sms"]
    assert "退订" in inbox(shop)[0].lines[0].value
    assert [one["Status"] for one in records(shop)] == ["sent", "sent"]


def test_必须保证所放置的云开发环境属于你操作的小程序(shop: Local) -> None:
    """两个环境都可以: the function's environment and that of the page need not be the same."""
    visit = Visit(appid=APPID, environment="tcb-env", source="wx_client", openid="o1")
    assert called(shop, visit, env="page-env") == "Ok"
    assert called(shop, visit, env="other-env") == -601027


CELLS = [
    ("wx.cloud.callFunction in a mini program", "wx_client", "o1", True),
    ("a function called by such a function", "wx_client,scf", "o1", True),
    ("the web SDK in WeChat", "wx_unknown", "o1", True),
    ("云端测试", "wx_devtools", "o1", False),
    ("local debugging", "wx_localdebug", "o1", False),
    ("云开发JS-SDK, a page without a person", "wx_unknown", "", False),
    ("/tcb/invokecloudfunction", "wx_http", "", False),
    ("a timer", "wx_trigger", "", False),
    ("a function that nobody called", "scf", "", False),
    ("正常HTTP调用", None, "", True),
]


@pytest.mark.parametrize(("way", "source", "openid", "may"), CELLS, ids=[cell[0] for cell in CELLS])
@pytest.mark.parametrize("name", NAMES)
def test_短信发送的云调用能力需要真实小程序用户访问才可以生效(
    shop: Local, name: str, way: str, source: str | None, openid: str, may: bool
) -> None:
    """你不能使用云端测试、云开发JS-SDK以及其他非wx.cloud调用方式(微信侧WEB-SDK除外)，会提示如下错误; 其他方式均报错返回参数错误."""
    for at, strict in zip(around("2021-04-07"), (False, True, True), strict=True):
        shop.at(midnight(at) + 12 * 3600)
        visit = None
        if source is not None:
            visit = Visit(appid=APPID, environment="tcb-env", source=source, openid=openid, function="sendsms")
        code = called(shop, visit, name)
        if may or not strict:
            assert code in ("Ok", "FailedOperation.InsufficientBalanceInSmsPackage")
            continue
        assert code == -501007
        shop.set("sms.source_code", -604104)
        assert called(shop, visit, name) == -604104
        shop.set("sms.source_code", -501007)


def test_如果你想在其他处使用此能力_可以使用服务端API来做正常HTTP调用(shop: Local) -> None:
    assert codes(send(shop)) == ["Ok"]


def test_即可查看短信监控曲线图_短信发送记录(shop: Local) -> None:
    send(shop)
    shop.advance(6)
    base = f"/accounts/{APPID}/environments/tcb-env/sms"
    assert [one["sent"] for one in shop.control("GET", f"{base}/curve")] == [1]
    assert shop.control("GET", f"{base}/records")["records"][0]["Remarks"] == "用户短信接收成功"


def test_每个有免费配额的环境首月100条(shop: Local) -> None:
    numbers = [f"+861380001{number:04}" for number in range(101)]
    assert codes(send(shop, *numbers)) == ["Ok"] * 100 + ["FailedOperation.InsufficientBalanceInSmsPackage"]
    assert codes(send(shop, env="page-env")) == ["Ok"], "each environment has its own"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2021-04-10 11:59:59", "Ok"),
        ("2021-05-09 21:59:59", "Ok"),
        ("2021-05-10 11:59:59", "FailedOperation.InsufficientBalanceInSmsPackage"),
        ("2021-06-10 12:00", "FailedOperation.InsufficientBalanceInSmsPackage"),
    ],
)
def test_首月(shop: Local, at: str, code: str) -> None:
    """tcb-env was opened on 2021-04-10."""
    assert codes(send(shop.at(at))) == [code]


def test_如有超过额度的需求_进行购买(shop: Local) -> None:
    """对应按量付费环境-资源包-短信资源包."""
    shop.at("2021-06-10 12:00")
    with pytest.raises(NotPossible, match="packages are bought for pay-as-you-go environments"):
        shop.control("POST", f"/accounts/{APPID}/environments/free-env/sms/packages", {"size": 1000})
    shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
    assert codes(send(shop)) == ["Ok"]
    assert usage(shop)["packages"][0]["used"] == 1


def test_the_free_hundred_was_told_on_2021_04_07(shop: Local) -> None:
    """The day before nobody counts; that day an environment without any sends nothing."""
    shop.set("sms.free_messages", 0)
    for at, code in (("2021-04-06 12:00", "Ok"), ("2021-04-07 12:00", None), ("2021-04-08 12:00", None)):
        told = codes(send(shop.at(at)))
        assert told == [code or "FailedOperation.InsufficientBalanceInSmsPackage"]


def test_同样适用以上规则(shop: Local) -> None:
    """Post 7: 短信跳小程序 ... 同样适用以上规则. The same link on 2022-04-12 and 2023-12-20: one person, then anybody."""
    shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
    for at, everybody in (("2022-04-12 12:00", False), ("2023-12-20 12:00", True)):
        shop.at(at)
        shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        link = shop.post("/wxa/generate_urllink")["url_link"]
        body = {"env": "tcb-env", "url_link": link, "template_param_list": ["上新"], "phone_number_list": [ANN, BEN]}
        assert codes(shop.post("/tcb/sendsmsv2", body)) == ["Ok", "Ok"]
        shop.advance(6)
        opened = {}
        for who in ("ann", "ben"):
            person, notice = shop.person(who), inbox(shop, who)[-1]
            there = person.call("openMessage", {"message": notice.id}, appid=APPID).result
            assert there is not None
            opened[who] = person.call("openLink", {"link": there["browser"]}, appid=APPID).ok
        assert opened == {"ann": True, "ben": everybody}


def test_短链自发送后30天有效(shop: Local) -> None:
    """What was sent before 2022-04-11 ends thirty days after that day; later ones thirty days after they were sent."""
    for sent, ends in (("2022-04-01 12:00", "2022-05-11"), ("2022-06-01 12:00", "2022-07-01 12:00")):
        shop.at(sent)
        shop.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 1000})
        assert codes(send(shop)) == ["Ok"]
        shop.advance(6)
        code = inbox(shop)[-1].target.url.removeprefix("https://tcbe.cn")
        for at, status in ((instant(ends) - 1, 302), (instant(ends), 410)):
            shop.at(at)
            landing = shop.request("GET", code, host="tcbe.cn").headers["location"]
            path = landing.removeprefix("https://wxaurl.cn")
            assert shop.request("GET", path, host="wxaurl.cn").status == status
