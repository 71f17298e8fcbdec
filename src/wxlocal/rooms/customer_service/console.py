"""Customer service in the control API: chats as people read them, agents as actors, acts of people by hand."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import OfAccount, OfBoth, OfPerson, endpoint
from wxlocal.core.world import identity, known
from wxlocal.core.world.nouns import Account, Notice
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.customer_service import api_agents, gates_chat, rules, store
from wxlocal.rooms.customer_service.facts import Agent, Session, Window
from wxlocal.rooms.customer_service.phone_reading import Conversation, conversation
from wxlocal.rooms.customer_service.rules import Doing, Sent


class OfAgent(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    agent: str


class NewAgent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``kf_account``: a prefix, @ and the account's WeChat id. ``person`` is bound at once, as the administrator binds
    in the console; without one the agent is to be invited.
    """

    kf_account: str
    nickname: str = "客服"
    person: str = ""
    online: bool = True
    accepts: bool = False


class AgentChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays. ``accepts``: new customers are given to the agent by themselves."""

    nickname: str | None = None
    person: str | None = None
    online: bool | None = None
    accepts: bool | None = None


class WhichCustomer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    person: str


class Word(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    person: str
    text: str


class Did(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``act``: what the person did, as far as it allows messages."""

    act: Doing


class Desk(msgspec.Struct, kw_only=True):
    """The agents' tool of an account: who is there, who waits, who is served."""

    agents: list[Agent]
    waiting: list[Session]
    served: list[Session]


class Chats(msgspec.Struct, kw_only=True):
    chats: list[Conversation]


def _account(act: Act, appid: str) -> Account:
    return known.account(act, appid, "account", *rules.KINDS)


def _agent(act: Act, params: OfAgent) -> tuple[Account, Agent]:
    account = _account(act, params.appid)
    for agent in store.agents(act.tx, account.appid):
        if params.agent in (agent.account, str(agent.id)):
            return account, agent
    raise NotPossible(f"{account.name} has no agent {params.agent!r}", status=404)


def _openid(act: Act, account: Account, person: str) -> str:
    return identity.meet(act, account.appid, known.person(act, person).id).openid


# -- what agents do ---------------------------------------------------------------------------------------------------


def take(act: Act, account: Account, agent: Agent, person: str) -> None:
    """The agent takes a customer who waits, or whom another agent serves."""
    openid = _openid(act, account, person)
    if store.session(act.tx, account.appid, openid) is None:
        raise NotPossible(f"{person} was not handed to the agents of {account.name}", status=409)
    gates_chat.serve(act, account, openid, agent)


def write(act: Act, account: Account, agent: Agent, person: str, text: str) -> Notice:
    """The agent writes: within 48 hours of the customer's last message, as often as they like."""
    openid = _openid(act, account, person)
    now = gates_chat.serving(act, account.appid, openid)
    if now is None or now[1].id != agent.id:
        raise NotPossible(f"{agent.account} does not serve {person}: take the customer first", status=409)
    if not text:
        raise NotPossible("an answer has a text")
    if act.now - store.last_said(act.tx, person, account.appid, "", "person") >= rules.TWO_DAYS:
        raise NotPossible(f"{person} has not written within 48 hours", status=409)
    content = {"content": text}
    body = {"msgtype": "text", "text": content, "customservice": {"kf_account": agent.account}}
    return gates_chat.deliver(act, account, person, Sent("text", content), body, said_by="agent", agent=agent)


def end(act: Act, account: Account, agent: Agent, person: str) -> None:
    openid = _openid(act, account, person)
    now = gates_chat.serving(act, account.appid, openid)
    if now is None or now[1].id != agent.id:
        raise NotPossible(f"{agent.account} does not serve {person}", status=409)
    gates_chat.close(act, account, openid, agent)


# -- endpoints --------------------------------------------------------------------------------------------------------


@endpoint("GET", "/people/{person}/chats", OfPerson, Chats)
def list_chats(act: Act, params: OfPerson) -> Chats:
    """The chats of a person with accounts, as the person reads them, each with its newest message."""
    person = known.person(act, params.person).id
    found = []
    for appid, business in store.chats_of(act.tx, person):
        account = nouns.account(act.tx, appid)
        if account is not None:
            found.append(conversation(act, account, person, business, 1))
    return Chats(chats=found)


