"""Writes docs/reference from the code. ``--check`` only says whether it is up to date."""

from __future__ import annotations

import argparse
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import examples
import msgspec

from wxlocal.app import house
from wxlocal.audit.findings import rules_of
from wxlocal.core.base import platform_paths
from wxlocal.core.base.policy import Dated, Policy
from wxlocal.core.control import Endpoint
from wxlocal.core.room import Room
from wxlocal.core.world import seed
from wxlocal.core.world.nouns import ACCOUNT_KINDS, checks
from wxlocal.entry.cli import parser
from wxlocal.faces import tables
from wxlocal.faces.control import PREFIX, all_routes

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
ROOMS = REFERENCE.parent / "rooms"
MARK = "<!-- below: written by `make docs` from the code -->"
HEAD = "<!-- written by `make docs` from the code: change it there -->\n\n"


def cell(value: Any) -> str:
    text = "" if value is None else "yes" if value is True else "no" if value is False else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def table(columns: list[str], rows: list[list[Any]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def operations() -> str:
    parts = ["# Server operations\n\nEvery operation of the platform that wxlocal answers.\n"]
    for room in house().rooms:
        if not room.operations:
            continue
        parts.append(f"\n## {room.name}\n")
        for op in room.operations:
            limits = ", ".join(
                f"{v} {k.replace('_', ' ')}" for k, v in msgspec.to_builtins(op.limits).items() if v and k != "name"
            )
            fields = ", ".join(f"`{field.name}`" for field in msgspec.structs.fields(op.request)) or "none"
            parts.append(f"\n### `{'|'.join(op.methods)} {op.path}`\n\n**{op.name}**: {op.summary}\n\n")
            rows = [
                ["credential", tables.credential(op)],
                ["fields", fields],
                ["limits", limits or "none that the sources tell"],
            ]
            rows.append(["accounts", ", ".join(op.accounts) if op.accounts else "all"])
            if op.cloud:
                rows.append(["cloud function name", f"`openapi.{op.cloud}`"])
            if op.source:
                rows.append(["official page", op.source])
            parts.append(table(["", ""], rows))
            if op.errors:
                parts.append("\n" + table(["errcode", "errmsg"], [list(error) for error in op.errors]))
    return "".join(parts)


def coverage() -> str:
    """What the platform has, by the first step of its paths, and which of it is performed."""
    known, performed = platform_paths.known(), house().operations
    families: dict[str, list[platform_paths.Known]] = {}
    for row in known.values():
        families.setdefault(row.path.split("/")[1], []).append(row)
    count = len([path for path in known if path in performed])
    parts = [
        f"# Coverage\n\nServer operations that the platform has, as far as wxlocal knows: {len(known)}; performed: {count} "
        "(✓), all described [here](operations.md). A call of another one is answered with 40066 and says so in its errmsg "
        "([`wire.tells_missing`](settings.md) turns that off). The list is made by `tools/platform_paths.py`.\n"
    ]
    for family, rows in sorted(families.items(), key=lambda one: (-sum(r.path in performed for r in one[1]), one[0])):
        done = sum(row.path in performed for row in rows)
        parts.append(f"\n## /{family}\n\n{done} of {len(rows)} performed.\n\n")
        if len({row.title for row in rows}) == 1 and len(rows) > 1:
            parts.append(f"{rows[0].title}: " + ", ".join(f"`{row.path}`" for row in rows) + "\n")
            continue
        told = [[f"`{row.path}`", f"[{row.title}]({row.page})" if row.page else row.title] for row in rows]
        parts.append(
            table(
                ["", "path", "title"],
                [["✓" if row.path in performed else "", *cells] for row, cells in zip(rows, told, strict=True)],
            )
        )
    return "".join(parts)


def policies() -> str:
    intro = (
        "# Dated policies\n\nWhat the platform announced, when, and from when it holds. *Ruled* ones decide what wxlocal "
        "answers, or what the audit of sources finds; the others are declared, and their rules come with their room. A line "
        "with → is a stage of the policy above it. `wxlocal policy show ID` prints one whole.\n"
    )
    parts = [intro]
    for room in house().rooms:
        if room.policies:
            parts.append(f"\n## {room.name}\n\n")
            rows = [row for policy in room.policies for row in _policy(policy)]
            parts.append(table(["id", "what", "from", "until", "decided by", "ruled", "posts"], rows))
    return "".join(parts)


ASKED = {"calls": "yes", "audit": "by the audit", "nothing": ""}


def _policy(policy: Policy) -> list[list[Any]]:
    posts = ", ".join(map(str, policy.posts))
    first = [f"`{policy.id}`", policy.title, *_dates(policy), ASKED[policy.asked], posts]
    return [first, *([f"→ {stage.name}", stage.title, *_dates(stage), "", ""] for stage in policy.stages)]


def _dates(dated: Dated) -> list[Any]:
    library = f", base library {dated.base_library}" if dated.base_library else ""
    clock = "release time" if dated.clock == "release" else "the day"
    without = f"; not for a {' or a '.join(dated.exempt)}" if dated.exempt else ""
    return [dated.since or "always", dated.until, clock + library + without]


def settings() -> str:
    intro = (
        "# World settings\n\nWhere the sources leave a doubt, a setting decides it; the default is the likeliest. "
        "Set one in a seed file (`[settings]`), over the control API (`PUT .../settings/NAME`) or from Python (`wxlocal.set`).\n\n"
    )
    rows = []
    for setting in sorted(house().settings.values(), key=lambda s: s.name):
        values = ", ".join(map(str, setting.choices)) or f"{type(setting.default).__name__} {setting.unit}".strip()
        rows.append([f"`{setting.name}`", f"`{setting.default}`", values, setting.why])
    return intro + table(["setting", "default", "values", "why it exists"], rows)


def abilities() -> str:
    intro = (
        "# What phones and people can do\n\n`wx` is an API of the mini program, `button` an open-type button, `deed` something "
        "that a person does. Call them with `POST .../phones/PHONE/call` or from Python.\n\n"
    )
    rows = [
        [f"`{a.name}`", a.kind, a.since if a.kind != "deed" else "", a.tap, a.summary]
        for a in tables.abilities(house())
    ]
    return intro + table(["name", "kind", "since base library", "needs a tap", "what it does"], rows)


def _needs(ability: tables.ShownAbility) -> str:
    """Scopes, kinds of information, declaration, tap: what stands before the effect."""
    needs = ability.needs
    parts = [f"`{scope}`" for scope in needs.scopes] + [f"privacy `{kind}`" for kind in needs.privacy]
    parts += ["declared in app.json"] if needs.declared else []
    parts += ["depends on the call"] if ability.by_call else []
    if ability.tap:
        parts.append("a tap" if ability.tap is True else "a tap since its day")
    if ability.plugin is not True:
        parts.append("no plugins" if ability.plugin is False else f"plugins since {ability.plugin}")
    if ability.absent_on:
        parts.append(f"not on {', '.join(ability.absent_on)}")
    return "; ".join(parts)


def _window(dated: Dated) -> str:
    library = f", from base library {dated.base_library}" if dated.base_library else ""
    clock = "versions released " if dated.clock == "release" else ""
    until = f" until {dated.until}" if dated.until else ""
    return f"{clock}from {dated.since or 'ever'}{until}{library}"


def _rows(policy: Policy) -> list[list[Any]]:
    note = {"audit": "asked by the audit", "nothing": "declared, not ruled yet"}.get(policy.asked, "")
    first = [f"`{policy.id}`", _window(policy), policy.before, policy.after, note]
    return [first, *([f"→ {stage.name}", _window(stage), "", stage.title, ""] for stage in policy.stages)]


def room_tables(room: Room) -> str:
    """The decision tables of a room: what it offers and needs, and its dated rules."""
    parts = []
    if room.abilities:
        named = {ability.name for ability in room.abilities}
        rows: list[list[Any]] = [
            [f"`{a.name}`", a.kind, a.since if a.kind != "deed" else "", _needs(a), a.summary]
            for a in tables.abilities(house())
            if a.name in named
        ]
        parts.append("## On phones\n\n" + table(["name", "kind", "base library", "needs", "what it does"], rows))
    if room.operations:
        rows = [[f"`{'|'.join(op.methods)} {op.path}`", op.summary] for op in room.operations]
        parts.append("## On the server\n\n" + table(["operation", "what it does"], rows))
    if room.policies:
        rows = [row for policy in room.policies for row in _rows(policy)]
        parts.append("## Dated rules\n\n" + table(["rule", "when", "before", "since", ""], rows))
    if room.settings:
        rows = [[f"`{s.name}`", f"`{s.default}`", s.why] for s in room.settings]
        parts.append("## Settings\n\n" + table(["setting", "default", "why it exists"], rows))
    return "\n".join(parts)


def room_page(room: Room) -> str:
    """The page with its own words, then the tables from the code."""
    file = ROOMS / f"{room.name}.md"
    own = file.read_text(encoding="utf-8").partition(MARK)[0].rstrip() if file.exists() else f"# {room.name}"
    return f"{own}\n\n{MARK}\n\n{room_tables(room)}"


def commands() -> str:
    parts = ["# Commands\n"]
    for name, command in _commands("wxlocal", parser()):
        parts.append(f"\n## `{name}`\n\n```\n{command.format_help().rstrip()}\n```\n")
    return "".join(parts)


def _commands(name: str, command: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, command
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield from _commands(f"{name} {word}", inner)


def control() -> str:
    from wxlocal.app import App

    app = App()
    routes = all_routes(app.worlds)
    app.close()
    intro = (
        f"# The control API\n\nBelow `{PREFIX}`; the same as OpenAPI 3.1 at `{PREFIX}/openapi.json`. Bodies and answers are JSON; "
        'what is not possible is answered with a 4xx and `{"error": "what to do"}`.\n\n'
    )
    rows = []
    for route in routes:
        fields = ", ".join(f"`{f.name}`" for f in msgspec.structs.fields(route.body)) if route.body else ""
        rows.append([f"`{route.method} {route.path}`", route.summary, fields, _query(route), _answer(route.answer)])
    return intro + table(["call", "what it does", "body", "query", "answer"], rows)


def _query(route: Endpoint) -> str:
    types = get_type_hints(route.params, include_extras=True)
    metas = {name: [m.description for m in getattr(types[name], "__metadata__", ())] for name in route.in_query}
    told = {name: next((text for text in texts if text), "") for name, texts in metas.items()}
    return ", ".join(f"`{name}`: {text}" if text else f"`{name}`" for name, text in told.items())


def _answer(answer: Any) -> str:
    if answer is msgspec.Struct:
        return "the facts"
    if get_origin(answer) is list:
        return f"list of {_answer(get_args(answer)[0])}"
    return "text" if answer is str else str(answer.__name__)


def seeds() -> str:
    parts = [
        "# Seed files\n\nA TOML file that declares a world. What is absent is derived from the seed and the names, so the same "
        "file always makes the same world. `wxlocal world export` prints one. An unknown key is an error.\n\n"
        "Times are days (`2022-04-11`), instants (`2022-04-11T08:00`, Shanghai time) or Unix seconds.\n\n"
        f"The default world:\n\n```toml\n{seed.default_text().rstrip()}\n```\n"
    ]
    kinds = ", ".join(f"`[[{kind}]]`" for kind in ACCOUNT_KINDS)
    sections: list[tuple[str, Any]] = [
        ("`[world]`", seed.Head),
        ("`[[subject]]`", seed.SubjectSeed),
        (kinds, seed.AccountSeed),
        ("`release` of an account", seed.ReleaseSeed),
        ("`[[person]]`", seed.PersonSeed),
        ("`phone` of a person", seed.PhoneSeed),
        *((f"`facts.{room}` of an account", kind) for room, kind in sorted(house().facts.items())),
        *((f"`facts.{room}` of a person", kind) for room, kind in sorted(house().person_facts.items())),
    ]
    for title, kind in sections:
        doc = "" if (kind.__doc__ or "").startswith(f"{kind.__name__}(") else (kind.__doc__ or "").strip()
        parts.append(f"\n## {title}\n\n{' '.join(doc.split())}\n\n")
        rows = [[f"`{f.name}`", _kind(f.type), _default(f)] for f in msgspec.structs.fields(kind)]
        parts.append(table(["key", "type", "default"], rows))
    first = ", ".join(checks.values().categories)
    parts.append(
        "\n## Categories\n\n`categories` are written `商家自营>百货`. The first level must be one of these, which are "
        f"all names that it has had over the years: {first}. The levels below change from month to month and are not checked.\n"
    )
    parts.append("\n## `[settings]`\n\nAny of the [world settings](settings.md) by name.\n")
    return "".join(parts)


def _kind(kind: Any) -> str:
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(_kind(arm) for arm in get_args(kind) if arm is not type(None))
    if get_origin(kind) in (tuple, list):
        return f"list of {_kind(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        return f"table of {_kind(get_args(kind)[1])}"
    if get_args(kind):
        return ", ".join(f"`{value}`" for value in get_args(kind))
    names = {str: "text", int: "number", bool: "true or false", Any: "anything"}
    return names.get(kind, getattr(kind, "__name__", str(kind)))


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "**required**"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return "" if value in (None, (), {}, "", []) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def audit() -> str:
    parts = [
        "# The rules of the audit\n\nWhat `wxlocal audit` looks for; [how to use it](../how-to/audit.md). A rule has no date: "
        "its policy has. *Tier* says how sure a finding is, *consequence* what happens on the day. Each rule is shown by the "
        "smallest project that violates it and the same project mended; both are tested.\n"
    ]
    for room in house().rooms:
        ids = {one.id for one in room.audits(house().offers)} if room.audits else set()
        rules = [rule for rule in rules_of(house().audits) if rule.id in ids]
        if rules:
            parts.append(f"\n## {room.name}\n")
        for rule in rules:
            parts.append(f"\n### `{rule.id}` {rule.title}\n\n{rule.remedy}\n\n")
            facts = [["policy", f"`{rule.policy.id}`: {_window(rule.policy)}"], ["source", rule.policy.source]]
            facts += [["tier", rule.tier], ["consequence", rule.severity], ["concerns", ", ".join(rule.kinds)]]
            parts.append(table(["", ""], facts))
            parts += [
                _example("Violates it", rule.violating, rule.fixed),
                _example("Mended", rule.fixed, rule.violating),
            ]
    return "".join(parts)


PLAIN = ('{"pages": ["pages/index/index"]}', "Page({})", "<view/>")


def _example(title: str, files: dict[str, str], other: dict[str, str]) -> str:
    """Files that say something: the mended project shows those in which it differs."""
    shown = [
        f"{path}:\n{text}"
        for path, text in files.items()
        if text not in PLAIN or (path in other and other[path] != text)
    ]
    if title == "Mended":
        shown = [f"{path}:\n{text}" for path, text in files.items() if other.get(path) != text]
    return f"\n{title}:\n\n```\n" + ("\n\n".join(shown) or "(without that file)") + "\n```\n"


def hooks() -> str:
    from wxlocal.core.base.offers import Hook
    from wxlocal.core.phone import hooks as of_phones
    from wxlocal.core.server import hooks as of_server
    from wxlocal.core.world import hooks as of_world

    parts = [
        "# Where rooms meet\n\nRooms never import rooms. One room calls a hook, others hang functions on it: "
        "`Room(on=(DELETED(forget),))`. Functions run in the order of their rooms' names.\n"
    ]
    for module in (of_world, of_server, of_phones):
        found = {name: value for name, value in vars(module).items() if isinstance(value, Hook)}
        rows = []
        for name, hook in found.items():
            rooms = [room.name for room in house().rooms if any(on.hook is hook for on in room.on)]
            rows.append([f"`{name}`", hook.doc, ", ".join(rooms)])
        parts.append(f"\n## `{module.__name__}`\n\n" + table(["hook", "arguments, when, what for", "hung by"], rows))
    return "".join(parts)


def rooms() -> str:
    intro = (
        "# The rooms\n\nOne feature, one room: a folder below `src/wxlocal/rooms`. What a room does not offer yet, its "
        "policies announce.\n\n"
    )
    rows = []
    for room in house().rooms:
        module = sys.modules[f"wxlocal.rooms.{room.name}"]
        about = " ".join((module.__doc__ or "").split("\n\n")[0].split())
        name = f"[{room.name}](../rooms/{room.name}.md)" if (ROOMS / f"{room.name}.md").exists() else room.name
        posts = ", ".join(map(str, sorted({post for policy in room.policies for post in policy.posts})))
        offers = [len(room.operations), len(room.abilities), len(room.endpoints), len(room.policies)]
        rows.append([name, about, *offers, posts])
    columns = ["room", "what for", "operations", "abilities", "control routes", "policies", "posts"]
    return intro + table(columns, rows)


PAGES = {
    "audit": audit,
    "coverage": coverage,
    "rooms": rooms,
    "hooks": hooks,
    "operations": operations,
    "policies": policies,
    "settings": settings,
    "abilities": abilities,
    "commands": commands,
    "control-api": control,
    "seed": seeds,
}


def answering() -> list[Room]:
    return [room for room in house().rooms if room.operations or room.abilities or room.endpoints]


def stale() -> list[str]:
    """The pages that are not as the code has it."""
    behind = [
        room.name
        for room in answering()
        if not (file := ROOMS / f"{room.name}.md").exists() or file.read_text(encoding="utf-8") != room_page(room)
    ]
    if examples.FILE.read_text(encoding="utf-8") != examples.written():
        behind.append(examples.FILE.name)
    return behind + [
        name
        for name, write in PAGES.items()
        if not (file := REFERENCE / f"{name}.md").exists() or file.read_text(encoding="utf-8") != HEAD + write()
    ]


def main() -> int:
    import os

    os.environ["COLUMNS"] = "110"  # argparse wraps at the terminal's width
    if "--check" in sys.argv:
        behind = stale()
        if behind:
            print(f"docs is behind the code: {', '.join(behind)}; run make docs", file=sys.stderr)
        return 1 if behind else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    examples.FILE.write_text(examples.written(), encoding="utf-8")
    for name, write in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(HEAD + write(), encoding="utf-8")
    for room in answering():
        (ROOMS / f"{room.name}.md").write_text(room_page(room), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
