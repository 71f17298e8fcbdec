"""What happens in a chat: something is said, an act allows messages, a customer is handed to an agent."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.world import identity, inbox, outbox
from wxlocal.core.world.hooks import HEARD
from wxlocal.core.world.nouns import APP_KINDS, Account, Notice
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.customer_service import rules, rules_shown, settings, store
from wxlocal.rooms.customer_service.facts import Agent, By, ChatLine, Session, Window
from wxlocal.rooms.customer_service.rules import Doing, Sent

TO_AGENT = "agent.message"  # kind of the notice by which an agent learns what a customer writes


def business_of(body: dict[str, Any]) -> str:
    """The sub-merchant of a message, in either spelling."""
    return str(body.get("BusinessId") or body.get("businessid") or "")


def say(act: Act, line: ChatLine) -> ChatLine:
    """Puts it into the chat."""
    new = msgspec.structs.replace(line, id=store.last_line(act.tx) + 1)
    store.say(act.tx, new)
    return new


def deliver(
    act: Act,
    account: Account,
    person: str,
    sent: Sent,
    body: dict[str, Any],
    *,
    said_by: By = "account",
    agent: Agent | None = None,
) -> Notice:
    """The person receives a message in the chat; an agent's name stands in the place of the account's."""
    lines, target = rules_shown.shown(account, sent)
    title = agent.nickname if agent else account.name
    notice = inbox.put(
        act, person, f"chat.{sent.kind}", title=title, lines=lines, target=target, body=body, appid=account.appid
    )
    if agent or business_of(body):
        store.attribute(act.tx, notice.id, said_by, agent.account if agent else "", business_of(body))
    return notice


# -- windows ----------------------------------------------------------------------------------------------------------


def act_of_person(act: Act, account: Account, openid: str, business: str, doing: Doing) -> None:
    """What the person did allows messages from now on; what it allowed before is replaced."""
    allowed = rules.allowed(account, doing, act.moment(), act.setting(settings.AFTER_PAYMENT))
    if allowed is not None:
        messages, seconds = allowed
        store.open_window(act.tx, account.appid, openid, business, Window(doing, act.now + seconds, messages))


def spend(act: Act, account: Account, openid: str, business: str) -> None:
    """One message is sent; Refused if nothing that the person did allows it."""
    open_ones = store.windows(act.tx, account.appid, openid, business)
    rules.check_windows(open_ones, act.now, rules.rule_of(account, act.moment()))
    store.spend(act.tx, account.appid, openid, business, act.now)


# -- agents -----------------------------------------------------------------------------------------------------------


def serving(act: Act, appid: str, openid: str) -> tuple[Session, Agent] | None:
    """The agent to whom a customer's messages go at present."""
    session = store.session(act.tx, appid, openid)
    if session is None or not rules.is_served(session, act.now, act.setting(settings.SESSION_MINUTES)):
        return None
    for agent in store.agents(act.tx, appid):
        if agent.id == session.agent:
            return session, agent
    return None


def served_by(act: Act, agent: Agent) -> list[Session]:
    """Whom an agent serves at present."""
    since = act.now - 60 * act.setting(settings.SESSION_MINUTES) + 1
    return store.sessions(act.tx, agent.appid, agent.id, since, 10_000)


def hand_over(act: Act, account: Account, openid: str, line: ChatLine | None, wanted: str = "") -> None:
    """A customer is handed to the agents: to who is named, to one who takes new customers, or into the queue."""
    agents = store.agents(act.tx, account.appid)
    chosen = next((agent for agent in agents if agent.account == wanted), None)
    now = serving(act, account.appid, openid)
    if chosen is None and now is not None:
        chosen = now[1]
    if chosen is None:
        served = {agent.id: len(served_by(act, agent)) for agent in agents if agent.accepts}
        chosen = rules.least_busy(agents, served)
    if chosen is not None:
        serve(act, account, openid, chosen)
        if line is not None:
            to_agent(act, account, line, chosen)
        return
    before = store.session(act.tx, account.appid, openid)
    since = before.since if before is not None and not before.agent else act.now
    waits = Session(appid=account.appid, openid=openid, agent=0, since=since, latest=act.now)
    store.set_session(act.tx, waits)


def serve(act: Act, account: Account, openid: str, agent: Agent) -> None:
    """The agent takes the customer; from another agent, if one had them."""
    before = serving(act, account.appid, openid)
    if before is not None and before[1].id == agent.id:
        return
    new = Session(appid=account.appid, openid=openid, agent=agent.id, since=act.now, latest=act.now)
    store.set_session(act.tx, new)
    if before is not None:
        _tell(act, account, "kf_switch_session", openid, FromKfAccount=before[1].account, ToKfAccount=agent.account)
    else:
        _tell(act, account, "kf_create_session", openid, KfAccount=agent.account)


def close(act: Act, account: Account, openid: str, agent: Agent) -> None:
    """The session ends: what the customer writes goes to the developer's server again."""
    store.end_session(act.tx, account.appid, openid)
    _tell(act, account, "kf_close_session", openid, KfAccount=agent.account)


def _tell(act: Act, account: Account, event: str, openid: str, **fields: str) -> None:
    """Only official accounts hear of sessions. Source: 会话控制."""
    if account.kind not in APP_KINDS:
        outbox.tell(act, account, event, openid, **fields)


def to_agent(act: Act, account: Account, line: ChatLine, agent: Agent) -> None:
    """A customer's message goes to the agent; the WeChat user who is bound to it reads it."""
    store.assign(act.tx, line.id, agent.account)
    if agent.person:
        words = rules_shown.recorded(line.kind, line.body)
        customer = nouns.person(act.tx, line.person)
        inbox.put(
            act,
            agent.person,
            TO_AGENT,
            title=f"{account.name} · {customer.nickname if customer else ''}",
            body={"appid": account.appid, "customer": line.person, "kf_account": agent.account, "text": words},
            appid=account.appid,
        )


def agent_openid(act: Act, agent: Agent) -> str:
    """What the platform calls kf_openid."""
    return identity.openid(act.world.key, agent.appid, agent.person or f"agent {agent.id}")


def nobody_hears(act: Act, account: Account) -> bool:
    """Whether the account has no message push, so that the agents' tool is all there is. Source: 客服消息使用指南."""
    return not any(act.offers.each(HEARD, act, account.appid))
