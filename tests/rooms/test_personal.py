"""Personal information stands in one place: what abilities need. Guide, phone, scopes, audit and review say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.phones import SHOP
from tests.rooms.test_privacy import AUTHORIZE, TABLE
from wxlocal.app import house
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.need import REACHED_BY, behind, personal
from wxlocal.entry.local import Local
from wxlocal.rooms.code_management.audit_scan import uses_of
from wxlocal.rooms.privacy.audit import pieces
from wxlocal.rooms.privacy.facts import KINDS
from wxlocal.rooms.privacy.rules import kinds_of
from wxlocal.rooms.scopes.rules import SCOPES
from wxlocal.source.files import Memory
from wxlocal.source.load import load_all
from wxlocal.source.reader import Reader

ABLE = house().offers[ABILITIES]
TABLES = personal(ABLE)
ROOMS = Path(__file__).parents[2] / "src" / "wxlocal" / "rooms"


def told(name: str) -> set[str]:
    return {kind for kind, names in TABLE.items() if name in names}


def test_what_abilities_need_is_the_platforms_table() -> None:
    """Beyond it: <voip-room> takes the microphone too, as its own page says."""
    needed = {name: set(ability.needs.privacy) for name, ability in ABLE.items() if ability.needs.privacy}
    beyond = {"UserInfoButton.onTap": {"UserInfo"}}
    assert needed == {name: told(name) for names in TABLE.values() for name in names} | beyond


def test_the_derived_tables_hold_every_interface_component_and_scope_once() -> None:
    named = {**TABLES.apis, **{f"button.{n}": k for n, k in TABLES.open_types.items()}, **TABLES.tags}
    for name, kinds in named.items():
        performed = REACHED_BY.get(name, name)
        ability = ABLE.get(performed) or ABLE[performed.removeprefix("button.")]
        assert kinds == ability.needs.privacy, name
    assert {scope: kinds[0] for scope, kinds in TABLES.scopes.items()} == AUTHORIZE
    assert TABLES.input_types == {"nickname": ("UserInfo",)}
    assert TABLES.tags["voip-room"] == ("Camera", "Record")
    assert {
        kind for table in (TABLES.apis, TABLES.open_types, TABLES.tags) for kinds in table.values() for kind in kinds
    } == set(KINDS)


def test_interfaces_behind_one_scope_agree() -> None:
    """What wx.authorize needs for a scope is what each interface behind it needs."""
    for scope in SCOPES:
        needs = [ability.needs for ability in ABLE.values() if ability.needs.scopes == (scope,)]
        assert len({(need.privacy, need.system) for need in needs}) <= 1, scope
        assert not needs or (behind(ABLE, scope).privacy, behind(ABLE, scope).system) == (
            needs[0].privacy,
            needs[0].system,
        )
    used = {scope for ability in ABLE.values() for scope in ability.needs.scopes}
    assert used <= SCOPES.keys()
    several = [ability.needs for ability in ABLE.values() if len(ability.needs.scopes) > 1]
    for need in several:
        assert need.privacy == tuple(kind for scope in need.scopes for kind in behind(ABLE, scope).privacy)


def test_no_room_writes_the_table_a_second_time() -> None:
    """A dict or a tuple with three or more of the names that collect stands nowhere but in the abilities."""
    names = {*TABLES.apis, *TABLES.open_types, *TABLES.tags} - {"camera"}
    written = []
    for file in ROOMS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Dict | ast.Tuple):
                continue
            items = node.keys if isinstance(node, ast.Dict) else node.elts
            found = {item.value for item in items if isinstance(item, ast.Constant)} & names
            kinds = re.findall(r'"(\w+)"', ast.unparse(node)) if found else []
            if len(found) >= 3 and set(kinds) & KINDS.keys():
                written.append(f"{file.relative_to(ROOMS)}:{node.lineno}")
    assert written == []


@pytest.mark.parametrize(("name", "kinds"), sorted(TABLES.tags.items()))
def test_a_component_is_the_same_for_phone_guide_audit_and_review(
    seeded: Callable[..., Local], name: str, kinds: tuple[str, ...]
) -> None:
    files = {"app.json": '{"pages": ["p/p"]}', "p/p.js": "Page({})", "p/p.wxml": f"<{name}/>"}
    (project,) = load_all(Memory({path: text.encode() for path, text in files.items()}), Reader(frozenset()))
    assert {piece.privacy_key for piece in pieces(TABLES, project)} == set(kinds), "audit"
    assert kinds_of(uses_of(project, TABLES), TABLES) == [kind for kind in KINDS if kind in kinds], "review and guide"
    local = seeded(SHOP, now="2024-01-01")
    for kind in kinds:
        local.facts("privacy", declared=[other for other in KINDS if other != kind])
        assert local.person("ann").call(name).rule == "privacy-undeclared", "phone"


def test_voip_room_asks_for_camera_and_microphone(seeded: Callable[..., Local]) -> None:
    local = seeded(SHOP, now="2022-01-01")
    outcome = local.person("ann").call("voip-room", answers="allow")
    assert [shown.kind for shown in outcome.shown] == ["scope.camera", "scope.record"]
