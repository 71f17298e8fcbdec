"""A project: where its package is, its pages and components, what is reachable, what belongs to others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

import msgspec

from wxlocal.core.source import jsonc, script, wxml
from wxlocal.core.source.grammar import TOKEN_ONLY
from wxlocal.core.source.records import Call, Script, Settings, Tag, Template, Use

# Only such files of a JavaScript back end are read as text too.
_SERVER = re.compile(rb"is_?[eE]xpire|expire_interval|addconditional|matchrule|realnameinfo|user/info|sns/userinfo")
_COMMENT = re.compile(r"\s*(//|#|\*|/\*|<!--)")
Kind = Literal["program", "game", "plugin"]
LARGEST = 4_000_000
SKIPPED = {".git", "node_modules", ".svn", "coverage", "__MACOSX", ".idea", ".vscode"}
BACK_ENDS = (".php", ".java", ".py", ".go", ".cs", ".rb")
# What is in the package but written by others: by folder, and by file.
_VENDOR = re.compile(
    r"(^|/)(miniprogram_npm|node_modules|vendor|vendors|third[-_]?party|vant(-weapp)?|@[\w-]+|iview|weui(-wxss)?|colorui|"
    r"ec-canvas|wxParse|towxml|mp-html|u-charts|uview-ui|uni_modules|lin-ui|tdesign-miniprogram|wux-weapp)/"
    r"|(^|/)(ald-stat|sensorsdata|gio-minp|umtrack-wx|mtj-wx-sdk|echarts|qqmap-wx-jssdk|amap-wx|bmap-wx|"
    r"miniprogram-sm-crypto|vendor|runtime|weapp-cookie|lottie-miniprogram)[\w.-]*\.(min\.)?[jt]s$",
    re.I,
)


class Page(msgspec.Struct, frozen=True):
    """``path`` without ending; ``settings`` its JSON."""

    path: str
    script: str | None
    template: str | None
    settings: Settings | None
    is_component: bool = False


class Project:
    """``root`` is the folder that was given, ``base`` where app.json stands. Paths are relative to ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = ""
        self.kind: Kind = "program"
        self.mode: Literal["native", "built", "source"] = "native"
        self.app: Settings = Settings("", {})
        self.ext: Settings | None = None
        self.pages: dict[str, Page] = {}
        self.scripts: dict[str, Script] = {}
        self.templates: dict[str, Template] = {}
        self.back: dict[str, Script] = {}
        self.back_texts: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {}
        self.reachable: set[str] = set()
        self.notes: list[str] = []
        self.config: dict[str, Any] = {}
        self._lines: dict[str, list[str]] = {}

    # -- questions that rules ask -----------------------------------------------------------------------------------

    def is_vendor(self, path: str) -> bool:
        return bool(_VENDOR.search(path)) or self._listed("vendor", path)

    def is_ignored(self, path: str) -> bool:
        return self._listed("ignore", path)

    def _listed(self, setting: str, path: str) -> bool:
        """Whether a pattern of the configuration names the file, or a folder around it."""
        patterns = self.config.get(setting) or ()
        return any(fnmatch(path, one) or fnmatch(path, f"{one.rstrip('/')}/*") for one in patterns)

    def package_of(self, path: str) -> str:
        """The vendor package that a file belongs to, or nothing."""
        match = _VENDOR.search(path)
        if not match:
            return path.partition("/")[0] if self._listed("vendor", path) else ""
        head, parts = match[2], path[match.start() :].strip("/").split("/")
        if head and head.startswith("@"):
            return "/".join(parts[:2])
        if head in ("miniprogram_npm", "node_modules") and len(parts) > 1:
            return "/".join(parts[1:3]) if parts[1].startswith("@") else parts[1]
        return parts[0] if head else posixpath.basename(path)

    @property
    def home(self) -> str | None:
        listed = self.app.value.get("pages") if isinstance(self.app.value, dict) else None
        entry = self.app.value.get("entryPagePath") if isinstance(self.app.value, dict) else None
        return entry or (listed[0] if listed else None)

    @property
    def declared_infos(self) -> tuple[str, ...]:
        """requiredPrivateInfos of app.json and ext.json."""
        found: list[str] = []
        for settings in (self.app, self.ext):
            value = settings.value if settings and isinstance(settings.value, dict) else {}
            listed = value.get("requiredPrivateInfos")
            found += [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
        return tuple(found)

    def uses(self, *apis: str, back: bool = False) -> Iterator[tuple[Script, Use]]:
        """Every mention of these APIs in the package, or in cloud functions."""
        wanted = set(apis)
        for found in (self.back if back else self.scripts).values():
            for use in found.uses:
                if use.api in wanted:
                    yield found, use

    def tags(self, *names: str) -> Iterator[tuple[Template, Tag]]:
        for template in self.templates.values():
            for tag in template.tags:
                if not names or tag.name in names:
                    yield template, tag

    def back_lines(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, re.Match[str]]]:
        """Where a pattern stands in the code of back ends, comments left out: (path, line, match)."""
        for path, text in self.back_texts.items():
            if pattern.search(text):
                for number, line in enumerate(text.splitlines(), 1):
                    match = None if _COMMENT.match(line) else pattern.search(line)
                    if match:
                        yield path, number, match

    def back_calls(self, *endings: str) -> Iterator[tuple[Script, Call]]:
        """Calls of cloud functions and Node back ends, by the last words of their name."""
        for found in self.back.values():
            for call in found.calls:
                if call.callee.endswith(endings):
                    yield found, call

    def page_of(self, path: str) -> Page | None:
        """The page or component that a script or template belongs to."""
        return self.pages.get(path.rpartition(".")[0].removeprefix(f"{self.base}/" if self.base else ""))

    def line_of(self, path: str, line: int) -> str:
        lines = self._lines.get(path)
        if lines is None:
            try:
                text = (self.root / path).read_bytes()[:LARGEST].decode("utf-8", "replace")
            except OSError:
                text = ""
            lines = self._lines[path] = text.splitlines()
        return lines[line - 1] if 0 < line <= len(lines) else ""


