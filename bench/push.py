"""How fast subscription messages are sent, and how fast events reach a developer's server that answers at once: a thousand of them, of a hundred people, each person's
in order. The receiver is a process of its own; wxlocal runs in this one, on a store of files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict

from wxlocal.core.world import errands, outbox
from wxlocal.entry.local import Local

EVENTS, PEOPLE = 1000, 100
Row = tuple[str, str, str]
RECEIVER = """
import socketserver
heard = []
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        method, size = self.rfile.readline()[:4], 0
        while (line := self.rfile.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                size = int(line[15:])
        body = b"success"
        if method == b"POST":
            heard.append(self.rfile.read(size))
        else:
            body = b"\\n".join(heard)
        self.wfile.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n" % len(body) + body)
class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 128
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def sends() -> list[Row]:
    """Subscription messages of a long-term template, each with its event, in this process on a store in memory."""
    with Local(frozen=True) as local:
        template = {"id": "T", "title": "t", "kind": "long", "content": "n:{{number1.DATA}}"}
        local.facts("subscribe", templates=[template])
        local.set("quota.rates", False)
        alice = local.person("alice")
        alice.call("requestSubscribeMessage", {"tmplIds": ["T"]}, tap=True, answers="allow")
        token, body = local.token(), {"touser": alice.openid(), "template_id": "T"}
        started = time.perf_counter()
        for number in range(EVENTS):
            told = local.post(
                "/cgi-bin/message/subscribe/send", {**body, "data": {"number1": {"value": number}}}, token=token
            )
            assert told["errcode"] == 0, told
        rate = EVENTS / (time.perf_counter() - started)
    return [("sends of subscription messages, with event and inbox", f"{rate:,.0f}/s", ">= 3,000/s")]


def deliveries() -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as place,
        subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True) as receiver,
        Local(store=place, frozen=True) as local,
    ):
        assert receiver.stdout
        url = f"http://127.0.0.1:{receiver.stdout.readline().strip()}/wx"
        local.facts("push", url=url, token="bench")
        account = local.account()
        started = time.perf_counter()
        for number in range(EVENTS):
            with local.world.act() as act:
                outbox.tell(act, account, "debug_demo", f"o{number % PEOPLE}", debug_str=str(number))
        told = time.perf_counter() - started
        errands.settle(local.world)
        took = time.perf_counter() - started
        heard: dict[str, list[int]] = defaultdict(list)
        with urllib.request.urlopen(url) as answer:
            lines = answer.read().decode().splitlines()
        for line in lines:
            person = line.partition("<FromUserName><![CDATA[")[2].partition("]")[0]
            heard[person].append(int(line.partition("<debug_str><![CDATA[")[2].partition("]")[0]))
        receiver.kill()
    ordered = len(lines) == EVENTS and all(numbers == sorted(numbers) for numbers in heard.values())
    name = f"{EVENTS:,} events to a server that answers at once"
    value = f"{took:.2f} s, each person's in order" if ordered and len(heard) == PEOPLE else "OUT OF ORDER"
    return [(name, value, "< 2 s"), ("of these, writing them down", f"{told:.2f} s", "report")]


def rows() -> list[Row]:
    return deliveries() + sends()


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  ")
