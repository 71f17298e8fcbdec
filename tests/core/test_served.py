"""Files as a web server answers for them: types, tags, parts; the last byte that is there and the first that is not."""

from __future__ import annotations

import pytest

from wxlocal.core.pages import Shown, Visit
from wxlocal.core.served import file, tag_of, type_of

TAG = tag_of("a" * 64)


def asked(method: str = "GET", **headers: str) -> Shown:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    visit = Visit("h", "/", {}, "", method, named)
    return file(visit, b"0123456789", "text/plain", TAG, cache="max-age=1")


def test_types() -> None:
    names = (
        "a.html",
        "A.HTML",
        "a/b.js",
        "a.mjs",
        "a.css",
        "a.svg",
        "a.webp",
        "a.woff2",
        "a.json",
        "a.unheard",
        "html",
        "a.b/c",
    )
    assert [type_of(name).partition("/")[2] for name in names] == [
        "html", "html", "javascript", "javascript", "css", "svg+xml", "webp", "woff2", "json",
        "octet-stream", "octet-stream", "octet-stream",
    ]  # fmt: skip


def test_the_whole() -> None:
    shown = asked()
    assert (shown.status, shown.body) == (200, b"0123456789")
    assert dict(shown.headers) == {
        "etag": TAG, "cache-control": "max-age=1", "accept-ranges": "bytes", "content-length": "10",
    }  # fmt: skip
    assert asked("POST").status == 405


@pytest.mark.parametrize(("known", "status"), [(TAG, 304), (f'"x", W/{TAG}', 304), ("*", 304), ('"x"', 200), ("", 200)])
def test_what_the_browser_has(known: str, status: int) -> None:
    assert asked(if_none_match=known).status == status


@pytest.mark.parametrize(
    ("wanted", "body", "place"),
    [
        ("bytes=0-0", b"0", "0-0"), ("bytes=2-4", b"234", "2-4"), ("bytes=9-", b"9", "9-9"), ("bytes=0-99", b"0123456789", "0-9"),
        ("bytes=-1", b"9", "9-9"), ("bytes=-99", b"0123456789", "0-9"), (f"bytes=1-{'9' * 400}", b"123456789", "1-9"),
    ],
)  # fmt: skip
def test_a_part(wanted: str, body: bytes, place: str) -> None:
    shown = asked(range=wanted)
    assert (shown.status, shown.body, dict(shown.headers)["content-range"]) == (206, body, f"bytes {place}/10")


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=4-3", "bytes=-0", f"bytes={'9' * 400}-"])
def test_a_part_that_is_not_there(wanted: str) -> None:
    shown = asked(range=wanted)
    assert (shown.status, dict(shown.headers)["content-range"]) == (416, "bytes */10")


@pytest.mark.parametrize("wanted", ["bytes=-", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=１-２"])
def test_what_is_no_part(wanted: str) -> None:
    assert asked(range=wanted).status == 200


def test_a_part_of_what_it_was() -> None:
    assert asked(range="bytes=0-1", if_range=TAG).status == 206
    assert asked(range="bytes=0-1", if_range='"x"').status == 200
