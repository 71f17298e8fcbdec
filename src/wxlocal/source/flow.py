"""Who calls whom, by name, across files: lifecycles and taps as beginnings, at most eight steps."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wxlocal.source.project import Project, at, resolve
from wxlocal.source.records import Call, Script, Use

Node = tuple[str, int]
DEEPEST = 8
SELVES = ("this", "that", "self", "_this", "me", "_self", "vm", "page")

_CONSENT = re.compile(r"^> .*(showModal|showActionSheet|Dialog|Modal|confirm)|\bconfirm\b", re.I)


class Way(NamedTuple):
    """How a function is reached. ``guards`` are the conditions on the way, ``steps`` its functions as they are shown;
    ``consented``: one of the conditions is the answer to a dialog.
    """

    node: Node
    guards: tuple[str, ...]
    steps: tuple[str, ...]
    start: Node
    consented: bool = False


class Flow:
    """Built once for a project; asked by rules."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._names: dict[str, dict[str, int]] = {}
        self._calls: dict[str, dict[int, list[tuple[Node, tuple[str, ...]]]]] = {}
        self._uses: dict[str, dict[int, list[Use]]] = {}
        self._others: dict[str, dict[int, list[Call]]] = {}
        named = (at(project, name) for name in ("app.js", "app.ts", "App.vue", "app.tsx", "app.jsx", "app.wpy"))
        self._app = next((path for path in named if path in project.scripts), None)

    def functions(self, path: str) -> dict[str, int]:
        """The named functions of a script; -1 stands for its top level."""
        found = self._names.get(path)
        if found is None:
            script = self.project.scripts.get(path)
            found = {f.name: n for n, f in reversed(list(enumerate(script.functions))) if f.name} if script else {}
            self._names[path] = found
        return found

    def uses_in(self, node: Node) -> list[Use]:
        uses = self._uses.get(node[0])
        if uses is None:
            script = self.project.scripts[node[0]]
            uses = self._uses[node[0]] = {}
            for use in script.uses:
                uses.setdefault(script.named_owner(use.owner), []).append(use)
        return uses.get(node[1], [])

    def calls_in(self, node: Node) -> list[Call]:
        """Calls of other functions than the platform's, in a function and the nameless ones inside it."""
        calls = self._others.get(node[0])
        if calls is None:
            script = self.project.scripts[node[0]]
            calls = self._others[node[0]] = {}
            for call in script.calls:
                calls.setdefault(script.named_owner(call.owner), []).append(call)
        return calls.get(node[1], [])

    def callees(self, node: Node) -> list[tuple[Node, tuple[str, ...]]]:
        """(function, the conditions of the call)."""
        calls = self._calls.get(node[0])
        if calls is None:
            calls = self._calls[node[0]] = self._targets(self.project.scripts[node[0]])
        return calls.get(node[1], [])

    def _targets(self, script: Script) -> dict[int, list[tuple[Node, tuple[str, ...]]]]:
        found: dict[int, list[tuple[Node, tuple[str, ...]]]] = {}
        for call in script.calls:
            owner = script.named_owner(call.owner)
            target = self._target(script, call.callee)
            if target is not None and target != (script.path, owner):
                found.setdefault(owner, []).append((target, call.guards))
        return found

    def _target(self, script: Script, callee: str) -> Node | None:
        head, _, name = callee.rpartition(".")
        if head in SELVES or head.endswith((".methods", "this.$options")):
            return self._function(script.path, name)
        if not head:
            module = script.imports.get(name)
            return self._imported(script, module[0], module[1] or name) if module else self._function(script.path, name)
        if head in ("getApp()", "app", "App", "getApp<IAppOption>()") and self._app and head not in script.imports:
            return self._function(self._app, name)
        module = script.imports.get(head.partition(".")[0])
        return self._imported(script, module[0], name) if module else None

    def _function(self, path: str, name: str) -> Node | None:
        number = self.functions(path).get(name)
        return None if number is None else (path, number)

    def _imported(self, script: Script, module: str, name: str) -> Node | None:
        path = resolve(self.project, script.path, module)
        return self._function(path, name) if path else None

    def reach(self, starts: Iterable[Node]) -> Iterator[Way]:
        """What is reached from any of the starts, the nearest first: each function once, and once more where the only
        way to it was through a question to the person and there is one without.
        """
        waiting = deque(Way(start, (), (self.label(start),), start) for start in starts)
        seen = {(way.node, False) for way in waiting}
        while waiting:
            way = waiting.popleft()
            yield way
            if len(way.steps) > DEEPEST:
                continue
            for target, more in self.callees(way.node):
                consented = way.consented or is_consented(more)
                if (target, consented) not in seen and (target, False) not in seen:
                    seen.add((target, consented))
                    steps = (*way.steps, self.label(target))
                    waiting.append(Way(target, (*way.guards, *more), steps, way.start, consented))

    def label(self, node: Node) -> str:
        script = self.project.scripts[node[0]]
        name = script.functions[node[1]].name if node[1] >= 0 else "top"
        line = script.functions[node[1]].line if node[1] >= 0 else 1
        return f"{node[0]}:{line} {name}"

    def starts(self) -> Iterator[tuple[Node, bool]]:
        """Where code begins without the person: the app and pages. True: at the opening of the mini program."""
        if self._app:
            for name in ("onLaunch", "onShow"):
                node = self._function(self._app, name)
                if node:
                    yield node, True
        home = self.project.home
        for page in self.project.pages.values():
            if page.script and not page.is_component:
                for name in ("onLoad", "onShow", "onReady"):
                    node = self._function(page.script, name)
                    if node:
                        yield node, page.path == home


def without_tap(project: Project, *apis: str) -> Iterator[tuple[str, Use, tuple[str, ...]]]:
    """Calls that a lifecycle leads to: (path, use, way). A callback of a dialog is a tap of the person."""
    flow = flow_of(project)
    seen: set[tuple[str, int]] = set()
    for way in flow.reach(start for start, _ in flow.starts()):
        path = way.node[0]
        for use in flow.uses_in(way.node):
            if use.api not in apis or use.kind != "called" or (path, use.line) in seen:
                continue
            if not way.consented and not is_consented(use.guards):
                seen.add((path, use.line))
                yield path, use, way.steps


def is_consented(guards: tuple[str, ...]) -> bool:
    """Whether the code stands in the answer to a dialog, or behind its confirm."""
    return any(_CONSENT.search(guard) for guard in guards)


def flow_of(project: Project) -> Flow:
    """The project's flow, made when first asked for."""
    found = project.config.get("_flow")
    if not isinstance(found, Flow):
        found = project.config["_flow"] = Flow(project)
    return found
