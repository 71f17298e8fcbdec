"""The platform called from inside: by a room, a cloud function, a page. The same operation, with the account instead of
a token; it is counted, checked and journaled as a call over HTTP is.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base import db
from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import Refused, api_unauthorized
from wxlocal.core.server import named, quota
from wxlocal.core.server.answers import refusal, replied, write
from wxlocal.core.server.operation import ENCODE, Call, Operation, Wire
from wxlocal.core.server.perform import decode
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.world import Act


def find(act: Act, name: str) -> Operation:
    """By path, by name, or by the name that cloud functions use."""
    return named.operation(act.offers, name)


def platform(act: Act, name: str, body: dict[str, Any], account: Account) -> Any:
    """The answer of the operation's handler, or its ``Refused``. What a refused call changed is undone; the refusal is
    journaled unless the caller lets it end the whole transaction.
    """
    began = stopwatch()
    operation = find(act, name)
    wire = Wire(method=operation.methods[-1], path=operation.path, body=ENCODE(body), data=body, ip="", face="inside")
    seq = act.world.database.call_number(act.tx)
    try:
        with db.part(act.tx):
            _check(operation, account)
            quota.spend(act, account.appid, operation.path, operation.limits, operation.too_fast)
            answer = operation.handler(Call(act, operation, wire, account, None), decode(act, operation, wire))
    except Refused as refused:
        reply = refusal(act, wire.path, refused)
        write(act, operation.name, wire, account.appid, reply, refused.code, began, refused, seq)
        raise
    write(act, operation.name, wire, account.appid, replied(act, wire.path, answer), 0, began, None, seq)
    return answer


def _check(operation: Operation, account: Account) -> None:
    if operation.need != "access":
        raise api_unauthorized(f"{operation.path} is not called with an account's own token")
    if account.status != "normal":
        raise Refused(50002, "user limited", reason=f"the account is {account.status}")
    if operation.accounts is not None and account.kind not in operation.accounts:
        raise api_unauthorized(f"a {account.kind} may not call this; it is for {', '.join(operation.accounts)}")
