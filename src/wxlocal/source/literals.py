"""What is written out in a call: texts, numbers, arrays, and the members of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wxlocal.source.grammar import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

DEEPEST = 4


def text_of(data: bytes, node: Node) -> str:
    return data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def head_of(data: bytes, node: Node, most: int) -> str:
    """The first characters of a node that may be as long as the file."""
    return data[node.start_byte : min(node.end_byte, node.start_byte + 4 * most)].decode("utf-8", "replace")[:most]


def tail_of(data: bytes, node: Node, most: int) -> str:
    return data[max(node.start_byte, node.end_byte - 4 * most) : node.end_byte].decode("utf-8", "replace")[-most:]


def options(data: bytes, first: Node | None) -> dict[str, Any]:
    """The members of an object that is passed first; functions as "function", the rest by value or None."""
    if first is None or first.type != "object":
        return {} if first is None else {"...": None}
    found: dict[str, Any] = {}
    for member in first.named_children:
        if member.type == "pair":
            key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
            if key is not None and value is not None:
                found[text_of(data, key).strip("'\"")] = literal(data, value)
        elif member.type == "method_definition":
            key = member.child_by_field_name("name")
            if key is not None:
                found[text_of(data, key)] = "function"
        elif member.type == "shorthand_property_identifier":
            found[text_of(data, member)] = None
        elif member.type == "spread_element":
            found["..."] = None
    return found


def literal(data: bytes, node: Node, depth: int = 0) -> Any:
    """The value, or None where it is not written out. Of a sum of texts, its beginning."""
    summed = False
    while node.type == "binary_expression":
        left = node.child_by_field_name("left")
        if left is None:
            return None
        node, summed = left, True
    value = _value(data, node, depth)
    return value if not summed or (isinstance(value, str) and value != "function") else None


def _value(data: bytes, node: Node, depth: int) -> Any:
    if node.type == "string":
        return text_of(data, node)[1:-1]
    if node.type == "template_string":
        return _written(data, node)
    if node.type == "number":
        text = text_of(data, node)
        return int(text) if text.isdecimal() and len(text) < 20 else None
    if node.type in ("true", "false"):
        return node.type == "true"
    if node.type in FUNCTIONS:
        return "function"
    if node.type == "array" and depth < DEEPEST:
        return [literal(data, child, depth + 1) for child in node.named_children]
    return None


def _written(data: bytes, node: Node) -> str:
    """A template literal up to its first substitution, which may hold half of the file."""
    end = data.find(b"${", node.start_byte, node.end_byte)
    return data[node.start_byte + 1 : node.end_byte if end < 0 else end].decode("utf-8", "replace").rstrip("`")
