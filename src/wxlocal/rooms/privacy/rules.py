"""Decisions about the privacy guide: pure, the Moment is an argument. Algorithm: policy.md 4.6."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.need import Personal
from wxlocal.core.phone.outcomes import Failed
from wxlocal.rooms.privacy import policy
from wxlocal.rooms.privacy.facts import KINDS, REVOKED, Facts

DELAY = 300
LARGEST_FILE = 100 * 1024
SILENCE = 10
NOT_AUTHORIZED = "privacy permission is not authorized"
ERRNO_NOT_AUTHORIZED = 104
ERRNO_UNDECLARED = 112
ERRNO_BANNED = 1025
ERRNO_BANNED_GAME = 1026
# The errno page lists a second set of numbers for the same three cases.
OTHER_NUMBERS = {
    ERRNO_UNDECLARED: 101100,
    ERRNO_BANNED: 101101,
    ERRNO_BANNED_GAME: 101101,
    ERRNO_NOT_AUTHORIZED: 101102,
}


def opted_in(config: dict[str, Any]) -> bool:
    """app.json ``__usePrivacyCheck__`` true: the checks run before their date."""
    return config.get("__usePrivacyCheck__") is True


def active(moment: Moment, config: dict[str, Any]) -> bool:
    """Whether privacy interfaces are checked at all. Older base libraries never intercept."""
    if policy.PRIVACY_AUTHORIZATION.holds(moment):
        return True
    return moment.base_library >= (2, 32, 3) and opted_in(config)


def popup_offered(moment: Moment, config: dict[str, Any]) -> bool:
    """Whether the official popup stands in for a mini program that does not answer itself."""
    if policy.PRIVACY_OFFICIAL_POPUP.holds(moment):
        return True
    return opted_in(config) and policy.PRIVACY_OFFICIAL_POPUP.stage("trial").holds(moment)


def coupled(moment: Moment) -> bool:
    return policy.PRIVACY_COUPLED_POPUP.holds(moment)


def degrades(moment: Moment, config: dict[str, Any]) -> bool:
    """Without consent the nickname input acts as a plain one, and raises no event."""
    return policy.PRIVACY_NICKNAME_DEGRADE.holds(moment) or opted_in(config)


def in_force(facts: Facts, now: int) -> frozenset[str]:
    """The declared kinds that count now: what was added counts after five minutes."""
    declared = frozenset(KINDS) if facts.declared is None else frozenset(facts.declared)
    if facts.changed_at is not None and now < facts.changed_at + DELAY:
        return declared & frozenset(KINDS if facts.before is None else facts.before)
    return declared


def declares(facts: Facts, kinds: tuple[str, ...], now: int) -> bool:
    return facts.collects and all(kind in in_force(facts, now) for kind in kinds)


def errno(number: int, other: bool) -> int:
    return OTHER_NUMBERS[number] if other else number


def check_declared(facts: Facts, kinds: tuple[str, ...], moment: Moment, other_numbers: bool) -> None:
    """Banned before undeclared."""
    if not facts.collects:
        raise Failed(
            "appid privacy api banned",
            errno=errno(ERRNO_BANNED_GAME if moment.kind == "game" else ERRNO_BANNED, other_numbers),
            rule=policy.PRIVACY_BANNED,
            reason="at submission it was said that no personal information is collected",
        )
    missing = [kind for kind in kinds if kind not in in_force(facts, moment.now)]
    if missing:
        raise Failed(
            "api scope is not declared in the privacy agreement",
            errno=errno(ERRNO_UNDECLARED, other_numbers),
            rule=policy.PRIVACY_UNDECLARED,
            reason=f"the guide does not declare {', '.join(f'{kind} ({KINDS[kind]})' for kind in missing)}"
            + (", or not for five minutes yet" if facts.changed_at is not None else ""),
        )


def silenced(refused_at: int | None, now: int) -> bool:
    """Within ten seconds of a refusal no popup is shown."""
    return refused_at is not None and 0 <= now - refused_at < SILENCE


def kinds_of(uses: tuple[str, ...], table: Personal) -> list[str]:
    """The kinds of information that a version's code uses, as the platform's scan finds them."""
    found = {kind for use in uses for kind in behind_use(use, table)}
    return [kind for kind in KINDS if kind in found]


def behind_use(use: str, table: Personal) -> tuple[str, ...]:
    """One find of the scan: an interface, a scope, ``button.TYPE``, ``<component>``, ``input.TYPE``."""
    if use.startswith("input."):
        return table.input_types.get(use.removeprefix("input."), ())
    named = (table.apis, table.scopes, {f"<{name}>": kinds for name, kinds in table.tags.items()})
    found = next((kinds[use] for kinds in named if use in kinds), ())
    return found or table.open_types.get(use.removeprefix("button."), ())


def lacking(kinds: tuple[str, ...], consented: frozenset[str]) -> tuple[str, ...]:
    """Consent covers the kinds that were declared when it was given."""
    return tuple(kind for kind in kinds if kind not in consented)


def file_text(content: bytes) -> str:
    """The text of a guide's own file: a text of 100 KB at most."""
    if len(content) > LARGEST_FILE:
        raise Refused(40126, "invalid text size", reason=f"{len(content)} bytes; {LARGEST_FILE} at most")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(40005, "invalid file type", reason=f"a text in UTF-8: {error}") from error
    if not text or "\0" in text:
        raise Refused(40005, "invalid file type", reason="a text in UTF-8, and not an empty one")
    return text


def revoked(kinds: Iterable[str]) -> list[str]:
    """The RevokeInfo of kinds that the person takes back, in the order of the numbers."""
    return [str(number) for number in sorted(REVOKED[kind] for kind in set(kinds) if kind in REVOKED)]
