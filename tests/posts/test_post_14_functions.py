"""Post 14 (2021-04-07): 云开发短信跳小程序(自定义开发版)教程. Its two functions as they stand there, line breaks restored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import missing
from tests.posts.test_post_14_pages import INDEX
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.server import actions
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.entry.local import Local
from wxlocal.rooms.functions.jobs_pool import POOL

if not shutil.which("node"):
    missing("node")

OPEN_MINI = """const cloud = require('wx-server-sdk')
cloud.init()
exports.main = async (event, context) => {
  return cloud.openapi.urlscheme.generate({
    jumpWxa: {
      path: '', // 打开小程序时访问路径,为空则会进入主页
      query: '',// 可以使用 event 传入的数据制作特定参数,无需求则为空
    },
    isExpire: true, //是否到期失效,如果为true需要填写到期时间,默认false
    expire_time: Math.round(new Date().getTime()/1000) + 3600
    //我们设置为当前时间3600秒后,也就是1小时后失效
    //无需求可以去掉这两个参数(isExpire,expire_time)
  })
}
"""
SENDSMS = """const cloud = require('wx-server-sdk')
cloud.init({
  env: cloud.DYNAMIC_CURRENT_ENV,
})
exports.main = async (event, context) => {
  try {
    const config = {
      env: event.env,
      content: event.content ? event.content : '发布了短信跳转小程序的新能力',
      path: event.path,
      phoneNumberList: event.number
    }
    const result = await cloud.openapi.cloudbase.sendSms(config)
    return result
  } catch (err) {
    return err
  }
}
"""
ENV = "tcb-env"
SEED = """
[[mini_program]]
name = "shop"
[[mini_program.release]]
released_at = "2021-04-01"
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
[[mini_program.environment]]
id = "other-env"
[[person]]
id = "ann"
phone_number = "16599997777"
"""


@pytest.fixture(scope="module")
def deployed() -> Iterator[Local]:
    """openMini and sendsms, each one file: what package.json the developer tool writes beside it is wxlocal's care."""
    with Local(SEED, now="2021-04-07T10:00", frozen=True) as local:
        local.control("POST", path(local, "/hosting"), {})
        for name, code in (("openMini", OPEN_MINI), ("sendsms", SENDSMS)):
            try:
                shown = local.control("PUT", path(local, f"/functions/{name}"), {"files": {"index.js": code}})
            except NotPossible as trouble:
                if trouble.status != 502:
                    raise
                missing("the npm registry")
            assert shown["dependencies"] == {"wx-server-sdk": "~2.6.3"}
        yield local
        POOL.end_all()


def path(local: Local, more: str) -> str:
    return f"/accounts/{local.appid}/environments/{ENV}{more}"


def invoke(local: Local, visit: Visit, name: str) -> Any:
    return actions.perform(local.world, "functions.invokeFunction", visit, {"function_name": name})


def called(local: Local, name: str, data: dict[str, Any]) -> Outcome:
    ann = local.person("ann")
    ann.call("cloud.init", {"env": ENV, "traceUser": True})
    return ann.call("cloud.callFunction", {"name": name, "data": data})


def test_这个云函数主要用来调用微信服务端能力_获取对应的Scheme信息返回给调用前端(deployed: Local) -> None:
    outcome = called(deployed, "openMini", {})
    assert outcome.ok, outcome
    assert outcome.result is not None
    result = outcome.result["result"]
    assert (result["errMsg"], result["errCode"]) == ("openapi.urlscheme.generate:ok", 0)
    opened = deployed.person("ann").call("openLink", {"link": result["openlink"], "where": "browser"})
    assert opened.ok, opened


def test_我们设置为当前时间3600秒后_也就是1小时后失效(deployed: Local) -> None:
    """expire_time is made by the function's own clock, which is the world's: not one second more."""
    outcome = called(deployed, "openMini", {})
    assert outcome.result is not None
    scheme = outcome.result["result"]["openlink"]
    told = deployed.post("/wxa/queryscheme", {"scheme": scheme})
    assert told["scheme_info"]["expire_time"] == instant("2021-04-07T11:00")


