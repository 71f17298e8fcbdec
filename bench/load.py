"""The load, the same for every peer: wrk, which takes little of the machine that the server under test must share. Every
answer is checked.
"""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Request = bytes
SECONDS = 1


def request(method: str, path: str, host: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Request:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def exchange(connection: socket.socket, content: Request) -> bytes:
    connection.sendall(content)
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lower = head.lower()
    if b"content-length:" in lower:
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += connection.recv(65536)
    elif b"chunked" in lower:
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def once(port: int, content: Request) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        return exchange(connection, content)


_LUA = """
local list, n, main = {}, 0, nil
sent, bad = 0, 0
for part in io.open("%s", "rb"):read("*a"):gmatch("([^%%z]+)") do n = n + 1; list[n] = part end
function setup(thread) main = thread end
function request() sent = sent + 1; return list[(sent - 1) %% n + 1] end
function response(status, headers, body)
  if not string.find("HTTP/1.1 " .. status .. " " .. body, "%s", 1, true) then bad = bad + 1 end
end
function done(summary) print("told", summary.requests, summary.duration, main:get("bad")) end
"""


def rate(port: int, requests: list[Request], check: bytes, clients: int = 8) -> float:
    """Requests a second, for a second, all checked for ``check``. There must be enough of those that work once."""
    with tempfile.TemporaryDirectory() as place:
        script = Path(place) / "load.lua"
        Path(place, "requests").write_bytes(b"\0".join(requests))
        script.write_text(_LUA % (f"{place}/requests", check.decode()))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}", "-s", str(script), f"http://127.0.0.1:{port}/"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS + 20)
    told = next(line for line in done.stdout.splitlines() if line.startswith("told")).split()
    if int(told[3]):
        raise RuntimeError(f"{told[3]} of {len(requests)} answers were not what was asked for")
    return float(told[1]) / float(told[2]) * 1e6


def ready(port: int, content: Request, check: bytes, alive: Callable[[], bool], patience: float = 30) -> None:
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        if not alive():
            raise RuntimeError("the server ended before it answered")
        try:
            if check in once(port, content):
                return
        except OSError:
            time.sleep(0.002)
    raise RuntimeError("no answer in time")


def memory(pid: int) -> float:
    """Resident MiB."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))
