"""kill -9 while files are put over HTTP: each that was acknowledged is there, whole, after the restart."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.files import form
from wxlocal.entry.local import Local

ENV = "tcb-env"
SEED = f'[[mini_program]]\nname = "shop"\n[[mini_program.environment]]\nid = "{ENV}"\n'
_SERVE = """
import sys, time
from wxlocal.app import App
from wxlocal.faces.serve import Server
made = App(sys.argv[1])
server = Server(made.front)
print(server.port, flush=True)
time.sleep(60)
"""


def content(n: int) -> bytes:
    return sha256(b"%d" % n).digest() * 3_000


def put(port: int, local: Local, n: int) -> bool:
    """As an SDK puts a file; whether it was acknowledged."""
    told = local.post("/tcb/uploadfile", {"env": ENV, "path": f"{n}.bin"})
    fields = {"key": f"{n}.bin", "Signature": told["authorization"], "x-cos-security-token": told["token"]}
    where = urlsplit(told["url"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", where.path, form(content(n), "file", **fields), {"Host": where.netloc})
        return connection.getresponse().status == 204
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("after", [1, 7])
def test_no_acknowledged_file_is_lost(tmp_path: Path, after: int) -> None:
    store = str(tmp_path / "store")
    with Local(SEED, store=store) as local:
        key = local.world.seed
    acknowledged = []
    with subprocess.Popen([sys.executable, "-c", _SERVE, store], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with Local(f'[world]\nseed = "{key}"\n{SEED}') as twin:  # the same seed: it signs what the server accepts
            for n in range(after):
                assert put(port, twin, n)
                acknowledged.append(n)
            server.send_signal(signal.SIGKILL)
            put(port, twin, after)
        server.wait()
    found = subprocess.run(
        [sys.executable, "-c", _LOOK, store, str(after)], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.split() == [sha256(content(n)).hexdigest() for n in acknowledged]


_LOOK = """
import sys
from hashlib import sha256
from wxlocal.app import App
from wxlocal.core.world import contents
from wxlocal.rooms.storage import store
made = App(sys.argv[1])
with made.worlds.default().act() as act:
    for n in range(int(sys.argv[2])):
        file = store.find(act.tx, "tcb-env", f"{n}.bin")
        print(sha256(contents.read(act.tx, file.sha256)).hexdigest())
made.close()
"""
