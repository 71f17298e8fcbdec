"""Post 14 (2021-04-07): 云开发短信跳小程序(自定义开发版)教程, what it says of the page, its test and its upload.

The page stands as in the post; its first line, which the post's text lost, is that of the tutorial's repository.
"""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cloud import functions
from tests.conftest import missing
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.server.actions import ActionCall
from wxlocal.entry.cli import main
from wxlocal.entry.local import Local

INDEX = """<script src="https://acc.cloudbase.vip/res/web2weapp.js" charset="utf-8"></script>
<script>
  window.onload = function(){
    window.web2weapp.init({
      appId: 'wx9999999999999999', //替换为自己小程序的AppID
      gh_ID: 'gh_999999',//替换为自己小程序的原始ID
      env_ID: 'tcb-env',//替换小程序底下云开发环境ID
      function: {
        name:'openMini',//提供UrlScheme服务的云函数名称
        data:{} //向这个云函数中传入的自定义参数
      },
      path: 'pages/index/index.html' //打开小程序时的路径
    })
  }
</script>
"""
SEED = """
[[mini_program]]
name = "shop"
appid = "wx9999999999999999"
original_id = "gh_999999"
[[mini_program.release]]
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
opened_at = "2021-02-01"
[[mini_program.environment]]
id = "b-env"
plan = "pay_as_you_go"
opened_at = "2021-02-02"
[[person]]
id = "ann"
[[person.phone]]
client_version = "8.0.2"
[[mini_program]]
name = "other"
appid = "wxaaaaaaaaaaaaaaaa"
original_id = "gh_888888"
[[mini_program.release]]
"""
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
INSIDE = f"{PHONE} MicroMessenger/8.0.2"


def open_mini(call: ActionCall, event: Any) -> Any:
    """What the post's openMini does, in Python: urlscheme.generate with isExpire and expire_time."""
    now = call.act.now
    body = {"jump_wxa": {"path": "", "query": ""}, "is_expire": True, "expire_time": now + 3600}
    from wxlocal.core.server.operation import PLATFORM

    answer = call.act.offers[PLATFORM](call.act, "urlscheme.generate", body, call.account)
    return {"openlink": answer.openlink, "errMsg": "openapi.urlscheme.generate:ok", "errCode": 0}


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    with functions(monkeypatch, {"openMini": open_mini}, SEED, now="2021-04-07T10:00") as local:
        yield local


def unauthenticated(local: Local, yes: bool = True) -> None:
    local.control("PATCH", f"/accounts/{local.appid}/environments/tcb-env", {"unauthenticated": yes})


def site(local: Local, env: str = "tcb-env", page: str = INDEX) -> str:
    path = f"/accounts/{local.appid}/environments/{env}/hosting"
    host = str(local.control("POST", path, {})["host"])
    local.control("POST", f"{path}/files", {"files": [{"path": "index.html", "text": page}]})
    return f"https://{host}/index.html"


def opened(local: Local, url: str, *, inside: bool) -> Outcome:
    return local.person("ann").call("openPage", {"url": url, "inside": inside})


