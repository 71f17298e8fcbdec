"""Plants small faults in rules and policies, one at a time, and tells which of them no test notices.

``make mutants`` runs all; ``make mutants ARGS="src/wxlocal/rooms/links/rules.py"`` one file, ``ARGS="links"`` one room,
``ARGS="--sample 60 --at-least 80"`` always the same sixty, with a word to a machine. For each mutant only the tests run
that meet its line (coverage is collected once and kept in ``.mutants`` until a source or a test changes), those of its
own room first, the quickest first, on the engine in memory, until one fails. A mutant is imported instead of the file:
no file changes, so that many run at once. ``tools/mutants.toml`` names those that no test can notice, with the reason.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.machinery
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType

import coverage
import msgspec
import pytest
from mutants_report import Marks, share, table, told
from mutations import Mutant, files, mutants

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".mutants"
TESTS = ("tests/core", "tests/rooms", "tests/posts", "tests/audit")
# What asks policies through the house, so that no line of their rooms is met.
OF_POLICIES = ("tests/core/test_policy.py", "tests/core/test_announcements.py", "tests/audit/test_catalogue.py")
# Imported once, before the forks: a mutant then costs only our own modules.
SHARED = (
    "_hypothesis_pytestplugin", "PIL.Image", "cryptography.hazmat.primitives.ciphers", "cryptography.x509", "falcon",
    "httpx", "hypothesis.stateful", "msgspec", "requests", "segno", "tomli_w", "tree_sitter", "tree_sitter_javascript",
    "tree_sitter_typescript",
)  # fmt: skip
OPTIONS = (
    "-q", "--assert=plain", "--tb=no", "-p", "no:cacheprovider", "-p", "no:unraisableexception",
    "-p", "_hypothesis_pytestplugin", "--hypothesis-profile=mutants",
)  # fmt: skip
NOT_MET = 99
LONGEST = 300  # seconds of one run; a mutant that never ends is noticed


class Mutated(importlib.machinery.SourceFileLoader):
    """Loads a module from another text than its file has."""

    def __init__(self, name: str, path: str, text: bytes) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._text, self.path, "exec", dont_inherit=True)


class Planted(MetaPathFinder):
    """Gives out one mutant under the name of its module."""

    def __init__(self, mutant: Mutant) -> None:
        path = ROOT / mutant.file
        self._name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        self._loader = Mutated(self._name, str(path), mutant.applied(path.read_bytes()))

    @property
    def was_met(self) -> bool:
        module = sys.modules.get(self._name)
        return module is not None and module.__loader__ is self._loader

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self._loader, origin=self._loader.path)


class InMemory:
    """The part of the tests that runs; ``times`` gets the seconds that each of them took."""

    def __init__(self, ids: Sequence[str] | None = None) -> None:
        self.rank = None if ids is None else {id: at for at, id in enumerate(ids)}
        self.times: dict[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        rank = self.rank
        here = [item for item in items if _engine(item) in (None, "memory")]
        if rank is not None:
            here = sorted((item for item in here if item.nodeid in rank), key=lambda item: rank[item.nodeid])
        items[:] = here

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.times[report.nodeid] = self.times.get(report.nodeid, 0) + report.duration


def _engine(item: pytest.Item) -> object:
    call = getattr(item, "callspec", None)
    return call.params.get("engine") if call is not None else None


# -- which tests meet a line --------------------------------------------------------------------------------------


@dataclass
class Meetings:
    """``lines``: file -> line -> the tests that run it; ``times``: how long each takes."""

    lines: dict[str, dict[int, list[str]]]
    times: dict[str, float]

    def tests(self, mutant: Mutant) -> list[list[str]]:
        """The tests that may notice, in the parts in which they are run: its room's own, then the others."""
        found = set(self._of_names(mutant) if mutant.lines is None else self._of_lines(mutant.file, *mutant.lines))
        if mutant.file.endswith("policy.py"):
            found |= {id for id in self.times if id.startswith(OF_POLICIES)}
        room = Path(mutant.file).parent.name
        near = (f"tests/rooms/test_{room}", *(OF_POLICIES if mutant.file.endswith("policy.py") else ()))
        ordered = sorted(found, key=lambda id: (self.times.get(id, 0), id))
        own = [id for id in ordered if id.startswith(near)]
        others = [id for id in ordered if not id.startswith(near)]
        return [part for part in (own, others) if part]

    def _of_lines(self, file: str, first: int, last: int) -> Iterator[str]:
        lines = self.lines.get(file, {})
        for line in range(first, last + 1):
            yield from lines.get(line, ())

    def _of_names(self, mutant: Mutant) -> Iterator[str]:
        """What a module defines is met where its room or a test of its room names it; a name that is read at import is
        met by whatever meets that module.
        """
        names = re.compile(rf"\b({'|'.join(mutant.names)})\b")
        room = (ROOT / mutant.file).parent
        for path in room.glob("*.py"):
            file = path.relative_to(ROOT).as_posix()
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not names.search(text) or (file, number) == (mutant.file, mutant.line):
                    continue
                met = self.lines.get(file, {}).get(number)
                yield from met if met else self._of_lines(file, 1, 1000)
        for path in (ROOT / "tests" / "rooms").glob(f"test_{room.name}*.py"):
            if names.search(path.read_text(encoding="utf-8")):
                file = path.relative_to(ROOT).as_posix()
                yield from (id for id in self.times if id.startswith(f"{file}::"))


