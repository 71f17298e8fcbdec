"""The queries over JavaScript and TypeScript, and what is looked for by its letters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from wxlocal.core.base.clock import effort
from wxlocal.source.records import Use
from wxlocal.source.suppressions import MARK
from wxlocal.source.texts import Lines

if TYPE_CHECKING:
    from tree_sitter import Language, Node

HOSTS = frozenset(("wx", "uni", "Taro", "my_wx", "wepy", "mpx"))
CONFIGS = ("Page", "Component", "App", "Behavior")
FUNCTIONS = (
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function_declaration", "generator_function",
)  # fmt: skip
# Functions that are handed to these are lifecycles: <script setup> of uni-app, hooks of Taro.
HOOKS = {
    "onLoad": "onLoad", "onShow": "onShow", "onReady": "onReady", "onLaunch": "onLaunch", "useLoad": "onLoad",
    "useDidShow": "onShow", "useReady": "onReady", "useLaunch": "onLaunch",
}  # fmt: skip
LONGEST_LINE = 400
TOKEN_ONLY = 200_000
LONGEST_GUARD = 120
PIECE = 1_024
WORD = 64  # what queries compare: names
START, EACH = 0.5, 5e-6  # seconds at the start, and for each byte: ten times what code takes
DEEPEST = 500  # what is nested deeper is not read: looking around a node costs its depth
WIDEST = 1_000  # of an ERROR: there the parser understood nothing, and each sibling costs all before it
MOST_GUARDS = 8
READS = frozenset(
    ("gender", "sex", "province", "city", "country", "language", "nickName", "avatarUrl", "formId", "encryptedData",
     "session_key", "sessionKey", "code", "openid", "openId", "_openid")
)  # fmt: skip
OPENIDS = ("openid", "openId", "_openid")  # only what a cloud function reads of its event
EVENTS = ("event", "event.data", "event.params")
DETAILED = frozenset(("setData", "generate", "generateScheme", "generateUrlLink", "sendSms", "addConditional"))
SECRET = re.compile(rb"""secret['"]?\s*[:=]\s*['"][0-9a-f]{32}['"]""", re.I)
_ADDRESSES = (
    "uniform_send",
    "wxopen/template/send",
    "getrealnameinfo",
    "checkrealnameinfo",
    "generate_urllink",
    "generatescheme",
    "jscode2session",
    "addconditional",
    "api\\\\.weixin\\\\.qq\\\\.com",
)
_STRINGS = "|".join(_ADDRESSES)
_QUERY = """
(call_expression) @call
[{functions}] @function
(import_statement) @import
(export_statement source: (string)) @import
(variable_declarator) @variable
((member_expression object: (identifier) @host) @member (#any-of? @host {hosts}))
((member_expression property: (property_identifier) @name) @read (#any-of? @name {reads}))
((string_fragment) @string (#match? @string "{strings}"))
((comment) @comment (#match? @comment "{mark}"))
"""


@cache
def grammar(ending: str) -> tuple[Language, Any]:
    from tree_sitter import Language, Query

    if ending in ("ts", "tsx"):
        import tree_sitter_typescript as typescript

        language = Language(typescript.language_tsx() if ending == "tsx" else typescript.language_typescript())
    else:
        import tree_sitter_javascript

        language = Language(tree_sitter_javascript.language())
    text = _QUERY.format(
        functions=" ".join(f"({name})" for name in FUNCTIONS),
        hosts=" ".join(f'"{name}"' for name in sorted(HOSTS)),
        reads=" ".join(f'"{name}"' for name in sorted(READS)),
        strings=_STRINGS,
        mark=MARK,
    )
    return language, Query(language, text)


def parsed(language: Language, data: bytes) -> Node | None:
    """The tree of a script; None if the parser is beyond its budget. Behind some errors it looks back over all that it
    has read, again and again: so it is handed the text in pieces, and none after its time. The tree goes on asking for
    the text of its nodes when it is queried: that is outside of the budget, and always answered.
    """
    from tree_sitter import Parser

    begun, is_over, is_parsed = effort(), False, False

    def more(at: int, point: object) -> bytes:
        nonlocal is_over
        if is_parsed:
            return data[at : at + WORD]
        is_over = is_over or effort() - begun > START + at * EACH
        return b"" if is_over else data[at : at + PIECE]

    root = Parser(language).parse(more).root_node
    is_parsed = True
    return None if is_over or is_hopeless(root) else root


def captures(query: Any, root: Node) -> dict[str, list[Node]]:
    """What the queries find, down to a depth."""
    from tree_sitter import QueryCursor

    cursor = QueryCursor(query)
    cursor.set_max_start_depth(DEEPEST)
    return cursor.captures(root)


def is_hopeless(root: Node) -> bool:
    """Whether the parser understood next to nothing of a long part."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_error and node.child_count > WIDEST:
            return True
        waiting += [child for child in node.children if child.has_error]
    return False


def is_minified(data: bytes) -> bool:
    """Long lines on the average; a licence comment at the head does not count for much."""
    return len(data) > 2_000 and len(data) / (data.count(b"\n") + 1) > LONGEST_LINE


def tokens_in(data: bytes, tokens: frozenset[str], first_line: int) -> tuple[Use, ...]:
    if not tokens:
        return ()
    lines = Lines(data, first_line)
    return tuple(Use(match[1].decode(), "token", lines.at(match.start())) for match in _pattern(tokens).finditer(data))


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[bytes]:
    return re.compile(rb"\.(" + b"|".join(sorted(name.encode() for name in tokens)) + rb")\b\s*+\(")