def load(root: Path, tokens: frozenset[str], config: dict[str, Any] | None = None) -> Project:
    """Reads the project below a folder. ``tokens``: API names to look for by their letters in minified code."""
    project = Project(root)
    project.config = config or {}
    _discover(project)
    _read_package(project, tokens)
    _read_back_end(project, tokens)
    _link(project)
    return project


def _json(project: Project, path: str) -> Settings | None:
    file = project.root / path
    if not file.is_file():
        return None
    return jsonc.read(path, file.read_bytes()[:LARGEST])


def _discover(project: Project) -> None:
    """Where app.json is: project.config.json says, or it is looked for; built output before source."""
    root = project.root
    settings = _json(project, "project.config.json")
    value = settings.value if settings and isinstance(settings.value, dict) else {}
    if value.get("compileType") == "game" or (root / "game.json").is_file():
        project.kind = "game"
    if value.get("compileType") == "plugin":
        project.kind = "plugin"
    names = ["plugin.json"] if project.kind == "plugin" else ["app.json", "game.json", "plugin.json"]
    bases = [str(value.get("miniprogramRoot") or ""), str(value.get("pluginRoot") or "")]
    bases += ["", "miniprogram", "src", "dist/build/mp-weixin", "unpackage/dist/build/mp-weixin", "dist", "dist/wx"]
    for base in bases:
        for name in names:
            path = posixpath.normpath(posixpath.join(base or ".", name))
            found = _json(project, path) if not path.startswith("..") else None
            if found is not None and isinstance(found.value, dict):
                if name == "plugin.json":
                    project.kind = "plugin"
                return _found(project, path, found)
    for file in sorted(_walk(root), key=lambda file: (len(file.parts), str(file))):
        if file.name in ("app.json", "game.json"):
            path = file.relative_to(root).as_posix()
            found = _json(project, path)
            if (
                found is not None
                and isinstance(found.value, dict)
                and ("pages" in found.value or file.name == "game.json")
            ):
                return _found(project, path, found)
    manifest = next((p for p in ("src/pages.json", "pages.json") if (root / p).is_file()), None)
    project.mode = "source"
    if manifest:
        project.base = posixpath.dirname(manifest)
        _from_manifest(project, manifest)
        project.notes.append("uni-app source without built output: .vue files are read, every tier is one lower")
    else:
        project.notes.append("no app.json was found: all scripts below the folder are read as they are")
    return None


