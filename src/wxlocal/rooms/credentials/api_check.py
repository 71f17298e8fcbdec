"""callback/check: whether the platform reaches the developer's server. Source: openApi管理/网络通信检测."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Call, operation
from wxlocal.core.world.errands import Failure, Leave
from wxlocal.core.world.hooks import LISTENING
from wxlocal.core.world.world import Act
from wxlocal.rooms.credentials import jobs, rules
from wxlocal.rooms.credentials.facts import Facts


class CheckRequest(msgspec.Struct):
    action: str = "all"
    check_operator: str = "DEFAULT"


class Dns(msgspec.Struct):
    ip: str
    real_operator: str


class Ping(msgspec.Struct):
    ip: str
    from_operator: str
    package_loss: str
    time: str


class CheckAnswer(msgspec.Struct, omit_defaults=True):
    dns: list[Dns] | None = None
    ping: list[Ping] | None = None


@operation(
    "POST", "/cgi-bin/callback/check", CheckRequest, CheckAnswer, name="callbackCheck", accounts=None,
    errors=((40201, "invalid url"), (40202, "invalid action"), (40203, "invalid check_operator")),
    source="openApi管理/网络通信检测",
)  # fmt: skip
def callback_check(call: Call, request: CheckRequest) -> CheckAnswer:
    """Looks up the push address and tries to reach it; where wxlocal may not go, everything is lost."""
    if request.action not in rules.CHECKS:
        raise Refused(40202, "invalid action", reason=f"one of {', '.join(rules.CHECKS)}")
    if request.check_operator not in rules.OPERATORS:
        raise Refused(40203, "invalid check_operator", reason=f"one of {', '.join(rules.OPERATORS)}")
    act, appid = call.act, call.account.appid
    url = "".join(act.offers.each(LISTENING, act, appid, False)) or act.facts(appid, Facts).callback_url
    if not url:
        raise Refused(40201, "invalid url", reason=f"the account has no push address: PUT .../accounts/{appid}/push")

    def found(act: Act, result: jobs.Found | Failure) -> CheckAnswer:
        seen = jobs.Found() if isinstance(result, Failure) else result
        return _told(seen, request)

    raise Leave(jobs.LOOK, jobs.Asked(url, request.action != "dns"), found)


def _told(seen: jobs.Found, request: CheckRequest) -> CheckAnswer:
    operator = rules.operator(request.check_operator)
    dns = [Dns(ip, operator) for ip in seen.addresses] if request.action != "ping" else None
    ping = [Ping(one.ip, operator, *rules.ping(one.milliseconds)) for one in seen.reached]
    return CheckAnswer(dns, ping if request.action != "dns" else None)


OPERATIONS = (callback_check,)
