"""``wx.cloud`` on a phone: chosen environment, functions. Source: wx.cloud.init, wx.cloud.callFunction."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed, parameter_error
from wxlocal.core.server.actions import Visit
from wxlocal.core.world import environments, identity
from wxlocal.core.world.environments import Chosen, Environment
from wxlocal.core.world.errands import Failure, Leave
from wxlocal.core.world.world import Act
from wxlocal.rooms.functions import rules
from wxlocal.rooms.functions.api import Trouble, checked, invocation
from wxlocal.rooms.functions.jobs import INVOKE, Ran, outcome

NOT_BEGUN = (
    "Error: errCode: -1  | errMsg: Cloud API isn't enabled, please call wx.cloud.init first\n"
    "请先调用 wx.cloud.init() 完成初始化后再调用其他云 API。init 方法可传入一个对象用于设置默认配置，详见文档。"
)


@ability("cloud.init", since="2.2.3", plain=True, source="wx.cloud.init")
def init(call: PhoneCall) -> dict[str, Any]:
    """Chooses the environment of the calls that follow: env, one for all or one for each kind of call."""
    env = call.options.get("env")
    if env is not None and not isinstance(env, (str, dict)):
        raise parameter_error("env", "String", env)
    chosen = env if isinstance(env, dict) else {"": env} if env else {}
    named = {str(kind): str(one) for kind, one in chosen.items() if isinstance(one, str)}
    call.keep(Chosen(begun=True, environments=named))
    return {}


def _failed(kind: str, message: str, reason: str = "") -> Failed:
    number = rules.FAULTS[kind].number
    return Failed(rules.on_phone(kind, message), reason=reason, extra={"errCode": number})


def _environment(call: PhoneCall) -> Environment:
    """That of the call's own config, else what init chose, else the first that was opened."""
    chosen = call.kept(Chosen)
    if not chosen.begun:
        raise Failed(NOT_BEGUN, reason="wx.cloud.init comes first", extra={"errCode": -1})
    config = call.options.get("config")
    own = config.get("env") if isinstance(config, dict) else None
    there = environments.of(call.act.tx, call.account.appid)
    id = own or chosen.of("functions") or (there[0].id if there else "")
    for one in there:
        if one.id == id:
            return one
    raise _failed("environment", "Environment not found", f"{id!r} is not an environment of {call.account.name}")


@ability("cloud.callFunction", since="2.2.3", source="wx.cloud.callFunction")
def call_function(call: PhoneCall) -> dict[str, Any]:
    """Runs a function for the person: name, data, config.env."""
    environment = _environment(call)
    name = call.options.get("name")
    if not isinstance(name, str) or not name:
        raise parameter_error("name", "String", name)
    data = call.options.get("data")
    event = msgspec.json.encode({} if data is None else data).decode()
    relation = identity.meet(call.act, call.account.appid, call.person.id)
    platform = call.account.open_platform
    visit = Visit(
        appid=call.account.appid,
        environment=environment.id,
        source="wx_client",
        openid=relation.openid,
        unionid=identity.unionid(call.act.world.key, platform, call.person.id) if platform else "",
    )
    try:
        checked(call.act, environment, visit, name, "", event)
        made = invocation(visit, name, event)
    except Trouble as trouble:
        raise _failed(trouble.kind, trouble.message, trouble.reason) from trouble
    raise Leave(INVOKE, made, _told)


def _told(act: Act, result: Ran | Failure) -> dict[str, Any]:
    ran = outcome(result)
    if ran.kind:
        raise _failed(ran.kind, ran.message)
    return {"result": msgspec.json.decode(ran.result), "requestID": ran.request}


ABILITIES = (init, call_function)
