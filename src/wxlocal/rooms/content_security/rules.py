"""Decisions about content: pure. Sources: 文本内容安全识别, 多媒体内容安全识别, imgSecCheck, 获取用户安全等级."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Literal, cast

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.content_security import policy
from wxlocal.rooms.content_security.facts import Label, Suggest, Verdict

VISIT = 7_200  # seconds
LONGEST_V1, LONGEST = 500 * 1024, 2_500  # bytes; characters
LARGEST_PICTURE, LARGEST_MEDIA = 1024 * 1024, 10 * 1024 * 1024
WIDEST, HIGHEST = 750, 1_334
SCENES, RISK_SCENES = (1, 2, 3, 4), (0, 1, 2)
SOUND, PICTURE = 1, 2
PROBABLE, LEVEL = 90, 90
# The platform's own samples, for version 1 alone ("2.0 无需使用该样本").
SAMPLES = ("特3456书yuuo莞6543李zxcz蒜7782法fgnv级", "完2347全dfji试3726测asad感3847知qwez到")
# What every world takes for risky: harmless, and found in texts, file names, addresses and files.
MARK = re.compile(r"wxlocal-(risky|review)-(10001|20001|20002|20003|20006|20008|20012|20013|21000)")
GOOD = Verdict(label=100, suggest="pass")
_WORSE = ("pass", "review", "risky").index
UNREACHABLE = -1008


class Detail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``prob`` of the model, ``level`` and ``keyword`` of a word."""

    strategy: Literal["content_model", "keyword"]
    errcode: int | msgspec.UnsetType = msgspec.UNSET
    suggest: Suggest
    label: int
    prob: int = 0
    level: int = 0
    keyword: str = ""


class Judged(msgspec.Struct, frozen=True):
    result: Verdict
    detail: tuple[Detail, ...]


def version_of(version: int, moment: Moment) -> Literal[1, 2]:
    return 2 if version == 2 and policy.CHECK_V2.holds(moment) else 1


def marked(text: str) -> Verdict | None:
    """The worst that is marked in it."""
    found = [Verdict(label=cast(Label, int(label)), suggest=cast(Suggest, how)) for how, label in MARK.findall(text)]
    return max(found, key=lambda one: _WORSE(one.suggest), default=None)


def judge_text(text: str, words: dict[str, Verdict]) -> Judged:
    """What the model says, and every word of the account that the text holds; the worst of all counts."""
    model = marked(text) or GOOD
    hits = [(word, verdict) for word, verdict in words.items() if word and word.lower() in text.lower()]
    worst = max((model, *(verdict for _, verdict in hits)), key=lambda one: _WORSE(one.suggest))
    keywords = (
        Detail(strategy="keyword", errcode=0, suggest=one.suggest, label=one.label, level=LEVEL, keyword=word)
        for word, one in hits
    )
    return Judged(worst, (_said(model), *keywords))


def judge_text_v1(text: str, words: dict[str, Verdict]) -> Verdict:
    """The platform's own samples too."""
    return Verdict() if any(sample in text for sample in SAMPLES) else judge_text(text, words).result


def judge_file(content: bytes, name: str, pictures: dict[str, Verdict]) -> Judged:
    """By its SHA-256, by a part of its name or address, by a mark in either or in the file itself."""
    key = sha256(content).hexdigest()
    found = [one for part, one in pictures.items() if part and (part == key or part in name)]
    for mark in (marked(name), marked(content.decode("latin-1"))):
        if mark is not None:
            found.append(mark)
    worst = max(found, key=lambda one: _WORSE(one.suggest), default=GOOD)
    return Judged(worst, (_said(worst),))


def _said(verdict: Verdict) -> Detail:
    return Detail(strategy="content_model", errcode=0, suggest=verdict.suggest, label=verdict.label, prob=PROBABLE)


def risky(verdict: Verdict) -> Refused:
    return Refused(87014, "risky content", reason=f"label {verdict.label}")


def check_visit(now: int, times: list[int]) -> None:
    if not any(now - at < VISIT for at in times if at <= now):
        raise Refused(61010, "code is expired", reason="the person has not been in the mini program for two hours")


def check_scene(scene: int, known: tuple[int, ...] = SCENES) -> None:
    if scene not in known:
        raise Refused(40129, "invalid scene", reason=f"scene is one of {', '.join(map(str, known))}, not {scene}")


def check_text_v1(content: str) -> None:
    if not content:
        raise Refused(44002, "empty post data", reason="content is missing or empty")
    if len(content.encode()) > LONGEST_V1:
        raise Refused(45002, "content size out of limit", reason="content has at most 500 KB")


def check_text(content: str) -> None:
    if not content:
        raise Refused(47001, "data format error", reason="content is missing or empty")
    if len(content) > LONGEST:
        raise Refused(45002, "content size out of limit", reason=f"content has at most {LONGEST} characters")


def check_picture(content: bytes, kind: str, size: tuple[int, int], *, pixels: bool) -> None:
    """``kind``: PNG, JPEG, GIF; "" = something else. ``size`` in pixels."""
    if not content:
        raise Refused(44001, "empty media data", reason="the file is empty")
    if len(content) > LARGEST_PICTURE:
        raise Refused(40006, "invalid media size", reason=f"{len(content)} bytes; a picture has at most 1 MB")
    if kind not in ("PNG", "JPEG", "GIF"):
        raise Refused(40005, "invalid file type", reason=f"a picture is PNG, JPEG or GIF, not {kind or 'this'}")
    if pixels and (size[0] > WIDEST or size[1] > HIGHEST):
        raise Refused(40006, "invalid media size", reason=f"{size[0]} x {size[1]} pixels; at most {WIDEST} x {HIGHEST}")


def check_media_type(kind: int) -> None:
    if kind not in (SOUND, PICTURE):
        raise Refused(40004, "invalid media type", reason=f"media_type is 1 (sound) or 2 (picture), not {kind}")


def trace(now: int, one: str, other: str) -> str:
    """A request's own id: its time and two draws of eight hexadecimal digits."""
    return f"{now:x}-{one}-{other}"


def told(version: int, judged: Judged | None) -> dict[str, object]:
    """What wxa_media_check says of a result; None = the file could not be fetched."""
    if version == 2:
        if judged is None:
            return {"version": 2, "detail": [], "errcode": UNREACHABLE, "errmsg": "download error", "result": {}}
        return {
            "version": 2,
            "detail": [msgspec.to_builtins(one) for one in judged.detail],
            "errcode": 0,
            "errmsg": "ok",
            "result": {"suggest": judged.result.suggest, "label": judged.result.label},
        }
    is_risky = judged is not None and judged.result.suggest == "risky"
    code = 0 if judged is not None else UNREACHABLE % (1 << 32)
    return {"isrisky": int(is_risky), "extra_info_json": "", "status_code": code, "detail": []}
