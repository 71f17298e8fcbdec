"""Reading the files of a project: the package, and the back end beside it."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wxlocal.source.discover import LARGEST, Place, places, read, walk
from wxlocal.source.grammar import TOKEN_ONLY
from wxlocal.source.link import link
from wxlocal.source.project import Project, items, members
from wxlocal.source.reader import Job, Reader
from wxlocal.source.records import Template

BACK_ENDS = ("php", "java", "py", "go", "cs", "rb")
LARGEST_BACK = 500_000
# Only such files of a JavaScript back end are read as text too.
_SERVER = re.compile(rb"is_?[eE]xpire|expire_interval|addconditional|matchrule|realnameinfo|user/info|sns/userinfo")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.S)
_MARKUP = re.compile(r"<template\b[^>]*>(.*)</template\s*>", re.S)


def load(root: Path, reader: Reader, config: dict[str, Any] | None = None) -> Project:
    """The first project below a folder."""
    return load_all(root, reader, config)[0]


def load_all(root: Path, reader: Reader, config: dict[str, Any] | None = None) -> list[Project]:
    """Every project below the folder. The back end that stands beside them belongs to the first."""
    found: list[Project] = []
    others: list[Place] = places(root)
    jobs: list[tuple[Project, bool, Job]] = []
    for place in others:
        project = Project(root, place.base, place.kind, place.mode, place.app, dict(config or {}))
        if place.note:
            project.notes.append(place.note)
        ext = read(root, posixpath.join(place.base, "ext.json"))
        if ext is not None and members(ext.value).get("extEnable"):
            project.ext = ext
        package = list(_package(project, place))
        jobs += [(project, False, job) for job in package]
        if not found:
            mine = {job.path for job in package}
            jobs += [(project, True, job) for job in _back_end(project, mine, [other.base for other in others])]
        found.append(project)
    for (project, is_back, job), record in zip(jobs, reader.read([job for _, _, job in jobs]), strict=True):
        if isinstance(record, Template):
            project.templates[job.path] = record
        else:
            (project.back if is_back else project.scripts)[job.path] = record
    for project in found:
        link(project)
    return found


def _left_out(place: Place) -> list[str]:
    """What is never uploaded: packOptions.ignore, and the cloud functions."""
    ignored = map(members, items(members(place.config.get("packOptions")).get("ignore")))
    found = [str(one.get("value", "")) for one in ignored if one.get("type") in ("folder", "file")]
    found.append(str(place.config.get("cloudfunctionRoot") or ""))
    return [path.strip("./") for path in found if path.strip("./")]


def _package(project: Project, place: Place) -> Iterator[Job]:
    left_out = tuple(_left_out(place))
    skip = len(place.base) + 1 if place.base else 0
    for path in walk(project.root, place.base):
        inside = path[skip:]
        if any(inside == one or inside.startswith(f"{one}/") or path.startswith(f"{one}/") for one in left_out):
            continue
        if "cloudfunctions/" not in path and not project.is_ignored(path):
            yield from _jobs(project, path)


def _jobs(project: Project, path: str) -> Iterator[Job]:
    ending = path.rpartition(".")[2]
    if ending == "wxml":
        yield Job(path, "wxml", ending, _bytes(project, path))
    elif ending in ("js", "ts") and not path.endswith(".d.ts"):
        data = _bytes(project, path)
        if len(data) < LARGEST:
            yield Job(path, "script", ending, data)
    elif project.mode == "source" and ending in ("vue", "wpy"):
        yield from _single_file(path, _bytes(project, path).decode("utf-8", "replace"))
    elif project.mode == "source" and ending in ("tsx", "jsx"):
        data = _bytes(project, path)
        yield Job(path, "script", ending, data)
        yield Job(path, "jsx", ending, data)


def _bytes(project: Project, path: str) -> bytes:
    with open(os.path.join(project.root, path), "rb") as file:
        return file.read(LARGEST)


def _single_file(path: str, text: str) -> Iterator[Job]:
    """The script and the template of a .vue or .wpy file, each with its first line."""
    code, markup = _SCRIPT.search(text), _MARKUP.search(text)
    if code:
        ending = "ts" if "ts" in code[1] else "js"
        yield Job(path, "script", ending, code[2].encode(), text.count("\n", 0, code.start(2)) + 1)
    if markup:
        yield Job(path, "wxml", "vue", markup[1].encode(), text.count("\n", 0, markup.start(1)) + 1)


def _back_end(project: Project, mine: set[str], packages: list[str]) -> Iterator[Job]:
    """Cloud functions as scripts; other languages as text, for the addresses that they call."""
    inside = tuple(f"{base}/" if base else "" for base in packages)
    for path in walk(project.root):
        ending = path.rpartition(".")[2]
        if (ending not in BACK_ENDS and ending not in ("js", "ts")) or path in mine or path.endswith(".d.ts"):
            continue
        if project.is_vendor(path) or project.is_ignored(path):
            continue
        size = (project.root / path).stat().st_size
        if ending in BACK_ENDS and size < LARGEST_BACK:
            project.back_texts[path] = _bytes(project, path).decode("utf-8", "replace")
        elif ending in ("js", "ts"):
            of_package = path.startswith(inside) and inside != ("",) and "cloudfunctions/" not in path
            if not of_package and size < TOKEN_ONLY and not _is_tool(path):
                data = _bytes(project, path)
                if _SERVER.search(data):
                    project.back_texts[path] = data.decode("utf-8", "replace")
                yield Job(path, "script", ending, data)


def _is_tool(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".config.js", ".config.ts", ".min.js")) or name in ("gulpfile.js", "webpack.config.js")
