"""The permission that the phone itself gives to WeChat."""

from __future__ import annotations

from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed

DENIED = 3  # errno: system permission denied (通用错误码)


def check_system(call: PhoneCall, need: Need) -> None:
    if need.system and need.system in call.phone.denied:
        reason = f"the phone's own settings refuse {need.system} to WeChat"
        raise Failed("system permission denied", errno=DENIED, reason=reason)
