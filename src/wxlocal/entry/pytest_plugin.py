"""pytest fixtures. Nothing of wxlocal is loaded until a test asks for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from wxlocal.entry.local import Local

_ENV = os.environ
_MARK = (
    "wxlocal(now=None, timeline=None, seed=None, frozen=True): the day, timeline and seed file of the wxlocal fixture"
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARK)


# -- a failed test shows what was refused in it -----------------------------------------------------------------------

_BEFORE = pytest.StashKey[int]()
_FIXTURES = ("wxlocal", "wxlocal_hosts")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Below ``wxlocal run`` a test without our fixtures calls the world of that command."""
    if "WXLOCAL_URL" in _ENV and not set(_FIXTURES) & set(getattr(item, "fixturenames", ())):
        from wxlocal.entry import refusals

        item.stash[_BEFORE] = refusals.last_call(_ENV["WXLOCAL_URL"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        lines = _refused(item)
        if lines:
            report.sections.append(("wxlocal: what was refused in this test", "\n".join(lines)))
    return report


def _refused(item: pytest.Item) -> list[str]:
    given = getattr(item, "funcargs", {})
    local = next((given[name] for name in _FIXTURES if name in given), None)
    if local is None and _BEFORE not in item.stash:
        return []
    from wxlocal.entry import refusals

    return refusals.of_local(local) if local else refusals.of_server(_ENV["WXLOCAL_URL"], item.stash[_BEFORE])


# -- fixtures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _wxlocal_worlds() -> Iterator[dict[str, Any]]:
    """One world for each seed file, built once and set back to its seed before each test."""
    worlds: dict[str, Any] = {}
    yield worlds
    for local in worlds.values():
        local.close()


@pytest.fixture
def wxlocal(request: pytest.FixtureRequest, _wxlocal_worlds: dict[str, Any]) -> Iterator[Local]:
    """A fresh world in this process, its clock frozen: see wxlocal.entry.local.Local."""
    from wxlocal.entry.local import Local

    mark = request.node.get_closest_marker("wxlocal")
    given: dict[str, Any] = dict(mark.kwargs) if mark else {}
    unknown = given.keys() - {"now", "timeline", "seed", "frozen"}
    if unknown or (mark and mark.args):
        raise pytest.UsageError(
            f"@pytest.mark.wxlocal takes now, timeline, seed and frozen, not {mark.args or unknown}"
        )
    seed = given.get("seed")
    file = str((request.path.parent / seed) if seed else "")
    local: Local | None = _wxlocal_worlds.get(file)
    if local is None:
        local = _wxlocal_worlds[file] = Local(Path(file).read_text(encoding="utf-8") if seed else None)
    local.reset()
    local.world.set_clock(None, frozen=given.get("frozen", True))
    now, timeline = given.get("now", _ENV.get("WXLOCAL_NOW")), given.get("timeline", _ENV.get("WXLOCAL_TIMELINE"))
    if now is not None or timeline:
        local.at(now if now is not None else local.now, timeline=timeline)
    yield local
    if _ENV.get("WXLOCAL_JOURNAL"):
        _tell(local, request.node.nodeid)


def _tell(local: Local, test: str) -> None:
    """What this test's world was asked, for ``wxlocal rehearse``, which runs us."""
    import msgspec

    line = msgspec.json.encode((test, local.journal(limit=10_000)))
    with (Path(_ENV["WXLOCAL_JOURNAL"]) / f"journal-{os.getpid()}.jsonl").open("ab") as file:
        file.write(line + b"\n")


@pytest.fixture
def at(wxlocal: Local) -> Callable[..., Local]:
    """``at("2022-04-11")`` moves the world of this test to a day."""
    return wxlocal.at


@pytest.fixture
def wxlocal_hosts(wxlocal: Local) -> Iterator[Local]:
    """As ``wxlocal``; and an SDK in this process that calls the real host names reaches it."""
    with wxlocal.intercepted():
        yield wxlocal
