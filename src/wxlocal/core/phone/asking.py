"""Where the answers of a call come from: those of its earlier rounds, those that came with it, and what the person has
been told to answer. Each belongs to a prompt by its kind, and to the first, second ... of that kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.prompts import Answer, Asked, Prompt, choices, has_members, understood, word

Given = str | tuple[Answer, ...] | dict[str, Any]
ALL = "*"


class Answered(msgspec.Struct, frozen=True):
    """An answer and the prompt that it belongs to; the n-th of a kind is for the n-th prompt of that kind."""

    kind: str
    answer: Answer


class Asking:
    """The prompts of one call. ``answered`` are the answers of earlier rounds, ``given`` what came with the call,
    ``script()`` what the person has been told: by kind of prompt one answer, or a list that is used up.

    ``used`` are the answers that the call has brought and prompts have taken; ``scripted`` the kinds of those taken out
    of lists of the script.
    """

    def __init__(self, given: Given, answered: tuple[Answered, ...], script: Callable[[], dict[str, Any]]) -> None:
        self._given = given
        self._before = list(answered)
        self._script = script
        self._turns: Counter[str] = Counter()
        self.used: list[Answered] = []
        self.scripted: list[str] = []

    def answer(self, prompt: Prompt) -> Answer:
        """Raises Asked while nobody has answered; NotPossible if an answer is meant for the prompt and does not fit."""
        turn = self._turns[prompt.kind]
        answer = self._earlier(prompt)
        if answer is None:
            answer = self._brought(prompt, turn)
        if answer is not None:
            self.used.append(Answered(prompt.kind, answer))
        elif prompt.by == "person":
            answer = self._told(prompt)
        if answer is None:
            raise Asked(prompt)
        self._turns[prompt.kind] += 1
        return answer

    def take_back(self, prompt: Prompt) -> Asked:
        """The last answer does not count: the prompt waits on."""
        if self.used and self.used[-1].kind == prompt.kind:
            del self.used[-1]
        return Asked(prompt)

    @property
    def left(self) -> Given:
        """What came with the call and no prompt has taken."""
        return self._given

    def unclaimed(self) -> list[str]:
        """Kinds for which answers came with the call, though it has asked nothing of that kind."""
        if not isinstance(self._given, dict):
            return []
        return [kind for kind in self._given if kind != ALL and not self._turns[kind]]

    def _earlier(self, prompt: Prompt) -> Answer | None:
        for number, one in enumerate(self._before):
            if one.kind == prompt.kind:
                del self._before[number]
                return _fitting(prompt, one.answer)
        return None

    def _brought(self, prompt: Prompt, turn: int) -> Answer | None:
        given = self._given
        if isinstance(given, str):
            return understood(prompt, given) if prompt.by == "person" else None
        if isinstance(given, dict):
            return self._by_kind(prompt, given, turn)
        if not given:
            return None
        answer = _fitting(prompt, given[0])
        self._given = given[1:]
        return answer

    def _by_kind(self, prompt: Prompt, given: dict[str, Any], turn: int) -> Answer | None:
        if prompt.kind in given:
            listed = given[prompt.kind]
            if not isinstance(listed, list):  # a person says the same each time; code resolves each time anew
                listed = [listed] * (turn + 1 if prompt.by == "person" else 1)
            answer = listed[turn] if turn < len(listed) else None
            return None if answer is None else _fitting(prompt, answer)
        if has_members(prompt, given) and ALL not in prompt.takes:
            self._given = ()  # the object is one answer, not a table of answers
            return given
        return _for_all(prompt, given)

    def _told(self, prompt: Prompt) -> Answer | None:
        script = self._script()
        listed = script.get(prompt.kind)
        if isinstance(listed, list):
            used = self.scripted.count(prompt.kind)
            if used >= len(listed):
                return None
            self.scripted.append(prompt.kind)
            return _fitting(prompt, listed[used])
        return _for_all(prompt, script) if listed is None else _fitting(prompt, listed)


def _for_all(prompt: Prompt, table: dict[str, Any]) -> Answer | None:
    """The blanket word, for what a person is asked; it types no text."""
    said = table.get(ALL)
    return word(prompt, said) if isinstance(said, str) and prompt.by == "person" else None


def _fitting(prompt: Prompt, answer: object) -> Answer:
    found = understood(prompt, answer)
    if found is None:
        raise NotPossible(f"{prompt.kind} is not answered with {answer!r}; it takes {choices(prompt)}")
    return found
