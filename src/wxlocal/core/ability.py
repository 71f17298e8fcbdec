"""What a phone can do: a wx API, a button, a component, or a deed of the person. Declared once, performed one way.

An ability may ``ask`` the person. If the person has not answered yet, the whole call is rolled back and the
phone is handed the prompt; the call is repeated with the answers so far. So abilities are stateless and the
same for a scripted phone, an HTTP client and a page in a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wxlocal.core import answers
from wxlocal.core.baselib import newest
from wxlocal.core.errors import NotPossible
from wxlocal.core.gates import NOTHING, STAGES, Need
from wxlocal.core.nouns import Account, Opened, Person, Phone, Platform, Release
from wxlocal.core.nouns import store as nouns
from wxlocal.core.platform_apis import known_apis
from wxlocal.core.policy import Moment, Policy, Version, version
from wxlocal.core.world import Act

Kind = Literal["wx", "button", "component", "deed"]
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
    """The API fails as on a real phone: ``errMsg`` is ``<api>:fail <words>``.

    ``keep`` True keeps what the handler has changed: a refusal is remembered, as it is at the gates.
    ``extra`` are further fields of the result.
    """

    def __init__(
        self,
        words: str,
        *,
        errno: int | None = None,
        rule: Policy | None = None,
        reason: str = "",
        keep: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.errno = errno
        self.rule = rule
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


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One call on a phone.

    ``version`` is release, trial, develop, or the number of a version that is out. ``tap``: the person tapped, and
    the call is in the tap's own stack; ``gesture`` says more: ``tap``, ``tap then await`` (the stack is lost) or
    ``payment`` (the callback of a payment). ``answers`` in order, or by the kind of the prompt, or one for all.
    ``plugin`` is the AppID of the plugin whose code calls.
    """

    api: str
    appid: str | None = None
    version: str = "release"
    options: dict[str, Any] = {}
    tap: bool = False
    gesture: Literal["", "tap", "tap then await", "payment"] = ""
    answers: str | tuple[Answer, ...] | dict[str, Any] = ()
    plugin: str | None = None


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """``since`` is the base library that brought it. ``tap`` True, or decided by the moment.

    ``plugin`` False: plugins have no such API; a version: from that base library on. ``absent_on`` are platforms
    without it. ``check`` looks at the arguments, before anything is asked. ``says`` is the name in errMsg.
    ``plain``: the result has no errMsg (a synchronous getter).
    """

    name: str
    kind: Kind
    handler: Callable[[PhoneCall], dict[str, Any]]
    since: str = "1.0.0"
    tap: bool | Callable[[Moment], bool] = False
    source: str = ""
    summary: str = ""
    says: str = ""
    plain: bool = False
    plugin: bool | str = True
    absent_on: tuple[Platform, ...] = ()
    present: Callable[[PhoneCall], None] | None = None
    check: Callable[[PhoneCall], None] | None = None
    needs: Need | Callable[[PhoneCall], Need] = NOTHING

    @property
    def spoken(self) -> str:
        return self.says or self.name


