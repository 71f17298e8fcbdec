"""What other rooms ask for: the file behind a media id, and a place for what a person sends."""

from __future__ import annotations

from typing import cast

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.world.nouns import Material, MaterialKind
from wxlocal.core.world.world import Act
from wxlocal.rooms.media import rules, store
from wxlocal.rooms.media.store import File

HOST = "mmbiz.qpic.cn"
_NAMED = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/bmp": "bmp"}


def material(act: Act, appid: str, media_id: str) -> Material | None:
    file = store.find(act.tx, media_id)
    if file is None or file.appid != appid or act.now >= file.expires_at or file.kind == "picture":
        return None
    return as_material(act, file)


def as_material(act: Act, file: File) -> Material:
    return Material(
        id=file.id,
        appid=file.appid,
        kind=cast(MaterialKind, file.kind),
        name=file.name,
        content_type=file.content_type,
        content=store.content(act.tx, file.sha256),
        made_at=file.made_at,
        expires_at=None if file.expires_at == store.PERMANENT else file.expires_at,
        url=url(file),
        title=file.title,
        introduction=file.introduction,
        articles=file.articles,
    )


def url(file: File) -> str:
    """Where anybody fetches the picture."""
    if not file.address:
        return ""
    ending = _NAMED.get(file.content_type, "jpg")
    form = "jpeg" if ending == "jpg" else ending
    return f"http://{HOST}/mmbiz_{ending}/{file.address}/0?wx_fmt={form}"


def keep(act: Act, appid: str, kind: str, content: bytes, content_type: str) -> Material:
    """The bytes decide what it is, not the content type that is said."""
    try:
        found = rules.check(kind, content)
    except Refused as refused:
        raise NotPossible(f"this cannot be sent as {kind}: {refused.reason}") from refused
    return as_material(act, add(act, appid, kind, content, found, expires_at=act.now + rules.LIFE, addressed=True))


def add(
    act: Act,
    appid: str,
    kind: str,
    content: bytes,
    content_type: str,
    *,
    name: str = "",
    expires_at: int = store.PERMANENT,
    addressed: bool = False,
    title: str = "",
    introduction: str = "",
) -> File:
    """Keeps a file; ``addressed``: as a picture it has an address of its own."""
    id = act.ids.urlsafe(64)
    file = File(
        id=id,
        appid=appid,
        kind=kind,
        name=name or f"{id}.{rules.ENDINGS[content_type]}",
        content_type=content_type,
        sha256=store.put_content(act.tx, content, expires_at),
        made_at=act.now,
        updated_at=act.now,
        expires_at=expires_at,
        address=act.ids.text(86) if addressed and content_type in _NAMED else "",
        title=title,
        introduction=introduction,
    )
    store.add(act.tx, file)
    return file
