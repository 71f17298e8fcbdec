"""What ext.json makes of app.json, what may be submitted, what a package is: rule by rule."""

from __future__ import annotations

import gzip
import json
import random
import struct
import zlib
from typing import Any

import pytest

from tests.refusals import refusal
from wxlocal.audit.findings import Finding
from wxlocal.audit.rule import Tier
from wxlocal.core.base.instants import instant
from wxlocal.rooms.code_management import rules, rules_package
from wxlocal.source.files import LARGEST

# -- ext.json -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "[" * 100_000])
def test_ext_json_is_an_object(text: str) -> None:
    assert refusal(rules.ext_json, text) == (85048, "parse ext_json fail")


def test_ext_json_is_read() -> None:
    assert rules.ext_json('{"extAppid": "wx1"}') == {"extAppid": "wx1"}


@pytest.mark.parametrize(
    "name", ["ext", "customOpen", "functionPages", "plugins", "requiredPrivateInfos", "navigateToMiniProgramAppIdList"]
)
def test_some_members_replace_those_of_app_json(name: str) -> None:
    assert rules.merged({name: {"a": 1, "b": 1}, "x": 1}, {name: {"a": 2}}) == {name: {"a": 2}, "x": 1}
    assert rules.merged({name: 1}, {}) == {name: 1}


@pytest.mark.parametrize("name", ["window", "networkTimeout", "tabBar"])
def test_some_members_are_merged(name: str) -> None:
    assert rules.merged({name: {"a": 1, "b": 1}}, {name: {"a": 2}}) == {name: {"a": 2, "b": 1}}
    assert rules.merged({}, {name: {"a": 2}}) == {name: {"a": 2}}
    assert rules.merged({name: None}, {name.lower(): {"a": 2}}) == {name: {"a": 2}}
    assert rules.merged({name: {"a": 1}}, {name: "text"}) == {name: {"a": 1}}


def test_the_list_of_jumps_is_understood_as_the_platforms_page_spells_it() -> None:
    assert rules.merged({}, {"navigateToMiniProgaramAppIdList": ["wx2"]}) == {"navigateToMiniProgramAppIdList": ["wx2"]}


def test_pages_of_ext_json_are_some_of_the_templates() -> None:
    app = {"pages": ["a", "b", "c"]}
    assert rules.merged(app, {"pages": ["c", "a"]})["pages"] == ["c", "a"]
    nothing: tuple[Any, ...] = ([], "a", None)
    for empty in nothing:
        assert refusal(rules.merged, app, {"pages": empty}) == (85047, "pages are empty")
    assert refusal(rules.merged, app, {"pages": ["a", "d"]}) == (85045, "some path in ext_json not exist")
    assert refusal(rules.merged, {"pages": None}, {"pages": ["a"]})[0] == 85045


@pytest.mark.parametrize("name", ["subPackages", "subpackages"])
def test_pages_of_subpackages_stand_below_their_root(name: str) -> None:
    parts = [{"root": "/Xtra/", "pages": ["cart", 7]}, {"pages": ["x"]}, "nothing", {"root": "empty"}]
    assert rules.pages({"pages": ["a", 7], name: parts}) == ("a", "Xtra/cart", "/x")
    assert rules.pages({name: None}) == ()


# -- item_list of submit_audit ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], None),
        ([{}] * 5, None),
        ([{}] * 6, (85023, "item size is not in valid range")),
        ([{"tag": " ".join("t" * 10)}], None),
        ([{"tag": " ".join("t" * 11)}], (85006, "tag is in invalid format")),
        ([{"tag": "t" * 20}], None),
        ([{"tag": "x " + "t" * 21}], (85006, "tag is in invalid format")),
        ([{"address": "a"}], None),
        ([{"address": "b"}], (85007, "page is in invalid format")),
        ([{"title": "t" * 32}], None),
        ([{"title": "t" * 33}], (85011, "title is in invalid format")),
        ([{"tag": None, "address": None, "title": None}], None),
    ],
)
def test_items_of_a_submission(items: list[dict[str, Any]], told: tuple[int, str] | None) -> None:
    if told is None:
        rules.check_items(items, ("a",))
    else:
        assert refusal(rules.check_items, items, ("a",)) == told


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2022-03-31 23:59:59", "2022-03-01"),
        ("2022-04-01", "2022-04-01"),
        ("2022-04-30 12:34:56", "2022-04-01"),
    ],
)
def test_a_month_begins_at_midnight_in_shanghai(now: str, start: str) -> None:
    assert rules.month_start(instant(now)) == instant(start)


