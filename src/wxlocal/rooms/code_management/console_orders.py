"""The reviewer's desk for pages of orders."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import api_orders


class OrderDecision(msgspec.Struct, forbid_unknown_fields=True):
    accepted: bool


class DecidedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """``status``: 3 refused, 4 passed."""

    appid: str
    path: str
    status: int


@endpoint("POST", "/accounts/{appid}/code/order-path", OfAccount, DecidedOrder, body=OrderDecision)
def decide_order_path(act: Act, params: OfAccount, body: OrderDecision) -> DecidedOrder:
    """The reviewer decides on the page of orders that was applied for last."""
    appid = known.account(act, params.appid).appid
    found = api_orders.waiting(act, appid)
    if found is None:
        raise NotPossible(f"no page of orders of {appid} waits for the reviewer", status=409)
    decided = api_orders.decide(act, appid, found, body.accepted)
    return DecidedOrder(appid=appid, path=decided.path, status=decided.status)


ENDPOINTS: tuple[Endpoint, ...] = (decide_order_path,)
