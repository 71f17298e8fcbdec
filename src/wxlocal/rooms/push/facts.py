"""Where the platform sends what it has to tell: 消息推送 of an account, 授权事件接收 of a third-party platform."""

from __future__ import annotations

from typing import Literal

import msgspec

Mode = Literal["plain", "compatible", "secure"]
Form = Literal["XML", "JSON"]


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """``url`` "" = nothing is pushed. ``token`` signs; ``aes_key`` (EncodingAESKey, 43 letters and digits) encrypts in
    the compatible and the secure mode, ``previous_aes_key`` is still understood in answers. ``authorization_url`` is
    where a third-party platform hears of tickets and authorisations; its ``url`` may hold ``$APPID$``.
    """

    url: str = ""
    token: str = ""
    aes_key: str = ""
    previous_aes_key: str = ""
    mode: Mode = "plain"
    form: Form = "XML"
    authorization_url: str = ""
