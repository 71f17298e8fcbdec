"""A world with official accounts, mini programs and their administrators, and small words for it."""

from __future__ import annotations

from typing import Any

from wxlocal.core.world.nouns import Notice
from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "shop"
[[subject]]
id = "stranger"
[[service_account]]
name = "news"
subject = "shop"
members = { olga = "administrator", oscar = "operator" }
[[subscription_account]]
name = "letters"
subject = "stranger"
[[mini_program]]
name = "shop"
subject = "shop"
members = { mia = "administrator", dev = "developer" }
release = [{ version = "1.0.0", pages = ["pages/index/index", "pages/sale/sale"] }]
[[mini_program]]
name = "other"
subject = "stranger"
release = [{ version = "1.0.0" }]
[[mini_program]]
name = "draft"
subject = "shop"
[[third_party]]
name = "helper"
subject = "stranger"
[[person]]
id = "olga"
[[person]]
id = "oscar"
[[person]]
id = "mia"
[[person]]
id = "dev"
[[person]]
id = "ann"
follows = { news = "2018-01-01" }
[[person]]
id = "ben"
follows = { news = "2018-01-01" }
[[person]]
id = "cat"
"""


def path(local: Local, account: str, *rest: str) -> str:
    return "/".join([f"/accounts/{local.account(account).appid}", *rest])


def invite(local: Local, official: str = "news", mini: str = "shop", **more: Any) -> Any:
    """The official account's administrator scans, names the mini program and sends the invitation."""
    return local.control("POST", path(local, official, "associations"), {"appid": local.account(mini).appid, **more})


def answered(local: Local, account: str, other: str, accepted: bool = True, **more: Any) -> Any:
    where = path(local, account, "associations", local.account(other).appid, "answer")
    return local.control("POST", where, {"accepted": accepted, **more})


def end(local: Local, account: str = "news", other: str = "shop", **query: Any) -> Any:
    return local.control("DELETE", path(local, account, "associations", local.account(other).appid), **query)


def listed(local: Local, account: str, **query: Any) -> Any:
    return local.control("GET", path(local, account, "associations"), **query)


def setting(local: Local, value: str, mini: str = "shop", **more: Any) -> Any:
    return local.control("PUT", path(local, mini, "association-setting"), {"setting": value, **more})


def messages(local: Local, person: str, kind: str = "") -> list[Notice]:
    return [one for one in local.person(person).inbox() if kind in ("", one.kind)]


def profile(local: Local, account: str, person: str = "ann") -> Any:
    return local.person(person).call("openProfile", {"account": local.account(account).appid}).result


def add(local: Local, kind: str, subject: str, count: int) -> list[str]:
    """As many more accounts of a subject, their names told; a mini program has a version that is out."""
    known = len(local.control("GET", "/accounts"))
    names = [f"{subject}-{known + number}" for number in range(count)]
    for name in names:
        local.control("POST", "/accounts", {"kind": kind, "subject": subject, "name": name})
    return names
