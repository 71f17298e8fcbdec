"""Pictures and sounds. Sources: security.imgSecCheck, 多媒体内容安全识别, security.mediaCheckAsync-v1."""

from __future__ import annotations

from io import BytesIO

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import Refused
from wxlocal.core.server import multipart
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import errands
from wxlocal.rooms.content_security import gates, jobs, rules
from wxlocal.rooms.content_security.api import INVALID_SCENE, MINUTE, VISITOR
from wxlocal.rooms.content_security.facts import Facts
from wxlocal.rooms.content_security.settings import PIXELS, RESULT_AFTER

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
LARGEST = 3 * 1024 * 1024
LIMITS = Limits(per_minute=2_000, per_day=200_000)


@operation(
    "POST",
    "/wxa/img_sec_check",
    Nothing,
    Answer,
    body="multipart",
    cloud="security.imgSecCheck",
    permission_sets=(18,),
    limits=LIMITS,
    too_fast=MINUTE,
    largest=LARGEST,
    errors=(
        (40005, "invalid file type"),
        (40006, "invalid media size"),
        (41005, "media data missing"),
        (44001, "empty media data"),
        MINUTE,
        (87014, "risky content"),
    ),
    source="内容安全/security.imgSecCheck",
)
def img_sec_check(call: Call, request: Nothing) -> Answer:
    """Looks for risky content in a picture (version 1; media_check_async has taken its place)."""
    content, name = _picture(call)
    kind, size = _measured(content)
    rules.check_picture(content, kind, size, pixels=call.act.setting(PIXELS))
    pictures = call.act.facts(call.account.appid, Facts).pictures
    verdict = rules.judge_file(content, name, pictures).result
    if verdict.suggest == "risky":
        raise rules.risky(verdict)
    return Answer()


def _picture(call: Call) -> tuple[bytes, str]:
    """In a form, or as the whole body: the platform takes that too."""
    part = multipart.file(call.wire, "media")
    if part is not None:
        return part.content, part.filename or ""
    if call.wire.face == "api" and _measured(call.wire.body)[0]:
        return call.wire.body, ""
    raise Refused(41005, "media data missing", reason="the body is multipart/form-data with a file 'media'")


def _measured(content: bytes) -> tuple[str, tuple[int, int]]:
    """Its format and its pixels; only the head is read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            return image.format or "", image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "", (0, 0)


class CheckMedia(msgspec.Struct):
    media_url: str = ""
    media_type: int = 0
    version: int = 0
    scene: int = 0
    openid: str = ""


class Tracked(Answer, kw_only=True):
    trace_id: str


@operation(
    "POST",
    "/wxa/media_check_async",
    CheckMedia,
    Tracked,
    cloud="security.mediaCheckAsync",
    permission_sets=(18,),
    limits=LIMITS,
    too_fast=MINUTE,
    invalid_fields={"scene": INVALID_SCENE, "media_type": (40004, "invalid media type")},
    errors=(
        *VISITOR,
        (40004, "invalid media type"),
        INVALID_SCENE,
        MINUTE,
        (47001, "data format error"),
        (87020, "repeat request limit exceeded"),
    ),
    source="小程序安全/多媒体内容安全识别",
)
def media_check_async(call: Call, request: CheckMedia) -> Tracked:
    """Looks for risky content in a picture or a sound at an address; wxa_media_check tells the result later."""
    act, appid = call.act, call.account.appid
    rules.check_media_type(request.media_type)
    if not request.media_url:
        raise Refused(47001, "data format error", reason="media_url is missing")
    version = rules.version_of(request.version, call.moment())
    if version == 2:
        rules.check_scene(request.scene)
        gates.check_visitor(act, appid, request.openid)
        trace = rules.trace(act.now, act.ids.hex(8), act.ids.hex(8))
    else:
        trace = act.ids.hex(32)
    look = jobs.Look(appid=appid, url=request.media_url, version=version, trace_id=trace)
    errands.plan(act, jobs.LOOK, look, at=act.now + act.setting(RESULT_AFTER), lane=addresses.split(look.url).netloc)
    return Tracked(trace_id=trace)


OPERATIONS = (img_sec_check, media_check_async)
