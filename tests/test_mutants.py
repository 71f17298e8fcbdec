"""The mutation run itself: which faults it plants, which tests it asks, what it tells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "tools"


@pytest.fixture
def mutations(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    import mutations

    return mutations


def lines(mutations: ModuleType, source: str, name: str = "rules.py") -> list[str]:
    """What each mutant makes of the first line that it touches."""
    text = source.encode()
    return [mutant.diff(text)[1].splitlines()[0] for mutant in mutations.mutants(name, text)]


def inside(statement: str) -> str:
    return f"def f(a, b):\n    {statement}\n    return 0\n"


@pytest.mark.parametrize(
    ("statement", "becomes"),
    [
        ("x = a < b", ["x = a <= b", "x = a >= b"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a  is  not b", ["x = a  is b"]),
        ("x = a == b", ["x = a != b"]),
        ("x = a and b", ["x = a or b"]),
        ("x = not a", ["x =  a"]),
        ("x = a + b", ["x = a - b"]),
        ("x = a // b", ["x = a * b"]),
        ("x = 10", ["x = 11", "x = 9"]),
        ("x = 1.5", ["x = 2.5"]),
        ("x = a[0]", ["x = a[1]"]),
        ("x = True", ["x = False"]),
        ("x = None", []),
        ('x = "ab"', ['x = "Xab"']),
        ('x = r"a\\b"', ['x = r"Xa\\b"']),
        ('x = f"{a}b"', ['x = f"X{a}b"']),
        ("if a: pass", ["if (not (a)): pass"]),
        ("if a and b < 1: pass", ["(not (a)) and b", "a or b", "b <= 1", "b >= 1", "b < 0", "b < 2"]),
        ("x = [c for c in a if c]", ["x = [c for c in a if (not (c))]"]),
        ("x = a if b else a", ["x = a if (not (b)) else a"]),
        ("check(a)", ["pass"]),
        ("raise a", ["pass"]),
        ("if a: return b", ["(not (a))", "pass"]),
        ("x: Literal['a'] = b", []),
        ("raise Refused(1, 'w', reason='why')", ["pass", "Refused(2, 'w'", "Refused(0, 'w'", "Refused(1, 'Xw'"]),
        ("x = NotPossible('words', status=404)", ["status=405", "status=403"]),
        ('"""Docs."""', []),
        ("x = c >= (8, 0, 0)", ["x = c > (8", "x = c < (8", "(9, 0, 0)", "(7, 0, 0)", "(8, 1, 0)", "(8, 0, 1)"]),
        ("why = 'people read it'", []),
        ("x = (a) < (b)", ["(a) <= (b)", "(a) >= (b)"]),
        ("x = '字' < a", ["'字' <= a", "'字' >= a", "'X字' < a"]),
    ],
)
def test_faults_that_are_planted_in_rules(mutations: ModuleType, statement: str, becomes: list[str]) -> None:
    found = [line for line in lines(mutations, inside(statement)) if not line.startswith("return")]
    assert len(found) == len(becomes), found
    for part in becomes:
        assert any(part in line for line in found), (part, found)


def test_defaults_and_what_a_bool_function_returns(mutations: ModuleType) -> None:
    assert lines(mutations, "def f(a: int = 1, *, reason: str = '') -> bool:\n    return holds(a)\n") == [
        "def f(a: int = 0, *, reason: str = '') -> bool:",
        "def f(a: int = 2, *, reason: str = '') -> bool:",
        "return (not (holds(a)))",
    ]


POLICY = """
X = Policy(
    id="x", title="before 2022-01-01", since="2022-03-31", base_library="2.10.4", clock="release", posts=(7,),
    history=(Said("2022-02-28", "2022-04-10 24:00", what="until"),),
)
"""


def test_faults_that_are_planted_in_policies(mutations: ModuleType) -> None:
    found = "\n".join(lines(mutations, POLICY, "policy.py"))
    expected = (
        'since="2022-03-30"', 'since="2022-04-01"', '"2.10.5"', 'clock="now"', 'Said("2022-02-27"', 'Said("2022-03-01"',
        '"2022-04-09 24:00"', '"2022-04-11 24:00"', 'what="from"',
    )  # fmt: skip
    assert [part for part in expected if found.count(part) != 1] == []
    assert len(found.splitlines()) == len(expected)


def test_every_mutant_can_be_compiled_and_changes_something(mutations: ModuleType) -> None:
    found = mutations.files(ROOT)
    assert {"src/wxlocal/rooms/links/rules.py", "src/wxlocal/rooms/links/policy.py"} <= set(found)
    for file in (file for file in found if "/links/" in file):
        source = (ROOT / file).read_bytes()
        for mutant in mutations.mutants(file, source):
            compile(mutant.applied(source), file, "exec")
            assert mutant.applied(source) != source


def test_a_mutant_knows_the_lines_that_meet_it(mutations: ModuleType) -> None:
    source = "A, B = 1, 2\n\n\ndef f(x=3):\n    if (\n        x\n    ):\n        return 4\n    return 5\n"
    met = {
        m.diff(source.encode())[0].split()[-1]: (m.lines, m.names) for m in mutations.mutants("r.py", source.encode())
    }
    assert met["2"] == (None, ("A", "B"))
    assert met["f(x=3):"] == ((5, 9), ())
    assert met["x"] == ((5, 7), ())
    assert met["4"] == ((8, 8), ())
    assert met["5"] == ((9, 9), ())


def test_a_sample_depends_on_the_sources_alone(mutations: ModuleType) -> None:
    source = inside("x = a < b").encode()
    draws = [one.position for one in mutations.mutants("r.py", source)]
    assert draws == [one.position for one in mutations.mutants("r.py", source)]
    assert len(set(draws)) == len(draws)
    assert draws != [one.position for one in mutations.mutants("other.py", source)]


# -- a whole run --------------------------------------------------------------------------------------------------

RULES = '''"""Toy rules."""

MOST = 3
UNUSED = 1
SAMPLES = {"a": 7}


def fits(n: int) -> bool:
    return n <= MOST


def name(n: int) -> str:
    return "many" if n > 7 else "few"
'''
TESTS = """
import pytest
from wxlocal.rooms.toy import rules