class Kept(msgspec.Struct):
    """What the tests of one file met. ``key``: of which sources that was seen."""

    key: str
    times: dict[str, float]
    lines: dict[str, dict[int, list[str]]]


def meetings() -> Meetings:
    """Runs with coverage the files of tests that have changed since that was last done; all, if a source has."""
    path = CACHE / "meetings.json"
    keys = _keys()
    kept = msgspec.json.decode(path.read_bytes(), type=dict[str, Kept]) if path.exists() else {}
    kept = {file: one for file, one in kept.items() if keys.get(file) == one.key}
    stale = sorted(keys.keys() - kept.keys())
    if stale:
        print(f"running {len(stale)} files of tests to see which line each of them meets ...", file=sys.stderr)
        kept |= _collected(stale, keys)
        path.write_bytes(msgspec.json.encode(kept))
    found = Meetings({}, {})
    for one in kept.values():
        found.times |= one.times
        for file, lines in one.lines.items():
            for line, tests in lines.items():
                found.lines.setdefault(file, {}).setdefault(line, []).extend(tests)
    return found


def _collected(stale: Sequence[str], keys: dict[str, str]) -> dict[str, Kept]:
    CACHE.mkdir(exist_ok=True)
    data, times = CACHE / "coverage", CACHE / "times.json"
    child = os.fork()
    if child == 0:
        _quiet()
        os._exit(_collect(stale, data, times))
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"the tests fail without any mutant: python -m pytest {' '.join(stale)}")
    found = {file: Kept(keys[file], {}, {}) for file in stale}
    for id, seconds in msgspec.json.decode(times.read_bytes(), type=dict[str, float]).items():
        found[id.partition("::")[0]].times[id] = seconds
    for file, line, id in _contexts(data):
        found[id.partition("::")[0]].lines.setdefault(file, {}).setdefault(line, []).append(id)
    return found


def _collect(stale: Sequence[str], data: Path, times: Path) -> int:
    os.environ["COVERAGE_FILE"] = str(data)
    tests = InMemory()
    cover = ("-p", "pytest_cov", "--cov=src/wxlocal/rooms", "--cov-context=test", "--cov-report=")
    code = pytest.main([*OPTIONS, *cover, *stale], plugins=[tests])
    times.write_bytes(msgspec.json.encode(tests.times))
    return int(code)


def _contexts(data: Path) -> Iterator[tuple[str, int, str]]:
    """File, line, and each test that runs it."""
    kept = coverage.CoverageData(str(data))
    kept.read()
    for measured in kept.measured_files():
        file = Path(measured).relative_to(ROOT).as_posix()
        for line, contexts in kept.contexts_by_lineno(measured).items():
            for id in sorted({context.partition("|")[0] for context in contexts if context}):
                yield file, line, id


def _keys() -> dict[str, str]:
    """Each file of tests with a digest of all that it depends on: itself, what tests share, every source."""
    tests = {file for folder in TESTS for file in (ROOT / folder).rglob("test_*.py")}
    shared = hashlib.sha256()
    for file in sorted([ROOT / "pyproject.toml", *(ROOT / "src").rglob("*.*"), *(ROOT / "tests").glob("*.*")]):
        if file.is_file() and file.suffix != ".pyc":
            shared.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return {
        file.relative_to(ROOT).as_posix(): hashlib.sha256(shared.digest() + file.read_bytes()).hexdigest()
        for file in sorted(tests)
    }


