"""Access tokens, one-use codes and session keys: what several rooms issue and check.

A token begins with the number of its world (``7_...``), so that a server with many worlds finds the right one.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.db import Tx
from wxlocal.core.base.errors import COMMON, Refused
from wxlocal.core.world.tokens import store
from wxlocal.core.world.world import Act

COMPONENT = "component"
AUTHORIZER = "authorizer:"  # followed by the AppID of the third-party platform
LIFE = 7200
OVERLAP = 300
CODE_LIFE = 300


class Token(msgspec.Struct, frozen=True):
    """``kind``: token and stable are an account's own; component is a third-party platform's, authorizer:APPID what a
    third-party platform holds for the account."""

    token: str
    appid: str
    kind: str
    issued_at: int
    expires_at: int
    replaced_at: int | None

    @property
    def component(self) -> str | None:
        """The third-party platform that holds it for the account."""
        return self.kind.removeprefix(AUTHORIZER) if self.kind.startswith(AUTHORIZER) else None


class Code(msgspec.Struct, frozen=True):
    code: str
    kind: str
    appid: str
    person: str
    made_at: int
    expires_at: int
    used_at: int | None
    payload: str | None


class Session(msgspec.Struct, frozen=True):
    appid: str
    person: str
    openid: str
    session_key: str
    made_at: int
    expires_at: int


def world_of(token: str) -> int | None:
    head = token.partition("_")[0]
    return int(head) if head.isdecimal() and len(head) < 10 else None


def issue(act: Act, appid: str, kind: str) -> Token:
    text = f"{act.world.number}_{act.ids.urlsafe(133)}"
    store.add_token(act.tx, text, appid, kind, act.now, act.now + LIFE)
    return Token(text, appid, kind, act.now, act.now + LIFE, None)


def newest(tx: Tx, appid: str, kind: str) -> Token | None:
    row = store.newest_token(tx, appid, kind)
    return Token(*row) if row else None


def check(tx: Tx, text: str, now: int) -> Token:
    """The token in force, or the platform's refusal."""
    row = store.token(tx, text)
    if row is None:
        raise not_latest("no such token was ever issued here")
    token = Token(*row)
    if now >= token.expires_at:
        raise Refused(42001, "access_token expired", reason="a token lives for two hours")
    if token.replaced_at is not None and now >= token.replaced_at:
        raise not_latest("a newer token has replaced it")
    return token


def not_latest(reason: str) -> Refused:
    return Refused(40001, COMMON[40001], reason=reason)


def issue_code(act: Act, kind: str, appid: str, person: str, payload: Any = None, life: int = CODE_LIFE) -> str:
    """A code of one kind for one account; five minutes, one use."""
    code = act.ids.hex(64) if kind == "phone" else f"0{act.ids.text(31)}"
    text = msgspec.json.encode(payload).decode() if payload is not None else None
    store.add_code(act.tx, code, kind, appid, person, act.now, act.now + life, text)
    return code


def find_code(tx: Tx, code: str, kind: str) -> Code | None:
    row = store.code(tx, code)
    found = Code(*row) if row else None
    return found if found and found.kind == kind else None


def use_code(tx: Tx, code: Code, now: int) -> bool:
    return store.use_code(tx, code.code, now)


def session(tx: Tx, appid: str, person: str) -> Session | None:
    row = store.session(tx, appid, person)
    return Session(*row) if row else None


def session_by_openid(tx: Tx, appid: str, openid: str) -> Session | None:
    row = store.session_by_openid(tx, appid, openid)
    return Session(*row) if row else None


def set_session(tx: Tx, session: Session) -> None:
    store.set_session(tx, *msgspec.structs.astuple(session))


def renew_session(tx: Tx, session: Session, expires_at: int) -> None:
    store.renew_session(tx, session.appid, session.person, expires_at)


def encrypt(act: Act, session: Session, data: dict[str, Any]) -> dict[str, str]:
    """``encryptedData`` and ``iv`` under the session key, with the platform's watermark; kept for checkencryptedmsg."""
    marked = {**data, "watermark": {"timestamp": act.now, "appid": session.appid}}
    iv = act.ids.raw(16)
    text = crypto.encrypt_open_data(session.session_key, iv, msgspec.json.encode(marked))
    store.add_message(act.tx, session.appid, sha256(text.encode()).hexdigest(), act.now)
    return {"encryptedData": text, "iv": crypto.b64(iv)}


def encrypted_at(tx: Tx, appid: str, hash: str) -> int | None:
    """When the message with that SHA-256 (hex) was made for the account."""
    return store.message(tx, appid, hash)
