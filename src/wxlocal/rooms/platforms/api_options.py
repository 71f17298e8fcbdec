"""The options of an account that a third-party platform reads and sets. Source: 第三方平台 - 授权账号管理."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_appid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.rooms.platforms import rules, store
from wxlocal.rooms.platforms.api import COMPONENT, granted_of
from wxlocal.rooms.platforms.store import Authorization


class Option(msgspec.Struct):
    component_appid: str = ""
    authorizer_appid: str = ""
    option_name: str = ""
    option_value: str = ""


class OptionAnswer(msgspec.Struct):
    authorizer_appid: str
    option_name: str
    option_value: str


class Options(msgspec.Struct, frozen=True):
    """The options of an account, as its third-party platform set them."""

    values: dict[str, str] = {}


@operation(
    "POST", f"{COMPONENT}get_authorizer_option", Option, OptionAnswer, need="platform",
    aliases=(f"{COMPONENT}api_get_authorizer_option",),
    errors=((40013, "invalid appid"), (61012, "invalid option name")), source="第三方平台/获取选项信息",
)  # fmt: skip
def get_authorizer_option(call: Call, request: Option) -> OptionAnswer:
    """The value of one of the account's options."""
    granted = _whose_option(call, request)
    _check_option(request.option_name)
    values = call.act.facts(granted.appid, Options).values
    return OptionAnswer(granted.appid, request.option_name, values.get(request.option_name, "0"))


@operation(
    "POST", f"{COMPONENT}set_authorizer_option", Option, Answer, need="platform", lenient=("numbers",),
    aliases=(f"{COMPONENT}api_set_authorizer_option",),
    errors=((40013, "invalid appid"), (61012, "invalid option name"), (61013, "invalid option value")),
    source="第三方平台/设置选项信息",
)  # fmt: skip
def set_authorizer_option(call: Call, request: Option) -> Answer:
    """Sets location_report, voice_recognize or customer_service of the account."""
    granted = _whose_option(call, request)
    if request.option_value not in _check_option(request.option_name):
        raise Refused(61013, "invalid option value", reason=f"{request.option_value!r} is not one of its values")
    values = call.act.facts(granted.appid, Options).values
    changed = Options({**values, request.option_name: request.option_value})
    call.act.set_facts(granted.appid, changed)
    return Answer()


def _whose_option(call: Call, request: Option) -> Authorization:
    """The account that is named; with the token that the platform holds for it, that account."""
    holder = call.token.component if call.token else None
    if holder is None:
        return granted_of(call, request.authorizer_appid)
    granted = store.authorization(call.act.tx, holder, call.account.appid)
    if granted is None:
        raise Refused(61003, "component is not authorized by this account", reason="the account withdrew")
    if request.authorizer_appid not in ("", granted.appid):
        raise invalid_appid("authorizer_appid is another account than the token's")
    return granted


def _check_option(name: str) -> tuple[str, ...]:
    if name not in rules.OPTIONS:
        raise Refused(61012, "invalid option name", reason=f"one of {', '.join(rules.OPTIONS)}")
    return rules.OPTIONS[name]


OPERATIONS = (get_authorizer_option, set_authorizer_option)
