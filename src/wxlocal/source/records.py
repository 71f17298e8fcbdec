"""The facts of a file. Plain records; no syntax tree is kept."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Json = dict[str, Any]


class Function(msgspec.Struct, frozen=True, gc=False):
    """``parent`` is the function around it, -1 at the top. ``context``: Page, Component, App ... whose member it is."""

    name: str
    line: int
    parent: int
    context: str = ""


class Use(msgspec.Struct, frozen=True):
    """One mention of a platform API.

    ``kind``: called, named (passed on, compared), tested (a condition or canIUse), taken (destructured), or token
    (found by its letters in minified code). ``owner`` is the function that it stands in. ``guards`` are the texts of
    the conditions around it, nearest first; ``> wx.showModal`` stands for the callback of that call. ``options``: the
    literal members of the object that is passed, None = not literal; ``promised``: a failure is caught behind it.
    """

    api: str
    kind: Literal["called", "named", "tested", "taken", "token"]
    line: int
    owner: int = -1
    guards: tuple[str, ...] = ()
    options: Json = {}
    argument: str | None = None
    promised: bool = False


class Call(msgspec.Struct, frozen=True):
    """Another call: ``callee`` as it is written (``this.login``, ``util.request``).

    ``options`` only for setData and the calls of cloud functions that rules look into.
    """

    callee: str
    line: int
    owner: int = -1
    argument: str | None = None
    guards: tuple[str, ...] = ()
    options: Json = {}


class Read(msgspec.Struct, frozen=True, gc=False):
    """A member that is read: ``userInfo.gender``."""

    target: str
    name: str
    line: int
    owner: int = -1


class Script(msgspec.Struct, frozen=True):
    """``imports`` maps a local name to (module, exported name; "" = the whole module). ``broken``: 1 = parsed in parts,
    2 = beyond parsing, looked through by its letters. ``encoding``: what it was instead of UTF-8.
    """

    path: str
    functions: tuple[Function, ...] = ()
    uses: tuple[Use, ...] = ()
    calls: tuple[Call, ...] = ()
    reads: tuple[Read, ...] = ()
    strings: tuple[tuple[str, int], ...] = ()
    imports: dict[str, tuple[str, str]] = {}
    minified: bool = False
    broken: int = 0
    suppressed: tuple[tuple[int, str, str], ...] = ()
    encoding: str = ""

    def named_owner(self, owner: int) -> int:
        """The nearest function around that has a name."""
        while owner >= 0 and not self.functions[owner].name:
            owner = self.functions[owner].parent
        return owner

    def around(self, owner: int) -> list[int]:
        """The function and all that are around it."""
        found = []
        while owner >= 0:
            found.append(owner)
            owner = self.functions[owner].parent
        return found


class Tag(msgspec.Struct, frozen=True):
    """An element of a template. ``conditions``: the wx:if of it and of what is around it, the outermost first."""

    name: str
    attributes: dict[str, str]
    line: int
    conditions: tuple[str, ...] = ()

    def handler(self, event: str) -> str | None:
        """The handler of an event, however it is bound."""
        for head in ("bind", "bind:", "catch", "catch:", "capture-bind:", "capture-catch:", "@"):
            found = self.attributes.get(f"{head}{event}")
            if found:
                return found
        return None

    @property
    def handlers(self) -> list[str]:
        heads = ("bind", "catch", "capture-", "@")
        return [value for name, value in self.attributes.items() if name.startswith(heads) and value]


class Template(msgspec.Struct, frozen=True):
    path: str
    tags: tuple[Tag, ...] = ()
    texts: tuple[tuple[str, int], ...] = ()
    broken: int = 0
    suppressed: tuple[tuple[int, str, str], ...] = ()
    encoding: str = ""


class Settings(msgspec.Struct, frozen=True):
    """A JSON file that was read leniently; ``lines`` gives the line of each key (the first of its name)."""

    path: str
    value: Any
    lines: dict[str, int] = {}
    error: str = ""
    encoding: str = ""
