"""Bytes of strangers as text. Sources are UTF-8 as the platform's tools want them; GBK is common all the same."""

from __future__ import annotations

GBK, UTF_16, DAMAGED = "GBK", "UTF-16", "damaged"


def decoded(data: bytes) -> tuple[str, str]:
    """(text, what it was instead of UTF-8). The text never has lone surrogates."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), UTF_16
    try:
        return data.decode(), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), GBK
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), DAMAGED


def text_of(data: bytes) -> str:
    return decoded(data)[0]


class Lines:
    """The lines of places in a text, asked for in the order of the text: each newline is counted once."""

    def __init__(self, text: str | bytes, first: int = 1) -> None:
        self._text = text
        self._at = 0
        self._line = first

    def at(self, place: int) -> int:
        text = self._text
        more = text.count("\n", self._at, place) if isinstance(text, str) else text.count(b"\n", self._at, place)
        self._line += more
        self._at = place
        return self._line