def finding(rule: str, line: int, tier: Tier = "certain") -> Finding:
    return Finding(
        rule=rule, policy="p", title="t", tier=tier, severity="rejected", path="a.js", line=line,
        message=f"{rule} is wrong", remedy="r", source="s", since="2022-01-01",
    )  # fmt: skip


def test_the_verdict_tells_each_rule_once_with_three_places() -> None:
    assert rules.verdict((finding("A", 1, tier="possible"),)) == ""
    three = (finding("B", 1), finding("A", 2), finding("B", 3), finding("B", 4))
    assert rules.verdict(three) == (
        "1: B is wrong (a.js:1、a.js:3、a.js:4; p, 2022-01-01; B)<br>2: A is wrong (a.js:2; p, 2022-01-01; A)"
    )
    assert "(a.js:1、a.js:3、a.js:4等; p" in rules.verdict((*three, finding("B", 5)))


def test_the_figures_are_those_of_the_pages() -> None:
    """代码管理: 撤回 10 times a month; 回退 to the five versions before; user_version of 64 characters."""
    assert (rules.UNDOS_A_MONTH, rules.KEPT_VERSIONS, rules.LONGEST_VERSION) == (10, 5, 64)


# -- app.json among the sources -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (("app.json", "game.json"), "app.json"),
        (("game.json", "plugin.json"), "game.json"),
        (("a.js", "plugin.json"), "plugin.json"),
        ((), "app.json"),
    ],
)
def test_which_file_is_the_configuration(files: tuple[str, ...], name: str) -> None:
    assert rules.config_file(files) == name
    sources = {**dict.fromkeys(files, b"{}"), name: b'{"a": 1} // why'}
    assert rules.config_of(sources) == {"a": 1}
    assert rules.with_config(sources, {"a": 1}) is sources
    assert rules.with_config(sources, {"a": 2}) == {**sources, name: b'{\n  "a": 2\n}'}


@pytest.mark.parametrize("text", [b"", b"[1]", b'"x"', b"null", b"\xff"])
def test_a_configuration_that_says_nothing(text: bytes) -> None:
    assert rules.config_of({"app.json": text}) == {}
    assert rules.config_of({}) == {}


def test_a_configuration_is_read_up_to_a_size() -> None:
    behind = b" " * (LARGEST - 2) + b'{"a": 1}'
    assert rules.config_of({"app.json": behind}) == {}
    assert rules.config_of({"app.json": behind[6:]}) == {"a": 1}


# -- packages of the official uploader ----------------------------------------------------------------------------


def packed(entries: list[tuple[str | bytes, int, int]], data: bytes, count: int | None = None) -> bytes:
    """A package, not yet compressed; entries are name, offset and length."""
    listed = b""
    for name, offset, length in entries:
        raw = name.encode() if isinstance(name, str) else name
        listed += struct.pack(">i", len(raw)) + raw + struct.pack(">ii", offset, length)
    head = struct.pack(">BiiiBi", 0xBE, 0, len(listed), len(data), 0xED, len(entries) if count is None else count)
    return head + listed + data


def start(*names: str) -> int:
    """Where the data begin behind these names."""
    return 18 + sum(12 + len(name) for name in names)


START = start("a")
KEY = "6eae591ccda52d7c2fcfc9a627dfa1d2a61ac3f0b768f33362357be6634f5ef1"


def unpacked(plain: bytes) -> dict[str, bytes]:
    return rules_package.unpack(gzip.compress(plain, mtime=0))


def complaint(data: bytes) -> str:
    with pytest.raises(rules_package.BadPackage) as caught:
        rules_package.unpack(data)
    return str(caught.value)


def test_a_package_is_unpacked() -> None:
    assert unpacked(packed([], b"")) == {}
    assert unpacked(packed([("a", START, 3)], b"abc")) == {"a": b"abc"}
    assert unpacked(packed([("a", START + 1, 2)], b"abc")) == {"a": b"bc"}
    assert unpacked(packed([("a", START, 0)], b"")) == {"a": b""}
    assert unpacked(packed([("a", START + 3, 0)], b"abc")) == {"a": b""}
    names = ("/x/../page.js", "//Xa.js")
    at = start(*names)
    assert unpacked(packed([(names[0], at, 2), (names[1], at + 2, 1)], b"okX")) == {"page.js": b"ok", "Xa.js": b"X"}


