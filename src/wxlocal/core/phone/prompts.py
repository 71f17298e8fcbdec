"""What a person is asked, and which answers fit: an answer that does not is told with those that would."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Answer = str | dict[str, Any]

# Other words for the two answers that stand for all prompts; the button texts of the platform among them.
SAME = {
    "ok": "allow",
    "agree": "allow",
    "accept": "allow",
    "confirm": "allow",
    "允许": "allow",
    "同意": "allow",
    "确定": "allow",
    "disagree": "refuse",
    "reject": "refuse",
    "deny": "refuse",
    "cancel": "refuse",
    "拒绝": "refuse",
    "不允许": "refuse",
    "取消": "refuse",
}


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What the person is asked.

    ``answers`` are words that are understood; ``takes`` are the members of an object that is understood too (``?``
    behind a name: may be absent; ``*``: any). ``typed``: a text of the person's own is understood. ``allow`` and
    ``refuse`` say which answer these two words stand for; null = none: the prompt waits for something of its own, which
    ``wants`` tells. ``by`` "code": the mini program answers, through a callback that it was handed.
    """

    kind: str
    title: str = ""
    text: str = ""
    answers: tuple[str, ...] = ("allow", "refuse")
    takes: tuple[str, ...] = ()
    typed: bool = False
    allow: Answer | None = "allow"
    refuse: Answer | None = "refuse"
    wants: str = ""
    by: Literal["person", "code"] = "person"
    detail: dict[str, Any] = {}


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the person saw during a call: a prompt with the answer, or a notice without one."""

    kind: str
    title: str = ""
    text: str = ""
    answer: Answer | None = None


class Asked(Exception):
    """The person must answer first."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__(prompt.kind)
        self.prompt = prompt


def understood(prompt: Prompt, answer: object) -> Answer | None:
    """The answer in the prompt's own terms; None if it does not fit."""
    if isinstance(answer, dict):
        return answer if has_members(prompt, answer) else None
    if not isinstance(answer, str):
        return None
    return word(prompt, answer) if not prompt.typed or is_word(answer) else answer


def word(prompt: Prompt, answer: str) -> Answer | None:
    """The meaning of a word that stands for itself or for one of the two that stand for all; no text is typed."""
    if answer in prompt.answers:
        return answer
    return {"allow": prompt.allow, "refuse": prompt.refuse}.get(SAME.get(answer, answer))


def is_word(answer: str) -> bool:
    return answer in ("allow", "refuse") or answer in SAME


def has_members(prompt: Prompt, answer: dict[str, Any]) -> bool:
    needed = {name for name in prompt.takes if not name.endswith("?")} - {"*"}
    known = {name.removesuffix("?") for name in prompt.takes}
    return bool(known) and needed <= answer.keys() and ("*" in known or answer.keys() <= known)


def choices(prompt: Prompt) -> str:
    """The answers that fit, for a person to read."""
    parts = list(prompt.answers)
    if prompt.takes:
        members = [name.replace("?", " (optional)") for name in prompt.takes if name != "*"]
        parts.append(f"an object with {', '.join(members)}" if members else "an object")
    if prompt.typed:
        parts.append("a text")
    meant = [f"{said} means {_shown(means)}" for said, means in _meanings(prompt) if means is not None]
    wants = f"{prompt.wants}: " if prompt.wants else ""
    return wants + "; ".join([", ".join(parts), *meant])


def _meanings(prompt: Prompt) -> list[tuple[str, Answer | None]]:
    both: list[tuple[str, Answer | None]] = [("allow", prompt.allow), ("refuse", prompt.refuse)]
    return [(said, means) for said, means in both if means != said]


def _shown(answer: Answer) -> str:
    return msgspec.json.encode(answer).decode() if isinstance(answer, dict) or not answer else answer
