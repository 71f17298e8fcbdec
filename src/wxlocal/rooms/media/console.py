"""What the console shows of files."""

from __future__ import annotations

import msgspec

from wxlocal.core.control import PageOfAccount, endpoint
from wxlocal.core.world.world import Act
from wxlocal.rooms.media import gates, store


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    """``size`` in bytes; ``expires_at`` None = permanent; ``url`` "" = it has no address."""

    media_id: str
    kind: str
    name: str
    content_type: str
    sha256: str
    size: int
    made_at: int
    expires_at: int | None
    url: str


@endpoint("GET", "/accounts/{appid}/files", PageOfAccount, list[ShownFile])
def list_files(act: Act, params: PageOfAccount) -> list[ShownFile]:
    """The files of an account, temporary and permanent, by media id.

    ``after`` is a media id.
    """
    return [
        ShownFile(
            media_id=file.id,
            kind=file.kind,
            name=file.name,
            content_type=file.content_type,
            sha256=file.sha256,
            size=store.size(act.tx, file.sha256),
            made_at=file.made_at,
            expires_at=None if file.expires_at == store.PERMANENT else file.expires_at,
            url=gates.url(file),
        )
        for file in store.of_account(act.tx, params.appid, params.after, params.most)
    ]
