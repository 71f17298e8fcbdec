"""mmbiz.qpic.cn and vweixinp.tc.qq.com: pictures and videos at the addresses that were given out."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import Act
from wxlocal.rooms.media import store
from wxlocal.rooms.media.gates import PICTURES, VIDEOS
from wxlocal.rooms.media.store import File


def _file(tx: Tx, visit: Visit) -> File | None:
    """``/mmbiz_jpg/KEY/0``, ``/KEY/f0.mp4``"""
    parts = visit.path.strip("/").split("/")
    place = 1 if visit.host == PICTURES else 0
    key = parts[place] if len(parts) > place else ""
    return store.at_address(tx, key) if key else None


def _owns(tx: Tx, visit: Visit) -> bool:
    return _file(tx, visit) is not None


def _show(act: Act, visit: Visit) -> Shown:
    file = _file(act.tx, visit)
    if file is None or act.now >= file.expires_at:
        return Shown(status=404)
    return Shown(body=store.content(act.tx, file.sha256), content_type=file.content_type)


FILES = Page(name="file", hosts=(PICTURES, VIDEOS), owns=_owns, show=_show)
