"""Sessions of agents with customers, and what was said in them. Sources: 会话控制; 获取聊天记录."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world import identity
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.rooms.customer_service import gates_chat, rules, rules_shown, store
from wxlocal.rooms.customer_service.api import SETS, customer
from wxlocal.rooms.customer_service.api_agents import NO_AGENT, NOT_ENABLED, enabled, named

SESSIONS = (1, 6, 100)
MOST_WAITING = 100
SAID, HEARD = 2002, 2003
NO_SESSION = (65413, "no effective session for the customer")
OTHER = (65414, "another worker is serving the customer")


class Both(msgspec.Struct):
    """``text``: older SDKs send a word for the agent's tool."""

    openid: str = ""
    kf_account: str = ""
    text: str = ""


class OfCustomer(msgspec.Struct):
    openid: str = ""


class OfAgent(msgspec.Struct):
    kf_account: str = ""


class SessionState(Answer, kw_only=True):
    createtime: int = 0
    kf_account: str = ""


class Customer(msgspec.Struct):
    createtime: int
    openid: str


class Customers(msgspec.Struct):
    sessionlist: list[Customer]


class Waiting(msgspec.Struct):
    latest_time: int
    openid: str


class WaitCases(msgspec.Struct):
    count: int
    waitcaselist: list[Waiting]


class Period(msgspec.Struct):
    starttime: int = 0
    endtime: int = 0
    msgid: int = 1
    number: int = 10_000


class Record(msgspec.Struct):
    openid: str
    opercode: int
    text: str
    time: int
    worker: str


class Records(msgspec.Struct):
    recordlist: list[Record]
    number: int
    msgid: int


@operation(
    "POST", "/customservice/kfsession/create", Both, Answer, name="createkfsession", accounts=OFFICIAL,
    permission_sets=SESSIONS, source="会话控制/创建会话",
    errors=(NOT_ENABLED, NO_AGENT, (65402, "the custom service account need to bind a wechat user"), OTHER,
            (65415, "the worker is not online"), (40003, "invalid openid")),
)  # fmt: skip
def create(call: Call, request: Both) -> Answer:
    """Gives a customer to an agent who is bound and online."""
    enabled(call)
    agent = named(call, request.kf_account)
    rules.check_serving(agent)
    relation = customer(call, request.openid)
    now = gates_chat.serving(call.act, call.account.appid, relation.openid)
    if now is not None and now[1].id != agent.id:
        raise Refused(*OTHER, reason=f"{now[1].account} serves them")
    gates_chat.serve(call.act, call.account, relation.openid, agent)
    return Answer()


@operation(
    "POST", "/customservice/kfsession/close", Both, Answer, name="closeSession", accounts=OFFICIAL,
    permission_sets=SESSIONS, errors=(NOT_ENABLED, NO_AGENT, NO_SESSION, (40003, "invalid openid")),
    source="会话控制/关闭会话",
)  # fmt: skip
def close(call: Call, request: Both) -> Answer:
    """Ends a session: what the customer writes is pushed to the developer's server again."""
    enabled(call)
    agent = named(call, request.kf_account)
    relation = customer(call, request.openid)
    now = gates_chat.serving(call.act, call.account.appid, relation.openid)
    if now is None or now[1].id != agent.id:
        raise Refused(*NO_SESSION, reason=f"{agent.account} does not serve them")
    gates_chat.close(call.act, call.account, relation.openid, agent)
    return Answer()


@operation(
    "GET", "/customservice/kfsession/getsession", OfCustomer, SessionState, name="getkfsession",
    accounts=OFFICIAL, permission_sets=SESSIONS, errors=(NOT_ENABLED, (40003, "invalid openid")),
    source="会话控制/获取客户会话状态",
)  # fmt: skip
def get(call: Call, request: OfCustomer) -> SessionState:
    """Who serves a customer; nobody: kf_account is empty."""
    enabled(call)
    relation = customer(call, request.openid)
    now = gates_chat.serving(call.act, call.account.appid, relation.openid)
    return SessionState(createtime=now[0].since, kf_account=now[1].account) if now else SessionState()


@operation(
    "GET", "/customservice/kfsession/getsessionlist", OfAgent, Customers, name="getkfsessionlist",
    accounts=OFFICIAL, permission_sets=SESSIONS, errors=(NOT_ENABLED, NO_AGENT),
    source="会话控制/获取客服会话列表",
)  # fmt: skip
def of_agent(call: Call, request: OfAgent) -> Customers:
    """Whom an agent serves."""
    enabled(call)
    found = gates_chat.served_by(call.act, named(call, request.kf_account))
    return Customers(sessionlist=[Customer(session.since, session.openid) for session in found])


@operation(
    "GET", "/customservice/kfsession/getwaitcase", Nothing, WaitCases, name="getwaitcase", accounts=OFFICIAL,
    permission_sets=SESSIONS, errors=(NOT_ENABLED,), source="会话控制/获取未接入会话列表",
)  # fmt: skip
def waiting(call: Call, request: Nothing) -> WaitCases:
    """Who waits for an agent; up to a hundred are told."""
    enabled(call)
    tx, appid = call.act.tx, call.account.appid
    found = store.sessions(tx, appid, 0, 0, MOST_WAITING)
    return WaitCases(store.waiting(tx, appid), [Waiting(session.latest, session.openid) for session in found])


@operation(
    "POST", "/customservice/msgrecord/getmsglist", Period, Records, name="getMsgList", accounts=rules.KINDS,
    permission_sets=SETS, source="客服消息/获取聊天记录",
    errors=(NOT_ENABLED, (65416, "param invalid, please check"),
            (65417, "it is too long from the starttime to endtime")),
)  # fmt: skip
def records(call: Call, request: Period) -> Records:
    """What agents said and heard within 24 hours at most; ``msgid`` of the answer is where the next page begins."""
    enabled(call)
    act, appid = call.act, call.account.appid
    rules.check_records(request.starttime, request.endtime, request.msgid, request.number)
    lines = store.served_lines(act.tx, appid, request.starttime, request.endtime, request.msgid, request.number)
    found = [
        Record(
            openid=customer_of(call, line.person),
            opercode=HEARD if line.said_by == "person" else SAID,
            text=rules_shown.recorded(line.kind, line.body),
            time=line.at,
            worker=line.worker,
        )
        for line in lines
    ]
    return Records(found, len(found), lines[-1].id + 1 if lines else request.msgid)


def customer_of(call: Call, person: str) -> str:
    """The openid of somebody who was served."""
    return identity.openid(call.act.world.key, call.account.appid, person)


OPERATIONS = (create, close, get, of_agent, waiting, records)
