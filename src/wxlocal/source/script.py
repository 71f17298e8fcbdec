"""JavaScript and TypeScript into records, by tree-sitter: tolerant of errors, fast, no Node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wxlocal.source import literals
from wxlocal.source.grammar import (
    CONFIGS,
    DETAILED,
    EVENTS,
    FUNCTIONS,
    HOOKS,
    HOSTS,
    LONGEST_GUARD,
    MOST_GUARDS,
    OPENIDS,
    READS,
    SECRET,
    TOKEN_ONLY,
    captures,
    grammar,
    is_minified,
    parsed,
    tokens_in,
)
from wxlocal.source.records import Call, Function, Read, Script, Use
from wxlocal.source.suppressions import FARTHEST, suppression
from wxlocal.source.texts import Lines

if TYPE_CHECKING:
    from tree_sitter import Node


def index(path: str, data: bytes, tokens: frozenset[str], first_line: int = 1, ending: str = "") -> Script:
    """The records of one file, which is UTF-8 (see ``texts``: the parser's queries cannot bear anything else).

    ``tokens``: names to look for by their letters where code is minified.
    """
    minified = is_minified(data)
    if minified and len(data) > TOKEN_ONLY:
        return Script(path, uses=tokens_in(data, tokens, first_line), minified=True)
    return _Indexer(path, data, first_line, minified, tokens).run(ending or path.rpartition(".")[2])


class _Indexer:
    def __init__(self, path: str, data: bytes, first_line: int, minified: bool, tokens: frozenset[str]) -> None:
        self.path, self.data, self.first, self.minified, self.tokens = path, data, first_line, minified, tokens
        self.functions: list[Function] = []
        self.spans: list[tuple[int, int]] = []
        self.uses: list[Use] = []
        self.calls: list[Call] = []
        self.reads: list[Read] = []
        self.imports: dict[str, tuple[str, str]] = {}
        self.taken: dict[str, str] = {}
        self.guarded: dict[int, tuple[str, ...]] = {}
        self.aliases: set[str] = set()

    def run(self, ending: str) -> Script:
        language, query = grammar(ending)
        root = parsed(language, self.data)
        if root is None:
            return Script(self.path, uses=tokens_in(self.data, self.tokens, self.first), broken=2)
        found = captures(query, root)
        for node in sorted(found.get("function", ()), key=lambda n: (n.start_byte, -n.end_byte)):
            self._function(node)
        for node in found.get("import", ()):
            self._import(node)
        for node in found.get("variable", ()):
            self._variable(node)
        called: set[int] = set()
        for node in found.get("call", ()):
            self._call(node, called)
        for node in found.get("member", ()):
            if node.start_byte not in called:
                self._member(node)
        self.reads += [read for node in found.get("read", ()) if (read := self._read(node))]
        seen = {(use.api, use.line) for use in self.uses}
        more = tokens_in(self.data, self.tokens, self.first) if self.minified else ()
        uses = [*self.uses, *(use for use in more if (use.api, use.line) not in seen)]
        return Script(
            path=self.path,
            functions=tuple(self.functions),
            uses=tuple(uses),
            calls=tuple(self.calls),
            reads=tuple(self.reads),
            strings=(*((self._text(n), self._line(n)) for n in found.get("string", ())), *self._secrets()),
            imports=self.imports,
            minified=self.minified,
            broken=1 if root.has_error else 0,
            suppressed=tuple(s for n in found.get("comment", ()) if (s := self._suppressed(n))),
        )

    def _secrets(self) -> list[tuple[str, int]]:
        """Where an AppSecret stands in the code; never the secret itself."""
        found = SECRET.finditer(self.data) if b"ecret" in self.data or b"ECRET" in self.data else ()
        lines = Lines(self.data, self.first)
        return [("AppSecret", lines.at(match.start())) for match in found]

    # -- small things -------------------------------------------------------------------------------------------------

    def _text(self, node: Node) -> str:
        return literals.text_of(self.data, node)

    def _line(self, node: Node) -> int:
        return int(node.start_point[0]) + self.first

    def _owner(self, at: int) -> int:
        """The innermost function around a byte: they are sorted by their start."""
        low, high = 0, len(self.spans)
        while low < high:
            middle = (low + high) // 2
            if self.spans[middle][0] <= at:
                low = middle + 1
            else:
                high = middle
        number = low - 1
        while number >= 0 and self.spans[number][1] <= at:
            number = self.functions[number].parent
        return number

    def _suppressed(self, node: Node) -> tuple[int, str, str] | None:
        found = suppression(self._text(node).strip().removesuffix("*/"))
        if found is None:
            return None
        next_line, names, reason = found
        column = node.start_point[1]
        is_alone = column <= FARTHEST and not self.data[node.start_byte - column : node.start_byte].strip()
        return int(node.end_point[0]) + self.first + (1 if next_line or is_alone else 0), names, reason

    # -- functions ----------------------------------------------------------------------------------------------------

    def _function(self, node: Node) -> None:
        parent = self._owner(node.start_byte)
        name, context = self._name(node)
        self.spans.append((node.start_byte, node.end_byte))
        self.functions.append(Function(name, self._line(node), parent, context))

    def _name(self, node: Node) -> tuple[str, str]:
        own = node.child_by_field_name("name")
        if own is not None and node.type != "function_expression":
            context = self._context(node)
            above = node.parent.parent if node.parent is not None else None
            if node.type == "method_definition" and not context and above is not None and above.type == "arguments":
                return "", ""  # success() {}: a callback of the call around
            return self._text(own), context
        parent = node.parent
        if parent is None:
            return "", ""
        if parent.type == "pair":
            key = parent.child_by_field_name("key")
            context = self._context(parent)
            holder = parent.parent.parent if parent.parent is not None else None
            if not context and holder is not None and holder.type == "arguments":
                return "", ""  # success, fail: callbacks of the call around
            return (self._text(key).strip("'\"") if key is not None else ""), context
        if parent.type == "arguments" and parent.parent is not None:
            callee = parent.parent.child_by_field_name("function")
            name = self._text(callee) if callee is not None and callee.end_byte - callee.start_byte < 20 else ""
            return HOOKS.get(name, ""), ""
        if parent.type == "variable_declarator":
            key = parent.child_by_field_name("name")
            return (self._text(key) if key is not None else ""), ""
        if parent.type == "assignment_expression":
            left = parent.child_by_field_name("left")
            return (literals.tail_of(self.data, left, 200).rpartition(".")[2] if left is not None else ""), ""
        return "", ""

    def _context(self, node: Node) -> str:
        """Page, Component or App, where the node is a member of its configuration, or of ``methods`` in it."""
        holder = node.parent
        for _ in range(3):
            if holder is None or holder.type != "object":
                return ""
            above = holder.parent
            if above is None:
                return ""
            if above.type == "arguments" and above.parent is not None:
                called = above.parent.child_by_field_name("function")
                text = literals.tail_of(self.data, called, 20) if called is not None else ""
                return next((kind for kind in CONFIGS if text.endswith(kind)), "")
            if above.type == "export_statement":
                return "Component"
            if above.type != "pair":
                return ""
            holder = above.parent
        return ""

    # -- imports and aliases ------------------------------------------------------------------------------------------

    def _import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        if source is None:
            return
        module = self._text(source).strip("'\"`")
        self.imports.setdefault(f"import {module}", (module, ""))
        for clause in node.children:
            if clause.type != "import_clause":
                continue
            for child in clause.children:
                if child.type == "identifier":
                    self.imports[self._text(child)] = (module, "")
                elif child.type == "namespace_import":
                    self.imports[self._text(child.children[-1])] = (module, "")
                elif child.type == "named_imports":
                    for one in child.named_children:
                        name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                        if name is not None:
                            local = self._text(alias if alias is not None else name)
                            self.imports[local] = (module, self._text(name))

    def _variable(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or value is None:
            return
        text = self._text(value) if value.end_byte - value.start_byte < 200 else ""
        if text in HOSTS:
            if name.type == "identifier":
                self.aliases.add(self._text(name))
            elif name.type == "object_pattern":
                self._take(name)
            return
        if name.type == "object_pattern" and (text.endswith("detail") or text in EVENTS):
            owner = self._owner(name.start_byte)
            wanted = OPENIDS if text in EVENTS else READS
            self.reads += [Read(text, key, self._line(name), owner) for _, key in self._pattern(name) if key in wanted]
        match = re.match(r"require\(\s*['\"`]([^'\"`]+)['\"`]\s*\)", text)
        if match is None:
            return
        if name.type == "identifier":
            self.imports[self._text(name)] = (match[1], text.rpartition(").")[2] if ")." in text else "")
        elif name.type == "object_pattern":
            for local, exported in self._pattern(name):
                self.imports[local] = (match[1], exported)

    def _pattern(self, node: Node) -> list[tuple[str, str]]:
        """(local, original) names of a destructuring."""
        found = []
        for child in node.named_children:
            if child.type == "shorthand_property_identifier_pattern":
                found.append((self._text(child), self._text(child)))
            elif child.type == "pair_pattern":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    found.append((self._text(value), self._text(key)))
        return found

    def _take(self, node: Node) -> None:
        for local, api in self._pattern(node):
            self.taken[local] = api
            self.uses.append(Use(api, "taken", self._line(node), self._owner(node.start_byte)))

    # -- calls --------------------------------------------------------------------------------------------------------

    def _call(self, node: Node, called: set[int]) -> None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        api = self._api(function)
        owner = self._owner(node.start_byte)
        first = arguments.named_child(0) if arguments.named_child_count else None
        literal = literals.literal(self.data, first) if first is not None else None
        if api is not None:
            called.add(function.start_byte)
            if api == "canIUse" and isinstance(literal, str):
                self.uses.append(Use(literal.split(".")[-1], "tested", self._line(node), owner))
                return
            options = literals.options(self.data, first)
            caught = self._caught(node)
            argument = literal if isinstance(literal, str) else None
            line, guards = self._line(function), self._guards(node)
            self.uses.append(Use(api, "called", line, owner, guards, options, argument, caught))
            return
        if function.end_byte - function.start_byte > 200:
            return
        callee = self._text(function)
        if callee in CONFIGS:
            return
        if callee in ("require", "require.async", "import"):
            if isinstance(literal, str):
                self.imports.setdefault(f"{callee} {literal}", (literal, ""))
            return
        text = literal if isinstance(literal, str) else None
        options = literals.options(self.data, first) if callee.rpartition(".")[2] in DETAILED else {}
        self.calls.append(Call(callee, self._line(node), owner, text, self._guards(node), options))

    def _api(self, function: Node) -> str | None:
        """The platform API that a callee is: wx.x, an alias of wx, wx["x"], or a name taken out of wx."""
        if function.type == "identifier":
            return self.taken.get(self._text(function))
        if function.type == "member_expression":
            host, name = function.child_by_field_name("object"), function.child_by_field_name("property")
            if host is not None and name is not None and self._is_host(host):
                return self._text(name)
        if function.type == "subscript_expression":
            host, key = function.child_by_field_name("object"), function.child_by_field_name("index")
            if host is not None and key is not None and self._is_host(host) and key.type == "string":
                return self._text(key).strip("'\"")
        return None

    def _is_host(self, node: Node) -> bool:
        text = self._text(node) if node.end_byte - node.start_byte < 30 else ""
        return text in HOSTS or text in self.aliases

    def _member(self, node: Node) -> None:
        """``wx.x`` that is not called: a test, or passed on."""
        name = node.child_by_field_name("property")
        if name is None:
            return
        parent = node.parent
        kind: Any = "named"
        if parent is not None and parent.type in (
            "parenthesized_expression", "unary_expression", "binary_expression", "ternary_expression",
        ):  # fmt: skip
            kind = "tested"
        if parent is not None and parent.type == "member_expression":
            return
        self.uses.append(
            Use(self._text(name), kind, self._line(node), self._owner(node.start_byte), self._guards(node))
        )

    def _read(self, node: Node) -> Read | None:
        target, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        assert target is not None
        assert name is not None
        text = literals.tail_of(self.data, target, 80)
        parent = node.parent
        if parent is not None and parent.type == "assignment_expression":
            left = parent.child_by_field_name("left")
            if left is not None and left.start_byte == node.start_byte:
                return None  # it is written
        if self._text(name) == "code" and not text.endswith("detail"):
            return None
        if self._text(name) in OPENIDS and text not in EVENTS:
            return None
        return Read(text, self._text(name), self._line(node), self._owner(node.start_byte))

    # -- what stands around and inside --------------------------------------------------------------------------------

    def _guards(self, node: Node) -> tuple[str, ...]:
        """The conditions between the node and the top of the file, the nearest first. Each ancestor is asked once."""
        way: list[Node] = []
        at: Node | None = node
        while at is not None and at.id not in self.guarded:
            way.append(at)
            at = at.parent
        found = self.guarded[at.id] if at is not None else ()
        parent = at
        for child in reversed(way):
            if parent is not None:
                own = self._condition(child, parent)
                found = (own, *found)[:MOST_GUARDS] if own else found
            self.guarded[child.id] = found
            parent = child
        return found

    def _condition(self, child: Node, parent: Node) -> str:
        """What must be true, inside of the parent, for the child to run."""
        kind = parent.type
        if kind in ("if_statement", "ternary_expression"):
            condition = parent.child_by_field_name("condition")
            if condition is None or child.start_byte == condition.start_byte:
                return ""
            other = parent.child_by_field_name("alternative")
            text = literals.head_of(self.data, condition, LONGEST_GUARD)
            return f"else {text}" if other is not None and other.start_byte <= child.start_byte else text
        if kind == "binary_expression":
            left = parent.child_by_field_name("left")
            if left is not None and left.start_byte != child.start_byte:
                between = self.data[left.end_byte : child.start_byte]
                return literals.head_of(self.data, left, LONGEST_GUARD) if b"&&" in between else ""
        elif kind == "call_expression" and child.type == "arguments":
            callee = parent.child_by_field_name("function")
            name = self._text(callee) if callee is not None and callee.end_byte - callee.start_byte < 60 else ""
            return f"> {name}" if name and name not in CONFIGS else ""
        return ""

    def _caught(self, node: Node) -> bool:
        """Whether a rejection is handled: .catch, .then with two, or try around an await."""
        caught = awaited = False
        parent = node.parent
        for _ in range(12):
            if parent is None or parent.type in FUNCTIONS:
                break
            if parent.type == "member_expression":
                name = parent.child_by_field_name("property")
                if name is not None and self._text(name) in ("catch", "finally"):
                    caught = True
                if name is not None and self._text(name) == "then" and parent.parent is not None:
                    arguments = parent.parent.child_by_field_name("arguments")
                    caught = caught or (arguments is not None and len(arguments.named_children) > 1)
            awaited = awaited or parent.type == "await_expression"
            caught = caught or (parent.type == "try_statement" and awaited)
            parent = parent.parent
        return caught
