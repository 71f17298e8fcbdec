"""Decisions about third-party platforms: tickets, permission sets, tokens. Source: 第三方平台 - 授权流程."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.world.nouns import OFFICIAL, AccountKind
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
# MiniProgramInfo.network of api_get_authorizer_info, and the lists behind it.
NETWORK = {
    "RequestDomain": "requestdomain", "WsRequestDomain": "wsrequestdomain", "UploadDomain": "uploaddomain",
    "DownloadDomain": "downloaddomain", "BizDomain": "webviewdomain", "UDPDomain": "udpdomain",
}  # fmt: skip
# What auth_type of the authorisation page lists.
AUTH_TYPES: dict[str, tuple[AccountKind, ...]] = {
    "1": OFFICIAL,
    "2": ("mini_program", "mini_game"),
    "3": ("subscription_account", "service_account", "mini_program", "mini_game"),
}
ALL_KINDS = AUTH_TYPES["3"]
# With which permission sets a platform hears for an account: messages and most events with 1 (消息管理) or 19
# (小程序客服), the others as the pages of their operations say.
MESSAGES = frozenset({1, 19})
HEARD_WITH: dict[str, frozenset[int]] = {
    "weapp_audit_success": MESSAGES | {18},
    "weapp_audit_fail": MESSAGES | {18},
    "weapp_audit_delay": MESSAGES | {18},
    "wxa_privacy_apply": MESSAGES | {18},
    "wxa_category_audit": MESSAGES | {18, 31},
    "wxa_nickname_audit": MESSAGES | {18, 30},
    "wxa_illegal_record": frozenset({76}),
    "wxa_appeal_record": frozenset({76}),
}


def hears(sets: tuple[int, ...], name: str) -> bool:
    """Whether a platform with these permission sets hears for the account what goes by that name."""
    return bool(HEARD_WITH.get(name, MESSAGES) & set(sets))


def newest_ticket(now: int) -> int:
    """When the ticket that is the newest one now came."""
    return now // TICKET_EVERY * TICKET_EVERY


def next_ticket(now: int) -> int:
    """When the next ticket comes: later than now."""
    return newest_ticket(now) + TICKET_EVERY


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


def changed(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """updateauthorized is told only if the permission sets are others than before."""
    return set(old) != set(new)


def default_sets(kind: AccountKind) -> tuple[int, ...]:
    return OF_MINI_PROGRAM if kind in ("mini_program", "mini_game") else OF_OFFICIAL
