"""What the console shows of links."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.control import Endpoint, number
from wxlocal.core.world.world import Act
from wxlocal.rooms.links import rules, store


def _listed(act: Act, params: dict[str, str], _: Any) -> list[dict[str, Any]]:
    moment = act.moment()
    limit = number(params, "limit", 100)
    return [
        {**msgspec.to_builtins(link), "ends_at": rules.ends_at(link, moment)}
        for link in store.of_account(act.tx, params["appid"], limit)
    ]


LINKS = Endpoint(
    name="listLinks",
    method="GET",
    path="/accounts/{appid}/links",
    summary="The newest links of a mini program, with their end by the rules of the day and their visitor",
    handler=_listed,
    query={"limit": "at most so many, 100 unless given"},
)
