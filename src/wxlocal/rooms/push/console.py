"""The push settings of an account (开发 > 消息推送), and what has been pushed: again, or by hand."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import ALL
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import OfAccount, endpoint
from wxlocal.core.world import identity, known, outbox
from wxlocal.core.world.errands import Failure, Leave
from wxlocal.core.world.hooks import CONFIGURED
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


class Failed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``appid``: only the letters of this account."""

    appid: str | None = None


class Replayed(msgspec.Struct, kw_only=True):
    """The ids of the letters that are pushed again."""

    replayed: list[int]


class Answered(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a server that was reached by somebody else has said to a letter: HTTP status and body; the token and key
    with which a sealed reply is opened, and the ``mode`` that says whether it must be sealed.
    """

    status: int
    answer: str = ""
    token: str = ""
    aes_key: str = ""
    mode: Mode = "compatible"


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
        return _set(act, account.appid, new)
    checking = jobs.checking_of(act, new, new.url)

    def checked(act: Act, result: jobs.Checked | Failure) -> Server:
        jobs.check_answer(checking, result)
        return _set(act, account.appid, new)

    raise Leave(jobs.CHECK, checking, checked)


def _set(act: Act, appid: str, server: Server) -> Server:
    act.set_facts(appid, server)
    act.offers.each(CONFIGURED, act, appid)
    return server


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


@endpoint("POST", "/letters/replay", Failed, Replayed)
def replay_failed(act: Act, params: Failed) -> Replayed:
    """Pushes once more all letters that failed, in their order, to the accounts that have a push address."""
    found = outbox.letters(act, appid=params.appid, state="failed", most=ALL)
    going = [letter for letter in found if jobs.target_of(act, letter) is not None]
    for letter in going:
        jobs.plan(act, outbox.again(act, letter.id))
    return Replayed(replayed=[letter.id for letter in going])


@endpoint("POST", "/letters/{letter}/answered", OfLetter, Letter, body=Answered)
def answer_letter(act: Act, params: OfLetter, body: Answered) -> Letter:
    """A server has heard a letter otherwise, as by ``wxlocal events forward``: its passive reply is shown."""
    letter = outbox.letter(act, params.letter)
    server = Server(token=body.token, aes_key=body.aes_key, mode=body.mode)
    if rules.is_done(body.status):
        jobs.arrived(act, letter, jobs.delivered(jobs.Sent("", ""), body.status, body.answer, server))
    else:
        outbox.note(act, letter.id, f"HTTP status {body.status}, expected 200: {body.answer[:200]}")
    return outbox.letter(act, letter.id)


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


ENDPOINTS = (show_push, set_push, replay_letter, replay_failed, answer_letter, trigger_event)
