"""What a developer's code in an environment asks of the platform: actions by name, as the SDKs send them
(``database.getDocument``, ``storage.getUploadMetadata``), declared once by their rooms.

The ways to them (a function's gateway, ``wx.cloud`` on a phone, a server operation) find out who asks, a ``Visit``, and
perform the same action.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.offers import Kind
from wxlocal.core.world import environments, errands, journal
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World

Data = dict[str, Any]


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, of which environment. ``source`` is the way, as getWXContext tells it: ``wx_client``, ``wx_http``,
    ``wx_trigger`` ..., then a comma and ``scf`` for each function that stands between. ``openid`` "" = nobody is known.
    ``administrator``: a function or the developer's server asks, whom permissions of clients do not bind.
    """

    appid: str
    environment: str
    source: str = "wx_unknown"
    openid: str = ""
    unionid: str = ""
    function: str = ""
    administrator: bool = False


class Denied(Exception):
    """The action fails: ``code`` is a name or a number, as the SDKs of the day expect it."""

    def __init__(self, code: str | int, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason


class ActionCall(NamedTuple):
    act: Act
    account: Account
    environment: Environment
    visit: Visit


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """``handler(call, data)`` gives what the SDK finds under ``data``; it may leave for an errand."""

    name: str
    handler: Callable[[ActionCall, Data], Data]
    source: str = ""
    summary: str = ""


ACTIONS = Kind[dict[str, Action]]("actions of environments by name")


def action(name: str, *, source: str = "") -> Callable[[Callable[[ActionCall, Data], Data]], Action]:
    """Declares the decorated handler; its docstring's first line is published."""

    def declare(handler: Callable[[ActionCall, Data], Data]) -> Action:
        summary = (handler.__doc__ or "").strip().partition("\n")[0]
        return Action(name=name, handler=handler, source=source, summary=summary)

    return declare


def perform(world: World, name: str, visit: Visit, data: Data) -> Data:
    """The whole of an action: one transaction, or two around an errand; ``Denied`` leaves nothing but its row in the
    journal.
    """
    began = stopwatch()
    known = world.offers[ACTIONS].get(name)
    try:
        if known is None:
            raise Denied(
                "ACTION_NOT_FOUND", f"action {name} not found", reason="docs/reference/rooms.md says what there is"
            )
        with world.database.turn():
            answer = world.again(lambda: _performed(world, known, visit, data, began))
        if isinstance(answer, _Left):
            result = errands.go(world, answer.leave, answer.id)
            with world.database.turn(), world.act() as act:
                return _told(act, name, visit, data, began, answer.leave.answer(act, result))
        return answer
    except Denied as denied:
        with world.database.turn(), world.act() as act:
            _write(act, name, visit, data, began, {"code": denied.code, "message": denied.message}, denied)
        raise


class _Left(NamedTuple):
    leave: errands.Leave
    id: str


def _performed(world: World, known: Action, visit: Visit, data: Data, began: float) -> Data | _Left:
    with world.act() as act:
        call = _call(act, visit)
        try:
            answer = known.handler(call, data)
        except errands.Leave as leave:
            return _Left(leave, errands.leave(act, leave))
        return _told(act, known.name, visit, data, began, answer)


def _call(act: Act, visit: Visit) -> ActionCall:
    account = nouns.account(act.tx, visit.appid)
    if account is None:
        raise NotPossible(f"there is no account {visit.appid!r} in world {act.world.name!r}", status=404)
    environment = environments.find(act.tx, visit.environment)
    if environment is None or environment.appid != account.appid:
        raise Denied(
            "INVALID_ENV", "Environment not found", reason=f"{visit.environment!r} is not one of {visit.appid}"
        )
    return ActionCall(act, account, environment, visit)


def _told(act: Act, name: str, visit: Visit, data: Data, began: float, answer: Data) -> Data:
    _write(act, name, visit, data, began, answer)
    return answer


def _write(
    act: Act, name: str, visit: Visit, data: Data, began: float, answer: Any, denied: Denied | None = None
) -> None:
    entry = journal.Entry(
        seq=act.seq,
        at=act.now,
        face="action",
        name=name,
        appid=visit.appid,
        path=visit.environment,
        query=visit.source,
        request=msgspec.json.encode(data).decode(),
        errcode=-1 if denied else 0,
        answer=msgspec.json.encode(answer).decode(),
        cost=int((stopwatch() - began) * 1000),
        reason=(denied.reason or None) if denied else None,
    )
    journal.write(act.tx, entry)
