"""What the console shows of links."""

from __future__ import annotations

import msgspec

from wxlocal.core.control import PageOfAccount, endpoint
from wxlocal.core.world.world import Act
from wxlocal.rooms.links import rules, store


class ShownLink(rules.Link, frozen=True, kw_only=True):
    """``ends_at`` by the rules of the day; 0 = never."""

    ends_at: int


@endpoint("GET", "/accounts/{appid}/links", PageOfAccount, list[ShownLink])
def list_links(act: Act, params: PageOfAccount) -> list[ShownLink]:
    """The newest links of a mini program, with their end by the rules of the day and their visitor.

    ``after`` is the ticket of a link.
    """
    moment = act.moment()
    return [
        ShownLink(**msgspec.structs.asdict(link), ends_at=rules.ends_at(link, moment))
        for link in store.of_account(act.tx, params.appid, params.after, params.most)
    ]
