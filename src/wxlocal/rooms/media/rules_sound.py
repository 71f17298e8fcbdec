"""How long a voice plays, read from its frames. Pure. Sources: RFC 4867 (AMR), ISO 11172-3 (MP3), RIFF WAVE."""

from __future__ import annotations

AMR = b"#!AMR\n"
# Bytes of a frame of each type, its head included; a type that has none ends the reading.
_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6)
_NO_DATA = 15
# kbit/s by index: MPEG 1 and MPEG 2 layer III.
_RATES = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def seconds(kind: str, content: bytes) -> float:
    """0 = it cannot be told."""
    if kind == "audio/amr":
        return _amr(content)
    if kind == "audio/mp3":
        return _mp3(content)
    if kind == "audio/wav":
        return _wav(content)
    return 0.0


def is_mp3(content: bytes) -> bool:
    return _frame(content, 0) is not None


def _amr(content: bytes) -> float:
    at, frames = len(AMR), 0
    while at < len(content):
        kind = content[at] >> 3 & 0xF
        if kind >= len(_FRAMES) and kind != _NO_DATA:
            break
        at += 1 if kind == _NO_DATA else _FRAMES[kind]
        frames += 1
    return frames * 0.02


def _frame(content: bytes, at: int) -> tuple[int, float] | None:
    """Bytes and seconds of the MP3 frame that begins there."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, hertz, padding = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or not 0 < rate < 15 or hertz == 3:
        return None
    samples = 1152 if version == 3 else 576
    bits = _RATES[3 if version == 3 else 2][rate - 1] * 1000
    frequency = _HERTZ[version][hertz]
    return samples // 8 * bits // frequency + padding, samples / frequency


def _mp3(content: bytes) -> float:
    at, played = 0, 0.0
    if content.startswith(b"ID3"):
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        at = 10 + size
    while (frame := _frame(content, at)) is not None:
        at += frame[0]
        played += frame[1]
    return played


def _wav(content: bytes) -> float:
    a_second = int.from_bytes(content[28:32], "little")
    return max(len(content) - 44, 0) / a_second if a_second else 0.0