class PhoneCall:
    """One ability being performed on a phone; ``account`` and ``release`` are those of the open mini program."""

    __slots__ = (
        "_account",
        "_asked",
        "_release",
        "act",
        "also",
        "answering",
        "at_gates",
        "deferred",
        "degraded",
        "gated",
        "opened",
        "person",
        "phone",
        "plugin",
        "request",
        "scripted",
        "shown",
        "wanted",
    )

    def __init__(
        self,
        act: Act,
        phone: Phone,
        person: Person,
        request: Request,
        wanted: Ability,
        account: Account | None = None,
        release: Release | None = None,
    ) -> None:
        self.act = act
        self.phone = phone
        self.person = person
        self.request = request
        self.wanted = wanted
        self._account = account
        self._release = release
        self._asked: list[str] = []
        self.opened: Opened | None = None
        self.plugin: Release | None = None
        self.also: tuple[str, ...] = ()
        self.at_gates = False
        self.gated = False
        self.degraded = False
        self.answering: str | None = None
        self.shown: list[Shown] = []
        self.scripted: list[str] = []
        self.deferred: Callable[[bool], None] | None = None

    @property
    def account(self) -> Account:
        if self._account is None:
            raise NotPossible(f"{self.request.api} happens in a mini program: say which appid")
        return self._account

    @property
    def release(self) -> Release:
        if self._release is None:
            raise NotPossible(f"{self.request.api} happens in a mini program: say which appid")
        return self._release

    @property
    def options(self) -> dict[str, Any]:
        return self.request.options

    @property
    def tapped(self) -> bool:
        return self.request.tap or self.request.gesture == "tap"

    @property
    def base_library(self) -> Version:
        return self.moment().base_library

    def text(self, name: str, default: str = "") -> str:
        """A text option; ``Failed`` in the platform's words when it is something else."""
        value = self.options.get(name, default)
        if not isinstance(value, str):
            raise parameter_error(name, "String", value)
        return value

    def ask(self, prompt: Prompt) -> Any:
        """The person's answer; the same questions are asked in the same order when the call is repeated."""
        given = self.request.answers
        turn = self._asked.count(prompt.kind)
        answer: Any = None
        if isinstance(given, str):
            fits = not prompt.answers or answers.understood(prompt.answers, given)
            answer = given if fits and not prompt.typed and prompt.by == "person" else None
        elif isinstance(given, dict):
            listed = given.get(prompt.kind)
            if listed is None and answers.understood(prompt.answers, given.get("*")):
                listed = given["*"]
            answer = (listed[turn] if turn < len(listed) else None) if isinstance(listed, list) else listed
        elif len(self._asked) < len(given):
            answer = given[len(self._asked)]
        if answer is None and prompt.by == "person":
            answer = self._script(prompt)
        if answer is None:
            raise Asked(prompt)
        self._asked.append(prompt.kind)
        answer = answers.checked(prompt.kind, prompt.answers, answer)
        self.shown.append(Shown(kind=prompt.kind, title=prompt.title, text=prompt.text, answer=answer))
        return answer

    def _script(self, prompt: Prompt) -> Any:
        """What the person has been told to answer from now on, for this kind of prompt or for all."""
        script = answers.script(self.act.tx, self.person.id)
        used = self.scripted.count(prompt.kind)
        listed = script.get(prompt.kind)
        if isinstance(listed, list):
            if used >= len(listed):
                return None
            self.scripted.append(prompt.kind)
            return listed[used]
        if listed is None and answers.understood(prompt.answers, script.get("*")):
            return script["*"]
        return listed

    def show(self, kind: str, text: str, title: str = "") -> None:
        """A notice that the person sees and need not answer."""
        self.shown.append(Shown(kind=kind, title=title, text=text))

    def pass_gates(self, need: Need) -> None:
        """Through all stages, for a call whose needs show only while it runs."""
        for stage in STAGES:
            for check in self.act.world.house.gates.get(stage, ()):
                check(self, need)

    def moment(self) -> Moment:
        library = version(self.phone.base_library) if self.phone.base_library else newest(self.act.now)
        running = self.plugin or self._release
        # develop, trial and rolling versions are as new as the moment itself
        released = (running.released_at or None) if running and running.kind == "release" else None
        kind: Any = "game" if self._account and self._account.kind == "mini_game" else "program"
        return self.act.moment(
            release=released,
            base_library=library,
            client=version(self.phone.client_version),
            platform=self.phone.platform,
            kind="plugin" if self.plugin else kind,
        )

    def change_opened(self, **changes: Any) -> Opened:
        """Writes down what changed about the open mini program."""
        if self.opened is None:
            raise NotPossible(f"{self.request.api} happens in a mini program: say which appid")
        self.opened = msgspec.structs.replace(self.opened, **changes)
        nouns.set_opened(self.act.tx, self.opened)
        return self.opened


def parameter_error(name: str, wanted: str, value: Any) -> Failed:
    """The base library's own words for an argument of the wrong type (errno 1001)."""
    kinds = {str: "String", bool: "Boolean", int: "Number", float: "Number", list: "Array", dict: "Object"}
    got = "Undefined" if value is None else kinds.get(type(value), "Object")
    return Failed(
        f"parameter error: parameter.{name} should be {wanted} instead of {got};",
        errno=1001,
        reason=f"option {name} has to be a {wanted}",
    )


def ability(name: str, kind: Kind = "wx", **more: Any) -> Callable[[Callable[[PhoneCall], dict[str, Any]]], Ability]:
    more.setdefault("since", known_apis().get(name, "1.0.0"))

    def declare(handler: Callable[[PhoneCall], dict[str, Any]]) -> Ability:
        summary = (handler.__doc__ or "").strip().splitlines()[0] if handler.__doc__ else ""
        return Ability(name=name, kind=kind, handler=handler, summary=summary, **more)

    return declare