def _found(project: Project, path: str, settings: Settings) -> None:
    project.app, project.base = settings, posixpath.dirname(path)
    if path.endswith("game.json"):
        project.kind = "game"
    if "dist" in project.base.split("/"):
        project.mode = "built"
    ext = _json(project, posixpath.join(project.base, "ext.json"))
    if ext is not None and isinstance(ext.value, dict) and ext.value.get("extEnable"):
        project.ext = ext


def _from_manifest(project: Project, manifest: str) -> None:
    """uni-app: pages.json gives the pages, manifest.json under mp-weixin what will be app.json."""
    pages = _json(project, manifest)
    listed = pages.value.get("pages", []) if pages and isinstance(pages.value, dict) else []
    value: dict[str, Any] = {"pages": [page.get("path") for page in listed if isinstance(page, dict)]}
    more = _json(project, posixpath.join(project.base, "manifest.json"))
    if more and isinstance(more.value, dict) and isinstance(more.value.get("mp-weixin"), dict):
        value |= more.value["mp-weixin"]
    lines = {**(pages.lines if pages else {}), **(more.lines if more else {})}
    project.app = Settings(more.path if more else manifest, value, lines)


def _walk(folder: Path) -> Iterator[Path]:
    """All files, without following links; folders that never belong to a project are left out."""
    stack = [folder]
    while stack:
        here = stack.pop()
        try:
            entries = sorted(here.iterdir())
        except OSError:
            continue
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir():
                if entry.name not in SKIPPED:
                    stack.append(entry)
            elif entry.is_file():
                yield entry


def _ignored(project: Project) -> list[str]:
    settings = _json(project, "project.config.json")
    value = settings.value if settings and isinstance(settings.value, dict) else {}
    options = value.get("packOptions") or {}
    found = [
        str(one.get("value", "")).strip("./")
        for one in options.get("ignore") or []
        if isinstance(one, dict) and one.get("type") in ("folder", "file")
    ]
    cloud = str(value.get("cloudfunctionRoot") or "").strip("./")
    return [path for path in (*found, cloud) if path]


def _read_package(project: Project, tokens: frozenset[str]) -> None:
    ignored = _ignored(project)
    base = project.root / project.base
    for file in _walk(base):
        path, inside = file.relative_to(project.root).as_posix(), file.relative_to(base).as_posix()
        if any(inside == one or inside.startswith(f"{one}/") or path.startswith(f"{one}/") for one in ignored):
            continue
        if "cloudfunctions/" in path or project.is_ignored(path):
            continue
        _read_file(project, file, path, tokens)


def _read_file(project: Project, file: Path, path: str, tokens: frozenset[str]) -> None:
    name = file.name
    if name.endswith(".wxml"):
        project.templates[path] = wxml.scan(path, _text(file))
    elif name.endswith((".js", ".ts")) and not name.endswith(".d.ts"):
        data = file.read_bytes()
        if len(data) <= LARGEST:
            project.scripts[path] = script.index(path, data, tokens)
    elif name.endswith(".vue"):
        _read_vue(project, path, _text(file), tokens)


def _text(file: Path) -> str:
    return file.read_bytes()[:LARGEST].decode("utf-8", "replace")


_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.S)
_MARKUP = re.compile(r"<template\b[^>]*>(.*)</template\s*>", re.S)


def _read_vue(project: Project, path: str, text: str, tokens: frozenset[str]) -> None:
    code = _SCRIPT.search(text)
    if code:
        ending = ".ts" if "ts" in code[1] else ".js"
        first = text.count("\n", 0, code.start(2)) + 1
        found = script.index(path + ending, code[2].encode(), tokens, first)
        project.scripts[path] = msgspec.structs.replace(found, path=path)
    markup = _MARKUP.search(text)
    if markup:
        project.templates[path] = wxml.scan(path, markup[1], text.count("\n", 0, markup.start(1)) + 1)


def _read_back_end(project: Project, tokens: frozenset[str]) -> None:
    """Cloud functions as scripts; other languages as text, for the addresses that they call."""
    base = f"{project.base}/" if project.base else ""
    for file in _walk(project.root):
        path = file.relative_to(project.root).as_posix()
        if path in project.scripts or path in project.templates or project.is_vendor(path) or project.is_ignored(path):
            continue
        if file.suffix in BACK_ENDS and file.stat().st_size < 500_000:
            project.back_texts[path] = _text(file)
        elif file.suffix in (".js", ".ts") and not file.name.endswith(".d.ts"):
            outside = not path.startswith(base) or "cloudfunctions/" in path or not base
            if outside and file.stat().st_size < TOKEN_ONLY and not _is_tool(path):
                data = file.read_bytes()
                project.back[path] = script.index(path, data, frozenset())
                if _SERVER.search(data):
                    project.back_texts[path] = data.decode("utf-8", "replace")


