"""Delivering a letter: signed, sealed, sent, tried three times, its passive reply shown to the person."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.base.outside import NotReached, Request, send
from wxlocal.core.world import errands, inbox, outbox
from wxlocal.core.world.errands import Errand, Failure
from wxlocal.core.world.hooks import ACTING, REPLIED
from wxlocal.core.world.nouns import Letter, Line
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.push import rules, rules_forms
from wxlocal.rooms.push.facts import Server

TYPES = {"XML": "text/xml", "JSON": "application/json"}


class Target(msgspec.Struct, frozen=True):
    """Where a letter goes. ``appid`` is whose key seals it; ``server`` how."""

    appid: str
    url: str
    server: Server


class Delivery(msgspec.Struct, frozen=True):
    letter: int
    attempt: int = 1


class Delivered(msgspec.Struct, frozen=True):
    """``sent`` is the body as it went out; ``reply`` the members of a passive reply, ``trouble`` why it is not one."""

    url: str
    sent: str
    status: int
    answer: str
    reply: dict[str, Any] | None = None
    trouble: str = ""


def target_of(act: Act, letter: Letter) -> Target | None:
    """Where a letter goes; None = nowhere."""
    return _target(act, letter.appid, letter.name, informed="InfoType" in letter.body)


def _target(act: Act, appid: str, name: str, *, informed: bool) -> Target | None:
    """A third-party platform that acts for the account hears its messages instead of the account's own server."""
    if nouns.account(act.tx, appid) is None:
        return None
    server = act.facts(appid, Server)
    if informed:
        url = server.authorization_url
        return Target(appid, url, _sealing(server)) if url else None
    for component in (one for many in act.offers.each(ACTING, act, appid, name) for one in many):
        theirs = act.facts(component, Server)
        if theirs.url:
            return Target(component, rules.address(theirs.url, appid), _sealing(theirs))
    return Target(appid, server.url, server) if server.url else None


def _sealing(server: Server) -> Server:
    """Third-party platforms hear in XML alone, sealed."""
    return msgspec.structs.replace(server, mode="secure", form="XML")


def listening(act: Act, appid: str, informed: bool) -> str:
    """The address at which the account's server hears."""
    target = _target(act, appid, "event", informed=informed)
    return target.url if target else ""


def heard(act: Act, appid: str) -> bool:
    """Whether anybody hears what the account is told."""
    letter = Letter(id=0, appid=appid, name="", body={}, at=act.now)
    return target_of(act, letter) is not None


def plan(act: Act, letter: Letter) -> None:
    """Letters of one person keep their order, and what a third-party platform is told of one account. A letter that
    goes nowhere stays in the outbox.
    """
    target = target_of(act, letter)
    if target is not None:
        whose = letter.person or letter.body.get("AuthorizerAppid", "")
        lane = f"push {letter.appid} {whose}" if whose else ""
        errands.plan(act, DELIVER, Delivery(letter.id), lane=lane, peer=rules.peer(target.url))


def _run(world: World, delivery: Delivery) -> Delivered:
    with world.act() as act:
        letter = outbox.letter(act, delivery.letter)
        target = target_of(act, letter)
        now = act.now
    if target is None:
        raise NotReached("the account has no push address any more")
    sent = body_of(world.key, letter, target, now, delivery.attempt)
    request = Request("POST", sent.url, sent.body.encode(), TYPES[target.server.form])
    heard = send(request, seconds=rules.PATIENCE, most=rules.LARGEST_ANSWER)
    answer = heard.body.decode("utf-8", "replace")
    if not rules.is_done(heard.status):
        raise NotReached(f"HTTP status {heard.status}, expected 200: {answer[:200]}")
    return delivered(sent, heard.status, answer, target.server)


def delivered(sent: Sent, status: int, answer: str, server: Server) -> Delivered:
    """What a server's answer amounts to."""
    return Delivered(sent.url, sent.body, status, answer, *_reply(answer, server))


def _reply(answer: str, server: Server) -> tuple[dict[str, Any] | None, str]:
    if rules.is_empty(answer):
        return None, ""
    try:
        return rules_forms.opened(answer, server), ""
    except rules_forms.Unreadable as error:
        return None, str(error)


class Sent(msgspec.Struct, frozen=True):
    url: str
    body: str


