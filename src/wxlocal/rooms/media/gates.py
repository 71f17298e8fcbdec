"""What other rooms ask for: the file behind a media id, and a place for what a person sends."""

from __future__ import annotations

from typing import Any, cast

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.world.nouns import Material, MaterialKind
from wxlocal.core.world.world import Act
from wxlocal.rooms.media import rules, store
from wxlocal.rooms.media.settings import IMAGE_MB
from wxlocal.rooms.media.store import File

PICTURES, VIDEOS = "mmbiz.qpic.cn", "vweixinp.tc.qq.com"


def material(act: Act, appid: str, media_id: str) -> Material | None:
    file = living(act, appid, media_id)
    return as_material(act, file) if file else None


def living(act: Act, appid: str, media_id: str) -> File | None:
    """What the account has under the media id now."""
    file = store.find(act.tx, media_id)
    if file is None or file.appid != appid or act.now >= file.expires_at or file.kind == "picture":
        return None
    return file


def as_material(act: Act, file: File) -> Material:
    return Material(
        id=file.id,
        appid=file.appid,
        kind=cast(MaterialKind, file.kind),
        name=file.name,
        content_type=file.content_type,
        content=store.content(act.tx, file.sha256) if file.sha256 else b"",
        made_at=file.made_at,
        expires_at=None if file.expires_at == store.PERMANENT else file.expires_at,
        url=url(file),
        title=file.title,
        introduction=file.introduction,
        articles=file.articles,
    )


def url(file: File) -> str:
    """Where anybody fetches a picture or a video."""
    ending = rules.ENDINGS.get(file.content_type, "")
    if not file.address:
        return ""
    if file.content_type in rules.PICTURES:
        form = "jpeg" if ending == "jpg" else ending
        return f"http://{PICTURES}/mmbiz_{ending}/{file.address}/0?wx_fmt={form}"
    return f"http://{VIDEOS}/{file.address}/f0.{ending}"


def largest(act: Act, kind: str) -> int:
    """Bytes of a file of that kind; 0 = as many as the kind has."""
    megabytes: int = act.setting(IMAGE_MB)
    return megabytes * rules.MB if kind == "image" else 0


def keep(act: Act, appid: str, kind: str, content: bytes, content_type: str) -> Material:
    """The bytes decide what it is, not the content type that is said."""
    try:
        found = rules.check(kind, content, largest=largest(act, kind))
    except Refused as refused:
        raise NotPossible(f"this cannot be sent as {kind}: {refused.reason}") from refused
    return as_material(act, add(act, appid, kind, content, found, expires_at=act.now + rules.LIFE))


def add(
    act: Act,
    appid: str,
    kind: str,
    content: bytes,
    content_type: str,
    *,
    name: str = "",
    expires_at: int = store.PERMANENT,
    title: str = "",
    introduction: str = "",
    articles: tuple[dict[str, Any], ...] = (),
) -> File:
    """Keeps a file. Ids of temporary material are longer, as the platform's are."""
    id = act.ids.urlsafe(43 if expires_at == store.PERMANENT else 64)
    file = File(
        id=id,
        appid=appid,
        kind=kind,
        name=name or f"{id}.{rules.ENDINGS.get(content_type, '')}".rstrip("."),
        content_type=content_type,
        sha256=store.put_content(act.tx, content, expires_at) if content else "",
        made_at=act.now,
        updated_at=act.now,
        expires_at=expires_at,
        address=act.ids.text(86) if content_type.startswith(("image/", "video/")) else "",
        title=title,
        introduction=introduction,
        articles=articles,
    )
    store.add(act.tx, file)
    return file
