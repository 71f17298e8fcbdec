"""The points of a phone's call where rooms meet. A guarded call passes the stages in the platform's order; what hangs
on one decides by what the ability declares that it needs (``Need``), never by the ability's name.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.offers import Hook
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.world.nouns import Account

DECLARED = Hook[[PhoneCall, Need], None](
    "declared", "(call, need) First stage: what the version's app.json must declare. Failed stops the call."
)
AGREED = Hook[[PhoneCall, Need], None](
    "agreed", "(call, need) Second stage: what the person must have agreed to. Failed stops the call; it may ask."
)
GRANTED = Hook[[PhoneCall, Need], None](
    "granted", "(call, need) Third stage: what the person must have granted. Failed stops the call; it may ask."
)
AGREED_LATE = Hook[[PhoneCall, Need], None](
    "agreed late", "(call, need) Fourth stage: an agreement that the third stage might have carried, and did not."
)
PERMITTED = Hook[[PhoneCall, Need], None](
    "permitted", "(call, need) Last stage: what the phone itself must have permitted to WeChat. Failed stops the call."
)
STAGES = (DECLARED, AGREED, GRANTED, AGREED_LATE, PERMITTED)

ADDED = Hook[[PhoneCall], dict[str, Any]](
    "added", "(call) An ability has succeeded: give fields that the room adds to the result of another room's ability."
)
SCANNED = Hook[[PhoneCall, str], dict[str, Any] | None](
    "scanned",
    "(call, text) The person scans a code with this text: give what comes of it, or None if the code is not yours.",
)
ENTERED = Hook[[PhoneCall, Account, str], None](
    "entered", "(call, account, openid) The person opens the chat of an account that they follow."
)


def pass_stages(call: PhoneCall, need: Need) -> None:
    """Through all stages; also for a call whose needs show only while it runs."""
    for stage in STAGES:
        call.act.offers.each(stage, call, need)
