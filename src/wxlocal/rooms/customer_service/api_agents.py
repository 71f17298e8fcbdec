"""The agents of an account (客服账号) over the server API. Sources: 添加客服账号 and its neighbours, 客服管理."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused, invalid_openid
from wxlocal.core.server import multipart
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import files, inbox
from wxlocal.core.world.nouns import OFFICIAL, Line
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.customer_service import gates_chat, rules, store
from wxlocal.rooms.customer_service.api import SETS, verified
from wxlocal.rooms.customer_service.facts import Agent, Service

FIRST_ID = 1001
NOT_ENABLED = (65400, "please enable new custom service, or wait for a while if you have enabled")
NO_AGENT = (65401, "invalid custom service account")
NICKNAME = (65403, "illegal nickname")


class Added(msgspec.Struct):
    """``password``: older SDKs send one; it is not looked at."""

    kf_account: str = ""
    nickname: str = ""
    password: str = ""
    business_id: int | str = ""


class Named(msgspec.Struct):
    kf_account: str = ""
    business_id: int | str = ""


class Invited(msgspec.Struct):
    kf_account: str = ""
    invite_wx: str = ""


class Admin(msgspec.Struct):
    kf_openid: str = ""
    business_id: int | str = ""


class OfBusiness(msgspec.Struct):
    business_id: int | str = ""


class Listed(msgspec.Struct, omit_defaults=True):
    kf_account: str
    kf_nick: str
    kf_id: str
    kf_headimgurl: str
    kf_wx: str = ""
    kf_openid: str = ""
    invite_wx: str = ""
    invite_expire_time: int = 0
    invite_status: str = ""


class Agents(msgspec.Struct):
    kf_list: list[Listed]


class Online(msgspec.Struct):
    kf_account: str
    status: int
    kf_id: str
    accepted_case: int
    kf_openid: str


class OnlineAgents(msgspec.Struct):
    kf_online_list: list[Online]


def enabled(call: Call) -> None:
    verified(call)
    if not call.act.facts(call.account.appid, Service).agents:
        raise Refused(*NOT_ENABLED, reason="facts.customer_service of the account: agents is false")


def named(call: Call, account: str) -> Agent:
    return rules.find_agent(store.agents(call.act.tx, call.account.appid), account)


def add_agent(act: Act, appid: str, account: str, nickname: str, business: str = "", person: str = "") -> Agent:
    """A new agent, whoever adds it."""
    before = store.agents(act.tx, appid)
    rules.check_agent(before, account, nickname)
    id = max((agent.id for agent in before), default=FIRST_ID - 1) + 1
    new = Agent(appid=appid, id=id, account=account, nickname=nickname, business=business, person=person)
    store.set_agent(act.tx, new)
    return new


@operation(
    "POST", "/customservice/kfaccount/add", Added, Answer, name="addkfaccount", accounts=rules.KINDS,
    permission_sets=SETS, source="小程序客服/客服消息/添加客服账号",
    errors=(NOT_ENABLED, NICKNAME, (65404, "illegal custom service account"),
            (65405, "custom service account number reach limit"), (65406, "custom service account exists")),
)  # fmt: skip
def add(call: Call, request: Added) -> Answer:
    """Adds an agent; up to a hundred."""
    enabled(call)
    add_agent(call.act, call.account.appid, request.kf_account, request.nickname, str(request.business_id))
    return Answer()


@operation(
    "POST", "/customservice/kfaccount/update", Added, Answer, name="updatekfaccount", accounts=rules.KINDS,
    permission_sets=SETS, errors=(NOT_ENABLED, NO_AGENT, NICKNAME), source="客服管理/修改客服账号",
)  # fmt: skip
def update(call: Call, request: Added) -> Answer:
    """Changes an agent's nickname."""
    enabled(call)
    agent = named(call, request.kf_account)
    rules.check_nickname(request.nickname)
    store.set_agent(call.act.tx, msgspec.structs.replace(agent, nickname=request.nickname))
    return Answer()


@operation(
    ("POST", "GET"), "/customservice/kfaccount/del", Named, Answer, name="delkfaccount", accounts=rules.KINDS,
    body="optional", permission_sets=SETS, errors=(NOT_ENABLED, NO_AGENT), source="小程序客服/客服消息/删除客服账号",
)  # fmt: skip
def delete(call: Call, request: Named) -> Answer:
    """Removes an agent; SDKs of the older page call it with GET."""
    enabled(call)
    agent = named(call, request.kf_account)
    for session in gates_chat.served_by(call.act, agent):
        store.end_session(call.act.tx, session.appid, session.openid)
    store.remove_agent(call.act.tx, agent.appid, agent.id)
    return Answer()


@operation(
    "POST", "/customservice/kfaccount/uploadheadimg", Named, Answer, name="uploadkfheadimg", accounts=OFFICIAL,
    body="multipart", permission_sets=SETS, source="客服管理/设置客服头像",
    errors=(NOT_ENABLED, NO_AGENT, (40005, "invalid file type"), (41005, "media data missing")),
)  # fmt: skip
def upload_head(call: Call, request: Named) -> Answer:
    """Gives an agent a picture."""
    enabled(call)
    agent = named(call, request.kf_account)
    part = multipart.file(call.wire, "media")
    if part is None:
        raise Refused(41005, "media data missing", reason="the form has no file media")
    try:
        picture = files.store(call.act, agent.appid, "image", part.content)
    except NotPossible as error:
        raise Refused(40005, "invalid file type", reason=error.message) from error
    store.set_agent(call.act.tx, msgspec.structs.replace(agent, picture=picture.url))
    return Answer()


