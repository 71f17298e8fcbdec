"""Multipart bodies as SDKs write them, and as cloud functions give files."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files import form
from wxlocal.core.server.multipart import Part, fields, file, read
from wxlocal.core.server.operation import Wire

CONTENT = b"\x89PNG\r\n\r\n--cut\0\r\n"


def one(head: str, content: bytes = CONTENT) -> Part:
    body = b"--cut\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--cut--\r\n"
    (part,) = read(body)
    return part


@pytest.mark.parametrize(
    ("head", "filename", "kind"),
    [
        ('Content-Disposition: form-data; name="media"; filename="a.png"\r\nContent-Type: image/png', "a.png", "image/png"),
        ('Content-Disposition: form-data; name="media"; filename="media"', "media", ""),
        ("content-disposition: form-data; name=media; filename=a.png", "a.png", ""),
        ('Content-Type: image/PNG; x=y\r\nContent-Disposition: form-data; filename="a;b.png"; name="media"', "a;b.png", "image/png"),
        ('Content-Disposition: form-data; name="media"; filename="图片.png"', "图片.png", ""),
        ('Content-Disposition: form-data; name="media"; filename="a\\"b.png"', 'a"b.png', ""),
        ("Content-Disposition: form-data; name=\"media\"; filename*=UTF-8''%E5%9B%BE.png", "图.png", ""),
        ("Content-Disposition: form-data; name=\"media\"; filename=\"x\"; filename*=nothing''%E5%9B%BE.png", "图.png", ""),
        ('Content-Disposition: form-data; name="media"; filename="a.png"; filelength=7', "a.png", ""),
        ('Content-Disposition: form-data; name="media"; filename=""', "", ""),
        ('Content-Disposition: form-data; name="media"', None, ""),
    ],
)  # fmt: skip
def test_a_file_is_found_however_it_is_named(head: str, filename: str | None, kind: str) -> None:
    content = CONTENT.replace(b"\r\n--cut", b"")
    part = one(head, content)
    assert part == Part(name="media", filename=filename, content_type=kind, content=content)


def test_several_parts_and_line_breaks_alone() -> None:
    body = form(b"\r\nbytes\n", description='{"title": "a"}')
    first, second = read(body)
    assert (first.name, first.filename, first.content) == ("description", None, b'{"title": "a"}')
    assert (second.name, second.content) == ("media", b"\r\nbytes\n")
    assert [part.content for part in read(form(b"x", a="1").replace(b"\r\n", b"\n"))] == [b"1", b"x"]
    assert [part.name for part in read(b"\r\n" + form(b"x"))] == ["media"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"--", b"--cut", b"--cut\r\n", b"--\r\nx", b"--cut--\r\n", b"x" * 1000, b"--" + b"x" * 1000,
        b"--cut\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"\r\n\r\ncut off",
        b"--cut\r\nContent-Disposition: form-data\r\n\r\nx\r\n--cut--",
        b"--cut\r\nContent-Disposition: form-data; name=x\r\n--cut--",
    ],
)  # fmt: skip
def test_what_is_no_form_has_no_parts(body: bytes) -> None:
    assert read(body) == []


@given(st.binary(max_size=300))
def test_any_bytes_come_through(content: bytes) -> None:
    if b"\n--cut" not in content:
        (part,) = read(form(content))
        assert part.content == content


@given(st.binary(max_size=200))
def test_no_bytes_break_it(body: bytes) -> None:
    read(body)
    read(b"--cut\r\n" + body + b"\r\n--cut--")


def test_many_parts_are_read_up_to_a_number() -> None:
    body = form(None, **{f"f{number}": "x" for number in range(200)})
    assert len(read(body)) == 100


def test_fields_and_files_of_a_call() -> None:
    wire = Wire(body=form(b"x", type="image"))
    assert fields(wire) == {"type": "image"}
    assert file(wire, "media") == Part(name="media", filename="a.png", content_type="image/png", content=b"x")
    assert file(wire, "type") is None
    assert file(wire, "other") is None
    assert fields(Wire(data={"type": "image"})) == {"type": "image"}
    assert file(Wire(data={"media": {"value": b"x"}}), "media") is None


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ({"contentType": "image/png", "value": b"x"}, b"x"),
        ({"content_type": "image/png", "value": "eA=="}, b"x"),
        ({"contentType": "image/png", "value": {"type": "Buffer", "data": [120]}}, b"x"),
        ({"contentType": "image/png", "value": b""}, b""),
        ({"contentType": "image/png", "value": "!"}, None),
        ({"contentType": "image/png", "value": 7}, None),
        ({"contentType": "image/png"}, None),
        ("eA==", None),
    ],
)
def test_files_of_cloud_functions(value: Any, content: bytes | None) -> None:
    found = file(Wire(face="inside", data={"media": value}), "media")
    if content is None:
        assert found is None
    else:
        assert found == Part(name="media", filename="media", content_type="image/png", content=content)
