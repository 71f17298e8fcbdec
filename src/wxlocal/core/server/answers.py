"""Answers of server operations: worded, written down, sent."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.addresses import in_header
from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import Refused
from wxlocal.core.server.bodies import shown
from wxlocal.core.server.families import family, worded
from wxlocal.core.server.operation import ENCODE, Picture, Reply, Wire
from wxlocal.core.server.refusals import RefusedLeaving
from wxlocal.core.server.settings import REASONS
from wxlocal.core.world import journal
from wxlocal.core.world.world import Act


def replied(act: Act, path: str, answer: Any) -> Reply:
    if isinstance(answer, Picture):
        text = answer.content_type.startswith("application/json")
        return Reply(content_type=answer.content_type, headers=answer.headers, body=answer.body, is_json=text)
    return Reply(content_type=family(act, path).content_type, body=ENCODE(answer))


def refusal(act: Act, path: str, refused: Refused, status: int = 200) -> Reply:
    """What goes out for a refusal; what it leaves is done."""
    if isinstance(refused, RefusedLeaving):
        refused.leaves(act)
    reasons = _reasons(act, refused)
    message = worded(act, path, refused)
    if act.setting(REASONS):
        message += "".join(f" [{name}: {text}]" for name, text in reasons)
    body = ENCODE({"errcode": refused.code, "errmsg": message, **refused.extra})
    headers = tuple((name, in_header(text)) for name, text in reasons)
    return Reply(status=status, content_type=family(act, path).content_type, body=body, headers=headers)


def _reasons(act: Act, refused: Refused) -> tuple[tuple[str, str], ...]:
    """For people with curl in their hand; SDKs do not look at them."""
    headers = []
    if refused.rule:
        day = (refused.dated or refused.rule).said(act.world.timeline)
        headers.append(("wxlocal-rule", f"{refused.rule.id} since {day}" if day else refused.rule.id))
    if refused.reason:
        reason = " ".join(refused.reason.split())
        headers.append(("wxlocal-reason", "".join(letter for letter in reason if letter.isprintable())[:300]))
    return tuple(headers)


def write(
    act: Act,
    name: str,
    wire: Wire,
    appid: str | None,
    reply: Reply,
    errcode: int,
    started: float,
    refused: Refused | None,
    seq: int | None = None,
) -> None:
    """One row of the journal; ``seq`` for a call inside another, which has the number of its act."""
    answer = reply.body.decode() if reply.is_json else f"({len(reply.body)} bytes of {reply.content_type})"
    journal.write(
        act.tx,
        journal.Entry(
            seq=act.seq if seq is None else seq,
            at=act.now,
            face=wire.face,
            name=name,
            appid=appid,
            method=wire.method,
            path=wire.path,
            query=wire.query_text,
            request=shown(wire.body),
            status=reply.status,
            errcode=errcode,
            answer=answer,
            ip=wire.ip,
            cost=int((stopwatch() - started) * 1000),
            rule=refused.rule.id if refused and refused.rule else None,
            reason=refused.reason or None if refused else None,
        ),
    )
