"""Fetching what is to be looked at, and telling what was seen."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import unquote

import msgspec

from wxlocal.core.base import outside
from wxlocal.core.base.ids import derive
from wxlocal.core.world import outbox
from wxlocal.core.world.errands import Errand, Failure
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.content_security import rules
from wxlocal.rooms.content_security.facts import Facts

PATIENCE = 10.0  # seconds


class Look(msgspec.Struct, frozen=True):
    appid: str
    url: str
    version: int
    trace_id: str


class Seen(msgspec.Struct, frozen=True):
    """``judged`` None = the file could not be fetched; ``why`` says why."""

    judged: rules.Judged | None = None
    why: str = ""


def _look(world: World, look: Look) -> Seen:
    with world.act() as act:
        facts = act.facts(look.appid, Facts)
    if any(part and part in look.url for part in facts.unreachable):
        return Seen(why="facts.content_security.unreachable names a part of the address")
    # what nothing here may fetch is judged by its address alone
    content, why = _fetched(look.url) if outside.may_reach(look.url) else (b"", "")
    return Seen(why=why) if why else Seen(rules.judge_file(content, unquote(look.url), facts.pictures))


def _fetched(url: str) -> tuple[bytes, str]:
    """What is there, or why nothing is."""
    try:
        heard = outside.send(outside.Request("GET", url), seconds=PATIENCE, most=rules.LARGEST_MEDIA)
    except outside.NotReached as error:
        return b"", str(error)
    if heard.status != 200:
        return b"", f"the server answers {heard.status}"
    return heard.body, ""


def _tell(act: Act, look: Look, result: Seen | Failure) -> None:
    """The event comes from the platform's own service, which has an openid too."""
    account = nouns.account(act.tx, look.appid)
    if account is None:
        return
    judged = result.judged if isinstance(result, Seen) else None
    service = "o" + urlsafe_b64encode(derive(act.world.key, "wxa_media_check", look.appid, size=20)).decode()[:27]
    body = {
        "ToUserName": account.original_id,
        "FromUserName": service,
        "CreateTime": act.now,
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": look.appid,
        "trace_id": look.trace_id,
        **rules.told(look.version, judged),
    }
    outbox.post(act, account, "wxa_media_check", body)


LOOK = Errand(name="content_security.look", payload=Look, result=Seen, run=_look, finish=_tell)
