"""What is risky, and what is said of it."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests import refusals
from tests.refusals import at
from wxlocal.rooms.content_security import rules
from wxlocal.rooms.content_security.facts import Verdict

SAID = {
    40004: "invalid media type", 40005: "invalid file type", 40006: "invalid media size", 40129: "invalid scene",
    44001: "empty media data", 44002: "empty post data", 45002: "content size out of limit",
    47001: "data format error", 61010: "code is expired", 87014: "risky content",
}  # fmt: skip


def refused(code: int, rule: str | None = None) -> AbstractContextManager[None]:
    return refusals.refused(code, SAID[code], rule)


LABELS = (10001, 20001, 20002, 20003, 20006, 20008, 20012, 20013, 21000)
WORDS = {"坏话": Verdict(label=20003), "Maybe": Verdict(label=10001, suggest="review"), "": Verdict()}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("suggest", ["risky", "review"])
def test_marks(label: int, suggest: str) -> None:
    found = rules.marked(f"你好 wxlocal-{suggest}-{label}!")
    assert found is not None
    assert (found.suggest, found.label) == (suggest, label)


def test_the_worst_mark_counts() -> None:
    assert rules.marked("wxlocal-risky-100 wxlocal-pass-20002 hello") is None
    both = rules.marked("wxlocal-review-20001 wxlocal-risky-20002 wxlocal-review-20003")
    assert both == Verdict(label=20002, suggest="risky")


def told(text: str) -> tuple[tuple[str, int], list[Any]]:
    judged = rules.judge_text(text, WORDS)
    detail = [(one.strategy, one.suggest, one.label, one.keyword) for one in judged.detail]
    return (judged.result.suggest, judged.result.label), detail


def test_texts() -> None:
    good = ("content_model", "pass", 100, "")
    assert told("hello") == (("pass", 100), [good])
    assert told("说坏话") == (("risky", 20003), [good, ("keyword", "risky", 20003, "坏话")])
    assert told("MAYBE") == (("review", 10001), [good, ("keyword", "review", 10001, "Maybe")])
    assert told("maybe 坏话")[0] == ("risky", 20003)
    assert told("坏话 wxlocal-review-20001")[0] == ("risky", 20003)
    assert told("wxlocal-review-20001") == (("review", 20001), [("content_model", "review", 20001, "")])
    (model, keyword) = rules.judge_text("坏话", WORDS).detail
    assert (model.prob, model.level, keyword.prob, keyword.level) == (90, 0, 0, 90)


@pytest.mark.parametrize("sample", rules.SAMPLES)
def test_the_platforms_samples_are_those_of_version_1(sample: str) -> None:
    assert rules.judge_text_v1(f"a{sample}b", {}).suggest == "risky"
    assert rules.judge_text(sample, {}).result.suggest == "pass"


def test_version_1_of_texts() -> None:
    assert rules.judge_text_v1("坏话", WORDS) == Verdict(label=20003)
    assert rules.judge_text_v1("maybe", WORDS).suggest == "review"
    assert rules.judge_text_v1("hello", WORDS).suggest == "pass"


def test_files() -> None:
    content = b"bytes"
    key = hashlib.sha256(content).hexdigest()
    for pictures in ({key: Verdict(label=20002)}, {"bad/": Verdict(label=20002)}):
        judged = rules.judge_file(content, "http://a/bad/1.png", pictures)
        assert judged.result == Verdict(label=20002)
        assert [(one.suggest, one.label, one.prob) for one in judged.detail] == [("risky", 20002, 90)]
    assert rules.judge_file(b"other", "http://a/1.png", {key: Verdict(), "": Verdict()}).result == rules.GOOD
    assert rules.judge_file(b"\xff wxlocal-risky-20002", "", {}).result == Verdict(label=20002)
    assert rules.judge_file(b"", "wxlocal-review-20001.png", {}).result == Verdict(label=20001, suggest="review")
    two = {key: Verdict(label=20001, suggest="review"), "a": Verdict(label=20006)}
    assert rules.judge_file(content, "a", two).result.label == 20006


def test_visits() -> None:
    for times in ([1_000_000], [1_000_000 - 7_199], [0, 1_000_000 - 7_199]):
        rules.check_visit(1_000_000, times)
    for times in ([], [1_000_000 - 7_200], [1_000_001]):
        with refused(61010):
            rules.check_visit(1_000_000, times)


def test_scenes() -> None:
    for scene in (1, 2, 3, 4):
        rules.check_scene(scene)
    for scene in (0, 5):
        with refused(40129):
            rules.check_scene(scene)
    for scene in (0, 1, 2):
        rules.check_scene(scene, rules.RISK_SCENES)
    for scene in (-1, 3):
        with refused(40129):
            rules.check_scene(scene, rules.RISK_SCENES)


def test_lengths_of_texts() -> None:
    rules.check_text("字" * 2_500)
    with refused(45002):
        rules.check_text("字" * 2_501)
    with refused(47001):
        rules.check_text("")
    rules.check_text_v1("x" * 512_000)
    for content in ("x" * 512_001, "字" * 170_667):
        with refused(45002):
            rules.check_text_v1(content)
    rules.check_text_v1("字" * 170_666)
    with refused(44002):
        rules.check_text_v1("")


def test_pictures() -> None:
    for kind in ("PNG", "JPEG", "GIF"):
        rules.check_picture(b"x" * 1024 * 1024, kind, (750, 1334), pixels=True)
    for kind in ("BMP", "WEBP", ""):
        with refused(40005):
            rules.check_picture(b"x", kind, (1, 1), pixels=True)
    with refused(40006):
        rules.check_picture(b"x" * (1024 * 1024 + 1), "PNG", (1, 1), pixels=True)
    for size in ((751, 1), (1, 1335)):
        rules.check_picture(b"x", "PNG", size, pixels=False)
        with refused(40006):
            rules.check_picture(b"x", "PNG", size, pixels=True)
    with refused(44001):
        rules.check_picture(b"", "PNG", (1, 1), pixels=True)


def test_kinds_of_media() -> None:
    for kind in (1, 2):
        rules.check_media_type(kind)
    for kind in (0, 3):
        with refused(40004):
            rules.check_media_type(kind)


def test_version_2_came_on_a_day() -> None:
    assert [rules.version_of(2, at(day)) for day in ("2021-05-25", "2021-05-26", "2021-05-27")] == [1, 2, 2]
    assert [rules.version_of(version, at("2024-01-01")) for version in (0, 1, 3)] == [1, 1, 1]


def test_results_that_are_told() -> None:
    good, bad = rules.judge_text("hello", {}), rules.judge_file(b"", "wxlocal-risky-20002", {})
    assert rules.told(2, good) == {
        "version": 2,
        "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}],
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": "pass", "label": 100},
    }
    assert rules.told(2, bad)["result"] == {"suggest": "risky", "label": 20002}
    nothing = {"version": 2, "detail": [], "errcode": -1008, "errmsg": "download error", "result": {}}
    assert rules.told(2, None) == nothing
    version_1 = {"isrisky": 0, "extra_info_json": "", "status_code": 0, "detail": []}
    assert rules.told(1, good) == version_1
    assert rules.told(1, bad) == {**version_1, "isrisky": 1}
    assert rules.told(1, rules.judge_file(b"", "wxlocal-review-20002", {})) == version_1
    assert rules.told(1, None) == {**version_1, "status_code": 4294966288}


def test_what_is_risky_is_refused_in_version_1() -> None:
    with refused(87014):
        raise rules.risky(Verdict())


def test_the_id_of_a_request() -> None:
    assert rules.trace(0x60AE120F, "371d5872", "7941a05b") == "60ae120f-371d5872-7941a05b"
