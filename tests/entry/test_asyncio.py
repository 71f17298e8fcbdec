"""A server in this process leaves asyncio alone: in the main thread, in another, in every runner that lists tasks."""

from __future__ import annotations

import asyncio
import threading
import unittest
import urllib.request
from collections.abc import Callable, Iterator

import anyio
import pytest

from wxlocal.entry.local import Local


@pytest.fixture(scope="module", autouse=True)
def _served() -> Iterator[None]:
    with Local() as local:
        urllib.request.urlopen(f"{local.url}/cgi-bin/token", timeout=10).close()
        yield


async def both() -> int:
    await asyncio.gather(asyncio.sleep(0), asyncio.sleep(0))
    return len(asyncio.all_tasks())


async def grouped() -> int:
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep, 0)
    return 1


class Case(unittest.IsolatedAsyncioTestCase):
    async def test(self) -> None:
        assert await both() == 1


def isolated() -> None:
    result = unittest.TestLoader().loadTestsFromTestCase(Case).run(unittest.TestResult())
    assert result.wasSuccessful(), result.errors


RUNS: dict[str, Callable[[], object]] = {
    "asyncio.run": lambda: asyncio.run(both(), debug=True),
    "IsolatedAsyncioTestCase": isolated,
    "anyio": lambda: anyio.run(grouped),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("thread", ["main", "another"])
def test_loops_go_on(name: str, thread: str) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            RUNS[name]()
        except BaseException as error:
            failed.append(error)

    if thread == "main":
        run()
    else:
        worker = threading.Thread(target=run)
        worker.start()
        worker.join()
    assert failed == []
