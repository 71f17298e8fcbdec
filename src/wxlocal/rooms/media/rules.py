"""Decisions about files: which are taken, what they are by their bytes. Pure. Source: 新增临时素材, 新增永久素材."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY

KB, MB = 1024, 1024 * 1024
LIFE = 3 * DAY
KINDS = ("image", "voice", "video", "thumb")
LARGEST = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "thumb": 64 * KB}
TYPES = {
    "image": ("image/jpeg", "image/png", "image/gif", "image/bmp"),
    "voice": ("audio/amr", "audio/mp3"),
    "video": ("video/mp4",),
    "thumb": ("image/jpeg",),
}
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/bmp": "bmp",
    "audio/amr": "amr", "audio/mp3": "mp3", "video/mp4": "mp4",
}  # fmt: skip
_SIZE = {
    "image": (40009, "invalid image size"),
    "voice": (40010, "invalid voice size"),
    "video": (40011, "invalid video size"),
    "thumb": (40012, "invalid thumb size"),
}


def type_of(content: bytes) -> str:
    """What a file is, by its first bytes; "" = nothing that is known here."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"BM") and len(content) > 26:
        return "image/bmp"
    if content.startswith(b"#!AMR"):
        return "audio/amr"
    if content.startswith(b"ID3") or (len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return "audio/mp3"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return ""


def check(kind: str, content: bytes) -> str:
    """The content type of a file that is taken as that kind."""
    if kind not in KINDS:
        raise Refused(40004, "invalid media type", reason=f"type is one of {', '.join(KINDS)}, not {kind!r}")
    if not content:
        raise Refused(44001, "empty media data", reason="the file is empty")
    if len(content) > LARGEST[kind]:
        code, words = _SIZE[kind]
        raise Refused(code, words, reason=f"{len(content)} bytes; the largest {kind} has {LARGEST[kind]}")
    found = type_of(content)
    if found not in TYPES[kind]:
        known = ", ".join(ENDINGS[one] for one in TYPES[kind])
        raise Refused(40005, "invalid file type", reason=f"by its bytes it is {found or 'unknown'}; {kind}: {known}")
    return found
