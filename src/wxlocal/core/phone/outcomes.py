"""What becomes of a call on a phone: an outcome, a prompt that waits, a failure in the platform's words."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.policy import Dated, Policy, Stage

Answer = str | dict[str, Any]
TAP = "can only be invoked by user TAP gesture."


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What the person is asked. ``answers`` are the words that are understood; an empty tuple takes anything.

    ``typed``: only a text meant for it will do, no ``allow`` for all. ``by`` "code": the mini program answers, through
    a callback that it was handed (a privacy listener's resolve).
    """

    kind: str
    title: str = ""
    text: str = ""
    answers: tuple[str, ...] = ("allow", "refuse")
    typed: bool = False
    by: Literal["person", "code"] = "person"
    detail: dict[str, Any] = {}


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the person saw during a call: a prompt with the answer, or a notice without one."""

    kind: str
    title: str = ""
    text: str = ""
    answer: Answer | None = None


class Asked(Exception):
    """The person has to answer first."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__(prompt.kind)
        self.prompt = prompt


class Failed(Exception):
    """The API fails as on a real phone: ``errMsg`` is ``<api>:fail <words>``. ``stage`` of the rule: which decided.

    ``keep`` True keeps what the handler has changed: a refusal is remembered, as it is at the gates.
    ``extra`` are further fields of the result.
    """

    def __init__(
        self,
        words: str,
        *,
        errno: int | None = None,
        rule: Policy | None = None,
        stage: Stage | None = None,
        reason: str = "",
        keep: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.errno = errno
        self.rule = rule
        self.rule = rule
        self.dated: Dated | None = stage or rule
        self.reason = reason
        self.keep = keep
        self.extra = extra or {}


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
        reason=f"option {name} has to be a {wanted}",
    )
