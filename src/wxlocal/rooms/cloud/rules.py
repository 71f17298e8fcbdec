"""Decisions about environments. Source: post 12 (每一个微信小程序有两个免费环境)."""

from __future__ import annotations

from collections.abc import Iterable

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import APP_KINDS, Account

FREE = 2


def check_owner(account: Account) -> None:
    if account.kind not in APP_KINDS:
        raise NotPossible(f"{account.name} is a {account.kind}: environments belong to {' and '.join(APP_KINDS)}s")
    if account.status != "normal":
        raise NotPossible(f"{account.name} is {account.status}: it opens no environment", status=409)


def check_free(others: Iterable[Environment]) -> None:
    """``others``: the other environments of the mini program, beside one that is to be free."""
    free = [one.id for one in others if one.plan == "free"]
    if len(free) >= FREE:
        raise NotPossible(
            f"每个小程序有{FREE}个免费环境: {', '.join(free)} are free; open it with plan pay_as_you_go", status=409
        )
