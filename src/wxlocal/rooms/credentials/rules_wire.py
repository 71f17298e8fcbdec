"""The form of answers by family of paths: content type, and what an errmsg ends in on which day.

A client that parses by content type must work here as there: /sns says text/plain around its JSON.
"""

from __future__ import annotations

from wxlocal.core.base.errors import COMMON
from wxlocal.core.server.families import JSON, Family, Words
from wxlocal.rooms.credentials import policy

ENCODED = "application/json; encoding=utf-8"
ADVICE = ", could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
# What is refused before the service behind a path is asked: credentials, methods, limits.
GATEWAY = frozenset(
    (-1, 40001, 40013, 40014, 40066, 40164, 41001, 41002, 41004, 42001, 42007, 43001, 43002, 43003, 45009, 45011, 48001,
     48004, 50002, 61003, 61004, 61007, 61014)
)  # fmt: skip
_TAILS = (
    Words(policy.WIRE_RID, " rid: {rid}"),
    Words(policy.WIRE_RID_BESIDE_HINT, " hint: [{hint}] rid: {rid}"),
    Words(None, " hint: [{hint}]"),
)
_LONGER: dict[tuple[int, str], tuple[Words, ...]] = {
    (40001, COMMON[40001]): (Words(policy.WIRE_STABLE_ADVICE, ADVICE),)
}

FAMILIES = (
    Family(prefix="/", content_type=ENCODED, tails=_TAILS, longer=_LONGER),
    Family(
        prefix="/sns/",
        content_type="text/plain",
        tails=(Words(policy.WIRE_RID_SNS, ", rid: {rid}"), Words(None, ", hints: [ req_id: {hint} ]")),
    ),
    Family(
        prefix="/wxa/business/getuserphonenumber",
        content_type=ENCODED,
        tails=_TAILS,
        longer=_LONGER,
        behind=(Words(None, " hint: [{mark}] rid: {rid}"),),
        gateway=GATEWAY - {40013},
    ),
    Family(prefix="/wxa/ci/", content_type=JSON, tails=_TAILS),
)
