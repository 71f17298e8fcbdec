"""Where the projects below a folder are: native, plugin, game, built output, or source to be built first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from wxlocal.source import jsonc
from wxlocal.source.files import Files
from wxlocal.source.project import Kind, items, members
from wxlocal.source.records import Settings
from wxlocal.source.texts import Lines, text_of

CONFIG = "project.config.json"
BUILT = ("dist", "unpackage", "build")
USUAL = ("", "miniprogram", "src", "dist/build/mp-weixin", "unpackage/dist/build/mp-weixin", "dist", "dist/wx")
SOURCES = ("manifest.json", "app.config.ts", "app.config.js", "app.wpy", "app.tsx", "app.jsx")
SOURCE_NOTE = "{} source without built output: it is read as it is, every tier is one lower"
_LIST = re.compile(r"\b(pages|requiredPrivateInfos|navigateToMiniProgramAppIdList)['\"]?\s*+:\s*+\[")
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


def places(files: Files) -> list[Place]:
    """All projects below the folder, the nearest first; one without app.json if there is none."""
    config = _config(files, "")
    if config.get("compileType") == "plugin" and config.get("pluginRoot"):
        host = {**config, "compileType": "miniprogram"}
        pair = [_at(files, _tidy(config["pluginRoot"]), config), _at(files, _tidy(config.get("miniprogramRoot")), host)]
        if pair[0]:
            return [place for place in pair if place]
    bases = [config.get("miniprogramRoot"), config.get("pluginRoot"), *USUAL]
    for base in dict.fromkeys(_tidy(base) for base in bases if base is not None):
        found = _at(files, base, config)
        if found:
            return [found]
    built = _below(files)
    return [*built, *_sources(files, built)] or [_plain()]


def _tidy(base: Any) -> str:
    """A folder of project.config.json; one that leads out of the project is the project's own."""
    path = posixpath.normpath(str(base or "."))
    return "" if path.startswith(("..", "/")) or path == "." else path


def read(files: Files, path: str) -> Settings | None:
    data = files.read(path)
    return None if data is None else jsonc.read(path, data)


def around(base: str) -> Iterator[str]:
    """The folder itself and all that it stands in; "" is the outermost."""
    while base:
        yield base
        base = posixpath.dirname(base)
    yield ""


def _config(files: Files, base: str) -> dict[str, Any]:
    """The nearest project.config.json: beside app.json, or in a folder around it."""
    for folder in around(base):
        found = read(files, posixpath.join(folder, CONFIG))
        if found is not None:
            return members(found.value)
    return {}


def _at(files: Files, base: str, config: dict[str, Any]) -> Place | None:
    is_plugin = config.get("compileType") == "plugin"
    for name in ("plugin.json",) if is_plugin else ("app.json", "game.json", "plugin.json"):
        found = read(files, posixpath.join(base, name))
        if found is None or not (isinstance(found.value, dict) or found.error):
            continue
        kind: Kind = "plugin" if name == "plugin.json" else "program"
        is_game = files.read(posixpath.join(base, "game.json"), 1) is not None
        if config.get("compileType") == "game" or name == "game.json" or is_game:
            kind = "game"
        return Place(base, kind, "built" if set(base.split("/")) & set(BUILT) else "native", found, config)
    return None


def _plain() -> Place:
    note = "no app.json was found: all scripts below the folder are read as they are"
    return Place("", "program", "source", Settings("", {}), {}, note)


def _below(files: Files) -> list[Place]:
    """Every app.json with pages; built output only where its source has none."""
    bases = []
    for path in files.walk():
        folder, name = posixpath.split(path)
        alone = name == "game.json" and files.read(posixpath.join(folder, "app.json"), 1) is None
        if name == "app.json" or alone:
            found = read(files, path)
            if found and (name == "game.json" or "pages" in members(found.value)):
                bases.append(folder)
    bases.sort(key=lambda base: (base.count("/"), base))
    kept: list[Place] = []
    taken = _Taken()
    for base in bases:
        place = None if taken.has(base) else _at(files, base, _config(files, base))
        if place:
            kept.append(place)
            taken.add(base)
    return kept


class _Taken:
    """The folders of the projects that were found: whether another stands inside one, or is the built output of one."""

    def __init__(self) -> None:
        self._bases: set[str] = set()
        self._beginnings: set[str] = set()

    def add(self, base: str) -> None:
        self._bases.add(base)
        self._beginnings.update(around(base))

    def has(self, base: str) -> bool:
        if any(folder in self._bases for folder in around(posixpath.dirname(base))):
            return True
        parts = base.split("/")
        built = next((n for n, part in enumerate(parts) if part in BUILT), None)
        return built is not None and "/".join(parts[:built]) in self._beginnings

    def beside(self, home: str) -> bool:
        """Whether one of them is the folder or stands below it."""
        return home in self._beginnings


def _sources(files: Files, there: list[Place]) -> list[Place]:
    """Projects that must be built first: uni-app, Taro, wepy. Not where the built output stands beside it."""
    found: list[Place] = []
    built, taken = _Taken(), _Taken()
    for other in there:
        built.add(other.base)
    for path in sorted(files.walk(), key=lambda path: (path.count("/"), path)):
        base, name = posixpath.split(path)
        home = posixpath.dirname(base) if posixpath.basename(base) == "src" else base
        if name not in SOURCES or taken.has(base) or built.beside(home):
            continue
        place = _source(files, base, name)
        if place:
            found.append(place)
            taken.add(place.base)
    return found


def _source(files: Files, base: str, name: str) -> Place | None:
    path = posixpath.join(base, name)
    if name == "manifest.json":
        if "mp-weixin" not in members((read(files, path) or Settings("", {})).value):
            return None
        return Place(base, "program", "source", _uni(files, base), {}, SOURCE_NOTE.format("uni-app"))
    app = _taro(files, path)
    if not any("/" in page for page in app.value.get("pages", ())):
        return None
    return Place(base, "program", "source", app, {}, SOURCE_NOTE.format("wepy" if name.endswith(".wpy") else "Taro"))


def _uni(files: Files, base: str) -> Settings:
    """pages.json gives the pages, manifest.json under mp-weixin what will be app.json."""
    pages, more = read(files, posixpath.join(base, "pages.json")), read(files, posixpath.join(base, "manifest.json"))
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


def _taro(files: Files, path: str) -> Settings:
    """The lists of texts in a configuration that is code. The first of a name counts: further lists of pages are
    those of subpackages.
    """
    text = text_of(files.read(path) or b"")
    value: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    counted = Lines(text)
    at = 0
    while (match := _LIST.search(text, at)) and (end := text.find("]", match.end())) >= 0:
        if match[1] not in value:
            value[match[1]] = _TEXT.findall(text, match.end(), end)
            lines[match[1]] = counted.at(match.start())
        at = end
    return Settings(path, value, lines)
