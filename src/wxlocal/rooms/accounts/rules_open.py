"""Decisions about open-platform accounts that third-party platforms make. Pure. Source: 开放平台账号管理."""

from __future__ import annotations

from collections.abc import Sequence

from wxlocal.core.base.errors import Refused, api_unauthorized, invalid_appid
from wxlocal.core.world.nouns import APP_KINDS, Account

MOST_BOUND = 100
MOST_UNVERIFIED = 5  # mini programs that are bound to an open-platform account which is not verified


def check_own(account: Account, appid: str) -> None:
    """The AppID in the body, if there is one, is that of the account whose token it is."""
    if appid not in ("", account.appid):
        raise invalid_appid(f"the token is that of {account.appid}")


def check_free(account: Account, on_trial: bool) -> None:
    """An account is bound to one open-platform account; one on trial makes none."""
    if account.open_platform:
        raise Refused(
            89000, "account has bound open", reason=f"it is bound to {account.open_platform}: unbind it first"
        )
    if on_trial:
        raise api_unauthorized("a mini program on trial makes no open-platform account")


def check_open(open_platform: Account | None) -> Account:
    if open_platform is None or open_platform.kind != "open_platform":
        raise invalid_appid("open_appid is not an open-platform account of this world")
    return open_platform


def check_maker(made_by: str, component: str) -> None:
    """Third-party platforms leave alone what was made in the console, or by another of them."""
    if not made_by or made_by != component:
        made = f"by {made_by}" if made_by else "in the console"
        raise Refused(89003, "open is not created by api", reason=f"the open-platform account was made {made}")


def check_subject(account: Account, open_platform: Account) -> None:
    if account.subject != open_platform.subject:
        raise Refused(
            89001, "not same contractor", reason=f"{open_platform.appid} belongs to subject {open_platform.subject}"
        )


def check_room(account: Account, open_platform: Account, bound: Sequence[Account]) -> None:
    """Whether one more fits."""
    if len(bound) >= MOST_BOUND:
        raise Refused(89004, "account reach limit", reason=f"{MOST_BOUND} accounts are bound to it")
    minis = sum(one.kind in APP_KINDS for one in bound)
    if account.kind in APP_KINDS and not open_platform.verified and minis >= MOST_UNVERIFIED:
        raise Refused(
            89004,
            "account reach limit",
            reason=f"{MOST_UNVERIFIED} mini programs are bound to it, and it is not verified",
        )


def check_bound(account: Account, open_platform: str = "") -> str:
    """What it is bound to; ``open_platform``: to nothing else than this."""
    bound = account.open_platform
    if bound is None or open_platform not in ("", bound):
        raise Refused(89002, "open not exists", reason=f"it is bound to {bound}" if bound else "it is bound to none")
    return bound
