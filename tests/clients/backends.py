"""Real clients, each in a process of its own under `wxlocal run`; they get orders and tell what their SDK gave."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.conftest import missing
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
PATHS = {
    "phone": "/wxa/business/getuserphonenumber",
    "scheme": "/wxa/generatescheme",
    "link": "/wxa/generate_urllink",
    "query_scheme": "/wxa/queryscheme",
    "query_link": "/wxa/query_urllink",
    "short": "/wxa/genwxashortlink",
    "nfc": "/wxa/generatenfcscheme",
    "code": "/wxa/getwxacode",
    "unlimited_code": "/wxa/getwxacodeunlimit",
    "square_code": "/cgi-bin/wxaapp/createwxaqrcode",
}


class Told(dict[str, Any]):
    """``value`` is what the SDK gave; ``errcode`` what its exception carried."""

    @property
    def value(self) -> Any:
        assert "raised" not in self, self
        return self["value"]

    @property
    def errcode(self) -> int:
        assert "raised" in self, self
        return int(self["errcode"])


class Backend:
    """One client against one world. ``stable``: where the SDK can choose, it uses stable tokens."""

    def __init__(self, name: str, local: Local, cwd: Path, *, stable: bool = False) -> None:
        self.name = name
        command = [sys.executable, "-m", "wxlocal", "run", "--url", local.url, "--", *_command(name)]
        env = {**os.environ, "STABLE": "1" if stable else "", "NODE_PATH": str(HERE / "node_modules")}
        self._local = local
        self._process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, do: str, **order: Any) -> Told:
        if self.name == "curl":
            return self._curl(do, order)
        return Told(json.loads(self._line(json.dumps({"do": do, **order}, ensure_ascii=False))))

    def _line(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"{self.name} ended with {self._process.wait(10)}"
        return answer

    def _curl(self, do: str, order: dict[str, Any]) -> Told:
        pair = f"appid={self._local.appid}&secret={order.pop('secret', self._local.secret)}"
        if do == "token":
            path, body = f"/cgi-bin/token?grant_type=client_credential&{pair}", None
        elif do == "login":
            path, body = f"/sns/jscode2session?{pair}&js_code={order['code']}&grant_type=authorization_code", None
        else:
            token = self._curl("token", {}).value
            query = "&".join(f"{name}={value}" for name, value in order.items())
            path = (
                f"/wxa/getpaidunionid?access_token={token}&{query}"
                if do == "paid_unionid"
                else f"{PATHS[do]}?access_token={token}"
            )
            body = None if do == "paid_unionid" else json.dumps(order, ensure_ascii=False)
        whole = b64decode(self._line(f"{'GET' if body is None else 'POST'}\t{path}\t{body or ''}"))
        head, _, content = whole.rpartition(b"\r\n\r\n") if b"image/" not in whole else whole.partition(b"\r\n\r\n")
        while content.startswith(b"HTTP/"):  # the proxy's own answer to CONNECT stands before
            head, _, content = content.partition(b"\r\n\r\n")
        if b"image/" in head:
            return Told(value=b64encode(content).decode())
        answer = json.loads(content)
        if answer.get("errcode"):
            return Told(raised="curl", **answer)
        return Told(value=answer["access_token"] if do == "token" else answer)

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        assert self._process.wait(20) == 0


def _command(name: str) -> list[str]:
    if name == "wechatpy":
        if not find_spec("wechatpy"):
            missing("wechatpy (make test installs it)")
        return [sys.executable, str(HERE / "backend_wechatpy.py")]
    if name in ("httpx", "requests"):
        return [sys.executable, str(HERE / "backend_plain.py"), name]
    if name == "curl":
        if not shutil.which("curl"):
            missing("curl")
        return ["sh", str(HERE / "backend_curl.sh")]
    node = shutil.which("node")
    if not node:
        missing("node")
    if name == "node-easywechat":
        if not (HERE / "node_modules" / "node-easywechat").exists():
            missing("node-easywechat (make test installs it with npm)")
        return [str(node), str(HERE / "backend_easywechat.js")]
    return [str(node), str(HERE / "backend_node.js"), name.removeprefix("node-")]
