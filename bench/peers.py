"""The servers that are measured: wxlocal, a bare hello on the same server, moto, Azurite."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any

from load import ready, request

from wxlocal.core.world import tokens
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
ENV = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Peer:
    def __init__(self, name: str, command: list[str], port: int, first: bytes, check: bytes) -> None:
        self.name, self.port = name, port
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV)
        ready(port, first, check, lambda: self.process.poll() is None)
        self.start = time.perf_counter() - started

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def wxlocal(store: str) -> Peer:
    port = free_port()
    command = [sys.executable, "-m", "wxlocal", "up", "--port", str(port), "--proxy-port", "0", "--store", store]
    return Peer("wxlocal", command, port, request("GET", "/cgi-bin/token", "x"), b"41002")


class Work:
    """A store with codes to exchange; its clock is frozen so that they live. Then requests for a server on it."""

    def __init__(self, store: str, codes: int) -> None:
        with Local(store=store, now="2024-01-01", frozen=True) as local:
            local.set("quota.rates", False)
            local.set("links.generated_a_second", 10**9)
            appid, self.pair = local.appid, f"appid={local.appid}&secret={local.secret}"
            for name in ("alice", "bob"):
                local.person(name).login()
            self.codes: list[str] = []
            while len(self.codes) < codes:
                with local.world.act() as act:
                    for n in range(500):
                        self.codes.append(tokens.issue_code(act, "login", appid, ("alice", "bob")[n % 2]))
                    act.note("control", "codes for the benchmark")
            self.token = local.token()

    def logins(self, number: int) -> list[bytes]:
        taken, self.codes = self.codes[:number], self.codes[number:]
        if len(taken) < number:
            raise RuntimeError("not enough codes were made")
        path = f"/sns/jscode2session?{self.pair}&grant_type=authorization_code&js_code="
        return [request("GET", path + code, "api.weixin.qq.com") for code in taken]

    def schemes(self, number: int) -> list[bytes]:
        jump = {"path": "pages/index/index", "query": "a=1"}
        body = {"jump_wxa": jump, "is_expire": True, "expire_type": 1, "expire_interval": 30}
        path = f"/wxa/generatescheme?access_token={self.token}"
        return [request("POST", path, "api.weixin.qq.com", json.dumps(body).encode())] * number


_HELLO = """
import sys
from wxlocal.app import App
from wxlocal.faces.front import Front
from wxlocal.faces.serve import Server
class Hello(Front):
    def _answer(self, environ, start):
        start('200 OK', [('content-type', 'application/json')])
        return [b'{"hello":"world"}']
server = Server(Hello(App().worlds), port=int(sys.argv[1]))
sys.stdin.read()
"""


@contextmanager
def hello() -> Iterator[int]:
    """The same server in front of nothing."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", _HELLO, str(port)], stdin=subprocess.PIPE)
    ready(port, request("GET", "/", "x"), b"hello", lambda: process.poll() is None)
    yield port
    process.communicate()


# -- moto ---------------------------------------------------------------------------------------------------------

_SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


def moto() -> Peer:
    port = free_port()
    return Peer(
        "moto", [sys.executable, "-m", "moto.server", "-p", str(port)], port, sts(), b"GetCallerIdentityResponse"
    )


def sts() -> bytes:
    headers = {"Authorization": _SIGNED.format("sts"), "Content-Type": "application/x-www-form-urlencoded"}
    return request("POST", "/", "sts.amazonaws.com", b"Action=GetCallerIdentity&Version=2011-06-15", headers)


def dynamo(target: str, body: dict[str, Any]) -> bytes:
    headers = {
        "Authorization": _SIGNED.format("dynamodb"),
        "X-Amz-Target": f"DynamoDB_20120810.{target}",
        "Content-Type": "application/x-amz-json-1.0",
    }
    return request("POST", "/", "dynamodb.us-east-1.amazonaws.com", json.dumps(body).encode(), headers)


def table() -> bytes:
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    kind = [{"AttributeName": "id", "AttributeType": "S"}]
    order = {"TableName": "links", "KeySchema": key, "AttributeDefinitions": kind, "BillingMode": "PAY_PER_REQUEST"}
    return dynamo("CreateTable", order)


def items(number: int, begin: int) -> list[bytes]:
    item = {"path": {"S": "pages/index/index"}, "query": {"S": "a=1"}}
    return [
        dynamo("PutItem", {"TableName": "links", "Item": {"id": {"S": str(begin + n)}, **item}}) for n in range(number)
    ]


# -- Azurite ------------------------------------------------------------------------------------------------------

AZURITE = HERE / "node_modules/.bin/azurite-table"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="  # its documented one


def azurite(place: str) -> Peer:
    port = free_port()
    command = [str(AZURITE), "--tablePort", str(port), "--location", place, "--silent", "--skipApiVersionCheck"]
    return Peer("Azurite", command, port, azure("POST", "Tables", {"TableName": "links"}), b"HTTP/1.1 20")


def azure(method: str, path: str, body: dict[str, Any]) -> bytes:
    date = formatdate(usegmt=True)
    text = f"{date}\n/devstoreaccount1/devstoreaccount1/{path}"
    signature = base64.b64encode(hmac.new(base64.b64decode(_KEY), text.encode(), hashlib.sha256).digest()).decode()
    headers = {
        "x-ms-date": date,
        "x-ms-version": "2019-02-02",
        "Authorization": f"SharedKeyLite devstoreaccount1:{signature}",
        "Content-Type": "application/json",
        "Accept": "application/json;odata=nometadata",
        "Prefer": "return-no-content",
    }
    return request(method, f"/devstoreaccount1/{path}", "127.0.0.1", json.dumps(body).encode(), headers)


def entities(number: int, begin: int) -> list[bytes]:
    row = {"PartitionKey": "wx1", "path": "pages/index/index", "query": "a=1"}
    return [azure("POST", "links", {**row, "RowKey": str(begin + n)}) for n in range(number)]
