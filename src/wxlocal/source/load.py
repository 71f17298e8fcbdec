"""Reading the files of a project: the package, and the back end beside it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from wxlocal.source.discover import Place, around, places, read
from wxlocal.source.files import LARGEST, Files
from wxlocal.source.grammar import TOKEN_ONLY
from wxlocal.source.link import link
from wxlocal.source.project import Project, items, members
from wxlocal.source.reader import Job, Reader
from wxlocal.source.records import Template
from wxlocal.source.texts import text_of

BACK_ENDS = ("php", "java", "py", "go", "cs", "rb")
LARGEST_BACK = 500_000
# Only such files of a JavaScript back end are read as text too.
_SERVER = re.compile(rb"is_?[eE]xpire|expire_interval|addconditional|matchrule|realnameinfo|user/info|sns/userinfo")
_SCRIPT = re.compile(r"<script\b")
_SCRIPT_END = re.compile(r"</script\s*+>")
_MARKUP = re.compile(r"<template\b")
_MARKUP_END = re.compile(r"</template\s*+>")


def load(files: Files, reader: Reader, config: dict[str, Any] | None = None) -> Project:
    """The first project among the files."""
    return load_all(files, reader, config)[0]


def load_all(files: Files, reader: Reader, config: dict[str, Any] | None = None) -> list[Project]:
    """Every project among the files. The back end that stands beside them belongs to the first."""
    found: list[Project] = []
    others: list[Place] = places(files)
    jobs: list[tuple[Project, bool, Job]] = []
    for place in others:
        project = Project(files, place.base, place.kind, place.mode, place.app, dict(config or {}))
        if place.note:
            project.notes.append(place.note)
        ext = read(files, posixpath.join(place.base, "ext.json"))
        if ext is not None and members(ext.value).get("extEnable"):
            project.ext = ext
        package = list(_package(project, place))
        jobs += [(project, False, job) for job in package]
        if not found:
            mine = {job.path for job in package}
            jobs += [(project, True, job) for job in _back_end(project, mine, {other.base for other in others})]
        found.append(project)
    for (project, is_back, job), record in zip(jobs, reader.read([job for _, _, job in jobs]), strict=True):
        if isinstance(record, Template):
            project.templates[job.path] = record
        else:
            (project.back if is_back else project.scripts)[job.path] = record
    for project in found:
        link(project)
    return found


def _left_out(place: Place) -> frozenset[str]:
    """What is never uploaded: packOptions.ignore, and the cloud functions."""
    ignored = map(members, items(members(place.config.get("packOptions")).get("ignore")))
    found = [str(one.get("value", "")) for one in ignored if one.get("type") in ("folder", "file")]
    found.append(str(place.config.get("cloudfunctionRoot") or ""))
    return frozenset(path.strip("./") for path in found if path.strip("./"))


def package_of(files: Files) -> tuple[Place, dict[str, str]]:
    """The first project, and its files as they are uploaded: the path in the package, and the one that was given."""
    place = places(files)[0]
    skip = len(place.base) + 1 if place.base else 0
    return place, {path[skip:]: path for path in _uploaded(files, place)}


def _uploaded(files: Files, place: Place) -> Iterator[str]:
    left_out = _left_out(place)
    skip = len(place.base) + 1 if place.base else 0
    for path in files.walk(place.base):
        if left_out and not left_out.isdisjoint((*around(path[skip:]), *around(posixpath.dirname(path)))):
            continue
        if "cloudfunctions/" not in path:
            yield path


def _package(project: Project, place: Place) -> Iterator[Job]:
    for path in _uploaded(project.files, place):
        if not project.is_ignored(path):
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
        yield from _single_file(path, text_of(_bytes(project, path)))
    elif project.mode == "source" and ending in ("tsx", "jsx"):
        data = _bytes(project, path)
        yield Job(path, "script", ending, data)
        yield Job(path, "jsx", ending, data)


def _bytes(project: Project, path: str) -> bytes:
    return project.files.read(path) or b""


def _single_file(path: str, text: str) -> Iterator[Job]:
    """The script and the template of a .vue or .wpy file, each with its first line."""
    code = _SCRIPT.search(text)
    if code and (begun := text.find(">", code.end()) + 1) and (end := _SCRIPT_END.search(text, begun)):
        ending = "ts" if "ts" in text[code.end() : begun] else "js"
        yield Job(path, "script", ending, text[begun : end.start()].encode(), text.count("\n", 0, begun) + 1)
    markup = _MARKUP.search(text)
    if markup and (begun := text.find(">", markup.end()) + 1):
        ends = [found.start() for found in _MARKUP_END.finditer(text, begun)]  # the last one: templates stand in it
        if ends:
            yield Job(path, "wxml", "vue", text[begun : ends[-1]].encode(), text.count("\n", 0, begun) + 1)


def _back_end(project: Project, mine: set[str], packages: set[str]) -> Iterator[Job]:
    """Cloud functions as scripts; other languages as text, for the addresses that they call."""
    for path in project.files.walk():
        ending = path.rpartition(".")[2]
        if (ending not in BACK_ENDS and ending not in ("js", "ts")) or path in mine or path.endswith(".d.ts"):
            continue
        if project.is_vendor(path) or project.is_ignored(path):
            continue
        size = project.files.size(path)
        if ending in BACK_ENDS and size < LARGEST_BACK:
            project.back_texts[path] = text_of(_bytes(project, path))
        elif ending in ("js", "ts"):
            is_inside = packages != {""} and not packages.isdisjoint(around(posixpath.dirname(path)))
            of_package = is_inside and "cloudfunctions/" not in path
            if not of_package and size < TOKEN_ONLY and not _is_tool(path):
                data = _bytes(project, path)
                if _SERVER.search(data):
                    project.back_texts[path] = text_of(data)
                yield Job(path, "script", ending, data)


def _is_tool(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".config.js", ".config.ts", ".min.js")) or name in ("gulpfile.js", "webpack.config.js")
