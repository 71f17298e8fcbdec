"""``wxlocal events forward``: letters on their way from a running wxlocal to a developer's server, by this process."""

from __future__ import annotations

import threading
from argparse import Namespace
from queue import SimpleQueue
from typing import Any
from urllib.parse import quote
from zlib import crc32

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.outside import NotReached, Request, send
from wxlocal.core.world.nouns import Letter
from wxlocal.entry.client import Client
from wxlocal.rooms.push import jobs, rules
from wxlocal.rooms.push.facts import Server

LANES = 8  # letters that are under way at the same time; those of one person keep their order


class Forwarder:
    """Sends letters as the platform would, and gives what was replied back to the world."""

    def __init__(self, client: Client, a: Namespace) -> None:
        self._client = client
        self._letters = f"/worlds/{quote(a.world, safe='')}/letters"
        self._server = Server(url=a.to, token=a.token, aes_key=a.aes_key, mode=a.mode, form=a.form)
        rules.check_server(self._server)
        self._lanes: list[SimpleQueue[Letter]] = [SimpleQueue() for _ in range(LANES)]
        for lane in self._lanes:
            threading.Thread(target=self._work, args=(lane,), daemon=True).start()

    def take(self, letter: dict[str, Any]) -> None:
        found = msgspec.convert(letter, Letter)
        number = crc32(found.person.encode()) if found.person else found.id
        self._lanes[number % LANES].put(found)

    def _work(self, lane: SimpleQueue[Letter]) -> None:
        while True:
            letter = lane.get()
            print(f"{letter.id}  {letter.name}  -> {self._sent(letter)}", flush=True)

    def _sent(self, letter: Letter) -> str:
        target = jobs.Target(letter.appid, rules.address(self._server.url, letter.appid), self._server)
        sent = jobs.body_of(b"", letter, target, letter.at, 1)
        request = Request("POST", sent.url, sent.body.encode(), jobs.TYPES[self._server.form])
        try:
            heard = send(request, seconds=rules.PATIENCE, most=rules.LARGEST_ANSWER)
        except NotReached as error:
            return str(error)
        answer = heard.body.decode("utf-8", "replace")
        wanted = {"token": self._server.token, "aes_key": self._server.aes_key, "mode": self._server.mode}
        body = {"status": heard.status, "answer": answer, **wanted}
        try:
            told = self._client.post(f"{self._letters}/{letter.id}/answered", body)["told"]
        except NotPossible as error:
            told = str(error)
        shown = "" if rules.is_empty(str(told)) else f"  {str(told)[:200]}"
        return f"{heard.status}{shown}"
