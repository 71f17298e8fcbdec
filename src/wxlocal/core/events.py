"""What the platform tells a developer's server: written down in the journal with the change that caused it.

The bodies are the platform's own (ToUserName, FromUserName, CreateTime, MsgType, Event ...).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wxlocal.core import journal
from wxlocal.core.journal import store as journal_store

if TYPE_CHECKING:
    from wxlocal.core.nouns import Account
    from wxlocal.core.world import Act


def tell(act: Act, account: Account, event: str, openid: str = "", **fields: Any) -> dict[str, Any]:
    """An event for the server of an account; gives its body. The journal has it under face "event"."""
    body = {
        "ToUserName": account.original_id,
        "FromUserName": openid or "system",
        "CreateTime": act.now,
        "MsgType": "event",
        "Event": event,
        **fields,
    }
    _write(act, account.appid, event, body)
    return body


def tell_component(act: Act, component: Account, info: str, **fields: Any) -> dict[str, Any]:
    """What goes to the authorisation URL of a third-party platform: an InfoType instead of an Event."""
    body = {"AppId": component.appid, "CreateTime": act.now, "InfoType": info, **fields}
    _write(act, component.appid, info, body)
    return body


def _write(act: Act, appid: str, name: str, body: dict[str, Any]) -> None:
    text = journal.masked_json(msgspec.json.encode(body).decode())
    seq = act.world.database.call_number(act.tx)
    row = (seq, act.now, "event", name, appid, "", "", "", text, 200, 0, "", "", 0, None, None)
    journal_store.write(act.tx, *row)
