"""Virtual phones over HTTP: a wx API, a button, a component or a deed; what waits for an answer; what is open."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.house import Worlds
from wxlocal.core.phone import perform
from wxlocal.core.phone.call import Request
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import answers
from wxlocal.core.world.nouns import Opened
from wxlocal.core.world.nouns import store as nouns
from wxlocal.faces.routes import Params, Route, route

_W = "/worlds/{world}"


def call_phone(worlds: Worlds, params: Params, body: Request) -> Outcome:
    return perform.perform(worlds.get(params["world"]), params["phone"], body)


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """A word that the prompt understands, a text that is typed, or an object where several things are chosen."""

    answer: str | dict[str, Any]


def list_prompts(worlds: Worlds, params: Params, body: None) -> list[answers.Waiting]:
    with worlds.get(params["world"]).act() as act:
        perform.phone_of(act, params["phone"])
        return answers.waiting(act.tx, params["phone"])


def answer_prompt(worlds: Worlds, params: Params, body: Given) -> Outcome:
    return perform.answer(worlds.get(params["world"]), params["phone"], params["prompt"], body.answer)


def list_opened(worlds: Worlds, params: Params, body: None) -> list[Opened]:
    with worlds.get(params["world"]).act() as act:
        perform.phone_of(act, params["phone"])
        return nouns.opened_on(act.tx, params["phone"])


ROUTES: tuple[Route, ...] = (
    route(
        "callPhone",
        "POST",
        _W + "/phones/{phone}/call",
        "A wx API, a button or a deed on a phone",
        call_phone,
        Request,
        answer=Outcome,
    ),
    route(
        "listPrompts",
        "GET",
        _W + "/phones/{phone}/prompts",
        "What waits for the person's answer",
        list_prompts,
        answer=list[answers.Waiting],
    ),
    route(
        "answerPrompt",
        "POST",
        _W + "/phones/{phone}/prompts/{prompt}/answer",
        "The person answers, and the call goes on",
        answer_prompt,
        Given,
        answer=Outcome,
    ),
    route(
        "listOpened",
        "GET",
        _W + "/phones/{phone}/opened",
        "The mini programs that are open on a phone",
        list_opened,
        answer=list[Opened],
    ),
)
