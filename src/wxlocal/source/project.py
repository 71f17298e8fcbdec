"""A project: where its package is, its pages and components, what is reachable, what belongs to others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any, Literal

import msgspec

from wxlocal.source.files import Files
from wxlocal.source.records import Call, Script, Settings, Tag, Template, Use
from wxlocal.source.texts import text_of

_COMMENT = re.compile(r"\s*(//|#|\*|/\*|<!--)")
Kind = Literal["program", "game", "plugin"]
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
    """``files`` are all that was given, ``base`` is the folder where app.json stands among them."""

    def __init__(
        self,
        files: Files,
        base: str,
        kind: Kind,
        mode: Literal["native", "built", "source"],
        app: Settings,
        config: dict[str, Any],
    ) -> None:
        self.files = files
        self.base = base
        self.kind: Kind = kind
        self.mode = mode
        self.app = app
        self.config = config
        self.ext: Settings | None = None
        self.pages: dict[str, Page] = {}
        self.scripts: dict[str, Script] = {}
        self.templates: dict[str, Template] = {}
        self.back: dict[str, Script] = {}
        self.back_texts: dict[str, str] = {}
        self.reachable: set[str] = set()
        self.notes: list[str] = []
        self.resolved: dict[tuple[str, str], str | None] = {}
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
        listed = [page for page in items(members(self.app.value).get("pages")) if isinstance(page, str)]
        entry = members(self.app.value).get("entryPagePath")
        return entry if isinstance(entry, str) and entry else listed[0] if listed else None

    @property
    def declared_infos(self) -> tuple[str, ...]:
        """requiredPrivateInfos of app.json and ext.json."""
        found: list[str] = []
        for settings in (self.app, self.ext):
            listed = items(members(settings.value if settings else None).get("requiredPrivateInfos"))
            found += [name for name in listed if isinstance(name, str)]
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
                for number, line in enumerate(text.split("\n"), 1):
                    match = None if _COMMENT.match(line) else pattern.search(line)
                    if match:
                        yield path, number, match

    def back_addresses(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
        """Where an address of the platform is written: in texts of scripts, in lines of other languages."""
        for script in self.back.values():
            yield from ((script.path, line) for text, line in script.strings if pattern.search(text))
        for path, line, _ in self.back_lines(pattern):
            if path not in self.back:
                yield path, line

    def back_calls(self, *endings: str) -> Iterator[tuple[Script, Call]]:
        """Calls of cloud functions and Node back ends, by the last words of their name."""
        for found in self.back.values():
            for call in found.calls:
                if call.callee.endswith(endings):
                    yield found, call

    def page_of(self, path: str) -> Page | None:
        """The page or component that a script or template belongs to."""
        return self.pages.get(path.rpartition(".")[0].removeprefix(f"{self.base}/" if self.base else ""))

    def text_of(self, path: str) -> str:
        return "\n".join(self._all_lines(path))

    def line_of(self, path: str, line: int) -> str:
        lines = self._all_lines(path)
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def _all_lines(self, path: str) -> list[str]:
        lines = self._lines.get(path)
        if lines is None:
            lines = self._lines[path] = text_of(self.files.read(path) or b"").split("\n")
        return lines


def members(value: Any) -> dict[str, Any]:
    """An object of a JSON file, whatever stands there."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def at(project: Project, path: str) -> str:
    """A path of the package as a path of the project."""
    return posixpath.normpath(posixpath.join(project.base, path))


def options(folder: str, path: str) -> list[str]:
    """Where a component or module of that name may stand, inside the package."""
    if path.startswith("/"):
        near = [path.strip("/")]
    else:
        near = [posixpath.normpath(posixpath.join(folder, path)), f"miniprogram_npm/{path}", path]
    return [option for one in near for option in (one, f"{one}/index")]


def resolve(project: Project, path: str, module: str) -> str | None:
    """The script that an import leads to, if it is in the package."""
    key = (posixpath.dirname(path), module)
    if key not in project.resolved:
        project.resolved[key] = _resolve(project, key[0], module)
    return project.resolved[key]


def _resolve(project: Project, folder: str, module: str) -> str | None:
    folder = folder.removeprefix(project.base).strip("/")
    for option in options(folder, module.removesuffix(".js").removesuffix(".ts")):
        for ending in (".js", ".ts", ".vue", ".wpy", ".tsx", ".jsx"):
            found = at(project, option + ending)
            if found in project.scripts:
                return found
    return None
