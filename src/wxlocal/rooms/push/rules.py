"""Decisions about pushes: signatures, what is a right configuration, what an answer means. Pure."""

from __future__ import annotations

import re
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode, urlsplit

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.nouns import APP_KINDS, AccountKind
from wxlocal.rooms.push.facts import Server

TRIES = 3
AGAIN_AFTER = 5  # seconds of the world between two tries
PATIENCE = 5.0  # real seconds for one try
LARGEST_ANSWER = 65_536
REPLIES = ("text", "image", "voice", "video", "music", "news", "transfer_customer_service")
_KEY = re.compile(r"[A-Za-z0-9]{43}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}\Z")


def signature(*parts: str) -> str:
    """sha1 hex of the sorted parts, joined. Source: 消息推送."""
    return sha1("".join(sorted(parts)).encode()).hexdigest()


def check_server(server: Server) -> None:
    """NotPossible, in the console's words, for what its form would not take."""
    for url in (server.url, server.authorization_url):
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or len(url) > 512):
            raise NotPossible("请输入合法的URL，且必须以http://或https://开头: url is an http or https address")
    if not server.url and not server.authorization_url:
        return
    if not _TOKEN.match(server.token):
        raise NotPossible("Token必须为英文或数字，长度为3-32字符: token has 3 to 32 letters and digits")
    for key in (server.aes_key, server.previous_aes_key):
        if key and not _KEY.match(key):
            raise NotPossible("EncodingAESKey长度固定为43个字符，只能是字母和数字: aes_key has 43 letters and digits")
    if server.mode != "plain" and not server.aes_key:
        raise NotPossible(f"the {server.mode} mode encrypts: give aes_key, 43 letters and digits")


def with_query(url: str, **more: str) -> str:
    """The address with more in its query; a fragment is never sent."""
    bare = url.partition("#")[0]
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode(more)}"


def address(url: str, appid: str) -> str:
    return url.replace("$APPID$", appid)


def peer(url: str) -> str:
    """Whose server it is: the host with its port."""
    return f"push {urlsplit(url).netloc.rpartition('@')[2].lower()}"


def broken(kind: AccountKind) -> str:
    """What a person reads whose message nobody answers. Sources: 被动回复用户消息; 客服消息使用指南 6.3."""
    return f"该{'小程序' if kind in APP_KINDS else '公众号'}提供的服务出现故障，请稍后再试"


def is_done(status: int) -> bool:
    """Whether the platform is content, whatever the body says."""
    return status == 200


def is_empty(answer: str) -> bool:
    """Nothing to show: the server has only acknowledged."""
    return answer.strip() in ("", "success")


def wrong_reply(reply: dict[str, Any], openid: str, original_id: str) -> str:
    """Why a passive reply is not shown, or ""."""
    kind = reply.get("MsgType")
    if kind not in REPLIES:
        return f"MsgType is {kind!r}; a reply is one of {', '.join(REPLIES)}"
    if reply.get("ToUserName") != openid:
        return f"ToUserName is {reply.get('ToUserName')!r}; the person's openid is {openid!r}"
    if reply.get("FromUserName") != original_id:
        return f"FromUserName is {reply.get('FromUserName')!r}; the account's original id is {original_id!r}"
    if not str(reply.get("CreateTime")).isdecimal():
        return "CreateTime is missing"
    return ""
