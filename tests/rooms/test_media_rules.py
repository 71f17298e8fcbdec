"""Which files are taken: the last that is, the first that is not."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from tests import refusals
from tests.files import AMR, MP3, MP4, picture
from tests.refusals import at
from wxlocal.rooms.media import rules, rules_sound
from wxlocal.rooms.media.rules import MB

WORDS = {
    40004: "invalid media type", 40005: "invalid file type", 40009: "invalid image size", 40010: "invalid voice size",
    40011: "invalid video size", 40012: "invalid thumb size", 40097: "invalid args", 40113: "unsupported file type",
    44001: "empty media data", 44003: "empty news data", 45002: "content size out of limit",
    45007: "playtime out of limit", 45034: "media file count is out of limit", 45103: "This API has been unsupported",
    45106: "This API has been unsupported. For more details, please view https://mp.weixin.qq.com/cgi-bin/announce"
    "?action=getannouncement&announce_id=11644831863qFQSh&version=&lang=zh_CN",
}  # fmt: skip


def refused(code: int, rule: str | None = None) -> AbstractContextManager[None]:
    return refusals.refused(code, WORDS[code], rule)


WAV = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0"
WMA = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(100)
SAMPLES = {
    "image/png": picture(), "image/jpeg": picture("JPEG"), "image/gif": picture("GIF"), "image/bmp": picture("BMP"),
    "audio/amr": AMR, "audio/mp3": MP3, "audio/wav": WAV + bytes(8_000), "audio/x-ms-wma": WMA, "video/mp4": MP4,
}  # fmt: skip


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_file_is_what_its_bytes_say(kind: str) -> None:
    assert rules.type_of(SAMPLES[kind]) == kind
    assert rules.type_of(b"GIF89a") == "image/gif"


@pytest.mark.parametrize(
    "content", [b"", b"x", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"\xff\xfb", b"\xff\xfb\xf0\0", b"\xff\xff\xff\xff"]
)
def test_other_bytes_are_nothing_known(content: bytes) -> None:
    assert rules.type_of(content) == ""


def sized(kind: str, size: int) -> bytes:
    sample = {"image": picture(), "voice": AMR, "video": MP4, "thumb": picture("JPEG")}[kind]
    return sample + b"\x4c" * (size - len(sample))


@pytest.mark.parametrize(
    ("kind", "largest", "code"),
    [("image", 10_485_760, 40009), ("voice", 2_097_152, 40010), ("video", 10_485_760, 40011), ("thumb", 65_536, 40012)],
)
def test_sizes(kind: str, largest: int, code: int) -> None:
    rules.check(kind, sized(kind, largest))
    with refused(code):
        rules.check(kind, sized(kind, largest + 1))


def test_a_smaller_limit_may_be_set() -> None:
    rules.check("image", sized("image", 2 * MB), largest=2 * MB)
    with refused(40009):
        rules.check("image", sized("image", 2 * MB + 1), largest=2 * MB)


ALLOWED = {
    "image": {"image/png", "image/jpeg", "image/gif"},
    "voice": {"audio/amr", "audio/mp3"},
    "video": {"video/mp4"},
    "thumb": {"image/jpeg"},
}
MORE = {"image": {"image/bmp"}, "voice": {"audio/wav", "audio/x-ms-wma"}, "video": set(), "thumb": set()}


@pytest.mark.parametrize("found", SAMPLES)
@pytest.mark.parametrize("kind", rules.KINDS)
def test_formats(kind: str, found: str) -> None:
    for types, allowed in ((rules.TEMPORARY, ALLOWED[kind]), (rules.PERMANENT, ALLOWED[kind] | MORE[kind])):
        if found in allowed:
            assert rules.check(kind, SAMPLES[found], types=types) == found
        else:
            with refused(40005):
                rules.check(kind, SAMPLES[found], types=types)


def test_kinds_and_empty_files() -> None:
    for kind in ("", "file", "news"):
        with refused(40004):
            rules.check(kind, SAMPLES["image/png"])
    with refused(44001):
        rules.check("image", b"")
    with refused(44001):
        rules.check_picture(b"")


@pytest.mark.parametrize(
    ("kind", "size"), [(0, 13), (1, 14), (2, 16), (3, 18), (4, 20), (5, 21), (6, 27), (7, 32), (8, 6), (15, 1)]
)
def test_amr_frames_last_20_milliseconds(kind: int, size: int) -> None:
    """RFC 4867: the type of a frame is in its first byte and decides its size."""
    content = b"#!AMR\n" + (bytes([kind << 3 | 4]) + b"\xff" * (size - 1)) * 50
    assert rules_sound.seconds("audio/amr", content) == pytest.approx(1.0)
    for unknown in (9, 14):
        assert rules_sound.seconds("audio/amr", content + bytes([unknown << 3]) * 100) == pytest.approx(1.0)
    assert rules_sound.seconds("audio/amr", b"#!AMR\n") == 0


def test_a_voice_plays_60_seconds_at_most() -> None:
    frame = b"\x04" + bytes(12)
    rules.check("voice", b"#!AMR\n" + frame * 3_000)
    with refused(45007):
        rules.check("voice", b"#!AMR\n" + frame * 3_001)


@pytest.mark.parametrize(
    ("head", "size", "seconds"),
    [
        (b"\xff\xfb\x90\x00", 417, 1152 / 44_100),  # MPEG 1, 128 kbit/s, 44.1 kHz
        (b"\xff\xfb\x92\x00", 418, 1152 / 44_100),  # with padding
        (b"\xff\xfb\x14\x00", 96, 1152 / 48_000),
        (b"\xff\xf3\x40\x00", 104, 576 / 22_050),  # MPEG 2, 32 kbit/s
        (b"\xff\xe3\x18\x00", 72, 576 / 8_000),  # MPEG 2.5, 8 kbit/s
    ],
)
def test_mp3_frames(head: bytes, size: int, seconds: float) -> None:
    content = (head + bytes(size - 4)) * 3
    tag = b"ID3\x04\0\0\0\0\x01\x02" + bytes(130)
    assert rules.type_of(content) == rules.type_of(tag + content) == "audio/mp3"
    for one in (content, tag + content, content + b"TAG"):
        assert rules_sound.seconds("audio/mp3", one) == pytest.approx(3 * seconds)
    assert rules_sound.seconds("audio/mp3", b"ID3") == 0


MPEG_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES = [(0xFB, MPEG_1, (44_100, 48_000, 32_000), 1152), (0xF3, MPEG_2, (22_050, 24_000, 16_000), 576)]
RATES += [(0xE3, MPEG_2, (11_025, 12_000, 8_000), 576)]


@pytest.mark.parametrize(("version", "rates", "hertz", "samples"), RATES)
def test_all_rates_of_mp3(version: int, rates: tuple[int, ...], hertz: tuple[int, ...], samples: int) -> None:
    """ISO 11172-3 and 13818-3: bits and samples a second follow from indices in the head of a frame."""
    for index, rate in enumerate(rates, 1):
        for place, frequency in enumerate(hertz):
            for padding in (0, 1):
                size = samples // 8 * rate * 1000 // frequency + padding
                frame = bytes([0xFF, version, index << 4 | place << 2 | padding << 1, 0]) + bytes(size - 4)
                assert rules_sound.seconds("audio/mp3", frame * 4) == pytest.approx(4 * samples / frequency)


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xeb\x90\x00", b"\xff\xfb\x00\x00", b"\xff\xfb\xf0\x00", b"\xff\xfb\x9c\x00", b"\xfe\xfb\x90\x00",
        b"\xff\xf9\x90\x00", b"\xff\x1b\x90\x00", b"\x00\xfb\x90\x00",
    ],
)  # fmt: skip
def test_what_is_no_mp3_frame(head: bytes) -> None:
    assert not rules_sound.is_mp3(head + bytes(500))


def test_a_head_that_is_cut_off_is_none() -> None:
    assert rules_sound.is_mp3(b"\xff\xfb\x90\x00")
    assert not rules_sound.is_mp3(b"\xff\xfb\x90")


def test_the_tag_before_mp3_frames() -> None:
    """ID3: four bytes of seven bits say its size, without its own ten."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    for size in ((0, 0, 0, 0), (0, 0, 0, 127), (0, 0, 1, 0), (0, 1, 0, 5), (1, 0, 0, 0)):
        number = sum(part << 7 * place for place, part in enumerate(reversed(size)))
        content = b"ID3\x04\0\x7f" + bytes(size) + bytes(number) + frame
        assert rules_sound.seconds("audio/mp3", content) == pytest.approx(1152 / 44_100)
    assert rules_sound.seconds("audio/mp3", b"ID3") == 0


