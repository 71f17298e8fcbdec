"""The reviewer's desk: applications for location interfaces, decided by a person or a test."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint
from wxlocal.core.world.world import Act
from wxlocal.rooms.location import api, store

Params = dict[str, str]


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    accepted: bool
    reason: str = ""


def decide(act: Act, params: Params, body: Decision) -> dict[str, Any]:
    text = params["audit_id"]
    found = store.application(act.tx, int(text)) if text.isdecimal() else None
    if found is None:
        raise NotPossible(f"there is no application {text!r}", status=404)
    api.decide(act, int(text), body.accepted, body.reason)
    return {"audit_id": int(text), "api_name": f"wx.{found[1]}", "accepted": body.accepted}


ENDPOINTS = (
    Endpoint(
        name="decideInterface",
        method="POST",
        path="/location-applications/{audit_id}/decision",
        summary="The reviewer accepts or refuses an application for a location interface",
        handler=decide,
        body=Decision,
    ),
)
