"""pytest fixtures. Nothing of wxlocal is loaded until a test asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from wxlocal.entry.local import Local

_MARK = (
    "wxlocal(now=None, timeline=None, seed=None, frozen=True): the day, timeline and seed file of the wxlocal fixture"
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARK)


@pytest.fixture(scope="session")
def _wxlocal_worlds() -> Iterator[dict[str, Any]]:
    """One world for each seed file, built once and set back to its seed before each test."""
    worlds: dict[str, Any] = {}
    yield worlds
    for local in worlds.values():
        local.close()


@pytest.fixture
def wxlocal(request: pytest.FixtureRequest, _wxlocal_worlds: dict[str, Any]) -> Local:
    """A fresh world in this process, its clock standing still: see wxlocal.entry.local.Local."""
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
    if given.get("now") is not None or given.get("timeline"):
        local.at(given.get("now") or local.now, timeline=given.get("timeline"))
    return local


@pytest.fixture
def at(wxlocal: Local) -> Callable[..., Local]:
    """``at("2022-04-11")`` moves the world of this test to a day."""
    return wxlocal.at


@pytest.fixture
def wxlocal_hosts(wxlocal: Local) -> Iterator[Local]:
    """As ``wxlocal``; and an SDK in this process that calls the real host names reaches it."""
    with wxlocal.intercepted():
        yield wxlocal
