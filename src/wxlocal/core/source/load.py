"""Reading the files of a project: the package, and the back end beside it."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import msgspec

from wxlocal.core.source import script, wxml
from wxlocal.core.source.discover import LARGEST, Place, places, read, walk
from wxlocal.core.source.grammar import TOKEN_ONLY
from wxlocal.core.source.link import link
from wxlocal.core.source.project import Project, items, members
from wxlocal.core.source.records import Tag, Template

BACK_ENDS = (".php", ".java", ".py", ".go", ".cs", ".rb")
LARGEST_BACK = 500_000
# Only such files of a JavaScript back end are read as text too.
_SERVER = re.compile(rb"is_?[eE]xpire|expire_interval|addconditional|matchrule|realnameinfo|user/info|sns/userinfo")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.S)
_MARKUP = re.compile(r"<template\b[^>]*>(.*)</template\s*>", re.S)
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")


def load(root: Path, tokens: frozenset[str], config: dict[str, Any] | None = None) -> Project:
    """The first project below a folder. ``tokens``: API names to look for by their letters in minified code."""
    return load_all(root, tokens, config)[0]


def load_all(root: Path, tokens: frozenset[str], config: dict[str, Any] | None = None) -> list[Project]:
    """Every project below the folder. The back end that stands beside them belongs to the first."""
    found: list[Project] = []
    others: list[Place] = places(root)
    for place in others:
        project = Project(root, place.base, place.kind, place.mode, place.app, dict(config or {}))
        if place.note:
            project.notes.append(place.note)
        ext = read(root, posixpath.join(place.base, "ext.json"))
        if ext is not None and members(ext.value).get("extEnable"):
            project.ext = ext
        _read_package(project, place, tokens)
        if not found:
            _read_back_end(project, [other.base for other in others])
        link(project)
        found.append(project)
    return found


def _left_out(place: Place) -> list[str]:
    """What is never uploaded: packOptions.ignore, and the cloud functions."""
    ignored = map(members, items(members(place.config.get("packOptions")).get("ignore")))
    found = [str(one.get("value", "")) for one in ignored if one.get("type") in ("folder", "file")]
    found.append(str(place.config.get("cloudfunctionRoot") or ""))
    return [path.strip("./") for path in found if path.strip("./")]


def _read_package(project: Project, place: Place, tokens: frozenset[str]) -> None:
    left_out = _left_out(place)
    base = project.root / project.base
    for file in walk(base):
        path, inside = file.relative_to(project.root).as_posix(), file.relative_to(base).as_posix()
        if any(inside == one or inside.startswith(f"{one}/") or path.startswith(f"{one}/") for one in left_out):
            continue
        if "cloudfunctions/" not in path and not project.is_ignored(path):
            _read_file(project, file, path, tokens)


def _read_file(project: Project, file: Path, path: str, tokens: frozenset[str]) -> None:
    name = file.name
    if name.endswith(".wxml"):
        project.templates[path] = wxml.scan(path, _text(file))
    elif name.endswith((".js", ".ts")) and not name.endswith(".d.ts"):
        data = file.read_bytes()
        if len(data) <= LARGEST:
            project.scripts[path] = script.index(path, data, tokens)
    elif project.mode == "source" and name.endswith((".vue", ".wpy")):
        _read_vue(project, path, _text(file), tokens)
    elif project.mode == "source" and name.endswith((".tsx", ".jsx")):
        _read_jsx(project, path, file.read_bytes()[:LARGEST], tokens)


def _text(file: Path) -> str:
    return file.read_bytes()[:LARGEST].decode("utf-8", "replace")


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


def _read_jsx(project: Project, path: str, data: bytes, tokens: frozenset[str]) -> None:
    """The elements of Taro: <Button openType> is <button open-type>, onGetUserInfo is bindgetuserinfo."""
    project.scripts[path] = script.index(path, data, tokens)
    scanned = wxml.scan(path, data.decode("utf-8", "replace"))
    tags = tuple(
        Tag(
            tag.name.lower(),
            {
                f"bind{name[2:].lower()}" if re.match(r"on[A-Z]", name) else _HUMP.sub(r"-\1", name).lower(): value
                for name, value in tag.attributes.items()
            },
            tag.line,
        )
        for tag in scanned.tags
    )
    project.templates[path] = Template(path, tags)


def _read_back_end(project: Project, packages: list[str]) -> None:
    """Cloud functions as scripts; other languages as text, for the addresses that they call."""
    inside = tuple(f"{base}/" if base else "" for base in packages)
    for file in walk(project.root):
        path = file.relative_to(project.root).as_posix()
        if path in project.scripts or path in project.templates or project.is_vendor(path) or project.is_ignored(path):
            continue
        size = file.stat().st_size
        if file.suffix in BACK_ENDS and size < LARGEST_BACK:
            project.back_texts[path] = _text(file)
        elif file.suffix in (".js", ".ts") and not file.name.endswith(".d.ts"):
            of_package = path.startswith(inside) and inside != ("",) and "cloudfunctions/" not in path
            if not of_package and size < TOKEN_ONLY and not _is_tool(path):
                _read_server_script(project, path, file.read_bytes())


def _read_server_script(project: Project, path: str, data: bytes) -> None:
    project.back[path] = script.index(path, data, frozenset())
    if _SERVER.search(data):
        project.back_texts[path] = data.decode("utf-8", "replace")


def _is_tool(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".config.js", ".config.ts", ".min.js")) or name in ("gulpfile.js", "webpack.config.js")
