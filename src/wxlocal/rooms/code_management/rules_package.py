"""The package that the official uploader sends, and the sources in it.

gzip of: 0xBE, int32 0, int32 length of the list, int32 length of the data, 0xED, int32 number of files, for each int32
length of its name, name, int32 offset, int32 length; then the data. Big endian. Seen of miniprogram-ci 2.1.42.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

LARGEST = 80_000_000
LARGEST_SIGNATURE = 65_536
MOST_FILES = 20_000
LONGEST_NAME, DEEPEST = 200, 40
SIGNATURE = "ci.signature"
PIECE = 65_536
# What the reader of sources looks at; pictures and the like are only kept.
READ = frozenset(
    ("js", "ts", "wxml", "json", "vue", "wpy", "tsx", "jsx", "php", "java", "py", "go", "cs", "rb")
)  # fmt: skip


class BadPackage(Exception):
    """The bytes are not a package; says why."""


class _Entry(NamedTuple):
    path: str
    offset: int
    length: int


class _Plain:
    """What was compressed, piece by piece: never more in memory than is asked for, never more in all than LARGEST."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._fed = 0
        self._decompressor = zlib.decompressobj(31)
        self._ready = bytearray()
        self.position = 0

    def read(self, size: int) -> bytes:
        while len(self._ready) < size:
            self._ready += self._more()
        found = bytes(self._ready[:size])
        del self._ready[:size]
        self.position += size
        return found

    def number(self) -> int:
        (found,) = struct.unpack(">i", self.read(4))
        if not 0 <= found <= LARGEST:
            raise BadPackage(f"its list of files is broken: {found} is out of range")
        return int(found)

    def skip_to(self, position: int) -> None:
        while self.position < position:
            self.read(min(PIECE, position - self.position))

    def rest(self) -> bytes:
        """All that is left. It must end as it says."""
        pieces = [bytes(self._ready)]
        size = self.position + len(self._ready)
        while not self._decompressor.eof:
            pieces.append(self._more())
            size += len(pieces[-1])
            if size > LARGEST:
                raise BadPackage(f"it holds more than {LARGEST} bytes")
        return b"".join(pieces)

    def _more(self) -> bytes:
        waiting = self._decompressor.unconsumed_tail
        if not waiting:
            waiting = bytes(self._data[self._fed : self._fed + PIECE])
            self._fed += len(waiting)
        if not waiting or self._decompressor.eof:
            raise BadPackage("it ends too early")
        try:
            return self._decompressor.decompress(waiting, 16 * PIECE)
        except zlib.error as error:
            raise BadPackage(f"it is not compressed by gzip: {error}") from error


def signature(data: bytes) -> str:
    """Who signed a package, read without unpacking the rest; nothing if nobody did."""
    plain = _Plain(data)
    entry = next((one for one in _entries(plain) if one.path == SIGNATURE), None)
    if entry is None:
        return ""
    if entry.length > LARGEST_SIGNATURE or entry.offset < plain.position:
        raise BadPackage("its signature is out of place")
    plain.skip_to(entry.offset)
    try:
        return str(msgspec.json.decode(plain.read(entry.length), type=dict[str, Any]).get("signature", ""))
    except (msgspec.DecodeError, RecursionError):
        return ""


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a package by their path. Names that lead out of it are refused, and files that are larger together
    than the package is: several that share their bytes.
    """
    plain = _Plain(data)
    entries = _entries(plain)
    if sum(entry.length for entry in entries) > LARGEST:
        raise BadPackage(f"its files hold more than {LARGEST} bytes")
    begun = plain.position
    rest = plain.rest()
    found = {}
    for path, offset, length in entries:
        if not 0 <= offset - begun <= len(rest) - length:
            raise BadPackage(f"the file {path[:80]!r} is out of place")
        found[path] = rest[offset - begun : offset - begun + length]
    check_paths(found)
    return found


def _entries(plain: _Plain) -> list[_Entry]:
    head = plain.read(14)
    if head[0] != 0xBE or head[13] != 0xED:
        raise BadPackage("it does not begin as a package does")
    count = plain.number()
    if count > MOST_FILES:
        raise BadPackage(f"it has more than {MOST_FILES} files")
    return [_entry(plain) for _ in range(count)]


def _entry(plain: _Plain) -> _Entry:
    size = plain.number()
    if size > LONGEST_NAME * DEEPEST:
        raise BadPackage("its list of files is broken: a name is too long")
    try:
        name = plain.read(size).decode()
    except UnicodeDecodeError as error:
        raise BadPackage(f"its list of files is broken: {error}") from error
    return _Entry(posixpath.normpath(name.lstrip("/")), plain.number(), plain.number())


def key_of(files: dict[str, bytes]) -> str:
    """The hash of sources: what was read of them is kept by it."""
    found = sha256()
    for path in sorted(files):
        data = files[path]
        found.update(f"{len(path.encode())} {len(data)} {path}".encode())
        found.update(data)
    return found.hexdigest()


def is_read(path: str) -> bool:
    return path.rpartition(".")[2] in READ


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
