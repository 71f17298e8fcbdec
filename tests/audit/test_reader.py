"""Reading many files: the cache and the processes give what reading one by one gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sources import moment, write
from wxlocal.app import house
from wxlocal.audit.findings import audit, rules_of, tokens_of
from wxlocal.audit.rule import example
from wxlocal.source import reader
from wxlocal.source.files import Folder
from wxlocal.source.load import load
from wxlocal.source.reader import CacheFile, Reader

TOKENS = tokens_of(house().audits)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    files = {f"pages/p{n}/p.js": f"Page({{ a{n}() {{ wx.chooseAddress({{}}) }} }})" for n in range(40)}
    files |= {f"pages/p{n}/p.wxml": '<button open-type="getUserInfo"/>' for n in range(40)}
    return write(tmp_path / "shop", example() | files)


def told(root: Path, by: Reader) -> Any:
    return audit(load(Folder(root), by), rules_of(house().audits), moment("2026-06-01"))


def test_processes_read_the_same(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = told(shop, Reader(TOKENS))
    assert len(alone.findings) >= 80
    monkeypatch.setattr(reader, "FEW", 10)
    assert told(shop, Reader(TOKENS, workers=2)) == alone


def test_the_cache_reads_the_same_and_only_what_has_changed(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache" / "shop"
    first = told(shop, Reader(TOKENS, cache=CacheFile(cache)))
    read: list[str] = []
    real = reader.index

    def watched(job: reader.Job, tokens: frozenset[str]) -> reader.Record:
        read.append(job.path)
        return real(job, tokens)

    monkeypatch.setattr(reader, "index", watched)
    assert told(shop, Reader(TOKENS, cache=CacheFile(cache))) == first
    assert read == []
    write(shop, {"pages/p0/p.js": "Page({ b() {} })"})
    changed = told(shop, Reader(TOKENS, cache=CacheFile(cache)))
    assert read == ["pages/p0/p.js"]
    assert len(changed.findings) < len(first.findings)
    assert told(shop, Reader(TOKENS)) == changed
    assert cache.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"\x80"])
def test_a_damaged_cache_is_made_anew(shop: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "kept"
    cache.write_bytes(content)
    assert told(shop, Reader(TOKENS, cache=CacheFile(cache))) == told(shop, Reader(TOKENS))
    assert len(cache.read_bytes()) > 1000


def test_the_cache_of_other_tokens_does_not_count(shop: Path, tmp_path: Path) -> None:
    cache = tmp_path / "kept"
    write(shop, {"lib.js": "var e=1;" * 400 + "e.choosePoi({})"})
    assert not [one for one in told(shop, Reader(frozenset(), cache=CacheFile(cache))).findings if one.path == "lib.js"]
    assert [one for one in told(shop, Reader(TOKENS, cache=CacheFile(cache))).findings if one.path == "lib.js"]


def test_a_cache_that_cannot_be_written_is_no_error(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert told(shop, Reader(TOKENS, cache=CacheFile(tmp_path / "file" / "cache"))) == told(shop, Reader(TOKENS))
