"""The push settings of an account (开发 > 消息推送), and what has been pushed: again, or by hand."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import OfAccount, endpoint
from wxlocal.core.world import identity, known, outbox
from wxlocal.core.world.errands import Failure, Leave
from wxlocal.core.world.nouns import Letter
from wxlocal.core.world.world import Act
from wxlocal.rooms.push import jobs, rules, rules_events
from wxlocal.rooms.push.facts import Form, Mode, Server


class Configure(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is. ``check`` False: the address is taken without being asked, as the platform never
    does.
    """

    url: str | None = None
    token: str | None = None
    aes_key: str | None = None
    mode: Mode | None = None
    form: Form | None = None
    authorization_url: str | None = None
    check: bool = True


class OfLetter(msgspec.Struct, frozen=True, kw_only=True):
    letter: int


class Trigger(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``event`` names an event, a kind of message or an InfoType; ``person`` who did it; ``fields`` replace the
    sensible ones.
    """

    event: str
    person: str | None = None
    fields: dict[str, Any] = {}


@endpoint("GET", "/accounts/{appid}/push", OfAccount, Server)
def show_push(act: Act, params: OfAccount) -> Server:
    """Where the platform pushes what an account or a third-party platform is to hear."""
    return act.facts(known.account(act, params.appid).appid, Server)


@endpoint("PUT", "/accounts/{appid}/push", OfAccount, Server, body=Configure)
def set_push(act: Act, params: OfAccount, body: Configure) -> Server:
    """Configures message push, as 提交 in the console does: the address is asked first.

    It must answer a GET with the echostr that it was sent; otherwise nothing changes. A new ``aes_key`` makes the one
    before it the previous one, which answers may still be sealed with.
    """
    account = known.account(act, params.appid)
    old = act.facts(account.appid, Server)
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    check = given.pop("check")
    new = msgspec.structs.replace(old, **given)
    if new.aes_key != old.aes_key:
        new = msgspec.structs.replace(new, previous_aes_key=old.aes_key)
    rules.check_server(new)
    if not check or not new.url or "$APPID$" in new.url:
        act.set_facts(account.appid, new)
        return new
    checking = jobs.checking_of(act, new, new.url)

    def checked(act: Act, result: jobs.Checked | Failure) -> Server:
        jobs.check_answer(checking, result)
        act.set_facts(account.appid, new)
        return new

    raise Leave(jobs.CHECK, checking, checked)


@endpoint("POST", "/letters/{letter}/replay", OfLetter, Letter)
def replay_letter(act: Act, params: OfLetter) -> Letter:
    """Pushes a letter once more, as if it had never been tried."""
    found = outbox.again(act, params.letter)
    if jobs.target_of(act, found) is None:
        raise NotPossible(
            f"{found.appid} has no push address: PUT .../accounts/{found.appid}/push sets one", status=409
        )
    jobs.plan(act, found)
    return found


@endpoint("POST", "/accounts/{appid}/events", OfAccount, Letter, body=Trigger)
def trigger_event(act: Act, params: OfAccount, body: Trigger) -> Letter:
    """Pushes an event or a message by hand, with sensible fields."""
    account = known.account(act, params.appid)
    openid = ""
    if body.person is not None:
        openid = identity.meet(act, account.appid, known.person(act, body.person).id).openid
    whole = rules_events.body(
        body.event,
        body.fields,
        appid=account.appid,
        original_id=account.original_id,
        openid=openid,
        now=act.now,
    )
    return outbox.post(act, account, body.event, whole, openid)


ENDPOINTS = (show_push, set_push, replay_letter, trigger_event)