def test_在任何代码编辑器创建一个html文件_并上传至静态网站托管(
    local: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """将本地创建好的 index.html 上传至静态网站托管 ... 部署成功后,你便可以访问静态托管的所在地址了."""
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    for arguments in (("open",), ("deploy", str(tmp_path))):
        assert main(["cloud", "hosting", *arguments, "--env", "tcb-env", "--url", local.url]) == 0
    assert "http://tcb-env.hosting.localhost:" in capsys.readouterr().out
    host = local.control("GET", f"/accounts/{local.appid}/environments/tcb-env/hosting")["host"]
    shown = local.request("GET", "/index.html", host=host)
    assert (shown.status, shown.body.decode()) == (200, INDEX)


def test_开通静态网站后_外部浏览器是通过URL_Scheme的方式来拉起微信打开主体小程序的(local: Local) -> None:
    unauthenticated(local)
    outcome = opened(local, site(local), inside=False)
    assert outcome.result is not None, outcome
    link = outcome.result["openlink"]
    assert link.startswith("weixin://dl/business/?t=")
    started = local.person("ann").call("openLink", {"link": link, "where": "browser"})
    assert started.result is not None
    assert (started.result["appid"], started.result["scene"]) == (local.appid, 1065)
    local.advance(3601)  # 1小时后失效
    assert not local.person("ann").call("openLink", {"link": link, "where": "browser"}).ok


def test_我们需要开启云函数的未登录访问权限(local: Local) -> None:
    """勾选打开未登录."""
    url = site(local)
    refused = opened(local, url, inside=False)
    assert refused.result is not None
    assert "error code -501023, error message Unauthenticated access is denied" in refused.result["errMsg"]
    unauthenticated(local)
    assert opened(local, url, inside=False).ok


def test_这个方式不适用于微信浏览器_需要使用开放标签才可以(local: Local) -> None:
    """在微信浏览器用开放标签拉起小程序: without the function, so without 未登录, too."""
    outcome = opened(local, site(local), inside=True)
    assert outcome.result is not None
    assert (outcome.result["appid"], outcome.result["path"], outcome.result["scene"]) == (
        local.appid, "pages/index/index", 1167,
    )  # fmt: skip
    assert local.journal(name="functions.invokeFunction") == []


def test_和开放标签的任意不一致(local: Local) -> None:
    """URL Scheme只能是自己小程序的打开链接,不能是任意小程序(和开放标签的任意不一致)."""
    unauthenticated(local)
    url = site(local, page=INDEX.replace("gh_999999", "gh_888888"))
    inside = opened(local, url, inside=True)
    assert inside.result is not None
    assert inside.result["appid"] == "wxaaaaaaaaaaaaaaaa"
    link = (opened(local, url, inside=False).result or {})["openlink"]
    started = local.person("ann").call("openLink", {"link": link, "where": "browser"})
    assert started.result is not None
    assert started.result["appid"] == local.appid


def test_如果你上传至其他静态托管或者是服务器(local: Local) -> None:
    """你仍然可以使用外部浏览器拉起小程序的能力,但会丧失在微信浏览器用开放标签拉起小程序的功能."""
    unauthenticated(local)
    body = {
        "url": "https://static.example.com/index.html",
        "appId": local.appid,
        "timestamp": "0",
        "nonceStr": "nonceStr",
    }
    told = local.request("POST", "/wxa-qbase/preverify", json=body, host="servicewechat.com").json()
    assert told["err_msg"] == "config:fail,Error: 系统错误,错误码:63002,invalid signature"


def test_境内非个人主体的认证的小程序(local: Local) -> None:
    url = site(local)
    local.control("PATCH", f"/accounts/{local.appid}", {"verified": False})
    refused = opened(local, url, inside=True)
    assert (refused.ok, refused.reason) == (False, "shop is not verified: 非个人主体并且已认证的小程序")


def test_A部署了云函数_但是把index_html部署到B的环境静态托管中了_这个是没问题的(local: Local) -> None:
    unauthenticated(local)
    url = site(local, "b-env")
    assert opened(local, url, inside=True).ok
    outcome = opened(local, url, inside=False)
    assert outcome.result is not None
    assert outcome.result["openlink"].startswith("weixin://")
    with pytest.raises(NotPossible, match="has no static site"):
        local.control("GET", f"/accounts/{local.appid}/environments/tcb-env/hosting")


def test_older_clients_have_no_open_tags(local: Local) -> None:
    url = site(local)
    phone = local.person("ann").phone
    local.control("PATCH", f"/phones/{phone}", {"client_version": "7.0.11"})
    assert (opened(local, url, inside=True).result or {})["errMsg"].endswith("WeixinOpenTagsError")
    local.control("PATCH", f"/phones/{phone}", {"client_version": "7.0.12"})
    assert opened(local, url, inside=True).ok


# -- in a real browser ------------------------------------------------------------------------------------------------


def browse(tmp_path: Path, url: str, agent: str, *more: str) -> str:
    """The page as it stands when its scripts have run."""
    program = shutil.which("chromium")
    if program is None:
        missing("chromium")
    asked = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=10000"]
    where = [f"--user-agent={agent}", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run([str(program), *asked, *where, *more, url], capture_output=True, timeout=120)
    return done.stdout.decode()


def button(page: str) -> str:
    """Where the page's button leads."""
    assert "点击进入微信小程序" in page, page
    return page.partition('data-link="')[2].partition('"')[0]


def test_你便可以通过手机外部浏览器测试打开小程序的能力(local: Local, tmp_path: Path) -> None:
    unauthenticated(local)
    site(local)
    port = urlsplit(local.url).port
    link = button(browse(tmp_path, f"http://tcb-env.hosting.localhost:{port}/", PHONE))
    started = local.person("ann").call("openLink", {"link": link, "where": "browser"})
    assert started.ok, link


def test_以及微信内部浏览器(local: Local, tmp_path: Path) -> None:
    site(local)
    port = urlsplit(local.url).port
    page = browse(tmp_path, f"http://tcb-env.hosting.localhost:{port}/", INSIDE)
    assert '<wx-open-launch-weapp id="launch-btn" username="gh_999999" path="pages/index/index.html">' in page
    assert local.journal(name="functions.invokeFunction") == []


def test_本地测试_此处本地打开需要是HTTP协议(local: Local, tmp_path: Path) -> None:
    """建议使用live server等扩展打开。不要直接在资源管理器打开到浏览器,会有跨域的问题."""
    unauthenticated(local)
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(INDEX, encoding="utf-8")

    class Live(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(folder))

        def log_message(self, *given: Any) -> None: ...

    proxy = ("--proxy-server=" + local.environment()["HTTPS_PROXY"], "--ignore-certificate-errors")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Live) as live:
        threading.Thread(target=live.serve_forever, daemon=True).start()
        page = browse(tmp_path, f"http://127.0.0.1:{live.server_port}/index.html", PHONE, *proxy)
        live.shutdown()
    assert button(page).startswith("weixin://dl/business/?t=")
    opened_as_file = browse(tmp_path, (folder / "index.html").as_uri(), PHONE, *proxy)
    assert 'data-link="' not in opened_as_file
    assert "is not reached" in opened_as_file or "request failed" in opened_as_file


def test_behind_the_proxy_the_page_is_at_its_own_domain(local: Local, tmp_path: Path) -> None:
    unauthenticated(local)
    proxy = ("--proxy-server=" + local.environment()["HTTPS_PROXY"], "--ignore-certificate-errors")
    assert button(browse(tmp_path, site(local), PHONE, *proxy)).startswith("weixin://dl/business/?t=")
