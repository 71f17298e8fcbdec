"""Files of accounts by their media ids: asked for and kept by whoever needs them, wherever they are stored."""

from __future__ import annotations

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.hooks import MEDIA, STORED
from wxlocal.core.world.nouns import Material, MaterialKind
from wxlocal.core.world.world import Act


def material(act: Act, appid: str, media_id: str) -> Material | None:
    """What the account has under the media id; None if it has nothing, or has it no more."""
    return next((found for found in act.offers.each(MEDIA, act, appid, media_id) if found is not None), None)


def store(act: Act, appid: str, kind: MaterialKind, content: bytes, content_type: str = "") -> Material:
    """Keeps a file that a person sends as temporary material of the account: it gets a media id and, if it is a
    picture, an address. NotPossible for what the kind does not take.
    """
    for stored in act.offers.each(STORED, act, appid, kind, content, content_type):
        return stored
    raise NotPossible("nothing here keeps files", status=501)