@pytest.mark.parametrize(
    ("offset", "length"), [(0, 1), (START - 1, 1), (START, 4), (START + 3, 1), (START + 4, 0), (1 << 26, 1)]
)
def test_files_lie_behind_the_list_and_inside_of_the_package(offset: int, length: int) -> None:
    assert complaint(gzip.compress(packed([("a", offset, length)], b"abc"), mtime=0)) == "the file 'a' is out of place"


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (START, -1), (80_000_001, 1), (START, 80_000_001)])
def test_numbers_of_a_package_are_of_its_size(offset: int, length: int) -> None:
    told = complaint(gzip.compress(packed([("a", offset, length)], b"abc"), mtime=0))
    assert told.startswith("its list of files is broken: ")
    assert told.endswith(" is out of range")


def test_files_that_share_their_bytes_are_no_larger_together_than_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{n:02}" for n in range(10)]
    whole = packed([(name, start(*names), 100) for name in names], b"x" * 100)
    monkeypatch.setattr(rules_package, "LARGEST", 1000)
    assert len(unpacked(whole)) == 10
    monkeypatch.setattr(rules_package, "LARGEST", 999)
    assert complaint(gzip.compress(whole, mtime=0)) == "its files hold more than 999 bytes"


def test_a_package_has_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules_package.MOST_FILES == 20_000
    monkeypatch.setattr(rules_package, "MOST_FILES", 2)
    at = start("a", "b")
    assert len(unpacked(packed([("a", at, 0), ("b", at, 0)], b""))) == 2
    more = gzip.compress(packed([(name, start("a", "b", "c"), 0) for name in "abc"], b""), mtime=0)
    assert complaint(more) == "it has more than 2 files"


def test_a_name_in_the_list_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_package, "LONGEST_NAME", 3)
    monkeypatch.setattr(rules_package, "DEEPEST", 2)
    name = "abc/de"
    assert unpacked(packed([(name, start(name), 0)], b"")) == {name: b""}
    name = "/abc/de"
    told = complaint(gzip.compress(packed([(name, start(name), 0)], b""), mtime=0))
    assert told == "its list of files is broken: a name is too long"


def test_a_package_that_repeats_itself_far_apart_is_unpacked() -> None:
    """gzip looks back 32 KB."""
    block = random.Random(1).randbytes(20_000)
    whole = packed([("a", START, 40_000)], block + block)
    assert len(gzip.compress(whole, mtime=0)) < 30_000
    assert unpacked(whole) == {"a": block + block}


def test_a_package_of_many_pieces_is_unpacked() -> None:
    data = random.Random(2).randbytes(300_000) + b"\0" * 3_000_000
    assert unpacked(packed([("a", START, len(data))], data)) == {"a": data}


def test_what_is_not_a_package() -> None:
    whole = packed([("a", START, 3)], b"abc")
    for data in (b"plain", zlib.compress(whole)):
        assert complaint(data).startswith("it is not compressed by gzip: ")
    early = (b"", gzip.compress(whole, mtime=0)[:-9], *(gzip.compress(whole[:n], mtime=0) for n in (0, 13, 17, 22, 30)))
    for data in early:
        assert complaint(data) == "it ends too early"
    for plain in (b"\0" + whole[1:], whole[:13] + b"\0" + whole[14:], b"\xbe" * 20):
        assert complaint(gzip.compress(plain, mtime=0)) == "it does not begin as a package does"
    odd = gzip.compress(packed([(b"\xff", START, 0)], b""), mtime=0)
    assert complaint(odd).startswith("its list of files is broken: ")


def test_a_package_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules_package.LARGEST == 80_000_000
    whole = packed([("a", START, 3)], b"abc" * 500_000)
    monkeypatch.setattr(rules_package, "LARGEST", len(whole))
    assert unpacked(whole) == {"a": b"abc"}
    monkeypatch.setattr(rules_package, "LARGEST", len(whole) - 1)
    assert complaint(gzip.compress(whole, mtime=0)) == f"it holds more than {len(whole) - 1} bytes"


def signed(text: bytes, entries: list[tuple[str | bytes, int, int]] | None = None) -> str:
    names = ("a", "ci.signature")
    at = start(*names)
    given: list[tuple[str | bytes, int, int]] = [("a", at, 3), ("ci.signature", at + 3, len(text))]
    return rules_package.signature(gzip.compress(packed(entries or given, b"abc" + text), mtime=0))


def test_who_signed_a_package() -> None:
    assert signed(b'{"signature": "s"}') == "s"
    assert signed(b'{"signature": 7}') == "7"
    for nothing in (b"{}", b"[]", b"{", b"", b"[" * 60_000):
        assert signed(nothing) == ""
    assert rules_package.signature(gzip.compress(packed([("a", START, 3)], b"abc"), mtime=0)) == ""


