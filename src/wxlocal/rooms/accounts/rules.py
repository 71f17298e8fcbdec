"""Decisions about subjects and accounts. Pure."""

from __future__ import annotations

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import Account, Member, Subject

VERIFIABLE = ("enterprise", "government", "media", "organisation")
ADMINISTRATORS = 1


def check_account(account: Account, subject: Subject | None) -> None:
    """What no account can be: unregistered, or verified beyond its subject."""
    if subject is None:
        raise NotPossible(f"there is no subject {account.subject!r}: make it first", status=404)
    if account.verified and subject.kind not in VERIFIABLE and account.kind != "open_platform":
        raise NotPossible("an individual cannot be verified: say verified = false")


def check_binding(account: Account, platform: Account | None) -> None:
    if account.open_platform is None:
        return
    if platform is None or platform.kind != "open_platform":
        raise NotPossible(f"{account.open_platform!r} is not an open-platform account", status=404)
    if account.kind == "open_platform":
        raise NotPossible("an open-platform account is not bound to another")


def check_member(members: list[Member], new: Member) -> None:
    """One administrator each; a new one takes over by being made administrator after the old one left."""
    others = [m for m in members if m.role == "administrator" and m.person != new.person]
    if new.role == "administrator" and len(others) >= ADMINISTRATORS:
        raise NotPossible(
            f"{others[0].person} is the administrator already: remove or change that member first", status=409
        )
