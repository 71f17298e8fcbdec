"""The small faults that ``mutants.py`` plants: one place of one file changed, as text, so that a diff reads well.

In rules: comparisons, and/or/not, conditions turned round, numbers one up and one down, texts, arithmetic, raises,
early returns and calls taken out. In policies: dates a day earlier and later, base libraries, clocks. Not: prose that
only people read (docstrings, reasons, the words of ``NotPossible``), annotations, and what a policy says of itself.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

COMPARISONS = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
ARITHMETIC = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
PROSE = ("reason", "why")
FOR_PEOPLE = ("NotPossible", "BadPackage")
DATED = ("since", "until", "announced_since", "announced_until", "base_library", "clock", "what")
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(.*)", re.S)
VERSION = re.compile(r"(\d+\.\d+\.)(\d+)\Z")
OTHERS = {"now": "release", "release": "now", "from": "until", "until": "from"}
OPENING = re.compile(rb"[rbfuRBFU]*(?:\"\"\"|'''|\"|')")


@dataclass(frozen=True)
class Mutant:
    """``start`` to ``end`` of the file's bytes become ``new``.

    ``lines``: first and last line that a test has to run to meet it; None = it is met when the module is imported.
    ``names``: what the statement defines, if the module does.
    """

    file: str
    line: int
    start: int
    end: int
    new: bytes
    scope: str
    lines: tuple[int, int] | None
    names: tuple[str, ...]

    @property
    def position(self) -> str:
        """A draw that depends on nothing but the file, the place and the change."""
        return hashlib.sha256(f"{self.file}:{self.start}:{self.end}:{self.new!r}".encode()).hexdigest()

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new + source[self.end :]

    def diff(self, source: bytes) -> tuple[str, str]:
        """The line as it was and as it becomes, from the first line that is touched to the last."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        was, becomes = source[first:last], source[first : self.start] + self.new + source[self.end : last]
        return was.decode().strip(), becomes.decode().strip()


