"""Decisions about logins: pure, the Moment is an argument."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.tokens import Code
from wxlocal.rooms.login import policy


class Acquaintance(msgspec.Struct, frozen=True):
    """What a person has done with accounts of the same subject: the condition of unionid before 2021-02-23."""

    follows_same_subject: bool = False
    logged_in_same_subject: bool = False


def unionid_told(account: Account, known: Acquaintance, moment: Moment) -> bool:
    """Whether code2Session tells the unionid. Never without a binding to an open-platform account."""
    if account.open_platform is None:
        return False
    if policy.UNIONID_LOGIN_DIRECT.holds(moment):
        return True
    return policy.UNIONID_LOGIN_CONDITIONAL.holds(moment) and (
        known.follows_same_subject or known.logged_in_same_subject
    )


def needs_acquaintance(account: Account, moment: Moment) -> bool:
    return account.open_platform is not None and not policy.UNIONID_LOGIN_DIRECT.holds(moment)


def plugin_may_login(host: Account, plugin: Account, agreed: bool) -> bool:
    """Agreed on the functional page, or bound to the same open-platform account by the same subject."""
    bound = host.open_platform is not None and host.open_platform == plugin.open_platform
    return agreed or (bound and host.subject == plugin.subject)


def check_code(code: Code | None, appid: str, now: int, used_code: int) -> Code:
    """A login code is good for five minutes, once, for the mini program in which it was made."""
    if code is None:
        raise Refused(40029, "invalid code", rule=policy.LOGIN_CODE, reason="no such code was made")
    if code.used_at is not None:
        message = "code been used" if used_code == 40163 else "invalid code"
        raise Refused(used_code, message, rule=policy.LOGIN_CODE, reason="a code can be exchanged once")
    if code.appid != appid:
        raise Refused(40029, "invalid code", rule=policy.LOGIN_CODE, reason=f"the code was made in {code.appid}")
    if now >= code.expires_at:
        raise Refused(40029, "invalid code", rule=policy.LOGIN_CODE, reason="a code lives for five minutes")
    return code


def rotates(made_at: int | None, expires_at: int, now: int, period: int) -> bool:
    """Whether wx.login makes a new session key; the old one dies."""
    return made_at is None or now >= expires_at or now < made_at or now - made_at >= period


def check_signature(expected: str | None, given: str, method: str) -> None:
    """hmac_sha256 over the empty text under the session key; upper or lower case hex."""
    rule = policy.SESSION_KEY_SERVER_CHECK
    if method != "hmac_sha256":
        raise Refused(87008, "invalid sig_method", rule=rule, reason="sig_method is hmac_sha256")
    if expected is None:
        raise Refused(87007, "session_key is not existd or expired", rule=rule)
    if given.lower() != expected:
        raise Refused(87009, "invalid signature", rule=rule, reason="another session key signed this")
