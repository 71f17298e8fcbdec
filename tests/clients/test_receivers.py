"""Servers written with real SDKs, unchanged, hear what is pushed in every mode and form, and answer passively."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from wxlocal.core.base.clock import wait
from wxlocal.core.world import errands
from wxlocal.core.world.nouns import Letter
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
TOKEN, KEY = "AAAAA", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SEED = """
[[mini_program]]
name = "shop"
release = [{ version = "1.0.0" }]
[[service_account]]
name = "news"
[[person]]
id = "ann"
follows = { news = "2020-01-01" }
"""


class Receiver:
    """A server process of an SDK; ``lines`` is what it has printed of each message."""

    def __init__(self, sdk: str, appid: str, kind: str, mode: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, str(HERE / "receiver_wechatpy.py")]
        if sdk == "node-easywechat":
            node = shutil.which("node")
            if node is None or not (HERE / "node_modules" / "node-easywechat").exists():
                missing("node and node-easywechat: make test installs it")
            command = [str(node), str(HERE / "receiver_easywechat.js")]
        key = "" if mode == "plain" else KEY  # EasyWeChat's manual: 明文模式请勿填写 EncodingAESKey
        own = {"TOKEN": TOKEN, "AES_KEY": key, "APPID": appid, "KIND": kind}
        env = {**os.environ, **own, "NODE_PATH": str(HERE / "node_modules")}
        self._process = subprocess.Popen([*command, str(self.port)], env=env, stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.port}/wx"
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, f"{sdk} ended"
            wait(0.02)
        raise AssertionError(f"{sdk} does not listen")

    def line(self) -> list[str]:
        """The next message that it tells of: MsgType, Event, FromUserName, MsgId."""
        assert self._process.stdout
        while True:
            text = self._process.stdout.readline()
            assert text, "the server ended"
            if not text.startswith(" * "):  # Flask says that it serves
                return text.rstrip("\n").split(" ")

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)


@pytest.fixture
def world(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2023-10-01")


# wechatpy reads XML only, node-easywechat JSON only where it is not sealed; in JavaScript a MsgId is a rounded number.
CASES = [
    ("wechatpy", "XML", "plain"),
    ("wechatpy", "XML", "compatible"),
    ("wechatpy", "XML", "secure"),
    ("node-easywechat", "XML", "plain"),
    ("node-easywechat", "XML", "compatible"),
    ("node-easywechat", "XML", "secure"),
    ("node-easywechat", "JSON", "plain"),
]


@contextmanager
def serving(world: Local, sdk: str, account: str, mode: str, **more: Any) -> Iterator[Receiver]:
    """The address is asked before it is taken: each SDK answers the echostr."""
    appid = world.account(account).appid
    receiver = Receiver(sdk, appid, "mini_program" if account == "shop" else "service_account", mode)
    try:
        body = {"url": receiver.url, "token": TOKEN, "aes_key": KEY, "mode": mode, **more}
        world.control("PUT", f"/accounts/{appid}/push", body)
        yield receiver
    finally:
        receiver.close()


def trigger(world: Local, account: str, event: str, **fields: Any) -> Letter:
    appid = world.account(account).appid
    body = {"event": event, "person": "ann", "fields": fields}
    id = world.control("POST", f"/accounts/{appid}/events", body)["id"]
    errands.settle(world.world)
    return next(letter for letter in world.letters() if letter.id == id)


@pytest.mark.parametrize(("sdk", "form", "mode"), CASES)
def test_an_official_account_hears_and_answers(world: Local, sdk: str, form: str, mode: str) -> None:
    ann = world.person("ann")
    openid = ann.openid(world.account("news").appid)
    with serving(world, sdk, "news", form=form, mode=mode) as receiver:
        letter = trigger(world, "news", "text", Content="你好 <&>")
        assert letter.state == "delivered", letter.told
        *line, number = receiver.line()
        assert line == ["text", "", openid]
        assert float(number) == float(letter.body["MsgId"])
        assert ann.inbox()[-1].body["Content"] == "你说: 你好 <&>"
        assert trigger(world, "news", "subscribe").state == "delivered"
        assert receiver.line()[:2] == ["event", "subscribe"]
        assert ann.inbox()[-1].body["Content"] == "欢迎关注"
        trigger(world, "news", "image", MediaId="picture-1")
        assert receiver.line()[0] == "image"
        assert ann.inbox()[-1].body["Image"]["MediaId"] == "picture-1"
        before = len(ann.inbox())
        assert trigger(world, "news", "VIEW").state == "delivered"
        assert receiver.line()[:2] == ["event", "view" if sdk == "wechatpy" else "VIEW"]
        assert len(ann.inbox()) == before


@pytest.mark.parametrize("sdk", ["wechatpy", "node-easywechat"])
def test_a_server_that_was_told_another_key_hears_nothing(world: Local, sdk: str) -> None:
    with serving(world, sdk, "news", mode="secure"):
        world.facts("push", "news", aes_key="B" * 43)
        letter = trigger(world, "news", "text")
    assert (letter.state, letter.tries) == ("waiting", 1)
    assert "HTTP status" in letter.told


@pytest.mark.parametrize("sdk", ["wechatpy", "node-easywechat"])
def test_a_mini_program_hears_what_its_users_write(world: Local, sdk: str) -> None:
    with serving(world, sdk, "shop", mode="secure") as receiver:
        letter = trigger(world, "shop", "text", Content="在吗")
        assert letter.state == "delivered", letter.told
        assert receiver.line()[0] == "text"
        assert trigger(world, "shop", "user_enter_tempsession").state == "delivered"
        assert receiver.line()[:2] == ["event", "user_enter_tempsession"]


def test_articles_as_a_reply(world: Local) -> None:
    with serving(world, "wechatpy", "news", mode="secure"):
        trigger(world, "news", "text", Content="图文")
    notice = world.person("ann").inbox()[-1]
    assert notice.kind == "chat.news"
    assert notice.body["Articles"]["item"]["Title"] == "标题"
