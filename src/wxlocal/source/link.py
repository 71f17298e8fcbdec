"""What belongs together in a project: its pages and components, and all files that they lead to."""

from __future__ import annotations

import posixpath
from typing import Any

from wxlocal.source.discover import read
from wxlocal.source.project import Page, Project, at, items, members, options, resolve

ENTRIES = ("app.js", "app.ts", "game.js", "App.vue", "app.tsx", "app.jsx", "app.wpy")


def link(project: Project) -> None:
    """Pages, subpackages and components, and all files that they lead to."""
    value = members(project.app.value)
    waiting: list[tuple[str, bool]] = [(page, False) for page in items(value.get("pages")) if isinstance(page, str)]
    for part in items(value.get("subPackages") or value.get("subpackages")):
        root = str(members(part).get("root", "")).strip("/")
        waiting += [(f"{root}/{page}", False) for page in items(members(part).get("pages")) if isinstance(page, str)]
    if members(value.get("tabBar")).get("custom"):
        waiting.append(("custom-tab-bar/index", True))
    waiting += [(path, True) for path in _components(project, "", value)]
    roots = [at(project, name) for name in ENTRIES]
    if project.kind == "plugin":
        waiting += [(str(path), False) for path in members(value.get("pages")).values()]
        waiting += [(str(path), True) for path in members(value.get("publicComponents")).values()]
        roots.append(at(project, str(value.get("main") or "index.js")))
    while waiting:
        path, component = waiting.pop()
        path = path.strip("/")
        if path in project.pages:
            continue
        settings = read(project.files, at(project, f"{path}.json"))
        page = Page(
            path, _first(project, path, project.scripts), _first(project, path, project.templates), settings, component
        )
        project.pages[path] = page
        if settings and isinstance(settings.value, dict):
            waiting += [(other, True) for other in _components(project, posixpath.dirname(path), settings.value)]
        roots += [name for name in (page.script, page.template) if name]
    _reach(project, [path for path in roots if path in project.scripts or path in project.templates])
    if not project.pages or project.app.path.endswith((".ts", ".js", ".tsx", ".jsx", ".wpy")):
        project.reachable = {*project.scripts, *project.templates}


def _first(project: Project, path: str, files: dict[str, Any]) -> str | None:
    endings = (".js", ".ts", ".wxml", ".vue", ".wpy", ".tsx", ".jsx")
    return next((name for ending in endings if (name := at(project, path + ending)) in files), None)


def _components(project: Project, folder: str, value: dict[str, Any]) -> list[str]:
    found = []
    for path in members(value.get("usingComponents")).values():
        if not isinstance(path, str) or path.startswith(("plugin://", "dynamicLib://")):
            continue
        for option in options(folder, path):
            if any(at(project, option + ending) in project.scripts for ending in (".js", ".ts")):
                found.append(option)
                break
    return found


def _reach(project: Project, roots: list[str]) -> None:
    waiting, seen = list(roots), project.reachable
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path in project.templates:
            waiting += _included(project, path)
        found = project.scripts.get(path)
        if found is None:
            continue
        for module in {module for module, _ in found.imports.values()}:
            target = resolve(project, path, module)
            if target:
                waiting.append(target)


def _included(project: Project, path: str) -> list[str]:
    """The templates that a template imports or includes."""
    found = []
    for tag in project.templates[path].tags:
        source = tag.attributes.get("src", "") if tag.name in ("import", "include") else ""
        if source:
            near = posixpath.join(posixpath.dirname(path), source)
            target = at(project, source.strip("/")) if source.startswith("/") else posixpath.normpath(near)
            found += [name for name in (target, f"{target}.wxml") if name in project.templates]
    return found
