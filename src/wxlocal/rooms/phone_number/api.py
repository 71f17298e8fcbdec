"""The server operation that exchanges a phone code. Source: 手机号/获取手机号."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import MINUTE_REACHED
from wxlocal.core.world import tokens
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.phone_number import policy, rules


class PhoneRequest(msgspec.Struct):
    code: str = ""
    openid: str = ""


class Watermark(msgspec.Struct):
    """``timestamp``: when the person tapped, in Unix seconds."""

    timestamp: int
    appid: str


class PhoneInfo(msgspec.Struct):
    """``countryCode`` is text on the wire, though the page's sample prints a number: SDKs in use read text."""

    phoneNumber: str
    purePhoneNumber: str
    countryCode: str
    watermark: Watermark


class PhoneAnswer(Answer, kw_only=True):
    phone_info: PhoneInfo


@operation(
    "POST",
    "/wxa/business/getuserphonenumber",
    PhoneRequest,
    PhoneAnswer,
    name="getPhoneNumber",
    cloud="phonenumber.getPhoneNumber",
    permission_sets=(18,),
    invalid_fields={"code": (40029, "invalid code")},
    errors=((40013, "invalid appid"), (40029, "invalid code"), MINUTE_REACHED),
    source="手机号/获取手机号",
)
def get_phone_number(call: Call, request: PhoneRequest) -> PhoneAnswer:
    """The phone number that the person agreed to tell; a code works once, for five minutes."""
    act = call.act
    found = tokens.find_code(act.tx, request.code, "phone")
    code = rules.check_code(found, call.account.appid, act.now)
    if request.openid:
        relation = nouns.relation_by_openid(act.tx, request.openid)
        if relation is None or (relation.appid, relation.person) != (code.appid, code.person):
            raise invalid_openid("the code was made by another person")
    if not tokens.use_code(act.tx, code, act.now):
        raise Refused(40029, "invalid code", rule=policy.PHONE_CODE, reason="a phone code can be used once")
    info = msgspec.json.decode(code.payload or "{}")
    return PhoneAnswer(phone_info=PhoneInfo(**info, watermark=Watermark(code.made_at, code.appid)))


OPERATIONS = (get_phone_number,)
