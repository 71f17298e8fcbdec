"""Temporary material. Source: 素材管理/临时素材; 小程序客服消息/新增图片素材."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server import multipart
from wxlocal.core.server.multipart import Part
from wxlocal.core.server.operation import Answer, Call, Picture, operation
from wxlocal.core.world import files
from wxlocal.core.world.nouns import APP_KINDS, AccountKind, Material
from wxlocal.rooms.media import gates, rules

OWNERS: tuple[AccountKind, ...] = (*APP_KINDS, "service_account", "subscription_account")
SETS = (1, 3, 8, 9, 11, 19, 30, 31, 59, 61, 62, 100)
LARGEST = 11 * rules.MB  # of a body: a file and what stands around it


class Upload(msgspec.Struct):
    type: str = ""


class Uploaded(Answer, kw_only=True):
    type: str
    media_id: str
    created_at: int


def sent(call: Call, name: str = "media") -> Part:
    """The file that came with a call."""
    part = multipart.file(call.wire, name)
    if part is None:
        raise Refused(41005, "media data missing", reason=f"the form has no file {name!r} with a file name")
    return part


@operation(
    "POST",
    "/cgi-bin/media/upload",
    Upload,
    Uploaded,
    name="uploadTempMedia",
    accounts=OWNERS,
    body="multipart",
    cloud="customerServiceMessage.uploadTempMedia",
    permission_sets=SETS,
    largest=LARGEST,
    errors=((40004, "invalid media type"), (40005, "invalid file type"), (41005, "media data missing")),
    source="素材管理/新增临时素材",
)
def upload(call: Call, request: Upload) -> Uploaded:
    """Keeps a file for three days."""
    part = sent(call)
    kind = rules.check(request.type, part.content)
    file = gates.add(
        call.act,
        call.account.appid,
        request.type,
        part.content,
        kind,
        name=part.filename or "",
        expires_at=call.act.now + rules.LIFE,
    )
    return Uploaded(type=request.type, media_id=file.id, created_at=call.act.now)


class Get(msgspec.Struct):
    media_id: str = ""


@operation(
    ("GET", "POST"),
    "/cgi-bin/media/get",
    Get,
    Picture,
    name="getTempMedia",
    accounts=OWNERS,
    body="optional",
    cloud="customerServiceMessage.getTempMedia",
    permission_sets=SETS,
    errors=((40007, "invalid media_id"),),
    source="素材管理/获取临时素材",
)
def get(call: Call, request: Get) -> Picture:
    """Gives a temporary file."""
    found = files.material(call.act, call.account.appid, request.media_id)
    if found is None:
        raise Refused(40007, "invalid media_id", reason="the account has no such file, or has it no more")
    return as_file(found)


def as_file(found: Material) -> Picture:
    name = f'attachment; filename="{quote(found.name)}"'
    return Picture(found.content, found.content_type, (("content-disposition", name),))


OPERATIONS = (upload, get)
