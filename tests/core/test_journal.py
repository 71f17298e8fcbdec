"""What happened: entries that can be searched, request ids that lead back to their entry. Masking: test_masking.py."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlocal.core.world import journal
from wxlocal.core.world.journal import LONGEST_PATH, UNKNOWN, Entry, rid, seq_of_rid
from wxlocal.core.world.journal.masking import LONGEST
from wxlocal.entry.local import Local

KEY = b"key of a world"


# -- request ids --------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_request_id_leads_to_its_entry(at: int, seq: int) -> None:
    text = rid(KEY, at, seq)
    assert seq_of_rid(KEY, text) == (at, seq)
    assert seq_of_rid(b"another world", text) is None


def test_what_is_not_a_request_id_of_this_world() -> None:
    good = rid(KEY, 1_650_000_000, 7)
    changed = good[:-1] + ("0" if good[-1] != "0" else "1")
    for text in ("", "x", changed, good + "0", good.upper(), "0" + good, good + "\n"):
        assert seq_of_rid(KEY, text) is None, text


# -- entries ------------------------------------------------------------------------------------------------------


def written(local: Local, **more: Any) -> None:
    with local.world.act() as act:
        journal.write(act.tx, Entry(**{"seq": act.seq, "at": act.now, "face": "test", "name": "n", **more}))


def names(local: Local, **wanted: Any) -> list[str]:
    with local.world.act() as act:
        return [entry.name for entry in journal.search(act.tx, **{"face": "test", **wanted})]


def test_entries_are_found_by_what_they_say(local: Local) -> None:
    written(local, name="a", appid="wx1", method="GET", path="/x", status=200, errcode=0)
    written(local, name="b", appid="wx2", method="POST", path="/y", status=404, errcode=40001, rule="r", answer="zebra")
    assert names(local) == ["a", "b"]
    for wanted in (
        {"name": "b"}, {"appid": "wx2"}, {"method": "POST"}, {"path": "/y"}, {"status": 404}, {"errcode": 40001},
        {"rule": "r"}, {"contains": "zebra"}, {"face": "test", "errcode": 40001, "status": 404},
    ):  # fmt: skip
        assert names(local, **wanted) == ["b"], wanted
    assert names(local, errcode=0) == ["a"]
    assert names(local, name=None) == ["a", "b"]
    assert names(local, appid="wx2", errcode=0) == []


def test_entries_come_in_pages(local: Local) -> None:
    for number in range(5):
        written(local, name=str(number))
    assert names(local, limit=2) == ["0", "1"]
    with local.world.act() as act:
        last = journal.search(act.tx, face="test", limit=2)[-1].seq
    assert names(local, after=last) == ["2", "3", "4"]


def test_a_filter_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="no such filter: colour; there are face, name, appid"):
        journal.search(None, colour="red")  # type: ignore[arg-type]


def test_an_entry_is_read_as_it_was_written(local: Local) -> None:
    written(local, appid="wx1", query="a=1", request="{}", answer="ok", ip="::1", cost=3, rule="r", reason="why")
    with local.world.act() as act:
        (entry,) = journal.search(act.tx, face="test")
    assert (entry.appid, entry.query, entry.request, entry.answer) == ("wx1", "a=1", "{}", "ok")
    assert (entry.ip, entry.cost, entry.rule, entry.reason, entry.status) == ("::1", 3, "r", "why", 200)


def test_long_texts_and_paths_are_cut_and_secrets_masked_as_they_are_written(local: Local) -> None:
    written(local, name=UNKNOWN, path="/p" * LONGEST_PATH, request="x " * LONGEST, query="secret=0123456789ab")
    with local.world.act() as act:
        (entry,) = journal.search(act.tx, face="test")
    assert entry.path == ("/p" * LONGEST_PATH)[:LONGEST_PATH]
    assert entry.request == ("x " * LONGEST)[:LONGEST]
    assert entry.query == "secret=012345****"