class Planter(ast.NodeVisitor):
    """Finds every place of one file; ``found`` is in the order of the source."""

    def __init__(self, file: str, source: bytes) -> None:
        self.file = file
        self.source = source
        self.found: list[Mutant] = []
        self._starts = [0, *(at.end() for at in re.finditer(rb"\n", source))]
        self._scope: list[str] = []
        self._function: ast.FunctionDef | None = None
        self._statement: ast.stmt | None = None
        self._in_place = False

    # -- places ---------------------------------------------------------------------------------------------------

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[node.end_lineno - 1] + node.end_col_offset

    def _add(self, start: int, end: int, new: str | bytes) -> None:
        line = self.source.count(b"\n", 0, start) + 1
        text = new.encode() if isinstance(new, str) else new
        self.found.append(
            Mutant(self.file, line, start, end, text, ".".join(self._scope), self._lines(), self._names())
        )

    def _lines(self) -> tuple[int, int] | None:
        statement = self._statement
        if self._function is None or statement is None:
            return None
        if statement is self._function:  # a default: every call may meet it
            return statement.body[0].lineno, statement.end_lineno or statement.lineno
        body = getattr(statement, "body", None)
        if body:
            return statement.lineno, max(statement.lineno, body[0].lineno - 1)
        return statement.lineno, statement.end_lineno or statement.lineno

    def _names(self) -> tuple[str, ...]:
        if self._function is not None:
            return ()
        if self._scope:
            return (self._scope[0],)
        statement = self._statement
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        return tuple(n.id for t in targets if t is not None for n in ast.walk(t) if isinstance(n, ast.Name))

    def _between(self, left: ast.expr, right: ast.expr, old: str, *new: str) -> None:
        """Replaces the operator that stands between two operands."""
        start, end = self._span(left)[1], self._span(right)[0]
        match = re.search(rb"\s+".join(re.escape(word.encode()) for word in old.split()), self.source[start:end])
        assert match is not None, (self.file, left.lineno, old)
        for text in new:
            self._add(start + match.start(), start + match.end(), text)

    # -- statements -----------------------------------------------------------------------------------------------

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt):
            super().visit(node)
            return
        outer, self._statement = self._statement, node
        self._taken_out(node)
        super().visit(node)
        self._statement = outer

    def _taken_out(self, node: ast.stmt) -> None:
        """Raises, returns before the end, and calls for their effect."""
        if self._function is None:
            return
        early = isinstance(node, ast.Return) and node is not self._function.body[-1]
        effect = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if early or effect or isinstance(node, ast.Raise | ast.Continue):
            self._add(*self._span(node), "pass")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, self._function = self._function, node
        self._scope.append(node.name)
        positional = [*node.args.posonlyargs, *node.args.args][-len(node.args.defaults) or None :]
        pairs = [
            *zip(positional, node.args.defaults, strict=False),
            *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
        ]
        for argument, default in pairs:
            if default is not None and argument.arg not in PROSE:
                self.visit(default)
        for statement in node.body:
            self.visit(statement)
        self._scope.pop()
        self._function = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._scope.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        if not (isinstance(node.targets[0], ast.Name) and node.targets[0].id in PROSE):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        function = self._function
        if node.value is None or function is None:
            return
        if isinstance(function.returns, ast.Name) and function.returns.id == "bool":
            self._turned(node.value)
        self.visit(node.value)

    # -- conditions -----------------------------------------------------------------------------------------------

    def _turned(self, test: ast.expr) -> None:
        """Turns a condition round; comparisons, and/or and not have mutants of their own."""
        if isinstance(test, ast.BoolOp):
            for value in test.values:
                self._turned(value)
        elif not isinstance(test, ast.Compare | ast.UnaryOp | ast.Constant):
            start, end = self._span(test)
            self._add(start, end, b"(not (" + self.source[start:end] + b"))")

    def visit_If(self, node: ast.If) -> None:
        self._turned(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._turned(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._turned(test)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            self._between(left, right, old, new)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, op, right in zip((node.left, *node.comparators), node.ops, node.comparators, strict=False):
            old, new = COMPARISONS[type(op)]
            self._between(left, right, old, *new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            start = self._span(node)[0]
            self._add(start, start + len("not"), b"")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in ARITHMETIC:
            self._between(node.left, node.right, *ARITHMETIC[type(node.op)])
        self.generic_visit(node)

    # -- constants ------------------------------------------------------------------------------------------------

    def visit_Constant(self, node: ast.Constant) -> None:
        value, span = node.value, self._span(node)
        if isinstance(value, bool):
            self._add(*span, str(not value))
        elif isinstance(value, int):
            self._add(*span, str(value + 1))
            if not (value == 0 and self._in_place):
                self._add(*span, f"({value - 1})" if value < 1 else str(value - 1))
        elif isinstance(value, float):
            self._add(*span, str(value + 1))
        elif isinstance(value, str | bytes):
            self._marked(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._marked(node)

    def _marked(self, node: ast.expr) -> None:
        """An X in front of the text."""
        start, end = self._span(node)
        opening = OPENING.match(self.source, start, end)
        if opening is not None:
            self._add(opening.end(), opening.end(), b"X")

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Here a 0 only goes up: [-1] is [0] where there is one, and no version ends in -1."""
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            return
        self.visit(node.value)
        outer, self._in_place = self._in_place, True
        self.visit(node.slice)
        self._in_place = outer

    def visit_Tuple(self, node: ast.Tuple) -> None:
        outer, self._in_place = self._in_place, True
        self.generic_visit(node)
        self._in_place = outer

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        for_people = isinstance(node.func, ast.Name) and node.func.id in FOR_PEOPLE
        for argument in node.args:
            if not (for_people and isinstance(argument, ast.Constant | ast.JoinedStr)):
                self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg not in PROSE:
                self.visit(keyword.value)


class PolicyPlanter(Planter):
    """Only what decides when: dates, the base library, the clock, the end of the window that an announcement moves."""

    def visit_Constant(self, node: ast.Constant) -> None:
        return

    def visit_Call(self, node: ast.Call) -> None:
        said = isinstance(node.func, ast.Name) and node.func.id == "Said"
        for value in (*(node.args[:2] if said else ()), *(k.value for k in node.keywords if k.arg in DATED)):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                self._dated(value, value.value)
        for keyword in node.keywords:
            if keyword.arg == "history":
                self.visit(keyword.value)

    def _dated(self, node: ast.Constant, text: str) -> None:
        span = self._span(node)
        if match := DATE.match(text):
            day = date.fromisoformat(match[1])
            for days in (-1, 1):
                self._add(*span, f'"{day + timedelta(days=days)}{match[2]}"')
        elif match := VERSION.match(text):
            self._add(*span, f'"{match[1]}{int(match[2]) + 1}"')
        elif text in OTHERS:
            self._add(*span, f'"{OTHERS[text]}"')


def files(root: Path) -> list[str]:
    """Every file of rules or policies, relative to the root of the project."""
    rooms = root / "src" / "wxlocal" / "rooms"
    found = [*rooms.glob("*/rules*.py"), *rooms.glob("*/policy.py")]
    return sorted(file.relative_to(root).as_posix() for file in found)


def mutants(file: str, source: bytes) -> list[Mutant]:
    """All mutants of a file, in the order of the source; those that do not even compile are left out."""
    planter = (PolicyPlanter if file.endswith("policy.py") else Planter)(file, source)
    planter.visit(ast.parse(source))
    return sorted(_sound(planter.found, source), key=lambda one: (one.start, one.end, one.new))


def _sound(found: list[Mutant], source: bytes) -> Iterator[Mutant]:
    for mutant in found:
        try:
            ast.parse(mutant.applied(source))
        except SyntaxError:
            continue
        yield mutant
