"""An ability and its call: a wx API, a button, a component, or a deed of the person, declared once, performed one way.

An ability may ``ask`` the person. If the person has not answered yet, the whole call is rolled back and the
phone is handed the prompt; the call is repeated with the answers so far. So abilities are stateless and the
same for a scripted phone, an HTTP client and a page in a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec

from wxlocal.core.base import db
from wxlocal.core.base.baselib import newest
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.offers import Kind as Offer
from wxlocal.core.base.policy import Moment, Version, version
from wxlocal.core.phone.asking import Answered, Asking, Given
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.phone.outcomes import parameter_error
from wxlocal.core.phone.prompts import Asked, Prompt, Shown
from wxlocal.core.world import answers
from wxlocal.core.world.nouns import Account, Opened, Person, Phone, Platform, Release
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act

Kind = Literal["wx", "button", "component", "deed"]
F = TypeVar("F", bound=msgspec.Struct)
OPENED_NAMES = Offer[dict[type[msgspec.Struct], str]]("the room that keeps each type of state of an open mini program")


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    answers: Given = ()
    plugin: str | None = None


class Again(Request, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A call that is repeated because a prompt was answered. ``answered``: what its prompts have been answered so far;
    ``answers``: what came with it and no prompt has taken. What earlier versions of wxlocal kept can be read as one.
    """

    answered: tuple[Answered, ...] = ()


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """``since`` is the base library that brought it. ``tap`` True, or decided by the moment.

    ``plugin`` False: plugins have no such API; a version: from that base library on. ``absent_on`` are platforms
    without it. ``check`` looks at the
    arguments, before anything is asked. ``says`` is the name in errMsg.
    ``plain``: the result has no errMsg (a synchronous getter). ``needs`` is what follows from the name alone, the one
    table of what is guarded; ``of_call`` gives what this call needs where its options or its day decide.
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
    check: Callable[[PhoneCall], object] | None = None
    needs: Need = NOTHING
    of_call: Callable[[PhoneCall], Need] | None = None

    @property
    def spoken(self) -> str:
        return self.says or self.name


class Tick(msgspec.Struct, frozen=True):
    """An agreement that another prompt may carry: ``words`` beside a box; ``answered`` is told the answer."""

    words: str
    answered: Callable[[bool], None]


class Consent:
    """What the stages found out and leave to each other and to the ability.

    ``less``: the person has not agreed, and the ability does less instead of failing (``Need.degrades``). A tick waits
    for a prompt that carries it; who takes it answers it.
    """

    __slots__ = ("_tick", "less")

    def __init__(self) -> None:
        self.less = False
        self._tick: Tick | None = None

    def leave(self, tick: Tick) -> None:
        self._tick = tick

    def take(self) -> Tick | None:
        tick, self._tick = self._tick, None
        return tick


class PhoneCall:
    """One ability being performed on a phone; ``account`` and ``release`` are those of the open mini program."""

    __slots__ = (
        "_account",
        "_release",
        "act",
        "also",
        "answering",
        "asking",
        "consent",
        "need",
        "opened",
        "person",
        "phone",
        "plugin",
        "request",
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
        *,
        also: tuple[str, ...] = (),
        answering: str | None = None,
    ) -> None:
        self.act = act
        self.phone = phone
        self.person = person
        self.request = request
        self.wanted = wanted
        self.also = also
        self.answering = answering
        answered = request.answered if isinstance(request, Again) else ()
        self.asking = Asking(request.answers, answered, lambda: answers.script(act.tx, person.id))
        self._account: Account | None = None
        self._release: Release | None = None
        self.opened: Opened | None = None
        self.plugin: Release | None = None
        self.shown: list[Shown] = []
        self.need = wanted.needs
        self.consent = Consent()

    def inside(self, account: Account, release: Release) -> None:
        """The call happens in this version of this mini program."""
        self._account, self._release = account, release

    @property
    def account(self) -> Account:
        if self._account is None:
            raise self._nowhere()
        return self._account

    @property
    def release(self) -> Release:
        if self._release is None:
            raise self._nowhere()
        return self._release

    @property
    def in_hand(self) -> Opened:
        """The mini program that is open; NotPossible where the call names none."""
        if self.opened is None:
            raise self._nowhere()
        return self.opened

    def _nowhere(self) -> NotPossible:
        return NotPossible(f"{self.request.api} happens in a mini program: say which appid")

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
        """The person's answer in the prompt's own terms; the same questions come when the call is repeated."""
        answer = self.asking.answer(prompt)
        self.shown.append(Shown(kind=prompt.kind, title=prompt.title, text=prompt.text, answer=answer))
        return answer

    def still_asked(self, prompt: Prompt) -> Asked:
        """The answer to this prompt does not count: to be raised, so that it waits on."""
        del self.shown[-1]
        return self.asking.take_back(prompt)

    def settle(self) -> None:
        """What was written down until now stays, whatever becomes of the rest of the call."""
        db.mark(self.act.tx)

    def show(self, kind: str, text: str, title: str = "") -> None:
        """A notice that the person sees and need not answer."""
        self.shown.append(Shown(kind=kind, title=title, text=text))

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
        self.opened = msgspec.structs.replace(self.in_hand, **changes)
        nouns.set_opened(self.act.tx, self.opened)
        return self.opened

    def kept(self, kind: type[F]) -> F:
        """What a room keeps of the mini program while it is open; nothing is kept of one that is not open."""
        return kept_of(self.act, self.opened, kind) if self.opened else kind()

    def keep(self, state: msgspec.Struct) -> None:
        """Writes down what a room keeps of it from now on, until it is closed."""
        name = self.act.offers[OPENED_NAMES][type(state)]
        before = self.opened.kept if self.opened else {}
        self.change_opened(kept={**before, name: msgspec.to_builtins(state)})


def kept_of(act: Act, opened: Opened, kind: type[F]) -> F:
    """What a room keeps of a mini program that is open on any phone."""
    found = opened.kept.get(act.offers[OPENED_NAMES][kind])
    return kind() if found is None else msgspec.convert(found, kind)
