"""What a phone can do: a wx API, an open-type button, or a deed of the person. Declared once, performed one way.

An ability may ``ask`` the person. If the person has not answered yet, the whole call is rolled back and the
phone is handed the prompt; the call is repeated with the answers so far. So abilities are stateless and the
same for a scripted phone, an HTTP client and a page in a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wxlocal.core import journal
from wxlocal.core.baselib import newest
from wxlocal.core.errors import NotPossible, Refused
from wxlocal.core.journal import store as journal_store
from wxlocal.core.nouns import APP_KINDS, Account, Person, Phone, Release, VersionKind
from wxlocal.core.nouns import store as nouns
from wxlocal.core.operation import ENCODE
from wxlocal.core.policy import Moment, Policy, version
from wxlocal.core.world import Act, World

Kind = Literal["wx", "button", "deed"]


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What the person is asked. ``answers`` are the words that are understood; an empty tuple takes any text."""

    kind: str
    title: str = ""
    text: str = ""
    answers: tuple[str, ...] = ("allow", "refuse")


class Asked(Exception):
    """The person has to answer first."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__(prompt.kind)
        self.prompt = prompt


class Failed(Exception):
    """The API fails as on a real phone: ``errMsg`` is ``<api>:fail <words>``."""

    def __init__(self, words: str, *, errno: int | None = None, rule: Policy | None = None, reason: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.errno = errno
        self.rule = rule
        self.reason = reason


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Either ``result`` (what success or fail receives) or a ``prompt`` that waits for the person."""

    ok: bool
    result: dict[str, Any] | None = None
    prompt: Prompt | None = None
    rule: str | None = None
    since: str | None = None
    source: str | None = None
    reason: str | None = None


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One call on a phone. ``tap``: the person tapped, and the call is in the tap's own stack."""

    api: str
    appid: str | None = None
    version: VersionKind = "release"
    options: dict[str, Any] = {}
    tap: bool = False
    answers: tuple[str, ...] = ()


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """``since`` is the base library that brought it; ``game`` False keeps mini games out."""

    name: str
    kind: Kind
    handler: Callable[[PhoneCall], dict[str, Any]]
    since: str = "1.0.0"
    tap: bool = False
    source: str = ""
    summary: str = ""


class PhoneCall:
    """One ability being performed on a phone; ``account`` and ``release`` are those of the open mini program."""

    __slots__ = ("_account", "_asked", "_release", "act", "person", "phone", "request")

    def __init__(
        self,
        act: Act,
        phone: Phone,
        person: Person,
        request: Request,
        account: Account | None,
        release: Release | None,
    ) -> None:
        self.act = act
        self.phone = phone
        self.person = person
        self.request = request
        self._account = account
        self._release = release
        self._asked = 0

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

    def ask(self, prompt: Prompt) -> str:
        """The person's answer; the same questions are asked in the same order when the call is repeated."""
        if self._asked >= len(self.request.answers):
            raise Asked(prompt)
        answer = self.request.answers[self._asked]
        self._asked += 1
        if prompt.answers and answer not in prompt.answers:
            raise NotPossible(f"{prompt.kind} is answered with {' or '.join(prompt.answers)}, not {answer!r}")
        return answer

    def moment(self) -> Moment:
        library = version(self.phone.base_library) if self.phone.base_library else newest(self.act.now)
        # develop and trial versions are as new as the moment itself
        released = self._release.released_at if self._release and self._release.kind == "release" else None
        return self.act.moment(
            release=released,
            base_library=library,
            client=version(self.phone.client_version),
            platform=self.phone.platform,
            kind="game" if self._account and self._account.kind == "mini_game" else "program",
        )


def ability(name: str, kind: Kind = "wx", **more: Any) -> Callable[[Callable[[PhoneCall], dict[str, Any]]], Ability]:
    def declare(handler: Callable[[PhoneCall], dict[str, Any]]) -> Ability:
        summary = (handler.__doc__ or "").strip().splitlines()[0] if handler.__doc__ else ""
        return Ability(name=name, kind=kind, handler=handler, summary=summary, **more)

    return declare


