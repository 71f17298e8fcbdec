"""The laws of the house and the promises of its docs, checked."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wxlocal import app
from wxlocal.app import discover, house
from wxlocal.audit.findings import rules_of
from wxlocal.core.room import Room

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "wxlocal"
FILES = sorted(SOURCE.rglob("*.py"))
SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|CREATE INDEX|DROP|TRUNCATE|ALTER)\s")
DATE = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")


def relative(file: Path) -> str:
    return str(file.relative_to(SOURCE))


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Every text that the code uses; docstrings are not."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_sql_stands_only_in_store_files_and_behind_the_engines() -> None:
    found = [
        f"{relative(file)}:{line}"
        for file in FILES
        if file.name != "store.py" and "db" not in file.parts
        for line, text in texts(file)
        if SQL.match(text)
    ]
    assert found == []


def test_dates_of_rules_stand_only_in_policies() -> None:
    """A setting's text may cite a date as evidence; nothing is decided by it."""
    found = [
        f"{relative(file)}:{line} {text[:60]}"
        for file in FILES
        if "rooms" in file.parts and file.name not in ("policy.py", "settings.py")
        for line, text in texts(file)
        if DATE.search(text)
    ]
    assert found == []


def test_files_are_small() -> None:
    long = [f"{relative(file)}: {n}" for file in FILES if (n := len(file.read_text().splitlines())) > 430]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [relative(file) for file in FILES if not ast.get_docstring(ast.parse(file.read_text()))]
    assert silent == []


NAMES = {
    "__init__", "policy", "rules", "facts", "settings", "store",
    "api", "phone", "gates", "console", "jobs", "pages", "audit",
}  # fmt: skip


def test_rooms_have_the_same_file_names() -> None:
    """Thirteen names. Where one grows too large, a topic follows it: ``api_tags``, ``phone_stack``."""
    strange = [
        relative(f)
        for f in FILES
        if f.parent.parent.name == "rooms"
        and f.stem.partition("_")[0] not in NAMES - {"__init__"}
        and f.stem != "__init__"
    ]
    assert strange == []


def test_settings_are_read_by_their_declaration_not_by_a_text() -> None:
    names = set(house().settings)
    found = [
        f"{relative(file)}:{line} {text}"
        for file in FILES
        if not file.stem.startswith("settings") and relative(file) != "core/server/quota.py"
        for line, text in texts(file)
        if text in names
    ]
    assert found == []


def test_every_room_that_does_something_has_its_tests() -> None:
    """Policies that nothing goes by yet are held by tests/core/test_policy.py and test_announcements.py."""
    rooms = [folder for folder in (SOURCE / "rooms").iterdir() if (folder / "__init__.py").exists()]
    does = [room.name for room in rooms if {file.stem for file in room.glob("*.py")} - {"__init__", "policy"}]
    assert [name for name in sorted(does) if not (ROOT / "tests" / "rooms" / f"test_{name}.py").exists()] == []


def test_a_room_is_added_by_copying_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "greeting"
    room.mkdir()
    (room / "__init__.py").write_text(
        '''"""A room that a stranger brings."""
import msgspec
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.room import Room

class Hello(Answer, kw_only=True):
    hello: str

@operation("GET", "/greeting/hello", Nothing, Hello)
def hello(call: Call, request: Nothing) -> Hello:
    """Greets."""
    return Hello(hello=call.account.name)

ROOM = Room(name="greeting", operations=(hello,), migrations=(("CREATE TABLE greeting (id TEXT PRIMARY KEY)",),))
'''
    )
    import wxlocal.rooms
    from wxlocal.core.house import House
    from wxlocal.entry.local import Local

    monkeypatch.setattr(wxlocal.rooms, "__path__", [*wxlocal.rooms.__path__, str(tmp_path)])
    try:
        found = House(discover())
        assert "greeting" in [room.name for room in found.rooms]
        monkeypatch.setattr(app, "house", lambda: found)
        with Local() as local:
            assert local.get("/greeting/hello", access_token=local.token())["hello"] == "示例小程序"
    finally:
        sys.modules.pop("wxlocal.rooms.greeting", None)


def test_two_rooms_may_not_claim_the_same() -> None:
    from wxlocal.core.house import House

    links = house().room("links")
    twin = Room(name="twin", operations=links.operations)
    with pytest.raises(ValueError, match="twin declares what another room has declared"):
        House([links, twin])


# -- docs ---------------------------------------------------------------------------------------------------------


def test_the_reference_is_as_the_code_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import docs

    assert docs.stale() == [], "run make docs"


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_nothing_is_undocumented() -> None:
    h = house()
    missing = [p for p in h.policies if f"`{p}`" not in page("reference/policies.md")]
    missing += [op.path for op in h.operations.values() if op.path not in page("reference/operations.md")]
    missing += [a for a in h.abilities if f"`{a}`" not in page("reference/abilities.md")]
    missing += [s for s in h.settings if f"`{s}`" not in page("reference/settings.md")]
    missing += [room.name for room in h.rooms if room.name not in page("reference/rooms.md")]
    missing += [rule.id for rule in rules_of(h.audits) if f"`{rule.id}`" not in page("reference/audit.md")]
    assert missing == []


def test_every_room_that_answers_has_a_page_and_every_setting_is_on_it() -> None:
    for room in house().rooms:
        if room.operations or room.abilities or room.endpoints:
            text = page(f"rooms/{room.name}.md")
            assert [op.path for op in room.operations if op.path not in text] == [], room.name
            assert [a.name for a in room.abilities if a.name not in text] == [], room.name
            assert [s.name for s in room.settings if s.name not in text] == [], room.name
            assert [p.id for p in room.policies if p.ruled and p.id not in text] == [], room.name


def test_every_declaration_explains_itself() -> None:
    h = house()
    assert [op.name for op in h.operations.values() if not op.summary] == []
    assert [a.name for a in h.abilities.values() if not a.summary] == []
    assert [s.name for s in h.settings.values() if len(s.why) < 40] == []
    assert [p.id for _, p in h.policies.values() if not p.source] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/how-to/pytest.md", "docs/how-to/people.md"])
def test_examples_in_the_docs_pass(name: str, pytester: pytest.Pytester) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)[:1]
    setup = "class my_backend:\n    send_link = staticmethod(lambda who: requests.get('https://wxaurl.cn/x'))\nimport requests\n"
    block = block.replace(
        'wxlocal_hosts.verify(path="/wxa/generate_urllink", fields={"query": "from=mail"}, times=1)', "pass"
    )
    pytester.makepyfile(setup + block)
    (pytester.path / "shop.toml").write_text('[[mini_program]]\nname = "shop"\n')
    result = pytester.runpytest_subprocess("-q")
    assert result.ret == 0, result.stdout.str()


def test_links_in_the_docs_lead_somewhere() -> None:
    broken = []
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
            if "://" not in target and not (file.parent / target).exists():
                broken.append(f"{file.relative_to(ROOT)}: {target}")
    assert broken == []