def body_of(key: bytes, letter: Letter, target: Target, now: int, attempt: int) -> Sent:
    """The request as the account has configured it. Source: 消息推送; wire.md 5."""
    server = target.server
    timestamp = str(now)
    nonce = str(int.from_bytes(derive(key, "nonce", str(letter.id), str(attempt), size=4), "big"))
    query = {"signature": rules.signature(server.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    if letter.person:
        query["openid"] = letter.person
    plain = rules_forms.sealed(letter.body, server.form)
    if server.mode == "plain":
        return Sent(rules.with_query(target.url, **query), plain)
    random = derive(key, "push", str(letter.id), str(attempt), size=8).hex().encode()
    encrypted = rules_forms.encrypt(server.aes_key, plain, target.appid, random)
    query |= {"encrypt_type": "aes", "msg_signature": rules.signature(server.token, timestamp, nonce, encrypted)}
    whose = "AppId" if "InfoType" in letter.body else "ToUserName"
    names = tuple(letter.body) if server.mode == "compatible" else (whose,)
    shown = {name: letter.body[name] for name in names if name in letter.body}
    body = {**shown, "Encrypt": encrypted}
    return Sent(rules.with_query(target.url, **query), rules_forms.sealed(body, server.form))


def _finish(act: Act, delivery: Delivery, result: Delivered | Failure) -> None:
    letter = outbox.letter(act, delivery.letter)
    if isinstance(result, Delivered):
        arrived(act, letter, result)
    elif delivery.attempt < rules.TRIES:
        outbox.tried(act, letter.id, "waiting", result.reason)
        again, target = Delivery(letter.id, delivery.attempt + 1), target_of(act, letter)
        peer = rules.peer(target.url) if target else ""
        errands.plan(act, DELIVER, again, at=act.now + rules.AGAIN_AFTER, peer=peer)
    else:
        outbox.tried(act, letter.id, "failed", result.reason)
        _tell_person(act, letter)


def arrived(act: Act, letter: Letter, result: Delivered) -> None:
    """The letter has reached a developer's server; what it replied is shown to the person."""
    outbox.tried(act, letter.id, "delivered", result.trouble or result.answer[:500])
    _show_reply(act, letter, result)


def _show_reply(act: Act, letter: Letter, result: Delivered) -> None:
    """Only what a person did is answered by a reply; a reply that is not right breaks the conversation."""
    if result.trouble:
        _tell_person(act, letter)
        return
    account = nouns.account(act.tx, letter.appid)
    if result.reply is None or account is None or not letter.person:
        return
    wrong = rules.wrong_reply(result.reply, letter.person, account.original_id)
    if not wrong:
        wrong = "; ".join(filter(None, act.offers.each(REPLIED, act, letter, account, result.reply)))
    if wrong:
        outbox.note(act, letter.id, f"the reply is not shown: {wrong}")
        _tell_person(act, letter)


def _tell_person(act: Act, letter: Letter) -> None:
    """Who wrote is told that nobody answers; events of the platform itself tell nobody."""
    account = nouns.account(act.tx, letter.appid)
    relation = nouns.relation_by_openid(act.tx, letter.person) if letter.person else None
    if account is None or relation is None or letter.body.get("MsgType") == "event":
        return
    words = rules.broken(account.kind)
    body, lines = {"Content": words}, (Line(value=words),)
    inbox.put(act, relation.person, "chat.system", title=account.name, lines=lines, body=body, appid=account.appid)


DELIVER = Errand(name="push.deliver", payload=Delivery, result=Delivered, run=_run, finish=_finish)


class Checking(msgspec.Struct, frozen=True):
    url: str
    token: str
    timestamp: str
    nonce: str
    echo: str


class Checked(msgspec.Struct, frozen=True):
    status: int
    answer: str


def check(world: World, checking: Checking) -> Checked:
    """The GET by which the platform sees that an address belongs to who configures it."""
    signature = rules.signature(checking.token, checking.timestamp, checking.nonce)
    query = {"signature": signature, "echostr": checking.echo, "timestamp": checking.timestamp, "nonce": checking.nonce}
    request = Request("GET", rules.with_query(checking.url, **query))
    heard = send(request, seconds=rules.PATIENCE, most=rules.LARGEST_ANSWER)
    return Checked(heard.status, heard.body.decode("utf-8", "replace"))


CHECK = Errand(name="push.check", payload=Checking, result=Checked, run=check)


def checking_of(act: Act, server: Server, url: str) -> Checking:
    return Checking(url, server.token, str(act.now), str(act.ids.below(10**9)), act.ids.text(16))


def check_answer(checking: Checking, result: Checked | Failure) -> None:
    """NotPossible, in the console's words, for an address that does not answer as it must."""
    if isinstance(result, Failure):
        raise NotPossible(f"请求URL超时: {checking.url} was asked and gave nothing: {result.reason}")
    if result.status != 200:
        raise NotPossible(f"请求URL失败: {checking.url} answered with HTTP status {result.status}; 200 was expected")
    if result.answer.strip() != checking.echo:
        raise NotPossible(
            f"token验证失败: {checking.url} answered {result.answer[:100]!r}; "
            f"the echostr was expected as it came, {checking.echo!r}"
        )
