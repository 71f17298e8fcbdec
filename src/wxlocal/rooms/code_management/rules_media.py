"""Decisions about files for the reviewer: which are taken, which a submission may name. Pure. Source: 上传提审素材."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import Refused
from wxlocal.core.world.nouns import MaterialKind

MB = 1024 * 1024
LARGEST: dict[MaterialKind, int] = {"image": 2 * MB, "video": 10 * MB}
MOST_FEEDBACK = 5
_MARKS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
BAD_PREVIEW = (85092, "invalid preview_info format")


def kind_of(content: bytes) -> tuple[MaterialKind, str]:
    """What a file is by its bytes, and its content type: a picture (png, jpeg, gif) of 2 MB, a film (mp4) of 10 MB."""
    if not content:
        raise Refused(41005, "media data missing", reason="the file is empty")
    found = next((kind for mark, kind in _MARKS.items() if content.startswith(mark)), "")
    if content[4:8] == b"ftyp":
        found = "video/mp4"
    if not found:
        raise Refused(40005, "invalid file type", reason="by its bytes it is not png, jpeg, gif or mp4")
    kind: MaterialKind = "video" if found == "video/mp4" else "image"
    if len(content) > LARGEST[kind]:
        raise Refused(40006, "invalid meida size", reason=f"{len(content)} bytes; {LARGEST[kind]} at most")
    return kind, found


def preview_of(info: dict[str, Any], most: int) -> list[tuple[MaterialKind, str]]:
    """The files that preview_info of submit_audit names: (kind, media id)."""
    named: tuple[tuple[str, MaterialKind], ...] = (("video_id_list", "video"), ("pic_id_list", "image"))
    found: list[tuple[MaterialKind, str]] = []
    for field, kind in named:
        ids = info.get(field) or []
        if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
            raise Refused(*BAD_PREVIEW, reason=f"{field} is a list of media ids")
        if len(ids) > most:
            raise Refused(85093, "invalid preview_info size", reason=f"{field} has {len(ids)} files; {most} at most")
        found += [(kind, id) for id in ids]
    return found


def feedback_of(text: str) -> list[str]:
    """The media ids of feedback_stuff, which | joins; five at most."""
    ids = [id for id in text.split("|") if id]
    if len(ids) > MOST_FEEDBACK:
        raise Refused(85051, "data too large", reason=f"feedback_stuff has {MOST_FEEDBACK} files at most")
    return ids
