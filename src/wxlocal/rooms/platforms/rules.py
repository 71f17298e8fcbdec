"""Decisions about third-party platforms: tickets, permission sets, tokens. Source: 第三方平台 - 授权流程."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.world.nouns import AccountKind
from wxlocal.core.world.world import Act

TICKET_EVERY = 600
TICKET_LIFE = 12 * 3600
CODE_LIFE = 600
MOST_LISTED = 500
# Numbers of permission sets that such an account usually grants: 18 development, 86 trial codes, 88 links; 25 (24 of an
# official account) its open-platform account, 30 basic information, 31 names, 27 registration of mini programs ...
OF_MINI_PROGRAM = (17, 18, 19, 25, 30, 31, 86, 88)
OF_OFFICIAL = (1, 2, 3, 4, 6, 7, 11, 15, 24, 27, 33, 89)
OPTIONS: dict[str, tuple[str, ...]] = {
    "location_report": ("0", "1", "2"),
    "voice_recognize": ("0", "1"),
    "customer_service": ("0", "1"),
}
# What auth_type of the authorisation page lists.
AUTH_TYPES: dict[str, tuple[AccountKind, ...]] = {
    "1": ("subscription_account", "service_account"),
    "2": ("mini_program", "mini_game"),
    "3": ("subscription_account", "service_account", "mini_program", "mini_game"),
}
ALL_KINDS = AUTH_TYPES["3"]


def ticket(act: Act, component: str) -> str:
    """The ticket of these ten minutes. Nothing is stored: it follows from the world's key and the time."""
    return _ticket(act, component, act.now // TICKET_EVERY)


def _ticket(act: Act, component: str, slot: int) -> str:
    return f"ticket@@@{derive(act.world.key, 'ticket', component, str(slot)).hex()}{slot:x}"


def check_ticket(act: Act, component: str, text: str) -> None:
    """A ticket lives twelve hours; every ten minutes there is a new one."""
    slot = _slot(text)
    if slot is None or text != _ticket(act, component, slot) or slot * TICKET_EVERY > act.now:
        raise Refused(61006, "component ticket is invalid", reason="no ticket that was pushed to this platform")
    if act.now - slot * TICKET_EVERY >= TICKET_LIFE:
        raise Refused(61005, "component ticket is expired", reason="a ticket lives twelve hours")


def _slot(text: str) -> int | None:
    tail = text.removeprefix("ticket@@@")[64:]
    try:
        return int(tail, 16) if len(tail) < 12 else None
    except ValueError:
        return None


def default_sets(kind: AccountKind) -> tuple[int, ...]:
    return OF_MINI_PROGRAM if kind in ("mini_program", "mini_game") else OF_OFFICIAL