@operation(
    "POST", "/customservice/kfaccount/inviteworker", Invited, Answer, name="invitekfworker", accounts=rules.KINDS,
    permission_sets=SETS, source="客服管理/邀请绑定客服账号",
    errors=(NOT_ENABLED, NO_AGENT, (65407, "the wechat user have been one of your workers"),
            (65408, "you have already invited the wechat user"), (65409, "wechat account invalid"),
            (65411, "a effective invitation to bind the custom service account exists"),
            (65412, "the custom service account have been bound by a wechat user")),
)  # fmt: skip
def invite(call: Call, request: Invited) -> Answer:
    """Invites a WeChat user to be the agent; they agree or refuse on their phone."""
    enabled(call)
    act, agent = call.act, named(call, request.kf_account)
    person = nouns.person_by_wechat_id(act.tx, request.invite_wx)
    agents = store.agents(act.tx, call.account.appid)
    rules.check_invitation(agents, agent, request.invite_wx, person.id if person else None, act.now)
    until = act.now + rules.INVITATION_LASTS
    store.set_agent(
        act.tx,
        msgspec.structs.replace(agent, invited=request.invite_wx, invited_until=until, invitation="waiting"),
    )
    if person is not None:
        lines = (Line(name="客服账号", value=agent.account), Line(name="客服昵称", value=agent.nickname))
        title = f"{call.account.name}邀请你成为客服"
        told = {"appid": call.account.appid, "kf_account": agent.account}
        inbox.put(act, person.id, "system", title=title, lines=lines, body=told, appid=call.account.appid)
    return Answer()


def _set_admin(call: Call, request: Admin, admin: bool) -> Answer:
    enabled(call)
    for agent in store.agents(call.act.tx, call.account.appid):
        if gates_chat.agent_openid(call.act, agent) == request.kf_openid:
            store.set_agent(call.act.tx, msgspec.structs.replace(agent, admin=admin))
            return Answer()
    raise invalid_openid("no agent of this account has it: kf_openid stands in getkflist")


@operation(
    "GET", "/customservice/kfaccount/setadmin", Admin, Answer, name="setkfadmin", accounts=rules.KINDS,
    permission_sets=SETS, errors=(NOT_ENABLED, (40003, "invalid openid")), source="小程序客服/客服消息/设置客服管理员",
)  # fmt: skip
def set_admin(call: Call, request: Admin) -> Answer:
    """Makes an agent an administrator of the agents."""
    return _set_admin(call, request, True)


@operation(
    "GET", "/customservice/kfaccount/canceladmin", Admin, Answer, name="cancelkfadmin", accounts=rules.KINDS,
    permission_sets=SETS, errors=(NOT_ENABLED, (40003, "invalid openid")), source="小程序客服/客服消息/取消客服管理员",
)  # fmt: skip
def cancel_admin(call: Call, request: Admin) -> Answer:
    """Makes an agent an ordinary one again."""
    return _set_admin(call, request, False)


def _listed(act: Act, agent: Agent) -> Listed:
    person = nouns.person(act.tx, agent.person) if agent.person else None
    status = "expired" if agent.invitation == "waiting" and act.now >= agent.invited_until else agent.invitation
    shown = bool(agent.invitation) and not agent.person
    return Listed(
        kf_account=agent.account,
        kf_nick=agent.nickname,
        kf_id=str(agent.id),
        kf_headimgurl=agent.picture,
        kf_wx=person.wechat_id if person else "",
        kf_openid=gates_chat.agent_openid(act, agent),
        invite_wx=agent.invited if shown else "",
        invite_expire_time=agent.invited_until if shown else 0,
        invite_status=status if shown else "",
    )


def _of_business(call: Call, request: OfBusiness) -> list[Agent]:
    agents = store.agents(call.act.tx, call.account.appid)
    return [agent for agent in agents if agent.business == str(request.business_id)]


@operation(
    "GET", "/cgi-bin/customservice/getkflist", OfBusiness, Agents, name="getkflist", accounts=rules.KINDS,
    permission_sets=SETS, aliases=("/customservice/getkflist",), errors=(NOT_ENABLED,),
    source="小程序客服/客服消息/获取所有客服账号",
)  # fmt: skip
def list_agents(call: Call, request: OfBusiness) -> Agents:
    """All agents, with the invitations that stand open."""
    enabled(call)
    return Agents(kf_list=[_listed(call.act, agent) for agent in _of_business(call, request)])


@operation(
    "GET", "/cgi-bin/customservice/getonlinekflist", OfBusiness, OnlineAgents, name="getonlinekflist",
    accounts=rules.KINDS, permission_sets=SETS, aliases=("/customservice/getonlinekflist",), errors=(NOT_ENABLED,),
    source="小程序客服/客服消息/获取在线客服列表",
)  # fmt: skip
def list_online(call: Call, request: OfBusiness) -> OnlineAgents:
    """The agents who are online, with the number of customers that each serves."""
    enabled(call)
    online = [agent for agent in _of_business(call, request) if agent.online]
    return OnlineAgents(
        kf_online_list=[
            Online(
                kf_account=agent.account,
                status=1,
                kf_id=str(agent.id),
                accepted_case=len(gates_chat.served_by(call.act, agent)),
                kf_openid=gates_chat.agent_openid(call.act, agent),
            )
            for agent in online
        ]
    )


OPERATIONS = (add, update, delete, upload_head, invite, set_admin, cancel_admin, list_agents, list_online)
