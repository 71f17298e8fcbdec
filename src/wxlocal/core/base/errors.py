"""The one error that rules raise: the platform's code and words, with the rule, its date and its source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wxlocal.core.base.policy import Dated, Policy, Stage


class Refused(Exception):
    """A call is refused as the platform refuses it. The call's changes are rolled back.

    ``code`` and ``message`` are the platform's own; ``rule``, the ``stage`` of it that decided, and ``source`` are for
    people: they stand in the journal and the console, never on the wire. ``extra`` holds further fields of the answer.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        rule: Policy | None = None,
        stage: Stage | None = None,
        reason: str = "",
        source: str = "",
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.rule = rule
        self.dated: Dated | None = stage or rule
        self.reason = reason
        self.source = source or (rule.source if rule else "")
        self.extra = extra or {}


class NotPossible(Exception):
    """A request to wxlocal itself (control, seed file, command line) that cannot be met; says what to do."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@contextmanager
def at(place: str) -> Iterator[None]:
    """Trouble in it is told with the place: ``person 'bob': phone_number ...``."""
    try:
        yield
    except NotPossible as error:
        raise NotPossible(f"{place}: {error.message}", status=error.status) from error


# What the platform says with codes that any operation may give.
COMMON = {
    40001: "invalid credential, access_token is invalid or not latest",
    40013: "invalid appid",
    40029: "invalid code",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    41001: "access_token missing",
    42001: "access_token expired",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    48001: "api unauthorized",
    50002: "user limited",
    61004: "access clientip is not registered",
}


# Refusals that several rooms share, in the platform's words (spec: errors.json).
def data_format_error(reason: str = "") -> Refused:
    return Refused(47001, "data format error", reason=reason)


def invalid_args(reason: str = "") -> Refused:
    return Refused(40097, "invalid args", reason=reason)


def api_unauthorized(reason: str = "") -> Refused:
    return Refused(48001, "api unauthorized", reason=reason)


def invalid_appid(reason: str = "") -> Refused:
    return Refused(40013, "invalid appid", reason=reason)


def invalid_openid(reason: str = "") -> Refused:
    return Refused(40003, "invalid openid", reason=reason)
