"""Pictures and films for the reviewer: uploadmedia, and what a submission names of them. Source: 上传提审素材."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import Refused
from wxlocal.core.server import multipart
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import files
from wxlocal.rooms.code_management import rules_media, settings
from wxlocal.rooms.code_management.api import AAT

LARGEST = 11 * rules_media.MB  # of a body: a file and what stands around it


class Media(Answer, kw_only=True):
    type: str
    mediaid: str


@operation(
    "POST", "/wxa/uploadmedia", Nothing, Media, **AAT, name="uploadMediaToCodeAudit", body="multipart",
    largest=LARGEST, source="代码管理/上传提审素材",
    errors=((40005, "invalid file type"), (40006, "invalid meida size"), (41005, "media data missing")),
)  # fmt: skip
def upload_media(call: Call, request: Nothing) -> Media:
    """Keeps a picture or a film for the reviewer; its mediaid is good for three days."""
    part = multipart.file(call.wire, "media")
    if part is None:
        raise Refused(41005, "media data missing", reason="the form has no file 'media' with a file name")
    kind, content_type = rules_media.kind_of(part.content)
    kept = files.store(call.act, call.account.appid, kind, part.content, content_type)
    return Media(type=kind, mediaid=kept.id)


def check_preview(call: Call, info: dict[str, Any]) -> None:
    for kind, id in rules_media.preview_of(info, int(call.act.setting(settings.PREVIEW_FILES))):
        found = files.material(call.act, call.account.appid, id)
        if found is None or found.kind != kind:
            reason = f"the account has no {kind} {id[:40]!r}, or has it no more: uploadmedia keeps it for three days"
            raise Refused(*rules_media.BAD_PREVIEW, reason=reason)


def check_feedback(call: Call, text: str) -> None:
    for id in rules_media.feedback_of(text):
        if files.material(call.act, call.account.appid, id) is None:
            reason = f"the account has no file {id[:40]!r}, or has it no more: uploadmedia keeps it for three days"
            raise Refused(40007, "invalid media_id", reason=reason)


OPERATIONS = (upload_media,)