def _is_tool(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".config.js", ".config.ts", ".min.js")) or name in ("gulpfile.js", "webpack.config.js")


# -- what belongs together --------------------------------------------------------------------------------------------


def _link(project: Project) -> None:
    """Pages, subpackages and components, and all files that they lead to."""
    value = project.app.value if isinstance(project.app.value, dict) else {}
    waiting: list[tuple[str, bool]] = [(str(page), False) for page in value.get("pages") or [] if isinstance(page, str)]
    for part in value.get("subPackages") or value.get("subpackages") or []:
        if isinstance(part, dict):
            root = str(part.get("root", "")).strip("/")
            waiting += [(f"{root}/{page}", False) for page in part.get("pages") or [] if isinstance(page, str)]
    if (value.get("tabBar") or {}).get("custom"):
        waiting.append(("custom-tab-bar/index", True))
    waiting += [(path, True) for path in _components(project, "", value)]
    roots = [_at(project, "app.js"), _at(project, "app.ts"), _at(project, "game.js")]
    if project.kind == "plugin":
        waiting += (
            [(str(path), False) for path in (value.get("pages") or {}).values()]
            if isinstance(value.get("pages"), dict)
            else []
        )
        waiting += [(str(path), True) for path in (value.get("publicComponents") or {}).values()]
        roots.append(_at(project, str(value.get("main") or "index.js")))
    while waiting:
        path, component = waiting.pop()
        path = path.strip("/")
        if path in project.pages:
            continue
        settings = _json(project, _at(project, f"{path}.json"))
        page = Page(
            path, _first(project, path, project.scripts), _first(project, path, project.templates), settings, component
        )
        project.pages[path] = page
        if settings and isinstance(settings.value, dict):
            waiting += [(other, True) for other in _components(project, posixpath.dirname(path), settings.value)]
        roots += [name for name in (page.script, page.template) if name]
    _reach(project, [path for path in roots if path in project.scripts or path in project.templates])
    if not project.pages:
        project.reachable = {*project.scripts, *project.templates}


def _at(project: Project, path: str) -> str:
    return posixpath.normpath(posixpath.join(project.base, path))


def _first(project: Project, path: str, files: dict[str, Any]) -> str | None:
    endings = (".js", ".ts", ".wxml", ".vue")
    return next((at for ending in endings if (at := _at(project, path + ending)) in files), None)


def _components(project: Project, folder: str, value: dict[str, Any]) -> list[str]:
    found = []
    for path in (value.get("usingComponents") or {}).values():
        if not isinstance(path, str) or path.startswith(("plugin://", "dynamicLib://")):
            continue
        for option in _options(folder, path):
            if any(_at(project, option + ending) in project.scripts for ending in (".js", ".ts")):
                found.append(option)
                break
    return found


def _options(folder: str, path: str) -> list[str]:
    """Where a component or module of that name may stand, inside the package."""
    if path.startswith("/"):
        near = [path.strip("/")]
    else:
        near = [posixpath.normpath(posixpath.join(folder, path)), f"miniprogram_npm/{path}", path]
    return [option for one in near for option in (one, f"{one}/index")]


def _reach(project: Project, roots: list[str]) -> None:
    waiting, seen = list(roots), project.reachable
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        found = project.scripts.get(path)
        if found is None:
            continue
        modules = {module for module, _ in found.imports.values()}
        modules |= {call.argument for call in found.calls if call.callee == "require" and call.argument}
        for module in modules:
            target = resolve(project, path, module)
            if target:
                waiting.append(target)


def resolve(project: Project, path: str, module: str) -> str | None:
    """The script that an import leads to, if it is in the package."""
    folder = posixpath.dirname(path).removeprefix(project.base).strip("/")
    for option in _options(folder, module.removesuffix(".js").removesuffix(".ts")):
        for ending in (".js", ".ts", ".vue"):
            at = _at(project, option + ending)
            if at in project.scripts:
                return at
    return None
