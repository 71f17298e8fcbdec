"""What becomes of a call on a phone: an outcome, a prompt that waits, a failure in the platform's words."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.policy import Dated, Policy, Stage
from wxlocal.core.phone.prompts import Prompt, Shown

TAP = "can only be invoked by user TAP gesture."


class Failed(Exception):
    """The API fails as on a real phone: ``errMsg`` is ``<api>:fail <words>``. ``stage`` of the rule: which decided.

    ``extra`` are further fields of the result, ``page`` what the person sees in the place of the mini program.
    """

    def __init__(
        self,
        words: str,
        *,
        errno: int | None = None,
        rule: Policy | None = None,
        stage: Stage | None = None,
        reason: str = "",
        extra: dict[str, Any] | None = None,
        page: str = "",
    ) -> None:
        super().__init__(words)
        self.words = words
        self.errno = errno
        self.rule = rule
        self.dated: Dated | None = stage or rule
        self.reason = reason
        self.extra = extra or {}
        self.page = page


class Absent(Exception):
    """The API does not exist on this phone: ``typeof wx.x === 'undefined'``, an open-type that does nothing."""

    def __init__(self, reason: str, rule: Policy | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule


class NoEvent(Exception):
    """Nothing reaches the mini program: no callback, no event."""

    def __init__(self, reason: str, rule: Policy | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``result`` is what success or fail receives, or a button's detail; ``prompt`` waits for the person under the
    id ``waiting``; ``shown`` is what the person saw. ``absent``: the phone has no such API.
    """

    ok: bool
    result: dict[str, Any] | None = None
    prompt: Prompt | None = None
    waiting: str | None = None
    shown: tuple[Shown, ...] = ()
    absent: bool = False
    rule: str | None = None
    since: str | None = None
    source: str | None = None
    reason: str | None = None


def parameter_error(name: str, wanted: str, value: Any) -> Failed:
    """The base library's own words for an argument of the wrong type (errno 1001)."""
    kinds = {str: "String", bool: "Boolean", int: "Number", float: "Number", list: "Array", dict: "Object"}
    got = "Undefined" if value is None else kinds.get(type(value), "Object")
    return Failed(
        f"parameter error: parameter.{name} should be {wanted} instead of {got};",
        errno=1001,
        reason=f"option {name} must be a {wanted}",
    )