def test_a_signature_stands_behind_the_list_and_is_small() -> None:
    assert rules_package.LARGEST_SIGNATURE == 65_536
    at = start("ci.signature")
    most = b'{"signature": "' + b"s" * (65_536 - 17) + b'"}'
    assert len(most) == 65_536
    assert signed(most, [("ci.signature", at + 3, len(most))]) == "s" * (65_536 - 17)
    for offset, length in ((at - 1, 2), (0, 2), (at, 65_537)):
        with pytest.raises(rules_package.BadPackage, match="its signature is out of place"):
            signed(b"{}" * 40_000, [("ci.signature", offset, length)])


def test_a_signature_far_behind_is_read() -> None:
    names = ("a", "ci.signature")
    data = b"x" * 200_000
    entries: list[tuple[str | bytes, int, int]] = [
        ("a", start(*names), len(data)), ("ci.signature", start(*names) + len(data), 18)
    ]  # fmt: skip
    assert rules_package.signature(gzip.compress(packed(entries, data + b'{"signature": "s"}'), mtime=0)) == "s"


# -- what is kept of sources --------------------------------------------------------------------------------------


def test_sources_are_kept_by_their_hash() -> None:
    """As stores made by earlier versions keep them."""
    assert rules_package.key_of({"a": b"1", "b": b"2"}) == rules_package.key_of({"b": b"2", "a": b"1"}) == KEY
    others: tuple[dict[str, bytes], ...] = (
        {},
        {"a": b"1"},
        {"a": b"12", "b": b""},
        {"a": b"", "b": b"12"},
        {"a1": b"", "b": b"2"},
        {"a": b"1", "c": b"2"},
    )
    assert len({rules_package.key_of(files) for files in others} | {KEY}) == 7


@pytest.mark.parametrize(
    "ending",
    ["js", "ts", "wxml", "json", "vue", "wpy", "tsx", "jsx", "php", "java", "py", "go", "cs", "rb"],
)
def test_what_the_reader_looks_at(ending: str) -> None:
    assert rules_package.is_read(f"a.b/c.{ending}")
    for other in (f"a.{ending}q", f"a.{ending}/b", f"{ending}/a.png", "a.wxss", "a"):
        assert not rules_package.is_read(other)


@pytest.mark.parametrize(
    "path",
    [
        "a", "a/b.js", "x/a", "..a", "n" * 200, "/".join("d" * 40),
    ],
)  # fmt: skip
def test_paths_that_a_package_may_hold(path: str) -> None:
    rules_package.check_paths(["a.js", path])


@pytest.mark.parametrize(
    "path",
    ["", "a//b", "./a", "a/.", "../a", "a/../b", "a\\b", "a\0b", "c:a", "n" * 201, "字" * 67, "/".join("d" * 41)],
)
def test_paths_that_lead_out_or_that_no_disk_holds(path: str) -> None:
    with pytest.raises(rules_package.BadPackage, match="path inside"):
        rules_package.check_paths([path])


def test_nothing_stands_below_a_file() -> None:
    rules_package.check_paths(["a", "b/a"])
    for below in ("a/b", "a/b/c"):
        with pytest.raises(rules_package.BadPackage, match="stands below a file"):
            rules_package.check_paths(["a", below])
    with pytest.raises(rules_package.BadPackage, match="stands below a file"):
        rules_package.check_paths(["a/b", "a/b/c"])


# -- what the developer wrote -------------------------------------------------------------------------------------


def source_map(**more: Any) -> bytes:
    return json.dumps({"sources": ["a.ts"], "sourcesContent": ["let a: 1"], **more}).encode()


def test_sources_are_what_the_maps_tell() -> None:
    files = {"a.js": b"compiled", "b.js": b"b", "a.js.map": source_map(), "ci.signature": b"s", "x.map": b"kept"}
    assert rules_package.sources(files) == {"a.js": b"let a: 1", "b.js": b"b", "x.map": b"kept"}


@pytest.mark.parametrize(
    "map",
    [
        b"no json",
        b"[]",
        b"{}",
        b"[" * 100_000,
        source_map(sources="a"),
        source_map(sourcesContent="x"),
        source_map(sources=["a", "b"]),
        source_map(sourcesContent=["a", "b"]),
        source_map(sources=["a", "b"], sourcesContent=["a", "b"]),
        source_map(sources=[7]),
        source_map(sourcesContent=[None]),
        source_map(sources=[]),
    ],
)
def test_a_map_that_tells_nothing_leaves_the_script(map: bytes) -> None:
    assert rules_package.sources({"a.js": b"compiled", "a.js.map": map}) == {"a.js": b"compiled"}