def test_接下来_我们需要开启云函数的未登录访问权限(deployed: Local) -> None:
    """勾选打开未登录; 安全规则最后的修改: both, and only the function that the rule names."""
    stranger = Visit(appid=deployed.appid, environment=ENV, source="wx_unknown")
    with pytest.raises(Denied, match="Unauthenticated access is denied"):
        invoke(deployed, stranger, "openMini")
    deployed.control("PATCH", path(deployed, ""), {"unauthenticated": True})
    with pytest.raises(Denied, match="Unauthenticated access is denied"):
        invoke(deployed, stranger, "openMini")
    rules = '{"*": {"invoke": "auth != null"}, "openMini": {"invoke": true}}'
    deployed.control("PUT", path(deployed, "/function-rules"), {"rules": rules})
    assert "weixin://dl/business/" in invoke(deployed, stranger, "openMini")["response_data"]
    with pytest.raises(Denied, match="Unauthenticated access is denied"):
        invoke(deployed, stranger, "sendsms")


def test_URLScheme的生成是云调用能力_只能是自己小程序的打开链接(deployed: Local) -> None:
    outcome = called(deployed, "openMini", {})
    assert outcome.result is not None
    opened = deployed.person("ann").call("openLink", {"link": outcome.result["result"]["openlink"], "where": "browser"})
    assert opened.result is not None
    assert opened.result["appid"] == deployed.appid


def test_在小程序代码中_在app_js初始化云开发后_调用云函数(deployed: Local) -> None:
    """重新编译运行后，在控制台中看到如下输出，即为测试成功: the message is on its way."""
    data = {"env": ENV, "path": "/index.html", "number": ["+8616599997777"]}
    outcome = called(deployed, "sendsms", data)
    assert outcome.ok, outcome
    assert outcome.result is not None
    assert outcome.result["errMsg"] == "cloud.callFunction:ok"
    told = outcome.result["result"]
    assert told["errMsg"] == "openapi.cloudbase.sendSms:ok"
    assert [one["code"] for one in told["sendStatusList"]] == ["Ok"]
    run = deployed.control("GET", path(deployed, "/functions/sendsms/runs"))[0]
    assert (run["source"], run["error"]) == ("wx_client", "")


def test_你会在发送的目标手机中收到短信_用户打开页面后可一键跳转至你的小程序(deployed: Local) -> None:
    """From the function that sends to the page of the mini program: the message, its short link, the site, the scheme."""
    deployed.control("PATCH", path(deployed, ""), {"unauthenticated": True})
    rules = '{"*": {"invoke": "auth != null"}, "openMini": {"invoke": true}}'
    deployed.control("PUT", path(deployed, "/function-rules"), {"rules": rules})
    page = INDEX.replace("wx9999999999999999", deployed.appid)
    deployed.control("POST", path(deployed, "/hosting/files"), {"files": [{"path": "index.html", "text": page}]})
    deployed.advance(40)
    data = {"env": ENV, "path": "/index.html", "number": ["+8616599997777"], "content": "从头到尾"}
    assert called(deployed, "sendsms", data).ok
    deployed.advance(6)
    ann = deployed.person("ann")
    message = ann.inbox()[-1]
    assert "从头到尾，跳转小程序 https://tcbe.cn/" in message.lines[0].value
    opened = ann.call("openMessage", {"message": message.id}).result
    assert opened is not None
    url = opened["browser"]
    for host in ("tcbe.cn", "wxaurl.cn"):
        url = deployed.request("GET", url.removeprefix(f"https://{host}"), host=host).headers["location"]
    shown = ann.call("openPage", {"url": url, "inside": False})
    assert shown.ok, shown
    assert shown.result is not None
    started = ann.call("openLink", {"link": shown.result["openlink"], "where": "browser"})
    assert started.result is not None
    assert (started.result["appid"], started.result["scene"]) == (deployed.appid, 1065)


def test_其他方式均报错返回参数错误(deployed: Local) -> None:
    """The same function, called by a server over HTTP: no person stands behind it."""
    data = {"env": ENV, "path": "/index.html", "number": ["+8616599997777"]}
    query = {"access_token": deployed.token("shop"), "env": ENV, "name": "sendsms"}
    answer = deployed.request("POST", "/tcb/invokecloudfunction", query, json=data).json()
    assert answer["errcode"] == 0, answer
    assert '"errCode":-501007' in answer["resp_data"].replace(" ", "")


def test_需要保证对应环境ID都能接通(deployed: Local) -> None:
    ann = deployed.person("ann")
    ann.call("cloud.init", {"env": "other-env"})
    nothing = ann.call("cloud.callFunction", {"name": "openMini"})
    assert nothing.result is not None
    assert "FunctionName parameter could not be found" in nothing.result["errMsg"]
    other = ann.call("cloud.callFunction", {"name": "openMini", "config": {"env": ENV}})
    assert other.ok
