"""A file as a web server answers for it: its type, its tag, what the browser has already, a part of it (RFC 9110)."""

from __future__ import annotations

import re
from mimetypes import MimeTypes

from wxlocal.core.pages import Shown, Visit

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)\Z")
_TYPES = MimeTypes()  # Python's own table, not the machine's
_MORE = {
    ".md": "text/markdown", ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm",
    ".webp": "image/webp", ".woff": "font/woff", ".woff2": "font/woff2", ".ico": "image/x-icon",
    ".amr": "audio/amr", ".mp3": "audio/mpeg", ".silk": "audio/silk",
}  # fmt: skip
UNKNOWN = "application/octet-stream"


def type_of(path: str) -> str:
    """By the ending of the name."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    name = f"{dot}{ending.lower()}"
    return _MORE.get(name) or _TYPES.types_map[True].get(name, UNKNOWN)


def tag_of(sha256: str) -> str:
    return f'"{sha256[:32]}"'


def file(
    visit: Visit, content: bytes, content_type: str, tag: str, *, cache: str, headers: tuple[tuple[str, str], ...] = ()
) -> Shown:
    """200, 206, 304, 405 or 416. ``cache`` is the Cache-Control."""
    if visit.method not in ("GET", "HEAD"):
        return Shown(status=405, headers=(("allow", "GET, HEAD"),))
    told = (("etag", tag), ("cache-control", cache), ("accept-ranges", "bytes"), *headers)
    if _has(visit, tag):
        return Shown(status=304, headers=told, content_type=content_type)
    asked = visit.headers.get("range", "")
    found = _RANGE.match(asked) if visit.headers.get("if-range", tag) == tag else None
    if found is None or found.groups() == ("", ""):
        length = (("content-length", str(len(content))),)
        return Shown(body=content, content_type=content_type, headers=(*told, *length))
    first, last = _part(found[1], found[2], len(content))
    if first > last:
        return Shown(status=416, headers=(("content-range", f"bytes */{len(content)}"),), content_type=content_type)
    place = ("content-range", f"bytes {first}-{last}/{len(content)}")
    return Shown(body=content[first : last + 1], status=206, content_type=content_type, headers=(*told, place))


def _has(visit: Visit, tag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in visit.headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """From and to, both included; of ``-5`` the last five bytes. Numbers longer than any size count as beyond it."""
    if not first:
        return max(size - _whole(last, size), 0), size - 1 if _whole(last, size) else -1
    return _whole(first, size), min(_whole(last, size), size - 1) if last else size - 1


def _whole(digits: str, size: int) -> int:
    return int(digits) if len(digits) < 16 else size
