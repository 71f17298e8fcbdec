"""mmbiz.qpic.cn: pictures at the addresses that were given out."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import Act
from wxlocal.rooms.media import store
from wxlocal.rooms.media.gates import HOST


def _key(visit: Visit) -> str:
    """``/mmbiz_jpg/KEY/0``"""
    return visit.path.strip("/").split("/")[1] if visit.path.count("/") > 1 else ""


def _owns(tx: Tx, visit: Visit) -> bool:
    key = _key(visit)
    return key != "" and store.at_address(tx, key) is not None


def _show(act: Act, visit: Visit) -> Shown:
    key = _key(visit)
    file = store.at_address(act.tx, key) if key else None
    if file is None or act.now >= file.expires_at:
        return Shown(status=404)
    return Shown(body=store.content(act.tx, file.sha256), content_type=file.content_type)


PICTURES = Page(name="picture", hosts=(HOST,), owns=_owns, show=_show)
