"""Small words for tests of rules: what a refusal holds, nouns with nothing else to say, moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Account, Person, Release, Subject


def refusal(call: Callable[..., object], *args: Any, **more: Any) -> tuple[int, str]:
    """The platform's number and words."""
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return caught.value.code, caught.value.message


def failure(call: Callable[..., object], *args: Any, **more: Any) -> tuple[str, int | None, str | None]:
    """The words behind ``fail``, errno and the policy that decided."""
    with pytest.raises(Failed) as caught:
        call(*args, **more)
    failed = caught.value
    return failed.words, failed.errno, failed.rule.id if failed.rule else None


@contextmanager
def refused(code: int, words: str, rule: str | None = None) -> Iterator[None]:
    """With the platform's number and words, by that policy."""
    with pytest.raises(Refused) as caught:
        yield
    assert (caught.value.code, caught.value.message) == (code, words)
    assert (caught.value.rule.id if caught.value.rule else None) == rule


@contextmanager
def impossible(words: str, status: int = 400) -> Iterator[None]:
    """What wxlocal itself does not do; ``words`` begin the message."""
    with pytest.raises(NotPossible) as caught:
        yield
    assert caught.value.message.startswith(words)
    assert caught.value.status == status


def at(day: str | int, **more: Any) -> Moment:
    """A moment at which a version of the same instant runs."""
    now = instant(day) if isinstance(day, str) else day
    return Moment(**{"now": now, "release": now, **more})


def account(**more: Any) -> Account:
    return Account(**{"appid": "wx1", "name": "shop", "subject": "s", "original_id": "gh_1", "secret": "x", **more})


def subject(**more: Any) -> Subject:
    return Subject(**{"id": "s", "name": "S", **more})


def person(**more: Any) -> Person:
    return Person(**{"id": "ann", "nickname": "安", "wechat_id": "wxid_ann", **more})


def version(**more: Any) -> Release:
    return Release(**{"appid": "wx1", "version": "1.0.0", **more})