def test_other_sounds() -> None:
    assert rules_sound.seconds("audio/wav", WAV + bytes(8_000)) == 1
    assert rules_sound.seconds("audio/wav", WAV + b"x") == 1 / 8_000
    assert rules_sound.seconds("audio/wav", WAV) == rules_sound.seconds("audio/wav", WAV[:40]) == 0
    quick = WAV[:28] + (1 << 24).to_bytes(4, "little") + WAV[32:]
    assert rules_sound.seconds("audio/wav", quick + bytes(1 << 14)) == 1 / 1024
    assert rules_sound.seconds("audio/wav", WAV[:28] + bytes(4) + WAV[32:] + bytes(8)) == 0
    assert rules_sound.seconds("audio/x-ms-wma", WMA) == 0
    rules.check("voice", WAV + bytes(60 * 8_000), types=rules.PERMANENT)
    with refused(45007):
        rules.check("voice", WAV + bytes(60 * 8_000 + 8), types=rules.PERMANENT)


@pytest.mark.parametrize(
    ("kind", "name", "taken"),
    [
        ("image", "a.png", True), ("image", "a.JPG", True), ("image", "图.jpeg", True), ("image", "a.bmp", True),
        ("image", "media", False), ("image", "a.", False), ("image", "png", False), ("image", "a.mp3", False),
        ("image", "", False), ("thumb", "a.jpg", True), ("thumb", "a.png", False), ("voice", "a.wma", True),
        ("video", "a.mp4", True), ("video", "a.jpeg", False), ("thumb", "a.jpeg", True),
        ("image", "a.gif", True), ("voice", "a.mp3", True), ("voice", "a.wav", True), ("voice", "a.amr", True),
    ],
)  # fmt: skip
def test_names_of_permanent_material(kind: str, name: str, taken: bool) -> None:
    if taken:
        rules.check_name(kind, name)
    else:
        with refused(40113):
            rules.check_name(kind, name)


