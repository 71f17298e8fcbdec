"""What customer service knows of accounts and of people: switches, chats, windows, agents and their sessions."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

By = Literal["person", "account", "agent"]


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """``agents``: the account has the agents' tool (新版客服功能); without it their operations answer 65400.
    ``voice_recognition``: what a person says stands as ``Recognition`` in a pushed voice message.
    """

    agents: bool = True
    voice_recognition: bool = False


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """``protected``: a minor in the care of the platform, to whom customer service cannot write (70000)."""

    protected: bool = False


class ChatLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said. ``worker``: the agent who said it, or to whom it was said. ``notice``: its number in the
    inbox, 0 for what the person said.
    """

    id: int
    appid: str
    person: str
    business: str = ""
    said_by: By
    kind: str
    body: dict[str, Any]
    at: int
    worker: str = ""
    notice: int = 0


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """How the chat of a person stands. ``card``: the mini-program card that the client offers to send.
    ``deleted_to``: the last line that the person has deleted.
    """

    person: str
    appid: str
    business: str = ""
    blocked: bool = False
    typing_until: int = 0
    card: dict[str, Any] | None = None
    deleted_to: int = 0


class Window(msgspec.Struct, frozen=True):
    """What an act of a person allows: so many ``messages`` more, before ``until``."""

    doing: str
    until: int
    messages: int


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for an account. ``account`` is the whole kf_account, ``person`` the bound WeChat user ("" = nobody
    yet). ``accepts``: new customers are given to this agent as they come.
    """

    appid: str
    id: int
    account: str
    nickname: str
    person: str = ""
    invited: str = ""
    invited_until: int = 0
    invitation: Literal["", "waiting", "rejected"] = ""
    online: bool = False
    accepts: bool = False
    admin: bool = False
    picture: str = ""
    business: str = ""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who was handed to the agents. ``agent`` 0 = waits for one; ``latest``: their last message."""

    appid: str
    openid: str
    agent: int = 0
    since: int
    latest: int


class SubMerchant(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    id: int
    account_name: str
    nickname: str
    icon: str = ""
    to_agents: bool = False
