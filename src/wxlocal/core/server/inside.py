"""The platform called from inside: by a room, a cloud function, a page. The same operation, with the account instead of
a token; it is counted, checked and journaled as a call over HTTP is.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base import db
from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import NotPossible, Refused, api_unauthorized
from wxlocal.core.server import named, quota
from wxlocal.core.server.actions import Visit
from wxlocal.core.server.answers import refusal, replied, write
from wxlocal.core.server.hooks import VISITED
from wxlocal.core.server.operation import ENCODE, Call, Operation, Reply, Wire
from wxlocal.core.server.perform import decode
from wxlocal.core.world import errands
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World


def find(act: Act, name: str) -> Operation:
    """By path, by name, or by the name that cloud functions use."""
    return named.operation(act.offers, name)


def platform(act: Act, name: str, body: dict[str, Any], account: Account, visit: Visit | None = None) -> Any:
    """The answer of the operation's handler, or its ``Refused``. What a refused call changed is undone; the refusal is
    journaled unless the caller lets it end the whole transaction. ``visit``: whom a developer's code calls for.
    """
    inside = _Inside(act, find(act, name), body, account, visit)
    answer = inside.answered()
    if isinstance(answer, errands.Leave):
        raise answer
    inside.told(act, answer)
    return answer


def perform(world: World, name: str, body: dict[str, Any], visit: Visit) -> Reply:
    """The operation for a developer's code, in acts of its own: a refusal is an answer, an errand is done meanwhile."""
    with world.database.turn():
        done = world.again(lambda: _performed(world, name, body, visit))
    if isinstance(done, Reply):
        return done
    inside, leave, id = done
    result = errands.go(world, leave, id)
    with world.database.turn(), world.act() as act:
        try:
            with db.part(act.tx):
                return inside.told(act, leave.answer(act, result))
        except Refused as refused:
            return inside.refused(act, refused)


def _performed(
    world: World, name: str, body: dict[str, Any], visit: Visit
) -> Reply | tuple[_Inside, errands.Leave, str]:
    with world.act() as act:
        account = nouns.account(act.tx, visit.appid)
        if account is None:
            raise NotPossible(f"there is no account {visit.appid!r} in world {world.name!r}", status=404)
        inside = _Inside(act, find(act, name), body, account, visit)
        try:
            answer = inside.answered()
        except Refused:
            assert inside.reply
            return inside.reply
        if isinstance(answer, errands.Leave):
            return inside, answer, errands.leave(act, answer)
        return inside.told(act, answer)


class _Inside:
    """One call from inside. ``seq`` is its number in the journal, ``reply`` its refusal if it was refused."""

    def __init__(
        self, act: Act, operation: Operation, body: dict[str, Any], account: Account, visit: Visit | None = None
    ) -> None:
        self.began = stopwatch()
        self.act = act
        self.operation = operation
        self.account = account
        self.visit = visit
        self.reply: Reply | None = None
        method = operation.methods[-1]
        self.wire = Wire(method=method, path=operation.path, body=ENCODE(body), data=body, ip="", face="inside")
        self.seq = act.world.database.call_number(act.tx)

    def answered(self) -> Any:
        """The handler's answer, or why it leaves; a refusal is journaled."""
        act, operation = self.act, self.operation
        left: errands.Leave | None = None
        answer: Any = None
        try:
            with db.part(act.tx):
                _check(operation, self.account)
                if self.visit is not None:
                    act.offers.each(VISITED, act, operation, self.visit)
                quota.spend(act, self.account.appid, operation.path, operation.limits, operation.too_fast)
                call = Call(act, operation, self.wire, self.account, None)
                try:
                    answer = operation.handler(call, decode(act, operation, self.wire))
                except errands.Leave as leave:
                    left = leave
        except Refused as refused:
            self.refused(act, refused)
            raise
        return left or answer

    def refused(self, act: Act, refused: Refused) -> Reply:
        reply = refusal(act, self.wire.path, refused)
        name, appid = self.operation.name, self.account.appid
        write(act, name, self.wire, appid, reply, refused.code, self.began, refused, self.seq)
        self.reply = reply
        return reply

    def told(self, act: Act, answer: Any) -> Reply:
        reply = replied(act, self.wire.path, answer)
        write(act, self.operation.name, self.wire, self.account.appid, reply, 0, self.began, None, self.seq)
        return reply


def _check(operation: Operation, account: Account) -> None:
    if operation.need != "access":
        raise api_unauthorized(f"{operation.path} is not called with an account's own token")
    if account.status != "normal":
        raise Refused(50002, "user limited", reason=f"the account is {account.status}")
    if operation.accounts is not None and account.kind not in operation.accounts:
        raise api_unauthorized(f"a {account.kind} may not call this; it is for {', '.join(operation.accounts)}")
