"""What other rooms learn of articles."""

from __future__ import annotations

from wxlocal.core.world import files
from wxlocal.core.world.nouns import Link
from wxlocal.core.world.world import Act
from wxlocal.rooms.articles import store
from wxlocal.rooms.articles.jobs import ADDRESS


def card(act: Act, appid: str, id: str) -> Link | None:
    """The first article that is left of what was published under this article_id."""
    found = store.article(act.tx, id) if id else None
    if found is None or found.appid != appid or not found.listed:
        return None
    for place, (item, page) in enumerate(zip(found.items, found.pages, strict=True)):
        if place not in found.gone:
            cover = files.material(act, appid, item.thumb_media_id)
            return Link(title=item.title, digest=item.digest, url=ADDRESS + page, picture=cover.url if cover else "")
    return None
