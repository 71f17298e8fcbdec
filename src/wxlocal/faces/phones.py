"""Virtual phones over HTTP: a wx API, a button, a component or a deed; what waits, what is open, what has arrived."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from wxlocal.core.control import Endpoint
from wxlocal.core.house import Worlds
from wxlocal.core.phone import perform
from wxlocal.core.phone.call import Request
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import answers, inbox, known
from wxlocal.core.world.nouns import Notice, Opened
from wxlocal.core.world.nouns import store as nouns
from wxlocal.faces.route import NumberedInWorld, OnPhone, PageInWorld, route

_P = "/worlds/{world}/phones/{phone}"


class PageOnPhone(PageInWorld, frozen=True, kw_only=True):
    phone: str


class NumberedOnPhone(NumberedInWorld, frozen=True, kw_only=True):
    phone: str


class Messages(NumberedOnPhone, frozen=True, kw_only=True):
    unread: Annotated[bool, msgspec.Meta(description="only what was not read yet")] = False


class OfMessage(OnPhone, frozen=True, kw_only=True):
    message: int


class OfPrompt(OnPhone, frozen=True, kw_only=True):
    prompt: str


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """A word that the prompt understands, a text that is typed, or an object where several things are chosen."""

    answer: str | dict[str, Any]


@route("POST", f"{_P}/call", OnPhone, Outcome, body=Request)
def call_phone(worlds: Worlds, params: OnPhone, body: Request) -> Outcome:
    """A wx API, a button or a deed on a phone."""
    return perform.perform(worlds.get(params.world), params.phone, body)


@route("GET", f"{_P}/prompts", PageOnPhone, list[answers.Waiting])
def list_prompts(worlds: Worlds, params: PageOnPhone) -> list[answers.Waiting]:
    """What waits for the person's answer."""
    with worlds.get(params.world).act() as act:
        known.phone(act, params.phone)
        return answers.waiting(act.tx, params.phone, params.after, params.most)


@route("POST", f"{_P}/prompts/{{prompt}}/answer", OfPrompt, Outcome, body=Given)
def answer_prompt(worlds: Worlds, params: OfPrompt, body: Given) -> Outcome:
    """The person answers, and the call goes on."""
    return perform.answer(worlds.get(params.world), params.phone, params.prompt, body.answer)


@route("GET", f"{_P}/opened", PageOnPhone, list[Opened])
def list_opened(worlds: Worlds, params: PageOnPhone) -> list[Opened]:
    """The mini programs that are open on a phone."""
    with worlds.get(params.world).act() as act:
        known.phone(act, params.phone)
        return nouns.opened_on(act.tx, params.phone, params.after, params.most)


@route("GET", f"{_P}/inbox", Messages, list[Notice])
def list_messages(worlds: Worlds, params: Messages) -> list[Notice]:
    """The messages that the person finds on a phone, oldest first."""
    with worlds.get(params.world).act() as act:
        phone = known.phone(act, params.phone)
        return inbox.messages(act, phone, after=params.after, most=params.most, unread=params.unread)


@route("POST", f"{_P}/inbox/{{message}}/read", OfMessage, Notice)
def read_message(worlds: Worlds, params: OfMessage) -> Notice:
    """The person opens a message."""
    with worlds.get(params.world).act() as act:
        phone = known.phone(act, params.phone)
        return inbox.read(act, phone, params.message)


@route("GET", f"{_P}/events", NumberedOnPhone, list[Notice])
def list_events(worlds: Worlds, params: NumberedOnPhone) -> list[Notice]:
    """What the listeners of mini programs (wx.on...) have heard on a phone, oldest first."""
    with worlds.get(params.world).act() as act:
        phone = known.phone(act, params.phone)
        return inbox.events(act, phone, after=params.after, most=params.most)


ROUTES: tuple[Endpoint, ...] = (
    call_phone,
    list_prompts,
    answer_prompt,
    list_opened,
    list_messages,
    read_message,
    list_events,
)
