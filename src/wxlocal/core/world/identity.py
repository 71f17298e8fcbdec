"""openid, unionid, original id, WeChat id: derived from the world's seed, permanent, as the posts promise.

An openid belongs to one person and one account for ever (posts 25, 28); a unionid follows from the
open-platform account alone, whatever the subject (posts 27, 30).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from wxlocal.core.base.ids import derive
from wxlocal.core.world.nouns import Relation, store
from wxlocal.core.world.world import Act


def _id28(head: str, data: bytes) -> str:
    return (head + urlsafe_b64encode(data).decode())[:28]


def openid(key: bytes, appid: str, person: str) -> str:
    return _id28("o", derive(key, "openid", appid, person))


def openpid(key: bytes, host: str, plugin: str, person: str) -> str:
    """A person who uses a plugin in one mini program: another host, another openpid. Source: wx.pluginLogin."""
    return _id28("G", derive(key, "openpid", host, plugin, person))


def unionid(key: bytes, open_platform: str, person: str) -> str:
    """28 characters, beginning ``o`` as the platform's do."""
    return _id28("o", derive(key, "unionid", open_platform, person))


def original_id(key: bytes, appid: str) -> str:
    return "gh_" + derive(key, "original", appid, size=6).hex()


def appid(key: bytes, name: str) -> str:
    return "wx" + derive(key, "appid", name, size=8).hex()


def secret(key: bytes, appid: str, turn: str = "0") -> str:
    return derive(key, "secret", appid, turn, size=16).hex()


def wechat_id(key: bytes, name: str) -> str:
    return "wxid_" + derive(key, "wechat", name, size=7).hex()


def meet(act: Act, appid: str, person: str) -> Relation:
    """The relation of a person to an account, made when they first meet."""
    found = store.relation(act.tx, appid, person)
    if found is None:
        found = Relation(appid=appid, person=person, openid=openid(act.world.key, appid, person))
        store.set_relation(act.tx, found)
    return found
