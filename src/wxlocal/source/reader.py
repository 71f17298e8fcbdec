"""Many files into records: from the cache of an earlier run, by several processes, or one after the other."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import msgspec

from wxlocal.source import script, wxml
from wxlocal.source.records import Script, Tag, Template

FEW = 200
BATCH = 40
KEPT_BYTES = 64_000_000
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w\"'`])//[^\n]*", re.S)
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
    """A file of the cache: what the records depend on, and each record by the hash of its source."""

    version: str
    scripts: dict[str, Script] = {}
    templates: dict[str, Template] = {}


class Reader:
    """``cache`` is the file that keeps records between runs; ``workers`` processes read what is not in it."""

    def __init__(self, tokens: frozenset[str], *, cache: Path | None = None, workers: int = 1) -> None:
        self.tokens = tokens
        self.cache = cache
        self.workers = workers

    def read(self, jobs: Sequence[Job]) -> list[Record]:
        """The records in the order of the jobs."""
        kept = self._kept()
        keys = [_key(job) for job in jobs]
        known: dict[str, Record] = {**kept.scripts, **kept.templates}
        missing = [(key, job) for key, job in zip(keys, jobs, strict=True) if key not in known]
        for (key, _), record in zip(missing, self._fresh([job for _, job in missing]), strict=True):
            known[key] = record
        if missing and self.cache:
            self._keep(kept.version, {key: known[key] for key in keys})
        return [msgspec.structs.replace(known[key], path=job.path) for key, job in zip(keys, jobs, strict=True)]

    def _fresh(self, jobs: list[Job]) -> Iterable[Record]:
        if self.workers < 2 or len(jobs) < FEW:
            return [index(job, self.tokens) for job in jobs]
        return self._by_processes(jobs)

    def _by_processes(self, jobs: list[Job]) -> list[Record]:
        """Batches of like size: sorted by size, dealt in turn."""
        order = sorted(range(len(jobs)), key=lambda number: -len(jobs[number].data))
        count = max(self.workers, len(jobs) // BATCH)
        batches = [order[start::count] for start in range(count)]
        found: dict[int, Record] = {}
        with ProcessPoolExecutor(self.workers, get_context("fork")) as pool:
            results = pool.map(_batch, ([jobs[n] for n in batch] for batch in batches), [self.tokens] * count)
            for batch, result in zip(batches, results, strict=True):
                records = msgspec.msgpack.decode(result, type=_Kept)
                found |= {n: records.scripts.get(str(i)) or records.templates[str(i)] for i, n in enumerate(batch)}
        return [found[number] for number in range(len(jobs))]

    def _kept(self) -> _Kept:
        version = _version(self.tokens)
        if self.cache and self.cache.is_file():
            try:
                kept = msgspec.msgpack.decode(self.cache.read_bytes(), type=_Kept)
            except (OSError, msgspec.DecodeError):
                return _Kept(version)
            if kept.version == version:
                return kept
        return _Kept(version)

    def _keep(self, version: str, records: dict[str, Record]) -> None:
        """A cache that cannot be written is not an error; it is replaced whole, so that a kill leaves the old one."""
        assert self.cache
        data = _encoder.encode(_parted(version, records))
        if len(data) > KEPT_BYTES:
            return
        try:
            self.cache.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self.cache.with_suffix(f".{os.getpid()}")
            beside.write_bytes(data)
            beside.replace(self.cache)
        except OSError:
            return


def index(job: Job, tokens: frozenset[str]) -> Record:
    if job.kind == "wxml":
        return wxml.scan(job.path, job.data.decode("utf-8", "replace"), job.first_line)
    if job.kind == "jsx":
        return _elements(job)
    return script.index(job.path, job.data, tokens, job.first_line, job.ending)


def _elements(job: Job) -> Template:
    """The elements of Taro: <Button openType> is <button open-type>, onGetUserInfo is bindgetuserinfo."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), job.data.decode("utf-8", "replace"))
    scanned = wxml.scan(job.path, text, job.first_line)
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
