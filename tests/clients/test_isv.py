"""Third-party platforms written with real SDKs, unchanged: a ticket is heard and exchanged, an administrator authorises,
code is committed and reviewed, people write. What comes is XML and sealed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.clients.test_receivers import KEY, TOKEN
from tests.conftest import missing
from tests.rooms.test_code_management import GOOD
from wxlocal.core.base.clock import wait
from wxlocal.core.world import errands
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
CLIENTS = ("wechatpy", "node-easywechat")


class Isv:
    """A platform's server, a process of an SDK under `wxlocal run`; node-easywechat keeps its tokens in the folder."""

    def __init__(self, sdk: str, local: Local, cwd: Path) -> None:
        made = local.control("POST", "/accounts", {"kind": "third_party", "name": "服务商"})
        self.local, self.appid = local, made["appid"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, str(HERE / "receiver_isv_wechatpy.py")]
        if sdk == "node-easywechat":
            node = shutil.which("node")
            if node is None or not (HERE / "node_modules" / "node-easywechat").exists():
                missing("node and node-easywechat: make test installs it")
            command = [str(node), str(HERE / "receiver_isv_easywechat.js")]
        own = {"TOKEN": TOKEN, "AES_KEY": KEY, "APPID": self.appid, "SECRET": made["secret"]}
        env = {**os.environ, **own, "NODE_PATH": str(HERE / "node_modules")}
        run = [sys.executable, "-m", "wxlocal", "run", "--url", local.url, "--", *command, str(self.port)]
        self._process = subprocess.Popen(run, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(1500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            assert self._process.poll() is None, f"{sdk} ended"
            wait(0.02)
        url = f"http://127.0.0.1:{self.port}"
        push = {"url": f"{url}/$APPID$/callback", "authorization_url": f"{url}/ticket", "mode": "secure"}
        local.control("PUT", f"/accounts/{self.appid}/push", {**push, "token": TOKEN, "aes_key": KEY})

    def heard(self) -> tuple[str, str, str]:
        """The next thing that it tells of: its name, the account, the pre_auth_code or who did it."""
        errands.settle(self.local.world)
        assert self._process.stdout
        while True:
            text = self._process.stdout.readline()
            assert text, "the server ended"
            if text.startswith("{"):  # Flask says that it serves
                told = json.loads(text)
                return told["heard"], told["of"], told["by"]

    def ask(self, path: str) -> str:
        with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            text: str = answer.read().decode()
        return text

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)


@pytest.fixture(params=CLIENTS)
def isv(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Isv]:
    with Local(now="2024-06-01T10:03", frozen=True) as local, local.intercepted():
        made = Isv(str(request.param), local, tmp_path)
        try:
            yield made
        finally:
            made.close()


def confirm(isv: Isv, url: str) -> str:
    """The administrator opens the page of the SDK's address and chooses the account; gives where the browser goes."""
    parts = urlsplit(url)
    assert parts.netloc == "mp.weixin.qq.com"
    query = {**dict(parse_qsl(parts.query)), "wxlocal_account": isv.local.appid}
    return isv.local.request("GET", parts.path, query, host=parts.netloc).headers["location"]


def template(local: Local, component: str) -> int:
    local.facts("code_management", develops_for=component)
    path = f"/accounts/{local.appid}/code/packages"
    local.control("POST", path, {"version": "1.0.0", "files": GOOD})
    ticket = local.control("GET", f"/third-party/{component}/ticket")["component_verify_ticket"]
    secret = local.control("GET", f"/accounts/{component}")["secret"]
    body = {"component_appid": component, "component_appsecret": secret, "component_verify_ticket": ticket}
    token = local.post("/cgi-bin/component/api_component_token", body)["component_access_token"]
    (draft,) = local.get("/wxa/gettemplatedraftlist", access_token=token)["draft_list"]
    assert local.post("/wxa/addtotemplate", {"draft_id": draft["draft_id"]}, token=token)["errcode"] == 0
    found: list[dict[str, Any]] = local.get("/wxa/gettemplatelist", access_token=token)["template_list"]
    return int(found[-1]["template_id"])


def test_a_third_party_platform_from_its_ticket_to_the_review(isv: Isv) -> None:
    local = isv.local
    number = template(local, isv.appid)
    local.advance(600)
    assert isv.heard()[0] == "component_verify_ticket"
    page = isv.ask("/start")
    back = confirm(isv, page)
    assert back.startswith("https://isv.example.com/back?")
    code = dict(parse_qsl(urlsplit(page).query))["pre_auth_code"]
    assert isv.heard() == ("authorized", local.appid, code)
    assert [letter.state for letter in local.letters("authorized")] == ["delivered"]
    assert json.loads(isv.ask(f"/commit?appid={local.appid}&template_id={number}"))["errcode"] == 0
    assert local.control("GET", f"/accounts/{local.appid}/code")["trial"]["version"] == "1.0.0"
    local.advance(60)
    local.control("POST", f"/accounts/{local.appid}/code/submissions", {})
    local.advance(7200)
    told = {isv.heard() for _ in range(2)}
    assert told == {("weapp_audit_success", local.appid, "system"), ("component_verify_ticket", "", "")}
    alice = local.person("alice")
    path = f"/accounts/{local.appid}/events"
    local.control("POST", path, {"event": "text", "person": "alice", "fields": {"Content": "在吗"}})
    assert isv.heard() == ("text", local.appid, alice.openid())
    assert alice.inbox()[-1].body["Content"] == "你说: 在吗"
    local.control("DELETE", f"/third-party/{isv.appid}/authorizations/{local.appid}")
    assert isv.heard()[:2] == ("unauthorized", local.appid)
