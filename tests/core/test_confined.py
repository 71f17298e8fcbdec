"""Work on what strangers sent: nothing of it gets out of its process."""

from __future__ import annotations

import threading

import pytest

from tests import tasks
from tests.tasks import Asked, Told
from wxlocal.core.base import confined
from wxlocal.core.base.confined import Ended, Limits, Task, do

WIDE = Limits(20, 512)
NARROW = Limits(1, 512)


def test_a_task_is_done_in_another_process_and_the_next_in_the_same() -> None:
    first, second = do(tasks.ECHO, Asked("中文\n" * 10_000), WIDE), do(tasks.ECHO, Asked(), WIDE)
    assert first.text == "中文\n" * 10_000
    assert first.number == second.number


def test_many_at_once_have_a_process_each() -> None:
    told: list[Told] = []
    threads = [threading.Thread(target=lambda n=n: told.append(do(tasks.ECHO, Asked(str(n)), WIDE))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(one.text) for one in told) == list(range(12))
    assert len({one.number for one in told}) <= confined.MOST


@pytest.mark.parametrize(
    ("task", "asked", "limits", "why"),
    [
        (tasks.SPIN, Asked("a.js"), NARROW, "a.js: takes longer than 1 seconds"),
        (tasks.SLEEP, Asked(), NARROW, "takes longer than 1 seconds"),
        (tasks.EAT, Asked(number=2**31), WIDE, "needs more memory than it is given"),
        (tasks.CRASH, Asked("b.js"), WIDE, "b.js: broke the process that read it (signal 11)"),
        (tasks.EXIT, Asked(number=3), WIDE, "broke the process that read it (code 3)"),
        (tasks.DIG, Asked(), WIDE, "RecursionError: maximum recursion depth exceeded"),
        (Task("tests.tasks:NOTHING", Asked, Told, lambda _: Told()), Asked(), WIDE, "AttributeError"),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_task_is_done(
    task: Task[Asked, Told], asked: Asked, limits: Limits, why: str
) -> None:
    with pytest.raises(Ended) as told:
        do(task, asked, limits)
    assert why in str(told.value)
    assert do(tasks.ECHO, Asked("on"), limits).text == "on"


def test_the_environment_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds proxies, preloads and secrets of whoever started us."""
    confined.end_all()
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert do(tasks.LOOK, Asked(), WIDE).text == ""


def test_a_process_that_has_ended_meanwhile_is_replaced() -> None:
    before = do(tasks.ECHO, Asked(), WIDE).number
    confined._idle[-1]._process.kill()
    assert do(tasks.ECHO, Asked(), WIDE).number != before
