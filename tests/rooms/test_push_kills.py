"""kill -9 between a change and the delivery of what it tells: after the restart it is delivered, at least once."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

from tests.rooms.test_push import TOKEN, Asked, backend
from wxlocal.core.base.clock import wait

SEED = """
[[mini_program]]
name = "shop"
appid = "wx0123456789abcdef"
release = [{}]
"""
ACCOUNT = "/_wxlocal/v1/worlds/default/accounts/wx0123456789abcdef"


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`wxlocal up` on a file store."""

    def __init__(self, store: Path, *more: str) -> None:
        self.url = f"http://127.0.0.1:{(port := free())}"
        command = ["up", "--store", str(store), "--port", str(port), "--proxy-port", str(free()), *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wxlocal", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "WXLOCAL_HOME": str(store.parent / "home")},
        )
        for _ in range(500):
            try:
                self.call("GET", "/_wxlocal/v1/worlds")
                return
            except OSError:
                assert self.process.poll() is None, self.process.communicate()
                wait(0.02)
        raise AssertionError("it does not start")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)


def test_what_was_told_before_a_kill_is_delivered_after_it(tmp_path: Path) -> None:
    store, seed = tmp_path / "store", tmp_path / "seed.toml"
    seed.write_text(SEED, encoding="utf-8")
    reached, answers = threading.Event(), threading.Event()

    def answering(asked: Asked) -> tuple[int, str]:
        reached.set()
        answers.wait(10)
        return 200, "success"

    with backend(answering) as (url, heard):
        server = Server(store, "--seed", str(seed))
        server.call("PUT", f"{ACCOUNT}/push", {"url": url, "token": TOKEN, "check": False})
        told = server.call("POST", f"{ACCOUNT}/events", {"event": "debug_demo", "fields": {"debug_str": "before"}})
        assert told["state"] == "waiting"
        assert reached.wait(10), "it is on its way, and nobody has answered yet"
        server.kill()
        answers.set()
        server = Server(store)
        try:
            for _ in range(500):
                (letter,) = server.call("GET", "/_wxlocal/v1/worlds/default/letters")
                if letter["state"] == "delivered":
                    break
                wait(0.02)
            assert letter["state"] == "delivered"
        finally:
            server.kill()
    assert len(heard) == 2, "once before the kill, once after it"
    assert heard[0].body == heard[1].body
    assert heard[0].query["nonce"] == heard[1].query["nonce"], "as the same try"