@endpoint("GET", "/people/{person}/chats/{appid}", OfBoth, Conversation)
def show_chat(act: Act, params: OfBoth) -> Conversation:
    """The chat of a person with an account, as the person reads it: both sides in order, and whether somebody types."""
    return conversation(act, _account(act, params.appid), known.person(act, params.person).id, "")


@endpoint("GET", "/accounts/{appid}/windows/{person}", OfBoth, list[Window])
def list_windows(act: Act, params: OfBoth) -> list[Window]:
    """What the account may still send to a person, by what the person did."""
    account = _account(act, params.appid)
    found = store.windows(act.tx, account.appid, _openid(act, account, params.person), "")
    return [window for window in found if act.now < window.until]


@endpoint("POST", "/accounts/{appid}/windows/{person}", OfBoth, list[Window], body=Did)
def open_window(act: Act, params: OfBoth, body: Did) -> list[Window]:
    """The person has done something that allows messages: a payment, say, which wxlocal does not perform itself."""
    account = _account(act, params.appid)
    gates_chat.act_of_person(act, account, _openid(act, account, params.person), "", body.act)
    return store.windows(act.tx, account.appid, _openid(act, account, params.person), "")


def _desk(act: Act, account: Account) -> Desk:
    agents = store.agents(act.tx, account.appid)
    served = [session for agent in agents for session in gates_chat.served_by(act, agent)]
    return Desk(agents=agents, waiting=store.sessions(act.tx, account.appid, 0, 0, 1000), served=served)


@endpoint("GET", "/accounts/{appid}/agents", OfAccount, Desk)
def show_desk(act: Act, params: OfAccount) -> Desk:
    """The agents of an account, who waits for one, and who is served."""
    return _desk(act, _account(act, params.appid))


@endpoint("POST", "/accounts/{appid}/agents", OfAccount, Agent, body=NewAgent)
def add_agent(act: Act, params: OfAccount, body: NewAgent) -> Agent:
    """Adds an agent, as the administrator does in the console."""
    account = _account(act, params.appid)
    person = known.person(act, body.person).id if body.person else ""
    try:
        new = api_agents.add_agent(act, account.appid, body.kf_account, body.nickname, person=person)
    except Refused as refused:
        raise NotPossible(f"{refused.message}: {refused.reason}") from refused
    new = msgspec.structs.replace(new, online=body.online, accepts=body.accepts)
    store.set_agent(act.tx, new)
    return new


@endpoint("PATCH", "/accounts/{appid}/agents/{agent}", OfAgent, Agent, body=AgentChange)
def change_agent(act: Act, params: OfAgent, body: AgentChange) -> Agent:
    """Changes an agent: nickname, who it is, online or not."""
    _, agent = _agent(act, params)
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    if given.get("person"):
        known.person(act, given["person"])
    new = msgspec.structs.replace(agent, **given)
    store.set_agent(act.tx, new)
    return new


@endpoint("POST", "/accounts/{appid}/agents/{agent}/accept", OfAgent, Desk, body=WhichCustomer)
def accept_customer(act: Act, params: OfAgent, body: WhichCustomer) -> Desk:
    """An agent takes a customer who waits: what the customer writes goes to the agent from then on."""
    account, agent = _agent(act, params)
    take(act, account, agent, body.person)
    return _desk(act, account)


@endpoint("POST", "/accounts/{appid}/agents/{agent}/answer", OfAgent, Notice, body=Word)
def answer_customer(act: Act, params: OfAgent, body: Word) -> Notice:
    """An agent writes to a customer; it counts against no limit."""
    account, agent = _agent(act, params)
    return write(act, account, agent, body.person, body.text)


@endpoint("POST", "/accounts/{appid}/agents/{agent}/close", OfAgent, Desk, body=WhichCustomer)
def close_customer(act: Act, params: OfAgent, body: WhichCustomer) -> Desk:
    """An agent ends a session: what the customer writes is pushed to the developer's server again."""
    account, agent = _agent(act, params)
    end(act, account, agent, body.person)
    return _desk(act, account)


ENDPOINTS = (
    list_chats,
    show_chat,
    list_windows,
    open_window,
    show_desk,
    add_agent,
    change_agent,
    accept_customer,
    answer_customer,
    close_customer,
)
