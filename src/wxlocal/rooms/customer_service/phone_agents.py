"""A person who is an agent: agrees to be one, comes online, takes customers, answers. Source: 客服消息使用指南 四."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.world import known
from wxlocal.core.world.nouns import Account
from wxlocal.rooms.customer_service import console, rules, store
from wxlocal.rooms.customer_service.facts import Agent


def _account(call: PhoneCall) -> Account:
    return known.account(call.act, str(call.options.get("account") or ""), "account", *rules.KINDS)


def _agent(call: PhoneCall) -> tuple[Account, Agent]:
    account = _account(call)
    for agent in store.agents(call.act.tx, account.appid):
        if agent.person == call.person.id:
            return account, agent
    raise NotPossible(f"{call.person.id} is not an agent of {account.name}", status=403)


@ability("answerAgentInvitation", "deed")
def answer_invitation(call: PhoneCall) -> dict[str, Any]:
    """The person agrees to be an account's agent, or refuses: options account, accept (true or false)."""
    account, accept = _account(call), call.options.get("accept", True) is not False
    for agent in store.agents(call.act.tx, account.appid):
        if rules.is_invited(agent, call.act.now) and agent.invited == call.person.wechat_id:
            answered = {"person": call.person.id, "invitation": ""} if accept else {"invitation": "rejected"}
            store.set_agent(call.act.tx, msgspec.structs.replace(agent, **answered))
            return {"account": account.appid, "kf_account": agent.account, "agent": accept}
    raise NotPossible(f"{account.name} has not invited {call.person.id}, or the invitation has expired", status=409)


@ability("setAgentOnline", "deed")
def set_online(call: PhoneCall) -> dict[str, Any]:
    """The agent comes online or leaves: options account, online, accepts (new customers are given by themselves)."""
    account, agent = _agent(call)
    online = call.options.get("online", True) is not False
    accepts = call.options.get("accepts", agent.accepts) is True
    store.set_agent(call.act.tx, msgspec.structs.replace(agent, online=online, accepts=accepts))
    return {"account": account.appid, "kf_account": agent.account, "online": online, "accepts": accepts}


def _customer(call: PhoneCall) -> str:
    return str(call.options.get("customer") or "")


@ability("acceptCustomer", "deed")
def accept(call: PhoneCall) -> dict[str, Any]:
    """The agent takes a customer: options account, customer (a person). From then on they write to the agent."""
    account, agent = _agent(call)
    console.take(call.act, account, agent, _customer(call))
    return {"customer": _customer(call), "kf_account": agent.account}


@ability("answerCustomer", "deed")
def answer(call: PhoneCall) -> dict[str, Any]:
    """The agent writes to a customer whom they serve: options account, customer, text."""
    account, agent = _agent(call)
    notice = console.write(call.act, account, agent, _customer(call), str(call.options.get("text") or ""))
    return {"message": notice.id}


@ability("closeCustomer", "deed")
def close(call: PhoneCall) -> dict[str, Any]:
    """The agent ends a session: options account, customer."""
    account, agent = _agent(call)
    console.end(call.act, account, agent, _customer(call))
    return {"closed": _customer(call)}


ABILITIES = (answer_invitation, set_online, accept, answer, close)
