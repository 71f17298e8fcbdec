"""Temporary material, and pictures that have an address alone. Source: 素材管理/临时素材; 客服消息/新增临时素材."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, api_unauthorized
from wxlocal.core.server import multipart
from wxlocal.core.server.multipart import Part
from wxlocal.core.server.operation import ENCODE, Answer, Call, Nothing, Picture, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, AccountKind
from wxlocal.rooms.media import gates, rules, store
from wxlocal.rooms.media.store import File

OWNERS: tuple[AccountKind, ...] = (*APP_KINDS, "service_account", "subscription_account")
SETS = (1, 3, 8, 9, 11, 19, 30, 31, 59, 61, 62, 100)
LARGEST = 11 * rules.MB  # of a body: a file and what stands around it
JSON = "application/json; charset=utf-8"
UPLOADS = (
    (40005, "invalid file type"),
    (41005, "media data missing"),
    (43002, "require POST method"),
    (44001, "empty media data"),
    *rules.SIZES.values(),
)


class Upload(msgspec.Struct):
    type: str = ""


class Uploaded(Answer, kw_only=True):
    type: str
    media_id: str
    created_at: int


def sent(call: Call) -> Part:
    """The file that came with a call."""
    part = multipart.file(call.wire, "media")
    if part is None:
        raise Refused(
            41005,
            "media data missing",
            reason="the body is multipart/form-data with a part 'media' that has a file name",
        )
    return part


def json(answer: msgspec.Struct) -> Picture:
    """Where files are fetched, and this is none."""
    return Picture(ENCODE(answer), JSON)


@operation(
    "POST",
    "/cgi-bin/media/upload",
    Upload,
    Uploaded,
    name="uploadTempMedia",
    accounts=OWNERS,
    body="multipart",
    cloud="officialAccount.media.upload",
    also=("customerServiceMessage.uploadTempMedia",),
    permission_sets=SETS,
    limits=Limits(per_day=100_000),
    largest=LARGEST,
    errors=((40004, "invalid media type"), *UPLOADS, (45007, "playtime out of limit")),
    source="素材管理/新增临时素材",
)
def upload(call: Call, request: Upload) -> Uploaded:
    """Keeps a file for three days."""
    act, kind = call.act, request.type
    rules.check_kind(kind)
    part = sent(call)
    found = rules.check(kind, part.content, largest=gates.largest(act, kind))
    name, end = part.filename or "", act.now + rules.LIFE
    file = gates.add(act, call.account.appid, kind, part.content, found, name=name, expires_at=end)
    return Uploaded(type=kind, media_id=file.id, created_at=act.now)


class Get(msgspec.Struct):
    media_id: str = ""


class VideoUrl(msgspec.Struct):
    video_url: str


@operation(
    ("GET", "POST"),
    "/cgi-bin/media/get",
    Get,
    Picture,
    name="getMedia",
    accounts=OWNERS,
    body="optional",
    cloud="officialAccount.media.get",
    also=("customerServiceMessage.getTempMedia",),
    permission_sets=SETS,
    limits=Limits(per_day=200_000),
    errors=((40007, "invalid media_id"),),
    source="素材管理/获取临时素材",
)
def get(call: Call, request: Get) -> Picture:
    """Gives a temporary file; the address of a video."""
    file = _living(call, request.media_id)
    return json(VideoUrl(gates.url(file))) if file.kind == "video" else as_file(call, file)


@operation(
    "GET",
    "/cgi-bin/media/get/jssdk",
    Get,
    Picture,
    name="getHDVoice",
    accounts=OFFICIAL,
    cloud="officialAccount.media.getFromJSSDK",
    permission_sets=(1, 8, 9, 11, 100),
    errors=((40007, "invalid media_id"),),
    source="素材管理/获取高清语音素材",
)
def get_jssdk(call: Call, request: Get) -> Picture:
    """Gives a voice as it was sent."""
    if not call.account.verified:
        raise api_unauthorized("only verified accounts fetch voices in high quality")
    file = _living(call, request.media_id)
    if file.kind != "voice":
        raise Refused(40007, "invalid media_id", reason="it is not a voice")
    return as_file(call, file)


def _living(call: Call, media_id: str) -> File:
    file = gates.living(call.act, call.account.appid, media_id)
    if file is None or not file.sha256:
        raise Refused(40007, "invalid media_id", reason="the account has no such file, or has it no more")
    return file


def as_file(call: Call, file: File) -> Picture:
    name = f'attachment; filename="{file.id}.{rules.ENDINGS[file.content_type]}"'
    headers = (("content-disposition", name), ("cache-control", "no-cache, must-revalidate"))
    return Picture(store.content(call.act.tx, file.sha256), file.content_type, headers)


class ImageUrl(Answer, kw_only=True):
    url: str


@operation(
    "POST",
    "/cgi-bin/media/uploadimg",
    Nothing,
    ImageUrl,
    name="uploadImage",
    accounts=OWNERS,
    body="multipart",
    cloud="officialAccount.media.uploadImg",
    permission_sets=(1, 8, 9, 11, 18, 37, 100),
    largest=LARGEST,
    errors=UPLOADS[:5],
    source="素材管理/上传图文消息图片",
)
def upload_image(call: Call, request: Nothing) -> ImageUrl:
    """Gives a picture an address for ever; it has no media id and counts nowhere."""
    part = sent(call)
    found = rules.check_picture(part.content)
    file = gates.add(call.act, call.account.appid, "picture", part.content, found, name=part.filename or "")
    return ImageUrl(url=gates.url(file))


OPERATIONS = (upload, get, get_jssdk, upload_image)