def test_pictures_of_articles() -> None:
    assert rules.check_picture(sized("image", 1_048_575)) == "image/png"
    assert rules.check_picture(SAMPLES["image/jpeg"]) == "image/jpeg"
    with refused(40009):
        rules.check_picture(sized("image", 1_048_576))
    for kind in ("image/gif", "image/bmp", "video/mp4"):
        with refused(40005):
            rules.check_picture(SAMPLES[kind])


@pytest.mark.parametrize(
    ("kind", "most"), [("image", 100_000), ("news", 100_000), ("voice", 1_000), ("video", 1_000), ("thumb", 1_000)]
)
def test_numbers(kind: str, most: int) -> None:
    rules.check_number(kind, most - 1)
    with refused(45034):
        rules.check_number(kind, most)


def test_contents_of_articles() -> None:
    rules.check_content("字" * 19_999)
    with refused(45002):
        rules.check_content("字" * 20_000)
    with refused(44003):
        rules.check_content("")


def test_parts_of_lists() -> None:
    for offset, count in ((0, 1), (7, 20)):
        rules.check_page(offset, count)
    for offset, count in ((-1, 1), (0, 0), (0, 21)):
        with refused(40097):
            rules.check_page(offset, count)


def test_news_ends_in_two_steps() -> None:
    rules.check_news(at("2022-02-27"))
    for day, code in (("2022-02-28", 45103), ("2022-07-06", 45103), ("2022-07-07", 45106), ("2024-01-01", 45106)):
        with refused(code, "permanent-news-end"):
            rules.check_news(at(day))