# -- running ------------------------------------------------------------------------------------------------------


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)


def _try(mutant: Mutant, ids: Sequence[str]) -> int:
    """Runs tests against a mutant in this process, which is good for nothing afterwards; 0 = all passed."""
    signal.alarm(LONGEST)
    planted = Planted(mutant)
    sys.meta_path.insert(0, planted)
    where = sorted({id.partition("::")[0] for id in ids})
    code = int(pytest.main([*OPTIONS, "-x", *where], plugins=[InMemory(ids)]))
    return code if code or planted.was_met else NOT_MET


def survivors(planted: Iterable[Mutant], met: Meetings, jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it lives, as the answers come; ``jobs`` of them are tried at once."""
    waiting = [(mutant, met.tests(mutant)) for mutant in reversed(list(planted))]
    running: dict[int, tuple[Mutant, list[list[str]]]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, parts = waiting.pop()
            if not parts:
                yield mutant, True
                continue
            child = os.fork()
            if child == 0:
                _quiet()
                os._exit(_try(mutant, parts[0]))
            running[child] = mutant, parts[1:]
        if not running:
            break
        child, status = os.wait()
        mutant, parts = running.pop(child)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == NOT_MET:
            sys.exit(f"the tests ran without the mutant: {told(mutant)}")
        if status != 0:
            yield mutant, False
        else:
            waiting.append((mutant, parts))


def prepare() -> None:
    """One process that holds what all share; draws of hypothesis are the same each time, and never late."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    sys.path.insert(0, str(ROOT))
    os.environ |= {"PYTHONPATH": str(ROOT / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(CACHE / "bytecode")
    for name in SHARED:
        importlib.import_module(name)
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


# -- the command -------------------------------------------------------------------------------------------------


def chosen(wanted: Sequence[str], sample: int | None) -> list[Mutant]:
    """The mutants of the files or rooms that are named (all, if none is); a sample is drawn by their positions."""
    every = [
        file for file in files(ROOT) if not wanted or any(name in (file, Path(file).parent.name) for name in wanted)
    ]
    if not every:
        sys.exit(f"no rules and no policies are called {', '.join(wanted)}: name files or rooms")
    found = [mutant for file in every for mutant in mutants(file, (ROOT / file).read_bytes())]
    if sample is None:
        return found
    return sorted(sorted(found, key=lambda one: one.position)[:sample], key=lambda one: (one.file, one.start))


def cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wanted", nargs="*", metavar="FILE|ROOM", help="only these; all, if none is named")
    parser.add_argument("--list", action="store_true", help="show the mutants, run nothing")
    parser.add_argument("--sample", type=int, metavar="N", help="N of them, always the same for the same sources")
    parser.add_argument("--jobs", type=int, metavar="N", default=cores(), help="how many at once")
    parser.add_argument("--at-least", type=float, metavar="PERCENT", default=0, help="fail below this share of killed")
    args = parser.parse_args()
    marks = msgspec.toml.decode((ROOT / "tools" / "mutants.toml").read_bytes(), type=Marks)
    planted, marked, stale = marks.sorted_out(chosen(args.wanted, args.sample))
    if args.list:
        print("\n".join(map(told, planted)))
        return 0
    if stale and not args.wanted and args.sample is None:
        sys.exit("tools/mutants.toml names what is not there any more:\n" + "\n".join(stale))
    prepare()
    answers: list[tuple[Mutant, bool]] = []
    for mutant, lives in survivors(planted, meetings(), args.jobs):
        answers.append((mutant, lives))
        if len(answers) % 100 == 0:
            print(f"{len(answers)} of {len(planted)}", file=sys.stderr, flush=True)
        if lives:
            print(told(mutant), flush=True)
    score = share(sum(not lives for _, lives in answers), sum(lives for _, lives in answers))
    print("\n" + table(answers, Counter(mutant.file for mutant in marked)))
    return int(score < args.at_least)


if __name__ == "__main__":
    sys.exit(main())
