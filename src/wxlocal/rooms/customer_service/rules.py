"""Decisions about windows and sessions: what an act of a person allows, and until when. Pure.

Sources: 客服消息; 发送客服消息; 客服消息使用指南; 将消息转发到客服.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, Account, AccountKind, Link, Relation
from wxlocal.rooms.customer_service import policy
from wxlocal.rooms.customer_service.facts import Agent, Session, Window

KINDS: tuple[AccountKind, ...] = (*APP_KINDS, *OFFICIAL)
Doing = Literal["message", "menu", "follow", "scan", "payment", "entering"]
MINUTE, TWO_DAYS = 60, 48 * 3600
UNLIMITED = 1 << 31
OUT_OF_TIME = (45015, "response out of time limit or subscription is canceled")
TYPING_LASTS = 15  # seconds
TYPING_AFTER = 30  # seconds since something was said
MOST_AGENTS = 100
INVITATION_LASTS = 86_400  # the page gives no figure
DAY_OF_RECORDS = 86_400
EVENTS: dict[str, Doing] = {
    "CLICK": "menu",
    "scancode_push": "menu",
    "scancode_waitmsg": "menu",
    "subscribe": "follow",
    "SCAN": "scan",
    "user_enter_tempsession": "entering",
}
MENU_ID = "bizmsgmenuid"
_AGENT = re.compile(r"[A-Za-z0-9_]{1,10}@[\w.-]{1,28}\Z", re.ASCII)
_MERCHANT = re.compile(r"[A-Za-z0-9_]{6,30}\Z")
_NICKNAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fff]+\Z")


def doing(body: dict[str, Any]) -> Doing | None:
    """What the person did, by what the platform tells of it; None for what allows nothing. A tap on a menu message
    counts as a tap on the menu (特别说明), although a text is sent.
    """
    kind = body.get("MsgType")
    if kind == "event":
        return EVENTS.get(str(body.get("Event")))
    if kind is None:
        return None
    return "menu" if MENU_ID in body else "message"


def allowed(account: Account, act: Doing, moment: Moment, after_payment: str) -> tuple[int, int] | None:
    """(messages, seconds) that an act allows; None = nothing."""
    if account.kind in APP_KINDS:
        return _of_mini_program(act, moment)
    return _of_official(account, act, moment, after_payment) if account.kind in OFFICIAL else None


def _of_mini_program(act: Doing, moment: Moment) -> tuple[int, int] | None:
    five = policy.MINI_FIVE.holds(moment)
    if act in ("message", "menu"):
        return (5 if five else 3), TWO_DAYS
    if act == "entering":
        if policy.MINI_FIVE.stage("entering").holds(moment):
            return 2, MINUTE
        return None if five else (1, MINUTE)
    return None


def _of_official(account: Account, act: Doing, moment: Moment, after_payment: str) -> tuple[int, int] | None:
    if act == "entering":
        return None
    if act in ("menu", "follow", "scan") and policy.OFFICIAL_BY_ACT.holds(moment):
        return 3, MINUTE
    if not has_five(account, moment):
        return 20, TWO_DAYS
    if act == "payment":
        unlimited = after_payment == "unlimited" and account.kind == "service_account"
        return (UNLIMITED, TWO_DAYS) if unlimited else None
    return 5, TWO_DAYS


def has_five(account: Account, moment: Moment) -> bool:
    """Accounts registered since the day at once, all others when their batch came."""
    if policy.OFFICIAL_FIVE.stage("everybody").holds(moment):
        return True
    return policy.OFFICIAL_FIVE.holds(moment) and account.created_at >= policy.OFFICIAL_FIVE.begins(moment.timeline)


def rule_of(account: Account, moment: Moment) -> Policy:
    """The rule that gives the numbers of the day."""
    if account.kind in APP_KINDS:
        return policy.MINI_FIVE
    return policy.OFFICIAL_FIVE if has_five(account, moment) else policy.OFFICIAL_BY_ACT


def check_follower(account: Account, relation: Relation) -> None:
    """Who has stopped following an official account is not written to any more."""
    if account.kind in OFFICIAL and relation.unfollowed_at is not None:
        raise Refused(*OUT_OF_TIME, reason="the person does not follow the account any more")


def check_windows(windows: list[Window], now: int, rule: Policy) -> None:
    """Refused unless one more message may be sent."""
    open_now = [window for window in windows if now < window.until]
    if any(window.messages > 0 for window in open_now):
        return
    if open_now:
        which = ", ".join(window.doing for window in open_now)
        raise Refused(
            45047, "out of response count limit", rule=rule, reason=f"all messages that {which} allows have been sent"
        )
    past = max(windows, key=lambda window: window.until, default=None)
    ended = f"what the person did last ({past.doing}) allows none since {now - past.until} seconds" if past else ""
    reason = ended or "the person has done nothing that allows a message"
    raise Refused(*OUT_OF_TIME, rule=rule, reason=reason)


def check_typing(command: str, now: int, last_said: int, typing_until: int) -> None:
    if command not in ("Typing", "CancelTyping"):
        raise Refused(45072, "invalid command", reason=f"command is Typing or CancelTyping, not {command[:40]!r}")
    if command == "CancelTyping":
        return
    if now - last_said > TYPING_AFTER:
        raise Refused(
            45080,
            "need sending message to user, or recving message from user in the last 30 seconds before typing",
            reason=f"nothing was said in the last {TYPING_AFTER} seconds",
        )
    if now < typing_until:
        raise Refused(45081, "you are already typing", reason=f"for {typing_until - now} seconds more")


def is_served(session: Session | None, now: int, minutes: int) -> bool:
    """Whether what the person writes goes to an agent and not to the developer's server."""
    return session is not None and session.agent > 0 and now < session.since + 60 * minutes


