"""Bodies of calls: read leniently, as SDKs send them, and shown in the journal."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from wxlocal.core.server.bodies import MOST, bounded, form_of, read_body, shown, texts_of_numbers, unset_dropped
from wxlocal.core.world.journal.masking import LONGEST, SLACK


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b"", None),
        (b" \r\n\t", None),
        (b"{}", {}),
        (b'{"a": 1}', {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "字"}'.encode(), {"a": "字"}),
        (rb'{"a": "x\u0000y"}', {"a": "x\ufffdy"}),
        (rb'{"a": "x\\u0000y"}', {"a": "x\\u0000y"}),
    ],
)
def test_bodies_that_are_read(body: bytes, data: dict[str, Any] | None) -> None:
    assert read_body(body) == (data, None)


@pytest.mark.parametrize(
    "body", [b"{", b"a=1", b"[]", b'"x"', b"null", b"1", b"\xff", b'{"a": "\xff"}', b"[" * 100_000, b'{"a": 1} x']
)
def test_bodies_that_are_no_json_object(body: bytes) -> None:
    data, refused = read_body(body)
    assert data is None
    assert refused is not None
    assert (refused.code, refused.message) == (47001, "data format error")
    assert refused.reason


class Inner(msgspec.Struct, frozen=True):
    path: str = "p"
    query: str = "q"


class Outer(msgspec.Struct):
    text: str = "t"
    number: int = 0
    tags: list[str] = []
    inner: Inner = Inner()
    maybe: Inner | None = None
    free: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"text": "", "number": None, "tags": []}, {}),
        ({"text": "x", "number": 0, "tags": ["a"]}, {"text": "x", "number": 0, "tags": ["a"]}),
        ({"text": False}, {"text": False}),
        ({"inner": {"path": "", "query": "x"}}, {"inner": {"query": "x"}}),
        ({"maybe": {"path": None}}, {"maybe": {}}),
        ({"inner": {}}, {"inner": {}}),
        ({"inner": "x"}, {"inner": "x"}),
        ({"free": {"a": ""}}, {"free": {"a": ""}}),
        ({"unknown": ""}, {}),
    ],
)
def test_what_an_sdk_sends_for_not_given_is_not_given(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    assert unset_dropped(sent, Outer) == kept


def test_some_fields_may_be_empty() -> None:
    assert unset_dropped({"text": "", "number": ""}, Outer, ("text",)) == {"text": ""}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"a=1&b=x+y&c=", {"a": "1", "b": "x y", "c": ""}),
        (b" a=1\n", {"a": "1"}),
        (b"a%5B0%5D=1&b=2&a%5B1%5D=3", {"a": ["1", "3"], "b": "2"}),
        (b"a[]=1&a[]=3", {"a": ["1", "3"]}),
        (b"a=0&a[]=1", {"a": ["1"]}),
        (b"a[x]=1&[0]=2", {"a[x]": "1", "[0]": "2"}),
        (b'{"a": "b=c"}', {}),
        (b'["a=b"]', {}),
        (b"<a>b=c</a>", {}),
        (b'"a=b"', {}),
        (b"a", {}),
        (b"", {}),
    ],
)
def test_forms_that_were_sent_for_json(body: bytes, fields: dict[str, str | list[str]]) -> None:
    assert form_of(body) == fields


def test_numbers_in_place_of_texts() -> None:
    assert texts_of_numbers({"text": 7, "number": 7, "tags": [7]}, Outer) == {"text": "7"}
    assert texts_of_numbers({"text": 1.5}, Outer) == {"text": "1.5"}
    assert texts_of_numbers({"text": True}, Outer) == {}


class Counted(msgspec.Struct):
    number: int = 0
    several: list[int] = []
    more: list[Outer] = []
    text: str = ""


def test_whole_numbers_stay_within_64_bits() -> None:
    for number, kept in ((MOST, MOST), (MOST + 1, MOST), (-MOST - 1, -MOST), (-MOST, -MOST), (7, 7)):
        request = bounded(Counted(number=number, several=[number, 1], more=[Outer(number=number)], text="x"))
        assert (request.number, request.several, request.more[0].number) == (kept, [kept, 1], kept)


def test_bodies_in_the_journal() -> None:
    assert shown(b"") == ""
    assert shown("字".encode()) == "字"
    assert shown(b"a\xff") == "a\ufffd"
    assert shown(b"a\0b") == "(3 bytes)"
    assert shown(b"\x1f\x8b12") == "(4 bytes)"
    most = LONGEST + SLACK
    assert shown(b"x" * (most + 1)) == "x" * most