def perform(world: World, phone_id: str, request: Request) -> Outcome:
    """Runs one ability on a phone; whatever happens is journaled, only a success changes anything."""
    wanted = world.house.abilities.get(request.api)
    if wanted is None:
        known = ", ".join(sorted(world.house.abilities))
        raise NotPossible(f"{request.api!r} is not implemented here; implemented are {known}", status=404)
    try:
        with world.act() as act:
            call = _call(act, phone_id, request, wanted)
            for check in world.house.gates.get(wanted.name, ()):
                check(call, request.options)  # type: ignore[arg-type]
            result = wanted.handler(call)
            if wanted.kind != "deed":
                result = {"errMsg": f"{wanted.name}:ok", **result}
            outcome = Outcome(ok=True, result=result)
            _write(act, phone_id, request, outcome)
            return outcome
    except Asked as asked:
        outcome = Outcome(ok=False, prompt=asked.prompt, reason="the person has not answered yet")
    except Failed as failed:
        outcome = _failure(wanted.name, failed.words, failed.errno, failed.rule, failed.reason)
    except Refused as refused:
        outcome = _failure(wanted.name, refused.message, refused.code, refused.rule, refused.reason)
    with world.act() as act:
        _write(act, phone_id, request, outcome)
    return outcome


def _failure(name: str, words: str, errno: int | None, rule: Policy | None, reason: str) -> Outcome:
    result: dict[str, Any] = {"errMsg": f"{name}:fail {words}".rstrip()}
    if errno is not None:
        result["errno"] = errno
    return Outcome(
        ok=False,
        result=result,
        rule=rule.id if rule else None,
        since=rule.since if rule else None,
        source=rule.source if rule else None,
        reason=reason or None,
    )


def _call(act: Act, phone_id: str, request: Request, wanted: Ability) -> PhoneCall:
    phone = nouns.phone(act.tx, phone_id)
    if phone is None:
        raise NotPossible(f"there is no phone {phone_id!r} in world {act.world.name!r}", status=404)
    person = nouns.person(act.tx, phone.person)
    if person is None:
        raise NotPossible(f"phone {phone_id!r} belongs to nobody", status=409)
    account, release = None, None
    if request.appid is not None:
        account, release = running(act, person, request.appid, request.version)
    call = PhoneCall(act, phone, person, request, account, release)
    if wanted.kind != "deed":
        if call.moment().base_library < version(wanted.since):
            raise Failed("is not a function", reason=f"{wanted.name} came with base library {wanted.since}")
        if wanted.tap and not request.tap:
            raise Failed("can only be invoked by user TAP gesture.", reason="the person has not tapped")
    return call


def running(act: Act, person: Person, appid: str, kind: VersionKind) -> tuple[Account, Release]:
    """The mini program and its version that a person can open now."""
    account = nouns.account(act.tx, appid)
    if account is None or account.kind not in APP_KINDS:
        raise NotPossible(f"there is no mini program {appid!r} in world {act.world.name!r}", status=404)
    release = nouns.newest_release(act.tx, appid, kind, act.now)
    if release is None:
        raise NotPossible(f"{account.name} ({appid}) has no {kind} version at this time", status=409)
    if kind != "release" and nouns.role(act.tx, appid, person.id) is None:
        raise NotPossible(
            f"{person.id} is no member of {account.name}: only members open its {kind} version", status=403
        )
    return account, release


def _write(act: Act, phone_id: str, request: Request, outcome: Outcome) -> None:
    answer = ENCODE(outcome).decode()
    failed = outcome.result and not outcome.ok
    errcode = int((outcome.result or {}).get("errno") or -1) if failed else 0
    journal_store.write(
        act.tx,
        act.seq,
        act.now,
        "phone",
        request.api,
        request.appid,
        "",
        f"/phones/{phone_id}",
        "",
        journal.masked_json(ENCODE(request).decode()),
        200,
        errcode,
        journal.masked_json(answer),
        "",
        0,
        outcome.rule,
        outcome.reason,
    )