def find_agent(agents: list[Agent], account: str) -> Agent:
    for agent in agents:
        if agent.account == account:
            return agent
    known = ", ".join(agent.account for agent in agents) or "none"
    raise Refused(65401, "invalid custom service account", reason=f"there is no agent {account[:60]!r}, only {known}")


def least_busy(agents: list[Agent], served: dict[int, int]) -> Agent | None:
    """Who takes a new customer by themselves: online, accepting, with the fewest customers."""
    ready = [agent for agent in agents if agent.online and agent.accepts]
    return min(ready, key=lambda agent: (served.get(agent.id, 0), agent.id), default=None)


def check_agent(agents: list[Agent], account: str, nickname: str) -> None:
    """A new agent: its name and nickname, and that there is room for it."""
    check_nickname(nickname)
    if not _AGENT.match(account) or len(account) > 30:
        raise Refused(
            65404,
            "illegal custom service account",
            reason="kf_account is 1 to 10 letters, digits or _, then @ and the account's WeChat id; 30 in all",
        )
    if any(agent.account == account for agent in agents):
        raise Refused(65406, "custom service account exists", reason=f"there is an agent {account}")
    if len(agents) >= MOST_AGENTS:
        raise Refused(65405, "custom service account number reach limit", reason=f"at most {MOST_AGENTS} agents")


def check_nickname(nickname: str) -> None:
    if not 1 <= len(nickname) <= 16:
        raise Refused(65403, "illegal nickname", reason="nickname has 1 to 16 characters")


def check_serving(agent: Agent) -> None:
    """Who is given a customer over the API is bound to a WeChat user, and online."""
    if not agent.person:
        raise Refused(
            65402, "the custom service account need to bind a wechat user", reason=f"{agent.account} is bound to nobody"
        )
    if not agent.online:
        raise Refused(65415, "the worker is not online", reason=f"{agent.account} is offline")


def check_invitation(agents: list[Agent], agent: Agent, wechat_id: str, person: str | None, now: int) -> None:
    if person is None:
        raise Refused(65409, "wechat account invalid", reason=f"nobody has the WeChat id {wechat_id[:40]!r}")
    if agent.person:
        raise Refused(
            65412, "the custom service account have been bound by a wechat user", reason=f"it is {agent.person}'s"
        )
    if any(other.person == person for other in agents):
        raise Refused(65407, "the wechat user have been one of your workers", reason=f"{person} is an agent already")
    if is_invited(agent, now):
        raise Refused(
            65411, "a effective invitation to bind the custom service account exists", reason="it is not answered yet"
        )
    if any(is_invited(other, now) and other.invited == wechat_id for other in agents):
        raise Refused(65408, "you have already invited the wechat user", reason="for another agent's account")


def is_invited(agent: Agent, now: int) -> bool:
    return agent.invitation == "waiting" and now < agent.invited_until


def check_records(start: int, end: int, id: int, most: int) -> None:
    if id < 1 or not 1 <= most <= 10_000 or start > end:
        raise Refused(
            65416,
            "param invalid, please check",
            reason="msgid begins at 1, number is 1 to 10000, starttime before endtime",
        )
    if end - start > DAY_OF_RECORDS:
        raise Refused(65417, "it is too long from the starttime to endtime", reason="24 hours at most")


def check_merchant_name(name: str) -> None:
    if not _MERCHANT.match(name):
        raise Refused(45091, "invalid account_name", reason="account_name has 6 to 30 letters, digits and _")


def check_merchant_nickname(nickname: str) -> None:
    width = sum(1 if char.isascii() else 2 for char in nickname)
    if not _NICKNAME.match(nickname) or not 4 <= width <= 30:
        raise Refused(
            45078,
            "invalid nickname",
            reason="nickname has 4 to 30 letters and digits; a Chinese character counts as two",
        )


class Sent(msgspec.Struct, frozen=True):
    """A message of an account as it is to be shown: ``content`` is the object that was sent under the kind's name,
    ``article`` the one that it names.
    """

    kind: str
    content: dict[str, Any]
    ai: bool = False
    article: Link | None = None
