"""The reviewer's desk: applications for location interfaces, decided by a person or a test."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, endpoint
from wxlocal.core.world.world import Act
from wxlocal.rooms.location import api, store


class ApplicationDecision(msgspec.Struct, forbid_unknown_fields=True):
    accepted: bool
    reason: str = ""


class OfApplication(msgspec.Struct, frozen=True):
    audit_id: int


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    audit_id: int
    api_name: str
    accepted: bool


@endpoint(
    "POST", "/location-applications/{audit_id}/decision", OfApplication, Decided, body=ApplicationDecision,
    name="decideInterface",
)  # fmt: skip
def decide(act: Act, params: OfApplication, body: ApplicationDecision) -> Decided:
    """The reviewer accepts or refuses an application for a location interface."""
    found = store.application(act.tx, params.audit_id)
    if found is None:
        raise NotPossible(f"there is no application {params.audit_id}", status=404)
    api.decide(act, params.audit_id, body.accepted, body.reason)
    return Decided(audit_id=params.audit_id, api_name=f"wx.{found[1]}", accepted=body.accepted)


ENDPOINTS: tuple[Endpoint, ...] = (decide,)