@pytest.fixture(params=["memory", "file"])
def engine(request):
    assert request.param == "memory", "the file engine is left out"

def test_fits(engine):
    assert [n for n in range(9) if rules.fits(n)] == [0, 1, 2, 3]

def test_name():
    assert rules.name(9) == "many"
    assert rules.name(1) == "few"
"""
MARKS = """
[[equivalent]]
file = "src/wxlocal/rooms/toy/rules.py"
was = "UNUSED = 1"
becomes = "UNUSED = 2"
why = "Nothing asks for it."
[[examples]]
file = "src/wxlocal/rooms/toy/rules.py"
names = ["SAMPLES"]
why = "Any would do."
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    shutil.copytree(TOOLS, tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in {
        "tools/mutants.toml": MARKS,
        "pyproject.toml": "",
        "src/wxlocal/__init__.py": "",
        "src/wxlocal/rooms/__init__.py": "",
        "src/wxlocal/rooms/toy/__init__.py": "",
        "src/wxlocal/rooms/toy/rules.py": RULES,
        "tests/rooms/test_toy.py": TESTS,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def run(toy: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": ""}
    command = [sys.executable, "tools/mutants.py", *more]
    return subprocess.run(command, cwd=toy, env=environment, capture_output=True, text=True, check=False)


def test_a_run_tells_the_survivors_and_the_score(toy: Path) -> None:
    done = run(toy, "--jobs", "2", "--at-least", "90")
    assert done.returncode == 1, done.stderr
    told = [line.strip() for line in done.stdout.splitlines()]
    lived = [line.removeprefix("+ ") for line in told if line.startswith("+ ")]
    assert sorted(lived) == [
        'UNUSED = 0',
        'return "many" if n > 6 else "few"',
        'return "many" if n > 8 else "few"',
        'return "many" if n >= 7 else "few"',
    ]  # fmt: skip
    assert "src/wxlocal/rooms/toy/rules.py:13 in name" in told
    assert told[-1].split() == ["all", "7", "4", "4", "63.6%"]
    again = run(toy, "toy", "--list")
    assert again.stdout.count("src/wxlocal/rooms/toy/rules.py:") == 11
    assert "no rules and no policies are called other" in run(toy, "other").stderr


def test_tests_that_fail_by_themselves_and_marks_that_fit_nothing_are_told(toy: Path) -> None:
    (toy / "tests/rooms/test_toy.py").write_text("def test_x(): assert False\n")
    assert "the tests fail without any mutant" in run(toy).stderr
    (toy / "tools/mutants.toml").write_text(MARKS.replace("UNUSED = 2", "UNUSED = 3"))
    assert '"becomes":"UNUSED = 3"' in run(toy).stderr
