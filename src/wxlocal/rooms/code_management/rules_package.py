"""The package that the official uploader sends, and the sources in it.

gzip of: 0xBE, int32 0, int32 length of the list, int32 length of the data, 0xED, int32 number of files, for each int32
length of its name, name, int32 offset, int32 length; then the data. Big endian. Seen of miniprogram-ci 2.1.42.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec

LARGEST = 80_000_000
LONGEST_NAME, DEEPEST = 200, 40
SIGNATURE = "ci.signature"


class BadPackage(Exception):
    """The bytes are not a package; says why."""


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a package by their path. Names that lead out of it are refused."""
    decompressor = zlib.decompressobj(31)
    try:
        plain = decompressor.decompress(data, LARGEST)
    except zlib.error as error:
        raise BadPackage(f"it is not compressed by gzip: {error}") from error
    if decompressor.unconsumed_tail:
        raise BadPackage(f"it holds more than {LARGEST} bytes")
    if not decompressor.eof:
        raise BadPackage("it ends too early")
    if len(plain) < 18 or plain[0] != 0xBE or plain[13] != 0xED:
        raise BadPackage("it does not begin as a package does")
    try:
        found = dict(_files(plain))
    except (struct.error, UnicodeDecodeError) as error:
        raise BadPackage(f"its list of files is broken: {error}") from error
    check_paths(found)
    return found


def check_paths(files: Iterable[str]) -> None:
    """Paths that lead out of the package, that no disk can hold, or that are a file and a folder at once."""
    names = set(files)
    for path in names:
        parts = path.split("/")
        odd = any(part in ("", ".", "..") or len(part.encode()) > LONGEST_NAME for part in parts)
        if odd or len(parts) > DEEPEST or any(mark in path for mark in ("\\", "\0", ":")):
            raise BadPackage(f"{path[:80]!r} is not a path inside the package")
        if any("/".join(parts[:depth]) in names for depth in range(1, len(parts))):
            raise BadPackage(f"{path[:80]!r} stands below a file")


def _files(plain: bytes) -> list[tuple[str, bytes]]:
    (count,) = struct.unpack_from(">i", plain, 14)
    at = 18
    found = []
    for _ in range(count):
        (size,) = struct.unpack_from(">i", plain, at)
        name = plain[at + 4 : at + 4 + size].decode()
        offset, length = struct.unpack_from(">ii", plain, at + 4 + size)
        at += 12 + size
        if offset < 0 or length < 0 or offset + length > len(plain):
            raise BadPackage(f"the file {name[:80]!r} is out of place")
        path = posixpath.normpath(name.lstrip("/"))
        found.append((path, plain[offset : offset + length]))
    return found


def sources(files: dict[str, bytes]) -> dict[str, bytes]:
    """What the developer wrote, as far as source maps tell it; compiled code elsewhere. No maps."""
    found = {path: data for path, data in files.items() if not path.endswith(".js.map") and path != SIGNATURE}
    for path, data in files.items():
        if path.endswith(".js.map"):
            found |= _of_map(path, data)
    return found


def _of_map(path: str, data: bytes) -> dict[str, bytes]:
    """The source of a script. A map of one source stands for the script itself; TypeScript replaces the script."""
    try:
        value: dict[str, Any] = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return {}
    names, contents = value.get("sources"), value.get("sourcesContent")
    if not isinstance(names, list) or not isinstance(contents, list) or len(names) != 1 or len(contents) != 1:
        return {}
    if not isinstance(contents[0], str) or not isinstance(names[0], str):
        return {}
    return {path.removesuffix(".map"): contents[0].encode()}
