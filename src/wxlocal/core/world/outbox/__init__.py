"""Letters to a developer's server: what the platform tells it, written in the transaction of its cause, whole.

The journal shows a letter masked; what is sent is made of the letter. The bodies are the platform's own (ToUserName,
FromUserName, CreateTime, MsgType, Event ...; a third-party platform's have an InfoType).
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import journal
from wxlocal.core.world.hooks import POSTED
from wxlocal.core.world.nouns import Account, Letter
from wxlocal.core.world.outbox import store
from wxlocal.core.world.world import Act

State = Literal["waiting", "delivered", "failed"]
STATES: tuple[State, ...] = get_args(State)


def tell(act: Act, account: Account, event: str, openid: str = "", **fields: Any) -> dict[str, Any]:
    """An event for the server of an account; gives its body. ``openid`` is who did it; nobody = the system."""
    body = {
        "ToUserName": account.original_id,
        "FromUserName": openid or "system",
        "CreateTime": act.now,
        "MsgType": "event",
        "Event": event,
        **fields,
    }
    post(act, account, event, body, openid)
    return body


def warn(act: Act, account: Account, event: str, openid: str, **fields: Any) -> dict[str, Any]:
    """An event about a person that the platform itself tells; it keeps the order of the person's letters."""
    body = {
        "ToUserName": account.original_id,
        "FromUserName": "system",
        "CreateTime": act.now,
        "MsgType": "event",
        "Event": event,
        "OpenID": openid,
        "AppID": account.appid,
        **fields,
    }
    post(act, account, event, body, openid)
    return body


def inform(act: Act, account: Account, info: str, /, **fields: Any) -> dict[str, Any]:
    """What goes to the authorisation URL of an account that acts for others: an InfoType instead of an Event."""
    body = {"AppId": account.appid, "CreateTime": act.now, "InfoType": info, **fields}
    post(act, account, info, body)
    return body


def post(act: Act, account: Account, name: str, body: dict[str, Any], person: str = "") -> Letter:
    """Puts a letter into the outbox; rooms that deliver hear of it at once. ``person``: whose letters keep
    their order.
    """
    text = msgspec.json.encode(body).decode()
    letter = Letter(id=store.last(act.tx) + 1, appid=account.appid, name=name, person=person, body=body, at=act.now)
    store.add(act.tx, letter.id, letter.appid, name, person, text, act.now, letter.state, 0, "")
    seq = act.world.database.call_number(act.tx)
    entry = journal.Entry(seq=seq, at=act.now, face="event", name=name, appid=account.appid, request=text)
    journal.write(act.tx, entry)
    act.offers.each(POSTED, act, letter)
    return letter


def letter(act: Act, id: int) -> Letter:
    row = store.one(act.tx, id)
    if row is None:
        raise NotPossible(f"there is no event {id} in world {act.world.name!r}", status=404)
    return _letter(row)


def letters(
    act: Act,
    *,
    appid: str | None = None,
    name: str | None = None,
    state: str | None = None,
    after: int = 0,
    most: int = 100,
    newest: bool = False,
) -> list[Letter]:
    """In their order; those of an account, of a name, in a state. ``newest``: if there are more, the last of them."""
    wanted = {"appid": appid, "name": name, "state": state}
    given = {column: value for column, value in wanted.items() if value is not None}
    return [_letter(row) for row in store.listed(act.tx, given, after, most, newest)]


def tried(act: Act, id: int, state: State, told: str = "") -> None:
    """Once more was tried: how the letter stands now, and what came back."""
    store.tried(act.tx, id, state, told)


def note(act: Act, id: int, told: str) -> None:
    """What there is to say of the last try; it is not a further try."""
    store.note(act.tx, id, told)


def again(act: Act, id: int) -> Letter:
    """It waits as if it had never been tried."""
    store.again(act.tx, id)
    return letter(act, id)


def _letter(row: tuple[Any, ...]) -> Letter:
    values = dict(zip(Letter.__struct_fields__, row, strict=True))
    return Letter(**{**values, "body": msgspec.json.decode(values["body"])})
