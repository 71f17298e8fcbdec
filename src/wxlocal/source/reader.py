"""Many files into records: from the cache of an earlier run, by several processes, or one after the other."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from wxlocal.source import script, wxml
from wxlocal.source.records import Script, Tag, Template
from wxlocal.source.texts import decoded

FEW = 200
BATCH = 40
KEPT_BYTES = 64_000_000
_COMMENT = re.compile(r"/\*|(?<![:\w\"'`])//[^\n]*+")
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")


class Job(msgspec.Struct, frozen=True):
    """A piece of a file: ``kind`` says what it is, ``ending`` which language."""

    path: str
    kind: Literal["script", "wxml", "jsx"]
    ending: str
    data: bytes
    first_line: int = 1


Record = Script | Template
_encoder = msgspec.msgpack.Encoder()


class _Kept(msgspec.Struct):
    """What a cache holds: what the records depend on, and each record by the hash of its source."""

    version: str
    scripts: dict[str, Script] = {}
    templates: dict[str, Template] = {}


class Cache(Protocol):
    """Where the records of an earlier run are kept."""

    def load(self) -> bytes: ...
    def keep(self, data: bytes) -> None: ...


class CacheFile:
    """In a file. One that cannot be written is not an error; it is replaced whole: a kill leaves the old one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError:
            return b""

    def keep(self, data: bytes) -> None:
        if len(data) > KEPT_BYTES:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self.path.with_suffix(f".{os.getpid()}")
            beside.write_bytes(data)
            beside.replace(self.path)
        except OSError:
            return


class Kept:
    """In memory: ``data`` is what is known before and afterwards; ``is_new`` says that something had to be parsed."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.is_new = False

    def load(self) -> bytes:
        return self.data

    def keep(self, data: bytes) -> None:
        self.data = data
        self.is_new = True


class Reader:
    """``cache`` keeps records between runs; ``workers`` processes read what is not in it; ``doing`` is told the path of
    each piece before it is parsed.
    """

    def __init__(
        self,
        tokens: frozenset[str],
        *,
        cache: Cache | None = None,
        workers: int = 1,
        doing: Callable[[str], None] | None = None,
    ) -> None:
        self.tokens = tokens
        self.cache = cache
        self.workers = workers
        self.doing = doing

    def read(self, jobs: Sequence[Job]) -> list[Record]:
        """The records in the order of the jobs."""
        kept = self._kept()
        keys = [_key(job) for job in jobs]
        known: dict[str, Record] = {**kept.scripts, **kept.templates}
        missing = [(key, job) for key, job in zip(keys, jobs, strict=True) if key not in known]
        for (key, _), record in zip(missing, self._fresh([job for _, job in missing]), strict=True):
            known[key] = record
        if missing and self.cache:
            self.cache.keep(_encoder.encode(_parted(kept.version, {key: known[key] for key in keys})))
        return [msgspec.structs.replace(known[key], path=job.path) for key, job in zip(keys, jobs, strict=True)]

    def _fresh(self, jobs: list[Job]) -> Iterable[Record]:
        if self.workers < 2 or len(jobs) < FEW:
            return [self._one(job) for job in jobs]
        return self._by_processes(jobs)

    def _one(self, job: Job) -> Record:
        if self.doing:
            self.doing(job.path)
        return index(job, self.tokens)

    def _by_processes(self, jobs: list[Job]) -> list[Record]:
        """Batches of like size: sorted by size, dealt in turn."""
        order = sorted(range(len(jobs)), key=lambda number: -len(jobs[number].data))
        count = max(self.workers, len(jobs) // BATCH)
        batches = [order[start::count] for start in range(count)]
        found: dict[int, Record] = {}
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(self.workers, get_context("fork")) as pool:
            results = pool.map(_batch, ([jobs[n] for n in batch] for batch in batches), [self.tokens] * count)
            for batch, result in zip(batches, results, strict=True):
                records = msgspec.msgpack.decode(result, type=_Kept)
                found |= {n: records.scripts.get(str(i)) or records.templates[str(i)] for i, n in enumerate(batch)}
        return [found[number] for number in range(len(jobs))]

    def _kept(self) -> _Kept:
        """What is kept by this very version of the reader, for these tokens."""
        version = _version(self.tokens)
        data = self.cache.load() if self.cache else b""
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept) if data else None
        except (msgspec.DecodeError, RecursionError):
            kept = None
        return kept if kept and kept.version == version else _Kept(version)


def index(job: Job, tokens: frozenset[str]) -> Record:
    """The records of a piece, whatever its encoding is."""
    text, encoding = decoded(job.data)
    record = _indexed(job, text, encoding, tokens)
    return msgspec.structs.replace(record, encoding=encoding) if encoding else record


def _indexed(job: Job, text: str, encoding: str, tokens: frozenset[str]) -> Record:
    if job.kind == "wxml":
        return wxml.scan(job.path, text, job.first_line)
    if job.kind == "jsx":
        return _elements(job, text)
    return script.index(job.path, text.encode() if encoding else job.data, tokens, job.first_line, job.ending)


def _elements(job: Job, text: str) -> Template:
    """The elements of Taro: <Button openType> is <button open-type>, onGetUserInfo is bindgetuserinfo."""
    scanned = wxml.scan(job.path, without_comments(text), job.first_line)
    tags = tuple(
        Tag(
            tag.name.lower(),
            {
                f"bind{name[2:].lower()}" if re.match(r"on[A-Z]", name) else _HUMP.sub(r"-\1", name).lower(): value
                for name, value in tag.attributes.items()
            },
            tag.line,
        )
        for tag in scanned.tags
    )
    return Template(job.path, tags)


def without_comments(text: str) -> str:
    """A script with its newlines alone where comments were; a ``/*`` that has no end is none (``image/*``)."""
    kept: list[str] = []
    at, last = 0, text.rfind("*/")
    while found := _COMMENT.search(text, at):
        start, end = found.span()
        if found[0] == "/*":
            end = text.find("*/", start + 2) + 2 if start + 2 <= last else 0
        kept.append(text[at : start if end else found.end()])
        kept.append("\n" * text.count("\n", start, end))
        at = end or found.end()
    kept.append(text[at:])
    return "".join(kept)


def _batch(jobs: list[Job], tokens: frozenset[str]) -> bytes:
    return _encoder.encode(_parted("", {str(n): index(job, tokens) for n, job in enumerate(jobs)}))


def _parted(version: str, records: dict[str, Record]) -> _Kept:
    return _Kept(
        version,
        {key: one for key, one in records.items() if isinstance(one, Script)},
        {key: one for key, one in records.items() if isinstance(one, Template)},
    )


def _key(job: Job) -> str:
    return hashlib.sha1(f"{job.kind} {job.ending} {job.first_line} ".encode() + job.data).hexdigest()


@cache
def _version(tokens: frozenset[str]) -> str:
    """Changes with the code that makes the records."""
    found = hashlib.sha1(" ".join(sorted(tokens)).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()
