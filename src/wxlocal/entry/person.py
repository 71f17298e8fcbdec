"""A person of a world and their phones, from Python."""

from __future__ import annotations

from typing import Any, Protocol

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import MOST
from wxlocal.core.phone import perform
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.call import Request
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import answers, identity, inbox, known
from wxlocal.core.world.facts import put_person_facts
from wxlocal.core.world.nouns import Notice, checks
from wxlocal.core.world.nouns import Person as PersonNoun
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World


class Place(Protocol):
    """Where the person lives; ``appid`` is the first mini program there."""

    @property
    def world(self) -> World: ...
    @property
    def appid(self) -> str: ...


class Person:
    """A person and their first phone; ``on`` gives another phone of theirs."""

    def __init__(self, place: Place, person: PersonNoun, phone: str | None = None) -> None:
        self._place = place
        self.id = person.id
        self.noun = person
        self._phone = phone

    def on(self, phone: str) -> Person:
        return Person(self._place, self.noun, phone)

    @property
    def phone(self) -> str:
        if self._phone is None:
            with self._place.world.database.begin() as tx:
                phones = nouns.phones_of(tx, self.id)
            if not phones:
                raise NotPossible(f"{self.id} has no phone")
            self._phone = str(phones[0].id)
        return self._phone

    def call(
        self,
        api: str,
        options: dict[str, Any] | None = None,
        *,
        appid: str | None = None,
        tap: bool = False,
        gesture: Any = "",
        answers: Any = (),
        version: str = "release",
        plugin: str | None = None,
    ) -> Outcome:
        """A wx API, a button, a component or a deed; without ``appid`` in the first mini program.

        ``answers``: one word for all prompts, a list in order, or a dict by the kind of the prompt.
        """
        wanted, _ = perform.find(self._place.world.offers[ABILITIES], api)
        inside = appid if appid is not None else None if wanted.kind == "deed" else self._place.appid
        request = Request(
            api=api,
            appid=inside,
            version=version,
            options=options or {},
            tap=tap,
            gesture=gesture,
            answers=tuple(answers) if isinstance(answers, list) else answers,
            plugin=plugin,
        )
        return perform.perform(self._place.world, self.phone, request)

    def answers(self, script: dict[str, Any] | None = None, /, **more: Any) -> Person:
        """What the person answers from now on: by kind of prompt, ``{"*": "allow"}`` for all that is not named."""
        with self._place.world.act() as act:
            answers.set_script(act.tx, self.id, {**(script or {}), **more})
        return self

    def answer(self, given: Any, prompt: str | None = None) -> Outcome:
        """Answers a prompt that waits on the phone, the newest unless one is named."""
        phone = self.phone
        with self._place.world.act() as act:
            waiting = answers.waiting(act.tx, phone)
        if not waiting:
            raise NotPossible(f"nothing waits for an answer on {phone}", status=404)
        return perform.answer(self._place.world, phone, prompt or waiting[-1].id, given)

    def inbox(self, *, after: int = 0, unread: bool = False) -> list[Notice]:
        """The messages on the phone, oldest first."""
        id = self.phone
        with self._place.world.act() as act:
            return inbox.messages(act, known.phone(act, id), after=after, most=MOST, unread=unread)

    def read(self, message: int) -> Notice:
        """The person opens a message."""
        id = self.phone
        with self._place.world.act() as act:
            return inbox.read(act, known.phone(act, id), message)

    def events(self, *, after: int = 0) -> list[Notice]:
        """What the listeners of mini programs (wx.on...) have heard on the phone, oldest first."""
        id = self.phone
        with self._place.world.act() as act:
            return inbox.events(act, known.phone(act, id), after=after, most=MOST)

    def facts(self, room: str, **facts: Any) -> Person:
        """Sets what a room knows of the person: ``facts("location", latitude=22.54, longitude=113.93)``."""
        with self._place.world.act() as act:
            put_person_facts(act, self.id, room, facts)
        return self

    def change_phone(self, **changes: Any) -> Person:
        """``platform``, ``client_version``, ``base_library``, ``denied``."""
        id = self.phone
        with self._place.world.act() as act:
            phone = known.phone(act, id)
            checks.phone_changes(changes)
            nouns.change(act.tx, phone, **changes)
        return self

    def login(self, appid: str | None = None) -> str:
        """wx.login: the code."""
        outcome = self.call("login", appid=appid)
        if not outcome.ok or not outcome.result:
            raise NotPossible(f"wx.login failed: {outcome.result or outcome.prompt} {outcome.reason or ''}")
        return str(outcome.result["code"])

    def open(self, link: str) -> Outcome:
        """Opens a URL Scheme, URL Link or short link as a tap on it would."""
        return self.call("openLink", {"link": link})

    def openid(self, appid: str | None = None) -> str:
        chosen = appid or self._place.appid
        with self._place.world.act() as act:
            return identity.meet(act, chosen, self.id).openid
