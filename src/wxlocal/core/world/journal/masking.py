"""Secrets are masked by value: found once, they are shortened wherever they stand, however they are spelled.

A value is a secret because it stands where credentials stand (``secret=``, ``"session_key":``, ``<Ticket>``; the name
in any spelling), because only secrets have its form (tokens, tickets, session keys), or because the world knows it as
one: what has the form of an AppSecret or a code is looked up by index, and the few AppSecrets that somebody chose are
compared. So no call becomes slower with the size of the world.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, quote_plus, unquote_plus

MOST_CHOSEN = 50
LONGEST = 16_384
SLACK = 2_048  # read beyond what is kept, so that a secret at the edge is seen whole


class Known(Protocol):
    """The secrets of the world."""

    def among(self, words: list[str]) -> set[str]:
        """Those of the words that are AppSecrets or codes."""
        ...

    def chosen(self) -> list[str]:
        """AppSecrets that have not the usual form, because somebody chose them; at most ``MOST_CHOSEN`` and one."""
        ...


# Part of a name, or the whole name, without case and punctuation.
_ROOTS = re.compile(
    r"secret|token|ticket|sessionkey|encryptkey|aeskey|privatekey|signature|authori[sz]ationcode|authcode"
)
_NAMES = frozenset({"code", "jscode"})
_HINT = re.compile(r"secret|token|ticket|key|signature|(?<![a-z])code|authcode|orizationcode|%|\\", re.I)
_LONG = re.compile(r"[\w+/@-]{22,}", re.ASCII)  # no secret of the platform is shorter
_OPENID = re.compile(r"[oG][\w-]{27}\Z", re.ASCII)
# Forms that only secrets have: tokens, tickets and codes with a mark, 16 bytes in base64, 43 and 86 letters, PEM.
_FORMS = re.compile(
    r"\d{1,9}_[\w-]{40,}|\w{4,24}@@@[\w-]{16,}|[\w+/]{22}==|(?<![0-9A-Za-z])[0-9A-Za-z]{43}(?![0-9A-Za-z=])"
    r"|(?<![\w-])[\w-]{86}(?![\w-])|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+",
    re.ASCII,
)
_SUSPECT = re.compile(
    r"[0-9A-Za-z]{32}|[\w-]{43}|@@@|==|PRIVATE", re.ASCII
)  # may hold one of these, or what is asked for
_HEX = re.compile(r"[0-9a-f]{32,}")  # an AppSecret or a code may stand in it
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{32}(?![0-9A-Za-z])")
_CODE = re.compile(r"(?=(0[0-9A-Za-z]{31}))")
_WORD = re.compile(r"[^\s<>&=\"'\\,;{}\[\]()?#]{6,128}")
_PUBLIC = re.compile(r"\d+\Z|wx[0-9a-f]{16}\Z|[oG][\w-]{27}\Z")
_QUICK = frozenset({"query", "request", "answer"})
_USUAL = frozenset({"grant_type", "access_token", "js_code", "openid", "client_credential", "authorization_code"})
_CREDENTIALS = frozenset({"secret", "js_code", "access_token", "component_access_token", "code"})
_OTHERS = frozenset({"appid", "grant_type", "openid", "component_appid"})
_MEMBER = re.compile(r'"((?:[^"\\]|\\.){1,80})"\s*:\s*\[?\s*(?:"((?:[^"\\]|\\.)*)|(\d{6,}))', re.S)
_LOOSE = re.compile(
    r"([\w.%-]{2,64})(?:\"?\s*?\r?\n\r?\n|[\"'\]]*\s*[=:>]\s*[\"']?)(?:<!\[CDATA\[)?()([^\s\"'&<>,;{}\[\]]+)", re.ASCII
)
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")
_SMALL = 4_096
_SHORT = 8  # shorter values are masked only where they stand under their names


@lru_cache(4096)
def is_secret(name: str) -> bool:
    """Whether a credential stands under that name: ``secret``, ``AppSecret``, ``component_access_token`` ..."""
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    return plain in _NAMES or (bool(_ROOTS.search(plain)) and not plain.endswith("time"))  # when it ends, and no more


def mask(secret: str) -> str:
    return f"{secret[: min(6, len(secret) // 2)]}****"


def masked(texts: dict[str, str], known: Known) -> dict[str, str]:
    """Those of the texts that must be written otherwise, shortened to what is kept. ``query`` is a query string;
    ``request`` and ``path`` came from outside too.
    """
    quick = _quick(texts, known) if texts.keys() <= _QUICK else None
    return _thoroughly(texts, known) if quick is None else quick


def _quick(texts: dict[str, str], known: Known) -> dict[str, str] | None:
    """The usual call, whose secrets all have names: a plain query, plain JSON both ways. None = look thoroughly."""
    query, request, answer = texts.get("query", ""), texts.get("request", ""), texts.get("answer", "")
    if "%" in query or "+" in query or not _is_plain(answer) or (request and not _is_plain(request)):
        return None
    named: set[str] = set()
    kept = []
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        if name in _CREDENTIALS:
            if len(value) < 12:
                return None
            named.add(value)
            part = f"{name}={value[:6]}****"
        elif name not in _OTHERS or (value not in _USUAL and not _PUBLIC.match(value)):
            return None
        kept.append(part)
    long = _members(answer, named)
    if request:
        long += _members(request, named)
        if any(secret in request for secret in known.chosen()):
            return None
    for text in long:
        if text not in named and not _OPENID.match(text) and _SUSPECT.search(text):
            return None
    for secret in named:
        if secret in answer or secret in request:
            if len(secret) < _SHORT:
                return None
            answer, request = answer.replace(secret, mask(secret)), request.replace(secret, mask(secret))
    shown = {"query": "&".join(kept), "request": request, "answer": answer} if named else {}
    return {name: shown[name] for name in texts if shown}


def _is_plain(text: str) -> bool:
    return len(text) < _SMALL and text[:1] in ("{", "") and "\\" not in text and "'" not in text


def _thoroughly(texts: dict[str, str], known: Known) -> dict[str, str]:
    queries = {name: text for name, text in texts.items() if name == "query" or _is_form(text)}
    parts = {name: [_part(part) for part in text.split("&")] for name, text in queries.items()}
    plain = {name: _plain(text) for name, text in texts.items() if name not in queries}
    pairs = [pair for some in parts.values() for pair in some]
    named = {value for name, value in pairs if value and is_secret(name)}
    long = [text for pair in pairs for text in pair if len(text) > 21]
    for text in plain.values():
        if text and _is_plain(text):
            long += _members(text, named)
        else:
            named.update(_named(text) if _HINT.search(text) else ())
            long += _LONG.findall(text)
    order = sorted(named, key=len, reverse=True)
    shown = {name: _replaced(text, order) for name, text in plain.items()}
    rest = [text for pair in pairs for text in pair if text not in named]
    found = _unnamed([text for text in long if text not in named], [*rest, *shown.values()], known)
    if found:
        order = sorted(named | found, key=len, reverse=True)
        shown = {name: _replaced(text, order) for name, text in shown.items()}
    for name, text in queries.items():
        both = zip(text.split("&"), parts[name], strict=True)
        shown[name] = "&".join([_query_part(raw, *pair, order) for raw, pair in both])
    return {name: text[:LONGEST] for name, text in shown.items() if text != texts[name] or len(text) > LONGEST}


def _is_form(text: str) -> bool:
    return "%" in text and "=" in text and text[:1] not in ("{", "[", "<") and "\n" not in text


def _unnamed(long: list[str], texts: list[str], known: Known) -> set[str]:
    """The secrets that stand elsewhere: in a path, in place of an AppID, within a text. ``long`` words may be some."""
    found: set[str] = set()
    asked: set[str] = set()
    if not all(map(_OPENID.match, long)):
        for text in (*texts, *long):
            found.update(_FORMS.findall(text))
            asked.update(_runs(text))
    chosen = known.chosen()
    if len(chosen) > MOST_CHOSEN:
        asked.update(_words(texts))
    else:
        found.update(secret for secret in chosen if any(secret in text for text in texts))
    words = [word for word in asked if word not in found and "\0" not in word]
    return found | known.among(words) if words else found


def _members(text: str, named: set[str]) -> list[str]:
    """Adds what stands under the names of credentials in short and plain JSON; gives the long strings."""
    pieces = text.split('"')
    for at in range(1, len(pieces) - 1, 2):
        between = pieces[at + 1]
        if ":" in between and is_secret(pieces[at]):
            between = between.replace(" ", "")
            if between in (":", ":[") and at + 2 < len(pieces):
                named.add(pieces[at + 2])
            elif (number := between.strip(":,}[]")).isdecimal() and len(number) > 5:
                named.add(number)
    return [piece for piece in pieces if len(piece) > 21]


def _part(part: str) -> tuple[str, str]:
    """Name and value of a part of a query, as the platform reads them."""
    name, _, value = part.partition("=")
    if "%" in part or "+" in part:
        return unquote_plus(name), unquote_plus(value)
    return name, value


def _query_part(raw: str, name: str, value: str, order: list[str]) -> str:
    is_named = value and is_secret(name)
    if not is_named and not any(secret in value or secret in name for secret in order):
        return raw
    shown = mask(value) if is_named else _replaced(value, order)
    return f"{quote(_replaced(name, order), safe='*')}={quote(shown, safe='*/:@')}"


def _plain(text: str) -> str:
    """At most what is looked at; letters that JSON spells as escapes are written plainly."""
    text = text[: LONGEST + SLACK]
    if "\\" in text:
        text = _ESCAPED.sub(_letter, text).replace("\\/", "/")
    return text


def _letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return match[0] if letter in '"\\\x7f' else letter


def _named(text: str) -> Iterator[str]:
    """The values that stand under the name of a credential: in JSON, whole or cut; in forms, XML and the rest."""
    for name, value, number in _MEMBER.findall(text):
        if is_secret(name) and (value or number):
            yield value or number
    if "'" in text or not text.lstrip().startswith(("{", "[")):
        for name, _, value in _LOOSE.findall(text):
            if is_secret(unquote_plus(name)):
                yield value
                yield unquote_plus(value)


def _runs(text: str) -> Iterator[str]:
    """All 32 letters that may be an AppSecret or a code, and all 64 that may be a code, in longer runs too."""
    if len(text) > 31:
        yield from _CODE.findall(text)
        yield from _RUN.findall(text)
        for run in _HEX.findall(text):
            for size in (32, 64):
                yield from (run[start : start + size] for start in range(len(run) - size + 1))


def _words(texts: Iterable[str]) -> Iterator[str]:
    """What may be an AppSecret that somebody chose: whole values, words, steps of a path."""
    for text in texts:
        if len(text) < 6 or text in _USUAL or _PUBLIC.match(text):
            continue
        if len(text) <= 128:
            yield text
        for word in _WORD.findall(text):
            if not _PUBLIC.match(word):
                yield word
            if "/" in word:
                yield from (step for step in word.split("/") if len(step) > 5)


def _replaced(text: str, order: list[str]) -> str:
    """``order``: the secrets, the longest first."""
    for secret in order:
        if len(secret) < _SHORT:
            return _LOOSE.sub(_under_its_name, _MEMBER.sub(_under_its_name, text))
        if secret in text:
            text = text.replace(secret, mask(secret))
        if "%" in text:
            for spelled in _spellings(secret):
                text = text.replace(spelled, mask(secret))
    return text


@lru_cache(256)
def _spellings(secret: str) -> tuple[str, ...]:
    """As it stands in an address."""
    quoted = {quote(secret, safe=""), quote_plus(secret), quote(secret)} - {secret}
    return tuple({text: None for one in sorted(quoted) for text in (one, one.lower())})


def _under_its_name(match: re.Match[str]) -> str:
    """A value that is too short to be looked for everywhere."""
    value = match[2] or match[3] or ""
    if not value or len(value) >= _SHORT or value.endswith("****") or not is_secret(unquote_plus(match[1])):
        return match[0]
    return match[0][: len(match[0]) - len(value)] + mask(value)
