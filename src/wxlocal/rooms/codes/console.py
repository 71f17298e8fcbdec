"""What the control API shows of codes."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.control import Endpoint, number
from wxlocal.core.world.world import Act
from wxlocal.rooms.codes import store
from wxlocal.rooms.codes.api import ADDRESS


def _list(act: Act, params: dict[str, str], body: None) -> list[dict[str, Any]]:
    codes = store.of_account(act.tx, params["appid"], number(params, "limit", 100))
    return [{"text": ADDRESS + code.ticket, **msgspec.to_builtins(code)} for code in codes]


CODES = Endpoint(
    name="listCodes",
    method="GET",
    path="/accounts/{appid}/codes",
    summary="The codes that the mini program has drawn, newest first, with the text that a scanner reads",
    handler=_list,
    query={"limit": "at most so many, 100 unless given"},
)
