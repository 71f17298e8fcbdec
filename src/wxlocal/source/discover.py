"""Where the projects below a folder are: native, plugin, game, built output, or source to be built first."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from wxlocal.source import jsonc
from wxlocal.source.project import Kind, items, members
from wxlocal.source.records import Settings

LARGEST = 4_000_000
SKIPPED = {".git", "node_modules", ".svn", "coverage", "__MACOSX", ".idea", ".vscode"}
CONFIG = "project.config.json"
BUILT = ("dist", "unpackage", "build")
USUAL = ("", "miniprogram", "src", "dist/build/mp-weixin", "unpackage/dist/build/mp-weixin", "dist", "dist/wx")
SOURCES = ("manifest.json", "app.config.ts", "app.config.js", "app.wpy", "app.tsx", "app.jsx")
SOURCE_NOTE = "{} source without built output: it is read as it is, every tier is one lower"
_LIST = re.compile(r"\b(pages|requiredPrivateInfos|navigateToMiniProgramAppIdList)['\"]?\s*:\s*\[([^\]]*)\]")
_TEXT = re.compile(r"['\"]([^'\"]+)['\"]")

Mode = Literal["native", "built", "source"]


class Place(msgspec.Struct, frozen=True):
    """One project: ``base`` is the folder of its app.json, ``config`` what its project.config.json says."""

    base: str
    kind: Kind
    mode: Mode
    app: Settings
    config: dict[str, Any] = {}
    note: str = ""


def places(root: Path) -> list[Place]:
    """All projects below the folder, the nearest first; one without app.json if there is none."""
    config = _config(root, "")
    if config.get("compileType") == "plugin" and config.get("pluginRoot"):
        host = {**config, "compileType": "miniprogram"}
        pair = [_at(root, _tidy(config["pluginRoot"]), config), _at(root, _tidy(config.get("miniprogramRoot")), host)]
        if pair[0]:
            return [place for place in pair if place]
    bases = [config.get("miniprogramRoot"), config.get("pluginRoot"), *USUAL]
    for base in dict.fromkeys(_tidy(base) for base in bases if base is not None):
        found = _at(root, base, config)
        if found:
            return [found]
    built = _below(root)
    return [*built, *_sources(root, built)] or [_plain()]


def _tidy(base: Any) -> str:
    """A folder of project.config.json; one that leads out of the project is the project's own."""
    path = posixpath.normpath(str(base or "."))
    return "" if path.startswith(("..", "/")) or path == "." else path


def read(root: Path, path: str) -> Settings | None:
    file = root / path
    return jsonc.read(path, file.read_bytes()[:LARGEST]) if file.is_file() else None


def walk(root: Path, base: str = "") -> Iterator[str]:
    """The paths of all files below a folder, without following links; what never belongs to a project is left out."""
    stack = [base]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(root / folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED:
                    stack.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path


def _config(root: Path, base: str) -> dict[str, Any]:
    """The nearest project.config.json: beside app.json, or in a folder around it."""
    while True:
        found = read(root, posixpath.join(base, CONFIG))
        if found is not None or not base:
            return members(found.value if found else None)
        base = posixpath.dirname(base)


def _at(root: Path, base: str, config: dict[str, Any]) -> Place | None:
    is_plugin = config.get("compileType") == "plugin"
    for name in ("plugin.json",) if is_plugin else ("app.json", "game.json", "plugin.json"):
        found = read(root, posixpath.join(base, name))
        if found is None or not (isinstance(found.value, dict) or found.error):
            continue
        kind: Kind = "plugin" if name == "plugin.json" else "program"
        if config.get("compileType") == "game" or name == "game.json" or (root / base / "game.json").is_file():
            kind = "game"
        return Place(base, kind, "built" if set(base.split("/")) & set(BUILT) else "native", found, config)
    return None


def _plain() -> Place:
    note = "no app.json was found: all scripts below the folder are read as they are"
    return Place("", "program", "source", Settings("", {}), {}, note)


def _below(root: Path) -> list[Place]:
    """Every app.json with pages; built output only where its source has none."""
    bases = []
    for path in walk(root):
        folder, name = posixpath.split(path)
        if name == "app.json" or (name == "game.json" and not (root / folder / "app.json").exists()):
            found = read(root, path)
            if found and (name == "game.json" or "pages" in members(found.value)):
                bases.append(folder)
    bases.sort(key=lambda base: (base.count("/"), base))
    kept: list[Place] = []
    for base in bases:
        place = None if any(_is_inside(base, other.base) for other in kept) else _at(root, base, _config(root, base))
        if place:
            kept.append(place)
    return kept


def _is_inside(base: str, other: str) -> bool:
    """Below another project, or the built output of one."""
    if base.startswith(f"{other}/") or not other:
        return True
    parts = base.split("/")
    built = next((n for n, part in enumerate(parts) if part in BUILT), None)
    return built is not None and other.startswith("/".join(parts[:built]))


def _sources(root: Path, there: list[Place]) -> list[Place]:
    """Projects that must be built first: uni-app, Taro, wepy. Not where the built output stands beside it."""
    found: list[Place] = []
    for path in sorted(walk(root), key=lambda path: (path.count("/"), path)):
        base, name = posixpath.split(path)
        home = posixpath.dirname(base) if posixpath.basename(base) == "src" else base
        if name not in SOURCES or any(_is_inside(base, other.base) for other in found):
            continue
        if any(f"{other.base}/".startswith(f"{home}/" if home else "") for other in there):
            continue
        place = _source(root, base, name)
        if place:
            found.append(place)
    return found


def _source(root: Path, base: str, name: str) -> Place | None:
    path = posixpath.join(base, name)
    if name == "manifest.json":
        if "mp-weixin" not in members((read(root, path) or Settings("", {})).value):
            return None
        return Place(base, "program", "source", _uni(root, base), {}, SOURCE_NOTE.format("uni-app"))
    app = _taro(root, path)
    if not any("/" in page for page in app.value.get("pages", ())):
        return None
    return Place(base, "program", "source", app, {}, SOURCE_NOTE.format("wepy" if name.endswith(".wpy") else "Taro"))


def _uni(root: Path, base: str) -> Settings:
    """pages.json gives the pages, manifest.json under mp-weixin what will be app.json."""
    pages, more = read(root, posixpath.join(base, "pages.json")), read(root, posixpath.join(base, "manifest.json"))
    told = members(pages.value if pages else None)
    parts = [members(part) for part in items(told.get("subPackages") or told.get("subpackages"))]
    value: dict[str, Any] = {
        "pages": _paths(told),
        "subPackages": [{"root": part.get("root", ""), "pages": _paths(part)} for part in parts],
        "tabBar": told.get("tabBar"),
    }
    value |= members(members(more.value if more else None).get("mp-weixin"))
    lines = {**(pages.lines if pages else {}), **(more.lines if more else {})}
    return Settings(posixpath.join(base, "manifest.json"), value, lines)


def _paths(part: dict[str, Any]) -> list[Any]:
    return [members(page).get("path") for page in items(part.get("pages"))]


def _taro(root: Path, path: str) -> Settings:
    """The lists of texts in a configuration that is code."""
    text = (root / path).read_bytes()[:LARGEST].decode("utf-8", "replace")
    found = [
        (match[1], _TEXT.findall(match[2]), text.count("\n", 0, match.start()) + 1) for match in _LIST.finditer(text)
    ]
    found.reverse()  # the first of a name counts: further lists of pages are those of subpackages
    return Settings(path, {name: texts for name, texts, _ in found}, {name: line for name, _, line in found})
